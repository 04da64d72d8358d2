//! Composition: settings in, stages in order, perspective and bypass out.

pub mod audition;
pub mod buses;
pub mod ceiling;
pub mod chain;
pub mod director;
pub mod entry;
pub mod feedback;
pub mod head;
pub mod meters;
pub mod perspective;
pub mod settings;
pub mod silence;
pub mod space;
pub mod timeline;
pub mod trim;

pub use audition::{Audition, Part};
pub use chain::Chain;
pub use entry::{Engine, Entry, Film, Live, Purpose};
pub use settings::Settings;
