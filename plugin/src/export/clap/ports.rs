//! The audio ports as CLAP hosts see them: the framework's, with numbers that stay and with surround called surround.

use std::ffi::{CStr, c_char};

use clap_sys::ext::audio_ports::{
    CLAP_PORT_MONO, CLAP_PORT_STEREO, clap_audio_port_info, clap_plugin_audio_ports,
};
use clap_sys::ext::surround::CLAP_PORT_SURROUND;
use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::ClapPlugin;

use super::super::guard::guarded;
use super::super::limits::MAX_INPUTS;
use super::instance::Instance;

/// Number of the main input. `Key` and `Inside` follow.
const MAIN_INPUT: u32 = 0;

/// Number of the main output: the same with and without auxiliary inputs, so that a host's connections survive.
const MAIN_OUTPUT: u32 = MAX_INPUTS as u32;

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_audio_ports {
    clap_plugin_audio_ports { count: Some(count::<P>), get: Some(get::<P>) }
}

/// What CLAP calls a port of so many channels.
pub(super) fn port_type(channels: u32) -> *const c_char {
    let name: &'static CStr = match channels {
        1 => CLAP_PORT_MONO,
        2 => CLAP_PORT_STEREO,
        _ => CLAP_PORT_SURROUND,
    };
    name.as_ptr()
}

/// Main thread.
unsafe extern "C" fn count<P: ClapPlugin>(plugin: *const clap_plugin, is_input: bool) -> u32 {
    guarded(0, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return 0 };
        // SAFETY: the framework's function works on our pointer.
        instance.tables.audio_ports.count.map_or(0, |count| unsafe { count(plugin, is_input) })
    })
}

/// Main thread. `false` for a port that does not exist.
unsafe extern "C" fn get<P: ClapPlugin>(
    plugin: *const clap_plugin,
    index: u32,
    is_input: bool,
    info: *mut clap_audio_port_info,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let (Some(instance), false) = (unsafe { Instance::<P>::of(plugin) }, info.is_null()) else {
            return false;
        };
        let Some(get) = instance.tables.audio_ports.get else { return false };
        // SAFETY: the framework's functions work on our pointer, and `info` is the host's to write to.
        let Some(info) = (unsafe {
            (index < count::<P>(plugin, is_input) && get(plugin, index, is_input, info)).then(|| &mut *info)
        }) else {
            return false;
        };
        info.port_type = port_type(info.channel_count);
        info.id = if is_input { MAIN_INPUT + index } else { MAIN_OUTPUT + index };
        if index == 0 {
            info.in_place_pair = if is_input { MAIN_OUTPUT } else { MAIN_INPUT };
        }
        true
    })
}
