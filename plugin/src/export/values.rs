//! Parameters moved by the plugin itself, where no editor is open to do it by gestures: a host that loads a preset from
//! its own browser has none.

use nice_plug::prelude::Param;

/// Moves a parameter to a place on its lane, 0..=1; what is no number moves nothing. The host does not learn of it:
/// [`Link::moved`](crate::link::Link::moved) tells it, once all have moved. Main or editor thread.
pub fn set(param: &impl Param, normalized: f32) {
    if normalized.is_finite() {
        // SAFETY: the pointer is the parameter's own, alive during the call. Its setter stores atomics, as when the
        // framework loads a state beside a running audio thread; parameters here have no callbacks and no smoothers.
        unsafe { param.as_ptr()._internal_set_normalized_value(normalized.clamp(0.0, 1.0)) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::ThresholdParams;

    #[test]
    fn parameters_of_every_kind_move_within_their_lanes() {
        let params = ThresholdParams::default();
        for (to, loss, bypass) in
            [(0.75, 0.75, true), (7.0, 1.0, true), (-7.0, 0.0, false), (f32::NAN, 0.0, false)]
        {
            set(&params.loss, to);
            set(&params.bypass, to);
            set(&params.lfe, to);
            assert_eq!((params.loss.value(), params.bypass.value()), (loss, bypass), "to {to}");
        }
        assert_eq!(params.lfe.unmodulated_normalized_value(), 0.0);
    }
}
