//! Decisions that come out the same every time, and mutations: bits, bytes and pieces of JSON where they do not belong.

use threshold_core::kit::random::Random;

/// The envelope's first bytes, and where the length of its content stands.
const MAGIC_BYTES: usize = 8;
const HEADER_BYTES: usize = 12;

/// What is put in somewhere.
const PIECES: [&[u8]; 20] = [
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"[[[[",
    b"]",
    b"}",
    b"\"",
    b"\\",
    b"\\\"",
    b",",
    b":",
    b"-1e308",
    b"1e999",
    b"99999999999999999999",
    b"\\u0000",
    b"\"format\":2,",
    b"\"slot\":1,",
    b"\xff\xfe",
    b"\0",
];

/// Throws the same every time.
pub struct Dice {
    random: Random,
    thrown: i64,
}

impl Dice {
    /// Dice that throw what belongs to `seed`.
    pub fn new(seed: u32) -> Self {
        Self { random: Random::new(seed, 0), thrown: 0 }
    }

    /// Whether something happens that happens once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these; there is at least one.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        /// Bits of a number's mantissa, and as many different numbers.
        const BITS: u32 = 53;
        self.thrown += 1;
        (self.random.bits(self.thrown) >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
    }

    /// A number below `limit`, 0 if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        self.thrown += 1;
        self.random.bits(self.thrown) as usize % limit.max(1)
    }

    /// `whole`, changed in up to four places.
    pub fn mutated(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(8) {
                _ if bytes.is_empty() => {}
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = b"0123456789-.eE\"{}[]:,\\n"[self.below(23)],
                2 => drop(bytes.drain(at..(at + self.below(40)).min(whole.len()).min(bytes.len()).max(at))),
                3 => bytes.insert(at, self.below(256) as u8),
                4 => bytes.truncate(at),
                5 => {
                    let piece = bytes[at..(at + self.below(4000)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, piece);
                }
                6 => bytes[at] = b'0' + self.below(10) as u8,
                _ => drop(bytes.splice(at..at, PIECES[self.below(PIECES.len())].iter().copied())),
            }
        }
        bytes
    }

    /// A saved state, changed; mostly with a length that fits, so that the content is reached.
    pub fn mutated_state(&mut self, whole: &[u8]) -> Vec<u8> {
        if self.below(5) == 0 {
            return self.mutated(whole);
        }
        let content = self.mutated(&whole[HEADER_BYTES..]);
        [&whole[..MAGIC_BYTES], &(content.len() as u32).to_le_bytes()[..], &content].concat()
    }
}
