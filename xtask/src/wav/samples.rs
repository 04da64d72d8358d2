//! Turns stored samples into floats around full scale 1 and back.

use std::io::{Cursor, Read};

use anyhow::{Context, Result, ensure};
use hound::{SampleFormat as HoundFormat, WavReader, WavSpec, WavWriter};

use super::chunks::{self, Chunk};
use super::format::{Header, SampleFormat};

/// Bytes a `data` chunk's name and length take, and the header around an empty one.
const DATA_HEADER_LEN: usize = 8;

/// Splits the sound of a `data` chunk into channels.
pub fn decode(header: &Header, data: &[u8]) -> Result<Vec<Vec<f32>>> {
    let width = usize::from(header.channels);
    let frame_len = width * usize::from(header.format.samples.bits() / 8);
    ensure!(
        data.len().is_multiple_of(frame_len),
        "the file is cut short: its sound ends in the middle of a sample"
    );
    // The decoder gets the plain spelling of the format, whatever else the file holds.
    let len = u32::try_from(data.len()).context("the sound is larger than a WAV file can hold")?;
    let mut head = chunks::assemble(&[Chunk::Format, Chunk::Data], &header.canonical, &[], 0)?;
    let data_len_at = head.len() - (DATA_HEADER_LEN - 4);
    head[data_len_at..].copy_from_slice(&len.to_le_bytes());
    let mut reader = WavReader::new(Cursor::new(head).chain(data)).context("could not decode the sound")?;

    let mut channels = vec![Vec::with_capacity(data.len() / frame_len); width];
    match header.format.samples {
        SampleFormat::Float32 => {
            for (idx, sample) in reader.samples::<f32>().enumerate() {
                channels[idx % width].push(sample.context("could not decode the sound")?);
            }
        }
        integer => {
            let scale = full_scale(integer).recip();
            for (idx, sample) in reader.samples::<i32>().enumerate() {
                let step = f64::from(sample.context("could not decode the sound")?);
                channels[idx % width].push((step * scale) as f32);
            }
        }
    }
    Ok(channels)
}

/// A plain WAV file holding `channels`, stored as `samples`.
pub fn encode(rate: u32, channels: &[Vec<f32>], samples: SampleFormat) -> Result<Vec<u8>> {
    let sample_format = if samples == SampleFormat::Float32 { HoundFormat::Float } else { HoundFormat::Int };
    let width = u16::try_from(channels.len()).context("too many channels for a WAV file")?;
    let spec = WavSpec { channels: width, sample_rate: rate, bits_per_sample: samples.bits(), sample_format };
    let frames = channels.first().map_or(0, Vec::len);
    let bytes = frames * channels.len() * usize::from(samples.bits() / 8);
    u32::try_from(bytes).context("the sound would be larger than a WAV file can hold (4 GB)")?;

    let mut file = Cursor::new(Vec::with_capacity(bytes));
    let mut writer = WavWriter::new(&mut file, spec).context("could not encode the sound")?;
    let scale = full_scale(samples);
    for frame in 0..frames {
        for channel in channels {
            let sample = channel[frame];
            if samples == SampleFormat::Float32 {
                writer.write_sample(sample)
            } else {
                writer.write_sample(nearest_step(sample, scale))
            }
            .context("could not encode the sound")?;
        }
    }
    writer.finalize().context("could not encode the sound")?;
    Ok(file.into_inner())
}

/// Integer steps between silence and full scale.
fn full_scale(samples: SampleFormat) -> f64 {
    f64::from(samples.bits() - 1).exp2()
}

/// The integer nearest to `sample`, at most full scale; 0 for what is not a number.
fn nearest_step(sample: f32, scale: f64) -> i32 {
    (f64::from(sample) * scale).round().clamp(-scale, scale - 1.0) as i32
}
