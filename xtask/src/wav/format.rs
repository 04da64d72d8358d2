//! How the samples of a WAV file are stored: 16, 24 or 32-bit integers or 32-bit floats.

use std::str::FromStr;

use anyhow::{Context, Error, Result, bail, ensure};

/// Format tag of plain integers.
const TAG_PCM: u16 = 1;
/// Format tag of floats.
const TAG_FLOAT: u16 = 3;
/// Format tag of the extensible description, which names the loudspeakers.
const TAG_EXTENSIBLE: u16 = 0xFFFE;
/// Length of the shortest description.
const PLAIN_LEN: usize = 16;
/// Length of the extensible description.
const EXTENSIBLE_LEN: usize = 40;
/// Place of the loudspeaker mask in the extensible description.
const MASK_AT: usize = 20;
/// Place of the tag that the extensible description hides in its sub-format.
const SUBTAG_AT: usize = 24;
/// Widest layout whose loudspeakers need no naming: mono and stereo.
const UNNAMED_WIDTH: u16 = 2;

/// What one stored sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleFormat {
    /// 16-bit integers.
    Int16,
    /// 24-bit integers.
    Int24,
    /// 32-bit integers.
    Int32,
    /// 32-bit floats.
    Float32,
}

impl SampleFormat {
    /// Bits of a sample.
    pub fn bits(self) -> u16 {
        match self {
            Self::Int16 => 16,
            Self::Int24 => 24,
            Self::Int32 | Self::Float32 => 32,
        }
    }
}

impl FromStr for SampleFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "16" => Ok(Self::Int16),
            "24" => Ok(Self::Int24),
            "32" => Ok(Self::Int32),
            "float" => Ok(Self::Float32),
            _ => bail!("`{text}` is not a sample format: choose 16, 24, 32 or float"),
        }
    }
}

/// The stored format, with the file's own description of it where it came from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// What one stored sample is.
    pub samples: SampleFormat,
    /// Which loudspeakers the channels feed, as a mask of WAVE loudspeaker bits, if the file says.
    pub channel_mask: Option<u32>,
    /// The description as it stood in the file, and the samples it describes.
    original: Option<(SampleFormat, Vec<u8>)>,
}

impl Format {
    /// A format that was not read from a file.
    pub fn new(samples: SampleFormat, channel_mask: Option<u32>) -> Self {
        Self { samples, channel_mask, original: None }
    }

    /// The description to write for `channels` channels: the file's own where it still holds, else `fresh` with
    /// the file's loudspeaker mask in it. Beyond stereo, a file that named no loudspeakers still names none.
    pub(super) fn chunk(&self, channels: u16, fresh: &[u8]) -> Vec<u8> {
        if let Some((samples, original)) = &self.original
            && *samples == self.samples
        {
            return original.clone();
        }
        let mut chunk = fresh.to_vec();
        let mask = self.channel_mask.or((channels > UNNAMED_WIDTH).then_some(0));
        if let (Some(mask), Some(place)) = (mask, chunk.get_mut(MASK_AT..MASK_AT + 4)) {
            place.copy_from_slice(&mask.to_le_bytes());
        }
        chunk
    }
}

/// A file's description of its sound.
pub(super) struct Header {
    pub rate: u32,
    pub channels: u16,
    pub format: Format,
    /// The description in the one spelling the decoder knows best.
    pub canonical: Vec<u8>,
}

/// Reads the body of a `fmt ` chunk. Rate and channel count are not judged here.
pub(super) fn parse(chunk: &[u8]) -> Result<Header> {
    ensure!(chunk.len() >= PLAIN_LEN, "the file's format description is too short");
    let word = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
    let double = |at: usize| u32::from_le_bytes([chunk[at], chunk[at + 1], chunk[at + 2], chunk[at + 3]]);
    let (stated_tag, channels, rate, block, bits) = (word(0), word(2), double(4), word(12), word(14));
    let extensible = stated_tag == TAG_EXTENSIBLE;
    ensure!(!extensible || chunk.len() >= EXTENSIBLE_LEN, "the file's format description is too short");
    ensure!(channels > 0, "the file has no channels");
    let tag = if extensible { word(SUBTAG_AT) } else { stated_tag };
    let samples = match (tag, bits) {
        (TAG_PCM, 16) => SampleFormat::Int16,
        (TAG_PCM, 24) => SampleFormat::Int24,
        (TAG_PCM, 32) => SampleFormat::Int32,
        (TAG_FLOAT, 32) => SampleFormat::Float32,
        (TAG_PCM, _) => bail!("{bits}-bit integers are not supported: 16, 24 and 32 bits are"),
        (TAG_FLOAT, _) => bail!("{bits}-bit floats are not supported: 32 bits are"),
        _ => bail!("the sound is compressed (format {tag}): save it as 16, 24 or 32-bit or float WAV"),
    };
    let bytes_per_frame = samples.bits().checked_div(8).and_then(|bytes| bytes.checked_mul(channels));
    let bytes_per_frame = bytes_per_frame.context("the file's format description makes no sense")?;
    ensure!(block == bytes_per_frame, "the file's format description contradicts itself");

    let mut canonical = chunk[..PLAIN_LEN].to_vec();
    canonical[..2].copy_from_slice(&tag.to_le_bytes());
    canonical[8..12].copy_from_slice(&rate.saturating_mul(u32::from(block)).to_le_bytes());
    let channel_mask = extensible.then(|| double(MASK_AT));
    let format = Format { samples, channel_mask, original: Some((samples, chunk.to_vec())) };
    Ok(Header { rate, channels, format, canonical })
}
