//! Vector code for the processor at hand, with the same bits on any.
//!
//! `dispatch!(Level::new(), simd => kernel(simd, ..))` runs a kernel that is compiled for each kind of vectors the processor
//! may have; a kernel is generic over [`Simd`] and always inlined. The bits are the same because eight numbers are worked on
//! side by side whatever the processor's width ([`super::lanes`]), and because kernels only add, subtract, multiply, divide
//! and take roots, each rounded once: never a fused multiply-add, an estimate or a sum across lanes.

pub use fearless_simd::prelude::*;
pub use fearless_simd::{Level, Simd, dispatch, f32x8};

use super::lanes::Group;

/// A group as a vector.
#[inline(always)]
pub fn wide<S: Simd>(simd: S, group: &Group) -> f32x8<S> {
    f32x8::simd_from(simd, *group)
}
