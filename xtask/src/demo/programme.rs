//! What the demo plays, and what happens to it: drums, a voice and a song, and the states of "The drummer" they are heard
//! in.

use anyhow::{Result, ensure};
use threshold_core::hearing::event::Event;
use threshold_core::parameters::{CUT_TIME, EVENT, EVENT_FIRE, EVENT_RECOVERY, JOURNEY, Parameter};

use crate::automation::{Automation, Shape};
use crate::wav::{SampleFormat, Wav};

const DRUMS: &[u8] = include_bytes!("../../assets/drums.wav");
const DIALOGUE: &[u8] = include_bytes!("../../assets/dialogue.wav");
const SONG: &[u8] = include_bytes!("../../assets/sung_melody.wav");

/// How the programme gets into a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// A step of the journey at the state's start: a cut.
    Cut,
    /// A ramp of the journey that takes this long and ends at the state's start, seconds.
    Slide(f64),
}

use Way::{Cut, Slide};

/// A stretch of the programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Slot of the journey, and number of the state in the story.
    pub slot: usize,
    /// Where it begins, seconds.
    pub start: f64,
    /// How it is reached.
    pub way: Way,
    /// Gains of drums, voice and song in it.
    pub mix: [f32; 3],
}

const fn state(start: f64, slot: usize, way: Way, mix: [f32; 3]) -> State {
    State { slot, start, way, mix }
}

/// The states, in order. The first begins the programme.
pub const STATES: &[State] = &[
    state(0.0, 0, Cut, [0.8, 0.4, 0.0]),
    state(4.0, 1, Cut, [0.0, 0.5, 0.0]),
    state(7.5, 2, Slide(0.5), [0.3, 0.8, 0.0]),
    state(14.0, 3, Slide(3.0), [0.8, 0.3, 0.0]),
    state(18.0, 4, Cut, [0.8, 0.3, 0.0]),
    state(22.0, 5, Cut, [0.3, 0.8, 0.0]),
    state(28.0, 6, Cut, [0.4, 0.8, 0.0]),
    state(31.0, 7, Cut, [0.8, 0.2, 0.0]),
    state(38.0, 8, Slide(2.0), [0.2, 0.8, 0.0]),
    state(44.0, 9, Slide(1.0), [0.3, 0.8, 0.0]),
    state(52.0, 10, Slide(3.0), [0.5, 0.6, 0.0]),
    state(57.0, 11, Cut, [0.6, 0.6, 0.0]),
    state(60.0, 12, Cut, [0.2, 0.8, 0.0]),
    state(69.0, 13, Cut, [0.5, 0.8, 0.0]),
    state(76.0, 14, Slide(2.0), [0.0, 0.0, 0.8]),
    state(83.0, 15, Slide(2.5), [0.8, 0.4, 0.0]),
    state(87.0, 16, Cut, [0.8, 0.8, 0.0]),
];

/// Length of the programme, seconds.
pub const LENGTH: f64 = 93.0;

/// How long the mix takes to change, seconds.
const MIX_SECONDS: f64 = 0.05;

/// A lane that no scene holds: seconds, whose it is, and its value from there on.
type Held = (f64, &'static Parameter, f32);

/// What no scene holds: the events, and how long cuts take.
const HELD: [Held; 8] = [
    (0.0, &EVENT, Event::Pop as u8 as f32),
    (0.0, &EVENT_FIRE, 0.0),
    (18.0, &EVENT_FIRE, 1.0),
    // The cut out of it leaves nothing of it.
    (22.0, &EVENT_RECOVERY, 0.02),
    (22.0, &EVENT_FIRE, 0.0),
    (59.0, &EVENT, Event::Activation as u8 as f32),
    (60.0, &EVENT_FIRE, 1.0),
    // The last one fades.
    (86.0, &CUT_TIME, ENDING_SECONDS),
];

/// How long the end takes, seconds: the longest that the story allows.
pub const ENDING_SECONDS: f32 = 0.4;

/// Where the way into a state begins, seconds.
fn departure(state: &State) -> f64 {
    match state.way {
        Cut => state.start,
        Slide(seconds) => state.start - seconds,
    }
}

/// Where state number `idx` ends, seconds: at the next one's start, or where the slide to it begins.
pub fn end(idx: usize) -> f64 {
    STATES.get(idx + 1).map_or(LENGTH, departure)
}

/// The sound: each state's mix of drum loop, voice and song, which begins where it is first heard.
pub fn sound() -> Result<Wav> {
    let [drums, voice, song] = [Wav::from_bytes(DRUMS)?, Wav::from_bytes(DIALOGUE)?, Wav::from_bytes(SONG)?];
    let rate = drums.rate;
    ensure!([voice.rate, song.rate] == [rate; 2], "the demo's sounds differ in rate");
    let sample = |seconds: f64| (seconds * f64::from(rate)) as usize;
    let sung = STATES.iter().find(|state| state.mix[2] > 0.0).map_or(0, |state| sample(departure(state)));
    let (spoken, song) = (&voice.channels[0], &song.channels[0]);
    let mut channels = vec![Vec::with_capacity(sample(LENGTH)); drums.channels.len()];
    let mut gains = STATES[0].mix;
    for n in 0..sample(LENGTH) {
        let state = STATES.iter().rev().find(|state| sample(departure(state)) <= n).unwrap_or(&STATES[0]);
        let step = (MIX_SECONDS * f64::from(rate)).recip() as f32;
        for (gain, to) in gains.iter_mut().zip(state.mix) {
            *gain += (to - *gain).clamp(-step, step);
        }
        let song = n.checked_sub(sung).and_then(|n| song.get(n)).unwrap_or(&0.0);
        for (channel, drum) in channels.iter_mut().zip(&drums.channels) {
            let now = [drum[n % drum.len()], spoken[n % spoken.len()], *song];
            channel.push(gains.iter().zip(now).map(|(gain, x)| gain * x).sum());
        }
    }
    Wav::new(rate, channels, SampleFormat::Int24)
}

/// The lanes a mixer would draw for it: one journey, and what no scene holds.
pub fn automation(rate: u32) -> Result<Automation> {
    let sample = |seconds: f64| (seconds * f64::from(rate)).round() as usize;
    let mut lanes = Automation::new();
    let mut slot = STATES[0].slot;
    for state in STATES {
        let shape = match state.way {
            Cut => Shape::Step,
            Slide(_) => {
                lanes.point(sample(departure(state)), &JOURNEY, slot as f32, Shape::Step)?;
                Shape::Line
            }
        };
        slot = state.slot;
        lanes.point(sample(state.start), &JOURNEY, slot as f32, shape)?;
    }
    for (seconds, parameter, value) in HELD {
        lanes.point(sample(seconds), parameter, value, Shape::Step)?;
    }
    Ok(lanes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::SLOTS;

    #[test]
    fn states_ascend_through_every_slot_and_end_in_stillness() {
        assert!(STATES.iter().map(|state| state.slot).eq(0..SLOTS));
        assert!(STATES.windows(2).all(|pair| pair[0].start < departure(&pair[1])));
        let last = STATES[STATES.len() - 1];
        assert!(last.slot == 16 && last.way == Cut && last.start + 4.0 < LENGTH);
        assert!(last.mix.iter().take(2).all(|gain| *gain > 0.0), "nothing is left to be silent about");
        assert!(automation(48_000).is_ok());
    }

    #[test]
    fn events_happen_at_their_states() {
        let start = |slot: usize| STATES[slot].start;
        let fired = |at: f64| HELD.contains(&(at, &EVENT_FIRE, 1.0));
        assert!(fired(start(4)) && fired(start(12)));
        assert!(HELD.contains(&(start(5), &EVENT_FIRE, 0.0)));
    }

    #[test]
    fn the_mix_never_clips() {
        let sound = sound().unwrap();
        let peak = sound.channels.iter().flatten().fold(0.0f32, |peak, x| peak.max(x.abs()));
        println!("the demo's programme peaks at {:.1} dBFS", 20.0 * peak.log10());
        assert!(peak < 1.0);
    }
}
