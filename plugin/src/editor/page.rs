//! The editor's pages, and the tabs that lead to them.

use egui::{Key, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{palette, told};

/// A page of the editor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Page {
    /// Scenes and macros.
    #[default]
    Story,
    /// The audiogram, and the stages one beside the other.
    Detail,
    /// The implant: what its electrodes are told, and where they lie.
    Implant,
    /// Everything else, set once.
    Lab,
}

/// Distance between two tabs.
const GAP: f32 = 2.0;
/// Height of the line below the tab of the page that is shown.
const UNDERLINE: f32 = 2.0;

impl Page {
    /// Every page, in the order of the tabs.
    pub const ALL: [Self; 4] = [Self::Story, Self::Detail, Self::Implant, Self::Lab];
    /// Room for all the tabs.
    pub const TABS_WIDTH: f32 = 264.0;

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Story => "Story",
            Self::Detail => "Detail",
            Self::Implant => "Implant",
            Self::Lab => "Lab",
        }
    }

    /// The same for those who hear it without seeing that it is a tab.
    fn title(self) -> String {
        format!("{} page", self.name())
    }

    /// What is on it.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Story => "The scenes of a story, and the eight macros.",
            Self::Detail => "The audiogram of both ears, and what each stage takes.",
            Self::Implant => "What the electrodes of an implant are told, and where they lie.",
            Self::Lab => "What is set once: the implant's laboratory, the track, the room.",
        }
    }

    const fn key(self) -> Key {
        match self {
            Self::Story => Key::Num1,
            Self::Detail => Key::Num2,
            Self::Implant => Key::Num3,
            Self::Lab => Key::Num4,
        }
    }
}

/// Shows the tabs in `rect`, with the `page` that is shown lit; the page after what was clicked or pressed.
pub fn tabs(ui: &Ui, rect: Rect, page: Page) -> Page {
    let width = (rect.width() + GAP) / Page::ALL.len() as f32;
    let mut chosen = page;
    for (idx, tab) in Page::ALL.into_iter().enumerate() {
        let corner = rect.min + vec2(idx as f32 * width, 0.0);
        let place = Rect::from_min_size(corner, vec2(width - GAP, rect.height()));
        let pressed = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, tab.key()));
        if show(ui, place, tab, tab == page) || pressed {
            chosen = tab;
        }
    }
    chosen
}

/// Shows one tab; whether it was clicked.
fn show(ui: &Ui, rect: Rect, tab: Page, is_shown: bool) -> bool {
    let response = ui.interact(rect, ui.scope_id().with("tab").with(tab.name()), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), is_shown, tab.title()));
    let painter = ui.painter();
    let colour = if is_shown || response.hovered() { palette::TEXT } else { palette::TEXT_QUIET };
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, tab.name(), palette::text(), colour);
    if is_shown {
        let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - UNDERLINE), rect.max);
        painter.rect_filled(line, 0.0, palette::ACCENT);
    }
    let number = 1 + Page::ALL.iter().position(|other| *other == tab).unwrap_or(0);
    let hint = format!("{} Ctrl+{number}", tab.about());
    told::tell(ui, &response, tab.name(), String::new, &hint);
    response.on_hover_text(hint).clicked()
}
