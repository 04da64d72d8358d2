//! What a sound file must survive: a round trip, every stored format, and being broken.

use super::*;

const FORMATS: [SampleFormat; 4] =
    [SampleFormat::Int16, SampleFormat::Int24, SampleFormat::Int32, SampleFormat::Float32];

/// Every step an integer format has, thinned out, with both ends; for floats a few values of their own.
fn telling_samples(format: SampleFormat) -> Vec<f32> {
    if format == SampleFormat::Float32 {
        return vec![0.0, -0.0, 1.0, -1.0, 1.5e-42, f32::MIN_POSITIVE, 3.7, -1.0e9, f32::NAN, f32::INFINITY];
    }
    // 24 bits are what a float holds.
    let bits = f32::from(format.bits().min(24) - 1);
    let scale = bits.exp2();
    let mut steps: Vec<f32> = (-32_768..32_768i32).map(|step| step as f32 / 32_768.0).collect();
    steps.extend([-1.0, -1.0 + 1.0 / scale, -1.0 / scale, 1.0 / scale, 1.0 - 1.0 / scale]);
    steps
}

fn file_with(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
    for (id, body) in chunks {
        bytes.extend_from_slice(*id);
        bytes.extend_from_slice(&(body.len() as u32).to_le_bytes());
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(&[0; 1][..body.len() % 2]);
    }
    let len = (bytes.len() - 8) as u32;
    bytes[4..8].copy_from_slice(&len.to_le_bytes());
    bytes
}

fn plain_format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let block = channels * bits / 8;
    let mut chunk = Vec::new();
    for word in [tag, channels] {
        chunk.extend_from_slice(&word.to_le_bytes());
    }
    for double in [rate, rate * u32::from(block)] {
        chunk.extend_from_slice(&double.to_le_bytes());
    }
    for word in [block, bits] {
        chunk.extend_from_slice(&word.to_le_bytes());
    }
    chunk
}

fn extensible_format(tag: u16, channels: u16, rate: u32, bits: u16, mask: u32) -> Vec<u8> {
    let mut chunk = plain_format(0xFFFE, channels, rate, bits);
    chunk.extend_from_slice(&22u16.to_le_bytes());
    chunk.extend_from_slice(&bits.to_le_bytes());
    chunk.extend_from_slice(&mask.to_le_bytes());
    chunk.extend_from_slice(&tag.to_le_bytes());
    chunk.extend_from_slice(&[0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    chunk
}

#[test]
fn every_format_and_width_comes_back_bit_for_bit() {
    for format in FORMATS {
        for width in CHANNEL_COUNTS {
            let channels = vec![telling_samples(format); usize::from(width)];
            let bytes = Wav::new(48_000, channels.clone(), format).unwrap().to_bytes().unwrap();
            let read = Wav::from_bytes(&bytes).unwrap();
            assert_eq!(read.format.samples, format);
            for (channel, original) in read.channels.iter().zip(&channels) {
                let same = channel.iter().zip(original).all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(same || format != SampleFormat::Float32, "{format:?} at {width} channels");
                assert!(channel.iter().zip(original).all(|(a, b)| a == b || a.is_nan()));
            }
            assert_eq!(read.to_bytes().unwrap(), bytes, "{format:?} at {width} channels");
        }
    }
}

#[test]
fn what_exceeds_full_scale_is_clamped() {
    for format in [SampleFormat::Int16, SampleFormat::Int24, SampleFormat::Int32] {
        let wild = vec![vec![1.0, 2.0, -2.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN]];
        let bytes = Wav::new(44_100, wild, format).unwrap().to_bytes().unwrap();
        let read = Wav::from_bytes(&bytes).unwrap().channels.remove(0);
        let top = 1.0 - 1.0 / f32::from(format.bits() - 1).exp2();
        assert_eq!(read, [top, top, -1.0, top, -1.0, 0.0]);
    }
}

#[test]
fn every_other_chunk_stays_as_and_where_it_was() {
    let data: Vec<u8> = (0..6 * 2 * 9).map(|byte| byte as u8).collect();
    let format = extensible_format(1, 6, 96_000, 16, 0x3F);
    let bytes = file_with(&[
        (b"JUNK", &[7; 27]),
        (b"bext", &[3; 602]),
        (b"fmt ", &format),
        (b"fact", &9u32.to_le_bytes()),
        (b"iXML", b"<BWFXML>odd</BWFXML>x"),
        (b"data", &data),
        (b"LIST", b"INFOISFT"),
        (b"cue ", &[1; 5]),
    ]);
    let wav = Wav::from_bytes(&bytes).unwrap();
    assert_eq!((wav.rate, wav.channels.len(), wav.frames()), (96_000, 6, 9));
    assert_eq!(wav.format.channel_mask, Some(0x3F));
    assert_eq!(wav.chunk(*b"bext"), Some(&[3u8; 602][..]));
    assert_eq!(wav.to_bytes().unwrap(), bytes);
}

#[test]
fn another_format_keeps_the_loudspeakers() {
    let mask = 0x2_D63F;
    let format = extensible_format(1, 12, 48_000, 24, mask);
    let bytes = file_with(&[(b"fmt ", &format), (b"data", &[0; 36 * 4]), (b"iXML", b"kept")]);
    let mut wav = Wav::from_bytes(&bytes).unwrap();
    wav.format.samples = SampleFormat::Float32;
    let again = Wav::from_bytes(&wav.to_bytes().unwrap()).unwrap();
    assert_eq!(again.format.samples, SampleFormat::Float32);
    assert_eq!(again.format.channel_mask, Some(mask));
    assert_eq!(again.chunk(*b"iXML"), Some(&b"kept"[..]));
    assert_eq!(again.channels, wav.channels);
}

#[test]
fn a_file_that_names_no_loudspeakers_still_names_none() {
    let bytes = file_with(&[(b"fmt ", &plain_format(1, 8, 48_000, 16)), (b"data", &[0; 32])]);
    let mut wav = Wav::from_bytes(&bytes).unwrap();
    wav.format.samples = SampleFormat::Int24;
    assert_eq!(Wav::from_bytes(&wav.to_bytes().unwrap()).unwrap().format.channel_mask, Some(0));
}

#[test]
fn sound_from_later_on_moves_the_time_stamp() {
    let mut bext = vec![0; 602];
    bext[338..346].copy_from_slice(&0xFFFF_FFF0u64.to_le_bytes());
    let bytes =
        file_with(&[(b"bext", &bext), (b"fmt ", &plain_format(1, 1, 48_000, 16)), (b"data", &[0; 8])]);
    let wav = Wav::from_bytes(&bytes).unwrap();
    let later = wav.with_sound(vec![vec![0.5]], 0x20).unwrap();
    assert_eq!(later.chunk(*b"bext").unwrap()[338..346], 0x1_0000_0010u64.to_le_bytes());
    assert!(wav.with_sound(vec![vec![0.0]; 2], 0).is_err());
}

#[test]
fn chunks_cut_short_after_the_sound_are_tolerated() {
    let bytes = file_with(&[
        (b"fmt ", &plain_format(1, 1, 48_000, 16)),
        (b"data", &[1, 0, 2, 0]),
        (b"LIST", &[9; 11]),
    ]);
    for cut in 1..20 {
        let wav = Wav::from_bytes(&bytes[..bytes.len() - cut]).unwrap();
        assert_eq!(wav.channels[0], [1.0 / 32_768.0, 2.0 / 32_768.0], "{cut} bytes missing");
    }
}

#[test]
fn streams_of_unknown_length_reach_to_the_end() {
    let mut bytes = file_with(&[(b"fmt ", &plain_format(1, 1, 48_000, 16)), (b"data", &[1, 0, 2, 0])]);
    let len_at = bytes.len() - 8;
    bytes[len_at..len_at + 4].fill(0xFF);
    assert_eq!(Wav::from_bytes(&bytes).unwrap().frames(), 2);
}

#[test]
fn errors_say_what_is_wrong() {
    let file = |format: &[u8], data: &[u8]| file_with(&[(b"fmt ", format), (b"data", data)]);
    let good = file(&plain_format(1, 2, 48_000, 16), &[0; 8]);
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (vec![], "empty"),
        (b"ID3 this is an mp3".to_vec(), "not a WAV"),
        (b"RIFF\0\0\0\0AVI LIST".to_vec(), "not a WAV"),
        (b"RF64\xff\xff\xff\xffWAVEds64".to_vec(), "not supported"),
        (good[..good.len() - 3].to_vec(), "cut short"),
        (good[..40].to_vec(), "cut short"),
        (good[..30].to_vec(), "format description"),
        (file(&plain_format(1, 2, 48_000, 16), &[0; 6]), "cut short"),
        (file(&plain_format(1, 7, 48_000, 16), &[0; 14]), "7 channels are not supported"),
        (file(&plain_format(1, 2, 8_000, 16), &[0; 8]), "8000 Hz is not supported"),
        (file(&plain_format(1, 2, 48_000, 8), &[0; 8]), "8-bit integers"),
        (file(&plain_format(3, 1, 48_000, 64), &[0; 8]), "64-bit floats"),
        (file(&plain_format(85, 2, 48_000, 16), &[0; 8]), "compressed"),
    ];
    for (bytes, message) in cases {
        let error = format!("{:#}", Wav::from_bytes(&bytes).unwrap_err());
        assert!(error.contains(message), "expected `{message}`, got `{error}`");
    }
    let missing = Wav::read(Path::new("no/such/file.wav")).unwrap_err().to_string();
    assert!(missing.contains("does not exist"), "{missing}");
}

#[test]
fn garbage_never_panics() {
    let good = file_with(&[
        (b"fmt ", &extensible_format(3, 2, 48_000, 32, 3)),
        (b"data", &[0; 64]),
        (b"bext", &[0; 40]),
    ]);
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..random.usize(1..6) {
            let at = random.usize(..bytes.len());
            bytes[at] = random.u8(..);
        }
        bytes.truncate(random.usize(..=bytes.len()));
        if let Ok(wav) = Wav::from_bytes(&bytes) {
            wav.to_bytes().unwrap();
        }
    }
}
