//! What each block costs, for something that counts instructions while [`block`] runs: everything is on, scenes are cut to and
//! an event is fired. Arguments: samples of a block, and how many blocks.

mod everything;

use everything::everything;
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::{Engine, Film, Settings};
use threshold_core::kit::random::Random;

const RATE: usize = 48_000;

#[inline(never)]
fn block(engine: &mut Engine<Film>, settings: &Settings, parts: &mut [&mut [f32]]) {
    engine.set(settings);
    engine.process(parts, &[], &[]);
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse().ok());
    let (size, count): (usize, usize) = (numbers.next().unwrap_or(64), numbers.next().unwrap_or(600));
    let mut engine = Engine::<Film>::default();
    engine.prepare(&Spec { sample_rate: RATE as f32, layout: Layout::STEREO });
    let random = Random::new(1, 0);
    let mut settings = everything(0.7);
    // A second to settle in.
    let first = RATE / size;
    for number in 0..first + count {
        settings = match number.saturating_sub(first) {
            n if n == count / 4 => Settings { perspective: 0.0, ..settings },
            n if n == count / 3 => Settings { loss: 0.3, ..everything(0.2) },
            n if n == count / 2 => Settings { event_fire: true, event_depth: 1.0, ..settings },
            n if n == 2 * count / 3 => everything(0.7),
            _ => settings,
        };
        let sample = |n: usize| 0.25 * random.bipolar(n as i64);
        let mut sound = [0, 1].map(|channel| -> Vec<f32> {
            (0..size).map(|n| sample(2 * (number * size + n) + channel)).collect()
        });
        let [left, right] = &mut sound;
        let parts: &mut [&mut [f32]] = &mut [left, right];
        if number < first {
            engine.set(&settings);
            engine.process(parts, &[], &[]);
        } else {
            block(&mut engine, &settings, parts);
        }
    }
}
