//! What others take for the same sound.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Case, Row, SMEAR};
use crate::bundle::Bundles;
use crate::host::Bundle;
use crate::validate::python::{self, Dependencies};
use crate::wav::{SampleFormat, Wav};
use crate::workspace;

const SCRIPT: &str = include_str!("../../assets/bench_peers.py");
/// What it imports, by exact version; pyclarity without what its other measures ask for.
const PACKAGES: [&str; 6] = [
    "numpy==2.4.6",
    "scipy==1.17.1",
    "numba==0.68.1",
    "llvmlite==0.50.0",
    "pyclarity==0.9.0",
    "pedalboard==0.9.26",
];
/// The only rate that MSBG works at, Hz.
const RATE: u32 = 44_100;
/// How much sound they get, seconds.
const SECONDS: usize = 10;
const TURNS: usize = 20;

/// Measures them, and an instance that does what MSBG does; prints ratios. What can't be installed is said to be missing.
pub fn run(bundles: &Bundles, sound: &[f32], bundle: &Bundle) -> Result<()> {
    let folder = workspace::target_dir()?.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let python = match python::environment(&folder, &PACKAGES, Dependencies::Listed) {
        Ok(python) => python,
        Err(missing) => {
            println!("others could not be measured: {missing:#}");
            return Ok(());
        }
    };
    let programme: Vec<f32> = sound.iter().copied().cycle().take(SECONDS * RATE as usize).collect();
    let (script, wav) = (folder.join("bench_peers.py"), folder.join("sound.wav"));
    fs::write(&script, SCRIPT).with_context(|| format!("could not write {}", script.display()))?;
    Wav::new(RATE, vec![programme.clone()], SampleFormat::Float32)?.write(&wav)?;
    let told = Command::new(python).arg(script).arg(wav).arg(bundles.vst3()).output()?;
    eprint!("{}", String::from_utf8_lossy(&told.stderr));
    ensure!(told.status.success(), "the script that measures others failed");
    let mono = Case { channels: 1, rate: f64::from(RATE), ..Case::usual("Loss 100 %, N3", SMEAR) };
    let mut own = Row::open(bundle, mono, &programme)?;
    for turn in 0..super::WARM_UP + TURNS {
        own.turn(turn >= super::WARM_UP)?;
    }
    let own = own.share();
    println!("\nLoss 100 %, N3, mono at 44.1 kHz: {:.2} % of a core", 100.0 * own);
    for line in String::from_utf8_lossy(&told.stdout).lines() {
        let (name, seconds) = line.split_once(',').context("a name and a number")?;
        let seconds: f64 = seconds.parse().context("a number of seconds")?;
        println!("{name}: {:.2} % of a core, {:.1} times that", 100.0 * seconds, seconds / own);
    }
    Ok(())
}
