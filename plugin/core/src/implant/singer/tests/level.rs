//! Every carrier has the power of the sine it stands for.

use super::*;

#[test]
fn every_carrier_has_the_power_of_its_sine() {
    let channels = Channels::even(8, 187.5, 7937.5);
    for rate in RATES {
        for carrier in Carrier::ALL {
            let mut singer = singer(&settings(&channels, carrier), rate);
            let levels: Vec<f64> = (0..8)
                .map(|n| {
                    singer.reset();
                    let count = 8 * rate as usize;
                    let sound = song(&mut singer, (0, count), 128, 900, only(n));
                    db(2.0 * power(&sound[rate as usize / 10..]))
                })
                .collect();
            println!("{rate} Hz, {carrier:?}: {levels:+.2?} dB re sine");
            assert!(levels.iter().all(|level| level.abs() < 0.5));
        }
    }
}

#[test]
fn pulses_make_up_for_places_that_are_heard_and_do_not_fire() {
    // 8 of 22, and what spreads from them falls by 5.4 dB from one place to the next.
    let channels = Channels::even(22, 187.5, 7937.5);
    let eight = |_: i64, stimulus: &mut Stimulus| {
        for n in 0..22 {
            let away = [1, 3, 4, 8, 9, 13, 16, 20].map(|fires: usize| fires.abs_diff(n)).into_iter().min();
            let spread = 10f32.powf(-5.4 / 20.0 * away.unwrap_or(0) as f32);
            stimulus.fired[n] = if away == Some(0) { 0.1 } else { 0.0 };
            stimulus.heard[n] = 0.1 * spread;
        }
    };
    let [sines, pulses] = [Carrier::Sine, Carrier::Pulses].map(|carrier| {
        let sound = song(&mut singer(&settings(&channels, carrier), 48_000.0), (0, 192_000), 128, 900, eight);
        power(&sound[9600..])
    });
    println!("pulses of 8 of 22 with spread: {:+.2} dB re sines", db(pulses / sines));
    assert!(db(pulses / sines).abs() < 0.5);
}

#[test]
fn pulses_keep_their_power_at_any_rate() {
    let channels = Channels::even(8, 187.5, 7937.5);
    for rate in [80, 250, 500, 1200, 3700] {
        let mut singer = singer(&settings(&channels, Carrier::Pulses), 48_000.0);
        let levels: Vec<f64> = (0..8)
            .map(|n| {
                singer.reset();
                let sound = song(&mut singer, (0, 96_000), 128, rate, only(n));
                db(2.0 * power(&sound[9600..]))
            })
            .collect();
        println!("{rate} pulses a second: {levels:+.2?} dB re sine");
        assert!(levels.iter().all(|level| level.abs() < 0.5));
    }
}

#[test]
fn one_wide_channel_and_thirty_two_narrow_ones_have_the_power_of_sines() {
    for (count, rate) in [(1, 48_000.0), (1, 22_050.0), (32, 192_000.0)] {
        for carrier in Carrier::ALL {
            let channels = Channels::even(count, 100.0, 8000.0);
            let mut singer = singer(&settings(&channels, carrier), rate);
            let sound = song(&mut singer, (0, 8 * rate as usize), 128, 900, steady(0.1));
            let level = db(2.0 * power(&sound[rate as usize / 10..]) / (0.01 * count as f64));
            println!("{count} channels at {rate} Hz, {carrier:?}: {level:+.2} dB re sines");
            assert!(level.abs() < 0.5);
        }
    }
}
