//! A VST3 host of few words: it makes instances of a library's plugins and hands them blocks, well-formed or not.

use std::ffi::{CStr, c_void};
use std::path::Path;
use std::ptr::null_mut;

use vst3::Steinberg::Vst::{
    AudioBusBuffers, AudioBusBuffers__type0, IAudioProcessor, IAudioProcessorTrait, IComponent,
    IComponentTrait, IEditController, IEditControllerTrait, IParameterChanges, ParameterInfo, ProcessData,
    ProcessSetup, SpeakerArrangement,
};
use vst3::Steinberg::{
    IBStream, IPluginBaseTrait, IPluginFactory, IPluginFactoryTrait, PClassInfo, kResultOk, tresult,
};
use vst3::{ComPtr, ComWrapper, Interface};

use super::com::{Changes, Memory};

/// What a library exports.
type GetFactory = unsafe extern "system" fn() -> *mut c_void;

/// A library's plugins.
pub struct Factory(ComPtr<IPluginFactory>);

impl Factory {
    /// Loads a library, for good: nothing is gained by unloading it, and threads of it may still end.
    pub fn load(library: &Path) -> Self {
        // SAFETY: the library is our own, and stays loaded.
        unsafe {
            let library = Box::leak(Box::new(libloading::Library::new(library).expect("the library loads")));
            #[cfg(target_os = "linux")]
            {
                let entry: libloading::Symbol<unsafe extern "C" fn(*mut c_void) -> bool> =
                    library.get(b"ModuleEntry").expect("an entry");
                assert!(entry(null_mut()));
                let _: libloading::Symbol<unsafe extern "C" fn() -> bool> =
                    library.get(b"ModuleExit").expect("an exit");
            }
            let get: libloading::Symbol<GetFactory> = library.get(b"GetPluginFactory").expect("a factory");
            Self::from_raw(get())
        }
    }

    /// Takes the factory that a library's entry point gave.
    ///
    /// # Safety
    /// `factory` is one, and owned.
    pub unsafe fn from_raw(factory: *mut c_void) -> Self {
        // SAFETY: says the caller.
        Self(unsafe { ComPtr::from_raw(factory.cast()) }.expect("a factory"))
    }

    /// Names and identifiers of the plugins, in the library's order.
    pub fn classes(&self) -> Vec<(String, [i8; 16])> {
        // SAFETY: the infos are ours, and all zeros are valid ones.
        unsafe {
            (0..self.0.countClasses())
                .map(|idx| {
                    let mut info: PClassInfo = std::mem::zeroed();
                    assert_eq!(self.0.getClassInfo(idx, &raw mut info), kResultOk);
                    (CStr::from_ptr(info.name.as_ptr()).to_str().expect("a name").to_owned(), info.cid)
                })
                .collect()
        }
    }

    /// An instance of the plugin with this name.
    pub fn instance(&self, name: &str) -> Instance {
        let (_, id) = self.classes().into_iter().find(|class| class.0 == name).expect("the plugin");
        let mut component: *mut c_void = null_mut();
        // SAFETY: both identifiers have 16 bytes, and the pointer is ours.
        let component: ComPtr<IComponent> = unsafe {
            let interface = IComponent::IID;
            let result =
                self.0.createInstance(id.as_ptr().cast(), interface.as_ptr().cast(), &raw mut component);
            assert_eq!(result, kResultOk);
            ComPtr::from_raw(component.cast()).expect("an instance")
        };
        // SAFETY: a host without a context is allowed.
        assert_eq!(unsafe { component.initialize(null_mut()) }, kResultOk);
        let processor = component.cast().expect("a processor");
        let controller = component.cast().expect("a controller");
        Instance { component, processor, controller }
    }

    /// Asks for a plugin that does not exist.
    pub fn refuses_unknown_plugins(&self) -> bool {
        let mut object: *mut c_void = null_mut();
        // SAFETY: both identifiers have 16 bytes, and the pointer is ours.
        unsafe {
            let result = self.0.createInstance(
                [7_i8; 16].as_ptr().cast(),
                IComponent::IID.as_ptr().cast(),
                &raw mut object,
            );
            let nothing = self.0.createInstance(std::ptr::null(), std::ptr::null(), null_mut());
            let mut info: PClassInfo = std::mem::zeroed();
            let past_end = self.0.getClassInfo(self.0.countClasses(), &raw mut info);
            [result, nothing, past_end].iter().all(|result| *result != kResultOk) && object.is_null()
        }
    }
}

/// An instance of a plugin.
pub struct Instance {
    pub component: ComPtr<IComponent>,
    pub processor: ComPtr<IAudioProcessor>,
    pub controller: ComPtr<IEditController>,
}

impl Instance {
    /// Asks for loudspeakers.
    pub fn arrange(&self, inputs: &[SpeakerArrangement], output: SpeakerArrangement) -> tresult {
        let (mut inputs, mut outputs) = (inputs.to_vec(), [output]);
        // SAFETY: the lists are as long as is said.
        unsafe {
            self.processor.setBusArrangements(
                inputs.as_mut_ptr(),
                inputs.len() as i32,
                outputs.as_mut_ptr(),
                1,
            )
        }
    }

    /// Loudspeakers of the three inputs and the output.
    pub fn arrangements(&self) -> [SpeakerArrangement; 4] {
        [(0, 0), (0, 1), (0, 2), (1, 0)].map(|(direction, bus)| {
            let mut mask = 0;
            // SAFETY: the mask is ours.
            assert_eq!(unsafe { self.processor.getBusArrangement(direction, bus, &raw mut mask) }, kResultOk);
            mask
        })
    }

    /// Switches an input on.
    pub fn switch_on(&self, input: i32) {
        // SAFETY: any bus may be asked for.
        assert_eq!(unsafe { self.component.activateBus(0, 0, input, 1) }, kResultOk);
    }

    /// Announces a sample rate and a block size.
    pub fn set_up(&self, rate: f64, frames: i32) -> tresult {
        self.set_up_in_mode(rate, frames, 0)
    }

    /// The same in a process mode: 0 real time, 1 prefetch, 2 offline.
    pub fn set_up_in_mode(&self, sample_rate: f64, frames: i32, mode: i32) -> tresult {
        let mut setup = ProcessSetup {
            processMode: mode,
            symbolicSampleSize: 0,
            maxSamplesPerBlock: frames,
            sampleRate: sample_rate,
        };
        // SAFETY: the set-up is valid.
        unsafe { self.processor.setupProcessing(&raw mut setup) }
    }

    pub fn set_active(&self, on: bool) -> tresult {
        // SAFETY: a host may do this at any time.
        unsafe { self.component.setActive(u8::from(on)) }
    }

    /// Active and processing.
    pub fn start(&self, rate: f64, frames: i32) {
        assert_eq!(self.set_up(rate, frames), kResultOk);
        assert_eq!(self.set_active(true), kResultOk);
        // SAFETY: the order is VST3's.
        assert_eq!(unsafe { self.processor.setProcessing(1) }, kResultOk);
    }

    /// Stopped and not active.
    pub fn stop(&self) {
        // SAFETY: the order is VST3's.
        unsafe { self.processor.setProcessing(0) };
        assert_eq!(self.set_active(false), kResultOk);
    }

    /// The parameters' numbers and names.
    pub fn parameters(&self) -> Vec<(u32, String)> {
        // SAFETY: the infos are ours, and all zeros are valid ones.
        unsafe {
            (0..self.controller.getParameterCount())
                .map(|idx| {
                    let mut info: ParameterInfo = std::mem::zeroed();
                    assert_eq!(self.controller.getParameterInfo(idx, &raw mut info), kResultOk);
                    let title: Vec<u16> = info.title.iter().copied().take_while(|unit| *unit != 0).collect();
                    (info.id, String::from_utf16(&title).expect("a name"))
                })
                .collect()
        }
    }

    /// The number of the parameter with this name.
    pub fn parameter(&self, name: &str) -> u32 {
        self.parameters().into_iter().find(|parameter| parameter.1 == name).expect("the parameter").0
    }

    /// Where a parameter stands on its lane.
    pub fn value(&self, id: u32) -> f64 {
        // SAFETY: any number is allowed.
        unsafe { self.controller.getParamNormalized(id) }
    }

    /// Where every parameter stands.
    pub fn values(&self) -> Vec<f64> {
        self.parameters().iter().map(|parameter| self.value(parameter.0)).collect()
    }

    pub fn save(&self) -> Vec<u8> {
        let memory = ComWrapper::new(Memory::default());
        let stream = memory.as_com_ref::<IBStream>().expect("a stream");
        // SAFETY: the stream is alive.
        assert_eq!(unsafe { self.component.getState(stream.as_ptr()) }, kResultOk);
        memory.bytes()
    }

    pub fn load(&self, bytes: &[u8]) -> tresult {
        let memory = ComWrapper::new(Memory::new(bytes));
        let stream = memory.as_com_ref::<IBStream>().expect("a stream");
        // SAFETY: the stream is alive.
        unsafe { self.component.setState(stream.as_ptr()) }
    }
}

/// One block in memory.
pub struct Block {
    pub inputs: Vec<Vec<Vec<f32>>>,
    pub output: Vec<Vec<f32>>,
    pub changes: Option<ComWrapper<Changes>>,
}

impl Block {
    /// Inputs of so many channels each, every sample different, and an output full of ones.
    pub fn new(inputs: &[usize], output: usize, frames: usize) -> Self {
        let sample = |bus: usize, channel: usize, n: usize| {
            ((n * 37 + channel * 101 + bus * 17) % 256) as f32 / 1024.0
        };
        let channels = |(bus, width): (usize, &usize)| {
            (0..*width).map(|channel| (0..frames).map(|n| sample(bus, channel, n)).collect()).collect()
        };
        let inputs = inputs.iter().enumerate().map(channels).collect();
        Self { inputs, output: vec![vec![1.0; frames]; output], changes: None }
    }

    /// Hands the block over. `watch` runs the call.
    pub fn run(
        &mut self,
        instance: &Instance,
        watch: impl FnOnce(&mut dyn FnMut() -> tresult) -> tresult,
    ) -> tresult {
        let frames = self.output.first().map_or(0, Vec::len);
        let mut input_channels: Vec<Vec<*mut f32>> =
            self.inputs.iter_mut().map(|bus| bus.iter_mut().map(Vec::as_mut_ptr).collect()).collect();
        let mut output_channels: Vec<*mut f32> = self.output.iter_mut().map(Vec::as_mut_ptr).collect();
        let mut inputs: Vec<AudioBusBuffers> = input_channels.iter_mut().map(buffers).collect();
        let mut output = buffers(&mut output_channels);
        let changes = self.changes.as_ref().and_then(ComWrapper::as_com_ref::<IParameterChanges>);
        let mut data = ProcessData {
            processMode: 0,
            symbolicSampleSize: 0,
            numSamples: frames as i32,
            numInputs: inputs.len() as i32,
            numOutputs: 1,
            inputs: inputs.as_mut_ptr(),
            outputs: &raw mut output,
            inputParameterChanges: changes.map_or(null_mut(), |changes| changes.as_ptr()),
            outputParameterChanges: null_mut(),
            inputEvents: null_mut(),
            outputEvents: null_mut(),
            processContext: null_mut(),
        };
        // SAFETY: everything `data` points to is as large as it says.
        watch(&mut || unsafe { instance.processor.process(&raw mut data) })
    }

    /// Hands the block over.
    pub fn play(&mut self, instance: &Instance) -> tresult {
        self.run(instance, |call| call())
    }

    /// Whether the output holds sound, and nothing but numbers.
    pub fn sounds(&self) -> bool {
        let mut samples = self.output.iter().flatten();
        samples.clone().all(|sample| sample.is_finite()) && samples.any(|sample| *sample != 0.0)
    }
}

fn buffers(channels: &mut Vec<*mut f32>) -> AudioBusBuffers {
    AudioBusBuffers {
        numChannels: channels.len() as i32,
        silenceFlags: 0,
        __field0: AudioBusBuffers__type0 { channelBuffers32: channels.as_mut_ptr() },
    }
}
