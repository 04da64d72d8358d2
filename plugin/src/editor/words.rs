//! What the editor says in words: the state of hearing, the track it sits on, and a sentence for every control.

use threshold_core::base::Ear;
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::path::{Hearing, Path};
use threshold_core::parameters::{EVENT_CHOICES, IMPLANT, LOSS, PROCESSOR_OFF};

use super::ears;
use super::view::View;

mod help;
mod implant;
mod purposes;
mod standing;

pub use help::{AROUND, KEYS, on_page};
pub use purposes::purpose;
pub use standing::{adds, auditioned, part_name, standing};

/// Name of the state the listener is in.
pub fn state(view: &View) -> String {
    if view.bypass {
        "Bypassed".to_owned()
    } else if view.perspective <= 0.0 {
        "World".to_owned()
    } else if view.processor_off {
        PROCESSOR_OFF.name.to_owned()
    } else if let Some((event, _)) = view.held {
        EVENT_CHOICES.get(event as usize).copied().unwrap_or_default().to_owned()
    } else if view.implant > 0.0 {
        format!("{} {}", IMPLANT.name, IMPLANT.text(view.implant))
    } else if view.loss <= 0.0 {
        "Untouched".to_owned()
    } else {
        let reached = reached(view.path, view.loss);
        let better = if view.better_ear < 0.0 { Ear::Left } else { Ear::Right };
        let aside = format!("{SEPARATOR}{} ear better", ears::name(better).to_lowercase());
        if view.better_ear == 0.0 { reached } else { reached + &aside }
    }
}

/// How far along `path` hearing is gone, at a `loss` above 0.
fn reached(path: &Path, loss: f32) -> String {
    match (path.station(loss), path.rows()) {
        (Some(station), _) => station.to_owned(),
        (None, [first, _, ..]) => format!("Before {}", first.name.to_lowercase()),
        // On the way to a single audiogram there are no names but how far it is.
        (None, _) => format!("{}, {}", path.name, LOSS.text(loss)),
    }
}

/// Between the parts of a description.
pub const SEPARATOR: &str = "  ·  ";

/// Sample rate as engineers say it: `48 kHz`, `44.1 kHz`.
pub fn rate(hz: f32) -> String {
    format!("{} kHz", (hz / 10.0).round() / 100.0)
}

/// Latency as reported to the host, and what it is in time.
pub fn latency(samples: u32, hz: f32) -> String {
    match samples {
        0 => "no latency".to_owned(),
        _ => format!("{samples} samples ({:.1} ms)", samples as f32 / hz * 1000.0),
    }
}

/// The engine that reports a latency of so many samples: only the live one reports none.
pub const fn engine(latency: u32) -> &'static str {
    if latency == 0 { "Live engine" } else { "Film engine" }
}

/// A frequency as people read it.
pub fn frequency(hz: f32) -> String {
    if hz < 1000.0 { format!("{hz:.0} Hz") } else { format!("{:.2} kHz", hz / 1000.0) }
}

/// A change of level, as near to a tenth of a decibel as anyone reads it.
pub fn change(db: f32) -> String {
    let tenths = (10.0 * db).round();
    if tenths == 0.0 { "unchanged".to_owned() } else { format!("{:+.1} dB", tenths / 10.0) }
}

/// A frequency above a column: `750`, `1.5k`.
pub fn frequency_short(hz: f32) -> String {
    if hz < 1000.0 { format!("{hz:.0}") } else { format!("{}k", hz / 1000.0) }
}

/// A frequency where there is little room: `873`, `1.4k`.
pub fn hertz_short(hz: f32) -> String {
    if hz < 1000.0 { format!("{hz:.0}") } else { format!("{:.1}k", hz / 1000.0).replace(".0k", "k") }
}

/// Which sounds the decibels of a path to `end` are about: those of a programme, those that are just heard, or all.
pub fn lost_where(end: &Hearing) -> &'static str {
    let is_lost = |audiogram: &Audiogram| audiogram.0.iter().any(|lost| *lost > 0.0);
    if !end.gains.is_flat_zero() {
        "at programme level"
    } else if is_lost(&end.conductive) && !is_lost(&end.thresholds) {
        "at every level"
    } else {
        "at threshold"
    }
}

/// What Loss is along `path`, as a sentence.
pub fn about(path: &Path) -> String {
    format!("{}: {}.", path.name, path.about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::hearing::event::{Effect, Event};
    use threshold_core::hearing::path::PATHS;
    use threshold_core::parameters::Values;

    #[test]
    fn bypass_comes_before_world_and_world_before_silence_and_loss() {
        let mumble = View { loss: 0.65, ..View::of(&Values::default()) };
        assert_eq!(state(&View { bypass: true, ..mumble }), "Bypassed");
        assert_eq!(state(&View { perspective: 0.0, ..mumble }), "World");
        let off = View { processor_off: true, ..mumble };
        assert_eq!((state(&off).as_str(), off.active()), ("Processor off", true));
        assert_eq!(state(&View { perspective: 0.0, ..off }), "World");
        assert_eq!(state(&View { bypass: true, ..off }), "Bypassed");
        assert_eq!(state(&View { loss: 0.0, ..mumble }), "Untouched");
        assert_eq!(state(&View { implant: 1.0, ..mumble }), "Implant 100 %");
        let held = Some((Event::Concert, Effect::held(Event::Concert, 1.0)));
        assert_eq!(state(&View { held, loss: 0.0, ..mumble }), "Concert aftermath");
        assert_eq!(state(&View { held, ..off }), "Processor off");
        assert_eq!(state(&View { loss: 0.1, ..mumble }), "Before first muffle");
        assert_eq!(state(&View { perspective: 0.5, ..mumble }), "Mumble");
        assert_eq!(state(&View { loss: 0.84, ..mumble }), "Mumble");
        assert_eq!(state(&View { better_ear: -0.3, ..mumble }), "Mumble  ·  left ear better");
    }

    #[test]
    fn on_the_way_to_an_audiogram_the_state_says_how_far_it_is() {
        let at = |path: usize, loss: f32| reached(Path::numbered(path), loss);
        assert_eq!(at(4, 0.4), "N3 moderate, 40 %");
        assert_eq!(at(4, 1.0), "N3 moderate");
        assert_eq!(at(1, 1.0), "Custom audiogram, 100 %");
        assert_eq!((frequency_short(750.0), frequency_short(1500.0)), ("750".to_owned(), "1.5k".to_owned()));
    }

    #[test]
    fn decibels_are_about_what_the_path_loses() {
        let at = |name: &str| {
            let path = PATHS.iter().find(|path| path.name == name).unwrap();
            lost_where(&path.hearing(1.0, &Audiogram::default()))
        };
        assert_eq!((at("Film"), at("Custom audiogram")), ("at programme level", "at threshold"));
        assert_eq!((at("Age, men, median"), at("Under water")), ("at threshold", "at every level"));
        for path in &PATHS {
            assert!(!path.about.is_empty() && path.about.is_ascii() && path.name.is_ascii(), "{}", path.name);
        }
    }

    #[test]
    fn the_track_is_described_as_engineers_do() {
        assert_eq!(rate(48_000.0), "48 kHz");
        assert_eq!(rate(44_100.0), "44.1 kHz");
        assert_eq!(rate(22_050.0), "22.05 kHz");
        assert_eq!((engine(0), engine(2000)), ("Live engine", "Film engine"));
        assert_eq!(latency(0, 48_000.0), "no latency");
        assert_eq!(latency(2000, 48_000.0), "2000 samples (41.7 ms)");
        assert_eq!(frequency(999.0), "999 Hz");
        assert_eq!(frequency(1250.0), "1.25 kHz");
        assert_eq!(change(-41.84), "-41.8 dB");
        assert_eq!(change(-0.04), "unchanged");
    }
}
