//! What the audio thread lets the editor see: meters as atomics, sound for the picture through a triple buffer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use atomic_float::AtomicF32;
use threshold_core::base::PerEar;
use threshold_core::engine::meters::{Meters, TAP_LEN, Tap};
use triple_buffer::{Input, Output, TripleBuffer};

/// Pictures of the spectrum per second.
const PICTURES_PER_SECOND: f32 = 30.0;

/// Readings of one instance. The audio thread writes, the editor reads; every access is one relaxed atomic.
#[derive(Debug, Default)]
pub struct Telemetry {
    input: PerEar<AtomicF32>,
    output: PerEar<AtomicF32>,
    ceiling_gain: AtomicF32,
    inside: AtomicF32,
    sample_rate: AtomicF32,
    latency: AtomicU32,
    channels: AtomicU32,
}

/// The last stretch of sound before and after, both ears together.
#[derive(Debug, Clone)]
pub struct Sound {
    /// What entered, oldest sample first.
    pub input: Vec<f32>,
    /// What left.
    pub output: Vec<f32>,
}

/// The audio thread's end.
pub struct Writer {
    shared: Arc<Telemetry>,
    sound: Input<Sound>,
    until_picture: usize,
    picture_period: usize,
}

/// The editor's end.
pub struct Reader {
    shared: Arc<Telemetry>,
    sound: Output<Sound>,
}

/// Both ends.
pub fn channel() -> (Writer, Reader) {
    let shared = Arc::new(Telemetry::default());
    let blank = Sound { input: vec![0.0; TAP_LEN], output: vec![0.0; TAP_LEN] };
    let (input, output) = TripleBuffer::new(&blank).split();
    let writer = Writer { shared: Arc::clone(&shared), sound: input, until_picture: 0, picture_period: 0 };
    (writer, Reader { shared, sound: output })
}

impl Writer {
    /// Says what was activated. Main thread.
    pub fn activated(&mut self, sample_rate: f32, latency: usize, channels: usize) {
        self.picture_period = (sample_rate / PICTURES_PER_SECOND) as usize;
        self.shared.sample_rate.store(sample_rate, Ordering::Relaxed);
        self.shared.latency.store(latency as u32, Ordering::Relaxed);
        self.shared.channels.store(channels as u32, Ordering::Relaxed);
    }

    /// Passes on readings after a block of `samples`. Audio thread; call only while the editor is open.
    pub fn write(&mut self, meters: &Meters, tap: &Tap, samples: usize) {
        let shared = &self.shared;
        for (to, from) in shared.input.iter().zip(meters.input.iter()) {
            to.store(*from, Ordering::Relaxed);
        }
        for (to, from) in shared.output.iter().zip(meters.output.iter()) {
            to.store(*from, Ordering::Relaxed);
        }
        shared.ceiling_gain.store(meters.ceiling_gain, Ordering::Relaxed);
        shared.inside.store(meters.inside, Ordering::Relaxed);
        self.until_picture = self.until_picture.saturating_sub(samples);
        if self.until_picture == 0 {
            self.until_picture = self.picture_period;
            let (input, output) = tap.newest();
            let sound = self.sound.input_buffer_mut();
            sound.input.copy_from_slice(input);
            sound.output.copy_from_slice(output);
            self.sound.publish();
        }
    }
}

impl Reader {
    /// The latest meters. Editor thread.
    pub fn meters(&self) -> Meters {
        let load = |value: &AtomicF32| value.load(Ordering::Relaxed);
        let ears = |values: &PerEar<AtomicF32>| PerEar::from_fn(|ear| load(&values[ear]));
        Meters {
            input: ears(&self.shared.input),
            output: ears(&self.shared.output),
            ceiling_gain: load(&self.shared.ceiling_gain),
            inside: load(&self.shared.inside),
        }
    }

    /// Sample rate in Hz, latency in samples and channel count of the running instance; zeros before it runs.
    pub fn running(&self) -> (f32, u32, u32) {
        (
            self.shared.sample_rate.load(Ordering::Relaxed),
            self.shared.latency.load(Ordering::Relaxed),
            self.shared.channels.load(Ordering::Relaxed),
        )
    }

    /// The latest stretch of sound. Editor thread.
    pub fn sound(&mut self) -> &Sound {
        self.sound.read()
    }
}
