//! The top line: who we are, the state of hearing, the track, and the way out.

use egui::{Align2, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use nice_plug::prelude::BoolParam;
use threshold_core::parameters;

use super::page::Page;
use super::setter::ParamSetter;
use super::{palette, switch, words};

const BYPASS_WIDTH: f32 = 74.0;
const BADGE_HEIGHT: f32 = 22.0;
/// Room beside a badge's text.
const BADGE_PADDING: f32 = 10.0;
const GAP: f32 = 12.0;
/// Said before a host has started the plugin.
const WAITING: &str = "not running yet";

/// What the top line says.
pub struct Header<'a> {
    /// Name of the plugin.
    pub title: &'a str,
    /// State of hearing.
    pub state: &'a str,
    /// Whether that state is heard now.
    pub active: bool,
    /// Layout, rate and latency of the track; nothing before it runs.
    pub track: Option<[String; 3]>,
}

impl Header<'_> {
    /// Shows the line in `rect`; returns the room it leaves for the pages' tabs.
    pub fn show(&self, ui: &Ui, rect: Rect, bypass: &BoolParam, setter: &ParamSetter) -> Rect {
        let painter = ui.painter();
        let title = painter.text(
            rect.left_center(),
            Align2::LEFT_CENTER,
            self.title,
            palette::strong(palette::TITLE_SIZE),
            palette::TEXT,
        );
        ui.interact(title, ui.scope_id().with("title"), Sense::hover())
            .on_hover_text("A rendering of progressive hearing loss: an impression, not a measurement.");
        let left = title.right() + GAP;
        let tabs = Rect::from_min_max(pos2(left, rect.top()), pos2(left + Page::TABS_WIDTH, rect.bottom()));
        let badge = self.badge(ui, pos2(tabs.right() + GAP, rect.center().y));
        let button = Rect::from_min_max(
            pos2(rect.right() - BYPASS_WIDTH, rect.top() + 2.0),
            rect.max - vec2(0.0, 2.0),
        );
        switch::show(ui, button, bypass, setter, words::purpose(&parameters::BYPASS));
        self.track(
            ui,
            Rect::from_min_max(
                pos2(badge.right() + GAP, rect.top()),
                pos2(button.left() - GAP, rect.bottom()),
            ),
        );
        tabs
    }

    /// As much of the track's description as has room, the layout first, then the latency.
    fn track(&self, ui: &Ui, room: Rect) {
        let whole = self.track.as_ref().map_or_else(
            || vec![WAITING.to_owned()],
            |[layout, rate, latency]| {
                let join = |parts: &[&String]| {
                    parts.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(words::SEPARATOR)
                };
                vec![join(&[layout, rate, latency]), join(&[layout, latency]), layout.clone()]
            },
        );
        let painter = ui.painter();
        let lay_out =
            |text: &String| painter.layout_no_wrap(text.clone(), palette::small(), palette::TEXT_QUIET);
        let Some(fitting) = whole.iter().map(lay_out).find(|galley| galley.size().x <= room.width()) else {
            return;
        };
        let at = room.right_center() - vec2(fitting.size().x, 0.5 * fitting.size().y);
        let place = Rect::from_min_size(at, fitting.size());
        painter.galley(at, fitting, palette::TEXT_QUIET);
        ui.interact(place, ui.scope_id().with("track"), Sense::hover()).on_hover_text(&whole[0]);
    }

    fn badge(&self, ui: &Ui, at: Pos2) -> Rect {
        let colour = if self.active { palette::ACCENT } else { palette::TEXT_QUIET };
        let painter = ui.painter();
        let galley = painter.layout_no_wrap(self.state.to_owned(), palette::text(), colour);
        let size = vec2(galley.size().x + 2.0 * BADGE_PADDING, BADGE_HEIGHT);
        let badge = Rect::from_min_size(at - vec2(0.0, 0.5 * BADGE_HEIGHT), size);
        painter.rect(
            badge,
            0.5 * BADGE_HEIGHT,
            palette::SCREEN,
            Stroke::new(1.0, colour),
            StrokeKind::Inside,
        );
        painter.galley(badge.center() - 0.5 * galley.size(), galley, colour);
        ui.interact(badge, ui.scope_id().with("state"), Sense::hover())
            .on_hover_text("Where the listener's hearing is now.");
        badge
    }
}
