//! What the plugin may ask of this host. It notes what is to be done on the main thread, and why a preset was not loaded.

use std::cell::RefCell;
use std::ffi::CStr;
use std::sync::atomic::{AtomicBool, Ordering};

use clack_extensions::latency::{HostLatency, HostLatencyImpl};
use clack_extensions::params::{
    HostParams, HostParamsImplMainThread, HostParamsImplShared, ParamClearFlags, ParamRescanFlags,
};
use clack_extensions::preset_discovery::HostPresetLoadImpl;
use clack_extensions::preset_discovery::prelude::{HostPresetLoad, Location};
use clack_extensions::state::{HostState, HostStateImpl};
use clack_host::prelude::*;
use clack_host::utils::ClapId;

/// The host's side of an instance.
pub struct Handlers;

/// Requests that may come on any thread.
#[derive(Default)]
pub struct Shared {
    /// It wants to be called on the main thread.
    pub(super) callback: AtomicBool,
    /// What its editor wants.
    #[cfg(target_os = "linux")]
    pub(super) wishes: super::gui::Wishes,
}

/// Requests that come on the main thread.
#[derive(Default)]
pub struct MainThread {
    /// What the plugin last said about a preset it could not load.
    pub refusal: RefCell<String>,
}

impl HostHandlers for Handlers {
    type Shared<'a> = Shared;
    type MainThread<'a> = MainThread;
    type AudioProcessor<'a> = ();

    fn declare_extensions(builder: &mut HostExtensions<Self>, _shared: &Shared) {
        builder.register::<HostLatency>().register::<HostParams>().register::<HostState>();
        builder.register::<HostPresetLoad>();
        #[cfg(target_os = "linux")]
        builder.register::<clack_extensions::gui::HostGui>();
    }
}

impl SharedHandler<'_> for Shared {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {
        self.callback.store(true, Ordering::Release);
    }
}

impl MainThreadHandler<'_> for MainThread {}

impl HostLatencyImpl for MainThread {
    fn changed(&self) {}
}

impl HostPresetLoadImpl for MainThread {
    fn on_error(&self, _location: Location, _key: Option<&CStr>, _os_error: i32, message: Option<&CStr>) {
        self.refusal.replace(message.unwrap_or_default().to_string_lossy().into_owned());
    }

    fn loaded(&self, _location: Location, _key: Option<&CStr>) {}
}

impl HostStateImpl for MainThread {
    fn mark_dirty(&self) {}
}

impl HostParamsImplShared for Shared {
    fn request_flush(&self) {}
}

impl HostParamsImplMainThread for MainThread {
    fn rescan(&self, _flags: ParamRescanFlags) {}
    fn clear(&self, _param_id: ClapId, _flags: ParamClearFlags) {}
}
