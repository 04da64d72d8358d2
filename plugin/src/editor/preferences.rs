//! What a person has chosen about the editor itself: never part of a preset, nor of a session.

use std::path::PathBuf;

mod file;

/// Zooms that are offered, in per cent of the screen's own scale.
pub const ZOOMS: [u16; 6] = [75, 100, 125, 150, 175, 200];

/// The preferences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// Zoom, per cent of the screen's own scale: one of [`ZOOMS`].
    pub zoom: u16,
    /// Whether nothing is to move by itself but meters and spectra, and these slowly.
    pub reduced_motion: bool,
    /// Whether controls explain themselves under the pointer.
    pub tips: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { zoom: 100, reduced_motion: false, tips: true }
    }
}

/// How much slower needles and spectra move where motion is reduced.
const REDUCED_PACE: f32 = 0.25;

impl Preferences {
    /// How fast needles and spectra move, 1 being their ordinary pace.
    pub const fn pace(self) -> f32 {
        if self.reduced_motion { REDUCED_PACE } else { 1.0 }
    }

    /// The zoom as a factor.
    pub fn zoom_factor(self) -> f32 {
        f32::from(self.zoom) / 100.0
    }
}

/// The preferences, and the file they are kept in.
#[derive(Debug, Default)]
pub struct Kept {
    now: Preferences,
    file: Option<PathBuf>,
    problem: Option<String>,
}

impl Kept {
    /// The user's own, as their file has them. Reads the disk.
    pub fn users() -> Self {
        file::path().map_or_else(
            || Self { problem: Some(file::NOWHERE.to_owned()), ..Self::default() },
            Self::in_file,
        )
    }

    /// Those in a `file`, which need not exist before something is chosen. Reads the disk.
    pub fn in_file(file: PathBuf) -> Self {
        let (now, problem) = match file::read(&file) {
            Ok(now) => (now, None),
            Err(problem) => (Preferences::default(), Some(problem)),
        };
        Self { now, file: Some(file), problem }
    }

    /// These, which nobody keeps.
    pub const fn unkept(now: Preferences) -> Self {
        Self { now, file: None, problem: None }
    }

    /// What is chosen now.
    pub const fn now(&self) -> &Preferences {
        &self.now
    }

    /// What is wrong with the file, as a sentence without its full stop.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Chooses, and keeps what has changed. Writes to the disk.
    pub fn choose(&mut self, chosen: Preferences) {
        if chosen == self.now {
            return;
        }
        if let Some(file) = &self.file {
            self.problem = file::change(file, self.now, chosen).err();
        }
        self.now = chosen;
    }
}
