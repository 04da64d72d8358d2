use super::*;
use crate::presets::factory::factory;
use tempfile::TempDir;
use threshold_core::parameters::{LOSS, Values};

/// A folder that goes away, and the library in it.
fn library() -> (TempDir, Library) {
    let folder = TempDir::new().expect("a folder");
    let library = Library::new(folder.path().join("presets"));
    (folder, library)
}

fn preset(name: &str, loss: f32) -> Preset {
    Preset::capture(name, &Values::default().with(&LOSS, loss), None)
}

fn names(library: &Library) -> Vec<String> {
    library.list().expect("a list").entries.into_iter().map(|entry| entry.name).collect()
}

/// Everything in the folder and below, with its bytes.
fn everything(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap_or_default()));
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_saved_is_listed_and_loads() {
    let (_folder, library) = library();
    assert_eq!(library.list().expect("no folder is an empty one"), Listing::default());
    let saved = library.save(&preset("On stage", 0.4), Overwrite::No).expect("saved");
    assert_eq!(saved.path, library.folder().join("On stage.tshift"));
    library.save(factory().first().expect("a preset"), Overwrite::No).expect("saved");
    let entries = library.list().expect("a list").entries;
    assert_eq!(names(&library), ["Cymbals into ring", "On stage"]);
    assert_eq!(entries.get(1), Some(&saved));
    assert_eq!(saved.preset(), Some(&preset("On stage", 0.4)));
    assert_eq!(everything(library.folder()).len(), 2, "nothing is left over");
}

#[test]
fn saving_asks_before_it_replaces() {
    let (_folder, library) = library();
    library.save(&preset("One", 0.1), Overwrite::No).expect("saved");
    for name in ["One", "ONE"] {
        let again = library.save(&preset(name, 0.2), Overwrite::No);
        assert!(matches!(again, Err(LibraryError::Exists(path)) if path.ends_with("One.tshift")));
    }
    assert_eq!(library.list().expect("a list").entries[0].preset(), Some(&preset("One", 0.1)));
    library.save(&preset("One", 0.2), Overwrite::Yes).expect("replaced");
    assert_eq!(library.list().expect("a list").entries[0].preset(), Some(&preset("One", 0.2)));
    assert_eq!(everything(library.folder()).len(), 1);
}

#[test]
fn two_names_that_make_one_file_name_make_two_files() {
    let (_folder, library) = library();
    library.save(&preset("in/out", 0.1), Overwrite::No).expect("saved");
    let other = library.save(&preset("in:out", 0.2), Overwrite::No).expect("saved");
    assert!(other.path.ends_with("in_out (2).tshift"));
    assert_eq!(names(&library), ["in/out", "in:out"]);
    library.save(&preset("in:out", 0.3), Overwrite::Yes).expect("replaced");
    let entries = library.list().expect("a list").entries;
    assert_eq!((entries.len(), entries[0].preset()), (2, Some(&preset("in/out", 0.1))));
}

#[test]
fn broken_and_newer_files_are_shown_and_never_overwritten() {
    let (_folder, library) = library();
    fs::create_dir_all(library.folder()).expect("a folder");
    let newer = preset("Newer", 0.1).to_text().replace("\"0.1.0\"", "\"9.0.0\"");
    let broken = preset("Broken", 0.1).to_text().replace("0.1,", "oh").replace("\"loss\": 0.1", "oh");
    fs::write(library.folder().join("Newer.tshift"), newer).expect("written");
    fs::write(library.folder().join("Broken.tshift"), broken).expect("written");
    fs::write(library.folder().join("Large.TSHIFT"), vec![b' '; MAX_BYTES + 1]).expect("written");
    fs::write(library.folder().join(".hidden.tshift"), "").expect("written");
    fs::write(library.folder().join("notes.txt"), "").expect("written");
    let entries = library.list().expect("a list").entries;
    assert!(matches!(&entries[0].status, Status::Broken(reason) if reason.contains("not JSON")));
    assert!(matches!(&entries[1].status, Status::Broken(reason) if reason.contains("larger than 1 MiB")));
    assert_eq!((entries.len(), &entries[2].status), (3, &Status::Newer("9.0.0".to_owned())));
    let before = everything(library.folder());
    for entry in &entries {
        for overwrite in [Overwrite::No, Overwrite::Yes] {
            let refused = library.save(&preset(&entry.name, 0.5), overwrite);
            assert!(matches!(refused, Err(LibraryError::Protected(..))));
        }
        assert!(matches!(library.rename(entry, "Another"), Err(LibraryError::Protected(..))));
    }
    assert_eq!(everything(library.folder()), before);
}

#[test]
fn renaming_changes_file_and_name_but_never_another_preset() {
    let (_folder, library) = library();
    let one = library.save(&preset("One", 0.1), Overwrite::No).expect("saved");
    library.save(&preset("Two", 0.2), Overwrite::No).expect("saved");
    let before = everything(library.folder());
    assert!(matches!(library.rename(&one, "two"), Err(LibraryError::Exists(_))));
    assert!(matches!(library.rename(&one, ""), Err(LibraryError::Preset(PresetError::Empty("name")))));
    assert!(matches!(library.rename(&one, &"x".repeat(99)), Err(LibraryError::Preset(_))));
    assert_eq!(everything(library.folder()), before);
    let renamed = library.rename(&one, "Three").expect("renamed");
    assert_eq!(names(&library), ["Three", "Two"]);
    assert_eq!(renamed.preset(), Some(&preset("Three", 0.1)));
    // The same file, where systems ignore case.
    library.rename(&renamed, "THREE").expect("renamed");
    assert_eq!(
        (names(&library), everything(library.folder()).len()),
        (vec!["THREE".into(), "Two".into()], 2)
    );
    assert!(matches!(library.rename(&renamed, "Four"), Err(LibraryError::Changed(_))));
}

#[test]
fn what_is_deleted_can_be_restored() {
    let (_folder, library) = library();
    let mut deleted = Vec::new();
    for loss in [0.1, 0.2, 0.3] {
        let entry = library.save(&preset("One", loss), Overwrite::No).expect("saved");
        deleted.push(library.delete(&entry).expect("deleted"));
        assert!(names(&library).is_empty());
    }
    assert_eq!(everything(library.folder()).len(), 3, "every deleted file is kept");
    let restored = library.restore(&deleted[1]).expect("restored");
    assert_eq!(restored.preset(), Some(&preset("One", 0.2)));
    assert!(matches!(library.restore(&deleted[0]), Err(LibraryError::Exists(_))));
    library.delete(&restored).expect("deleted");
    library.restore(&deleted[1]).expect("restored");
    assert!(matches!(library.restore(&deleted[1]), Err(LibraryError::Exists(_))));
    fs::remove_file(&restored.path).expect("removed");
    assert!(matches!(library.restore(&deleted[1]), Err(LibraryError::File(..))));
    assert_eq!(everything(library.folder()).len(), 2);
}

#[test]
fn a_file_that_was_replaced_meanwhile_is_left_alone() {
    let (_folder, library) = library();
    let entry = library.save(&preset("One", 0.1), Overwrite::No).expect("saved");
    fs::write(&entry.path, preset("One", 0.9).to_text()).expect("replaced");
    let before = everything(library.folder());
    assert!(matches!(library.rename(&entry, "Two"), Err(LibraryError::Changed(_))));
    assert!(matches!(library.delete(&entry), Err(LibraryError::Changed(_))));
    fs::write(&entry.path, "broken now").expect("replaced");
    assert!(matches!(library.save(&preset("One", 0.2), Overwrite::Yes), Err(LibraryError::Protected(..))));
    fs::write(&entry.path, &before[0].1).expect("replaced");
    assert_eq!(everything(library.folder()), before);
    fs::remove_file(&entry.path).expect("removed");
    assert!(matches!(library.delete(&entry), Err(LibraryError::Changed(_))));
}

#[test]
fn errors_name_the_path_and_change_nothing() {
    let (folder, _) = library();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("written");
    for library in [Library::new(&file), Library::new(file.join("below"))] {
        let error = library.save(&preset("One", 0.1), Overwrite::No).expect_err("no folder").to_string();
        assert!(error.contains(&file.display().to_string()), "{error}");
        println!("{error}");
    }
    let error = Library::new(&file).list().expect_err("no folder").to_string();
    assert!(error.starts_with("could not read the folder"), "{error}");
    assert_eq!(fs::read(&file).expect("still there"), b"in the way");
}

#[cfg(unix)]
#[test]
fn what_is_read_only_stays() {
    use std::os::unix::fs::PermissionsExt;

    let (_folder, library) = library();
    let entry = library.save(&preset("One", 0.1), Overwrite::No).expect("saved");
    let before = everything(library.folder());
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    allow(&entry.path, 0o444);
    assert!(matches!(library.save(&preset("One", 0.2), Overwrite::Yes), Err(LibraryError::File(..))));
    allow(&entry.path, 0o644);
    allow(library.folder(), 0o555);
    // The superuser may do everything.
    let is_obeyed = File::create_new(library.folder().join("probe")).is_err();
    if is_obeyed {
        assert!(matches!(library.save(&preset("Two", 0.2), Overwrite::No), Err(LibraryError::File(..))));
        assert!(matches!(library.save(&preset("One", 0.2), Overwrite::Yes), Err(LibraryError::File(..))));
        assert!(matches!(library.rename(&entry, "Two"), Err(LibraryError::File(..))));
        assert!(matches!(library.delete(&entry), Err(LibraryError::File(..))));
        assert_eq!(everything(library.folder()), before);
    }
    allow(library.folder(), 0o755);
}

#[cfg(unix)]
#[test]
fn links_in_circles_and_pipes_are_listed_as_broken() {
    let (_folder, library) = library();
    fs::create_dir_all(library.folder().join("folder.tshift")).expect("a folder");
    std::os::unix::fs::symlink("circle.tshift", library.folder().join("circle.tshift")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", library.folder().join("endless.tshift")).expect("a link");
    let entries = library.list().expect("a list").entries;
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|entry| matches!(entry.status, Status::Broken(_))));
    assert!(matches!(library.save(&preset("circle", 0.1), Overwrite::Yes), Err(LibraryError::Protected(..))));
}

#[test]
fn a_folder_with_too_many_files_is_listed_in_part() {
    let (_folder, library) = library();
    fs::create_dir_all(library.folder()).expect("a folder");
    for n in 0..MOST_LISTED + 7 {
        fs::write(library.folder().join(format!("{n:05}.tshift")), "").expect("written");
    }
    let listing = library.list().expect("a list");
    assert_eq!((listing.entries.len(), listing.left_out), (MOST_LISTED, 7));
}
