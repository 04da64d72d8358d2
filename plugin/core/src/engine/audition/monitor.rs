//! What is put out instead of the result: what is lost, or reference noise.

use crate::base::layout::MAX_CHANNELS;
use crate::base::{Change, Chunk, Clock, SEGMENT, Spec, Stage};
use crate::engine::ceiling::Ceiling;
use crate::engine::entry::Purpose;
use crate::engine::settings::Settings;
use crate::kit::blend::mix;
use crate::kit::fade::Fade;

use super::pink::Pink;
use super::{Audition, FADE_SECONDS};

/// How long reference noise takes to come and to go, seconds.
const NOISE_FADE_SECONDS: f64 = 0.050;

/// The last in the path. At rest nothing is touched, bit for bit, and nothing is worked out. Latency 0: the ceiling over
/// what is lost sees nothing ahead, like the one of the live entry.
pub struct Monitor {
    /// Share of what is lost in the output, 0..1.
    lost: Fade,
    ceiling: Ceiling,
    difference: Vec<Chunk>,
    /// How much of everything else gives way to noise, and how much of the noise each channel gets, 0..1.
    calibration: Fade,
    channels: [Fade; MAX_CHANNELS],
    noise: Pink,
    seed: u32,
    fade: usize,
    noise_fade: usize,
}

impl Default for Monitor {
    fn default() -> Self {
        Self {
            lost: Fade::resting(0.0),
            ceiling: Ceiling::new(Purpose::Performing),
            difference: Vec::new(),
            calibration: Fade::resting(0.0),
            channels: [Fade::resting(0.0); MAX_CHANNELS],
            noise: Pink::default(),
            seed: 0,
            fade: 0,
            noise_fade: 0,
        }
    }
}

impl Monitor {
    /// Makes room. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        self.fade = spec.samples(f64::from(FADE_SECONDS));
        self.noise_fade = spec.samples(NOISE_FADE_SECONDS);
        self.ceiling.prepare(spec);
        self.difference = vec![[0.0; SEGMENT]; spec.layout.channels()];
        self.noise = Pink::new(spec.sample_rate);
        self.reset();
    }

    /// Puts out the result. Audio thread.
    pub fn reset(&mut self) {
        self.lost = Fade::resting(0.0);
        self.calibration = Fade::resting(0.0);
        self.channels.fill(Fade::resting(0.0));
    }

    /// Whether it puts out the result.
    pub fn rests(&self) -> bool {
        self.lost.rests_at(0.0) && !self.sounds()
    }

    /// Whether it makes sound by itself.
    pub fn sounds(&self) -> bool {
        !self.calibration.rests_at(0.0)
    }

    /// Puts out what `settings` say from the next sample on: at once if nothing has been heard. Audio thread.
    pub fn set(&mut self, settings: &Settings, change: Change) {
        let fade = if change == Change::Jump { 0 } else { self.fade };
        self.seed = settings.seed;
        let limited = !self.lost.rests_at(0.0);
        self.ceiling.set(&settings.ceiling(), if limited { Change::Glide } else { Change::Jump });
        let chosen = match settings.audition {
            Audition::Result => {
                self.lost.head_for(0.0, fade);
                None
            }
            Audition::Lost(_) => {
                if !limited {
                    self.ceiling.reset();
                }
                self.lost.head_for(1.0, fade);
                None
            }
            // What was put out goes on beneath the noise.
            Audition::Calibration { channel } => Some(channel),
        };
        if chosen.is_some() && !self.sounds() {
            self.noise.reset();
        }
        let share = |on: bool| f64::from(u8::from(on));
        self.calibration.head_for(share(chosen.is_some()), self.noise_fade);
        for (idx, channel) in self.channels.iter_mut().enumerate() {
            channel.head_for(share(chosen == Some(idx)), self.noise_fade);
        }
    }

    /// Takes the place of `len` samples of every channel of `heard`; `outside` is what entered, as late as they are.
    pub fn process<'a>(
        &mut self,
        outside: impl Iterator<Item = &'a [f32]>,
        heard: &mut [Chunk],
        clock: Clock,
        len: usize,
    ) {
        if !self.lost.rests_at(0.0) {
            self.subtract(outside, heard, len);
        }
        if self.sounds() {
            self.calibrate(heard, clock, len);
        }
    }

    fn subtract<'a>(&mut self, outside: impl Iterator<Item = &'a [f32]>, heard: &mut [Chunk], len: usize) {
        for ((lost, entered), left) in self.difference.iter_mut().zip(outside).zip(heard.iter()) {
            for ((lost, entered), left) in lost.iter_mut().zip(entered).zip(&left[..len]) {
                *lost = entered - left;
            }
        }
        self.ceiling.hold(&mut self.difference, len);
        let mut shares = [0.0f32; SEGMENT];
        self.lost.fill(&mut shares[..len]);
        for (x, lost) in heard.iter_mut().zip(&self.difference) {
            for ((x, lost), share) in x[..len].iter_mut().zip(lost).zip(&shares) {
                *x = mix(*x, *lost, *share);
            }
        }
    }

    fn calibrate(&mut self, heard: &mut [Chunk], clock: Clock, len: usize) {
        let mut noise = [[0.0; 1]; SEGMENT];
        self.noise.fill(self.seed, clock, &mut noise[..len]);
        let mut gone = [0.0f32; SEGMENT];
        self.calibration.fill(&mut gone[..len]);
        for (chunk, share) in heard.iter_mut().zip(&mut self.channels) {
            let resting = share.rests_at(0.0);
            for ((x, gone), [noise]) in chunk[..len].iter_mut().zip(&gone).zip(&noise) {
                *x = mix(*x, 0.0, *gone);
                if !resting {
                    *x += share.next_weight() as f32 * noise;
                }
            }
        }
    }
}
