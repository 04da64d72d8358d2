//! Whatever can sound at once.

use threshold_core::engine::Settings;
use threshold_core::engine::settings::ImplantSet;
use threshold_core::hearing::path::PATHS;

/// All of it, on ears whose filters are wide, with this much of the implant.
pub fn everything(implant: f32) -> Settings {
    let default = Settings::default();
    Settings {
        loss: 1.0,
        loss_path: PATHS.iter().position(|path| path.name == "N3 moderate").unwrap_or_default(),
        smear: 1.0,
        mumble: 1.0,
        jitter: 0.5,
        diplacusis: 30.0,
        tinnitus: 1.0,
        body: 1.0,
        touch: 1.0,
        memory: 1.0,
        space: 1.0,
        implant: ImplantSet { amount: implant, ..default.implant },
        ..default
    }
}
