//! Speech through the bundle, for measures of intelligibility by other hands: pystoi's ESTOI and pyclarity's HASPI.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use threshold_core::hearing::normal::{REFERENCE_NOISE_DBFS, SINE_RMS_DB};
use threshold_core::parameters::{BLUR, LISTENING_LEVEL, LOSS, LOSS_PATH, MUMBLE, Parameter, SEED, SMEAR};

use super::python::{self, Dependencies};
use super::tools::outcome;
use super::{Bench, Outcome};
use crate::automation::Automation;
use crate::host::{Bundle, Plugin};
use crate::render::{Job, render};
use crate::values;
use crate::wav::{SampleFormat, Wav};

/// The script that measures.
const SCRIPT: &str = include_str!("../../assets/speech_check.py");
/// What it imports, by exact version so that no figure changes by itself. Without what pyclarity asks for, 6 GB that its
/// HASPI never imports.
const PACKAGES: [&str; 6] = [
    "numpy==2.4.6",
    "scipy==1.17.1",
    "numba==0.68.1",
    "llvmlite==0.50.0",
    "pystoi==0.4.1",
    "pyclarity==0.9.0",
];

/// The list of renders that it reads.
const LIST: &str = "renders.csv";

/// Voices, named; `assets/README.md` says how they were made.
const VOICES: [(&str, &[u8]); 2] = [
    ("dialogue", include_bytes!("../../assets/dialogue.wav")),
    ("second voice", include_bytes!("../../assets/second_voice.wav")),
];
/// Mumble, where the film path has it (`story.md`, S5).
const MUMBLE_AT: f32 = 0.65;

/// Paths along which intelligibility must fall: the film's, and of noise and age those that go furthest.
/// With the listening level at which each is heard, dB SPL: as inserted, the dialogue is 72 dB SPL loud.
const PATHS: [(&str, f32); 3] = [
    ("Film", LISTENING_LEVEL.default),
    ("Noise, men, worst 10 %", LISTENING_LEVEL.default),
    ("Age, men, worst 10 %", LISTENING_LEVEL.default),
];
/// Steps of Loss on the way.
const STEPS: u8 = 10;
/// How much of the dialogue is listened to there: HASPI needs as long as the sound lasts.
const HASPI_SECONDS: usize = 8;

/// Seeds that a figure there is the mean over: at Loss 40 % another seed alone moves HASPI of 8 s by 0.045, because
/// phase noise jitters envelopes.
const HASPI_SEEDS: u16 = 4;

/// A value in force from the beginning.
type Value = (&'static Parameter, f32);

/// Renders what the script measures, and runs it.
pub fn run(bench: &Bench) -> Result<Outcome> {
    let folder = bench.folder("speech")?;
    let python = match python::environment(&folder, &PACKAGES, Dependencies::Listed) {
        Ok(python) => python,
        Err(missing) => return Ok(Outcome::Missing(format!("{missing:#}"))),
    };
    let mut list = List::new(&folder, Bundle::load(&bench.bundles.clap())?)?;
    for (name, wav) in VOICES {
        let voice = Wav::from_bytes(wav)?;
        list.add("estoi", name, "mumble", &voice, &[(&LOSS, MUMBLE_AT)])?;
        let curve = [(&LOSS, MUMBLE_AT), (&MUMBLE, 0.0), (&BLUR, 0.0), (&SMEAR, 0.0)];
        list.add("estoi", name, "curve", &voice, &curve)?;
    }
    let mut voice = Wav::from_bytes(VOICES[0].1)?;
    let frames = HASPI_SECONDS * voice.rate as usize;
    voice.channels.iter_mut().for_each(|channel| channel.truncate(frames));
    for (path, level) in PATHS {
        let number = values::value(&LOSS_PATH, path)?;
        for step in 0..=STEPS {
            let loss = f32::from(step) / f32::from(STEPS);
            // What nothing is lost of draws no random numbers.
            for seed in 1..=(if step == 0 { 1 } else { HASPI_SEEDS }) {
                let values = [
                    (&LISTENING_LEVEL, level),
                    (&LOSS_PATH, number),
                    (&LOSS, loss),
                    (&SEED, f32::from(seed)),
                ];
                list.add("haspi", path, &format!("{loss:.1}"), &voice, &values)?;
            }
        }
    }
    let lines = folder.join(LIST);
    list.lines.flush().context("could not write the list of renders")?;
    let script = folder.join("speech_check.py");
    fs::write(&script, SCRIPT).with_context(|| format!("could not write {}", script.display()))?;
    Ok(outcome(Command::new(python).arg(script).arg(lines).status()?))
}

/// What there is to measure: a CSV beside the sounds that its lines name.
struct List<'a> {
    folder: &'a Path,
    bundle: Bundle,
    lines: csv::Writer<fs::File>,
    count: usize,
}

impl<'a> List<'a> {
    fn new(folder: &'a Path, bundle: Bundle) -> Result<Self> {
        let path = folder.join(LIST);
        let mut lines =
            csv::Writer::from_path(&path).with_context(|| format!("could not write {}", path.display()))?;
        lines.write_record(["measure", "series", "variant", "level", "clean", "heard"])?;
        Ok(Self { folder, bundle, lines, count: 0 })
    }

    /// Plays `voice` on both sides through the plugin with `values`, everything else as inserted, and lists the left side.
    fn add(
        &mut self,
        measure: &str,
        series: &str,
        variant: &str,
        voice: &Wav,
        values: &[Value],
    ) -> Result<()> {
        let input = vec![voice.channels[0].clone(); 2];
        let automation = Automation::new();
        let job = Job { values, ..Job::new(Plugin::Film, voice.rate, &input, &automation) };
        let mut output = render(&self.bundle, &job, |_| {})?;
        let names = ["clean", "heard"].map(|what| format!("{:02}_{what}.wav", self.count));
        for (name, channel) in names.iter().zip([voice.channels[0].clone(), output.swap_remove(0)]) {
            Wav::new(voice.rate, vec![channel], SampleFormat::Float32)?.write(&self.folder.join(name))?;
        }
        // Sound pressure level of a signal whose RMS is 1.
        let set = values.iter().find(|(parameter, _)| parameter.id == LISTENING_LEVEL.id);
        let listening_level = set.map_or(LISTENING_LEVEL.default, |(_, level)| *level);
        let level = format!("{:.4}", listening_level - REFERENCE_NOISE_DBFS - SINE_RMS_DB);
        let [clean, heard] = &names;
        self.lines.write_record([measure, series, variant, level.as_str(), clean, heard])?;
        self.count += 1;
        Ok(())
    }
}
