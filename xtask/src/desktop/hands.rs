//! Keys and clicks, sent as if by a keyboard and a mouse (XTEST).

use std::str::FromStr;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Error, Result, anyhow};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MOTION_NOTIFY_EVENT,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::{CURRENT_TIME, NONE};
use xkeysym::{Keysym, RawKeysym, key};

/// How long a key is held, and the next one waits for: a few frames of the editor.
const BEAT: Duration = Duration::from_millis(80);
/// The button a person clicks with.
const FIRST_BUTTON: u8 = 1;

/// Keys by the names they go by. Others go by what they write.
const NAMED: &[(&str, RawKeysym)] = &[
    ("tab", key::Tab),
    ("enter", key::Return),
    ("esc", key::Escape),
    ("space", key::space),
    ("comma", key::comma),
    ("plus", key::plus),
    ("backspace", key::BackSpace),
    ("delete", key::Delete),
    ("left", key::Left),
    ("right", key::Right),
    ("up", key::Up),
    ("down", key::Down),
    ("home", key::Home),
    ("end", key::End),
    ("pgup", key::Page_Up),
    ("pgdn", key::Page_Down),
    ("f1", key::F1),
    ("f2", key::F2),
];
/// What is held while another key is pressed.
const HELD: &[(&str, RawKeysym)] = &[("ctrl", key::Control_L), ("shift", key::Shift_L), ("alt", key::Alt_L)];

/// Keys that go down together, as people write them: `ctrl+2`, `Tab`, `shift+Tab`, `x`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chord(Vec<RawKeysym>);

impl FromStr for Chord {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = |list: &[(&str, RawKeysym)], name: &str| {
            list.iter().find(|(known, _)| *known == name.to_lowercase()).map(|(_, symbol)| *symbol)
        };
        let mut parts: Vec<&str> = text.trim().split('+').collect();
        let last = parts.pop().unwrap_or_default();
        let letter = || {
            let mut letters = last.chars();
            letters.next().filter(|_| letters.next().is_none()).map(|x| Keysym::from_char(x).raw())
        };
        let help = || {
            let names: Vec<&str> = HELD.iter().chain(NAMED).map(|(name, _)| *name).collect();
            anyhow!("{text:?} is no key: write ctrl+2, Tab, x, or one of {}", names.join(", "))
        };
        let mut symbols =
            parts.into_iter().map(|part| named(HELD, part)).collect::<Option<Vec<_>>>().with_context(help)?;
        symbols.push(named(NAMED, last).or_else(letter).with_context(help)?);
        Ok(Self(symbols))
    }
}

/// A keyboard and a mouse at a window.
pub struct Hands<'a> {
    connection: &'a RustConnection,
    root: u32,
    window: u32,
    /// Keyboard code of the first row of symbols.
    first_code: u8,
    /// A row of symbols for each key: alone, with Shift, and others.
    symbols: Vec<Vec<RawKeysym>>,
}

impl<'a> Hands<'a> {
    pub(super) fn new(connection: &'a RustConnection, root: u32, window: u32) -> Result<Self> {
        connection.xtest_get_version(2, 2)?.reply().context("the X server has no XTEST extension")?;
        let (first_code, last_code) = (connection.setup().min_keycode, connection.setup().max_keycode);
        let map = connection.get_keyboard_mapping(first_code, last_code - first_code + 1)?.reply()?;
        let symbols =
            map.keysyms.chunks(map.keysyms_per_keycode.max(1).into()).map(<[u32]>::to_vec).collect();
        Ok(Self { connection, root, window, first_code, symbols })
    }

    /// Presses keys together, and lets them go. An error if the keyboard has none of these.
    pub fn press(&self, chord: &Chord) -> Result<()> {
        self.connection.set_input_focus(InputFocus::PARENT, self.window, CURRENT_TIME)?.check()?;
        let mut codes = Vec::new();
        for symbol in &chord.0 {
            codes.extend(self.codes(*symbol)?);
        }
        for code in &codes {
            self.send(KEY_PRESS_EVENT, *code, (0, 0))?;
        }
        sleep(BEAT);
        for code in codes.iter().rev() {
            self.send(KEY_RELEASE_EVENT, *code, (0, 0))?;
        }
        sleep(BEAT);
        Ok(())
    }

    /// The keys that write `symbol`.
    fn codes(&self, symbol: RawKeysym) -> Result<Vec<u8>> {
        let at = |column: usize, symbol: RawKeysym| {
            let row = self.symbols.iter().position(|row| row.get(column) == Some(&symbol))?;
            Some(self.first_code + u8::try_from(row).ok()?)
        };
        let shifted = || Some(vec![at(0, key::Shift_L)?, at(1, symbol)?]);
        let missing = || format!("the keyboard has no key for {:?}", Keysym::new(symbol));
        at(0, symbol).map(|code| vec![code]).or_else(shifted).with_context(missing)
    }

    /// Moves the pointer to a place in the window.
    pub fn point(&self, (x, y): (i16, i16)) -> Result<()> {
        let place = self.connection.translate_coordinates(self.window, self.root, x, y)?.reply()?;
        self.send(MOTION_NOTIFY_EVENT, 0, (place.dst_x, place.dst_y))?;
        sleep(BEAT);
        Ok(())
    }

    /// Moves the pointer where it points at nothing: to the screen's far corner.
    pub fn leave(&self) -> Result<()> {
        self.send(MOTION_NOTIFY_EVENT, 0, (i16::MAX, i16::MAX))
    }

    /// Clicks at a place in the window.
    pub fn click(&self, place: (i16, i16)) -> Result<()> {
        self.point(place)?;
        self.send(BUTTON_PRESS_EVENT, FIRST_BUTTON, (0, 0))?;
        sleep(BEAT);
        self.send(BUTTON_RELEASE_EVENT, FIRST_BUTTON, (0, 0))?;
        sleep(BEAT);
        Ok(())
    }

    fn send(&self, what: u8, which: u8, (x, y): (i16, i16)) -> Result<()> {
        let root = if what == MOTION_NOTIFY_EVENT { self.root } else { NONE };
        Ok(self.connection.xtest_fake_input(what, which, CURRENT_TIME, root, x, y, 0)?.check()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_people_do() {
        let chord = |text: &str| text.parse::<Chord>();
        assert_eq!(chord("ctrl+2").unwrap(), Chord(vec![key::Control_L, key::_2]));
        assert_eq!(chord(" Ctrl+Shift+Tab").unwrap(), Chord(vec![key::Control_L, key::Shift_L, key::Tab]));
        assert_eq!(chord("PgUp").unwrap(), Chord(vec![key::Page_Up]));
        assert_eq!(chord("-").unwrap(), Chord(vec![key::minus]));
        assert_eq!(chord("x").unwrap(), Chord(vec![key::x]));
        for wrong in ["", "ctrl+", "strg+2", "rigt"] {
            let error = format!("{:#}", chord(wrong).unwrap_err());
            assert!(error.contains("is no key: write ctrl+2"), "{wrong}: {error}");
        }
    }
}
