//! `cargo xtask presets`, and presets as the tools find them: the files the plugin is built with, or any other.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};
use threshold_core::parameters::{SLOTS, Values};
use threshold_core::story::Bank;

use crate::host::Preset;
use crate::{values, workspace};

/// Where the files are that the plugin is built with, in folders.
const FOLDER: &str = "plugin/presets";
/// How their names end.
const EXTENSION: &str = "tshift";
/// Most suggestions for a misspelt name.
const SUGGESTIONS: usize = 3;

/// What a preset's file says of it. The plugin checks it; this only reads.
#[derive(Debug, Deserialize)]
struct File {
    name: String,
    category: String,
    description: String,
    #[serde(default)]
    state: String,
    values: Map<String, Value>,
    #[serde(default)]
    scenes: Vec<Scene>,
}

/// A scene in a preset's file.
#[derive(Debug, Deserialize)]
struct Scene {
    slot: usize,
    name: String,
    values: Map<String, Value>,
}

/// A preset that the plugin is built with.
#[derive(Debug)]
pub struct Listed {
    /// What the plugin loads it by.
    pub id: String,
    file: File,
}

/// A preset with scenes, read.
#[derive(Debug, Clone)]
pub struct Journey {
    /// What it says besides its scenes.
    pub values: Values,
    /// Its scenes.
    pub bank: Bank,
    /// Their names; empty where there is none.
    pub names: [String; SLOTS],
}

impl Listed {
    /// How the plugin is asked for it.
    pub fn preset(&self) -> Preset {
        Preset::Factory(self.id.clone())
    }

    /// Values and scenes. Errors name what can't be read.
    pub fn journey(&self) -> Result<Journey> {
        let within = || format!("in {}", self.id);
        let (mut bank, mut names) = (Bank::default(), <[String; SLOTS]>::default());
        for scene in &self.file.scenes {
            let name = names.get_mut(scene.slot).with_context(within)?;
            name.clone_from(&scene.name);
            bank.put(scene.slot, Some(read(&scene.values).with_context(within)?));
        }
        Ok(Journey { values: read(&self.file.values).with_context(within)?, bank, names })
    }
}

/// Values as files hold them: by id, plain or as the plugin prints them.
fn read(stored: &Map<String, Value>) -> Result<Values> {
    let mut read = Values::default();
    for (id, value) in stored {
        let entry = values::parameter(id)?;
        let text = match value {
            Value::Bool(is_on) => u8::from(*is_on).to_string(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        read = read.with(entry, values::value(entry, &text)?);
    }
    Ok(read)
}

/// Every preset that the plugin is built with, by folder and name of file. Errors name what can't be read.
pub fn all() -> Result<Vec<Listed>> {
    let mut paths = Vec::new();
    for folder in entries(&workspace::root()?.join(FOLDER))? {
        paths.extend(entries(&folder)?);
    }
    paths.iter().map(|path| listed(path).with_context(|| format!("in {}", path.display()))).collect()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    let mut paths = read.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn listed(path: &Path) -> Result<Listed> {
    let id = path.file_stem().and_then(|id| id.to_str()).context("its name is no text")?.to_owned();
    ensure!(path.extension().is_some_and(|end| end == EXTENSION), "this is no preset");
    Ok(Listed { id, file: serde_json::from_str(&fs::read_to_string(path)?)? })
}

/// The preset that is built in as `text`, its id or its name; otherwise an error that offers the nearest.
pub fn built_in(text: &str) -> Result<Listed> {
    let mut all = all()?;
    let wanted = text.to_lowercase();
    if let Some(found) = all.iter().position(|x| x.id == wanted || x.file.name.to_lowercase() == wanted) {
        return Ok(all.swap_remove(found));
    }
    let near = |x: &Listed| -strsim::jaro_winkler(&x.id, &wanted);
    all.sort_by(|a, b| near(a).total_cmp(&near(b)));
    let names: Vec<&str> = all.iter().take(SUGGESTIONS).map(|x| x.id.as_str()).collect();
    Err(anyhow!("there is no preset {text:?}; the nearest are {}", names.join(", ")))
}

/// What somebody means by `text`: a preset's file, or the id or the name of one that is built in. Errors offer the
/// nearest.
pub fn preset(text: &str) -> Result<Preset> {
    let path = Path::new(text);
    if path.extension().is_some_and(|end| end == EXTENSION) {
        ensure!(path.is_file(), "{text} does not exist");
        return Ok(Preset::File(path.to_path_buf()));
    }
    Ok(built_in(text)?.preset())
}

/// Prints every preset that the plugin is built with: key, state of the story, name, category and what is heard.
pub fn run() -> Result<()> {
    for preset in all()? {
        let File { name, category, description, state, scenes, .. } = &preset.file;
        let state = if state.is_empty() { String::new() } else { format!(", {state}") };
        let scenes = if scenes.is_empty() { String::new() } else { format!(", {} scenes", scenes.len()) };
        println!("{:<36}{name} ({category}{state}{scenes})\n    {description}", preset.id);
    }
    println!("\nload one with `cargo xtask render IN.wav OUT.wav --preset NAME`");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, PERSPECTIVE, PROCESSOR_OFF, SCENE, TOUCH_MATERIAL};

    #[test]
    fn presets_are_found_by_id_and_by_name_or_the_nearest_are_offered() {
        assert_eq!(preset("the-drummer").unwrap(), Preset::Factory("the-drummer".to_owned()));
        assert_eq!(preset("The drummer").unwrap(), Preset::Factory("the-drummer".to_owned()));
        let error = format!("{:#}", preset("the-dramer").unwrap_err());
        assert!(error.contains("nearest are the-drummer"), "{error}");
        assert!(preset("no/such/file.tshift").is_err());
        let file = workspace::root().unwrap().join(FOLDER).join("journeys/the-drummer.tshift");
        assert_eq!(preset(file.to_str().unwrap()).unwrap(), Preset::File(file));
    }

    #[test]
    fn scenes_are_read_as_the_plugin_reads_them() {
        let drummer = built_in("the-drummer").unwrap().journey().unwrap();
        let slot = |slot| drummer.bank.slot(slot).unwrap();
        assert_eq!(drummer.values.of(&SCENE), 1.0);
        assert_eq!((slot(0).of(&PERSPECTIVE), slot(5).of(&LOSS)), (0.0, 0.65));
        assert_eq!((slot(7).of(&TOUCH_MATERIAL), slot(16).of(&PROCESSOR_OFF)), (3.0, 1.0));
        assert!(drummer.names.iter().all(|name| !name.is_empty()));
    }
}
