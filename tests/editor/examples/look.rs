//! Draws the editor into a file, after some clicks and keys: what a change looks like, in a second.
//!
//! `cargo run -p editor-tests --example look -- OUT.png 960x700@1.5 preset=the-drummer loss=65 key:ctrl+2 click:100,200
//! menu:100,200 drag:10,20,30,40`

use std::process::ExitCode;

use editor_tests::editor;
use egui::{Key, Modifiers, PointerButton, Pos2, pos2, vec2};
use threshold_core::parameters::{TABLE, Values};
use threshold_shift::presets::factory;
use threshold_shift::story::Document;

/// Frames after which a preset is all there.
const SETTLED_FRAMES: usize = 20;
/// Frames between two things that are done.
const FRAMES: usize = 3;

/// One thing that is done.
enum Act {
    Press(Modifiers, Key),
    Type(String),
    Click(Pos2),
    Menu(Pos2),
    Hover(Pos2),
    Drag(Pos2, Pos2),
}

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let [out, size, rest @ ..] = arguments else { return Err("look OUT.png WxH[@ZOOM] ...".to_owned()) };
    let (size, zoom) = size.split_once('@').unwrap_or((size, "1"));
    let (width, height) = size.split_once('x').ok_or("a size is WIDTHxHEIGHT")?;
    let mut values = Values::default();
    let mut document = Document::default();
    let mut acts = Vec::new();
    for argument in rest {
        if let Some(("preset", id)) = argument.split_once('=') {
            let preset = factory::find(id).ok_or(format!("no preset {id}"))?;
            (values, document) = (preset.values_over(&values), preset.document_over(&document));
        } else if let Some((id, value)) = argument.split_once('=') {
            let entry = TABLE.iter().find(|entry| entry.id == id).ok_or(format!("no parameter {id}"))?;
            values = values.with(entry, entry.parse(value).ok_or(format!("{value} is not for {id}"))?);
        } else {
            acts.push(act(argument)?);
        }
    }
    let mut harness = editor(&values, vec2(number(width)?, number(height)?), number(zoom)?);
    harness.set_render_cursor(false);
    harness.state().params.story.edit(|held| *held = document);
    harness.run_steps(SETTLED_FRAMES);
    for act in acts {
        match act {
            Act::Press(modifiers, key) => harness.key_press_modifiers(modifiers, key),
            Act::Type(text) => harness.event(egui::Event::Text(text)),
            Act::Click(at) => {
                harness.hover_at(at);
                harness.drag_at(at);
                harness.run_steps(1);
                harness.drop_at(at);
            }
            Act::Menu(pos) => {
                harness.hover_at(pos);
                for pressed in [true, false] {
                    let (button, modifiers) = (PointerButton::Secondary, Modifiers::NONE);
                    harness.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
                }
            }
            Act::Hover(at) => harness.hover_at(at),
            Act::Drag(from, to) => {
                harness.drag_at(from);
                harness.run_steps(FRAMES);
                harness.hover_at(from + 0.5 * (to - from));
                harness.run_steps(FRAMES);
                harness.hover_at(to);
                harness.run_steps(FRAMES);
                harness.drop_at(to);
            }
        }
        harness.run_steps(FRAMES);
    }
    harness.render()?.save(out).map_err(|error| error.to_string())
}

fn act(text: &str) -> Result<Act, String> {
    let (what, how) = text.split_once(':').ok_or(format!("what is {text}?"))?;
    match what {
        "key" => {
            let (modifier, key) = how.rsplit_once('+').unwrap_or(("", how));
            let mut modifiers = Modifiers::NONE;
            for name in modifier.split('+').filter(|name| !name.is_empty()) {
                modifiers |= match name {
                    "ctrl" => Modifiers::COMMAND,
                    "shift" => Modifiers::SHIFT,
                    "alt" => Modifiers::ALT,
                    _ => return Err(format!("no modifier {name}")),
                };
            }
            Ok(Act::Press(modifiers, Key::from_name(key).ok_or(format!("no key {key}"))?))
        }
        "type" => Ok(Act::Type(how.to_owned())),
        "click" | "menu" | "hover" | "drag" => {
            let numbers = how.split(',').map(number).collect::<Result<Vec<_>, _>>()?;
            match (what, numbers[..].as_ref()) {
                ("click", [x, y]) => Ok(Act::Click(pos2(*x, *y))),
                ("menu", [x, y]) => Ok(Act::Menu(pos2(*x, *y))),
                ("hover", [x, y]) => Ok(Act::Hover(pos2(*x, *y))),
                ("drag", [x, y, to_x, to_y]) => Ok(Act::Drag(pos2(*x, *y), pos2(*to_x, *to_y))),
                _ => Err(format!("{text}: how many numbers?")),
            }
        }
        _ => Err(format!("what is {what}?")),
    }
}

fn number(text: &str) -> Result<f32, String> {
    text.trim().parse().map_err(|_| format!("{text} is no number"))
}
