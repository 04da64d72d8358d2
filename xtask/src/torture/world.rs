//! The run itself: instances, and one decision after the other about what happens to them.

#![allow(clippy::unnecessary_wraps)] // all operations are of one type, be it that some can't fail

mod blocks;
mod duet;
mod life;
mod questions;
mod stored;
mod window;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::dice::Dice;
use super::progress::Progress;
use super::raw::{Call, Library};
use super::sound::{Noise, Sound};
use super::subject::Subject;
use super::tally::Tally;
#[cfg(target_os = "linux")]
use crate::desktop::Window;
use crate::host::Plugin as Which;

/// A kind of operation: its name, how often it comes, and what it does.
struct Kind {
    name: &'static str,
    weight: usize,
    run: fn(&mut World) -> Result<()>,
}

const fn kind(name: &'static str, weight: usize, run: fn(&mut World) -> Result<()>) -> Kind {
    Kind { name, weight, run }
}

/// Every kind of operation. What costs much is rare: a hundred thousand operations take about a minute.
const KINDS: &[Kind] = &[
    kind("queue a parameter's value", 3000, World::queue_value),
    kind("queue a hostile value", 600, World::queue_hostile),
    kind("queue a note, MIDI, nonsense", 400, World::queue_other),
    kind("play a block", 2900, World::play),
    kind("play a block with broken ports", 250, World::play_broken),
    kind("flood a block with events", 12, World::flood),
    kind("move the transport", 350, World::move_transport),
    kind("change the sound", 350, World::change_sound),
    kind("flush", 150, World::flush),
    kind("reset", 80, World::reset),
    kind("start or stop", 80, World::start_or_stop),
    kind("activate or deactivate", 30, World::switch),
    kind("a storm of activations", 2, World::storm),
    kind("choose a layout", 30, World::choose_layout),
    kind("configure ports", 30, World::configure),
    kind("ask for values and texts", 500, World::ask_values),
    kind("ask for anything else", 500, World::ask_else),
    kind("attend to the plugin", 200, World::attend),
    kind("save, load, save", 12, World::save),
    kind("load a state", 30, World::load),
    kind("load a broken state", 40, World::load_broken),
    kind("load a preset", 20, World::load_preset),
    kind("two threads at once", 25, World::duet),
    kind("open or close an editor", 20, World::move_editor),
    kind("turn to another instance", 200, World::turn),
    kind("make an instance", 6, World::make),
    kind("drop an instance", 5, World::drop_one),
    kind("reload the library", 1, World::reload),
];

/// The window that editors open in, pixels.
#[cfg(target_os = "linux")]
const SIZE: (u32, u32) = (1200, 800);

/// Most instances at a time.
const MOST: usize = 6;

/// Everything a run works with. Instances go before the library.
pub struct World {
    dice: Dice,
    subjects: Vec<Subject>,
    current: usize,
    /// An instance of either plugin that only ever loads and saves.
    judges: Vec<Subject>,
    library: Option<Library>,
    bundle: PathBuf,
    call: Call,
    /// Memory for the second thread.
    other: Call,
    noise: Noise,
    sounds: [Sound; 3],
    states: Vec<Vec<u8>>,
    presets: stored::Presets,
    tally: Tally,
    /// Where editors open, if they do.
    #[cfg(target_os = "linux")]
    window: Option<Window>,
    /// Whether each operation says what it does.
    is_traced: bool,
}

impl World {
    /// Loads the bundle, and makes the first instance. Editors open only if there is a display to open them on.
    pub fn new(bundle: PathBuf, seed: u32, is_traced: bool, has_display: bool) -> Result<Self> {
        let library = Library::load(&bundle)?;
        let presets = stored::Presets::find()?;
        ensure!(cfg!(target_os = "linux") || !has_display, "editors are opened on Linux only");
        let mut world = Self {
            dice: Dice::new(seed),
            subjects: Vec::new(),
            current: 0,
            judges: Vec::new(),
            library: Some(library),
            bundle,
            call: Call::default(),
            other: Call::default(),
            noise: Noise::new(),
            sounds: [Sound::SILENCE; 3],
            states: Vec::new(),
            presets,
            tally: Tally::default(),
            #[cfg(target_os = "linux")]
            window: if has_display { Some(Window::open("Hostile host", (0, 0), SIZE)?) } else { None },
            is_traced,
        };
        world.make_judges()?;
        world.states = world.saved()?;
        world.make()?;
        Ok(world)
    }

    /// Does so many operations, telling `progress` before each. The error says at which one it ended, and why.
    pub fn run(mut self, operations: u64, progress: &mut Progress) -> Result<Tally> {
        let total: usize = KINDS.iter().map(|kind| kind.weight).sum();
        let mut counts = vec![0_u64; KINDS.len()];
        let begun = Instant::now();
        for operation in 0..operations {
            let mut left = self.dice.below(total);
            let idx = KINDS.iter().position(|kind| {
                let is_it = left < kind.weight;
                left = left.saturating_sub(kind.weight);
                is_it
            });
            let idx = idx.unwrap_or(0);
            let kind = &KINDS[idx];
            progress.tell(operation, kind.name)?;
            if self.is_traced {
                eprintln!(
                    "{operation}: {} (instance {} of {})",
                    kind.name,
                    self.current,
                    self.subjects.len()
                );
            }
            let done = (kind.run)(&mut self).and_then(|()| self.check());
            done.with_context(|| format!("operation {operation}, to {}", kind.name))?;
            counts[idx] += 1;
        }
        for (kind, count) in KINDS.iter().zip(counts) {
            self.tally.operations.insert(kind.name.to_owned(), count);
        }
        let microseconds = begun.elapsed().as_secs_f64() * 1.0e6;
        self.tally.see("microseconds an operation took on average", microseconds / operations.max(1) as f64);
        Ok(std::mem::take(&mut self.tally))
    }

    /// The instance that everything happens to.
    fn subject(&mut self) -> &mut Subject {
        &mut self.subjects[self.current]
    }

    fn check(&mut self) -> Result<()> {
        let requests = self.subject().host.requests();
        self.tally.see("requests of one instance to its host", requests as f64);
        self.subject().check()
    }

    /// Says what is about to happen, if that is asked for.
    fn say(&self, what: impl FnOnce() -> String) {
        if self.is_traced {
            eprintln!("    {}", what());
        }
    }

    fn library(&self) -> Result<&Library> {
        self.library.as_ref().context("the library is not loaded")
    }

    fn make_judges(&mut self) -> Result<()> {
        let library = self.library()?;
        self.judges = Which::ALL
            .into_iter()
            .map(|which| Subject::new(library, which, super::raw::Manners::Full))
            .collect::<Result<_>>()?;
        Ok(())
    }
}
