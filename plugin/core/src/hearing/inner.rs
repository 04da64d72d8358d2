//! Outer down, inner up: what becomes audible inside as the outside goes.

use super::path::Hearing;
use crate::parameters::BODY_AT_REST;

/// Frequencies by which hearing is summed up, Hz (the WHO's four: `science.md` 1.3).
const SUMMED_HZ: [f32; 4] = [500.0, 1000.0, 2000.0, 4000.0];
/// How much louder the body becomes per decibel that the outside loses, dB, and the most (`story.md`, S8).
const INNER_PER_DB: f32 = 0.25;
const MOST_INNER_DB: f32 = 12.0;

/// How much of the outside `hearing` has lost, dB: the mean of what is lost at 0.5, 1, 2 and 4 kHz.
pub fn outer_loss_db(hearing: &Hearing) -> f32 {
    SUMMED_HZ.iter().map(|hz| hearing.lost_db(*hz)).sum::<f32>() / SUMMED_HZ.len() as f32
}

/// How much louder the body is heard where the outside has lost `outer_db`, dB.
pub fn inner_gain_db(outer_db: f32) -> f32 {
    (INNER_PER_DB * outer_db.max(0.0)).min(MOST_INNER_DB)
}

/// Pace of the heart at rest and in full agitation, beats per minute (`story.md`, S10).
const HEART_BPM: [f32; 2] = [60.0, 130.0];
/// How much louder tinnitus is in full agitation, dB (`story.md`, S10).
const RING_DB: f32 = 6.0;
/// How far agitation pulls the outside into the head, 0..1 (`story.md`, S10).
const PULL: f32 = 0.6;

/// How agitated a `body` macro is, 0..1.
pub fn agitation(body: f32) -> f32 {
    ((body - BODY_AT_REST) / (1.0 - BODY_AT_REST)).clamp(0.0, 1.0)
}

/// How much of a resting body is heard at a `body` macro, 0..1.
pub fn presence(body: f32) -> f32 {
    (body / BODY_AT_REST).clamp(0.0, 1.0)
}

/// Pace of the heart at a `body` macro, beats per minute.
pub fn heart_bpm(body: f32) -> f32 {
    let [rest, agitated] = HEART_BPM;
    rest + (agitated - rest) * agitation(body)
}

/// How much louder tinnitus is at a `body` macro, dB.
pub fn ring_db(body: f32) -> f32 {
    RING_DB * agitation(body)
}

/// What a `body` macro leaves of `space`, 0..1.
pub fn remaining_space(space: f32, body: f32) -> f32 {
    space * (1.0 - PULL * agitation(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::audiogram::Audiogram;
    use crate::hearing::path::FILM;

    #[test]
    fn the_inside_rises_by_a_quarter_of_what_the_outside_falls() {
        let outer = |loss| outer_loss_db(&FILM.hearing(loss, &Audiogram::default()));
        assert_eq!((outer(0.0), inner_gain_db(0.0)), (0.0, 0.0));
        // Residual only: 42, 58, 70 and 80 dB.
        assert!((outer(1.0) - 62.5).abs() < 0.1);
        assert_eq!(inner_gain_db(outer(1.0)), 12.0);
        assert_eq!(inner_gain_db(20.0), 5.0);
    }

    #[test]
    fn the_body_comes_to_rest_before_it_is_agitated() {
        assert_eq!((presence(0.0), agitation(0.0), heart_bpm(0.0)), (0.0, 0.0, 60.0));
        assert_eq!((presence(BODY_AT_REST), agitation(BODY_AT_REST)), (1.0, 0.0));
        assert_eq!((presence(1.0), agitation(1.0), heart_bpm(1.0), ring_db(1.0)), (1.0, 1.0, 130.0, 6.0));
        assert_eq!(remaining_space(1.0, 0.0), 1.0);
        assert!((remaining_space(0.5, 1.0) - 0.2).abs() < 1e-6);
    }
}
