//! The user's hand: moves parameters through the host, and remembers what it did, so that it can be undone.
//!
//! Whatever in the editor changes a parameter does so by way of this. What the host moves by itself is not the hand's.

use std::cell::RefCell;

use nice_plug::prelude::{self, Param, ParamPtr};

use super::gesture::Note;
use crate::params::{Entry, ThresholdParams, Visitor};

/// How long a host may take to tell a changed value back, seconds: a few of the longest blocks.
pub const ECHO_SECONDS: f64 = 0.25;

/// Stands where the framework's setter does, and takes notes. Editor thread.
pub struct ParamSetter<'a> {
    host: prelude::ParamSetter<'a>,
    params: &'a ThresholdParams,
    notes: RefCell<Vec<Note>>,
}

impl<'a> ParamSetter<'a> {
    /// A hand on `params`, whose host is reached through `host`.
    pub fn new(host: prelude::ParamSetter<'a>, params: &'a ThresholdParams) -> Self {
        Self { host, params, notes: RefCell::default() }
    }

    /// Takes a parameter in hand.
    pub fn begin_set_parameter<P: Param>(&self, param: &P) {
        if let Some((position, before)) = self.place(param, None) {
            self.notes.borrow_mut().push(Note::Taken { position, before });
        }
        self.host.begin_set_parameter(param);
    }

    /// Moves a parameter that is in hand to a plain value.
    pub fn set_parameter<P: Param>(&self, param: &P, value: P::Plain) {
        self.set_parameter_normalized(param, param.preview_normalized(value));
    }

    /// Moves a parameter that is in hand to a place on its 0..1 lane.
    pub fn set_parameter_normalized<P: Param>(&self, param: &P, normalized: f32) {
        if let Some((position, after)) = self.place(param, Some(normalized)) {
            self.notes.borrow_mut().push(Note::Moved { position, after });
        }
        self.host.set_parameter_normalized(param, normalized);
    }

    /// Lets a parameter go.
    pub fn end_set_parameter<P: Param>(&self, param: &P) {
        if let Some((position, _)) = self.place(param, None) {
            self.notes.borrow_mut().push(Note::Released { position });
        }
        self.host.end_set_parameter(param);
    }

    /// What the hand has done since the last call.
    pub fn notes(&self) -> Vec<Note> {
        self.notes.take()
    }

    /// Where in the table `param` stands, and its plain value: now, or at a place on its lane.
    fn place<P: Param>(&self, param: &P, normalized: Option<f32>) -> Option<(usize, f32)> {
        let mut search = Search { wanted: param.as_ptr(), normalized, count: 0, found: None };
        self.params.each(&mut search);
        search.found
    }
}

/// Looks for one parameter among all.
struct Search {
    wanted: ParamPtr,
    normalized: Option<f32>,
    count: usize,
    found: Option<(usize, f32)>,
}

impl Visitor for Search {
    fn visit<P: Entry>(&mut self, param: &P) {
        if param.as_ptr() == self.wanted {
            let plain = self.normalized.map_or_else(|| param.plain(), |lane| param.plain_at(lane));
            self.found = Some((self.count, plain));
        }
        self.count += 1;
    }
}
