//! One instance of the plugin in the host's hands.

use std::ffi::{CStr, CString};
use std::io::Cursor;

use anyhow::{Context, Result, anyhow};
use clack_extensions::audio_ports_config::{AudioPortsConfigBuffer, PluginAudioPortsConfig};
use clack_extensions::latency::PluginLatency;
use clack_extensions::params::PluginParams;
use clack_extensions::preset_discovery::PluginPresetLoad;
use clack_extensions::preset_discovery::prelude::Location;
use clack_extensions::render::{PluginRender, RenderMode};
use clack_extensions::state::PluginState;
use clack_host::extensions::prelude::*;
use clack_host::prelude::*;

use super::handlers::{Handlers, MainThread, Shared};
use super::parameters::{self, ClapParameter};
use super::processor::{Event, Processor, Sound};
use super::{Preset, Setup};

/// An activated plugin. Lives on the thread that opened it.
pub struct Instance {
    pub(super) plugin: PluginInstance<Handlers>,
    processor: Option<Processor>,
    parameters: Vec<ClapParameter>,
    setup: Setup,
    /// The extension its editor is open through.
    #[cfg(target_os = "linux")]
    pub(super) editor: Option<clack_extensions::gui::PluginGui>,
}

impl Instance {
    pub(super) fn open(entry: &PluginEntry, id: &CStr, setup: Setup) -> Result<Self> {
        let host = HostInfo::new("Threshold Shift tools", "Threshold Shift", "", env!("CARGO_PKG_VERSION"))?;
        let plugin = PluginInstance::<Handlers>::new(
            |()| Shared::default(),
            |_| MainThread::default(),
            entry,
            id,
            &host,
        )
        .map_err(|error| anyhow!("the bundle has no plugin {id:?}: {error}"))?;
        let mut this = Self {
            plugin,
            processor: None,
            parameters: Vec::new(),
            setup,
            #[cfg(target_os = "linux")]
            editor: None,
        };
        let params = this.extension::<PluginParams>("params")?;
        this.parameters = parameters::list(&params, this.plugin.plugin_handle())?;
        this.choose_layout()?;
        let mode = if setup.offline { RenderMode::Offline } else { RenderMode::Realtime };
        let render = this.extension::<PluginRender>("render")?;
        render
            .set(&this.plugin.plugin_handle(), mode)
            .map_err(|_| anyhow!("the plugin refuses to render {mode:?}"))?;
        this.activate(setup.rate)?;
        Ok(this)
    }

    pub(super) fn extension<E: Extension<ExtensionSide = PluginExtensionSide>>(
        &mut self,
        name: &str,
    ) -> Result<E> {
        self.plugin
            .plugin_handle()
            .get_extension()
            .with_context(|| format!("the plugin has no {name} extension"))
    }

    fn choose_layout(&mut self) -> Result<()> {
        let configs = self.extension::<PluginAudioPortsConfig>("audio-ports-config")?;
        let handle = self.plugin.plugin_handle();
        let inputs = if self.setup.aux { 3 } else { 1 };
        for idx in 0..configs.count(&handle) {
            let mut buffer = AudioPortsConfigBuffer::new();
            let Some(config) = configs.get(&handle, idx, &mut buffer) else { continue };
            let width = config.main_output.map_or(0, |port| port.channel_count as usize);
            if width == self.setup.channels && config.input_port_count == inputs {
                return configs
                    .select(&handle, config.id)
                    .map_err(|_| anyhow!("the plugin refuses {width} channels"));
            }
        }
        Err(anyhow!("the plugin has no layout of {} channels", self.setup.channels))
    }

    /// Activates at `rate` and starts playing from silence; deactivates first if need be.
    pub fn activate(&mut self, rate: f64) -> Result<()> {
        self.deactivate();
        let configuration = PluginAudioConfiguration {
            sample_rate: rate,
            min_frames_count: 1,
            max_frames_count: self.setup.max_block,
        };
        let stopped = self
            .plugin
            .activate(|_, _| (), configuration)
            .map_err(|error| anyhow!("the plugin refuses to run at {rate} Hz: {error}"))?;
        let started = stopped.start_processing().map_err(|_| anyhow!("the plugin refuses to start"))?;
        self.processor = Some(Processor::new(started.into(), rate));
        Ok(())
    }

    /// Stops playing and deactivates.
    pub fn deactivate(&mut self) {
        if let Some(processor) = self.processor.take() {
            self.plugin.deactivate(processor.into_stopped());
        }
    }

    /// Forgets what was heard, without stopping.
    pub fn reset(&mut self) {
        if let Some(processor) = &mut self.processor {
            processor.reset();
        }
    }

    /// Reported latency, samples.
    pub fn latency(&mut self) -> Result<usize> {
        let latency = self.extension::<PluginLatency>("latency")?;
        Ok(latency.get(&self.plugin.plugin_handle()) as usize)
    }

    /// The plugin's parameters, in its order.
    pub fn parameters(&self) -> &[ClapParameter] {
        &self.parameters
    }

    /// The parameter called `id`.
    pub fn parameter(&self, id: &str) -> Result<&ClapParameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.entry.id == id)
            .with_context(|| format!("no parameter {id}"))
    }

    /// A parameter's CLAP value.
    pub fn value(&mut self, id: u32) -> Result<f64> {
        let params = self.extension::<PluginParams>("params")?;
        params
            .get_value(&self.plugin.plugin_handle(), ClapId::new(id))
            .context("the plugin does not know the value")
    }

    /// How the plugin prints a CLAP value.
    pub fn text(&mut self, id: u32, value: f64) -> Result<String> {
        let params = self.extension::<PluginParams>("params")?;
        let mut buffer = [0u8; 256];
        let text = params
            .value_to_text(&self.plugin.plugin_handle(), ClapId::new(id), value, &mut buffer)
            .map_err(|_| anyhow!("the plugin does not print {value}"))?;
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    /// The CLAP value a person means by `text`, if the plugin understands it.
    pub fn parse(&mut self, id: u32, text: &str) -> Result<Option<f64>> {
        let params = self.extension::<PluginParams>("params")?;
        let text = CString::new(text).context("text holds no zero byte")?;
        Ok(params.text_to_value(&self.plugin.plugin_handle(), ClapId::new(id), &text))
    }

    /// The plugin's state.
    pub fn save(&mut self) -> Result<Vec<u8>> {
        let state = self.extension::<PluginState>("state")?;
        let mut bytes = Vec::new();
        state
            .save(&self.plugin.plugin_handle(), &mut bytes)
            .map_err(|_| anyhow!("the plugin could not save"))?;
        Ok(bytes)
    }

    /// Loads a state; an error if the plugin refuses it.
    pub fn load(&mut self, bytes: &[u8]) -> Result<()> {
        let state = self.extension::<PluginState>("state")?;
        state
            .load(&self.plugin.plugin_handle(), &mut Cursor::new(bytes))
            .map_err(|_| anyhow!("the plugin refuses the state"))
    }

    /// Loads a preset, as a host's own browser does, and starts playing it from silence. Errors say why the plugin refuses.
    pub fn load_preset(&mut self, preset: &Preset) -> Result<()> {
        let presets = self.extension::<PluginPresetLoad>("preset-load")?;
        let (text, is_file) = match preset {
            Preset::Factory(key) => (CString::new(key.as_str()), false),
            Preset::File(path) => {
                (CString::new(std::path::absolute(path)?.into_os_string().into_encoded_bytes()), true)
            }
        };
        let text = text.context("the name of a preset holds no zero byte")?;
        let (location, key) = if is_file {
            (Location::File { path: &text }, None)
        } else {
            (Location::Plugin, Some(text.as_c_str()))
        };
        if presets.load_from_location(&self.plugin.plugin_handle(), location, key).is_err() {
            let reason = self.plugin.access_handler(|host| host.refusal.take());
            return Err(anyhow!("the plugin does not load {preset}: {reason}"));
        }
        self.plugin.call_on_main_thread_callback();
        self.activate(self.setup.rate)
    }

    /// Plays one block, as [`Processor::process`] does. Errors if the plugin does.
    pub fn process(&mut self, sound: &mut Sound<'_>, events: &[Event], position: Option<i64>) -> Result<()> {
        let processor = self.processor.as_mut().context("the plugin is not active")?;
        processor.process(sound, events, position)
    }

    /// Hands out the half that plays, for a thread of its own. An error if there is nothing to play with.
    pub fn detach(&mut self) -> Result<Processor> {
        self.processor.take().context("the plugin is not active")
    }

    /// Takes back what [`detach`](Self::detach) handed out.
    pub fn attach(&mut self, processor: Processor) {
        self.processor = Some(processor);
    }

    /// What the instance was set up for.
    pub fn setup(&self) -> Setup {
        self.setup
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        self.close_editor();
        self.deactivate();
    }
}
