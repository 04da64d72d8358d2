//! The top line: who we are, the pages, the state of hearing, and the way out.

use egui::{Align2, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use nice_plug::prelude::BoolParam;
use threshold_core::parameters;

use super::page::{self, Page};
use super::setter::ParamSetter;
use super::{palette, switch, told, words};

const BYPASS_WIDTH: f32 = 70.0;
const SQUARE: f32 = 26.0;
const BADGE_HEIGHT: f32 = 22.0;
/// Room beside a badge's text.
const BADGE_PADDING: f32 = 10.0;
/// Room for the cross of a badge that ends something.
const CROSS_WIDTH: f32 = 16.0;
/// How far the cross reaches from its middle.
const CROSS_REACH: f32 = 3.5;
const GAP: f32 = 12.0;
const SMALL_GAP: f32 = 6.0;
/// A line narrower than this is crowded.
const CROWDED: f32 = 850.0;
/// The name's size where it is, points, and the room for the tabs.
const CROWDED_TITLE_SIZE: f32 = 15.0;
const CROWDED_TABS_WIDTH: f32 = 226.0;

/// What the top line says.
pub struct Header<'a> {
    /// Name of the plugin.
    pub title: &'a str,
    /// State of hearing.
    pub state: &'a str,
    /// Whether that state is heard now.
    pub active: bool,
    /// What is listened to instead, if it is.
    pub audition: Option<String>,
    /// The page that is shown.
    pub page: Page,
}

/// What is wanted of the top line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Another page, or the one that is shown.
    Page(Page),
    /// The result again, instead of what is listened to.
    Result,
    /// Help.
    Help,
    /// Settings of the editor.
    Settings,
}

impl Header<'_> {
    /// Shows the line in `rect`, and what is wanted of it.
    pub fn show(&self, ui: &Ui, rect: Rect, bypass: &BoolParam, setter: &ParamSetter) -> Option<Wish> {
        let is_crowded = rect.width() < CROWDED;
        let (size, tabs_width) = if is_crowded {
            (CROWDED_TITLE_SIZE, CROWDED_TABS_WIDTH)
        } else {
            (palette::TITLE_SIZE, Page::TABS_WIDTH)
        };
        let font = palette::strong(size);
        let title =
            ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, self.title, font, palette::TEXT);
        ui.interact(title, ui.scope_id().with("title"), Sense::hover())
            .on_hover_text("A rendering of progressive hearing loss: an impression, not a measurement.");
        let left = title.right() + GAP;
        let tabs = Rect::from_min_max(pos2(left, rect.top()), pos2(left + tabs_width, rect.bottom()));
        let mut wish =
            Some(page::tabs(ui, tabs, self.page)).filter(|page| *page != self.page).map(Wish::Page);

        let mut right = rect.right();
        let mut from_right = |width: f32, gap: f32| {
            let place = Rect::from_min_max(pos2(right - width, rect.top()), pos2(right, rect.bottom()));
            right = place.left() - gap;
            place.shrink2(vec2(0.0, 2.0))
        };
        let settings = from_right(SQUARE, SMALL_GAP);
        let help = from_right(SQUARE, SMALL_GAP);
        let out = from_right(BYPASS_WIDTH, GAP);

        let room = Rect::from_min_max(pos2(tabs.right() + GAP, rect.top()), pos2(right, rect.bottom()));
        match &self.audition {
            Some(audition) => {
                if ends(ui, room, audition) {
                    wish = Some(Wish::Result);
                }
            }
            None => self.badge(ui, room),
        }
        switch::show(ui, out, bypass, setter, words::purpose(&parameters::BYPASS));
        let purpose = "Explains this page and the keys.";
        if square(ui, help, "Help", purpose, |place, painter| {
            let font = palette::strong(palette::TEXT_SIZE);
            painter.text(place, Align2::CENTER_CENTER, "?", font, palette::TEXT);
        }) {
            wish = Some(Wish::Help);
        }
        let purpose = "Zoom, reduced motion, tips; fonts and version.";
        if square(ui, settings, "Settings", purpose, |place, painter| {
            for y in [-4.0, 0.0, 4.0] {
                let along = place.x - 6.0..=place.x + 6.0;
                painter.hline(along, place.y + y, Stroke::new(1.5, palette::TEXT));
            }
        }) {
            wish = Some(Wish::Settings);
        }
        wish
    }

    /// The state of hearing.
    fn badge(&self, ui: &Ui, room: Rect) {
        let colour = if self.active { palette::ACCENT } else { palette::TEXT_QUIET };
        let painter = ui.painter();
        let width = room.width() - 2.0 * BADGE_PADDING;
        let galley = painter.layout_job(palette::truncated(self.state, palette::text(), colour, width));
        let size = vec2(galley.size().x + 2.0 * BADGE_PADDING, BADGE_HEIGHT);
        let badge = Rect::from_min_size(room.left_center() - vec2(0.0, 0.5 * BADGE_HEIGHT), size);
        let stroke = Stroke::new(1.0, colour);
        painter.rect(badge, 0.5 * BADGE_HEIGHT, palette::SCREEN, stroke, StrokeKind::Inside);
        painter.galley(badge.center() - 0.5 * galley.size(), galley, colour);
        ui.interact(badge, ui.scope_id().with("state"), Sense::hover())
            .on_hover_text(format!("{}: where the listener's hearing is now.", self.state));
    }
}

/// What is listened to instead of the result; whether a click ends it.
fn ends(ui: &Ui, room: Rect, audition: &str) -> bool {
    let painter = ui.painter();
    let width = room.width() - 2.0 * BADGE_PADDING - CROSS_WIDTH;
    let galley = painter.layout_job(palette::truncated(audition, palette::text(), palette::ROOM, width));
    let size = vec2(galley.size().x + 2.0 * BADGE_PADDING + CROSS_WIDTH, BADGE_HEIGHT);
    let badge = Rect::from_min_size(room.left_center() - vec2(0.0, 0.5 * BADGE_HEIGHT), size);
    let response = ui.interact(badge, ui.scope_id().with("audition"), Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{audition}: back to the result"))
    });
    painter.rect_filled(badge, 0.5 * BADGE_HEIGHT, palette::ACCENT);
    let text = badge.left_center() + vec2(BADGE_PADDING, -0.5 * galley.size().y);
    painter.galley(text, galley, palette::ROOM);
    let cross = badge.right_center() - vec2(BADGE_PADDING + CROSS_REACH, 0.0);
    for arm in [vec2(CROSS_REACH, CROSS_REACH), vec2(CROSS_REACH, -CROSS_REACH)] {
        painter.line_segment([cross - arm, cross + arm], Stroke::new(1.5, palette::ROOM));
    }
    let purpose = "This is not the result. A click ends it; so does closing the editor.";
    told::tell(ui, &response, audition, String::new, purpose);
    response.on_hover_text(format!("{audition}.\n{purpose}")).clicked()
}

/// A square button with a sign on it; whether it was clicked.
fn square(ui: &Ui, rect: Rect, name: &str, purpose: &str, sign: impl FnOnce(Pos2, &egui::Painter)) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(name), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let fill = if response.hovered() { palette::RAISED_HOVERED } else { palette::RAISED };
    let stroke = Stroke::new(1.0, palette::EDGE);
    ui.painter().rect(rect, palette::CORNER, fill, stroke, StrokeKind::Inside);
    sign(rect.center(), ui.painter());
    told::tell(ui, &response, name, String::new, purpose);
    response.on_hover_text(format!("{name}. {purpose}")).clicked()
}
