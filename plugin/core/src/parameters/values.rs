//! A value for every parameter: what a set of knobs, a scene or a preset is to everything that computes.

use super::{COUNT, Parameter, TABLE};

/// Where in the table the parameter with this id stands. Works at compile time, where an unknown id is an error.
pub const fn position(id: &str) -> usize {
    let mut n = 0;
    while !same(TABLE[n].id, id) {
        n += 1;
    }
    n
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut n = 0;
    while n < one.len() && n < other.len() && one[n] == other[n] {
        n += 1;
    }
    n == one.len() && n == other.len()
}

/// What a lane of 32 bits may round a value by, of its range: some steps of the last bit.
const LANE_ROUNDING: f32 = 1.0e-6;

/// A value for every parameter, in its own unit and in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Values([f32; COUNT]);

impl Default for Values {
    fn default() -> Self {
        Self(std::array::from_fn(|n| TABLE[n].default))
    }
}

impl Values {
    /// The value of parameter number `position`.
    pub const fn at(&self, position: usize) -> f32 {
        self.0[position]
    }

    /// The value of `parameter`. Looks it up by id: not for the audio thread.
    pub fn of(&self, parameter: &Parameter) -> f32 {
        self.0[position(parameter.id)]
    }

    /// These values, but with another one for `parameter`. Looks it up by id: not for the audio thread.
    pub fn with(mut self, parameter: &Parameter, value: f32) -> Self {
        self.0[position(parameter.id)] = value;
        self
    }

    /// Sets the value of parameter number `position`.
    pub const fn set(&mut self, position: usize, value: f32) {
        self.0[position] = value;
    }

    /// Every parameter with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Parameter, f32)> {
        TABLE.iter().zip(self.0)
    }

    /// These values after `change`, which gets each parameter and its value and returns a new one.
    pub fn map(&self, mut change: impl FnMut(usize, &'static Parameter, f32) -> f32) -> Self {
        Self(std::array::from_fn(|n| change(n, &TABLE[n], self.0[n])))
    }

    /// Every value one its parameter can take.
    pub fn sanitised(&self) -> Self {
        self.map(|_, parameter, value| parameter.sanitised(value))
    }

    /// Whether `other` is these values, but for what hosts' lanes round.
    pub fn is_near(&self, other: &Self) -> bool {
        self.iter().zip(other.0).all(|((parameter, value), other)| {
            let (min, max) = parameter.range();
            (value - other).abs() <= LANE_ROUNDING * (max - min)
        })
    }

    /// These values on their way to `other`: 0 is `self`, 1 is `other`, each by its parameter's law.
    pub fn between(&self, other: &Self, way: f32) -> Self {
        self.map(|n, parameter, value| parameter.between(value, other.0[n], way))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameters::{LOSS, SEED, THRESHOLDS, TRIM};

    #[test]
    fn positions_are_those_of_the_table() {
        const AT: usize = position("loss");
        assert_eq!(TABLE[AT], LOSS);
        for (n, parameter) in TABLE.iter().enumerate() {
            assert_eq!(position(parameter.id), n);
        }
    }

    #[test]
    fn values_begin_at_their_defaults_and_are_made_sound() {
        let values = Values::default().with(&TRIM, f32::NAN).with(&LOSS, 7.0);
        assert_eq!(values.of(&SEED), SEED.default);
        let next = f32::from_bits(0.3f32.to_bits() + 1);
        assert!(Values::default().with(&LOSS, 0.3).is_near(&Values::default().with(&LOSS, next)));
        assert!(!Values::default().is_near(&Values::default().with(&LOSS, 0.001)));
        let sound = values.sanitised();
        assert_eq!((sound.of(&TRIM), sound.of(&LOSS)), (TRIM.default, 1.0));
        assert_eq!(sound.sanitised(), sound);
    }

    #[test]
    fn both_ends_of_a_way_are_what_they_are() {
        let one = Values::default().with(&LOSS, 0.1).with(&THRESHOLDS[0][3], 33.3);
        let other = Values::default().with(&LOSS, 0.7).with(&TRIM, -3.0);
        assert_eq!((one.between(&other, 0.0), one.between(&other, 1.0)), (one, other));
        assert!((one.between(&other, 0.5).of(&LOSS) - 0.4).abs() < 1e-6);
    }
}
