//! What the plugin agrees to run at: sample rates, block sizes, widths.

use std::ops::RangeInclusive;

use nice_plug::prelude::AudioIOLayout;

/// Sample rates the plugin is tested at, Hz. Others are refused on activation.
const SAMPLE_RATES: RangeInclusive<f64> = 22_050.0..=192_000.0;

/// Largest block the plugin allocates for, frames: 5 s at 192 kHz, more than any host asks for.
pub(super) const MAX_FRAMES: u32 = 1 << 20;

/// Widest bus, channels.
pub(super) const MAX_WIDTH: usize = 12;

/// Input buses: main, `Key`, `Inside`.
pub(super) const MAX_INPUTS: usize = 3;

/// Position of the `Key` input among the buses.
pub(super) const KEY: usize = 1;

/// Position of the `Inside` input among the buses.
pub(super) const INSIDE: usize = 2;

/// Whether the plugin runs at `rate` Hz. No number is not a rate.
pub(super) fn runs_at(rate: f64) -> bool {
    SAMPLE_RATES.contains(&rate)
}

/// Channels of each input bus of a layout, 0 where there is none.
pub(super) fn input_widths(layout: &AudioIOLayout) -> [u32; MAX_INPUTS] {
    let mut widths = [0; MAX_INPUTS];
    widths[0] = layout.main_input_channels.map_or(0, std::num::NonZero::get);
    for (width, aux) in widths[1..].iter_mut().zip(layout.aux_input_ports) {
        *width = aux.get();
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::{INSIDE_CHANNELS, LAYOUTS, WIDTHS};

    #[test]
    fn rates_outside_and_no_numbers_are_refused() {
        for rate in [22_050.0, 44_100.0, 192_000.0] {
            assert!(runs_at(rate), "{rate}");
        }
        for rate in [0.0, -48_000.0, 22_049.9, 192_000.1, f64::NAN, f64::INFINITY] {
            assert!(!runs_at(rate), "{rate}");
        }
    }

    #[test]
    fn every_layout_fits_the_tables() {
        for layout in LAYOUTS {
            assert!(layout.aux_input_ports.len() < MAX_INPUTS);
            assert!(input_widths(layout).iter().all(|width| *width as usize <= MAX_WIDTH));
        }
        assert_eq!(input_widths(&LAYOUTS[0]), [WIDTHS[0], WIDTHS[0], INSIDE_CHANNELS]);
        assert_eq!(input_widths(&LAYOUTS[WIDTHS.len()]), [WIDTHS[0], 0, 0]);
    }
}
