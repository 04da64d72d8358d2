//! Parameters become settings here, and nowhere else.

use threshold_core::engine::Settings;
use threshold_core::hearing::event::Event;
use threshold_core::loss::filter::LfePolicy;

use crate::arrangement;
use crate::host_block::HostBlock;
use crate::params::{EarThresholds, ThresholdParams};

/// What the engine is asked to do by the parameters as they stand, and by what the host says about its loudspeakers
/// and its `Key` input.
///
/// Audio thread; reads atomics only. Values may be anything: the engine sanitises.
pub fn settings(params: &ThresholdParams, host: Option<HostBlock>) -> Settings {
    let from_host = || host.and_then(|host| host.arrangement).and_then(arrangement::layout_of);
    let chosen = Settings::chosen_layout(params.layout.value().max(0) as usize);
    Settings {
        perspective: params.perspective.value(),
        loss: params.loss.value(),
        loss_path: params.loss_path.value().max(0) as usize,
        better_ear: params.better_ear.value(),
        recruitment: params.recruitment.value(),
        conductive: params.conductive.value(),
        mumble: params.mumble.value(),
        mumble_from: params.mumble_from.value(),
        blur: params.blur.value(),
        smear: params.smear.value(),
        jitter: params.jitter.value(),
        diplacusis: params.diplacusis.value(),
        event: Event::numbered(params.event.value().max(0) as usize),
        event_fire: params.event_fire.value(),
        event_depth: params.event_depth.value(),
        event_recovery_seconds: params.event_recovery.value(),
        visit: 0,
        thresholds: params.thresholds().map(EarThresholds::audiogram),
        // A key nobody connected is silence: detectors that listened to it would find nothing to follow.
        key: params.key.value() && host.is_some_and(|host| host.key_connected),
        listening_level: params.listening_level.value(),
        cut_seconds: params.cut_time.value(),
        trim_db: params.trim.value(),
        bypass: params.bypass.value(),
        lfe: match params.lfe.value() {
            1 => LfePolicy::Pass,
            2 => LfePolicy::Mute,
            _ => LfePolicy::Follow,
        },
        layout: chosen.or_else(from_host),
        ceiling_dbtp: params.ceiling.value(),
        seed: params.seed.value().max(0) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nice_plug::prelude::BoolParam;
    use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr;
    use threshold_core::base::Layout;
    use threshold_core::parameters::KEY;

    #[test]
    fn an_inserted_plugin_has_the_tables_defaults() {
        assert_eq!(settings(&ThresholdParams::default(), None), Settings::default());
    }

    #[test]
    fn detectors_listen_to_the_key_only_where_it_is_asked_for_and_connected() {
        for (on, connected) in [(false, false), (false, true), (true, false), (true, true)] {
            let key = BoolParam::new(KEY.name, on);
            let params = ThresholdParams { key, ..ThresholdParams::default() };
            let host = HostBlock { key_connected: connected, ..HostBlock::default() };
            assert_eq!(settings(&params, Some(host)).key, on && connected);
            assert!(!settings(&params, None).key);
        }
    }

    #[test]
    fn the_hosts_loudspeakers_decide_where_the_user_does_not() {
        let host = HostBlock { arrangement: Some(SpeakerArr::k40Cine), ..HostBlock::default() };
        assert_eq!(settings(&ThresholdParams::default(), Some(host)).layout, Some(Layout::LCRS));
    }
}
