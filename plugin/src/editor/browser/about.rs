//! What a browser says about the preset that is selected.

use egui::{ScrollArea, Ui};

use super::shelf::Item;
use crate::editor::{palette, words};

/// The category whose presets are about people's hearing, not about a film's.
const AUDIOLOGY: &str = "Audiology";

/// What is said beside every preset of that category.
pub const HONEST: &str = "A rendering, not a person. What is missing: years of adaptation, lip-reading, sign, devices. \
     Sit this out if you have tinnitus or sound sensitivity.";

/// Whether something has to be said before `item` is heard.
pub fn has_note(item: &Item) -> bool {
    !item.is_users() && item.category() == AUDIOLOGY
}

/// Shows what there is to say about `item`; whether its button to load it was clicked.
pub fn show(ui: &mut Ui, item: Option<&Item>) -> bool {
    let Some(item) = item else {
        ui.weak("Nothing is selected.");
        return false;
    };
    let mut loads = false;
    ScrollArea::vertical().auto_shrink(false).id_salt("about").show(ui, |ui| {
        ui.strong(&item.name);
        match &item.preset {
            Err(reason) => {
                ui.colored_label(palette::REFUSED, format!("It can't be loaded: {reason}."));
                ui.add_space(4.0);
                ui.weak("The file stays as it is: nothing is written over it.");
            }
            Ok(preset) => {
                let state = preset.state.as_ref().map(|state| format!("state {state}"));
                let scenes = preset.scenes.as_ref().map(|_| "with scenes".to_owned());
                let author = (!preset.author.is_empty()).then(|| format!("by {}", preset.author));
                let facts: Vec<String> = [state, scenes, author].into_iter().flatten().collect();
                if !facts.is_empty() {
                    ui.weak(facts.join(words::SEPARATOR));
                }
                if !preset.description.is_empty() {
                    ui.add_space(6.0);
                    ui.label(&preset.description);
                }
                if !preset.tags.is_empty() {
                    ui.add_space(6.0);
                    ui.weak(preset.tags.join(", "));
                }
                if has_note(item) {
                    ui.add_space(8.0);
                    ui.colored_label(palette::ACCENT, HONEST);
                }
                ui.add_space(8.0);
                loads = ui.button("Load").clicked();
            }
        }
    });
    loads
}
