use super::*;
use crate::hearing::greenwood::place;
use crate::hearing::growth::SOUND_DB_PER_CURRENT_DB;
use crate::kit::random::Random;

/// Edges of the 22-electrode map, Hz (Nucleus toolbox).
pub const EDGES: [f32; 23] = [
    187.5, 312.5, 437.5, 562.5, 687.5, 812.5, 937.5, 1062.5, 1187.5, 1312.5, 1562.5, 1812.5, 2062.5, 2312.5,
    2687.5, 3062.5, 3562.5, 4062.5, 4687.5, 5312.5, 6062.5, 6937.5, 7937.5,
];
/// Where the electrodes of a Contour Advance sit, Hz (Landsberger et al. 2015).
const CONTOUR: [f32; 22] = [
    722.0, 797.0, 939.0, 1075.0, 1248.0, 1428.0, 1668.0, 1943.0, 2282.0, 2659.0, 3149.0, 3655.0, 4209.0,
    4847.0, 5458.0, 6057.0, 7018.0, 8322.0, 9647.0, 11_057.0, 12_388.0, 13_879.0,
];

fn nucleus() -> Channels {
    let mut channels = Channels { count: 22, ..Channels::default() };
    channels.edges[..23].copy_from_slice(&EDGES);
    channels.places = std::array::from_fn(|n| CONTOUR.get(n).map_or(0.0, |hz| place(*hz)));
    channels
}

fn coder(settings: &CoderSettings, sample_rate: f32) -> Coder {
    let mut coder = Coder::default();
    coder.prepare(&Spec { sample_rate, ..Spec::default() });
    coder.set(settings);
    coder.reset();
    coder
}

/// Stimuli of `sound` from `start` on, in pieces that keep to the grid, each with its position.
fn told(coder: &mut Coder, sound: &[f32], start: i64, piece: impl Fn(i64) -> usize) -> Vec<(i64, Stimulus)> {
    let (mut list, mut stimuli, mut now) = (Vec::new(), Stimuli::default(), start);
    while now < start + sound.len() as i64 {
        let done = (now - start) as usize;
        let len = piece(now).min(Clock::at(now).until_next(coder.frame)).min(sound.len() - done);
        coder.process(&sound[done..done + len], Clock::at(now), &mut stimuli);
        list.extend(stimuli.list().iter().map(|stimulus| (now + stimulus.at as i64, *stimulus)));
        now += len as i64;
    }
    list
}

fn whole(coder: &mut Coder, sound: &[f32]) -> Vec<Stimulus> {
    told(coder, sound, 0, |_| SEGMENT).into_iter().map(|(_, stimulus)| stimulus).collect()
}

fn tone(hz: f32, amplitude: f32, seconds: f32, rate: f32) -> Vec<f32> {
    let turns = |n: usize| (f64::from(hz) * n as f64 / f64::from(rate)).fract();
    let at = |n: usize| amplitude * (std::f64::consts::TAU * turns(n)).sin() as f32;
    (0..(seconds * rate) as usize).map(at).collect()
}

fn noise(amplitude: f32, samples: usize) -> Vec<f32> {
    let random = Random::new(4, 0);
    (0..samples as i64).map(|n| amplitude * random.bipolar(n)).collect()
}

fn firing(stimulus: &Stimulus) -> usize {
    stimulus.fired.iter().filter(|amplitude| **amplitude > 0.0).count()
}

fn db(power: f64) -> f64 {
    10.0 * power.log10()
}

#[test]
fn exactly_as_many_fire_as_there_are_maxima_and_pulses_are_counted() {
    for (sample_rate, rate) in
        [(48_000.0f32, 900.0), (44_100.0, 1000.0), (96_000.0, 250.0), (22_050.0, 3700.0)]
    {
        let sound = noise(0.5, (1.2 * sample_rate) as usize);
        // A window of 80 dB: hardly a trough of the noise falls through.
        let settings = |maxima: usize| {
            let channels = nucleus();
            CoderSettings { channels, maxima, rate, input_range_db: 80.0, ..CoderSettings::default() }
        };
        let above: Vec<usize> =
            whole(&mut coder(&settings(32), sample_rate), &sound).iter().map(firing).collect();
        let full = above.iter().filter(|count| **count == 22).count();
        println!("{full} of {} frames have all 22 above the base", above.len());
        for maxima in 1..=22 {
            let all = whole(&mut coder(&settings(maxima), sample_rate), &sound);
            assert!(all.iter().zip(&above).all(|(stimulus, above)| firing(stimulus) == maxima.min(*above)));
            let second = &all[all.len() - rate as usize..];
            let counts: Vec<usize> = second.iter().map(firing).collect();
            assert!(counts.iter().filter(|count| **count == maxima).count() > counts.len() * 99 / 100);
            if maxima % 7 == 1 {
                let pulses: usize = counts.iter().sum();
                let samples: usize = second.iter().map(|stimulus| stimulus.gap).sum();
                println!("{maxima} of 22 at {rate} and {sample_rate}: {pulses} pulses in {samples} samples");
                assert!((samples as f32 - sample_rate).abs() <= 1.0);
            }
        }
    }
}

#[test]
fn silence_tells_nothing_even_after_sound() {
    let mut coder = coder(&CoderSettings { channels: nucleus(), ..CoderSettings::default() }, 48_000.0);
    let mut sound = noise(0.5, 48_000);
    sound.extend(vec![0.0; 48_000]);
    let all = whole(&mut coder, &sound);
    let nothing = |stimulus: &Stimulus| stimulus.fired == [0.0; 32] && stimulus.heard == [0.0; 32];
    assert!(!nothing(&all[450]));
    let last = all.iter().rposition(|stimulus| !nothing(stimulus)).unwrap();
    println!("silent {:.0} ms after the sound", (last as f32 - 900.0) / 0.9);
    assert!(all[1000..].iter().all(nothing));
    assert_eq!(coder.analysis.envelopes(), [0.0; 32]);
    assert_ne!(coder.take_column(), Column::default());
    coder.process(&[0.0; 128], Clock::at(96_000), &mut Stimuli::default());
    assert_eq!(coder.take_column(), Column::default());
}

#[test]
fn tones_come_out_as_loud_as_they_went_in() {
    for channels in [nucleus(), Channels::default()] {
        for spread in [20.0, 1.2] {
            for below in [3.0, 10.0, 20.0, 30.0] {
                let settings = CoderSettings { channels, spread, ..CoderSettings::default() };
                let mut coder = coder(&settings, 48_000.0);
                let mut worst = 0.0f64;
                let mut sum = 0.0;
                for channel in 0..channels.count {
                    let amplitude = gain_from_db(-34.0 - below);
                    coder.reset();
                    let sound = tone(channels.centre(channel), amplitude as f32, 0.5, 48_000.0);
                    let all = whole(&mut coder, &sound);
                    let power = |stimulus: &Stimulus| {
                        stimulus.heard.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>()
                    };
                    let mean = all[225..].iter().map(power).sum::<f64>() / (all.len() - 225) as f64;
                    let off = db(mean / amplitude.powi(2));
                    worst = worst.max(off.abs());
                    sum += off;
                }
                let mean = sum / channels.count as f64;
                println!(
                    "{} bands, {spread} dB/mm, -{below} dB: {mean:+.3}, at most {worst:.3} dB",
                    channels.count
                );
                assert!(worst < 0.5);
            }
        }
    }
}

#[test]
fn one_electrode_is_heard_beside_it_by_the_slope_that_is_set() {
    for spread in [0.5f32, 1.2, 3.7] {
        let channels = Channels::even(22, 187.5, 7937.5);
        let settings = CoderSettings { channels, spread, maxima: 1, ..CoderSettings::default() };
        let sound = tone(channels.centre(10), 0.01, 0.5, 48_000.0);
        let stimulus = *whole(&mut coder(&settings, 48_000.0), &sound).last().unwrap();
        assert_eq!(firing(&stimulus), 1);
        let slope = |near: usize, far: usize| {
            let fall = 20.0 * (stimulus.heard[near] / stimulus.heard[far]).log10();
            fall / (channels.places[far] - channels.places[near]).abs()
        };
        let (up, down) = (slope(10, 14), slope(10, 6));
        let power: f32 = stimulus.heard.iter().map(|x| x * x).sum();
        let kept = db(f64::from(power / stimulus.fired[10].powi(2)));
        println!("{spread} dB/mm of current: {up:.2} and {down:.2} dB/mm of sound, total {kept:+.4} dB");
        for slope in [up, down] {
            assert!((slope / (spread * SOUND_DB_PER_CURRENT_DB) - 1.0).abs() < 0.1);
        }
        assert!(kept.abs() < 0.01);
    }
}

#[test]
fn a_kilohertz_is_heard_where_its_electrode_sits() {
    let settings = CoderSettings { channels: nucleus(), ..CoderSettings::default() };
    let stimulus =
        *whole(&mut coder(&settings, 48_000.0), &tone(1000.0, 0.01, 0.5, 48_000.0)).last().unwrap();
    let loudest = (0..22).max_by(|a, b| stimulus.heard[*a].total_cmp(&stimulus.heard[*b])).unwrap();
    println!("1000 Hz is heard at {:.0} Hz", settings.channels.heard_hz(loudest));
    assert_eq!(CONTOUR[loudest], 1668.0);
}

#[test]
fn a_hole_hears_nothing_and_still_takes_its_turn() {
    let mut channels = nucleus();
    channels.alive[6] = false;
    let settings = CoderSettings { channels, maxima: 1, ..CoderSettings::default() };
    let stimulus =
        *whole(&mut coder(&settings, 48_000.0), &tone(1000.0, 0.01, 0.5, 48_000.0)).last().unwrap();
    assert!(stimulus.fired[6] > 0.0 && stimulus.heard[6] == 0.0 && stimulus.heard[5] > 0.0);
}

#[test]
fn a_smaller_electrical_range_squashes_and_steps_are_counted() {
    let channels = nucleus();
    let heard = |c_level: f32, steps: usize, below: f64| {
        let settings = CoderSettings { channels, c_level, steps, ..CoderSettings::default() };
        let sound = tone(channels.centre(6), gain_from_db(-34.0 - below) as f32, 0.5, 48_000.0);
        let last = *whole(&mut coder(&settings, 48_000.0), &sound).last().unwrap();
        db(f64::from(last.fired[6]).powi(2)) + 34.0
    };
    for (c_level, range) in [(157.0, 39.88), (128.5, 19.94), (114.25, 9.97)] {
        let (soft, loud) = (heard(c_level, 0, 35.0), heard(c_level, 0, 5.0));
        println!("T 100, C {c_level}: 30 dB come out as {:.2} dB", loud - soft);
        assert!(((loud - soft) / (30.0 * range / 40.0) - 1.0).abs() < 0.03);
        assert!((heard(c_level, 0, -10.0)).abs() < 0.01, "saturates at the top");
    }
    for steps in [2, 8, 64] {
        let mut levels: Vec<f64> = (0..400).map(|n| heard(157.0, steps, 0.1 * f64::from(n))).collect();
        levels.dedup_by(|a, b| (*a - *b).abs() < 1e-6);
        println!("{steps} steps: {} levels", levels.len());
        assert_eq!(levels.len(), steps);
    }
}

#[test]
fn emphasis_chooses_higher_channels_but_changes_no_level() {
    let channels = nucleus();
    let mut sound = tone(500.0, 0.004, 0.5, 48_000.0);
    sound.iter_mut().zip(tone(5000.0, 0.003, 0.5, 48_000.0)).for_each(|(x, high)| *x += high);
    let chosen = |selection_emphasis: bool| {
        let settings = CoderSettings { channels, maxima: 1, selection_emphasis, ..CoderSettings::default() };
        let last = *whole(&mut coder(&settings, 48_000.0), &sound).last().unwrap();
        let channel = last.fired.iter().position(|x| *x > 0.0).unwrap();
        (channel, last.fired[channel])
    };
    let (low, high) = (chosen(false), chosen(true));
    assert_eq!((low.0, high.0), (2, 18));
    assert!((low.1 / 0.004 - 1.0).abs() < 0.03 && (high.1 / 0.003 - 1.0).abs() < 0.03, "{low:?} {high:?}");
}

#[test]
fn blocks_make_no_difference() {
    for sample_rate in [22_050.0, 44_100.0, 48_000.0, 96_000.0, 192_000.0] {
        let settings = CoderSettings { channels: nucleus(), rate: 1852.0, ..CoderSettings::default() };
        let sound = noise(0.1, 20_000);
        let whole = told(&mut coder(&settings, sample_rate), &sound, -5003, |_| SEGMENT);
        let random = Random::new(9, 0);
        let piece = |now: i64| 1 + (random.bits(now) % 40) as usize;
        let parts = told(&mut coder(&settings, sample_rate), &sound, -5003, piece);
        assert_eq!(whole.len(), parts.len());
        for (a, b) in whole.iter().zip(&parts) {
            assert_eq!((a.0, a.1.gap, a.1.fired, a.1.heard), (b.0, b.1.gap, b.1.fired, b.1.heard));
        }
    }
}

#[test]
fn two_pasts_become_one() {
    for (sample_rate, envelope_hz) in
        [(22_050.0f32, 160.0), (48_000.0, 16.0), (48_000.0, 160.0), (96_000.0, 500.0), (192_000.0, 16.0)]
    {
        let settings = CoderSettings { channels: nucleus(), envelope_hz, ..CoderSettings::default() };
        let second = sample_rate as i64;
        let sound = noise(0.1, 4 * second as usize);
        let mut long = coder(&settings, sample_rate);
        let mut short = coder(&settings, sample_rate);
        _ = told(&mut long, &sound[..second as usize + 700], 0, |_| SEGMENT);
        let rest = &sound[second as usize + 700..];
        let (a, b) = (
            told(&mut long, rest, second + 700, |_| SEGMENT),
            told(&mut short, rest, second + 700, |_| SEGMENT),
        );
        let differ = a.iter().zip(&b).rposition(|(a, b)| a.1 != b.1);
        let met = differ.map_or(0.0, |n| (n + 1) as f32 / settings.rate);
        println!("{sample_rate}, envelope {envelope_hz} Hz: the same after {met:.2} s");
        assert!(met < 1.0);
    }
}

#[test]
fn monstrous_sound_is_survived() {
    for monster in [f32::NAN, f32::INFINITY, 1.0e9, 999.0, 1.0e-41] {
        let mut coder = coder(&CoderSettings { channels: nucleus(), ..CoderSettings::default() }, 48_000.0);
        let mut sound = vec![monster; 4800];
        sound.extend(tone(1000.0, 0.01, 1.0, 48_000.0));
        let all = whole(&mut coder, &sound);
        assert!(all.iter().all(|stimulus| stimulus.heard.iter().all(|x| x.is_finite() && *x < 1.0)));
        let last = all.last().unwrap();
        assert!((last.fired[6] / 0.01 - 1.0).abs() < 0.03, "{monster}: {}", last.fired[6]);
    }
}

#[test]
fn any_settings_make_numbers() {
    let wild = CoderSettings {
        channels: Channels::even(32, 20.0, 20_000.0),
        maxima: 0,
        rate: 1.0e9,
        envelope_hz: 0.0,
        growth: 0.0,
        input_range_db: 0.0,
        t_level: 255.0,
        c_level: 0.0,
        steps: 1000,
        spread: 0.0,
        ..CoderSettings::default()
    };
    let all = whole(&mut coder(&wild, 22_050.0), &noise(0.9, 22_050));
    assert!(all.iter().all(|stimulus| stimulus.heard.iter().all(|x| x.is_finite())));
    assert!(all.iter().all(|stimulus| firing(stimulus) <= 1));
}

#[test]
fn a_reset_is_as_good_as_new() {
    let settings = CoderSettings { channels: nucleus(), ..CoderSettings::default() };
    let sound = noise(0.1, 9600);
    let mut used = coder(&CoderSettings::default(), 48_000.0);
    _ = whole(&mut used, &sound);
    used.set(&settings);
    used.reset();
    let [a, b] = [used, coder(&settings, 48_000.0)].map(|mut coder| whole(&mut coder, &sound));
    assert_eq!(a, b);
}

#[test]
fn a_law_that_is_not_the_ears_bends_what_is_heard() {
    let heard_db = |growth: f32| {
        let settings = CoderSettings { growth, ..CoderSettings::default() };
        let map = Map::new(&settings);
        let middle = map.top * 0.1;
        20.0 * libm::log10f(map.decoded(map.loudness(middle)) / map.top)
    };
    let [gentle, own, steep] = [100.0, STEEPNESS, 1000.0].map(heard_db);
    println!("20 dB below the top is heard at {gentle:.1}, {own:.1} and {steep:.1} dB");
    assert!((own + 20.0).abs() < 0.2 && gentle < own - 1.5 && steep > own + 1.0);
}
