//! A delay line whose past can be read as one slice, wherever it wraps.

/// The last samples of one channel. Everything is stored twice, half a buffer apart, so any window is contiguous.
#[derive(Debug, Clone, Default)]
pub struct Ring {
    samples: Vec<f32>,
    capacity: usize,
    next: usize,
}

impl Ring {
    /// Makes room for reads up to `longest` samples back and clears. Allocates.
    pub fn prepare(&mut self, longest: usize) {
        self.capacity = longest.max(1);
        self.samples = vec![0.0; 2 * self.capacity];
        self.next = 0;
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.samples.fill(0.0);
        self.next = 0;
    }

    /// Appends `input`, at most as long as the ring.
    pub fn push(&mut self, input: &[f32]) {
        let (first, rest) = input.split_at(input.len().min(self.capacity - self.next));
        for part in [first, rest] {
            for half in [self.next, self.next + self.capacity] {
                self.samples[half..half + part.len()].copy_from_slice(part);
            }
            self.next += part.len();
            if self.next == self.capacity {
                self.next = 0;
            }
        }
    }

    /// The newest `len` samples, oldest first.
    pub fn newest(&self, len: usize) -> &[f32] {
        let end = self.next + self.capacity;
        &self.samples[end - len..end]
    }

    /// `len` samples that end `delay` samples before the newest, oldest first.
    pub fn delayed(&self, delay: usize, len: usize) -> &[f32] {
        let end = self.next + self.capacity - delay;
        &self.samples[end - len..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_was_written_across_the_seam() {
        let mut ring = Ring::default();
        ring.prepare(10);
        let mut written = vec![0.0; 10];
        for chunk in 0..50 {
            let input: Vec<f32> = (0..=chunk % 7).map(|i| (chunk * 10 + i) as f32).collect();
            ring.push(&input);
            written.extend(&input);
            for delay in 0..6 {
                let end = written.len() - delay;
                assert_eq!(ring.delayed(delay, 4), &written[end - 4..end]);
            }
        }
    }
}
