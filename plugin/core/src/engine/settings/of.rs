//! Values become settings here, and nowhere else.

use crate::base::{Ear, Layout, PerEar};
use crate::hearing::audiogram::Audiogram;
use crate::hearing::event::Event;
use crate::hearing::fitting::by_ear;
use crate::hearing::tinnitus::{LevelRe, PitchFrom, Tinnitus};
use crate::inner::contact::Material;
use crate::inner::tinnitus::Character;
use crate::loss::filter::LfePolicy;
use crate::parameters::{AUDIOGRAM_POINTS, IMPLANT_DEAD, IMPLANT_OFF, THRESHOLDS, Values, position};

use super::{ImplantSet, Laboratory, Settings};
use crate::engine::audition::Audition;
use crate::engine::silence::SilenceKind;

/// What the host says about the place: no parameter knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Venue {
    /// Which loudspeakers the channels feed, where the host says so.
    pub layout: Option<Layout>,
    /// Whether something is connected to the `Key` input.
    pub key_connected: bool,
    /// What the editor asks to hear instead of the result.
    pub audition: Audition,
    /// Whether the editor has unlocked the ceiling.
    pub unlocked: bool,
    /// Whether ears are fed directly, so that what leads back towards the world must take its time.
    pub slow_return: bool,
}

/// The value of the parameter with an id that is known at compile time.
macro_rules! value {
    ($values:ident, $id:literal) => {
        $values.at(const { position($id) })
    };
}

/// Which of its names a choice stands at.
macro_rules! choice {
    ($values:ident, $id:literal) => {
        value!($values, $id).max(0.0) as usize
    };
}

macro_rules! switch {
    ($values:ident, $id:literal) => {
        value!($values, $id) > 0.5
    };
}

/// Where the custom audiogram begins in the table: the left ear's points, then the right one's.
const FIRST_THRESHOLD: usize = position(THRESHOLDS[0][0].id);

/// Where each ear's sets of electrodes stand.
const OFF: [usize; 2] = [position(IMPLANT_OFF[0].id), position(IMPLANT_OFF[1].id)];
const DEAD: [usize; 2] = [position(IMPLANT_DEAD[0].id), position(IMPLANT_DEAD[1].id)];

impl Settings {
    /// What `values` ask for in this place. Values may be anything: the engine sanitises. Audio thread.
    pub fn of(values: &Values, venue: &Venue) -> Self {
        Self {
            perspective: value!(values, "perspective"),
            loss: value!(values, "loss"),
            loss_path: choice!(values, "loss_path"),
            better_ear: value!(values, "better_ear"),
            recruitment: value!(values, "recruitment"),
            conductive: value!(values, "conductive"),
            mumble: value!(values, "mumble"),
            mumble_from: value!(values, "mumble_from"),
            blur: value!(values, "blur"),
            smear: value!(values, "smear"),
            jitter: value!(values, "jitter"),
            diplacusis: value!(values, "diplacusis"),
            event: Event::numbered(choice!(values, "event")),
            event_fire: switch!(values, "event_fire"),
            event_depth: value!(values, "event_depth"),
            event_recovery_seconds: value!(values, "event_recovery"),
            visit: 0,
            tinnitus: value!(values, "tinnitus"),
            touch: value!(values, "touch"),
            body: value!(values, "body"),
            memory: value!(values, "memory"),
            implant: ImplantSet::of(values),
            processor_off: switch!(values, "processor_off"),
            ring: Tinnitus {
                pitch_from: PitchFrom::numbered(choice!(values, "tinnitus_pitch_from")),
                hz: value!(values, "tinnitus_pitch"),
                level_re: LevelRe::numbered(choice!(values, "tinnitus_level_re")),
                dbfs: value!(values, "tinnitus_level"),
                sensation_db: value!(values, "tinnitus_sensation"),
            },
            character: Character::numbered(choice!(values, "tinnitus_character")),
            handover: value!(values, "tinnitus_handover"),
            tinnitus_balance: value!(values, "tinnitus_balance"),
            material: Material::numbered(choice!(values, "touch_material")),
            body_lfe: switch!(values, "body_lfe"),
            space: value!(values, "space"),
            generators: switch!(values, "generators"),
            silence: SilenceKind::numbered(choice!(values, "silence")),
            floor_dbfs: value!(values, "floor_level"),
            floor_hz: value!(values, "floor_edge"),
            blocker: switch!(values, "blocker"),
            blocker_spl: value!(values, "blocker_level"),
            awake: false,
            thresholds: thresholds(values),
            // A key nobody connected is silence: detectors that listened to it would find nothing to follow.
            key: switch!(values, "key") && venue.key_connected,
            listening_level: value!(values, "listening_level"),
            cut_seconds: value!(values, "cut_time"),
            trim_db: value!(values, "trim"),
            loudness_match: switch!(values, "loudness_match"),
            open_microphone: switch!(values, "open_microphone"),
            bypass: switch!(values, "bypass"),
            lfe: match choice!(values, "lfe") {
                1 => LfePolicy::Pass,
                2 => LfePolicy::Mute,
                _ => LfePolicy::Follow,
            },
            layout: Self::chosen_layout(choice!(values, "layout")).or(venue.layout),
            ceiling_dbtp: value!(values, "ceiling"),
            unlocked: venue.unlocked,
            seed: value!(values, "seed").max(0.0) as u32,
            audition: venue.audition,
            slow_return: venue.slow_return,
        }
    }
}

fn thresholds(values: &Values) -> PerEar<Audiogram> {
    PerEar::from_fn(|ear| {
        let first = match ear {
            Ear::Left => FIRST_THRESHOLD,
            Ear::Right => FIRST_THRESHOLD + AUDIOGRAM_POINTS,
        };
        Audiogram::clinical(std::array::from_fn(|n| values.at(first + n)))
    })
}

impl Default for ImplantSet {
    fn default() -> Self {
        Self::of(&Values::default())
    }
}

impl Default for Laboratory {
    fn default() -> Self {
        Self::of(&Values::default())
    }
}

impl ImplantSet {
    fn of(values: &Values) -> Self {
        Self {
            amount: value!(values, "implant"),
            channels: choice!(values, "implant_channels"),
            metal: value!(values, "implant_metal"),
            clarity: value!(values, "implant_clarity"),
            settled: value!(values, "implant_settled"),
            spread: value!(values, "implant_spread"),
            shift_mm: value!(values, "implant_shift"),
            laboratory: Laboratory::of(values),
        }
    }
}

impl Laboratory {
    fn of(values: &Values) -> Self {
        let masks = |places: [usize; 2]| {
            PerEar::from_fn(|ear| match ear {
                Ear::Left => values.at(places[0]).max(0.0) as u32,
                Ear::Right => values.at(places[1]).max(0.0) as u32,
            })
        };
        Self {
            ears: choice!(values, "implant_ears"),
            maps: by_ear(choice!(values, "implant_map"), choice!(values, "implant_other_map")),
            arrays: by_ear(choice!(values, "implant_array"), choice!(values, "implant_other_array")),
            depth_mm: value!(values, "implant_depth"),
            mismatch_mm: value!(values, "implant_mismatch"),
            maxima: choice!(values, "implant_maxima"),
            rate: value!(values, "implant_rate"),
            envelope_hz: value!(values, "implant_envelope"),
            carrier: choice!(values, "implant_carrier"),
            microphone: choice!(values, "implant_microphone"),
            emphasis: choice!(values, "implant_emphasis"),
            agc: choice!(values, "implant_agc"),
            linked: switch!(values, "implant_agc_link"),
            input_range_db: value!(values, "implant_range"),
            growth: value!(values, "implant_growth"),
            t_level: value!(values, "implant_t"),
            c_level: value!(values, "implant_c"),
            steps: choice!(values, "implant_steps"),
            off: masks(OFF),
            dead: masks(DEAD),
            acoustic: switch!(values, "implant_acoustic"),
            acoustic_hz: value!(values, "implant_acoustic_edge"),
            percept: value!(values, "implant_percept"),
            fracture: value!(values, "implant_fracture"),
            tangle: value!(values, "implant_tangle"),
            flicker: value!(values, "implant_flicker"),
            percept_smear_mm: value!(values, "percept_smear"),
            percept_flatten: value!(values, "percept_flatten"),
            percept_pitch: value!(values, "percept_pitch"),
            percept_shift: value!(values, "percept_shift"),
            percept_ring: value!(values, "percept_ring"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{IMPLANT_OTHER_MAP, KEY, LAYOUT, THRESHOLDS};

    #[test]
    fn detectors_listen_to_the_key_only_where_it_is_asked_for_and_connected() {
        for (on, key_connected) in [(false, false), (false, true), (true, false), (true, true)] {
            let values = Values::default().with(&KEY, f32::from(u8::from(on)));
            let venue = Venue { key_connected, ..Venue::default() };
            assert_eq!(Settings::of(&values, &venue).key, on && key_connected);
        }
    }

    #[test]
    fn the_hosts_loudspeakers_decide_where_the_user_does_not() {
        let venue = Venue { layout: Some(Layout::LCRS), ..Venue::default() };
        assert_eq!(Settings::of(&Values::default(), &venue).layout, Some(Layout::LCRS));
        let chosen = Values::default().with(&LAYOUT, 4.0);
        assert_eq!(Settings::of(&chosen, &venue).layout, Settings::chosen_layout(4));
    }

    #[test]
    fn each_ear_gets_its_own() {
        let values = Values::default()
            .with(&THRESHOLDS[1][0], 35.0)
            .with(&THRESHOLDS[0][10], 60.0)
            .with(&IMPLANT_OTHER_MAP, 2.0);
        let settings = Settings::of(&values, &Venue::default());
        assert_eq!(settings.thresholds[Ear::Right].threshold(125.0), 35.0);
        assert_eq!(settings.thresholds[Ear::Left].threshold(125.0), 0.0);
        assert_eq!(settings.thresholds[Ear::Left].threshold(8000.0), 60.0);
        assert_eq!(settings.implant.laboratory.maps[Ear::Right], 1);
    }
}
