//! What a host may ask an instance, with indices and identifiers there may be nothing for.

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;

use clap_sys::ext::audio_ports::clap_audio_port_info;
use clap_sys::ext::audio_ports_config::clap_audio_ports_config;
use clap_sys::ext::note_ports::clap_note_port_info;
use clap_sys::ext::params::clap_param_info;
use clap_sys::ext::remote_controls::clap_remote_controls_page;

use super::plugin::{Plugin, ask};

/// Room for a value's text, bytes; more than any text takes.
const TEXT: usize = 256;

/// A parameter as the plugin describes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lane {
    /// Its number.
    pub id: u32,
    /// The ends of its lane.
    pub range: (f64, f64),
    /// Where it begins.
    pub default: f64,
}

/// Has the plugin fill in a table, all zeros before.
fn filled<T>(fill: impl FnOnce(*mut T) -> Option<bool>) -> Option<T> {
    let mut table = MaybeUninit::<T>::zeroed();
    let is_there = fill(table.as_mut_ptr())?;
    // SAFETY: CLAP's tables are numbers, texts and pointers, for which all zeros are valid.
    is_there.then(|| unsafe { table.assume_init() })
}

impl Plugin {
    /// Number of parameters.
    pub fn parameters(&self) -> u32 {
        ask!(self, params.count).unwrap_or(0)
    }

    /// The parameter at an index.
    pub fn parameter(&self, idx: u32) -> Option<Lane> {
        let info: clap_param_info = filled(|info| ask!(self, params.get_info, idx, info))?;
        Some(Lane { id: info.id, range: (info.min_value, info.max_value), default: info.default_value })
    }

    /// A parameter's value.
    pub fn value(&self, id: u32) -> Option<f64> {
        filled(|value| ask!(self, params.get_value, id, value))
    }

    /// A value's text, in as much room as there is: at most [`TEXT`].
    pub fn text(&self, id: u32, value: f64, room: usize) -> Option<String> {
        let mut text: [c_char; TEXT] = [0; TEXT];
        let room = room.min(TEXT) as u32;
        let told = ask!(self, params.value_to_text, id, value, text.as_mut_ptr(), room)?;
        let bytes = text.map(|byte| byte as u8);
        let text = CStr::from_bytes_until_nul(&bytes).ok()?;
        told.then(|| text.to_string_lossy().into_owned())
    }

    /// The value a text means.
    pub fn parse(&self, id: u32, text: &CStr) -> Option<f64> {
        filled(|value| ask!(self, params.text_to_value, id, text.as_ptr(), value))
    }

    /// Latency, samples.
    pub fn latency(&self) -> u32 {
        ask!(self, latency.get).unwrap_or(0)
    }

    /// Tail, samples.
    pub fn tail(&self) -> u32 {
        ask!(self, tail.get).unwrap_or(0)
    }

    /// Widths of its inputs or outputs.
    pub fn widths(&self, is_input: bool) -> Vec<u32> {
        let count = ask!(self, ports.count, is_input).unwrap_or(0);
        (0..count).filter_map(|idx| self.width(is_input, idx)).collect()
    }

    /// Width of a port that may not be there.
    pub fn width(&self, is_input: bool, idx: u32) -> Option<u32> {
        let info: clap_audio_port_info = filled(|info| ask!(self, ports.get, idx, is_input, info))?;
        Some(info.channel_count)
    }

    /// Number of layouts.
    pub fn layouts(&self) -> u32 {
        ask!(self, configs.count).unwrap_or(0)
    }

    /// Width of the main output of a layout that may not be there.
    pub fn layout(&self, idx: u32) -> Option<u32> {
        let config: clap_audio_ports_config = filled(|config| ask!(self, configs.get, idx, config))?;
        Some(config.main_output_channel_count)
    }

    /// Loudspeakers of a port, as many as there is room for.
    pub fn loudspeakers(&self, is_input: bool, port: u32, room: usize) -> u32 {
        let mut map = [0_u8; TEXT];
        let room = room.min(TEXT) as u32;
        ask!(self, surround.get_channel_map, is_input, port, map.as_mut_ptr(), room).unwrap_or(0)
    }

    /// Whether it has loudspeakers like these.
    pub fn has_loudspeakers(&self, mask: u64) -> bool {
        ask!(self, surround.is_channel_mask_supported, mask).unwrap_or(false)
    }

    /// Number of pages of remote controls.
    pub fn pages(&self) -> u32 {
        ask!(self, remote.count).unwrap_or(0)
    }

    /// Whether there is such a page of remote controls.
    pub fn page(&self, idx: u32) -> bool {
        filled::<clap_remote_controls_page>(|page| ask!(self, remote.get, idx, page)).is_some()
    }

    /// Whether there is such a port for notes.
    pub fn note_port(&self, is_input: bool, idx: u32) -> bool {
        filled::<clap_note_port_info>(|info| ask!(self, notes.get, idx, is_input, info)).is_some()
    }
}
