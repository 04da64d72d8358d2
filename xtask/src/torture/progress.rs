//! How far a run is: a small file, so that it is known even of a run that ended in a crash.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// Length of the line, bytes: every line covers the one before.
const LINE: usize = 80;

/// Written before every operation.
pub struct Progress {
    file: File,
    /// The program that began this one.
    parent: u32,
}

impl Progress {
    /// Begins one at `path`.
    pub fn begin(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().create(true).write(true).truncate(true).open(path);
        let file = file.with_context(|| format!("could not write {}", path.display()))?;
        Ok(Self { file, parent: parent() })
    }

    /// Says which operation comes now. An error if nobody is left to hear it.
    pub fn tell(&mut self, operation: u64, name: &str) -> Result<()> {
        let line = format!("{:<width$}", format!("{operation} {name}"), width = LINE);
        ensure!(parent() == self.parent, "whoever began this run is gone");
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(line.as_bytes())?;
        Ok(())
    }
}

/// The program that this one would end with; another one, once that is gone. Systems that don't tell give 0.
fn parent() -> u32 {
    #[cfg(unix)]
    let parent = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let parent = 0;
    parent
}

/// Where a run's progress is, for whoever watches it.
#[derive(Debug)]
pub struct Watched(pub PathBuf);

impl Watched {
    /// The last line, empty before the first.
    pub fn line(&self) -> String {
        fs::read_to_string(&self.0).unwrap_or_default().trim().to_owned()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may never have been written.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_line_covers_a_longer_one() {
        let watched = Watched(std::env::temp_dir().join(format!("torture-progress-{}", std::process::id())));
        let mut progress = Progress::begin(&watched.0).expect("it is written");
        progress.tell(1000, "play something long").expect("it is written");
        progress.tell(1001, "rest").expect("it is written");
        assert_eq!(watched.line(), "1001 rest");
    }
}
