//! The implant, on both bare engines: the story's check 9.

use integration::implant;
use integration::player::{Bare, Player};
use threshold_core::engine::{Film, Live};

fn on_both(check: fn(&mut dyn Player)) {
    let players: [Box<dyn Player>; 2] =
        [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())];
    players.into_iter().for_each(|mut player| check(player.as_mut()));
}

#[test]
fn check_9_bass_is_gone_and_all_is_brighter() {
    on_both(implant::bright);
}

#[test]
fn check_9_rhythm_stays() {
    on_both(implant::rhythm);
}

#[test]
fn check_9_melody_goes() {
    on_both(implant::melody);
}

#[test]
fn check_9_vowels_lose_their_harmonics() {
    on_both(implant::vowels);
}

#[test]
fn check_9_voice_clarity_brings_words_back() {
    on_both(implant::clarity);
}

#[test]
fn fold_downs_keep_the_implant() {
    on_both(implant::fold_downs);
}
