//! What a page has at hand while it is shown.

use super::electrodes::Electrodogram;
use super::hand::Hand;
use super::preferences::Preferences;
use super::setter::ParamSetter;
use super::sounding::Sounding;
use super::spectra::Spectra;
use super::view::View;
use crate::params::ThresholdParams;

/// One frame of a page.
pub struct Tools<'a> {
    /// The instance's parameters.
    pub params: &'a ThresholdParams,
    /// The way to move them.
    pub setter: &'a ParamSetter<'a>,
    /// What sounds: the parameters, or what a scene makes of them.
    pub sounding: &'a Sounding,
    /// Where the listener's hearing stands as it sounds.
    pub view: &'a View,
    /// The same as the controls say.
    pub asked: &'a View,
    /// What comes in and what goes out.
    pub spectra: &'a Spectra,
    /// What electrodes were told.
    pub electrodes: &'a Electrodogram,
    /// What was chosen about the editor itself.
    pub preferences: &'a Preferences,
}

impl<'a> Tools<'a> {
    /// The way from a control to the host, and back from the sound.
    pub fn hand(&self) -> Hand<'a> {
        Hand::new(self.setter, self.sounding)
    }
}
