//! What the fuzzer begins with: files of the project, and what the plugin itself writes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use threshold_core::base::{Ear, PerEar};
use threshold_core::parameters::{AUDIOGRAM_POINTS, NO_RESPONSE, Parameter, TABLE, Values};
use threshold_shift::charts::{self, Format};
use threshold_shift::plain;
use xtask::wav::{SampleFormat, Wav};
use xtask::workspace;

/// States of today's format and of the first.
const SHORT_STATES: [&str; 3] = [
    r#"{"version":"0.1.0","format":1,"fields":{},
        "params":{"loss":{"f32":0.5},"seed":{"i32":7},"bypass":{"bool":true}}}"#,
    r#"{"version":"0.1.0","format":1,"params":{},"fields":{"story":
        "{\"preset\":\"One\",\"scenes\":[{\"slot\":3,\"name\":\"Third\",\"values\":{\"loss\":0.5}}]}"}}"#,
    r#"{"version":"0.1.0","params":{"trim":{"f32":-3.0},"loss_path":{"i32":4}},"fields":{}}"#,
];

/// Lanes as people write them.
const LANES: [&str; 3] = [
    "seconds,parameter,value,shape\n# by hand\n0,loss,0,\n2,loss,0.65,line\n6,perspective,World,step\n",
    "seconds,parameter,value\n0.5,cut_time,500 ms\n1,scene,Journey\n1.5,journey,6.5\n",
    "\u{feff}seconds,parameter,value,shape\n0,\"trim\",\"-3 dB\",step\n",
];

/// Sound of a seed, samples per channel: what matters is around it.
const FRAMES: usize = 16;

/// Inputs that the reader called `name` accepts, and a few it nearly does. An error if a file can't be read.
pub fn seeds(name: &str) -> Result<Vec<Vec<u8>>> {
    let root = workspace::root()?;
    match name {
        "state" => {
            let mut seeds = files(&root.join("plugin/golden"), "tshift-state")?;
            // Without its envelope, and short: what a short one teaches is learnt quickly.
            seeds.extend(SHORT_STATES.map(|text| text.as_bytes().to_vec()));
            Ok(seeds)
        }
        "preset" => files(&root.join("plugin/presets"), "tshift"),
        "chart" => Ok(audiograms()),
        "wav" => sounds(&root),
        "lanes" => Ok(LANES.map(|text| text.as_bytes().to_vec()).to_vec()),
        "values" => {
            let typed = |entry: &Parameter, value| format!("{}={}", entry.id, entry.text(value)).into_bytes();
            let ends =
                TABLE.iter().flat_map(|entry| [typed(entry, entry.default), typed(entry, entry.range().1)]);
            Ok(ends.chain([serde_json::to_vec(&plain::write(&moved(), plain::all))?]).collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// Every parameter at its upper end.
fn moved() -> Values {
    Values::default().map(|_, parameter, _| parameter.range().1)
}

/// The contents of all files below `folder` whose names end in `extension`.
fn files(folder: &Path, extension: &str) -> Result<Vec<Vec<u8>>> {
    let (mut folders, mut paths): (Vec<PathBuf>, Vec<PathBuf>) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("could not list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == extension) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read(path).with_context(|| format!("could not read {}", path.display())))
        .collect()
}

/// An audiogram in every format, and tables as others write them.
fn audiograms() -> Vec<Vec<u8>> {
    let mut worse = [55.0; AUDIOGRAM_POINTS];
    worse[AUDIOGRAM_POINTS - 1] = NO_RESPONSE;
    let chart = PerEar::from_fn(|ear| if ear == Ear::Left { [20.0; AUDIOGRAM_POINTS] } else { worse });
    let written = Format::ALL.into_iter().map(|format| charts::write(format, &chart));
    let others = [
        "Frequency (Hz);Right ear;Left ear;Bone R\n250;10;15;5\n1000 Hz;20,5 dB HL;>110;\n4 kHz;NR;dnt;\n",
        "ear\t500\t1000\t2000\nL\t10\t20\t30\nR\t15\t25\tNR\n",
        "ear,frequency,level,conduction\nleft,1000,40,air\nleft,1000,20,bone\n",
        "{\"left\": {\"500\": 10, \"1000\": \"NR\"}, \"right\": [{\"freq_hz\": 250, \"db_hl\": 5.5}]}",
        "{\"frequencies\": [500, 1000], \"left\": [10, 20], \"right\": [null, \"NR\"]}",
        "X,1000,40\nO,2000,55\n",
    ];
    written.chain(others.map(str::to_owned)).map(String::into_bytes).collect()
}

/// The heads of the sounds that come with the project, and a short sound in every format.
fn sounds(root: &Path) -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for format in [SampleFormat::Int16, SampleFormat::Int24, SampleFormat::Int32, SampleFormat::Float32] {
        for width in [1, 2, 6] {
            seeds.push(Wav::new(48_000, vec![vec![0.25; FRAMES]; width], format)?.to_bytes()?);
        }
    }
    for shipped in files(&root.join("xtask/assets"), "wav")? {
        let mut wav = Wav::from_bytes(&shipped)?;
        wav.channels.iter_mut().for_each(|channel| channel.truncate(FRAMES));
        seeds.push(wav.to_bytes()?);
    }
    Ok(seeds)
}
