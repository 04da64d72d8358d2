//! Sound files: reads a WAV, writes one back, and carries everything else in it along untouched.
//!
//! Editors put time codes, scene and take names and markers into chunks of their own (`bext`, `iXML`, `cue `,
//! ...). A rendering keeps them byte for byte and in their places, so that it spots back to picture.

mod chunks;
mod format;
mod samples;
mod timecode;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use chunks::{Chunk, RiffFile};
pub use format::{Format, SampleFormat};

/// Sample rates the plugin runs at, Hz.
pub const RATES: std::ops::RangeInclusive<u32> = 22_050..=192_000;

/// Channel counts the plugin runs at.
pub const CHANNEL_COUNTS: [u16; 9] = [1, 2, 3, 4, 5, 6, 8, 10, 12];

/// A WAV file in memory: its sound, how that is stored, and every other chunk.
#[derive(Debug, Clone, PartialEq)]
pub struct Wav {
    /// Samples per second.
    pub rate: u32,
    /// One vector per channel, all equally long, full scale at 1.
    pub channels: Vec<Vec<f32>>,
    /// How the samples are stored.
    pub format: Format,
    /// The file's chunks in their order; sound, format and `fact` are placeholders, the others hold their bytes.
    layout: Vec<Chunk>,
}

impl Wav {
    /// A new sound without any other chunks. Channels must be equally long.
    pub fn new(rate: u32, channels: Vec<Vec<f32>>, samples: SampleFormat) -> Result<Self> {
        let width = u16::try_from(channels.len()).context("too many channels for a WAV file")?;
        check_shape(rate, width)?;
        let frames = channels[0].len();
        ensure!(channels.iter().all(|channel| channel.len() == frames), "the channels differ in length");
        let format = Format::new(samples, None);
        Ok(Self { rate, channels, format, layout: vec![Chunk::Format, Chunk::Data] })
    }

    /// Reads the file at `path`. Errors say whether it is missing, not a WAV file, cut short, or in a format,
    /// rate or channel count the plugin does not run at.
    pub fn read(path: &Path) -> Result<Self> {
        ensure!(path.exists(), "{} does not exist", path.display());
        ensure!(!path.is_dir(), "{} is a folder, not a WAV file", path.display());
        let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
        Self::from_bytes(&bytes).with_context(|| format!("could not use {}", path.display()))
    }

    /// Reads a file that is already in memory; errors as [`Wav::read`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let riff = RiffFile::parse(bytes)?;
        let header = format::parse(riff.format)?;
        check_shape(header.rate, header.channels)?;
        let channels = samples::decode(&header, riff.data)?;
        Ok(Self { rate: header.rate, channels, format: header.format, layout: riff.layout })
    }

    /// The whole file as bytes: where the stored format is that of the file once read and nothing was changed,
    /// exactly the bytes that were read.
    ///
    /// Integers are the nearest steps, clamped at full scale, without dither: an untouched file has to come back
    /// bit for bit, and dither would break that. 32-bit integers carry more digits than the plugin's 32-bit
    /// floats and come back within 2^-24 of full scale.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let width = u16::try_from(self.channels.len()).context("too many channels for a WAV file")?;
        check_shape(self.rate, width)?;
        let encoded = samples::encode(self.rate, &self.channels, self.format.samples)?;
        let written = RiffFile::parse(&encoded)?;
        let format = self.format.chunk(width, written.format);
        let frames = u32::try_from(self.frames()).context("more samples than a WAV file can count")?;
        chunks::assemble(&self.layout, &format, written.data, frames)
    }

    /// Writes the file to `path`, making its folder if need be.
    pub fn write(&self, path: &Path) -> Result<()> {
        let bytes = self.to_bytes()?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
        }
        fs::write(path, bytes).with_context(|| format!("could not write {}", path.display()))
    }

    /// Number of samples per channel.
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// The same file, chunks and all, with other sound of the same rate and width in it, beginning `later`
    /// samples after the original's start: the `bext` time stamp moves along, so that it still spots to picture.
    pub fn with_sound(&self, channels: Vec<Vec<f32>>, later: u64) -> Result<Self> {
        ensure!(
            channels.len() == self.channels.len(),
            "{} channels cannot replace {}",
            channels.len(),
            self.channels.len()
        );
        let mut layout = self.layout.clone();
        timecode::shift(&mut layout, later);
        Ok(Self { rate: self.rate, channels, format: self.format.clone(), layout })
    }

    /// Body of the first chunk called `id`, if the file has one.
    pub fn chunk(&self, id: [u8; 4]) -> Option<&[u8]> {
        self.layout.iter().find_map(|chunk| match chunk {
            Chunk::Other { id: found, body, .. } if *found == id => Some(body.as_slice()),
            _ => None,
        })
    }
}

fn check_shape(rate: u32, channels: u16) -> Result<()> {
    if !RATES.contains(&rate) {
        bail!(
            "{rate} Hz is not supported: the rate must lie between {} and {} Hz",
            RATES.start(),
            RATES.end()
        );
    }
    if !CHANNEL_COUNTS.contains(&channels) {
        let counts: Vec<String> = CHANNEL_COUNTS.iter().map(u16::to_string).collect();
        bail!("{channels} channels are not supported: the plugin runs at {}", counts.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
