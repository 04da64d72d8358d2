//! Every automatable parameter on a walk of its own: it rests, steps, jumps, is drawn in lines, for as long as the programme lasts.

use std::ops::Range;

use anyhow::Result;
use threshold_core::parameters::{
    BODY, BYPASS, CUT_TIME, EVENT_FIRE, EVENT_RECOVERY, Kind, LOSS, LOSS_PATH, PERSPECTIVE, PROCESSOR_OFF,
    Parameter, SCENE, TABLE, TINNITUS, TINNITUS_HANDOVER,
};

use super::programme::{self, Programme, RATE, SECTION};
use crate::automation::{Automation, Shape};

/// A parameter rests at most this long, seconds; half of it on the average.
const REST_SECONDS: f64 = 8.0;
/// Longest line, seconds.
const LINE_SECONDS: f64 = 0.5;
/// Furthest step of a walk, as a share of the range.
const STEP: f64 = 0.15;
/// Longest cut, seconds, with room: what is asked for stands by then.
const SETTLED: f64 = 3.0;
/// How long what was asked for in noise stays afterwards, seconds: longer than any latency.
const AFTER: f64 = 0.3;
/// Loss while noise at full scale is heard: enough for the ceiling to be in force on the whole programme.
const HEARD_LOSS: f32 = 0.3;
/// A body at rest: its heart keeps its pace.
const RESTING_BODY: f32 = 0.3;
/// Quickest recovery, seconds.
const QUICK: f32 = 0.02;

/// A stretch in which some parameters stand still, and where.
struct Hold {
    range: Range<usize>,
    values: Vec<(&'static Parameter, f32)>,
}

/// Lanes over `programme`, the same for the same `seed`. From `resting` to its end what remembers for longer than two seconds
/// rests.
pub fn lanes(programme: &Programme, resting: usize, seed: u64) -> Result<Automation> {
    let holds = holds(programme, resting);
    let mut lanes = Automation::new();
    for (stream, parameter) in TABLE.iter().enumerate().filter(|(_, parameter)| parameter.automatable) {
        let own: Vec<(Range<usize>, f32)> = holds
            .iter()
            .filter_map(|hold| {
                let value = hold.values.iter().find(|(held, _)| held.id == parameter.id)?.1;
                Some((hold.range.clone(), value))
            })
            .collect();
        let random = fastrand::Rng::with_seed(seed.wrapping_add(stream as u64));
        walk(&mut lanes, parameter, &own, programme.frames(), random)?;
    }
    Ok(lanes)
}

/// What has to stand still for something to be measured: the listener in the head while noise is heard, in the world at the end.
fn holds(programme: &Programme, resting: usize) -> Vec<Hold> {
    let samples = |seconds: f64| (seconds * RATE as f64) as usize;
    let sections = programme.ending().div_ceil(SECTION);
    let loud = (0..sections).filter(|section| programme::kind(*section) == programme::Kind::Noise);
    let mut holds: Vec<Hold> = loud
        .map(|section| Hold {
            range: (section * SECTION).saturating_sub(samples(SETTLED))
                ..(section + 1) * SECTION + samples(AFTER),
            values: vec![
                (&PERSPECTIVE, 1.0),
                (&BYPASS, 0.0),
                (&SCENE, 0.0),
                (&LOSS_PATH, 0.0),
                (&LOSS, HEARD_LOSS),
            ],
        })
        .collect();
    let quiet = [
        (&TINNITUS, 0.0),
        (&TINNITUS_HANDOVER, 0.0),
        (&BODY, RESTING_BODY),
        (&EVENT_FIRE, 0.0),
        (&EVENT_RECOVERY, QUICK),
    ];
    let quiet: Vec<(&'static Parameter, f32)> = quiet.into_iter().chain([(&SCENE, 0.0)]).collect();
    let end = programme.frames() + RATE;
    holds.push(Hold { range: resting..end, values: quiet });
    let ending = programme.ending();
    // Holds of the same value may meet; noise that the end cuts short holds nobody in the head there.
    holds
        .iter_mut()
        .filter(|hold| hold.range.end != end)
        .for_each(|hold| hold.range.end = hold.range.end.min(ending));
    // A glide whose length changes on its way sets out anew.
    holds.push(Hold { range: ending..end, values: vec![(&PERSPECTIVE, 0.0), (&CUT_TIME, CUT_TIME.default)] });
    holds
}

fn walk(
    lanes: &mut Automation,
    parameter: &'static Parameter,
    holds: &[(Range<usize>, f32)],
    frames: usize,
    mut random: fastrand::Rng,
) -> Result<()> {
    let samples = |seconds: f64| (seconds * RATE as f64) as usize + 1;
    let continuous = matches!(parameter.kind, Kind::Linear { .. } | Kind::Skewed { .. });
    let (mut at, mut value) = (0, parameter.default);
    lanes.point(at, parameter, value, Shape::Step)?;
    while at < frames {
        let begin = at + samples(random.f64() * REST_SECONDS);
        let end = begin + samples(random.f64() * LINE_SECONDS);
        if let Some((range, held)) = holds.iter().find(|(range, _)| range.start <= end && at < range.end) {
            lanes.point(range.start.max(at), parameter, *held, Shape::Step)?;
            value = *held;
            at = range.end;
            continue;
        }
        match random.u8(0..4) {
            0 if continuous => {
                lanes.point(begin, parameter, value, Shape::Step)?;
                value = stepped(parameter, value, &mut random);
                lanes.point(end, parameter, value, Shape::Line)?;
                at = end;
            }
            1 if continuous => {
                value = stepped(parameter, value, &mut random);
                lanes.point(begin, parameter, value, Shape::Step)?;
                at = begin;
            }
            _ => {
                value = drawn(parameter, &mut random);
                lanes.point(begin, parameter, value, Shape::Step)?;
                at = begin;
            }
        }
    }
    Ok(())
}

/// A step of the walk, within the range.
fn stepped(parameter: &Parameter, value: f32, random: &mut fastrand::Rng) -> f32 {
    let (min, max) = parameter.range();
    (value + (max - min) * (STEP * (2.0 * random.f64() - 1.0)) as f32).clamp(min, max)
}

/// Anywhere in the range; what would leave nothing to hear is rarer.
fn drawn(parameter: &Parameter, random: &mut fastrand::Rng) -> f32 {
    let (min, max) = parameter.range();
    let rare = [BYPASS.id, PROCESSOR_OFF.id].contains(&parameter.id);
    if rare {
        return f32::from(u8::from(random.u8(0..8) == 0));
    }
    if parameter.id == PERSPECTIVE.id && random.bool() {
        return max;
    }
    let value = min + (max - min) * random.f32();
    if matches!(parameter.kind, Kind::Linear { .. } | Kind::Skewed { .. }) { value } else { value.round() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_moves_and_what_is_held_stands_still() {
        let programme = Programme::new(90).unwrap();
        let resting = 70 * RATE;
        let lanes = lanes(&programme, resting, 1).unwrap();
        for parameter in TABLE.iter().filter(|parameter| parameter.automatable) {
            let count =
                lanes.events(0..resting).iter().filter(|event| event.parameter.id == parameter.id).count();
            assert!(count > 5, "{} moves {count} times", parameter.id);
        }
        let moved = |ids: &[&str], range| {
            lanes.events(range).iter().filter(|event| ids.contains(&event.parameter.id)).count()
        };
        assert_eq!(moved(&["tinnitus", "body", "event_fire", "scene"], resting + 1..90 * RATE), 0);
        assert_eq!(moved(&["perspective"], programme.ending() + 1..90 * RATE), 0);
        assert!(moved(&["blur", "mumble", "space"], resting + 1..90 * RATE) > 0);
        let again = super::lanes(&programme, resting, 1).unwrap();
        assert_eq!(lanes, again);
    }
}
