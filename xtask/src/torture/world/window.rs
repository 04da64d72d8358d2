//! Editors that come and go while sound plays, in a window of the host's. Only where there is an X server.

use anyhow::{Result, ensure};

use super::World;

/// Sizes hosts may ask for, few of which an editor can have.
const SIZES: [(u32, u32); 5] = [(0, 0), (1, 1), (900, 600), (1800, 1200), (u32::MAX, u32::MAX)];

impl World {
    /// Opens the instance's editor if it is closed, closes it if it is open, or asks it for another size.
    pub(super) fn move_editor(&mut self) -> Result<()> {
        let (size, is_rude) = (self.dice.pick(&SIZES), self.dice.once_in(3));
        let Some(parent) = self.parent() else { return Ok(()) };
        let subject = &mut self.subjects[self.current];
        if !subject.is_open {
            if is_rude {
                // Nothing is there yet.
                subject.plugin.resize_editor(size);
                subject.plugin.close_editor();
            }
            subject.is_open = subject.plugin.open_editor(parent);
            ensure!(subject.is_open, "the editor does not open");
            self.tally.add("editors opened", 1);
        } else if is_rude {
            subject.plugin.resize_editor(size);
            ensure!(!subject.plugin.open_editor(parent), "the editor opens twice");
        } else {
            subject.plugin.close_editor();
            subject.is_open = false;
        }
        Ok(())
    }

    /// The window that editors go into.
    #[cfg(target_os = "linux")]
    fn parent(&self) -> Option<u32> {
        self.window.as_ref().map(crate::desktop::Window::id)
    }

    #[cfg(not(target_os = "linux"))]
    fn parent(&self) -> Option<u32> {
        None
    }
}
