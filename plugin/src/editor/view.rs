//! What the picture shows of the loss: one line for both ears where they are alike, otherwise one for each.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::event::{Effect, Event};
use threshold_core::hearing::path::{self, Hearing, Path, Stations};
use threshold_core::hearing::tinnitus::{LevelRe, PitchFrom, Tinnitus};
use threshold_core::parameters::{
    BETTER_EAR, BYPASS, EVENT, EVENT_DEPTH, EVENT_FIRE, GENERATORS, IMPLANT, LOSS, LOSS_PATH, PERSPECTIVE,
    PROCESSOR_OFF, THRESHOLDS, TINNITUS, TINNITUS_BALANCE, TINNITUS_LEVEL, TINNITUS_PITCH,
    TINNITUS_PITCH_FROM, TINNITUS_SENSATION, Values,
};

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
    /// As it is heard at these values.
    pub fn of(values: &Values) -> Self {
        let choice = |parameter| values.of(parameter).max(0.0) as usize;
        let is_on = |parameter| values.of(parameter) > 0.5;
        let path = Path::numbered(choice(&LOSS_PATH));
        let custom = audiograms(values);
        Self {
            path,
            loss: values.of(&LOSS),
            better_ear: values.of(&BETTER_EAR),
            custom,
            held: Some(Event::numbered(choice(&EVENT)))
                .map(|event| (event, Effect::held(event, values.of(&EVENT_DEPTH))))
                .filter(|(_, effect)| is_on(&EVENT_FIRE) && *effect != Effect::default()),
            rings: rings(values, path, &custom),
            implant: values.of(&IMPLANT),
            processor_off: is_on(&PROCESSOR_OFF),
            perspective: values.of(&PERSPECTIVE),
            bypass: is_on(&BYPASS),
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

/// The custom audiogram of each ear.
fn audiograms(values: &Values) -> PerEar<Audiogram> {
    PerEar::from_fn(|ear| {
        let entries = match ear {
            Ear::Left => &THRESHOLDS[0],
            Ear::Right => &THRESHOLDS[1],
        };
        Audiogram::clinical(entries.each_ref().map(|entry| values.of(entry)))
    })
}

/// Where each ear rings that does.
fn rings(values: &Values, path: &Path, custom: &PerEar<Audiogram>) -> PerEar<Option<f32>> {
    let asked = Tinnitus {
        pitch_from: PitchFrom::numbered(values.of(&TINNITUS_PITCH_FROM).max(0.0) as usize),
        hz: values.of(&TINNITUS_PITCH),
        level_re: LevelRe::FullScale,
        dbfs: values.of(&TINNITUS_LEVEL),
        sensation_db: values.of(&TINNITUS_SENSATION),
    };
    let positions = path::positions(values.of(&LOSS), values.of(&BETTER_EAR));
    let leaning = PerEar::leaning(values.of(&TINNITUS_BALANCE));
    let is_on = values.of(&GENERATORS) > 0.5 && values.of(&TINNITUS) > 0.0;
    PerEar::from_fn(|ear| {
        let hearing = || path.hearing(positions[ear], &custom[ear]);
        (is_on && leaning[ear.other()] < 1.0).then(|| asked.pitch(&hearing()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::hearing::path::PATHS;

    fn view(path: usize) -> View {
        let inserted = View::of(&Values::default());
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
        let rings = |balance: f32, generators: bool, from: i8| {
            let values = Values::default()
                .with(&TINNITUS, 0.5)
                .with(&TINNITUS_BALANCE, balance)
                .with(&TINNITUS_PITCH_FROM, f32::from(from))
                .with(&GENERATORS, f32::from(u8::from(generators)))
                .with(&LOSS, 1.0);
            View::of(&values).rings
        };
        assert_eq!(View::of(&Values::default()).rings, PerEar::same(None));
        assert_eq!(rings(0.0, true, 0), PerEar::same(Some(6000.0)));
        assert_eq!(rings(0.0, false, 0), PerEar::same(None));
        let aside = rings(-1.0, true, 0);
        assert_eq!((aside[Ear::Left], aside[Ear::Right]), (Some(6000.0), None));
        // Residual only loses 58 dB at 1 kHz already: its edge is where pitches that follow the loss begin.
        assert_eq!(rings(0.0, true, 1), PerEar::same(Some(2000.0)));
    }

    #[test]
    fn the_picture_shows_what_sounds() {
        let values = Values::default()
            .with(&LOSS_PATH, 1.0)
            .with(&LOSS, 0.5)
            .with(&PROCESSOR_OFF, 1.0)
            .with(&THRESHOLDS[1][4], 40.0);
        let view = View::of(&values);
        assert!(view.takes_custom() && view.processor_off && !view.bypass && view.held.is_none());
        assert_eq!(view.now()[1].hearing.lost_db(1000.0), 20.0);
        let fired = View::of(&values.with(&EVENT_FIRE, 1.0).with(&EVENT, 1.0));
        assert_eq!(fired.held.map(|(event, _)| event), Some(Event::numbered(1)));
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
