//! The host's parameters, each built from its entry in the core's one table.

use std::sync::Arc;

use nice_plug::editor::dpi::LogicalSize;
use nice_plug::prelude::*;
use nice_plug_egui::EguiEditorState;
use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::parameters::{self, AUDIOGRAM_POINTS, Kind, Parameter, THRESHOLDS};

mod laboratory;

pub use laboratory::Laboratory;

/// Size of a freshly opened editor, logical pixels.
pub const EDITOR_SIZE: (f64, f64) = (860.0, 820.0);

/// Parameters and editor state of one instance. Values are the host's; the audio thread reads them once a block.
#[derive(Params)]
#[allow(missing_docs)] // the table documents each
pub struct ThresholdParams {
    #[id = "perspective"]
    pub perspective: FloatParam,
    #[id = "loss"]
    pub loss: FloatParam,
    #[id = "tinnitus"]
    pub tinnitus: FloatParam,
    #[id = "touch"]
    pub touch: FloatParam,
    #[id = "body"]
    pub body: FloatParam,
    #[id = "memory"]
    pub memory: FloatParam,
    #[id = "implant"]
    pub implant: FloatParam,
    #[id = "processor_off"]
    pub processor_off: BoolParam,
    #[id = "loss_path"]
    pub loss_path: IntParam,
    #[id = "better_ear"]
    pub better_ear: FloatParam,
    #[id = "recruitment"]
    pub recruitment: FloatParam,
    #[id = "mumble"]
    pub mumble: FloatParam,
    #[id = "mumble_from"]
    pub mumble_from: FloatParam,
    #[id = "blur"]
    pub blur: FloatParam,
    #[id = "smear"]
    pub smear: FloatParam,
    #[id = "jitter"]
    pub jitter: FloatParam,
    #[id = "diplacusis"]
    pub diplacusis: FloatParam,
    #[id = "conductive"]
    pub conductive: FloatParam,
    #[id = "event"]
    pub event: IntParam,
    #[id = "event_fire"]
    pub event_fire: BoolParam,
    #[id = "event_depth"]
    pub event_depth: FloatParam,
    #[id = "event_recovery"]
    pub event_recovery: FloatParam,
    #[id = "tinnitus_pitch"]
    pub tinnitus_pitch: FloatParam,
    #[id = "tinnitus_character"]
    pub tinnitus_character: IntParam,
    #[id = "tinnitus_handover"]
    pub tinnitus_handover: FloatParam,
    #[id = "tinnitus_balance"]
    pub tinnitus_balance: FloatParam,
    #[id = "blocker"]
    pub blocker: BoolParam,
    #[id = "implant_channels"]
    pub implant_channels: IntParam,
    #[id = "implant_metal"]
    pub implant_metal: FloatParam,
    #[id = "implant_clarity"]
    pub implant_clarity: FloatParam,
    #[id = "implant_settled"]
    pub implant_settled: FloatParam,
    #[id = "implant_spread"]
    pub implant_spread: FloatParam,
    #[id = "implant_shift"]
    pub implant_shift: FloatParam,
    #[id = "cut_time"]
    pub cut_time: FloatParam,
    #[id = "space"]
    pub space: FloatParam,
    #[id = "trim"]
    pub trim: FloatParam,
    #[id = "generators"]
    pub generators: BoolParam,
    #[id = "bypass"]
    pub bypass: BoolParam,
    #[id = "tinnitus_pitch_from"]
    pub tinnitus_pitch_from: IntParam,
    #[id = "tinnitus_level_re"]
    pub tinnitus_level_re: IntParam,
    #[id = "tinnitus_level"]
    pub tinnitus_level: FloatParam,
    #[id = "tinnitus_sensation"]
    pub tinnitus_sensation: FloatParam,
    #[id = "touch_material"]
    pub touch_material: IntParam,
    #[id = "body_lfe"]
    pub body_lfe: BoolParam,
    #[id = "silence"]
    pub silence: IntParam,
    #[id = "floor_level"]
    pub floor_level: FloatParam,
    #[id = "floor_edge"]
    pub floor_edge: FloatParam,
    #[id = "blocker_level"]
    pub blocker_level: FloatParam,
    #[id = "key"]
    pub key: BoolParam,
    #[id = "lfe"]
    pub lfe: IntParam,
    #[id = "layout"]
    pub layout: IntParam,
    #[id = "listening_level"]
    pub listening_level: FloatParam,
    #[id = "ceiling"]
    pub ceiling: FloatParam,
    #[id = "seed"]
    pub seed: IntParam,
    #[nested(group = "Implant laboratory")]
    pub laboratory: Laboratory,
    #[nested(id_prefix = "threshold_left", group = "Audiogram, left ear")]
    pub left: EarThresholds,
    #[nested(id_prefix = "threshold_right", group = "Audiogram, right ear")]
    pub right: EarThresholds,

    /// The window's size while the instance lives.
    pub editor_state: Arc<EguiEditorState>,
}

impl Default for ThresholdParams {
    fn default() -> Self {
        Self {
            perspective: float(&parameters::PERSPECTIVE),
            loss: float(&parameters::LOSS),
            tinnitus: float(&parameters::TINNITUS),
            touch: float(&parameters::TOUCH),
            body: float(&parameters::BODY),
            memory: float(&parameters::MEMORY),
            implant: float(&parameters::IMPLANT),
            processor_off: switch(&parameters::PROCESSOR_OFF),
            loss_path: whole(&parameters::LOSS_PATH),
            better_ear: float(&parameters::BETTER_EAR),
            recruitment: float(&parameters::RECRUITMENT),
            mumble: float(&parameters::MUMBLE),
            mumble_from: float(&parameters::MUMBLE_FROM),
            blur: float(&parameters::BLUR),
            smear: float(&parameters::SMEAR),
            jitter: float(&parameters::JITTER),
            diplacusis: float(&parameters::DIPLACUSIS),
            conductive: float(&parameters::CONDUCTIVE),
            event: whole(&parameters::EVENT),
            event_fire: switch(&parameters::EVENT_FIRE),
            event_depth: float(&parameters::EVENT_DEPTH),
            event_recovery: float(&parameters::EVENT_RECOVERY),
            tinnitus_pitch: float(&parameters::TINNITUS_PITCH),
            tinnitus_character: whole(&parameters::TINNITUS_CHARACTER),
            tinnitus_handover: float(&parameters::TINNITUS_HANDOVER),
            tinnitus_balance: float(&parameters::TINNITUS_BALANCE),
            blocker: switch(&parameters::BLOCKER),
            implant_channels: whole(&parameters::IMPLANT_CHANNELS),
            implant_metal: float(&parameters::IMPLANT_METAL),
            implant_clarity: float(&parameters::IMPLANT_CLARITY),
            implant_settled: float(&parameters::IMPLANT_SETTLED),
            implant_spread: float(&parameters::IMPLANT_SPREAD),
            implant_shift: float(&parameters::IMPLANT_SHIFT),
            cut_time: float(&parameters::CUT_TIME),
            space: float(&parameters::SPACE),
            trim: float(&parameters::TRIM),
            generators: switch(&parameters::GENERATORS),
            bypass: switch(&parameters::BYPASS).make_bypass(),
            tinnitus_pitch_from: whole(&parameters::TINNITUS_PITCH_FROM),
            tinnitus_level_re: whole(&parameters::TINNITUS_LEVEL_RE),
            tinnitus_level: float(&parameters::TINNITUS_LEVEL),
            tinnitus_sensation: float(&parameters::TINNITUS_SENSATION),
            touch_material: whole(&parameters::TOUCH_MATERIAL),
            body_lfe: switch(&parameters::BODY_LFE),
            silence: whole(&parameters::SILENCE),
            floor_level: float(&parameters::FLOOR_LEVEL),
            floor_edge: float(&parameters::FLOOR_EDGE),
            blocker_level: float(&parameters::BLOCKER_LEVEL),
            key: switch(&parameters::KEY),
            lfe: whole(&parameters::LFE),
            layout: whole(&parameters::LAYOUT),
            listening_level: float(&parameters::LISTENING_LEVEL),
            ceiling: float(&parameters::CEILING),
            seed: whole(&parameters::SEED),
            laboratory: Laboratory::default(),
            left: EarThresholds::new(&THRESHOLDS[0]),
            right: EarThresholds::new(&THRESHOLDS[1]),
            editor_state: EguiEditorState::from_size(LogicalSize::new(EDITOR_SIZE.0, EDITOR_SIZE.1), 1.0),
        }
    }
}

impl ThresholdParams {
    /// The custom audiogram of each ear.
    pub fn thresholds(&self) -> PerEar<&EarThresholds> {
        PerEar::from_fn(|ear| match ear {
            Ear::Left => &self.left,
            Ear::Right => &self.right,
        })
    }
}

/// One ear's part of the custom audiogram, from the id and the field of each frequency.
macro_rules! ear_thresholds {
    ($($id:tt $field:ident)*) => {
        /// The custom audiogram of one ear, dB HL.
        #[derive(Params)]
        pub struct EarThresholds {
            $(#[id = $id] $field: FloatParam,)*
        }

        impl EarThresholds {
            fn new(entries: &'static [Parameter; AUDIOGRAM_POINTS]) -> Self {
                let [$($field),*] = entries.each_ref().map(float);
                Self { $($field),* }
            }

            /// The parameters in order of frequency.
            pub fn points(&self) -> [&FloatParam; AUDIOGRAM_POINTS] {
                [$(&self.$field),*]
            }
        }
    };
}

ear_thresholds! {
    "125" at_125 "250" at_250 "500" at_500 "750" at_750 "1000" at_1000 "1500" at_1500
    "2000" at_2000 "3000" at_3000 "4000" at_4000 "6000" at_6000 "8000" at_8000
}

impl EarThresholds {
    /// The audiogram as it stands. Any thread; reads atomics only.
    pub fn audiogram(&self) -> Audiogram {
        Audiogram::clinical(self.points().map(Param::modulated_plain_value))
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

fn switch(entry: &'static Parameter) -> BoolParam {
    let param = BoolParam::new(entry.name, entry.default > 0.5);
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

    #[test]
    fn an_ears_thresholds_are_its_own_and_in_order_of_frequency() {
        let params = ThresholdParams::default();
        for (ear, entries) in params.thresholds().iter().zip(&THRESHOLDS) {
            assert_eq!(ear.points().map(Param::name), entries.each_ref().map(|entry| entry.name));
            assert_eq!(ear.audiogram(), Audiogram::default());
        }
    }
}
