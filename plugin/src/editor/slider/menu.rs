//! What a right-click on a slider offers.

use egui::{Button, Context, Id, Popup, Response, Ui};

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Chosen {
    /// Type a value.
    Type,
    /// Go back to the default.
    Reset,
    /// Remember the value.
    Copy,
    /// Go to the place on the lane that the remembered value means.
    Paste(f32),
}

/// Shows the menu where `response` was right-clicked; `read` says what a text means on this slider's lane.
pub fn show(response: &Response, read: impl Fn(&str) -> Option<f32>) -> Option<Chosen> {
    Popup::context_menu(response).show(|ui| items(ui, read)).and_then(|shown| shown.inner)
}

/// Remembers `text` for every slider of this editor, and for other programs.
pub fn copy(context: &Context, text: String) {
    context.data_mut(|data| data.insert_temp(remembered(), text.clone()));
    context.copy_text(text);
}

fn items(ui: &mut Ui, read: impl Fn(&str) -> Option<f32>) -> Option<Chosen> {
    let kept = ui.data(|data| data.get_temp::<String>(remembered()));
    let lane = kept.as_deref().and_then(read);
    let paste = match (&kept, lane) {
        (Some(text), Some(_)) => format!("Paste {text}"),
        _ => "Paste value".to_owned(),
    };
    let choices = [
        ("Type a value", Some(Chosen::Type)),
        ("Reset to default", Some(Chosen::Reset)),
        ("Copy value", Some(Chosen::Copy)),
        (paste.as_str(), lane.map(Chosen::Paste)),
    ];
    let mut chosen = None;
    for (name, choice) in choices {
        if ui.add_enabled(choice.is_some(), Button::new(name)).clicked() {
            chosen = choice;
            ui.close();
        }
    }
    chosen
}

/// Where the remembered value lies.
fn remembered() -> Id {
    Id::unique("value that was copied")
}
