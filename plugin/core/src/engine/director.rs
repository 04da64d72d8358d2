//! Who decides what is played: parameters, recalls, scenes and a journey through them become one set of settings, and a
//! way to get there.

use crate::base::Change;
use crate::parameters::{Stored, Values, position};
use crate::story::bank::joined;
use crate::story::recall::LONGEST_SECONDS;
use crate::story::{Bank, Recall, Recalled, Scene};

use super::settings::{CUT_STEP, Settings, Venue, change};

const SCENE: usize = position("scene");
const CUT_TIME: usize = position("cut_time");
const PERSPECTIVE: usize = position("perspective");

/// New settings, and how they take over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    /// What is to be heard.
    pub settings: Settings,
    /// How the way there is taken.
    pub change: Change,
}

/// A way from one scene to another that takes longer than a cut.
#[derive(Debug, Clone, Copy)]
struct Morph {
    from: Values,
    since: u64,
    samples: usize,
}

/// The one who decides. Everything but `new` is for the audio thread.
#[derive(Debug, Default)]
pub struct Director {
    bank: Bank,
    venue: Venue,
    sample_rate: f32,
    /// What the parameters say, as far as they have followed, and what is recalled.
    lanes: Values,
    recalled: Recalled,
    /// Number of the last recall that was taken.
    recall: u64,
    /// The slot that a note called up, until the parameter `scene` moves.
    cue: Option<usize>,
    /// What plays and what it has to say; while a morph lasts, where that leads.
    scene: Option<Scene>,
    says: Values,
    morph: Option<Morph>,
    /// Scenes have been edited.
    edited: bool,
    /// Whatever comes next is a cut.
    cut: bool,
}

impl Director {
    /// Takes the sample rate, Hz. Main thread.
    pub fn prepare(&mut self, sample_rate: f32) {
        self.sample_rate = sample_rate;
    }

    /// Forgets what was played; scenes stay.
    pub fn reset(&mut self) {
        self.recalled.clear();
        self.cue = None;
        self.scene = None;
        self.morph = None;
        self.cut = false;
    }

    /// Takes scenes.
    pub fn tell(&mut self, bank: &Bank) {
        self.bank = *bank;
        self.edited = true;
    }

    /// Takes a recall, once, while the parameters stand at `lanes`.
    pub fn recall(&mut self, recall: &Recall, lanes: &Values) {
        if recall.number != self.recall {
            self.recall = recall.number;
            let longest = (LONGEST_SECONDS * f64::from(self.sample_rate)) as usize;
            self.recalled.take(recall, lanes, longest);
            self.cut = true;
        }
    }

    /// The slot that a note has called up.
    pub const fn cued(&self) -> Option<usize> {
        self.cue
    }

    /// A note calls up `slot`, at sample `now`.
    pub fn cue(&mut self, slot: usize, now: u64) -> Option<Turn> {
        self.scene?;
        self.cue = Some(slot);
        let lanes = self.lanes;
        Some(self.turn(&lanes, now))
    }

    /// Takes what the parameters say from sample `now` on. `None` if that is nothing new.
    pub fn play(&mut self, lanes: &Values, venue: Venue, now: u64) -> Option<Turn> {
        let lanes = self.recalled.applied(lanes);
        let nothing_new = lanes == self.lanes && venue == self.venue && !self.edited && !self.cut;
        if nothing_new && self.scene.is_some() {
            return None;
        }
        self.venue = venue;
        self.edited = false;
        Some(self.turn(&lanes, now))
    }

    /// Where a morph has got to at sample `now`, a grid point.
    pub fn step(&mut self, now: u64) -> Option<Turn> {
        self.morph.is_some().then(|| self.settle(Change::Glide, now))
    }

    /// Lets `samples` pass.
    pub fn advance(&mut self, samples: usize) {
        self.recalled.advance(samples);
    }

    fn turn(&mut self, lanes: &Values, now: u64) -> Turn {
        if lanes.at(SCENE) != self.lanes.at(SCENE) {
            self.cue = None;
        }
        let scene = self.cue.map_or_else(|| Scene::of(lanes), Scene::Slot);
        let says = self.bank.played(scene, lanes);
        let cut = std::mem::take(&mut self.cut) || self.scene.is_some_and(|last| last.cuts_to(scene));
        let seconds = lanes.at(CUT_TIME);
        let moved = (lanes.at(PERSPECTIVE) - self.lanes.at(PERSPECTIVE)).abs() >= CUT_STEP;
        let change = change(cut || moved, seconds, self.sample_rate);
        if cut && self.scene.is_some() {
            let samples = libm::roundf(seconds * self.sample_rate) as usize;
            let morph = Morph { from: self.says_at(now), since: now, samples };
            self.morph = (change == Change::Glide).then_some(morph);
        }
        self.scene = Some(scene);
        self.says = says;
        self.lanes = *lanes;
        self.settle(change, now)
    }

    /// What is said at sample `now`: on the way, if there is one.
    fn says_at(&self, now: u64) -> Values {
        let Some(morph) = self.morph else { return self.says };
        let way = (now - morph.since) as f32 / morph.samples.max(1) as f32;
        // What joins the parameters glides by itself, for as long as the cut takes.
        self.says.map(|n, parameter, to| match parameter.stored {
            Stored::Scene => parameter.between(morph.from.at(n), to, way),
            _ => to,
        })
    }

    fn settle(&mut self, change: Change, now: u64) -> Turn {
        let settings = Settings::of(&joined(&self.says_at(now), &self.lanes), &self.venue);
        self.morph = self.morph.filter(|morph| now - morph.since < morph.samples as u64);
        Turn { settings, change }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{
        CUT_TIME as CUT, JOURNEY, LOSS, LOSS_PATH, PERSPECTIVE as DEPTH, SCENE as WHICH,
    };

    const RATE: f32 = 48_000.0;

    fn director() -> Director {
        let mut director = Director::default();
        director.prepare(RATE);
        let mut bank = Bank::default();
        for slot in 0..10 {
            bank.put(slot, Some(Values::default().with(&LOSS, slot as f32 * 0.1)));
        }
        director.tell(&bank);
        director
    }

    fn slot(slot: usize) -> Values {
        Values::default().with(&WHICH, Scene::choice(slot))
    }

    #[test]
    fn nothing_new_is_no_turn() {
        let mut director = director();
        assert!(director.play(&slot(3), Venue::default(), 0).is_some());
        assert_eq!(director.play(&slot(3), Venue::default(), 64), None);
        assert_eq!(director.step(96), None);
    }

    #[test]
    fn a_scene_comes_by_a_cut_of_cut_time() {
        let mut director = director();
        director.play(&slot(3), Venue::default(), 0);
        let turn = director.play(&slot(5), Venue::default(), 100).expect("a turn");
        assert_eq!((turn.settings.loss, turn.change), (0.5, Change::Cut { samples: 240 }));
    }

    #[test]
    fn a_long_cut_morphs_and_switches_choices_halfway() {
        let mut director = director();
        let mut bank = Bank::default();
        bank.put(0, Some(Values::default()));
        bank.put(1, Some(Values::default().with(&LOSS, 1.0).with(&LOSS_PATH, 4.0)));
        director.tell(&bank);
        director.play(&slot(0).with(&CUT, 1.0), Venue::default(), 0);
        let lanes = slot(1).with(&CUT, 1.0);
        let at =
            |turn: Option<Turn>| turn.map(|turn| (turn.settings.loss, turn.settings.loss_path, turn.change));
        assert_eq!(at(director.play(&lanes, Venue::default(), 1000)), Some((0.0, 0, Change::Glide)));
        assert_eq!(at(director.step(1000 + 12_000)), Some((0.25, 0, Change::Glide)));
        assert_eq!(at(director.step(1000 + 24_000)), Some((0.5, 4, Change::Glide)));
        assert_eq!(director.play(&lanes, Venue::default(), 1000 + 30_000), None);
        assert_eq!(at(director.step(1000 + 48_000)), Some((1.0, 4, Change::Glide)));
        assert_eq!(director.step(1000 + 48_032), None);
    }

    #[test]
    fn a_journey_glides_and_jumps_along_it_cut() {
        let mut director = director();
        let at =
            |position: f32| Values::default().with(&WHICH, Scene::JOURNEY_CHOICE).with(&JOURNEY, position);
        director.play(&at(2.0), Venue::default(), 0);
        let turn = director.play(&at(2.5), Venue::default(), 32).expect("a turn");
        assert_eq!((turn.settings.loss, turn.change), (0.25, Change::Glide));
        let turn = director.play(&at(9.0), Venue::default(), 64).expect("a turn");
        assert_eq!(turn.change, Change::Cut { samples: 240 });
    }

    #[test]
    fn notes_call_up_slots_until_the_parameter_moves() {
        let mut director = director();
        assert_eq!(director.cue(4, 0), None, "nothing plays yet");
        director.play(&slot(3), Venue::default(), 0);
        assert_eq!(director.cue(4, 10).map(|turn| turn.settings.loss), Some(0.4));
        assert_eq!((director.play(&slot(3), Venue::default(), 20), director.cued()), (None, Some(4)));
        let turn = director.play(&slot(7), Venue::default(), 30).expect("a turn");
        assert_eq!((turn.settings.loss, director.cued()), (0.7, None));
    }

    #[test]
    fn an_edited_scene_glides_and_a_recall_cuts() {
        let mut director = director();
        director.play(&slot(3), Venue::default(), 0);
        let mut bank = Bank::default();
        bank.put(3, Some(Values::default().with(&LOSS, 0.9)));
        director.tell(&bank);
        let turn = director.play(&slot(3), Venue::default(), 32).expect("a turn");
        assert_eq!((turn.settings.loss, turn.change), (0.9, Change::Glide));
        let recall = Recall { number: 1, before: slot(3), after: Values::default().with(&LOSS, 0.2) };
        director.recall(&recall, &slot(3));
        let turn = director.play(&slot(3), Venue::default(), 64).expect("a turn");
        assert_eq!((turn.settings.loss, turn.change), (0.2, Change::Cut { samples: 240 }));
        director.recall(&recall, &slot(3));
        assert_eq!(director.play(&recall.after, Venue::default(), 96), None, "followed, and heard once");
    }

    #[test]
    fn lanes_of_perspective_cut_as_they_always_did() {
        let mut director = director();
        director.play(&slot(3), Venue::default(), 0);
        let turn = director.play(&slot(3).with(&DEPTH, 0.0), Venue::default(), 32).expect("a turn");
        assert_eq!((turn.settings.perspective, turn.change), (0.0, Change::Cut { samples: 240 }));
    }
}
