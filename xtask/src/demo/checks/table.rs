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
use threshold_core::parameters::{JOURNEY, SCENE, SLOTS};
use threshold_core::story::Scene;

use super::Task;
use crate::demo::scene::InScene;
use crate::host::{Event, Plugin, Setup, Sound};
use crate::hosted::Hosted;
use crate::presets::Journey;

/// What the head makes is left out.
const QUIET: Value = ("generators", 0.0);

/// The journey at `slot`.
fn journey_at(slot: usize) -> [Value; 2] {
    [(SCENE.id, Scene::JOURNEY_CHOICE), (JOURNEY.id, slot as f32)]
}

/// A task whose scene plays with `lanes` moved.
fn task(
    check: u8,
    slot: usize,
    moved: &'static str,
    lanes: &'static [Value],
    measure: impl Fn(&mut dyn Player) -> Vec<Figure> + Send + Sync + 'static,
) -> Task {
    let measure = move |hosted: &Hosted, journey: &Journey| {
        measure(&mut InScene { hosted: hosted.clone(), journey, slot, lanes })
    };
    Task { check, slot, moved, measure: Box::new(measure) }
}

/// Everything there is to measure, what takes longest first.
pub fn tasks() -> Vec<Task> {
    let [first_muffle, mumble, near_total] = &GREYS;
    let mut tasks = vec![
        task(10, 16, "for the default cut time, on full-scale noise", &[], |player| {
            let endings = [(2, 5.0, 0.02), (2, 0.1, 0.4), (12, 0.05, 0.005)];
            let ending = |(channels, minutes, fade): (usize, f32, f32)| {
                let from = [&journey_at(15)[..], &[("cut_time", fade)]].concat();
                zero(player, Ending { channels, minutes, fade }, &from, (JOURNEY.id, 16.0))
            };
            endings.map(ending).to_vec()
        }),
        task(2, 3, "its values, Loss drawn; generators off", &[QUIET], blackening),
        task(
            7,
            5,
            "generators off; for the curve alone its values with mumble, blur and smear 0",
            &[QUIET],
            |player| {
                let curve = [("mumble", 0.0), ("blur", 0.0), ("smear", 0.0)];
                VOICES.iter().flat_map(|voice| understood(player, voice, &[], &curve)).collect()
            },
        ),
        task(9, 12, "for Voice clarity its values with that moved", &[], |player| {
            let voice = &VOICES[0];
            let bright = programmes(voice);
            let bright = bright.iter().flat_map(|(what, input)| brightness(player, what, input, &[]));
            let mut figures: Vec<Figure> = bright.collect();
            figures.extend(envelopes(player, voice, &[]));
            figures.extend(notes(player, &[]));
            figures.extend(harmonics(player, &[]));
            figures.extend(words(player, voice, &[]));
            figures
        }),
        task(1, 2, "generators off, trim back to 0 dB", &[QUIET, ("trim", -2.0)], |x| {
            grey(x, first_muffle, &[])
        }),
        task(1, 5, "generators off", &[QUIET], |player| grey(player, mumble, &[])),
        task(1, 4, "generators off, trim back to 0 dB", &[QUIET, ("trim", 3.0)], |x| {
            grey(x, near_total, &[])
        }),
        task(2, 2, "its values, each parameter drawn; generators off", &[QUIET], ramp_residues),
        task(
            5,
            4,
            "generators off, trim back to 0 dB; fired as slot 3 is cut to 4",
            &[QUIET, ("trim", 3.0)],
            |x| popped(x, &journey_at(3), &journey_at(4)),
        ),
        task(5, 4, "its values, tinnitus and body 0, trim back to 0 dB", &[("trim", 3.0)], |player| {
            pulse(player, &[POP, ("tinnitus", 0.0), ("body", 0.0)])
        }),
        task(6, 3, "its values, Loss drawn from 0 to 45 % over 3 s, tinnitus 0 and 100 %", &[], handed_over),
        task(
            8,
            7,
            "generators off, trim back to 0 dB; re its values with touch 0",
            &[QUIET, ("trim", 6.0)],
            |player| felt(player, "sheet metal", &[], &[("touch", 0.0)]),
        ),
        task(10, 8, "generators off", &[QUIET], |player| residual(player, &[])),
        task(10, 16, "silence a shaped floor", &[], |player| {
            floor(player, Floor { dbfs: -69.0, edge: 600.0, seconds: 20 }, &[])
        }),
        task(10, 11, "cut from slot 10 and back; generators off", &[QUIET], |player| {
            let [(id, on)] = [journey_at(10)[1]];
            vec![switch_splash(player, "slot 10 to 11 and back", &journey_at(10), (id, 11.0), (id, on))]
        }),
        Task { check: 4, slot: 16, moved: "every slot, and bypass", measure: Box::new(latencies) },
    ];
    for plugin in Plugin::ALL {
        tasks.push(slap(plugin));
    }
    for slot in [0, 1, 6] {
        tasks.push(task(4, slot, "", &[], |player| {
            [1, 2, 6, 12].map(|channels| altered(player, "noise", channels, &[])).to_vec()
        }));
    }
    tasks.push(task(4, 12, "bypass on", &[("bypass", 1.0)], |player| vec![altered(player, "noise", 2, &[])]));
    tasks
}

/// Check 3: slapped back to the world and into the head again, along the journey.
fn slap(plugin: Plugin) -> Task {
    let measure = move |hosted: &Hosted, journey: &Journey| {
        let hosted = Hosted { plugin, ..hosted.clone() };
        let player = &mut InScene { hosted, journey, slot: 6, lanes: &[] };
        let (mumble, world) = (journey_at(5), journey_at(6));
        let mut figures = Vec::new();
        for (way, from, to) in [("slot 5 to 6", &mumble, &world), ("slot 6 to 5", &world, &mumble)] {
            let what = format!("{plugin:?}, {way}");
            figures.extend(cut(player, &what, from, to));
            figures.push(cut_splash(player, &what, from, to));
        }
        figures
    };
    Task { check: 3, slot: 6, moved: "", measure: Box::new(measure) }
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
