//! A steep low-pass whose edge may move while it runs.

use super::forget::forget_sound;

/// Damping of the second-order sections of an eighth-order Butterworth filter: 2 cos of odd sixteenths of a turn/2.
pub const DAMPING: [f32; 4] = [1.961_570_6, 1.662_939_2, 1.111_140_5, 0.390_180_64];
/// Order of the filter: its power falls by 48 dB per octave.
pub const ORDER: i32 = 8;

/// The power an ideal one leaves of sound at `hz` with its edge (-3 dB) at `edge`.
pub fn power_gain(hz: f32, edge: f32) -> f32 {
    let ratio = hz / edge;
    1.0 / (1.0 + (ratio * ratio).powi(ORDER))
}

/// What the sections need to know of an edge at `hz`, below half the sample rate.
pub fn slope(hz: f32, sample_rate: f32) -> f32 {
    libm::tanf(std::f32::consts::PI * hz / sample_rate)
}

/// The filter's state for one channel: trapezoidal state-variable sections (Zavalishin 2012), which stay stable and
/// quiet when the edge moves.
#[derive(Debug, Clone, Copy, Default)]
pub struct LowPass {
    sections: [[f32; 2]; DAMPING.len()],
}

impl LowPass {
    /// Filters `samples` in place; `slopes` has each one's [`slope`], and may move from one to the next.
    pub fn run(&mut self, slopes: &[f32], samples: &mut [f32]) {
        let mut g = f32::NAN;
        let mut moves = [[0.0; 3]; DAMPING.len()];
        let mut sections = self.sections;
        // Sections inside, samples outside: while one sample is in the last section the next ones are on their way.
        for (x, slope) in samples.iter_mut().zip(slopes) {
            if *slope != g {
                g = *slope;
                for (moves, damping) in moves.iter_mut().zip(DAMPING) {
                    let a1 = 1.0 / (1.0 + g * (g + damping));
                    *moves = [2.0 * a1 - 1.0, g * a1, g * g * a1];
                }
            }
            for ([one, two], [kept, a2, a3]) in sections.iter_mut().zip(moves) {
                let v3 = *x - *two;
                *x = *two + a2 * *one + a3 * v3;
                // What the next sample waits for has a way as short as it gets.
                *two = (*two + 2.0 * a2 * *one) + 2.0 * a3 * v3;
                *one = kept * *one + 2.0 * a2 * v3;
            }
        }
        self.sections = sections;
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.sections.as_flattened_mut().iter_mut().for_each(|x| *x = forget_sound(*x));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_are_the_formulas() {
        for (hz, edge) in
            [(100.0f32, 1000.0f32), (1000.0, 1000.0), (1500.0, 1000.0), (120.0, 150.0), (400.0, 150.0)]
        {
            let mut filter = LowPass::default();
            let mut tone: Vec<f32> = (0..48_000)
                .map(|n| (std::f32::consts::TAU * ((hz * n as f32 / 48_000.0) % 1.0)).sin())
                .collect();
            filter.run(&vec![slope(edge, 48_000.0); tone.len()], &mut tone);
            let power = tone[24_000..].iter().map(|x| f64::from(x * x)).sum::<f64>() / 12_000.0;
            let error = 10.0 * (power / f64::from(power_gain(hz, edge))).log10();
            assert!(error.abs() < 0.3, "{hz} Hz, edge {edge}: {error} dB off");
        }
    }
}
