//! The list of channel layouts a CLAP host may choose from.

use std::sync::atomic::Ordering;

use clap_sys::ext::audio_ports_config::{clap_audio_ports_config, clap_plugin_audio_ports_config};
use clap_sys::id::clap_id;
use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::ClapPlugin;

use super::super::guard::guarded;
use super::instance::Instance;
use super::ports::port_type;

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_audio_ports_config {
    clap_plugin_audio_ports_config { count: Some(count::<P>), get: Some(get::<P>), select: Some(select::<P>) }
}

/// Main thread.
unsafe extern "C" fn count<P: ClapPlugin>(_plugin: *const clap_plugin) -> u32 {
    guarded(0, || P::AUDIO_IO_LAYOUTS.len() as u32)
}

/// Main thread. `false` for a layout that does not exist.
unsafe extern "C" fn get<P: ClapPlugin>(
    plugin: *const clap_plugin,
    index: u32,
    config: *mut clap_audio_ports_config,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let (Some(instance), false) = (unsafe { Instance::<P>::of(plugin) }, config.is_null()) else {
            return false;
        };
        let Some(get) = instance.tables.configs.get else { return false };
        // SAFETY: the framework's function works on our pointer, and `config` is the host's to write to.
        let Some(config) = (unsafe {
            ((index as usize) < P::AUDIO_IO_LAYOUTS.len() && get(plugin, index, config)).then(|| &mut *config)
        }) else {
            return false;
        };
        config.main_input_port_type = port_type(config.main_input_channel_count);
        config.main_output_port_type = port_type(config.main_output_channel_count);
        true
    })
}

/// Main thread, not active; see [`choose`].
unsafe extern "C" fn select<P: ClapPlugin>(plugin: *const clap_plugin, config_id: clap_id) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        unsafe {
            Instance::<P>::of(plugin).is_some_and(|instance| choose(instance, plugin, config_id as usize))
        }
    })
}

/// Makes a layout the instance's. Main thread, not active. `false`, and nothing changed, for a layout that does not
/// exist and while active: the buffers in use are those of the layout that was activated.
///
/// # Safety
/// `plugin` is the host's pointer to `instance`.
pub(super) unsafe fn choose<P: ClapPlugin>(
    instance: &Instance<P>,
    plugin: *const clap_plugin,
    idx: usize,
) -> bool {
    let Some(select) = instance.tables.configs.select else { return false };
    if idx >= P::AUDIO_IO_LAYOUTS.len() || instance.active.load(Ordering::Acquire) {
        return false;
    }
    // SAFETY: the framework's function works on our pointer.
    let selected = unsafe { select(plugin, idx as clap_id) };
    if selected {
        instance.set_layout(idx);
    }
    selected
}
