//! Many parameters at once: the sound gets them whole, then each follows by a gesture that the host may record.

use threshold_core::parameters::Values;

use super::setter::ParamSetter;
use crate::params::{Entry, Hand, ThresholdParams};
use crate::story::Document;

/// Recalls `wanted`, and `document` with it if there is one. Editor thread.
pub fn recall(params: &ThresholdParams, setter: &ParamSetter, wanted: &Values, document: Option<Document>) {
    let before = params.values();
    let wanted = wanted.sanitised();
    let is_more = document.is_some();
    params.story.recall(&before, &params.settled(&wanted), document);
    params.follow(&wanted, &mut Gestures(setter));
    if is_more {
        story_changed(params, setter);
    }
}

/// Tells the host that something besides parameters has changed. Where that is not possible a parameter that nobody
/// automates is set to what it is: hosts notice parameters. Editor thread.
pub fn story_changed(params: &ThresholdParams, setter: &ParamSetter) {
    if !params.link.changed() {
        let touched = &params.listening_level;
        Gestures(setter).move_to(touched, touched.normalized(touched.plain()));
    }
}

/// Moves each parameter by a gesture of its own.
struct Gestures<'a>(&'a ParamSetter<'a>);

impl Hand for Gestures<'_> {
    fn move_to<P: Entry>(&mut self, param: &P, lane: f32) {
        self.0.begin_set_parameter(param);
        self.0.set_parameter_normalized(param, lane);
        self.0.end_set_parameter(param);
    }
}
