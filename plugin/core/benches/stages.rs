//! Time per second of sound: both engines over widths and rates, and their costliest parts. Compare ratios within one
//! run; absolute times belong to the machine.

mod everything;

use divan::{Bencher, black_box};
use everything::everything;
use threshold_core::base::clock::CONTROL_FRAME;
use threshold_core::base::{Chunk, Clock, Ear, Frame, Layout, PerEar, SEGMENT, Spec, Stage};
use threshold_core::engine::buses::Buses;
use threshold_core::engine::ceiling::{Ceiling, CeilingSettings};
use threshold_core::engine::settings::{ImplantSet, Laboratory};
use threshold_core::engine::silence::SilenceKind;
use threshold_core::engine::space::{Space, SpaceSettings};
use threshold_core::engine::{Engine, Entry, Film, Live, Purpose, Settings};
use threshold_core::hearing::path::PATHS;
use threshold_core::implant::stage::Implant;
use threshold_core::inner::blocker::{Blocker, BlockerSettings};
use threshold_core::inner::body::{Body, BodySettings};
use threshold_core::inner::contact::{Contact, ContactSettings};
use threshold_core::inner::memory::{Memory, MemorySettings};
use threshold_core::inner::tinnitus::{Character, Ring, TinnitusSettings, TinnitusStage};
use threshold_core::kit::minimum_phase::MinimumPhase;
use threshold_core::kit::random::Random;
use threshold_core::loss::filter::{LossFilter, LossSettings};
use threshold_core::loss::scramble::Scramble;
use threshold_core::sense::analysis::Analysis;

const WIDTHS: [usize; 3] = [2, 6, 12];
const BLOCK: usize = 512;

fn main() {
    divan::main();
}

fn noises(channels: usize, len: usize) -> Vec<Vec<f32>> {
    let noise = |channel: usize| {
        let random = Random::new(1, channel as u32);
        (0..len).map(|n| 0.25 * random.bipolar(n as i64)).collect()
    };
    (0..channels).map(noise).collect()
}

/// One second of noise through an engine whose Loss stands still or moves with every block.
fn second<E: Entry>(
    bencher: Bencher<'_, '_>,
    channels: usize,
    sample_rate: f32,
    block: usize,
    settings: &Settings,
    moving: bool,
) {
    let Some(layout) = Layout::from_count(channels) else { return };
    let mut engine = Engine::<E>::default();
    engine.prepare(&Spec { sample_rate, layout });
    let len = sample_rate as usize / block * block;
    let noise = noises(channels, len);
    let mut audio = noise.clone();
    bencher.bench_local(|| {
        // Noise every time: what has been played again and again is silence in the end.
        audio.clone_from(&noise);
        for start in (0..len).step_by(block) {
            let loss = if moving { (start as f32 / len as f32).max(0.01) } else { settings.loss };
            engine.set(&Settings { loss, ..*settings });
            let mut parts: Vec<&mut [f32]> = audio.iter_mut().map(|x| &mut x[start..start + block]).collect();
            engine.process(black_box(&mut parts), &[], &[]);
        }
    });
}

fn mumble() -> Settings {
    Settings { loss: 0.65, ..Settings::default() }
}

#[divan::bench(args = WIDTHS)]
fn film_at_48k(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Film>(bencher, channels, 48_000.0, BLOCK, &mumble(), false);
}

#[divan::bench(args = WIDTHS)]
fn film_at_96k(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Film>(bencher, channels, 96_000.0, BLOCK, &mumble(), false);
}

#[divan::bench(args = WIDTHS)]
fn live_at_48k(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Live>(bencher, channels, 48_000.0, BLOCK, &mumble(), false);
}

#[divan::bench(args = [32, 64, 512])]
fn film_stereo_in_blocks_of(bencher: Bencher<'_, '_>, block: usize) {
    second::<Film>(bencher, 2, 48_000.0, block, &mumble(), false);
}

#[divan::bench]
fn film_stereo_with_loss_moving(bencher: Bencher<'_, '_>) {
    second::<Film>(bencher, 2, 48_000.0, BLOCK, &mumble(), true);
}

#[divan::bench]
fn film_stereo_at_perspective_0(bencher: Bencher<'_, '_>) {
    let world = Settings { perspective: 0.0, ..mumble() };
    second::<Film>(bencher, 2, 48_000.0, BLOCK, &world, false);
}

#[divan::bench]
fn film_stereo_bypassed(bencher: Bencher<'_, '_>) {
    second::<Film>(bencher, 2, 48_000.0, BLOCK, &Settings { bypass: true, ..mumble() }, false);
}

/// What a host waits for when it activates an instance.
#[divan::bench(args = WIDTHS)]
fn film_prepared(bencher: Bencher<'_, '_>, channels: usize) {
    let Some(layout) = Layout::from_count(channels) else { return };
    bencher.bench_local(|| {
        let mut engine = Engine::<Film>::default();
        engine.prepare(&Spec { sample_rate: 48_000.0, layout });
        engine
    });
}

/// All of the loss; what else it brings along is its path's.
#[divan::bench(args = WIDTHS)]
fn film_at_loss_100(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Film>(bencher, channels, 48_000.0, BLOCK, &Settings { loss: 1.0, ..Settings::default() }, false);
}

/// The same in stereo, by sample rate.
#[divan::bench(args = [48_000.0, 96_000.0, 192_000.0])]
fn film_stereo_at_loss_100(bencher: Bencher<'_, '_>, sample_rate: f32) {
    second::<Film>(bencher, 2, sample_rate, BLOCK, &Settings { loss: 1.0, ..Settings::default() }, false);
}

fn smear() -> Settings {
    let n3 = PATHS.iter().position(|path| path.name == "N3 moderate").unwrap_or_default();
    Settings { loss: 1.0, loss_path: n3, ..Settings::default() }
}

#[divan::bench(args = WIDTHS)]
fn film_with_everything_at_48k(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Film>(bencher, channels, 48_000.0, BLOCK, &everything(0.7), false);
}

#[divan::bench(args = WIDTHS)]
fn film_with_smear_at_48k(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Film>(bencher, channels, 48_000.0, BLOCK, &smear(), false);
}

/// One second of noise through one stage, in whole frames, with the levels noise has.
fn stage<S: Stage + Default>(bencher: Bencher<'_, '_>, settings: S::Settings) {
    alone(bencher, S::default(), settings);
}

fn alone<S: Stage>(bencher: Bencher<'_, '_>, mut stage: S, settings: S::Settings) {
    let spec = Spec { sample_rate: 48_000.0, layout: Layout::STEREO };
    let mut analysis = Analysis::default();
    stage.prepare(&spec);
    analysis.prepare(&spec);
    stage.set(&settings, threshold_core::base::Change::Jump);
    let mut channels: Vec<Chunk> = noises(2, SEGMENT).iter().map(|x| std::array::from_fn(|n| x[n])).collect();
    let mut buses = Buses { ears: PerEar::from_fn(|ear| channels[ear as usize]), ..Buses::default() };
    let outside = channels.clone();
    let noise = channels.clone();
    // Half of the treble is lost.
    let gains: Vec<f32> = (0..analysis.levels()[Ear::Left].len()).map(|n| -(n as f32)).collect();
    for n in 0..100 {
        analysis.process(&buses.ears, None, Clock::at(n * CONTROL_FRAME as i64), CONTROL_FRAME);
    }
    let mut clock = Clock::default();
    bencher.bench_local(|| {
        for _ in 0..48_000 / CONTROL_FRAME {
            channels.clone_from(&noise);
            let mut frame = Frame {
                channels: &mut channels,
                outside: &outside,
                generated: &mut buses.generated,
                declared: &mut buses.declared,
                felt: &mut buses.felt,
                low: &mut buses.low,
                ears: &buses.ears,
                early: &buses.ears,
                inside: &buses.inside,
                bands: analysis.bands(),
                sensed: analysis.sensed(),
                carriers: analysis.carriers(),
                levels: analysis.levels(),
                gains: PerEar::same(&gains),
                clock,
                len: CONTROL_FRAME,
            };
            stage.process(black_box(&mut frame));
            clock.advance(CONTROL_FRAME);
        }
    });
}

/// One second of noise on both ears through the shared bands and their detectors.
#[divan::bench]
fn analysis_stereo(bencher: Bencher<'_, '_>) {
    let mut analysis = Analysis::default();
    analysis.prepare(&Spec { sample_rate: 48_000.0, layout: Layout::STEREO });
    let noise = noises(1, SEGMENT);
    let ears = PerEar::same(std::array::from_fn(|n| noise[0][n]));
    let mut clock = Clock::default();
    bencher.bench_local(|| {
        for _ in 0..48_000 / CONTROL_FRAME {
            analysis.process(black_box(&ears), None, clock, CONTROL_FRAME);
            clock.advance(CONTROL_FRAME);
        }
    });
}

#[divan::bench]
fn loss_filter_stereo(bencher: Bencher<'_, '_>) {
    stage::<LossFilter>(bencher, LossSettings { loss: 0.65, ..LossSettings::default() });
}

#[divan::bench]
fn scramble_mumble_stereo(bencher: Bencher<'_, '_>) {
    stage::<Scramble>(bencher, mumble().scramble());
}

#[divan::bench]
fn scramble_smear_stereo(bencher: Bencher<'_, '_>) {
    stage::<Scramble>(bencher, smear().scramble());
}

/// Seconds with a moment of memory in them, and without.
#[divan::bench]
fn memory_stereo(bencher: Bencher<'_, '_>) {
    let lost = MemorySettings { memory: 1.0, outer_db: PerEar::same(60.0), ..MemorySettings::default() };
    stage::<Memory>(bencher, lost);
}

#[divan::bench]
fn space_stereo(bencher: Bencher<'_, '_>) {
    stage::<Space>(bencher, SpaceSettings { space: 0.4, ..SpaceSettings::default() });
}

/// What the shaped floor adds is the difference to `film_stereo_off_at_48k`.
#[divan::bench]
fn film_stereo_floor_at_48k(bencher: Bencher<'_, '_>) {
    let off = Settings { processor_off: true, silence: SilenceKind::Floor, ..Settings::default() };
    second::<Film>(bencher, 2, 48_000.0, BLOCK, &off, false);
}

#[divan::bench]
fn film_stereo_off_at_48k(bencher: Bencher<'_, '_>) {
    let off = Settings { processor_off: true, ..Settings::default() };
    second::<Film>(bencher, 2, 48_000.0, BLOCK, &off, false);
}

#[divan::bench]
fn touch_stereo(bencher: Bencher<'_, '_>) {
    stage::<Contact>(bencher, ContactSettings { touch: 1.0, ..ContactSettings::default() });
}

/// Tinnitus in one character, 0 to 4, half of it handed over.
#[divan::bench(args = [0, 1, 2, 3, 4])]
fn tinnitus_stereo(bencher: Bencher<'_, '_>, character: usize) {
    let ring = Ring { hz: 6000.0, dbfs: -38.0, amount: 1.0 };
    let character = Character::numbered(character);
    let settings =
        TinnitusSettings { ears: PerEar::same(ring), character, handover: 0.5, ..Default::default() };
    stage::<TinnitusStage>(bencher, settings);
}

#[divan::bench]
fn film_ceiling_stereo(bencher: Bencher<'_, '_>) {
    alone(bencher, Ceiling::new(Purpose::Mixing), CeilingSettings::default());
}

#[divan::bench(args = [0.0, 0.4, 1.0])]
fn body_stereo(bencher: Bencher<'_, '_>, body: f32) {
    stage::<Body>(bencher, BodySettings { body, ..BodySettings::default() });
}

#[divan::bench(args = [false, true])]
fn blocker_stereo(bencher: Bencher<'_, '_>, on: bool) {
    stage::<Blocker>(bencher, BlockerSettings { on, ..BlockerSettings::default() });
}

fn implanted(carrier: usize) -> Settings {
    let laboratory = Laboratory { carrier, ..Laboratory::default() };
    Settings {
        implant: ImplantSet { amount: 1.0, laboratory, ..Settings::default().implant },
        ..Settings::default()
    }
}

/// The implant with one of its carriers, 0 to 6.
#[divan::bench(args = [0, 1, 2, 4, 5, 6])]
fn implant_stereo(bencher: Bencher<'_, '_>, carrier: usize) {
    stage::<Implant>(bencher, implanted(carrier).implant());
}

#[divan::bench(args = WIDTHS)]
fn film_with_implant_at_48k(bencher: Bencher<'_, '_>, channels: usize) {
    second::<Film>(bencher, channels, 48_000.0, BLOCK, &implanted(0), false);
}

/// One filter design: what a moving curve costs per 128 samples at 48 kHz.
#[divan::bench]
fn one_filter_design(bencher: Bencher<'_, '_>) {
    let mut designer = MinimumPhase::new(1024);
    let gains: Vec<f32> = (0..designer.bins()).map(|bin| -(bin as f32) * 0.1).collect();
    let mut taps = vec![0.0; designer.taps()];
    bencher.bench_local(|| designer.design(black_box(&gains), &mut taps));
}
