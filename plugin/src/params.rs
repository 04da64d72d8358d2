//! The host's parameters, each built from its entry in the core's one table.

use std::sync::Arc;

use nice_plug::editor::dpi::LogicalSize;
use nice_plug::prelude::*;
use nice_plug_egui::EguiEditorState;
use threshold_core::parameters::{self, Kind, Parameter};

/// Size of a freshly opened editor, logical pixels.
pub const EDITOR_SIZE: (f64, f64) = (760.0, 480.0);

/// Parameters and editor state of one instance. Values are the host's; the audio thread reads them once a block.
#[derive(Params)]
#[allow(missing_docs)] // the table documents each
pub struct ThresholdParams {
    #[id = "perspective"]
    pub perspective: FloatParam,
    #[id = "loss"]
    pub loss: FloatParam,
    #[id = "cut_time"]
    pub cut_time: FloatParam,
    #[id = "trim"]
    pub trim: FloatParam,
    #[id = "bypass"]
    pub bypass: BoolParam,
    #[id = "lfe"]
    pub lfe: IntParam,
    #[id = "layout"]
    pub layout: IntParam,
    #[id = "ceiling"]
    pub ceiling: FloatParam,
    #[id = "seed"]
    pub seed: IntParam,

    /// The window's size while the instance lives.
    pub editor_state: Arc<EguiEditorState>,
}

impl Default for ThresholdParams {
    fn default() -> Self {
        Self {
            perspective: float(&parameters::PERSPECTIVE),
            loss: float(&parameters::LOSS),
            cut_time: float(&parameters::CUT_TIME),
            trim: float(&parameters::TRIM),
            bypass: BoolParam::new(parameters::BYPASS.name, false).make_bypass(),
            lfe: whole(&parameters::LFE),
            layout: whole(&parameters::LAYOUT),
            ceiling: float(&parameters::CEILING),
            seed: whole(&parameters::SEED),
            editor_state: EguiEditorState::from_size(LogicalSize::new(EDITOR_SIZE.0, EDITOR_SIZE.1), 1.0),
        }
    }
}

fn float(entry: &'static Parameter) -> FloatParam {
    let (min, max) = entry.range();
    let range = match entry.kind {
        Kind::Skewed { skew, .. } => FloatRange::Skewed { min, max, factor: skew },
        _ => FloatRange::Linear { min, max },
    };
    let param = FloatParam::new(entry.name, entry.default, range)
        .with_value_to_string(Arc::new(|value| entry.text(value)))
        .with_string_to_value(Arc::new(|text| entry.parse(text)));
    if entry.automatable { param } else { param.non_automatable() }
}

fn whole(entry: &'static Parameter) -> IntParam {
    let (min, max) = entry.range();
    let range = IntRange::Linear { min: min as i32, max: max as i32 };
    let param = IntParam::new(entry.name, entry.default as i32, range)
        .with_value_to_string(Arc::new(|value| entry.text(value as f32)))
        .with_string_to_value(Arc::new(|text| entry.parse(text).map(|value| value.round() as i32)));
    if entry.automatable { param } else { param.non_automatable() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_the_table_in_its_order() {
        let params = ThresholdParams::default();
        let ids: Vec<String> = params.param_map().into_iter().map(|(id, _, _)| id).collect();
        let table: Vec<&str> = parameters::TABLE.iter().map(|entry| entry.id).collect();
        assert_eq!(ids, table);
    }
}
