//! The editor of the real VST3 bundle in a host's window, opened and closed while sound plays: nothing stays.

#[path = "../support_host/apart.rs"]
mod apart;
#[path = "../support_host/view.rs"]
mod view;

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ::vst3::Steinberg::kResultOk;
use view::View;
use xtask::desktop::Window;

use crate::bundle;
use crate::host::{Block, Factory};

/// How often it is opened.
const TIMES: usize = 20;
/// When open files are counted first: until then, libraries, fonts and pools are opened.
const SETTLED: usize = 5;
/// How long an editor may take to draw itself.
const SIGHT: Duration = Duration::from_secs(20);

#[test]
fn a_vst3_editor_opens_draws_and_closes_again_and_again() {
    apart::run("editor::play_vst3_windows");
}

#[test]
#[ignore = "a play of another test's, in a process and on a display of its own"]
fn play_vst3_windows() {
    let factory = Factory::load(&bundle::vst3_library());
    // One for both: the display goes with its last window.
    let mut window = Window::open("a host", (0, 0), (640, 480)).unwrap_or_else(|error| panic!("{error:#}"));
    for name in ["Threshold Shift", "Threshold Shift Live"] {
        let instance = factory.instance(name);
        instance.start(48_000.0, 512);
        let mut block = Block::new(&[2], 2, 512);
        let mut files = Vec::new();
        for time in 1..=TIMES {
            let (view, size) = View::open(&instance, window.id());
            window.resize(size).expect("it resizes");
            let end = Instant::now() + SIGHT;
            loop {
                assert_eq!(block.play(&instance), kResultOk);
                let (drawn, pixels) = window.picture().expect("a picture");
                // Every fourth time it closes before it has drawn anything.
                if time % 4 == 0 || pixels.chunks(3).any(|x| x != &pixels[..3]) {
                    assert_eq!(drawn, size, "{name}");
                    break;
                }
                assert!(Instant::now() < end, "{name}: the editor draws nothing");
                sleep(Duration::from_millis(10));
            }
            view.close();
            files.push(fs::read_dir("/proc/self/fd").expect("Linux says").count());
        }
        let (first, last) = (files[SETTLED - 1], files[TIMES - 1]);
        assert!(last <= first, "{name}: files stay open: {files:?}");
        assert!(block.sounds());
        instance.stop();
        println!("{name}: opened {TIMES} times, {last} open files, {first} after {SETTLED}");
    }
}
