//! The bundle's library, loaded and unloaded as hosts do when they scan, and once more for good measure.

use std::ffi::{CStr, CString};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap_sys::entry::clap_plugin_entry;
use clap_sys::factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory};

use super::{Host, Plugin};

/// The symbol every CLAP library has.
const ENTRY: &[u8] = b"clap_entry";

/// A loaded library. Its instances must be gone before it is.
pub struct Library {
    code: ManuallyDrop<libloading::Library>,
    entry: *const clap_plugin_entry,
    factory: *const clap_plugin_factory,
}

impl Library {
    /// Loads the bundle at `path`. Errors if it is none.
    pub fn load(path: &Path) -> Result<Self> {
        let file = library_of(path);
        let name = CString::new(path.to_string_lossy().as_bytes()).context("a path holds no zero byte")?;
        // SAFETY: loading runs the library's initialisers: the project's own plugin, built by these tools.
        let library = unsafe { libloading::Library::new(&file) };
        let library = library.with_context(|| format!("{} is no library", file.display()))?;
        // SAFETY: CLAP says what type the symbol has, and the library stays loaded as long as this.
        let entry = unsafe { library.get::<*const clap_plugin_entry>(ENTRY).map(|symbol| *symbol) };
        let entry = entry.context("the library has no CLAP entry")?;
        // SAFETY: the entry is the library's, which is loaded; the factory's type belongs to its identifier.
        let (ready, factory) = unsafe {
            let ready = (*entry).init.is_some_and(|init| init(name.as_ptr()));
            let factory = (*entry).get_factory.map(|get| get(CLAP_PLUGIN_FACTORY_ID.as_ptr()));
            (ready, factory.unwrap_or(std::ptr::null()))
        };
        ensure!(ready && !factory.is_null(), "the library refuses to begin");
        Ok(Self { code: ManuallyDrop::new(library), entry, factory: factory.cast() })
    }

    /// A new instance for `host`, which must outlive it. `None` if the library has no plugin called `id`.
    pub fn create(&self, host: &Host, id: &CStr) -> Option<Plugin> {
        // SAFETY: the factory is the library's, which is loaded; the caller keeps the host.
        let plugin = unsafe { (*self.factory).create_plugin?(self.factory, host.face(), id.as_ptr()) };
        // SAFETY: null, or an instance that nobody else holds.
        unsafe { Plugin::new(plugin) }
    }

    /// Asks for factories and plugins there are none of. Says whether all of it came to nothing.
    pub fn refuses_nonsense(&self, host: &Host) -> bool {
        // SAFETY: null is allowed where a pointer may be missing; the tables are the loaded library's.
        unsafe {
            let Some(get) = (*self.entry).get_factory else { return false };
            let nothing = [std::ptr::null(), c"".as_ptr(), c"clap.no-such-factory".as_ptr()];
            let factories = nothing.into_iter().all(|id| get(id).is_null());
            let Some(count) = (*self.factory).get_plugin_count else { return false };
            let Some(describe) = (*self.factory).get_plugin_descriptor else { return false };
            let past_the_end = describe(self.factory, count(self.factory)).is_null()
                && describe(self.factory, u32::MAX).is_null();
            factories && past_the_end && self.create(host, c"no.such.plugin").is_none()
        }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        // SAFETY: the last call into the library, whose instances are gone; then it goes itself.
        unsafe {
            if let Some(deinit) = (*self.entry).deinit {
                deinit();
            }
            ManuallyDrop::drop(&mut self.code);
        }
    }
}

/// The library's own file: on macOS a bundle is a folder.
fn library_of(bundle: &Path) -> PathBuf {
    match bundle.file_stem() {
        Some(name) if bundle.is_dir() => bundle.join("Contents/MacOS").join(name),
        _ => bundle.to_path_buf(),
    }
}
