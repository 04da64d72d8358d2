//! The boxes a WAV file is made of: finds them, and puts them back in the same order.

use anyhow::{Context, Result, bail, ensure};

/// Bytes of a chunk's name and length.
const HEADER_LEN: usize = 8;
/// Bytes before the first chunk: `RIFF`, the length, `WAVE`.
const RIFF_HEADER_LEN: usize = 12;
/// Length that streaming programs write when they do not know it: the sound then reaches to the end of the file.
const UNKNOWN_LEN: u32 = u32::MAX;

/// One chunk of the file, in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// Where `fmt ` stood.
    Format,
    /// Where `fact` stood; its sample count is written anew.
    Fact,
    /// Where the sound stood.
    Data,
    /// Anything else, kept as it was.
    Other {
        /// Four-letter name.
        id: [u8; 4],
        /// Length the file stated; longer than `body` where the file was cut off inside it.
        stated_len: u32,
        /// Its bytes.
        body: Vec<u8>,
        /// Whether the padding byte after an odd length was there: the last chunk of some files has none.
        padded: bool,
    },
}

/// A parsed file, borrowing the two chunks that get decoded.
pub struct RiffFile<'a> {
    /// Body of `fmt `.
    pub format: &'a [u8],
    /// Body of `data`.
    pub data: &'a [u8],
    /// All chunks in order.
    pub layout: Vec<Chunk>,
}

impl<'a> RiffFile<'a> {
    /// Finds the chunks of `bytes`. A chunk after the sound that is cut short is kept as far as it goes.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        ensure!(!bytes.is_empty(), "the file is empty");
        let magic = bytes.get(..4).unwrap_or(bytes);
        if matches!(magic, b"RF64" | b"BW64") {
            let name = String::from_utf8_lossy(magic);
            bail!(
                "{name} files (WAV files beyond 4 GB) are not supported: save it as a plain WAV file, in parts"
            );
        }
        ensure!(magic == b"RIFF", "this is not a WAV file (it does not begin with RIFF)");
        ensure!(bytes.get(8..RIFF_HEADER_LEN) == Some(b"WAVE"), "this is a RIFF file, but not a WAV file");

        let (mut format, mut data, mut layout) = (None, None, Vec::new());
        let mut position = RIFF_HEADER_LEN;
        while let Some(header) = bytes.get(position..position + HEADER_LEN) {
            let id = [header[0], header[1], header[2], header[3]];
            let stated_len = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
            let body_start = position + HEADER_LEN;
            let rest = &bytes[body_start..];
            let body = rest.get(..stated_len as usize).unwrap_or(rest);
            let whole = body.len() == stated_len as usize;
            match &id {
                b"fmt " => {
                    ensure!(whole, "the file ends inside its format description");
                    ensure!(format.replace(body).is_none(), "the file has two format descriptions");
                    layout.push(Chunk::Format);
                }
                b"fact" => layout.push(Chunk::Fact),
                b"data" => {
                    if !whole && stated_len != UNKNOWN_LEN {
                        let missing = stated_len as usize - body.len();
                        bail!("the file is cut short: {missing} bytes of its sound are missing");
                    }
                    ensure!(data.replace(body).is_none(), "the file has two blocks of sound");
                    layout.push(Chunk::Data);
                }
                _ => {
                    let padded = bytes.len() > body_start + body.len();
                    layout.push(Chunk::Other { id, stated_len, body: body.to_vec(), padded });
                }
            }
            position = body_start + body.len() + body.len() % 2;
        }
        let format = format.context("the file has no format description (fmt)")?;
        let data = data.context("the file is cut short: it holds no sound (data)")?;
        Ok(Self { format, data, layout })
    }
}

/// A file with this layout around the given format and sound of `frames` samples per channel.
pub fn assemble(layout: &[Chunk], format: &[u8], data: &[u8], frames: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(RIFF_HEADER_LEN + data.len());
    bytes.extend_from_slice(b"RIFF\0\0\0\0WAVE");
    for chunk in layout {
        match chunk {
            Chunk::Format => push(&mut bytes, *b"fmt ", format)?,
            Chunk::Fact => push(&mut bytes, *b"fact", &frames.to_le_bytes())?,
            Chunk::Data => push(&mut bytes, *b"data", data)?,
            Chunk::Other { id, stated_len, body, padded } => {
                bytes.extend_from_slice(id);
                bytes.extend_from_slice(&stated_len.to_le_bytes());
                bytes.extend_from_slice(body);
                if body.len() % 2 == 1 && *padded {
                    bytes.push(0);
                }
            }
        }
    }
    let len = u32::try_from(bytes.len() - HEADER_LEN)
        .context("the result would be larger than a WAV file can be (4 GB)")?;
    bytes[4..8].copy_from_slice(&len.to_le_bytes());
    Ok(bytes)
}

fn push(bytes: &mut Vec<u8>, id: [u8; 4], body: &[u8]) -> Result<()> {
    let len =
        u32::try_from(body.len()).context("the sound would be larger than a WAV file can hold (4 GB)")?;
    bytes.extend_from_slice(&id);
    bytes.extend_from_slice(&len.to_le_bytes());
    bytes.extend_from_slice(body);
    if body.len() % 2 == 1 {
        bytes.push(0);
    }
    Ok(())
}
