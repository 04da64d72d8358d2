//! The badge that says which loudspeakers the track's channels feed, with a picture of them around a head.

use egui::{
    Align2, Color32, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    vec2,
};
use threshold_core::base::layout::Speaker;
use threshold_core::base::{Ear, Layout};
use threshold_core::parameters::{LAYOUT, LAYOUT_CHOICES};

use super::{palette, told};

/// Side of the picture.
const PICTURE: f32 = 20.0;
/// Distance of loudspeakers from the head's middle, and of those above the listener.
const RADIUS: f32 = 8.0;
const HIGH_RADIUS: f32 = 4.5;
const HEAD_RADIUS: f32 = 2.5;
const DOT: f32 = 1.5;
const PADDING: f32 = 6.0;

/// How it is known what the channels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// The host says so.
    FromHost,
    /// It was chosen.
    Chosen,
    /// There is nothing else as many channels could be.
    ByNumber,
    /// Nobody says, and they could be something else.
    Guessed,
}

/// What is known of the track's channels.
#[derive(Debug, Clone, Copy)]
pub struct Loudspeakers {
    /// What they are taken for.
    pub layout: Layout,
    /// Whether the host says so.
    pub is_named: bool,
    /// What the parameter Layout says, 0 being what the host says.
    pub chosen: i32,
}

impl Loudspeakers {
    fn known(&self) -> Known {
        let chosen = usize::try_from(self.chosen).ok().and_then(choice);
        let width = self.layout.channels();
        let others = (0..LAYOUT_CHOICES.len()).filter_map(choice);
        let mut others = others.filter(|other| other.channels() == width && other.name != self.layout.name);
        if chosen.is_some_and(|chosen| chosen.channels() == width) {
            Known::Chosen
        } else if width > 1 && self.is_named {
            Known::FromHost
        } else if others.next().is_some() {
            Known::Guessed
        } else {
            Known::ByNumber
        }
    }

    /// What the badge says.
    fn text(&self) -> String {
        let name = self.layout.name;
        match self.known() {
            Known::FromHost => format!("{name} · from host"),
            Known::Chosen => format!("{name} · chosen"),
            Known::ByNumber => name.to_owned(),
            Known::Guessed => format!("{name} · a guess"),
        }
    }

    /// The same as a sentence.
    fn told(&self) -> String {
        let (name, channels) = (self.layout.name, self.layout.channels());
        match self.known() {
            Known::FromHost => format!("The host says that the {channels} channels are {name}."),
            Known::Chosen => format!("{} says that the channels are {name}.", LAYOUT.name),
            Known::ByNumber => format!("Channels: {channels}, which are {name}."),
            Known::Guessed if channels == 1 => {
                "One channel, which both ears hear. Layout, on the Lab page, gives it to one ear.".to_owned()
            }
            Known::Guessed => format!(
                "The host does not say what its {channels} channels are: they are taken for {name}. If that is wrong, \
                 choose: Layout, on the Lab page."
            ),
        }
    }

    /// How wide the badge is.
    pub fn width(&self, ui: &Ui) -> f32 {
        let galley = ui.painter().layout_no_wrap(self.text(), palette::small(), palette::TEXT);
        PICTURE + galley.size().x + 2.5 * PADDING
    }

    /// Shows the badge in `rect`.
    pub fn show(&self, ui: &Ui, rect: Rect) -> Response {
        let response = ui.interact(rect, ui.scope_id().with("loudspeakers"), Sense::click());
        let text = self.text();
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("Loudspeakers: {text}"))
        });
        // A guess that would be heard wrongly is a warning; a mono track is one as a rule.
        let warns = self.known() == Known::Guessed && self.layout.channels() > 1;
        let colour = if warns { palette::ACCENT } else { palette::TEXT };
        let edge = if warns { palette::ACCENT } else { palette::EDGE };
        let fill = if response.hovered() { palette::RAISED } else { palette::SCREEN };
        let painter = ui.painter();
        painter.rect(rect, 0.5 * rect.height(), fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        let middle = rect.left_center() + vec2(PADDING + 0.5 * PICTURE, 0.0);
        picture(painter, middle, self.layout, colour);
        let at = middle + vec2(0.5 * PICTURE + 0.5 * PADDING, 0.0);
        painter.text(at, Align2::LEFT_CENTER, &text, palette::small(), colour);
        told::tell(ui, &response, "Loudspeakers", String::new, self.told());
        response.on_hover_text(self.told())
    }
}

/// The layout that a choice of the parameter names; none for what the host says.
fn choice(number: usize) -> Option<Layout> {
    match LAYOUT_CHOICES.get(number)? {
        &"Mono: both ears" => Some(Layout::MONO),
        name => Layout::named(name),
    }
}

/// A head seen from above, and the loudspeakers around it.
fn picture(painter: &Painter, middle: Pos2, layout: Layout, colour: Color32) {
    painter.circle_stroke(middle, HEAD_RADIUS, Stroke::new(1.0, palette::TEXT_QUIET));
    for (idx, speaker) in layout.speakers.iter().enumerate() {
        let earlier = layout.speakers[..idx].iter().filter(|other| *other == speaker).count();
        let at = middle + place(*speaker, earlier);
        match speaker {
            Speaker::Lfe => {
                painter.rect_filled(Rect::from_center_size(at, Vec2::splat(2.0 * DOT)), 0.0, colour);
            }
            Speaker::Height(_) => {
                painter.circle_stroke(at, DOT, Stroke::new(1.0, colour));
            }
            _ => {
                painter.circle_filled(at, DOT, colour);
            }
        }
    }
}

/// Where a loudspeaker stands, seen from the head; the `earlier` ones of its kind stand further to the front. Angles as
/// studios have them (ITU-R BS.775 and BS.2051), the LFE between centre and right, where there is room.
fn place(speaker: Speaker, earlier: usize) -> Vec2 {
    let (side, degrees, radius) = match speaker {
        Speaker::Alone(_) | Speaker::Centre => (Ear::Right, 0.0, RADIUS),
        Speaker::Front(ear) => (ear, 35.0, RADIUS),
        Speaker::Lfe => (Ear::Right, 68.0, RADIUS),
        Speaker::Surround(ear) => (ear, if earlier == 0 { 105.0 } else { 145.0 }, RADIUS),
        Speaker::RearCentre => (Ear::Right, 180.0, RADIUS),
        Speaker::Height(ear) => (ear, if earlier == 0 { 45.0 } else { 135.0 }, HIGH_RADIUS),
    };
    let sign = if side == Ear::Left { -1.0 } else { 1.0 };
    let angle = sign * f32::to_radians(degrees);
    radius * vec2(angle.sin(), -angle.cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(layout: Layout, is_named: bool, chosen: i32) -> Known {
        Loudspeakers { layout, is_named, chosen }.known()
    }

    #[test]
    fn only_what_nobody_says_and_could_be_another_is_a_guess() {
        assert_eq!(known(Layout::SEVEN_1_4, true, 0), Known::FromHost);
        assert_eq!(known(Layout::STEREO, false, 0), Known::ByNumber);
        for ambiguous in [Layout::MONO, Layout::QUAD, Layout::FIVE_0, Layout::FIVE_1] {
            assert_eq!(known(ambiguous, false, 0), Known::Guessed, "{}", ambiguous.name);
        }
        assert_eq!(known(Layout::MONO, true, 0), Known::Guessed);
        assert_eq!(known(Layout::LCRS, false, 5), Known::Chosen);
        // A choice for another number of channels says nothing.
        assert_eq!(known(Layout::QUAD, false, 7), Known::Guessed);
    }

    #[test]
    fn every_choice_but_the_hosts_is_a_layout() {
        assert_eq!(choice(0), None);
        assert!((1..LAYOUT_CHOICES.len()).all(|number| choice(number).is_some()));
    }

    #[test]
    fn no_two_loudspeakers_stand_in_one_place() {
        for layout in Layout::ALL {
            let places: Vec<Vec2> = layout
                .speakers
                .iter()
                .enumerate()
                .map(|(idx, speaker)| {
                    place(*speaker, layout.speakers[..idx].iter().filter(|other| *other == speaker).count())
                })
                .collect();
            for (idx, one) in places.iter().enumerate() {
                let apart = |other: &Vec2| (*other - *one).length() > 2.0 * DOT;
                assert!(places[..idx].iter().all(apart), "{}, {idx}: {places:?}", layout.name);
                assert!(one.length() <= 0.5 * PICTURE);
            }
        }
    }
}
