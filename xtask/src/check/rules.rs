//! The rules themselves: one table per kind, applied line by line.

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

/// Longest file, lines: what is longer holds a second idea.
const LONGEST_FILE: usize = 400;

/// Layers of the core, and the modules of the crate each may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("plugin/core/src/parameters", &["parameters"]),
    ("plugin/core/src/story", &["parameters", "story"]),
    ("plugin/core/src/base", &["base"]),
    ("plugin/core/src/kit", &["base", "kit"]),
    ("plugin/core/src/hearing", &["base", "kit", "hearing", "parameters"]),
    ("plugin/core/src/sense", &["base", "kit", "hearing", "sense"]),
    ("plugin/core/src/loss", &["base", "kit", "hearing", "loss", "parameters"]),
    ("plugin/core/src/inner", &["base", "kit", "hearing", "inner", "parameters"]),
    ("plugin/core/src/implant", &["base", "kit", "hearing", "implant", "parameters"]),
];

/// Words that may not stand in code below a path, and why. An exception is a path they may stand in.
struct Ban {
    below: &'static str,
    except: Option<&'static str>,
    words: &'static [&'static str],
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        below: "plugin/core/src",
        except: None,
        words: &[
            "nice_plug",
            "egui",
            "std::fs",
            "std::thread",
            "sync::atomic",
            "sync::Mutex",
            "sync::RwLock",
            // Groups would hide the others.
            "std::{",
            "sync::{",
        ],
        reason: "the core knows no host, window, file, thread or lock",
    },
    Ban {
        below: "plugin/src/editor",
        except: None,
        words: &["threshold_core::engine"],
        reason: "the editor reads curves, tables and telemetry, never the engine",
    },
    Ban {
        below: "plugin",
        except: Some("plugin/src/export"),
        words: &["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"],
        reason: "`unsafe` lives in plugin/src/export only",
    },
];

/// Where ears may be spelt out.
const EARS: &str = "plugin/core/src/base/ear.rs";
/// Beginnings and ends of names that spell one ear.
const EAR_PREFIXES: &[&str] = &["left_", "right_"];
const EAR_SUFFIXES: &[&str] = &["_left", "_right", "_l", "_r"];

/// Every rule the file at `path` (relative to the project, `/` between folders) breaks.
pub fn violations(path: &str, source: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    let lines = source.lines().count();
    if lines > LONGEST_FILE {
        found.push(Violation {
            line: lines,
            reason: format!("{lines} lines: over {LONGEST_FILE}, which idea is the second one?"),
        });
    }
    for (idx, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        let reasons = edges(path, code).chain(banned(path, code)).chain(one_ear(path, code));
        found.extend(reasons.map(|reason| Violation { line: idx + 1, reason }));
    }
    found
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || rest.starts_with('.'))
}

/// Forbidden imports between layers.
fn edges(path: &str, code: &str) -> impl Iterator<Item = String> {
    let layer = LAYERS.iter().find(|(layer, _)| is_below(path, layer));
    layer.into_iter().flat_map(move |(layer, allowed)| {
        code.split("crate::").skip(1).filter_map(move |imported| {
            let module = imported.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
            if module.is_empty() {
                return Some(
                    "modules imported as a group escape the check: write one `use` for each".to_owned(),
                );
            }
            (!allowed.contains(&module))
                .then(|| format!("{layer} may not import {module}: layers import downward only"))
        })
    })
}

fn banned<'a>(path: &'a str, code: &'a str) -> impl Iterator<Item = String> + 'a {
    let here = BANS
        .iter()
        .filter(move |ban| is_below(path, ban.below) && !ban.except.is_some_and(|e| is_below(path, e)));
    here.flat_map(move |ban| {
        ban.words
            .iter()
            .filter(move |word| code.contains(**word))
            .map(|word| format!("`{word}`: {}", ban.reason))
    })
}

/// A name that spells one ear where [`EARS`] has a type for both.
fn one_ear(path: &str, code: &str) -> Option<String> {
    if !is_below(path, "plugin/core/src") || path == EARS {
        return None;
    }
    let mut names = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let name = names.find(|name| {
        EAR_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || EAR_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
    })?;
    Some(format!("`{name}` spells one ear: use `PerEar`, roles, loops"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, source: &str) -> usize {
        violations(path, source).len()
    }

    #[test]
    fn layers_import_downward_only() {
        assert_eq!(count("plugin/core/src/base/ear.rs", "use crate::kit::ring::Ring;"), 1);
        assert_eq!(count("plugin/core/src/kit/ring.rs", "use crate::base::Ear;"), 0);
        assert_eq!(count("plugin/core/src/loss/filter.rs", "use crate::inner::cap::CAP;"), 1);
        assert_eq!(count("plugin/core/src/sense/detector.rs", "use crate::loss::filter::LossFilter;"), 1);
        assert_eq!(count("plugin/core/src/loss.rs", "use crate::engine::Settings;"), 1);
        assert_eq!(count("plugin/core/src/loss.rs", "use crate::{base::Ear, engine::Settings};"), 1);
        assert_eq!(count("plugin/core/src/loss.rs", "let x: crate::base::Ear = crate::inner::ear();"), 1);
        assert_eq!(count("plugin/core/src/engine/chain.rs", "use crate::loss::filter::LossFilter;"), 0);
        assert_eq!(count("plugin/core/src/base/ear.rs", "// not code: crate::engine::Engine"), 0);
    }

    #[test]
    fn the_core_names_no_framework_and_the_editor_no_engine() {
        assert_eq!(count("plugin/core/src/kit/ring.rs", "use std::sync::atomic::AtomicU32;"), 1);
        assert_eq!(count("plugin/core/src/kit/ring.rs", "use std::{fs, thread};"), 1);
        assert_eq!(count("plugin/src/telemetry.rs", "use std::sync::atomic::AtomicU32;"), 0);
        assert_eq!(count("plugin/src/editor/slider.rs", "use threshold_core::engine::Settings;"), 1);
        assert_eq!(count("plugin/src/editor.rs", "use threshold_core::hearing::path::FILM;"), 0);
    }

    #[test]
    fn unsafe_stays_in_its_folder() {
        assert_eq!(count("plugin/src/lib.rs", "unsafe { x() }"), 1);
        assert_eq!(count("plugin/src/export/clap.rs", "unsafe { x() }"), 0);
    }

    #[test]
    fn ears_are_never_spelt_twice_and_files_stay_short() {
        assert_eq!(count("plugin/core/src/loss/filter.rs", "let gain_l = 1.0;"), 1);
        assert_eq!(count("plugin/core/src/loss/filter.rs", "let right_gain = 1.0;"), 1);
        assert_eq!(count("plugin/core/src/loss/filter.rs", "let level = 1.0;"), 0);
        assert_eq!(count("xtask/src/main.rs", &"\n".repeat(401)), 1);
    }
}
