//! The editor's colours: a dark room, one warm accent, and a colour for each ear.

use egui::style::ScrollAnimation;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Context, CornerRadius, FontFamily, FontId, Stroke, TextStyle, Theme, Visuals};
use threshold_core::base::Ear;

use super::fonts;
use super::preferences::Preferences;

/// Behind everything.
pub const ROOM: Color32 = Color32::from_rgb(0x17, 0x1A, 0x20);
/// Behind the picture and the meters.
pub const SCREEN: Color32 = Color32::from_rgb(0x0E, 0x11, 0x15);
/// Behind a group of controls.
pub const PANEL: Color32 = Color32::from_rgb(0x1C, 0x20, 0x27);
/// Buttons, badges and grooves.
pub const RAISED: Color32 = Color32::from_rgb(0x26, 0x2B, 0x34);
/// The same under the pointer.
pub const RAISED_HOVERED: Color32 = Color32::from_rgb(0x30, 0x36, 0x41);
/// Edges of buttons and windows.
pub const EDGE: Color32 = Color32::from_rgb(0x3B, 0x43, 0x50);
/// What is read first.
pub const TEXT: Color32 = Color32::from_rgb(0xE8, 0xEB, 0xF0);
/// Captions and scales.
pub const TEXT_QUIET: Color32 = Color32::from_rgb(0xA4, 0xAC, 0xB9);
/// Grid lines: kept below everything that carries a reading.
pub const GRID: Color32 = Color32::from_rgb(0x1D, 0x22, 0x2A);
/// Grid lines with a label.
pub const GRID_LABELLED: Color32 = Color32::from_rgb(0x2A, 0x30, 0x3A);
/// The edge of the input's spectrum.
pub const INPUT_LINE: Color32 = Color32::from_rgb(0x74, 0x80, 0x94);
/// The output's spectrum.
pub const OUTPUT_LINE: Color32 = Color32::from_rgb(0xF2, 0xF4, 0xF8);
/// The loss, and whatever a hand may take hold of.
pub const ACCENT: Color32 = Color32::from_rgb(0xE9, 0xBD, 0x72);
/// Curves of stations the loss is not at.
pub const STATION_LINE: Color32 = Color32::from_rgb(0x5C, 0x63, 0x70);
/// A typed value that could not be read.
pub const REFUSED: Color32 = Color32::from_rgb(0xF2, 0x7D, 0x72);

/// The ring around what has the keyboard.
pub const FOCUS: Color32 = Color32::from_rgb(0xFF, 0xFF, 0xFF);

/// Size of ordinary text, points.
pub const TEXT_SIZE: f32 = 13.0;
/// Size of scales, badges and marks.
pub const SMALL_SIZE: f32 = 11.0;
/// Size of the name in the header.
pub const TITLE_SIZE: f32 = 18.0;
/// Roundness of boxes.
pub const CORNER: u8 = 4;

/// An ear's colour, vermillion or sky blue of Okabe and Ito's set: right is warm, as on clinical charts, and the two
/// stay apart for every kind of colour vision. Never without the ear's letter.
pub const fn ear(ear: Ear) -> Color32 {
    match ear {
        Ear::Left => Color32::from_rgb(0x56, 0xB4, 0xE9),
        Ear::Right => Color32::from_rgb(0xD5, 0x5E, 0x00),
    }
}

/// `colour` with `opacity` 0..1, for fills that something shows through.
pub fn veil(colour: Color32, opacity: f32) -> Color32 {
    colour.gamma_multiply(opacity)
}

/// Font of scales, badges and marks.
pub fn small() -> FontId {
    FontId::new(SMALL_SIZE, FontFamily::Proportional)
}

/// Font of ordinary text.
pub fn text() -> FontId {
    FontId::new(TEXT_SIZE, FontFamily::Proportional)
}

/// Font of titles and headings, `size` points.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(fonts::STRONG.into()))
}

/// One line of `text`, cut off with an ellipsis where it is wider than `width`.
pub fn truncated(text: &str, font: FontId, colour: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    job
}

/// How long the pointer rests before a control explains itself, seconds.
const TIP_DELAY_SECONDS: f32 = 0.5;
/// The same where it never does: longer than any session.
const NEVER_SECONDS: f32 = 1e6;
/// How long what opens and closes takes, seconds.
const ANIMATION_SECONDS: f32 = 0.08;

/// Makes `context` move and explain itself as `preferences` say.
pub fn prefer(context: &Context, preferences: Preferences) {
    let delay = if preferences.tips { TIP_DELAY_SECONDS } else { NEVER_SECONDS };
    let animation = if preferences.reduced_motion { 0.0 } else { ANIMATION_SECONDS };
    let style = context.style_of(Theme::Dark);
    let moves = animation > 0.0;
    let is_so = style.interaction.tooltip_delay == delay
        && style.animation_time == animation
        && style.visuals.text_cursor.blink == moves;
    if !is_so {
        context.style_mut_of(Theme::Dark, |style| {
            style.interaction.tooltip_delay = delay;
            style.animation_time = animation;
            // The cursor in a field, and lists that scroll to what is chosen.
            style.visuals.text_cursor.blink = moves;
            style.scroll_animation = if moves { ScrollAnimation::default() } else { ScrollAnimation::none() };
        });
    }
}

/// Gives every widget of `context` these colours and sizes, whatever the system's theme.
pub fn apply(context: &Context) {
    fonts::install(context);
    context.set_theme(Theme::Dark);
    context.style_mut_of(Theme::Dark, |style| {
        style.text_styles = [
            (TextStyle::Heading, TITLE_SIZE),
            (TextStyle::Body, TEXT_SIZE),
            (TextStyle::Button, TEXT_SIZE),
            (TextStyle::Small, SMALL_SIZE),
        ]
        .into_iter()
        .map(|(role, size)| (role, FontId::new(size, FontFamily::Proportional)))
        .chain([(TextStyle::Monospace, FontId::new(TEXT_SIZE, FontFamily::Monospace))])
        .collect();
        style.visuals = visuals();
    });
}

fn visuals() -> Visuals {
    let mut visuals = Visuals::dark();
    visuals.override_text_color = Some(TEXT);
    visuals.weak_text_color = Some(TEXT_QUIET);
    visuals.panel_fill = ROOM;
    visuals.window_fill = RAISED;
    visuals.window_stroke = Stroke::new(1.0, EDGE);
    visuals.extreme_bg_color = SCREEN;
    visuals.selection.bg_fill = veil(ACCENT, 0.35);
    visuals.selection.stroke = Stroke::new(1.0, ACCENT);
    for (state, fill) in [
        (&mut visuals.widgets.inactive, RAISED),
        (&mut visuals.widgets.hovered, RAISED_HOVERED),
        (&mut visuals.widgets.active, RAISED_HOVERED),
        (&mut visuals.widgets.open, RAISED_HOVERED),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, EDGE);
        state.fg_stroke = Stroke::new(1.0, TEXT);
        state.corner_radius = CornerRadius::same(CORNER);
        state.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests;
