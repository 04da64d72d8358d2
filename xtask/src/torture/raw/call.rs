//! One process call: memory for sound, and ports as a careless host would describe them.

use std::ptr::null_mut;

use clap_sys::audio_buffer::clap_audio_buffer;
use clap_sys::events::clap_event_transport;
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process};

use super::events::{Answers, List};
use super::host::as_audio_thread;
use super::plugin::Plugin;

/// Longest block there is memory for, frames.
pub const CAPACITY: usize = 16_384;
/// Most channels of a port there is memory for: one more than the plugin's widest.
pub const MAX_WIDTH: usize = 13;
/// Most inputs there is memory for: one more than the plugin has.
pub const MAX_INPUTS: usize = 4;
/// Samples behind every block that nobody may touch.
const GUARD: usize = 8;
/// What stands in them, and in outputs before they are written: no sound the plugin makes.
const CANARY: f32 = -1.234_567e30;

/// How a port is described.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Port {
    /// Channels it states.
    pub width: u32,
    /// Whether its list of channels is missing.
    pub no_list: bool,
    /// The channel whose memory is missing.
    pub no_channel: Option<u32>,
    /// Whether it has 64-bit sound instead.
    pub is_double: bool,
    /// Channels it says are constant, truly or not.
    pub constant: u64,
    /// Whose latency it states.
    pub latency: u32,
}

impl Port {
    /// A port as it should be.
    pub fn of(width: u32) -> Self {
        Self { width, ..Self::default() }
    }

    /// Whether every channel of a port so wide is there.
    pub fn has(&self, width: u32) -> bool {
        self.width == width
            && !self.no_list
            && !self.is_double
            && self.no_channel.is_none_or(|channel| channel >= width)
    }
}

/// All ports of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // they are faults of their own, and may come together
pub struct Ports {
    /// The inputs.
    pub inputs: Vec<Port>,
    /// The outputs.
    pub outputs: Vec<Port>,
    /// Whether the list of inputs is missing, whatever their number.
    pub no_inputs: bool,
    /// Whether the list of outputs is missing.
    pub no_outputs: bool,
    /// Whether the main output is the main input's memory.
    pub in_place: bool,
    /// Whether all inputs are the main input's memory.
    pub shared: bool,
}

impl Ports {
    /// The first output, if the plugin can see it.
    pub fn output(&self) -> Option<&Port> {
        self.outputs.first().filter(|_| !self.no_outputs)
    }

    /// The first input, if the plugin can see it.
    pub fn input(&self) -> Option<&Port> {
        self.inputs.first().filter(|_| !self.no_inputs)
    }
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Whether the plugin says it failed.
    pub failed: bool,
    /// Whether every output channel with memory holds numbers only.
    pub finite: bool,
    /// Largest of them.
    pub peak: f32,
    /// Whether it wrote past a block's end, or into a channel that is not the output's.
    pub trespassed: bool,
    /// Events the plugin sent.
    pub answers: u64,
}

/// Memory for process calls, and what surrounds the next one.
pub struct Call {
    inputs: Vec<Vec<Vec<f32>>>,
    outputs: Vec<Vec<f32>>,
    double: Vec<f64>,
    /// What the plugin is sent.
    pub list: List,
    /// Whether the lists of events are missing: those to the plugin, those from it.
    pub no_lists: [bool; 2],
    /// Where the host says it is.
    pub transport: Option<clap_event_transport>,
    /// The host's count of samples; -1 is none.
    pub steady: i64,
    /// Whether there is room for the plugin's events.
    pub takes: bool,
}

impl Default for Call {
    fn default() -> Self {
        let row = || vec![0.0_f32; CAPACITY + GUARD];
        let rows = || (0..MAX_WIDTH).map(|_| row()).collect::<Vec<_>>();
        Self {
            inputs: (0..MAX_INPUTS).map(|_| rows()).collect(),
            outputs: rows(),
            double: vec![0.0; CAPACITY],
            list: List::default(),
            no_lists: [false; 2],
            transport: None,
            steady: -1,
            takes: true,
        }
    }
}

/// Channel pointers of one port.
type Rows<T> = [*mut T; MAX_WIDTH];

impl Call {
    /// A channel's memory before a block, for its input.
    pub fn input(&mut self, port: usize, channel: usize, frames: usize) -> &mut [f32] {
        &mut self.inputs[port][channel][..frames]
    }

    /// Plays `frames`, at most [`CAPACITY`], as the audio thread.
    pub fn run(&mut self, plugin: &Plugin, ports: &Ports, frames: u32) -> Outcome {
        let len = frames as usize;
        assert!(len <= CAPACITY, "there is no memory for {frames} frames");
        let outputs = if ports.in_place { &mut self.inputs[0] } else { &mut self.outputs };
        for row in outputs {
            if !ports.in_place {
                row[..len].fill(CANARY);
            }
            row[len..len + GUARD].fill(CANARY);
        }
        let answers = Answers { takes: self.takes, ..Answers::default() };
        let failed = self.call(plugin, ports, frames, &answers) == CLAP_PROCESS_ERROR;
        let outputs = if ports.in_place { &self.inputs[0] } else { &self.outputs };
        let width = ports.output().filter(|port| !port.no_list && !port.is_double);
        let width = width.map_or(0, |port| port.width as usize);
        let (mut finite, mut peak) = (true, 0.0_f32);
        let mut trespassed = false;
        for (channel, row) in outputs.iter().enumerate() {
            trespassed |= row[len..len + GUARD].iter().any(|x| *x != CANARY);
            let is_there = ports.output().is_some_and(|port| port.no_channel != Some(channel as u32));
            if channel < width && is_there {
                // A sum of absolute values is finite if they all are: numbers beyond 1e30 never come out.
                let (sum, most) = row[..len]
                    .iter()
                    .fold((0.0_f32, 0.0_f32), |(sum, most), x| (sum + x.abs(), most.max(x.abs())));
                finite &= sum.is_finite();
                peak = peak.max(most);
            } else if !ports.in_place {
                trespassed |= row[..len].iter().any(|x| *x != CANARY);
            }
        }
        let answers = answers.count.into_inner();
        Outcome { failed, finite, peak, trespassed, answers }
    }

    fn call(&mut self, plugin: &Plugin, ports: &Ports, frames: u32, answers: &Answers) -> i32 {
        let mut doubles: Rows<f64> = [self.double.as_mut_ptr(); MAX_WIDTH];
        let mut rows: [Rows<f32>; MAX_INPUTS] = [[null_mut(); MAX_WIDTH]; MAX_INPUTS];
        for (port, (rows, memory)) in rows.iter_mut().zip(&mut self.inputs).enumerate() {
            for (channel, (row, memory)) in rows.iter_mut().zip(memory).enumerate() {
                let is_missing =
                    ports.inputs.get(port).is_some_and(|port| port.no_channel == Some(channel as u32));
                *row = if is_missing { null_mut() } else { memory.as_mut_ptr() };
            }
        }
        let first = rows[0];
        if ports.shared {
            rows = [first; MAX_INPUTS];
        }
        let mut sinks: Rows<f32> = [null_mut(); MAX_WIDTH];
        for (channel, (sink, memory)) in sinks.iter_mut().zip(&mut self.outputs).enumerate() {
            let is_missing =
                ports.outputs.first().is_some_and(|port| port.no_channel == Some(channel as u32));
            *sink = if ports.in_place { first[channel] } else { memory.as_mut_ptr() };
            if is_missing {
                *sink = null_mut();
            }
        }
        let bus = |port: &Port, rows: &mut Rows<f32>, doubles: &mut Rows<f64>| clap_audio_buffer {
            data32: if port.no_list || port.is_double { null_mut() } else { rows.as_mut_ptr() },
            data64: if port.is_double { doubles.as_mut_ptr() } else { null_mut() },
            channel_count: port.width.min(MAX_WIDTH as u32),
            latency: port.latency,
            constant_mask: port.constant,
        };
        let inputs: Vec<_> =
            ports.inputs.iter().zip(&mut rows).map(|(port, rows)| bus(port, rows, &mut doubles)).collect();
        let mut outputs: Vec<_> =
            ports.outputs.iter().map(|port| bus(port, &mut sinks, &mut doubles)).collect();
        let (list, sink) = (self.list.face(), answers.face());
        let null = std::ptr::null();
        let call = clap_process {
            steady_time: self.steady,
            frames_count: frames,
            transport: self.transport.as_ref().map_or(null, std::ptr::from_ref),
            audio_inputs: if ports.no_inputs { std::ptr::null() } else { inputs.as_ptr() },
            audio_outputs: if ports.no_outputs { null_mut() } else { outputs.as_mut_ptr() },
            audio_inputs_count: inputs.len() as u32,
            audio_outputs_count: outputs.len() as u32,
            in_events: if self.no_lists[0] { std::ptr::null() } else { &raw const list },
            out_events: if self.no_lists[1] { std::ptr::null() } else { &raw const sink },
        };
        as_audio_thread(|| plugin.process(&call))
    }

    /// Moves parameters without sound, on whatever thread that is.
    pub fn flush(&mut self, plugin: &Plugin) -> u64 {
        let answers = Answers { takes: self.takes, ..Answers::default() };
        let (list, sink) = (self.list.face(), answers.face());
        let list = if self.no_lists[0] { None } else { Some(&list) };
        let sink = if self.no_lists[1] { None } else { Some(&sink) };
        plugin.flush(list, sink);
        answers.count.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_its_width_only_if_all_of_it_is_there() {
        let whole = Port::of(2);
        assert!(whole.has(2) && !whole.has(1) && !whole.has(3));
        for port in [
            Port { no_list: true, ..whole },
            Port { is_double: true, ..whole },
            Port { no_channel: Some(1), ..whole },
        ] {
            assert!(!port.has(2), "{port:?}");
        }
        assert!(Port { no_channel: Some(2), ..whole }.has(2));
    }
}
