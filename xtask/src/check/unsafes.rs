//! The list of every `unsafe` in the plugin with the argument for it: docs/unsafe.md, written from the comments that the
//! compiler's linter insists on.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The list.
pub const PAGE: &str = "docs/unsafe.md";

const FOLDER: &str = "plugin/";
/// Tests are unsafe where they play the host; they are no part of the plugin.
const TESTS: &[&str] = &["/tests", "/bench", "/faults", "/probe", "plugin/core/benches"];
const TEST_MODULE: &str = "mod tests {";

const INTRODUCTION: &str = "\
# Every `unsafe`, and why it is sound

Written by `cargo xtask unsafes` from the source; `cargo xtask check` fails when it is out of date. The linter refuses an
`unsafe` block without an argument. `asks` is what a function asks of its caller; everything else is an argument for one
block. Tests, which play the host, are left out. The crate `threshold-core`, where sound is made, has none.
";

/// What the list must say. `files` are those of the project, relative to `root`.
///
/// # Errors
/// If a file can't be read.
pub fn page(root: &Path, files: &[String]) -> Result<String> {
    let mut page = INTRODUCTION.to_owned();
    let mut paths: Vec<&String> = files
        .iter()
        .filter(|path| path.starts_with(FOLDER) && !TESTS.iter().any(|tests| path.contains(tests)))
        .collect();
    paths.sort_unstable();
    for path in paths {
        let source = fs::read_to_string(root.join(path)).with_context(|| format!("could not read {path}"))?;
        let arguments = arguments(&source);
        if !arguments.is_empty() {
            write!(page, "\n## {path}\n\n")?;
            for (place, argument) in arguments {
                writeln!(page, "- `{place}`: {argument}")?;
            }
        }
    }
    Ok(page)
}

/// Writes the list.
///
/// # Errors
/// If it can't be written.
pub fn write(root: &Path, files: &[String]) -> Result<()> {
    fs::write(root.join(PAGE), page(root, files)?).with_context(|| format!("could not write {PAGE}"))
}

/// Whether the list says what it must.
///
/// # Errors
/// If a source file can't be read.
pub fn is_current(root: &Path, files: &[String]) -> Result<bool> {
    let page = page(root, files)?;
    Ok(fs::read_to_string(root.join(PAGE)).is_ok_and(|found| found.replace("\r\n", "\n") == page))
}

/// Every argument of a file in order, each with the function or implementation it belongs to; what is said twice in one
/// place, once.
fn arguments(source: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = source.lines().take_while(|line| *line != TEST_MODULE).collect();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut place = String::from("the module");
    for (idx, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        if let Some(name) = name(code) {
            place = name;
        }
        let asks = code == "/// # Safety" || code == "//! # Safety";
        let Some((argument, end)) =
            (if asks { Some(comment(&lines, idx + 1)) } else { None }).or_else(|| {
                let (_, first) = code.strip_prefix("//").and_then(|comment| comment.split_once("SAFETY"))?;
                let (more, end) = comment(&lines, idx + 1);
                let first = first.trim_start_matches(':').trim_start();
                Some((format!("{first} {more}").trim_end().to_owned(), end))
            })
        else {
            continue;
        };
        // It belongs to what follows, if that is a thing of its own.
        let next = lines.get(end).and_then(|line| name(line.trim_start()));
        let here = if code == "//! # Safety" {
            "the module".to_owned()
        } else {
            next.unwrap_or_else(|| place.clone())
        };
        let said = (here, if asks { format!("asks: {argument}") } else { argument });
        if !found.contains(&said) {
            found.push(said);
        }
    }
    found
}

/// The comment that goes on at line `from`, and the line after it and its attributes.
fn comment(lines: &[&str], from: usize) -> (String, usize) {
    let mut words = Vec::new();
    let mut end = from;
    for line in &lines[from.min(lines.len())..] {
        let code = line.trim_start();
        if let Some(text) = code.strip_prefix("//") {
            let text = text.trim_start_matches(['/', '!']).trim();
            if text.is_empty() || text.contains("SAFETY") {
                break;
            }
            words.push(text);
        } else if !code.starts_with("#[") {
            break;
        }
        end += 1;
    }
    (words.join(" "), end)
}

/// What a line begins, if it is a function, or an implementation that is unsafe.
fn name(code: &str) -> Option<String> {
    if code.starts_with("//") {
        return None;
    }
    if let Some(implementation) = code.strip_prefix("unsafe impl") {
        return Some(format!("unsafe impl{}", implementation.trim_end_matches([' ', '{', '}'])));
    }
    let (before, rest) = code.split_once("fn ")?;
    let is_definition = before.split_whitespace().all(|word| {
        matches!(word, "pub" | "const" | "unsafe" | "extern" | "\"C\"" | "\"system\"")
            || word.starts_with("pub(")
            || word.ends_with(')')
    });
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (is_definition && !name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
/// Reads.
///
/// # Safety
/// `x` is valid
/// for reads.
pub(super) unsafe fn read(x: *const u8) -> u8 {
    // SAFETY: says
    // the caller.
    let a = unsafe { *x };
    // SAFETY: says the caller.
    a + unsafe { *x }
}

// SAFETY: it is a number.
unsafe impl<T: Send> Sync for A<T> {}

mod tests {
    // SAFETY: nobody reads this.
";

    #[test]
    fn every_argument_is_listed_once_where_it_belongs() {
        let expected = [
            ("read", "asks: `x` is valid for reads."),
            ("read", "says the caller."),
            ("unsafe impl<T: Send> Sync for A<T>", "it is a number."),
        ];
        let found = arguments(SOURCE);
        let found: Vec<_> =
            found.iter().map(|(place, argument)| (place.as_str(), argument.as_str())).collect();
        assert_eq!(found, expected);
    }
}
