//! Which scene is measured by which check, and what is moved for it.

use integration::figure::Figure;
use integration::figure::Limit::AtMost;
use integration::implant::{brightness, envelopes, harmonics, notes, programmes, words};
use integration::inside::{Ending, Floor, floor, residual, switch_splash, zero};
use integration::player::{Player, Value};
use integration::speech::{VOICES, understood};
use integration::story::{
    GREYS, POP, altered, blackening, cut, cut_splash, grey, handed_over, popped, pulse, ramp_residues,
};
use integration::touch::felt;
use threshold_core::parameters::{GENERATORS, JOURNEY, SCENE, SLOTS, TRIM};
use threshold_core::story::Scene;

use super::Task;
use crate::demo::scene::InScene;
use crate::host::{Event, Plugin, Setup, Sound};
use crate::hosted::Hosted;
use crate::presets::Journey;

/// What of a scene a check is not about.
#[derive(Debug, Clone, Copy)]
enum Without {
    /// All of it is measured.
    Nothing,
    /// What the head makes.
    Generators,
    /// That, and the trim: checks compare with what came in.
    GeneratorsAndTrim,
    /// The trim alone.
    Trim,
}

use Without::{Generators, GeneratorsAndTrim, Nothing, Trim};

impl Without {
    /// The lanes that leave it out, in the scene of `slot`.
    fn lanes(self, journey: &Journey, slot: usize) -> Vec<Value> {
        let trim = journey.bank.held(slot).map_or(0.0, |scene| scene.of(&TRIM));
        match self {
            Nothing => vec![],
            Generators => vec![(GENERATORS.id, 0.0)],
            GeneratorsAndTrim => vec![(GENERATORS.id, 0.0), (TRIM.id, -trim)],
            Trim => vec![(TRIM.id, -trim)],
        }
    }

    /// What a person reads.
    fn text(self) -> Option<&'static str> {
        match self {
            Nothing => None,
            Generators => Some("generators off"),
            GeneratorsAndTrim => Some("generators off, trim taken back"),
            Trim => Some("trim taken back"),
        }
    }
}

/// The journey at `slot`.
fn journey_at(slot: usize) -> [Value; 2] {
    [(SCENE.id, Scene::JOURNEY_CHOICE), (JOURNEY.id, slot as f32)]
}

/// A task whose scene plays `without` something; `note` says what else is moved.
fn task(
    check: u8,
    slot: usize,
    without: Without,
    note: &str,
    measure: impl Fn(&mut dyn Player) -> Vec<Figure> + Send + Sync + 'static,
) -> Task {
    let measure = move |hosted: &Hosted, journey: &Journey| {
        let lanes = without.lanes(journey, slot);
        measure(&mut InScene { hosted: hosted.clone(), journey, slot, lanes })
    };
    let parts: Vec<&str> = without.text().into_iter().chain(Some(note).filter(|x| !x.is_empty())).collect();
    Task { check, slot, moved: parts.join("; "), measure: Box::new(measure) }
}

/// Everything there is to measure, what takes longest first.
pub fn tasks() -> Vec<Task> {
    let [first_muffle, mumble, near_total] = &GREYS;
    let mut tasks = vec![
        task(10, 16, Nothing, "cut from slot 15 and the pop fired, under noise at 0 dBFS", ending),
        task(2, 3, Generators, "its values, Loss drawn", blackening),
        task(7, 5, GeneratorsAndTrim, "curve alone: its values, mumble, blur, smear and touch 0", |player| {
            let curve = [("mumble", 0.0), ("blur", 0.0), ("smear", 0.0), ("touch", 0.0)];
            VOICES.iter().flat_map(|voice| understood(player, voice, &[], &curve)).collect()
        }),
        task(9, 12, Nothing, "Voice clarity: its values, that moved", implant),
        task(1, 2, GeneratorsAndTrim, "", |player| grey(player, first_muffle, &[])),
        task(1, 5, Generators, "", |player| grey(player, mumble, &[])),
        task(1, 4, GeneratorsAndTrim, "", |player| grey(player, near_total, &[])),
        task(2, 2, Generators, "its values, each parameter drawn", ramp_residues),
        task(5, 4, GeneratorsAndTrim, "fired as slot 3 is cut to 4", |player| {
            popped(player, &journey_at(3), &journey_at(4))
        }),
        task(5, 4, Trim, "the pulse: its values, tinnitus and body 0", |player| {
            pulse(player, &[POP, ("tinnitus", 0.0), ("body", 0.0)])
        }),
        task(
            6,
            3,
            Nothing,
            "its values, Loss drawn from 0 to 45 % over 3 s, tinnitus 0 and 100 %",
            handed_over,
        ),
        task(8, 7, GeneratorsAndTrim, "no touch: its values, touch 0", |player| {
            felt(player, "sheet metal", &[], &[("touch", 0.0)])
        }),
        task(10, 8, Generators, "", |player| residual(player, &[])),
        task(10, 16, Nothing, "Silence set to the shaped floor", |player| {
            floor(player, Floor { dbfs: -69.0, edge: 600.0, seconds: 20 }, &[])
        }),
        task(10, 11, Generators, "cut from slot 10 and back", |player| {
            let [_, (id, on)] = journey_at(10);
            vec![switch_splash(player, "slot 10 to 11 and back", &journey_at(10), (id, 11.0), (id, on))]
        }),
        Task { check: 4, slot: 16, moved: "every slot, and bypass".to_owned(), measure: Box::new(latencies) },
        task(4, 12, Nothing, "bypass on", |player| vec![altered(player, "noise", 2, &[("bypass", 1.0)])]),
    ];
    tasks.extend(Plugin::ALL.map(slap));
    tasks.extend([0, 1, 6].map(|slot| {
        task(4, slot, Nothing, "", |player| {
            [1, 2, 6, 12].map(|channels| altered(player, "noise", channels, &[])).to_vec()
        })
    }));
    tasks
}

/// Check 10: the journey ends in nothing.
fn ending(player: &mut dyn Player) -> Vec<Figure> {
    let endings = [(2, 5.0, 0.02), (2, 0.1, 0.4), (12, 0.05, 0.005)];
    let ending = |(channels, minutes, fade): (usize, f32, f32)| {
        let from = [&journey_at(15)[..], &[("cut_time", fade)]].concat();
        zero(player, Ending { channels, minutes, fade }, &from, (JOURNEY.id, 16.0))
    };
    endings.map(ending).to_vec()
}

/// Check 9.
fn implant(player: &mut dyn Player) -> Vec<Figure> {
    let voice = &VOICES[0];
    let bright = programmes(voice);
    let bright = bright.iter().flat_map(|(what, input)| brightness(player, what, input, &[]));
    let mut figures: Vec<Figure> = bright.collect();
    figures.extend(envelopes(player, voice, &[]));
    figures.extend(notes(player, &[]));
    figures.extend(harmonics(player, &[]));
    figures.extend(words(player, voice, &[]));
    figures
}

/// Check 3: slapped back to the world and into the head again, along the journey.
fn slap(plugin: Plugin) -> Task {
    let measure = move |hosted: &Hosted, journey: &Journey| {
        let hosted = Hosted { plugin, ..hosted.clone() };
        let player = &mut InScene { hosted, journey, slot: 6, lanes: vec![] };
        let (mumble, world) = (journey_at(5), journey_at(6));
        let mut figures = Vec::new();
        for (way, from, to) in [("slot 5 to 6", &mumble, &world), ("slot 6 to 5", &world, &mumble)] {
            let what = format!("{plugin:?}, {way}");
            figures.extend(cut(player, &what, from, to));
            figures.push(cut_splash(player, &what, from, to));
        }
        figures
    };
    Task { check: 3, slot: 6, moved: "along the journey".to_owned(), measure: Box::new(measure) }
}

/// Check 4: states in which the reported latency is another than one film frame, or than none.
fn latencies(hosted: &Hosted, _: &Journey) -> Vec<Figure> {
    const RATE: f64 = 48_000.0;
    const BLOCK: usize = 512;
    let wrong = |plugin: Plugin, expected: usize| -> anyhow::Result<usize> {
        let setup =
            Setup { plugin, rate: RATE, max_block: BLOCK as u32, channels: 2, aux: false, offline: true };
        let mut instance = hosted.bundle.open(setup)?;
        if let Some(preset) = &hosted.preset {
            instance.load_preset(preset)?;
        }
        let mut wrong = 0;
        let slots = (0..SLOTS).map(|slot| (JOURNEY.id, slot as f32));
        for (id, value) in slots.chain([("bypass", 1.0)]) {
            let parameter = instance.parameter(id)?;
            let event = Event { frame: 0, id: parameter.id, value: parameter.clap_value(value) };
            let (input, mut output) = ([0.1; BLOCK], [[0.0; BLOCK]; 2]);
            let mut output: Vec<&mut [f32]> = output.iter_mut().map(<[f32; BLOCK]>::as_mut_slice).collect();
            let mut sound = Sound { input: &[&input, &input], aux: &[], output: &mut output };
            instance.process(&mut sound, &[event], None)?;
            wrong += usize::from(instance.latency()? != expected);
        }
        Ok(wrong)
    };
    let figure = |(plugin, expected): (Plugin, usize)| {
        let wrong = wrong(plugin, expected).map_or(f64::NAN, |wrong| wrong as f64);
        let what = format!("{plugin:?}: states with another latency than {expected} samples");
        Figure::new(what, wrong, "states", AtMost(0.0))
    };
    [(Plugin::Film, (RATE / 24.0) as usize), (Plugin::Live, 0)].map(figure).to_vec()
}
