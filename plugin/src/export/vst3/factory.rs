//! What a VST3 host learns about the library's plugins before it makes one.

use std::ffi::c_void;
use std::ptr::null_mut;

use nice_plug::wrapper::vst3::PluginInfo;
use nice_plug::wrapper::vst3::vst3::Class;
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FIDString, FUnknown, IPluginFactory, IPluginFactory2, IPluginFactory2Trait, IPluginFactory3,
    IPluginFactory3Trait, IPluginFactoryTrait, PClassInfo, PClassInfo2, PClassInfoW, PFactoryInfo, TUID,
    int32, kInternalError, kInvalidArgument, kNoInterface, kOutOfMemory, kResultOk, tresult,
};

use super::super::guard::guarded;
use super::CLASSES;

/// The library's only factory object. Main thread.
pub(super) struct Factory {
    infos: Vec<PluginInfo>,
}

impl Class for Factory {
    type Interfaces = (IPluginFactory, IPluginFactory2, IPluginFactory3);
}

impl Factory {
    pub(super) fn new() -> Self {
        Self { infos: CLASSES.iter().map(|class| (class.describe)()).collect() }
    }

    /// Writes what `describe` says about a plugin. `kInvalidArgument` for one that does not exist.
    ///
    /// # Safety
    /// `info` is null or the host's to write to.
    unsafe fn describe<T>(
        &self,
        index: int32,
        info: *mut T,
        describe: impl FnOnce(&PluginInfo) -> T,
    ) -> tresult {
        match usize::try_from(index).ok().and_then(|index| self.infos.get(index)) {
            Some(class) if !info.is_null() => {
                // SAFETY: not null, so the host's to write to.
                unsafe { info.write(describe(class)) };
                kResultOk
            }
            _ => kInvalidArgument,
        }
    }
}

impl IPluginFactoryTrait for Factory {
    unsafe fn getFactoryInfo(&self, info: *mut PFactoryInfo) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: says the host. The library's maker is the first plugin's.
            unsafe { self.describe(0, info, PluginInfo::create_factory_info) }
        })
    }

    unsafe fn countClasses(&self) -> int32 {
        guarded(0, || self.infos.len() as int32)
    }

    unsafe fn getClassInfo(&self, index: int32, info: *mut PClassInfo) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: says the host.
            unsafe { self.describe(index, info, PluginInfo::create_class_info) }
        })
    }

    unsafe fn createInstance(&self, cid: FIDString, iid: FIDString, obj: *mut *mut c_void) -> tresult {
        guarded(kInternalError, || {
            if cid.is_null() || iid.is_null() || obj.is_null() {
                return kInvalidArgument;
            }
            // SAFETY: the host has room for a pointer, and both identifiers have 16 bytes.
            let (id, interface) = unsafe {
                obj.write(null_mut());
                (cid.cast::<[u8; 16]>().read_unaligned(), iid.cast::<[u8; 16]>().read_unaligned())
            };
            let Some((class, _)) = CLASSES.iter().zip(&self.infos).find(|(_, info)| *info.cid == id) else {
                return kNoInterface;
            };
            let Some(instance) = (class.create)() else { return kOutOfMemory };
            let unknown: *mut FUnknown = instance.as_ptr();
            // SAFETY: the object is alive; asking it for an interface gives the host a reference of its own.
            unsafe {
                ((*(*unknown).vtbl).queryInterface)(unknown, (&raw const interface).cast::<TUID>(), obj)
            }
        })
    }
}

impl IPluginFactory2Trait for Factory {
    unsafe fn getClassInfo2(&self, index: int32, info: *mut PClassInfo2) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: says the host.
            unsafe { self.describe(index, info, PluginInfo::create_class_info_2) }
        })
    }
}

impl IPluginFactory3Trait for Factory {
    unsafe fn getClassInfoUnicode(&self, index: int32, info: *mut PClassInfoW) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: says the host.
            unsafe { self.describe(index, info, PluginInfo::create_class_info_unicode) }
        })
    }

    unsafe fn setHostContext(&self, _context: *mut FUnknown) -> tresult {
        guarded(kInternalError, || kResultOk)
    }
}
