//! Who gets the keyboard: Space starts the host's playback, whatever was clicked here, unless someone is typing.

use egui::{Context, Event, Key, Modifiers, Rect, Sense, Ui};
use nice_plug_egui::{Frame, Key as HostKey, KeyCapture};

use super::desk::{Ask, Desk};

/// Keys the editor keeps while one of its controls is focused; hosts get all others. Names as in keyboard events.
const KEPT: [&str; 13] = [
    "Tab",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Enter",
    "Escape",
    "Delete",
    "Backspace",
];
/// Keys it keeps besides while Ctrl is down: there they are the way back and forth, and the pages.
const STEPS: [&str; 6] = ["z", "y", "1", "2", "3", "4"];

/// Who has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Somebody who types, or pastes.
    Typing,
    /// The controls.
    Controls,
    /// The controls, while Ctrl is down.
    Steps,
}

/// Decides from frame to frame which keys stay in the window.
#[derive(Default)]
pub struct Keyboard {
    /// Who had it when the host was last told; nothing was told yet if `None`.
    told: Option<Holder>,
}

impl Keyboard {
    /// Before any control is shown: controls must not take Space for a click, it is the host's.
    pub fn begin(context: &Context) {
        if !context.text_edit_focused() {
            let is_space = |event: &Event| matches!(event, Event::Key { key: Key::Space, .. });
            context.input_mut(|input| input.events.retain(|event| !is_space(event)));
        }
    }

    /// After all controls were shown: says which keys to keep from the host until the next frame; all of them if somebody
    /// types or `takes_paste`.
    pub fn end(&mut self, context: &Context, frame: &mut Frame, takes_paste: bool) {
        let holder = if takes_paste || context.text_edit_focused() {
            Holder::Typing
        } else if context.input(|input| input.modifiers.command) {
            Holder::Steps
        } else {
            Holder::Controls
        };
        if self.told.replace(holder) != Some(holder) {
            frame.set_key_capture(match holder {
                Holder::Typing => KeyCapture::CaptureAll,
                Holder::Controls => kept(&KEPT),
                Holder::Steps => kept(&[&KEPT[..], &STEPS].concat()),
            });
        }
    }
}

fn kept(names: &[&str]) -> KeyCapture {
    KeyCapture::CaptureKeys(names.iter().filter_map(|name| name.parse::<HostKey>().ok()).collect())
}

/// Undo and redo by keys, unless somebody is typing. Hosts have the same keys: so that they do not undo as well, the editor
/// takes the focus while Ctrl is down.
pub fn steps(ui: &Ui, desk: &mut Desk) {
    if ui.ctx().text_edit_focused() {
        return;
    }
    if ui.input(|input| input.modifiers.command) {
        let corner = Rect::from_min_size(ui.max_rect().min, egui::Vec2::ZERO);
        let anchor = ui.interact(corner, ui.scope_id().with("steps"), Sense::focusable_noninteractive());
        if ui.memory(|memory| memory.focused().is_none()) {
            anchor.request_focus();
        }
    }
    // Some systems hand Shift+Z over as no key at all: there is Ctrl+Y for these.
    let shifted = Modifiers::COMMAND | Modifiers::SHIFT;
    let keys = [
        (shifted, Key::Z, Ask::Redo),
        (Modifiers::COMMAND, Key::Y, Ask::Redo),
        (Modifiers::COMMAND, Key::Z, Ask::Undo),
    ];
    for (modifiers, key, ask) in keys {
        for _ in 0..ui.input_mut(|input| input.count_and_consume_key(modifiers, key)) {
            desk.ask(ask.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kept_key_has_a_name_the_window_knows_and_space_is_not_among_them() {
        let KeyCapture::CaptureKeys(keys) = kept(&KEPT) else { panic!("a list of keys") };
        assert_eq!(keys.len(), KEPT.len());
        assert!(keys.iter().all(|key| !matches!(key, HostKey::Character(_))));
        let KeyCapture::CaptureKeys(keys) = kept(&STEPS) else { panic!("a list of keys") };
        assert_eq!(keys.len(), STEPS.len());
    }
}
