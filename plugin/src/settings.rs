//! Parameters become settings here, and nowhere else.

use threshold_core::engine::Settings;
use threshold_core::loss::filter::LfePolicy;

use crate::arrangement;
use crate::host_block::HostBlock;
use crate::params::ThresholdParams;

/// What the engine is asked to do by the parameters as they stand, and by what the host says about its loudspeakers.
///
/// Audio thread; reads atomics only. Values may be anything: the engine sanitises.
pub fn settings(params: &ThresholdParams, host: Option<HostBlock>) -> Settings {
    let from_host = || host.and_then(|host| host.arrangement).and_then(arrangement::layout_of);
    let chosen = Settings::chosen_layout(params.layout.value().max(0) as usize);
    Settings {
        perspective: params.perspective.value(),
        loss: params.loss.value(),
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
    use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr;
    use threshold_core::base::Layout;

    #[test]
    fn an_inserted_plugin_has_the_tables_defaults() {
        assert_eq!(settings(&ThresholdParams::default(), None), Settings::default());
    }

    #[test]
    fn the_hosts_loudspeakers_decide_where_the_user_does_not() {
        let host = HostBlock { arrangement: Some(SpeakerArr::k40Cine), ..HostBlock::default() };
        assert_eq!(settings(&ThresholdParams::default(), Some(host)).layout, Some(Layout::LCRS));
    }
}
