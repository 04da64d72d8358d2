//! `cargo xtask render`: a sound file through the real bundle, into another sound file.

use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use threshold_core::parameters::{KEY, Parameter, SEED};

use crate::automation::Automation;
use crate::bundle::{self, Profile};
use crate::host::{Bundle, INSIDE_CHANNELS, Plugin, Preset};
use crate::render::{Blocks, Job, LONGEST_BLOCK, USUAL_BLOCK, render};
use crate::wav::{SampleFormat, Wav};
use crate::{presets, values};

/// Files longer than this get a progress bar, seconds.
const LONG_SECONDS: usize = 30;

/// Arguments of the command.
#[derive(Debug, Args)]
pub struct Options {
    /// WAV file to play: 16, 24, 32 bits or float, 22.05 to 192 kHz, 1, 2, 3, 4, 5, 6, 8, 10 or 12 channels
    input: PathBuf,
    /// WAV file to write; keeps the input's format, length, bext, iXML and other chunks
    output: PathBuf,
    /// Use Threshold Shift Live instead of Threshold Shift
    #[arg(long)]
    live: bool,
    /// Start from a preset: the id or name of one that `cargo xtask presets` lists, or a file; --set then moves what it says
    #[arg(long, value_name = "NAME|FILE.tshift", value_parser = presets::preset)]
    preset: Option<Preset>,
    /// Set a parameter: loss=0.65, "loss=65 %", perspective=World; may be given several times
    #[arg(long, value_name = "ID=VALUE", value_parser = values::assignment)]
    set: Vec<(&'static Parameter, f32)>,
    /// Automation lanes: a CSV of seconds,parameter,value[,shape] (step or line)
    #[arg(long, value_name = "FILE.csv")]
    automation: Option<PathBuf>,
    /// WAV file for the Key input, of the input's rate, channel count and length; switches Key on unless --set says otherwise
    #[arg(long, value_name = "FILE.wav")]
    key: Option<PathBuf>,
    /// WAV file for the Inside input (a contact or body microphone, or talkback), mono or stereo, of the input's rate and length
    #[arg(long, value_name = "FILE.wav")]
    inside: Option<PathBuf>,
    /// Start playback here; the output begins here too
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    from: f64,
    /// Samples in the host's blocks: a number up to 4096, or random
    #[arg(long, default_value_t = USUAL_BLOCK.to_string())]
    block: String,
    /// The plugin's seed, and that of random blocks
    #[arg(long)]
    seed: Option<u16>,
    /// How samples are stored in the output: 16, 24, 32 or float [default: as in the input]
    #[arg(long)]
    format: Option<SampleFormat>,
    /// Use the bundle as it was last built
    #[arg(long)]
    no_build: bool,
    /// Use the bundle with debug assertions, which stops at any memory allocation while it processes
    #[arg(long)]
    guarded: bool,
}

impl Options {
    /// Renders the file. Errors say what is wrong with files, parameters, lanes or the plugin.
    pub fn run(self) -> Result<()> {
        let wav = Wav::read(&self.input)?;
        let automation = match &self.automation {
            Some(path) => Automation::read(path, wav.rate)?,
            None => Automation::new(),
        };
        let blocks = self.blocks()?;
        let from = self.start(&wav)?;
        let key = self.key.as_deref().map(|path| key_for(path, &wav)).transpose()?;
        let inside = self.inside.as_deref().map(|path| inside_for(path, &wav)).transpose()?;
        // The last value of a parameter counts.
        let mut values: Vec<_> = key.iter().map(|_| (&KEY, 1.0)).chain(self.set.clone()).collect();
        if let Some(seed) = self.seed {
            values.push((&SEED, values::value(&SEED, &seed.to_string())?));
        }
        let output = std::path::absolute(&self.output)?;
        let profile = if self.guarded { Profile::Guarded } else { Profile::Release };
        let bundles = if self.no_build { bundle::locate(profile)? } else { bundle::build(profile)? };
        let bundle = Bundle::load(&bundles.clap())?;
        let plugin = if self.live { Plugin::Live } else { Plugin::Film };
        let job = Job {
            key: key.as_ref().map(|key| key.channels.as_slice()),
            inside: inside.as_deref(),
            preset: self.preset.as_ref(),
            values: &values,
            from,
            blocks,
            ..Job::new(plugin, wav.rate, &wav.channels, &automation)
        };
        let bar = progress_bar(wav.frames() - from, wav.rate);
        let rendered = render(&bundle, &job, |done| bar.set_position(done as u64))?;
        bar.finish_and_clear();
        let mut result = wav.with_sound(rendered, from as u64)?;
        if let Some(format) = self.format {
            result.format.samples = format;
        }
        result.write(&output)
    }

    fn blocks(&self) -> Result<Blocks> {
        if self.block == "random" {
            return Ok(Blocks::Random(self.seed.unwrap_or(0).into()));
        }
        match self.block.parse() {
            Ok(len) if (1..=LONGEST_BLOCK).contains(&len) => Ok(Blocks::Of(len)),
            _ => bail!("{:?} is no block length: write 1 to {LONGEST_BLOCK}, or random", self.block),
        }
    }

    fn start(&self, wav: &Wav) -> Result<usize> {
        let length = wav.frames() as f64 / f64::from(wav.rate);
        ensure!(
            (0.0..=length).contains(&self.from),
            "--from {} lies outside the file's {length:.3} s",
            self.from
        );
        Ok(((self.from * f64::from(wav.rate)).round() as usize).min(wav.frames()))
    }
}

/// The sound at `path`, as key for `wav`. Errors say where the two don't fit.
fn key_for(path: &Path, wav: &Wav) -> Result<Wav> {
    let key = Wav::read(path)?;
    fits(path, &key, wav, "the key", wav.channels.len())?;
    Ok(key)
}

/// The sound at `path`, for the `Inside` input beside `wav`: a mono one goes to both ears. Errors say where they don't fit.
fn inside_for(path: &Path, wav: &Wav) -> Result<Vec<Vec<f32>>> {
    let mut inside = Wav::read(path)?;
    if let [mono] = inside.channels.as_slice() {
        inside.channels = vec![mono.clone(); INSIDE_CHANNELS];
    }
    fits(path, &inside, wav, "what comes in by Inside", INSIDE_CHANNELS)?;
    Ok(inside.channels)
}

/// Whether `aux` at `path` can be `what` beside `wav`, with so many channels. Errors say why not.
fn fits(path: &Path, aux: &Wav, wav: &Wav, what: &str, channels: usize) -> Result<()> {
    let facts = [
        ("a rate of", aux.rate as usize, wav.rate as usize, "Hz"),
        ("a width of", aux.channels.len(), channels, "channels"),
        ("a length of", aux.frames(), wav.frames(), "samples"),
    ];
    for (fact, has, wants, unit) in facts {
        ensure!(
            has == wants,
            "{} can't be {what}: it has {fact} {has} {unit}, it needs {wants}",
            path.display()
        );
    }
    Ok(())
}

fn progress_bar(frames: usize, rate: u32) -> ProgressBar {
    if frames < LONG_SECONDS * rate as usize || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {percent} %, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(frames as u64).with_style(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_fits_the_input_or_says_where_it_does_not() {
        let sound = |rate, width, frames| {
            Wav::new(rate, vec![vec![0.0; frames]; width], SampleFormat::Int24).expect("a sound")
        };
        let folder = std::env::temp_dir().join(format!("threshold-shift-key-{}", std::process::id()));
        let path = folder.join("key.wav");
        sound(48_000, 2, 480).write(&path).expect("a file");
        let error = |wav| format!("{:#}", key_for(&path, &wav).unwrap_err());
        assert!(key_for(&path, &sound(48_000, 2, 480)).is_ok());
        assert!(error(sound(44_100, 2, 480)).contains("a rate of 48000 Hz, it needs 44100"));
        assert!(error(sound(48_000, 6, 480)).contains("a width of 2 channels, it needs 6"));
        assert!(error(sound(48_000, 2, 481)).contains("a length of 480 samples, it needs 481"));
        std::fs::remove_dir_all(folder).expect("the folder was there");
    }
}
