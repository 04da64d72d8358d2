//! One block from a CLAP host: checked, completed and put in order, then handed to the framework.

use std::mem::size_of;
use std::ptr::null;
use std::sync::atomic::Ordering;

use clap_sys::audio_buffer::clap_audio_buffer;
use clap_sys::events::{clap_event_transport, clap_input_events, clap_output_events};
use clap_sys::plugin::clap_plugin;
use clap_sys::process::{CLAP_PROCESS_CONTINUE, CLAP_PROCESS_ERROR, clap_process, clap_process_status};
use nice_plug::prelude::ClapPlugin;

use super::super::channels::{complete, hush};
use super::super::guard::{caught, guarded};
use super::super::limits::{INSIDE, KEY, MAX_FRAMES, MAX_INPUTS, MAX_WIDTH, input_widths};
use super::instance::{Desk, Instance};
use super::transport::position;
use crate::host_block::{self, HostBlock};

/// Audio thread; allocates nothing, waits for nothing.
///
/// An error, with silent outputs, if the plugin is not active or broken, the block is longer than announced, or the main
/// buses are not those of the layout. Auxiliary inputs may be missing. A block without frames only moves parameters.
pub(super) unsafe extern "C" fn process<P: ClapPlugin>(
    plugin: *const clap_plugin,
    process: *const clap_process,
) -> clap_process_status {
    guarded(CLAP_PROCESS_ERROR, || {
        // SAFETY: the host's pointers are null or valid.
        let (Some(instance), Some(call)) = (unsafe { (Instance::<P>::of(plugin), process.as_ref()) }) else {
            return CLAP_PROCESS_ERROR;
        };
        let status = caught(|| {
            // SAFETY: `call` is the host's, valid during it.
            instance.desk.with(|desk| unsafe { run(instance, plugin, desk, call) }).flatten()
        });
        if status.is_none() {
            instance.link.break_down();
        }
        match status.flatten() {
            Some(status) if status != CLAP_PROCESS_ERROR => status,
            _ => {
                // SAFETY: the outputs are the host's, valid during the call.
                unsafe { hush_outputs(call) };
                CLAP_PROCESS_ERROR
            }
        }
    })
}

/// `None` if the block is refused.
///
/// # Safety
/// `call` is a process call's argument, and `plugin` the host's pointer to `instance`.
unsafe fn run<P: ClapPlugin>(
    instance: &Instance<P>,
    plugin: *const clap_plugin,
    desk: &mut Desk,
    call: &clap_process,
) -> Option<clap_process_status> {
    let inner = instance.inner.process?;
    if !instance.active.load(Ordering::Acquire) || instance.link.is_broken() {
        return None;
    }
    if call.frames_count == 0 {
        // SAFETY: the lists are the host's, valid during the call.
        unsafe { flush_at(instance, plugin, desk, call.in_events, call.out_events) };
        return Some(CLAP_PROCESS_CONTINUE);
    }
    let widths = input_widths(instance.layout());
    let mut silent = desk.silence.channels();
    // SAFETY: the buses are the host's, valid during the call.
    let (inputs, connected) = unsafe { gather_inputs(call, widths, &mut silent) };
    // SAFETY: as above.
    if call.frames_count > desk.frames || !connected[0] || !unsafe { has_output(call, widths[0]) } {
        return None;
    }
    // SAFETY: the list is the host's, valid during the call.
    unsafe { desk.events.gather(call.in_events, call.frames_count) };
    let in_events = desk.events.list();
    // SAFETY: null or valid.
    let transport = unsafe { call.transport.as_ref() }.filter(|transport| whole(transport));
    let checked = clap_process {
        transport: transport.map_or(null(), std::ptr::from_ref),
        audio_inputs: inputs.as_ptr(),
        audio_inputs_count: widths.iter().filter(|width| **width > 0).count() as u32,
        audio_outputs_count: 1,
        in_events: &raw const in_events,
        // SAFETY: null or valid.
        out_events: unsafe { usable(call.out_events) },
        ..*call
    };
    let block = HostBlock {
        position: transport.and_then(|transport| position(transport, desk.rate)),
        arrangement: None,
        key_connected: connected[KEY],
        inside_connected: connected[INSIDE],
    };
    // SAFETY: there is a main output; it is about to be written, so it is constant no more.
    unsafe { (*call.audio_outputs).constant_mask = 0 };
    // SAFETY: everything `checked` points to lives until the call returns.
    Some(host_block::during(block, || unsafe { inner(plugin, &raw const checked) }))
}

/// Moves parameters without processing sound: the params extension's `flush`, with checked events.
///
/// # Safety
/// The lists are null or valid, and `plugin` is the host's pointer to `instance`.
pub(super) unsafe fn flush_at<P: ClapPlugin>(
    instance: &Instance<P>,
    plugin: *const clap_plugin,
    desk: &mut Desk,
    in_events: *const clap_input_events,
    out_events: *const clap_output_events,
) {
    // SAFETY: says the caller.
    unsafe { desk.events.gather(in_events, 0) };
    let list = desk.events.list();
    if let Some(flush) = instance.tables.params.flush {
        // SAFETY: the list lives until the call returns.
        unsafe { flush(plugin, &raw const list, usable(out_events)) };
    }
}

/// The input buses of the layout, those that are missing or not as wide as they should be silent, and which of them
/// are the host's.
///
/// # Safety
/// The call's inputs are null or `audio_inputs_count` valid buses.
unsafe fn gather_inputs(
    call: &clap_process,
    widths: [u32; MAX_INPUTS],
    silent: &mut [*mut f32; MAX_WIDTH],
) -> ([clap_audio_buffer; MAX_INPUTS], [bool; MAX_INPUTS]) {
    let count = if call.audio_inputs.is_null() { 0 } else { call.audio_inputs_count as usize };
    let mut connected = [false; MAX_INPUTS];
    let buses = std::array::from_fn(|idx| {
        let missing = clap_audio_buffer {
            data32: silent.as_mut_ptr(),
            data64: std::ptr::null_mut(),
            channel_count: widths[idx],
            latency: 0,
            constant_mask: 0,
        };
        if idx >= count || widths[idx] == 0 {
            return missing;
        }
        // SAFETY: there are `count` buses, each with the channels it states.
        let (given, is_complete) = unsafe {
            let given = *call.audio_inputs.add(idx);
            (given, complete(given.data32, given.channel_count, widths[idx]))
        };
        connected[idx] = is_complete;
        if is_complete { given } else { missing }
    });
    (buses, connected)
}

/// Whether the main output is there and as wide as it should be.
///
/// # Safety
/// The call's outputs are null or `audio_outputs_count` valid buses.
unsafe fn has_output(call: &clap_process, width: u32) -> bool {
    // SAFETY: says the caller; only the first bus is looked at, and only if there is one.
    call.audio_outputs_count > 0
        && unsafe { call.audio_outputs.as_ref() }
            .is_some_and(|bus| unsafe { complete(bus.data32, bus.channel_count, width) })
}

/// Silences what a refused block's outputs hold.
///
/// # Safety
/// The call's outputs are null or `audio_outputs_count` valid buses.
unsafe fn hush_outputs(call: &clap_process) {
    if call.audio_outputs.is_null() {
        return;
    }
    for idx in 0..call.audio_outputs_count as usize {
        // SAFETY: there are that many buses, each channel as long as the block; no host means longer ones.
        unsafe {
            let bus = *call.audio_outputs.add(idx);
            hush(bus.data32, bus.channel_count, call.frames_count.min(MAX_FRAMES));
        }
    }
}

fn whole(transport: &clap_event_transport) -> bool {
    transport.header.size as usize >= size_of::<clap_event_transport>()
}

/// The host's list for our events, if it can be written to.
///
/// # Safety
/// `list` is null or valid.
unsafe fn usable(list: *const clap_output_events) -> *const clap_output_events {
    // SAFETY: says the caller.
    if unsafe { list.as_ref() }.is_some_and(|list| list.try_push.is_some()) { list } else { null() }
}
