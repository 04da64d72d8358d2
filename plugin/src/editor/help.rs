//! The panel that explains the page and the keys in plain words.

use egui::{Context, RichText, Vec2, vec2};

use super::page::Page;
use super::panel::Panel;
use super::{palette, words};

/// Largest size of the panel's contents.
const LARGEST: Vec2 = vec2(620.0, 560.0);
/// Between two groups.
const GAP: f32 = 12.0;
/// Width of the names' column.
const NAME_WIDTH: f32 = 130.0;

/// Shows the panel if it is open: what is on `page`, what is around it, and the keys.
pub fn show(panel: &mut Panel, context: &Context, page: Page) {
    panel.show(context, &format!("Help: the {} page", page.name()), LARGEST, |ui| {
        let sections = [
            (page.about(), words::on_page(page)),
            ("Around every page", words::AROUND),
            ("By mouse and by key", words::KEYS),
        ];
        for (title, lines) in sections {
            ui.label(RichText::new(title).font(palette::strong(palette::TEXT_SIZE)));
            ui.add_space(2.0);
            for (name, text) in lines {
                ui.horizontal_top(|ui| {
                    let column = |ui: &mut egui::Ui, width: f32, text: RichText| {
                        ui.vertical(|ui| {
                            ui.set_width(width);
                            ui.label(text);
                        });
                    };
                    column(ui, NAME_WIDTH, RichText::new(*name).color(palette::ACCENT));
                    let rest = ui.available_width();
                    column(ui, rest, RichText::new(*text));
                });
            }
            ui.add_space(GAP);
        }
    });
}
