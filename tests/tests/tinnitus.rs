//! Tinnitus: pitch, drift, level, how it begins, what it does under programme, and that it depends on no start.

use integration::lanes;
use integration::measure::{assert_same_bits, power, power_db, spectral_peak, spectrum};
use integration::player::{Bare, Player, Value, audiograms};
use integration::signals::{noise, pink};
use integration::story;
use integration::subject::spec;
use threshold_core::base::Layout;
use threshold_core::engine::{Engine, Film, Live, Settings};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::normal::threshold_spl;
use threshold_core::hearing::tinnitus::Tinnitus;
use threshold_core::inner::tinnitus::Character;

const RATE: f32 = 48_000.0;
const SECOND: usize = RATE as usize;

fn silence(seconds: usize) -> Vec<Vec<f32>> {
    vec![vec![0.0; seconds * SECOND]; 2]
}

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

/// Level re a full-scale sine's RMS, dBFS.
fn dbfs(x: &[f32]) -> f64 {
    power_db(power(x) / 0.5)
}

/// Tinnitus at 100 % of this pitch and character.
fn ring(hz: f32, character: Character) -> Vec<Value> {
    vec![("tinnitus", 1.0), ("tinnitus_pitch", hz), ("tinnitus_character", f32::from(character as u8))]
}

#[test]
fn pitch_is_where_it_should_be() {
    const LIMIT: f64 = 0.005;
    for mut player in players() {
        for hz in [500.0, 2000.0, 6000.0, 10_000.0] {
            for character in [Character::Tone, Character::Ringing, Character::Hiss] {
                let seconds = if character == Character::Hiss { 16 } else { 4 };
                let output = player.play(&silence(seconds), &ring(hz, character), &[]).swap_remove(0);
                let steady = &output[SECOND..];
                let pitch = if character == Character::Hiss {
                    let bin = f64::from(RATE) / steady.len() as f64;
                    let near = 0.6 * f64::from(hz)..1.4 * f64::from(hz);
                    let bins = spectrum(steady).into_iter().enumerate();
                    let bins = bins.map(|(n, power)| (n as f64 * bin, power));
                    let (sum, total) = bins
                        .filter(|(at, _)| near.contains(at))
                        .fold((0.0, 0.0), |(sum, total), (at, power)| (sum + at * power, total + power));
                    sum / total
                } else {
                    spectral_peak(steady, RATE)
                };
                let error = pitch / f64::from(hz) - 1.0;
                println!(
                    "{}: {character:?} at {hz} Hz: {pitch:.1} Hz, {:+.3} %",
                    player.name(),
                    error * 100.0
                );
                assert!(error.abs() <= LIMIT, "{character:?} at {hz} Hz lies at {pitch} Hz");
            }
        }
    }
}

/// How far the strong partial of `x` is from `hz` in each half second, cents.
fn drift(x: &[f32], hz: f64) -> Vec<f64> {
    x.chunks_exact(SECOND / 2).map(|part| 1200.0 * (spectral_peak(part, RATE) / hz).log2()).collect()
}

#[test]
fn pitch_drifts_within_six_cents() {
    // Lower, half a second tells frequencies apart by more than half a cent.
    for hz in [6000.0, 10_000.0] {
        let output = Bare::<Live>::default().play(&silence(61), &ring(hz, Character::Tone), &[]);
        let cents = output.iter().map(|x| drift(&x[SECOND..], f64::from(hz))).collect::<Vec<_>>();
        let furthest = cents.iter().map(|x| x.iter().fold(0.0f64, |most, x| most.max(x.abs())));
        let furthest: Vec<f64> = furthest.collect();
        println!("{hz} Hz: in 60 s each ear's pitch drifts by at most {furthest:.2?} cents");
        assert!(furthest.iter().all(|most| (2.0..=6.0).contains(most)), "{furthest:.2?}");
        let apart = cents[0].iter().zip(&cents[1]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart > 2.0, "the ears drift together: {apart}");
    }
}

#[test]
fn level_stands_on_the_threshold() {
    // Full scale is 115 dB SPL here. At lower listening levels the generator cap (-24 dBFS) comes before 80 dB
    // HL, and here it stands at 85 dB SPL: so at 80 dB HL there is room for 7 dB SL at 4 kHz alone.
    const LISTENING: f32 = 95.0;
    for mut player in players() {
        let mut worst = 0.0f64;
        for (lost, hz, sensation) in [
            (0.0, 1000.0, 7.0),
            (0.0, 4000.0, 7.0),
            (0.0, 6000.0, 7.0),
            (40.0, 1000.0, 7.0),
            (40.0, 4000.0, 3.0),
            (40.0, 6000.0, 10.0),
            (80.0, 1000.0, 0.0),
            (80.0, 4000.0, 7.0),
            (80.0, 6000.0, 0.0),
        ] {
            let asked = threshold_spl(hz) + lost + sensation - LISTENING - 20.0;
            for character in [Character::Tone, Character::Ringing, Character::Hiss] {
                let mut values = audiograms([Audiogram::flat(lost); 2]);
                values.extend(ring(hz, character));
                values.extend([("tinnitus_level_re", 1.0), ("tinnitus_sensation", sensation)]);
                values.push(("listening_level", LISTENING));
                let output = player.play(&silence(6), &values, &[]);
                let levels: Vec<f64> =
                    output.iter().flat_map(|x| x[3 * SECOND..].chunks_exact(SECOND).map(dbfs)).collect();
                let error = levels
                    .iter()
                    .map(|db| db - f64::from(asked))
                    .fold(0.0, |most: f64, error| if error.abs() > most.abs() { error } else { most });
                println!(
                    "{}: {character:?}, {hz} Hz, {lost} dB HL, {sensation} dB SL: {asked:.1} dBFS asked, in each of 6 \
                     seconds at most {error:+.2} dB off",
                    player.name()
                );
                worst = worst.max(error.abs());
                assert!(error.abs() <= 1.0, "{character:?} at {hz} Hz on {lost} dB HL is {error:.2} dB off");
            }
        }
        println!("{}: worst level {worst:.2} dB off", player.name());
    }
}

#[test]
fn mono_is_as_loud_as_each_ear() {
    for character in Character::ALL {
        let mut values = ring(4000.0, character);
        values.push(("tinnitus_level", -40.0));
        let mut player = Bare::<Live>::default();
        let mono = player.play(&[vec![0.0; 11 * SECOND]], &values, &[]).swap_remove(0);
        let stereo = player.play(&silence(11), &values, &[]);
        let levels = [&mono, &stereo[0], &stereo[1]].map(|x| dbfs(&x[SECOND..]));
        println!(
            "{character:?}: mono {:.2} dBFS, ears {:.2} and {:.2} dBFS",
            levels[0], levels[1], levels[2]
        );
        let limit = if character == Character::Crickets { 1.5 } else { 0.5 };
        assert!(levels.iter().all(|db| (db + 40.0).abs() < limit), "{character:?}: {levels:.2?}");
    }
}

#[test]
fn it_fades_in_and_none_is_silence() {
    const AT: usize = SECOND + 77;
    for mut player in players() {
        let steady = player.play(&silence(3), &ring(6000.0, Character::Tone), &[]);
        let mut none = ring(6000.0, Character::Tone);
        none.push(("tinnitus", 0.0));
        let output = player.play(&silence(3), &none, &[(AT, "tinnitus", 1.0)]);
        assert!(output.iter().all(|x| x[..AT].iter().all(|x| *x == 0.0)), "none is not silent");
        // Both ring alike but for their level, because phases are the clock's.
        let window = SECOND / 200;
        let share = |n: usize| {
            let part = AT + n * window / 5..AT + n * window / 5 + window;
            (power(&output[0][part.clone()]) / power(&steady[0][part])).sqrt()
        };
        let first = |limit: f64| (0..1000).find(|n| share(*n) >= limit).unwrap_or(1000) as f64;
        let (start, rise) = (first(0.1), first(0.9) - first(0.1));
        println!("{}: 10-90 % of the fade-in in {rise} ms, 10 % after {start} ms", player.name());
        assert!((50.0..=300.0).contains(&rise), "the fade-in takes {rise} ms");
        assert_eq!(output[0][AT + SECOND..], steady[0][AT + SECOND..], "once there, it is the same");
        // And from a fresh start.
        let rise = (0..SECOND / window).map(|n| dbfs(&steady[0][n * window..][..window])).collect::<Vec<_>>();
        assert!(rise[0] < -55.0 && rise[60] > -45.0, "{rise:.1?}");
    }
}

#[test]
fn it_does_not_begin_by_itself_after_loading() {
    /// What makes it begin.
    type Start = fn(&mut Engine<Live>, &mut Vec<Vec<f32>>);
    let settings = Settings { tinnitus: 1.0, ..Settings::default() };
    let starts: [(&str, Start); 3] = [
        ("a parameter moves", |engine, _| engine.set(&Settings { tinnitus: 0.99, ..Settings::default() })),
        ("something is heard", |_, block| block[0][100] = 1.0e-4),
        ("the transport rolls", |engine, _| {
            engine.follow(480_000);
            engine.set(&Settings { tinnitus: 1.0, ..Settings::default() });
        }),
    ];
    for (what, start) in starts {
        let mut engine = Engine::<Live>::default();
        engine.prepare(&spec(Layout::STEREO));
        engine.set(&settings);
        let process = |engine: &mut Engine<Live>, mut block: Vec<Vec<f32>>| {
            let mut channels: Vec<&mut [f32]> = block.iter_mut().map(Vec::as_mut_slice).collect();
            engine.process(&mut channels, &[], &[]);
            block
        };
        for _ in 0..10 {
            let output = process(&mut engine, silence(1));
            assert!(output.iter().flatten().all(|x| *x == 0.0), "it began before {what}");
        }
        let mut block = silence(1);
        start(&mut engine, &mut block);
        let output = process(&mut engine, block);
        let levels = [0.0, 0.02, 0.1, 0.5].map(|at| dbfs(&output[1][(at * RATE) as usize..][..480]));
        println!("{what}: {levels:.1?} dBFS after 0, 20, 100 and 500 ms");
        assert!(levels[0] < -60.0 && levels[1] < -48.0 && levels[3] > -44.0, "{what}: {levels:.1?}");
    }
}

#[test]
fn cymbals_fade_into_the_ring() {
    players().iter_mut().for_each(|player| story::handover(player.as_mut()));
}

/// The ring under `programme` at Loss 0: level by quarters of a second re the same ring in silence, dB.
fn under(programme: &[f32]) -> Vec<f64> {
    let values = |tinnitus| vec![("tinnitus", tinnitus), ("loss", 0.0)];
    let mut player = Bare::<Live>::default();
    let mut play =
        |x: &[f32], tinnitus| player.play(&[x.to_vec(), x.to_vec()], &values(tinnitus), &[]).swap_remove(0);
    let (with, without) = (play(programme, 1.0), play(programme, 0.0));
    let alone = play(&vec![0.0; programme.len()], 1.0);
    let ring: Vec<f32> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
    let quarters = ring.chunks_exact(SECOND / 4).zip(alone.chunks_exact(SECOND / 4));
    quarters.map(|(ring, alone)| power_db(power(ring) / power(alone))).collect()
}

/// Pink noise for so many seconds, then silence.
fn masker(db: f64, seconds: usize, quiet: usize) -> Vec<f32> {
    let mut x = vec![0.0; SECOND];
    x.extend(pink(3, db, seconds * SECOND));
    x.resize((1 + seconds + quiet) * SECOND, 0.0);
    x
}

#[test]
fn programme_pushes_it_down_and_it_comes_back_slowly() {
    let at = |levels: &[f64], second: f64| levels[(second * 4.0) as usize];
    let loud = under(&masker(-20.0, 4, 4));
    let soft = under(&masker(-60.0, 4, 4));
    println!(
        "under pink noise at -20 dBFS {:.1} dB; 0.25, 0.75, 1.25, 2 s after it {:.1}, {:.1}, {:.1}, {:.1} dB; at -60 dBFS \
         {:.1} dB",
        at(&loud, 3.0),
        at(&loud, 5.25),
        at(&loud, 5.75),
        at(&loud, 6.25),
        at(&loud, 7.0),
        at(&soft, 3.0)
    );
    assert!(at(&loud, 0.75).abs() < 0.1 && (-10.5..=-9.0).contains(&at(&loud, 3.0)));
    assert!(at(&loud, 5.25) < -6.0 && at(&loud, 5.75) < -2.0, "it comes back at once");
    assert!(at(&loud, 7.0).abs() < 0.1 && at(&soft, 3.0).abs() < 0.1);
}

#[test]
fn a_long_masker_is_felt_after_its_end() {
    for (seconds, quiet, back) in [(6, 4, 2.0), (12, 12, 8.0), (30, 24, 21.0)] {
        let levels = under(&masker(-20.0, seconds, quiet));
        let after = &levels[4 * (seconds + 1)..];
        let recovered = 1 + after.iter().rposition(|db| *db < -1.0).unwrap_or_default();
        println!(
            "{seconds} s of masker: {:.1} dB after 1 s, {:.1} dB after 3 s, within 1 dB after {:.2} s",
            after[4],
            after[12],
            recovered as f64 * 0.25
        );
        assert!(recovered as f64 * 0.25 <= back, "it takes {recovered} quarters of a second");
        if seconds < 10 {
            assert!(after[12].abs() < 0.1);
        } else {
            assert!(after[4] < -15.0 && recovered as f64 * 0.25 >= 0.5 * back, "{after:.1?}");
        }
    }
}

#[test]
fn a_start_in_the_middle_is_the_same_to_the_last_bit() {
    let seconds = 16;
    // Soft, with louder moments that duck the ring.
    let programme: Vec<Vec<f32>> = (0..2)
        .map(|n| {
            let gain = |n: usize| if n / SECOND % 4 == 1 { 0.3 } else { 0.001 };
            noise(n, 1.0, seconds * SECOND).iter().enumerate().map(|(n, x)| gain(n) * x).collect()
        })
        .collect();
    let players: [(lanes::Play, &str); 2] = [(lanes::play::<Film>, "film"), (lanes::play::<Live>, "live")];
    for (play, name) in players {
        for character in Character::ALL {
            // The loss is handed over to all in the same way.
            let each = [(0.0, 0.0, 2), (0.7, 0.45, 6)];
            let few = if character == Character::Tone { &each[..] } else { &each[..1] };
            for (handover, loss, roll) in few.iter().copied() {
                let settings = Settings {
                    tinnitus: 0.8,
                    body: 0.7,
                    ring: Tinnitus { hz: 3210.0, ..Settings::default().ring },
                    character,
                    handover,
                    loss,
                    ..Settings::default()
                };
                let lane = |_: usize| settings;
                let end = seconds * SECOND;
                let whole = play(&programme, &lane, &[(0, end)], 512);
                let from = 11 * SECOND + 1234;
                let part = play(&programme, &lane, &[(from - roll * SECOND, end)], 379);
                let tail = |x: &[Vec<f32>]| {
                    x.iter().map(|x| x[x.len() - (end - from)..].to_vec()).collect::<Vec<_>>()
                };
                assert_same_bits(&tail(&whole), &tail(&part), &format!("{name}: {character:?}, {handover}"));
            }
        }
        println!(
            "{name}: every character from the middle is the whole, after 2 s of pre-roll, with handover after 6 s"
        );
    }
}

#[test]
fn ears_and_seeds_have_nothing_in_common() {
    let correlation = |a: &[f32], b: &[f32]| {
        let product: f64 = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        product / a.len() as f64 / (power(a) * power(b)).sqrt()
    };
    for character in Character::ALL {
        let play = |seed: f32| {
            let mut values = ring(6000.0, character);
            values.push(("seed", seed));
            Bare::<Live>::default().play(&silence(20), &values, &[])
        };
        let (one, other) = (play(1.0), play(2.0));
        let (ears, seeds) = (correlation(&one[0], &one[1]), correlation(&one[0], &other[0]));
        println!("{character:?}: correlation of the ears {ears:+.4}, of two seeds {seeds:+.4}");
        assert!(ears.abs() < 0.05 && seeds.abs() < 0.05, "{character:?}: {ears} {seeds}");
    }
}
