//! `cargo xtask endure`: an hour of sound through the real bundle, faster than it lasts, with everything automatable on the move.

mod cost;
mod lanes;
mod pass;
mod programme;
mod script;

use std::fmt::Write;
use std::io::{IsTerminal, stderr};
use std::thread::{self, ScopedJoinHandle};

use anyhow::{Error, Result, anyhow, ensure};
use clap::Args;
use integration::figure::Figure;
use integration::figure::Limit::AtMost;
use threshold_core::parameters::CEILING_MAX_DBTP;

use crate::bundle::{self, Profile};
use crate::host::{Bundle, Plugin};

pub use cost::table as cost_table;
use pass::{Heard, Host, Score};
pub use programme::Programme;
use programme::RATE;

/// After these samples a start in the middle is the whole pass, and a cut to the world is over: two seconds, and some room.
const SETTLED: usize = 2 * RATE + RATE / 4;
/// Between two looks at the memory, seconds.
const MEMORY_SECONDS: usize = 60;
/// How long before the end somebody else starts to listen, and how long before that everything rests that remembers for longer
/// than two seconds, seconds: a hundred, for how programme keeps tinnitus down. Less where the whole is short.
const LATE_SECONDS: usize = 60;
const REST_SECONDS: usize = 120;
/// The share of a short programme that each of the two may take.
const SHARE: usize = 6;
/// Which minute's memory is compared with the last: what is made once has been made.
const FIRST_MINUTE: usize = 5;
/// How much the tools' own memory may grow, MiB.
const GROWTH_MIB: f64 = 4.0;
/// What the measurement of true peaks may be off by, dB.
const PEAK_TOLERANCE_DB: f64 = 0.1;

/// Arguments of the command.
#[derive(Debug, Args)]
pub struct Options {
    /// How much sound is played
    #[arg(long, default_value_t = 3600)]
    seconds: usize,
    /// Seed of the lanes and block sizes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only one of the plugins: film or live
    #[arg(long, value_parser = plugin)]
    plugin: Option<Plugin>,
    /// Use the bundle as it was last built
    #[arg(long)]
    no_build: bool,
}

fn plugin(text: &str) -> Result<Plugin> {
    match text {
        "film" => Ok(Plugin::Film),
        "live" => Ok(Plugin::Live),
        _ => Err(anyhow!("there is no plugin {text:?}: film or live")),
    }
}

impl Options {
    /// Plays, prints the figures, and errors where one is not what it has to be.
    pub fn run(self) -> Result<()> {
        let bundles =
            if self.no_build { bundle::locate(Profile::Release)? } else { bundle::build(Profile::Release)? };
        let bundle = Bundle::load(&bundles.clap())?;
        let programme = Programme::new(self.seconds)?;
        let mut broken = 0;
        for plugin in
            Plugin::ALL.into_iter().filter(|known| self.plugin.is_none_or(|wanted| wanted == *known))
        {
            let endured = endure(&bundle, plugin, &programme, self.seed, self.seconds)?;
            println!("{plugin:?}: {} s of sound, seed {}, {:016x}", self.seconds, self.seed, endured.hash);
            for figure in endured.figures.iter().chain(&endured.memory) {
                println!("  {}  {figure}", if figure.holds() { "pass" } else { "FAIL" });
                broken += usize::from(!figure.holds());
            }
            print!("{}\n{}", endured.notes, cost::table(&bundle, plugin, &programme)?);
        }
        ensure!(broken == 0, "{broken} figures are not what they have to be");
        Ok(())
    }
}

/// What has been measured.
pub struct Endured {
    /// What has to hold anywhere.
    pub figures: Vec<Figure>,
    /// Growth in memory, where the system tells, and nothing else in this process takes any.
    pub memory: Option<Figure>,
    /// A number that is the same for the same sound.
    pub hash: u64,
    /// What it took.
    pub notes: String,
}

/// Plays `programme` through `plugin`, at least a minute of it; its first `compared` seconds by another host, too, and its end once
/// more.
pub fn endure(
    bundle: &Bundle,
    plugin: Plugin,
    programme: &Programme,
    seed: u64,
    compared: usize,
) -> Result<Endured> {
    let total = programme.frames();
    let seconds = total / RATE;
    ensure!(seconds >= 60, "nothing can be said of less than a minute");
    let late = LATE_SECONDS.min(seconds / SHARE);
    let resting = total - (late + REST_SECONDS.min(seconds / SHARE)) * RATE;
    let lanes = lanes::lanes(programme, resting, seed)?;
    let (whole, end) = (script::script(programme), script::from(programme, total - late * RATE));
    let again = script::until(&whole, compared * RATE);
    let polite = Host { blocks: seed, offline: true, tells: true };
    let terse = Host { blocks: seed.wrapping_add(1), offline: false, tells: false };
    // A thread for each pass: an instance belongs to the one that made it, and processor time is counted by thread.
    let tail = (late * RATE).saturating_sub(SETTLED);
    let (one, other, late_one) = thread::scope(|scope| {
        let play = |host, script, what, seconds| {
            let lanes = &lanes;
            scope.spawn(move || {
                let score = Score { programme, lanes, script, tail };
                pass::play(bundle, plugin, host, &score, progress(plugin, what, seconds))
            })
        };
        let one = play(polite, &whole, "one host", seconds);
        let other = play(terse, &again, "another", compared.min(seconds));
        let late_one = play(polite, &end, "from the middle", late);
        let heard = |pass: ScopedJoinHandle<'_, Result<Heard>>| {
            pass.join().map_err(|_| anyhow!("a pass panicked"))?
        };
        Ok::<_, Error>((heard(one)?, heard(other)?, heard(late_one)?))
    })?;
    Ok(report(plugin, &one, &other, &late_one))
}

fn report(plugin: Plugin, one: &Heard, other: &Heard, late: &Heard) -> Endured {
    let differing = |a: &[u64], b: &[u64]| -> Vec<usize> {
        a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b).map(|(second, _)| second).collect()
    };
    // The first seconds of who comes late are his own.
    let own = SETTLED.div_ceil(RATE);
    let begun = one.seconds.len() - late.seconds.len();
    let elsewhere = differing(&one.seconds, &other.seconds);
    let later = differing(&one.seconds[begun + own..], &late.seconds[own..]);
    let decibels = |peak: f32| 20.0 * f64::from(peak.max(f32::MIN_POSITIVE)).log10();
    let (peak, name) = match plugin {
        Plugin::Film => (one.true_peak, "true peak"),
        // Without look-ahead, what lies between samples is seen a little late: README, Ceiling.
        Plugin::Live => (one.peak, "highest sample"),
    };
    let figures = vec![
        Figure::new(
            "samples that are no finite numbers",
            (one.broken + other.broken) as f64,
            "samples",
            AtMost(0.0),
        ),
        Figure::new(
            "by another host, with other blocks and a clock left alone: other bits in",
            elsewhere.len() as f64,
            "s",
            AtMost(0.0),
        ),
        Figure::new(
            "from the middle, two seconds later: other bits in",
            later.len() as f64,
            "s",
            AtMost(0.0),
        ),
        Figure::new(
            "at the end, Perspective 0: not the delayed input",
            one.changed as f64,
            "samples",
            AtMost(0.0),
        ),
        Figure::new(
            "a sample one second before the end is out of place by",
            one.astray as f64,
            "samples",
            AtMost(0.0),
        ),
        Figure::new(
            format!("{name} above the ceiling"),
            decibels(peak) - f64::from(CEILING_MAX_DBTP),
            "dB",
            AtMost(PEAK_TOLERANCE_DB),
        ),
    ];
    let memory = one.memory.get(FIRST_MINUTE - 1).zip(one.memory.last()).map(|(first, last)| {
        let growth = (*last as f64 - *first as f64) / f64::from(1 << 20);
        Figure::new(
            format!("memory, minute {FIRST_MINUTE} to the last: grown by"),
            growth,
            "MiB",
            AtMost(GROWTH_MIB),
        )
    });
    let mut hasher = std::hash::DefaultHasher::new();
    std::hash::Hash::hash(&one.seconds, &mut hasher);
    let costs: Vec<String> =
        one.cost.keys().map(|kind| format!("{kind} {:.0}", 1000.0 * one.cost_of(kind))).collect();
    let told = |seconds: &[usize], from: usize| {
        seconds.iter().map(|second| (from + second).to_string()).collect::<Vec<_>>().join(", ")
    };
    let mut notes = String::new();
    for (what, seconds) in
        [("another host", told(&elsewhere, 0)), ("from the middle", told(&later, begun + own))]
    {
        if !seconds.is_empty() {
            let _ = writeln!(notes, "  other bits, {what}, in the seconds from {seconds}");
        }
    }
    let _ = writeln!(
        notes,
        "  processor time, ms per second of sound: {}\n  the end after the whole of it, re the same end played alone: {:.3}",
        costs.join(", "),
        one.last.as_secs_f64() / late.last.as_secs_f64()
    );
    Endured { figures, memory, hash: std::hash::Hasher::finish(&hasher), notes }
}

/// Tells a person who watches how far it is.
fn progress(plugin: Plugin, what: &'static str, seconds: usize) -> impl FnMut(usize) {
    let shown = stderr().is_terminal();
    move |done| {
        if shown && done.is_multiple_of(10) {
            eprint!("\r{plugin:?}, {what}: {done} of {seconds} s ");
        }
    }
}
