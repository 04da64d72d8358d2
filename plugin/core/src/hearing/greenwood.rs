//! Where along the cochlea a frequency lies, and back.

/// Constants of the human map `hz = A (10^(SLOPE mm) - K)`, mm from the apex (Greenwood 1990, JASA 87(6)), with a duct of
/// [`DUCT_MM`].
const A_HZ: f32 = 165.4;
const SLOPE_PER_MM: f32 = 0.06;
const K: f32 = 0.88;
/// Length of the duct, mm (Greenwood 1990).
pub const DUCT_MM: f32 = 35.0;

/// Characteristic frequency `mm` from the apex, Hz.
pub fn frequency(mm: f32) -> f32 {
    A_HZ * (libm::exp10f(SLOPE_PER_MM * mm) - K)
}

/// Place of `hz` (0 or more), mm from the apex.
pub fn place(hz: f32) -> f32 {
    libm::log10f(hz / A_HZ + K) / SLOPE_PER_MM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insertion_depths_reach_the_published_frequencies() {
        // Faulkner et al. 2003: 25 mm from the base is 502 Hz, 19 mm 1.3 kHz, 17 mm 1851 Hz;
        // not every author's map has the same K.
        for (depth, hz) in [(25.0, 502.0), (19.0, 1300.0), (17.0, 1851.0)] {
            let found = frequency(DUCT_MM - depth);
            assert!((found / hz - 1.0).abs() < 0.05, "{depth} mm: {found}");
            assert!((place(found) - (DUCT_MM - depth)).abs() < 1e-3);
        }
    }

    #[test]
    fn an_octave_is_3_to_5_mm_long() {
        for (hz, mm) in [(250.0, 3.2), (500.0, 3.9), (1000.0, 4.4), (2000.0, 4.7), (4000.0, 4.8)] {
            let edge = core::f32::consts::SQRT_2;
            let found = place(hz * edge) - place(hz / edge);
            assert!((found - mm).abs() <= 0.05, "{hz} Hz: {found} mm");
        }
    }

    #[test]
    fn shifts_lead_to_the_published_frequencies() {
        let from = [250.0, 500.0, 1000.0, 2000.0, 4000.0];
        for (mm, to) in
            [(3.0, [453.0, 832.0, 1588.0, 3102.0, 6129.0]), (6.46, [820.0, 1430.0, 2651.0, 5092.0, 9974.0])]
        {
            for (from, to) in from.iter().zip(to) {
                let found = frequency(place(*from) + mm);
                assert!((found / to - 1.0).abs() < 1e-3, "{from} Hz by {mm} mm: {found}, not {to} Hz");
            }
        }
    }
}
