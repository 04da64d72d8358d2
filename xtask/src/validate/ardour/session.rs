//! A session of Ardour's: what is in it, and the processes that make, open and bounce it.
//!
//! Everything happens in one folder, which is the user's home as far as Ardour knows.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use threshold_core::parameters::Parameter;

use super::super::plan;
use super::super::tools::on_path;
use crate::host::Plugin;
use crate::wav::Wav;

/// What makes and opens sessions.
const SCRIPT: &str = include_str!("../../../assets/ardour_session.lua");
/// The version whose sessions the script writes, as its commands are called.
const VERSION: &str = "ardour7";
/// Where Debian puts it.
const LIBRARIES: &str = "/usr/lib/ardour7";
/// The sound that lies on every track, and what comes out.
const SOUND: &str = "sound.wav";
/// The longest a process of Ardour's may take, seconds; it takes some four, and more where others want the processor too.
const LONGEST: &str = "150";
/// What `timeout` ends with where it was longer.
const TOO_LONG: i32 = 124;
/// How often a bounce is tried: Ardour 7.3's corrupts its own heap now and then, without any plugin too.
const TRIES: usize = 5;
/// The user's configuration: one thread processes.
const CONFIGURATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Ardour><Config>
<Option name="processor-usage" value="1"/>
</Config></Ardour>
"#;

/// A lane that jumps: values, in the parameter's own unit, at samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// What it moves.
    pub parameter: &'static Parameter,
    /// Its points in order.
    pub points: Vec<(usize, f32)>,
}

/// A track, with or without our plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Its name.
    pub name: &'static str,
    /// Its channels.
    pub width: usize,
    /// The first of the sound's that it plays.
    pub first: usize,
    /// Where on it the sound begins, samples.
    pub start: usize,
    /// What is inserted.
    pub plugin: Option<Plugin>,
    /// The user's preset that it starts from.
    pub preset: Option<&'static str>,
    /// What moves.
    pub lanes: Vec<Lane>,
}

/// Ardour, in a folder of its own.
pub struct Ardour {
    folder: PathBuf,
    plugins: PathBuf,
}

impl Ardour {
    /// Whether it is on this machine.
    pub fn is_here() -> bool {
        Path::new(LIBRARIES).join("ardour-vst3-scanner").is_file()
            && ["lua", "export"].iter().all(|tool| on_path(&format!("{VERSION}-{tool}")).is_some())
    }

    /// A fresh home in `folder` for an Ardour that knows the plugins of `bundle` and nothing else.
    pub fn move_in(folder: &Path, bundle: &Path) -> Result<Self> {
        let plugins = bundle.parent().context("a bundle lies in a folder")?.to_path_buf();
        let this = Self { folder: folder.to_path_buf(), plugins };
        if folder.exists() {
            fs::remove_dir_all(folder).with_context(|| format!("could not empty {}", folder.display()))?;
        }
        let config = this.folder.join("config").join(VERSION);
        fs::create_dir_all(&config).with_context(|| format!("could not make {}", config.display()))?;
        fs::write(config.join("config"), CONFIGURATION).context("could not write Ardour's configuration")?;
        fs::write(this.folder.join("session.lua"), SCRIPT).context("could not write the script")?;
        let scanned = this
            .command(&format!("{LIBRARIES}/ardour-vst3-scanner"))
            .arg("-f")
            .arg(bundle)
            .env("LD_LIBRARY_PATH", LIBRARIES)
            .output()
            .context("could not run Ardour's scanner")?;
        ensure!(scanned.status.success(), "its scanner ends with {}", scanned.status);
        Ok(this)
    }

    /// Which version it is.
    pub fn version(&self) -> Result<String> {
        let said =
            self.command(&format!("{VERSION}-export")).arg("-V").output().context("could not run Ardour")?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let version = said.split_whitespace().skip_while(|word| *word != "version").nth(1);
        Ok(version.unwrap_or("7").split('~').next().unwrap_or("7").to_owned())
    }

    /// Puts a preset of the user's where Ardour looks for it.
    pub fn add_preset(&self, vendor: &str, plugin: Plugin, name: &str, file: &[u8]) -> Result<()> {
        let folder = self.folder.join(".vst3/presets").join(vendor).join(plan::name(plugin));
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let path = folder.join(format!("{name}.vstpreset"));
        fs::write(&path, file).with_context(|| format!("could not write {}", path.display()))
    }

    /// Makes a session of `length` samples, with `sound` on each of its tracks; what the script says about it, line by line.
    pub fn make(&self, name: &str, length: usize, tracks: &[Track], sound: &Wav) -> Result<Vec<String>> {
        let folder = self.folder.join(name);
        let (rate, frames, channels) = (sound.rate, sound.frames(), sound.channels.len());
        let mut plan = format!("session\t{}\t{name}\t{rate}\n", folder.display());
        let _ = writeln!(plan, "range\t{length}");
        let _ = writeln!(plan, "sound\t{SOUND}\t{frames}\t{channels}");
        for track in tracks {
            let _ =
                writeln!(plan, "track\t{}\t{}\t{}\t{}", track.name, track.width, track.first, track.start);
            if let Some(plugin) = track.plugin {
                let _ = writeln!(plan, "plugin\t{}", plan::name(plugin));
            }
            if let Some(preset) = track.preset {
                let _ = writeln!(plan, "preset\t{preset}");
            }
            for lane in &track.lanes {
                let _ = writeln!(plan, "lane\t{}\tDiscrete", lane.parameter.name);
                for (sample, value) in &lane.points {
                    let _ = writeln!(plan, "point\t{sample}\t{}", lane.parameter.to_lane(*value));
                }
            }
        }
        let said = self.script(name, &plan)?;
        let files = folder.join("interchange").join(name).join("audiofiles");
        sound.write(&files.join(SOUND))?;
        Ok(said)
    }

    /// Opens a session and saves it again; what the script says about it, line by line.
    pub fn reopen(&self, name: &str) -> Result<Vec<String>> {
        self.script(name, &format!("reopen\t{}\t{name}\n", self.folder.join(name).display()))
    }

    /// Bounces a session: the master's channels.
    pub fn bounce(&self, name: &str) -> Result<Vec<Vec<f32>>> {
        let out = self.folder.join(format!("{name}.wav"));
        let (mut last, mut complaint) = (String::new(), String::new());
        for _ in 0..TRIES {
            let exported = self
                .command(&format!("{VERSION}-export"))
                .args(["-b", "float", "-o"])
                .arg(&out)
                .arg(self.folder.join(name))
                .arg(name)
                .output()
                .context("could not run Ardour's exporter")?;
            if exported.status.success() {
                return Ok(Wav::read(&out)?.channels);
            }
            ensure!(exported.status.code() != Some(TOO_LONG), "its bounce took more than {LONGEST} s");
            last = exported.status.to_string();
            let said = String::from_utf8_lossy(&exported.stderr).into_owned();
            said.lines().last().unwrap_or_default().clone_into(&mut complaint);
        }
        bail!("its bounce ended with {last}, {TRIES} times: {complaint}")
    }

    fn script(&self, name: &str, plan: &str) -> Result<Vec<String>> {
        let path = self.folder.join(format!("{name}.plan"));
        fs::write(&path, plan).with_context(|| format!("could not write {}", path.display()))?;
        let done = self
            .command(&format!("{VERSION}-lua"))
            .arg(self.folder.join("session.lua"))
            .arg(&path)
            .output()
            .context("could not run Ardour's scripts")?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let lines: Vec<String> = said.lines().map(str::to_owned).collect();
        // Its exit code is 0 whatever happens.
        if lines.last().map(String::as_str) != Some("done") {
            bail!("its script stopped ({}): {}{}", done.status, said, String::from_utf8_lossy(&done.stderr));
        }
        Ok(lines)
    }

    /// A process that has this folder for a home, and ends in time.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("timeout");
        command
            .args(["--kill-after=5", LONGEST, program])
            .stdin(Stdio::null())
            .env("HOME", &self.folder)
            .env("XDG_CONFIG_HOME", self.folder.join("config"))
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .env("XDG_DATA_HOME", self.folder.join("data"))
            .env("VST3_PATH", &self.plugins)
            // Fewer of the exporter's own crashes.
            .env("MALLOC_ARENA_MAX", "1")
            .env_remove("DISPLAY");
        command
    }
}
