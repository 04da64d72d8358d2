//! The singer's tests: pulses, phases, independence, determinism, time.

use super::*;
use crate::base::Layout;

mod level;
mod spectrum;

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

/// Sings `count` samples from `start` on, in blocks of at most `block`, `rate` stimulation frames a second that
/// `fill` says what to do, by their number.
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
fn noise_is_unrelated_between_channels_and_seeds() {
    // All channels with the same band, so that only their noise tells them apart.
    let mut channels = Channels::even(8, 187.5, 7937.5);
    channels.places = [channels.places[4]; MOST_CHANNELS];
    for carrier in [Carrier::Noise, Carrier::LowNoise, Carrier::PulseSpreading] {
        let mut songs = vec![];
        for seed in [0, 1] {
            let mut singer = singer(&SingerSettings { seed, ..settings(&channels, carrier) }, 48_000.0);
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
        println!("{carrier:?}: correlation at most {worst:.3} between channels and seeds");
        assert!(worst < 0.05);
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
        let mut other = fresh.clone();
        other.set(&settings(&Channels::even(32, 100.0, 8000.0), Carrier::Comb));
        song(&mut other, (5, 1000), 128, 900, busy);
        other.set(&settings(&channels, carrier));
        assert_eq!(song(&mut other, (-77, second), 64, 900, busy), whole[..second], "{carrier:?} set");
        let start = second + 333;
        let late = song(&mut fresh.clone(), (start as i64 - 77, 4 * second - start), 128, 900, busy);
        let after = 2 * second;
        assert_eq!(late[after..], whole[start + after..], "{carrier:?} at {rate}");
    }
}

#[test]
fn a_carrier_sounds_as_freshly_prepared_whatever_was_sung_before() {
    let (channels, others) = (Channels::even(22, 187.5, 7937.5), Channels::even(31, 100.0, 8000.0));
    let bare = singer(&settings(&channels, Carrier::Sine), 48_000.0);
    for carrier in Carrier::ALL {
        let mut fresh = bare.clone();
        fresh.settings = settings(&channels, carrier);
        fresh.prepare(&spec(48_000.0));
        let expected = song(&mut fresh, (-77, 4800), 128, 900, busy);
        for before in Carrier::ALL {
            let mut other = bare.clone();
            other.set(&SingerSettings { seed: 5, ..settings(&others, before) });
            song(&mut other, (5, 1000), 128, 900, busy);
            other.set(&settings(&channels, before));
            other.set(&settings(&channels, carrier));
            assert_eq!(song(&mut other, (-77, 4800), 128, 900, busy), expected, "{before:?} {carrier:?}");
        }
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
