//! The engine with neither plugin nor host around it: what every host's output is compared with.

use anyhow::{Context, Result};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Entry, Film, Live};
use threshold_core::parameters::{Parameter, Values};

use crate::host::Plugin;

/// A value, and the sample at which it takes over.
pub type Point = (usize, &'static Parameter, f32);

/// Samples the engine is given at a time.
const BLOCK: usize = 512;

/// What there is to play.
pub struct Piece<'a> {
    /// Which plugin's engine.
    pub plugin: Plugin,
    /// Sample rate, Hz.
    pub rate: u32,
    /// Equally long channels.
    pub input: &'a [Vec<f32>],
    /// What comes in by the key, as wide and long; nothing is nothing connected.
    pub key: Option<&'a [Vec<f32>]>,
    /// Values off their defaults, ascending in time.
    pub points: &'a [Point],
}

/// The output, latency taken off, as long as the input.
pub fn play(piece: &Piece<'_>) -> Result<Vec<Vec<f32>>> {
    match piece.plugin {
        Plugin::Film => with(&mut Engine::<Film>::default(), piece),
        Plugin::Live => with(&mut Engine::<Live>::default(), piece),
    }
}

fn with<E: Entry>(engine: &mut Engine<E>, piece: &Piece<'_>) -> Result<Vec<Vec<f32>>> {
    let width = piece.input.len();
    let layout =
        Layout::from_count(width).with_context(|| format!("there is no layout of {width} channels"))?;
    engine.prepare(&Spec { sample_rate: piece.rate as f32, layout });
    let late = engine.latency();
    let padded = |channels: &[Vec<f32>]| -> Vec<Vec<f32>> {
        channels.iter().map(|channel| [channel.as_slice(), &vec![0.0; late]].concat()).collect()
    };
    let mut sound = padded(piece.input);
    let mut key = padded(piece.key.unwrap_or_default());
    let venue = Venue { key_connected: piece.key.is_some(), ..Venue::default() };
    let total = sound.first().map_or(0, Vec::len);
    let mut values = Values::default();
    let mut points = piece.points.iter().peekable();
    let mut done = 0;
    while done < total {
        while let Some((_, parameter, value)) = points.next_if(|(at, ..)| *at <= done) {
            values = values.with(parameter, *value);
        }
        engine.follow(done as i64);
        engine.play(&values, venue);
        let next = points.peek().map_or(total, |(at, ..)| *at);
        let len = BLOCK.min(next - done).min(total - done);
        let mut block: Vec<&mut [f32]> = sound.iter_mut().map(|x| &mut x[done..done + len]).collect();
        let key: Vec<&mut [f32]> = key.iter_mut().map(|x| &mut x[done..done + len]).collect();
        engine.process(&mut block, &key, &[]);
        done += len;
    }
    Ok(sound.into_iter().map(|mut channel| channel.split_off(late)).collect())
}
