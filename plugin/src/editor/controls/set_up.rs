//! The row of what is set once for a track, beside Cut time and Trim.

use egui::{Rect, Sense, Ui, vec2};
use threshold_core::parameters;

use super::{Controls, FOLDED_WIDTH, ROOMY, divided, folding, lower, slider};
use crate::editor::slider::Shape;
use crate::editor::{chart, choice, fold, switch, words};

/// Controls that are set once for a track, with their share of the row's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetUp {
    Lfe,
    Layout,
    Ceiling,
    ListeningLevel,
    Key,
    Seed,
    Audiogram,
}

const SET_UP: [(SetUp, f32); 7] = [
    (SetUp::Lfe, 0.9),
    (SetUp::Layout, 1.3),
    (SetUp::Ceiling, 0.9),
    (SetUp::ListeningLevel, 1.1),
    (SetUp::Key, 0.6),
    (SetUp::Seed, 0.6),
    (SetUp::Audiogram, 1.0),
];
/// Shares of Cut time and Trim.
const PLAYED_SHARES: [f32; 2] = [1.4; 2];

impl Controls<'_> {
    /// The row of smaller controls.
    pub fn small(&self, ui: &mut Ui, row: Rect) {
        let Self { params, hand } = self;
        let roomy = row.width() >= ROOMY;
        let (button, left) = folding(row);
        let places = if roomy {
            let set_up = SET_UP.iter().map(|(_, share)| *share);
            divided(row, &PLAYED_SHARES.into_iter().chain(set_up).collect::<Vec<_>>())
        } else {
            divided(left, &PLAYED_SHARES)
        };
        slider(ui, places[0], Shape::Small, &params.cut_time, hand, &parameters::CUT_TIME);
        slider(ui, places[1], Shape::Small, &params.trim, hand, &parameters::TRIM);
        if roomy {
            for ((control, _), place) in SET_UP.iter().zip(&places[PLAYED_SHARES.len()..]) {
                self.set_up(ui, *place, *control);
            }
        } else {
            fold::show(ui, button, "Set-up ...", |ui| {
                for (control, _) in SET_UP {
                    let (place, _) = ui.allocate_exact_size(vec2(FOLDED_WIDTH, row.height()), Sense::hover());
                    self.set_up(ui, place, control);
                }
            });
        }
    }

    fn set_up(&self, ui: &mut Ui, place: Rect, control: SetUp) {
        let Self { params, hand } = self;
        match control {
            SetUp::Lfe => {
                choice::show(ui, place, &params.lfe, hand, words::purpose(&parameters::LFE));
            }
            SetUp::Layout => {
                choice::show(ui, place, &params.layout, hand, words::purpose(&parameters::LAYOUT));
            }
            SetUp::Ceiling => slider(ui, place, Shape::Field, &params.ceiling, hand, &parameters::CEILING),
            SetUp::ListeningLevel => {
                let entry = &parameters::LISTENING_LEVEL;
                slider(ui, place, Shape::Field, &params.listening_level, hand, entry);
            }
            SetUp::Key => {
                switch::show(ui, lower(place), &params.key, hand, words::purpose(&parameters::KEY));
            }
            SetUp::Audiogram => chart::button(ui, lower(place), "Audiogram"),
            SetUp::Seed => slider(ui, place, Shape::Field, &params.seed, hand, &parameters::SEED),
        }
    }
}
