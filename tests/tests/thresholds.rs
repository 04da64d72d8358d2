//! Hearing thresholds: the engine against the closed form, an independent model, and what ears and heads do.

use integration::audiology::{self, standard};
use integration::measure::{band_energy, power_db};
use integration::player::{Bare, Player, With, audiograms};
use integration::signals::{noise, reference_noise, sine};
use integration::story;
use integration::subject::{Alone, Blocks, Bus, Subject, run, spec};
use threshold_core::base::{Clock, Ear, Layout, PerEar, SEGMENT, Spec};
use threshold_core::engine::{Film, Live};
use threshold_core::hearing::audiogram::{Audiogram, CLINICAL};
use threshold_core::hearing::bands::{centres, reference_levels};
use threshold_core::hearing::normal::{spl_offset, threshold_spl};
use threshold_core::hearing::path::{FILM, PATHS};
use threshold_core::hearing::recruitment::{Band, Line, bounded, for_programme};
use threshold_core::loss::filter::{LossFilter, LossSettings};
use threshold_core::sense::analysis::Analysis;

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

#[test]
fn tones_follow_the_closed_form() {
    players().iter_mut().for_each(|player| audiology::closed_form_tones(player.as_mut()));
}

#[test]
fn thresholds_come_out_at_0_db_hl() {
    players().iter_mut().for_each(|player| audiology::thresholds(player.as_mut()));
}

#[test]
fn what_is_far_below_threshold_is_gone() {
    players().iter_mut().for_each(|player| audiology::depths(player.as_mut()));
}

#[test]
fn one_ear_never_changes_the_other() {
    players().iter_mut().for_each(|player| audiology::two_ears(player.as_mut()));
}

#[test]
fn keyed_stems_add_up() {
    players().iter_mut().for_each(|player| audiology::stems(player.as_mut()));
}

#[test]
fn fold_downs_hold() {
    players().iter_mut().for_each(|player| audiology::fold_downs(player.as_mut()));
}

#[test]
fn checks_1_to_4_hold_without_recruitment() {
    for mut player in players() {
        let mut linear =
            With { player: player.as_mut(), values: &[("recruitment", 0.0), ("mumble", 0.0), ("blur", 0.0)] };
        story::greys(&mut linear);
        story::to_black(&mut linear);
        story::ramps(&mut linear);
        story::hard_cut(&mut linear);
        story::objective(&mut linear, 2);
    }
}

/// The law of the Cambridge simulator (`loss.md` 2.3): expansion to 105 dB SPL at the cochlea, which hears what the outer
/// and middle ear make of a free field.
fn msbg(band: &Band, threshold: f32, amount: f32) -> Line {
    /// Gain from the free field to the cochlea re 1 kHz, dB.
    const TO_COCHLEA: [(f32, f32); 10] = [
        (125.0, -10.9),
        (250.0, -6.5),
        (500.0, -2.1),
        (1000.0, 0.0),
        (1500.0, -0.2),
        (2000.0, 3.5),
        (3000.0, 8.0),
        (4000.0, 7.6),
        (6000.0, -2.1),
        (8000.0, -10.4),
    ];
    let above = TO_COCHLEA.iter().position(|(hz, _)| *hz >= band.hz).unwrap_or(TO_COCHLEA.len() - 1).max(1);
    let ((low, a), (high, b)) = (TO_COCHLEA[above - 1], TO_COCHLEA[above]);
    let along = ((band.hz / low).ln() / (high / low).ln()).clamp(0.0, 1.0);
    let caught_up = 105.0 - (a + (b - a) * along) - band.normal_threshold;
    let threshold = threshold.min(90.0);
    let slope = amount * (105.0 / (105.0 - threshold) - 1.0);
    Line { pivot: caught_up, at_pivot: 0.0, slope, low: -200.0, high: caught_up, least: 0.0 }
}

#[test]
fn with_the_cambridge_law_the_chain_gives_the_cambridge_simulators_figures() {
    let table = include_str!("../reference/msbg_attenuation.csv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let mut squares = Vec::new();
    for name in ["N1", "N2"] {
        let path = PATHS.iter().position(|path| path.name.starts_with(name)).expect("a path");
        let settings = LossSettings { path, loss: 1.0, listening_level: 95.0, ..LossSettings::default() };
        let mut subject = Alone::new("loss filter", Bus::Channels, LossFilter::with_law(msbg), &[settings]);
        subject.prepare(&spec(Layout::MONO));
        let mut worst = (0.0f64, 0.0, 0.0);
        for row in rows.iter().filter(|row| row[0] == name) {
            let (hz, spl, expected) = (number(row[2]), number(row[3]), number(row[3]) - number(row[6]));
            if expected >= 60.0 {
                continue;
            }
            // Full scale is a tone of 115 dB SPL.
            let amplitude = 10f64.powf((spl - 115.0) / 20.0) as f32;
            subject.reset();
            let tone = sine(hz, amplitude, 48_000.0, 24_000);
            let output = run(&mut subject, std::slice::from_ref(&tone), Blocks::Of(512), 1, &[]);
            let power = |x: &[f32]| x[12_000..].iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
            let error = power_db(power(&tone) / power(&output[0])) - expected;
            squares.push(error * error);
            if error.abs() > worst.0.abs() {
                worst = (error, hz, spl);
            }
            let limit = if hz > 4000.0 { 4.5 } else { 3.5 };
            assert!(error.abs() <= limit, "{name}: {error:+.2} dB at {hz} Hz, {spl} dB SPL");
        }
        println!("{name}: at most {:+.2} dB off, at {} Hz, {} dB SPL", worst.0, worst.1, worst.2);
    }
    let rms = (squares.iter().sum::<f64>() / squares.len() as f64).sqrt();
    println!("{} tones: {rms:.2} dB rms", squares.len());
    assert!(rms <= 2.0 && squares.len() > 100);
}

#[test]
fn detectors_read_reference_noise_as_the_table_says() {
    for sample_rate in [44_100.0, 48_000.0, 96_000.0] {
        let spec = Spec { sample_rate, layout: Layout::STEREO };
        let mut analysis = Analysis::default();
        analysis.prepare(&spec);
        let centres = centres(sample_rate);
        let frame = spec.scaled(32);
        let len = (12.0 * sample_rate) as usize / frame * frame;
        let noise = reference_noise(1, sample_rate, len);
        let mut sums = vec![0.0; centres.len()];
        let mut count = 0.0;
        for (n, block) in noise.chunks(frame).enumerate() {
            let mut ears = PerEar::same([0.0; SEGMENT]);
            ears[Ear::Left][..frame].copy_from_slice(block);
            analysis.process(&ears, None, Clock::at((n * frame) as i64), frame);
            if n * frame > sample_rate as usize / 2 {
                for (sum, level) in sums.iter_mut().zip(analysis.levels()[Ear::Left]) {
                    *sum += f64::from(10.0 * level.log10());
                }
                count += 1.0;
            }
        }
        let mut worst = (0.0f64, 0.0);
        for ((sum, reference), hz) in sums.iter().zip(reference_levels(&centres)).zip(&centres) {
            let error = sum / count - f64::from(reference);
            if error.abs() > worst.0.abs() {
                worst = (error, f64::from(*hz));
            }
        }
        println!("{sample_rate} Hz: at most {:+.2} dB off, at {:.0} Hz", worst.0, worst.1);
        // Twelve seconds of the narrowest band leave a third of a decibel of chance.
        assert!(worst.0.abs() <= 0.6, "{:+.2} dB at {:.0} Hz", worst.0, worst.1);
    }
}

#[test]
fn recruitment_on_the_film_path_turns_about_reference_noise() {
    let len = 12 * 48_000;
    let noise = reference_noise(2, 48_000.0, len);
    let play = |settings: LossSettings| {
        let mut filter = Alone::new("loss filter", Bus::Channels, LossFilter::default(), &[settings]);
        filter.prepare(&spec(Layout::MONO));
        run(&mut filter, std::slice::from_ref(&noise), Blocks::Of(512), 1, &[]).remove(0)
    };
    let references = reference_levels(&centres(48_000.0));
    for station in FILM.rows() {
        let at =
            |recruitment| LossSettings { loss: station.position, recruitment, ..LossSettings::default() };
        let curve = play(at(0.0));
        for recruitment in [1.0, 2.0] {
            let recruiting = play(at(recruitment));
            // By slope: up to 1, and up to 2.5.
            let mut worst = [(0.0f64, 0.0); 2];
            for (hz, reference) in centres(48_000.0).into_iter().zip(&references).step_by(2) {
                let loss = -station.hearing.gains.gain_db(hz);
                let level = reference + spl_offset(79.0) - threshold_spl(hz);
                let amount = recruitment * station.hearing.recruitment;
                let slope = if loss > 0.0 {
                    for_programme(bounded, &Band::at(hz), loss, level, amount).slope
                } else {
                    0.0
                };
                let (low, high) = (f64::from(hz) * 0.9, f64::from(hz) * 1.1);
                let energy = |x: &[f32]| band_energy(&x[24_000..], 48_000.0, low, high);
                let error = power_db(energy(&recruiting) / energy(&curve));
                let class = usize::from(slope > 1.0);
                if error.abs() > worst[class].0.abs() && slope <= 2.5 {
                    worst[class] = (error, hz);
                }
            }
            println!(
                "{} at {recruitment}: {:+.2} dB at {:.0} Hz up to slope 1, {:+.2} dB at {:.0} Hz up to 2.5",
                station.name, worst[0].0, worst[0].1, worst[1].0, worst[1].1
            );
            assert!(worst[0].0.abs() <= 1.0 && worst[1].0.abs() <= 3.0, "{}: {worst:?}", station.name);
        }
    }
}

#[test]
fn a_lost_side_is_heard_around_the_head() {
    let silent = vec![0.0; 48_000];
    let sound = noise(1, 0.1, 48_000);
    for mut player in players() {
        let mut play = |better_ear: f32, input: [&Vec<f32>; 2]| {
            let start = [
                ("loss", 1.0),
                ("better_ear", better_ear),
                ("recruitment", 0.0),
                ("mumble", 0.0),
                ("blur", 0.0),
            ];
            player.play(&input.map(Clone::clone), &start, &[])
        };
        let output = play(1.0, [&sound, &silent]);
        for (low, high, least, most) in [(50.0, 150.0, -1.0, 0.5), (3000.0, 4000.0, -15.0, -9.0)] {
            let energy = |x: &[f32]| band_energy(&x[12_000..], 48_000.0, low, high);
            let db = power_db(energy(&output[1]) / energy(&sound));
            println!("{}: {low}-{high} Hz comes around the head at {db:.1} dB", player.name());
            assert!((least..=most).contains(&db));
        }
        // Neither the better ear's own side, nor an ear that is no better, hears anything of the kind.
        let mut play = |better_ear: f32, input: [&Vec<f32>; 2]| {
            let start = [
                ("loss", 1.0),
                ("better_ear", better_ear),
                ("recruitment", 0.0),
                ("mumble", 0.0),
                ("blur", 0.0),
            ];
            player.play(&input.map(Clone::clone), &start, &[])
        };
        assert!(play(1.0, [&silent, &sound])[0].iter().all(|x| *x == 0.0));
        assert!(play(0.0, [&sound, &silent])[1].iter().all(|x| *x == 0.0));
        assert_eq!(play(1.0, [&silent, &sound])[1], sound);
    }
}

#[test]
fn a_dead_region_is_heard_at_its_edge() {
    // Alive up to 3 kHz, dead from 4 kHz up; a full-scale sine makes 115 dB SPL.
    let audiogram =
        Audiogram::clinical([20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 30.0, 100.0, 100.0, 100.0]);
    assert_eq!(CLINICAL[8], 4000.0);
    for mut player in players() {
        let name = player.name();
        let mut heard = |hz: f64| {
            let tone = sine(hz, 0.7, 48_000.0, 48_000);
            let mut start = audiograms([audiogram, Audiogram::default()]);
            start.extend([("listening_level", 95.0), ("smear", 0.0)]);
            let output = player.play(&[tone.clone(), vec![0.0; 48_000]], &start, &[]).remove(0);
            let energy = |x: &[f32], low, high| band_energy(&x[12_000..], 48_000.0, low, high);
            let total = energy(&tone, 20.0, 20_000.0);
            let db = |low, high| power_db(energy(&output, low, high) / total);
            (db(0.97 * hz, 1.03 * hz), db(2800.0, 4000.0))
        };
        let (own, edge) = heard(5000.0);
        println!("{name}: 5 kHz in a dead region: {own:.0} dB at its place, {edge:.0} dB at the edge");
        assert!(edge > own + 20.0 && edge > -90.0);
        let (own, edge) = heard(12_000.0);
        println!("{name}: 12 kHz: {own:.0} dB at its place, {edge:.0} dB at the edge");
        assert!(own < -100.0 && edge < -100.0);
    }
}

#[test]
fn a_standard_audiogram_is_its_custom_copy() {
    let input = vec![noise(1, 0.1, 24_000), noise(2, 0.1, 24_000)];
    for mut player in players() {
        let path = PATHS.iter().position(|path| path.name.starts_with("N3")).expect("a path");
        let named = player.play(&input, &[("loss_path", path as f32), ("loss", 1.0)], &[]);
        let copied = player.play(&input, &audiograms([standard("N3"); 2]), &[]);
        assert_eq!(named, copied);
    }
}
