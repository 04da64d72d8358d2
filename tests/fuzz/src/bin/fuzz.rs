//! What `cargo xtask fuzz` runs: libFuzzer around one of the readers.
#![no_main]
#![allow(unsafe_code)] // libFuzzer calls by C's rules; its macro keeps them

use std::path::Path;
use std::sync::LazyLock;

use fuzz::{Judge, judge, seeds};
use libfuzzer_sys::fuzz_target;
use xtask::fuzz::{CORPUS, TARGET};

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    let name = std::env::var(TARGET).unwrap_or_default();
    judge(&name).unwrap_or_else(|| panic!("{TARGET} names no reader: {name:?}"))
});

fuzz_target!(
    init: {
        if let (Ok(name), Ok(folder)) = (std::env::var(TARGET), std::env::var(CORPUS)) {
            for (n, seed) in seeds(&name).expect("the seeds are files of the project").iter().enumerate() {
                std::fs::write(Path::new(&folder).join(format!("seed-{n}")), seed).expect("a folder to write into");
            }
        }
        LazyLock::force(&JUDGE);
    },
    |bytes: &[u8]| {
        // Refused or not: what does not hold panics.
        let _ = (*JUDGE)(bytes);
    }
);
