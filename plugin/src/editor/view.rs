//! What the picture shows of the loss: one line for both ears where they are alike, otherwise one for each.

use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::event::{Effect, Event};
use threshold_core::hearing::path::{self, Hearing, Path, Stations};

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
        Self {
            path: Path::numbered(params.loss_path.value().max(0) as usize),
            loss: params.loss.value(),
            better_ear: params.better_ear.value(),
            custom: params.thresholds().map(EarThresholds::audiogram),
            held: Some(Event::numbered(params.event.value().max(0) as usize))
                .map(|event| (event, Effect::held(event, params.event_depth.value())))
                .filter(|(_, effect)| params.event_fire.value() && *effect != Effect::default()),
            perspective: params.perspective.value(),
            bypass: params.bypass.value(),
        }
    }

    /// Whether a loss is heard.
    pub fn active(&self) -> bool {
        !self.bypass && self.perspective > 0.0 && (self.loss > 0.0 || self.held.is_some())
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

#[cfg(test)]
mod tests {
    use super::*;
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
