//! A scene of "The drummer" as something that plays, for checks that measure it.

use integration::player::{Player, Point, Value};
use threshold_core::parameters::{SCENE, Stored, Values, find};
use threshold_core::story::Scene;
use threshold_core::story::bank::joined;

use crate::hosted::Hosted;
use crate::presets::Journey;

/// Plays the scene in one slot, `lanes` standing where they are put. Where a check moves something that scenes store, and
/// lanes can't overrule, the plugin as inserted plays with every parameter where the scene has it, and that one moved.
pub struct InScene<'a> {
    /// The bundle, starting from the journey's preset.
    pub hosted: Hosted,
    /// The same preset, read.
    pub journey: &'a Journey,
    /// The slot.
    pub slot: usize,
    /// What lanes move.
    pub lanes: Vec<Value>,
}

/// Whether a scene overrules the lane of the parameter called `id`.
fn is_overruled(id: &str) -> bool {
    find(id).is_some_and(|parameter| parameter.stored == Stored::Scene)
}

impl InScene<'_> {
    /// Everything as it sounds in the scene.
    fn values(&self) -> Vec<Value> {
        let lanes = self.lanes.iter().fold(self.journey.values, |values, (id, value)| {
            find(id).map_or(values, |parameter| values.with(parameter, *value))
        });
        let scene = self.journey.bank.held(self.slot).copied().unwrap_or_default();
        let sounding: Values = joined(&scene, &lanes).with(&SCENE, SCENE.default);
        sounding.iter().map(|(parameter, value)| (parameter.id, value)).collect()
    }

    /// Who plays, and from which values on.
    fn cast(&self, start: &[Value], points: &[Point]) -> (Hosted, Vec<Value>) {
        let moved = start.iter().map(|(id, _)| *id).chain(points.iter().map(|(_, id, _)| *id));
        if moved.into_iter().any(is_overruled) {
            let inserted = Hosted { preset: None, ..self.hosted.clone() };
            return (inserted, [&self.values(), start].concat());
        }
        let scene = [(SCENE.id, Scene::choice(self.slot))];
        (self.hosted.clone(), [&scene, self.lanes.as_slice(), start].concat())
    }
}

impl Player for InScene<'_> {
    fn name(&self) -> String {
        format!("slot {}", self.slot)
    }

    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
        let (mut player, start) = self.cast(start, points);
        player.play(input, &start, points)
    }

    fn play_with_inside(
        &mut self,
        input: &[Vec<f32>],
        inside: &[Vec<f32>],
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        let (mut player, start) = self.cast(start, points);
        player.play_with_inside(input, inside, &start, points)
    }

    fn play_keyed(&mut self, input: &[Vec<f32>], key: &[Vec<f32>], start: &[Value]) -> Vec<Vec<f32>> {
        let (mut player, start) = self.cast(start, &[]);
        player.play_keyed(input, key, &start)
    }
}
