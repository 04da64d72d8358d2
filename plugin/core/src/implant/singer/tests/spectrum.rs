//! Where noise lies, and how envelopes move in an ear's filter.

use super::*;

#[test]
fn noise_lies_in_its_band_and_images_far_below() {
    let channels = Channels::even(8, 187.5, 7937.5);
    for carrier in [Carrier::Noise, Carrier::LowNoise, Carrier::PulseSpreading] {
        for (n, rate) in [(0, 48_000.0f32), (4, 48_000.0), (7, 48_000.0), (7, 22_050.0), (4, 96_000.0)] {
            let mut singer = singer(&settings(&channels, carrier), rate);
            let sound = song(&mut singer, (0, 1 << 17), 128, 900, only(n));
            let sound = &sound[1 << 16..];
            let spectrum = spectrum(sound);
            let bin = f64::from(rate) / sound.len() as f64;
            let (low, high) = (f64::from(channels.edges[n]), f64::from(channels.edges[n + 1]));
            let within = |low: f64, high: f64| -> f64 {
                let bins =
                    spectrum.iter().enumerate().filter(|(k, _)| (low..high).contains(&(*k as f64 * bin)));
                bins.map(|(_, power)| power).sum::<f64>() / spectrum.iter().sum::<f64>()
            };
            let margin = 0.1 * (high - low);
            let inside = within(low, high);
            let outside = 1.0 - within(low - margin, high + margin);
            println!(
                "{carrier:?}, band {n} at {rate} Hz: {:.2} % inside, rest {:.1} dB",
                100.0 * inside,
                db(outside)
            );
            assert!(inside > 0.95 && db(outside) < -50.0);
        }
    }
}

/// Power by bin, of a power of two of samples, with a Hann window.
fn spectrum(sound: &[f32]) -> Vec<f64> {
    let forward = realfft::RealFftPlanner::<f64>::new().plan_fft_forward(sound.len());
    let window = |n: usize| crate::kit::turn::hann(n as f64 / sound.len() as f64);
    let mut time: Vec<f64> = sound.iter().enumerate().map(|(n, x)| f64::from(*x) * window(n)).collect();
    let mut bins = forward.make_output_vec();
    forward.process(&mut time, &mut bins).unwrap();
    bins.iter().map(realfft::num_complex::Complex::norm_sqr).collect()
}

/// How the envelope moves that a filter as wide as the ear's, at `hz`, makes of a sound: standard deviation re mean, of
/// all of it and of what is slower than 50 Hz.
fn fluctuation(sound: &[f32], hz: f32, rate: f32) -> [f64; 2] {
    let width = crate::hearing::bands::section_width(hz);
    let pole = f64::from(libm::expf(-std::f32::consts::TAU * width / rate));
    let slow = f64::from(libm::expf(-std::f32::consts::TAU * 50.0 * 2.3 / rate));
    let (mut re, mut im, mut low) = ([0.0f64; 4], [0.0f64; 4], [0.0f64; 4]);
    let mut envelopes = vec![];
    for (n, x) in sound.iter().enumerate() {
        let (sin, cos) = (std::f64::consts::TAU * f64::from(hz) * n as f64 / f64::from(rate)).sin_cos();
        let (mut a, mut b) = (f64::from(*x) * cos, -f64::from(*x) * sin);
        for k in 0..4 {
            re[k] = a + pole * (re[k] - a);
            im[k] = b + pole * (im[k] - b);
            (a, b) = (re[k], im[k]);
        }
        let mut envelope = a.hypot(b);
        let all = envelope;
        for low in &mut low {
            *low = envelope + slow * (*low - envelope);
            envelope = *low;
        }
        envelopes.push([all, envelope]);
    }
    let settled = &envelopes[rate as usize / 4..];
    [0, 1].map(|kind| {
        let mean = settled.iter().map(|x| x[kind]).sum::<f64>() / settled.len() as f64;
        let square = settled.iter().map(|x| x[kind] * x[kind]).sum::<f64>() / settled.len() as f64;
        (square - mean * mean).max(0.0).sqrt() / mean
    })
}

#[test]
fn carriers_fluctuate_in_the_published_order() {
    const BANDS: [usize; 5] = [1, 4, 7, 10, 13];
    let channels = Channels::even(16, 187.5, 7937.5);
    println!("envelope std/mean after a 1-ERB gammatone, bands 2, 5 ... 14 of 16: all | below 50 Hz | means");
    let rows = [
        (Carrier::Noise, ".53 / .45 ... .16"),
        (Carrier::PulseSpreading, ".29 / .24 ... .05"),
        (Carrier::LowNoise, ".20 / .16 ... .08"),
        (Carrier::Sine, "0"),
    ];
    let (mut means, mut ends) = (vec![], vec![]);
    for (carrier, published) in rows {
        let mut singer = singer(&settings(&channels, carrier), 48_000.0);
        let found = BANDS.map(|n| {
            singer.reset();
            let sound = song(&mut singer, (0, 10 * 48_000), 128, 900, only(n));
            fluctuation(&sound, channels.centre(n), 48_000.0)
        });
        let [all, slow] = [0, 1].map(|kind| found.map(|band| band[kind]));
        let mean = all.iter().sum::<f64>() / BANDS.len() as f64;
        let mean_slow = slow.iter().sum::<f64>() / BANDS.len() as f64;
        println!(
            "{carrier:?}: {all:.2?} | {slow:.2?} | {mean:.3} {mean_slow:.3} (measured before: {published})"
        );
        means.push(mean);
        ends.push([found[0][1], found[4][1]]);
    }
    assert!(means.windows(2).all(|pair| pair[0] > pair[1]));
    for (mean, expected) in means.iter().zip([0.53, 0.29, 0.20, 0.0]) {
        assert!((mean - expected).abs() < 0.05, "{mean} {expected}");
    }
    for (found, expected) in ends.iter().zip([[0.45, 0.16], [0.24, 0.05], [0.16, 0.08], [0.0, 0.0]]) {
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.05));
    }
}
