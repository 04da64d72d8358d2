//! What an instance holds besides its parameters: scenes with their names, and which preset it came from; and the way
//! many values at once take to the sound.
//!
//! Editor and main thread change it; the audio thread gets every change whole, through a triple buffer. Nobody waits for
//! the audio thread, and it waits for nobody.

mod document;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nice_plug::params::persist::PersistentField;
use threshold_core::parameters::Values;
use threshold_core::story::{Bank, Recall};
use triple_buffer::{Input, Output, TripleBuffer};

use crate::unlock::Unlock;
pub use document::LONGEST_NAME;
pub use document::{Document, DocumentError, Slot, scenes_from_json, scenes_to_json};

/// What the audio thread gets: always all of it, so that only the latest matters.
#[derive(Debug, Clone, Copy, Default)]
pub struct News {
    /// The scenes.
    pub bank: Bank,
    /// The last recall; its number tells whether it is new.
    pub recall: Recall,
}

/// Scenes, names and recalls of one instance.
pub struct Story {
    inner: Mutex<Inner>,
    revision: AtomicU64,
    /// Whether the ceiling is unlocked: it is not stored, and ends with whatever the host loads, which comes by here.
    pub unlock: Unlock,
}

struct Inner {
    document: Document,
    recall: Recall,
    sender: Input<News>,
    /// The audio thread's end, until somebody takes it.
    receiver: Option<Receiver>,
}

/// The audio thread's end.
pub struct Receiver(Output<News>);

impl Default for Story {
    fn default() -> Self {
        let (sender, receiver) = TripleBuffer::new(&News::default()).split();
        let inner = Inner {
            document: Document::default(),
            recall: Recall::default(),
            sender,
            receiver: Some(Receiver(receiver)),
        };
        Self { inner: Mutex::new(inner), revision: AtomicU64::new(0), unlock: Unlock::default() }
    }
}

impl Story {
    /// The audio thread's end. There is one.
    pub fn take_receiver(&self) -> Option<Receiver> {
        self.lock().receiver.take()
    }

    /// A number that grows with every change. Any thread.
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Acquire)
    }

    /// What is held. Main or editor thread: allocates.
    pub fn document(&self) -> Document {
        self.lock().document.clone()
    }

    /// The scenes. Main or editor thread.
    pub fn bank(&self) -> Bank {
        self.lock().document.bank()
    }

    /// Changes what is held; the sound glides there. Main or editor thread.
    pub fn edit(&self, change: impl FnOnce(&mut Document)) {
        let mut inner = self.lock();
        change(&mut inner.document);
        self.send(&mut inner);
    }

    /// Recalls `after` by a cut, where the parameters stand at `before`, and `document` with it if there is one. The caller
    /// then moves the parameters to `after`. Main or editor thread.
    pub fn recall(&self, before: &Values, after: &Values, document: Option<Document>) {
        let mut inner = self.lock();
        if let Some(document) = document {
            inner.document = document;
        }
        inner.recall = Recall { number: inner.recall.number + 1, before: *before, after: *after };
        self.send(&mut inner);
    }

    fn send(&self, inner: &mut Inner) {
        let news = News { bank: inner.document.bank(), recall: inner.recall };
        inner.sender.write(news);
        self.revision.fetch_add(1, Ordering::AcqRel);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Receiver {
    /// What has changed since the last call, if anything. Audio thread; never waits.
    pub fn news(&mut self) -> Option<&News> {
        self.0.update().then(|| self.0.output_buffer())
    }
}

impl PersistentField<'_, Document> for Story {
    fn set(&self, document: Document) {
        self.unlock.set(false);
        self.edit(|held| *held = document);
    }

    fn map<F, R>(&self, f: F) -> R
    where
        F: Fn(&Document) -> R,
    {
        f(&self.lock().document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::LOSS;

    #[test]
    fn the_audio_thread_gets_the_latest_and_only_what_is_new() {
        let story = Story::default();
        let mut receiver = story.take_receiver().expect("the one");
        assert!(story.take_receiver().is_none());
        assert!(receiver.news().is_none());
        let scene = Values::default().with(&LOSS, 0.5);
        story.edit(|document| document.put(3, "Third", &scene));
        story.recall(&Values::default(), &scene, None);
        let news = receiver.news().expect("news");
        assert_eq!((news.bank.slot(3), news.recall.number), (Some(&scene), 1));
        assert!(receiver.news().is_none());
        assert_eq!(story.revision(), 2);
    }

    #[test]
    fn the_unlock_is_not_saved_and_whatever_is_loaded_ends_it() {
        let story = Story::default();
        let saved = || story.map(|document| serde_json::to_string(document).expect("JSON"));
        let before = saved();
        story.unlock.set(true);
        story.edit(|document| document.preset = "The drummer".to_owned());
        story.edit(|document| document.preset.clear());
        assert!(story.unlock.get());
        assert_eq!(saved(), before);
        story.set(serde_json::from_str(&before).expect("a document"));
        assert!(!story.unlock.get());
    }

    #[test]
    fn what_is_saved_is_what_is_loaded() {
        let story = Story::default();
        story.edit(|document| {
            document.put(3, "Third", &Values::default().with(&LOSS, 0.123_456_79));
            document.preset = "The drummer".to_owned();
        });
        let saved = story.map(|document| serde_json::to_string(document).expect("JSON"));
        let other = Story::default();
        other.set(serde_json::from_str(&saved).expect("a document"));
        assert_eq!(other.document(), story.document());
    }

    #[test]
    fn news_arrive_whole_between_two_threads() {
        const TIMES: u64 = 300;
        let loss = |number: u64| number as f32 / TIMES as f32;
        let story = Story::default();
        let mut receiver = story.take_receiver().expect("the one");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for number in 1..=TIMES {
                    let scene = Values::default().with(&LOSS, loss(number));
                    story.edit(|document| document.put(3, "Third", &scene));
                    story.recall(&Values::default(), &scene, None);
                }
            });
            let mut last = 0;
            while last < TIMES {
                let Some(news) = receiver.news() else { continue };
                let number = news.recall.number;
                assert!(number >= last);
                assert_eq!(news.recall.after.of(&LOSS), if number > 0 { loss(number) } else { 0.0 });
                let scene = news.bank.slot(3).expect("it comes first").of(&LOSS);
                assert!(scene == loss(number) || scene == loss(number + 1), "{scene} with recall {number}");
                last = number;
            }
        });
        assert_eq!(story.revision(), 2 * TIMES);
    }
}
