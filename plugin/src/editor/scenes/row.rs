//! One frame of the line of scenes: what it is about, and what a hand does to the instance by it.

use crate::editor::setter::ParamSetter;
use crate::editor::sounding::Sounding;
use crate::params::ThresholdParams;

/// What the line is about.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The instance's parameters.
    pub params: &'a ThresholdParams,
    /// The way to move them.
    pub setter: &'a ParamSetter<'a>,
    /// What sounds.
    pub sounding: &'a Sounding,
}

impl Row<'_> {
    /// Sets who rules, as a gesture the host can record.
    pub fn choose(&self, choice: f32) {
        let param = &self.params.scene;
        self.setter.begin_set_parameter(param);
        self.setter.set_parameter(param, choice as i32);
        self.setter.end_set_parameter(param);
    }

    /// Sets where the journey is, as a gesture the host can record.
    pub fn travel(&self, at: f32) {
        let param = &self.params.journey;
        self.setter.begin_set_parameter(param);
        self.setter.set_parameter(param, at);
        self.setter.end_set_parameter(param);
    }
}
