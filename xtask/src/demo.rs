//! `cargo xtask demo`: drums and dialogue while hearing is lost, to hear, to see and to read.

mod levels;
mod picture;
mod programme;
mod spectrogram;

use anyhow::{Context, Result};

use crate::bundle::{self, Profile};
use crate::host::{Bundle, Plugin};
use crate::render::{Job, render};
use crate::wav::{SampleFormat, Wav};
use crate::workspace;

/// Where the demo goes, inside the project's folder.
const OUT: &str = "out";

/// Builds the plugin, renders the programme through it and writes `out/demo.wav` and `out/demo.png`; prints the levels.
pub fn run() -> Result<()> {
    let folder = workspace::root()?.join(OUT);
    let bundles = bundle::build(Profile::Release)?;
    let bundle = Bundle::load(&bundles.clap())?;
    let before = programme::sound()?;
    let automation = programme::automation(before.rate)?;
    let job = Job::new(Plugin::Film, before.rate, &before.channels, &automation);
    let after = render(&bundle, &job, |_| {})?;
    print!("{}", levels::table(&before.channels[0], &after[0], before.rate));
    let picture = folder.join("demo.png");
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    picture::draw(&picture, &before.channels[0], &after[0], before.rate)?;
    let sound = folder.join("demo.wav");
    Wav::new(before.rate, after, SampleFormat::Int24)?.write(&sound)?;
    println!("\nlisten to {}\nlook at  {}", sound.display(), picture.display());
    Ok(())
}
