//! What is felt of a blow: the blow itself and what it makes ring, and nothing beyond touch.

use crate::base::{Ear, Frame, SEGMENT, Spec};
use crate::hearing::material::Material;
use crate::kit::blend::mix;
use crate::kit::fade::Fade;
use crate::kit::section::{BUTTERWORTH, Memory, Section};

use super::resonators::Resonators;
use super::{Group, LANES};

/// Where what strikes begins, Hz: under the lowest mode, so that nothing slower is lifted.
const LOWEST_HZ: f32 = 30.0;
/// Gain of the blow itself: 14 dB. It is there at once, when modes have yet to swing in, and they bring it to 18
/// dB (`story.md`, S7: up to +18 dB; check 8: at least 12 dB within 10 ms).
const DIRECT: f32 = 5.011_872;
/// What passes of touch, as frequency (Hz), damping and zero (Hz) of each section: an inverse Chebyshev low-pass
/// of sixth order, flat up to 250 Hz and 50 dB down from 500 Hz on (`story.md`, S7: nothing above 500 Hz),
/// without its highest zero, so that it goes on to fall. It is 1.8 ms late; an eighth-order Butterworth filter
/// with its edge at 300 Hz is 2.7 ms late and 36 dB down. The first section comes before the follower's weight:
/// it draws a click out until the follower has noticed. The others come last.
const EDGE: [[f32; 3]; 3] =
    [[345.531, 1.900_7, f32::INFINITY], [314.537, 1.266_597, 707.107], [290.621, 0.428_356, 517.638]];
/// Most that an LFE channel gets, Hz, and the dampings of a Butterworth low-pass of fourth order.
const LOW_HZ: f32 = 120.0;
const LOW_DAMPINGS: [f32; 2] = [1.847_759, 0.765_367];
/// How long another material takes to take over, seconds.
const MATERIAL_SECONDS: f64 = 0.060;

/// What is touched, at both ears.
#[derive(Debug, Default)]
pub struct Felt {
    begin: Section,
    begins: Memory<LANES>,
    edge: [Section; EDGE.len()],
    edges: [Memory<LANES>; EDGE.len()],
    low: [Section; LOW_DAMPINGS.len()],
    lows: [Memory<LANES>; LOW_DAMPINGS.len()],
    material: Material,
    rings: Resonators,
    /// What was touched before, and how far it has given way.
    rang: Resonators,
    fade: Fade,
    fade_samples: usize,
    rate: f32,
}

impl Felt {
    /// Gets ready; [`reset`](Self::reset) comes next.
    pub fn prepare(&mut self, spec: &Spec) {
        self.rate = spec.sample_rate;
        self.fade_samples = spec.samples(MATERIAL_SECONDS);
        self.begin = Section::high_pass(LOWEST_HZ, BUTTERWORTH, self.rate);
        self.edge = EDGE.map(|[hz, damping, zero]| Section::notched(hz, damping, zero, self.rate));
        self.low = LOW_DAMPINGS.map(|damping| Section::low_pass(LOW_HZ, damping, self.rate));
        self.rings = Resonators::new(self.material, self.rate);
    }

    /// Forgets everything that rings.
    pub fn reset(&mut self) {
        self.memories(|memory| *memory = Memory::default());
        self.rings.reset();
        self.fade = Fade::resting(1.0);
    }

    /// Is of `material` at once; what rings of it goes on.
    pub fn jump(&mut self, material: Material) {
        if material != self.material {
            self.material = material;
            self.rings = Resonators::new(material, self.rate);
        }
        self.fade = Fade::resting(1.0);
    }

    /// On the control grid: drops what is silence, and begins to be of `material` once the last change is over.
    pub fn step(&mut self, material: Material) {
        self.memories(Memory::hush);
        self.rings.hush();
        self.rang.hush();
        if self.fade.is_settled() && material != self.material {
            self.material = material;
            self.rang = std::mem::replace(&mut self.rings, Resonators::new(material, self.rate));
            self.fade = Fade::resting(0.0);
            self.fade.head_for(1.0, self.fade_samples);
        }
    }

    /// On the coarse grid: drops what two pasts could differ in for ever.
    pub fn forget(&mut self) {
        self.memories(Memory::forget);
        self.rings.forget();
        self.rang.forget();
    }

    fn memories(&mut self, change: impl FnMut(&mut Memory<LANES>)) {
        let edges = self.edges.iter_mut().chain(&mut self.lows);
        edges.chain([&mut self.begins]).for_each(change);
    }

    /// What comes from outside and from `Inside`, without what is slower than touch: a group per sample, first
    /// what reaches the ears, then what `Inside` brings to each.
    pub fn hear(&mut self, frame: &Frame<'_>) -> [Group; SEGMENT] {
        let [a, b] = Ear::BOTH;
        let mut heard = [Group::default(); SEGMENT];
        for (n, x) in heard[..frame.len].iter_mut().enumerate() {
            *x = [frame.ears[a][n], frame.ears[b][n], frame.inside[a][n], frame.inside[b][n]];
        }
        self.begin.run(&mut self.begins, &mut heard[..frame.len]);
        heard
    }

    /// Draws clicks out: after the follower, and before its weight.
    pub fn soften(&mut self, heard: &mut [Group]) {
        self.edge[0].run(&mut self.edges[0], heard);
    }

    /// What strikes each ear becomes what is felt: the ears' lanes come first in each group.
    pub fn ring(&mut self, blows: &mut [Group]) {
        let mut sums = [Group::default(); SEGMENT];
        let sums = &mut sums[..blows.len()];
        let strike = |sums: &mut [Group]| {
            sums.iter_mut().zip(blows.iter()).for_each(|(sum, blow)| *sum = blow.map(|x| DIRECT * x));
        };
        strike(sums);
        self.rings.run(blows, sums);
        if !self.fade.is_settled() {
            let mut olds = [Group::default(); SEGMENT];
            let olds = &mut olds[..blows.len()];
            strike(olds);
            self.rang.run(blows, olds);
            for (new, old) in sums.iter_mut().zip(olds) {
                let weight = self.fade.next_weight() as f32;
                *new = std::array::from_fn(|lane| mix(old[lane], new[lane], weight));
            }
        }
        for (section, memory) in self.edge.iter().zip(&mut self.edges).skip(1) {
            section.run(memory, sums);
        }
        blows.copy_from_slice(sums);
    }

    /// What an LFE channel may have of `felt`, in the first lane.
    pub fn deepest(&mut self, felt: &mut [Group]) {
        for (section, memory) in self.low.iter().zip(&mut self.lows) {
            section.run(memory, felt);
        }
    }

    /// Nobody asks for the deepest part at the moment.
    pub fn forget_deepest(&mut self) {
        self.lows = Default::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f32 = 48_000.0;

    fn felt(material: Material) -> Felt {
        let mut felt = Felt::default();
        felt.prepare(&Spec { sample_rate: RATE, ..Spec::default() });
        felt.reset();
        felt.jump(material);
        felt
    }

    /// What is felt of a tone of `hz` at that frequency, dB.
    fn gain_db(felt: &mut Felt, hz: f32) -> f64 {
        let len = RATE as usize;
        let mut blows: Vec<Group> =
            (0..len).map(|n| [(std::f32::consts::TAU * ((hz * n as f32 / RATE) % 1.0)).sin(); 4]).collect();
        for part in blows.chunks_mut(SEGMENT) {
            felt.soften(part);
            felt.ring(part);
        }
        let (mut re, mut im) = (0.0, 0.0);
        for (n, x) in blows.iter().enumerate().skip(len / 2) {
            let turn = std::f64::consts::TAU * ((f64::from(hz) * n as f64 / f64::from(RATE)) % 1.0);
            re += f64::from(x[0]) * turn.cos();
            im += f64::from(x[0]) * turn.sin();
        }
        20.0 * (re.hypot(im) * 4.0 / len as f64).log10()
    }

    #[test]
    fn whatever_is_touched_lifts_a_blow_by_18_db_at_most_and_ends_at_500_hz() {
        for material in Material::ALL {
            let gains: Vec<f64> =
                (0..22).map(|n| gain_db(&mut felt(material), 40.0 + 10.0 * n as f32)).collect();
            let [least, most] = [f64::min, f64::max].map(|pick| gains.iter().copied().reduce(pick).unwrap());
            assert!(most <= 18.1 && least >= 13.5, "{material:?}: {least:.1} to {most:.1} dB");
            let at_500 = gain_db(&mut felt(material), 500.0);
            assert!(at_500 < 18.0 - 48.0, "{material:?}: {at_500:.1} dB at 500 Hz");
        }
    }
}
