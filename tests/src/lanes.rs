//! A bare engine that follows a host's transport: settings by position, stretches in any order, blocks of any length.

use threshold_core::base::Layout;
use threshold_core::engine::{Engine, Entry, Settings};

use crate::subject::spec;

/// Settings at every position of a programme.
pub type Lane<'a> = &'a dyn Fn(usize) -> Settings;

/// Who plays: [`play`] of one entry or the other.
pub type Play = fn(&[Vec<f32>], Lane<'_>, &[(usize, usize)], usize) -> Vec<Vec<f32>>;

/// Plays stretches of `programme` (stereo), each from and to a sample, one after the other in blocks of `block`. The
/// engine follows the position; what comes out is as late as the engine is.
pub fn play<E: Entry>(
    programme: &[Vec<f32>],
    lane: Lane<'_>,
    order: &[(usize, usize)],
    block: usize,
) -> Vec<Vec<f32>> {
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::STEREO));
    let mut output = vec![Vec::new(); programme.len()];
    for (start, end) in order {
        let mut position = *start;
        while position < *end {
            let here = lane(position);
            let most = block.min(end - position);
            let until_change = (1..most).find(|n| lane(position + n) != here).unwrap_or(most);
            engine.follow(position as i64);
            engine.set(&here);
            let mut part: Vec<Vec<f32>> =
                programme.iter().map(|x| x[position..position + until_change].to_vec()).collect();
            let mut channels: Vec<&mut [f32]> = part.iter_mut().map(Vec::as_mut_slice).collect();
            engine.process(&mut channels, &[], &[]);
            output.iter_mut().zip(part).for_each(|(all, part)| all.extend(part));
            position += until_change;
        }
    }
    output
}
