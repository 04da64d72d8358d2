//! What a preset sounds like, in figures: loudness, treble and peaks on dialogue and drums, and its fold-downs.

use std::num::NonZero;
use std::sync::Mutex;
use std::thread;

use threshold_core::base::{Layout, Role};
use threshold_core::engine::Entry;
use threshold_core::parameters::Values;
use threshold_core::story::Bank;

use crate::fold_downs::{Compared, Errors, errors};
use crate::loudness::{loudness, true_peak_db};
use crate::measure::{band_energy, power_db};
use crate::player::{Bare, Player};
use crate::signals::pink;
use crate::speech::VOICES;
use crate::story::drums;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Length of the dialogue and of the drums, samples.
const SPOKEN: usize = 3 * SECOND;
const PLAYED: usize = 2 * SECOND;
/// From where on figures are taken: by then filters and what sounds by itself have come.
const SETTLED: usize = SECOND;

/// What presets are heard with: one sound in both ears, or two.
pub struct Stimuli {
    /// The demo's dialogue.
    pub dialogue: Vec<Vec<f32>>,
    /// The demo's drums.
    pub drums: Vec<Vec<f32>>,
}

impl Default for Stimuli {
    fn default() -> Self {
        let spoken = &VOICES[0].sound()[..SPOKEN];
        let played = drums().into_iter().map(|mut x| {
            x.truncate(PLAYED);
            x
        });
        Self { dialogue: vec![spoken.to_vec(); 2], drums: played.collect() }
    }
}

/// What a preset makes of the stimuli.
#[derive(Debug, Clone)]
pub struct Figures {
    /// What comes out for the dialogue.
    pub dialogue: Vec<Vec<f32>>,
    /// What comes out for the drums.
    pub drums: Vec<Vec<f32>>,
    /// Loudness re the input's, LU, on dialogue and on drums.
    pub louder: [f64; 2],
    /// Share of the power above 1 kHz on dialogue and on drums, dB.
    pub treble: [f64; 2],
    /// Highest true peak on either, dBTP.
    pub peak: f64,
}

/// Plays the stimuli while the parameters stand at `values`, with these scenes.
pub fn figures<E: Entry>(values: &Values, bank: &Bank, stimuli: &Stimuli) -> Figures {
    let mut bare = Bare::<E>::standing(*values, *bank);
    let inputs = [&stimuli.dialogue, &stimuli.drums];
    let outputs = inputs.map(|input| bare.play(input, &[], &[]));
    let louder = [0, 1].map(|n| loudness(&outputs[n], SETTLED) - loudness(inputs[n], SETTLED));
    let treble = outputs.each_ref().map(|output| {
        let part = |low| band_energy(&output[0][SETTLED..], RATE, low, 24_000.0);
        power_db(part(1000.0) / part(0.0))
    });
    let peak = outputs.iter().map(|output| true_peak_db(output)).fold(f64::NEG_INFINITY, f64::max);
    let [dialogue, drums] = outputs;
    Figures { dialogue, drums, louder, treble, peak }
}

/// What folded channels bring.
#[derive(Debug, Clone, Copy)]
pub struct Programme {
    /// Level of each channel's noise, dBFS RMS.
    pub dbfs: f64,
    /// Whether channels that both ears hear bring anything.
    pub has_middle: bool,
}

/// Fold-downs of blows of noise, four a second, while the parameters stand at `values`, with these scenes.
pub fn folded<E: Entry>(values: &Values, bank: &Bank, programme: Programme) -> Vec<Errors> {
    const OCTAVES: [f64; 8] = [63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0];
    const LEN: usize = 5 * SECOND / 4;
    /// What nobody hears: -100 dBFS in an octave.
    const FLOOR: f64 = 1.0e-10;
    let compared = Compared { octaves: &OCTAVES, len: LEN, floor: FLOOR };
    let blow = |n: usize| if n % (SECOND / 4) < SECOND / 20 { 1.0 } else { 0.1 };
    let mut bare = Bare::<E>::standing(*values, *bank);
    errors(&mut bare, &[], &compared, |layout: &Layout, n, len| {
        if !programme.has_middle && matches!(layout.speakers[n].role(), Role::Both) {
            return vec![0.0; len];
        }
        let noise = pink(80 + n as u32, programme.dbfs, len);
        noise.iter().enumerate().map(|(n, x)| blow(n) * x).collect()
    })
}

/// What `work` makes of each item, in their order, on as many threads as there are cores.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let next = Mutex::new(0..items.len());
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let Some(n) = next.lock().expect("no panic in a range").next() else { return };
                    let made = work(&items[n]);
                    done.lock().expect("no panic in a push").push((n, made));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("every thread has ended");
    done.sort_unstable_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, made)| made).collect()
}
