//! The framework's VST3 faults that this folder makes up for. A test that fails here is good news: the framework was
//! repaired, and the override named in the message can go.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nice_plug::wrapper::vst3::Wrapper;
use nice_plug::wrapper::vst3::vst3::ComWrapper;
use nice_plug::wrapper::vst3::vst3::Steinberg::IBStream;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::ParameterInfo_::ParameterFlags_::kIsList;
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::SpeakerArr::{k51, k71_4, k71Music, kStereo};
use nice_plug::wrapper::vst3::vst3::Steinberg::Vst::{
    BusInfo, IAudioProcessorTrait, IComponentTrait, IEditControllerTrait, ParameterInfo,
};
use nice_plug::wrapper::vst3::vst3::Steinberg::{kResultFalse, kResultOk};

use super::bench::{Block, FRAMES, RATE, SentEvents, arrange, note, set_up, start};
use super::streams::Memory;
use crate::export::lanes::number;
use crate::export::probe::{Probe, calls};

fn stock() -> Wrapper<Probe> {
    calls();
    Wrapper::new()
}

#[test]
fn arrangements_are_reported_by_count() {
    for asked in [k71_4, k71Music] {
        let stock = stock();
        assert_eq!(arrange(&stock, &[asked], asked), kResultOk);
        let mut told = 0;
        // SAFETY: the mask is ours.
        assert_eq!(unsafe { stock.getBusArrangement(1, 0, &raw mut told) }, kResultOk);
        assert_ne!(told, asked, "the framework remembers arrangements: `getBusArrangement` can go");
    }
}

#[test]
fn a_side_chain_beside_surround_is_refused() {
    let result = arrange(&stock(), &[k51, k51, kStereo], k51);
    assert_eq!(
        result, kResultFalse,
        "the framework takes auxiliary inputs: `hand_on`'s second attempt can go"
    );
}

#[test]
fn the_number_of_buses_changes_with_the_arrangement() {
    let stock = stock();
    // SAFETY: counting is always allowed.
    let inputs = || unsafe { stock.getBusCount(0, 0) };
    assert_eq!(inputs(), 3);
    assert_eq!(arrange(&stock, &[k51], k51), kResultOk);
    assert_eq!(inputs(), 1, "the framework keeps its buses: `hand_on` can hand on what the host asked for");
}

#[test]
fn the_second_auxiliary_input_is_not_read() {
    let stock = stock();
    start(&stock);
    assert_eq!(Block::new(&[2, 2, 2], 2, 64).run(&stock, |_, _, _| ()), kResultOk);
    let aux = calls().remove(0).aux;
    assert_eq!(aux[0], [2.0, 2.01]);
    assert_eq!(
        aux[1],
        [0.0, 0.0],
        "the framework counts inputs as inputs: `sound` need not pretend three outputs"
    );
}

#[test]
fn auxiliary_inputs_are_on_without_being_asked_for() {
    // SAFETY: the info is ours, and all zeros are a valid one.
    let (result, info) = unsafe {
        let mut info: BusInfo = std::mem::zeroed();
        (stock().getBusInfo(0, 0, 1, &raw mut info), info)
    };
    assert_eq!(
        (result, info.flags & 1),
        (kResultOk, 1),
        "the framework leaves them off: `getBusInfo` can go"
    );
}

#[test]
fn notes_arrive_as_they_are() {
    calls();
    let stock = Wrapper::<Probe<true>>::new();
    start(&stock);
    let mut block = Block::new(&[2, 2, 2], 2, 64);
    block.events = Some(ComWrapper::new(SentEvents(vec![note(0, 60, f32::INFINITY)])));
    assert_eq!(block.run(&stock, |_, _, _| ()), kResultOk);
    let expected = [(0, 60, f32::INFINITY)];
    assert_eq!(calls().remove(0).notes, expected, "the framework checks notes: `Played` can go");
}

#[test]
fn any_rate_and_size_is_taken() {
    for (rate, frames) in [(1.0, FRAMES), (f64::NAN, FRAMES), (RATE, -1)] {
        assert_eq!(
            set_up(&stock(), rate, frames),
            kResultOk,
            "the framework checks: `setupProcessing` can go"
        );
    }
}

#[test]
fn the_parameter_past_the_end_panics() {
    let stock = stock();
    // SAFETY: the info is ours, and all zeros are a valid one.
    let asked = catch_unwind(AssertUnwindSafe(|| unsafe {
        let mut info: ParameterInfo = std::mem::zeroed();
        stock.getParameterInfo(stock.getParameterCount(), &raw mut info)
    }));
    assert!(asked.is_err(), "the framework counts to the end: `getParameterInfo`'s check can go");
}

#[test]
fn choices_are_not_lists() {
    let stock = stock();
    // SAFETY: the info is ours, all zeros are a valid one, and the index is below the count.
    unsafe {
        let mut info: ParameterInfo = std::mem::zeroed();
        let choice = (0..stock.getParameterCount())
            .find(|idx| stock.getParameterInfo(*idx, &raw mut info) == kResultOk && info.id == number("lfe"));
        assert!(choice.is_some());
        assert_eq!(info.flags & kIsList, 0, "the framework marks lists: `getParameterInfo`'s flag can go");
    }
}

#[test]
fn values_out_of_range_are_loaded_as_they_are() {
    let stock = stock();
    let json = br#"{"version":"0.1.0","params":{"trim":{"f32":1e9}},"fields":{}}"#;
    let memory = ComWrapper::new(Memory::new(json.to_vec()));
    let stream = memory.as_com_ref::<IBStream>().expect("a stream");
    // SAFETY: the stream is alive.
    assert_eq!(unsafe { IComponentTrait::setState(&stock, stream.as_ptr()) }, kResultOk);
    start(&stock);
    assert_eq!(Block::new(&[2, 2, 2], 2, 64).run(&stock, |_, _, _| ()), kResultOk);
    let trim = calls().remove(0).trim;
    assert_eq!(trim, 1.0e9, "the framework clamps what it loads: `setState` can go");
}

#[cfg(target_os = "linux")]
#[test]
fn an_editor_that_is_gone_stays_registered() {
    use nice_plug::wrapper::vst3::vst3::ComPtr;
    use nice_plug::wrapper::vst3::vst3::Steinberg::{IPlugFrame, IPlugViewTrait};

    use super::bench::frame::Frame;

    let (stock, frame) = (stock(), Frame::new(true));
    // SAFETY: the view is owned, and the frame valid.
    let mut file = unsafe {
        let view = ComPtr::from_raw(stock.createView(c"editor".as_ptr())).expect("an editor");
        assert_eq!(view.setFrame(frame.as_com_ref::<IPlugFrame>().expect("a frame").as_ptr()), kResultOk);
        let file = frame.file();
        assert_eq!(view.setFrame(std::ptr::null_mut()), kResultOk);
        file
    };
    drop(stock);
    assert!(
        file.is_open() && frame.registered.borrow().len() == 1,
        "the framework releases its handler: `frame.rs` must not do so too, and can go"
    );
}
