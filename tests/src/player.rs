//! Something that plays sound through Threshold Shift: the bare engine here, the real bundle through a host elsewhere.

use threshold_core::base::{Ear, Layout, PerEar, Spec};
use threshold_core::engine::settings::ImplantSet;
use threshold_core::engine::silence::SilenceKind;
use threshold_core::engine::{Engine, Entry, Settings};
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::event::Event;
use threshold_core::hearing::path::{CUSTOM, PATHS};
use threshold_core::hearing::tinnitus::{LevelRe, PitchFrom};
use threshold_core::inner::contact::Material;
use threshold_core::inner::tinnitus::Character;
use threshold_core::parameters;

/// A parameter's id and its value in the parameter's own unit.
pub type Value = (&'static str, f32);
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

/// The engine without plugin or host around it.
pub struct Bare<E: Entry> {
    engine: Engine<E>,
}

impl<E: Entry> Default for Bare<E> {
    fn default() -> Self {
        Self { engine: Engine::default() }
    }
}

/// The engine's settings with these values moved from the defaults.
pub fn settings(values: &[Value]) -> Settings {
    let mut settings = Settings::default();
    values.iter().for_each(|(id, value)| apply(&mut settings, id, *value));
    settings
}

fn apply(settings: &mut Settings, id: &str, value: f32) {
    assert!(parameters::find(id).is_some(), "{id} is no parameter");
    match id {
        "perspective" => settings.perspective = value,
        "loss" => settings.loss = value,
        "cut_time" => settings.cut_seconds = value,
        "loss_path" => settings.loss_path = value as usize,
        "better_ear" => settings.better_ear = value,
        "recruitment" => settings.recruitment = value,
        "conductive" => settings.conductive = value,
        "mumble" => settings.mumble = value,
        "mumble_from" => settings.mumble_from = value,
        "blur" => settings.blur = value,
        "smear" => settings.smear = value,
        "seed" => settings.seed = value as u32,
        "jitter" => settings.jitter = value,
        "diplacusis" => settings.diplacusis = value,
        "event" => settings.event = Event::numbered(value as usize),
        "event_fire" => settings.event_fire = value > 0.5,
        "event_depth" => settings.event_depth = value,
        "event_recovery" => settings.event_recovery_seconds = value,
        "listening_level" => settings.listening_level = value,
        "trim" => settings.trim_db = value,
        "tinnitus" => settings.tinnitus = value,
        "touch" => settings.touch = value,
        "body" => settings.body = value,
        "memory" => settings.memory = value,
        "processor_off" => settings.processor_off = value > 0.5,
        "tinnitus_pitch" => settings.ring.hz = value,
        "tinnitus_pitch_from" => settings.ring.pitch_from = PitchFrom::numbered(value as usize),
        "tinnitus_level_re" => settings.ring.level_re = LevelRe::numbered(value as usize),
        "tinnitus_level" => settings.ring.dbfs = value,
        "tinnitus_sensation" => settings.ring.sensation_db = value,
        "tinnitus_character" => settings.character = Character::numbered(value as usize),
        "tinnitus_handover" => settings.handover = value,
        "tinnitus_balance" => settings.tinnitus_balance = value,
        "touch_material" => settings.material = Material::numbered(value as usize),
        "body_lfe" => settings.body_lfe = value > 0.5,
        "space" => settings.space = value,
        "generators" => settings.generators = value > 0.5,
        "silence" => settings.silence = SilenceKind::numbered(value as usize),
        "floor_level" => settings.floor_dbfs = value,
        "floor_edge" => settings.floor_hz = value,
        "blocker" => settings.blocker = value > 0.5,
        "blocker_level" => settings.blocker_spl = value,
        "bypass" => settings.bypass = value > 0.5,
        other if other.starts_with("implant") || other.starts_with("percept") => {
            implant(&mut settings.implant, other, value);
        }
        other => {
            let point = Ear::BOTH
                .iter()
                .zip(&parameters::THRESHOLDS)
                .find_map(|(ear, points)| Some((*ear, points.iter().position(|entry| entry.id == other)?)));
            let (ear, point) =
                point.unwrap_or_else(|| panic!("the bare engine's player can't set {other} yet"));
            let mut points = settings.thresholds[ear].points();
            points[point] = value;
            settings.thresholds[ear] = Audiogram::clinical(points);
        }
    }
}

fn implant(settings: &mut ImplantSet, id: &str, value: f32) {
    let whole = value as usize;
    let lab = &mut settings.laboratory;
    match id {
        "implant" => settings.amount = value,
        "implant_channels" => settings.channels = whole,
        "implant_metal" => settings.metal = value,
        "implant_clarity" => settings.clarity = value,
        "implant_settled" => settings.settled = value,
        "implant_spread" => settings.spread = value,
        "implant_shift" => settings.shift_mm = value,
        "implant_ears" => lab.ears = whole,
        "implant_map" => lab.maps = PerEar::same(whole),
        // After "implant_map": 0 is the same map.
        "implant_other_map" => lab.maps[Ear::Right] = whole.checked_sub(1).unwrap_or(lab.maps[Ear::Left]),
        "implant_array" => lab.arrays = PerEar::same(whole),
        "implant_depth" => lab.depth_mm = value,
        "implant_mismatch" => lab.mismatch_mm = value,
        "implant_maxima" => lab.maxima = whole,
        "implant_rate" => lab.rate = value,
        "implant_envelope" => lab.envelope_hz = value,
        "implant_steps" => lab.steps = whole,
        "implant_carrier" => lab.carrier = whole,
        "implant_agc" => lab.agc = whole,
        "implant_agc_link" => lab.linked = value > 0.5,
        "implant_microphone" => lab.microphone = whole,
        "implant_emphasis" => lab.emphasis = whole,
        "implant_range" => lab.input_range_db = value,
        "implant_growth" => lab.growth = value,
        "implant_t" => lab.t_level = value,
        "implant_c" => lab.c_level = value,
        "implant_off_left" => lab.off[Ear::Left] = whole as u32,
        "implant_off_right" => lab.off[Ear::Right] = whole as u32,
        "implant_dead_left" => lab.dead[Ear::Left] = whole as u32,
        "implant_dead_right" => lab.dead[Ear::Right] = whole as u32,
        "implant_acoustic" => lab.acoustic = value > 0.5,
        "implant_acoustic_edge" => lab.acoustic_hz = value,
        "implant_percept" => lab.percept = value,
        "implant_fracture" => lab.fracture = value,
        "implant_tangle" => lab.tangle = value,
        "implant_flicker" => lab.flicker = value,
        "percept_smear" => lab.percept_smear_mm = value,
        "percept_flatten" => lab.percept_flatten = value,
        "percept_pitch" => lab.percept_pitch = value,
        "percept_shift" => lab.percept_shift = value,
        "percept_ring" => lab.percept_ring = value,
        other => panic!("the bare engine's player can't set {other} yet"),
    }
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
        let mut settings = Settings { key: !key.is_empty(), ..Settings::default() };
        start.iter().for_each(|(id, value)| apply(&mut settings, id, *value));
        let mut points = points.iter().peekable();
        let mut done = 0;
        while done < total {
            while let Some((_, id, value)) = points.next_if(|(at, ..)| *at <= done) {
                apply(&mut settings, id, *value);
            }
            // The transport rolls, as it does when a host plays.
            self.engine.follow(done as i64);
            self.engine.set(&settings);
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
