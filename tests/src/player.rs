//! Something that plays sound through Threshold Shift: the bare engine here, the real bundle through a host elsewhere.

use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Entry, Settings};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::path::{CUSTOM, PATHS};
use threshold_core::parameters::{self, Values};
use threshold_core::story::Bank;

/// A parameter's id and its value in the parameter's own unit.
pub type Value = (&'static str, f32);
/// No microphone hears what is put out: soft sound may gain whatever is asked for.
pub const IN_EAR: Value = ("open_microphone", 0.0);
/// A value, and the input sample at which it takes over.
pub type Point = (usize, &'static str, f32);

/// Plays sound at 48 kHz with automation.
pub trait Player {
    /// Name in messages and tables.
    fn name(&self) -> String;
    /// The output for `input`, aligned with it (reported latency taken off), and just as long. `start` holds from the
    /// beginning; `points` are ascending in time.
    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>>;
    /// The same, and `inside` (two channels, as long as `input`) comes in by the auxiliary input of that name.
    fn play_with_inside(
        &mut self,
        input: &[Vec<f32>],
        inside: &[Vec<f32>],
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>>;
    /// The same without automation, the level detectors listening to `key`, as wide and long as `input`.
    fn play_keyed(&mut self, input: &[Vec<f32>], key: &[Vec<f32>], start: &[Value]) -> Vec<Vec<f32>>;
}

/// Samples between the points of a drawn line, as hosts send them.
const LINE_STEP: usize = 32;

/// A straight line in `id` from `from` to `to`, `samples` long.
pub fn line(at: usize, samples: usize, id: &'static str, from: f32, to: f32) -> Vec<Point> {
    let along = |n: usize| from + (to - from) * n as f32 / samples as f32;
    (0..samples).step_by(LINE_STEP).chain([samples]).map(|n| (at + n, id, along(n))).collect()
}

/// The engine without plugin or host around it: where its parameters stand before anything moves them, and its scenes.
pub struct Bare<E: Entry> {
    engine: Engine<E>,
    values: Values,
    bank: Bank,
}

impl<E: Entry> Default for Bare<E> {
    fn default() -> Self {
        Self::with(Bank::default())
    }
}

/// The defaults with these values moved.
pub fn values(moved: &[Value]) -> Values {
    moved.iter().fold(Values::default(), |values, (id, value)| put(&values, id, *value))
}

/// The engine's settings with these values moved from the defaults.
pub fn settings(moved: &[Value]) -> Settings {
    Settings::of(&values(moved), &Venue::default())
}

fn put(values: &Values, id: &str, value: f32) -> Values {
    let parameter = parameters::find(id).unwrap_or_else(|| panic!("{id} is no parameter"));
    values.with(parameter, value)
}

/// The custom audiograms of both ears (dB HL, left first), as values.
pub fn audiograms(ears: [Audiogram; 2]) -> Vec<Value> {
    let points = parameters::THRESHOLDS.iter().flatten().zip(ears.into_iter().flat_map(|ear| ear.points()));
    let path = PATHS.iter().position(|path| *path == CUSTOM).expect("a path");
    let custom = [("loss_path", path as f32), ("loss", 1.0)];
    custom.into_iter().chain(points.map(|(entry, threshold)| (entry.id, threshold))).collect()
}

/// A player that always starts with some values besides those it is asked for.
pub struct With<'a> {
    /// Who plays.
    pub player: &'a mut dyn Player,
    /// The values; those asked for come after them.
    pub values: &'a [Value],
}

impl Player for With<'_> {
    fn name(&self) -> String {
        format!("{}, {:?}", self.player.name(), self.values)
    }

    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
        self.player.play(input, &[self.values, start].concat(), points)
    }

    fn play_with_inside(
        &mut self,
        input: &[Vec<f32>],
        inside: &[Vec<f32>],
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        self.player.play_with_inside(input, inside, &[self.values, start].concat(), points)
    }

    fn play_keyed(&mut self, input: &[Vec<f32>], key: &[Vec<f32>], start: &[Value]) -> Vec<Vec<f32>> {
        self.player.play_keyed(input, key, &[self.values, start].concat())
    }
}

impl<E: Entry> Player for Bare<E> {
    fn name(&self) -> String {
        format!("bare engine, {} samples of latency at 48 kHz", E::latency(48_000.0))
    }

    fn play(&mut self, input: &[Vec<f32>], start: &[Value], points: &[Point]) -> Vec<Vec<f32>> {
        self.run(input, None, None, start, points)
    }

    fn play_with_inside(
        &mut self,
        input: &[Vec<f32>],
        inside: &[Vec<f32>],
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        self.run(input, None, Some(inside), start, points)
    }

    fn play_keyed(&mut self, input: &[Vec<f32>], key: &[Vec<f32>], start: &[Value]) -> Vec<Vec<f32>> {
        self.run(input, Some(key), None, start, &[])
    }
}

impl<E: Entry> Bare<E> {
    /// With these scenes.
    pub fn with(bank: Bank) -> Self {
        Self::standing(Values::default(), bank)
    }

    /// With parameters that stand at `values`, and these scenes.
    pub fn standing(values: Values, bank: Bank) -> Self {
        Self { engine: Engine::default(), values, bank }
    }

    fn run(
        &mut self,
        input: &[Vec<f32>],
        key: Option<&[Vec<f32>]>,
        inside: Option<&[Vec<f32>]>,
        start: &[Value],
        points: &[Point],
    ) -> Vec<Vec<f32>> {
        let layout = Layout::from_count(input.len()).expect("a supported width");
        self.engine.prepare(&Spec { sample_rate: 48_000.0, layout });
        let late = self.engine.latency();
        let total = input[0].len() + late;
        let padded = |channels: &[Vec<f32>]| -> Vec<Vec<f32>> {
            channels.iter().map(|x| [x.as_slice(), &vec![0.0; late]].concat()).collect()
        };
        let mut audio = padded(input);
        let mut key = padded(key.unwrap_or_default());
        let mut inside = padded(inside.unwrap_or_default());
        let venue = Venue { key_connected: !key.is_empty(), ..Venue::default() };
        let keyed = put(&self.values, "key", f32::from(u8::from(venue.key_connected)));
        let mut lanes = start.iter().fold(keyed, |lanes, (id, value)| put(&lanes, id, *value));
        self.engine.tell(&self.bank);
        let mut points = points.iter().peekable();
        let mut done = 0;
        while done < total {
            while let Some((_, id, value)) = points.next_if(|(at, ..)| *at <= done) {
                lanes = put(&lanes, id, *value);
            }
            // The transport rolls, as it does when a host plays.
            self.engine.follow(done as i64);
            self.engine.play(&lanes, venue);
            let len = points.peek().map_or(512, |(at, ..)| at - done).min(512).min(total - done);
            let mut block: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[done..done + len]).collect();
            let key: Vec<&mut [f32]> = key.iter_mut().map(|x| &mut x[done..done + len]).collect();
            let inside: Vec<&mut [f32]> = inside.iter_mut().map(|x| &mut x[done..done + len]).collect();
            self.engine.process(&mut block, &key, &inside);
            done += len;
        }
        audio.into_iter().map(|mut x| x.split_off(late)).collect()
    }
}
