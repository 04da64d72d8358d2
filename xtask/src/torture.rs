//! `cargo xtask torture`: a host that does everything wrong that CLAP lets it, in an order that a seed decides.
//!
//! Every run is a program of its own: whatever becomes of it, this one says at which operation, and how to see it again.

mod dice;
mod progress;
mod raw;
mod sound;
mod subject;
mod tally;
mod world;

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde::{Deserialize, Serialize};

pub use dice::Dice;
use progress::{Progress, Watched};
pub use tally::Tally;
use world::World;

use crate::bundle::{self, Profile};

/// Operations of a run that nobody says the length of: what continuous integration plays.
pub const USUAL_OPERATIONS: u64 = 100_000;
/// The seed where nobody says one.
pub const USUAL_SEED: u32 = 1;
/// Says another seed.
pub const SEED: &str = "THRESHOLD_SHIFT_SEED";

/// How long one operation may take before the run counts as hung: thousands of times what the longest takes.
const PATIENCE: Duration = Duration::from_mins(3);
/// How often runs are looked after.
const GLANCE: Duration = Duration::from_millis(50);
/// Lines of what a broken run said that are shown.
const LAST_WORDS: usize = 30;

/// Tells the program that is run again what to play.
const PLAY: &str = "THRESHOLD_SHIFT_TORTURE";

/// Arguments of the command.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Operations of all runs together
    #[arg(long, default_value_t = USUAL_OPERATIONS)]
    pub ops: u64,
    /// Seed of the first run; every further one has the next
    #[arg(long, env = SEED, default_value_t = USUAL_SEED)]
    pub seed: u32,
    /// Runs at a time
    #[arg(long, default_value_t = 1)]
    pub jobs: u32,
    /// Say every operation
    #[arg(long)]
    pub trace: bool,
    /// Open and close editors too, on a display of its own (Linux, Xvfb); slower
    #[arg(long)]
    pub editor: bool,
    /// Use the bundle as it was last built
    #[arg(long)]
    pub no_build: bool,
}

impl Default for Options {
    fn default() -> Self {
        let seed = env::var(SEED).ok().and_then(|seed| seed.parse().ok()).unwrap_or(USUAL_SEED);
        Self { ops: USUAL_OPERATIONS, seed, jobs: 1, trace: false, editor: false, no_build: false }
    }
}

/// One run, as the program that plays it is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Play {
    bundle: PathBuf,
    seed: u32,
    operations: u64,
    is_traced: bool,
    has_display: bool,
    progress: PathBuf,
    tally: PathBuf,
}

impl Options {
    /// The command: builds, plays, prints the table. Errors say what failed and how to play it again.
    pub fn run(&self) -> Result<()> {
        if is_asked_to_play() {
            return play();
        }
        let bundles =
            if self.no_build { bundle::locate(Profile::Guarded)? } else { bundle::build(Profile::Guarded)? };
        let tally = torture(self, &bundles.clap(), &[OsString::from("torture")])?;
        print!("{}", tally.table());
        Ok(())
    }
}

/// Whether this program was run again to play.
pub fn is_asked_to_play() -> bool {
    env::var_os(PLAY).is_some()
}

/// Plays what it is asked to: an error if anything but that comes of it.
pub fn play() -> Result<()> {
    let asked = env::var(PLAY).context("nobody asked for a run")?;
    let play: Play = serde_json::from_str(&asked)?;
    let mut progress = Progress::begin(&play.progress)?;
    let world = World::new(play.bundle, play.seed, play.is_traced, play.has_display)?;
    let tally = world.run(play.operations, &mut progress)?;
    serde_json::to_writer(File::create(&play.tally)?, &tally)?;
    Ok(())
}

/// A run in a program of its own.
struct Run {
    play: Play,
    program: Child,
    progress: Watched,
    tally: Watched,
    words: Watched,
    line: String,
    since: Instant,
    _display: Desk,
}

/// Where a run's editors open: a display of its own, if there are to be any.
struct Desk {
    #[cfg(target_os = "linux")]
    display: Option<crate::desktop::Display>,
}

impl Desk {
    #[cfg(target_os = "linux")]
    fn new(is_wanted: bool) -> Result<Self> {
        let display = if is_wanted { Some(crate::desktop::Display::start()?) } else { None };
        Ok(Self { display })
    }

    #[cfg(not(target_os = "linux"))]
    fn new(is_wanted: bool) -> Result<Self> {
        ensure!(!is_wanted, "editors are opened on Linux only");
        Ok(Self {})
    }

    /// This very program, to be run again there.
    fn again(&self) -> Result<Command> {
        #[cfg(target_os = "linux")]
        if let Some(display) = &self.display {
            return display.again();
        }
        Ok(Command::new(env::current_exe().context("a program without a file")?))
    }
}

/// Plays through the bundle at `path`, in programs of their own: this one, run again with `arguments`, which lead it to
/// [`play`]. Says what was played; the error what failed, where, and how to see it again.
pub fn torture(options: &Options, path: &Path, arguments: &[OsString]) -> Result<Tally> {
    ensure!(options.jobs > 0, "no runs, no torture");
    let jobs = u64::from(options.jobs);
    let mut runs = (0..options.jobs)
        .map(|job| {
            let more = u64::from(u64::from(job) < options.ops % jobs);
            let seed = options.seed.wrapping_add(job);
            println!("torture: seed {seed}, {} operations", options.ops / jobs + more);
            Run::begin(options, path, arguments, seed, options.ops / jobs + more)
        })
        .collect::<Result<Vec<_>>>()?;
    let mut tally = Tally::default();
    while !runs.is_empty() {
        sleep(GLANCE);
        let mut still = Vec::new();
        for mut run in runs {
            match run.look()? {
                Some(played) => tally.merge(&played),
                None => still.push(run),
            }
        }
        runs = still;
    }
    Ok(tally)
}

impl Run {
    fn begin(
        options: &Options,
        bundle: &Path,
        arguments: &[OsString],
        seed: u32,
        operations: u64,
    ) -> Result<Self> {
        let file = |what: &str| {
            let name = format!("threshold-shift-torture-{}-{seed}.{what}", std::process::id());
            Watched(env::temp_dir().join(name))
        };
        let (progress, tally, words) = (file("progress"), file("tally"), file("words"));
        let play = Play {
            bundle: bundle.to_path_buf(),
            seed,
            operations,
            is_traced: options.trace,
            has_display: options.editor,
            progress: progress.0.clone(),
            tally: tally.0.clone(),
        };
        let spoken: Stdio = if options.trace { Stdio::inherit() } else { File::create(&words.0)?.into() };
        let display = Desk::new(options.editor)?;
        let program = display
            .again()?
            .args(arguments)
            .env(PLAY, serde_json::to_string(&play)?)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(spoken)
            .spawn()
            .context("this program does not run again")?;
        let (line, since) = (String::new(), Instant::now());
        Ok(Self { play, program, progress, tally, words, line, since, _display: display })
    }

    /// What it was made of, once it is over; nothing before. An error if it failed, or hangs.
    fn look(&mut self) -> Result<Option<Tally>> {
        let ended = self.program.try_wait().context("a run can't be waited for")?;
        let Some(status) = ended else {
            let line = self.progress.line();
            if line != self.line {
                (self.line, self.since) = (line, Instant::now());
            }
            if self.since.elapsed() > PATIENCE {
                bail!("{}", self.failure(&format!("it hangs for {} s", PATIENCE.as_secs())));
            }
            return Ok(None);
        };
        if !status.success() {
            bail!("{}", self.failure(&status.to_string()));
        }
        let tally = File::open(&self.tally.0).context("a run ended well, but says nothing")?;
        Ok(Some(serde_json::from_reader(tally)?))
    }

    fn failure(&self, how: &str) -> String {
        let words = self.words.line();
        let words: Vec<&str> = words.lines().rev().take(LAST_WORDS).collect();
        let words: Vec<&str> = words.into_iter().rev().collect();
        let line = self.progress.line();
        let operation = line.split(' ').next().and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        let seed = self.play.seed;
        format!(
            "seed {seed}, operation {line}: {how}\n{}\nagain, saying all: cargo xtask torture --seed {seed} --ops {} --trace",
            words.join("\n"),
            operation + 1
        )
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // It is over, unless another one failed or this one hangs.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
