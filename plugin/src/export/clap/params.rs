//! The parameters as CLAP hosts read and write them: the framework's, safe from indices past the end and from values
//! that are no numbers.

use std::ffi::c_char;

use clap_sys::events::{clap_input_events, clap_output_events};
use clap_sys::ext::params::{CLAP_PARAM_IS_ENUM, CLAP_PARAM_IS_STEPPED, clap_param_info, clap_plugin_params};
use clap_sys::id::clap_id;
use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::ClapPlugin;

use super::super::guard::guarded;
use super::super::lanes::is_choice;
use super::instance::Instance;
use super::process::flush_at;

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_params {
    clap_plugin_params {
        count: Some(count::<P>),
        get_info: Some(get_info::<P>),
        get_value: Some(get_value::<P>),
        value_to_text: Some(value_to_text::<P>),
        text_to_value: Some(text_to_value::<P>),
        flush: Some(flush::<P>),
    }
}

/// Main thread.
unsafe extern "C" fn count<P: ClapPlugin>(plugin: *const clap_plugin) -> u32 {
    guarded(0, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return 0 };
        // SAFETY: the framework's function works on our pointer.
        instance.tables.params.count.map_or(0, |count| unsafe { count(plugin) })
    })
}

/// Main thread. `false` for a parameter that does not exist; the framework would panic on the first of them.
unsafe extern "C" fn get_info<P: ClapPlugin>(
    plugin: *const clap_plugin,
    index: u32,
    info: *mut clap_param_info,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let (Some(instance), false) = (unsafe { Instance::<P>::of(plugin) }, info.is_null()) else {
            return false;
        };
        let Some(get_info) = instance.tables.params.get_info else { return false };
        // SAFETY: the framework's functions work on our pointer, and `info` is the host's to write to.
        let Some(info) =
            (unsafe { (index < count::<P>(plugin) && get_info(plugin, index, info)).then(|| &mut *info) })
        else {
            return false;
        };
        if is_choice(info.id) {
            info.flags |= CLAP_PARAM_IS_STEPPED | CLAP_PARAM_IS_ENUM;
        }
        // A choice between one thing only divides by its zero steps.
        if !info.default_value.is_finite() {
            info.default_value = info.min_value;
        }
        true
    })
}

/// Main thread. `false` for a parameter that does not exist.
unsafe extern "C" fn get_value<P: ClapPlugin>(
    plugin: *const clap_plugin,
    id: clap_id,
    value: *mut f64,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let (Some(instance), false) = (unsafe { Instance::<P>::of(plugin) }, value.is_null()) else {
            return false;
        };
        let Some(get_value) = instance.tables.params.get_value else { return false };
        // SAFETY: the framework's function works on our pointer, and `value` is the host's to write to.
        let Some(value) = (unsafe { get_value(plugin, id, value).then(|| &mut *value) }) else {
            return false;
        };
        if !value.is_finite() {
            *value = 0.0;
        }
        true
    })
}

/// Main thread. `false` for what is no number, and for a buffer without room.
unsafe extern "C" fn value_to_text<P: ClapPlugin>(
    plugin: *const clap_plugin,
    id: clap_id,
    value: f64,
    text: *mut c_char,
    capacity: u32,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return false };
        if !value.is_finite() || text.is_null() || capacity == 0 {
            return false;
        }
        match instance.tables.params.value_to_text {
            // SAFETY: the framework's function works on our pointer, and the text is the host's to write to.
            Some(inner) => unsafe { inner(plugin, id, value, text, capacity) },
            None => false,
        }
    })
}

/// Main thread. `false` for a text that means no value of the parameter.
unsafe extern "C" fn text_to_value<P: ClapPlugin>(
    plugin: *const clap_plugin,
    id: clap_id,
    text: *const c_char,
    value: *mut f64,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return false };
        if text.is_null() || value.is_null() {
            return false;
        }
        match instance.tables.params.text_to_value {
            // SAFETY: the framework's function works on our pointer, and `value` is the host's to write to.
            Some(inner) => unsafe { inner(plugin, id, text, value) && (*value).is_finite() },
            None => false,
        }
    })
}

/// Audio thread when active, main thread when not. Checked events, as in a process call; nothing happens if the
/// plugin is in one.
unsafe extern "C" fn flush<P: ClapPlugin>(
    plugin: *const clap_plugin,
    in_events: *const clap_input_events,
    out_events: *const clap_output_events,
) {
    guarded((), || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return };
        // SAFETY: the lists are the host's, valid during the call.
        instance.desk.with(|desk| unsafe { flush_at(instance, plugin, desk, in_events, out_events) });
    });
}
