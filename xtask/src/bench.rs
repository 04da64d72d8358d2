//! `cargo xtask bench`: what an instance costs: the built bundle, by processor time of the thread that plays, in one table.
//!
//! Everything is measured in turns, so that a machine that is busy for a while is so for all of it; figures are medians.
//! Compare ratios within one run.

mod instructions;
mod peers;

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;
use cpu_time::ThreadTime;

use crate::bundle::{self, Profile};
use crate::host::{Bundle, Event, Instance, Plugin, Setup, Sound};
use crate::values;
use crate::wav::Wav;

/// What is played: speech.
const SOUND: &[u8] = include_bytes!("../assets/dialogue.wav");
/// How much of it each turn plays, seconds.
const TURN_SECONDS: f64 = 0.5;
/// Turns before anything counts: caches are warm, glides have arrived.
const WARM_UP: usize = 4;
/// Instances whose memory is measured.
const INSTANCES: usize = 8;
const MIB: f64 = (1 << 20) as f64;

/// What is set, as people type it.
type Values = &'static [&'static str];

const BYPASS: Values = &["bypass=1", "loss=1"];
const WORLD: Values = &["perspective=0", "loss=1"];
const LOSS: Values = &["loss=1"];
const MUMBLE: Values = &["loss=0.65"];
const SMEAR: Values = &["loss=1", "loss_path=N3 moderate"];
const IMPLANT: Values = &["implant=1"];
const EVERYTHING: Values = &[
    "loss=1",
    "loss_path=N3 moderate",
    "mumble=1",
    "smear=1",
    "jitter=0.5",
    "diplacusis=30",
    "tinnitus=1",
    "body=1",
    "touch=1",
    "memory=1",
    "space=1",
    "implant=0.7",
];

/// One row of the table.
struct Case {
    what: &'static str,
    values: Values,
    plugin: Plugin,
    channels: usize,
    rate: f64,
    block: usize,
}

impl Case {
    /// In stereo at 48 kHz in blocks of 512.
    const fn usual(what: &'static str, values: Values) -> Self {
        Self { what, values, plugin: Plugin::Film, channels: 2, rate: 48_000.0, block: 512 }
    }
}

/// What is measured. The first of each group of ratios comes first.
fn cases() -> Vec<Case> {
    let usual = Case::usual;
    vec![
        usual("bypass", BYPASS),
        usual("Perspective 0", WORLD),
        usual("Loss 100 %", LOSS),
        usual("Loss 65 %, mumble", MUMBLE),
        usual("Loss 100 %, N3", SMEAR),
        usual("implant", IMPLANT),
        usual("everything", EVERYTHING),
        Case { plugin: Plugin::Live, ..usual("everything", EVERYTHING) },
        Case { channels: 6, ..usual("everything", EVERYTHING) },
        Case { channels: 12, ..usual("everything", EVERYTHING) },
        Case { channels: 12, ..usual("Loss 100 %", LOSS) },
        Case { rate: 96_000.0, ..usual("Loss 100 %", LOSS) },
        Case { rate: 192_000.0, ..usual("Loss 100 %", LOSS) },
        Case { rate: 96_000.0, ..usual("everything", EVERYTHING) },
        Case { rate: 192_000.0, ..usual("everything", EVERYTHING) },
        Case { block: 32, ..usual("everything", EVERYTHING) },
        Case { block: 64, ..usual("everything", EVERYTHING) },
    ]
}

/// What and how.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// How many turns each row gets, half a second of sound each
    #[arg(long, default_value_t = 20)]
    turns: usize,
    /// Also what others take, as far as Python can install them: pyclarity's MSBG, and pedalboard as a host
    #[arg(long)]
    peers: bool,
    /// Also what the costliest block costs re the median, in instructions (needs Valgrind); minutes
    #[arg(long)]
    instructions: bool,
    /// Use the bundle as it was last built
    #[arg(long)]
    no_build: bool,
}

impl Options {
    /// Measures and prints.
    pub fn run(self) -> Result<()> {
        ensure!(self.turns > 0, "nothing can be said of no turns");
        let bundles =
            if self.no_build { bundle::locate(Profile::Release)? } else { bundle::build(Profile::Release)? };
        let bundle = Bundle::load(&bundles.clap())?;
        let sound = Wav::from_bytes(SOUND)?.channels.swap_remove(0);
        let mut rows = cases()
            .into_iter()
            .map(|case| Row::open(&bundle, case, &sound))
            .collect::<Result<Vec<Row<'_>>>>()?;
        for turn in 0..WARM_UP + self.turns {
            for row in &mut rows {
                row.turn(turn >= WARM_UP)?;
            }
        }
        println!(
            "{:<8}{:<20}{:>9}{:>8}{:>7}{:>12}{:>14}{:>15}{:>10}",
            "", "", "channels", "kHz", "block", "% of a core", "ns per sample", "99.9 % / block", "worst"
        );
        rows.iter().for_each(|row| println!("{}", row.line()));
        println!("(ns per sample and channel; blocks that cost the most, re the median block)\n");
        let share = |idx: usize| rows[idx].share();
        let named = |what: &str, wanted: &dyn Fn(&Case) -> bool| {
            rows.iter().position(|row| row.case.what == what && wanted(&row.case)).map(share)
        };
        for what in ["Loss 100 %", "everything"] {
            let base = named(what, &|case| case.channels == 2 && case.rate < 50_000.0);
            for (name, other) in [
                ("96 kHz", named(what, &|case| case.rate > 95_000.0 && case.rate < 97_000.0)),
                ("192 kHz", named(what, &|case| case.rate > 190_000.0)),
                ("12 channels", named(what, &|case| case.channels == 12)),
            ] {
                if let (Some(base), Some(other)) = (base, other) {
                    println!("{what}, {name} re stereo at 48 kHz: {:.2}", other / base);
                }
            }
        }
        drop(rows);
        instances(&bundle)?;
        if self.instructions {
            instructions::run()?;
        }
        if self.peers {
            peers::run(&bundles, &sound, &bundle)?;
        }
        Ok(())
    }
}

/// An instance that plays in turns.
struct Row<'a> {
    case: Case,
    instance: Instance,
    sound: &'a [f32],
    at: usize,
    /// Processor time per second of sound of each turn, seconds.
    turns: Vec<f64>,
    /// The same of each block, seconds.
    blocks: Vec<f64>,
}

/// Opens what `case` asks for, its values set.
fn open(bundle: &Bundle, case: &Case) -> Result<Instance> {
    let mut instance = bundle.open(Setup {
        plugin: case.plugin,
        rate: case.rate,
        max_block: case.block as u32,
        channels: case.channels,
        aux: false,
        offline: false,
    })?;
    let events = case
        .values
        .iter()
        .map(|text| {
            let (entry, value) = values::assignment(text)?;
            let parameter = instance.parameter(entry.id)?;
            Ok(Event { frame: 0, id: parameter.id, value: parameter.clap_value(value) })
        })
        .collect::<Result<Vec<Event>>>()?;
    play(&mut instance, case, &[], 0, &events)?;
    Ok(instance)
}

/// Plays one block from sample `at` of `sound`, which goes round, on every channel; silence if there is none.
fn play(instance: &mut Instance, case: &Case, sound: &[f32], at: usize, events: &[Event]) -> Result<f64> {
    let channel = |idx: usize| -> Vec<f32> {
        // Every channel somewhere else.
        let from = at + idx * sound.len() / case.channels;
        (0..case.block).map(|n| sound.get((from + n) % sound.len().max(1)).copied().unwrap_or(0.0)).collect()
    };
    let input: Vec<Vec<f32>> = (0..case.channels).map(channel).collect();
    let mut output = vec![vec![0.0; case.block]; case.channels];
    let ins: Vec<&[f32]> = input.iter().map(Vec::as_slice).collect();
    let mut outs: Vec<&mut [f32]> = output.iter_mut().map(Vec::as_mut_slice).collect();
    let begun = ThreadTime::now();
    let position = i64::try_from(at).context("a position")?;
    instance.process(&mut Sound { input: &ins, aux: &[], output: &mut outs }, events, Some(position))?;
    Ok(begun.elapsed().as_secs_f64())
}

/// The `share`th of `figures`, 0 the least, 1 the most; NaN of none.
fn quantile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((share * last as f64).round() as usize).copied().unwrap_or(f64::NAN)
}

impl<'a> Row<'a> {
    fn open(bundle: &Bundle, case: Case, sound: &'a [f32]) -> Result<Self> {
        let instance = open(bundle, &case)?;
        Ok(Self { case, instance, sound, at: 0, turns: Vec::new(), blocks: Vec::new() })
    }

    fn turn(&mut self, counts: bool) -> Result<()> {
        let count = (TURN_SECONDS * self.case.rate) as usize / self.case.block;
        let mut sum = 0.0;
        for _ in 0..count {
            self.at += self.case.block;
            let seconds = play(&mut self.instance, &self.case, self.sound, self.at, &[])?;
            sum += seconds;
            if counts {
                self.blocks.push(seconds);
            }
        }
        if counts {
            self.turns.push(sum * self.case.rate / (count * self.case.block) as f64);
        }
        Ok(())
    }

    /// Share of a core.
    fn share(&self) -> f64 {
        quantile(&self.turns, 0.5)
    }

    fn line(&self) -> String {
        let Case { what, plugin, channels, rate, block, .. } = &self.case;
        let nanoseconds = self.share() * 1.0e9 / (rate * *channels as f64);
        let median = quantile(&self.blocks, 0.5);
        let (most, worst) = (quantile(&self.blocks, 0.999) / median, quantile(&self.blocks, 1.0) / median);
        let (plugin, khz, share) = (format!("{plugin:?}"), rate / 1000.0, 100.0 * self.share());
        format!(
            "{plugin:<8}{what:<20}{channels:>9}{khz:>8}{block:>7}{share:>12.2}{nanoseconds:>14.1}{most:>15.2}{worst:>10.2}"
        )
    }
}

/// Start-up and memory of further instances, where the system says.
fn instances(bundle: &Bundle) -> Result<()> {
    let case = Case::usual("everything", EVERYTHING);
    let first = open(bundle, &case)?;
    let before = crate::memory::resident();
    let mut starts = Vec::new();
    let mut others = Vec::new();
    for _ in 0..INSTANCES {
        let begun = Instant::now();
        others.push(open(bundle, &case)?);
        starts.push(begun.elapsed().as_secs_f64());
    }
    println!("an instance, made and activated: {:.1} ms", 1000.0 * quantile(&starts, 0.5));
    if let (Some(before), Some(after)) = (before, crate::memory::resident()) {
        let each = (after as f64 - before as f64) / MIB / INSTANCES as f64;
        println!("memory of each: {each:.1} MiB");
    }
    drop((first, others));
    Ok(())
}
