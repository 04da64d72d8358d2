//! The singer's tests: level, fluctuation, independence, determinism.

use super::*;
use crate::base::Layout;
use crate::hearing::channels::MOST_CHANNELS;

const RATES: [f32; 3] = [22_050.0, 48_000.0, 96_000.0];

pub fn spec(sample_rate: f32) -> Spec {
    Spec { sample_rate, layout: Layout::STEREO }
}

pub fn singer(settings: &SingerSettings, sample_rate: f32) -> Singer {
    let mut singer = Singer { settings: *settings, ..Singer::default() };
    singer.prepare(&spec(sample_rate));
    singer
}

pub fn settings(channels: &Channels, carrier: Carrier) -> SingerSettings {
    SingerSettings { channels: *channels, carrier, ..SingerSettings::default() }
}

/// First sample of stimulation frame `k` of `rate` a second.
fn begins(k: i64, rate: i64, sample_rate: f32) -> i64 {
    (k * sample_rate as i64).div_euclid(rate)
}

/// Sings `count` samples from `start` on, in blocks of at most `block`, `rate` stimulation frames a second that `fill`
/// says what to do, by their number.
pub fn song(
    singer: &mut Singer,
    (start, count): (i64, usize),
    block: usize,
    rate: i64,
    fill: impl Fn(i64, &mut Stimulus),
) -> Vec<f32> {
    let sample_rate = singer.sample_rate;
    let mut clock = Clock::at(start);
    let mut out = vec![7.0; count];
    let mut done = 0;
    while done < count {
        let len = block.min(clock.until_next(singer.control)).min(count - done);
        let mut stimuli = Stimuli::default();
        let now = clock.now();
        let mut k = (now * rate).div_euclid(sample_rate as i64) - 1;
        while begins(k, rate, sample_rate) < now + len as i64 {
            let at = begins(k, rate, sample_rate);
            if at >= now {
                let gap = (begins(k + 1, rate, sample_rate) - at) as usize;
                let mut stimulus = Stimulus { at: (at - now) as usize, gap, ..Stimulus::default() };
                fill(k, &mut stimulus);
                stimuli.push(stimulus);
            }
            k += 1;
        }
        singer.sing(&stimuli, clock, len, &mut out[done..done + len]);
        clock.advance(len);
        done += len;
    }
    out
}

/// Everything at one level.
fn steady(level: f32) -> impl Fn(i64, &mut Stimulus) {
    move |_, stimulus| {
        stimulus.fired = [level; MOST_CHANNELS];
        stimulus.heard = stimulus.fired;
    }
}

/// Only channel `n`.
fn only(n: usize) -> impl Fn(i64, &mut Stimulus) {
    move |_, stimulus| {
        stimulus.fired[n] = 1.0;
        stimulus.heard[n] = 1.0;
    }
}

fn power(sound: &[f32]) -> f64 {
    sound.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / sound.len() as f64
}

fn db(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

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
fn one_pulse_falls_for_each_channel_that_fires() {
    let channels = Channels::even(22, 187.5, 7937.5);
    let mut singer = singer(&settings(&channels, Carrier::Pulses), 48_000.0);
    let fires = |k: i64, n: usize| Random::new(3, 0).bits(k * 32 + n as i64).is_multiple_of(3);
    for rate in [250, 900, 3700] {
        singer.reset();
        song(&mut singer, (0, 48_000), 7, rate, |k, stimulus| {
            for n in 0..22 {
                stimulus.fired[n] = if fires(k, n) { 0.1 } else { 0.0 };
                stimulus.heard[n] = 0.1;
            }
        });
        let expected = (0..rate).map(|k| (0..22).filter(|n| fires(k, *n)).count()).sum::<usize>();
        println!("{rate} frames a second: {} pulses, {expected} fired", singer.pulses.emitted);
        assert_eq!(singer.pulses.emitted, expected);
    }
}

/// Power of a tone in what a signal has, by its definition.
fn at_hz(sound: &[f32], hz: f64, rate: f64) -> (f64, f64) {
    let (re, im) = sound.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, x)| {
        let turn = std::f64::consts::TAU * ((hz * n as f64 / rate) % 1.0);
        (re + f64::from(*x) * turn.cos(), im - f64::from(*x) * turn.sin())
    });
    (re / sound.len() as f64 * 2.0, im / sound.len() as f64 * 2.0)
}

#[test]
fn sines_are_exact_in_frequency_and_phase_an_hour_on() {
    let mut channels = Channels::even(1, 187.5, 7937.5);
    channels.places[0] = crate::hearing::greenwood::place(1000.0);
    let hz = f64::from(channels.heard_hz(0));
    let mut singer = singer(&settings(&channels, Carrier::Sine), 48_000.0);
    let mut angles = vec![];
    for start in [0, 48_000 * 60, 48_000 * 3600 + 12_345, -48_000 * 3600] {
        singer.reset();
        let sound = song(&mut singer, (start, 48_000), 128, 900, steady(1.0));
        let tail = &sound[1600..1600 + 46_080];
        let (re, im) = at_hz(tail, hz, 48_000.0);
        // Phase against the frequency's own from position 0 on.
        let turns = (hz * (start + 1600) as f64 / 48_000.0) % 1.0;
        angles.push((im.atan2(re) / std::f64::consts::TAU - turns).rem_euclid(1.0));
        assert!((re.hypot(im) - 1.0).abs() < 1e-4);
    }
    println!("{hz} Hz: phase at 0, 1 min, 1 h, -1 h: {angles:.7?} turns");
    assert!((hz - 1000.0).abs() < 0.01);
    assert!(angles.iter().all(|angle| (angle - angles[0]).abs() < 2e-5));
}

fn related(a: &[f32], b: &[f32]) -> f64 {
    let product: f64 = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
    (product / a.len() as f64 / (power(a) * power(b)).sqrt()).abs()
}

#[test]
fn noise_is_unrelated_between_channels_ears_and_seeds() {
    // All channels with the same band, so that only their noise tells them apart.
    let mut channels = Channels::even(8, 187.5, 7937.5);
    channels.places = [channels.places[4]; MOST_CHANNELS];
    for carrier in [Carrier::Noise, Carrier::LowNoise, Carrier::PulseSpreading] {
        let mut songs = vec![];
        for (seed, ear) in [(0, Ear::BOTH[0]), (0, Ear::BOTH[1]), (1, Ear::BOTH[0])] {
            let mut singer = singer(&SingerSettings { seed, ear, ..settings(&channels, carrier) }, 48_000.0);
            for n in [0, 1, 5] {
                singer.reset();
                songs.push(song(&mut singer, (0, 480_000), 128, 900, only(n)));
            }
        }
        let mut worst = 0.0f64;
        for a in 0..songs.len() {
            for b in 0..a {
                worst = worst.max(related(&songs[a], &songs[b]));
            }
        }
        println!("{carrier:?}: correlation at most {worst:.3} between channels, ears and seeds");
        assert!(worst < 0.05);
    }
}

#[test]
fn tones_are_the_same_in_both_ears() {
    let [one, other] = Ear::BOTH.map(|ear| {
        let channels = Channels::even(12, 187.5, 7937.5);
        let mut singer = singer(&SingerSettings { ear, ..settings(&channels, Carrier::Sine) }, 48_000.0);
        song(&mut singer, (0, 4800), 128, 900, steady(0.1))
    });
    assert_eq!(one, other);
}

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
    let mut means = vec![];
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
    }
    assert!(means.windows(2).all(|pair| pair[0] > pair[1]));
    for (mean, expected) in means.iter().zip([0.53, 0.29, 0.20, 0.0]) {
        assert!((mean - expected).abs() < 0.05, "{mean} {expected}");
    }
}

/// What a busy implant might do in frame `k`: 8 of 22, moving, and nothing at all now and then.
fn busy(k: i64, stimulus: &mut Stimulus) {
    let random = Random::new(9, 0);
    for n in 0..22 {
        let level = 0.05 * (1.0 + random.bipolar(k / 20 * 64 + n as i64));
        let fires = random.bits(k * 64 + 32 + n as i64).is_multiple_of(3) && k.rem_euclid(400) < 300;
        stimulus.fired[n] = if fires { level } else { 0.0 };
        stimulus.heard[n] = if k.rem_euclid(400) < 300 { level } else { 0.0 };
    }
}

#[test]
fn bits_depend_neither_on_blocks_nor_on_the_past() {
    let channels = Channels::even(22, 187.5, 7937.5);
    for (rate, carrier) in Carrier::ALL.into_iter().flat_map(|carrier| RATES.map(|rate| (rate, carrier))) {
        let second = rate as usize;
        let mut singer = singer(&settings(&channels, carrier), rate);
        let fresh = singer.clone();
        let whole = song(&mut singer, (-77, 4 * second), 128, 900, busy);
        assert!(power(&whole) > 1e-4);
        singer.reset();
        for block in [1, 13] {
            assert_eq!(song(&mut fresh.clone(), (-77, second), block, 900, busy), whole[..second]);
        }
        assert_eq!(song(&mut singer, (-77, second), 64, 900, busy), whole[..second], "{carrier:?} reset");
        let start = second + 333;
        let late = song(&mut fresh.clone(), (start as i64 - 77, 4 * second - start), 128, 900, busy);
        let after = 2 * second;
        assert_eq!(late[after..], whole[start + after..], "{carrier:?} at {rate}");
    }
}

#[test]
fn nothing_heard_is_exact_silence_and_levels_move_without_a_jump() {
    let channels = Channels::even(22, 187.5, 7937.5);
    for carrier in Carrier::ALL {
        let mut singer = singer(&settings(&channels, carrier), 48_000.0);
        let silent = song(&mut singer, (0, 4800), 128, 900, steady(0.0));
        assert!(silent.iter().all(|x| x.to_bits() == 0));
        let sound = song(&mut singer, (4800, 48_000), 128, 900, |k, stimulus| {
            steady(if k < 450 { 0.1 } else { 0.0 })(k, stimulus);
        });
        let last = sound.iter().rposition(|x| *x != 0.0).unwrap() as i64 + 4800;
        println!("{carrier:?}: silent {:.1} ms after the last frame", (last - 24_000) as f64 / 48.0);
        assert!(last < if singer.shares.pulses == 0.0 { 24_054 } else { 24_000 + 9600 });
    }
    // A quick ramp of a slow sine: no sample further from the one before than the ramp and the sine ask for.
    let mut low = Channels::even(1, 187.5, 7937.5);
    low.places[0] = crate::hearing::greenwood::place(250.0);
    let mut singer = singer(&settings(&low, Carrier::Sine), 48_000.0);
    let sound = song(&mut singer, (0, 48_000), 128, 900, |k, stimulus| {
        steady(if k % 2 == 0 { 1.0 } else { 0.0 })(k, stimulus);
    });
    let step = sound.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    println!("largest step {step:.4}: a 250 Hz sine has 0.0327, a ramp over 53 samples 0.0189");
    assert!(step < 0.0327 + 0.0189);
}

#[test]
fn what_cannot_sound_is_silent_and_rude_levels_stay_finite() {
    let mut channels = Channels::even(8, 187.5, 7937.5);
    channels.alive[2] = false;
    channels.places[7] = crate::hearing::greenwood::place(12_000.0);
    for carrier in Carrier::ALL {
        let mut singer = singer(&settings(&channels, carrier), 22_050.0);
        for n in [2, 7, 8, 31] {
            let sound = song(&mut singer, (0, 4410), 128, 900, only(n));
            assert!(sound.iter().all(|x| *x == 0.0), "{carrier:?} {n}");
        }
        let rude = [f32::NAN, f32::INFINITY, -1.0, 1e30];
        let sound = song(&mut singer, (0, 4410), 128, 900, |k, stimulus| {
            steady(rude[k as usize % rude.len()])(k, stimulus);
        });
        assert!(sound.iter().all(|x| x.is_finite()));
        let sound = song(&mut singer, (4410, 44_100), 128, 900, steady(0.0));
        assert_eq!(sound[22_050..].iter().copied().fold(0.0, f32::max), 0.0);
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

#[test]
fn time_per_second_of_sound() {
    let channels = Channels::even(22, 187.5, 7937.5);
    for rate in [48_000.0, 96_000.0] {
        let second = |singer: &mut Singer| {
            let quickest = (0..7).map(|_| {
                let started = std::time::Instant::now();
                song(singer, (0, rate as usize), 512, 900, busy);
                started.elapsed().as_secs_f64() * 1000.0
            });
            quickest.fold(f64::MAX, f64::min)
        };
        let none =
            singer(&settings(&Channels { alive: [false; MOST_CHANNELS], ..channels }, Carrier::Sine), rate);
        let idle = second(&mut none.clone());
        println!("{rate} Hz: {idle:.2} ms for what the test does and silence; on top of it");
        for carrier in Carrier::ALL {
            let mut singer = singer(&settings(&channels, carrier), rate);
            println!("  {carrier:?}: {:.2} ms", second(&mut singer) - idle);
        }
    }
    let mut singer = Singer::default();
    let started = std::time::Instant::now();
    singer.prepare(&spec(48_000.0));
    println!("prepare: {:.1} ms", started.elapsed().as_secs_f64() * 1000.0);
    let started = std::time::Instant::now();
    for seed in 0..100 {
        singer.set(&SingerSettings { seed, ..settings(&channels, Carrier::Film) });
    }
    println!("set: {:.3} ms", started.elapsed().as_secs_f64() * 10.0);
}
