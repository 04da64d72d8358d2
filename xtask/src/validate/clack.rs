//! The CLAP bundle in the tools' own offline host, which is made of clack-host.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use integration::signals::noises;
use threshold_core::parameters::{Parameter, TABLE};

use super::capability::Capability;
use super::own::{self, State};
use super::plan::{self, Case, RANDOM};
use super::report::{Verdict, listen, say, say_version};
use super::{Bench, Found};
use crate::automation::{Automation, Shape};
use crate::host::{Bundle, Plugin, Setup, Sound};
use crate::render::{Blocks, Job, LONGEST_BLOCK, render};

/// What the tools were built with.
const LOCK: &str = include_str!("../../../Cargo.lock");
/// How it names the package, and what stands before the version.
const LOCKED: &str = "name = \"clack-host\"\nversion = \"";

/// Length of what is played with a state, samples, and of its blocks.
const STATE_FRAMES: usize = 96_000;
const STATE_BLOCK: usize = 500;
/// Its peak, channels and sample rate, Hz.
const STATE_PEAK: f32 = 0.3;
const STATE_CHANNELS: usize = 2;
const STATE_RATE: f64 = 48_000.0;
/// Seed of random block lengths.
const SEED: u64 = 7;
/// Lanes move at samples that are no multiples of it.
const LANE_BLOCK: usize = 480;

/// Runs this very program, as [`host`].
pub fn judge(bench: &Bench) -> Result<Found> {
    let saved = bench.folder("clack")?.join("saved.tshift-state");
    fs::write(&saved, super::SAVED).with_context(|| format!("could not write {}", saved.display()))?;
    let mut command = own::process("clack")?;
    command.args([bench.bundles.clap(), bench.plan.clone(), saved]);
    listen(&mut command).map(Found::Report)
}

/// In a process of its own: says how the plugin in `bundle` gets on.
pub fn host(arguments: &[OsString]) -> Result<()> {
    let [bundle, list, state] = arguments else { bail!("the host wants BUNDLE PLAN STATE") };
    let (path, list, state) = (Path::new(bundle), Path::new(list), Path::new(state));
    say_version(LOCK.split_once(LOCKED).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default());
    let bundle = Bundle::load(path)?;
    let plan = plan::read(list)?;
    for plugin in Plugin::ALL {
        // What lists other parameters than the table is not opened.
        let mut instance = open(&bundle, plugin)?;
        let count = instance.parameters().len();
        say(Capability::Loads, &Verdict::Passed(format!("{}: {count} parameters", plan::name(plugin))));
        let late = instance.latency()?;
        say(
            Capability::BothPlugins,
            &Verdict::Passed(format!("{}: {late} samples late", plan::name(plugin))),
        );
    }
    for case in &plan.cases {
        own::judge(case, &play(&bundle, case));
    }
    for plugin in Plugin::ALL {
        let verdict = state_in_fresh_processes(path, plugin, state);
        say(Capability::State, &verdict.unwrap_or_else(|error| Verdict::Failed(format!("{error:#}"))));
    }
    Ok(())
}

fn open(bundle: &Bundle, plugin: Plugin) -> Result<crate::host::Instance> {
    bundle.open(Setup {
        plugin,
        rate: STATE_RATE,
        max_block: LONGEST_BLOCK as u32,
        channels: STATE_CHANNELS,
        aux: false,
        offline: false,
    })
}

fn play(bundle: &Bundle, case: &Case) -> Result<Vec<Vec<f32>>> {
    let mut automation = Automation::new();
    for lane in &case.lanes {
        let parameter = parameter(&lane.parameter)?;
        for (n, position) in lane.positions.iter().enumerate() {
            automation.point(n * lane.step, parameter, value(parameter, *position), Shape::Step)?;
        }
    }
    let mut values = Vec::new();
    for (name, position) in &case.values {
        let parameter = parameter(name)?;
        values.push((parameter, value(parameter, *position)));
    }
    let input = plan::load(&case.input, case.channels)?;
    let key = case.key.as_ref().map(|key| plan::load(key, case.channels)).transpose()?;
    let blocks = match case.block {
        RANDOM => Blocks::Random(SEED),
        _ if !case.lanes.is_empty() => Blocks::Of(LANE_BLOCK),
        len => Blocks::Of(len),
    };
    let job = Job {
        key: key.as_deref(),
        values: &values,
        blocks,
        offline: case.offline,
        ..Job::new(case.plugin(), case.rate, &input, &automation)
    };
    render(bundle, &job, |_| {})
}

fn parameter(name: &str) -> Result<&'static Parameter> {
    TABLE.iter().find(|entry| entry.name == name).with_context(|| format!("there is no parameter {name}"))
}

/// The value at a position of an even lane.
fn value(parameter: &Parameter, position: f64) -> f32 {
    let (min, max) = parameter.range();
    min + position as f32 * (max - min)
}

/// As inserted; with `state`; and with what that saves: a process for each.
fn state_in_fresh_processes(bundle: &Path, plugin: Plugin, state: &Path) -> Result<Verdict> {
    let folder = state.parent().context("the state lies in a folder")?;
    let run = |loaded: &str, to: &str| -> Result<State> {
        let saved = folder.join(format!("{to}.state"));
        let sound = folder.join(format!("{to}.f32"));
        let mut command: Command = own::process("clack-state")?;
        command.arg(bundle).arg(plan::name(plugin)).arg(loaded).args([&saved, &sound]);
        let status = command.status().context("could not run the host")?;
        ensure!(status.success(), "it ended with {status}");
        Ok(State { saved: fs::read(&saved)?, sound: plan::load(&sound, STATE_CHANNELS)? })
    };
    let plain = run("", "plain")?;
    let first = run(&state.to_string_lossy(), "first")?;
    let again = run(&folder.join("first.state").to_string_lossy(), "second")?;
    Ok(own::judge_state(plan::name(plugin), &plain, &first, &again))
}

/// In a process of its own: loads a state, if there is one to load, plays, and saves.
pub fn state_host(arguments: &[OsString]) -> Result<()> {
    let [bundle, plugin, loaded, saved, sound] = arguments else {
        bail!("the host wants BUNDLE PLUGIN LOADED SAVED SOUND")
    };
    let plugin = if plugin == plan::name(Plugin::Live) { Plugin::Live } else { Plugin::Film };
    let mut instance = open(&Bundle::load(Path::new(bundle))?, plugin)?;
    if !loaded.is_empty() {
        instance.load(&fs::read(PathBuf::from(loaded))?)?;
    }
    let input = noises(STATE_CHANNELS, STATE_PEAK, STATE_FRAMES);
    let mut output = vec![vec![0.0; STATE_FRAMES]; STATE_CHANNELS];
    for start in (0..STATE_FRAMES).step_by(STATE_BLOCK) {
        let range = start..start + STATE_BLOCK;
        let ins: Vec<&[f32]> = input.iter().map(|channel| &channel[range.clone()]).collect();
        let mut outs: Vec<&mut [f32]> =
            output.iter_mut().map(|channel| &mut channel[range.clone()]).collect();
        let mut sound = Sound { input: &ins, aux: &[], output: &mut outs };
        instance.process(&mut sound, &[], Some(start as i64))?;
    }
    plan::save(Path::new(sound), &output)?;
    fs::write(PathBuf::from(saved), instance.save()?).context("could not write the state")
}
