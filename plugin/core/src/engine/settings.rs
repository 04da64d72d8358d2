//! What the engine is asked to do: every parameter as a plain value in human units.

use crate::base::{Change, Layout, PerEar};
use crate::hearing::audiogram::Audiogram;
use crate::hearing::course::EventSettings;
use crate::hearing::event::Event;
use crate::hearing::path::{Detail, Path, positions};
use crate::inner::cap::CapSettings;
use crate::inner::pulse::PulseSettings;
use crate::loss::filter::{LfePolicy, LossSettings};
use crate::loss::gate::GateSettings;
use crate::loss::scramble::ScrambleSettings;
use crate::loss::scrambled::Scrambled;
use crate::parameters::{self, LAYOUT_CHOICES, MOST_JITTER_SECONDS};

use super::ceiling::CeilingSettings;
use super::trim::TrimSettings;

/// A full set of settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// 0 the world, 1 inside the head.
    pub perspective: f32,
    /// Position on the loss path, 0..1.
    pub loss: f32,
    /// Number of the path in [`crate::hearing::path::PATHS`].
    pub loss_path: usize,
    /// Which ear stays behind on the path: -1 left, 0 neither, 1 right.
    pub better_ear: f32,
    /// Amount of the path's recruitment, 0..2.
    pub recruitment: f32,
    /// Share of the loss that is conductive, 0..1.
    pub conductive: f32,
    /// Of the path's mumble, 0..2.
    pub mumble: f32,
    /// Of the frequency its mumble ends up at, 0..2.
    pub mumble_from: f32,
    /// Of the path's blur, 0..2.
    pub blur: f32,
    /// Of the path's smear, 0..2.
    pub smear: f32,
    /// Standard deviation of jitter at the path's end re the largest, 0..1.
    pub jitter: f32,
    /// By how many cents the right ear hears pitch higher than the left, where hearing is lost.
    pub diplacusis: f32,
    /// The event that fires.
    pub event: Event,
    /// The held switch that fires it.
    pub event_fire: bool,
    /// How deep the event goes, 0..1.
    pub event_depth: f32,
    /// How long recovery from it takes, seconds.
    pub event_recovery_seconds: f32,
    /// How often the listener has been taken elsewhere in the programme: the engine counts.
    pub visit: u32,
    /// The custom path's audiogram.
    pub thresholds: PerEar<Audiogram>,
    /// Whether level detectors listen to the key, where there is one, instead of the input.
    pub key: bool,
    /// Sound pressure level of the reference noise where the listener sits, dB SPL.
    pub listening_level: f32,
    /// How long a cut of Perspective takes, seconds.
    pub cut_seconds: f32,
    /// Level trim of the inside, dB.
    pub trim_db: f32,
    /// Whether the delayed input goes out untouched.
    pub bypass: bool,
    /// What the LFE channel does.
    pub lfe: LfePolicy,
    /// Which ears the channels belong to, if not those of the prepared layout; ignored if its width is not theirs.
    pub layout: Option<Layout>,
    /// True-peak ceiling of the inside, dBTP.
    pub ceiling_dbtp: f32,
    /// Seed of every random stream.
    pub seed: u32,
}

impl Default for Settings {
    fn default() -> Self {
        let value = |parameter: parameters::Parameter| parameter.default;
        Self {
            perspective: value(parameters::PERSPECTIVE),
            loss: value(parameters::LOSS),
            loss_path: value(parameters::LOSS_PATH) as usize,
            better_ear: value(parameters::BETTER_EAR),
            recruitment: value(parameters::RECRUITMENT),
            conductive: value(parameters::CONDUCTIVE),
            mumble: value(parameters::MUMBLE),
            mumble_from: value(parameters::MUMBLE_FROM),
            blur: value(parameters::BLUR),
            smear: value(parameters::SMEAR),
            jitter: value(parameters::JITTER),
            diplacusis: value(parameters::DIPLACUSIS),
            event: Event::numbered(value(parameters::EVENT) as usize),
            event_fire: value(parameters::EVENT_FIRE) > 0.5,
            event_depth: value(parameters::EVENT_DEPTH),
            event_recovery_seconds: value(parameters::EVENT_RECOVERY),
            visit: 0,
            thresholds: PerEar::default(),
            key: value(parameters::KEY) > 0.5,
            listening_level: value(parameters::LISTENING_LEVEL),
            cut_seconds: value(parameters::CUT_TIME),
            trim_db: value(parameters::TRIM),
            bypass: value(parameters::BYPASS) > 0.5,
            lfe: LfePolicy::Follow,
            layout: None,
            ceiling_dbtp: value(parameters::CEILING),
            seed: value(parameters::SEED) as u32,
        }
    }
}

/// Longest cut that mixes world and head; slower moves bend the filter itself, because mixing a sound with its filtered
/// twin notches it by up to 20 dB.
pub const LONGEST_MIXED_CUT_SECONDS: f32 = 0.020;
/// Cents in an octave.
const CENTS_PER_OCTAVE: f32 = 1200.0;
/// Shortest glide of Perspective and Trim, seconds.
pub const SHORTEST_GLIDE_SECONDS: f32 = 0.050;
/// Smallest step of Perspective, at one sample, that is a cut and not a point of a drawn ramp.
pub const CUT_STEP: f32 = 0.1;

impl Settings {
    /// These settings with every value one its parameter can take.
    pub fn sanitised(self) -> Self {
        Self {
            perspective: parameters::PERSPECTIVE.sanitised(self.perspective),
            loss: parameters::LOSS.sanitised(self.loss),
            better_ear: parameters::BETTER_EAR.sanitised(self.better_ear),
            recruitment: parameters::RECRUITMENT.sanitised(self.recruitment),
            conductive: parameters::CONDUCTIVE.sanitised(self.conductive),
            mumble: parameters::MUMBLE.sanitised(self.mumble),
            mumble_from: parameters::MUMBLE_FROM.sanitised(self.mumble_from),
            blur: parameters::BLUR.sanitised(self.blur),
            smear: parameters::SMEAR.sanitised(self.smear),
            jitter: parameters::JITTER.sanitised(self.jitter),
            diplacusis: parameters::DIPLACUSIS.sanitised(self.diplacusis),
            event_depth: parameters::EVENT_DEPTH.sanitised(self.event_depth),
            event_recovery_seconds: parameters::EVENT_RECOVERY.sanitised(self.event_recovery_seconds),
            thresholds: self.thresholds.map(Audiogram::sanitised),
            listening_level: parameters::LISTENING_LEVEL.sanitised(self.listening_level),
            cut_seconds: parameters::CUT_TIME.sanitised(self.cut_seconds),
            trim_db: parameters::TRIM.sanitised(self.trim_db),
            ceiling_dbtp: parameters::CEILING.sanitised(self.ceiling_dbtp),
            ..self
        }
    }

    /// Whether the head hears what the world sounds like, once it has recovered from every event: then output is the
    /// delayed input, bit for bit.
    pub fn is_neutral(&self) -> bool {
        let eventless = !self.event_fire || self.event_depth == 0.0;
        self.loss == 0.0 && self.trim_db == 0.0 && eventless
    }

    /// These settings, but with what `other` says about the event.
    pub const fn with_event_of(&self, other: &Self) -> Self {
        Self {
            event: other.event,
            event_fire: other.event_fire,
            event_depth: other.event_depth,
            event_recovery_seconds: other.event_recovery_seconds,
            visit: other.visit,
            ..*self
        }
    }

    /// Whether the listener is inside a head that changes what is heard.
    pub fn wants_inside(&self) -> bool {
        self.perspective > 0.0 && !self.is_neutral()
    }

    /// How the way from `self` to `next` is taken.
    pub fn change_to(&self, next: &Self, sample_rate: f32) -> Change {
        let step = (next.perspective - self.perspective).abs();
        if step >= CUT_STEP && next.cut_seconds <= LONGEST_MIXED_CUT_SECONDS {
            Change::Cut { samples: libm::roundf(next.cut_seconds * sample_rate) as usize }
        } else {
            Change::Glide
        }
    }

    /// The layout that choice number `choice` of the `layout` parameter stands for; `None` leaves it to the host.
    pub fn chosen_layout(choice: usize) -> Option<Layout> {
        match *LAYOUT_CHOICES.get(choice)? {
            "Mono: both ears" => Some(Layout::MONO),
            name => Layout::named(name),
        }
    }

    /// What the detail of sound becomes in each ear.
    fn scrambled(&self) -> PerEar<Scrambled> {
        let path = Path::numbered(self.loss_path);
        let positions = positions(self.loss, self.better_ear);
        let cents = PerEar::leaning(self.diplacusis);
        PerEar::from_fn(|ear| Scrambled {
            hearing: path.hearing(positions[ear], &self.thresholds[ear]),
            amounts: Detail {
                mumble: self.mumble,
                mumble_from: self.mumble_from,
                blur: self.blur,
                smear: self.smear,
            },
            conductive: self.conductive,
            jitter: self.jitter * MOST_JITTER_SECONDS * positions[ear],
            shift: cents[ear] / CENTS_PER_OCTAVE,
        })
    }

    /// The part of mumble, blur, smear, jitter and diplacusis.
    pub fn scramble(&self) -> ScrambleSettings {
        ScrambleSettings {
            ears: self.scrambled(),
            depth: self.perspective,
            depth_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            seed: self.seed,
            event: self.event(),
            layout: self.layout,
        }
    }

    /// The loss filter's part.
    pub fn loss_filter(&self) -> LossSettings {
        LossSettings {
            path: self.loss_path,
            loss: self.loss,
            better_ear: self.better_ear,
            recruitment: self.recruitment,
            conductive: self.conductive,
            thresholds: self.thresholds,
            listening_level: self.listening_level,
            depth: self.perspective,
            depth_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            event: self.event(),
            lfe: self.lfe,
            layout: self.layout,
        }
    }

    /// The event.
    fn event(&self) -> EventSettings {
        EventSettings {
            event: self.event,
            fired: self.event_fire,
            depth: self.event_depth,
            recovery_seconds: self.event_recovery_seconds,
            visit: self.visit,
        }
    }

    /// The part of what shuts hearing off for moments.
    pub fn gate(&self) -> GateSettings {
        GateSettings {
            event: self.event(),
            depth: self.perspective,
            depth_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            seed: self.seed,
            lfe: self.lfe,
            layout: self.layout,
        }
    }

    /// The part of an event's own sound.
    pub fn pulse(&self) -> PulseSettings {
        PulseSettings { event: self.event(), depth: self.perspective }
    }

    /// The trim's part: like the loss, it grows with Perspective.
    pub fn trim(&self) -> TrimSettings {
        TrimSettings {
            db: self.trim_db * self.perspective,
            glide_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
        }
    }

    /// The generator cap's part.
    pub fn cap(&self) -> CapSettings {
        CapSettings { listening_level: self.listening_level }
    }

    /// The ceiling's part.
    pub fn ceiling(&self) -> CeilingSettings {
        CeilingSettings { dbtp: self.ceiling_dbtp }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_choice_but_the_first_names_a_layout() {
        assert_eq!(Settings::chosen_layout(0), None);
        for (choice, name) in LAYOUT_CHOICES.iter().enumerate().skip(1) {
            assert!(Settings::chosen_layout(choice).is_some(), "{name}");
        }
    }

    #[test]
    fn big_quick_steps_cut_and_everything_else_glides() {
        let head = Settings::default();
        let world = Settings { perspective: 0.0, ..head };
        assert_eq!(head.change_to(&world, 48_000.0), Change::Cut { samples: 240 });
        assert_eq!(head.change_to(&Settings { cut_seconds: 0.5, ..world }, 48_000.0), Change::Glide);
        assert_eq!(head.change_to(&Settings { perspective: 0.95, ..head }, 48_000.0), Change::Glide);
        assert_eq!(head.change_to(&Settings { loss: 1.0, ..head }, 48_000.0), Change::Glide);
    }
}
