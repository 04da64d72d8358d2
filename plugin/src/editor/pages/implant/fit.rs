//! The implant of one ear as the pictures need it: its channels, and every electrode of its array.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::adaptation::Adapted;
use threshold_core::hearing::array::Array;
use threshold_core::hearing::channels::{Channels, Device};
use threshold_core::hearing::fitting::{Fitting, by_ear, worn};
use threshold_core::hearing::greenwood::{DUCT_MM, frequency, place};
use threshold_core::parameters::{
    IMPLANT_ACOUSTIC, IMPLANT_ACOUSTIC_EDGE, IMPLANT_ARRAY, IMPLANT_ARRAYS, IMPLANT_CHANNELS, IMPLANT_DEAD,
    IMPLANT_DEPTH, IMPLANT_EARS, IMPLANT_MAP, IMPLANT_MISMATCH, IMPLANT_OFF, IMPLANT_OTHER_ARRAY,
    IMPLANT_OTHER_MAP, IMPLANT_SETTLED, IMPLANT_SHIFT, IMPLANT_SPREAD, MOST_ELECTRODES, Values,
};

use crate::editor::words;

/// Semitones in an octave.
const SEMITONES: f32 = 12.0;
/// Below this a shift is none, mm: a tenth is what is printed.
const UNSHIFTED_MM: f32 = 0.05;

/// What becomes of an electrode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has the channel of this number.
    Used(usize),
    /// There are fewer channels than electrodes.
    Idle,
    /// It is switched off.
    Off,
}

/// An electrode of an array.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Electrode {
    /// Where it is heard, mm from the apex.
    pub mm: f32,
    /// What becomes of it.
    pub state: State,
    /// Whether there is no nerve.
    pub is_dead: bool,
}

/// The implant of one ear.
pub struct Fit {
    /// Whose it is.
    pub ear: Ear,
    /// Its channels.
    pub channels: Channels,
    /// Every electrode of its array, the deepest first.
    pub electrodes: Vec<Electrode>,
    /// How steeply current falls along the duct, dB per mm.
    pub slope: f32,
    device: Device,
}

/// A distance between where something listens and where it is heard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Along the duct, mm towards the base.
    pub mm: f32,
    /// Upwards in pitch.
    pub octaves: f32,
}

impl Fit {
    /// The implants of the ears that have one, at these values.
    pub fn of(values: &Values) -> Vec<Self> {
        let choice = |entry| values.of(entry).max(0.0) as usize;
        let lists = |entries: &[_; 2]| {
            let [left, right] = entries.each_ref().map(|entry| values.of(entry).max(0.0) as u32);
            PerEar::from_fn(|ear| match ear {
                Ear::Left => left,
                Ear::Right => right,
            })
        };
        let has_lows = values.of(&IMPLANT_ACOUSTIC) > 0.5;
        let fitting = Fitting {
            channels: choice(&IMPLANT_CHANNELS),
            shift_mm: values.of(&IMPLANT_SHIFT),
            mismatch_mm: values.of(&IMPLANT_MISMATCH),
            maps: by_ear(choice(&IMPLANT_MAP), choice(&IMPLANT_OTHER_MAP)),
            arrays: by_ear(choice(&IMPLANT_ARRAY), choice(&IMPLANT_OTHER_ARRAY)),
            depth_mm: values.of(&IMPLANT_DEPTH),
            off: lists(&IMPLANT_OFF),
            dead: lists(&IMPLANT_DEAD),
            acoustic_hz: if has_lows { values.of(&IMPLANT_ACOUSTIC_EDGE) } else { 0.0 },
        };
        let adapted = Adapted::of(values.of(&IMPLANT_SETTLED));
        let devices = fitting.devices(&adapted);
        let has = worn(choice(&IMPLANT_EARS));
        let slope = values.of(&IMPLANT_SPREAD) * adapted.slope;
        Ear::BOTH.into_iter().filter(|ear| has[*ear]).map(|ear| Self::new(ear, devices[ear], slope)).collect()
    }

    fn new(ear: Ear, device: Device, slope: f32) -> Self {
        let channels = Channels::of(&device);
        let used: Vec<(usize, f32)> = (0..channels.count)
            .map(|n| (usize::from(channels.electrodes[n]) - 1, channels.places[n]))
            .collect();
        // Where they would sit with none switched off and as many channels as there are electrodes.
        let all = Channels::of(&Device { off: 0, channels: device.map.channels(), ..device });
        let electrodes = (0..device.electrodes()).map(|n| {
            let channel = used.iter().position(|(electrode, _)| *electrode == n);
            let state = match channel {
                Some(channel) => State::Used(channel),
                None if is_in(device.off, n) => State::Off,
                None => State::Idle,
            };
            let mm = channel.map_or_else(|| beside(&used, &all, n), |n| channels.places[n]);
            Electrode { mm, state, is_dead: is_in(device.dead, n) }
        });
        Self { ear, channels, electrodes: electrodes.collect(), slope, device }
    }

    /// Where channel `n` listens, mm from the apex.
    pub fn listens_mm(&self, n: usize) -> f32 {
        place(self.channels.centre(n))
    }

    /// How much higher channel `n` is heard than it listens.
    pub fn shift(&self, n: usize) -> Shift {
        Shift {
            mm: self.channels.places[n] - self.listens_mm(n),
            octaves: (self.channels.heard_hz(n) / self.channels.centre(n)).log2(),
        }
    }

    /// The mean of the shifts of all channels.
    pub fn mean_shift(&self) -> Shift {
        let count = self.channels.count.max(1) as f32;
        let sum = (0..self.channels.count)
            .map(|n| self.shift(n))
            .fold((0.0, 0.0), |(mm, octaves), shift| (mm + shift.mm, octaves + shift.octaves));
        Shift { mm: sum.0 / count, octaves: sum.1 / count }
    }

    /// What it is, in a few words.
    pub fn about(&self) -> String {
        let array = IMPLANT_ARRAYS.get(self.device.array as usize).copied().unwrap_or_default();
        let count = self.channels.count;
        let channels = if count == 1 { "1 channel".to_owned() } else { format!("{count} channels") };
        let off = self.electrodes.iter().filter(|electrode| electrode.state == State::Off).count();
        let off = if off == 0 { String::new() } else { format!("{}{off} off", words::SEPARATOR) };
        let name = match self.device.array {
            Array::Matched => "matched array".to_owned(),
            Array::ByDepth => format!("{:.1} mm deep", self.device.depth_mm),
            Array::Hugging22 | Array::Straight12 => array.to_owned(),
        };
        format!("{channels}{}{name}{off}", words::SEPARATOR)
    }

    /// Electrode number `n` (0 the deepest) in words: what it is told, and where it is heard.
    pub fn told(&self, n: usize) -> Vec<String> {
        let Some(Electrode { mm, state, is_dead }) = self.electrodes.get(n).copied() else {
            return Vec::new();
        };
        let depth = DUCT_MM - mm;
        let heard = words::frequency(frequency(mm));
        let mut lines = vec![match state {
            State::Used(channel) => {
                let [from, to] = [channel, channel + 1].map(|n| words::frequency(self.channels.edges[n]));
                format!("Channel {}, listens to {from} to {to}.", channel + 1)
            }
            State::Idle => "No channel: there are fewer channels than electrodes.".to_owned(),
            State::Off => "Switched off: its part of the spectrum goes to the others.".to_owned(),
        }];
        lines.push(format!("Heard at {heard}, {mm:.1} mm from the apex ({depth:.1} mm deep)."));
        if let State::Used(channel) = state {
            lines.push(format!("{}.", self.shift(channel)));
        }
        if is_dead {
            lines.push("No nerve answers here: a hole.".to_owned());
        }
        lines
    }
}

impl std::fmt::Display for Shift {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { mm, octaves } = self;
        if mm.abs() < UNSHIFTED_MM {
            return write!(f, "Heard where it listens");
        }
        let side = if *mm > 0.0 { "higher" } else { "lower" };
        let (mm, octaves) = (mm.abs(), octaves.abs());
        write!(f, "Heard {mm:.1} mm {side}: {:.0} semitones ({octaves:.1} oct)", SEMITONES * octaves)
    }
}

/// Whether electrode `n` is in a `list`.
pub const fn is_in(list: u32, n: usize) -> bool {
    n < MOST_ELECTRODES && list >> n & 1 == 1
}

/// Where electrode `n` lies beside those that are `used`: between two of them, or as far from the nearest as on an array
/// that uses `all`.
fn beside(used: &[(usize, f32)], all: &Channels, n: usize) -> f32 {
    let reference = |n: usize| all.places[n.min(all.count.max(1) - 1)];
    let below = used.iter().rfind(|(electrode, _)| *electrode < n);
    let above = used.iter().find(|(electrode, _)| *electrode > n);
    let mm = match (below, above) {
        (Some((below, low)), Some((above, high))) => {
            low + (high - low) * (n - below) as f32 / (above - below) as f32
        }
        (Some((nearest, mm)), None) | (None, Some((nearest, mm))) => mm + reference(n) - reference(*nearest),
        (None, None) => reference(n),
    };
    mm.clamp(0.0, DUCT_MM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::EVERY_ELECTRODE;

    fn fit(values: &Values) -> Fit {
        Fit::of(values).remove(0)
    }

    #[test]
    fn every_electrode_is_there_in_its_order_whatever_is_used() {
        for (array, map) in [(0.0, 0.0), (0.0, 5.0), (1.0, 0.0), (2.0, 4.0), (3.0, 1.0)] {
            let values = Values::default()
                .with(&IMPLANT_ARRAY, array)
                .with(&IMPLANT_MAP, map)
                .with(&IMPLANT_CHANNELS, 8.0)
                .with(&IMPLANT_OFF[0], f32::from(0b1_0001_u8));
            let fit = fit(&values);
            let places: Vec<f32> = fit.electrodes.iter().map(|electrode| electrode.mm).collect();
            assert!(places.windows(2).all(|pair| pair[1] >= pair[0]), "{array} {map}: {places:?}");
            assert_eq!(fit.electrodes[4].state, State::Off);
            let used = |electrode: &&Electrode| matches!(electrode.state, State::Used(_));
            assert_eq!(fit.electrodes.iter().filter(used).count(), fit.channels.count);
        }
    }

    #[test]
    fn ears_without_an_implant_have_no_picture_and_none_is_left_without_electrodes() {
        let one = Fit::of(&Values::default().with(&IMPLANT_EARS, 2.0));
        assert_eq!(one.iter().map(|fit| fit.ear).collect::<Vec<_>>(), [Ear::Right]);
        let none = fit(&Values::default().with(&IMPLANT_OFF[0], EVERY_ELECTRODE as f32));
        assert!(none.channels.count == 0 && none.mean_shift() == Shift { mm: 0.0, octaves: 0.0 });
        assert!(none.electrodes.iter().all(|electrode| electrode.state == State::Off));
        assert!(none.told(3).iter().all(|line| line.ends_with('.')));
    }

    #[test]
    fn shifts_read_as_people_say_them() {
        let settled = Values::default().with(&IMPLANT_SETTLED, 1.0);
        assert_eq!(fit(&settled).mean_shift().to_string(), "Heard where it listens");
        // 3 mm up from 1 kHz is 1588 Hz: 8 semitones.
        let shifted = Shift { mm: 3.0, octaves: (1588.0_f32 / 1000.0).log2() };
        assert_eq!(shifted.to_string(), "Heard 3.0 mm higher: 8 semitones (0.7 oct)");
        let early = fit(&Values::default()).mean_shift();
        assert!((early.mm - 3.0).abs() < 1e-3, "the first day's 3 mm: {early:?}");
    }
}
