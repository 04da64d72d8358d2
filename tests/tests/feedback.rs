//! An open microphone before a loudspeaker does not howl: every preset and the laboratory's extremes in a loop.

use integration::howl::{Heard, heard};
use integration::player::{Value, values};
use integration::presets::each;
use threshold_core::engine::feedback::MOST_LIFT_DB;
use threshold_core::engine::{Film, Live};
use threshold_core::parameters::{GENERATORS, SCENE, SLOTS, TRIM, Values};
use threshold_core::story::{Bank, Scene};
use threshold_shift::presets::factory;
use threshold_shift::story::Document;

/// What the way from loudspeaker to microphone takes off, dB.
const LOSSES_DB: [f64; 2] = [6.0, 12.0];
/// What a level of 100 ms of noise may lie above its mean, dB, and a second of it above another.
const CHANCE_DB: f64 = 3.0;
const DRIFT_DB: f64 = 1.5;

/// Highest level that a loop may reach which loses `loss_db` and gains `gain_db`, all in phase, re the room, dB.
fn most(gain_db: f64, loss_db: f64) -> f64 {
    gain_db - 20.0 * (1.0 - 10f64.powf((gain_db - loss_db) / 20.0)).log10()
}

struct Figures {
    name: String,
    trim: f32,
    /// In the film entry, which is not bounded, and in the live one; then in each loop.
    film: f64,
    live: f64,
    loops: [Heard; 2],
}

fn figures(name: &str, values: &Values, bank: &Bank) -> Figures {
    // What the head makes by itself is not the loop's.
    let values = values.with(&GENERATORS, 0.0);
    let figures = Figures {
        name: name.to_owned(),
        trim: bank.sounding(&values).of(&TRIM),
        film: heard::<Film>(&values, bank, None).highest,
        live: heard::<Live>(&values, bank, None).highest,
        loops: LOSSES_DB.map(|loss| heard::<Live>(&values, bank, Some(loss))),
    };
    figures.print();
    figures
}

impl Figures {
    fn print(&self) {
        let Self { name, trim, film, live, loops: [near, far] } = self;
        println!(
            "{name}: trim {trim:.1}, lifts {live:.1} dB (unbounded {film:.1}), margin at -6 dB {:.1} dB; the room in the \
             loop at -6 dB {:.1} dB ({:+.1}), at -12 dB {:.1} dB ({:+.1})",
            6.0 - live,
            near.highest,
            near.growth,
            far.highest,
            far.growth
        );
    }
}

fn check(all: &[Figures]) {
    let mut failed = Vec::new();
    for Figures { name, trim, loops: [near, far], .. } in all {
        for (heard, loss_db) in [near, far].into_iter().zip(LOSSES_DB) {
            // The trim is asked for: where it takes the loop over the edge, the ceiling alone holds.
            let gain_db = MOST_LIFT_DB + f64::from(*trim).max(0.0);
            if gain_db < loss_db
                && (heard.highest > most(gain_db, loss_db) + CHANCE_DB || heard.growth > DRIFT_DB)
            {
                failed.push(format!("{name} at -{loss_db} dB"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn no_preset_howls() {
    let mut sounds: Vec<(String, Values, Bank)> =
        vec![("default".to_owned(), Values::default(), Bank::default())];
    for preset in factory() {
        let Some(scenes) = preset.scenes.clone() else {
            sounds.push((preset.id.clone(), preset.values, Bank::default()));
            continue;
        };
        let bank = Document::default().with_scenes(scenes).bank();
        let slot = |n| (format!("{} {n}", preset.id), preset.values.with(&SCENE, Scene::choice(n)), bank);
        sounds.extend((0..SLOTS).map(slot));
    }
    let mut seen: Vec<Values> = Vec::new();
    sounds.retain(|(_, values, bank)| {
        let sounding = bank.sounding(values);
        let new = !seen.contains(&sounding);
        seen.push(sounding);
        new
    });
    check(&each(&sounds, |(name, values, bank)| figures(name, values, bank)));
}

#[test]
fn nor_does_the_laboratory_at_its_worst() {
    const WIDE: &[Value] = &[
        ("implant", 1.0),
        ("loss", 1.0),
        ("implant_range", 80.0),
        ("implant_t", 120.0),
        ("implant_c", 255.0),
    ];
    let mut sounds = vec![
        ("recruitment and touch", vec![("loss", 0.6), ("recruitment", 2.0), ("touch", 1.0)]),
        ("conductive, better ear, touch", vec![("loss", 1.0), ("better_ear", 1.0), ("touch", 1.0)]),
        ("clarity and percept", [WIDE, &[("implant_clarity", 1.0), ("implant_percept", 1.0)]].concat()),
        ("Metal", [WIDE, &[("implant_metal", 1.0), ("implant_fracture", 2.0)]].concat()),
        ("steps and T at C", [WIDE, &[("implant_t", 255.0), ("implant_steps", 2.0)]].concat()),
    ];
    for (name, agc) in ["no AGC", "fast limiter", "slow AGC", "dual loop", "pumping AGC"].iter().zip(0..) {
        sounds.push((name, [WIDE, &[("implant_agc", agc as f32)]].concat()));
    }
    for level in [55.0, 95.0] {
        sounds.push((
            "pumping elsewhere",
            [WIDE, &[("implant_agc", 4.0), ("listening_level", level)]].concat(),
        ));
    }
    check(&each(&sounds, |(name, moved)| figures(name, &values(moved), &Bank::default())));
}
