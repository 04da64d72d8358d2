//! Looking and listening cost the audio thread no memory: whole engines under the guard.

use integration::signals::noises;
use integration::subject::spec;
use nice_assert_no_alloc::{AllocDisabler, assert_no_alloc};
use threshold_core::base::Layout;
use threshold_core::engine::meters::Electrodes;
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Audition, Engine, Entry, Film, Live, Part};
use threshold_core::parameters::{BODY, IMPLANT, LOSS, TINNITUS, Values};

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

fn look_and_listen<E: Entry>() {
    const BLOCK: usize = 512;
    const BLOCKS: usize = 40;
    let mut engine = Engine::<E>::default();
    engine.prepare(&spec(Layout::FIVE_1));
    let mut audio = noises(6, 0.9, BLOCK);
    let mut block: Vec<&mut [f32]> = audio.iter_mut().map(Vec::as_mut_slice).collect();
    let mut electrodes = Electrodes::default();
    let values =
        [LOSS, TINNITUS, BODY, IMPLANT].iter().fold(Values::default(), |values, one| values.with(one, 0.7));
    let parts = Part::ALL.map(|part| Audition::Lost(Some(part)));
    let channels = [0, 3, 99].map(|channel| Audition::Calibration { channel });
    let others = [Audition::Lost(None), Audition::Result];
    assert_no_alloc(|| {
        for audition in parts.into_iter().chain(channels).chain(others) {
            for n in 0..BLOCKS {
                engine.tap().on = n % 8 != 0;
                engine.play(&values, Venue { audition, ..Venue::default() });
                engine.process(&mut block, &[], &[]);
                engine.take_meters();
                engine.tap().copy_electrodes(&mut electrodes);
            }
        }
    });
    assert!(electrodes.count > 0);
}

#[test]
fn looking_and_listening_never_allocate() {
    look_and_listen::<Film>();
    look_and_listen::<Live>();
}
