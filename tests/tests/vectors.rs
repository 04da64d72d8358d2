//! That vector code makes the bits that plain numbers make, one after the other: every stage and both engines, through all
//! their settings, on blocks of any size. One test, because it tells the whole process what to run on.

use integration::measure::assert_same_bits;
use integration::signals::noises;
use integration::stages;
use integration::subject::{Blocks, Step, Subject, run, spec};
use threshold_core::base::{Change, Layout};
use threshold_core::kit::wide::{Level, go_without_vectors, level};

/// How long each setting stands, samples: no multiple of anything.
const REST: usize = 4_801;

fn play(subject: &mut dyn Subject, input: &[Vec<f32>], blocks: Blocks) -> Vec<Vec<f32>> {
    let changes = [Change::Glide, Change::Cut { samples: 240 }, Change::Jump].into_iter().cycle();
    let steps: Vec<Step> = (0..subject.variants()).zip(changes).map(|(n, how)| (n * REST, n, how)).collect();
    subject.prepare(&spec(Layout::FIVE_1));
    run(
        subject,
        &input.iter().map(|x| x[..steps.len() * REST].to_vec()).collect::<Vec<_>>(),
        blocks,
        0,
        &steps,
    )
}

#[test]
fn vectors_change_no_bit() {
    let mut subjects = stages::all();
    let most = subjects.iter().map(|subject| subject.variants()).max().unwrap_or_default();
    let input = noises(6, 0.5, most * REST);
    let sounds: Vec<Vec<Vec<f32>>> =
        subjects.iter_mut().map(|subject| play(subject.as_mut(), &input, Blocks::Of(512))).collect();
    go_without_vectors();
    assert!(matches!(level(), Level::Fallback(_)), "vectors go on");
    for (subject, sound) in subjects.iter_mut().zip(&sounds) {
        for blocks in [Blocks::Of(512), Blocks::Of(1), Blocks::Random] {
            let plain = play(subject.as_mut(), &input, blocks);
            assert_same_bits(&plain, sound, &format!("{} in blocks {blocks:?}", subject.name()));
        }
    }
}
