//! What a VST3 host agrees on with the plugin before it sends sound: loudspeakers, sample rate, block size.

use std::sync::atomic::Ordering;

use nice_plug::prelude::Vst3Plugin;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::BusDirections_::{kInput, kOutput};
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr::kStereo;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SymbolicSampleSizes_::kSample32;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    BusDirection, IAudioProcessorTrait, ProcessData, ProcessSetup, SpeakerArrangement,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    TBool, int32, kInternalError, kInvalidArgument, kResultFalse, kResultOk, tresult, uint32,
};

use super::super::guard::guarded;
use super::super::limits::{MAX_FRAMES, runs_at};
use super::arrangements::{Arrangements, agree};
use super::wrapped::{Wrapped, delegate};

const INPUT: BusDirection = kInput as BusDirection;
const OUTPUT: BusDirection = kOutput as BusDirection;

impl<P: Vst3Plugin> IAudioProcessorTrait for Wrapped<P> {
    delegate! { IAudioProcessorTrait:
        canProcessSampleSize(size: int32) -> tresult;
        getLatencySamples() -> uint32;
        getTailSamples() -> uint32;
    }

    /// Main thread. `kResultFalse`, and nothing changed, for what [`agree`] refuses, and for anything new while
    /// active.
    unsafe fn setBusArrangements(
        &self,
        inputs: *mut SpeakerArrangement,
        n_inputs: int32,
        outputs: *mut SpeakerArrangement,
        n_outputs: int32,
    ) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: the host hands over as many arrangements as it says.
            let (inputs, outputs) = unsafe { (masks(inputs, n_inputs), masks(outputs, n_outputs)) };
            let (Some(inputs), Some(outputs)) = (inputs, outputs) else { return kInvalidArgument };
            let Some(agreed) = agree(inputs, outputs, self.buses.inputs_on()) else { return kResultFalse };
            if agreed == self.buses.arrangements() {
                return kResultOk;
            }
            if self.active.load(Ordering::Acquire) || !self.hand_on(agreed) {
                return kResultFalse;
            }
            self.buses.set(agreed);
            kResultOk
        })
    }

    /// Main thread. What was agreed on, not what the framework makes of its width.
    unsafe fn getBusArrangement(
        &self,
        direction: BusDirection,
        index: int32,
        mask: *mut SpeakerArrangement,
    ) -> tresult {
        guarded(kInternalError, || {
            let known = match (direction, usize::try_from(index)) {
                (INPUT, Ok(idx)) => self.buses.mask(idx),
                (OUTPUT, Ok(0)) => self.buses.mask(0),
                _ => None,
            };
            match known {
                Some(known) if !mask.is_null() => {
                    // SAFETY: not null, so the host's to write to.
                    unsafe { mask.write(known) };
                    kResultOk
                }
                _ => kInvalidArgument,
            }
        })
    }

    /// Main thread. `kResultFalse`, and nothing changed, for rates outside 22.05..=192 kHz, samples that are not
    /// 32 bits wide, block sizes no host means, and anything the running plugin is not prepared for.
    unsafe fn setupProcessing(&self, setup: *mut ProcessSetup) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: null or the host's.
            let Some(wanted) = (unsafe { setup.as_ref() }) else { return kInvalidArgument };
            let frames = u32::try_from(wanted.maxSamplesPerBlock).unwrap_or(0);
            let sane = wanted.symbolicSampleSize == kSample32 as int32
                && runs_at(wanted.sampleRate)
                && (1..=MAX_FRAMES).contains(&frames);
            // A running plugin may only be told again what it knows, in another process mode.
            let known = f64::from_bits(self.rate_bits.load(Ordering::Acquire)) == wanted.sampleRate
                && frames <= self.frames.load(Ordering::Acquire);
            if !sane || (self.active.load(Ordering::Acquire) && !known) {
                return kResultFalse;
            }
            // SAFETY: the framework's method asks of its caller what this one does.
            let result = unsafe { IAudioProcessorTrait::setupProcessing(&self.inner, setup) };
            if result == kResultOk && !self.active.load(Ordering::Acquire) {
                self.rate_bits.store(wanted.sampleRate.to_bits(), Ordering::Release);
                self.frames.store(frames, Ordering::Release);
            }
            result
        })
    }

    /// Audio or main thread. Starting before activation means nothing yet: some hosts do it on their way there.
    unsafe fn setProcessing(&self, state: TBool) -> tresult {
        guarded(kInternalError, || {
            if state != 0 && !self.active.load(Ordering::Acquire) {
                return kResultOk;
            }
            // SAFETY: the framework's method asks of its caller what this one does.
            unsafe { IAudioProcessorTrait::setProcessing(&self.inner, state) }
        })
    }

    /// Audio thread; see [`super::process`].
    unsafe fn process(&self, data: *mut ProcessData) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: null or the host's, valid during the call.
            match unsafe { data.as_mut() } {
                // SAFETY: it is the host's.
                Some(data) => unsafe { self.process_block(data) },
                None => kInvalidArgument,
            }
        })
    }
}

/// A host's list of arrangements. `None` for fewer than none, or if there should be some and there is no list.
///
/// # Safety
/// `list` is null or holds `count` arrangements.
unsafe fn masks<'a>(list: *const SpeakerArrangement, count: int32) -> Option<&'a [SpeakerArrangement]> {
    match usize::try_from(count) {
        Ok(0) => Some(&[]),
        // SAFETY: says the caller.
        Ok(count) if !list.is_null() => Some(unsafe { std::slice::from_raw_parts(list, count) }),
        _ => None,
    }
}

impl<P: Vst3Plugin> Wrapped<P> {
    /// Makes the framework's layout the one of this width with both auxiliary inputs, connected or not: the number of
    /// buses never changes. The framework looks for the n-th auxiliary input's width one place too early, so if it
    /// refuses the arrangements as they are, it is shown them shifted.
    fn hand_on(&self, agreed: Arrangements) -> bool {
        let main = agreed.main;
        [[main, main, kStereo], [main, kStereo, kStereo]].into_iter().any(|mut inputs| {
            let mut outputs = [main];
            // SAFETY: the lists are as long as is said.
            let result = unsafe {
                IAudioProcessorTrait::setBusArrangements(
                    &self.inner,
                    inputs.as_mut_ptr(),
                    inputs.len() as int32,
                    outputs.as_mut_ptr(),
                    outputs.len() as int32,
                )
            };
            result == kResultOk
        })
    }
}
