use egui::Rgba;

use super::*;

/// Relative luminance as the Web Content Accessibility Guidelines 2.2 define it.
fn luminance(colour: Color32) -> f32 {
    let linear = Rgba::from(colour);
    0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
}

/// Contrast as they define it.
fn contrast(one: Color32, other: Color32) -> f32 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// `over` seen through a veil of `colour` with `opacity`.
fn veiled(colour: Color32, opacity: f32, over: Color32) -> Color32 {
    over.blend(veil(colour, opacity))
}

#[test]
fn text_is_readable_on_whatever_it_stands_on() {
    for text in [TEXT, TEXT_QUIET, ACCENT] {
        for ground in [ROOM, SCREEN, PANEL, RAISED, RAISED_HOVERED] {
            assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
        }
    }
    for ground in [ROOM, SCREEN, RAISED] {
        assert!(contrast(REFUSED, ground) >= 4.5, "{ground:?}: {}", contrast(REFUSED, ground));
    }
    // Buttons and badges that are lit.
    assert!(contrast(ROOM, ACCENT) >= 4.5 && contrast(ROOM, REFUSED) >= 4.5);
    assert!(contrast(TEXT, STATION_LINE) >= 4.5);
    for (ground, opacity) in [(RAISED, 0.35), (RAISED, 0.25), (SCREEN, 0.35)] {
        let lit = veiled(ACCENT, opacity, ground);
        assert!(contrast(TEXT, lit) >= 4.5, "on {lit:?}: {}", contrast(TEXT, lit));
    }
}

#[test]
fn the_ears_letters_are_readable() {
    for colour in Ear::BOTH.map(ear) {
        assert!(contrast(colour, SCREEN) >= 4.5, "{colour:?}: {}", contrast(colour, SCREEN));
    }
}

#[test]
fn lines_that_carry_a_reading_stand_out() {
    let ears = Ear::BOTH.map(ear);
    for line in [INPUT_LINE, OUTPUT_LINE, ACCENT, STATION_LINE, REFUSED, FOCUS].into_iter().chain(ears) {
        assert!(contrast(line, SCREEN) >= 3.0, "{line:?}: {}", contrast(line, SCREEN));
    }
    for ground in [ROOM, SCREEN, PANEL, RAISED, RAISED_HOVERED] {
        assert!(contrast(FOCUS, ground) >= 3.0);
    }
}

/// What colours become for people without one kind of cone: matrices on linear red, green and blue (Machado, Oliveira and
/// Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0).
const PROTANOPIA: [[f32; 3]; 3] = [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
];
const DEUTERANOPIA: [[f32; 3]; 3] = [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_820, 0.042_940, 0.968_881],
];
const TYPICAL: [[f32; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// From linear sRGB to CIE XYZ relative to its white, D65 (IEC 61966-2-1).
const XYZ: [[f32; 3]; 3] = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
const WHITE: [f32; 3] = [0.9505, 1.0, 1.089];

/// Least distance of two colours that mean different things, CIE 1976 delta E: 2.3 is just noticeable.
const APART: f32 = 25.0;

fn product(matrix: &[[f32; 3]; 3], vector: [f32; 3]) -> [f32; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(weight, part)| weight * part).sum())
}

/// A colour in CIE L*a*b*, as somebody with that kind of vision sees it.
fn lab(colour: Color32, vision: &[[f32; 3]; 3]) -> [f32; 3] {
    let linear = Rgba::from(colour);
    let seen = product(vision, [linear.r(), linear.g(), linear.b()]).map(|part| part.clamp(0.0, 1.0));
    let xyz = product(&XYZ, seen);
    let root = |share: f32| {
        if share > 216.0 / 24_389.0 { share.cbrt() } else { (24_389.0 / 27.0 * share + 16.0) / 116.0 }
    };
    let [x, y, z] = std::array::from_fn(|n| root(xyz[n] / WHITE[n]));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn ears_accent_and_warning_stay_apart_for_every_kind_of_colour_vision() {
    let [left, right] = Ear::BOTH.map(ear);
    let pairs = [
        ("ears", left, right),
        ("left and accent", left, ACCENT),
        ("right and accent", right, ACCENT),
        ("left and output", left, OUTPUT_LINE),
        ("right and output", right, OUTPUT_LINE),
        ("left and warning", left, REFUSED),
        ("accent and output", ACCENT, OUTPUT_LINE),
    ];
    for (kind, vision) in [("typical", TYPICAL), ("protanopia", PROTANOPIA), ("deuteranopia", DEUTERANOPIA)] {
        for (name, one, other) in pairs {
            let (one, other) = (lab(one, &vision), lab(other, &vision));
            let squares = one.iter().zip(other).map(|(one, other)| (one - other).powi(2));
            let distance = squares.sum::<f32>().sqrt();
            println!("{kind}, {name}: {distance:.0}");
            assert!(distance >= APART, "{kind}, {name}: {distance}");
        }
    }
}
