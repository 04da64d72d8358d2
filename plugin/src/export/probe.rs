//! A plugin that notes down what it is handed, for the tests of this folder. Its editor never opens.

use std::cell::RefCell;
use std::sync::Arc;

use nice_plug::midi::Key;
use nice_plug::prelude::*;

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
}

/// The calls on this thread since the last time somebody asked.
pub(super) fn calls() -> Vec<Call> {
    CALLS.take()
}

/// The plugin. It leaves the sound as it is, and takes notes if told to.
#[derive(Default)]
pub(super) struct Probe<const NOTES: bool = false> {
    params: Arc<ThresholdParams>,
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

    type Editor = ();
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        Arc::clone(&self.params) as Arc<dyn Params>
    }

    fn editor(&mut self, _: AsyncExecutor<Self>) -> Option<()> {
        Some(())
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
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
}

impl<const NOTES: bool> Vst3Plugin for Probe<NOTES> {
    const VST3_CLASS_ID: [u8; 16] = *b"ThresholdsProbe1";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] = &[];
}
