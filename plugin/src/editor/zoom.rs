//! The editor's zoom: the window grows with it, so that its contents stay as they are.
//!
//! Where the host does not let the window be so large, or somebody makes it smaller, the zoom gives way for as long.

use egui::{Context, Vec2, ViewportCommand};

use super::areas::SMALLEST;
use super::preferences::ZOOMS;

/// How long a host may take to change the window's size, seconds.
const PATIENCE_SECONDS: f64 = 1.0;
/// How much smaller than allowed contents may be before the zoom gives way, points: hosts round.
const TOLERANCE: f32 = 2.0;

/// The zoom of an open window.
#[derive(Debug, Default)]
pub struct Zoom {
    /// What was chosen when it was last looked at.
    chosen: Option<f32>,
    /// Size of the contents to ask the host for, points, once the zoom is in force.
    wanted: Option<Vec2>,
    /// When the host was last asked, seconds.
    asked_at: f64,
}

impl Zoom {
    /// Zooms by `chosen`; contents have been `size` at that zoom, if they were ever shown.
    pub fn open(context: &Context, chosen: f32, size: Vec2) -> Self {
        // The editor's own zooms alone, and hosts close their windows themselves.
        context.options_mut(|options| {
            options.zoom_with_keyboard = false;
            options.quit_shortcuts.clear();
        });
        let changes = context.zoom_factor() != chosen;
        context.set_zoom_factor(chosen);
        Self { chosen: Some(chosen), wanted: changes.then_some(size), asked_at: 0.0 }
    }

    /// Follows what is `chosen`, once per frame.
    pub fn follow(&mut self, context: &Context, chosen: f32) {
        let (now, size) = (context.zoom_factor(), context.content_rect().size());
        let time = context.input(|input| input.time);
        if self.chosen.replace(chosen) != Some(chosen) {
            self.asked_at = time;
            self.change(context, chosen, size);
        } else if let Some(wanted) = self.wanted.take() {
            // A zoom is in force from the frame after it was set on.
            context.send_viewport_cmd(ViewportCommand::InnerSize(wanted));
            self.asked_at = time;
        } else if time - self.asked_at > PATIENCE_SECONDS {
            let window = size * now;
            let fitting = fitting(chosen, window);
            self.change(context, fitting, window / fitting);
        }
    }

    fn change(&mut self, context: &Context, zoom: f32, size: Vec2) {
        if context.zoom_factor() != zoom {
            context.set_zoom_factor(zoom);
            self.wanted = Some(size);
        }
    }
}

/// The largest zoom up to the `chosen` one at which a `window` shows everything, or else the smallest there is.
fn fitting(chosen: f32, window: Vec2) -> f32 {
    let fits = |zoom: f32| {
        let spare = window / zoom + Vec2::splat(TOLERANCE) - SMALLEST;
        spare.min_elem() >= 0.0
    };
    let smaller = ZOOMS.iter().rev().map(|percent| f32::from(*percent) / 100.0).filter(|zoom| *zoom < chosen);
    let mut zooms = [chosen].into_iter().chain(smaller);
    zooms.clone().find(|zoom| fits(*zoom)).or_else(|| zooms.next_back()).unwrap_or(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn the_zoom_gives_way_to_a_window_that_is_too_small_and_no_further() {
        assert_eq!(fitting(1.5, vec2(1440.0, 1050.0)), 1.5);
        assert_eq!(fitting(1.5, vec2(1199.0, 899.0)), 1.5);
        assert_eq!(fitting(2.0, vec2(1000.0, 900.0)), 1.25);
        assert_eq!(fitting(2.0, vec2(1920.0, 700.0)), 1.0);
        assert_eq!(fitting(1.0, vec2(640.0, 466.0)), 0.75);
        assert_eq!(fitting(0.75, vec2(100.0, 100.0)), 0.75);
    }
}
