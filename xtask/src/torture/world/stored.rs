//! States and presets: good ones, broken ones, and streams that stop in the middle.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::World;
use super::blocks::value;
use crate::torture::dice::Dice;
use crate::torture::raw::{Call, Flow, Item};
use crate::torture::subject::Subject;
use crate::{presets, workspace};

/// Where states of every format are kept, and how their names end.
const GOLDEN: &str = "plugin/golden";
const STATE: &str = "tshift-state";

/// States made by scattering values.
const SCATTERED: usize = 6;
/// Values that are moved for each.
const MOVED: usize = 60;

/// About how long a state is, bytes.
const USUAL_LENGTH: usize = 6000;

/// CLAP's kinds of places where a preset may be, and one there is not.
const FILE: u32 = 0;
const PLUGIN: u32 = 1;
const NOWHERE: u32 = 7;

/// Presets as hosts may ask for them.
pub struct Presets {
    keys: Vec<String>,
    files: Vec<String>,
}

impl Presets {
    /// Those the plugin is built with, and files that are presets or not.
    pub fn find() -> Result<Self> {
        let root = workspace::root()?;
        let keys = presets::all()?.into_iter().map(|listed| listed.id).collect();
        let mut files = vec!["/no/such/file.tshift".to_owned(), "relative.tshift".to_owned(), String::new()];
        for folder in [root.join("plugin/presets/film"), root.join(GOLDEN), root] {
            files.push(folder.to_string_lossy().into_owned());
            let entries =
                fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
            let entries = entries.into_iter().filter(|path| path.is_file());
            files.extend(entries.map(|path| path.to_string_lossy().into_owned()));
        }
        files.sort();
        Ok(Self { keys, files })
    }
}

/// Ends every modulation.
fn still(subject: &Subject, call: &mut Call) {
    call.list.items.extend(subject.lanes.iter().map(|lane| Item::parameter(0, lane.id, 0.0, true)));
    call.flush(&subject.plugin);
    call.list.items.clear();
}

/// A way for bytes to come or go.
fn flow(dice: &mut Dice, length: usize) -> Flow {
    let piece = dice.pick(&[usize::MAX, 1 << 16, 1000, 17]);
    let fails_after = if dice.once_in(4) { dice.below(length + 1) } else { usize::MAX };
    Flow { piece, fails_after }
}

/// Bytes that are no state, mostly, and nothing like one, sometimes.
pub fn broken_state(dice: &mut Dice, states: &[Vec<u8>]) -> Vec<u8> {
    let whole = &states[dice.below(states.len())];
    match dice.below(8) {
        0 => whole[..dice.below(whole.len())].to_vec(),
        1 => [&whole[..], whole].concat(),
        2 => vec![dice.below(256) as u8; dice.pick(&[0, 1, 12, 1 << 12, (1 << 20) + 1])],
        _ => dice.mutated_state(whole),
    }
}

/// Loads a preset from where there may be one.
pub fn load_any(dice: &mut Dice, presets: &Presets, subject: &Subject) -> bool {
    let key = presets.keys[dice.below(presets.keys.len())].as_str();
    let file = presets.files[dice.below(presets.files.len())].as_str();
    match dice.below(8) {
        0..=4 => subject.plugin.load_preset(PLUGIN, None, Some(key)),
        5 => subject.plugin.load_preset(FILE, Some(file), None),
        6 => subject.plugin.load_preset(
            dice.pick(&[FILE, PLUGIN, NOWHERE]),
            dice.pick(&[None, Some(file)]),
            dice.pick(&[None, Some("no such preset"), Some(key)]),
        ),
        _ => subject.plugin.load_preset(NOWHERE, None, None),
    }
}

impl World {
    /// States to begin with: of every format, and with values all over the place.
    pub(super) fn saved(&mut self) -> Result<Vec<Vec<u8>>> {
        let folder = workspace::root()?.join(GOLDEN);
        let mut paths: Vec<_> = fs::read_dir(&folder)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == STATE))
            .collect();
        paths.sort();
        let mut states = paths.into_iter().map(fs::read).collect::<std::io::Result<Vec<_>>>()?;
        for _ in 0..SCATTERED {
            for _ in 0..MOVED {
                let item = value(&mut self.dice, &self.judges[0].lanes);
                self.call.list.items.push(item);
            }
            self.call.flush(&self.judges[0].plugin);
            self.call.list.items.clear();
            still(&self.judges[0], &mut self.call);
            states.push(self.judges[0].plugin.save(Flow::FREE).context("it could not save")?);
        }
        Ok(states)
    }

    /// What is saved loads again, into any instance, and is then saved alike. Nothing is modulated meanwhile: where a
    /// modulation holds a parameter at an end of its lane, the framework overlooks that another value was set.
    pub(super) fn save(&mut self) -> Result<()> {
        let queued = std::mem::take(&mut self.call.list.items);
        still(&self.subjects[self.current], &mut self.call);
        self.call.list.items = queued;
        let judge = &self.judges[self.dice.below(self.judges.len())];
        let subject = &self.subjects[self.current];
        let bytes = subject.plugin.save(Flow::FREE).context("it could not save")?;
        let flow = flow(&mut self.dice, USUAL_LENGTH);
        let partly = subject.plugin.save(flow);
        ensure!(partly.is_some() == (flow.fails_after >= bytes.len()), "saved through {flow:?}");
        for plugin in [&judge.plugin, &subject.plugin] {
            ensure!(plugin.load(&bytes, Flow::FREE), "what it saved does not load: {}", shown(&bytes));
            let again = plugin.save(Flow::FREE).context("it could not save again")?;
            ensure!(again == bytes, "saved unlike: {} and {}", shown(&bytes), shown(&again));
        }
        self.tally.add("states saved and loaded back", 1);
        Ok(())
    }

    pub(super) fn load(&mut self) -> Result<()> {
        let bytes = self.states[self.dice.below(self.states.len())].clone();
        let flow = Flow { fails_after: usize::MAX, ..flow(&mut self.dice, bytes.len()) };
        ensure!(self.subject().plugin.load(&bytes, flow), "a good state is refused: {}", shown(&bytes));
        self.tally.add("states loaded", 1);
        Ok(())
    }

    /// A state that is refused changes nothing.
    pub(super) fn load_broken(&mut self) -> Result<()> {
        let bytes = broken_state(&mut self.dice, &self.states);
        let flow = flow(&mut self.dice, bytes.len());
        let before = self.subject().values();
        let loaded = self.subject().plugin.load(&bytes, flow);
        ensure!(loaded || self.subject().values() == before, "refused, and yet changed: {}", shown(&bytes));
        ensure!(!(loaded && flow.fails_after < bytes.len()), "loaded through {flow:?}");
        self.tally.answer(loaded, "broken states loaded in part", "broken states refused");
        Ok(())
    }

    pub(super) fn load_preset(&mut self) -> Result<()> {
        let loaded = load_any(&mut self.dice, &self.presets, &self.subjects[self.current]);
        self.tally.answer(loaded, "presets loaded", "presets refused");
        Ok(())
    }
}

/// A state as far as a message can show it.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 4000;
    String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]).into_owned()
}
