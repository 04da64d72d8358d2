//! What the pictures of the manual are drawn with.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use epaint_default_fonts::UBUNTU_LIGHT;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
pub use plotters::style::text_anchor::HPos;
use plotters::style::text_anchor::{Pos, VPos};
use png::{BitDepth, ColorType, Compression, Encoder, FilterType};

/// Behind everything.
pub const BACKGROUND: RGBColor = RGBColor(16, 18, 24);
/// What is to be read first.
pub const INK: RGBColor = RGBColor(226, 228, 235);
/// What is to be read second.
pub const FAINT: RGBColor = RGBColor(128, 133, 148);

/// A picture, or part of one.
pub type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;

/// What drawing comes to.
pub type Drawn =
    std::result::Result<(), DrawingAreaErrorKind<<BitMapBackend<'static> as DrawingBackend>::ErrorType>>;

/// Has `paint` draw a picture of `size` pixels, and writes it to `path`.
pub fn draw(path: &Path, size: (u32, u32), paint: impl FnOnce(&Area<'_>) -> Drawn) -> Result<()> {
    // A machine may have no font at all: this one (Ubuntu Light, Ubuntu font licence 1.0) comes in a crate.
    register_font("sans-serif", FontStyle::Normal, UBUNTU_LIGHT)
        .map_err(|_| anyhow!("the picture's font can't be read"))?;
    let mut pixels = vec![0; 3 * size.0 as usize * size.1 as usize];
    {
        let image = BitMapBackend::with_buffer(&mut pixels, size).into_drawing_area();
        let failed = |error: DrawingAreaErrorKind<_>| anyhow!("could not draw {}: {error}", path.display());
        image.fill(&BACKGROUND).and_then(|()| paint(&image)).map_err(failed)?;
        image.present().map_err(failed)?;
    }
    save(path, size, &pixels).with_context(|| format!("could not write {}", path.display()))
}

/// Writes a picture as small as it gets: those of the manual are kept with the code.
pub(crate) fn save(path: &Path, (width, height): (u32, u32), pixels: &[u8]) -> Result<()> {
    let mut encoder = Encoder::new(BufWriter::new(File::create(path)?), width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Best);
    encoder.set_filter(FilterType::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    Ok(writer.finish()?)
}

/// Writes `text`, its `side` and the middle of its height at `at`.
pub fn write(image: &Area<'_>, text: &str, at: (i32, i32), size: i32, ink: RGBColor, side: HPos) -> Drawn {
    let style = ("sans-serif", size).into_font().color(&ink).pos(Pos::new(side, VPos::Center));
    image.draw(&Text::new(text.to_owned(), at, style))
}
