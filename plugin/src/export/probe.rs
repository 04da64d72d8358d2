//! A plugin that notes down what it is handed, for the tests of this folder.

use std::cell::RefCell;
use std::sync::Arc;

use nice_plug::prelude::*;

use crate::host_block::{self, HostBlock};
use crate::layouts::LAYOUTS;
use crate::params::ThresholdParams;

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
}

thread_local! {
    static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
}

/// The calls on this thread since the last time somebody asked.
pub(super) fn calls() -> Vec<Call> {
    CALLS.take()
}

/// The plugin. It leaves the sound as it is.
#[derive(Default)]
pub(super) struct Probe {
    params: Arc<ThresholdParams>,
}

fn first_samples(buffer: &mut Buffer) -> Vec<f32> {
    buffer.as_slice().iter().map(|channel| channel.first().copied().unwrap_or(f32::NAN)).collect()
}

impl Plugin for Probe {
    const NAME: &'static str = "Probe";
    const VENDOR: &'static str = "";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = "0.0.0";
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = LAYOUTS;
    const SAMPLE_ACCURATE_AUTOMATION: bool = true;
    const INPUT_EVENT_CAPACITY: usize = 8192;

    type Editor = ();
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        Arc::clone(&self.params) as Arc<dyn Params>
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        _context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        nice_plug::util::permit_alloc(|| {
            let call = Call {
                samples: buffer.samples(),
                main: first_samples(buffer),
                aux: aux.inputs.iter_mut().map(first_samples).collect(),
                taken: host_block::take(),
                trim: self.params.trim.value(),
                loss: self.params.loss.value(),
            };
            CALLS.with_borrow_mut(|calls| calls.push(call));
        });
        ProcessStatus::KeepAlive
    }
}

impl ClapPlugin for Probe {
    const CLAP_ID: &'static str = "probe";
    const CLAP_DESCRIPTION: Option<&'static str> = None;
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[];
}

impl Vst3Plugin for Probe {
    const VST3_CLASS_ID: [u8; 16] = *b"ThresholdsProbe1";
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] = &[];
}
