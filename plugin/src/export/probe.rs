//! A plugin that notes down what it is handed and panics where it is told to, for the tests of this folder. Its editor
//! never opens.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;

use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::NativeSize;
use nice_plug::editor::{HostMethods, SpawnedEditor};
use nice_plug::midi::Key;
use nice_plug::prelude::*;

use super::window::Tidy;
use crate::editor::life::Life;
use crate::host_block::{self, HostBlock};
use crate::layouts::LAYOUTS;
use crate::params::ThresholdParams;

/// Time, key and velocity of a note that begins; key 255 for any other event.
pub(super) type Begun = (u32, u8, f32);

/// One call of the plugin's `process`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Call {
    pub(super) samples: usize,
    /// First sample of every main channel.
    pub(super) main: Vec<f32>,
    /// First sample of every channel of every auxiliary input.
    pub(super) aux: Vec<Vec<f32>>,
    /// What [`host_block::take`] gave.
    pub(super) taken: Option<HostBlock>,
    pub(super) trim: f32,
    pub(super) loss: f32,
    pub(super) notes: Vec<Begun>,
}

thread_local! {
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
    static FAULT: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Where the plugins of this thread panic. Nowhere any more once it is dropped.
pub(super) struct Fault;

impl Fault {
    pub(super) fn during(call: &'static str) -> Self {
        FAULT.set(Some(call));
        Self
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        FAULT.set(None);
    }
}

/// Panics if this is where to. That it allocates is not what is tested.
fn enter(call: &str) {
    if FAULT.get() == Some(call) {
        nice_plug::util::permit_alloc(|| panic!("told to, during {call}"));
    }
}

/// The calls on this thread since the last time somebody asked.
pub(super) fn calls() -> Vec<Call> {
    CALLS.take()
}

/// The plugin. It leaves the sound as it is, and takes notes if told to.
pub(super) struct Probe<const NOTES: bool = false> {
    params: Arc<ThresholdParams>,
}

impl<const NOTES: bool> Default for Probe<NOTES> {
    fn default() -> Self {
        enter("default");
        Self { params: Arc::default() }
    }
}

impl<const NOTES: bool> Drop for Probe<NOTES> {
    fn drop(&mut self) {
        enter("drop");
    }
}

/// What is saved with the parameters.
struct Fields(Arc<ThresholdParams>);

// SAFETY: the pointers are those of the parameters, which live as long as this.
unsafe impl Params for Fields {
    fn param_map(&self) -> Vec<(String, ParamPtr, String)> {
        enter("param_map");
        self.0.param_map()
    }

    fn serialize_fields(&self) -> BTreeMap<String, String> {
        enter("serialize_fields");
        self.0.serialize_fields()
    }

    fn deserialize_fields(&self, fields: &BTreeMap<String, String>) {
        enter("deserialize_fields");
        self.0.deserialize_fields(fields);
    }
}

/// An editor that does not open.
pub(super) struct Closed;

impl Editor for Closed {
    type Handle = ();

    fn spawn(
        &self,
        _: Option<ParentWindowHandle>,
        _: bool,
        _: Option<f64>,
        _: GuiContext,
        _: Option<HostMethods>,
    ) -> Result<SpawnedEditor<()>, Box<dyn Error>> {
        enter("spawn");
        Err("It never opens.".into())
    }

    fn size(&self) -> NativeSize<u32> {
        enter("size");
        NativeSize { width: 0, height: 0 }
    }
}

fn first_samples(buffer: &mut Buffer) -> Vec<f32> {
    buffer.as_slice().iter().map(|channel| channel.first().copied().unwrap_or(f32::NAN)).collect()
}

fn begun(event: NoteEvent<()>) -> Begun {
    match event {
        NoteEvent::NoteOn { timing, key: Key::Number(key), velocity, .. } => (timing, key, velocity),
        other => (other.timing(), 255, 0.0),
    }
}

impl<const NOTES: bool> Plugin for Probe<NOTES> {
    const NAME: &'static str = "Probe";
    const VENDOR: &'static str = "";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = "0.0.0";
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = LAYOUTS;
    const SAMPLE_ACCURATE_AUTOMATION: bool = true;
    const INPUT_EVENT_CAPACITY: usize = super::EVENT_CAPACITY;
    const MIDI_INPUT: MidiConfig = if NOTES { MidiConfig::Basic } else { MidiConfig::None };

    type Editor = Tidy<Closed>;
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        enter("params");
        Arc::new(Fields(Arc::clone(&self.params)))
    }

    fn task_executor(&mut self) -> TaskExecutor<Self> {
        enter("task_executor");
        Box::new(|()| ())
    }

    fn editor(&mut self, _: AsyncExecutor<Self>) -> Option<Self::Editor> {
        enter("editor");
        Some(Tidy::new(Closed, Life::default()))
    }

    fn activate(&mut self, _: &AudioIOLayout, _: &BufferConfig, _: &mut impl ActivateContext<Self>) -> bool {
        enter("activate");
        true
    }

    fn reset(&mut self) {
        enter("reset");
    }

    fn stop_processing(&mut self) {
        enter("stop_processing");
    }

    fn deactivate(&mut self) {
        enter("deactivate");
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        enter("process");
        nice_plug::util::permit_alloc(|| {
            let call = Call {
                samples: buffer.samples(),
                main: first_samples(buffer),
                aux: aux.inputs.iter_mut().map(first_samples).collect(),
                taken: host_block::take(),
                trim: self.params.trim.value(),
                loss: self.params.loss.value(),
                notes: std::iter::from_fn(|| context.next_event()).map(begun).collect(),
            };
            CALLS.with_borrow_mut(|calls| calls.push(call));
        });
        ProcessStatus::KeepAlive
    }
}

impl<const NOTES: bool> ClapPlugin for Probe<NOTES> {
    const CLAP_ID: &'static str = "probe";
    const CLAP_DESCRIPTION: Option<&'static str> = None;
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[];

    fn remote_controls(&self, _: &mut impl RemoteControlsContext) {
        enter("remote_controls");
    }
}

impl<const NOTES: bool> Vst3Plugin for Probe<NOTES> {
    const VST3_CLASS_ID: [u8; 16] = *b"ThresholdsProbe1";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] = &[];
}
