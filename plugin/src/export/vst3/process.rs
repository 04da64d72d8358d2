//! One block from a VST3 host: checked, completed and put in order, then handed to the framework.

use std::ptr::null_mut;
use std::sync::atomic::Ordering;

use nice_plug::prelude::Vst3Plugin;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::ProcessContext_::StatesAndFlags_::kPlaying;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SymbolicSampleSizes_::kSample32;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    AudioBusBuffers, AudioBusBuffers__type0, IAudioProcessorTrait, IEventList, IParameterChanges,
    ProcessContext, ProcessData,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{int32, kResultFalse, kResultOk, tresult, uint32};

use super::super::channels::{complete, hush};
use super::super::guard::caught;
use super::super::limits::{INSIDE, KEY, MAX_FRAMES, MAX_INPUTS, MAX_WIDTH};
use super::wrapped::{Desk, Wrapped};
use crate::host_block::{self, HostBlock};
use crate::layouts::INSIDE_CHANNELS;

impl<P: Vst3Plugin> Wrapped<P> {
    /// Audio thread; allocates nothing, waits for nothing.
    ///
    /// `kResultFalse`, with silent outputs, if the plugin is not active or broken, the block is longer than announced, or
    /// the main buses are not those agreed on. Inputs that are off or missing are silent. A block without frames or
    /// without an output only moves parameters.
    ///
    /// # Safety
    /// `data` is a process call's argument.
    pub(super) unsafe fn process_block(&self, data: &mut ProcessData) -> tresult {
        let result = caught(|| {
            // SAFETY: says the caller.
            self.desk.with(|desk| unsafe { self.run(desk, data) }).flatten()
        });
        if result.is_none() {
            self.link.break_down();
        }
        match result.flatten() {
            Some(result) if result == kResultOk => result,
            _ => {
                // SAFETY: the outputs are the host's, valid during the call.
                unsafe { hush_outputs(data) };
                kResultFalse
            }
        }
    }

    /// `None` if the block is refused.
    ///
    /// # Safety
    /// `data` is a process call's argument.
    unsafe fn run(&self, desk: &mut Desk, data: &mut ProcessData) -> Option<tresult> {
        let frames = u32::try_from(data.numSamples).ok()?;
        let sane = data.symbolicSampleSize == kSample32 as int32 && frames <= desk.frames;
        if !sane || !self.active.load(Ordering::Acquire) || self.link.is_broken() {
            return None;
        }
        // SAFETY: the buses and lists are the host's, valid during the call.
        unsafe {
            match bus(data.outputs, data.numOutputs, 0).filter(|bus| frames > 0 && has_channels(bus)) {
                Some(output) => self.sound(desk, data, output, frames),
                None => Some(self.flush(desk, data)),
            }
        }
    }

    /// Moves parameters without processing sound.
    ///
    /// # Safety
    /// As [`Self::run`].
    unsafe fn flush(&self, desk: &Desk, data: &ProcessData) -> tresult {
        // SAFETY: the lists are the host's, valid during the call.
        let changes = unsafe { gather(desk, data, 0) };
        let mut flushed = ProcessData {
            numSamples: 0,
            numInputs: 0,
            numOutputs: 0,
            inputs: null_mut(),
            outputs: null_mut(),
            inputParameterChanges: changes,
            // Without sound there is nothing for a note to act on.
            inputEvents: null_mut(),
            ..*data
        };
        // SAFETY: everything in `flushed` outlives the call.
        unsafe { IAudioProcessorTrait::process(&self.inner, &raw mut flushed) }
    }

    /// # Safety
    /// As [`Self::run`]; `output` is the first output, and has channels.
    unsafe fn sound(
        &self,
        desk: &mut Desk,
        data: &mut ProcessData,
        output: AudioBusBuffers,
        frames: u32,
    ) -> Option<tresult> {
        let main = self.buses.mask(0)?;
        let width = main.count_ones();
        let widths = [width, width, INSIDE_CHANNELS];
        let mut silent = desk.silence.channels();
        // SAFETY: the buses are the host's, valid during the call.
        let (mut inputs, connected) = unsafe {
            if !fits(&output, width)
                || bus(data.inputs, data.numInputs, 0)
                    .is_some_and(|bus| has_channels(&bus) && !fits(&bus, width))
            {
                return None;
            }
            self.gather_inputs(data, widths, &mut silent)
        };
        // The framework reads as many inputs as there are outputs, so it is told of as many as there are inputs. It
        // has no auxiliary outputs to look for in them.
        let mut outputs = [output, NO_BUS, NO_BUS];
        let mut checked = ProcessData {
            numInputs: inputs.len() as int32,
            numOutputs: outputs.len() as int32,
            inputs: inputs.as_mut_ptr(),
            outputs: outputs.as_mut_ptr(),
            // SAFETY: the lists are the host's, valid during the call.
            inputParameterChanges: unsafe { gather(desk, data, frames) },
            // SAFETY: as above.
            inputEvents: unsafe { gather_notes(desk, data, frames) },
            ..*data
        };
        let block = HostBlock {
            // SAFETY: null or valid.
            position: unsafe { data.processContext.as_ref() }.and_then(position),
            arrangement: Some(main),
            key_connected: connected[KEY],
            inside_connected: connected[INSIDE],
        };
        // SAFETY: there is an output; what follows writes to it.
        unsafe { (*data.outputs).silenceFlags = 0 };
        // SAFETY: everything in `checked` outlives the call.
        Some(host_block::during(block, || unsafe {
            IAudioProcessorTrait::process(&self.inner, &raw mut checked)
        }))
    }

    /// The inputs as agreed on, those that are off, missing or not as wide as they should be silent; and which of
    /// them are the host's.
    ///
    /// # Safety
    /// As [`Self::run`].
    unsafe fn gather_inputs(
        &self,
        data: &ProcessData,
        widths: [u32; MAX_INPUTS],
        silent: &mut [*mut f32; MAX_WIDTH],
    ) -> ([AudioBusBuffers; MAX_INPUTS], [bool; MAX_INPUTS]) {
        let on = self.buses.inputs_on();
        let mut connected = [false; MAX_INPUTS];
        let buses = std::array::from_fn(|idx| {
            // A host that sends the main input means it, whether or not it said so.
            let wanted = on[idx] || idx == 0;
            // SAFETY: says the caller.
            let given = unsafe {
                bus(data.inputs, data.numInputs, idx).filter(|bus| wanted && fits(bus, widths[idx]))
            };
            connected[idx] = given.is_some();
            given.unwrap_or(AudioBusBuffers {
                numChannels: widths[idx] as int32,
                silenceFlags: 0,
                __field0: AudioBusBuffers__type0 { channelBuffers32: silent.as_mut_ptr() },
            })
        });
        (buses, connected)
    }
}

const NO_BUS: AudioBusBuffers = AudioBusBuffers {
    numChannels: 0,
    silenceFlags: 0,
    __field0: AudioBusBuffers__type0 { channelBuffers32: null_mut() },
};

/// The host's parameter changes, checked. Null if it has none.
///
/// # Safety
/// The changes are null or valid.
unsafe fn gather(desk: &Desk, data: &ProcessData, frames: u32) -> *mut IParameterChanges {
    // SAFETY: says the caller.
    unsafe { desk.changes.gather(data.inputParameterChanges, frames) };
    desk.changes.as_com_ref().map_or(null_mut(), |changes| changes.as_ptr())
}

/// The notes that begin in the host's events, checked; none unless the plugin takes notes.
///
/// # Safety
/// The events are null or valid.
unsafe fn gather_notes(desk: &Desk, data: &ProcessData, frames: u32) -> *mut IEventList {
    // SAFETY: says the caller.
    unsafe { desk.played.gather(data.inputEvents, frames) };
    desk.played.as_com_ref().map_or(null_mut(), |played| played.as_ptr())
}

/// The bus at an index, if there is one.
///
/// # Safety
/// `buses` is null or holds `count` valid buses.
unsafe fn bus(buses: *const AudioBusBuffers, count: int32, idx: usize) -> Option<AudioBusBuffers> {
    let exists = !buses.is_null() && usize::try_from(count).is_ok_and(|count| idx < count);
    // SAFETY: says the caller.
    exists.then(|| unsafe { *buses.add(idx) })
}

/// Whether a bus has channels at all. Hosts that have switched a bus off send it without.
///
/// # Safety
/// The bus is valid.
unsafe fn has_channels(bus: &AudioBusBuffers) -> bool {
    // SAFETY: either member of the union is a pointer.
    bus.numChannels > 0 && !unsafe { bus.__field0.channelBuffers32 }.is_null()
}

/// Whether a bus has exactly so many channels, with a buffer each.
///
/// # Safety
/// The bus is valid.
unsafe fn fits(bus: &AudioBusBuffers, width: u32) -> bool {
    // SAFETY: says the caller.
    u32::try_from(bus.numChannels)
        .is_ok_and(|count| unsafe { complete(bus.__field0.channelBuffers32, count, width) })
}

fn position(context: &ProcessContext) -> Option<i64> {
    (context.state & kPlaying as uint32 != 0).then_some(context.projectTimeSamples)
}

/// Silences what a refused block's outputs hold.
///
/// # Safety
/// The outputs are null or as many valid buses as is said.
unsafe fn hush_outputs(data: &mut ProcessData) {
    let count = usize::try_from(data.numOutputs).unwrap_or(0);
    if data.outputs.is_null() {
        return;
    }
    let frames = u32::try_from(data.numSamples).unwrap_or(0).min(MAX_FRAMES);
    // A host that insists on samples of 64 bits has twice as many of 32.
    let frames = if data.symbolicSampleSize == kSample32 as int32 { frames } else { 2 * frames };
    for idx in 0..count {
        // SAFETY: there are that many buses, each channel as long as the block; no host means longer ones.
        unsafe {
            let bus = &mut *data.outputs.add(idx);
            let channels = u32::try_from(bus.numChannels).unwrap_or(0);
            hush(bus.__field0.channelBuffers32, channels, frames);
            bus.silenceFlags = 1_u64.checked_shl(channels).map_or(u64::MAX, |above| above - 1);
        }
    }
}
