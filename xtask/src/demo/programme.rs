//! What the demo plays, and what happens to it: a mix of drums and a voice, and the states it is heard in.

use anyhow::{Result, ensure};
use threshold_core::hearing::event::Event;
use threshold_core::parameters::{
    BODY, EVENT, EVENT_FIRE, IMPLANT, IMPLANT_SETTLED, LOSS, PERSPECTIVE, PROCESSOR_OFF, Parameter, TINNITUS,
    TINNITUS_HANDOVER, TOUCH,
};

use crate::automation::{Automation, Shape};
use crate::wav::{SampleFormat, Wav};

const DRUMS: &[u8] = include_bytes!("../../assets/drums.wav");
const DIALOGUE: &[u8] = include_bytes!("../../assets/dialogue.wav");

/// Level of the drums under the voice, as a gain.
const DRUMS_GAIN: f32 = 0.45;
/// Level of the voice, as a gain.
const DIALOGUE_GAIN: f32 = 0.8;

/// How the programme gets into a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// A hard cut of Perspective at the state's start.
    Cut,
    /// A slide that takes this long and ends at the state's start, seconds.
    Slide(f64),
}

/// A stretch of the programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Name, as in the loss path, where it has one there.
    pub name: &'static str,
    /// Where it begins, seconds.
    pub start: f64,
    /// Loss heard in it; `None` in the world.
    pub loss: Option<f32>,
    /// What is heard from inside: the parameters of [`INNER`], in that order.
    pub inner: [f32; INNER.len()],
    /// How it is reached.
    pub way: Way,
}

/// What is heard from inside, what ends everything, and what comes after.
pub const INNER: [&Parameter; 9] = [
    &TINNITUS,
    &TINNITUS_HANDOVER,
    &TOUCH,
    &BODY,
    &PROCESSOR_OFF,
    &IMPLANT,
    &IMPLANT_SETTLED,
    &EVENT,
    &EVENT_FIRE,
];

/// The event in this programme: an implant is switched on.
const ACTIVATION: f32 = Event::Activation as u8 as f32;
/// Nothing at all.
const NOTHING: [f32; INNER.len()] = inner([0.0; 5], [0.0; 2], 0.0);

/// What the head makes and what ends it, how much of an implant there is and how settled it is, and whether it has been
/// switched on.
const fn inner(head: [f32; 5], implant: [f32; 2], switched_on: f32) -> [f32; INNER.len()] {
    let ([ring, handover, touch, body, off], [amount, settled]) = (head, implant);
    [ring, handover, touch, body, off, amount, settled, ACTIVATION, switched_on]
}

const fn state(
    start: f64,
    name: &'static str,
    loss: Option<f32>,
    inner: [f32; INNER.len()],
    way: Way,
) -> State {
    State { name, start, loss, inner, way }
}

/// The states, in order. The first begins the programme.
pub const STATES: &[State] = &[
    state(0.0, "World", None, NOTHING, Way::Cut),
    state(4.0, "First muffle", Some(0.25), inner([0.7, 0.0, 0.0, 0.0, 0.0], [0.0; 2], 0.0), Way::Cut),
    state(
        9.0,
        "Stage collapse",
        Some(0.45),
        inner([1.0, 1.0, 0.0, 0.0, 0.0], [0.0; 2], 0.0),
        Way::Slide(2.0),
    ),
    state(13.0, "World", None, NOTHING, Way::Cut),
    state(15.0, "Mumble", Some(0.65), NOTHING, Way::Cut),
    state(21.5, "Near-total", Some(0.85), inner([0.0, 0.0, 0.8, 0.2, 0.0], [0.0; 2], 0.0), Way::Slide(2.0)),
    state(26.0, "Residual only", Some(1.0), inner([0.0, 0.0, 0.3, 0.5, 0.0], [0.0; 2], 0.0), Way::Slide(2.0)),
    state(30.0, "Silence", Some(1.0), inner([0.0, 0.0, 0.0, 0.0, 1.0], [1.0, 0.0], 0.0), Way::Cut),
    state(33.0, "Switched on", Some(1.0), inner([0.0; 5], [1.0, 0.0], 1.0), Way::Cut),
    state(42.0, "Implant, settled", Some(1.0), inner([0.0; 5], [1.0, 1.0], 1.0), Way::Cut),
    state(47.0, "Silence", Some(1.0), inner([0.0, 0.0, 0.0, 0.0, 1.0], [1.0, 1.0], 1.0), Way::Cut),
    state(49.5, "World", None, NOTHING, Way::Cut),
];

/// Length of the programme, seconds.
pub const LENGTH: f64 = 52.0;

/// Where state number `idx` ends, seconds: at the next one's start, or where the slide to it begins.
pub fn end(idx: usize) -> f64 {
    STATES.get(idx + 1).map_or(LENGTH, |next| match next.way {
        Way::Cut => next.start,
        Way::Slide(seconds) => next.start - seconds,
    })
}

/// The sound: the drum loop over and over, the voice in the middle of it.
pub fn sound() -> Result<Wav> {
    let drums = Wav::from_bytes(DRUMS)?;
    let voice = Wav::from_bytes(DIALOGUE)?;
    ensure!(drums.rate == voice.rate, "the demo's sounds differ in rate");
    let frames = (LENGTH * f64::from(drums.rate)) as usize;
    let spoken = &voice.channels[0];
    let channels = drums
        .channels
        .iter()
        .map(|drum| {
            (0..frames)
                .map(|n| DRUMS_GAIN * drum[n % drum.len()] + DIALOGUE_GAIN * spoken[n % spoken.len()])
                .collect()
        })
        .collect();
    Wav::new(drums.rate, channels, SampleFormat::Int24)
}

/// The lanes a mixer would draw for it.
pub fn automation(rate: u32) -> Result<Automation> {
    let sample = |seconds: f64| (seconds * f64::from(rate)).round() as usize;
    let mut lanes = Automation::new();
    let (mut loss, mut inner) = (0.0, NOTHING);
    for state in STATES {
        let at = sample(state.start);
        let target = state.loss.unwrap_or(loss);
        let inner_lanes =
            INNER.into_iter().zip(inner).zip(state.inner).map(|((entry, from), to)| (entry, from, to));
        for (entry, from, to) in [(&LOSS, loss, target)].into_iter().chain(inner_lanes) {
            match state.way {
                // The first state says where every lane begins.
                _ if from == to && state.start > 0.0 => {}
                Way::Slide(seconds) => {
                    lanes.point(sample(state.start - seconds), entry, from, Shape::Step)?;
                    lanes.point(at, entry, to, Shape::Line)?;
                }
                Way::Cut => lanes.point(at, entry, to, Shape::Step)?,
            }
        }
        (loss, inner) = (target, state.inner);
        if state.way == Way::Cut {
            let perspective = if state.loss.is_some() { 1.0 } else { 0.0 };
            lanes.point(at, &PERSPECTIVE, perspective, Shape::Step)?;
        }
    }
    Ok(lanes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::hearing::path::FILM;

    #[test]
    fn states_are_those_of_the_film_path_in_order_of_time() {
        assert!(STATES.windows(2).all(|pair| pair[0].start < pair[1].start));
        for state in STATES {
            let [_, _, _, _, off, implant, ..] = state.inner;
            if let Some(loss) = state.loss.filter(|_| off == 0.0 && implant == 0.0) {
                assert_eq!(FILM.station(loss), Some(state.name));
            }
        }
        assert!(automation(48_000).is_ok());
    }
}
