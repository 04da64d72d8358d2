//! What touch is felt through: how skin, bone, wood and sheet metal ring.
//!
//! Only what lies where touch is felt is here, 38 to 260 Hz, with a Q of 4 to 12 (`story.md`, S7): whatever
//! rings in these materials is leaned on, held or part of a body, which costs more than their own losses. No
//! mode rings on for longer than a time constant of 55 ms, so that two seconds later nothing is left of it. How loud
//! modes are is design: as loud as 18 dB in all allow. Figures of Rasmussen and Hakansson are quoted from memory.

/// What touch is felt through, in the order of the parameter's choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Material {
    /// The body's soft parts.
    Skin,
    /// The skeleton.
    Bone,
    /// Floors, tables, drum shells.
    #[default]
    Wood,
    /// Bleachers, slides, car bodies.
    SheetMetal,
}

/// One way of swinging.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    /// Frequency, Hz.
    pub hz: f32,
    /// Sharpness: frequency over the width of the resonance.
    pub q: f32,
    /// Gain at its frequency, re what drives it.
    pub gain: f32,
}

const fn mode(hz: f32, q: f32, gain: f32) -> Mode {
    Mode { hz, q, gain }
}

/// Chest, belly and back at 55, 95 and 170 Hz (`story.md`, S5: body modes, Q 3 to 5), the chest wall in the
/// middle of its 50 to 100 Hz (Rasmussen 1982, Bruel & Kjaer Technical Review 1; `science.md` 8.5), and what the
/// skin itself feels best, 200 to 250 Hz (Verrillo: `science.md` 8.5). Soft tissue is damped most: Q 4, the
/// lowest there is here.
const SKIN: &[Mode] = &[
    mode(55.0, 4.0, 2.2),
    mode(75.0, 4.0, 1.3),
    mode(95.0, 4.0, 1.8),
    mode(170.0, 4.0, 2.0),
    mode(230.0, 4.0, 1.3),
];

/// A bone's own modes lie above 500 Hz (the skull's lowest at 970 Hz: Hakansson et al. 1994, J. Acoust. Soc. Am.
/// 95). Below, bones swing as masses on joints and tissue: the hand that grips at 50 to 200 Hz, face and orbits
/// at 60 to 90 Hz, jaw against skull at 100 to 200 Hz (Rasmussen 1982): ends and geometric middles of these. Q
/// as measured on skulls, damping 2.6 to 8.9 % of critical (Hakansson): 5.6 to 19, of which the low ones take
/// the lower.
const BONE: &[Mode] = &[
    mode(50.0, 6.0, 2.6),
    mode(73.0, 6.0, 2.0),
    mode(100.0, 7.0, 2.5),
    mode(141.0, 7.0, 2.5),
    mode(200.0, 8.0, 2.3),
];

/// Three loose planks of spruce, 20 mm thick and 1.43, 1.20 and 1.00 m long. A free bar's first mode lies at
/// `1.028 * h / L^2 * sqrt(E / rho)` (along the grain E is 1e10 Pa, rho 450 kg/m^3: 4714 m/s): 47.4, 67.3 and
/// 96.9 Hz; the next ones are 2.756 and 5.404 times as high (Fletcher & Rossing, The Physics of Musical
/// Instruments): 130.6 and 256.2 Hz of the first, 185.5 Hz of the second. Bare planks lose 1 % of critical
/// (Eurocode 5, 7.3: Q 50); who stands or leans on them takes the rest (design).
const WOOD: &[Mode] = &[
    mode(47.4, 5.0, 2.4),
    mode(67.3, 5.0, 2.4),
    mode(96.9, 6.0, 2.2),
    mode(130.6, 7.0, 1.9),
    mode(185.5, 8.0, 1.7),
    mode(256.2, 8.0, 1.2),
];

/// A panel of steel, 1 mm thick, 0.416 m by 0.277 m, held at its edges: modes at
/// `0.4535 * c * h * (m^2 / a^2 + n^2 / b^2)`, c 5400 m/s (Fletcher & Rossing), so at 1, 1.92, 3.08, 3.46, 4 and
/// 5.54 times the lowest, which is 46 Hz. Steel itself hardly loses anything (Q beyond 100), seams and hands do:
/// the sharpest there is here, as far as time constants allow.
const SHEET_METAL: &[Mode] = &[
    mode(46.0, 7.0, 2.8),
    mode(88.5, 11.0, 2.8),
    mode(141.5, 12.0, 2.2),
    mode(159.2, 12.0, 2.2),
    mode(184.0, 12.0, 2.2),
    mode(254.8, 12.0, 1.9),
];

/// Most modes of a material.
pub const MOST_MODES: usize = 6;

impl Material {
    /// Every material.
    pub const ALL: [Self; 4] = [Self::Skin, Self::Bone, Self::Wood, Self::SheetMetal];

    /// Material number `idx`; wood where there is none.
    pub fn numbered(idx: usize) -> Self {
        Self::ALL.get(idx).copied().unwrap_or_default()
    }

    /// How it rings, from the lowest mode up: [`MOST_MODES`] at most.
    pub const fn modes(self) -> &'static [Mode] {
        match self {
            Self::Skin => SKIN,
            Self::Bone => BONE,
            Self::Wood => WOOD,
            Self::SheetMetal => SHEET_METAL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_lies_where_touch_is_felt() {
        for material in Material::ALL {
            let modes = material.modes();
            assert!((4..=MOST_MODES).contains(&modes.len()));
            assert!(modes.windows(2).all(|pair| pair[1].hz > pair[0].hz));
            for Mode { hz, q, .. } in modes {
                assert!((38.0..=260.0).contains(hz) && (4.0..=12.0).contains(q), "{material:?} {hz} Hz");
                let seconds = q / (std::f32::consts::PI * hz);
                assert!(seconds <= 0.055, "{material:?}: {hz} Hz rings for {seconds} s");
            }
        }
    }

    #[test]
    fn planks_and_panels_ring_where_their_formulas_say() {
        let plank = |length: f32| 1.028 * 0.020 / (length * length) * (10.0e9f32 / 450.0).sqrt();
        let [first, second, third] = [1.43, 1.20, 1.00].map(plank);
        let wood = [first, second, third, 2.756 * first, 2.756 * second, 5.404 * first];
        let panel =
            |m: f32, n: f32| 0.4535 * 5400.0 * 0.001 * (m * m / (0.416 * 0.416) + n * n / (0.277 * 0.277));
        let metal = [(1.0, 1.0), (2.0, 1.0), (1.0, 2.0), (3.0, 1.0), (2.0, 2.0), (3.0, 2.0)];
        let metal = metal.map(|(m, n)| panel(m, n));
        for (material, expected) in [(Material::Wood, wood), (Material::SheetMetal, metal)] {
            for (mode, hz) in material.modes().iter().zip(expected) {
                assert!((mode.hz / hz - 1.0).abs() < 0.01, "{material:?}: {} instead of {hz} Hz", mode.hz);
            }
        }
    }
}
