//! The panel of settings of the editor itself: kept for the user, in no session and no preset.

use egui::{Context, RichText, Ui, Vec2, vec2};

use super::panel::Panel;
use super::preferences::{Kept, Preferences, ZOOMS};
use super::{fonts, palette};

/// Largest size of the panel's contents.
const LARGEST: Vec2 = vec2(480.0, 450.0);
/// Between two groups.
const GAP: f32 = 12.0;

/// Shows the panel if it is open, and keeps what is chosen in it.
pub fn show(panel: &mut Panel, context: &Context, title: &str, kept: &mut Kept) {
    let mut chosen = *kept.now();
    let problem = kept.problem().map(str::to_owned);
    panel.show(context, "Settings", LARGEST, |ui| contents(ui, &mut chosen, title, problem.as_deref()));
    kept.choose(chosen);
}

fn contents(ui: &mut Ui, chosen: &mut Preferences, title: &str, problem: Option<&str>) {
    ui.label(heading("Zoom"));
    ui.horizontal(|ui| {
        for zoom in ZOOMS {
            let button = ui.selectable_label(chosen.zoom == zoom, format!("{zoom} %"));
            if button.clicked() {
                chosen.zoom = zoom;
            }
        }
    });
    ui.weak("The window grows with it, as far as the host and the screen let it.");
    ui.add_space(GAP);
    ui.checkbox(&mut chosen.reduced_motion, "Reduced motion");
    ui.weak("Meters and spectra move slowly; nothing else moves by itself.");
    ui.add_space(GAP);
    ui.checkbox(&mut chosen.tips, "Tips under the pointer");
    ui.weak("The line at the bottom of the window explains what is pointed at in any case.");
    ui.add_space(GAP);
    ui.weak("These are yours, wherever the plugin is opened: no session and no preset holds them.");
    if let Some(problem) = problem {
        ui.colored_label(palette::REFUSED, format!("Note: {problem}."));
    }
    ui.add_space(GAP);
    ui.separator();
    ui.label(heading(&format!("{title} {}", env!("CARGO_PKG_VERSION"))));
    ui.weak(
        "A rendering of progressive hearing loss and cochlear implants: an impression, not a measurement.",
    );
    ui.add_space(0.5 * GAP);
    ui.weak(fonts::LICENCE);
}

fn heading(text: &str) -> RichText {
    RichText::new(text).font(palette::strong(palette::TEXT_SIZE))
}
