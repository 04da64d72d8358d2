//! Levels of both ears before and after, how far the ceiling holds them down, and what the head makes by itself.
//!
//! Bars are sample peaks; marks, figures and clip lamps are true peaks, measured here from the sound the audio thread
//! hands over, so that it pays nothing for them.

use egui::{Rect, Role, Sense, Ui, WidgetInfo};
use threshold_core::base::units::db_from_gain;
use threshold_core::base::{Ear, PerEar};
use threshold_core::parameters::UNLOCKED_DBTP;

use super::peaks::{EMPTY_DB, Peak};
use super::{told, true_peak};
use crate::telemetry::{Meters, Sound};
use crate::unlock::Unlock;

mod face;
mod unlock;

/// How fast the ceiling's bar goes back, dB per second.
const REDUCTION_RETURN_DB_PER_SECOND: f32 = 12.0;
/// A reduction too small to speak of, dB.
const SMALLEST_REDUCTION_DB: f32 = 0.05;
/// Full scale, dBFS: what reaches it is clipped by whatever comes next.
const FULL_SCALE_DB: f32 = 0.0;

/// A level before or after, at one ear.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    /// Peaks of samples.
    sample: Peak,
    /// Peaks at and between samples.
    between: Peak,
}

impl Level {
    fn is_clipped(&self) -> bool {
        self.sample.highest_db >= FULL_SCALE_DB || self.between.highest_db > FULL_SCALE_DB
    }
}

/// Needles of all meters.
#[derive(Debug, Default)]
pub struct Levels {
    input: PerEar<Level>,
    output: PerEar<Level>,
    tinnitus: PerEar<Peak>,
    body: PerEar<Peak>,
    reduction_db: f32,
    inside: f32,
}

impl Levels {
    /// Takes in the `readings` and the `sound` of the last `seconds`.
    pub fn follow(&mut self, readings: &Meters, sound: Option<&Sound>, seconds: f32) {
        let stretches = sound.map(|sound| [&sound.input, &sound.output]);
        let sides = [(&mut self.input, readings.input), (&mut self.output, readings.output)];
        for (side, (levels, peaks)) in sides.into_iter().enumerate() {
            for ear in Ear::BOTH {
                let between = stretches.map_or(0.0, |stretches| true_peak::of(&stretches[side][ear]));
                levels[ear].sample.follow(peaks[ear], seconds);
                // The stretch is the newest sound, not all that came: a peak before it counts as what its samples say.
                levels[ear].between.follow(between.max(peaks[ear]), seconds);
            }
        }
        for (needles, peaks) in [(&mut self.tinnitus, readings.tinnitus), (&mut self.body, readings.body)] {
            for ear in Ear::BOTH {
                needles[ear].follow(peaks[ear], seconds);
            }
        }
        let reduction = -db_from_gain(f64::from(readings.ceiling_gain)) as f32;
        self.reduction_db =
            reduction.max(self.reduction_db - REDUCTION_RETURN_DB_PER_SECOND * seconds).max(0.0);
        self.inside = readings.inside;
    }

    /// Shows all meters in `rect`, with a mark at the ceiling, `ceiling_db` unless it is unlocked. A click forgets peaks
    /// and clipping.
    pub fn show(&mut self, ui: &Ui, rect: Rect, ceiling_db: f32, unlock: &Unlock) {
        let ceiling_db = if unlock.get() { UNLOCKED_DBTP } else { ceiling_db };
        let response = ui.interact(rect, ui.scope_id().with("meters"), Sense::click());
        if response.clicked() {
            for level in self.input.iter_mut().chain(self.output.iter_mut()) {
                level.sample.reset();
                level.between.reset();
            }
        }
        let read = format!(
            "In {}, out {} dBTP at most; the ceiling takes {:.1} dB",
            figure(&self.input),
            figure(&self.output),
            self.reduction_db
        );
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(read.clone()),
            ..WidgetInfo::labeled(Role::Button, ui.is_enabled(), "Meters: forget peaks")
        });
        face::paint(self, &ui.painter_at(rect), rect, ceiling_db);
        let purpose = "Bars: peaks of samples at each ear, dBFS. Marks and figures: true peaks, dBTP; a click forgets them.";
        told::tell(ui, &response, "Levels", String::new, format!("{read}. {purpose}"));
        response.on_hover_text_at_pointer(format!(
            "{purpose}\nThe line across Out is the ceiling, and GR what it takes, dB.\n{read}."
        ));
        unlock::show(ui, face::unlock_place(rect), unlock);
    }
}

/// The highest true peak of both ears, dBTP.
fn highest_db(levels: &PerEar<Level>) -> f32 {
    levels.iter().map(|level| level.between.highest_db).fold(EMPTY_DB, f32::max)
}

/// The same as it is printed.
fn figure(levels: &PerEar<Level>) -> String {
    let db = highest_db(levels);
    if db > face::SCALE_DB.0 { format!("{db:.1}") } else { "-".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::Electrodes;

    fn readings(output: f32) -> Meters {
        Meters { output: PerEar::same(output), ..Meters::default() }
    }

    #[test]
    fn a_lamp_stays_lit_after_a_peak_at_full_scale_and_figures_stay_until_they_are_reset() {
        let mut levels = Levels::default();
        levels.follow(&readings(0.5), None, 0.1);
        assert_eq!((figure(&levels.output).as_str(), figure(&levels.input).as_str()), ("-6.0", "-"));
        assert!(!levels.output[Ear::Left].is_clipped());
        levels.follow(&readings(1.0), None, 0.1);
        levels.follow(&readings(0.0), None, 100.0);
        assert!(levels.output[Ear::Left].is_clipped() && !levels.input[Ear::Left].is_clipped());
        assert_eq!(figure(&levels.output), "0.0");
    }

    #[test]
    fn a_crest_between_samples_clips_where_no_sample_does() {
        let quarter = |n: usize| 1.2 * (std::f32::consts::FRAC_PI_2 * (n as f32 + 0.5)).sin();
        let sound = Sound {
            input: PerEar::from_fn(|_| (0..512).map(quarter).collect()),
            output: PerEar::from_fn(|_| vec![0.0; 512]),
            electrodes: Electrodes::default(),
        };
        let mut levels = Levels::default();
        let peaks = Meters { input: PerEar::same(0.849), ..Meters::default() };
        levels.follow(&peaks, Some(&sound), 0.1);
        let level = levels.input[Ear::Right];
        assert!(level.sample.highest_db < -1.0 && level.is_clipped());
        assert!(!levels.output[Ear::Right].is_clipped());
    }

    #[test]
    fn what_the_ceiling_takes_shows_at_once_and_goes_back_slowly() {
        let mut levels = Levels::default();
        levels.follow(&Meters { ceiling_gain: 0.5, ..Meters::default() }, None, 0.1);
        assert!((levels.reduction_db - 6.02).abs() < 0.01);
        levels.follow(&Meters::default(), None, 0.1);
        assert!((levels.reduction_db - 4.82).abs() < 0.01);
    }
}
