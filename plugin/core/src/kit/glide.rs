//! Control values smoothed on a grid, with a memory that ends.

/// Smooths `N` values given once per control frame with a triangular window.
///
/// The window is summed afresh each time, so the output depends on the last [`length`](Self::set_length) values only
/// (an exponential smoother never quite forgets, and a render from the middle would differ in its last bits); once
/// they are all equal the output is exactly those values.
#[derive(Debug, Clone)]
pub struct Glide<const N: usize = 1> {
    history: Vec<[f64; N]>,
    next: usize,
    length: usize,
    unchanged: usize,
}

impl<const N: usize> Default for Glide<N> {
    fn default() -> Self {
        Self { history: vec![[0.0; N]], next: 0, length: 1, unchanged: 1 }
    }
}

impl<const N: usize> Glide<N> {
    /// Makes room for windows up to `longest` frames. Allocates.
    pub fn prepare(&mut self, longest: usize) {
        self.history = vec![[0.0; N]; longest.max(1)];
        self.length = longest.max(1);
        self.next = 0;
        self.jump([0.0; N]);
    }

    /// Rests at `values`.
    pub fn jump(&mut self, values: [f64; N]) {
        self.history.fill(values);
        self.unchanged = self.history.len();
    }

    /// Uses a window of `frames` from now on. A move that is under way starts over from where it is.
    pub fn set_length(&mut self, frames: usize) {
        let frames = frames.clamp(1, self.history.len());
        if frames != self.length {
            let here = self.values();
            self.length = frames;
            self.jump(here);
        }
    }

    /// Takes the targets of the next frame and returns the smoothed values there.
    pub fn step(&mut self, targets: [f64; N]) -> [f64; N] {
        let same = *self.newest(0) == targets;
        self.unchanged = if same { (self.unchanged + 1).min(self.history.len()) } else { 1 };
        self.history[self.next] = targets;
        self.next = (self.next + 1) % self.history.len();
        self.values()
    }

    /// The smoothed values at the last frame.
    pub fn values(&self) -> [f64; N] {
        if self.is_settled() {
            return *self.newest(0);
        }
        let mut sums = [0.0; N];
        let mut total = 0.0;
        for age in 0..self.length {
            let weight = (age + 1).min(self.length - age) as f64;
            for (sum, value) in sums.iter_mut().zip(self.newest(age)) {
                *sum += weight * value;
            }
            total += weight;
        }
        sums.map(|sum| sum / total)
    }

    /// Whether the output equals the last targets and stays there.
    pub fn is_settled(&self) -> bool {
        self.unchanged >= self.length
    }

    fn newest(&self, age: usize) -> &[f64; N] {
        &self.history[(self.next + self.history.len() - 1 - age) % self.history.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glide(length: usize) -> Glide {
        let mut glide = Glide::default();
        glide.prepare(64);
        glide.set_length(length);
        glide
    }

    #[test]
    fn steps_become_smooth_moves_that_end_exactly() {
        let mut glide = glide(20);
        let moves: Vec<f64> = (0..20).map(|_| glide.step([0.3])[0]).collect();
        assert!(moves.windows(2).all(|pair| pair[1] > pair[0]));
        assert_eq!(moves[19], 0.3);
        assert!(glide.is_settled());
    }

    #[test]
    fn the_past_beyond_the_window_is_forgotten_bit_for_bit() {
        let (mut a, mut b) = (glide(20), glide(20));
        for n in 0..100 {
            a.step([(f64::from(n) * 0.37).sin()]);
        }
        for n in 0..20 {
            let target = f64::from(n) * 0.01;
            a.step([target]);
            b.step([target]);
        }
        assert_eq!(a.values()[0].to_bits(), b.values()[0].to_bits());
    }

    #[test]
    fn a_new_length_continues_from_the_current_value() {
        let mut glide = glide(20);
        let here = (0..10).map(|_| glide.step([1.0])[0]).last().unwrap();
        glide.set_length(40);
        assert_eq!(glide.values(), [here]);
        assert!((glide.step([1.0])[0] - here).abs() < 0.01);
    }
}
