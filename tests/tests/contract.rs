//! The contract every stage and both engines keep.

use integration::measure::{assert_same_bits, high_passed, peak, power_db};
use integration::signals::{noises, sine};
use integration::stages;
use integration::subject::{Blocks, Step, Subject, run, spec};
use nice_assert_no_alloc::{AllocDisabler, assert_no_alloc};
use threshold_core::base::{Change, Layout, Spec};

#[global_allocator]
static ALLOCATOR: AllocDisabler = AllocDisabler;

/// Two seconds at 48 kHz.
const LEN: usize = 96_000;

/// Every setting in turn, by every kind of change, at odd moments.
fn tour(variants: usize) -> Vec<Step> {
    let changes = [Change::Glide, Change::Cut { samples: 240 }, Change::Jump];
    let count = 3 * variants;
    (0..count).map(|n| (997 + n * (LEN - 2000) / count, (n * 2 + 1) % variants, changes[n % 3])).collect()
}

fn each(layout: Layout, mut check: impl FnMut(&mut dyn Subject)) {
    for mut subject in stages::all() {
        subject.prepare(&spec(layout));
        check(subject.as_mut());
    }
}

#[test]
fn block_sizes_never_change_a_sample() {
    let input = noises(6, 0.9, LEN);
    each(Layout::FIVE_1, |subject| {
        let steps = tour(subject.variants());
        let whole = run(subject, &input, Blocks::Of(LEN), 1, &steps);
        let sizes = [1, 17, 64, 511, 4096].map(Blocks::Of);
        for blocks in sizes.into_iter().chain([Blocks::Random]) {
            subject.reset();
            let split = run(subject, &input, blocks, 1, &steps);
            assert_same_bits(&whole, &split, &format!("{} in blocks {blocks:?}", subject.name()));
        }
    });
}

#[test]
fn reset_is_as_good_as_new() {
    let input = noises(2, 0.9, LEN);
    each(Layout::STEREO, |subject| {
        let steps = tour(subject.variants());
        let fresh = run(subject, &input, Blocks::Of(512), 1, &steps);
        subject.reset();
        let again = run(subject, &input, Blocks::Of(512), 1, &steps);
        assert_same_bits(&fresh, &again, subject.name());
    });
}

#[test]
fn what_lies_two_seconds_back_is_forgotten() {
    // How long settings stand before the step to the next ones, and after it, samples: no multiples of anything.
    const REST: usize = 98_003;
    const AFTER: usize = 24_011;
    const BOTH: usize = REST + AFTER;
    // From here on the past may tell no more.
    const HEARD: usize = LEN;
    let mut remembered = Vec::new();
    each(Layout::STEREO, |subject| {
        let lasting: Vec<usize> = (0..subject.variants()).filter(|n| !subject.outlasts(*n)).collect();
        let next = lasting.iter().cycle().skip(1);
        let changes = [Change::Glide, Change::Cut { samples: 240 }].into_iter().cycle();
        let pairs: Vec<_> = lasting.iter().zip(next).zip(changes).collect();
        let input = noises(2, 0.5, pairs.len() * BOTH);
        let steps: Vec<Step> = pairs
            .iter()
            .enumerate()
            .flat_map(|(n, ((from, to), change))| {
                [(n * BOTH, **from, *change), (n * BOTH + REST, **to, *change)]
            })
            .collect();
        subject.reset();
        let whole = run(subject, &input, Blocks::Of(512), 0, &steps);
        for (n, ((from, to), change)) in pairs.iter().enumerate().skip(1) {
            let span = n * BOTH..(n + 1) * BOTH;
            let part: Vec<Vec<f32>> = input.iter().map(|channel| channel[span.clone()].to_vec()).collect();
            subject.reset();
            subject.go_to(span.start);
            let alone = run(subject, &part, Blocks::Of(512), **from, &[(REST, **to, *change)]);
            let differs = |n: &usize| {
                let other = |(whole, alone): (&Vec<f32>, &Vec<f32>)| {
                    whole[span.start + n].to_bits() != alone[*n].to_bits()
                };
                whole.iter().zip(&alone).any(other)
            };
            let differing: Vec<usize> = (HEARD..BOTH).filter(differs).collect();
            if let [first, ..] = differing[..] {
                let (name, count) = (subject.name(), differing.len());
                remembered.push(format!("{name}: {from} to {to} by {change:?}: {count} from {first} on"));
            }
        }
    });
    assert!(remembered.is_empty(), "{}", remembered.join("\n"));
}

#[test]
fn neutral_settings_touch_nothing() {
    for layout in Layout::ALL {
        // Quiet enough to stay under every ceiling and cap: those do act on loud sound.
        let input = noises(layout.channels(), 0.05, LEN / 8);
        each(*layout, |subject| {
            let output = run(subject, &input, Blocks::Of(512), 0, &[]);
            let late = subject.latency();
            let delayed: Vec<Vec<f32>> =
                input.iter().map(|x| [&vec![0.0; late], &x[..x.len() - late]].concat()).collect();
            assert_same_bits(&delayed, &output, &format!("{} on {}", subject.name(), layout.name));
        });
    }
}

#[test]
fn latency_is_what_is_reported_and_never_moves() {
    for sample_rate in [44_100.0, 48_000.0, 96_000.0] {
        for mut subject in stages::all() {
            subject.prepare(&Spec { sample_rate, layout: Layout::STEREO });
            let reported = subject.latency();
            let mut impulse = vec![vec![0.0; LEN / 4]; 2];
            impulse.iter_mut().for_each(|channel| channel[100] = 0.25);
            for variant in (0..subject.variants())
                .filter(|n| {
                    let tells =
                        !subject.sounds_by_itself(*n) && !subject.is_silent(*n) && !subject.remakes(*n);
                    *n == 0 || tells
                })
                .collect::<Vec<_>>()
            {
                subject.reset();
                let output = run(subject.as_mut(), &impulse, Blocks::Of(512), variant, &[]);
                let onset = output[0].iter().position(|x| *x != 0.0);
                let what = format!("{} {variant} at {sample_rate}", subject.name());
                assert_eq!(onset, Some(100 + reported), "{what}");
                assert_eq!(subject.latency(), reported, "{what}");
            }
        }
    }
}

#[test]
fn no_setting_clicks_when_it_steps() {
    // What a step may leave above 5 kHz of a 100 Hz sine, dB re the larger peak of input and output (the limit of
    // acceptance check 3).
    const LIMIT_DB: f64 = -60.0;
    // -15 dBFS: loud enough for the lowest ceiling under test, quiet enough for no trim to reach the highest.
    const PEAK: f32 = 0.178;
    let input = vec![sine(100.0, PEAK, 48_000.0, LEN / 4); 6];
    let mut clicks = Vec::new();
    each(Layout::FIVE_1, |subject| {
        let count = subject.variants();
        let quiet = |n: &usize| !subject.sounds_by_itself(*n) && !subject.remakes(*n);
        let quiet: Vec<usize> = (0..count).filter(quiet).collect();
        for from in quiet.iter().copied() {
            // From and to neutral from everywhere, and from everything to some of the others.
            let near = |to: usize| [1, 2, 5].contains(&((to + count - from) % count));
            let worth = |to: &&usize| **to != from && (from == 0 || **to == 0 || near(**to));
            for to in quiet.iter().filter(worth).copied() {
                for change in [Change::Glide, Change::Cut { samples: 240 }] {
                    subject.reset();
                    let output = run(subject, &input, Blocks::Of(512), from, &[(LEN / 8 + 77, to, change)]);
                    for (channel, output) in output.iter().enumerate() {
                        // The start of the sine is not the step's fault.
                        let around = &output[LEN / 16..];
                        let loudest = peak(around).max(PEAK);
                        let click = peak(&high_passed(around, 48_000.0, 5000.0)) / loudest;
                        let db = power_db(f64::from(click * click));
                        if db >= LIMIT_DB {
                            let name = subject.name();
                            clicks.push(format!(
                                "{name}: {from} to {to} by {change:?}, channel {channel}: {db:.1} dB"
                            ));
                        }
                    }
                }
            }
        }
    });
    assert!(clicks.is_empty(), "{}", clicks.join("\n"));
}

#[test]
fn the_audio_thread_never_allocates() {
    let input = noises(6, 0.9, LEN / 4);
    each(Layout::FIVE_1, |subject| {
        let mut audio = input.clone();
        let mut block: Vec<&mut [f32]> = audio.iter_mut().map(Vec::as_mut_slice).collect();
        let variants = subject.variants();
        assert_no_alloc(|| {
            for change in [Change::Glide, Change::Cut { samples: 240 }, Change::Jump] {
                for variant in 0..variants {
                    subject.set(variant, change);
                    subject.process(&mut block);
                }
            }
            subject.reset();
            subject.process(&mut block);
        });
    });
}

#[test]
fn sample_rates_keep_the_response_in_hertz() {
    const TONES: [f64; 4] = [63.0, 250.0, 1000.0, 4000.0];
    // Designs on a power-of-two grid differ a little between rates.
    const TOLERANCE_DB: f64 = 0.75;
    const FEW: usize = 3;
    for mut subject in stages::all() {
        // Of whole engines a few settings will do: their stages are here by themselves.
        let most = if subject.name().ends_with("engine") { FEW } else { usize::MAX };
        let variants: Vec<usize> =
            (0..subject.variants()).filter(|n| !subject.is_random(*n)).take(most).collect();
        for variant in variants {
            let mut reference = None;
            for sample_rate in [48_000.0, 22_050.0, 32_000.0, 44_100.0, 96_000.0, 192_000.0] {
                subject.prepare(&Spec { sample_rate, layout: Layout::STEREO });
                let gains = TONES.map(|hz| {
                    let len = sample_rate as usize / 2;
                    let input = vec![sine(hz, 0.05, sample_rate, len); 2];
                    subject.reset();
                    let output = run(subject.as_mut(), &input, Blocks::Of(512), variant, &[]);
                    let settled = &output[0][len / 2..];
                    power_db(integration::measure::power(settled) / (0.5 * 0.05 * 0.05))
                });
                let reference = *reference.get_or_insert(gains);
                for ((hz, gain), expected) in TONES.iter().zip(gains).zip(reference) {
                    let error = gain - expected;
                    assert!(
                        error.abs() < TOLERANCE_DB,
                        "{} {variant} at {sample_rate}: {hz} Hz is {error:.2} dB off",
                        subject.name()
                    );
                }
            }
        }
    }
}

#[test]
fn swapping_sides_in_swaps_sides_out() {
    for layout in Layout::ALL.iter().filter(|layout| layout.channels() > 1) {
        let input = noises(layout.channels(), 0.5, LEN / 8);
        let mirror: Vec<usize> = layout.mirror().collect();
        let swap = |x: &[Vec<f32>]| mirror.iter().map(|twin| x[*twin].clone()).collect::<Vec<_>>();
        each(*layout, |subject| {
            // Another layout's ears are another symmetry: stay with this one's.
            let variant = 1;
            // What the head makes is each ear's own.
            if subject.sounds_by_itself(variant) {
                return;
            }
            let straight = run(subject, &input, Blocks::Of(512), variant, &[]);
            subject.reset();
            let swapped = run(subject, &swap(&input), Blocks::Of(512), variant, &[]);
            assert_same_bits(&swap(&straight), &swapped, &format!("{} on {}", subject.name(), layout.name));
        });
    }
}

#[test]
fn silence_stays_silence() {
    let input = vec![vec![0.0; LEN / 4]; 6];
    each(Layout::FIVE_1, |subject| {
        let quiet: Vec<usize> = (0..subject.variants()).filter(|n| !subject.sounds_by_itself(*n)).collect();
        let Some(first) = quiet.get(1) else { return };
        let steps = quiet.iter().enumerate().map(|(n, v)| (1000 + 800 * n, *v, Change::Glide));
        let steps: Vec<Step> = steps.collect();
        let output = run(subject, &input, Blocks::Of(512), *first, &steps);
        assert_same_bits(&input, &output, subject.name());
    });
}
