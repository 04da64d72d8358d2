//! Who gets the keyboard: Space starts the host's playback, whatever was clicked here, unless someone is typing.

use egui::{Context, Event, Key};
use nice_plug_egui::{Frame, Key as HostKey, KeyCapture};

/// Keys the editor keeps while one of its controls is focused; hosts get all others. Names as in keyboard events.
const KEPT: [&str; 11] = [
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
];

/// Decides from frame to frame which keys stay in the window.
#[derive(Default)]
pub struct Keyboard {
    /// Whether someone was typing when the host was last told; nothing was told yet if `None`.
    typing: Option<bool>,
}

impl Keyboard {
    /// Before any control is shown: controls must not take Space for a click, it is the host's.
    pub fn begin(context: &Context) {
        if !context.text_edit_focused() {
            let is_space = |event: &Event| matches!(event, Event::Key { key: Key::Space, .. });
            context.input_mut(|input| input.events.retain(|event| !is_space(event)));
        }
    }

    /// After all controls were shown: says which keys to keep from the host until the next frame.
    pub fn end(&mut self, context: &Context, frame: &mut Frame) {
        let typing = context.text_edit_focused();
        if self.typing.replace(typing) != Some(typing) {
            frame.set_key_capture(if typing { KeyCapture::CaptureAll } else { controls_only() });
        }
    }
}

fn controls_only() -> KeyCapture {
    KeyCapture::CaptureKeys(KEPT.iter().filter_map(|name| name.parse::<HostKey>().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kept_key_has_a_name_the_window_knows_and_space_is_not_among_them() {
        let KeyCapture::CaptureKeys(keys) = controls_only() else { panic!("a list of keys") };
        assert_eq!(keys.len(), KEPT.len());
        assert!(keys.iter().all(|key| !matches!(key, HostKey::Character(_))));
    }
}
