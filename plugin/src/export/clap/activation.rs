//! Switching an instance on and off: only at sample rates and block sizes the plugin is tested at.

use std::sync::atomic::Ordering;

use clap_sys::plugin::clap_plugin;
use nice_plug::prelude::ClapPlugin;

use super::super::channels::Silence;
use super::super::guard::guarded;
use super::super::limits::{MAX_FRAMES, runs_at};
use super::instance::Instance;

/// Main thread. `false`, and nothing changed, for rates outside 22.05..=192 kHz, for block sizes no host means, and
/// while already active.
pub(super) unsafe extern "C" fn activate<P: ClapPlugin>(
    plugin: *const clap_plugin,
    rate: f64,
    min_frames: u32,
    max_frames: u32,
) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return false };
        let Some(inner) = instance.inner.activate else { return false };
        let sane = runs_at(rate) && (1..=MAX_FRAMES).contains(&max_frames) && min_frames <= max_frames;
        if !sane || instance.active.load(Ordering::Acquire) {
            return false;
        }
        let prepared = instance.desk.with(|desk| {
            if desk.frames != max_frames {
                desk.silence = Silence::new(max_frames);
            }
            desk.frames = max_frames;
            desk.rate = rate;
        });
        // SAFETY: the framework's function works on our pointer.
        let active = prepared.is_some() && unsafe { inner(plugin, rate, min_frames.max(1), max_frames) };
        instance.active.store(active, Ordering::Release);
        active
    })
}

/// Main thread. From its first moment on, process calls are refused.
pub(super) unsafe extern "C" fn deactivate<P: ClapPlugin>(plugin: *const clap_plugin) {
    guarded((), || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return };
        if instance.active.swap(false, Ordering::AcqRel)
            && let Some(inner) = instance.inner.deactivate
        {
            // SAFETY: the framework's function works on our pointer.
            unsafe { inner(plugin) };
        }
    });
}

/// Audio thread. `false` unless active.
pub(super) unsafe extern "C" fn start_processing<P: ClapPlugin>(plugin: *const clap_plugin) -> bool {
    guarded(false, || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return false };
        match instance.inner.start_processing {
            // SAFETY: the framework's function works on our pointer.
            Some(inner) if instance.active.load(Ordering::Acquire) => unsafe { inner(plugin) },
            _ => false,
        }
    })
}

/// Audio thread. Nothing to forget unless active.
pub(super) unsafe extern "C" fn reset<P: ClapPlugin>(plugin: *const clap_plugin) {
    guarded((), || {
        // SAFETY: the host's pointer came from `create`.
        let Some(instance) = (unsafe { Instance::<P>::of(plugin) }) else { return };
        if instance.active.load(Ordering::Acquire)
            && let Some(inner) = instance.inner.reset
        {
            // SAFETY: the framework's function works on our pointer.
            unsafe { inner(plugin) };
        }
    });
}
