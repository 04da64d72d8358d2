//! What the engine is asked to do: every parameter as a plain value in human units.

mod alone;
mod implant;
mod of;
mod parts;
mod returning;

pub use implant::{ImplantSet, Laboratory};
pub use of::Venue;

use crate::base::{Change, Layout, PerEar};
use crate::hearing::audiogram::Audiogram;
use crate::hearing::event::Event;
use crate::hearing::tinnitus::Tinnitus;
use crate::inner::contact::Material;
use crate::inner::tinnitus::Character;
use crate::loss::filter::LfePolicy;
use crate::parameters::{self, LAYOUT_CHOICES, Values};

use super::audition::{Audition, FADE_SECONDS};
use super::silence::SilenceKind;

/// A full set of settings.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch a person sees")]
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
    /// How much of its level tinnitus has, 0..1.
    pub tinnitus: f32,
    /// How much of what is touched is heard, 0..1.
    pub touch: f32,
    /// The body, from none to agitation, 0..1.
    pub body: f32,
    /// How much of the outside creeps back for moments, 0..1.
    pub memory: f32,
    /// The implant.
    pub implant: ImplantSet,
    /// Whether the processors are off: silence inside the head.
    pub processor_off: bool,
    /// Pitch and level of tinnitus.
    pub ring: Tinnitus,
    /// What tinnitus sounds like.
    pub character: Character,
    /// How much of tinnitus follows the treble that has just been lost, 0..1.
    pub handover: f32,
    /// Which ear rings: -1 the left one, 0 both, 1 the right one.
    pub tinnitus_balance: f32,
    /// What touch is felt through.
    pub material: Material,
    /// Whether the LFE channel gets the lowest part of touch and body too.
    pub body_lfe: bool,
    /// How far the outside is from inside the head (0) to where it was (1).
    pub space: f32,
    /// Whether this instance makes what the head makes.
    pub generators: bool,
    /// What silence is.
    pub silence: SilenceKind,
    /// Level of the shaped floor, dBFS RMS.
    pub floor_dbfs: f32,
    /// Where the shaped floor ends, Hz.
    pub floor_hz: f32,
    /// Whether the blocker is on.
    pub blocker: bool,
    /// Level of the blocker, dB SPL.
    pub blocker_spl: f32,
    /// Whether sustained sound may begin: not before anything has been played or moved since the reset. The engine says.
    pub awake: bool,
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
    /// Whether the path leaves speech as loud as it was.
    pub loudness_match: bool,
    /// Whether a microphone may hear what is put out.
    pub open_microphone: bool,
    /// Whether the delayed input goes out untouched.
    pub bypass: bool,
    /// What the LFE channel does.
    pub lfe: LfePolicy,
    /// Which ears the channels belong to, if not those of the prepared layout; ignored if its width is not theirs.
    pub layout: Option<Layout>,
    /// True-peak ceiling of the inside, dBTP.
    pub ceiling_dbtp: f32,
    /// Whether the ceiling stands at full scale instead.
    pub unlocked: bool,
    /// Seed of every random stream.
    pub seed: u32,
    /// What is put out.
    pub audition: Audition,
    /// Whether what leads back towards the world takes its time.
    pub slow_return: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Values::default(), &Venue::default())
    }
}

/// Longest cut that mixes world and head; slower moves bend the filter itself, because mixing a sound with its filtered
/// twin notches it by up to 20 dB.
pub const LONGEST_MIXED_CUT_SECONDS: f32 = 0.020;
/// Shortest glide of Perspective and Trim, seconds.
pub const SHORTEST_GLIDE_SECONDS: f32 = 0.050;
/// Smallest step of Perspective, at one sample, that is a cut and not a point of a drawn ramp.
pub const CUT_STEP: f32 = 0.1;

/// How a step is taken that may be a cut, where cuts take so many `seconds`: a longer one glides.
pub fn change(is_cut: bool, seconds: f32, sample_rate: f32) -> Change {
    if is_cut && seconds <= LONGEST_MIXED_CUT_SECONDS {
        Change::Cut { samples: libm::roundf(seconds * sample_rate) as usize }
    } else {
        Change::Glide
    }
}

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
            tinnitus: parameters::TINNITUS.sanitised(self.tinnitus),
            touch: parameters::TOUCH.sanitised(self.touch),
            body: parameters::BODY.sanitised(self.body),
            memory: parameters::MEMORY.sanitised(self.memory),
            implant: self.implant.sanitised(),
            ring: Tinnitus {
                hz: parameters::TINNITUS_PITCH.sanitised(self.ring.hz),
                dbfs: parameters::TINNITUS_LEVEL.sanitised(self.ring.dbfs),
                sensation_db: parameters::TINNITUS_SENSATION.sanitised(self.ring.sensation_db),
                ..self.ring
            },
            handover: parameters::TINNITUS_HANDOVER.sanitised(self.handover),
            tinnitus_balance: parameters::TINNITUS_BALANCE.sanitised(self.tinnitus_balance),
            space: parameters::SPACE.sanitised(self.space),
            floor_dbfs: parameters::FLOOR_LEVEL.sanitised(self.floor_dbfs),
            floor_hz: parameters::FLOOR_EDGE.sanitised(self.floor_hz),
            blocker_spl: parameters::BLOCKER_LEVEL.sanitised(self.blocker_spl),
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
        let unmoved =
            self.trim_db == 0.0 && self.space == 1.0 && self.touch == 0.0 && self.implant.amount == 0.0;
        self.heard_loss() == 0.0 && unmoved && eventless && !self.processor_off && !self.may_sound()
    }

    /// Whether the head makes sound by itself, on and on.
    pub fn may_sound(&self) -> bool {
        let floor = self.processor_off && self.silence == SilenceKind::Floor;
        self.generators && (floor || self.tinnitus > 0.0 || self.body > 0.0 || self.blocker)
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
        change(step >= CUT_STEP, next.cut_seconds, sample_rate)
    }

    /// The same, if it would be taken by `change`: where another part is heard alone from now on, it is cut to.
    pub fn auditioned(&self, next: &Self, change: Change, sample_rate: f32) -> Change {
        let stays = self.audition.part() == next.audition.part();
        let samples = libm::roundf(FADE_SECONDS * sample_rate) as usize;
        if stays || change != Change::Glide { change } else { Change::Cut { samples } }
    }

    /// The layout that choice number `choice` of the `layout` parameter stands for; `None` leaves it to the host.
    pub fn chosen_layout(choice: usize) -> Option<Layout> {
        match *LAYOUT_CHOICES.get(choice)? {
            "Mono: both ears" => Some(Layout::MONO),
            name => Layout::named(name),
        }
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
