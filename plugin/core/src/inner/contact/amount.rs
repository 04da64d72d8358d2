//! How far touch is turned up: quick to come, slower to go, and no faster than the listener moves into the head.

use crate::base::{Clock, Spec};
use crate::kit::glide::Glide;

/// How long touch takes to come, seconds (`story.md`, S7: 10 to 30 ms on touch), and to go (120 ms).
const COMES_SECONDS: f64 = 0.030;
const GOES_SECONDS: f64 = 0.120;
/// Longest glide of Perspective, seconds: the largest cut time.
const LONGEST_GLIDE_SECONDS: f64 = 2.0;
/// Control frames per step of that glide.
const FRAMES_PER_STEP: usize = 4;

/// The amount, 0..1, on its way from one control point to the next.
#[derive(Debug, Default)]
pub struct Amount {
    /// Touch smoothed over both spans: the larger one counts.
    comes: Glide,
    goes: Glide,
    touch: f64,
    depth: Glide,
    /// Depth at the last and the next point of its coarser grid.
    depths: [f64; 2],
    rate: f64,
    frame: usize,
}

impl Amount {
    /// Makes room for control frames of `frame` samples. Allocates.
    pub fn prepare(&mut self, spec: &Spec, frame: usize) {
        self.rate = f64::from(spec.sample_rate);
        self.frame = frame;
        self.comes.prepare(self.steps(COMES_SECONDS, 1));
        self.goes.prepare(self.steps(GOES_SECONDS, 1));
        self.depth.prepare(self.steps(LONGEST_GLIDE_SECONDS, FRAMES_PER_STEP));
    }

    fn steps(&self, seconds: f64, frames: usize) -> usize {
        libm::round(seconds * self.rate / (frames * self.frame).max(1) as f64) as usize
    }

    /// Lets a step of depth take `seconds` to arrive.
    pub fn set_seconds(&mut self, seconds: f32) {
        self.depth.set_length(self.steps(f64::from(seconds), FRAMES_PER_STEP));
    }

    /// Is there at once. Returns the amount.
    pub fn jump(&mut self, touch: f32, depth: f32) -> f32 {
        let [touch, depth] = [touch, depth].map(f64::from);
        self.touch = touch;
        self.comes.jump([touch]);
        self.goes.jump([touch]);
        self.depth.jump([depth]);
        self.depths = [depth; 2];
        (touch * depth) as f32
    }

    /// On the control grid: one frame further towards `touch` and `depth`. Returns the amount at the frame's end.
    pub fn step(&mut self, touch: f32, depth: f32, clock: Clock) -> f32 {
        let [touch, depth] = [touch, depth].map(f64::from);
        let [comes] = self.comes.step([touch]);
        let [goes] = self.goes.step([touch]);
        self.touch = comes.max(goes);
        if clock.is_on(FRAMES_PER_STEP * self.frame) {
            let [next] = self.depth.step([depth]);
            self.depths = [self.depths[1], next];
        }
        let left = clock.until_next(FRAMES_PER_STEP * self.frame) - self.frame;
        let [from, to] = self.depths;
        let here = to + (from - to) * left as f64 / (FRAMES_PER_STEP * self.frame) as f64;
        (self.touch * here) as f32
    }

    /// How far touch itself is turned up at the end of the frame, 0..1.
    pub const fn touch(&self) -> f64 {
        self.touch
    }
}
