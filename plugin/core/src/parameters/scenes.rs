//! The table's entries of the story: which scene plays, and where a journey through them is.

use super::{Kind, Parameter, Print, Stored};

/// Number of slots that hold scenes: one for each state of the story, and no more, so that inserting nothing ever moves
/// a finished lane.
pub const SLOTS: usize = 17;

/// Who rules: the parameters themselves, a journey through the scenes, or the scene in one slot.
pub const SCENE_CHOICES: &[&str] = &[
    "Manual", "Journey", "Slot 0", "Slot 1", "Slot 2", "Slot 3", "Slot 4", "Slot 5", "Slot 6", "Slot 7",
    "Slot 8", "Slot 9", "Slot 10", "Slot 11", "Slot 12", "Slot 13", "Slot 14", "Slot 15", "Slot 16",
];

/// Which scene plays.
pub const SCENE: Parameter = Parameter {
    id: "scene",
    name: "Scene",
    kind: Kind::Choice(SCENE_CHOICES),
    default: 0.0,
    print: Print::Name,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};

/// Where a journey is, in numbers of slots: 6.5 is halfway from slot 6 to slot 7.
pub const JOURNEY: Parameter = Parameter {
    id: "journey",
    name: "Journey",
    kind: Kind::Linear { min: 0.0, max: (SLOTS - 1) as f32 },
    default: 0.0,
    print: Print::Slots,
    automatable: true,
    stored: Stored::Preset,
    since: "0.1.0",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_can_be_chosen() {
        assert_eq!(SCENE_CHOICES.len(), SLOTS + 2);
        assert_eq!(SCENE_CHOICES[SLOTS + 1], format!("Slot {}", SLOTS - 1));
    }
}
