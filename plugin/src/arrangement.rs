//! Which loudspeakers a VST3 host's speaker mask means.

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr;
use threshold_core::base::Layout;

/// Masks whose channels a bare count would misread, and what they are.
const NAMED: &[(u64, Layout)] = &[
    (SpeakerArr::k40Cine, Layout::LCRS),
    (SpeakerArr::k31Cine, Layout::LCR_LFE),
    (SpeakerArr::k41Music, Layout::FOUR_1),
    (SpeakerArr::k60Music, Layout::SIX_0_MUSIC),
    (SpeakerArr::k51_2, Layout::FIVE_1_2),
    (SpeakerArr::k51_4, Layout::FIVE_1_4),
];

/// The layout of a mask: by name where the count would mislead, by count otherwise.
pub fn layout_of(mask: u64) -> Option<Layout> {
    let named = NAMED.iter().find(|(known, _)| *known == mask).map(|(_, layout)| *layout);
    named.or_else(|| Layout::from_count(mask.count_ones() as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_masks_have_as_many_speakers_as_their_layouts() {
        for (mask, layout) in NAMED {
            assert_eq!(mask.count_ones() as usize, layout.channels(), "{}", layout.name);
            assert_eq!(layout_of(*mask), Some(*layout));
        }
        assert_eq!(layout_of(SpeakerArr::k40Music), Some(Layout::QUAD));
        assert_eq!(layout_of(SpeakerArr::k71_4), Some(Layout::SEVEN_1_4));
        assert_eq!(layout_of(SpeakerArr::k71Cine), Some(Layout::SEVEN_1));
        assert_eq!(layout_of(0), None);
    }
}
