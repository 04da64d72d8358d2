//! What the host says about the place becomes part of settings here, and nowhere else. What the parameters say does
//! so in the core.

use nice_plug::prelude::PluginApi;
use threshold_core::engine::Audition;
use threshold_core::engine::settings::Venue;

use crate::arrangement;
use crate::host_block::HostBlock;

/// The place, as the host describes it in this block, what the editor asks to hear there, and whether it has unlocked
/// the ceiling. Audio thread.
///
/// The standalone stands between a microphone and ears: there is no mixer to turn down, so that it returns slowly.
pub fn venue(host: Option<HostBlock>, api: PluginApi, audition: Audition, unlocked: bool) -> Venue {
    let layout = host.and_then(|host| host.arrangement).and_then(arrangement::layout_of);
    let key_connected = host.is_some_and(|host| host.key_connected);
    Venue { layout, key_connected, audition, unlocked, slow_return: api == PluginApi::Standalone }
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
        let audition = Audition::Lost(None);
        assert_eq!(
            venue(Some(host), PluginApi::Vst3, audition, true),
            Venue {
                layout: Some(Layout::LCRS),
                key_connected: true,
                audition,
                unlocked: true,
                slow_return: false
            }
        );
        assert_eq!(venue(None, PluginApi::Clap, Audition::Result, false), Venue::default());
    }

    #[test]
    fn the_standalone_alone_returns_slowly() {
        let slow = |api| venue(None, api, Audition::Result, false).slow_return;
        assert!(slow(PluginApi::Standalone));
        assert!(!slow(PluginApi::Clap) && !slow(PluginApi::Vst3));
    }
}
