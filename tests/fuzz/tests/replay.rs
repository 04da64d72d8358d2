//! What the fuzzer begins with, and what it found worth keeping, without the fuzzer.

use std::fs;

use fuzz::{judge, seeds};
use xtask::fuzz::{KEPT, TARGETS};
use xtask::workspace;

#[test]
fn everything_kept_holds_and_every_reader_accepts_some() {
    let kept = workspace::root().expect("a project").join(KEPT);
    for name in TARGETS {
        let judge = judge(name).unwrap_or_else(|| panic!("{name} has no judge"));
        let mut inputs = seeds(name).expect("the seeds can be read");
        let own = inputs.len();
        // The others nearly are what they seem.
        let begun = inputs.iter().filter(|seed| judge(seed)).count();
        assert!(begun > 0, "every seed of {name} is refused");
        for file in fs::read_dir(kept.join(name)).expect("a folder of kept inputs") {
            inputs.push(fs::read(file.expect("listed").path()).expect("a file"));
        }
        assert!(inputs.len() > own, "nothing is kept for {name}");
        let accepted = inputs[own..].iter().filter(|input| judge(input)).count();
        println!(
            "{name}: {begun} of {own} seeds and {accepted} of {} kept inputs are accepted",
            inputs.len() - own
        );
    }
}
