//! The plugin's parameters as a CLAP host sees them, matched with the project's table.

use anyhow::{Context, Result, ensure};
use clack_extensions::params::{ParamInfoBuffer, PluginParams};
use clack_host::prelude::PluginMainThreadHandle;
use threshold_core::parameters::{Parameter, TABLE};

/// A parameter and how CLAP counts it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClapParameter {
    /// Its entry in the table.
    pub entry: &'static Parameter,
    /// CLAP identifier.
    pub id: u32,
    /// Name as the plugin lists it.
    pub name: String,
    /// CLAP value at the upper end of the lane: 1 for continuous parameters, the number of steps for others.
    pub max: f64,
}

impl ClapParameter {
    /// The CLAP value of `value` in the parameter's own unit.
    pub fn clap_value(&self, value: f32) -> f64 {
        self.entry.to_lane(value) * self.max
    }
}

/// Multiplier of the framework's polynomial hash of parameter ids.
const HASH_FACTOR: u32 = 31;
/// VST3 reserves the top bit, so the hash leaves it clear in every format.
const HASH_MASK: u32 = 0x7FFF_FFFF;

/// CLAP identifier of the parameter called `id`.
pub fn clap_id(id: &str) -> u32 {
    id.bytes().fold(0u32, |hash, byte| hash.wrapping_mul(HASH_FACTOR).wrapping_add(u32::from(byte)))
        & HASH_MASK
}

/// Asks the plugin for its parameters. An error unless they are the table's, in the table's order.
pub(super) fn list(params: &PluginParams, plugin: PluginMainThreadHandle<'_>) -> Result<Vec<ClapParameter>> {
    let count = params.count(&plugin) as usize;
    ensure!(
        count == TABLE.len(),
        "the plugin lists {count} parameters, the table {}: is the bundle an old one?",
        TABLE.len()
    );
    let mut found = Vec::with_capacity(count);
    for (idx, entry) in TABLE.iter().enumerate() {
        let mut buffer = ParamInfoBuffer::new();
        let info = params
            .get_info(&plugin, idx as u32, &mut buffer)
            .with_context(|| format!("the plugin does not describe its parameter {idx}"))?;
        let name = String::from_utf8_lossy(info.name).into_owned();
        ensure!(
            info.id.get() == clap_id(entry.id) && name == entry.name,
            "parameter {idx} of the plugin is {name} and not {} ({}): is the bundle an old one?",
            entry.name,
            entry.id
        );
        found.push(ClapParameter { entry, id: info.id.get(), name, max: info.max_value });
    }
    Ok(found)
}
