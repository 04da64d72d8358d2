//! What the line at the bottom of the window tells about the control under the pointer, or else the one with the keyboard.
//!
//! Controls say it while they are shown; the window reads it at the end of the frame.

use egui::{Context, Id, Response, Ui};

/// What a control says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name, and its value with a unit if it has one.
    pub heading: String,
    /// What it is for: a sentence.
    pub purpose: String,
    is_pointed_at: bool,
}

/// Tells about a control whose `response` this is, if it is pointed at or has the keyboard: its `name`, its `value` with a
/// unit (empty if it has none), and its `purpose`. The pointer comes before the keyboard.
pub fn tell(
    ui: &Ui,
    response: &Response,
    name: &str,
    value: impl FnOnce() -> String,
    purpose: impl Into<String>,
) {
    let is_pointed_at = response.contains_pointer();
    if !is_pointed_at && !response.has_focus() {
        return;
    }
    let earlier: Option<Told> = ui.data(|data| data.get_temp(place()));
    if earlier.is_some_and(|told| told.is_pointed_at) && !is_pointed_at {
        return;
    }
    let value = value();
    let heading = if value.is_empty() { name.to_owned() } else { format!("{name} {value}") };
    let told = Told { heading, purpose: purpose.into(), is_pointed_at };
    ui.data_mut(|data| data.insert_temp(place(), told));
}

/// What was told in this frame.
pub fn take(context: &Context) -> Option<Told> {
    context.data_mut(|data| {
        let told = data.get_temp(place());
        data.remove::<Told>(place());
        told
    })
}

fn place() -> Id {
    Id::unique("told")
}
