//! Ports that a CLAP host configures one by one: any combination that one of the layouts has.

use std::ffi::CStr;
use std::sync::atomic::Ordering;

use clap_sys::ext::configurable_audio_ports::{
    clap_audio_port_configuration_request, clap_plugin_configurable_audio_ports,
};
use clap_sys::ext::surround::CLAP_PORT_SURROUND;
use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::{AudioIOLayout, ClapPlugin};

use super::super::guard::guarded;
use super::super::limits::{MAX_INPUTS, input_widths};
use super::configs::choose;
use super::instance::Instance;
use super::ports::port_type;
use super::surround::map;

/// Most requests that are looked at: several for every port, but no list that goes on forever.
const MAX_REQUESTS: u32 = 16;

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_configurable_audio_ports {
    clap_plugin_configurable_audio_ports {
        can_apply_configuration: Some(can_apply::<P>),
        apply_configuration: Some(apply::<P>),
    }
}

/// Main thread, not active. Whether [`apply`] would succeed.
unsafe extern "C" fn can_apply<P: ClapPlugin>(
    plugin: *const clap_plugin,
    requests: *const clap_audio_port_configuration_request,
    count: u32,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`, and there are as many requests as it says.
        unsafe {
            Instance::<P>::of(plugin)
                .zip(Wishes::read(requests, count))
                .is_some_and(|(instance, wishes)| granted(instance, &wishes).is_some())
        }
    })
}

/// Main thread, not active. `false`, and nothing changed, for what no layout has, and while active.
///
/// A main port without a request stays as wide as it is. Auxiliary inputs without one come and go, and change their
/// width, with the others; the host is told.
unsafe extern "C" fn apply<P: ClapPlugin>(
    plugin: *const clap_plugin,
    requests: *const clap_audio_port_configuration_request,
    count: u32,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`, and there are as many requests as it says.
        let Some((instance, wishes)) =
            (unsafe { Instance::<P>::of(plugin).zip(Wishes::read(requests, count)) })
        else {
            return false;
        };
        let Some(idx) = granted(instance, &wishes) else { return false };
        let before = input_widths(instance.layout());
        // SAFETY: `plugin` is the host's pointer to the instance.
        if !unsafe { choose(instance, plugin, idx) } {
            return false;
        }
        let after = input_widths(instance.layout());
        if (0..MAX_INPUTS).any(|port| wishes.inputs[port].is_none() && before[port] != after[port]) {
            instance.host.rescan_ports();
        }
        true
    })
}

/// How wide the host wants the ports it mentions, in channels; 0 is no port.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wishes {
    inputs: [Option<u32>; MAX_INPUTS],
    output: Option<u32>,
}

impl Wishes {
    /// `None` for requests that contradict each other, or that no layout can grant.
    ///
    /// # Safety
    /// `requests` is null or points to `count` requests, each with details that belong to its type.
    unsafe fn read(requests: *const clap_audio_port_configuration_request, count: u32) -> Option<Self> {
        if count > MAX_REQUESTS || (count > 0 && requests.is_null()) {
            return None;
        }
        let mut wishes = Self::default();
        for idx in 0..count as usize {
            // SAFETY: there are that many, says the caller.
            let request = unsafe { requests.add(idx).read() };
            let wish = match (request.is_input, request.port_index as usize) {
                (true, port) => wishes.inputs.get_mut(port)?,
                (false, 0) => &mut wishes.output,
                (false, _) => return None,
            };
            // SAFETY: says the caller.
            if wish.is_some_and(|wish| wish != request.channel_count) || !unsafe { is_ours(&request) } {
                return None;
            }
            *wish = Some(request.channel_count);
        }
        Some(wishes)
    }

    /// Whether a layout has the widths asked for, with main ports as wide as they are now unless asked for.
    fn met_by(&self, layout: &AudioIOLayout, now: &AudioIOLayout) -> bool {
        let widths = input_widths(layout);
        let main_now = input_widths(now)[0];
        let mains = [self.inputs[0], self.output];
        let aux = self.inputs[1..].iter().zip(&widths[1..]);
        mains.iter().all(|wish| wish.unwrap_or(main_now) == widths[0])
            && aux.into_iter().all(|(wish, width)| wish.is_none_or(|wish| wish == *width))
    }
}

/// The layout that grants the wishes, if the host may choose one now: with auxiliary inputs if it has them now, and
/// without if not, where the wishes leave that open.
fn granted<P: ClapPlugin>(instance: &Instance<P>, wishes: &Wishes) -> Option<usize> {
    if instance.active.load(Ordering::Acquire) {
        return None;
    }
    let now = instance.layout();
    let meets = |like_now: bool| {
        P::AUDIO_IO_LAYOUTS.iter().position(|layout| {
            wishes.met_by(layout, now)
                && (!like_now || layout.aux_input_ports.is_empty() == now.aux_input_ports.is_empty())
        })
    };
    meets(true).or_else(|| meets(false))
}

/// Whether the port's type, and the loudspeakers of its channels, are what the plugin has at this width. A port that
/// is not there has neither.
///
/// # Safety
/// The type is null or a C string; the details are null or, for a surround port, a loudspeaker for every channel.
unsafe fn is_ours(request: &clap_audio_port_configuration_request) -> bool {
    if request.channel_count == 0 || request.port_type.is_null() {
        return true;
    }
    let Some(map) = map(request.channel_count) else { return false };
    // SAFETY: says the caller; ours is a C string.
    let (wanted, ours) =
        unsafe { (CStr::from_ptr(request.port_type), CStr::from_ptr(port_type(request.channel_count))) };
    let details = request.port_details.cast::<u8>();
    // SAFETY: as many loudspeakers as channels, says the caller.
    wanted == ours
        && (ours != CLAP_PORT_SURROUND
            || details.is_null()
            || unsafe { std::slice::from_raw_parts(details, map.len()) } == map)
}

#[cfg(test)]
mod tests;
