//! `cargo xtask editor`: the real editor of the real bundle in a window, while sound plays: a picture of it, or to try out.

pub mod playing;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use threshold_core::parameters::Parameter;

use crate::bundle::{self, Profile};
use crate::desktop::{Chord, Display, Happening, Window, again_on};
use crate::host::{Bundle, Event, Instance, Plugin, Preset, Setup, Size};
use crate::render::USUAL_BLOCK;
use crate::wav::Wav;
use crate::{demo, paint, presets, values, workspace};
use playing::Playing;

/// Where the picture goes unless somebody says.
const SHOT: &str = "out/editor.png";
/// The window before the editor has said how large it is, pixels.
const FIRST_SIZE: Size = (640, 480);
/// How often the window is looked after.
const LOOK: Duration = Duration::from_millis(10);
/// What the editor gets to settle after keys and clicks.
const SETTLE: Duration = Duration::from_millis(700);

/// The manual's pictures: where they go, and what they show.
const PICTURES: &[(&str, &[&str])] = &[
    ("docs/editor.png", &["--preset", "the-drummer", "--set", "journey=2.77", "--seconds", "4"]),
    (
        "docs/detail.png",
        &[
            "--set",
            "loss_path=N4 moderate to severe",
            "--set",
            "loss=1",
            "--set",
            "better_ear=-0.4",
            "--keys",
            "ctrl+2",
        ],
    ),
    (
        "docs/implant.png",
        &["--set", "implant=1", "--set", "implant_map=22 electrodes", "--keys", "ctrl+3", "--seconds", "4"],
    ),
    ("docs/laboratory.png", &["--set", "implant=1", "--keys", "ctrl+4"]),
    ("docs/presets.png", &["--click", "200,68", "--click", "260,100"]),
];

/// Arguments of the command.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // switches, as a command line has them
pub struct Options {
    /// Where the picture goes [default: out/editor.png]
    #[arg(long, value_name = "FILE.png")]
    shot: Option<PathBuf>,
    /// Draw every picture of the manual
    #[arg(long, conflicts_with_all = ["shot", "show", "display", "keys", "click", "point", "preset", "set"])]
    docs: bool,
    /// Take no picture: leave the window open until it is closed, on the display one works at
    #[arg(long, conflicts_with = "shot")]
    show: bool,
    /// Size of the editor, pixels [default: as large as it likes]
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<Size>,
    /// Use Threshold Shift Live instead of Threshold Shift
    #[arg(long)]
    live: bool,
    /// Start from a preset: the id or name of one that `cargo xtask presets` lists, or a file; --set then moves what it says
    #[arg(long, value_name = "NAME|FILE.tshift", value_parser = presets::preset)]
    preset: Option<Preset>,
    /// Set a parameter: loss=0.65, "loss=65 %", perspective=World; may be given several times
    #[arg(long, value_name = "ID=VALUE", value_parser = values::assignment)]
    set: Vec<(&'static Parameter, f32)>,
    /// WAV file that plays meanwhile, over and over [default: what the demo plays]; nobody hears it
    #[arg(long, value_name = "FILE.wav")]
    sound: Option<PathBuf>,
    /// How long to wait, for meters and spectra, before anything is done
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    seconds: f64,
    /// Keys to press before the picture: "ctrl+2,Tab,Right"
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    keys: Vec<Chord>,
    /// Where to click then, in pixels of the editor; may be given several times
    #[arg(long, value_name = "X,Y", value_parser = place)]
    click: Vec<(i16, i16)>,
    /// Where to leave the pointer, as for a tooltip [default: outside]
    #[arg(long, value_name = "X,Y", value_parser = place)]
    point: Option<(i16, i16)>,
    /// Use an X display that there is, as :0 [default: one of its own, drawn by the processor; with --show the current one]
    #[arg(long, value_name = "NAME", overrides_with = "display")]
    display: Option<String>,
    /// Use the bundle as it was last built
    #[arg(long, overrides_with = "no_build")]
    no_build: bool,
    /// Use the bundle with debug assertions, which stops at any memory allocation while it processes
    #[arg(long)]
    guarded: bool,
}

impl Options {
    /// Opens the editor. Errors say what is missing, or what the plugin refuses.
    pub fn run(self) -> Result<()> {
        ensure!(
            self.seconds.is_finite() && (0.0..=3600.0).contains(&self.seconds),
            "--seconds takes 0 to 3600"
        );
        let profile = if self.guarded { Profile::Guarded } else { Profile::Release };
        let bundles = if self.no_build { bundle::locate(profile)? } else { bundle::build(profile)? };
        if self.docs {
            return docs(self.guarded);
        }
        let current = env::var("DISPLAY").ok();
        let wanted = self.display.clone().or_else(|| current.clone().filter(|_| self.show));
        match wanted {
            Some(name) if Some(&name) == current.as_ref() => self.open(&bundles.clap()),
            Some(name) => once_more(again_on(&name)?, env::args().skip(1), &name),
            None if self.show => bail!("there is no display to show it on: DISPLAY is not set"),
            None => {
                let display = Display::start()?;
                once_more(display.again()?, env::args().skip(1), display.name())
            }
        }
    }

    /// Opens the editor on this process's display.
    fn open(&self, clap: &Path) -> Result<()> {
        let sound = match &self.sound {
            Some(path) => Wav::read(path)?,
            None => demo::sound()?,
        };
        let plugin = if self.live { Plugin::Live } else { Plugin::Film };
        let bundle = Bundle::load(clap)?;
        let mut instance = bundle.open(Setup {
            plugin,
            rate: f64::from(sound.rate),
            max_block: USUAL_BLOCK as u32,
            channels: sound.channels.len(),
            aux: false,
            offline: false,
        })?;
        if let Some(preset) = &self.preset {
            instance.load_preset(preset)?;
        }
        let mut events = Vec::new();
        for (entry, value) in &self.set {
            let parameter = instance.parameter(entry.id)?;
            events.push(Event { frame: 0, id: parameter.id, value: parameter.clap_value(*value) });
        }
        let mut window = Window::open("Threshold Shift", (0, 0), self.size.unwrap_or(FIRST_SIZE))?;
        let size = instance.open_editor(window.id(), self.size)?;
        window.resize(size)?;
        let playing = Playing::looped(instance.detach()?, sound, events);
        let done = self.work(&mut instance, &mut window, &playing);
        let processor = playing.stop()?;
        instance.close_editor();
        instance.attach(processor);
        done
    }

    /// What happens while it is open.
    fn work(&self, instance: &mut Instance, window: &mut Window, playing: &Playing) -> Result<()> {
        if self.show {
            while look(instance, window, playing)? {}
            return Ok(());
        }
        window.hands()?.leave()?;
        wait(Duration::from_secs_f64(self.seconds), instance, window, playing)?;
        for chord in &self.keys {
            window.hands()?.press(chord)?;
            look(instance, window, playing)?;
        }
        for place in &self.click {
            window.hands()?.click(*place)?;
            look(instance, window, playing)?;
        }
        match self.point {
            Some(place) => window.hands()?.point(place)?,
            None => window.hands()?.leave()?,
        }
        wait(SETTLE, instance, window, playing)?;
        let shot = match &self.shot {
            Some(path) => path.clone(),
            None => workspace::root()?.join(SHOT),
        };
        let (size, pixels) = window.picture()?;
        let (first, mut others) = (pixels.get(..3), pixels.chunks(3));
        ensure!(others.any(|x| Some(x) != first), "the editor has drawn nothing: is there OpenGL?");
        if let Some(folder) = shot.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("could not make {}", folder.display()))?;
        }
        paint::save(&shot, size, &pixels).with_context(|| format!("could not write {}", shot.display()))?;
        println!("look at {} ({}x{})", shot.display(), size.0, size.1);
        Ok(())
    }
}

/// Looks after window and instance for so long.
fn wait(time: Duration, instance: &mut Instance, window: &mut Window, playing: &Playing) -> Result<()> {
    let end = Instant::now() + time;
    while Instant::now() < end {
        ensure!(look(instance, window, playing)?, "the window was closed before its picture was taken");
    }
    Ok(())
}

/// Looks after window and instance, for a moment. Whether they are still there.
fn look(instance: &mut Instance, window: &mut Window, playing: &Playing) -> Result<bool> {
    while let Some(happening) = window.poll()? {
        match happening {
            Happening::Resized(size) => instance.resize_editor(size)?,
            Happening::Closed => return Ok(false),
        }
    }
    if let Some(size) = instance.attend() {
        window.resize(size)?;
    }
    ensure!(!instance.lost_editor(), "the editor has closed by itself");
    sleep(LOOK);
    Ok(!playing.is_over())
}

/// Runs this command in the process that `command` is, with `arguments`, on the display called `name`.
fn once_more(mut command: Command, arguments: impl Iterator<Item = String>, name: &str) -> Result<()> {
    let status = command.args(arguments).args(["--no-build", "--display", name]).status()?;
    ensure!(status.success(), "the editor's window came to nothing ({status})");
    Ok(())
}

/// Draws [`PICTURES`], each on a display of its own.
fn docs(guarded: bool) -> Result<()> {
    let root = workspace::root()?;
    for (file, arguments) in PICTURES {
        let shot = root.join(file);
        let shot = shot.to_str().context("the project's folder is no text")?;
        let fixed = ["editor", "--shot", shot].into_iter().chain(guarded.then_some("--guarded"));
        let arguments = fixed.chain(arguments.iter().copied()).map(str::to_owned);
        let display = Display::start()?;
        once_more(display.again()?, arguments, display.name()).with_context(|| format!("no {file}"))?;
    }
    Ok(())
}

/// `text` as width and height.
fn size(text: &str) -> Result<Size> {
    let sides =
        text.split_once('x').and_then(|(x, y)| Some((x.trim().parse().ok()?, y.trim().parse().ok()?)));
    let sides = sides.filter(|(width, height): &Size| *width > 0 && *height > 0);
    sides.ok_or_else(|| anyhow!("{text:?} is no size: write 1200x800"))
}

/// `text` as a place in a window.
fn place(text: &str) -> Result<(i16, i16)> {
    let place =
        text.split_once(',').and_then(|(x, y)| Some((x.trim().parse().ok()?, y.trim().parse().ok()?)));
    place.ok_or_else(|| anyhow!("{text:?} is no place: write 300,200"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_places_are_read_or_explained() {
        assert_eq!(size("1200x800").unwrap(), (1200, 800));
        assert_eq!(place("300, 200").unwrap(), (300, 200));
        for wrong in ["", "1200", "x", "0x800", "1200x-8", "1200:800"] {
            assert!(format!("{:#}", size(wrong).unwrap_err()).contains("write 1200x800"), "{wrong}");
        }
        assert!(place("300x200").is_err());
    }
}
