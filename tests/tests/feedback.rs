//! An open microphone before a loudspeaker does not howl: every preset and the laboratory's extremes in a loop.

use integration::howl::{Heard, heard};
use integration::player::{Value, values};
use integration::presets::each;
use threshold_core::engine::Live;
use threshold_core::engine::feedback::MOST_LIFT_DB;
use threshold_core::parameters::{GENERATORS, IMPLANT, SCENE, SLOTS, TOUCH, TRIM, Values};
use threshold_core::story::{Bank, Scene};
use threshold_shift::presets::factory;
use threshold_shift::story::Document;

/// What the way from loudspeaker to microphone takes off, dB: where the room is small, and what the README advises at least.
const LOSSES_DB: [f64; 2] = [6.0, ADVISED_DB];
const ADVISED_DB: f64 = 12.0;
/// How long presets and the laboratory are listened to, the second half counting, seconds: slow gain controls open within 2 s.
const PRESET_SECONDS: usize = 2;
const SECONDS: usize = 4;
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
    /// What becomes of the room where the way back loses so much, dB.
    loops: Vec<(f64, Heard)>,
}

fn figures(name: &str, values: &Values, bank: &Bank, losses_db: &[f64], seconds: usize) -> Figures {
    // What the head makes by itself is not the loop's.
    let values = values.with(&GENERATORS, 0.0);
    let figures = Figures {
        name: name.to_owned(),
        trim: bank.sounding(&values).of(&TRIM),
        loops: losses_db.iter().map(|loss| (*loss, heard::<Live>(&values, bank, *loss, seconds))).collect(),
    };
    figures.print();
    figures
}

/// What a rendering may gain, dB: the trim is asked for.
fn gain_db(trim: f32) -> f64 {
    MOST_LIFT_DB + f64::from(trim).max(0.0)
}

impl Figures {
    fn print(&self) {
        let Self { name, trim, loops } = self;
        print!("{name}: trim {trim:.1}");
        for (loss, Heard { highest, growth }) in loops {
            print!("; at -{loss} dB {highest:.1} dB ({growth:+.1})");
        }
        println!();
    }
}

fn check(all: &[Figures]) {
    let mut failed = Vec::new();
    for Figures { name, trim, loops, .. } in all {
        for (loss_db, heard) in loops {
            // Where the trim takes the loop over the edge, the ceiling alone holds.
            let gain_db = gain_db(*trim);
            if gain_db < *loss_db
                && (heard.highest > most(gain_db, *loss_db) + CHANCE_DB || heard.growth > DRIFT_DB)
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
    // Whatever else there is only takes off.
    sounds.retain(|(_, values, bank)| {
        let sounding = bank.sounding(values);
        [&IMPLANT, &TOUCH, &TRIM].into_iter().any(|lifting| sounding.of(lifting) > 0.0)
            || values == &Values::default()
    });
    check(&each(&sounds, |(name, values, bank)| figures(name, values, bank, &[ADVISED_DB], PRESET_SECONDS)));
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
    let sounds = [
        ("recruitment and touch", vec![("loss", 0.6), ("recruitment", 2.0), ("touch", 1.0)]),
        ("conductive, better ear, touch", vec![("loss", 1.0), ("better_ear", 1.0), ("touch", 1.0)]),
        ("steps and T at C", [WIDE, &[("implant_t", 255.0), ("implant_steps", 2.0)]].concat()),
        ("slow AGC", [WIDE, &[("implant_agc", 2.0)]].concat()),
        ("dual loop", [WIDE, &[("implant_agc", 3.0)]].concat()),
        ("pumping AGC at 95 dB SPL", [WIDE, &[("implant_agc", 4.0), ("listening_level", 95.0)]].concat()),
    ];
    let mut all =
        each(&sounds, |(name, moved)| figures(name, &values(moved), &Bank::default(), &LOSSES_DB, SECONDS));
    // The preset that rings longest: at -6 dB it wanders for longer than it is listened to.
    let combs = factory().iter().filter(|preset| preset.id == "comb-choir");
    all.extend(combs.map(|comb| figures(&comb.id, &comb.values, &Bank::default(), &[ADVISED_DB], SECONDS)));
    check(&all);
}
