//! The parameters as VST3 hosts read and write them: the framework's, safe from indices past the end and from values
//! that are no numbers. And the editor's view.

use std::ptr::null_mut;
use std::thread;

use nice_plug::prelude::Vst3Plugin;
use nice_plug::wrapper::vst3::vst3::ComRef;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::ParameterInfo_::ParameterFlags_::kIsList;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::RestartFlags_::kParamValuesChanged;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    IComponentHandler, IComponentHandler2, IComponentHandler2Trait, IComponentHandlerTrait,
    IEditControllerTrait, ParamID, ParamValue, ParameterInfo, String128, TChar,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FIDString, IBStream, IPlugView, int32, kInternalError, kInvalidArgument, kResultFalse, kResultOk, tresult,
};

use super::super::guard::guarded;
use super::super::lanes::is_choice;
use super::view;
use super::wrapped::{Wrapped, delegate};
use crate::link::News;

/// Where a lane's value lies, if it is a number.
fn lane_value(value: ParamValue) -> Option<ParamValue> {
    value.is_finite().then(|| value.clamp(0.0, 1.0))
}

impl<P: Vst3Plugin> IEditControllerTrait for Wrapped<P> {
    delegate! { IEditControllerTrait:
        setComponentState(stream: *mut IBStream) -> tresult;
        setState(stream: *mut IBStream) -> tresult;
        getState(stream: *mut IBStream) -> tresult;
        getParameterCount() -> int32;
    }

    /// Main thread.
    unsafe fn createView(&self, name: FIDString) -> *mut IPlugView {
        guarded(null_mut(), || {
            // SAFETY: the framework's method asks of its caller what this one does, and what it returns is owned.
            unsafe { view::around(IEditControllerTrait::createView(&self.inner, name)) }
        })
    }

    /// The user interface's thread, which is where the link can reach the host from now on.
    unsafe fn setComponentHandler(&self, handler: *mut IComponentHandler) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: null or the host's, valid during the call; the framework's method asks of its caller what this
            // one does.
            unsafe {
                self.connect(handler);
                IEditControllerTrait::setComponentHandler(&self.inner, handler)
            }
        })
    }

    /// Main thread. `kInvalidArgument` for a parameter that does not exist; the framework would panic on the first of
    /// them.
    unsafe fn getParameterInfo(&self, index: int32, info: *mut ParameterInfo) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: the framework's methods ask of their caller what this one does.
            let result = unsafe {
                if !(0..self.getParameterCount()).contains(&index) {
                    return kInvalidArgument;
                }
                IEditControllerTrait::getParameterInfo(&self.inner, index, info)
            };
            if result == kResultOk {
                // SAFETY: the framework has just written to it.
                let info = unsafe { &mut *info };
                if is_choice(info.id) {
                    info.flags |= kIsList as int32;
                }
                // A choice between one thing only divides by its zero steps.
                info.defaultNormalizedValue = lane_value(info.defaultNormalizedValue).unwrap_or(0.0);
            }
            result
        })
    }

    /// Main thread. `kInvalidArgument` for what is no number.
    unsafe fn getParamStringByValue(&self, id: ParamID, value: ParamValue, text: *mut String128) -> tresult {
        guarded(kInternalError, || {
            let Some(value) = lane_value(value) else { return kInvalidArgument };
            // SAFETY: the framework's method asks of its caller what this one does.
            unsafe { IEditControllerTrait::getParamStringByValue(&self.inner, id, value, text) }
        })
    }

    /// Main thread. `kResultFalse` for a text that means no value of the parameter.
    unsafe fn getParamValueByString(&self, id: ParamID, text: *mut TChar, value: *mut ParamValue) -> tresult {
        guarded(kInternalError, || {
            // SAFETY: the framework's method asks of its caller what this one does, and on success has written to `value`.
            unsafe {
                let result = IEditControllerTrait::getParamValueByString(&self.inner, id, text, value);
                if result == kResultOk && lane_value(*value).is_none() { kResultFalse } else { result }
            }
        })
    }

    /// Main thread. What is no number means the default.
    unsafe fn normalizedParamToPlain(&self, id: ParamID, value: ParamValue) -> ParamValue {
        guarded(0.0, || {
            let value = lane_value(value).unwrap_or_else(|| self.default_of(id));
            // SAFETY: the framework's method asks of its caller what this one does.
            let plain = unsafe { IEditControllerTrait::normalizedParamToPlain(&self.inner, id, value) };
            if plain.is_finite() { plain } else { 0.0 }
        })
    }

    /// Main thread. What is no number means the default.
    unsafe fn plainParamToNormalized(&self, id: ParamID, plain: ParamValue) -> ParamValue {
        guarded(0.0, || {
            if !plain.is_finite() {
                return self.default_of(id);
            }
            // SAFETY: the framework's method asks of its caller what this one does.
            lane_value(unsafe { IEditControllerTrait::plainParamToNormalized(&self.inner, id, plain) })
                .unwrap_or(0.0)
        })
    }

    /// Main thread.
    unsafe fn getParamNormalized(&self, id: ParamID) -> ParamValue {
        guarded(0.0, || {
            // SAFETY: the framework's method asks of its caller what this one does.
            lane_value(unsafe { IEditControllerTrait::getParamNormalized(&self.inner, id) }).unwrap_or(0.0)
        })
    }

    /// Main thread. `kInvalidArgument`, and nothing changed, for what is no number.
    unsafe fn setParamNormalized(&self, id: ParamID, value: ParamValue) -> tresult {
        guarded(kInternalError, || {
            let Some(value) = lane_value(value) else { return kInvalidArgument };
            // SAFETY: the framework's method asks of its caller what this one does.
            unsafe { IEditControllerTrait::setParamNormalized(&self.inner, id, value) }
        })
    }
}

impl<P: Vst3Plugin> Wrapped<P> {
    /// Leads the link to the host, as far as it listens. It may be told on its own thread only.
    ///
    /// # Safety
    /// `handler` is null or valid.
    unsafe fn connect(&self, handler: *mut IComponentHandler) {
        // SAFETY: says the caller.
        let Some(handler) = unsafe { ComRef::from_raw(handler) }.map(|handler| handler.to_com_ptr()) else {
            self.link.disconnect();
            return;
        };
        let saver = handler.cast::<IComponentHandler2>();
        let home = thread::current().id();
        self.link.connect(move |news| {
            if thread::current().id() != home {
                return false;
            }
            // SAFETY: this is the host's own thread, and the references keep the objects alive.
            unsafe {
                let read = news == News::Changed
                    || handler.restartComponent(kParamValuesChanged as int32) == kResultOk;
                let saved = saver.as_ref().is_some_and(|saver| saver.setDirty(1) == kResultOk);
                // A host that reads parameters again knows that there is something to save.
                if news == News::Moved { read } else { saved }
            }
        });
    }

    /// Where a parameter's default lies on its lane. Main thread.
    fn default_of(&self, id: ParamID) -> ParamValue {
        let mut info = std::mem::MaybeUninit::<ParameterInfo>::zeroed();
        // SAFETY: all zeros are a valid `ParameterInfo`, and it is ours to write to.
        unsafe {
            (0..self.getParameterCount())
                .find(|idx| {
                    self.getParameterInfo(*idx, info.as_mut_ptr()) == kResultOk
                        && info.assume_init_ref().id == id
                })
                .map_or(0.0, |_| info.assume_init_ref().defaultNormalizedValue)
        }
    }
}
