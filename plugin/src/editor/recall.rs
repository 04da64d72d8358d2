//! Many parameters at once: the sound gets them whole, then each follows by a gesture that the host may record.

use threshold_core::parameters::Values;

use super::setter::ParamSetter;
use crate::params::{Entry, ThresholdParams, Visitor};
use crate::story::Document;

/// Recalls `wanted`, and `document` with it if there is one. Editor thread.
pub fn recall(params: &ThresholdParams, setter: &ParamSetter, wanted: &Values, document: Option<Document>) {
    let before = params.values();
    let after = params.settled(wanted);
    let is_more = document.is_some();
    params.story.recall(&before, &after, document);
    params.each(&mut Following { setter, after: &after, count: 0 });
    if is_more {
        story_changed(params, setter);
    }
}

/// Tells the host that something besides parameters has changed: hosts only notice parameters, so one that is not automated
/// is set to what it is. Editor thread.
pub fn story_changed(params: &ThresholdParams, setter: &ParamSetter) {
    let param = &params.listening_level;
    setter.begin_set_parameter(param);
    setter.set_parameter_normalized(param, param.normalized(param.plain()));
    setter.end_set_parameter(param);
}

/// Moves what differs.
struct Following<'a> {
    setter: &'a ParamSetter<'a>,
    after: &'a Values,
    count: usize,
}

impl Visitor for Following<'_> {
    fn visit<P: Entry>(&mut self, param: &P) {
        let after = self.after.at(self.count);
        self.count += 1;
        if param.plain() != after {
            self.setter.begin_set_parameter(param);
            self.setter.set_parameter_normalized(param, param.normalized(after));
            self.setter.end_set_parameter(param);
        }
    }
}
