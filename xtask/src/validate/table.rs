//! The table of hosts by capability: on the terminal, and in the README, where nobody types it.

use std::fmt::Write as _;
use std::fs;
use std::iter;

use anyhow::{Context, Result, bail, ensure};

use super::capability::Capability;
use super::report::{Report, Verdict};
use crate::workspace;

/// The file that holds the table, and the lines about it.
const README: &str = "README.md";
const BEGIN: &str = "<!-- hosts: `cargo xtask validate --docs` writes this table -->";
const END: &str = "<!-- hosts: end -->";

/// A column: a host, what it is (`JUCE, VST3`), and what it found out.
pub struct Column<'a> {
    /// The host's name.
    pub name: &'a str,
    /// What it is.
    pub kind: &'a str,
    /// What it found out.
    pub report: Report,
}

/// The table for the terminal: a line for each finding, hosts one after another.
pub fn terminal(columns: &[Column<'_>]) -> String {
    let mut text = String::new();
    for Column { name, kind, report } in columns {
        let _ = writeln!(text, "\n{name} {} ({kind})", report.version);
        for capability in Capability::all() {
            let verdict = report.verdict(capability);
            let word = if failed(&verdict) { "FAILED" } else { verdict.word() };
            let _ = writeln!(text, "  {:<14}{word:<13}{}", capability.name(), verdict.text());
        }
    }
    text
}

/// Whether the plugin got on badly.
pub fn failed(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Failed(_))
}

/// The table for the README. What a host can't do has a note below.
fn markdown(columns: &[Column<'_>]) -> String {
    let mut notes: Vec<String> = Vec::new();
    let heads =
        columns.iter().map(|column| format!("{} {}, {}", column.name, column.report.version, column.kind));
    let mut text = line(iter::once(String::new()).chain(heads));
    text += &line(iter::repeat_n("---".to_owned(), columns.len() + 1));
    for capability in Capability::all() {
        let cells = columns.iter().map(|column| match column.report.verdict(capability) {
            Verdict::Passed(_) => "yes".to_owned(),
            Verdict::Failed(_) => "no".to_owned(),
            Verdict::NotOffered(why) => {
                let note = format!("{}: {why}", column.name);
                let number = notes.iter().position(|known| *known == note).unwrap_or_else(|| {
                    notes.push(note);
                    notes.len() - 1
                });
                format!("- ({})", number + 1)
            }
        });
        let cells: Vec<String> = cells.collect();
        text += &line(iter::once(label(capability)).chain(cells));
    }
    if !notes.is_empty() {
        text.push('\n');
    }
    for (number, note) in (1..).zip(notes) {
        let _ = writeln!(text, "{number}. {note}");
    }
    text
}

/// The first cell of a row.
fn label(capability: Capability) -> String {
    format!("**{}**: {}", capability.name(), capability.claim())
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| cell.replace('|', "/")).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Puts the table into the README. An error if it has no place for it.
pub fn write(columns: &[Column<'_>]) -> Result<()> {
    let path = workspace::root()?.join(README);
    let readme = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    let (before, _, after) = parts(&readme)?;
    let text = format!("{before}{BEGIN}\n{}{END}{after}", markdown(columns));
    fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))
}

/// What stands before the table, the table, and what stands after it.
fn parts(readme: &str) -> Result<(&str, &str, &str)> {
    let (before, rest) = readme.split_once(BEGIN).with_context(|| format!("{README} has no line {BEGIN}"))?;
    let (table, after) = rest.split_once(END).with_context(|| format!("{README} has no line {END}"))?;
    Ok((before, table.trim_start(), after))
}

/// An error unless the README's table has these hosts (name and kind) and every capability, and is green.
pub fn check(hosts: &[(&str, &str)]) -> Result<()> {
    let path = workspace::root()?.join(README);
    let readme = fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    check_text(&readme, hosts)
        .with_context(|| format!("{README}'s table of hosts: `cargo xtask validate --docs` writes it"))
}

fn check_text(readme: &str, hosts: &[(&str, &str)]) -> Result<()> {
    let (_, table, _) = parts(readme)?;
    let mut rows = table.lines().take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        cells
    });
    let head = rows.next().context("it is empty")?;
    ensure!(head.len() == hosts.len() + 1, "it has {} hosts, the command {}", head.len() - 1, hosts.len());
    for ((name, kind), cell) in hosts.iter().zip(&head[1..]) {
        let is = cell.starts_with(&format!("{name} ")) && cell.ends_with(&format!(", {kind}"));
        ensure!(is, "{cell:?} is not {name} ({kind})");
    }
    let rows: Vec<Vec<&str>> = rows.skip(1).collect();
    let capabilities: Vec<String> = Capability::all().map(label).collect();
    let (has, wants) = (rows.len(), capabilities.len());
    ensure!(has == wants, "it has {has} capabilities, the command {wants}");
    for (row, label) in rows.iter().zip(capabilities) {
        ensure!(row[0] == label, "{:?} should be {label:?}", row[0]);
        ensure!(row.len() == head.len(), "{label:?} has {} cells", row.len());
        if let Some(cell) = row[1..].iter().find(|cell| **cell != "yes" && !cell.starts_with("- (")) {
            bail!("{label:?} has a cell {cell:?}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTS: [(&str, &str); 2] = [("One", "CLAP"), ("Two", "JUCE, VST3")];

    fn readme(spoil: impl Fn(&mut Report)) -> String {
        let columns: Vec<Column<'_>> = HOSTS
            .iter()
            .map(|(name, kind)| {
                let mut report = Report::default();
                "1.2".clone_into(&mut report.version);
                for capability in Capability::all() {
                    let verdict = if capability == Capability::Key {
                        Verdict::NotOffered("no second bus".to_owned())
                    } else {
                        Verdict::Passed("fine | good".to_owned())
                    };
                    report.add(capability, verdict);
                }
                spoil(&mut report);
                Column { name, kind, report }
            })
            .collect();
        format!("# Title\n\n{BEGIN}\n{}{END}\n\nMore.\n", markdown(&columns))
    }

    #[test]
    fn a_green_table_of_the_same_hosts_is_accepted() {
        let readme = readme(|_| {});
        check_text(&readme, &HOSTS).unwrap();
        assert!(readme.contains("- (1) | - (2)") && readme.contains("2. Two: no second bus"), "{readme}");
    }

    #[test]
    fn another_table_is_not() {
        let good = readme(|_| {});
        let hosts = [("One", "CLAP"), ("Three", "JUCE, VST3")];
        let failing = readme(|report| report.add(Capability::Mono, Verdict::Failed(String::new())));
        let without_a_row: String =
            good.split_inclusive('\n').filter(|line| !line.contains("**Mono**")).collect();
        for (text, hosts) in [
            (good.as_str(), &hosts[..]),
            (good.as_str(), &HOSTS[..1]),
            (failing.as_str(), &HOSTS[..]),
            (without_a_row.as_str(), &HOSTS[..]),
            ("# Title\n", &HOSTS[..]),
        ] {
            assert!(check_text(text, hosts).is_err(), "{text}");
        }
    }
}
