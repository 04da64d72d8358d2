//! Buses, switching on and off, saving and loading, as VST3 hosts do them.

use std::sync::atomic::Ordering;

use nice_plug::nice_warn;
use nice_plug::prelude::Vst3Plugin;
use nice_plug::wrapper::vst3::vst3::ComWrapper;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::BusDirections_::kInput;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::BusInfo_::BusFlags_::kDefaultActive;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::MediaTypes_::kAudio;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    BusDirection, BusInfo, IComponentTrait, IoMode, MediaType, RoutingInfo,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FUnknown, IBStream, IPluginBaseTrait, TBool, TUID, int32, kInternalError, kInvalidArgument, kResultFalse,
    kResultOk, tresult,
};

use super::super::channels::Silence;
use super::super::guard::guarded;
use super::streams::{Memory, read_all, write_all};
use super::wrapped::{Wrapped, delegate};
use crate::state::{MAX_BYTES, open, seal};

const AUDIO: MediaType = kAudio as MediaType;
const INPUT: BusDirection = kInput as BusDirection;

impl<P: Vst3Plugin> IPluginBaseTrait for Wrapped<P> {
    delegate! { IPluginBaseTrait:
        initialize(context: *mut FUnknown) -> tresult;
        terminate() -> tresult;
    }
}

impl<P: Vst3Plugin> IComponentTrait for Wrapped<P> {
    delegate! { IComponentTrait:
        getControllerClassId(id: *mut TUID) -> tresult;
        setIoMode(mode: IoMode) -> tresult;
        getBusCount(media: MediaType, direction: BusDirection) -> int32;
        getRoutingInfo(from: *mut RoutingInfo, to: *mut RoutingInfo) -> tresult;
    }

    /// Main thread. Auxiliary inputs are off until a host switches them on, and as wide as it asked for.
    unsafe fn getBusInfo(
        &self,
        media: MediaType,
        direction: BusDirection,
        index: int32,
        info: *mut BusInfo,
    ) -> tresult {
        guarded(kInternalError, || {
            let Ok(idx) = usize::try_from(index) else { return kInvalidArgument };
            // SAFETY: the framework's method asks of its caller what this one does.
            let result = unsafe { IComponentTrait::getBusInfo(&self.inner, media, direction, index, info) };
            if result == kResultOk && media == AUDIO && direction == INPUT && idx > 0 {
                // SAFETY: the framework has just written to it.
                let info = unsafe { &mut *info };
                info.flags &= !kDefaultActive;
                info.channelCount = self.buses.mask(idx).map_or(0, |mask| mask.count_ones() as int32);
            }
            result
        })
    }

    /// Main thread.
    unsafe fn activateBus(
        &self,
        media: MediaType,
        direction: BusDirection,
        index: int32,
        state: TBool,
    ) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: the framework's method asks of its caller what this one does.
            let result = unsafe { IComponentTrait::activateBus(&self.inner, media, direction, index, state) };
            if result == kResultOk
                && media == AUDIO
                && direction == INPUT
                && let Ok(idx) = usize::try_from(index)
            {
                self.buses.switch(idx, state != 0);
            }
            result
        })
    }

    /// Main thread. `kResultFalse`, and nothing changed, if nothing was set up yet.
    unsafe fn setActive(&self, state: TBool) -> tresult {
        guarded(kInternalError, || {
            let on = state != 0;
            if on == self.active.load(Ordering::Acquire) {
                return kResultOk;
            }
            if on && !self.prepare() {
                return kResultFalse;
            }
            // Off first, so that a process call under way is the last.
            self.active.store(false, Ordering::Release);
            // SAFETY: the framework's method asks of its caller what this one does.
            let result = unsafe { IComponentTrait::setActive(&self.inner, state) };
            self.active.store(on && result == kResultOk, Ordering::Release);
            result
        })
    }

    /// Main thread. `kResultFalse`, and nothing changed, for a state that [`open`] refuses.
    unsafe fn setState(&self, stream: *mut IBStream) -> tresult {
        guarded(kInternalError, || {
            // One byte more than allowed, so that too much is seen as too much.
            // SAFETY: null or the host's, valid during the call.
            let Some(bytes) = (unsafe { read_all(stream, MAX_BYTES + 1) }) else { return kResultFalse };
            let json = match open(&bytes) {
                Ok(json) => json,
                Err(error) => {
                    nice_warn!("Nothing loaded: {error}");
                    return kResultFalse;
                }
            };
            let memory = ComWrapper::new(Memory::new(json));
            let Some(stream) = memory.as_com_ref::<IBStream>() else { return kResultFalse };
            // SAFETY: the memory outlives the call.
            unsafe { IComponentTrait::setState(&self.inner, stream.as_ptr()) }
        })
    }

    /// Main thread.
    unsafe fn getState(&self, stream: *mut IBStream) -> tresult {
        guarded(kInternalError, || {
            let memory = ComWrapper::new(Memory::default());
            let Some(inner) = memory.as_com_ref::<IBStream>() else { return kResultFalse };
            // SAFETY: the memory outlives the call.
            let result = unsafe { IComponentTrait::getState(&self.inner, inner.as_ptr()) };
            if result != kResultOk {
                return result;
            }
            // SAFETY: null or the host's, valid during the call.
            if unsafe { write_all(stream, &seal(&memory.take())) } { kResultOk } else { kResultFalse }
        })
    }
}

impl<P: Vst3Plugin> Wrapped<P> {
    /// Makes what process calls will work with. `false` if nothing was set up, or if one is under way. Main thread.
    fn prepare(&self) -> bool {
        let frames = self.frames.load(Ordering::Acquire);
        let prepared = self.desk.with(|desk| {
            if desk.frames != frames {
                desk.silence = Silence::new(frames);
            }
            desk.frames = frames;
        });
        frames > 0 && prepared.is_some()
    }
}
