//! One instance of the plugin in a VST3 host: the framework's, with our methods in front of some of its own.

use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

use nice_plug::prelude::{MidiConfig, Vst3Plugin};
use nice_plug::wrapper::vst3::Wrapper;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::ChannelContext::{IInfoListener, IInfoListenerTrait};
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    BusDirection, CString, CtrlNumber, IAttributeList, IAudioProcessor, IComponent, IEditController,
    IEditControllerTrait, IMidiMapping, IMidiMappingTrait, INoteExpressionController,
    INoteExpressionControllerTrait, IProcessContextRequirements, IProcessContextRequirementsTrait, IUnitInfo,
    IUnitInfoTrait, MediaType, NoteExpressionTypeID, NoteExpressionTypeInfo, NoteExpressionValue, ParamID,
    ProgramListID, ProgramListInfo, String128, TChar, UnitID, UnitInfo,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{
    FUnknown, IBStream, int16, int32, kResultOk, tresult, uint32,
};
use nice_plug::wrapper::vst3::vst3::{Class, ComPtr, ComWrapper};

use super::super::channels::Silence;
use super::super::guard::guarded;
use super::super::guarded::Guarded;
use super::super::lanes::{Lane, Lanes};
use super::super::solo::Solo;
use super::arrangements::Buses;
use super::changes::Changes;
use super::notes::Played;
use crate::link::{self, Link};

/// An instance.
pub(super) struct Wrapped<P: Vst3Plugin> {
    /// The framework's. Its methods are called with their trait named: two interfaces share names.
    pub(super) inner: Wrapper<Guarded<P>>,
    /// What the host agreed on and switched on. Main thread writes, audio thread reads.
    pub(super) buses: Buses,
    /// Bits of the sample rate of the last accepted set-up, Hz.
    pub(super) rate_bits: AtomicU64,
    /// Longest block of the last accepted set-up, frames; 0 before there was one.
    pub(super) frames: AtomicU32,
    /// Whether the host has activated the plugin.
    pub(super) active: AtomicBool,
    pub(super) link: Arc<Link>,
    pub(super) desk: Solo<Desk>,
}

impl<P: Vst3Plugin> Drop for Wrapped<P> {
    fn drop(&mut self) {
        // It might live longer than the host.
        guarded((), || self.link.disconnect());
    }
}

/// What a process call works with; made beforehand, because the call may not allocate.
pub(super) struct Desk {
    /// Longest block of the activation, frames.
    pub(super) frames: u32,
    pub(super) silence: Silence,
    pub(super) changes: ComWrapper<Changes>,
    pub(super) played: ComWrapper<Played>,
}

impl<P: Vst3Plugin> Class for Wrapped<P> {
    type Interfaces = (
        IComponent,
        IEditController,
        IAudioProcessor,
        IMidiMapping,
        INoteExpressionController,
        IProcessContextRequirements,
        IUnitInfo,
        IInfoListener,
    );
}

/// Makes an instance. `None` if it panics. Main thread.
pub(super) fn create<P: Vst3Plugin>() -> Option<ComPtr<FUnknown>> {
    let wrapped = Wrapped::<P>::new();
    // One that could not be made is none.
    if wrapped.link.is_broken() { None } else { ComWrapper::new(wrapped).to_com_ptr() }
}

impl<P: Vst3Plugin> Wrapped<P> {
    /// Main thread.
    pub(super) fn new() -> Self {
        let link = Arc::new(Link::default());
        let inner = link::during(Arc::clone(&link), Wrapper::<Guarded<P>>::new);
        let changes = ComWrapper::new(Changes::new(lanes(&inner)));
        let played = ComWrapper::new(Played::new(P::MIDI_INPUT != MidiConfig::None));
        Self {
            inner,
            buses: Buses::default(),
            rate_bits: AtomicU64::new(0),
            frames: AtomicU32::new(0),
            active: AtomicBool::new(false),
            link,
            desk: Solo::new(Desk { frames: 0, silence: Silence::new(0), changes, played }),
        }
    }
}

/// The lanes as the framework reports them: VST3's all end at 1.
fn lanes<P: Vst3Plugin>(inner: &Wrapper<P>) -> Lanes {
    // SAFETY: the framework fills `info`, for which all zeros are valid; every index is below the count.
    unsafe {
        Lanes::new((0..inner.getParameterCount()).filter_map(|idx| {
            let mut info = MaybeUninit::zeroed();
            (inner.getParameterInfo(idx, info.as_mut_ptr()) == kResultOk)
                .then(|| Lane { id: info.assume_init().id, top: 1.0 })
        }))
    }
}

/// What a method that panics answers, by the name of its result.
macro_rules! refusal {
    (tresult) => {
        nice_plug::wrapper::vst3::vst3::Steinberg::kInternalError
    };
    // A number of things: none of them.
    ($count:ident) => {
        0
    };
}
pub(super) use refusal;

/// Methods that do what the framework's do, short of panicking.
macro_rules! delegate {
    ($interface:ident: $($method:ident($($argument:ident: $type:ty),*) -> $result:ident;)*) => {
        $(unsafe fn $method(&self, $($argument: $type),*) -> $result {
            $crate::export::guard::guarded($crate::export::vst3::wrapped::refusal!($result), || {
                // SAFETY: the framework's method asks of its caller what this one does.
                unsafe { $interface::$method(&self.inner, $($argument),*) }
            })
        })*
    };
}
pub(super) use delegate;

impl<P: Vst3Plugin> IMidiMappingTrait for Wrapped<P> {
    delegate! { IMidiMappingTrait:
        getMidiControllerAssignment(bus: int32, channel: int16, controller: CtrlNumber, id: *mut ParamID) -> tresult;
    }
}

impl<P: Vst3Plugin> INoteExpressionControllerTrait for Wrapped<P> {
    delegate! { INoteExpressionControllerTrait:
        getNoteExpressionCount(bus: int32, channel: int16) -> int32;
        getNoteExpressionInfo(bus: int32, channel: int16, idx: int32, info: *mut NoteExpressionTypeInfo) -> tresult;
        getNoteExpressionStringByValue(bus: int32, channel: int16, id: NoteExpressionTypeID,
            value: NoteExpressionValue, text: *mut String128) -> tresult;
        getNoteExpressionValueByString(bus: int32, channel: int16, id: NoteExpressionTypeID,
            text: *const TChar, value: *mut NoteExpressionValue) -> tresult;
    }
}

impl<P: Vst3Plugin> IProcessContextRequirementsTrait for Wrapped<P> {
    delegate! { IProcessContextRequirementsTrait: getProcessContextRequirements() -> uint32; }
}

impl<P: Vst3Plugin> IUnitInfoTrait for Wrapped<P> {
    delegate! { IUnitInfoTrait:
        getUnitCount() -> int32;
        getUnitInfo(idx: int32, info: *mut UnitInfo) -> tresult;
        getProgramListCount() -> int32;
        getProgramListInfo(idx: int32, info: *mut ProgramListInfo) -> tresult;
        getProgramName(list: ProgramListID, program: int32, name: *mut String128) -> tresult;
        getProgramInfo(list: ProgramListID, program: int32, attribute: CString, value: *mut String128) -> tresult;
        hasProgramPitchNames(list: ProgramListID, program: int32) -> tresult;
        getProgramPitchName(list: ProgramListID, program: int32, pitch: int16, name: *mut String128) -> tresult;
        getSelectedUnit() -> UnitID;
        selectUnit(unit: UnitID) -> tresult;
        getUnitByBus(media: MediaType, direction: BusDirection, bus: int32, channel: int32,
            unit: *mut UnitID) -> tresult;
        setUnitProgramData(list_or_unit: int32, program: int32, data: *mut IBStream) -> tresult;
    }
}

impl<P: Vst3Plugin> IInfoListenerTrait for Wrapped<P> {
    delegate! { IInfoListenerTrait: setChannelContextInfos(list: *mut IAttributeList) -> tresult; }
}
