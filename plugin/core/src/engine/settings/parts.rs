//! What the full set of settings asks of each stage.

use super::super::audition::Part;
use super::super::ceiling::CeilingSettings;
use super::super::space::SpaceSettings;
use super::super::trim::TrimSettings;
use super::{SHORTEST_GLIDE_SECONDS, Settings};
use crate::base::PerEar;
use crate::base::units::gain_from_db;
use crate::hearing::course::EventSettings;
use crate::hearing::fitting::worn;
use crate::hearing::inner::{heart_bpm, outer_loss_db, remaining_space, ring_db};
use crate::hearing::path::{Detail, Hearing, Path, positions};
use crate::inner::blocker::BlockerSettings;
use crate::inner::body::BodySettings;
use crate::inner::cap::{CAP_DBFS, CapSettings};
use crate::inner::contact::ContactSettings;
use crate::inner::memory::MemorySettings;
use crate::inner::pulse::PulseSettings;
use crate::inner::tinnitus::{Ring, TinnitusSettings};
use crate::loss::filter::{LfePolicy, LossSettings};
use crate::loss::gate::GateSettings;
use crate::loss::scramble::ScrambleSettings;
use crate::loss::scrambled::Scrambled;
use crate::parameters::{MOST_JITTER_SECONDS, UNLOCKED_DBTP};

/// Cents in an octave.
const CENTS_PER_OCTAVE: f32 = 1200.0;

impl Settings {
    /// Amounts of the path's detail.
    const fn detail(&self) -> Detail {
        Detail { mumble: self.mumble, mumble_from: self.mumble_from, blur: self.blur, smear: self.smear }
    }

    /// What the detail of sound becomes in each ear.
    fn scrambled(&self) -> PerEar<Scrambled> {
        let path = Path::numbered(self.loss_path);
        let positions = positions(self.loss, self.better_ear);
        let cents = PerEar::leaning(self.diplacusis);
        PerEar::from_fn(|ear| Scrambled {
            hearing: path.hearing(positions[ear], &self.thresholds[ear]),
            amounts: self.detail(),
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
            loss: if self.plays(Part::Curve) { self.loss } else { 0.0 },
            better_ear: self.better_ear,
            recruitment: self.recruitment,
            detail: self.detail(),
            conductive: self.conductive,
            thresholds: self.thresholds,
            listening_level: self.listening_level,
            depth: self.perspective,
            depth_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            matched: self.matched(),
            event: self.event(),
            lfe: self.lfe,
            layout: self.layout,
        }
    }

    /// Share of the loudness match. It belongs to what is left of hearing: where both ears go over to implants it goes
    /// with that.
    fn matched(&self) -> f32 {
        let implanted = worn(self.implant.laboratory.ears).iter().all(|has_one| *has_one);
        let taken_over = if implanted { self.implant.amount } else { 0.0 };
        if self.loudness_match { 1.0 - taken_over } else { 0.0 }
    }

    /// The event.
    pub(super) fn event(&self) -> EventSettings {
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

    /// The part of an event's own sound. It is over before the cap can know of it: so the trim never lifts it, and where the
    /// cap is lower than full scale asks for, so is the pulse.
    pub fn pulse(&self) -> PulseSettings {
        let depth = if self.generators { self.perspective } else { 0.0 };
        let over_db = self.trim().db.max(0.0) + CAP_DBFS - self.cap().cap_dbfs();
        let held = gain_from_db(-f64::from(over_db)) as f32;
        PulseSettings { event: self.event(), depth: depth * held }
    }

    /// Whether soft sound is held down. Stems with a key are to add up, and none of them is a microphone.
    pub const fn holds_down(&self) -> bool {
        self.open_microphone && !self.key
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
        CeilingSettings { dbtp: if self.unlocked { UNLOCKED_DBTP } else { self.ceiling_dbtp } }
    }

    /// How each ear hears along the path, whatever happens besides.
    fn hearing(&self) -> PerEar<Hearing> {
        let path = Path::numbered(self.loss_path);
        let positions = positions(self.loss, self.better_ear);
        PerEar::from_fn(|ear| path.hearing(positions[ear], &self.thresholds[ear]))
    }

    /// How much of the outside each ear has lost, dB.
    fn outer_db(&self) -> PerEar<f32> {
        self.hearing().map(|hearing| outer_loss_db(&hearing))
    }

    /// `amount` of something that sounds on and on: none while it may not begin, or another instance makes it.
    fn sounding(&self, amount: f32) -> f32 {
        if self.awake && self.generators { amount } else { 0.0 }
    }

    /// The part of tinnitus.
    pub fn tinnitus(&self) -> TinnitusSettings {
        let hearing = self.hearing();
        let leaning = PerEar::leaning(self.tinnitus_balance);
        TinnitusSettings {
            ears: PerEar::from_fn(|ear| Ring {
                hz: self.ring.pitch(&hearing[ear]),
                dbfs: self.ring.level(&hearing[ear], self.listening_level) + ring_db(self.body),
                amount: self.sounding(self.tinnitus * (1.0 - leaning[ear.other()])),
            }),
            character: self.character,
            handover: self.handover,
            heart_bpm: heart_bpm(self.body),
            depth: self.perspective,
            seed: self.seed,
            layout: self.layout,
        }
    }

    /// The part of the body bed.
    pub fn body(&self) -> BodySettings {
        BodySettings {
            body: self.sounding(self.body),
            outer_db: self.outer_db(),
            depth: self.perspective,
            seed: self.seed,
            layout: self.layout,
        }
    }

    /// The part of touch.
    pub fn contact(&self) -> ContactSettings {
        ContactSettings {
            touch: self.touch,
            material: self.material,
            inside_is_touch: !self.blocker,
            follows_lfe: self.lfe == LfePolicy::Follow,
            depth: self.perspective,
            depth_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            layout: self.layout,
        }
    }

    /// The part of memory.
    pub fn memory(&self) -> MemorySettings {
        MemorySettings {
            memory: self.memory,
            outer_db: self.outer_db(),
            depth: self.perspective,
            seed: self.seed,
            layout: self.layout,
        }
    }

    /// The part of the blocker.
    pub fn blocker(&self) -> BlockerSettings {
        BlockerSettings {
            on: self.sounding(1.0) > 0.0 && self.blocker && self.audition.part().is_none(),
            level_spl: self.blocker_spl,
            listening_level: self.listening_level,
            depth: self.perspective,
            seed: self.seed,
            layout: self.layout,
        }
    }

    /// The part of space.
    pub fn space(&self) -> SpaceSettings {
        let left = remaining_space(self.space, self.sounding(self.body));
        SpaceSettings {
            space: 1.0 - self.perspective * (1.0 - left),
            glide_seconds: self.cut_seconds.max(SHORTEST_GLIDE_SECONDS),
            layout: self.layout,
        }
    }
}
