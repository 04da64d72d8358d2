//! What was found out about the plugin in one host.
//!
//! A host runs in a process of its own and says what it finds on its standard output, a line each, with tabs between:
//!
//! ```text
//! version     0.9.26
//! automation  passed       Loss and Perspective in steps of 64 samples, 72000 samples the same
//! 7.1.4       not offered  it has no layout of 12 channels
//! ```
//!
//! Verdicts are `passed`, `failed` and `not offered`; other lines are for people. A capability may have several lines:
//! the worst counts. A host that dies has failed in everything it has not yet spoken of.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::capability::Capability;

/// How the plugin got on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Well; in figures.
    Passed(String),
    /// Badly; why.
    Failed(String),
    /// The host can't; why.
    NotOffered(String),
}

impl Verdict {
    fn parse(word: &str, figures: &str) -> Option<Self> {
        let figures = figures.to_owned();
        match word {
            "passed" => Some(Self::Passed(figures)),
            "failed" => Some(Self::Failed(figures)),
            "not offered" => Some(Self::NotOffered(figures)),
            _ => None,
        }
    }

    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Passed(_) => "passed",
            Self::Failed(_) => "failed",
            Self::NotOffered(_) => "not offered",
        }
    }

    /// Figures, or why.
    pub fn text(&self) -> &str {
        match self {
            Self::Passed(text) | Self::Failed(text) | Self::NotOffered(text) => text,
        }
    }

    /// A failure counts most; part of what is claimed is more than nothing.
    fn weight(&self) -> u8 {
        match self {
            Self::NotOffered(_) => 0,
            Self::Passed(_) => 1,
            Self::Failed(_) => 2,
        }
    }
}

/// What one host found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The host's version, as it says.
    pub version: String,
    findings: Vec<(Capability, Verdict)>,
}

impl Report {
    /// Adds a finding.
    pub fn add(&mut self, capability: Capability, verdict: Verdict) {
        self.findings.push((capability, verdict));
    }

    /// What was found out about `capability`: the worst of it. Silence is a failure.
    pub fn verdict(&self, capability: Capability) -> Verdict {
        let of = || self.findings.iter().filter(|finding| finding.0 == capability).map(|finding| &finding.1);
        let Some(weight) = of().map(Verdict::weight).max() else {
            return Verdict::Failed("the host said nothing about it".to_owned());
        };
        let mut texts: Vec<&str> =
            of().filter(|verdict| verdict.weight() == weight).map(Verdict::text).collect();
        texts.dedup();
        let word = of().find(|verdict| verdict.weight() == weight).map_or("failed", Verdict::word);
        let text = texts.join("; ");
        Verdict::parse(word, &text).unwrap_or(Verdict::Failed(text))
    }

    /// Takes one line of the host's; whether it was a finding.
    fn hear(&mut self, line: &str) -> bool {
        let fields: Vec<&str> = line.split('\t').collect();
        match *fields {
            ["version", version] => version.clone_into(&mut self.version),
            [id, word, figures] => {
                let (Some(capability), Some(verdict)) = (Capability::find(id), Verdict::parse(word, figures))
                else {
                    return false;
                };
                self.add(capability, verdict);
            }
            _ => return false,
        }
        true
    }

    /// Notes that the host has died, and how: it has failed in all that it said nothing about, and in loading the plugin.
    fn died(&mut self, how: &str) {
        for capability in Capability::all() {
            let silent = !self.findings.iter().any(|finding| finding.0 == capability);
            if silent || capability == Capability::Loads {
                self.add(capability, Verdict::Failed(format!("the host ended with {how}")));
            }
        }
    }
}

/// As a host: says a finding.
pub fn say(capability: Capability, verdict: &Verdict) {
    let text: Vec<&str> = verdict.text().split_whitespace().collect();
    println!("{}\t{}\t{}", capability.id(), verdict.word(), text.join(" "));
}

/// As a host: says which version of it this is.
pub fn say_version(version: &str) {
    println!("version\t{version}");
}

/// Runs a host and listens to it; what it says is printed as it comes.
pub fn listen(command: &mut Command) -> Result<Report> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("could not run {name}"))?;
    let mut report = Report::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(|| format!("could not read what {name} says"))?;
            let line = String::from_utf8_lossy(&line);
            report.hear(line.trim_end());
            println!("{}", line.replace('\t', "  "));
        }
    }
    let status = child.wait().with_context(|| format!("could not wait for {name}"))?;
    if !status.success() {
        report.died(&status.to_string());
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(lines: &[&str]) -> Report {
        let mut report = Report::default();
        lines.iter().for_each(|line| {
            report.hear(line);
        });
        report
    }

    #[test]
    fn the_worst_line_counts_and_silence_is_a_failure() {
        let report = heard(&[
            "version\t1.2",
            "mono\tpassed\tfine",
            "mono\tfailed\toff by 1",
            "key\tnot offered\tno bus",
            "latency\tpassed\t2000",
            "latency\tnot offered\tnot for the live one",
        ]);
        assert_eq!(report.version, "1.2");
        assert_eq!(report.verdict(Capability::Mono), Verdict::Failed("off by 1".to_owned()));
        assert_eq!(report.verdict(Capability::Key), Verdict::NotOffered("no bus".to_owned()));
        assert_eq!(report.verdict(Capability::Latency), Verdict::Passed("2000".to_owned()));
        assert!(matches!(report.verdict(Capability::Offline), Verdict::Failed(_)));
    }

    #[test]
    fn what_is_no_finding_is_not_taken_for_one() {
        for line in
            ["", "mono", "mono\tpassed", "mono\tperhaps\tfine", "teleport\tpassed\tfine", "a\tb\tc\td"]
        {
            assert!(!Report::default().hear(line), "{line:?}");
        }
    }

    #[test]
    fn a_host_that_dies_has_failed_in_the_rest() {
        let mut report = heard(&["loads\tpassed\tfine", "mono\tpassed\tfine"]);
        report.died("signal 11");
        for capability in Capability::all().filter(|capability| *capability != Capability::Mono) {
            assert!(report.verdict(capability).text().contains("signal 11"), "{capability:?}");
        }
        assert_eq!(report.verdict(Capability::Mono).word(), "passed");
    }

    #[cfg(unix)]
    #[test]
    fn a_host_is_listened_to_until_it_ends() {
        let mut command = Command::new("sh");
        command.args(["-c", r"printf 'version\t3\nhello\nmono\tpassed\tfine\n'; exit 3"]);
        let report = listen(&mut command).unwrap();
        assert_eq!((report.version.as_str(), report.verdict(Capability::Mono).word()), ("3", "passed"));
        assert!(report.verdict(Capability::Loads).text().contains('3'));
    }
}
