//! What sounds now: the parameters as they stand, or what a scene makes of them.

use threshold_core::parameters::{SCENE, Stored, Values};
use threshold_core::story::bank::joined;
use threshold_core::story::{Bank, Scene};

use crate::params::ThresholdParams;
use crate::story::Document;

/// What sounds, looked up once a frame.
pub struct Sounding {
    /// The scenes and their names.
    pub document: Document,
    /// Where the parameters stand, the host's modulation included.
    pub lanes: Values,
    /// What sounds.
    pub values: Values,
    /// Who is asked to rule.
    pub scene: Scene,
    bank: Bank,
    /// The document's revision; none was read yet if `None`.
    revision: Option<u64>,
}

impl Default for Sounding {
    fn default() -> Self {
        Self {
            document: Document::default(),
            lanes: Values::default(),
            values: Values::default(),
            scene: Scene::Manual,
            bank: Bank::default(),
            revision: None,
        }
    }
}

impl Sounding {
    /// Looks up what sounds now, while a note has called up the slot `cued`. Editor thread.
    pub fn follow(&mut self, params: &ThresholdParams, cued: Option<usize>) {
        // Read first: what changes in between is seen again in the next frame.
        let revision = params.story.revision();
        if self.revision != Some(revision) {
            self.document = params.story.document();
            self.bank = self.document.bank();
            self.revision = Some(revision);
        }
        let lanes = params.lanes();
        self.play(cued.map_or_else(|| Scene::of(&lanes), Scene::Slot), &lanes);
    }

    /// What sounds while `scene` rules and the parameters stand at `lanes`.
    fn play(&mut self, scene: Scene, lanes: &Values) {
        (self.scene, self.lanes) = (scene, *lanes);
        self.values = match scene {
            Scene::Manual => *lanes,
            Scene::Journey(_) | Scene::Slot(_) => joined(&self.bank.played(scene, lanes), lanes),
        };
    }

    /// What a scene has to say for the same to sound where the parameters stand: of what joins them only its own share.
    pub fn said(&self) -> Values {
        self.bank.played(self.scene, &self.lanes)
    }

    /// Whether a scene overrules the parameters. In slots before the first scene there is none.
    pub fn is_ruled(&self) -> bool {
        let has_scene = |slot: usize| self.bank.held(slot).is_some();
        match self.scene {
            Scene::Manual => false,
            Scene::Slot(slot) => has_scene(slot),
            Scene::Journey(at) => has_scene(at.max(0.0).ceil() as usize),
        }
    }

    /// The parameters as they have to stand for the same to sound without the scene. `own` is what they are set to.
    pub fn as_controls(&self, own: &Values) -> Values {
        let copied = own.map(|n, parameter, value| match parameter.stored {
            Stored::Scene | Stored::Joined => self.values.at(n),
            Stored::Preset | Stored::Session => value,
        });
        copied.with(&SCENE, 0.0)
    }
}

#[cfg(test)]
impl Sounding {
    /// What sounds of `document` while the parameters stand at `lanes`.
    pub fn of(document: Document, lanes: &Values) -> Self {
        let bank = document.bank();
        let mut sounding = Self { document, bank, ..Self::default() };
        sounding.play(Scene::of(lanes), lanes);
        sounding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{JOURNEY, LOSS, SEED, TRIM};

    fn sounding(lanes: &Values) -> Sounding {
        let mut document = Document::default();
        document.put(3, "Third", &Values::default().with(&LOSS, 0.4).with(&TRIM, -2.0));
        Sounding::of(document, lanes)
    }

    #[test]
    fn a_scene_rules_from_the_first_one_on_and_nobody_else_before() {
        let slot = |slot| Values::default().with(&LOSS, 0.9).with(&SCENE, Scene::choice(slot));
        assert!(!sounding(&Values::default()).is_ruled());
        assert!(!sounding(&slot(2)).is_ruled() && sounding(&slot(2)).values.of(&LOSS) == 0.9);
        assert!(sounding(&slot(3)).is_ruled() && sounding(&slot(16)).values.of(&LOSS) == 0.4);
        let journey = |at| Values::default().with(&SCENE, Scene::JOURNEY_CHOICE).with(&JOURNEY, at);
        assert!(!sounding(&journey(2.0)).is_ruled() && sounding(&journey(2.5)).is_ruled());
    }

    #[test]
    fn controls_that_copied_a_scene_sound_as_it_did() {
        let lanes = Values::default()
            .with(&SCENE, Scene::choice(3))
            .with(&TRIM, -1.0)
            .with(&SEED, 7.0)
            .with(&LOSS, 0.9);
        let before = sounding(&lanes);
        let copied = before.as_controls(&lanes);
        assert_eq!((copied.of(&LOSS), copied.of(&TRIM), copied.of(&SEED)), (0.4, -3.0, 7.0));
        assert_eq!(sounding(&copied).values, before.values.with(&SCENE, 0.0));
    }

    #[test]
    fn what_is_captured_sounds_the_same_from_its_slot() {
        use crate::editor::scenes::Edit;
        for lanes in [Values::default().with(&SCENE, Scene::choice(3)), Values::default().with(&LOSS, 0.6)] {
            let before = sounding(&lanes.with(&TRIM, -6.0));
            let mut document = before.document.clone();
            Edit::Capture(Box::new(before.said()), "Captured".to_owned()).apply(&mut document, 9);
            let after = Sounding::of(document, &lanes.with(&TRIM, -6.0).with(&SCENE, Scene::choice(9)));
            assert_eq!(after.values.with(&SCENE, 0.0), before.values.with(&SCENE, 0.0));
        }
    }

    #[test]
    fn a_note_rules_over_what_the_parameter_says() {
        let params = ThresholdParams::default();
        params.story.edit(|document| document.put(4, "Fourth", &Values::default().with(&LOSS, 0.7)));
        let mut sounding = Sounding::default();
        sounding.follow(&params, Some(4));
        assert_eq!((sounding.scene, sounding.values.of(&LOSS)), (Scene::Slot(4), 0.7));
    }

    #[test]
    fn the_editor_follows_what_the_instance_holds() {
        let params = ThresholdParams::default();
        let mut sounding = Sounding::default();
        sounding.follow(&params, None);
        assert!(sounding.document.is_empty() && sounding.values == Values::default());
        params.story.edit(|document| document.put(0, "First", &Values::default()));
        sounding.follow(&params, None);
        assert_eq!(sounding.document, params.story.document());
    }
}
