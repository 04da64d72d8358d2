//! Vocabulary: ears, loudspeaker roles, units, the sample clock, and the contract every stage keeps.

pub mod bands;
pub mod clock;
pub mod ear;
pub mod frame;
pub mod layout;
pub mod spec;
pub mod stage;
pub mod units;

pub use bands::Bands;
pub use clock::Clock;
pub use ear::{Ear, PerEar};
pub use frame::{Chunk, Frame, SEGMENT};
pub use layout::{Layout, Role};
pub use spec::Spec;
pub use stage::{Change, Stage};
