//! The sound of a pop inside the head: a push of pressure, and a click on its crest.

use crate::base::units::gain_from_db;
use crate::base::{Change, Ear, Frame, Spec, Stage};
use crate::hearing::course::{Course, EventSettings};
use crate::hearing::event::Event;
use crate::kit::turn::hann;

/// Length of the push, seconds: one-sided, its energy below 130 Hz (`story.md`, S4: 12-18 ms, 60-180 Hz).
const PUSH_SECONDS: f64 = 0.015;
/// Peak of the push, dBFS (`story.md`, S4).
const PUSH_DBFS: f64 = -18.0;
/// Length of the click, seconds, its frequency, Hz, and its peak, dBFS (`story.md`, S4: 1 ms, 2-4 kHz, -30 dBFS).
const CLICK_SECONDS: f64 = 0.001;
const CLICK_HZ: f64 = 3000.0;
const CLICK_DBFS: f64 = -30.0;

/// Settings of the pulse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PulseSettings {
    /// What happens.
    pub event: EventSettings,
    /// Share of the head in what is heard when it happens, 0..1.
    pub depth: f32,
}

impl Default for PulseSettings {
    fn default() -> Self {
        Self { event: EventSettings::default(), depth: 1.0 }
    }
}

/// Adds the pulse to what each ear's head makes, from the very sample on at which a pop happens. Latency 0.
///
/// A pop that happens while the pulse of the last one sounds has none of its own.
#[derive(Default)]
pub struct Pulse {
    settings: PulseSettings,
    course: Course,
    rate: f64,
    /// Samples since the start of the pulse that sounds, and its gain.
    sounding: Option<(usize, f64)>,
    length: usize,
}

/// The pulse `seconds` after its start.
fn pulse(seconds: f64) -> f64 {
    let since_crest = seconds - 0.5 * PUSH_SECONDS;
    let click =
        hann(since_crest / CLICK_SECONDS + 0.5) * libm::sin(std::f64::consts::TAU * CLICK_HZ * since_crest);
    gain_from_db(PUSH_DBFS) * hann(seconds / PUSH_SECONDS) + gain_from_db(CLICK_DBFS) * click
}

impl Stage for Pulse {
    type Settings = PulseSettings;

    fn prepare(&mut self, spec: &Spec) {
        self.rate = f64::from(spec.sample_rate);
        self.length = spec.samples(PUSH_SECONDS);
        self.course.prepare(spec.sample_rate);
        self.reset();
    }

    fn set(&mut self, settings: &PulseSettings, _change: Change) {
        if *settings == self.settings {
            return;
        }
        self.settings = *settings;
        let pop = self.course.set(&settings.event).filter(|happening| happening.event == Event::Pop);
        if self.sounding.is_none() {
            self.sounding = pop.map(|pop| (0, f64::from(pop.depth * settings.depth)));
        }
    }

    fn reset(&mut self) {
        self.course.reset();
        self.sounding = None;
    }

    fn process(&mut self, frame: &mut Frame<'_>) {
        self.course.advance(frame.len);
        let Some((start, gain)) = &mut self.sounding else { return };
        let len = frame.len.min(self.length - *start);
        let [some, others] = Ear::BOTH;
        for n in 0..len {
            let x = (*gain * pulse((*start + n) as f64 / self.rate)) as f32;
            frame.generated[some][n] += x;
            frame.generated[others][n] += x;
        }
        *start += len;
        if *start >= self.length {
            self.sounding = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pulse_has_the_storys_figures() {
        let samples: Vec<f64> = (0..=720).map(|n| pulse(f64::from(n) / 48_000.0)).collect();
        let peak = samples.iter().fold(0.0f64, |peak, x| peak.max(x.abs()));
        // The click swings about the crest.
        assert!((-18.0..-16.0).contains(&(20.0 * peak.log10())), "{peak}");
        assert!(samples.iter().all(|x| *x >= 0.0), "it is one-sided");
        assert_eq!((samples[0], samples[720]), (0.0, 0.0));
        let without: Vec<f64> = (0..720)
            .map(|n| pulse(f64::from(n) / 48_000.0) - gain_from_db(PUSH_DBFS) * hann(f64::from(n) / 720.0))
            .collect();
        let click = without.iter().fold(0.0f64, |peak, x| peak.max(x.abs()));
        assert!((-32.0..=-30.0).contains(&(20.0 * click.log10())), "{click}");
        assert_eq!(without.iter().filter(|x| x.abs() > 1.0e-9).count() / 10, 4);
    }
}
