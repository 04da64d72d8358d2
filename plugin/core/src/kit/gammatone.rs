//! A bank of complex gammatone filters: what each band of a signal does, without delay beyond the filters' own.

use std::f32::consts::TAU;

use super::forget::forget_sound;
use super::wide::{Simd, dispatch, level, pair, unpair, wide};
use crate::base::bands::{Bands, Group, LANES, Pair, grouped};

/// Order of the filters: of the ear's (Patterson & Holdsworth 1996).
const ORDER: usize = 4;

/// Power gain of a filter with sections `width` Hz wide, `distance` Hz from its centre.
pub fn power_gain(distance: f32, width: f32) -> f32 {
    let ratio = distance / width;
    (1.0 + ratio * ratio).powi(-(ORDER as i32))
}

/// By how much it lags there, radians.
pub fn phase_lag(distance: f32, width: f32) -> f32 {
    ORDER as f32 * libm::atanf(distance / width)
}

/// Bands of one signal. Each is the signal turned down to 0 Hz by its carrier and passed through four equal one-pole
/// low-passes (a gammatone filter in its frequency-shifting form, Hohmann 2002): the complex envelope, of which a tone
/// of amplitude A at a band's centre makes A. Turned up again by the carrier, its real part is the band's sound.
#[derive(Debug, Clone, Default)]
pub struct Bank {
    /// Pole of each band's sections, and the gain that makes up for all of them.
    poles: Vec<Group>,
    gains: Vec<Group>,
    sections: Vec<[Pair; ORDER]>,
    /// The envelopes of the frame.
    pub out: Bands,
}

impl Bank {
    /// Prepares a band with sections of each of these widths, Hz, for frames of at most `frame` samples. Allocates.
    pub fn prepare(&mut self, widths: &[f32], sample_rate: f32, frame: usize) {
        let poles: Vec<f32> = widths.iter().map(|width| libm::expf(-TAU * width / sample_rate)).collect();
        // Half of a real tone lies at its negative frequency and is filtered away: twice the input makes up for it.
        let gains: Vec<f32> = poles.iter().map(|pole| 2.0 * (1.0 - pole).powi(ORDER as i32)).collect();
        self.poles = grouped(&poles, 0.0);
        self.gains = grouped(&gains, 0.0);
        self.sections = vec![[[[0.0; LANES]; 2]; ORDER]; self.poles.len()];
        self.out.prepare(widths.len(), frame);
    }

    /// Forgets everything heard.
    pub fn reset(&mut self) {
        self.sections.fill([[[0.0; LANES]; 2]; ORDER]);
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.sections
            .as_flattened_mut()
            .as_flattened_mut()
            .as_flattened_mut()
            .iter_mut()
            .for_each(|x| *x = forget_sound(*x));
    }

    /// Takes the next samples; `carriers` holds their phasors.
    pub fn run(&mut self, input: &[f32], carriers: &Bands) {
        let factors = self.poles.iter().zip(&self.gains);
        let groups = self.sections.iter_mut().zip(factors).zip(carriers.groups().zip(self.out.groups_mut()));
        dispatch!(level(), simd => {
            for ((sections, factors), (turns, out)) in groups {
                run_group(simd, input, factors, sections, turns, out);
            }
        });
    }
}

#[inline(always)]
fn run_group<S: Simd>(
    simd: S,
    input: &[f32],
    (pole, gain): (&Group, &Group),
    sections: &mut [Pair; ORDER],
    turns: &[Pair],
    out: &mut [Pair],
) {
    let (pole, gain) = (wide(simd, pole), wide(simd, gain));
    let [first, second, third, fourth] = &*sections;
    let mut state = [pair(simd, first), pair(simd, second), pair(simd, third), pair(simd, fourth)];
    for ((x, turn), out) in input.iter().zip(turns).zip(out) {
        let x = gain * *x;
        let [turn_re, turn_im] = pair(simd, turn);
        let (mut re, mut im) = (x * turn_re, -x * turn_im);
        for [low_re, low_im] in &mut state {
            *low_re = pole * *low_re + re;
            *low_im = pole * *low_im + im;
            (re, im) = (*low_re, *low_im);
        }
        *out = unpair([re, im]);
    }
    for (section, state) in sections.iter_mut().zip(state) {
        *section = unpair(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::kit::carriers::Carriers;

    const CENTRES: [f32; 5] = [100.0, 500.0, 1000.0, 4000.0, 12_000.0];
    const WIDTHS: [f32; 5] = [36.0, 80.0, 135.0, 465.0, 1360.0];

    fn magnitudes(hz: f32) -> Vec<f32> {
        let (mut carriers, mut bank) = (Carriers::default(), Bank::default());
        carriers.prepare(&CENTRES, 48_000.0, 32);
        bank.prepare(&WIDTHS, 48_000.0, 32);
        let mut clock = Clock::default();
        for _ in 0..1500 {
            let input: Vec<f32> =
                (0..32).map(|n| (TAU * ((hz / 48_000.0 * (clock.now() + n) as f32) % 1.0)).sin()).collect();
            carriers.restart(clock);
            carriers.run(32);
            bank.run(&input, &carriers.out);
            clock.advance(32);
        }
        (0..CENTRES.len()).map(|band| bank.out.at(band, 31)).map(|(re, im)| re.hypot(im)).collect()
    }

    #[test]
    fn a_tone_at_a_centre_reads_its_amplitude_and_skirts_are_the_formula() {
        for (band, (centre, width)) in CENTRES.iter().zip(WIDTHS).enumerate() {
            for distance in [-1.5, -0.5, 0.0, 0.5, 1.5] {
                let found = magnitudes(centre + distance * width)[band];
                let expected = power_gain(distance * width, width).sqrt();
                let error = 20.0 * (found / expected).log10();
                assert!(error.abs() < 0.4, "{centre} Hz, {distance} widths: {error} dB off");
            }
        }
    }
}
