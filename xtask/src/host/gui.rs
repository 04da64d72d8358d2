//! The instance's editor in a window of the host's (X11).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, anyhow, ensure};
use clack_extensions::gui::{GuiApiType, GuiConfiguration, GuiSize, HostGuiImpl, PluginGui, Window};
use clack_host::prelude::HostError;

use super::Instance;
use super::handlers::Shared;

/// Width and height, pixels.
pub type Size = (u32, u32);

/// What the editor asked for, on whatever thread.
#[derive(Default)]
pub(super) struct Wishes {
    /// The size it would like.
    size: Mutex<Option<Size>>,
    /// It is gone, by itself.
    is_gone: AtomicBool,
}

impl HostGuiImpl for Shared {
    fn resize_hints_changed(&self) {}

    fn request_resize(&self, size: GuiSize) -> Result<(), HostError> {
        let mut wish = self.wishes.size.lock().unwrap_or_else(PoisonError::into_inner);
        *wish = Some((size.width, size.height));
        Ok(())
    }

    fn request_show(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn request_hide(&self) -> Result<(), HostError> {
        Ok(())
    }

    fn closed(&self, _was_destroyed: bool) {
        self.wishes.is_gone.store(true, Ordering::Release);
    }
}

impl Instance {
    /// Opens the editor inside the X11 window `parent`, `size` large or as large as it likes, and says how large it is.
    /// Errors if there is none, or what of it the plugin refuses.
    pub fn open_editor(&mut self, parent: u32, size: Option<Size>) -> Result<Size> {
        let gui = self.extension::<PluginGui>("gui")?;
        let wanted = GuiConfiguration { api_type: GuiApiType::X11, is_floating: false };
        let handle = self.plugin.plugin_handle();
        ensure!(
            gui.is_api_supported(&handle, wanted),
            "the plugin's editor does not open inside an X11 window"
        );
        gui.create(&handle, wanted).map_err(|_| {
            anyhow!(
                "the plugin could not make its editor: is there an X server, and OpenGL? \
                 (apt-get install libegl1 libgl1-mesa-dri)"
            )
        })?;
        self.editor = Some(gui);
        let refused = |what: &str| anyhow!("the plugin's editor does not {what}");
        if let Some((width, height)) = size {
            gui.set_size(&handle, GuiSize { width, height }).map_err(|_| refused("take the size"))?;
        }
        let window = Window::from_x11_handle(parent.into());
        // SAFETY: an X11 window is a number that the server looks up: one that is gone is an error, no dangling pointer.
        #[allow(unsafe_code)]
        let embedded = unsafe { gui.set_parent(&handle, window) };
        embedded.map_err(|_| refused("go into the window"))?;
        gui.show(&handle).map_err(|_| refused("show itself"))?;
        let size = gui.get_size(&handle).ok_or_else(|| refused("say how large it is"))?;
        Ok((size.width, size.height))
    }

    /// Gives the open editor another size. An error if it refuses.
    pub fn resize_editor(&mut self, (width, height): Size) -> Result<()> {
        let Some(gui) = self.editor else { return Ok(()) };
        let size = GuiSize { width, height };
        gui.set_size(&self.plugin.plugin_handle(), size)
            .map_err(|_| anyhow!("the plugin's editor does not take {width}x{height}"))
    }

    /// Closes the editor, if it is open.
    pub fn close_editor(&mut self) {
        if let Some(gui) = self.editor.take() {
            gui.destroy(&self.plugin.plugin_handle());
        }
    }

    /// Does what the plugin asked to have done on the main thread. Returns the size its editor would like, if it asked.
    pub fn attend(&mut self) -> Option<Size> {
        if self.plugin.access_shared_handler(|shared| shared.callback.swap(false, Ordering::AcqRel)) {
            self.plugin.call_on_main_thread_callback();
        }
        self.plugin.access_shared_handler(|shared| {
            shared.wishes.size.lock().unwrap_or_else(PoisonError::into_inner).take()
        })
    }

    /// Whether the editor has gone by itself since it was asked last.
    pub fn lost_editor(&mut self) -> bool {
        self.plugin.access_shared_handler(|shared| shared.wishes.is_gone.swap(false, Ordering::AcqRel))
    }
}
