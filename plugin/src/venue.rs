//! What the host says about the place becomes part of settings here, and nowhere else. What the parameters say does
//! so in the core.

use threshold_core::engine::Audition;
use threshold_core::engine::settings::Venue;

use crate::arrangement;
use crate::host_block::HostBlock;

/// The place, as the host describes it in this block, what the editor asks to hear there, and whether it has unlocked
/// the ceiling. Audio thread.
pub fn venue(host: Option<HostBlock>, audition: Audition, unlocked: bool) -> Venue {
    let layout = host.and_then(|host| host.arrangement).and_then(arrangement::layout_of);
    Venue { layout, key_connected: host.is_some_and(|host| host.key_connected), audition, unlocked }
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
            venue(Some(host), audition, true),
            Venue { layout: Some(Layout::LCRS), key_connected: true, audition, unlocked: true }
        );
        assert_eq!(venue(None, Audition::Result, false), Venue::default());
    }
}
