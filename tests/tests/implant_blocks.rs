//! What the implant's own blocks do to tones, bursts and silence: levels, places, spread, counts, carriers.

use integration::blocks::{Implant, NO_SPREAD, transparent};
use integration::measure::{band_energy, power, power_db, spectral_peak};
use integration::signals::{noise, sine};
use integration::timbre::fluctuation;
use threshold_core::hearing::allocation::Map;
use threshold_core::hearing::array::Array;
use threshold_core::hearing::channels::{Channels, Device};
use threshold_core::implant::carriers::Carrier;
use threshold_core::implant::coder::CoderSettings;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;

fn tone(hz: f32, len: usize) -> Vec<f32> {
    sine(f64::from(hz), 0.05, RATE, len)
}

#[test]
fn a_sine_at_a_bands_centre_returns_as_loud_as_it_was() {
    let mut implant = Implant::new();
    for map in Map::ALL {
        let channels = Channels::of(&Device { map, channels: 22, ..Device::default() });
        let errors: Vec<f64> = (0..channels.count)
            .map(|n| {
                // What the bands beside it hear of the tone is at other places: only its own is asked.
                let (hz, place) = (channels.centre(n), f64::from(channels.heard_hz(n)));
                let tone = tone(hz, SECOND);
                let heard = implant.heard(&tone, &transparent(&channels, NO_SPREAD), Carrier::Sine);
                let near = |x: &[f32]| band_energy(&x[SECOND / 2..], RATE, place - 20.0, place + 20.0);
                power_db(near(&heard) / near(&tone))
            })
            .collect();
        println!("{map:?}: {errors:+.2?} dB");
        assert!(errors.iter().all(|db| db.abs() <= 0.5), "{map:?}: {errors:+.2?} dB");
    }
}

#[test]
fn a_thousand_hertz_through_the_hugging_array_comes_out_at_1668() {
    let channels = Channels::of(&Device { array: Array::Hugging22, ..Device::default() });
    let heard =
        Implant::new().heard(&tone(1000.0, SECOND), &transparent(&channels, NO_SPREAD), Carrier::Sine);
    let hz = spectral_peak(&heard[SECOND / 2..], RATE);
    println!("1 kHz comes out at {hz:.0} Hz");
    assert!((hz - 1668.0).abs() <= 2.0);
}

#[test]
fn one_electrodes_current_falls_by_what_is_set() {
    /// Decibels of sound per decibel of current (Cohen 2009).
    const SOUND_DB: f64 = 4.46;
    let channels = Channels::of(&Device::default());
    let mut implant = Implant::new();
    // Only the twelfth hears anything.
    let coder = |spread: f32| CoderSettings { maxima: 1, ..transparent(&channels, spread) };
    let tone = tone(channels.centre(11), SECOND);
    for spread in [0.5, 1.2, 2.0, 3.7] {
        let heard = implant.heard(&tone, &coder(spread), Carrier::Sine);
        let level = |n: usize| {
            let hz = f64::from(channels.heard_hz(n));
            power_db(band_energy(&heard[SECOND / 2..], RATE, hz - 10.0, hz + 10.0))
        };
        for away in [-2, -1, 1, 2] {
            let n = 11usize.saturating_add_signed(away);
            let mm = f64::from((channels.places[n] - channels.places[11]).abs());
            let slope = (level(11) - level(n)) / mm / SOUND_DB;
            println!("{spread} dB/mm: {away:+} electrodes, {mm:.2} mm away: {slope:.2} dB/mm");
            assert!((slope / f64::from(spread) - 1.0).abs() <= 0.1, "{slope} dB/mm of {spread}");
        }
        let whole = power_db(power(&heard[SECOND / 2..]) / power(&tone));
        println!("{spread} dB/mm: {whole:+.2} dB in all");
        assert!(whole.abs() <= 0.5, "{whole:+.2} dB in all");
    }
}

#[test]
fn maxima_and_pulses_are_as_many_as_are_set() {
    let channels = Channels::of(&Device::default());
    let mut implant = Implant::new();
    let sound = noise(3, 0.1, SECOND);
    for (maxima, rate) in [(8, 900.0), (4, 250.0), (12, 1200.0), (1, 3700.0)] {
        let coder = CoderSettings { maxima, rate, ..transparent(&channels, NO_SPREAD) };
        let mut counts = Vec::new();
        implant.heard_and_told(&sound, &coder, Carrier::Sine, &mut |at, stimulus| {
            if at >= SECOND / 2 {
                counts.push(stimulus.fired.iter().filter(|level| **level > 0.0).count());
            }
        });
        let pulses: usize = counts.iter().sum();
        println!("{maxima} of 22 at {rate}: {} frames, {pulses} pulses in half a second", counts.len());
        assert!(counts.iter().all(|count| *count == maxima), "not {maxima} in every frame");
        assert!(counts.len().abs_diff((rate / 2.0) as usize) <= 1);
        assert!(pulses.abs_diff(maxima * (rate / 2.0) as usize) <= maxima);
    }
}

#[test]
fn silence_is_silence_again() {
    let mut implant = Implant::new();
    let burst: Vec<f32> = noise(4, 0.5, SECOND / 2).into_iter().chain(vec![0.0; 2 * SECOND]).collect();
    for carrier in Carrier::ALL {
        let default = CoderSettings::default();
        let heard = implant.heard(&burst, &default, carrier);
        let last = heard.iter().rposition(|x| *x != 0.0).unwrap_or_default();
        println!("{carrier:?}: silent {:.0} ms after the burst", (last as f64 - 24_000.0) / 48.0);
        assert!(last < 2 * SECOND, "{carrier:?} goes on");
        let none = Channels::of(&Device { off: u32::MAX, ..Device::default() });
        let heard = implant.heard(&burst, &CoderSettings { channels: none, ..default }, carrier);
        assert!(heard.iter().all(|x| *x == 0.0), "{carrier:?} sounds without electrodes");
    }
}

#[test]
fn carriers_fluctuate_in_the_published_order() {
    const ORDER: [Carrier; 4] = [Carrier::Noise, Carrier::PulseSpreading, Carrier::LowNoise, Carrier::Sine];
    let mut implant = Implant::new();
    let channels = Channels::even(16, 187.5, 7937.5);
    for n in [1, 4, 7, 10, 13] {
        // One channel alone, told the same all the time.
        let mut alone = channels;
        alone.alive = std::array::from_fn(|other| other == n);
        let hz = channels.centre(n);
        let tone = tone(hz, 6 * SECOND);
        let figures = ORDER.map(|carrier| {
            let heard = implant.heard(&tone, &transparent(&alone, NO_SPREAD), carrier);
            fluctuation(&heard[SECOND..], f64::from(hz))
        });
        println!("band {} of 16: std / mean, all and below 50 Hz: {figures:.2?}", n + 1);
        assert!(figures.windows(2).all(|pair| pair[0].0 > pair[1].0), "{figures:.2?}");
    }
}
