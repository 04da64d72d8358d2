//! What the host says about the place becomes part of settings here, and nowhere else. What the parameters say does
//! so in the core.

use threshold_core::engine::settings::Venue;

use crate::arrangement;
use crate::host_block::HostBlock;

/// The place, as the host describes it in this block. Audio thread.
pub fn venue(host: Option<HostBlock>) -> Venue {
    let layout = host.and_then(|host| host.arrangement).and_then(arrangement::layout_of);
    Venue { layout, key_connected: host.is_some_and(|host| host.key_connected) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr;
    use threshold_core::base::Layout;

    #[test]
    fn the_hosts_loudspeakers_and_its_key_are_known() {
        let host =
            HostBlock { arrangement: Some(SpeakerArr::k40Cine), key_connected: true, ..HostBlock::default() };
        assert_eq!(venue(Some(host)), Venue { layout: Some(Layout::LCRS), key_connected: true });
        assert_eq!(venue(None), Venue::default());
    }
}
