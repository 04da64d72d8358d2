//! What a host does with a plugin, as the table of hosts lists it.

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// The bundle loads and plays.
    Loads,
    /// Each of the two plugins does.
    BothPlugins,
    /// Lanes.
    Automation,
    /// Saving and reloading.
    State,
    /// Any length of block.
    BlockSizes,
    /// Any sample rate.
    SampleRates,
    /// One channel.
    Mono,
    /// Two.
    Stereo,
    /// Six.
    Surround51,
    /// Twelve.
    Surround714,
    /// How late the sound is.
    Latency,
    /// What a sound that is none does.
    Hostile,
    /// Bouncing.
    Offline,
    /// The side-chain.
    Key,
}

/// What is said about a capability.
struct Row {
    capability: Capability,
    /// What scripts call it.
    id: &'static str,
    /// What the table calls it.
    name: &'static str,
    /// What is true where the table says yes.
    claim: &'static str,
}

const fn row(capability: Capability, id: &'static str, name: &'static str, claim: &'static str) -> Row {
    Row { capability, id, name, claim }
}

/// In the table's order.
const TABLE: [Row; 14] = [
    row(Capability::Loads, "loads", "Loads", "with every parameter, and plays"),
    row(Capability::BothPlugins, "both-plugins", "Both plugins", "the film and the live one"),
    row(
        Capability::Automation,
        "automation",
        "Automation",
        "lanes of Loss and Perspective, in steps of 64 samples",
    ),
    row(
        Capability::State,
        "state",
        "State",
        "saved, and reloaded in a fresh process: same sound, same state",
    ),
    row(
        Capability::BlockSizes,
        "block-sizes",
        "Block sizes",
        "1, 17, 480, 4096 and, where the host varies them, random",
    ),
    row(
        Capability::SampleRates,
        "sample-rates",
        "Sample rates",
        "22.05, 44.1, 48, 88.2, 96, 176.4 and 192 kHz",
    ),
    row(Capability::Mono, "mono", "Mono", "1 channel"),
    row(Capability::Stereo, "stereo", "Stereo", "2 channels"),
    row(Capability::Surround51, "5.1", "5.1", "6 channels"),
    row(Capability::Surround714, "7.1.4", "7.1.4", "12 channels"),
    row(Capability::Latency, "latency", "Latency", "as reported: at Loss 0 the output is the delayed input"),
    row(
        Capability::Hostile,
        "silence-nan",
        "Silence, NaN",
        "silence stays silence; NaN and infinity are heard as silence",
    ),
    row(Capability::Offline, "offline", "Offline", "told that it is a bounce"),
    row(Capability::Key, "key", "Side-chain", "a second sound on the Key input"),
];

impl Capability {
    /// All, in the table's order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.capability)
    }

    /// The one that scripts call `id`.
    pub fn find(id: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.id == id).map(|row| row.capability)
    }

    fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.capability == self).unwrap_or(&TABLE[0])
    }

    /// What scripts call it.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// What the table calls it.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What is true where the table says yes.
    pub fn claim(self) -> &'static str {
        self.row().claim
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_is_found_by_its_id_and_listed_once() {
        for capability in Capability::all() {
            assert_eq!(Capability::find(capability.id()), Some(capability));
            assert_eq!(Capability::all().filter(|other| other.name() == capability.name()).count(), 1);
        }
        assert_eq!(Capability::find("teleport"), None);
    }
}
