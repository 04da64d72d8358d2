//! Channels side by side for vector code.

use crate::hearing::channels::MOST_CHANNELS;

/// Channels worked on side by side.
pub const LANES: usize = 8;
/// Groups that hold every channel.
pub const GROUPS: usize = MOST_CHANNELS / LANES;

/// One value per channel of a group.
pub type Group = [f32; LANES];

/// A group's lanes added up, in an order no processor changes.
pub fn tree(lanes: &Group) -> f32 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
