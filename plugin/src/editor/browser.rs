//! The browser: a panel over the editor to find, load, save and keep presets in. No native dialogs, which freeze hosts.
//!
//! The user's folder is read when the browser opens and after everything done to it, on the editor's thread.

mod about;
mod files;
mod filing;
mod list;
mod shelf;

use egui::{Context, Id, Key, Modal, Modifiers, Rect, TextEdit, Ui, UiBuilder, Vec2, pos2, vec2};
use threshold_core::parameters::Values;

use super::bar::Choice;
use super::desk::{Ask, Desk};
use crate::presets::Preset;
use files::Files;
use filing::{Changed, Filing};
use shelf::{Filter, Item};

/// Largest size of the panel's contents.
const LARGEST: Vec2 = vec2(820.0, 640.0);
/// How much smaller than the window the contents are.
const MARGIN: Vec2 = vec2(64.0, 90.0);
/// Inside the panel's edge.
const INSET: f32 = 14.0;
const GAP: f32 = 10.0;
const SEARCH_HEIGHT: f32 = 26.0;
/// Height of what is done to files, and what came of it.
const FILING_HEIGHT: f32 = 78.0;
const CATEGORIES_WIDTH: f32 = 124.0;
/// Share of the presets of what the categories leave.
const LIST_SHARE: f32 = 0.52;

/// The browser, open or closed.
#[derive(Default)]
pub struct Browser {
    is_open: bool,
    search: String,
    category: Option<String>,
    tag: Option<String>,
    /// Which of the items is selected.
    selected: Option<usize>,
    /// Whether the list is to scroll to it.
    follows: bool,
    items: Vec<Item>,
    filing: Filing,
    files: Files,
}

/// Where the parts of the panel stand.
struct Parts {
    search: Rect,
    categories: Rect,
    list: Rect,
    about: Rect,
    filing: Rect,
}

impl Browser {
    /// Reads the user's presets, so that what was loaded from them is known. When the window opens.
    pub fn read(&mut self) {
        let selected = self.selected.and_then(|n| self.items.get(n)).map(|item| item.place.clone());
        self.items = shelf::built_in().chain(self.files.read()).collect();
        self.selected = selected.and_then(|place| self.items.iter().position(|item| item.place == place));
    }

    /// Does what was chosen in the line below the title.
    pub fn grant(&mut self, choice: Choice, desk: &mut Desk) {
        let forward = match choice {
            Choice::Browse => {
                self.open(&desk.document().preset);
                return;
            }
            Choice::Previous => false,
            Choice::Next => true,
        };
        if let Some(preset) = shelf::neighbour(&self.items, &desk.document().preset, forward) {
            desk.ask(Ask::Load(Box::new(preset.clone())));
        }
    }

    /// The preset called `name`, as it lies on the shelf.
    pub fn called(&self, name: &str) -> Option<&Preset> {
        let mut readable = self.items.iter().filter_map(|item| item.preset.as_ref().ok());
        // The user's come later, and may have been made from one of the others.
        readable.rfind(|preset| preset.name == name)
    }

    /// What has to be said while the preset called `name` plays, if anything has.
    pub fn note(&self, name: &str) -> Option<&'static str> {
        let item = self.items.iter().rfind(|item| item.name == name);
        item.filter(|item| about::has_note(item)).map(|_| about::HONEST)
    }

    fn open(&mut self, loaded: &str) {
        self.read();
        self.is_open = true;
        self.filing = Filing::default();
        self.search.clear();
        self.category = None;
        self.tag = None;
        self.selected = self.items.iter().rposition(|item| item.preset.is_ok() && item.name == loaded);
        self.follows = true;
    }

    /// Shows the panel if it is open; `values` are what is to be saved.
    pub fn show(&mut self, context: &Context, values: &Values, desk: &mut Desk) {
        if !self.is_open {
            return;
        }
        let filter = Filter { category: self.category.as_deref(), tag: self.tag.as_deref() };
        let shown = shelf::shown(&self.items, filter, &self.search);
        let is_busy = self.filing.is_busy();
        let (by, enter, escape) = keys(context, is_busy);
        if by != 0 {
            self.selected = shelf::moved(&shown, self.selected, by);
            self.follows = true;
        }
        if enter {
            // What was searched for is what is meant, if it is all that is left.
            let only = (shown.len() == 1).then(|| shown[0]);
            self.load(self.selected.filter(|n| shown.contains(n)).or(only), desk);
        }
        let size = (context.content_rect().size() - MARGIN).min(LARGEST);
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(INSET);
        let modal = Modal::new(Id::unique("presets")).frame(frame).show(context, |ui| {
            let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
            self.contents(ui, &parts(rect), &shown, values, desk)
        });
        if modal.inner || modal.backdrop_response.clicked() || (escape && !self.filing.cancel()) {
            self.is_open = false;
        }
    }

    /// The panel's contents; whether it is to close.
    fn contents(
        &mut self,
        ui: &mut Ui,
        parts: &Parts,
        shown: &[usize],
        values: &Values,
        desk: &mut Desk,
    ) -> bool {
        let within =
            |ui: &mut Ui, rect: Rect, id: &str| ui.new_child(UiBuilder::new().max_rect(rect).id_salt(id));
        let mut closes = false;

        let mut top = within(ui, parts.search, "search");
        top.horizontal(|ui| {
            let width = ui.available_width() - 70.0;
            let field = TextEdit::singleline(&mut self.search)
                .hint_text("Search names, tags, descriptions")
                .desired_width(width);
            let field = ui.add(field);
            let field = field.accessible_name("Search");
            if ui.memory(|memory| memory.focused().is_none()) && !self.filing.is_busy() {
                field.request_focus();
            }
            closes = ui.button("Close").clicked();
        });

        let mut left = within(ui, parts.categories, "categories");
        list::categories(&mut left, &shelf::categories(&self.items), &mut self.category);
        left.add_space(GAP);
        let tags = shelf::tags(&self.items, self.category.as_deref());
        // A tag that nothing in the category has would hide all of it.
        self.tag = self.tag.take().filter(|tag| tags.contains(tag));
        list::tags(&mut left, &tags, &mut self.tag);

        let mut middle = within(ui, parts.list, "list");
        let follows = std::mem::take(&mut self.follows);
        let loaded = desk.document().preset.clone();
        let clicked = list::presets(&mut middle, &self.items, shown, self.selected, follows, &loaded);
        if let Some(clicked) = clicked {
            let again = self.selected.replace(clicked) == Some(clicked);
            // What has to be said first is read before it is heard.
            if again || !about::has_note(&self.items[clicked]) {
                self.load(Some(clicked), desk);
            }
        }

        let mut right = within(ui, parts.about, "about");
        if about::show(&mut right, self.selected.and_then(|n| self.items.get(n))) {
            self.load(self.selected, desk);
        }

        let mut bottom = within(ui, parts.filing, "filing");
        let selected = self.selected.and_then(|n| self.items.get(n)).cloned();
        let here = filing::Here { items: &self.items, selected: selected.as_ref(), values };
        if let Some(Changed { select: place }) = self.filing.show(&mut bottom, &here, &mut self.files, desk) {
            self.read();
            if let Some(n) = place.and_then(|place| self.items.iter().position(|item| item.place == place)) {
                self.selected = Some(n);
                self.category = self.category.take().filter(|category| category == self.items[n].category());
                self.tag = None;
                self.search.clear();
                self.follows = true;
            }
        }
        closes
    }

    fn load(&self, item: Option<usize>, desk: &mut Desk) {
        if let Some(Ok(preset)) = item.and_then(|n| self.items.get(n)).map(|item| &item.preset) {
            desk.ask(Ask::Load(Box::new(preset.clone())));
        }
    }
}

/// Where the parts stand in the panel's `room`.
fn parts(room: Rect) -> Parts {
    let search = Rect::from_min_max(room.min, pos2(room.right(), room.top() + SEARCH_HEIGHT));
    let filing = Rect::from_min_max(pos2(room.left(), room.bottom() - FILING_HEIGHT), room.max);
    let (top, bottom) = (search.bottom() + GAP, filing.top() - GAP);
    let column = |left: f32, right: f32| Rect::from_min_max(pos2(left, top), pos2(right, bottom));
    let categories = column(room.left(), room.left() + CATEGORIES_WIDTH);
    let left = categories.right() + GAP;
    let middle = left + LIST_SHARE * (room.right() - left);
    Parts {
        search,
        categories,
        list: column(left, middle),
        about: column(middle + GAP, room.right()),
        filing,
    }
}

/// How far the arrow keys move, and whether Enter and Escape were pressed; the search field gets none of them. While
/// something `is_busy`, arrows and Enter are its own.
fn keys(context: &Context, is_busy: bool) -> (isize, bool, bool) {
    context.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        if is_busy {
            return (0, false, pressed(Key::Escape));
        }
        let moves = [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, 8), (Key::PageUp, -8)];
        let by = moves.into_iter().filter(|(key, _)| pressed(*key)).map(|(_, by)| by).sum();
        (by, pressed(Key::Enter), pressed(Key::Escape))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::areas::SMALLEST;

    #[test]
    fn parts_stand_apart_in_the_smallest_window() {
        let parts = parts(Rect::from_min_size(pos2(0.0, 0.0), (SMALLEST - MARGIN).min(LARGEST)));
        let all = [parts.search, parts.categories, parts.list, parts.about, parts.filing];
        for (n, part) in all.iter().enumerate() {
            assert!(part.is_positive() && part.width() >= 100.0, "part {n}: {part:?}");
            assert!(all[..n].iter().all(|other| !part.shrink(0.5).intersects(other.shrink(0.5))), "part {n}");
        }
    }
}
