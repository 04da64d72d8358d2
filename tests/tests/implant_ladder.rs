//! The implant's own blocks on three voices: what channels, carriers, spread, shift and hearing of one's own do to speech.
//!
//! Figures in brackets are those of an offline reference on other synthetic voices (matrix sentences, causal filters of
//! the same kind, envelopes to 160 Hz): the same ladder is wanted, not the same numbers.

use integration::blocks::{Implant, NO_SPREAD, transparent};
use integration::intelligibility::{aligned, estoi};
use integration::measure::power;
use integration::modulation::Modulations;
use integration::signals::{below, shaped_like};
use integration::speech::VOICES;
use threshold_core::hearing::allocation::Map;
use threshold_core::hearing::channels::{Channels, Device};
use threshold_core::implant::carriers::Carrier;

const SECOND: usize = 48_000;
/// How much of each voice is spoken.
const SPOKEN: usize = 5 * SECOND;
/// What the channels share, Hz: the range of 22 electrodes.
const RANGE_HZ: (f32, f32) = (187.5, 7937.5);
/// How far 5 s of one voice may stray from what all three say together: a few sines meet its harmonics, or do not.
const ONE_VOICE: f64 = 0.02;

/// What became of a voice.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Figures {
    estoi: f64,
    ncm: f64,
}

/// A voice, ready to be compared with what becomes of it.
struct Spoken {
    clean: Vec<f32>,
    modulations: Modulations,
}

impl Spoken {
    fn all() -> Vec<Self> {
        let spoken = |voice: &integration::speech::Voice| {
            let clean = voice.sound()[..SPOKEN].to_vec();
            Self { modulations: Modulations::of(&clean), clean }
        };
        VOICES.iter().map(spoken).collect()
    }

    fn figures(&self, heard: &[f32]) -> Figures {
        Figures { estoi: estoi(&self.clean, heard), ncm: self.modulations.ncm(&Modulations::of(heard)) }
    }
}

/// Figures of every voice through these channels, and after them their mean.
fn through(implant: &mut Implant, channels: &Channels, carrier: Carrier, spread: f32) -> Vec<Figures> {
    let voices = Spoken::all();
    let each = voices.iter().map(|voice| {
        let heard = implant.heard(&voice.clean, &transparent(channels, spread), carrier);
        voice.figures(&aligned(&voice.clean, &heard))
    });
    with_mean(each.collect())
}

fn with_mean(mut figures: Vec<Figures>) -> Vec<Figures> {
    let mean = |of: fn(&Figures) -> f64| figures.iter().map(of).sum::<f64>() / figures.len() as f64;
    let mean = Figures { estoi: mean(|x| x.estoi), ncm: mean(|x| x.ncm) };
    figures.push(mean);
    figures
}

/// Voice by voice, then their mean: ESTOI / NCM.
fn shown(figures: &[Figures]) -> String {
    let each = figures.iter().map(|x| format!("{:5.2} /{:4.2}", x.estoi, x.ncm));
    each.collect::<Vec<String>>().join("   ")
}

/// Fails unless the voices' mean rises from row to row, and no voice falls by more than `least`.
#[track_caller]
fn assert_rises(rows: &[Vec<Figures>], least: f64) {
    for (row, pair) in rows.windows(2).enumerate() {
        let (mean, later) = (pair[0][VOICES.len()], pair[1][VOICES.len()]);
        assert!(later.estoi > mean.estoi && later.ncm > mean.ncm, "row {row}: {mean:?}, {later:?}");
        let falls = |(a, b): (&Figures, &Figures)| (a.estoi - b.estoi).max(a.ncm - b.ncm);
        let most = pair[0].iter().zip(&pair[1]).map(falls).fold(f64::NEG_INFINITY, f64::max);
        assert!(most <= least, "row {row}: one voice falls by {most:.3}");
    }
}

#[test]
fn more_channels_say_more_and_noise_never_says_more_than_sines() {
    /// Channels; ESTOI and NCM of the reference with sines, then with noise.
    const LADDER: [(usize, [&str; 2]); 9] = [
        (1, ["-.18 / .17", "-.05 / .30"]),
        (2, [".17 / .27", ".08 / .32"]),
        (3, ["", ""]),
        (4, [".28 / .37", ".27 / .40"]),
        (6, [".46 / .45", ".35 / .42"]),
        (8, [".56 / .52", ".44 / .45"]),
        (12, [".72 / .62", ".54 / .51"]),
        (16, [".76 / .65", ".58 / .53"]),
        (22, [".79 / .70", ".60 / .55"]),
    ];
    const NOISE_ABOVE_AT_MOST: f64 = 0.05;
    let mut implant = Implant::new();
    let names: Vec<&str> = VOICES.iter().map(|voice| voice.name).collect();
    println!("ESTOI / NCM of {names:?}, their mean [reference]");
    let rows = LADDER.map(|(count, reference)| {
        let channels = Channels::even(count, RANGE_HZ.0, RANGE_HZ.1);
        let [sine, noise] = [Carrier::Sine, Carrier::Noise]
            .map(|carrier| through(&mut implant, &channels, carrier, NO_SPREAD));
        println!("{count:2} sine   {}   [{}]", shown(&sine), reference[0]);
        println!("{count:2} noise  {}   [{}]", shown(&noise), reference[1]);
        (count, sine, noise)
    });
    for (count, sine, noise) in &rows[1..] {
        let above = |voice: usize| noise[voice].estoi - sine[voice].estoi;
        assert!(above(VOICES.len()) <= NOISE_ABOVE_AT_MOST, "{count} channels: noise says more than sines");
        let most = (0..VOICES.len()).map(above).fold(f64::NEG_INFINITY, f64::max);
        assert!(most <= NOISE_ABOVE_AT_MOST + ONE_VOICE, "{count} channels: {most:.3} for one voice");
    }
    assert_rises(&rows.map(|(_, sine, _)| sine), ONE_VOICE);
}

#[test]
fn wider_spread_says_less() {
    /// dB per mm of current, narrowest last; figures of the reference, whose dB of sound are 4.46 times these.
    const SPREADS: [(f32, &str); 6] = [
        (0.3, ".17 / .36"),
        (0.54, ".27 / .41"),
        (0.78, ".34 / .45"),
        (1.2, ".42 / .49"),
        (1.95, ".50 / .52"),
        (4.5, ".58 / .53"),
    ];
    let mut implant = Implant::new();
    let channels = Channels::even(16, RANGE_HZ.0, RANGE_HZ.1);
    let rows = SPREADS.map(|(spread, reference)| {
        let figures = through(&mut implant, &channels, Carrier::Noise, spread);
        println!("16 noise, {spread:4} dB/mm  {}   [{reference}]", shown(&figures));
        figures
    });
    assert_rises(&rows, 0.0);
}

#[test]
fn a_basal_shift_says_less() {
    const SHIFTS_MM: [(f32, &str); 3] = [(6.46, ".00"), (3.0, ".15"), (0.0, ".46")];
    let mut implant = Implant::new();
    let rows = SHIFTS_MM.map(|(shift, reference)| {
        let mut channels = Channels::even(8, 100.0, 5000.0);
        channels.places.iter_mut().for_each(|mm| *mm += shift);
        let figures = through(&mut implant, &channels, Carrier::Noise, NO_SPREAD);
        println!("8 noise, {shift} mm basal  {}   [{reference}]", shown(&figures));
        figures
    });
    assert_rises(&rows, 0.0);
}

#[test]
fn hearing_of_ones_own_below_says_more_in_noise() {
    /// Up to where the ear hears by itself, Hz; NCM of the reference.
    const OWN: [(f32, &str); 3] = [(0.0, ".39"), (300.0, ".40"), (600.0, ".46")];
    const SNR_DB: f64 = 5.0;
    let mut implant = Implant::new();
    let voices = Spoken::all();
    let rows = OWN.map(|(low_hz, reference)| {
        let channels = Channels::of(&Device { map: Map::Even, channels: 8, low_hz, ..Device::default() });
        let each = voices.iter().map(|voice| {
            let noise = shaped_like(&voice.clean, 9);
            let gain = (power(&voice.clean) / power(&noise) * 10f64.powf(-0.1 * SNR_DB)).sqrt() as f32;
            let sum: Vec<f32> = voice.clean.iter().zip(&noise).map(|(x, noise)| x + gain * noise).collect();
            let heard =
                aligned(&sum, &implant.heard(&sum, &transparent(&channels, NO_SPREAD), Carrier::Noise));
            let own = below(&sum, f64::from(low_hz));
            voice.figures(&heard.iter().zip(&own).map(|(x, own)| x + own).collect::<Vec<f32>>())
        });
        let figures = with_mean(each.collect());
        println!("8 noise at +5 dB, own hearing to {low_hz} Hz  {}   [NCM {reference}]", shown(&figures));
        figures
    });
    assert_rises(&rows, 0.0);
}
