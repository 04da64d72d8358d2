//! The one list of what must keep the contract: every stage, and both engines.

use threshold_core::base::Layout;
use threshold_core::engine::ceiling::{Ceiling, CeilingSettings};
use threshold_core::engine::trim::{Trim, TrimSettings};
use threshold_core::engine::{Film, Live, Settings};
use threshold_core::inner::cap::{CapSettings, GeneratorCap};
use threshold_core::loss::filter::{LfePolicy, LossFilter, LossSettings};

use crate::subject::{Alone, Bus, Subject, Whole};

/// A fresh set of everything under contract.
pub fn all() -> Vec<Box<dyn Subject>> {
    vec![
        Box::new(Alone::new("loss filter", Bus::Channels, LossFilter::default(), &loss_variants())),
        Box::new(Alone::new("trim", Bus::Channels, Trim::default(), &trim_variants())),
        Box::new(Alone::new("film ceiling", Bus::Channels, Ceiling::<Film>::default(), &ceiling_variants())),
        Box::new(Alone::new("live ceiling", Bus::Channels, Ceiling::<Live>::default(), &ceiling_variants())),
        Box::new(Alone::new("generator cap", Bus::Generated, GeneratorCap::default(), &cap_variants())),
        Box::new(Whole::<Film>::new("film engine", &engine_variants())),
        Box::new(Whole::<Live>::new("live engine", &engine_variants())),
    ]
}

fn loss_variants() -> Vec<LossSettings> {
    let at = |loss| LossSettings { loss, ..LossSettings::default() };
    vec![
        at(0.25),
        at(1.0),
        LossSettings { depth: 0.4, ..at(0.85) },
        LossSettings { lfe: LfePolicy::Mute, ..at(0.65) },
        LossSettings { lfe: LfePolicy::Pass, layout: Some(Layout::SIX_0_MUSIC), ..at(0.65) },
    ]
}

fn trim_variants() -> Vec<TrimSettings> {
    vec![TrimSettings { db: -24.0, ..TrimSettings::default() }, TrimSettings { db: 6.0, glide_seconds: 0.5 }]
}

fn ceiling_variants() -> Vec<CeilingSettings> {
    vec![CeilingSettings { dbtp: -24.0 }]
}

fn cap_variants() -> Vec<CapSettings> {
    vec![CapSettings { listening_level: 95.0 }]
}

/// Settings that between them move every parameter.
pub fn engine_variants() -> Vec<Settings> {
    let head = Settings::default();
    vec![
        Settings { loss: 0.65, ..head },
        Settings { loss: 1.0, trim_db: -12.0, ..head },
        Settings { loss: 0.65, perspective: 0.0, ..head },
        Settings { loss: 0.65, perspective: 0.0, cut_seconds: 0.5, ..head },
        Settings { loss: 0.45, perspective: 0.5, lfe: LfePolicy::Mute, ..head },
        Settings { loss: 0.65, lfe: LfePolicy::Pass, layout: Some(Layout::SIX_0_MUSIC), ..head },
        Settings { loss: 0.65, ceiling_dbtp: -12.0, seed: 7, ..head },
        Settings { loss: 0.65, bypass: true, ..head },
    ]
}
