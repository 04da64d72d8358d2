//! The window system's libraries, kept once they are loaded.
//!
//! baseview 0.4.2 loads them with each window and unloads them with the last one, while threads that used them still end:
//! Mesa's clean-up for an ending thread is then called where its code no longer is, and the host is gone. Met in
//! `tests/tests/editor_window.rs`, once in a hundred windows or two.

/// What it loads. Whatever these load stays with them.
#[cfg(target_os = "linux")]
const LIBRARIES: &[&std::ffi::CStr] = &[
    c"libEGL.so.1",
    c"libGL.so.1",
    c"libX11.so.6",
    c"libX11-xcb.so.1",
    c"libxcb.so.1",
    c"libxkbcommon.so.0",
    c"libxkbcommon-x11.so.0",
];

/// Has those of them that are loaded stay so for as long as the host runs.
pub fn keep() {
    #[cfg(target_os = "linux")]
    for name in LIBRARIES {
        // SAFETY: nothing new is loaded, and so nothing of it runs; that the handle is never closed is what is wanted.
        unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_LAZY | libc::RTLD_NOLOAD | libc::RTLD_NODELETE) };
    }
}
