//! Ardour, a whole DAW, without its window: our plugins inserted, automated, saved, opened again by another process and
//! bounced; and what comes out compared with our own rendering of the same lanes, sample by sample.
//!
//! What was found out about Ardour 7.3, by comparing: it keeps points of lanes in 1920ths of a quarter note; it gives a VST3
//! plugin whole cycles with every point at its own sample; and it tells lanes and position by the time at which the output
//! is heard. So the film entry's lanes, which go with the sound they come with, are heard one latency after where they
//! are drawn. Its bounces crash now and then by themselves, the more the wider the master is: hence one stereo bounce, and
//! a few tries.

mod preset;
mod session;
mod tracks;

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::capability::Capability;
use super::own;
use super::plan;
use super::report::{Verdict, listen, say, say_version};
use super::{Bench, Found, SAVED};
use crate::host::{Bundle, Plugin, Setup};
use session::{Ardour, Track};

/// What this host is called where it runs.
const NAME: &str = "ardour";

/// The class of the film plugin in VST3, and who makes it: Ardour looks for its presets by these.
const CLASS: &[u8; 16] = b"ThresholdShift01";
const VENDOR: &str = "Threshold Shift";
/// Name of the preset that holds the saved state.
const PRESET: &str = "saved";

/// What is no difference: Ardour's threads flush subnormal numbers to zero, and a filter's memory that ends there ends earlier.
const FLUSHED_DBFS: f32 = -360.0;

/// Sessions.
const TAKES: &str = "takes";
const STATE: &str = "state";

/// What Ardour 7 does not do with a VST3 plugin, and why.
const NOT_OFFERED: [(Capability, &str); 4] = [
    (Capability::BlockSizes, "it bounces in cycles of 1024 samples"),
    (Capability::SampleRates, "sessions of 48 kHz alone are made here"),
    (Capability::Surround714, "it leaves a plugin its first layout, stereo"),
    (Capability::Key, "its scripts connect no side-chain"),
];

/// Runs it.
pub fn judge(bench: &Bench) -> Result<Found> {
    if !Ardour::is_here() {
        return Ok(Found::Missing("Ardour 7 (Debian's package `ardour`)".to_owned()));
    }
    let bundles = [bench.bundles.vst3(), bench.bundles.clap()];
    listen(own::process(NAME)?.args(bundles).arg(bench.folder(NAME)?)).map(Found::Report)
}

/// Is what asks Ardour: the VST3 bundle that Ardour loads, the CLAP bundle that ours is rendered with, a folder to work in.
pub fn host(arguments: &[OsString]) -> Result<()> {
    let [vst3, clap, folder] = arguments else { bail!("it takes two bundles and a folder") };
    let ardour = Ardour::move_in(Path::new(folder), Path::new(vst3))?;
    say_version(&ardour.version()?);
    for (capability, why) in NOT_OFFERED {
        say(capability, &Verdict::NotOffered(why.to_owned()));
    }
    let bundle = Bundle::load(Path::new(clap))?;
    takes(&ardour, &bundle).context("takes with lanes")?;
    state(&ardour).context("a saved state")
}

/// One track after the other, so that a stereo bounce has them all.
fn takes(ardour: &Ardour, bundle: &Bundle) -> Result<()> {
    let takes = tracks::takes();
    let wide = tracks::other_widths();
    let all: Vec<Track> = takes.iter().map(|take| take.track.clone()).chain(wide.iter().cloned()).collect();
    let sound = tracks::sound()?;
    let length = takes.len() * tracks::TAKE;
    let inserted = inserted(&ardour.make(TAKES, length, &all, &sound)?)?;
    for plugin in Plugin::ALL {
        let latency = late(bundle, plugin, sound.rate)?;
        let here = || inserted.iter().filter(|found| found.plugin == plan::name(plugin));
        let verdict = match here().find(|found| found.latency != latency) {
            Some(found) => Verdict::Failed(format!(
                "{}: {} samples late instead of {latency}",
                found.track, found.latency
            )),
            None => Verdict::Passed(format!(
                "{}: {latency} samples, told in {} tracks",
                plan::name(plugin),
                here().count()
            )),
        };
        say(Capability::Latency, &verdict);
    }
    for (capability, track) in [Capability::Mono, Capability::Surround51].into_iter().zip(&wide) {
        let outputs =
            inserted.iter().find(|found| found.track == track.name).map_or(0, |found| found.outputs);
        let verdict = if outputs == track.width {
            Verdict::Failed(format!("it gives a track of {outputs} as many now: compare what comes out"))
        } else {
            Verdict::NotOffered("it leaves a plugin its first layout, stereo".to_owned())
        };
        say(capability, &verdict);
    }
    let bounced = ardour.bounce(TAKES)?;
    let frames = bounced.first().map_or(0, Vec::len);
    ensure!(frames == length, "the bounce has {frames} samples instead of {length}");
    say(Capability::Loads, &Verdict::Passed(format!("{} instances in a session", inserted.len())));
    say(Capability::BothPlugins, &Verdict::Passed("side by side".to_owned()));
    for take in &takes {
        let stretch = take.track.start..take.track.start + tracks::TAKE;
        let cut = |sound: &[Vec<f32>]| -> Vec<Vec<f32>> {
            sound.iter().map(|channel| channel[stretch.clone()].to_vec()).collect()
        };
        let latency = take.track.plugin.map_or(Ok(0), |plugin| late(bundle, plugin, sound.rate))?;
        let wanted = take.wanted(bundle, latency, &sound, length)?;
        let verdict = compare(take.track.name, &cut(&bounced), &cut(&wanted));
        for capability in take.proves {
            say(*capability, &verdict);
        }
    }
    Ok(())
}

/// What one process of Ardour's has saved, two others bounce; and the second of them what another has opened and saved again.
fn state(ardour: &Ardour) -> Result<()> {
    ardour.add_preset(VENDOR, Plugin::Film, PRESET, &preset::file(CLASS, SAVED))?;
    let track = tracks::with_scenes(PRESET);
    let sound = tracks::sound()?;
    let length = track.start + tracks::TAKE;
    let made = ardour.make(STATE, length, std::slice::from_ref(&track), &sound)?;
    let first = ardour.bounce(STATE)?;
    let opened = ardour.reopen(STATE)?;
    let second = ardour.bounce(STATE)?;
    let values = |said: &[String]| -> Vec<String> {
        said.iter().filter(|line| line.starts_with("value\t")).cloned().collect()
    };
    let verdict = if values(&made).is_empty() || values(&made) != values(&opened) {
        Verdict::Failed("opened again, its parameters stand elsewhere".to_owned())
    } else {
        Verdict::Passed(format!("{} parameters off their defaults as saved", values(&made).len()))
    };
    say(Capability::State, &verdict);
    say(Capability::State, &compare("opened again and saved", &second, &first));
    Ok(())
}

/// A plugin as Ardour has inserted it.
struct Inserted {
    track: String,
    plugin: String,
    latency: usize,
    outputs: usize,
}

/// What the script says about plugins.
fn inserted(said: &[String]) -> Result<Vec<Inserted>> {
    let number = |word: &str| word.parse().with_context(|| format!("its script says {word:?} for a number"));
    let mut found = Vec::new();
    for line in said {
        if let ["plugin", track, plugin, latency, _, outputs] = line.split('\t').collect::<Vec<_>>()[..] {
            found.push(Inserted {
                track: track.to_owned(),
                plugin: plugin.to_owned(),
                latency: number(latency)?,
                outputs: number(outputs)?,
            });
        }
    }
    Ok(found)
}

/// How late a plugin says it is, samples.
fn late(bundle: &Bundle, plugin: Plugin, rate: u32) -> Result<usize> {
    let setup =
        Setup { plugin, rate: f64::from(rate), max_block: 1024, channels: 2, aux: false, offline: true };
    bundle.open(setup)?.latency()
}

/// Whether two sounds are the same; otherwise from where, and by how much.
fn compare(what: &str, heard: &[Vec<f32>], wanted: &[Vec<f32>]) -> Verdict {
    let frames = |sound: &[Vec<f32>]| sound.first().map_or(0, Vec::len);
    if heard.len() != wanted.len() || frames(heard) != frames(wanted) {
        return Verdict::Failed(format!("{what}: {} samples instead of {}", frames(heard), frames(wanted)));
    }
    let samples = || heard.iter().zip(wanted).flat_map(|(a, b)| a.iter().zip(b).enumerate());
    let off = || samples().map(|(n, (a, b))| (n, 20.0 * (a - b).abs().log10()));
    let peak = off().fold(f32::NEG_INFINITY, |peak, (_, db)| peak.max(db));
    // No number is a difference, too.
    let first = off().filter(|(_, db)| db.is_nan() || *db > FLUSHED_DBFS).map(|(n, _)| n).min();
    match first {
        None if peak == f32::NEG_INFINITY => {
            Verdict::Passed(format!("{what}: {} samples equal", frames(wanted)))
        }
        None => Verdict::Passed(format!("{what}: {} samples equal but for {peak:.0} dBFS", frames(wanted))),
        Some(n) => {
            Verdict::Failed(format!("{what}: another sound from sample {n} on, by up to {peak:.1} dBFS"))
        }
    }
}
