//! Saving and loading in CLAP hosts: the framework's state, through [`crate::state`].

use clap_sys::ext::state::clap_plugin_state;
use clap_sys::plugin::clap_plugin;
use clap_sys::stream::{clap_istream, clap_ostream};
use nice_plug::nice_warn;
use nice_plug::prelude::ClapPlugin;

use super::super::guard::guarded;
use super::instance::Instance;
use super::streams::{Source, read_all, sink, write_all};
use crate::state::{MAX_BYTES, open, seal};

/// The framework puts its JSON's length in front of it, as a little-endian 64-bit number.
const LENGTH_BYTES: usize = size_of::<u64>();

pub(super) const fn table<P: ClapPlugin>() -> clap_plugin_state {
    clap_plugin_state { save: Some(save::<P>), load: Some(load::<P>) }
}

/// Main thread. `false` if the framework or the host's stream fails.
unsafe extern "C" fn save<P: ClapPlugin>(plugin: *const clap_plugin, stream: *const clap_ostream) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointers are null or valid.
        let (Some(instance), Some(stream)) = (unsafe { (Instance::<P>::of(plugin), stream.as_ref()) }) else {
            return false;
        };
        let Some(save) = instance.tables.state.save else { return false };
        let mut saved = Vec::new();
        let memory = sink(&mut saved);
        // SAFETY: the framework's function works on our pointer; the memory outlives the call.
        if !unsafe { save(plugin, &raw const memory) } {
            return false;
        }
        // SAFETY: the stream is the host's, valid during the call.
        saved.get(LENGTH_BYTES..).is_some_and(|json| unsafe { write_all(stream, &seal(json)) })
    })
}

/// Main thread. `false`, and nothing changed, for a state that [`open`] refuses or a stream that fails.
unsafe extern "C" fn load<P: ClapPlugin>(plugin: *const clap_plugin, stream: *const clap_istream) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointers are null or valid.
        let (Some(instance), Some(stream)) = (unsafe { (Instance::<P>::of(plugin), stream.as_ref()) }) else {
            return false;
        };
        let Some(load) = instance.tables.state.load else { return false };
        // One byte more than allowed, so that too much is seen as too much.
        // SAFETY: the stream is the host's, valid during the call.
        let Some(bytes) = (unsafe { read_all(stream, MAX_BYTES + 1) }) else { return false };
        let json = match open(&bytes) {
            Ok(json) => json,
            Err(error) => {
                nice_warn!("Nothing loaded: {error}");
                return false;
            }
        };
        let mut framed = (json.len() as u64).to_le_bytes().to_vec();
        framed.extend_from_slice(&json);
        let mut source = Source::new(&framed);
        let memory = source.stream();
        // SAFETY: the framework's function works on our pointer; the source outlives the call.
        unsafe { load(plugin, &raw const memory) }
    })
}
