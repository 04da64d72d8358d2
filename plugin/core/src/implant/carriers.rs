//! What an implant's channels are made audible with. Each carrier has the power of a sine of the amplitude it is
//! given.

pub mod bands;
pub mod comb;
pub mod loops;
pub mod phasors;
pub mod pulses;
pub mod ramp;
pub mod tones;

use loops::Kind;

use crate::hearing::channels::MOST_CHANNELS;
use crate::kit::lanes::LANES;

/// Groups that hold every channel.
pub const GROUPS: usize = MOST_CHANNELS / LANES;
/// Random stream of where loops begin, for all channels together.
pub const SHIFT_STREAM: u32 = 2600;
/// Random stream of where each channel's loop begins, by channel.
pub const OFFSET_STREAM: u32 = 2601;
/// Random stream of the tones' phases, by channel.
pub const TONE_STREAM: u32 = 2602;
/// Random stream of the comb's phases, by tone.
pub const COMB_STREAM: u32 = 2603;
/// Random stream of the phases of what bands are turned up by, by channel.
pub const TURN_STREAM: u32 = 2604;

/// What stands for a channel's nerve fibres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Carrier {
    /// The film's: 60 % sine, 30 % noise, 10 % pulses, of power.
    #[default]
    Film,
    /// A sine at the place.
    Sine,
    /// A band of noise about the place.
    Noise,
    /// The same of noise whose envelope hardly moves (Pumplin 1985; Kohlrausch et al. 1997).
    LowNoise,
    /// A pulse-spreading harmonic complex (Hilkhuysen & Macherey 2014).
    PulseSpreading,
    /// Each pulse by itself, through a filter of its place.
    Pulses,
    /// Tones all along the cochlea (SPIRAL, Grange & Culling 2017).
    Comb,
}

/// Amplitude by which each kind of sound takes part: the root of its share of power.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Shares {
    /// Sines at the places.
    pub tones: f32,
    /// Bands about the places, and of what kind.
    pub bands: f32,
    /// What the bands are made of.
    pub kind: Kind,
    /// Single pulses.
    pub pulses: f32,
    /// The comb.
    pub comb: f32,
}

impl Carrier {
    /// All of them; a setting's number is the position here.
    pub const ALL: [Self; 7] =
        [Self::Film, Self::Sine, Self::Noise, Self::LowNoise, Self::PulseSpreading, Self::Pulses, Self::Comb];

    /// The carrier of this number; the last of all for numbers beyond.
    pub fn numbered(number: usize) -> Self {
        Self::ALL[number.min(Self::ALL.len() - 1)]
    }

    /// What it is mixed of.
    pub fn shares(self) -> Shares {
        /// Roots of the film's 60, 30 and 10 % (design).
        const FILM: [f32; 3] = [0.774_596_7, 0.547_722_6, 0.316_227_77];
        let nothing = Shares::default();
        let band = |kind| Shares { bands: 1.0, kind, ..nothing };
        match self {
            Self::Film => Shares { tones: FILM[0], bands: FILM[1], pulses: FILM[2], ..nothing },
            Self::Sine => Shares { tones: 1.0, ..nothing },
            Self::Noise => band(Kind::Gaussian),
            Self::LowNoise => band(Kind::LowNoise),
            Self::PulseSpreading => band(Kind::Spreading),
            Self::Pulses => Shares { pulses: 1.0, ..nothing },
            Self::Comb => Shares { comb: 1.0, ..nothing },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_positions_and_shares_of_power_add_up_to_all_of_it() {
        for (number, carrier) in Carrier::ALL.into_iter().enumerate() {
            assert_eq!(Carrier::numbered(number), carrier);
            let shares = carrier.shares();
            let parts = [shares.tones, shares.bands, shares.pulses, shares.comb];
            assert!((parts.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-6, "{carrier:?}");
        }
        assert_eq!(Carrier::numbered(99), Carrier::Comb);
    }
}
