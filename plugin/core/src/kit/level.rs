//! A level that glides on a grid or crossfades over a cut, as a gain per sample.

use crate::base::units::gain_from_db;

use super::blend::{Blend, mix};
use super::glide::Glide;

/// A gain on its way, in decibels or as it is. It rests exactly: 0 dB is a gain of 1.
#[derive(Debug, Clone)]
pub struct Level {
    /// The gain that a level is.
    law: fn(f64) -> f64,
    glide: Glide,
    blend: Blend,
    older: f32,
    newer: f32,
}

impl Default for Level {
    fn default() -> Self {
        Self::by_law(gain_from_db)
    }
}

impl Level {
    /// A level that is the gain itself.
    pub fn linear() -> Self {
        Self::by_law(|gain| gain)
    }

    fn by_law(law: fn(f64) -> f64) -> Self {
        Self { law, glide: Glide::default(), blend: Blend::arrived(), older: 1.0, newer: 1.0 }
    }

    /// Makes room for glides of up to `longest` steps, and is at 0. Allocates.
    pub fn prepare(&mut self, longest: usize) {
        self.glide.prepare(longest);
        self.jump(0.0);
    }

    /// Lets a step take `steps` from now on to arrive when it glides.
    pub fn set_length(&mut self, steps: usize) {
        self.glide.set_length(steps);
    }

    /// Is at `level` at once.
    pub fn jump(&mut self, level: f32) {
        self.glide.jump([f64::from(level)]);
        self.newer = self.target();
        self.older = self.newer;
        self.blend = Blend::arrived();
    }

    /// Crossfades to `level` over `samples`.
    pub fn cut(&mut self, level: f32, samples: usize) {
        self.depart(Blend::over_cut(samples), |glide| glide.jump([f64::from(level)]));
    }

    /// At a grid point: one step further towards `level`, to be reached at the next, `samples` later. A cut under way
    /// goes on.
    pub fn step(&mut self, level: f32, samples: usize) {
        if !self.blend.is_cutting() {
            self.depart(Blend::over_frame(samples), |glide| _ = glide.step([f64::from(level)]));
        }
    }

    fn depart(&mut self, blend: Blend, aim: impl FnOnce(&mut Glide)) {
        self.older = self.gain();
        aim(&mut self.glide);
        self.newer = self.target();
        // From a level to itself there is no way: nobody may be there to see it end.
        self.blend = if self.older == self.newer { Blend::arrived() } else { blend };
    }

    fn target(&self) -> f32 {
        (self.law)(self.glide.values()[0]) as f32
    }

    /// The gain of the last sample.
    pub fn gain(&self) -> f32 {
        mix(self.older, self.newer, self.blend.weight())
    }

    /// Whether it rests at a gain of 1.
    pub fn is_unity(&self) -> bool {
        self.rests_at(1.0)
    }

    /// Whether it rests at this gain.
    pub fn rests_at(&self, gain: f32) -> bool {
        self.older == gain && self.newer == gain
    }

    /// The gains of the next samples.
    pub fn fill(&mut self, gains: &mut [f32]) {
        self.blend.fill(gains);
        gains.iter_mut().for_each(|gain| *gain = mix(self.older, self.newer, *gain));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glides_and_cuts_arrive_exactly_and_leave_no_step() {
        let mut level = Level::default();
        level.prepare(8);
        let mut gains = vec![0.0; 2400];
        for (n, frame) in gains.chunks_mut(32).enumerate() {
            match n {
                0..30 => level.step(-12.0, 32),
                30 => level.cut(0.0, 240),
                _ => level.step(0.0, 32),
            }
            level.fill(frame);
        }
        assert!((gains[29 * 32] - 0.251_188_64).abs() < 1e-6);
        assert!(gains.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.01));
        assert!(level.is_unity());
        assert_eq!(gains[31 * 32 + 240], 1.0);
    }

    #[test]
    fn a_cut_that_leads_nowhere_is_over() {
        let mut level = Level::default();
        level.prepare(4);
        level.cut(0.0, 240);
        // Nobody asks for gains while it rests.
        for _ in 0..5 {
            level.step(-12.0, 32);
        }
        assert!((level.target() - 0.251_188_64).abs() < 1e-6);
    }

    #[test]
    fn a_linear_level_is_the_gain_itself() {
        let mut level = Level::linear();
        level.prepare(4);
        assert!(level.rests_at(0.0));
        let mut gains = [0.0; 32];
        for _ in 0..4 {
            level.step(0.5, 32);
            level.fill(&mut gains);
        }
        assert_eq!(gains[31], 0.5);
        assert!(!level.rests_at(0.5) && !level.is_unity());
        level.step(0.5, 32);
        assert!(level.rests_at(0.5));
    }
}
