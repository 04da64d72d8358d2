//! The demo as a picture: spectrograms before and after, one above the other, with the states marked.

use std::path::Path;

use anyhow::Result;
use plotters::prelude::*;

use super::programme::{LENGTH, STATES};
use super::spectrogram::Spectrogram;
use crate::paint::{self, Area, Drawn, FAINT, HPos, INK, write};

/// Size of the picture, pixels.
const SIZE: (u32, u32) = (2000, 1120);
/// Lowest and highest frequency shown, Hz.
const FREQUENCIES: (f64, f64) = (40.0, 20_000.0);
/// Frequencies named beside the picture, Hz.
const NAMED: [(f64, &str); 9] = [
    (50.0, "50"),
    (100.0, "100"),
    (200.0, "200"),
    (500.0, "500"),
    (1000.0, "1k"),
    (2000.0, "2k"),
    (5000.0, "5k"),
    (10_000.0, "10k"),
    (20_000.0, "20 kHz"),
];
/// Levels that get the darkest and the brightest colour, dB re a full-scale sine.
const LEVELS: (f32, f32) = (-105.0, -20.0);
/// Seconds between time marks.
const TIME_STEP: usize = 5;
/// Room around a spectrogram, pixels.
const LEFT: i32 = 90;
const RIGHT: i32 = 130;
const TITLE: i32 = 64;
const HEAD: i32 = 70;
/// Rows of names above a spectrogram, so that none runs into the next, and their height, pixels.
const ROWS: usize = 3;
const ROW: i32 = 18;
const FOOT: i32 = 32;

/// Draws the picture to `path`. `names` are those of the slots.
pub fn draw(path: &Path, names: &[String], before: &[f32], after: &[f32], rate: u32) -> Result<()> {
    paint::draw(path, SIZE, |image| paint(image, names, [("before", before), ("after", after)], rate))
}

fn paint(image: &Area<'_>, names: &[String], sounds: [(&str, &[f32]); 2], rate: u32) -> Drawn {
    write(
        image,
        "Threshold Shift: The drummer, on drums, dialogue and a song",
        (LEFT, 34),
        30,
        INK,
        HPos::Left,
    )?;
    write(
        image,
        "a rendering through the real CLAP bundle; left channel",
        (SIZE.0 as i32 - RIGHT, 34),
        18,
        FAINT,
        HPos::Right,
    )?;
    let height = (SIZE.1 as i32 - TITLE) / 2;
    for (idx, (name, sound)) in sounds.into_iter().enumerate() {
        let top = TITLE + idx as i32 * height + HEAD;
        let panel = Panel { top, height: height - HEAD - FOOT, width: SIZE.0 as i32 - LEFT - RIGHT };
        panel.paint(image, name, names, &Spectrogram::new(sound, rate, panel.width as usize))?;
    }
    scale(image, TITLE + HEAD, 2 * height - HEAD - FOOT)
}

/// Where one spectrogram stands, pixels.
struct Panel {
    top: i32,
    height: i32,
    width: i32,
}

impl Panel {
    fn y(&self, hz: f64) -> i32 {
        let (low, high) = FREQUENCIES;
        let up = (hz / low).ln() / (high / low).ln();
        self.top + self.height - 1 - (up * f64::from(self.height - 1)).round() as i32
    }

    fn hz(&self, y: i32) -> f64 {
        let (low, high) = FREQUENCIES;
        low * (high / low).powf(f64::from(self.top + self.height - 1 - y) / f64::from(self.height - 1))
    }

    fn x(&self, seconds: f64) -> i32 {
        LEFT + (seconds / LENGTH * f64::from(self.width)).round() as i32
    }

    fn paint(&self, image: &Area<'_>, name: &str, names: &[String], levels: &Spectrogram) -> Drawn {
        for y in self.top..self.top + self.height {
            let (high, low) = (self.hz(y - 1), self.hz(y));
            for column in 0..self.width {
                let level = levels.level_db(column as usize, low, high);
                image.draw_pixel((LEFT + column, y), &colour(level))?;
            }
        }
        for (hz, label) in NAMED {
            let y = self.y(hz);
            image.draw(&PathElement::new([(LEFT - 6, y), (LEFT, y)], FAINT))?;
            write(image, label, (LEFT - 12, y), 16, FAINT, HPos::Right)?;
        }
        write(image, name, (16, self.top - 16), 18, INK, HPos::Left)?;
        let bottom = self.top + self.height;
        for seconds in (0..=LENGTH as usize).step_by(TIME_STEP) {
            let x = self.x(seconds as f64);
            image.draw(&PathElement::new([(x, bottom), (x, bottom + 5)], FAINT))?;
            write(image, &format!("{seconds} s"), (x, bottom + 14), 15, FAINT, HPos::Center)?;
        }
        for (idx, state) in STATES.iter().enumerate() {
            let x = self.x(state.start);
            let middle = self.top - ROW * (ROWS - idx % ROWS) as i32 + ROW / 2;
            image.draw(&PathElement::new([(x, middle - ROW / 2), (x, bottom)], INK.stroke_width(1)))?;
            let label = format!("S{} {}", state.slot, names[state.slot]);
            write(image, &label, (x + 5, middle), 15, INK, HPos::Left)?;
        }
        Ok(())
    }
}

/// The legend: which colour is which level.
fn scale(image: &Area<'_>, top: i32, height: i32) -> Drawn {
    let x = SIZE.0 as i32 - RIGHT + 30;
    let (low, high) = LEVELS;
    for y in 0..height {
        let level = high - (high - low) * y as f32 / (height - 1) as f32;
        image.draw(&PathElement::new([(x, top + y), (x + 18, top + y)], colour(level)))?;
    }
    for level in (low as i32 / 10 * 10..=high as i32).step_by(10) {
        let y = top + ((high - level as f32) / (high - low) * (height - 1) as f32).round() as i32;
        write(image, &format!("{level}"), (x + 26, y), 15, FAINT, HPos::Left)?;
    }
    write(image, "dBFS", (x, top - 16), 16, INK, HPos::Left)
}

/// Dark for silence, bright for loud: a scale that rises evenly in brightness, also for colour-blind eyes and in print.
fn colour(level: f32) -> RGBColor {
    let (low, high) = LEVELS;
    ViridisRGB::get_color(((level - low) / (high - low)).clamp(0.0, 1.0))
}
