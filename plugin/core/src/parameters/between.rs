//! How values get from one to another: evenly in the unit in which their effect is heard as even.

use super::{Kind, Parameter, Print};

impl Parameter {
    /// The value on the way from `from` (`way` 0) to `to` (`way` 1): frequencies, times and rates by ratios, choices,
    /// switches and sets of electrodes at the midpoint, whole numbers in whole steps, everything else (decibels,
    /// shares, millimetres) evenly. Audio thread.
    pub fn between(&self, from: f32, to: f32, way: f32) -> f32 {
        if way <= 0.0 || from == to {
            return from;
        }
        if way >= 1.0 {
            return to;
        }
        let evenly = from + (to - from) * way;
        match (self.kind, self.print) {
            (Kind::Choice(_) | Kind::Switch, _) | (_, Print::Electrodes) => {
                if way < 0.5 {
                    from
                } else {
                    to
                }
            }
            (Kind::Whole { .. }, _) => libm::roundf(evenly),
            (_, Print::Frequency | Print::Time | Print::PulseRate) if from > 0.0 && to > 0.0 => {
                from * libm::powf(to / from, way)
            }
            _ => evenly,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::parameters::{
        IMPLANT_CHANNELS, IMPLANT_OFF, LOSS_PATH, TABLE, TINNITUS_LEVEL, TINNITUS_PITCH,
    };

    #[test]
    fn halfway_is_where_it_sounds_like_halfway() {
        assert!((TINNITUS_PITCH.between(1000.0, 4000.0, 0.5) - 2000.0).abs() < 0.01);
        assert_eq!(TINNITUS_LEVEL.between(-60.0, -40.0, 0.5), -50.0);
        assert_eq!(IMPLANT_CHANNELS.between(12.0, 8.0, 0.3), 11.0);
        assert_eq!((LOSS_PATH.between(0.0, 4.0, 0.49), LOSS_PATH.between(0.0, 4.0, 0.5)), (0.0, 4.0));
        assert_eq!(IMPLANT_OFF[0].between(5.0, 258.0, 0.4), 5.0);
    }

    #[test]
    fn no_way_leaves_a_parameters_range_or_turns_back() {
        for parameter in TABLE {
            let (min, max) = parameter.range();
            let mut last = min;
            for step in 0..=20 {
                let value = parameter.between(min, max, step as f32 / 20.0);
                assert!(value >= last && value <= max, "{}: {last} then {value}", parameter.id);
                last = value;
            }
            assert_eq!(last, max);
        }
    }
}
