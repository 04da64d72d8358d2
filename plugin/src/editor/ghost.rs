//! A control's ghost: a diamond at the value that sounds, while a scene rules.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, vec2};
use threshold_core::parameters::{Stored, TABLE};

use super::palette;
use super::sounding::Sounding;

/// How far a diamond reaches from its middle, points.
pub const REACH: f32 = 4.5;
/// Distance between a diamond and the text it belongs to.
const GAP: f32 = 3.0;

/// What sounds instead of what a control says.
#[derive(Debug, Clone, PartialEq)]
pub struct Ghost {
    /// Where on the host's 0..1 lane it is.
    pub lane: f32,
    /// Its value, printed.
    pub text: String,
    /// Whether the scene alone rules; otherwise the control has its share.
    pub is_overruled: bool,
}

impl Ghost {
    /// The ghost of the parameter called `name`, if it has one.
    pub fn of(sounding: &Sounding, name: &str) -> Option<Self> {
        if !sounding.is_ruled() {
            return None;
        }
        let (n, entry) = TABLE.iter().enumerate().find(|(_, entry)| entry.name == name)?;
        let value = sounding.values.at(n);
        let is_overruled = match entry.stored {
            Stored::Scene => true,
            Stored::Joined if value != sounding.lanes.at(n) => false,
            Stored::Joined | Stored::Preset | Stored::Session => return None,
        };
        Some(Self { lane: entry.to_lane(value) as f32, text: entry.text(value), is_overruled })
    }

    /// What it means, for a tooltip.
    pub fn told(&self) -> String {
        let Self { text, is_overruled, .. } = self;
        if *is_overruled {
            format!("The scene rules: {text} sounds. Moved now, this control is heard once Scene is Manual.")
        } else {
            format!("Joined with the scene's own: {text} sounds.")
        }
    }

    /// `own` and what sounds, for those who listen to the window.
    pub fn read_out(ghost: Option<&Self>, own: &str) -> String {
        ghost.map_or(own.to_owned(), |ghost| format!("{own}; sounds: {}", ghost.text))
    }

    /// The diamond at `at`.
    pub fn mark(painter: &Painter, at: Pos2) {
        let corners = [vec2(0.0, -REACH), vec2(REACH, 0.0), vec2(0.0, REACH), vec2(-REACH, 0.0)];
        let points = corners.map(|corner| at + corner).to_vec();
        painter.add(Shape::convex_polygon(points, palette::TEXT, Stroke::new(1.0, palette::ROOM)));
    }

    /// At the right end of a `line` whose text ends at `from`: the diamond, and what sounds if it has room.
    pub fn beside(&self, painter: &Painter, line: Rect, from: f32) {
        let galley = painter.layout_no_wrap(self.text.clone(), palette::small(), palette::TEXT);
        let left = line.right() - galley.size().x;
        let diamond = 2.0 * (REACH + GAP);
        if left - diamond < from {
            Self::mark(painter, line.right_center() - vec2(REACH, 0.0));
        } else {
            let at = line.right_center();
            painter.text(at, Align2::RIGHT_CENTER, &self.text, palette::small(), palette::TEXT);
            Self::mark(painter, at - vec2(galley.size().x + GAP + REACH, 0.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Document;
    use threshold_core::parameters::{
        BYPASS, LOSS, PERSPECTIVE, PROCESSOR_OFF, SCENE, TINNITUS_PITCH, TRIM, Values,
    };
    use threshold_core::story::Scene;

    fn sounding(lanes: &Values) -> Sounding {
        let mut document = Document::default();
        let scene = Values::default().with(&LOSS, 0.43).with(&PERSPECTIVE, 0.5).with(&TINNITUS_PITCH, 4000.0);
        document.put(0, "First", &scene);
        Sounding::of(document, lanes)
    }

    #[test]
    fn names_tell_parameters_apart() {
        for (n, entry) in TABLE.iter().enumerate() {
            assert!(TABLE[..n].iter().all(|other| other.name != entry.name), "{}", entry.name);
        }
    }

    #[test]
    fn ghosts_stand_at_what_sounds_and_only_while_a_scene_rules() {
        let lanes = Values::default().with(&LOSS, 0.9).with(&PERSPECTIVE, 0.5);
        assert_eq!(Ghost::of(&sounding(&lanes), LOSS.name), None);
        let ruled = sounding(&lanes.with(&SCENE, Scene::choice(0)));
        let ghost = |name| Ghost::of(&ruled, name);
        let loss = ghost(LOSS.name).expect("overruled");
        assert!((loss.lane - 0.43).abs() < 1e-6 && loss.text == "43 %" && loss.is_overruled);
        assert!(loss.told().starts_with("The scene rules: 43 %"));
        let pitch = ghost(TINNITUS_PITCH.name).expect("overruled");
        assert_eq!(pitch.lane, TINNITUS_PITCH.to_lane(4000.0) as f32);
        let perspective = ghost(PERSPECTIVE.name).expect("joined");
        assert!((perspective.lane - 0.25).abs() < 1e-6 && !perspective.is_overruled);
        for none in [TRIM.name, PROCESSOR_OFF.name, SCENE.name, BYPASS.name] {
            assert_eq!(ghost(none), None, "{none}");
        }
    }
}
