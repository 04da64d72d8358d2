//! A plugin whose panics stay with it: what the framework's wrappers are given in place of the plugin itself. Between
//! them and the host lies the framework's C code, which no panic gets through alive.
//!
//! An instance that has panicked where its sound is made, or while it was made ready, is broken: silent, refused to be
//! activated, and still savable, because what is saved is the parameters'.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use nice_assert_no_alloc::assert_no_alloc;
use nice_plug::context::process::SendEventError;
use nice_plug::prelude::*;
use nice_plug::util::permit_alloc;

use super::guard::{Quiet, caught, guarded};
use crate::link::{self, Link};

/// What hosts that show errors show.
const BROKEN: &str = "a fault has silenced this instance; its settings can still be saved";

/// The plugin `P`, fenced in.
pub(super) struct Guarded<P: Plugin> {
    /// `None` if it could not even be made.
    plugin: Option<Quiet<P>>,
    link: Arc<Link>,
}

impl<P: Plugin> Default for Guarded<P> {
    fn default() -> Self {
        let mut this = Self { plugin: None, link: link::current() };
        this.plugin = this.or_broken(|_| Quiet::new(P::default()));
        this
    }
}

impl<P: Plugin> Guarded<P> {
    /// What `call` returns. If it panics, nothing of the plugin runs again.
    fn or_broken<T>(&mut self, call: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let result = caught(|| call(&mut *self));
        if result.is_none() {
            self.link.break_down();
        }
        result
    }

    /// What `call` makes of the plugin, which is none if it is broken, or breaks now.
    fn whole<T>(&mut self, call: impl FnOnce(&mut P) -> T) -> Option<T> {
        if self.link.is_broken() {
            return None;
        }
        self.or_broken(|this| this.plugin.as_deref_mut().map(call)).flatten()
    }

    /// The same on the audio thread, where allocations are watched in debug builds. The plugin still is; what is left of a
    /// panic may be freed.
    fn watched<T>(&mut self, call: impl FnOnce(&mut P) -> T) -> Option<T> {
        permit_alloc(|| self.whole(|plugin| assert_no_alloc(|| call(plugin))))
    }
}

impl<P: Plugin> Plugin for Guarded<P> {
    const NAME: &'static str = P::NAME;
    const VENDOR: &'static str = P::VENDOR;
    const URL: &'static str = P::URL;
    const EMAIL: &'static str = P::EMAIL;
    const VERSION: &'static str = P::VERSION;
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = P::AUDIO_IO_LAYOUTS;
    const MIDI_INPUT: MidiConfig = P::MIDI_INPUT;
    const MIDI_OUTPUT: MidiConfig = P::MIDI_OUTPUT;
    const SAMPLE_ACCURATE_AUTOMATION: bool = P::SAMPLE_ACCURATE_AUTOMATION;
    const HARD_REALTIME_ONLY: bool = P::HARD_REALTIME_ONLY;
    const INPUT_EVENT_CAPACITY: usize = P::INPUT_EVENT_CAPACITY;

    type Editor = P::Editor;
    type SysExMessage = P::SysExMessage;
    type BackgroundTask = P::BackgroundTask;

    fn task_executor(&mut self) -> TaskExecutor<Self> {
        match self.whole(P::task_executor) {
            Some(execute) => Box::new(move |task| guarded((), || execute(task))),
            None => Box::new(|_| ()),
        }
    }

    fn params(&self) -> Arc<dyn Params> {
        let params = self.plugin.as_ref().and_then(|plugin| caught(|| plugin.params()));
        if params.is_none() {
            self.link.break_down();
        }
        Arc::new(Fields { params, link: Arc::clone(&self.link), last: Mutex::default() })
    }

    fn editor(&mut self, executor: AsyncExecutor<Self>) -> Option<Self::Editor> {
        let executor = Arc::new(executor);
        let (background, gui) = (Arc::clone(&executor), executor);
        let executor = AsyncExecutor::new(
            Arc::new(move |task| background.execute_background(task)),
            Arc::new(move |task| gui.execute_gui(task)),
        );
        self.whole(|plugin| plugin.editor(executor)).flatten()
    }

    fn filter_state(state: &mut PluginState) {
        guarded((), || P::filter_state(state));
    }

    fn activate(
        &mut self,
        layout: &AudioIOLayout,
        config: &BufferConfig,
        context: &mut impl ActivateContext<Self>,
    ) -> bool {
        self.whole(|plugin| plugin.activate(layout, config, &mut Through::new(context))).unwrap_or(false)
    }

    fn reset(&mut self) {
        self.watched(P::reset);
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        let status = self.watched(|plugin| plugin.process(buffer, aux, &mut Through::new(context)));
        status.unwrap_or_else(|| {
            buffer.as_slice().iter_mut().for_each(|channel| channel.fill(0.0));
            ProcessStatus::Error(BROKEN)
        })
    }

    fn stop_processing(&mut self) {
        self.watched(P::stop_processing);
    }

    fn deactivate(&mut self) {
        self.whole(P::deactivate);
    }

    fn setup_logger() -> Option<bool> {
        guarded(None, P::setup_logger)
    }
}

impl<P: ClapPlugin> ClapPlugin for Guarded<P> {
    const CLAP_ID: &'static str = P::CLAP_ID;
    const CLAP_DESCRIPTION: Option<&'static str> = P::CLAP_DESCRIPTION;
    const CLAP_MANUAL_URL: Option<&'static str> = P::CLAP_MANUAL_URL;
    const CLAP_SUPPORT_URL: Option<&'static str> = P::CLAP_SUPPORT_URL;
    const CLAP_FEATURES: &'static [ClapFeature] = P::CLAP_FEATURES;
    const CLAP_POLY_MODULATION_CONFIG: Option<PolyModulationConfig> = P::CLAP_POLY_MODULATION_CONFIG;

    fn remote_controls(&self, context: &mut impl RemoteControlsContext) {
        if let Some(plugin) = &self.plugin {
            guarded((), || plugin.remote_controls(context));
        }
    }
}

impl<P: Vst3Plugin> Vst3Plugin for Guarded<P> {
    const VST3_CLASS_ID: [u8; 16] = P::VST3_CLASS_ID;
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] = P::VST3_SUBCATEGORIES;
}

/// The plugin's parameters, and what is saved with them.
struct Fields {
    params: Option<Arc<dyn Params>>,
    link: Arc<Link>,
    /// What was last saved or loaded: better than nothing where saving fails.
    last: Mutex<BTreeMap<String, String>>,
}

// SAFETY: the pointers are those of `params`, whose own promise is that they last as long as it does; it lives as long
// as this.
unsafe impl Params for Fields {
    fn param_map(&self) -> Vec<(String, ParamPtr, String)> {
        let map = self.params.as_ref().and_then(|params| caught(|| params.param_map()));
        map.unwrap_or_else(|| {
            self.link.break_down();
            Vec::new()
        })
    }

    fn serialize_fields(&self) -> BTreeMap<String, String> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fields) = self.params.as_ref().and_then(|params| caught(|| params.serialize_fields())) {
            *last = fields;
        }
        last.clone()
    }

    fn deserialize_fields(&self, fields: &BTreeMap<String, String>) {
        let Some(params) = &self.params else { return };
        if caught(|| params.deserialize_fields(fields)).is_some() {
            fields.clone_into(&mut self.last.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

/// What the framework offers during a call, as `P` knows it: the types differ in a plugin's name alone.
struct Through<'a, P, C> {
    context: &'a mut C,
    plugin: PhantomData<fn(P)>,
}

impl<'a, P, C> Through<'a, P, C> {
    fn new(context: &'a mut C) -> Self {
        Self { context, plugin: PhantomData }
    }
}

impl<P: Plugin, C: ActivateContext<Guarded<P>>> ActivateContext<P> for Through<'_, P, C> {
    fn plugin_api(&self) -> PluginApi {
        self.context.plugin_api()
    }

    fn execute(&self, task: P::BackgroundTask) {
        self.context.execute(task);
    }

    fn set_latency_samples(&self, samples: u32) {
        self.context.set_latency_samples(samples);
    }

    fn set_current_voice_capacity(&self, capacity: u32) {
        self.context.set_current_voice_capacity(capacity);
    }
}

impl<P: Plugin, C: ProcessContext<Guarded<P>>> ProcessContext<P> for Through<'_, P, C> {
    fn plugin_api(&self) -> PluginApi {
        self.context.plugin_api()
    }

    fn execute_background(&self, task: P::BackgroundTask) {
        self.context.execute_background(task);
    }

    fn execute_gui(&self, task: P::BackgroundTask) {
        self.context.execute_gui(task);
    }

    fn transport(&self) -> &Transport {
        self.context.transport()
    }

    fn next_event(&mut self) -> Option<PluginNoteEvent<P>> {
        self.context.next_event()
    }

    fn try_send_event(
        &mut self,
        event: PluginNoteEvent<P>,
    ) -> Result<(), (PluginNoteEvent<P>, SendEventError)> {
        self.context.try_send_event(event)
    }

    fn set_latency_samples(&self, samples: u32) {
        self.context.set_latency_samples(samples);
    }

    fn request_restart(&self) {
        self.context.request_restart();
    }

    fn set_current_voice_capacity(&self, capacity: u32) {
        self.context.set_current_voice_capacity(capacity);
    }
}
