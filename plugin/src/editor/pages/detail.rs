//! The detail page: the audiogram of both ears, pictures of what they hear, and the stages one beside the other.

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use self::places::Places;
use self::strips::Strips;
use crate::editor::audiogram::Audiogram;
use crate::editor::path_picture::PathPicture;
use crate::editor::tools::Tools;
use crate::editor::{palette, picture};

mod places;
mod power;
mod solo;
mod stage;
mod strips;

/// Width of a picture's name in the line above, and of the button that lets one hear what is lost.
const TAB_WIDTH: f32 = 84.0;
const LOST_WIDTH: f32 = 118.0;

/// A picture of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Screen {
    /// What comes in and goes out.
    #[default]
    Live,
    /// Where the loss path leads.
    Path,
}

impl Screen {
    const ALL: [Self; 2] = [Self::Live, Self::Path];

    const fn name(self) -> &'static str {
        match self {
            Self::Live => "Spectrum",
            Self::Path => "Loss path",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Live => "Picture: Spectrum",
            Self::Path => "Picture: Loss path",
        }
    }

    const fn about(self) -> &'static str {
        match self {
            Self::Live => "What comes in, what is still heard of it, and the loss that lies between.",
            Self::Path => {
                "All of the loss path at one look, and where on it hearing stands. Drag a curve to go there."
            }
        }
    }
}

/// The page.
#[derive(Default)]
pub struct Detail {
    audiogram: Audiogram,
    screen: Screen,
    path: PathPicture,
    strips: Strips,
}

impl Detail {
    /// Shows it in `rect`.
    pub fn show(&mut self, ui: &mut Ui, rect: Rect, tools: &mut Tools) {
        let places = Places::of(rect);
        self.audiogram.show(ui, places.audiogram, tools);
        if let Some(other) = places.other {
            self.bar(ui, places.bar, tools, &[places.picture, other]);
            self.picture(ui, places.picture, Screen::Live, tools);
            self.picture(ui, other, Screen::Path, tools);
        } else {
            self.bar(ui, places.bar, tools, &[]);
            self.picture(ui, places.picture, self.screen, tools);
        }
        self.strips.show(ui, places.strips, tools, places.is_roomy);
    }

    fn picture(&mut self, ui: &mut Ui, rect: Rect, screen: Screen, tools: &Tools) {
        match screen {
            Screen::Live => picture::show(ui, rect, tools.view, tools.spectra),
            Screen::Path => self.path.show(ui, rect, tools),
        }
    }

    /// The names of the pictures, above both of these, or as tabs if only one is shown; and the button that lets one
    /// hear what is lost.
    fn bar(&mut self, ui: &Ui, bar: Rect, tools: &Tools, both: &[Rect]) {
        let middle = bar.center().y;
        if both.is_empty() {
            for (idx, screen) in Screen::ALL.into_iter().enumerate() {
                let corner = bar.min + vec2(idx as f32 * TAB_WIDTH, 0.0);
                let place = Rect::from_min_size(corner, vec2(TAB_WIDTH - 2.0, bar.height()));
                if tab(ui, place, screen, screen == self.screen) {
                    self.screen = screen;
                }
            }
        }
        for (screen, rect) in Screen::ALL.into_iter().zip(both) {
            let at = pos2(rect.left() + 2.0, middle);
            let font = palette::strong(palette::TEXT_SIZE);
            let named = ui.painter().text(at, Align2::LEFT_CENTER, screen.name(), font, palette::TEXT);
            let id = ui.scope_id().with("heading").with(screen.name());
            ui.interact(named, id, Sense::hover()).on_hover_text(screen.about());
        }
        let button = bar.with_min_x(bar.right() - LOST_WIDTH).shrink2(vec2(0.0, 1.0));
        solo::show(ui, button, None, &tools.params.audition);
    }
}

/// Shows the tab of a picture; whether it was clicked.
fn tab(ui: &Ui, rect: Rect, screen: Screen, is_shown: bool) -> bool {
    let response = ui.interact(rect, ui.scope_id().with("screen").with(screen.name()), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), is_shown, screen.label()));
    let colour = if is_shown || response.hovered() { palette::TEXT } else { palette::TEXT_QUIET };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, screen.name(), palette::text(), colour);
    if is_shown {
        let line = rect.with_min_y(rect.bottom() - 2.0);
        ui.painter().rect_filled(line, 0.0, palette::ACCENT);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, palette::TEXT);
        ui.painter().rect_stroke(rect, palette::CORNER, stroke, StrokeKind::Inside);
    }
    response.on_hover_text(screen.about()).clicked()
}
