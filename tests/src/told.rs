//! The bare engine, told what the plugin tells it: values, and scenes.

use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Entry};
use threshold_core::parameters::{Values, find};
use threshold_core::story::Bank;

use crate::player::{Player, Point, Value};

/// Samples of a host's block.
const BLOCK: usize = 512;

/// An engine, what its parameters stand at, and its scenes.
pub struct Told<E: Entry> {
    engine: Engine<E>,
    /// What the parameters stand at; what is played may move them from there.
    pub values: Values,
    /// The scenes.
    pub bank: Bank,
}

impl<E: Entry> Told<E> {
    /// One that stands at `values` and has these scenes.
    pub fn new(values: Values, bank: Bank) -> Self {
        Self { engine: Engine::default(), values, bank }
    }
}

fn moved(values: &mut Values, id: &str, value: f32) {
    let parameter = find(id).unwrap_or_else(|| panic!("{id} is no parameter"));
    *values = values.with(parameter, value);
}

impl<E: Entry> Player for Told<E> {
    fn name(&self) -> String {
        format!("bare engine, {} samples of latency at 48 kHz", E::latency(48_000.0))
    }

    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
        self.play_with_inside(input, &[], start, points)
    }

    fn play_with_inside(
        &mut self,
        input: &[Vec<f32>],
        inside: &[Vec<f32>],
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        let layout = Layout::from_count(input.len()).expect("a supported width");
        self.engine.prepare(&Spec { sample_rate: 48_000.0, layout });
        let late = self.engine.latency();
        let total = input[0].len() + late;
        let padded = |channels: &[Vec<f32>]| -> Vec<Vec<f32>> {
            channels.iter().map(|x| [x.as_slice(), &vec![0.0; late]].concat()).collect()
        };
        let (mut audio, mut inside) = (padded(input), padded(inside));
        let mut values = self.values;
        start.iter().for_each(|(id, value)| moved(&mut values, id, *value));
        self.engine.tell(&self.bank);
        let mut points = points.iter().peekable();
        let mut done = 0;
        while done < total {
            while let Some((_, id, value)) = points.next_if(|(at, ..)| *at <= done) {
                moved(&mut values, id, *value);
            }
            self.engine.follow(done as i64);
            self.engine.play(&values, Venue::default());
            let len = points.peek().map_or(BLOCK, |(at, ..)| at - done).min(BLOCK).min(total - done);
            let mut block: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[done..done + len]).collect();
            let inside: Vec<&mut [f32]> = inside.iter_mut().map(|x| &mut x[done..done + len]).collect();
            self.engine.process(&mut block, &[], &inside);
            done += len;
        }
        audio.into_iter().map(|mut x| x.split_off(late)).collect()
    }

    fn play_keyed(&mut self, _: &[Vec<f32>], _: &[Vec<f32>], _: &[Value]) -> Vec<Vec<f32>> {
        panic!("no preset switches the key on")
    }
}
