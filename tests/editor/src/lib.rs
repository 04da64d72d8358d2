//! The editor as a person has it before them, without a host's window: drawn by software, worked by hand or by key.
//!
//! Sound plays through a real engine, so that meters and spectra show what they would.

use std::sync::Arc;

use egui::{CentralPanel, Vec2};
use egui_kittest::{Harness, SnapshotOptions};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Film};
use threshold_core::parameters::Values;
use threshold_shift::editor::preferences::{Kept, Preferences};
use threshold_shift::editor::window::Window;
use threshold_shift::export::stand_in::StandIn;
use threshold_shift::export::values;
use threshold_shift::params::{Entry, Hand, ThresholdParams};
use threshold_shift::telemetry::{self, Writer};

/// Sample rate of the sound that plays, Hz.
const RATE: f32 = 48_000.0;
/// Samples in a block of it.
const BLOCK: usize = 512;
/// Blocks that play before every frame: a thirtieth of a second.
const BLOCKS: usize = 3;
/// What the editor is called.
const TITLE: &str = "Threshold Shift";

/// Largest distance of a pixel's colour from the picture that is kept (as the picture library weighs it), and how many
/// pixels may be further off: the drivers of two machines round the edges of letters differently.
const TOLERANCE: f32 = 0.8;
/// How many pixels may differ, for each pixel of a point: fewer than a figure that changes has.
const TOLERATED_PIXELS: f32 = 40.0;

/// An instance with its editor open, and what is needed to play through it.
pub struct Instance {
    /// Its parameters.
    pub params: Arc<ThresholdParams>,
    /// Its host.
    pub host: Arc<StandIn>,
    window: Window,
    engine: Box<Engine<Film>>,
    writer: Writer,
    played: usize,
    is_open: bool,
}

/// Moves parameters without anybody's hand.
struct Mover;

impl Hand for Mover {
    fn move_to<P: Entry>(&mut self, param: &P, lane: f32) {
        values::set(param, lane);
    }
}

impl Instance {
    /// An instance whose parameters stand at `values`, for somebody with these `preferences`.
    pub fn new(values: &Values, preferences: Kept) -> Self {
        let params = Arc::new(ThresholdParams::default());
        params.follow(values, &mut Mover);
        let (mut writer, reader) = telemetry::channel();
        let mut engine = Box::new(Engine::<Film>::default());
        engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
        writer.activated(RATE, engine.latency(), Layout::STEREO);
        let host = StandIn::new(Arc::clone(&params));
        let window = Window::new(Arc::clone(&params), reader, TITLE, preferences);
        Self { params, host, window, engine, writer, played: 0, is_open: false }
    }

    /// Plays a thirtieth of a second of noise with a beat: always the same one.
    fn play(&mut self) {
        let lanes = self.params.lanes();
        for _ in 0..BLOCKS {
            self.engine.tell(&self.params.story.bank());
            let (audition, unlocked) = (self.params.audition.get(), self.params.story.unlock.get());
            self.engine.play(&lanes, Venue { audition, unlocked, ..Venue::default() });
            self.engine.tap().on = true;
            let mut channels: [Vec<f32>; 2] = std::array::from_fn(|channel| sound(self.played, channel));
            let [one, other] = &mut channels;
            self.engine.process(&mut [one, other], &[], &[]);
            self.played += BLOCK;
            let (meters, layout) = (self.engine.take_meters(), self.engine.layout());
            self.writer.write(&meters, layout, self.engine.tap(), BLOCK);
        }
    }
}

/// A block of pink-like noise and a 440 Hz tone, swelling twice a second; a little quieter in the second channel.
fn sound(start: usize, channel: usize) -> Vec<f32> {
    let sample = |n: usize| {
        let seconds = n as f32 / RATE;
        let hash = (n as u32 ^ (channel as u32) << 30).wrapping_mul(0x9E37_79B1);
        let white = ((hash ^ (hash >> 15)).wrapping_mul(0x85EB_CA6B) >> 8) as f32 / 8_388_608.0 - 1.0;
        let swell = 0.6 + 0.4 * (std::f32::consts::TAU * 2.0 * seconds).cos();
        let tone = (std::f32::consts::TAU * 440.0 * seconds).sin();
        (0.06 * white + 0.1 * tone) * swell * if channel == 0 { 1.0 } else { 0.7 }
    };
    (start..start + BLOCK).map(sample).collect()
}

/// The editor in a window of `size` points, `zoom` pixels to the point, with parameters at `values`.
pub fn editor(values: &Values, size: Vec2, zoom: f32) -> Harness<'static, Instance> {
    editor_for(Kept::unkept(Preferences::default()), values, size, zoom)
}

/// The same for somebody with these `preferences`.
pub fn editor_for(preferences: Kept, values: &Values, size: Vec2, zoom: f32) -> Harness<'static, Instance> {
    let show = |ui: &mut egui::Ui, instance: &mut Instance| {
        if !instance.is_open {
            instance.window.open(ui.ctx(), instance.host.context());
            instance.is_open = true;
            // What is installed now is there from the next frame on.
            return;
        }
        instance.play();
        CentralPanel::default().frame(egui::Frame::NONE).show(ui, |ui| instance.window.show(ui));
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(zoom)
        .with_step_dt(1.0 / 30.0)
        .build_ui_state(show, Instance::new(values, preferences));
    harness.run_steps(SETTLED_FRAMES);
    harness
}

/// Frames after which spectra and needles stand where they stay.
const SETTLED_FRAMES: usize = 20;

/// How pictures are compared that are drawn with `zoom` pixels to the point.
pub fn tolerance(zoom: f32) -> SnapshotOptions {
    SnapshotOptions::new().threshold(TOLERANCE).max_failed_pixels((TOLERATED_PIXELS * zoom * zoom) as usize)
}
