//! A panel over the editor, with a title and a way out: by its button, by Escape, or by a click beside it.

use egui::{Context, Id, Key, Modal, Modifiers, ScrollArea, Sense, Ui, UiBuilder, Vec2, vec2};

use super::palette;

/// How much smaller than the window a panel is at least.
const MARGIN: Vec2 = vec2(64.0, 90.0);
/// Inside the panel's edge.
const INSET: f32 = 16.0;
/// Size of its title, points.
const TITLE_SIZE: f32 = 15.0;
const TITLE_HEIGHT: f32 = 26.0;
const GAP: f32 = 10.0;
/// How much of what is seen Page up and Page down scroll.
const PAGE_SHARE: f32 = 0.8;

/// Whether a panel is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Panel {
    /// It is not.
    #[default]
    Closed,
    /// It is from now on: the keyboard is yet to come to it.
    Opening,
    /// It is.
    Open,
}

impl Panel {
    /// Opens it.
    pub const fn open(&mut self) {
        *self = Self::Opening;
    }

    /// Shows it, at most as large as `largest`, if it is open.
    pub fn show(&mut self, context: &Context, title: &str, largest: Vec2, contents: impl FnOnce(&mut Ui)) {
        if *self == Self::Closed {
            return;
        }
        let opens = std::mem::replace(self, Self::Open) == Self::Opening;
        let size = (context.content_rect().size() - MARGIN).min(largest);
        let frame = egui::Frame::popup(&context.global_style()).inner_margin(INSET);
        let modal = Modal::new(Id::unique(title)).frame(frame).show(context, |ui| {
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let (top, below) = rect.split_top_bottom_at_y(rect.top() + TITLE_HEIGHT);
            let mut heading = ui.new_child(UiBuilder::new().max_rect(top).id_salt("heading"));
            let closes = heading
                .horizontal(|ui| {
                    ui.label(egui::RichText::new(title).font(palette::strong(TITLE_SIZE)));
                    let right = egui::Layout::right_to_left(egui::Align::Center);
                    ui.with_layout(right, |ui| {
                        let close = ui.button("Close");
                        if opens {
                            close.request_focus();
                        }
                        close.clicked()
                    })
                    .inner
                })
                .inner;
            let below = below.with_min_y(below.top() + GAP);
            let mut room = ui.new_child(UiBuilder::new().max_rect(below).id_salt("contents"));
            let by = scrolled(ui, below.height());
            ScrollArea::vertical().auto_shrink(false).id_salt("contents").show(&mut room, |ui| {
                ui.scroll_with_delta(vec2(0.0, by));
                contents(ui);
            });
            closes
        });
        if modal.inner || modal.should_close() {
            *self = Self::Closed;
        }
    }
}

/// How far Page up and Page down scroll contents of which `height` is seen, downwards less than 0.
fn scrolled(ui: &Ui, height: f32) -> f32 {
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key)) as f32;
    PAGE_SHARE * height * (pressed(Key::PageUp) - pressed(Key::PageDown))
}
