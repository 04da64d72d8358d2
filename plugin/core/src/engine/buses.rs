//! Between loudspeaker channels and ears.

use crate::base::layout::Speaker;
use crate::base::{Chunk, Ear, Layout, PerEar, Role};

/// What reaches each ear: the Lo/Ro sum of the channels.
pub fn mix_ears(layout: Layout, channels: &[Chunk], ears: &mut PerEar<Chunk>, len: usize) {
    ears.iter_mut().for_each(|bus| bus[..len].fill(0.0));
    for (speaker, chunk) in layout.speakers.iter().zip(channels) {
        add_to_ears(*speaker, chunk, ears, len);
    }
}

/// Adds what `speaker` brings to each ear.
pub fn add_to_ears(speaker: Speaker, chunk: &Chunk, ears: &mut PerEar<Chunk>, len: usize) {
    for ear in Ear::BOTH {
        let weight = speaker.weights()[ear];
        if weight != 0.0 {
            ears[ear][..len].iter_mut().zip(chunk).for_each(|(sum, x)| *sum += weight * x);
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
