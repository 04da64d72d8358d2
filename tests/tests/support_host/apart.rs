//! Plays apart from a test: in a process of their own, on a display of their own. A display belongs to a process.

use std::thread::sleep;
use std::time::{Duration, Instant};

use xtask::bundle::{BUILT, Profile, ready};
use xtask::desktop::Display;

/// How long a play may take before it counts as hung: an idle machine needs a tenth of it.
pub const PATIENCE: Duration = Duration::from_mins(10);

/// Has the system's allocator keep one pool for all threads: the figures it gives are those of the first.
const POOLS: &str = "MALLOC_ARENA_MAX";

/// Runs the ignored test called `play` of this program. Panics if it fails, crashes or hangs.
pub fn run(play: &str) {
    // Built here: the play's time is its own.
    ready(Profile::Guarded).expect("the plugin builds");
    let display = Display::start().unwrap_or_else(|error| panic!("{error:#}"));
    let mut command = display.again().expect("this program runs again");
    command.args([play, "--exact", "--ignored", "--nocapture"]).env(BUILT, "1").env(POOLS, "1");
    let mut playing = command.spawn().expect("this program runs again");
    let end = Instant::now() + PATIENCE;
    let status = loop {
        match playing.try_wait().expect("it can be waited for") {
            Some(status) => break status,
            None if Instant::now() < end => sleep(Duration::from_millis(50)),
            None => {
                playing.kill().expect("it can be ended");
                panic!("{play} hangs: it is not over after {} s", PATIENCE.as_secs());
            }
        }
    };
    assert!(status.success(), "{play}: {status}");
}
