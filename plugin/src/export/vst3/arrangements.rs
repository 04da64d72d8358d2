//! Loudspeaker arrangements: what a VST3 host may ask for, what was agreed on, and what it is told.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr::{kEmpty, kStereo};
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArrangement;

use super::super::limits::{INSIDE, KEY, MAX_INPUTS};
use crate::layouts::{INSIDE_CHANNELS, WIDTHS};

/// The loudspeakers of every bus. A bus with none is not connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrangements {
    /// Main input and output: always the same loudspeakers.
    pub(super) main: SpeakerArrangement,
    /// The `Key` input.
    pub(super) key: SpeakerArrangement,
    /// The `Inside` input.
    pub(super) inside: SpeakerArrangement,
}

/// Before a host asks for anything. Some never do.
const INSERTED: Arrangements = Arrangements { main: kStereo, key: kStereo, inside: kStereo };

/// What a host asks for, if the plugin can do it: the same loudspeakers in and out, in a width it runs at; `Key` as
/// wide as that or empty; `Inside` stereo or empty; or fewer inputs, in which case the rest is as it suits the main
/// ones.
///
/// A host may describe an input that it has switched off in any way it likes: JUCE hosts repeat what it was before.
pub(super) fn agree(
    inputs: &[SpeakerArrangement],
    outputs: &[SpeakerArrangement],
    switched_on: [bool; MAX_INPUTS],
) -> Option<Arrangements> {
    let (&[main, ref aux @ ..], &[output]) = (inputs, outputs) else { return None };
    let wide = WIDTHS.contains(&main.count_ones());
    if !wide || output != main || inputs.len() > MAX_INPUTS {
        return None;
    }
    let key = aux.first().copied().unwrap_or(main);
    let inside = aux.get(1).copied().unwrap_or(kStereo);
    let fits = |mask: SpeakerArrangement, bus: usize, width: u32| {
        mask == kEmpty || mask.count_ones() == width || !switched_on[bus]
    };
    let agreed = fits(key, KEY, main.count_ones()) && fits(inside, INSIDE, INSIDE_CHANNELS);
    agreed.then_some(Arrangements { main, key, inside })
}

/// What the host agreed on, and which buses it switched on. Main thread writes, any thread reads.
pub(super) struct Buses {
    masks: [AtomicU64; MAX_INPUTS],
    inputs_on: [AtomicBool; MAX_INPUTS],
}

impl Default for Buses {
    fn default() -> Self {
        let buses = Self { masks: Default::default(), inputs_on: Default::default() };
        buses.set(INSERTED);
        buses.switch(0, true);
        buses
    }
}

impl Buses {
    pub(super) fn set(&self, agreed: Arrangements) {
        for (mask, value) in self.masks.iter().zip([agreed.main, agreed.key, agreed.inside]) {
            mask.store(value, Ordering::Release);
        }
    }

    /// Loudspeakers of an input bus; the main output's are the main input's.
    pub(super) fn mask(&self, input: usize) -> Option<SpeakerArrangement> {
        self.masks.get(input).map(|mask| mask.load(Ordering::Acquire))
    }

    pub(super) fn arrangements(&self) -> Arrangements {
        let [main, key, inside] = self.masks.each_ref().map(|mask| mask.load(Ordering::Acquire));
        Arrangements { main, key, inside }
    }

    /// Remembers whether an input is on. Inputs that do not exist are ignored.
    pub(super) fn switch(&self, input: usize, on: bool) {
        if let Some(switch) = self.inputs_on.get(input) {
            switch.store(on, Ordering::Release);
        }
    }

    pub(super) fn inputs_on(&self) -> [bool; MAX_INPUTS] {
        self.inputs_on.each_ref().map(|on| on.load(Ordering::Acquire))
    }
}

#[cfg(test)]
mod tests {
    use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr::*;

    use super::*;

    const OFF: [bool; MAX_INPUTS] = [true, false, false];
    const ON: [bool; MAX_INPUTS] = [true; MAX_INPUTS];

    /// Every arrangement the plugin promises, by name.
    const PROMISED: [(&str, SpeakerArrangement); 15] = [
        ("mono", kMono),
        ("stereo", kStereo),
        ("LCR", k30Cine),
        ("quad", k40Music),
        ("LCRS", k40Cine),
        ("5.0", k50),
        ("5.1", k51),
        ("7.1 music", k71Music),
        ("7.1 cine", k71Cine),
        ("5.1.2", k51_2),
        ("7.1.2", k71_2),
        ("5.1.4", k51_4),
        ("7.1.4", k71_4),
        ("a single left loudspeaker", 1),
        ("4.1 music", k41Music),
    ];

    #[test]
    fn promised_arrangements_are_agreed_on_with_and_without_auxiliary_inputs() {
        for (name, main) in PROMISED {
            for switched_on in [OFF, ON] {
                let agree = |inputs: &[SpeakerArrangement]| agree(inputs, &[main], switched_on);
                assert_eq!(agree(&[main]), Some(Arrangements { main, key: main, inside: kStereo }), "{name}");
                assert_eq!(agree(&[main, main]), agree(&[main]), "{name}");
                assert_eq!(agree(&[main, main, kStereo]), agree(&[main]), "{name}");
                let empty = Arrangements { main, key: kEmpty, inside: kEmpty };
                assert_eq!(agree(&[main, kEmpty, kEmpty]), Some(empty), "{name}");
            }
        }
    }

    #[test]
    fn an_input_that_is_on_must_fit() {
        for inputs in [&[k51, kStereo][..], &[k51, kMono, kStereo], &[k51, k51, kMono], &[k51, k51, k51]] {
            assert_eq!(agree(inputs, &[k51], ON), None, "{inputs:x?}");
            let (key, inside) = (inputs[1], inputs.get(2).copied().unwrap_or(kStereo));
            assert_eq!(
                agree(inputs, &[k51], OFF),
                Some(Arrangements { main: k51, key, inside }),
                "{inputs:x?}"
            );
        }
    }

    #[test]
    fn what_the_plugin_cannot_do_is_refused() {
        for (inputs, outputs) in [
            (&[][..], &[kStereo][..]),
            (&[kStereo], &[]),
            (&[kStereo], &[kMono]),
            (&[k51], &[kStereo]),
            (&[k71Cine], &[k71Music]),
            (&[kEmpty], &[kEmpty]),
            (&[k70Cine], &[k70Cine]),
            (&[kStereo; 4], &[kStereo]),
            (&[kStereo], &[kStereo; 2]),
            (&[u64::MAX], &[u64::MAX]),
        ] {
            assert_eq!(agree(inputs, outputs, OFF), None, "{inputs:x?} to {outputs:x?}");
        }
    }
}
