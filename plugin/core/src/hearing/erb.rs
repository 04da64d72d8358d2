//! The ear's frequency scale: how wide its filters are, and where they lie.

/// Width of the narrowest filters, Hz (Glasberg & Moore 1990).
const ERB_AT_ZERO: f32 = 24.7;
/// Growth of the width with centre frequency, per Hz (Glasberg & Moore 1990).
const GROWTH: f32 = 0.00437;
/// ERB numbers per decade of `GROWTH * hz + 1` (Glasberg & Moore 1990).
const NUMBERS_PER_DECADE: f32 = 21.4;

/// Equivalent rectangular bandwidth of a young normal ear's filter at `hz`, Hz.
pub fn bandwidth(hz: f32) -> f32 {
    ERB_AT_ZERO * (GROWTH * hz + 1.0)
}

/// Position of `hz` on the ERB-number scale.
pub fn number(hz: f32) -> f32 {
    NUMBERS_PER_DECADE * libm::log10f(GROWTH * hz + 1.0)
}

/// Frequency at a position on the ERB-number scale, Hz.
pub fn frequency(number: f32) -> f32 {
    (libm::exp10f(number / NUMBERS_PER_DECADE) - 1.0) / GROWTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_the_published_ones_and_the_scale_inverts() {
        for (hz, width) in [(100.0, 35.5), (250.0, 51.7), (1000.0, 132.6), (4000.0, 456.5), (8000.0, 888.2)] {
            assert!((bandwidth(hz) - width).abs() < 0.1, "{hz} Hz: {}", bandwidth(hz));
            assert!((frequency(number(hz)) / hz - 1.0).abs() < 1e-4, "{hz} Hz");
        }
    }
}
