//! What a display gets to see of whole engines.

use super::*;
use crate::base::Layout;
use crate::engine::settings::Venue;
use crate::engine::{Engine, Film, Live, Settings};
use crate::hearing::channels::Channels;
use crate::kit::random::Random;
use crate::parameters::{BODY, IMPLANT, LOSS, PROCESSOR_OFF, TINNITUS, Values};

const RATE: usize = 48_000;

fn engine() -> Engine<Live> {
    let mut engine = Engine::default();
    engine.prepare(&Spec { sample_rate: RATE as f32, layout: Layout::STEREO });
    engine
}

/// Plays `sound` to both ears; returns what comes out of the left channel.
fn play(engine: &mut Engine<Live>, values: &Values, sound: &[f32]) -> Vec<f32> {
    let mut audio = [sound.to_vec(), sound.to_vec()];
    engine.play(values, Venue::default());
    let [left, right] = &mut audio;
    engine.process(&mut [left, right], &[], &[]);
    let [left, _] = audio;
    left
}

/// A tone that rises evenly in octaves.
fn sweep(from: f64, to: f64, seconds: f64) -> Vec<f32> {
    let len = (seconds * RATE as f64) as usize;
    let mut phase = 0.0f64;
    (0..len)
        .map(|n| {
            phase += from * (to / from).powf(n as f64 / len as f64) / RATE as f64;
            0.1 * (std::f64::consts::TAU * phase).sin() as f32
        })
        .collect()
}

fn electrodes(engine: &mut Engine<Live>) -> Electrodes {
    let mut electrodes = Electrodes::default();
    engine.tap().copy_electrodes(&mut electrodes);
    electrodes
}

#[test]
fn looking_changes_no_bit_of_what_is_heard() {
    let noise = |ear: u32| (0..2 * RATE).map(move |n| 0.3 * Random::new(3, ear).bipolar(n as i64)).collect();
    let input: [Vec<f32>; 2] = [noise(0), noise(1)];
    let lost = Values::default().with(&LOSS, 0.65).with(&TINNITUS, 1.0).with(&BODY, 0.5);
    for values in [Values::default(), lost, Values::default().with(&IMPLANT, 1.0)] {
        let [seen, unseen] = [true, false].map(|on| {
            let mut engine = Engine::<Film>::default();
            engine.prepare(&Spec { sample_rate: RATE as f32, layout: Layout::STEREO });
            let mut audio = input.clone();
            for start in (0..2 * RATE).step_by(480) {
                engine.play(&values, Venue::default());
                engine.tap().on = on && start > 4800;
                let mut parts: Vec<&mut [f32]> =
                    audio.iter_mut().map(|x| &mut x[start..start + 480]).collect();
                engine.process(&mut parts, &[], &[]);
            }
            audio
        });
        assert!(seen == unseen);
    }
}

#[test]
fn a_rising_tone_moves_up_the_electrodes_and_no_more_than_the_maxima_are_lit() {
    let mut engine = engine();
    engine.tap().on = true;
    let values = Values::default().with(&IMPLANT, 1.0);
    let settings = Settings::of(&values, &Venue::default()).implant();
    let device = Channels::of(&settings.devices[Ear::Left]);
    let sound = sweep(device.edges[0].into(), device.edges[device.count].into(), 4.0);
    let mut columns = Vec::new();
    let mut before = 0;
    for part in sound.chunks(RATE / 30) {
        play(&mut engine, &values, part);
        let electrodes = electrodes(&mut engine);
        let new = (electrodes.count - before) as usize;
        assert!(new < COLUMNS);
        before = electrodes.count;
        columns.extend_from_slice(&electrodes.columns[COLUMNS - new..]);
        assert!((electrodes.column_seconds - 0.004).abs() < 1e-6);
    }
    assert!(columns.len().abs_diff(1000) <= 1, "{}", columns.len());
    let loudest = |column: &Column| {
        let levels = column.levels.iter().enumerate();
        levels.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(channel, _)| channel)
    };
    let path: Vec<usize> = columns[50..950].iter().map(|column| loudest(&column[Ear::Left])).collect();
    println!("loudest channel: {:?}", path.iter().step_by(60).collect::<Vec<_>>());
    assert!(path.windows(2).all(|pair| pair[1] + 1 >= pair[0]), "a column falls back");
    assert!(path[0] <= 1 && path[899] >= device.count - 2, "{} {}", path[0], path[899]);
    let mut most_lit = 0;
    for column in &columns {
        assert_eq!(column[Ear::Left], column[Ear::Right]);
        let Column { levels, fired } = column[Ear::Left];
        assert!(levels.iter().all(|level| (0.0..=1.0).contains(level)));
        assert!(levels[device.count..].iter().all(|level| *level == 0.0) && fired >> device.count == 0);
        most_lit = most_lit.max(fired.count_ones() as usize);
    }
    println!("{} channels, at most {most_lit} lit, {} maxima", device.count, settings.coder.maxima);
    assert!(most_lit == settings.coder.maxima);
}

#[test]
fn electrodes_are_silent_without_an_implant_in_silence_and_while_processors_are_off() {
    let tone = sweep(500.0, 500.0, 0.5);
    let implanted = Values::default().with(&IMPLANT, 1.0);
    let silence = vec![0.0; RATE];
    for (values, sound, lit) in [
        (implanted, &tone, true),
        (implanted, &silence, false),
        (Values::default(), &tone, false),
        (implanted.with(&PROCESSOR_OFF, 1.0), &tone, false),
    ] {
        let mut engine = engine();
        engine.tap().on = true;
        play(&mut engine, &values, sound);
        let electrodes = electrodes(&mut engine);
        assert_eq!(electrodes.columns.iter().any(|column| *column != PerEar::default()), lit);
        assert!(electrodes.count > 100);
    }
}

#[test]
fn nothing_from_before_somebody_looked_is_in_the_first_column() {
    let mut engine = engine();
    let values = Values::default().with(&IMPLANT, 1.0);
    play(&mut engine, &values, &sweep(500.0, 500.0, 0.5));
    play(&mut engine, &values, &vec![0.0; RATE]);
    assert_eq!(electrodes(&mut engine).count, 0);
    engine.tap().on = true;
    play(&mut engine, &values, &vec![0.0; RATE / 10]);
    let electrodes = electrodes(&mut engine);
    assert!(electrodes.count > 0 && electrodes.columns.iter().all(|column| *column == PerEar::default()));
}

#[test]
fn tinnitus_and_body_read_what_they_add() {
    let silence = vec![0.0; 2 * RATE];
    for (values, which) in
        [(Values::default().with(&TINNITUS, 1.0), 0), (Values::default().with(&BODY, 1.0), 1)]
    {
        let mut engine = engine();
        engine.tap().on = true;
        // Something moves: a session that is merely loaded is silent.
        play(&mut engine, &Values::default(), &[0.0; 128]);
        let heard = play(&mut engine, &values, &silence);
        let loudest = heard.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
        let meters = engine.take_meters();
        let peaks = [meters.tinnitus, meters.body].map(|ears| ears[Ear::Left]);
        println!("peak {loudest:.4}, read {peaks:.4?}");
        assert!(loudest > 1.0e-3 && (peaks[which] / loudest - 1.0).abs() < 0.02);
        assert_eq!(peaks[1 - which], 0.0);
        let meters = engine.take_meters();
        assert_eq!([meters.tinnitus, meters.body], [PerEar::same(0.0); 2]);
    }
}

#[test]
fn the_peak_of_any_number_of_samples_is_the_largest() {
    for len in 0..40 {
        let samples: Vec<f32> = (0..len).map(|n| Random::new(1, 1).bipolar(n)).collect();
        assert_eq!(peak(&samples), samples.iter().fold(0.0f32, |peak, x| peak.max(x.abs())));
    }
}
