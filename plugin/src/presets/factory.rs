//! The presets that come with the plugin, in the order a browser shows them.
//!
//! To add one: put `<id>.tshift` into a folder of plugin/presets/ and its line into `FILES`.

use std::sync::LazyLock;

use super::Preset;

/// A file of plugin/presets/.
struct File {
    folder: &'static str,
    id: &'static str,
    text: &'static str,
}

macro_rules! files {
    ($($folder:literal / $id:literal,)*) => {
        &[$(File {
            folder: $folder,
            id: $id,
            text: include_str!(concat!("../../presets/", $folder, "/", $id, ".tshift")),
        }),*]
    };
}

const FILES: &[File] = files![
    "film" / "cymbals-into-ring",
    "film" / "the-stage",
    "film" / "the-small-sounds",
    "film" / "first-sign",
    "film" / "the-pop",
    "film" / "mumble-world",
    "film" / "back-to-the-world",
    "film" / "only-what-touches",
    "film" / "the-quiet-house",
    "film" / "memory-bleed",
    "film" / "agitation",
    "film" / "after-surgery",
    "film" / "actors-blocker",
    "film" / "switched-on",
    "film" / "in-company",
    "film" / "cold-metal-voice",
    "film" / "bells-overload",
    "film" / "stillness",
    "journeys" / "the-drummer",
    "journeys" / "home-to-quiet",
    "audiology" / "audiogram-n1",
    "audiology" / "audiogram-n2",
    "audiology" / "audiogram-n3",
    "audiology" / "audiogram-n4",
    "audiology" / "audiogram-n5",
    "audiology" / "audiogram-n6",
    "audiology" / "audiogram-n7",
    "audiology" / "audiogram-s1",
    "audiology" / "audiogram-s2",
    "audiology" / "audiogram-s3",
    "audiology" / "age-70-men-median",
    "audiology" / "age-70-men-worst-tenth",
    "audiology" / "age-70-women-median",
    "audiology" / "age-70-women-worst-tenth",
    "audiology" / "noise-20-years-men-median",
    "audiology" / "noise-20-years-men-worst-tenth",
    "audiology" / "noise-20-years-women-median",
    "audiology" / "noise-20-years-women-worst-tenth",
    "audiology" / "sudden-loss-flat",
    "audiology" / "sudden-loss-descending",
    "audiology" / "sudden-loss-ascending",
    "audiology" / "noise-notch",
    "audiology" / "menieres-disease-early",
    "audiology" / "cookie-bite",
    "audiology" / "otosclerosis",
    "audiology" / "ossicular-discontinuity",
    "audiology" / "perforated-eardrum",
    "audiology" / "glue-ear",
    "audiology" / "foam-plugs",
    "audiology" / "fingers-in-the-ears",
    "audiology" / "22-electrode-map-early",
    "audiology" / "22-electrode-map-settled",
    "audiology" / "16-electrode-map-early",
    "audiology" / "16-electrode-map-settled",
    "audiology" / "15-channel-steered-map-early",
    "audiology" / "15-channel-steered-map-settled",
    "audiology" / "12-electrode-map-early",
    "audiology" / "12-electrode-map-settled",
    "audiology" / "one-sided-implant-early",
    "audiology" / "one-sided-implant-settled",
    "audiology" / "electro-acoustic-early",
    "audiology" / "electro-acoustic-settled",
    "sound-design" / "under-water",
    "sound-design" / "radio-in-the-next-room",
    "sound-design" / "sheet-metal",
    "sound-design" / "cathedral-of-the-skull",
    "sound-design" / "drum-through-the-floor",
    "sound-design" / "glitching-processor",
    "sound-design" / "steam",
    "sound-design" / "insect-field",
    "sound-design" / "heart-in-the-pillow",
    "sound-design" / "comb-choir",
    "sound-design" / "frozen-consonants",
    "sound-design" / "morse-of-the-voice",
    "sound-design" / "molten-bells",
    "sound-design" / "two-ears-two-tunes",
    "sound-design" / "half-remembered",
];

static FACTORY: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    // A test reads every file, so that none is left out here.
    let read = |file: &File| Some(Preset { id: file.id.to_owned(), ..Preset::read(file.text).ok()? });
    FILES.iter().filter_map(read).collect()
});

/// Every preset that comes with the plugin. Parsed by the first call.
pub fn factory() -> &'static [Preset] {
    &FACTORY
}

/// The factory preset with this id.
pub fn find(id: &str) -> Option<&'static Preset> {
    factory().iter().find(|preset| preset.id == id)
}

/// The folder and the text of the factory preset with this id.
pub fn file(id: &str) -> Option<(&'static str, &'static str)> {
    FILES.iter().find(|file| file.id == id).map(|file| (file.folder, file.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presets::format::EXTENSION;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_file_on_disk_is_listed_once_and_nothing_else() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
        let mut on_disk = BTreeSet::new();
        for folder in fs::read_dir(root).expect("plugin/presets") {
            let folder = folder.expect("a folder").path();
            for file in fs::read_dir(&folder).expect("only folders in plugin/presets") {
                let path = file.expect("a file").path();
                assert_eq!(path.extension().and_then(|end| end.to_str()), Some(EXTENSION), "{path:?}");
                let part =
                    |name: Option<&std::ffi::OsStr>| name.expect("a name").to_string_lossy().into_owned();
                assert!(on_disk.insert((part(folder.file_name()), part(path.file_stem()))));
            }
        }
        let listed: BTreeSet<_> =
            FILES.iter().map(|file| (file.folder.to_owned(), file.id.to_owned())).collect();
        assert_eq!(listed, on_disk);
        assert_eq!(listed.len(), FILES.len(), "a file is listed twice");
        println!("{} factory presets", FILES.len());
    }

    #[test]
    fn every_file_is_read_and_says_what_it_is() {
        let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
        for file in FILES {
            let preset = Preset::read(file.text).unwrap_or_else(|error| panic!("{}: {error}", file.id));
            let texts = [&preset.name, &preset.author, &preset.category, &preset.description];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{} keeps something back", file.id);
            assert!(!preset.tags.is_empty() && preset.tags.iter().all(|tag| !tag.is_empty()), "{}", file.id);
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(file.id.chars().all(is_plain) && file.folder.chars().all(is_plain), "{}", file.id);
            assert!(ids.insert(file.id), "the id `{}` stands twice", file.id);
            assert!(names.insert(preset.name.to_lowercase()), "`{}` stands twice", preset.name);
            assert!(find(file.id).is_some_and(|found| found.name == preset.name));
        }
        assert_eq!(factory().len(), FILES.len());
    }

    #[test]
    fn the_first_a_browser_shows_is_cymbals_into_ring() {
        assert_eq!(factory().first().map(|preset| preset.id.as_str()), Some("cymbals-into-ring"));
        assert_eq!(file("cymbals-into-ring").map(|(folder, _)| folder), Some("film"));
        assert!(find("no such preset").is_none());
    }
}
