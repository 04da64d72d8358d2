//! How far the current of an electrode reaches along the cochlea, and what is heard there.

use super::channels::{Channels, MOST_CHANNELS};
use super::growth::SOUND_DB_PER_CURRENT_DB;

/// Fall of the current beside an electrode driven against the body, dB per mm (Nelson, Donaldson & Kreft 2008).
pub const MONOPOLAR_DB_PER_MM: f32 = 1.2;
/// The same against a neighbour on the array (Nelson, Donaldson & Kreft 2008).
pub const BIPOLAR_DB_PER_MM: f32 = 3.7;
/// From here on nothing spreads, dB of current per mm: two places 0.7 mm apart would be 62 dB of sound apart
/// (design).
pub const NO_SPREAD_DB_PER_MM: f32 = 20.0;

/// Power shares below this are none, -120 dB (design).
const LEAST_SHARE: f32 = 1.0e-12;

/// Power at each place from a power of 1 at each channel: `share[channel][place]`.
pub type Shares = [[f32; MOST_CHANNELS]; MOST_CHANNELS];

/// How much softer what an electrode makes is heard `mm` beside it, dB, if its current falls by `db_per_mm`.
pub fn fall_db(mm: f32, db_per_mm: f32) -> f32 {
    SOUND_DB_PER_CURRENT_DB * db_per_mm * mm.abs()
}

/// What each channel gives to each place. The shares of a channel add up to 1 over all places of the array; what
/// falls on a place whose nerve does not answer is lost: a hole gets no louder neighbours.
pub fn shares(channels: &Channels, db_per_mm: f32) -> Shares {
    let mut shares = [[0.0; MOST_CHANNELS]; MOST_CHANNELS];
    let count = channels.count.clamp(1, MOST_CHANNELS);
    let places = &channels.places[..count];
    for (channel, row) in shares[..count].iter_mut().enumerate() {
        let row = &mut row[..count];
        if db_per_mm >= NO_SPREAD_DB_PER_MM {
            row[channel] = 1.0;
        } else {
            for (share, place) in row.iter_mut().zip(places) {
                *share = libm::exp10f(-0.1 * fall_db(place - places[channel], db_per_mm));
            }
            let total: f32 = row.iter().sum();
            row.iter_mut().for_each(|share| *share /= total);
        }
        for (share, alive) in row.iter_mut().zip(channels.alive) {
            if !alive || *share < LEAST_SHARE {
                *share = 0.0;
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_the_settings_and_power_is_kept() {
        let channels = Channels::even(22, 187.5, 7937.5);
        for spread in [0.3, MONOPOLAR_DB_PER_MM, BIPOLAR_DB_PER_MM, 8.0, NO_SPREAD_DB_PER_MM] {
            let shares = shares(&channels, spread);
            for row in &shares[..22] {
                assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{spread}");
            }
            if spread == NO_SPREAD_DB_PER_MM {
                assert_eq!(shares[10][10], 1.0);
                continue;
            }
            let mm = channels.places[11] - channels.places[10];
            let slope = 10.0 * libm::log10f(shares[10][10] / shares[10][11]) / mm;
            println!("{spread} dB/mm of current: {slope:.2} dB/mm of sound");
            assert!((slope / (spread * SOUND_DB_PER_CURRENT_DB) - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn a_dead_place_is_a_hole() {
        let whole = Channels::even(12, 200.0, 8000.0);
        let mut holed = whole;
        holed.alive[5] = false;
        let (whole, holed) = (shares(&whole, 1.2), shares(&holed, 1.2));
        for channel in 0..12 {
            for place in 0..12 {
                let expected = if place == 5 { 0.0 } else { whole[channel][place] };
                assert_eq!(holed[channel][place], expected);
            }
        }
    }
}
