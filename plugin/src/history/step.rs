//! What one gesture changed.

use threshold_core::parameters::Values;

use crate::snapshot::Snapshot;
use crate::story::{Document, Slot};

/// A thing that was one and became another.
#[derive(Debug, Clone)]
struct Change<T> {
    before: T,
    after: T,
}

/// Which end of a change.
#[derive(Clone, Copy)]
enum Way {
    Back,
    Forth,
}

impl<T> Change<T> {
    fn end(&self, way: Way) -> &T {
        match way {
            Way::Back => &self.before,
            Way::Forth => &self.after,
        }
    }
}

/// What one gesture changed, by its place.
#[derive(Debug, Clone)]
pub(super) struct Step {
    values: Vec<(usize, Change<f32>)>,
    scenes: Vec<(usize, Change<Option<Slot>>)>,
    preset: Option<Change<String>>,
}

impl Step {
    /// What leads from `began` to `values` and `document`, if they differ.
    pub fn between(began: &Snapshot, values: &Values, document: &Document) -> Option<Self> {
        let pairs = began.values.iter().zip(values.iter()).enumerate();
        let values: Vec<_> = pairs
            .filter(|(_, ((_, before), (_, after)))| before != after)
            .map(|(n, ((_, before), (_, after)))| (n, Change { before, after }))
            .collect();
        let pairs = began.document.slots().iter().zip(document.slots()).enumerate();
        let scenes: Vec<_> = pairs
            .filter(|(_, (before, after))| before != after)
            .map(|(n, (before, after))| (n, Change { before: before.clone(), after: after.clone() }))
            .collect();
        let names = (&began.document.preset, &document.preset);
        let preset = (names.0 != names.1).then(|| Change { before: names.0.clone(), after: names.1.clone() });
        let is_none = values.is_empty() && scenes.is_empty() && preset.is_none();
        (!is_none).then_some(Self { values, scenes, preset })
    }

    /// `values` and `document` after this is undone.
    pub fn undone(&self, values: &Values, document: &Document) -> Snapshot {
        self.applied(values, document, Way::Back)
    }

    /// `values` and `document` after this is done again.
    pub fn done(&self, values: &Values, document: &Document) -> Snapshot {
        self.applied(values, document, Way::Forth)
    }

    fn applied(&self, values: &Values, document: &Document, way: Way) -> Snapshot {
        let mut snapshot = Snapshot::new(values, document);
        for (position, change) in &self.values {
            snapshot.values.set(*position, *change.end(way));
        }
        if let Some(change) = &self.preset {
            snapshot.document.preset.clone_from(change.end(way));
        }
        let mut scenes = document.slots().clone();
        for (slot, change) in &self.scenes {
            scenes[*slot].clone_from(change.end(way));
        }
        snapshot.document = snapshot.document.with_scenes(scenes);
        snapshot
    }
}
