//! The loss filter against the curves it is asked for: its response, measured with an impulse, is the table.

use std::f64::consts::TAU;

use integration::subject::{Alone, Blocks, Bus, Subject, run, spec};
use threshold_core::base::{Layout, Spec};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::curve::OCTAVES;
use threshold_core::hearing::path::FILM;
use threshold_core::loss::filter::{LossFilter, LossSettings};

/// Gain of the response `impulse` at `hz`, dB.
fn gain_db(impulse: &[f32], hz: f64, rate: f32) -> f64 {
    let (re, im) = impulse.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, x)| {
        let turn = TAU * hz * n as f64 / f64::from(rate);
        (re + f64::from(*x) * turn.cos(), im - f64::from(*x) * turn.sin())
    });
    10.0 * (re * re + im * im).log10()
}

/// Without recruitment: the curve alone, whatever the level.
fn linear() -> LossSettings {
    LossSettings { recruitment: 0.0, ..LossSettings::default() }
}

fn response(spec: &Spec, settings: LossSettings) -> Vec<f32> {
    let mut filter = Alone::new("loss filter", Bus::Channels, LossFilter::default(), &[settings]);
    filter.prepare(spec);
    let mut impulse = vec![vec![0.0; spec.sample_rate as usize / 4]; spec.layout.channels()];
    impulse[0][0] = 1.0;
    run(&mut filter, &impulse, Blocks::Of(512), 1, &[]).remove(0)
}

#[test]
fn every_film_curve_is_met_within_a_decibel_from_40_hz_to_8_khz() {
    for row in FILM.rows() {
        let impulse = response(&spec(Layout::STEREO), LossSettings { loss: row.position, ..linear() });
        let mut worst = (0.0, 0.0);
        for step in 0..=200 {
            let hz = 40.0 * 200f64.powf(f64::from(step) / 200.0);
            let error = gain_db(&impulse, hz, 48_000.0) - f64::from(row.hearing.gains.gain_db(hz as f32));
            if error.abs() > f64::abs(worst.1) {
                worst = (hz, error);
            }
        }
        println!("{}: worst {:+.2} dB at {:.0} Hz", row.name, worst.1, worst.0);
        assert!(worst.1.abs() <= 1.0, "{} is {:+.2} dB off at {:.0} Hz", row.name, worst.1, worst.0);
    }
}

#[test]
fn other_rates_meet_the_table_too() {
    // The grid is up to 1.7 times finer or as coarse; steep curves at the lowest rates leave a little more.
    const TOLERANCE_DB: f64 = 1.5;
    for sample_rate in [22_050.0, 24_000.0, 32_000.0, 44_100.0, 88_200.0, 96_000.0, 176_400.0, 192_000.0] {
        for row in FILM.rows() {
            let settings = LossSettings { loss: row.position, ..linear() };
            let impulse = response(&Spec { sample_rate, layout: Layout::MONO }, settings);
            for (hz, gain) in OCTAVES.iter().zip(row.hearing.gains.0) {
                let error = gain_db(&impulse, f64::from(*hz), sample_rate) - f64::from(gain);
                let what = format!("{} at {hz} Hz, rate {sample_rate}", row.name);
                assert!(error.abs() <= TOLERANCE_DB, "{what}: {error:+.2} dB");
            }
        }
    }
}

#[test]
fn half_the_perspective_is_half_the_loss_in_decibels() {
    let half = LossSettings { loss: 1.0, depth: 0.5, ..linear() };
    let impulse = response(&spec(Layout::MONO), half);
    for (hz, gain) in OCTAVES.iter().zip(FILM.hearing(1.0, &Audiogram::default()).gains.0) {
        let error = gain_db(&impulse, f64::from(*hz), 48_000.0) - 0.5 * f64::from(gain);
        assert!(error.abs() <= 1.0, "{hz} Hz: {error:+.2} dB");
    }
}
