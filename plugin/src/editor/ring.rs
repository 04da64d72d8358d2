//! The ring around the control that has the keyboard, as long as the keyboard is what is used.

use egui::{Context, Event, Key, Stroke, StrokeKind};

use super::palette;

/// Width of the ring, points.
const WIDTH: f32 = 2.0;
/// Distance from the control.
const DISTANCE: f32 = 2.0;
/// Keys that somebody who works by keyboard presses.
const KEYS: [Key; 10] = [
    Key::Tab,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::ArrowUp,
    Key::ArrowDown,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::Enter,
];

/// Whether the ring is shown.
#[derive(Debug, Default)]
pub struct Ring {
    is_shown: bool,
}

impl Ring {
    /// Paints the ring over everything, after all controls were shown.
    pub fn show(&mut self, context: &Context) {
        context.input(|input| {
            for event in &input.events {
                match event {
                    Event::Key { key, pressed: true, .. } if KEYS.contains(key) => self.is_shown = true,
                    Event::PointerButton { pressed: true, .. } => self.is_shown = false,
                    _ => {}
                }
            }
        });
        if !self.is_shown {
            // Looking a control up would take the focus from one that has got it by this frame's click elsewhere.
            return;
        }
        let focused = context.memory(egui::Memory::focused);
        let Some(control) = focused.and_then(|id| context.read_response(id)) else { return };
        // Of what is scrolled, only what is in sight.
        let seen = control.interact_rect;
        if seen.is_positive() {
            let stroke = Stroke::new(WIDTH, palette::FOCUS);
            let ring = seen.expand(DISTANCE);
            let painter = context.layer_painter(control.layer_id);
            painter.rect_stroke(ring, palette::CORNER + 1, stroke, StrokeKind::Middle);
        }
    }
}
