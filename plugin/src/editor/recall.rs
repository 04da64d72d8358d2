//! Many parameters at once: the sound gets them whole, then each follows by a gesture that the host may record.

use nice_plug::prelude::ParamSetter;
use threshold_core::parameters::Values;

use crate::params::{Entry, ThresholdParams, Visitor};
use crate::story::Document;

/// Recalls `wanted`, and `document` with it if there is one. Editor thread.
pub fn recall(params: &ThresholdParams, setter: &ParamSetter, wanted: &Values, document: Option<Document>) {
    let before = params.values();
    let after = params.settled(wanted);
    params.story.recall(&before, &after, document);
    params.each(&mut Following { setter, after: &after, count: 0 });
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
