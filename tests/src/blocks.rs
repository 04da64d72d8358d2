//! The implant's coder and singer with nothing around them.

use threshold_core::base::clock::CONTROL_FRAME;
use threshold_core::base::{Clock, Layout, Spec};
use threshold_core::hearing::channels::Channels;
use threshold_core::implant::carriers::Carrier;
use threshold_core::implant::coder::{Coder, CoderSettings};
use threshold_core::implant::singer::{Singer, SingerSettings};
use threshold_core::implant::stimuli::{Stimuli, Stimulus};

/// No current spreads, dB per mm.
pub const NO_SPREAD: f32 = 20.0;

/// One ear without microphone and gain control, at 48 kHz, and a window so wide that nothing falls out of it.
#[derive(Default)]
pub struct Implant {
    coder: Coder,
    singer: Singer,
}

/// A coder that leaves levels as they are, and chooses nothing.
pub fn transparent(channels: &Channels, spread: f32) -> CoderSettings {
    const WINDOW_DB: f32 = 80.0;
    /// Levels whose currents lie as far apart: 40 dB over 255 levels, 4.46 dB of sound per dB of current.
    const LEVELS: (f32, f32) = (0.0, WINDOW_DB / 4.46 / 40.0 * 255.0);
    CoderSettings {
        channels: *channels,
        maxima: channels.count,
        input_range_db: WINDOW_DB,
        loudest_spl: 85.0,
        full_scale_spl: 95.0,
        t_level: LEVELS.0,
        c_level: LEVELS.1,
        spread,
        selection_emphasis: false,
        ..CoderSettings::default()
    }
}

impl Implant {
    /// Ready to be heard. Its loops are built once for all that is heard through it.
    pub fn new() -> Self {
        let spec = Spec { sample_rate: 48_000.0, layout: Layout::STEREO };
        let mut new = Self::default();
        new.coder.prepare(&spec);
        new.singer.prepare(&spec);
        new
    }

    /// What becomes of `sound`.
    pub fn heard(&mut self, sound: &[f32], coder: &CoderSettings, carrier: Carrier) -> Vec<f32> {
        self.heard_and_told(sound, coder, carrier, &mut |_, _| {})
    }

    /// The same; `told` gets each stimulation frame and the sample at which it begins.
    pub fn heard_and_told(
        &mut self,
        sound: &[f32],
        coder: &CoderSettings,
        carrier: Carrier,
        told: &mut dyn FnMut(usize, &Stimulus),
    ) -> Vec<f32> {
        let channels = coder.channels;
        self.coder.set(coder);
        self.singer.set(&SingerSettings { channels, carrier, ..SingerSettings::default() });
        self.coder.reset();
        self.singer.reset();
        let mut clock = Clock::at(0);
        let mut stimuli = Stimuli::default();
        let mut heard = vec![0.0; sound.len()];
        for (sound, heard) in sound.chunks(CONTROL_FRAME).zip(heard.chunks_mut(CONTROL_FRAME)) {
            self.coder.process(sound, clock, &mut stimuli);
            let now = clock.now() as usize;
            stimuli.list().iter().for_each(|stimulus| told(now + stimulus.at, stimulus));
            self.singer.sing(&stimuli, clock, sound.len(), heard);
            clock.advance(sound.len());
        }
        heard
    }
}
