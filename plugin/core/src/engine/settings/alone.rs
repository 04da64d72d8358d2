//! What is left of settings when one part is heard alone.

use super::{ImplantSet, Settings};
use crate::engine::audition::Part;

impl Settings {
    /// Whether `part` acts.
    pub(super) fn plays(&self, part: Part) -> bool {
        self.audition.part().is_none_or(|alone| alone == part)
    }

    /// These settings with every part neutral but the one that is heard alone, if there is one.
    ///
    /// Loss itself stays: how far an ear is along the path says how much mumble there is, what memory may bring back and
    /// where ears ring. The curve asks whether it [`plays`](Self::plays).
    pub fn alone(self) -> Self {
        if self.audition.part().is_none() {
            return self;
        }
        let share = |part: Part, amount: f32| if self.plays(part) { amount } else { 0.0 };
        Self {
            mumble: share(Part::Mumble, self.mumble),
            blur: share(Part::Mumble, self.blur),
            smear: share(Part::Smear, self.smear),
            jitter: share(Part::Smear, self.jitter),
            diplacusis: share(Part::Smear, self.diplacusis),
            memory: share(Part::Memory, self.memory),
            implant: ImplantSet { amount: share(Part::Implant, self.implant.amount), ..self.implant },
            space: if self.plays(Part::Space) { self.space } else { 1.0 },
            tinnitus: share(Part::Tinnitus, self.tinnitus),
            touch: share(Part::Touch, self.touch),
            body: share(Part::Body, self.body),
            event_depth: 0.0,
            processor_off: false,
            // Whoever talks by `Inside` does not become a touch.
            blocker: self.blocker && self.plays(Part::Touch),
            trim_db: 0.0,
            loudness_match: false,
            ..self
        }
    }

    /// Loss, as far as anything is heard of it.
    pub(super) fn heard_loss(&self) -> f32 {
        let share = match self.audition.part() {
            None | Some(Part::Curve) => 1.0,
            Some(Part::Mumble) => self.mumble.max(self.blur),
            Some(Part::Smear) => self.smear.max(self.jitter).max(self.diplacusis.abs()),
            Some(Part::Memory) => self.memory,
            Some(Part::Implant | Part::Space | Part::Tinnitus | Part::Touch | Part::Body) => 0.0,
        };
        if share > 0.0 { self.loss } else { 0.0 }
    }
}
