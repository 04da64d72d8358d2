//! Which channel of a CLAP port is which loudspeaker.

use clap_sys::ext::surround::{
    CLAP_SURROUND_BL, CLAP_SURROUND_BR, CLAP_SURROUND_FC, CLAP_SURROUND_FL, CLAP_SURROUND_FR,
    CLAP_SURROUND_LFE, CLAP_SURROUND_SL, CLAP_SURROUND_SR, CLAP_SURROUND_TBL, CLAP_SURROUND_TBR,
    CLAP_SURROUND_TFL, CLAP_SURROUND_TFR, clap_plugin_surround,
};
use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::ClapPlugin;

use super::super::guard::guarded;
use super::super::limits::input_widths;
use super::instance::Instance;

const FL: u8 = CLAP_SURROUND_FL as u8;
const FR: u8 = CLAP_SURROUND_FR as u8;
const FC: u8 = CLAP_SURROUND_FC as u8;
const LFE: u8 = CLAP_SURROUND_LFE as u8;
const BL: u8 = CLAP_SURROUND_BL as u8;
const BR: u8 = CLAP_SURROUND_BR as u8;
const SL: u8 = CLAP_SURROUND_SL as u8;
const SR: u8 = CLAP_SURROUND_SR as u8;
const TFL: u8 = CLAP_SURROUND_TFL as u8;
const TFR: u8 = CLAP_SURROUND_TFR as u8;
const TBL: u8 = CLAP_SURROUND_TBL as u8;
const TBR: u8 = CLAP_SURROUND_TBR as u8;
/// Top side left and right: in CLAP since 1.2.4, not yet in the bindings.
const TSL: u8 = 18;
const TSR: u8 = 19;

/// Loudspeakers of every width, in the plugin's order of channels.
const MAPS: [&[u8]; 9] = [
    &[FC],
    &[FL, FR],
    &[FL, FR, FC],
    &[FL, FR, BL, BR],
    &[FL, FR, FC, BL, BR],
    &[FL, FR, FC, LFE, BL, BR],
    &[FL, FR, FC, LFE, BL, BR, SL, SR],
    &[FL, FR, FC, LFE, BL, BR, SL, SR, TSL, TSR],
    &[FL, FR, FC, LFE, BL, BR, SL, SR, TFL, TFR, TBL, TBR],
];

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_surround {
    clap_plugin_surround {
        is_channel_mask_supported: Some(supports),
        get_channel_map: Some(channel_map::<P>),
    }
}

/// The loudspeakers of a width, in the plugin's order of channels. `None` for a width it does not run at.
pub(super) fn map(width: u32) -> Option<&'static [u8]> {
    MAPS.into_iter().find(|map| map.len() == width as usize)
}

fn mask(map: &[u8]) -> u64 {
    map.iter().fold(0, |mask, speaker| mask | 1 << speaker)
}

/// Main thread.
unsafe extern "C" fn supports(_plugin: *const clap_plugin, channel_mask: u64) -> bool {
    guarded(false, || MAPS.into_iter().any(|map| mask(map) == channel_mask))
}

/// Main thread. Writes a loudspeaker per channel and returns their number; 0 for a port that does not exist, or if
/// the host has no room for it.
unsafe extern "C" fn channel_map<P: ClapPlugin>(
    plugin: *const clap_plugin,
    is_input: bool,
    port_index: u32,
    channels: *mut u8,
    capacity: u32,
) -> u32 {
    guarded(0, || {
        // SAFETY: the host's pointer came from `create`.
        let (Some(instance), false) = (unsafe { Instance::<P>::of(plugin) }, channels.is_null()) else {
            return 0;
        };
        let widths = input_widths(instance.layout());
        let width = match (is_input, port_index) {
            (true, _) => widths.get(port_index as usize).copied().unwrap_or(0),
            (false, 0) => widths[0],
            (false, _) => 0,
        };
        let Some(map) = map(width).filter(|map| map.len() <= capacity as usize) else { return 0 };
        // SAFETY: the host has room for `capacity` channels.
        unsafe { channels.copy_from_nonoverlapping(map.as_ptr(), map.len()) };
        map.len() as u32
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::WIDTHS;

    #[test]
    fn every_width_has_a_map_of_different_loudspeakers() {
        for width in WIDTHS {
            let map = map(width).expect("a map");
            assert_eq!(mask(map).count_ones(), width);
        }
        assert_eq!(MAPS.len(), WIDTHS.len());
        assert_eq!(map(7), None);
        assert_eq!(map(0), None);
    }
}
