//! What the audio thread lets the editor see: meters as atomics, sound for the picture through a triple buffer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use atomic_float::AtomicF32;
use threshold_core::base::{Ear, Layout, PerEar};
pub use threshold_core::engine::meters::{Electrodes, Meters};
use threshold_core::engine::meters::{TAP_LEN, Tap};
pub use threshold_core::implant::electrodogram::Column;
use triple_buffer::{Input, Output, TripleBuffer};

/// Pictures of the spectrum per second.
const PICTURES_PER_SECOND: f32 = 30.0;

/// Readings of one instance; every access is one relaxed atomic. Peaks gather until the editor takes them, because the
/// host's blocks, split at events, can be far shorter than a picture.
#[derive(Debug)]
pub struct Telemetry {
    input: PerEar<AtomicF32>,
    output: PerEar<AtomicF32>,
    tinnitus: PerEar<AtomicF32>,
    body: PerEar<AtomicF32>,
    ceiling_gain: AtomicF32,
    inside: AtomicF32,
    sample_rate: AtomicF32,
    latency: AtomicU32,
    /// Place of the layout in [`Layout::ALL`], from 1; 0 before anything runs.
    layout: AtomicU32,
    /// Whether the host says which loudspeakers the channels feed.
    named: AtomicBool,
    /// The slot that a note called up, from 1; 0 for none.
    cued: AtomicU32,
}

impl Default for Telemetry {
    fn default() -> Self {
        let silent = || PerEar::from_fn(|_| AtomicF32::new(0.0));
        Self {
            input: silent(),
            output: silent(),
            tinnitus: silent(),
            body: silent(),
            ceiling_gain: AtomicF32::new(1.0),
            inside: AtomicF32::new(0.0),
            sample_rate: AtomicF32::new(0.0),
            latency: AtomicU32::new(0),
            layout: AtomicU32::new(0),
            named: AtomicBool::new(false),
            cued: AtomicU32::new(0),
        }
    }
}

/// The last stretch of sound before and after, and what electrodes were told meanwhile.
#[derive(Debug, Clone)]
pub struct Sound {
    /// What entered on each ear's bus, oldest sample first.
    pub input: PerEar<Vec<f32>>,
    /// What left.
    pub output: PerEar<Vec<f32>>,
    /// What electrodes were told.
    pub electrodes: Electrodes,
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
    let silent = || PerEar::from_fn(|_| vec![0.0; TAP_LEN]);
    let blank = Sound { input: silent(), output: silent(), electrodes: Electrodes::default() };
    let (input, output) = TripleBuffer::new(&blank).split();
    let writer = Writer { shared: Arc::clone(&shared), sound: input, until_picture: 0, picture_period: 0 };
    (writer, Reader { shared, sound: output })
}

impl Writer {
    /// Says what was activated. Main thread.
    pub fn activated(&mut self, sample_rate: f32, latency: usize, layout: Layout) {
        self.picture_period = (sample_rate / PICTURES_PER_SECOND) as usize;
        self.shared.sample_rate.store(sample_rate, Ordering::Relaxed);
        self.shared.latency.store(latency as u32, Ordering::Relaxed);
        self.heard_as(layout);
    }

    /// Says what the channels mean. Any thread.
    fn heard_as(&self, layout: Layout) {
        let place = Layout::ALL.iter().position(|known| *known == layout).map_or(0, |idx| idx + 1);
        self.shared.layout.store(place as u32, Ordering::Relaxed);
    }

    /// Says whether the host says which loudspeakers the channels feed. Audio thread.
    pub fn named(&self, is_named: bool) {
        self.shared.named.store(is_named, Ordering::Relaxed);
    }

    /// Says which slot a note has called up. Audio thread.
    pub fn cued(&self, slot: Option<usize>) {
        self.shared.cued.store(slot.map_or(0, |slot| slot as u32 + 1), Ordering::Relaxed);
    }

    /// Passes on readings after a block of `samples`. Audio thread; call only while the editor is open.
    pub fn write(&mut self, meters: &Meters, layout: Layout, tap: &Tap, samples: usize) {
        self.heard_as(layout);
        let shared = &self.shared;
        for (gathered, peaks) in [
            (&shared.input, &meters.input),
            (&shared.output, &meters.output),
            (&shared.tinnitus, &meters.tinnitus),
            (&shared.body, &meters.body),
        ] {
            for (gathered, peak) in gathered.iter().zip(peaks.iter()) {
                gathered.fetch_max(*peak, Ordering::Relaxed);
            }
        }
        shared.ceiling_gain.fetch_min(meters.ceiling_gain, Ordering::Relaxed);
        shared.inside.store(meters.inside, Ordering::Relaxed);
        self.until_picture = self.until_picture.saturating_sub(samples);
        if self.until_picture == 0 {
            self.until_picture = self.picture_period;
            let [input, output] = tap.newest();
            let sound = self.sound.input_buffer_mut();
            for ear in Ear::BOTH {
                sound.input[ear].copy_from_slice(input[ear]);
                sound.output[ear].copy_from_slice(output[ear]);
            }
            tap.copy_electrodes(&mut sound.electrodes);
            self.sound.publish();
        }
    }
}

impl Reader {
    /// Peaks since the last call, and where the gains stand. Editor thread.
    pub fn take_meters(&self) -> Meters {
        let take = |value: &AtomicF32, rest: f32| value.swap(rest, Ordering::Relaxed);
        let ears = |values: &PerEar<AtomicF32>| PerEar::from_fn(|ear| take(&values[ear], 0.0));
        Meters {
            input: ears(&self.shared.input),
            output: ears(&self.shared.output),
            tinnitus: ears(&self.shared.tinnitus),
            body: ears(&self.shared.body),
            ceiling_gain: take(&self.shared.ceiling_gain, 1.0),
            inside: self.shared.inside.load(Ordering::Relaxed),
        }
    }

    /// The slot that a note has called up, as long as it plays.
    pub fn cued(&self) -> Option<usize> {
        (self.shared.cued.load(Ordering::Relaxed) as usize).checked_sub(1)
    }

    /// Sample rate in Hz, latency in samples and layout of the running instance. `None` before it runs.
    pub fn running(&self) -> Option<(f32, u32, Layout)> {
        let place = self.shared.layout.load(Ordering::Relaxed) as usize;
        let layout = *Layout::ALL.get(place.checked_sub(1)?)?;
        let rate = self.shared.sample_rate.load(Ordering::Relaxed);
        Some((rate, self.shared.latency.load(Ordering::Relaxed), layout))
    }

    /// Whether the host says which loudspeakers the channels feed.
    pub fn is_named(&self) -> bool {
        self.shared.named.load(Ordering::Relaxed)
    }

    /// The stretch of sound that came since the last call. `None` if none did. Editor thread.
    pub fn take_sound(&mut self) -> Option<&Sound> {
        self.sound.update().then(|| self.sound.output_buffer())
    }

    /// Samples in a stretch.
    pub fn stretch(&self) -> usize {
        self.sound.output_buffer().input[Ear::Left].len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::base::Spec;
    use threshold_core::engine::meters::COLUMNS;
    use threshold_core::engine::settings::Venue;
    use threshold_core::engine::{Engine, Live};
    use threshold_core::parameters::{IMPLANT, Values};

    #[test]
    fn peaks_of_many_short_blocks_wait_for_the_editor_and_are_taken_once() {
        let (mut writer, mut reader) = channel();
        assert_eq!(reader.running(), None);
        writer.activated(48_000.0, 2000, Layout::STEREO);
        let mut tap = Tap::default();
        tap.prepare(&Spec::default());
        for peak in [0.1, 0.9, 0.2] {
            let meters = Meters { input: PerEar::same(peak), ceiling_gain: 1.0 - peak, ..Meters::default() };
            writer.write(&meters, Layout::LCRS, &tap, 1);
        }
        let meters = reader.take_meters();
        assert_eq!((meters.input[Ear::Left], meters.ceiling_gain), (0.9, 1.0 - 0.9));
        assert_eq!(reader.take_meters(), Meters::default());
        assert_eq!(reader.running(), Some((48_000.0, 2000, Layout::LCRS)));
        assert!(!reader.is_named());
        writer.named(true);
        assert!(reader.is_named());
        writer.cued(Some(0));
        assert_eq!(reader.cued(), Some(0));
        writer.cued(None);
        assert_eq!(reader.cued(), None);
        assert!(reader.take_sound().is_some());
        assert!(reader.take_sound().is_none());
    }

    #[test]
    fn the_sound_of_each_ear_and_every_new_column_arrive() {
        let spec = Spec { sample_rate: 48_000.0, layout: Layout::STEREO };
        let mut engine = Engine::<Live>::default();
        engine.prepare(&spec);
        engine.play(&Values::default().with(&IMPLANT, 1.0), Venue::default());
        engine.tap().on = true;
        let (mut writer, mut reader) = channel();
        writer.activated(spec.sample_rate, 0, spec.layout);
        let mut count = 0;
        for _ in 0..10 {
            let tone = |n: u32| 0.1 * (n as f32 / 16.0 * std::f32::consts::TAU).sin();
            let mut left: Vec<f32> = (0..1600).map(tone).collect();
            let mut right = vec![0.25; 1600];
            engine.process(&mut [&mut left, &mut right], &[], &[]);
            let meters = engine.take_meters();
            writer.write(&meters, spec.layout, engine.tap(), 1600);
            let sound = reader.take_sound().expect("a picture");
            assert_eq!(sound.input[Ear::Right][TAP_LEN - 1600..], [0.25; 1600]);
            assert_ne!(sound.input[Ear::Left], sound.input[Ear::Right]);
            let Electrodes { columns, count: now, column_seconds } = &sound.electrodes;
            assert_eq!((columns.len(), *column_seconds), (COLUMNS, 0.004));
            assert!((8..=9).contains(&(now - count)) || count == 0);
            count = *now;
        }
        let lit = |ear: Ear| reader.sound.output_buffer().electrodes.columns[COLUMNS - 1][ear].fired != 0;
        assert!(lit(Ear::Left) && !lit(Ear::Right), "a tone lights electrodes, 0 Hz none");
    }

    #[test]
    fn pictures_arrive_whole_between_two_threads() {
        const TIMES: u32 = 60;
        let (mut writer, mut reader) = channel();
        let wish = crate::audition::Wish::default();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let spec = Spec { sample_rate: 48_000.0, layout: Layout::STEREO };
                let mut engine = Engine::<Live>::default();
                engine.prepare(&spec);
                engine.tap().on = true;
                writer.activated(spec.sample_rate, 0, spec.layout);
                for n in 1..=TIMES {
                    let mut left = vec![n as f32 / TIMES as f32; TAP_LEN];
                    let mut right = left.clone();
                    engine.process(&mut [&mut left, &mut right], &[], &[]);
                    let meters = engine.take_meters();
                    writer.write(&meters, spec.layout, engine.tap(), TAP_LEN);
                    assert_eq!(wish.get(), threshold_core::engine::Audition::Result);
                }
            });
            let mut last = 0.0;
            while last < 1.0 {
                wish.set(threshold_core::engine::Audition::Result);
                assert!(reader.take_meters().input[Ear::Left] <= 1.0);
                let Some(sound) = reader.take_sound() else { continue };
                let level = sound.input[Ear::Left][0];
                assert!(level > last, "{level} after {last}");
                assert_eq!(sound.input[Ear::Left], vec![level; TAP_LEN]);
                last = level;
            }
        });
    }
}
