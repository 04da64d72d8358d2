//! Where everything stands in a window of any size: the picture takes what the controls leave.

use egui::{Rect, Vec2, pos2, vec2};

/// Smallest window in which everything can be read, logical pixels.
pub const SMALLEST: Vec2 = vec2(640.0, 820.0);

/// Margin around the window's contents.
const MARGIN: f32 = 12.0;
/// Distance between neighbours.
const GAP: f32 = 10.0;
const HEADER_HEIGHT: f32 = 28.0;
/// Height of the line below it.
const BAR_HEIGHT: f32 = 24.0;
/// Distance between the two.
const BAR_GAP: f32 = 4.0;
/// Height of a macro: its groove and the marks below.
const MACRO_HEIGHT: f32 = 44.0;
/// Height of a row of small controls.
const SMALL_HEIGHT: f32 = 40.0;
/// Height of the row of inner macros: small controls, and marks below.
const INNER_HEIGHT: f32 = 58.0;
/// Height of the custom audiogram's table: a heading and a line for each ear.
const AUDIOGRAM_HEIGHT: f32 = 64.0;
const METERS_WIDTH: f32 = 112.0;

/// Height of the story: a line of words and buttons, and the slots below.
const STORY_HEIGHT: f32 = 60.0;

/// One rectangle per part of the editor.
#[derive(Debug, Clone, Copy)]
pub struct Areas {
    /// Name, state, track, bypass.
    pub header: Rect,
    /// Preset, A and B, and the way back.
    pub bar: Rect,
    /// The curve and the spectra.
    pub picture: Rect,
    /// Levels of both ears.
    pub meters: Rect,
    /// The scenes in their slots.
    pub story: Rect,
    /// The custom audiogram, if it is shown.
    pub audiogram: Option<Rect>,
    /// The macros, one above the other.
    pub macros: [Rect; 2],
    /// What the head makes, and Processor off, in one row.
    pub inner: Rect,
    /// What kind of loss it is, in one row.
    pub kind: Rect,
    /// What is lost besides level, in one row.
    pub detail: Rect,
    /// What the ringing is like, in one row.
    pub ring: Rect,
    /// The implant, in one row.
    pub implant: Rect,
    /// What happens to hearing, in one row.
    pub event: Rect,
    /// Everything smaller, in one row.
    pub small: Rect,
}

impl Areas {
    /// The parts of a `window`, with or without the table of the custom audiogram.
    pub fn of(window: Rect, with_audiogram: bool) -> Self {
        let room = window.shrink(MARGIN);
        let rows = |top: f32, height: f32| {
            Rect::from_min_max(pos2(room.left(), top), pos2(room.right(), top + height))
        };
        let header = rows(room.top(), HEADER_HEIGHT);
        let bar = rows(header.bottom() + BAR_GAP, BAR_HEIGHT);
        let small = rows(room.bottom() - SMALL_HEIGHT, SMALL_HEIGHT);
        let event = rows(small.top() - GAP - SMALL_HEIGHT, SMALL_HEIGHT);
        let implant = rows(event.top() - GAP - SMALL_HEIGHT, SMALL_HEIGHT);
        let ring = rows(implant.top() - GAP - SMALL_HEIGHT, SMALL_HEIGHT);
        let detail = rows(ring.top() - GAP - SMALL_HEIGHT, SMALL_HEIGHT);
        let kind = rows(detail.top() - GAP - SMALL_HEIGHT, SMALL_HEIGHT);
        let inner = rows(kind.top() - INNER_HEIGHT, INNER_HEIGHT);
        let loss = rows(inner.top() - MACRO_HEIGHT, MACRO_HEIGHT);
        let perspective = rows(loss.top() - MACRO_HEIGHT, MACRO_HEIGHT);
        let audiogram =
            with_audiogram.then(|| rows(perspective.top() - GAP - AUDIOGRAM_HEIGHT, AUDIOGRAM_HEIGHT));
        let story = rows(audiogram.unwrap_or(perspective).top() - GAP - STORY_HEIGHT, STORY_HEIGHT);
        let bottom = story.top() - GAP;
        let middle = rows(bar.bottom() + GAP, bottom - bar.bottom() - GAP);
        let (mut picture, mut meters) = (middle, middle);
        picture.max.x -= METERS_WIDTH + GAP;
        meters.min.x = picture.max.x + GAP;
        let macros = [perspective, loss];
        Self {
            header,
            bar,
            picture,
            meters,
            story,
            audiogram,
            macros,
            inner,
            kind,
            detail,
            ring,
            implant,
            event,
            small,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::EDITOR_SIZE;

    #[test]
    fn parts_never_overlap_and_the_picture_stays_the_largest() {
        let sizes = [SMALLEST, vec2(EDITOR_SIZE.0 as f32, EDITOR_SIZE.1 as f32), vec2(1600.0, 1000.0)];
        for (size, with_audiogram) in sizes.into_iter().flat_map(|size| [(size, false), (size, true)]) {
            let window = Rect::from_min_size(pos2(0.0, 0.0), size);
            let areas = Areas::of(window, with_audiogram);
            let mut parts = vec![
                areas.picture,
                areas.header,
                areas.bar,
                areas.meters,
                areas.story,
                areas.inner,
                areas.kind,
                areas.detail,
                areas.ring,
                areas.implant,
                areas.event,
                areas.small,
            ];
            parts.extend(areas.macros);
            parts.extend(areas.audiogram);
            assert_eq!(areas.audiogram.is_some(), with_audiogram);
            for (idx, part) in parts.iter().enumerate() {
                assert!(part.is_positive() && window.contains_rect(*part), "{size:?}, part {idx}: {part:?}");
                assert!(part.area() <= areas.picture.area(), "{size:?}, part {idx}");
                let apart = |other: &Rect| !part.shrink(0.5).intersects(other.shrink(0.5));
                assert!(parts[..idx].iter().all(apart), "{size:?}, part {idx}");
            }
        }
    }
}
