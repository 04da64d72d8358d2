//! What the head makes itself, all of it together: nothing where nothing is asked for, and never over the cap.

use integration::measure::{assert_same_bits, power, power_db};
use integration::player::{Bare, Player, Value};
use integration::signals::noises;
use integration::subject::spec;
use threshold_core::base::clock::CONTROL_FRAME;
use threshold_core::base::{Change, Clock, Ear, Frame, Layout, PerEar};
use threshold_core::engine::buses::{Buses, mix_ears};
use threshold_core::engine::head::Head;
use threshold_core::engine::{Film, Live, Purpose, Settings};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::event::Event;
use threshold_core::inner::tinnitus::Character;
use threshold_core::sense::analysis::Analysis;

const SECOND: usize = 48_000;

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

/// Everything about the inside that may be set without asking for any of it.
const DETAILS: [Value; 10] = [
    ("tinnitus_pitch", 3000.0),
    ("tinnitus_character", 3.0),
    ("tinnitus_handover", 1.0),
    ("tinnitus_balance", -0.5),
    ("tinnitus_level", -24.0),
    ("touch_material", 3.0),
    ("body_lfe", 1.0),
    ("silence", 1.0),
    ("blocker_level", 85.0),
    ("memory", 1.0),
];

#[test]
fn with_generators_at_zero_and_loss_0_the_world_passes_bit_for_bit() {
    let inside = noises(2, 0.5, SECOND);
    for mut player in players() {
        for channels in [1, 2, 6, 12] {
            let input = noises(channels, 0.9, SECOND);
            let what = |case: &str| format!("{}: {case} on {channels} channels", player.name());
            let (plain, fed, elsewhere) =
                (what("details set"), what("Inside fed"), what("macros up, generators off"));
            assert_same_bits(&input, &player.play(&input, &DETAILS, &[]), &plain);
            assert_same_bits(&input, &player.play_with_inside(&input, &inside, &DETAILS, &[]), &fed);
            let macros = [("tinnitus", 1.0), ("body", 1.0), ("blocker", 1.0), ("generators", 0.0)];
            assert_same_bits(&input, &player.play(&input, &macros, &[]), &elsewhere);
        }
    }
}

#[test]
fn an_inside_input_nobody_connected_changes_nothing() {
    let input = noises(6, 0.2, 2 * SECOND);
    let silent = vec![vec![0.0; 2 * SECOND]; 2];
    for mut player in players() {
        for start in [
            vec![("loss", 0.65), ("touch", 1.0), ("body", 0.6), ("tinnitus", 0.7)],
            vec![("blocker", 1.0), ("touch", 0.5)],
        ] {
            let without = player.play(&input, &start, &[]);
            let with = player.play_with_inside(&input, &silent, &start, &[]);
            assert_same_bits(&without, &with, &format!("{}: {start:?}", player.name()));
        }
    }
}

/// The loudest 400 ms of what the head makes, dBFS RMS: with these settings, to full-scale noise
/// on every channel.
fn loudest(settings: &Settings, layout: Layout, seconds: usize) -> f64 {
    const WINDOW: usize = 19_200;
    let input = noises(layout.channels(), 1.0, 4 * SECOND);
    let (mut head, mut analysis) = (Head::new(Purpose::Performing), Analysis::default());
    head.prepare(&spec(layout));
    analysis.prepare(&spec(layout));
    head.set(settings, Change::Jump);
    let mut channels = vec![[0.0; 128]; layout.channels()];
    let mut buses = Buses::default();
    let mut generated = PerEar::from_fn(|_| Vec::with_capacity(seconds * SECOND));
    for start in (0..seconds * SECOND).step_by(CONTROL_FRAME) {
        let clock = Clock::at(start as i64);
        for (chunk, x) in channels.iter_mut().zip(&input) {
            let from = start % (4 * SECOND);
            chunk[..CONTROL_FRAME].copy_from_slice(&x[from..from + CONTROL_FRAME]);
        }
        buses.clear(CONTROL_FRAME);
        mix_ears(layout, &channels, &mut buses.ears, CONTROL_FRAME);
        analysis.process(&buses.ears, None, clock, CONTROL_FRAME);
        let outside = channels.clone();
        let mut frame = Frame {
            channels: &mut channels,
            outside: &outside,
            generated: &mut buses.generated,
            declared: &mut buses.declared,
            felt: &mut buses.felt,
            low: &mut buses.low,
            ears: &buses.ears,
            early: &buses.ears,
            inside: &buses.inside,
            bands: analysis.bands(),
            sensed: analysis.sensed(),
            carriers: analysis.carriers(),
            levels: analysis.levels(),
            gains: PerEar::same(&[]),
            clock,
            len: CONTROL_FRAME,
        };
        head.process(layout, &mut frame, false);
        for ear in Ear::BOTH {
            generated[ear].extend_from_slice(&buses.generated[ear][..CONTROL_FRAME]);
        }
    }
    let level = |x: &[f32]| power_db(power(x) / 0.5);
    generated.iter().flat_map(|x| x.windows(WINDOW).step_by(480)).map(level).fold(f64::MIN, f64::max)
}

#[test]
fn the_cap_holds_with_every_macro_up_and_the_loudest_sound() {
    let loud = Settings {
        awake: true,
        loss: 1.0,
        tinnitus: 1.0,
        touch: 1.0,
        body: 1.0,
        memory: 1.0,
        blocker: true,
        blocker_spl: 85.0,
        trim_db: 24.0,
        event: Event::Blast,
        event_fire: true,
        ..Settings::default()
    };
    let unheard = PerEar::same(Audiogram::flat(125.0));
    for character in Character::ALL {
        for (handover, level, cap) in [(0.0, 79.0, -24.0), (1.0, 79.0, -24.0), (0.5, 95.0, -30.0)] {
            for (path, thresholds) in [(0, PerEar::default()), (1, unheard)] {
                let ring = threshold_core::hearing::tinnitus::Tinnitus { dbfs: -24.0, ..loud.ring };
                let settings = Settings {
                    character,
                    handover,
                    ring,
                    listening_level: level,
                    loss_path: path,
                    thresholds,
                    ..loud
                };
                let most = loudest(&settings, Layout::STEREO, 6);
                println!(
                    "{character:?}, handover {handover}, {level} dB SPL, path {path}: {most:.2} dBFS at most"
                );
                assert!(most <= cap, "{character:?}, handover {handover}: {most:.2} dBFS, over {cap}");
            }
        }
    }
}
