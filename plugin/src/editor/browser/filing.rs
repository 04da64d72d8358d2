//! What a browser does to the user's files: save, rename, delete and bring back, each with its question asked in the panel.

use std::path::PathBuf;

use egui::{Checkbox, Key, TextEdit, Ui};
use threshold_core::parameters::{SCENE, Values};

use super::files::{Files, Refused};
use super::shelf::{Item, Place};
use crate::editor::desk::{Ask, Desk};
use crate::editor::palette;
use crate::presets::Preset;
use crate::presets::format::LONGEST_DESCRIPTION;
use crate::story::{Document, LONGEST_NAME};

/// What of the instance and of the list matters here.
pub struct Here<'a> {
    /// Everything in the list.
    pub items: &'a [Item],
    /// What is selected in it.
    pub selected: Option<&'a Item>,
    /// What is saved.
    pub values: &'a Values,
}

/// What is being done.
#[derive(Debug, Default, Clone, PartialEq)]
enum Doing {
    #[default]
    Nothing,
    /// A preset is given its name.
    Saving { name: String, description: String, with_scenes: bool },
    /// It would take the place of another.
    Overwriting(Box<Preset>),
    /// A file is given another name.
    Renaming { path: PathBuf, name: String },
}

/// What is being done to files, and what came of the last thing.
#[derive(Debug, Default)]
pub struct Filing {
    doing: Doing,
    /// Whether the field to type in has the keyboard yet.
    has_begun: bool,
    said: Option<Result<String, String>>,
}

/// What was decided about a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decided {
    Not,
    Yes,
    No,
}

/// Files have changed.
pub struct Changed {
    /// What to select now.
    pub select: Option<Place>,
}

impl Filing {
    /// Whether a question waits for its answer.
    pub fn is_busy(&self) -> bool {
        self.doing != Doing::Nothing
    }

    /// Gives up what is being done; whether anything was.
    pub fn cancel(&mut self) -> bool {
        std::mem::take(&mut self.doing) != Doing::Nothing
    }

    /// Shows it. Says if files have changed.
    pub fn show(&mut self, ui: &mut Ui, here: &Here, files: &mut Files, desk: &mut Desk) -> Option<Changed> {
        let changed = match std::mem::take(&mut self.doing) {
            Doing::Nothing => self.buttons(ui, here, files, desk),
            Doing::Saving { name, description, with_scenes } => {
                self.saving(ui, here, (name, description, with_scenes), files, desk)
            }
            Doing::Overwriting(preset) => self.overwriting(ui, preset, files, desk),
            Doing::Renaming { path, name } => self.renaming(ui, path, name, files, desk),
        };
        ui.add_space(4.0);
        match &self.said {
            Some(Ok(line)) => ui.label(line),
            Some(Err(reason)) => ui.colored_label(palette::REFUSED, reason),
            None => ui.weak(""),
        };
        ui.add(egui::Label::new(egui::RichText::new(files.folder()).small().weak()).truncate());
        changed
    }

    fn buttons(&mut self, ui: &mut Ui, here: &Here, files: &mut Files, desk: &Desk) -> Option<Changed> {
        let mut changed = None;
        ui.horizontal(|ui| {
            let button = |ui: &mut Ui, can: bool, name: &str, hint: &str| {
                ui.add_enabled_ui(can, |ui| ui.button(name)).inner.on_hover_text(hint).clicked()
            };
            let loaded = users(here.items, &desk.document().preset);
            if button(ui, loaded.is_some(), "Save", "Saves over your preset that was loaded.")
                && let Some(preset) = loaded
            {
                let with_scenes = preset.scenes.is_some();
                let now =
                    captured(&preset.name, &preset.description, with_scenes, here.values, desk.document());
                self.begin(Doing::Overwriting(Box::new(kept(now, preset))));
            }
            if button(ui, true, "Save as ...", "Saves all settings as a preset of yours.") {
                let document = desk.document();
                let is_directed = here.values.of(&SCENE) > 0.0;
                self.begin(Doing::Saving {
                    name: document.preset.clone(),
                    description: String::new(),
                    with_scenes: is_directed && !document.is_empty(),
                });
            }
            let own = here.selected.and_then(path);
            let is_readable = here.selected.is_some_and(|item| item.preset.is_ok());
            let hint = "Renames the selected preset of yours.";
            if button(ui, own.is_some() && is_readable, "Rename ...", hint)
                && let (Some(path), Some(item)) = (&own, here.selected)
            {
                self.begin(Doing::Renaming { path: path.clone(), name: item.name.clone() });
            }
            let hint = "Moves the selected file of yours to the deleted ones; it can be brought back.";
            if button(ui, own.is_some(), "Delete", hint)
                && let (Some(path), Some(item)) = (&own, here.selected)
            {
                let deleted = files.delete(path).map(|()| format!("Deleted \u{201c}{}\u{201d}.", item.name));
                self.said = Some(deleted.map_err(|why| format!("Not deleted: {why}.")));
                changed = Some(Changed { select: None });
            }
            if files.can_restore() && ui.button("Bring back what was deleted").clicked() {
                let restored = files.restore();
                changed =
                    Some(Changed { select: restored.as_ref().ok().map(|path| Place::User(path.clone())) });
                let said = restored.map(|_| "Brought back.".to_owned());
                self.said = Some(said.map_err(|why| format!("Not brought back: {why}.")));
            }
        });
        changed
    }

    fn begin(&mut self, doing: Doing) {
        *self = Self { doing, has_begun: false, said: None };
    }

    fn saving(
        &mut self,
        ui: &mut Ui,
        here: &Here,
        (mut name, mut description, mut with_scenes): (String, String, bool),
        files: &mut Files,
        desk: &mut Desk,
    ) -> Option<Changed> {
        let mut decided = Decided::Not;
        let has_scenes = !desk.document().is_empty();
        ui.horizontal(|ui| {
            ui.label("Name");
            decided = self.field(ui, &mut name, 180.0);
            let scenes = Checkbox::new(&mut with_scenes, "with scenes");
            let scenes = ui.add_enabled(has_scenes, scenes);
            scenes.on_hover_text("Loading it then replaces all scenes by the ones of now.");
            decided = answered(ui, decided, "Save", !name.trim().is_empty());
        });
        ui.horizontal(|ui| {
            ui.label("What is heard");
            ui.add(
                TextEdit::singleline(&mut description)
                    .desired_width(f32::INFINITY)
                    .char_limit(LONGEST_DESCRIPTION),
            );
        });
        match decided {
            Decided::No => None,
            Decided::Not => {
                self.doing = Doing::Saving { name, description, with_scenes };
                None
            }
            Decided::Yes => {
                let preset = captured(name.trim(), &description, with_scenes, here.values, desk.document());
                self.save(Box::new(preset), false, files, desk)
            }
        }
    }

    fn overwriting(
        &mut self,
        ui: &mut Ui,
        preset: Box<Preset>,
        files: &mut Files,
        desk: &mut Desk,
    ) -> Option<Changed> {
        let mut decided = Decided::Not;
        ui.horizontal(|ui| {
            ui.label(format!("Overwrite your preset \u{201c}{}\u{201d}?", preset.name));
            decided = answered(ui, decided, "Overwrite", true);
        });
        match decided {
            Decided::No => None,
            Decided::Not => {
                self.doing = Doing::Overwriting(preset);
                None
            }
            Decided::Yes => self.save(preset, true, files, desk),
        }
    }

    fn save(
        &mut self,
        preset: Box<Preset>,
        overwrites: bool,
        files: &mut Files,
        desk: &mut Desk,
    ) -> Option<Changed> {
        match files.save(&preset, overwrites) {
            Ok(path) => {
                self.said = Some(Ok(format!("Saved \u{201c}{}\u{201d}.", preset.name)));
                desk.ask(Ask::Named(preset.name));
                Some(Changed { select: Some(Place::User(path)) })
            }
            Err(Refused::Exists) => {
                self.begin(Doing::Overwriting(preset));
                None
            }
            Err(Refused::Because(reason)) => {
                self.said = Some(Err(format!("Not saved: {reason}.")));
                None
            }
        }
    }

    fn renaming(
        &mut self,
        ui: &mut Ui,
        path: PathBuf,
        mut name: String,
        files: &mut Files,
        desk: &mut Desk,
    ) -> Option<Changed> {
        let mut decided = Decided::Not;
        ui.horizontal(|ui| {
            ui.label("New name");
            decided = self.field(ui, &mut name, 220.0);
            decided = answered(ui, decided, "Rename", !name.trim().is_empty());
        });
        match decided {
            Decided::No => None,
            Decided::Not => {
                self.doing = Doing::Renaming { path, name };
                None
            }
            Decided::Yes => match files.rename(&path, name.trim()) {
                Ok((old, place)) => {
                    self.said = Some(Ok(format!("It is called \u{201c}{}\u{201d} now.", name.trim())));
                    if desk.document().preset == old {
                        desk.ask(Ask::Named(name.trim().to_owned()));
                    }
                    Some(Changed { select: Some(Place::User(place)) })
                }
                Err(reason) => {
                    self.said = Some(Err(format!("Not renamed: {reason}.")));
                    None
                }
            },
        }
    }

    /// A field to type in, which gets the keyboard at first; Enter means yes.
    fn field(&mut self, ui: &mut Ui, text: &mut String, width: f32) -> Decided {
        let field = ui.add(TextEdit::singleline(text).desired_width(width).char_limit(LONGEST_NAME));
        if !std::mem::replace(&mut self.has_begun, true) {
            field.request_focus();
        }
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if enter && !text.trim().is_empty() { Decided::Yes } else { Decided::Not }
    }
}

/// The buttons of a form whose field has `decided`.
fn answered(ui: &mut Ui, decided: Decided, yes: &str, can: bool) -> Decided {
    if ui.add_enabled_ui(can, |ui| ui.button(yes)).inner.clicked() {
        return Decided::Yes;
    }
    if ui.button("Cancel").clicked() { Decided::No } else { decided }
}

fn path(item: &Item) -> Option<PathBuf> {
    match &item.place {
        Place::User(path) => Some(path.clone()),
        Place::Factory(_) => None,
    }
}

/// The user's own readable preset called `name`.
fn users<'a>(items: &'a [Item], name: &str) -> Option<&'a Preset> {
    let own = items.iter().filter(|item| item.is_users());
    own.filter_map(|item| item.preset.as_ref().ok()).find(|preset| preset.name == name)
}

/// What an instance holds, as a preset.
fn captured(
    name: &str,
    description: &str,
    with_scenes: bool,
    values: &Values,
    document: &Document,
) -> Preset {
    let mut preset = Preset::capture(name, values, with_scenes.then_some(document));
    description.trim().clone_into(&mut preset.description);
    preset
}

/// `preset` with what is said about the one whose place it takes.
fn kept(preset: Preset, old: &Preset) -> Preset {
    let Preset { author, category, tags, state, .. } = old.clone();
    Preset { author, category, tags, state, ..preset }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::LOSS;

    #[test]
    fn saving_over_a_preset_keeps_what_is_said_about_it() {
        let mut old = Preset::capture("Mine", &Values::default(), None);
        old.tags = vec!["quiet".to_owned()];
        old.author = "me".to_owned();
        let values = Values::default().with(&LOSS, 0.4);
        let now = kept(captured("Mine", " low ", false, &values, &Document::default()), &old);
        assert_eq!((now.values.of(&LOSS), now.description.as_str()), (0.4, "low"));
        assert_eq!((now.author.as_str(), &now.tags[..], now.scenes), ("me", &old.tags[..], None));
    }

    #[test]
    fn a_question_is_given_up_once() {
        let mut filing = Filing::default();
        assert!(!filing.is_busy() && !filing.cancel());
        filing.begin(Doing::Renaming { path: PathBuf::new(), name: String::new() });
        assert!(filing.is_busy() && filing.cancel() && !filing.is_busy());
    }
}
