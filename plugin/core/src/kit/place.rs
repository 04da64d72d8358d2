//! Reading a table over frequency between its entries.

/// Where a frequency lies in an ascending list of frequencies: found once, read as often as tables change.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place {
    /// Entry at or below; the first for what lies before it.
    below: usize,
    /// Way to the next entry, 0..1 in the logarithm of frequency.
    along: f32,
    /// Octaves beyond the last entry, 0 within the list.
    pub beyond: f32,
}

impl Place {
    /// Where `hz` lies among `frequencies`, at least one.
    pub fn among(frequencies: &[f32], hz: f32) -> Self {
        let octaves = |from: f32, to: f32| libm::log2f(to / from);
        let last = frequencies.len() - 1;
        if hz <= frequencies[0] {
            return Self::default();
        }
        match frequencies.iter().position(|frequency| hz <= *frequency) {
            Some(above) => {
                let (low, high) = (frequencies[above - 1], frequencies[above]);
                Self { below: above - 1, along: octaves(low, hz) / octaves(low, high), beyond: 0.0 }
            }
            None => Self { below: last, along: 0.0, beyond: octaves(frequencies[last], hz) },
        }
    }

    /// The value there of a table with an entry per frequency: straight over the logarithm of frequency between
    /// entries, level before the first and after the last.
    pub fn read(&self, values: &[f32]) -> f32 {
        let here = values[self.below];
        values.get(self.below + 1).map_or(here, |next| here + (next - here) * self.along)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_straight_over_octaves_and_level_outside() {
        let read = |hz| Place::among(&[100.0, 200.0, 800.0], hz).read(&[1.0, 2.0, 6.0]);
        for (hz, value) in [(10.0, 1.0), (100.0, 1.0), (141.42, 1.5), (200.0, 2.0), (400.0, 4.0), (9e9, 6.0)]
        {
            assert!((read(hz) - value).abs() < 1e-4, "{hz}: {}", read(hz));
        }
        assert_eq!(Place::among(&[100.0, 200.0], 800.0).beyond, 2.0);
    }
}
