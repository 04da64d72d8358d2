//! What passes between the plugin and a VST3 host beside parameters and sound.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::RestartFlags_::kParamValuesChanged;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    IComponentHandler, IComponentHandler2, IComponentHandler2Trait, IComponentHandlerTrait, ParamID,
    ParamValue,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{FIDString, TBool, int32};
use nice_plug::wrapper::vst3::vst3::{Class, ComWrapper};

use super::*;

/// A host's ear: it counts how often there is something to save, and how often to read parameters.
#[derive(Default)]
struct Ear(AtomicI32, AtomicI32);

/// One that only knows parameters.
#[derive(Default)]
struct Deaf((), AtomicI32);

impl Class for Ear {
    type Interfaces = (IComponentHandler, IComponentHandler2);
}

impl Class for Deaf {
    type Interfaces = (IComponentHandler,);
}

macro_rules! handles_parameters {
    ($($handler:ty)*) => {
        $(impl IComponentHandlerTrait for $handler {
            unsafe fn beginEdit(&self, _: ParamID) -> tresult {
                kResultOk
            }

            unsafe fn performEdit(&self, _: ParamID, _: ParamValue) -> tresult {
                kResultOk
            }

            unsafe fn endEdit(&self, _: ParamID) -> tresult {
                kResultOk
            }

            unsafe fn restartComponent(&self, flags: int32) -> tresult {
                self.1.fetch_add(i32::from(flags == kParamValuesChanged), Ordering::Relaxed);
                kResultOk
            }
        })*
    };
}

handles_parameters! { Ear Deaf }

impl IComponentHandler2Trait for Ear {
    unsafe fn setDirty(&self, state: TBool) -> tresult {
        self.0.fetch_add(i32::from(state), Ordering::Relaxed);
        kResultOk
    }

    unsafe fn requestOpenEditor(&self, _: FIDString) -> tresult {
        kResultFalse
    }

    unsafe fn startGroupEdit(&self) -> tresult {
        kResultFalse
    }

    unsafe fn finishGroupEdit(&self) -> tresult {
        kResultFalse
    }
}

fn hand_over<C: Class>(instance: &Wrapped<Probe>, handler: Option<&ComWrapper<C>>) {
    let handler = handler.and_then(ComWrapper::as_com_ref::<IComponentHandler>);
    let handler = handler.map_or(null_mut(), |handler| handler.as_ptr());
    // SAFETY: null or alive.
    assert_eq!(unsafe { instance.setComponentHandler(handler) }, kResultOk);
}

#[test]
fn the_plugin_holds_the_instances_link() {
    // The instance's, the parameters', and those of what guards the plugin and what is saved of it.
    assert_eq!(Arc::strong_count(&instance().link), 4);
}

#[test]
fn a_change_beside_the_parameters_reaches_the_host_on_its_own_thread_only() {
    let (instance, ear) = (instance(), ComWrapper::new(Ear::default()));
    let link = Arc::clone(&instance.link);
    assert!(!link.changed(), "nobody listens yet");
    hand_over(&instance, Some(&ear));
    assert!(link.changed());
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(!link.changed(), "not the host's thread"));
    });
    let deaf = ComWrapper::new(Deaf::default());
    hand_over(&instance, Some(&deaf));
    assert!(!link.changed() && link.moved(), "a host that only knows parameters");
    assert_eq!(deaf.1.load(Ordering::Relaxed), 1);
    hand_over(&instance, Some(&ear));
    assert!(link.changed() && link.moved());
    hand_over::<Ear>(&instance, None);
    assert!(!link.changed(), "the host has let go");
    hand_over(&instance, Some(&ear));
    drop(instance);
    assert!(!link.changed(), "and so has the instance");
    assert_eq!((ear.0.load(Ordering::Relaxed), ear.1.load(Ordering::Relaxed)), (3, 1));
    assert_eq!(Arc::strong_count(&link), 1);
}
