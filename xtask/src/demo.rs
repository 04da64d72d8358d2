//! `cargo xtask demo`: "The drummer" on drums, dialogue and a song, to hear, see and read, and the story's checks.

mod checks;
mod levels;
mod picture;
mod programme;
mod scene;
mod spectrogram;

use anyhow::{Context, Result, ensure};
use integration::figure::Figure;
use integration::figure::Limit::AtMost;

use crate::bundle::{self, Profile};
use crate::host::{Bundle, Plugin};
use crate::hosted::Hosted;
use crate::render::{Blocks, Job, render};
use crate::wav::{SampleFormat, Wav};
use crate::{presets, workspace};

#[cfg(target_os = "linux")]
pub(crate) use programme::sound;

/// Where the demo goes, inside the project's folder.
const OUT: &str = "out";

/// What it plays.
const PRESET: &str = "the-drummer";

/// Builds the plugin unless `no_build`, renders the programme through it and writes `out/demo.wav` and
/// `out/demo.png`; prints the levels, and what the story's checks measure. An error where one of them fails, once
/// everything is written.
pub fn run(no_build: bool) -> Result<()> {
    let folder = workspace::root()?.join(OUT);
    let preset = presets::built_in(PRESET)?;
    let journey = preset.journey()?;
    let bundles = if no_build { bundle::locate(Profile::Release)? } else { bundle::build(Profile::Release)? };
    let hosted =
        Hosted { preset: Some(preset.preset()), ..Hosted::new(Bundle::load(&bundles.clap())?, Plugin::Film) };
    let before = programme::sound()?;
    let automation = programme::automation(before.rate)?;
    let job = Job {
        preset: hosted.preset.as_ref(),
        ..Job::new(hosted.plugin, before.rate, &before.channels, &automation)
    };
    let after = render(&hosted.bundle, &job, |_| {})?;
    print!("{}", levels::table(&journey.names, &before.channels[0], &after[0], before.rate));
    let picture = folder.join("demo.png");
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    picture::draw(&picture, &journey.names, &before.channels[0], &after[0], before.rate)?;
    let sound = folder.join("demo.wav");
    Wav::new(before.rate, after.clone(), SampleFormat::Int24)?.write(&sound)?;
    println!("\nlisten to {}\nlook at  {}", sound.display(), picture.display());

    let live = render(&hosted.bundle, &Job { blocks: Blocks::Random(1), offline: false, ..job }, |_| {})?;
    let own = checks::Measured {
        check: 4,
        slot: 16,
        moved: "the whole demo".to_owned(),
        figures: whole(&after, &live, before.rate),
    };
    let mut measured = checks::measure(&checks::tasks(), &hosted, &journey);
    let place = measured.iter().rposition(|x| x.check <= own.check).map_or(0, |last| last + 1);
    measured.insert(place, own);
    let (text, broken) = checks::report(&measured, &journey.names);
    print!("{text}");
    ensure!(broken == 0, "{broken} figures are not what they have to be");
    Ok(())
}

/// What the whole demo says: `after` is it offline in even blocks, `live` as if in real time in uneven ones.
fn whole(after: &[Vec<f32>], live: &[Vec<f32>], rate: u32) -> Vec<Figure> {
    let pairs = after.iter().flatten().zip(live.iter().flatten());
    let differ = pairs.filter(|(a, b)| a.to_bits() != b.to_bits()).count();
    let end =
        programme::STATES.last().map_or(0.0, |state| state.start) + f64::from(programme::ENDING_SECONDS);
    let still = after.iter().flat_map(|x| &x[(end * f64::from(rate)).ceil() as usize..]);
    let sounding = still.filter(|x| x.to_bits() != 0).count();
    vec![
        Figure::new(
            "in real time, in blocks of 1 to 4096: not as offline in blocks of 512",
            differ as f64,
            "samples",
            AtMost(0.0),
        ),
        Figure::new("after its end faded: not 0.0", sounding as f64, "samples", AtMost(0.0)),
    ]
}
