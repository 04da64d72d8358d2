//! What `cargo xtask endure` plays for an hour, played for a minute: both plugins, everything automatable on the move, seeks and a
//! stop, by two hosts and from the middle. One test, because it looks at the memory of the process.
#![allow(unsafe_code)] // the C library's allocator speaks C

use xtask::bundle::{self, Profile};
use xtask::endure::{Programme, endure};
use xtask::host::{Bundle, Plugin};

/// Length of the programme, seconds: every kind of section, and the end.
const SECONDS: usize = 60;
/// How much of it another host plays, too, seconds: longer than the excursion in it, and two seconds.
const COMPARED: usize = 15;
/// Seed of lanes and blocks.
const SEED: u64 = 1;
/// Most that may stay allocated once the second plugin has been played, bytes: what a pass takes is given back, and what is made
/// once was made for the first.
#[cfg(target_os = "linux")]
const MOST_KEPT: usize = 1 << 20;

/// Bytes that the C library, which the bundle's allocations go through, has given out.
#[cfg(target_os = "linux")]
fn allocated() -> usize {
    // SAFETY: it only reads the allocator's own counts, under the allocator's own locks.
    let counts = unsafe { libc::mallinfo2() };
    counts.uordblks + counts.hblkhd
}

#[test]
fn a_minute_stands_for_the_hour() {
    let bundles = bundle::ready(Profile::Release).expect("the plugin builds");
    let bundle = Bundle::load(&bundles.clap()).expect("the bundle loads");
    let programme = Programme::new(SECONDS).expect("the sounds can be read");
    #[cfg(target_os = "linux")]
    let mut before = None;
    for plugin in [Plugin::Film, Plugin::Live] {
        let endured = endure(&bundle, plugin, &programme, SEED, COMPARED).expect("it plays");
        for figure in &endured.figures {
            println!("{plugin:?}: {figure}");
        }
        print!("{}", endured.notes);
        let broken: Vec<String> =
            endured.figures.iter().filter(|figure| !figure.holds()).map(ToString::to_string).collect();
        assert!(broken.is_empty(), "{plugin:?}: {}", broken.join("; "));
        drop(endured);
        #[cfg(target_os = "linux")]
        if let Some(before) = before.replace(allocated()) {
            let kept = allocated().saturating_sub(before);
            println!("kept by the second plugin's passes: {kept} bytes");
            assert!(kept <= MOST_KEPT, "{kept} bytes stay allocated");
        }
    }
}
