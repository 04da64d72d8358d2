//! The chart as it is drawn: the paper, the input and what of it is gone, and each ear's line with its symbols.

use egui::{Painter, Pos2, Stroke, Ui};
use threshold_core::base::{Ear, PerEar};
use threshold_core::hearing::event::Effect;
use threshold_core::hearing::path::Hearing;
use threshold_core::parameters::{CONDUCTIVE, LISTENING_LEVEL};

use super::edit::{self, Levels, Point};
use super::levels::{self, Points};
use super::scale::Scale;
use super::{input, symbols, told};
use crate::editor::spectra::{Spectra, both};
use crate::editor::tools::Tools;
use crate::editor::{axes, curves, ears, palette};

/// How strongly the input covers the paper where nobody hears it, and where somebody does.
const INPUT_OPACITY: [f32; 2] = [0.10, 0.30];
/// How strongly the ear shows that is not edited.
const ASIDE: f32 = 0.45;
/// How strongly the controls' own audiogram shows while a scene rules.
const GHOST: f32 = 0.7;
/// Width of an ear's line.
const LINE: f32 = 1.75;

/// What the chart shows in this frame.
pub struct Shown<'a> {
    /// Whether it shows gains and not thresholds.
    pub is_gains: bool,
    /// What each ear has lost, before any event.
    hearing: PerEar<Hearing>,
    /// What each ear has lost, with what an event has left.
    pub sounds: PerEar<Hearing>,
    /// Thresholds by air that sound.
    pub air: PerEar<Points>,
    /// Thresholds by bone that sound, where they are others.
    bone: PerEar<Option<Points>>,
    /// What the controls say while a scene makes something else sound.
    ghost: Option<Levels>,
    /// What an event has left, if it is heard.
    has_event: bool,
    chosen: Option<Ear>,
    /// What each ear has lost at the end of the path, if it is not there.
    end: Option<PerEar<Hearing>>,
    spectra: &'a Spectra,
    /// Level of the room, dB SPL.
    pub listening_level: f32,
}

impl<'a> Shown<'a> {
    /// What sounds; `mine` is what the controls say, while a scene rules if it `is_ruled`.
    pub fn new(tools: &Tools<'a>, chosen: Option<Ear>, mine: Option<&Levels>, is_ruled: bool) -> Self {
        let view = tools.view;
        let mut hearing = levels::hearings(view);
        let is_gains = levels::is_gains(view);
        let sounding = PerEar::from_fn(|ear| levels::air(&hearing[ear]));
        let mine = mine.copied().unwrap_or(sounding);
        if !is_ruled && !edit::alike(&mine, &sounding) {
            hearing = mine.map(levels::cochlear);
        }
        let air = if is_ruled || is_gains { sounding } else { mine };
        let share = tools.sounding.values.of(&CONDUCTIVE);
        let effect = view.held.map_or_else(Effect::default, |(_, effect)| effect);
        let end = PerEar::from_fn(|ear| view.path.hearing(1.0, &view.custom[ear]));
        let is_there = PerEar::from_fn(|ear| levels::air(&end[ear]));
        Self {
            is_gains,
            sounds: hearing.map(|hearing| effect.on(hearing)),
            bone: hearing.map(|hearing| levels::bone(&hearing, share)),
            ghost: (is_ruled && !is_gains && !edit::alike(&mine, &sounding)).then_some(mine),
            has_event: effect != Effect::default(),
            end: (is_gains || !edit::alike(&is_there, &air)).then_some(end),
            hearing,
            air,
            chosen,
            spectra: tools.spectra,
            listening_level: tools.sounding.values.of(&LISTENING_LEVEL),
        }
    }

    /// Ears that are shown in full.
    fn in_front(&self) -> impl Iterator<Item = Ear> + use<> {
        let chosen = self.chosen;
        Ear::BOTH.into_iter().filter(move |ear| chosen.is_none_or(|chosen| chosen == *ear))
    }

    fn opacity(&self, ear: Ear) -> f32 {
        if self.chosen.is_none_or(|chosen| chosen == ear) { 1.0 } else { ASIDE }
    }

    /// Level of the input at `hz`: dB HL, or dBFS turned over where the chart shows gains.
    pub fn input(&self, ear: Option<Ear>, hz: f32) -> f32 {
        let dbfs = match ear {
            Some(ear) => input::level_at(&self.spectra.input[ear].0, hz),
            None => input::level_at(&std::array::from_fn(|column| both(&self.spectra.input, column)), hz),
        };
        if self.is_gains { -dbfs } else { input::hearing_level(dbfs, hz, self.listening_level) }
    }

    /// Draws everything that does not depend on where the hand is.
    pub fn draw(&self, ui: &Ui, scale: &Scale) {
        let painter = ui.painter();
        scale.draw(painter, self.is_gains);
        let inside = painter.with_clip_rect(scale.plot);
        if self.is_gains {
            self.programme(&inside, scale);
            self.gains(&inside, scale);
            return scale
                .legend(painter, &["Line: change, dB.  Area: input, dBFS", "change, dB; input, dBFS"]);
        }
        let grade = told::grade(&self.air);
        scale.grades(painter, grade);
        self.sound(&inside, scale);
        self.ahead(&inside, scale);
        self.thresholds(&inside, scale);
        scale.legend(painter, &["Area: input, dB HL at the listening level", "Area: input, dB HL"]);
        for ear in Ear::BOTH {
            let at = scale.beside_grades(told::average(self.air[ear]));
            symbols::air(painter, at, ears::REACH, ear, 1.0);
        }
    }

    /// The input in dB HL: hatched where an ear does not hear it any more, filled where one does.
    fn sound(&self, painter: &Painter, scale: &Scale) {
        let mean: [f32; axes::COLUMNS] = std::array::from_fn(|column| match self.chosen {
            Some(ear) => self.spectra.input[ear].0[column],
            None => both(&self.spectra.input, column),
        });
        let level = |levels: &[f32; axes::COLUMNS], hz: f32| {
            input::hearing_level(input::level_at(levels, hz), hz, self.listening_level).max(0.0)
        };
        let nothing = input::curve(scale, |_| 0.0);
        let sound = input::curve(scale, |hz| level(&mean, hz));
        input::fill(painter, &nothing, &sound, palette::veil(palette::INPUT_LINE, INPUT_OPACITY[0]));
        let threshold = |ear: Ear| input::curve(scale, |hz| self.sounds[ear].lost_db(hz).max(0.0));
        let best = self.in_front().map(threshold).reduce(|one, other| input::upper(&one, &other));
        if let Some(best) = best {
            let heard = palette::veil(palette::INPUT_LINE, INPUT_OPACITY[1]);
            input::fill(painter, &best, &input::lower(&best, &sound), heard);
        }
        for ear in self.in_front() {
            let own = input::curve(scale, |hz| level(&self.spectra.input[ear].0, hz));
            input::hatch(painter, &nothing, &input::upper(&own, &threshold(ear)), ear);
        }
        painter.line(sound, Stroke::new(1.25, palette::INPUT_LINE));
    }

    /// The input in dBFS on a chart of gains: filled as far as it is left, hatched where it is gone.
    fn programme(&self, painter: &Painter, scale: &Scale) {
        let floor = input::curve(scale, |_| f32::INFINITY);
        let level = |ear: Ear, hz: f32| -input::level_at(&self.spectra.input[ear].0, hz);
        let left = |ear: Ear| input::curve(scale, |hz| level(ear, hz) + self.sounds[ear].lost_db(hz));
        let whole = |ear: Ear| input::curve(scale, |hz| level(ear, hz));
        let join = |one: Vec<Pos2>, other: Vec<Pos2>| input::upper(&one, &other);
        let (Some(sound), Some(rest)) =
            (self.in_front().map(whole).reduce(join), self.in_front().map(left).reduce(join))
        else {
            return;
        };
        input::fill(painter, &sound, &floor, palette::veil(palette::INPUT_LINE, INPUT_OPACITY[0]));
        input::fill(painter, &rest, &floor, palette::veil(palette::INPUT_LINE, INPUT_OPACITY[1]));
        for ear in self.in_front() {
            input::hatch(painter, &whole(ear), &input::lower(&whole(ear), &left(ear)), ear);
        }
        painter.line(sound, Stroke::new(1.25, palette::INPUT_LINE));
    }

    /// What each ear loses on a path of gains, and where the path ends.
    fn gains(&self, painter: &Painter, scale: &Scale) {
        let lost = |hearing: &Hearing| input::curve(scale, |hz| hearing.lost_db(hz));
        if let Some(end) = &self.end {
            dotted(painter, &lost(&end[Ear::Left]));
        }
        let alike = self.sounds[Ear::Left] == self.sounds[Ear::Right];
        for ear in Ear::BOTH {
            let whose = (!alike).then_some(ear);
            let colour = palette::veil(curves::colour(whose), self.opacity(ear));
            painter.line(lost(&self.sounds[ear]), Stroke::new(2.0, colour));
            if !alike {
                for point in (0..levels::COUNT).step_by(2) {
                    let hz = threshold_core::hearing::audiogram::CLINICAL[point];
                    let at = scale.at(point, self.sounds[ear].lost_db(hz));
                    symbols::air(painter, at, scale.reach(), ear, self.opacity(ear));
                }
            }
        }
    }

    /// Where the path leads from here, and what an event has left.
    fn ahead(&self, painter: &Painter, scale: &Scale) {
        let lost = |hearing: &Hearing| input::curve(scale, |hz| hearing.lost_db(hz));
        if let Some(end) = &self.end {
            for ear in self.in_front() {
                dotted(painter, &lost(&end[ear]));
            }
        }
        if self.has_event {
            for ear in self.in_front() {
                let stroke = Stroke::new(1.25, palette::ear(ear));
                painter.extend(egui::Shape::dashed_line(&lost(&self.sounds[ear]), stroke, 2.0, 3.0));
            }
        }
    }

    /// Lines and symbols of both ears; the cross comes last, because it shows on the circle.
    fn thresholds(&self, painter: &Painter, scale: &Scale) {
        for ear in Ear::BOTH {
            let colour = palette::veil(palette::ear(ear), self.opacity(ear));
            symbols::line(painter, scale, &self.air[ear], Stroke::new(LINE, colour), false);
            if let Some(bone) = self.bone[ear].filter(|_| self.opacity(ear) == 1.0) {
                symbols::bones(painter, scale, &bone, ear);
            }
        }
        if let Some(ghost) = &self.ghost {
            for ear in self.in_front() {
                let stroke = Stroke::new(1.0, palette::veil(palette::ear(ear), GHOST));
                symbols::line(painter, scale, &ghost[ear], stroke, true);
            }
        }
        for ear in [Ear::Right, Ear::Left] {
            symbols::airs(painter, scale, &self.air[ear], ear, self.opacity(ear));
            if let Some(ghost) = self.ghost.filter(|_| self.opacity(ear) == 1.0) {
                symbols::airs(painter, scale, &ghost[ear], ear, GHOST);
            }
        }
    }

    /// What each ear has lost where no event has happened.
    pub fn lost(&self, ear: Ear, hz: f32) -> f32 {
        self.hearing[ear].lost_db(hz)
    }
}

/// Marks the threshold `point` of `mine` as the one at hand.
pub fn lift(ui: &Ui, scale: &Scale, point: Point, mine: &Levels) {
    let at = scale.at(point.at, mine[point.ear][point.at]);
    ui.painter().circle_stroke(at, scale.reach() + 5.0, Stroke::new(1.5, palette::TEXT));
}

/// A curve hearing is not at.
fn dotted(painter: &Painter, points: &[Pos2]) {
    painter.extend(egui::Shape::dashed_line(points, Stroke::new(1.0, palette::STATION_LINE), 2.0, 4.0));
}
