//! What the picture shows of the loss: one line for both ears where they are alike, otherwise one for each.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::event::{Effect, Event};
use threshold_core::hearing::path::{self, Hearing, Path, Stations};
use threshold_core::hearing::tinnitus::{LevelRe, PitchFrom, Tinnitus};

use crate::params::{EarThresholds, ThresholdParams};

/// Where the listener's hearing stands.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// The way hearing is lost.
    pub path: &'static Path,
    /// Position of Loss, 0..1.
    pub loss: f32,
    /// Which ear stays behind: -1 left, 0 neither, 1 right.
    pub better_ear: f32,
    /// Each ear's own audiogram, for the path that takes it.
    pub custom: PerEar<Audiogram>,
    /// The event that is switched on and what it does to hearing, once it has happened.
    pub held: Option<(Event, Effect)>,
    /// Where each ear rings, Hz, if it does: as long as the head makes anything.
    pub rings: PerEar<Option<f32>>,
    /// How much of an implant is heard, 0..1.
    pub implant: f32,
    /// Whether the processors are off, and nothing is heard inside the head.
    pub processor_off: bool,
    /// Where the listener is: 0 the world, 1 inside the head.
    pub perspective: f32,
    /// Whether the input goes out untouched.
    pub bypass: bool,
}

/// What is lost, and by whom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Whose loss it is; both ears' where there is none.
    pub ear: Option<Ear>,
    /// What is lost.
    pub hearing: Hearing,
}

impl View {
    /// As the parameters stand.
    pub fn of(params: &ThresholdParams) -> Self {
        let path = Path::numbered(params.loss_path.value().max(0) as usize);
        Self {
            path,
            loss: params.loss.value(),
            better_ear: params.better_ear.value(),
            custom: params.thresholds().map(EarThresholds::audiogram),
            held: Some(Event::numbered(params.event.value().max(0) as usize))
                .map(|event| (event, Effect::held(event, params.event_depth.value())))
                .filter(|(_, effect)| params.event_fire.value() && *effect != Effect::default()),
            rings: rings(params, path),
            implant: params.implant.value(),
            processor_off: params.processor_off.value(),
            perspective: params.perspective.value(),
            bypass: params.bypass.value(),
        }
    }

    /// Whether a loss is heard, or silence.
    pub fn active(&self) -> bool {
        let changed = self.loss > 0.0 || self.held.is_some() || self.implant > 0.0 || self.processor_off;
        !self.bypass && self.perspective > 0.0 && changed
    }

    /// Whether what the head does to sound and adds to it is heard at all.
    pub fn heard(&self) -> bool {
        !self.bypass && !self.processor_off
    }

    /// Whether the user's own audiogram is the path's end.
    pub fn takes_custom(&self) -> bool {
        self.path.stations == Stations::Custom
    }

    /// What is lost at the end of the path.
    pub fn end(&self) -> Hearing {
        self.path.hearing(1.0, &self.custom[Ear::Left])
    }

    /// What is lost now, inside the head.
    pub fn now(&self) -> Vec<Line> {
        let effect = self.held.map_or_else(Effect::default, |(_, effect)| effect);
        self.at(path::positions(self.loss, self.better_ear), &effect)
    }

    /// Name and loss of every station of the path, the user's own included.
    pub fn stations(&self) -> Vec<(&'static str, Line)> {
        let both = |hearing| Line { ear: None, hearing };
        let own =
            if self.takes_custom() { self.at(PerEar::same(1.0), &Effect::default()) } else { Vec::new() };
        let rows = self.path.rows().iter().map(|row| (row.name, both(row.hearing)));
        rows.chain(own.into_iter().map(|line| (self.path.name, line))).collect()
    }

    fn at(&self, positions: PerEar<f32>, effect: &Effect) -> Vec<Line> {
        let line = |ear| {
            let hearing = effect.on(self.path.hearing(positions[ear], &self.custom[ear]));
            Line { ear: Some(ear), hearing }
        };
        let ears = Ear::BOTH.map(line);
        if ears[0].hearing == ears[1].hearing { vec![Line { ear: None, ..ears[0] }] } else { ears.to_vec() }
    }
}

/// Where each ear rings that does.
fn rings(params: &ThresholdParams, path: &Path) -> PerEar<Option<f32>> {
    let asked = Tinnitus {
        pitch_from: PitchFrom::numbered(params.tinnitus_pitch_from.value().max(0) as usize),
        hz: params.tinnitus_pitch.value(),
        level_re: LevelRe::FullScale,
        dbfs: params.tinnitus_level.value(),
        sensation_db: params.tinnitus_sensation.value(),
    };
    let positions = path::positions(params.loss.value(), params.better_ear.value());
    let leaning = PerEar::leaning(params.tinnitus_balance.value());
    let is_on = params.generators.value() && params.tinnitus.value() > 0.0;
    PerEar::from_fn(|ear| {
        let hearing = || path.hearing(positions[ear], &params.thresholds()[ear].audiogram());
        (is_on && leaning[ear.other()] < 1.0).then(|| asked.pitch(&hearing()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nice_plug::prelude::{BoolParam, FloatParam, FloatRange, IntParam, IntRange};
    use threshold_core::hearing::path::PATHS;

    fn view(path: usize) -> View {
        let inserted = View::of(&ThresholdParams::default());
        View { path: Path::numbered(path), loss: 0.65, ..inserted }
    }

    #[test]
    fn ears_share_a_line_until_one_stays_behind() {
        let alike = view(0).now();
        assert!(matches!(alike[..], [Line { ear: None, .. }]));
        let apart = View { better_ear: -1.0, ..view(0) }.now();
        assert_eq!(apart.iter().map(|line| line.ear).collect::<Vec<_>>(), Ear::BOTH.map(Some));
        assert_eq!(apart[0].hearing.lost_db(4000.0), 0.0);
        assert_eq!(apart[1].hearing, alike[0].hearing);
    }

    #[test]
    fn ears_ring_where_they_are_asked_to_and_only_if_this_track_makes_it() {
        let ring = |balance, generators, from| ThresholdParams {
            tinnitus: FloatParam::new("", 0.5, FloatRange::Linear { min: 0.0, max: 1.0 }),
            tinnitus_balance: FloatParam::new("", balance, FloatRange::Linear { min: -1.0, max: 1.0 }),
            tinnitus_pitch_from: IntParam::new("", from, IntRange::Linear { min: 0, max: 2 }),
            generators: BoolParam::new("", generators),
            loss: FloatParam::new("", 1.0, FloatRange::Linear { min: 0.0, max: 1.0 }),
            ..ThresholdParams::default()
        };
        let rings = |balance, generators, from| View::of(&ring(balance, generators, from)).rings;
        assert_eq!(View::of(&ThresholdParams::default()).rings, PerEar::same(None));
        assert_eq!(rings(0.0, true, 0), PerEar::same(Some(6000.0)));
        assert_eq!(rings(0.0, false, 0), PerEar::same(None));
        let aside = rings(-1.0, true, 0);
        assert_eq!((aside[Ear::Left], aside[Ear::Right]), (Some(6000.0), None));
        // Residual only loses 58 dB at 1 kHz already: its edge is where pitches that follow the loss begin.
        assert_eq!(rings(0.0, true, 1), PerEar::same(Some(2000.0)));
    }

    #[test]
    fn ears_of_a_custom_audiogram_are_their_own() {
        let mut custom = view(1);
        assert!(custom.takes_custom() && custom.end().gains.is_flat_zero() && custom.stations().len() == 1);
        custom.custom[Ear::Right] = Audiogram::flat(40.0);
        assert_eq!(custom.stations().len(), 2);
        assert_eq!(custom.now()[1].hearing.lost_db(1000.0), 0.65 * 40.0);
    }

    #[test]
    fn every_path_has_its_stations() {
        for (idx, path) in PATHS.iter().enumerate() {
            let view = view(idx);
            let stations = view.stations();
            assert_eq!(stations.len(), path.rows().len().max(1), "{}", path.name);
            let (_, last) = stations[stations.len() - 1];
            assert_eq!(last.hearing, view.end(), "{}", path.name);
            assert!(view.takes_custom() || last.hearing.lost_db(1000.0) > 0.0, "{}", path.name);
        }
        assert!(view(0).stations().len() == 5 && !view(0).takes_custom());
    }
}
