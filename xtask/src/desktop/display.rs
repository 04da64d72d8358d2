//! An X server of one's own, without a screen: Xvfb, on a number that is free.

use std::env;
use std::io::{BufRead, BufReader, ErrorKind};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};

/// What the screen is: large enough for an editor at twice its size, and for the pointer beside it.
const SCREEN: &str = "3840x2400x24";
/// Has Mesa draw by the processor, whatever the machine has besides.
const SOFTWARE: (&str, &str) = ("LIBGL_ALWAYS_SOFTWARE", "1");
/// Names the folder of a user's presets to the plugin.
const PRESETS: &str = "THRESHOLD_SHIFT_PRESETS";
/// A folder that there is not, inside the system's for temporary files: pictures and tests know no user.
const NO_PRESETS: &str = "threshold-shift-no-presets";

/// A running X server. Dropping it ends it, and so does its last client.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts one. Errors say what to install, or what it said.
    pub fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-terminate"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => anyhow!("Xvfb is missing: apt-get install xvfb"),
                _ => anyhow!("Xvfb does not start: {error}"),
            })?;
        let mut number = String::new();
        let answer = server.stdout.take().context("Xvfb has no output")?;
        let read = BufReader::new(answer).read_line(&mut number);
        let display = Self { server, name: format!(":{}", number.trim()) };
        read.context("Xvfb says nothing")?;
        ensure!(
            !number.trim().is_empty(),
            "Xvfb ended as soon as it began: run `Xvfb -displayfd 1` to see why"
        );
        Ok(display)
    }

    /// What programs call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs this very program again, on this display: a process has one display, and says so before it has threads.
    /// OpenGL is drawn by the processor, and the user's presets stay out of sight.
    pub fn again(&self) -> Result<Command> {
        let mut command = again_on(&self.name)?;
        command.env(SOFTWARE.0, SOFTWARE.1).env(PRESETS, env::temp_dir().join(NO_PRESETS));
        Ok(command)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // It may have ended with its last client.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Runs this very program again, on the display called `name`.
pub(crate) fn again_on(name: &str) -> Result<Command> {
    let mut command = Command::new(env::current_exe().context("a program without a file")?);
    command.env("DISPLAY", name);
    Ok(command)
}
