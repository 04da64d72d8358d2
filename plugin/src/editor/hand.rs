//! What a control gets to be changed with: the host, and what sounds besides where the control stands.

use std::ops::Deref;

use nice_plug::prelude::Param;

use super::ghost::Ghost;
use super::setter::ParamSetter;
use super::sounding::Sounding;

/// The way from a control to the host, and back from the sound.
#[derive(Clone, Copy)]
pub struct Hand<'a> {
    setter: &'a ParamSetter<'a>,
    sounding: Option<&'a Sounding>,
}

impl<'a> Hand<'a> {
    /// Changes by way of `setter` while this is `sounding`.
    pub fn new(setter: &'a ParamSetter<'a>, sounding: &'a Sounding) -> Self {
        Self { setter, sounding: Some(sounding) }
    }

    /// The ghost of `param`, if a scene makes it sound otherwise than its control says.
    pub fn ghost<P: Param>(&self, param: &P) -> Option<Ghost> {
        Ghost::of(self.sounding?, param.name())
    }
}

impl<'a> Deref for Hand<'a> {
    type Target = ParamSetter<'a>;

    fn deref(&self) -> &ParamSetter<'a> {
        self.setter
    }
}

/// For controls that no scene ever touches.
impl<'a> From<&'a ParamSetter<'a>> for Hand<'a> {
    fn from(setter: &'a ParamSetter<'a>) -> Self {
        Self { setter, sounding: None }
    }
}

impl<'a> From<&Hand<'a>> for Hand<'a> {
    fn from(hand: &Hand<'a>) -> Self {
        *hand
    }
}
