//! Stands in for a host where there is none: what the editor asks for happens at once. For tests and pictures.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nice_plug::context::PluginApi;
use nice_plug::context::gui::GuiContext;
use nice_plug::prelude::{GuiContextInner, ParamPtr, Params, PluginState};

use crate::params::ThresholdParams;

/// A host that knows one instance's parameters, and counts what is done to them.
pub struct StandIn {
    /// Keeps alive what `known` points at.
    _params: Arc<ThresholdParams>,
    known: Vec<ParamPtr>,
    gestures: AtomicUsize,
    moves: AtomicUsize,
}

impl StandIn {
    /// A host of `params`.
    pub fn new(params: Arc<ThresholdParams>) -> Arc<Self> {
        let known = params.param_map().into_iter().map(|(_, pointer, _)| pointer).collect();
        Arc::new(Self { _params: params, known, gestures: AtomicUsize::new(0), moves: AtomicUsize::new(0) })
    }

    /// What the editor talks to.
    pub fn context(self: &Arc<Self>) -> GuiContext {
        GuiContext::new(Arc::clone(self) as Arc<dyn GuiContextInner>)
    }

    /// How many gestures there have been: a parameter taken in hand, and let go.
    pub fn gestures(&self) -> usize {
        self.gestures.load(Ordering::Relaxed)
    }

    /// How often a parameter was moved.
    pub fn moves(&self) -> usize {
        self.moves.load(Ordering::Relaxed)
    }
}

// SAFETY of every `unsafe fn` below: they are unsafe by the framework's declaration alone. A pointer is followed only if
// it is one of the parameters that `self._params` keeps alive.
impl GuiContextInner for StandIn {
    fn plugin_api(&self) -> PluginApi {
        PluginApi::Standalone
    }

    unsafe fn raw_begin_set_parameter(&self, _: ParamPtr) {}

    unsafe fn raw_set_parameter_normalized(&self, param: ParamPtr, normalized: f32) {
        if self.known.contains(&param) && normalized.is_finite() {
            self.moves.fetch_add(1, Ordering::Relaxed);
            // SAFETY: the parameter is alive, as said above; its setter stores atomics.
            unsafe { param._internal_set_normalized_value(normalized.clamp(0.0, 1.0)) };
        }
    }

    unsafe fn raw_end_set_parameter(&self, _: ParamPtr) {
        self.gestures.fetch_add(1, Ordering::Relaxed);
    }

    fn get_state(&self) -> PluginState {
        PluginState { version: String::new(), params: BTreeMap::new(), fields: BTreeMap::new() }
    }

    fn set_state(&self, _: PluginState) {}

    fn request_restart(&self) {}
}
