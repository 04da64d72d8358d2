//! One ear on its way from what it was to what it is to become: its edge, and what its bands do above it.

use crate::hearing::bands::section_width;
use crate::hearing::erb;
use crate::hearing::event::Effect;
use crate::hearing::path::{Detail, Hearing};
use crate::hearing::recruitment::{Band, broadening, outer_loss};
use crate::kit::fade::Fade;
use crate::kit::glide::Glide;
use crate::kit::low_pass;

use super::phases::{JITTER_HZ, Unrest, locked_share};
use super::voice::{Part, Voice};

/// Lowest and highest edge of mumble, Hz.
const LOWEST_EDGE_HZ: f32 = 150.0;
const HIGHEST_EDGE_HZ: f32 = 8000.0;
/// Phase noise of mumble: pole frequency, ERB, and standard deviation, radians. Measured on speech with its fine
/// structure gone; wider noise would spread a tone beyond an octave and a half.
const MUMBLE_WIDTH: f32 = 0.3;
const MUMBLE_DEVIATION: f32 = 3.0;
/// Phase noise of smear: pole frequency over sqrt(B^2 - 1) for a filter B times as wide, ERB, and standard deviation
/// (`loss.md` 3.4, whose -3 dB frequency 0.33 is that of these poles at 0.76).
const SMEAR_WIDTH: f32 = 0.76;
const SMEAR_DEVIATION: f32 = 1.5;
/// Filters this much wider than normal are where smear begins, and this much where it has taken hold.
const SMEAR_FROM: f32 = 1.05;
const SMEAR_HOLD: f32 = 1.2;
/// The widest filters, times normal.
const WIDEST: f32 = 4.0;
/// Envelopes follow up to this at the beginning of blur, and this at its end, Hz.
const BLUR_HZ: (f32, f32) = (64.0, 4.0);
/// Amount of blur at which the slowed envelopes have taken over.
const BLUR_HOLD: f32 = 0.1;
/// What follows the scrambling keeps each band this many times its own width: without it, the skirts of the
/// upper bands would spread what little they hear of the bass. Smeared bands are as much wider as the ear's filters, and
/// jittering ones as wide as jitter spreads them.
const KEPT_WIDTHS: f32 = 2.0;
const SMEAR_KEPT_WIDTHS: f32 = 2.5;
const JITTER_KEPT_HZ: f32 = 4.0 * JITTER_HZ;
/// Amount of mumble at which its bands have lost touch with each other.
const MUMBLE_HOLD: f32 = 0.05;
/// Jitter at which it has taken hold, seconds, and shift of pitch, octaves: 5 cents.
const JITTER_HOLD: f32 = 0.02e-3;
const SHIFT_HOLD: f32 = 5.0 / 1200.0;
/// Pitch begins to be off where this much is lost, and is off in full where this much is, dB: a region of loss, not of
/// slightly worse hearing (design).
const SHIFTED_DB: (f32, f32) = (15.0, 40.0);

/// Where the edge lies when nothing is scrambled, octaves re 1 Hz: 20 kHz.
pub const TOP_OCTAVES: f32 = 14.287_712;

/// Most bands that sound.
const BANDS: usize = 48;
/// What glides: mumble, its edge in octaves re 1 Hz, blur, jitter in seconds, and for each band its broadening less 1 and
/// its shift in octaves.
const VALUES: usize = WIDER + 2 * BANDS;
const WIDER: usize = 4;
const SHIFTED: usize = WIDER + BANDS;

/// What an ear is to become.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scrambled {
    /// What it has lost.
    pub hearing: Hearing,
    /// Amounts of the detail that act: 1 is all of it.
    pub amounts: Detail,
    /// Share of the loss that lies before the cochlea, 0..1: it widens no filter.
    pub conductive: f32,
    /// Standard deviation of when nerves fire, seconds.
    pub jitter: f32,
    /// By how much pitch is off where hearing is lost, octaves.
    pub shift: f32,
}

impl Default for Scrambled {
    fn default() -> Self {
        Self {
            hearing: Hearing::RECRUITING,
            amounts: Detail::WHOLE,
            conductive: 0.0,
            jitter: 0.0,
            shift: 0.0,
        }
    }
}

/// One ear's way.
#[derive(Default)]
pub struct ScrambledEar {
    glide: Glide<VALUES>,
    /// The edge, octaves re 1 Hz, smoothed once more: amounts may take hold everywhere at once.
    edge: Glide,
    /// Its bands.
    pub voice: Voice,
    bands: Vec<Band>,
    targets: Option<[f64; VALUES]>,
    /// The edge at the ends of the way, octaves.
    pub edges: [f32; 2],
    /// How far the stage acts on what this ear hears.
    pub wet: Fade,
    /// Where the edge lies when nothing is scrambled, octaves.
    top: f32,
}

/// How far the edge has come down from `top` to `octaves`.
fn down_to(top: f32, octaves: f32, share: f32) -> f32 {
    top + (octaves - top) * share.clamp(0.0, 1.0)
}

/// Edges (octaves re 1 Hz) of mumble and of blur that have been taken so far.
fn edges(top: f32, from: f32, mumble: f32, slowness: f32) -> [f32; 2] {
    [down_to(top, from, mumble), down_to(top, from, slowness)]
}

/// Octaves re 1 Hz above which `detail` leaves nothing of phases.
pub fn lowest_edge(detail: &Detail) -> f32 {
    let from = libm::log2f(detail.mumble_from.clamp(LOWEST_EDGE_HZ, HIGHEST_EDGE_HZ));
    let [mumble, blur] = edges(TOP_OCTAVES, from, detail.mumble, detail.blur / BLUR_HOLD);
    mumble.min(blur)
}

impl ScrambledEar {
    /// Takes the bands that the voice has been prepared with, the top in octaves re 1 Hz, and how many steps a glide and
    /// one of the edge take. Allocates.
    pub fn prepare(&mut self, top: f32, glide: usize, edge_glide: usize) {
        self.top = top;
        self.glide.prepare(glide);
        self.edge.prepare(edge_glide);
        self.bands = self.voice.centres.iter().map(|hz| Band::at(*hz)).collect();
    }

    /// Where it is to go while an event has this effect.
    pub fn aim(&mut self, aim: &Scrambled, effect: &Effect) {
        let Scrambled { hearing, amounts, conductive, jitter, shift } = aim;
        let hearing = effect.on(*hearing).cochlear_part(*conductive);
        let Detail { mumble, mumble_from, blur, smear } = hearing.detail.trimmed(amounts);
        let octaves = libm::log2f(mumble_from.clamp(LOWEST_EDGE_HZ, HIGHEST_EDGE_HZ));
        let mut targets = [0.0; VALUES];
        let whole = [mumble.clamp(0.0, 1.0), octaves, blur.clamp(0.0, 1.0), jitter.max(0.0)];
        targets[..WIDER].copy_from_slice(&whole.map(f64::from));
        for (n, band) in self.bands.iter().enumerate() {
            let lost = hearing.cochlear_db(band.hz).max(0.0);
            let wider = smear * (broadening(outer_loss(band, lost)) - 1.0);
            targets[WIDER + n] = f64::from(wider.clamp(0.0, WIDEST - 1.0));
            let within = (lost - SHIFTED_DB.0) / (SHIFTED_DB.1 - SHIFTED_DB.0);
            targets[SHIFTED + n] = f64::from(shift * within.clamp(0.0, 1.0));
        }
        self.targets = Some(targets);
    }

    /// Takes a step of every glide. Returns whether all of them have come to rest.
    pub fn step(&mut self) -> bool {
        self.glide.step(self.targets.unwrap_or([0.0; VALUES]));
        self.glide.is_settled()
    }

    /// Whether all glides, the edge's too, were at rest after the last step.
    pub fn is_settled(&self) -> bool {
        self.glide.is_settled() && self.edge.is_settled()
    }

    /// Is at once where it is to go.
    pub fn arrive(&mut self) {
        self.glide.jump(self.targets.unwrap_or([0.0; VALUES]));
    }

    /// Sets its bands out, `weight` of the way to where they were going, towards where the glides stand, by `depth`; with
    /// `jump` the edge is there at once.
    pub fn depart(&mut self, weight: f32, depth: f32, jump: bool) {
        let top = self.top;
        let values = self.glide.values();
        let [mumble, from, blur, jitter] = std::array::from_fn(|n| values[n] as f32);
        let (mumble, blur, jitter) = (depth * mumble, depth * blur, depth * jitter);
        let wider = |band: usize| depth * values[WIDER + band] as f32;
        let shift = |band: usize| depth * values[SHIFTED + band] as f32;
        let slowness = (blur / BLUR_HOLD).min(1.0);
        let bands = 0..self.bands.len();
        let most = bands.clone().map(|band| shift(band).abs()).fold(0.0, f32::max);
        let hold = |band: usize| (wider(band) - (SMEAR_FROM - 1.0)).max(0.0) / (SMEAR_HOLD - SMEAR_FROM);
        let lowest = |is_on: &dyn Fn(usize) -> bool| {
            bands.clone().find(|band| is_on(*band)).map_or(top, |band| libm::log2f(self.bands[band].hz))
        };
        let taken = mumble / MUMBLE_HOLD;
        let [mumbled, slowed] = edges(top, from, mumble, slowness);
        // The edge comes down as each amount takes hold, to the lowest band that it concerns: mumble's own, blur's, smear's,
        // jitter's, diplacusis'.
        let wanted = [
            mumbled,
            slowed,
            down_to(top, lowest(&|band| hold(band) > 0.0), bands.clone().map(hold).fold(0.0, f32::max)),
            down_to(top, libm::log2f(LOWEST_EDGE_HZ), jitter / JITTER_HOLD),
            down_to(top, lowest(&|band| shift(band) != 0.0), most / SHIFT_HOLD),
        ];
        let wanted = wanted.into_iter().fold(top, f32::min);
        let edge = if jump {
            self.edge.jump([f64::from(wanted)]);
            wanted
        } else {
            self.edge.step([f64::from(wanted)])[0] as f32
        };
        self.edges = [self.edges[0] + (self.edges[1] - self.edges[0]) * weight, edge];
        let (edge_hz, mumble_hz) = (libm::exp2f(edge), libm::exp2f(mumbled));
        let part = |band: usize| {
            let hz = self.bands[band].hz;
            let above = if edge >= top { 0.0 } else { 1.0 - low_pass::power_gain(hz, edge_hz) };
            let scrambled = if mumbled >= top { 0.0 } else { 1.0 - low_pass::power_gain(hz, mumble_hz) };
            let times = 1.0 + wider(band);
            let smear = SMEAR_WIDTH * libm::sqrtf(times * times - 1.0);
            let smeared = SMEAR_DEVIATION * hold(band).max(taken).min(1.0);
            let widths = KEPT_WIDTHS + (SMEAR_KEPT_WIDTHS * times - KEPT_WIDTHS) * hold(band).min(1.0);
            let jittering = locked_share(hz) * (jitter / JITTER_HOLD).min(1.0);
            let kept = widths * section_width(hz);
            Part {
                amplitude: libm::sqrtf(above),
                kept: kept + (JITTER_KEPT_HZ - kept).max(0.0) * jittering,
                unrest: Unrest {
                    width: erb::bandwidth(hz) * (smear + (MUMBLE_WIDTH.max(smear) - smear) * scrambled),
                    deviation: smeared + (MUMBLE_DEVIATION - smeared) * scrambled,
                    shift: hz * (libm::exp2f(shift(band)) - 1.0),
                },
            }
        };
        self.voice.depart(weight, part, jitter);
        self.voice.slow_down(weight, slowness, BLUR_HZ.0 * libm::powf(BLUR_HZ.1 / BLUR_HZ.0, blur));
    }

    /// Rests where it was going.
    pub fn settle(&mut self) {
        self.edges[0] = self.edges[1];
        self.voice.settle();
    }

    /// Whether its edge is, or is going, below the top.
    fn is_wanted(&self) -> bool {
        self.edges.iter().any(|edge| *edge < self.top)
    }

    /// Begins or ends to act, over `samples`. Returns whether it acts, or is to.
    pub fn engage(&mut self, samples: usize) -> bool {
        let wanted = self.is_wanted();
        if wanted && self.wet.target() == 0.0 {
            if self.wet.rests_at(0.0) {
                self.voice.reset();
            }
            self.wet.head_for(1.0, samples);
        } else if !wanted {
            self.wet.head_for(0.0, samples);
        }
        wanted
    }

    /// Does not act.
    pub fn reset(&mut self) {
        self.voice.reset();
        self.wet = Fade::resting(0.0);
    }
}
