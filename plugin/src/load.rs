//! A preset into one instance while no editor is open: the sound gets it whole, then the parameters follow.

use std::path::Path;

use crate::export::values;
use crate::link::LoadRequest;
use crate::params::{self, Hand, ThresholdParams};
use crate::presets::user::{Entry, Status};
use crate::presets::{self, Preset};

/// Loads what a host asks for. Main thread. The error is a sentence for the user; then nothing has changed.
pub fn load(params: &ThresholdParams, request: LoadRequest) -> Result<(), String> {
    match request {
        LoadRequest::Factory(id) => {
            let preset =
                presets::find(id).ok_or_else(|| "There is no factory preset of that name.".to_owned())?;
            put(params, preset);
        }
        LoadRequest::File(path) => put(params, &file(path)?),
    }
    Ok(())
}

/// The preset in a file; or why there is none, in a sentence.
pub fn file(path: &Path) -> Result<Preset, String> {
    let entry = Entry::read(path.to_path_buf());
    match entry.status {
        Status::Ok(preset) => Ok(*preset),
        Status::Broken(reason) => Err(format!("{}: {reason}.", path.display())),
        Status::Newer(version) => {
            Err(format!("{} was written by Threshold Shift {version}, which is newer.", path.display()))
        }
    }
}

fn put(params: &ThresholdParams, preset: &Preset) {
    params.story.unlock.set(false);
    let before = params.values();
    let wanted = preset.values_over(&before).sanitised();
    let document = preset.document_over(&params.story.document());
    params.story.recall(&before, &params.settled(&wanted), Some(document));
    params.follow(&wanted, &mut Direct);
    params.link.moved();
}

/// Moves parameters past the host, which is told afterwards.
struct Direct;

impl Hand for Direct {
    fn move_to<P: params::Entry>(&mut self, param: &P, lane: f32) {
        values::set(param, lane);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::{LOSS, SEED};

    #[test]
    fn a_factory_preset_is_loaded_whole_and_leaves_the_session_alone() {
        let params = ThresholdParams::default();
        values::set(&params.seed, 0.5);
        let seed = params.values().of(&SEED);
        let mut receiver = params.story.take_receiver().expect("the one");
        params.story.unlock.set(true);
        load(&params, LoadRequest::Factory("mumble-world")).expect("a factory preset");
        assert!(!params.story.unlock.get());
        let preset = presets::find("mumble-world").expect("a factory preset");
        assert_eq!(params.values().of(&LOSS), preset.values.of(&LOSS));
        assert_eq!(params.values().of(&SEED), seed);
        assert!(preset.values_over(&params.values()).is_near(&params.values()));
        assert_eq!(params.story.document().preset, preset.name);
        let news = receiver.news().expect("news");
        assert_eq!(news.recall.after, params.values());
    }

    #[test]
    fn what_is_not_there_changes_nothing() {
        let params = ThresholdParams::default();
        assert!(load(&params, LoadRequest::Factory("no such preset")).is_err());
        assert!(load(&params, LoadRequest::File(Path::new("/nowhere/at/all.tshift"))).is_err());
        assert_eq!(params.values(), ThresholdParams::default().values());
        assert_eq!(params.story.revision(), 0);
    }
}
