//! Eight of anything side by side for vector code.

pub use crate::base::bands::{Group, LANES};

/// A group's lanes added up as a balanced tree, in an order no processor changes.
pub fn tree(lanes: &Group) -> f32 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
