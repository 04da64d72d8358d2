//! Between loudspeaker channels and ears.

use crate::base::layout::Speaker;
use crate::base::units::clean_sample;
use crate::base::{Chunk, Ear, Layout, PerEar, Role, SEGMENT};

/// What belongs to ears instead of channels, for one frame.
#[derive(Debug, Clone)]
pub struct Buses {
    /// What reaches each ear from outside.
    pub ears: PerEar<Chunk>,
    /// What will reach them: the input as it enters.
    pub early: PerEar<Chunk>,
    /// What the auxiliary input `Inside` brings.
    pub inside: PerEar<Chunk>,
    /// What the head makes.
    pub generated: PerEar<Chunk>,
    /// What generators say of their power, mean square.
    pub declared: PerEar<f32>,
    /// What is felt.
    pub felt: PerEar<Chunk>,
    /// What an LFE channel may have of it.
    pub low: Chunk,
    /// What leaves for each ear, as far as anybody looks.
    pub leaves: PerEar<Chunk>,
}

impl Default for Buses {
    fn default() -> Self {
        let silent = PerEar::same([0.0; SEGMENT]);
        Self {
            ears: silent,
            early: silent,
            inside: silent,
            generated: silent,
            declared: PerEar::same(0.0),
            felt: silent,
            low: [0.0; SEGMENT],
            leaves: silent,
        }
    }
}

impl Buses {
    /// Empties what stages add to.
    pub fn clear(&mut self, len: usize) {
        self.declared = PerEar::same(0.0);
        let added = self.generated.iter_mut().chain(self.felt.iter_mut());
        added.chain([&mut self.low]).for_each(|bus| bus[..len].fill(0.0));
    }
}

/// Takes what a host sent, `dirty`, into `clean`, as far as it is sound. Says whether anything is heard.
pub fn take(clean: &mut [f32], dirty: &[f32]) -> bool {
    let mut heard = false;
    for (clean, x) in clean.iter_mut().zip(dirty) {
        *clean = clean_sample(*x);
        heard |= *clean != 0.0;
    }
    heard
}

/// Softest sample that enters the head, re full scale: -360 dBFS (the project's). A computed sine crosses zero at 4e-17, and is
/// to be left as it is. Powers of samples below 1e-19 are subnormal numbers, and those make the head up to five times as slow.
pub const SOFTEST_SAMPLE: f32 = 1.0e-18;

/// What becomes of `sound` in the `head`, as many samples as there are: what is softer than [`SOFTEST_SAMPLE`] is silence.
pub fn enter(sound: &[f32], head: &mut [f32]) {
    for (y, x) in head.iter_mut().zip(sound) {
        *y = if x.abs() < SOFTEST_SAMPLE { 0.0 } else { *x };
    }
}

/// What reaches each ear: the Lo/Ro sum of the channels.
pub fn mix_ears(layout: Layout, channels: &[Chunk], ears: &mut PerEar<Chunk>, len: usize) {
    ears.iter_mut().for_each(|bus| bus[..len].fill(0.0));
    for (speaker, chunk) in layout.speakers.iter().zip(channels) {
        add_to_ears(*speaker, &chunk[..len], ears);
    }
}

/// Adds what `speaker` brings to each ear: as many samples as it brings.
pub fn add_to_ears(speaker: Speaker, samples: &[f32], ears: &mut PerEar<Chunk>) {
    for ear in Ear::BOTH {
        let weight = speaker.weights()[ear];
        if weight != 0.0 {
            ears[ear].iter_mut().zip(samples).for_each(|(sum, x)| *sum += weight * x);
        }
    }
}

/// Gives what the head makes to the front channels, and to whatever a mono channel's listener hears with.
pub fn add_generated(layout: Layout, channels: &mut [Chunk], generated: &PerEar<Chunk>, len: usize) {
    for (speaker, chunk) in layout.speakers.iter().zip(channels) {
        for ear in Ear::BOTH {
            let share = match speaker {
                Speaker::Front(own) | Speaker::Alone(Role::Ear(own)) if *own == ear => 1.0,
                Speaker::Alone(Role::Both) => 0.5,
                _ => continue,
            };
            chunk[..len].iter_mut().zip(&generated[ear]).for_each(|(sum, x)| *sum += share * x);
        }
    }
}
