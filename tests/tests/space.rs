//! Space on both bare engines: fold-downs hold, everything comes together, and nothing clicks on its way.

use integration::measure::{assert_same_bits, band_energy, high_passed, peak, power, power_db};
use integration::player::{Bare, Player, Value, line};
use integration::signals::{noises, pink, sine};
use threshold_core::base::layout::Speaker;
use threshold_core::base::{Ear, Layout, Role};
use threshold_core::engine::{Film, Live};

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// Off any grid.
const AT: usize = 30_011;
/// Mumble's bands are unrelated in phase between layouts: gains alone are measured here, and at every level the same.
const PLAIN: [Value; 5] =
    [("loss", 0.65), ("mumble", 0.0), ("blur", 0.0), ("smear", 0.0), ("recruitment", 0.0)];

fn players() -> [Box<dyn Player>; 2] {
    [Box::new(Bare::<Film>::default()), Box::new(Bare::<Live>::default())]
}

fn at(space: f32) -> Vec<Value> {
    [&PLAIN[..], &[("space", space)]].concat()
}

fn fold(layout: Layout, channels: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let bus = |ear: Ear| -> Vec<f32> {
        let weights: Vec<f32> = layout.speakers.iter().map(|speaker| speaker.weights()[ear]).collect();
        let sample = |n: usize| channels.iter().zip(&weights).map(|(x, weight)| weight * x[n]).sum();
        (0..channels[0].len()).map(sample).collect()
    };
    Ear::BOTH.map(bus).to_vec()
}

#[test]
fn a_fold_down_of_the_output_is_the_output_of_the_fold_down() {
    const LIMIT_DB: f64 = 0.1;
    let len = 3 * SECOND;
    for player in &mut players() {
        for layout in [Layout::FIVE_1, Layout::SEVEN_1_4] {
            // Centre and sides differ, so that a wrong share shows.
            let level = |n: usize| -30.0 - 2.0 * (n % 5) as f64;
            let input: Vec<Vec<f32>> =
                (0..layout.channels()).map(|n| pink(n as u32, level(n), len)).collect();
            for space in [0.0, 0.4] {
                let folded = fold(layout, &player.play(&input, &at(space), &[]));
                let stereo = player.play(&fold(layout, &input), &at(space), &[]);
                let (mut worst, mut residue) = (0.0f64, f64::MIN);
                for (a, b) in folded.iter().zip(&stereo) {
                    let (a, b) = (&a[SECOND / 2..], &b[SECOND / 2..]);
                    for octave in 0..8 {
                        let centre = 62.5 * f64::from(1 << octave);
                        let energy = |x| band_energy(x, RATE, centre / 2f64.sqrt(), centre * 2f64.sqrt());
                        worst = worst.max(power_db(energy(a) / energy(b)).abs());
                    }
                    let difference: Vec<f32> = a.iter().zip(b).map(|(a, b)| a - b).collect();
                    residue = residue.max(power_db(power(&difference) / power(b)));
                }
                println!(
                    "{}: {} at space {space}: octaves within {worst:.4} dB, difference {residue:.0} dB",
                    player.name(),
                    layout.name
                );
                assert!(worst <= LIMIT_DB);
            }
        }
    }
}

#[test]
fn inside_the_head_everything_comes_from_the_front_and_has_no_sides() {
    for player in &mut players() {
        for layout in [Layout::FIVE_1, Layout::SEVEN_1_4] {
            let input = noises(layout.channels(), 0.2, SECOND);
            let output = player.play(&input, &at(0.0), &[]);
            for (speaker, x) in layout.speakers.iter().zip(&output) {
                match speaker {
                    Speaker::Front(_) => assert!(peak(x) > 0.01),
                    _ if speaker.role() == Role::Lfe => assert!(peak(x) > 0.01),
                    _ => assert_eq!(peak(x), 0.0, "{speaker:?} sounds"),
                }
            }
            assert_same_bits(&output[..1], &output[1..2], "the front channels");
        }
    }
}

#[test]
fn at_1_nothing_is_touched_and_what_was_brought_near_goes_back() {
    let input = noises(6, 0.2, 2 * SECOND);
    for player in &mut players() {
        let still = player.play(&input, &PLAIN, &[]);
        let points = [(AT, "space", 0.3), (AT + 10_000, "space", 1.0)];
        let moved = player.play(&input, &at(1.0), &points);
        let end = AT + 10_000 + SECOND / 10;
        let part = |x: &[Vec<f32>], range: std::ops::Range<usize>| -> Vec<Vec<f32>> {
            x.iter().map(|x| x[range.clone()].to_vec()).collect()
        };
        assert_same_bits(&part(&still, 0..AT), &part(&moved, 0..AT), "before");
        assert_same_bits(&part(&still, end..2 * SECOND), &part(&moved, end..2 * SECOND), "after");
        assert_ne!(still[2][AT + 9000], moved[2][AT + 9000]);
        // Mono has none.
        let mono = noises(1, 0.2, SECOND);
        let (here, there) = (player.play(&mono, &at(1.0), &[]), player.play(&mono, &at(0.0), &[]));
        assert_same_bits(&here, &there, "mono");
    }
}

#[test]
fn ramps_and_steps_do_not_click() {
    let channels = Layout::FIVE_1.channels();
    for player in &mut players() {
        // A ramp leaves nothing away from a 1 kHz sine: the front channels get most, the surrounds lose all.
        let tone = sine(1000.0, 0.03, RATE, 2 * SECOND);
        let total = band_energy(&tone, RATE, 20.0, 24_000.0);
        let ramp = SECOND / 2;
        for (from, to) in [(1.0, 0.0), (0.0, 1.0)] {
            // Alone on one side.
            let mut input = vec![vec![0.0; tone.len()]; channels];
            [0, 2, 4].iter().for_each(|n| input[*n].clone_from(&tone));
            let start = [("loss", 0.01), ("space", from)];
            let output = player.play(&input, &start, &line(ramp, ramp, "space", from, to));
            for (n, x) in output.iter().enumerate().filter(|(_, x)| peak(x) > 0.0) {
                let outside = band_energy(x, RATE, 20.0, 250.0) + band_energy(x, RATE, 3000.0, 24_000.0);
                let db = power_db(outside / total);
                println!("{}: 0.5 s ramp of space {from} to {to}, channel {n}: {db:.1} dB", player.name());
                assert!(db < -70.0);
            }
        }
        let tone = sine(100.0, 0.3, RATE, 60_000);
        let mut input = vec![tone; channels];
        // The sides oppose each other.
        [1, 5].iter().for_each(|n| input[*n].iter_mut().for_each(|x| *x = -*x));
        for (what, from, to) in [
            ("space", ("space", 1.0), ("space", 0.0)),
            ("space, back", ("space", 0.0), ("space", 1.0)),
            ("perspective at space 0", ("perspective", 0.0), ("perspective", 1.0)),
            ("perspective at space 0, back", ("perspective", 1.0), ("perspective", 0.0)),
        ] {
            let space = if from.0 == "space" { from } else { ("space", 0.0) };
            let start = [("loss", 0.01), space, from];
            let output = player.play(&input, &start, &[(AT, to.0, to.1)]);
            for (n, x) in output.iter().enumerate() {
                let click = f64::from(peak(&high_passed(&x[15_000..], RATE, 5000.0)) / 0.3);
                let db = power_db(click.powi(2));
                println!("{}: step of {what}, channel {n}: {db:.1} dB above 5 kHz", player.name());
                assert!(db < -60.0, "{what} splashes {db:.1} dB in channel {n}");
            }
        }
    }
}
