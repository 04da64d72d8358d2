//! What the editor is read in: Noto Sans, a humanist sans whose figures are all equally wide, so that numbers do not jitter.
//!
//! The fonts come with the crate `notosans`, under the SIL Open Font License 1.1. Signs they lack are egui's own fonts'.

use std::sync::Arc;

use egui::{Context, FontData, FontDefinitions, FontFamily};

/// Whose the fonts are, for people.
pub const LICENCE: &str = "Set in Noto Sans, (c) The Noto Project Authors, under the SIL Open Font License 1.1. Signs it \
                           lacks are from egui's fonts: Ubuntu Light (Ubuntu Font Licence 1.0), Hack (MIT, Bitstream \
                           Vera), Noto Emoji (SIL OFL 1.1), emoji-icon-font (MIT).";

/// Name of the family of what stands out: titles and headings.
pub const STRONG: &str = "strong";

/// Gives `context` the editor's fonts. Allocates.
pub fn install(context: &Context) {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [("regular", notosans::REGULAR_TTF), (STRONG, notosans::BOLD_TTF)] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let after = |first: &str| [first.to_owned()].into_iter().chain(fallbacks.iter().cloned()).collect();
    fonts.families.insert(FontFamily::Name(STRONG.into()), after(STRONG));
    fonts.families.insert(FontFamily::Proportional, after("regular"));
    context.set_fonts(fonts);
}
