//! A VST3 host for the tests of this folder: it hands one block to an instance, well-formed or not.

#[cfg(target_os = "linux")]
pub(super) mod frame;

use std::ptr::null_mut;

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    AudioBusBuffers, AudioBusBuffers__type0, Event, Event__type0, IAudioProcessorTrait, IComponentTrait,
    IEventList, IEventListTrait, IParamValueQueue, IParamValueQueueTrait, IParameterChanges,
    IParameterChangesTrait, NoteOnEvent, ParamID, ParamValue, ProcessContext, ProcessData, ProcessSetup,
    SpeakerArrangement,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    int32, kInvalidArgument, kNotImplemented, kResultOk, tresult,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComWrapper};

pub(super) const RATE: f64 = 48_000.0;
pub(super) const FRAMES: i32 = 512;

/// Asks for loudspeakers.
pub(super) fn arrange(
    processor: &impl IAudioProcessorTrait,
    inputs: &[SpeakerArrangement],
    output: SpeakerArrangement,
) -> tresult {
    let (mut inputs, mut outputs) = (inputs.to_vec(), [output]);
    // SAFETY: the lists are as long as is said.
    unsafe {
        processor.setBusArrangements(inputs.as_mut_ptr(), inputs.len() as int32, outputs.as_mut_ptr(), 1)
    }
}

/// Announces a sample rate and a block size.
pub(super) fn set_up(processor: &impl IAudioProcessorTrait, rate: f64, frames: i32) -> tresult {
    let mut setup =
        ProcessSetup { processMode: 0, symbolicSampleSize: 0, maxSamplesPerBlock: frames, sampleRate: rate };
    // SAFETY: the set-up is valid.
    unsafe { processor.setupProcessing(&raw mut setup) }
}

/// Makes an instance ready for sound.
pub(super) fn start(instance: &(impl IAudioProcessorTrait + IComponentTrait)) {
    assert_eq!(set_up(instance, RATE, FRAMES), kResultOk);
    // SAFETY: the order is VST3's.
    unsafe {
        assert_eq!(instance.setActive(1), kResultOk);
        assert_eq!(instance.setProcessing(1), kResultOk);
    }
}

/// A bus's samples: every channel constant, `level` plus a hundredth per channel.
fn bus(channels: usize, level: f32, frames: usize) -> Vec<Vec<f32>> {
    (0..channels).map(|channel| vec![level + channel as f32 / 100.0; frames]).collect()
}

/// One block in memory.
pub(super) struct Block {
    inputs: Vec<Vec<Vec<f32>>>,
    pub(super) output: Vec<Vec<f32>>,
    pub(super) context: Option<ProcessContext>,
    pub(super) changes: Option<ComWrapper<Sent>>,
    pub(super) events: Option<ComWrapper<SentEvents>>,
}

impl Block {
    /// Inputs of so many channels each, at levels 1, 2 and 3, and an output full of something else.
    pub(super) fn new(inputs: &[usize], output: usize, frames: usize) -> Self {
        let inputs =
            inputs.iter().enumerate().map(|(idx, width)| bus(*width, idx as f32 + 1.0, frames)).collect();
        Self { inputs, output: bus(output, 9.0, frames), context: None, changes: None, events: None }
    }

    /// Hands the block over, after `spoil` had its way with it.
    pub(super) fn run(
        &mut self,
        processor: &impl IAudioProcessorTrait,
        spoil: impl FnOnce(&mut ProcessData, &mut [AudioBusBuffers], &mut AudioBusBuffers),
    ) -> tresult {
        let frames = self.output.first().map_or(0, Vec::len);
        let mut input_channels: Vec<Vec<*mut f32>> =
            self.inputs.iter_mut().map(|bus| bus.iter_mut().map(Vec::as_mut_ptr).collect()).collect();
        let mut output_channels: Vec<*mut f32> = self.output.iter_mut().map(Vec::as_mut_ptr).collect();
        let mut inputs: Vec<AudioBusBuffers> = input_channels.iter_mut().map(buffers).collect();
        let mut output = buffers(&mut output_channels);
        let changes = self.changes.as_ref().and_then(ComWrapper::as_com_ref::<IParameterChanges>);
        let events = self.events.as_ref().and_then(ComWrapper::as_com_ref::<IEventList>);
        let mut data = ProcessData {
            processMode: 0,
            symbolicSampleSize: 0,
            numSamples: frames as int32,
            numInputs: inputs.len() as int32,
            numOutputs: 1,
            inputs: inputs.as_mut_ptr(),
            outputs: &raw mut output,
            inputParameterChanges: changes.map_or(null_mut(), |changes| changes.as_ptr()),
            outputParameterChanges: null_mut(),
            inputEvents: events.map_or(null_mut(), |events| events.as_ptr()),
            outputEvents: null_mut(),
            processContext: self.context.as_mut().map_or(null_mut(), std::ptr::from_mut),
        };
        spoil(&mut data, &mut inputs, &mut output);
        // SAFETY: whatever a test spoils, no pointer in it leads outside what it says.
        unsafe { processor.process(&raw mut data) }
    }
}

fn buffers(channels: &mut Vec<*mut f32>) -> AudioBusBuffers {
    AudioBusBuffers {
        numChannels: channels.len() as int32,
        silenceFlags: 0,
        __field0: AudioBusBuffers__type0 { channelBuffers32: channels.as_mut_ptr() },
    }
}

/// Parameter changes as a host sends them: a list per parameter.
pub(super) struct Sent(Vec<ComWrapper<SentQueue>>);

/// One parameter's list.
pub(super) struct SentQueue {
    id: ParamID,
    points: Vec<(int32, ParamValue)>,
}

impl Sent {
    pub(super) fn new(queues: &[(ParamID, &[(int32, ParamValue)])]) -> ComWrapper<Self> {
        let queue =
            |(id, points): &(ParamID, &[_])| ComWrapper::new(SentQueue { id: *id, points: points.to_vec() });
        ComWrapper::new(Self(queues.iter().map(queue).collect()))
    }
}

/// Events as a host sends them; it fails to give those of type 9999.
pub(super) struct SentEvents(pub(super) Vec<Event>);

/// A note that begins.
pub(super) fn note(offset: int32, pitch: i16, velocity: f32) -> Event {
    let on = NoteOnEvent { channel: 0, pitch, tuning: 0.0, velocity, length: 0, noteId: -1 };
    Event {
        busIndex: 0,
        sampleOffset: offset,
        ppqPosition: 0.0,
        flags: 0,
        r#type: 0,
        __field0: Event__type0 { noteOn: on },
    }
}

impl Class for SentEvents {
    type Interfaces = (IEventList,);
}

impl IEventListTrait for SentEvents {
    unsafe fn getEventCount(&self) -> int32 {
        self.0.len() as int32
    }

    unsafe fn getEvent(&self, index: int32, event: *mut Event) -> tresult {
        let Some(found) = self.0.get(index as usize).filter(|found| found.r#type != 9999) else {
            return kInvalidArgument;
        };
        // SAFETY: the caller's to write to.
        unsafe { event.write(*found) };
        kResultOk
    }

    unsafe fn addEvent(&self, _: *mut Event) -> tresult {
        kNotImplemented
    }
}

impl Class for Sent {
    type Interfaces = (IParameterChanges,);
}

impl Class for SentQueue {
    type Interfaces = (IParamValueQueue,);
}

impl IParameterChangesTrait for Sent {
    unsafe fn getParameterCount(&self) -> int32 {
        self.0.len() as int32
    }

    unsafe fn getParameterData(&self, index: int32) -> *mut IParamValueQueue {
        let queue = self.0.get(index as usize).and_then(ComWrapper::as_com_ref);
        queue.map_or(null_mut(), |queue| queue.as_ptr())
    }

    unsafe fn addParameterData(&self, _: *const ParamID, _: *mut int32) -> *mut IParamValueQueue {
        null_mut()
    }
}

impl IParamValueQueueTrait for SentQueue {
    unsafe fn getParameterId(&self) -> ParamID {
        self.id
    }

    unsafe fn getPointCount(&self) -> int32 {
        self.points.len() as int32
    }

    unsafe fn getPoint(&self, index: int32, offset: *mut int32, value: *mut ParamValue) -> tresult {
        let Some(point) = self.points.get(index as usize) else { return kInvalidArgument };
        // SAFETY: the caller's to write to.
        unsafe { (*offset, *value) = *point };
        kResultOk
    }

    unsafe fn addPoint(&self, _: int32, _: ParamValue, _: *mut int32) -> tresult {
        kNotImplemented
    }
}
