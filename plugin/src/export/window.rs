//! The framework's editor, with what it leaves undone around its window on X11, where each window has a thread of its own.
//!
//! - Its window is gone before its thread is: closing gives up waiting as soon as the thread no longer answers
//!   (baseview 0.4.2). The host may then take the parent window away, open another, or unload the plugin under it.
//! - A thread that was told to end before it began to listen forgets it, and is waited for without end.
//! - Its libraries go while threads still need them ([`super::libraries`]).
//!
//! And no panic of the editor's gets past it, on the host's thread. On the window's own, `App` catches what it draws; what
//! else panics there ends that thread, which the framework takes for a window that was closed.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::NativeSize;
use nice_plug::editor::{
    Editor, EditorHandle, HostMethods, Modifiers, ParentWindowHandle, ResizeHint, SpawnedEditor,
    VirtualKeyCode,
};
use nice_plug::prelude::TrackInfo;

use super::guard::{Quiet, caught, guarded};
use super::libraries;
use crate::editor::life::Life;
use crate::params::EDITOR_SIZE;

/// How long a window's thread may take to end. It takes a tenth of a second with OpenGL in software.
const PATIENCE: Duration = Duration::from_secs(2);

/// An editor whose windows are gone once they are closed. Its app says on which thread it lives ([`Life::begin`]).
pub struct Tidy<E> {
    editor: Quiet<E>,
    life: Life,
}

impl<E> Tidy<E> {
    /// Tidies up after `editor`, whose windows live as `life` says.
    pub fn new(editor: E, life: Life) -> Self {
        Self { editor: Quiet::new(editor), life }
    }
}

/// A handle to an open [`Tidy`] editor.
pub struct Handle<H>(Quiet<H>);

/// The window of an open [`Tidy`] editor. It closes first; then its thread is waited for.
pub struct Window<W> {
    window: Quiet<W>,
    _thread: Thread,
}

/// Why an editor did not do what it was asked for.
#[derive(Debug)]
pub enum Failed<E> {
    /// Its own reason.
    Refused(E),
    /// It panicked.
    Panicked,
}

impl<E: Display> Display for Failed<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => error.fmt(f),
            Self::Panicked => f.write_str("the editor has panicked"),
        }
    }
}

impl<E: Error> Error for Failed<E> {}

/// What `call` returns; the panic if it panics.
fn tried<T, E>(call: impl FnOnce() -> Result<T, E>) -> Result<T, Failed<E>> {
    caught(call).map_or(Err(Failed::Panicked), |result| result.map_err(Failed::Refused))
}

/// Dropping it waits for the thread of a window.
struct Thread(Life);

impl Drop for Thread {
    fn drop(&mut self) {
        self.0.wait(PATIENCE);
    }
}

impl<E: Editor> Editor for Tidy<E> {
    type Handle = Handle<E::Handle>;

    fn spawn(
        &self,
        parent: Option<ParentWindowHandle>,
        wait_for_parent: bool,
        fallback_scale_factor: Option<f64>,
        gui_context: GuiContext,
        host: Option<HostMethods>,
    ) -> Result<SpawnedEditor<Self::Handle>, Box<dyn Error>> {
        guarded(Err(Failed::<fmt::Error>::Panicked.into()), || {
            let spawned =
                self.editor.spawn(parent, wait_for_parent, fallback_scale_factor, gui_context, host)?;
            libraries::keep();
            let handle = Handle(Quiet::new(spawned.handle));
            let window = Window { window: Quiet::new(spawned.window), _thread: Thread(self.life.clone()) };
            // It is not shown yet. But the answer comes from a thread that listens.
            #[cfg(target_os = "linux")]
            handle.hide(&window).map_err(|error| error.to_string())?;
            Ok(SpawnedEditor { handle, window })
        })
    }

    fn size(&self) -> NativeSize<u32> {
        let (width, height) = EDITOR_SIZE;
        guarded(NativeSize { width: width as u32, height: height as u32 }, || self.editor.size())
    }

    fn resize_hint(&self) -> ResizeHint {
        guarded(ResizeHint::default(), || self.editor.resize_hint())
    }

    fn track_info_updated(&self, info: TrackInfo) {
        guarded((), || self.editor.track_info_updated(info));
    }

    unsafe fn assume_standalone_in_process(&self) {
        // SAFETY: the caller's promise is handed on.
        guarded((), || unsafe { self.editor.assume_standalone_in_process() });
    }
}

impl<H: EditorHandle> EditorHandle for Handle<H> {
    type Window = Window<H::Window>;
    type Error = Failed<H::Error>;

    fn run_until_closed(window: Self::Window) -> Result<(), Self::Error> {
        tried(|| H::run_until_closed(window.window.into_inner()))
    }

    fn set_parent(&self, parent: ParentWindowHandle, window: &Self::Window) -> Result<(), Self::Error> {
        tried(|| self.0.set_parent(parent, &window.window))
    }

    fn show(&self, window: &Self::Window) -> Result<(), Self::Error> {
        tried(|| self.0.show(&window.window))
    }

    fn hide(&self, window: &Self::Window) -> Result<(), Self::Error> {
        tried(|| self.0.hide(&window.window))
    }

    fn set_size(&self, size: NativeSize<u32>, window: &Self::Window) -> Result<(), Self::Error> {
        tried(|| self.0.set_size(size, &window.window))
    }

    fn host_main_thread_callback(&self, window: &Self::Window) {
        guarded((), || self.0.host_main_thread_callback(&window.window));
    }

    fn adjust_size(&self, size: NativeSize<u32>, window: &Self::Window) -> Option<NativeSize<u32>> {
        guarded(None, || self.0.adjust_size(size, &window.window))
    }

    fn set_fallback_scale_factor(&self, factor: f64, window: &Self::Window) -> Result<(), Self::Error> {
        tried(|| self.0.set_fallback_scale_factor(factor, &window.window))
    }

    fn on_virtual_key_from_host(&self, key: VirtualKeyCode, is_down: bool, modifiers: Modifiers) -> bool {
        guarded(false, || self.0.on_virtual_key_from_host(key, is_down, modifiers))
    }

    fn state_changed(&self) {
        guarded((), || self.0.state_changed());
    }

    fn param_value_changed(&self, id: &str, normalized: f32) {
        guarded((), || self.0.param_value_changed(id, normalized));
    }

    fn param_modulation_changed(&self, id: &str, offset: f32) {
        guarded((), || self.0.param_modulation_changed(id, offset));
    }
}
