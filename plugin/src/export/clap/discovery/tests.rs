//! A host's browser, over shelves of our own.

use std::cell::RefCell;
use std::path::Path;

use super::*;

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn note(what: String) {
    SEEN.with_borrow_mut(|seen| seen.push(what));
}

/// # Safety
/// `text` is null or valid.
unsafe fn shown(text: *const c_char) -> String {
    // SAFETY: says the caller.
    if text.is_null() {
        "-".to_owned()
    } else {
        unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
    }
}

unsafe extern "C" fn filetype(
    _: *const clap_preset_discovery_indexer,
    filetype: *const clap_preset_discovery_filetype,
) -> bool {
    // SAFETY: the provider's, valid during the call; so below.
    unsafe { note(format!("filetype {}", shown((*filetype).file_extension))) };
    true
}

unsafe extern "C" fn location(
    _: *const clap_preset_discovery_indexer,
    location: *const clap_preset_discovery_location,
) -> bool {
    // SAFETY: as above.
    let at = unsafe { &*location };
    unsafe { note(format!("location {} {} {} {}", at.kind, at.flags, shown(at.name), shown(at.location))) };
    true
}

unsafe extern "C" fn no_location(
    _: *const clap_preset_discovery_indexer,
    _: *const clap_preset_discovery_location,
) -> bool {
    false
}

fn indexer() -> clap_preset_discovery_indexer {
    clap_preset_discovery_indexer {
        clap_version: CLAP_VERSION,
        name: c"browser".as_ptr(),
        vendor: null(),
        url: null(),
        version: null(),
        indexer_data: null_mut(),
        declare_filetype: Some(filetype),
        declare_location: Some(location),
        declare_soundpack: None,
        get_extension: None,
    }
}

type Receiver = clap_preset_discovery_metadata_receiver;

unsafe extern "C" fn begin(_: *const Receiver, name: *const c_char, key: *const c_char) -> bool {
    // SAFETY: the provider's, valid during the call; so below.
    let name = unsafe { shown(name) };
    note(format!("begin {name} {}", unsafe { shown(key) }));
    name != "enough"
}

unsafe extern "C" fn plugin_id(_: *const Receiver, id: *const clap_universal_plugin_id) {
    unsafe { note(format!("for {} {}", shown((*id).abi), shown((*id).id))) };
}

unsafe extern "C" fn flags(_: *const Receiver, flags: u32) {
    note(format!("flags {flags}"));
}

unsafe extern "C" fn creator(_: *const Receiver, text: *const c_char) {
    unsafe { note(format!("by {}", shown(text))) };
}

unsafe extern "C" fn description(_: *const Receiver, text: *const c_char) {
    unsafe { note(format!("is {}", shown(text))) };
}

unsafe extern "C" fn feature(_: *const Receiver, text: *const c_char) {
    unsafe { note(format!("tag {}", shown(text))) };
}

unsafe extern "C" fn on_error(_: *const Receiver, _: i32, text: *const c_char) {
    unsafe { note(format!("error {}", shown(text))) };
}

fn receiver() -> Receiver {
    Receiver {
        receiver_data: null_mut(),
        on_error: Some(on_error),
        begin_preset: Some(begin),
        add_plugin_id: Some(plugin_id),
        set_soundpack_id: None,
        set_flags: Some(flags),
        add_creator: Some(creator),
        set_description: Some(description),
        set_timestamps: None,
        add_feature: Some(feature),
        add_extra_info: None,
    }
}

fn two() -> Vec<Listed> {
    let first = Listed {
        id: "one".to_owned(),
        name: "First\0one".to_owned(),
        author: "Somebody".to_owned(),
        description: "What it does.".to_owned(),
        tags: vec!["film".to_owned(), "dark".to_owned()],
        factory: true,
    };
    let second =
        Listed { id: "two".to_owned(), name: "Second".to_owned(), factory: true, ..Listed::default() };
    vec![first, second]
}

fn too_many() -> Vec<Listed> {
    ["enough", "more"]
        .map(|name| Listed { id: name.to_owned(), name: name.to_owned(), ..Listed::default() })
        .into()
}

fn described(path: &Path) -> Result<Listed, String> {
    if path.ends_with("good.tshift") {
        Ok(Listed { name: "Mine".to_owned(), ..Listed::default() })
    } else {
        Err(format!("No preset: {}", path.display()))
    }
}

static HERE: Shelf =
    Shelf { catalogue: two, describe_file: described, user_folder: || Some(std::env::temp_dir()) };
static NOWHERE: Shelf = Shelf {
    catalogue: too_many,
    describe_file: described,
    user_folder: || Some(std::env::temp_dir().join("threshold shift, a folder that is not there")),
};

/// Runs `call` on a shelf's provider, and says what it returned and what the host saw.
fn seen(
    shelf: &'static Shelf,
    indexer: &clap_preset_discovery_indexer,
    call: impl FnOnce(*const clap_preset_discovery_provider) -> bool,
) -> (bool, Vec<String>) {
    SEEN.take();
    let provider = provider(indexer, shelf);
    let result = call(provider);
    // SAFETY: given back once.
    unsafe { (*provider).destroy.expect("destroy")(provider) };
    (result, SEEN.take())
}

fn asked(shelf: &'static Shelf, kind: u32, at: Option<&CStr>) -> (bool, Vec<String>) {
    seen(shelf, &indexer(), |provider| {
        let receiver = receiver();
        // SAFETY: the receiver and the text outlive the call.
        unsafe {
            (*provider).get_metadata.expect("get_metadata")(
                provider,
                kind,
                at.map_or(null(), CStr::as_ptr),
                &raw const receiver,
            )
        }
    })
}

#[test]
fn the_library_has_one_provider_under_both_names_of_the_factory() {
    use clap_sys::factory::preset_discovery::{
        CLAP_PRESET_DISCOVERY_FACTORY_ID, CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT,
    };
    let get = super::super::clap_entry.get_factory.expect("get_factory");
    // SAFETY: the texts are C strings; the factory is of the type that belongs to the identifier.
    unsafe {
        let [factory, compat] = [CLAP_PRESET_DISCOVERY_FACTORY_ID, CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT]
            .map(|id| get(id.as_ptr()));
        assert!(!factory.is_null() && factory == compat);
        assert!(get(null()).is_null() && get(c"clap.unheard-of".as_ptr()).is_null());
        let factory = &*factory.cast::<clap_preset_discovery_factory>();
        let (describe, create) =
            (factory.get_descriptor.expect("get_descriptor"), factory.create.expect("create"));
        assert_eq!(factory.count.expect("count")(factory), 1);
        assert!(describe(factory, 1).is_null());
        let descriptor = &*describe(factory, 0);
        assert_eq!(shown(descriptor.id), "org.threshold-shift.presets");
        let indexer = indexer();
        for (indexer, id) in
            [(null(), descriptor.id), (&raw const indexer, null()), (&raw const indexer, c"another".as_ptr())]
        {
            assert!(create(factory, indexer, id).is_null());
        }
        let provider = create(factory, &raw const indexer, descriptor.id);
        assert_eq!((*provider).desc, std::ptr::from_ref(descriptor));
        assert!((*provider).get_extension.expect("get_extension")(provider, c"x".as_ptr()).is_null());
        assert!((*provider).init.expect("init")(provider));
        let destroy = (*provider).destroy.expect("destroy");
        destroy(provider);
        destroy(null());
    }
}

#[test]
fn places_are_the_plugin_and_a_folder_that_is_there() {
    let init = |shelf, indexer: &clap_preset_discovery_indexer| {
        // SAFETY: the provider is alive.
        seen(shelf, indexer, |provider| unsafe { (*provider).init.expect("init")(provider) })
    };
    let folder = format!("location 0 2 My presets {}", std::env::temp_dir().display());
    let (filetype, plugin) = ("filetype tshift".to_owned(), "location 1 1 Threshold Shift -".to_owned());
    assert_eq!(init(&HERE, &indexer()), (true, vec![filetype.clone(), plugin.clone(), folder]));
    assert_eq!(init(&NOWHERE, &indexer()), (true, vec![filetype.clone(), plugin]));
    let refusing = clap_preset_discovery_indexer { declare_location: Some(no_location), ..indexer() };
    assert_eq!(init(&HERE, &refusing), (false, vec![filetype]));
    let deaf = clap_preset_discovery_indexer { declare_location: None, ..indexer() };
    assert_eq!(init(&HERE, &deaf), (false, vec![]));
}

#[test]
fn factory_presets_are_told_in_order_and_for_both_plugins() {
    let plugins =
        ["for clap org.threshold-shift.threshold-shift", "for clap org.threshold-shift.threshold-shift-live"];
    let mut expected = vec!["begin Firstone one"];
    expected.extend(plugins);
    expected.extend([
        "flags 1",
        "by Somebody",
        "is What it does.",
        "tag film",
        "tag dark",
        "begin Second two",
    ]);
    expected.extend(plugins);
    expected.push("flags 1");
    let (told, seen) = asked(&HERE, CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN, None);
    assert_eq!((told, seen), (true, expected.into_iter().map(str::to_owned).collect()));
}

#[test]
fn a_receiver_that_had_enough_is_left_alone() {
    let told = asked(&NOWHERE, CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN, None);
    assert_eq!(told, (false, vec!["begin enough enough".to_owned()]));
}

#[test]
fn a_file_is_described_or_the_host_learns_why_not() {
    let folder = if cfg!(windows) { "C:" } else { "" };
    let file = |name: &str| text(&format!("{folder}/presets/{name}"));
    let (told, seen) = asked(&HERE, CLAP_PRESET_DISCOVERY_LOCATION_FILE, Some(&file("good.tshift")));
    assert!(told);
    assert_eq!((seen[0].as_str(), seen.last().map(String::as_str)), ("begin Mine -", Some("flags 2")));
    let bad = file("bad.tshift");
    for (kind, at, why) in [
        (0, Some(&*bad), format!("No preset: {}", bad.to_string_lossy())),
        (0, None, "The host named no file.".to_owned()),
        (0, Some(c""), "The host named no file.".to_owned()),
        (0, Some(c"\xff\xfe"), "The host named no file.".to_owned()),
        (0, Some(c"good.tshift"), "Not a full path: good.tshift".to_owned()),
        (7, None, "Presets are in the plugin or in files, not in places of kind 7.".to_owned()),
    ] {
        assert_eq!(asked(&HERE, kind, at), (false, vec![format!("error {why}")]));
    }
}

#[test]
fn nobody_to_tell_is_no_success() {
    let result = seen(&HERE, &indexer(), |provider| {
        let lame = Receiver { begin_preset: None, on_error: None, ..receiver() };
        // SAFETY: the receiver outlives the calls; null is allowed.
        unsafe {
            let get = (*provider).get_metadata.expect("get_metadata");
            get(provider, 1, null(), null())
                || get(provider, 1, null(), &raw const lame)
                || get(provider, 9, null(), &raw const lame)
                || get(null(), 1, null(), &raw const lame)
        }
    });
    assert_eq!(result, (false, vec![]));
}
