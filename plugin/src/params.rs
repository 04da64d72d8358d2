//! The host's parameters, each built from its entry in the core's one table.

use std::sync::Arc;

use nice_plug::editor::dpi::LogicalSize;
use nice_plug::prelude::*;
use nice_plug_egui::EguiEditorState;
use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::parameters::{self, AUDIOGRAM_POINTS, Parameter, THRESHOLDS, Values};

use crate::audition::Wish;
use crate::link::{self, Link};
use crate::story::Story;

#[macro_use]
mod entry;
mod laboratory;

pub use entry::{Entry, Hand, Visitor};

pub use laboratory::Laboratory;

/// Size of a freshly opened editor, logical pixels.
pub const EDITOR_SIZE: (f64, f64) = (960.0, 700.0);

parameters! {
    /// Parameters of one instance and what goes with them. Values are the host's; the audio thread reads them once a
    /// block.
    ThresholdParams {
        "perspective" perspective: FloatParam = parameters::PERSPECTIVE;
        "loss" loss: FloatParam = parameters::LOSS;
        "tinnitus" tinnitus: FloatParam = parameters::TINNITUS;
        "touch" touch: FloatParam = parameters::TOUCH;
        "body" body: FloatParam = parameters::BODY;
        "memory" memory: FloatParam = parameters::MEMORY;
        "implant" implant: FloatParam = parameters::IMPLANT;
        "processor_off" processor_off: BoolParam = parameters::PROCESSOR_OFF;
        "loss_path" loss_path: IntParam = parameters::LOSS_PATH;
        "better_ear" better_ear: FloatParam = parameters::BETTER_EAR;
        "recruitment" recruitment: FloatParam = parameters::RECRUITMENT;
        "mumble" mumble: FloatParam = parameters::MUMBLE;
        "mumble_from" mumble_from: FloatParam = parameters::MUMBLE_FROM;
        "blur" blur: FloatParam = parameters::BLUR;
        "smear" smear: FloatParam = parameters::SMEAR;
        "jitter" jitter: FloatParam = parameters::JITTER;
        "diplacusis" diplacusis: FloatParam = parameters::DIPLACUSIS;
        "conductive" conductive: FloatParam = parameters::CONDUCTIVE;
        "event" event: IntParam = parameters::EVENT;
        "event_fire" event_fire: BoolParam = parameters::EVENT_FIRE;
        "event_depth" event_depth: FloatParam = parameters::EVENT_DEPTH;
        "event_recovery" event_recovery: FloatParam = parameters::EVENT_RECOVERY;
        "tinnitus_pitch" tinnitus_pitch: FloatParam = parameters::TINNITUS_PITCH;
        "tinnitus_character" tinnitus_character: IntParam = parameters::TINNITUS_CHARACTER;
        "tinnitus_handover" tinnitus_handover: FloatParam = parameters::TINNITUS_HANDOVER;
        "tinnitus_balance" tinnitus_balance: FloatParam = parameters::TINNITUS_BALANCE;
        "blocker" blocker: BoolParam = parameters::BLOCKER;
        "implant_channels" implant_channels: IntParam = parameters::IMPLANT_CHANNELS;
        "implant_metal" implant_metal: FloatParam = parameters::IMPLANT_METAL;
        "implant_clarity" implant_clarity: FloatParam = parameters::IMPLANT_CLARITY;
        "implant_settled" implant_settled: FloatParam = parameters::IMPLANT_SETTLED;
        "implant_spread" implant_spread: FloatParam = parameters::IMPLANT_SPREAD;
        "implant_shift" implant_shift: FloatParam = parameters::IMPLANT_SHIFT;
        "scene" scene: IntParam = parameters::SCENE;
        "journey" journey: FloatParam = parameters::JOURNEY;
        "cut_time" cut_time: FloatParam = parameters::CUT_TIME;
        "space" space: FloatParam = parameters::SPACE;
        "trim" trim: FloatParam = parameters::TRIM;
        "generators" generators: BoolParam = parameters::GENERATORS;
        "bypass" bypass: BoolParam = parameters::BYPASS;
        "tinnitus_pitch_from" tinnitus_pitch_from: IntParam = parameters::TINNITUS_PITCH_FROM;
        "tinnitus_level_re" tinnitus_level_re: IntParam = parameters::TINNITUS_LEVEL_RE;
        "tinnitus_level" tinnitus_level: FloatParam = parameters::TINNITUS_LEVEL;
        "tinnitus_sensation" tinnitus_sensation: FloatParam = parameters::TINNITUS_SENSATION;
        "touch_material" touch_material: IntParam = parameters::TOUCH_MATERIAL;
        "body_lfe" body_lfe: BoolParam = parameters::BODY_LFE;
        "silence" silence: IntParam = parameters::SILENCE;
        "floor_level" floor_level: FloatParam = parameters::FLOOR_LEVEL;
        "floor_edge" floor_edge: FloatParam = parameters::FLOOR_EDGE;
        "blocker_level" blocker_level: FloatParam = parameters::BLOCKER_LEVEL;
        "key" key: BoolParam = parameters::KEY;
        "lfe" lfe: IntParam = parameters::LFE;
        "layout" layout: IntParam = parameters::LAYOUT;
        "listening_level" listening_level: FloatParam = parameters::LISTENING_LEVEL;
        "ceiling" ceiling: FloatParam = parameters::CEILING;
        "seed" seed: IntParam = parameters::SEED;
        "loudness_match" loudness_match: BoolParam = parameters::LOUDNESS_MATCH;
        "open_microphone" open_microphone: BoolParam = parameters::OPEN_MICROPHONE;
    }
    and {
        #[nested(group = "Implant laboratory")]
        laboratory: Laboratory = Laboratory::default();
        #[nested(id_prefix = "threshold_left", group = "Audiogram, left ear")]
        left: EarThresholds = EarThresholds::new(&THRESHOLDS[0]);
        #[nested(id_prefix = "threshold_right", group = "Audiogram, right ear")]
        right: EarThresholds = EarThresholds::new(&THRESHOLDS[1]);
        #[persist = "story"]
        story: Story = Story::default();
        audition: Wish = Wish::default();
        link: Arc<Link> = link::current();
        editor_state: Arc<EguiEditorState> =
            EguiEditorState::from_size(LogicalSize::new(EDITOR_SIZE.0, EDITOR_SIZE.1), 1.0);
    }
}

impl ThresholdParams {
    /// Every parameter, in the table's order.
    pub fn each(&self, visitor: &mut impl Visitor) {
        self.each_single(visitor);
        self.laboratory.each_single(visitor);
        for ear in self.thresholds().iter() {
            ear.points().into_iter().for_each(|point| visitor.visit(point));
        }
    }

    /// What the parameters say, the host's modulation included. Any thread; reads atomics only.
    pub fn lanes(&self) -> Values {
        let mut reader = Reader { values: Values::default(), count: 0, modulated: true };
        self.each(&mut reader);
        reader.values
    }

    /// What the parameters are set to, without the host's modulation. Any thread; reads atomics only.
    pub fn values(&self) -> Values {
        let mut reader = Reader { values: Values::default(), count: 0, modulated: false };
        self.each(&mut reader);
        reader.values
    }

    /// The values that parameters have after they were set to `wanted` by way of the host's lanes, which round.
    pub fn settled(&self, wanted: &Values) -> Values {
        let mut settling = Settling { values: wanted.sanitised(), count: 0 };
        self.each(&mut settling);
        settling.values
    }

    /// Lets `hand` move every parameter that is not where `wanted` puts it. Then they stand where
    /// [`settled`](Self::settled) says.
    pub fn follow(&self, wanted: &Values, hand: &mut impl Hand) {
        self.each(&mut Following { wanted, hand, count: 0 });
    }

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
                let [$($field),*] = entries.each_ref().map(|entry| FloatParam::made(entry));
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

/// Reads values one after the other.
struct Reader {
    values: Values,
    count: usize,
    modulated: bool,
}

impl Visitor for Reader {
    fn visit<P: Entry>(&mut self, param: &P) {
        self.values.set(self.count, if self.modulated { param.lane() } else { param.plain() });
        self.count += 1;
    }
}

/// Moves what differs, one after the other.
struct Following<'a, H: Hand> {
    wanted: &'a Values,
    hand: &'a mut H,
    count: usize,
}

impl<H: Hand> Visitor for Following<'_, H> {
    fn visit<P: Entry>(&mut self, param: &P) {
        let wanted = self.wanted.at(self.count);
        self.count += 1;
        if param.plain() != param.settled(wanted) {
            self.hand.move_to(param, param.normalized(wanted));
        }
    }
}

/// Rounds values as the lanes do, one after the other.
struct Settling {
    values: Values,
    count: usize,
}

impl Visitor for Settling {
    fn visit<P: Entry>(&mut self, param: &P) {
        self.values.set(self.count, param.settled(self.values.at(self.count)));
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::Kind;

    #[test]
    fn parameters_are_the_table_in_its_order() {
        let params = ThresholdParams::default();
        let ids: Vec<String> = params.param_map().into_iter().map(|(id, _, _)| id).collect();
        let table: Vec<&str> = parameters::TABLE.iter().map(|entry| entry.id).collect();
        assert_eq!(ids, table);
    }

    #[test]
    fn a_freshly_inserted_plugin_has_the_tables_defaults() {
        let params = ThresholdParams::default();
        assert_eq!(params.lanes(), Values::default());
        assert_eq!(params.values(), Values::default());
    }

    #[test]
    fn values_settle_where_lanes_put_them_and_stay() {
        let params = ThresholdParams::default();
        let wanted = Values::default().map(|_, parameter, _| {
            let (min, max) = parameter.range();
            min + 0.37 * (max - min)
        });
        let settled = params.settled(&wanted);
        assert!(params.settled(&settled).is_near(&settled));
        for (parameter, value) in settled.iter() {
            let (min, max) = parameter.range();
            let whole =
                if matches!(parameter.kind, Kind::Linear { .. } | Kind::Skewed { .. }) { 0.0 } else { 0.51 };
            let off = (value - wanted.of(parameter)).abs();
            assert!(off <= whole + 1e-5 * (max - min), "{}: {value}", parameter.id);
        }
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
