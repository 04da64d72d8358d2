//! Something that plays sound through Threshold Shift: the bare engine here, the real bundle through a host elsewhere.

use threshold_core::base::{Layout, Spec};
use threshold_core::engine::{Engine, Entry, Settings};
use threshold_core::parameters;

/// A parameter's id and its value in the parameter's own unit.
pub type Value = (&'static str, f32);
/// A value, and the input sample at which it takes over.
pub type Point = (usize, &'static str, f32);

/// Plays sound at 48 kHz with automation.
pub trait Player {
    /// Name in messages and tables.
    fn name(&self) -> String;
    /// The output for `input`, aligned with it (reported latency taken off), and just as long. `start` holds from the
    /// beginning; `points` are ascending in time.
    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>>;
}

/// Samples between the points of a drawn line, as hosts send them.
const LINE_STEP: usize = 32;

/// A straight line in `id` from `from` to `to`, `samples` long.
pub fn line(at: usize, samples: usize, id: &'static str, from: f32, to: f32) -> Vec<Point> {
    let along = |n: usize| from + (to - from) * n as f32 / samples as f32;
    (0..samples).step_by(LINE_STEP).chain([samples]).map(|n| (at + n, id, along(n))).collect()
}

/// The engine without plugin or host around it.
pub struct Bare<E: Entry> {
    engine: Engine<E>,
}

impl<E: Entry> Default for Bare<E> {
    fn default() -> Self {
        Self { engine: Engine::default() }
    }
}

fn apply(settings: &mut Settings, id: &str, value: f32) {
    assert!(parameters::find(id).is_some(), "{id} is no parameter");
    match id {
        "perspective" => settings.perspective = value,
        "loss" => settings.loss = value,
        "cut_time" => settings.cut_seconds = value,
        "trim" => settings.trim_db = value,
        "bypass" => settings.bypass = value > 0.5,
        other => panic!("the bare engine's player can't set {other} yet"),
    }
}

impl<E: Entry> Player for Bare<E> {
    fn name(&self) -> String {
        format!("bare engine, {} samples of latency at 48 kHz", E::latency(48_000.0))
    }

    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
        let layout = Layout::from_count(input.len()).expect("a supported width");
        self.engine.prepare(&Spec { sample_rate: 48_000.0, layout });
        let late = self.engine.latency();
        let total = input[0].len() + late;
        let mut audio: Vec<Vec<f32>> =
            input.iter().map(|x| [x.as_slice(), &vec![0.0; late]].concat()).collect();
        let mut settings = Settings::default();
        start.iter().for_each(|(id, value)| apply(&mut settings, id, *value));
        let mut points = points.iter().peekable();
        let mut done = 0;
        while done < total {
            while let Some((_, id, value)) = points.next_if(|(at, ..)| *at <= done) {
                apply(&mut settings, id, *value);
            }
            self.engine.set(&settings);
            let len = points.peek().map_or(512, |(at, ..)| at - done).min(512).min(total - done);
            let mut block: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[done..done + len]).collect();
            self.engine.process(&mut block);
            done += len;
        }
        audio.into_iter().map(|mut x| x.split_off(late)).collect()
    }
}
