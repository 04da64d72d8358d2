//! What the plugin may ask of this host: nothing it needs to act on while it plays offline. It notes why a preset was not
//! loaded.

use std::cell::RefCell;
use std::ffi::CStr;

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
pub struct Shared;

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
    }
}

impl SharedHandler<'_> for Shared {
    fn request_restart(&self) {}
    fn request_process(&self) {}
    fn request_callback(&self) {}
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
