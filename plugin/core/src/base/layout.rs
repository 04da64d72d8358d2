//! What loudspeaker channels mean to a listener with two ears.

use super::{Ear, PerEar};

/// Which of the listener's ears a channel belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Heard by one ear.
    Ear(Ear),
    /// Heard by both: it gets the better ear's hearing.
    Both,
    /// Low-frequency effects: treated by policy.
    Lfe,
}

/// Where a channel's loudspeaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// The only channel of a mono track, heard by both ears or one.
    Alone(Role),
    /// Front, on one side.
    Front(Ear),
    /// Front centre.
    Centre,
    /// Low-frequency effects.
    Lfe,
    /// Side or rear, on one side.
    Surround(Ear),
    /// Rear centre.
    RearCentre,
    /// Above, on one side.
    Height(Ear),
}

/// Weight of centre, surround and height channels in the Lo/Ro fold-down, -3 dB (ITU-R BS.775-3, table 2).
pub const FOLD_DOWN: f32 = std::f32::consts::FRAC_1_SQRT_2;

impl Speaker {
    /// Whose ear hears it.
    pub const fn role(self) -> Role {
        match self {
            Self::Alone(role) => role,
            Self::Front(ear) | Self::Surround(ear) | Self::Height(ear) => Role::Ear(ear),
            Self::Centre | Self::RearCentre => Role::Both,
            Self::Lfe => Role::Lfe,
        }
    }

    /// Its weight on each ear's bus: front 1, centre, surround and height -3 dB, LFE none, mono 1.
    pub fn weights(self) -> PerEar<f32> {
        let weight = match self {
            Self::Front(_) | Self::Alone(_) => 1.0,
            Self::Centre | Self::RearCentre | Self::Surround(_) | Self::Height(_) => FOLD_DOWN,
            Self::Lfe => 0.0,
        };
        PerEar::from_fn(|ear| match self.role() {
            Role::Both => weight,
            Role::Ear(own) if own == ear => weight,
            Role::Ear(_) | Role::Lfe => 0.0,
        })
    }

    /// The loudspeaker on the other side.
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Front(ear) => Self::Front(ear.other()),
            Self::Surround(ear) => Self::Surround(ear.other()),
            Self::Height(ear) => Self::Height(ear.other()),
            Self::Alone(Role::Ear(ear)) => Self::Alone(Role::Ear(ear.other())),
            Self::Alone(_) | Self::Centre | Self::Lfe | Self::RearCentre => self,
        }
    }
}

/// Most channels of a layout.
pub const MAX_CHANNELS: usize = 12;

/// A named set of loudspeaker channels, in VST3 order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Name as shown to people.
    pub name: &'static str,
    /// One loudspeaker per channel.
    pub speakers: &'static [Speaker],
}

use Speaker::{Alone, Centre, Front, Height, Lfe, RearCentre, Surround};
const L: Ear = Ear::Left;
const R: Ear = Ear::Right;

/// A layout per line: its constant, its name, its loudspeakers.
macro_rules! layouts {
    ($($constant:ident, $name:literal, [$($speaker:expr),*];)*) => {
        impl Layout {
            $(#[doc = $name] pub const $constant: Self = Self { name: $name, speakers: &[$($speaker),*] };)*
            /// Every layout.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

layouts! {
    MONO, "Mono", [Alone(Role::Both)];
    MONO_LEFT, "Mono: left ear", [Alone(Role::Ear(L))];
    MONO_RIGHT, "Mono: right ear", [Alone(Role::Ear(R))];
    STEREO, "Stereo", [Front(L), Front(R)];
    LCR, "LCR", [Front(L), Front(R), Centre];
    QUAD, "Quad", [Front(L), Front(R), Surround(L), Surround(R)];
    LCRS, "LCRS", [Front(L), Front(R), Centre, RearCentre];
    LCR_LFE, "LCR + LFE", [Front(L), Front(R), Centre, Lfe];
    FIVE_0, "5.0", [Front(L), Front(R), Centre, Surround(L), Surround(R)];
    FOUR_1, "4.1", [Front(L), Front(R), Lfe, Surround(L), Surround(R)];
    FIVE_1, "5.1", [Front(L), Front(R), Centre, Lfe, Surround(L), Surround(R)];
    SIX_0_MUSIC, "6.0 music", [Front(L), Front(R), Surround(L), Surround(R), Surround(L), Surround(R)];
    SEVEN_1, "7.1", [Front(L), Front(R), Centre, Lfe, Surround(L), Surround(R), Surround(L), Surround(R)];
    FIVE_1_2, "5.1.2", [Front(L), Front(R), Centre, Lfe, Surround(L), Surround(R), Height(L), Height(R)];
    SEVEN_1_2, "7.1.2",
        [Front(L), Front(R), Centre, Lfe, Surround(L), Surround(R), Surround(L), Surround(R), Height(L), Height(R)];
    FIVE_1_4, "5.1.4",
        [Front(L), Front(R), Centre, Lfe, Surround(L), Surround(R), Height(L), Height(R), Height(L), Height(R)];
    SEVEN_1_4, "7.1.4",
        [Front(L), Front(R), Centre, Lfe, Surround(L), Surround(R), Surround(L), Surround(R),
         Height(L), Height(R), Height(L), Height(R)];
}

impl Layout {
    /// The layout a bare channel count most likely means. `None` for counts the plugin doesn't run at.
    pub fn from_count(channels: usize) -> Option<Self> {
        Some(match channels {
            1 => Self::MONO,
            2 => Self::STEREO,
            3 => Self::LCR,
            4 => Self::QUAD,
            5 => Self::FIVE_0,
            6 => Self::FIVE_1,
            8 => Self::SEVEN_1,
            10 => Self::SEVEN_1_2,
            12 => Self::SEVEN_1_4,
            _ => return None,
        })
    }

    /// The layout of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|layout| layout.name == name).copied()
    }

    /// Number of channels.
    pub const fn channels(self) -> usize {
        self.speakers.len()
    }

    /// For each channel, the channel on the other side: itself where there is none.
    pub fn mirror(self) -> impl Iterator<Item = usize> {
        self.speakers.iter().enumerate().map(move |(idx, speaker)| {
            let twin = speaker.mirrored();
            // The n-th of its kind on one side answers to the n-th of its kind on the other.
            let rank = self.speakers[..idx].iter().filter(|other| *other == speaker).count();
            let found = self.speakers.iter().enumerate().filter(|(_, other)| **other == twin).nth(rank);
            found.map_or(idx, |(other, _)| other)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_layouts_alternate_ears_after_the_lfe() {
        for layout in
            [Layout::FIVE_1, Layout::SEVEN_1, Layout::FIVE_1_2, Layout::SEVEN_1_2, Layout::SEVEN_1_4]
        {
            let roles: Vec<Role> = layout.speakers.iter().map(|speaker| speaker.role()).collect();
            assert_eq!(roles[..4], [Role::Ear(L), Role::Ear(R), Role::Both, Role::Lfe]);
            for (idx, role) in roles.iter().enumerate().skip(4) {
                assert_eq!(
                    *role,
                    Role::Ear(if idx % 2 == 0 { L } else { R }),
                    "{} channel {idx}",
                    layout.name
                );
            }
        }
    }

    #[test]
    fn mirror_pairs_sides_and_is_its_own_inverse() {
        for layout in Layout::ALL.iter().filter(|layout| layout.channels() > 1) {
            let mirror: Vec<usize> = layout.mirror().collect();
            for (idx, twin) in mirror.iter().enumerate() {
                assert_eq!(mirror[*twin], idx, "{}", layout.name);
                assert_eq!(layout.speakers[*twin], layout.speakers[idx].mirrored());
            }
        }
        assert_eq!(Layout::SEVEN_1_4.mirror().collect::<Vec<_>>(), [1, 0, 2, 3, 5, 4, 7, 6, 9, 8, 11, 10]);
    }

    #[test]
    fn the_ear_bus_is_lo_ro_without_lfe() {
        let bus =
            |ear: Ear| Layout::FIVE_1.speakers.iter().map(move |s| s.weights()[ear]).collect::<Vec<_>>();
        assert_eq!(bus(L), [1.0, 0.0, FOLD_DOWN, 0.0, FOLD_DOWN, 0.0]);
        assert_eq!(bus(R), [0.0, 1.0, FOLD_DOWN, 0.0, 0.0, FOLD_DOWN]);
    }
}
