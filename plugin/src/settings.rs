//! Parameters become settings here, and nowhere else.

use nice_plug::prelude::IntParam;
use threshold_core::base::{Ear, PerEar};
use threshold_core::engine::Settings;
use threshold_core::engine::settings::{ImplantSet, Laboratory};
use threshold_core::engine::silence::SilenceKind;
use threshold_core::hearing::event::Event;
use threshold_core::hearing::tinnitus::{LevelRe, PitchFrom, Tinnitus};
use threshold_core::inner::contact::Material;
use threshold_core::inner::tinnitus::Character;
use threshold_core::loss::filter::LfePolicy;

use crate::arrangement;
use crate::host_block::HostBlock;
use crate::params::{self, EarThresholds, ThresholdParams};

/// What the engine is asked to do by the parameters as they stand, and by what the host says about its loudspeakers
/// and its `Key` input.
///
/// Audio thread; reads atomics only. Values may be anything: the engine sanitises.
pub fn settings(params: &ThresholdParams, host: Option<HostBlock>) -> Settings {
    let from_host = || host.and_then(|host| host.arrangement).and_then(arrangement::layout_of);
    let chosen = Settings::chosen_layout(choice(&params.layout));
    Settings {
        perspective: params.perspective.value(),
        loss: params.loss.value(),
        loss_path: choice(&params.loss_path),
        better_ear: params.better_ear.value(),
        recruitment: params.recruitment.value(),
        conductive: params.conductive.value(),
        mumble: params.mumble.value(),
        mumble_from: params.mumble_from.value(),
        blur: params.blur.value(),
        smear: params.smear.value(),
        jitter: params.jitter.value(),
        diplacusis: params.diplacusis.value(),
        event: Event::numbered(choice(&params.event)),
        event_fire: params.event_fire.value(),
        event_depth: params.event_depth.value(),
        event_recovery_seconds: params.event_recovery.value(),
        visit: 0,
        tinnitus: params.tinnitus.value(),
        touch: params.touch.value(),
        body: params.body.value(),
        memory: params.memory.value(),
        implant: implant(params),
        processor_off: params.processor_off.value(),
        ring: Tinnitus {
            pitch_from: PitchFrom::numbered(choice(&params.tinnitus_pitch_from)),
            hz: params.tinnitus_pitch.value(),
            level_re: LevelRe::numbered(choice(&params.tinnitus_level_re)),
            dbfs: params.tinnitus_level.value(),
            sensation_db: params.tinnitus_sensation.value(),
        },
        character: Character::numbered(choice(&params.tinnitus_character)),
        handover: params.tinnitus_handover.value(),
        tinnitus_balance: params.tinnitus_balance.value(),
        material: Material::numbered(choice(&params.touch_material)),
        body_lfe: params.body_lfe.value(),
        space: params.space.value(),
        generators: params.generators.value(),
        silence: SilenceKind::numbered(choice(&params.silence)),
        floor_dbfs: params.floor_level.value(),
        floor_hz: params.floor_edge.value(),
        blocker: params.blocker.value(),
        blocker_spl: params.blocker_level.value(),
        awake: false,
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

/// What the implant is asked to do.
fn implant(params: &ThresholdParams) -> ImplantSet {
    ImplantSet {
        amount: params.implant.value(),
        channels: choice(&params.implant_channels),
        metal: params.implant_metal.value(),
        clarity: params.implant_clarity.value(),
        settled: params.implant_settled.value(),
        spread: params.implant_spread.value(),
        shift_mm: params.implant_shift.value(),
        laboratory: laboratory(&params.laboratory),
    }
}

fn laboratory(params: &params::Laboratory) -> Laboratory {
    // The right ear has what the left one has, unless it has its own.
    let by_ear = |both: &IntParam, right: &IntParam| {
        PerEar::from_fn(|ear| match (ear, choice(right)) {
            (Ear::Left, _) | (Ear::Right, 0) => choice(both),
            (Ear::Right, other) => other - 1,
        })
    };
    Laboratory {
        ears: choice(&params.ears),
        maps: by_ear(&params.map, &params.other_map),
        arrays: by_ear(&params.array, &params.other_array),
        depth_mm: params.depth.value(),
        mismatch_mm: params.mismatch.value(),
        maxima: choice(&params.maxima),
        rate: params.rate.value(),
        envelope_hz: params.envelope.value(),
        carrier: choice(&params.carrier),
        microphone: choice(&params.microphone),
        emphasis: choice(&params.emphasis),
        agc: choice(&params.agc),
        linked: params.agc_link.value(),
        input_range_db: params.range.value(),
        growth: params.growth.value(),
        t_level: params.t.value() as f32,
        c_level: params.c.value() as f32,
        steps: choice(&params.steps),
        off: params.off().map(|list| choice(list) as u32),
        dead: params.dead().map(|list| choice(list) as u32),
        acoustic: params.acoustic.value(),
        acoustic_hz: params.acoustic_edge.value(),
        percept: params.percept.value(),
        fracture: params.fracture.value(),
        tangle: params.tangle.value(),
        flicker: params.flicker.value(),
        percept_smear_mm: params.percept_smear.value(),
        percept_flatten: params.percept_flatten.value(),
        percept_pitch: params.percept_pitch.value(),
        percept_shift: params.percept_shift.value(),
        percept_ring: params.percept_ring.value(),
    }
}

/// Which of its names a choice stands at.
fn choice(param: &IntParam) -> usize {
    param.value().max(0) as usize
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
