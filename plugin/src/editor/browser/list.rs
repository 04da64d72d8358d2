//! A browser's lists: categories, tags, and the presets of one.

use egui::{Color32, FontId, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::shelf::Item;
use crate::editor::palette;

/// Height of a preset's two lines.
const ROW_HEIGHT: f32 = 38.0;
/// Height of a category.
const CATEGORY_HEIGHT: f32 = 24.0;
/// Height of a tag.
const TAG_HEIGHT: f32 = 18.0;
const PADDING: f32 = 8.0;
/// Category that holds everything.
const ALL: &str = "All";

/// Shows `names` and what holds them all; changes `chosen` to the one that was clicked.
pub fn categories(ui: &mut Ui, names: &[String], chosen: &mut Option<String>) {
    let mut line = |name: Option<&String>| {
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), CATEGORY_HEIGHT), Sense::click());
        let is_chosen = chosen.as_ref() == name;
        let text = name.map_or(ALL, String::as_str);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, text));
        ground(ui, rect, &response, is_chosen);
        let colour = if is_chosen { palette::TEXT } else { palette::TEXT_QUIET };
        write(ui, rect.left_center(), rect.width(), text, palette::text(), colour);
        if response.clicked() {
            *chosen = name.cloned();
        }
    };
    line(None);
    names.iter().for_each(|name| line(Some(name)));
}

/// Shows `names` of tags in what is left of the column; changes `chosen` to the one that was clicked, or to none if it was.
pub fn tags(ui: &mut Ui, names: &[String], chosen: &mut Option<String>) {
    if names.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.horizontal(|ui| {
        ui.add_space(PADDING);
        ui.label(egui::RichText::new("Tags").small().weak());
    });
    ScrollArea::vertical().auto_shrink(false).id_salt("tags").show(ui, |ui| {
        for name in names {
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width(), TAG_HEIGHT), Sense::click());
            let is_chosen = chosen.as_ref() == Some(name);
            response
                .widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, format!("Tag: {name}")));
            ground(ui, rect, &response, is_chosen);
            let colour = if is_chosen { palette::TEXT } else { palette::TEXT_QUIET };
            write(ui, rect.left_center(), rect.width(), name, palette::small(), colour);
            if response.has_focus() {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                *chosen = (!is_chosen).then(|| name.clone());
            }
        }
    });
}

/// Shows those of `items` that are `shown`; returns the one that was clicked. `follows` brings the selected one into view,
/// and `loaded` is the name of the preset that was loaded last.
pub fn presets(
    ui: &mut Ui,
    items: &[Item],
    shown: &[usize],
    selected: Option<usize>,
    follows: bool,
    loaded: &str,
) -> Option<usize> {
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).id_salt("presets").show(ui, |ui| {
        if shown.is_empty() {
            ui.weak("Nothing here.");
        }
        for n in shown {
            // The arrow keys go through the list: sixty stops on the way of Tab would be none for anybody.
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::CLICK);
            let is_selected = selected == Some(*n);
            if is_selected && follows {
                response.scroll_to_me(None);
            }
            if response.clicked() {
                clicked = Some(*n);
            }
            if ui.is_rect_visible(rect) {
                row(ui, rect, &response, &items[*n], is_selected, loaded);
            }
        }
    });
    clicked
}

fn row(ui: &Ui, rect: Rect, response: &Response, item: &Item, is_selected: bool, loaded: &str) {
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, &item.name));
    ground(ui, rect, response, is_selected);
    let (below, colour) = match &item.preset {
        Ok(preset) => {
            let state = preset.state.iter().map(String::as_str);
            let said: Vec<&str> = state.chain(preset.tags.iter().map(String::as_str)).collect();
            let is_loaded = !loaded.is_empty() && loaded == item.name;
            (said.join(", "), if is_loaded { palette::ACCENT } else { palette::TEXT })
        }
        Err(reason) => (reason.clone(), palette::REFUSED),
    };
    let line = |share: f32| pos2(rect.left(), rect.top() + share * rect.height());
    write(ui, line(0.32), rect.width(), &item.name, palette::text(), colour);
    write(ui, line(0.74), rect.width(), &below, palette::small(), palette::TEXT_QUIET);
}

/// What stands behind a line.
fn ground(ui: &Ui, rect: Rect, response: &Response, is_chosen: bool) {
    if is_chosen {
        ui.painter().rect_filled(rect, palette::CORNER, palette::veil(palette::ACCENT, 0.25));
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, palette::CORNER, palette::RAISED_HOVERED);
    }
}

/// Writes as much of `text` as has room in a line `width` wide that begins at the middle of its left edge.
fn write(ui: &Ui, at: egui::Pos2, width: f32, text: &str, font: FontId, colour: Color32) {
    let galley = ui.painter().layout_job(palette::truncated(text, font, colour, width - 2.0 * PADDING));
    let corner = at + vec2(PADDING, -0.5 * galley.size().y);
    ui.painter().galley(corner, galley, colour);
}
