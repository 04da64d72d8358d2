//! Questions, most of them about what is not there.

use std::ffi::{CStr, CString};

use anyhow::{Result, ensure};

use super::World;
use crate::torture::dice::Dice;
use crate::torture::subject::Subject;

/// Numbers that are ends of something.
const ENDS: [u32; 6] = [0, 1, 3, 17, 1 << 16, u32::MAX];

/// What somebody may type into a value's field.
const TYPED: [&CStr; 14] = [
    c"",
    c"50 %",
    c"-1e999",
    c"NaN",
    c"inf",
    c"\xff\xfe",
    c"1,5 dB",
    c"  12  ",
    c"World",
    c"N3",
    c"999999999999999999999999999999",
    c"-",
    c"on",
    c"1e-320",
];

/// Extensions nobody has, and some the plugin has.
const EXTENSIONS: [&CStr; 6] =
    [c"", c"clap.no-such-extension", c"clap.gui", c"clap.voice-info", c"clap.params", c"\xff"];

/// Asks for a parameter's value and texts.
pub fn ask_parameter(dice: &mut Dice, subject: &Subject) -> Result<()> {
    let lane = subject.lanes[dice.below(subject.lanes.len())];
    let plugin = &subject.plugin;
    let id = if dice.once_in(6) { lane.id ^ 1 } else { lane.id };
    let known = subject.lanes.iter().any(|lane| lane.id == id);
    ensure!(plugin.value(id).is_some() == known, "parameter {id}: known is {known}");
    let wild = dice.pick(&[f64::NAN, f64::INFINITY, 1.0e300, -1.0e300, 2.0, -1.0]);
    let value = if dice.once_in(4) { wild } else { lane.range.1 * dice.unit() };
    let room = dice.pick(&[0, 1, 2, 5, 256]);
    let text = plugin.text(id, value, room);
    ensure!(
        text.as_ref().is_none_or(|text| value.is_finite() && known && text.len() < 3 * room),
        "{value} of parameter {id} is {text:?} in {room} bytes"
    );
    let typed = text.and_then(|text| CString::new(text).ok()).unwrap_or_default();
    let typed = if dice.once_in(2) { typed.as_c_str() } else { dice.pick(&TYPED) };
    let parsed = plugin.parse(id, typed);
    ensure!(parsed.is_none_or(|value| known && value.is_finite()), "{typed:?} is {parsed:?}");
    Ok(())
}

/// Asks about ports, layouts, pages, latency.
pub fn ask_about(dice: &mut Dice, subject: &Subject) -> Result<()> {
    let plugin = &subject.plugin;
    let (is_input, end) = (dice.once_in(2), dice.pick(&ENDS));
    match dice.below(12) {
        0 => {
            let width = plugin.width(is_input, end);
            let ports = plugin.widths(is_input);
            ensure!(width == ports.get(end as usize).copied(), "port {end} of {ports:?} is {width:?}");
        }
        1 => {
            let there = plugin.layout(end).is_some();
            ensure!(there == (end < plugin.layouts()), "layout {end}: {there}");
        }
        2 => {
            let room = dice.pick(&[0, 1, 2, 12, 256]);
            let count = plugin.loudspeakers(is_input, end, room);
            ensure!(count as usize <= room, "{count} loudspeakers in {room} places");
        }
        3 => {
            let mask = dice.pick(&[0, 1, 3, u64::MAX, 0x3f]);
            let known = plugin.has_loudspeakers(mask);
            ensure!(!(known && [0, u64::MAX].contains(&mask)), "{mask:b} are loudspeakers");
        }
        4 => {
            let (pages, there) = (plugin.pages(), plugin.page(end));
            ensure!(there == (end < pages), "page {end} of {pages}: {there}");
        }
        5 => {
            let pages = plugin.pages();
            ensure!(!plugin.page(pages), "there is a page {pages} of {pages}");
        }
        6 => {
            let _ = plugin.note_port(is_input, end);
        }
        7 => {
            let name = dice.pick(&EXTENSIONS);
            let expected = name == c"clap.gui" || name == c"clap.params";
            ensure!(plugin.offers(name) == expected || name == c"clap.gui", "{name:?}");
        }
        8 => {
            let count = plugin.parameters();
            ensure!(plugin.parameter(count).is_none() && plugin.parameter(u32::MAX).is_none(), "{count}");
        }
        9 => {
            let _ = plugin.render(dice.pick(&[0, 1, 2, -1, i32::MAX]));
        }
        10 => {
            let _ = plugin.tail();
        }
        _ => {
            let _ = plugin.latency();
        }
    }
    Ok(())
}

impl World {
    pub(super) fn ask_values(&mut self) -> Result<()> {
        ask_parameter(&mut self.dice, &self.subjects[self.current])
    }

    pub(super) fn ask_else(&mut self) -> Result<()> {
        if self.dice.once_in(40) {
            let refused = self.library()?.refuses_nonsense(&self.subjects[self.current].host);
            ensure!(refused, "the library has what there is not");
        }
        ask_about(&mut self.dice, &self.subjects[self.current])
    }
}
