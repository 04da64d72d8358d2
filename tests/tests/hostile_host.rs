//! The CLAP bundle in the hands of a host that does everything wrong that CLAP lets it: a hundred thousand operations by
//! chance, the same for the same seed. `THRESHOLD_SHIFT_SEED` says another one.

use xtask::bundle::{Profile, ready};
use xtask::torture::{Options, is_asked_to_play, play, torture};

/// Operations that must come at least so often for the run to have been one, of every hundred thousand.
const AT_LEAST: [(&str, u64); 6] = [
    ("blocks played", 10_000),
    ("blocks refused", 500),
    ("activations granted", 300),
    ("activations refused", 20),
    ("states loaded", 100),
    ("duets played", 50),
];

#[test]
fn a_hostile_host_gets_numbers_below_the_ceiling_and_no_crash() {
    let bundles = ready(Profile::Guarded).expect("the plugin builds");
    let arguments = ["the_play", "--exact", "--ignored", "--nocapture"].map(Into::into);
    let options = Options::default();
    let tally = torture(&options, &bundles.clap(), &arguments).unwrap_or_else(|error| panic!("{error:#}"));
    println!("{}", tally.table());
    assert_eq!(tally.operations.values().sum::<u64>(), options.ops);
    for (what, least) in AT_LEAST {
        let count = tally.events.get(what).copied().unwrap_or(0);
        assert!(count >= least, "only {count} {what}");
    }
}

/// A run, in a program of its own: crashes are seen from outside.
#[test]
#[ignore = "played by the test above"]
fn the_play() {
    assert!(is_asked_to_play(), "nobody asked for a run");
    play().unwrap_or_else(|error| panic!("{error:#}"));
}
