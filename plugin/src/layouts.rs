//! The channel layouts offered to hosts: every supported width, with the optional Key and Inside inputs and without.

use nice_plug::prelude::*;

/// Channel counts the plugin runs at. Stereo first: some hosts use the first layout before they negotiate.
pub const WIDTHS: [u32; 9] = [2, 1, 3, 4, 5, 6, 8, 10, 12];

/// Channels of the `Inside` input: a contact or body microphone.
pub const INSIDE_CHANNELS: u32 = 2;

const AUX_NAMES: &[&str] = &["Key", "Inside"];

const fn layout(width: u32, aux: &'static [NonZeroU32], name: &'static str) -> AudioIOLayout {
    AudioIOLayout {
        main_input_channels: NonZeroU32::new(width),
        main_output_channels: NonZeroU32::new(width),
        aux_input_ports: aux,
        aux_output_ports: &[],
        names: PortNames {
            layout: Some(name),
            // Left to the framework: it gives a named output the input's name, and JACK refuses two ports of one name.
            main_input: None,
            main_output: None,
            aux_inputs: AUX_NAMES,
            aux_outputs: &[],
        },
    }
}

/// A layout with both auxiliary inputs, then the same width without them.
macro_rules! layouts {
    ($($width:literal => $with:literal, $alone:literal;)*) => {
        &[
            $(layout($width, &[new_nonzero_u32($width), new_nonzero_u32(INSIDE_CHANNELS)], $with),)*
            $(layout($width, &[], $alone),)*
        ]
    };
}

/// Every layout, in the order of [`WIDTHS`], with auxiliary inputs first.
pub const LAYOUTS: &[AudioIOLayout] = layouts! {
    2 => "Stereo, Key, Inside", "Stereo";
    1 => "Mono, Key, Inside", "Mono";
    3 => "LCR, Key, Inside", "LCR";
    4 => "Quad, Key, Inside", "Quad";
    5 => "5.0, Key, Inside", "5.0";
    6 => "5.1, Key, Inside", "5.1";
    8 => "7.1, Key, Inside", "7.1";
    10 => "7.1.2, Key, Inside", "7.1.2";
    12 => "7.1.4, Key, Inside", "7.1.4";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_follow_the_list_of_widths() {
        assert_eq!(LAYOUTS.len(), 2 * WIDTHS.len());
        for (idx, layout) in LAYOUTS.iter().enumerate() {
            let width = WIDTHS[idx % WIDTHS.len()];
            assert_eq!(layout.main_input_channels.map(NonZeroU32::get), Some(width));
            assert_eq!(layout.main_output_channels, layout.main_input_channels);
            let aux: Vec<u32> = layout.aux_input_ports.iter().map(|n| n.get()).collect();
            let expected = if idx < WIDTHS.len() { vec![width, INSIDE_CHANNELS] } else { vec![] };
            assert_eq!(aux, expected);
        }
    }
}
