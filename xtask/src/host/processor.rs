//! The half of an instance that plays. It may go to a thread of its own, as in any host.

use anyhow::{Context, Result, anyhow};
use clack_host::events::event_types::{ParamValueEvent, TransportEvent, TransportFlags};
use clack_host::events::{EventFlags, EventHeader, Pckn};
use clack_host::prelude::*;
use clack_host::utils::{BeatTime, SecondsTime};

use super::handlers::Handlers;

/// A parameter event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Sample of the block; sent as it is, be it in the block or not.
    pub frame: u32,
    /// CLAP identifier; sent as it is, be it the plugin's or not.
    pub id: u32,
    /// CLAP value; sent as it is.
    pub value: f64,
}

/// The sound of one block: equally long channels.
pub struct Sound<'a> {
    /// Main input.
    pub input: &'a [&'a [f32]],
    /// Further inputs (`Key`, `Inside`), as many as the host cares to connect.
    pub aux: &'a [&'a [&'a [f32]]],
    /// Main output.
    pub output: &'a mut [&'a mut [f32]],
}

/// An active instance's sound.
pub struct Processor {
    plugin: PluginAudioProcessor<Handlers>,
    rate: f64,
    scratch: Vec<Vec<Vec<f32>>>,
}

impl Processor {
    pub(super) fn new(plugin: PluginAudioProcessor<Handlers>, rate: f64) -> Self {
        Self { plugin, rate, scratch: Vec::new() }
    }

    pub(super) fn into_stopped(self) -> StoppedPluginAudioProcessor<Handlers> {
        self.plugin.into_stopped()
    }

    /// Forgets what was heard, without stopping.
    pub fn reset(&mut self) {
        self.plugin.reset();
    }

    /// Plays one block. `position` is where its first sample lies in the programme, in samples, while the transport
    /// rolls. Errors if the plugin does.
    pub fn process(&mut self, sound: &mut Sound<'_>, events: &[Event], position: Option<i64>) -> Result<()> {
        let ports = std::iter::once(sound.input).chain(sound.aux.iter().copied());
        // The host's own copies: CLAP inputs are pointers to mutable memory.
        self.scratch = ports.map(|port| port.iter().map(|channel| channel.to_vec()).collect()).collect();
        let width = self.scratch.iter().map(Vec::len).sum();
        let mut inputs = AudioPorts::with_capacity(width, self.scratch.len());
        let mut outputs = AudioPorts::with_capacity(sound.output.len(), 1);
        let inputs = inputs.with_input_buffers(self.scratch.iter_mut().map(|port| AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_input_only(
                port.iter_mut().map(|x| InputChannel::variable(x.as_mut_slice())),
            ),
        }));
        let mut outputs = outputs.with_output_buffers([AudioPortBuffer {
            latency: 0,
            channels: AudioPortBufferType::f32_output_only(sound.output.iter_mut().map(|x| &mut **x)),
        }]);
        let mut list = EventBuffer::with_capacity(events.len());
        for event in events {
            list.push(&ParamValueEvent::new(
                event.frame,
                ClapId::new(event.id),
                Pckn::match_all(),
                event.value,
            ));
        }
        let mut answers = EventBuffer::new();
        let transport = position.map(|position| transport(position, self.rate));
        let steady = position.map(i64::unsigned_abs);
        let started = self.plugin.as_started_mut().ok().context("the plugin is not playing")?;
        let status = started.process(
            &inputs,
            &mut outputs,
            &list.as_input(),
            &mut answers.as_output(),
            steady,
            transport.as_ref(),
        );
        status.map(|_| ()).map_err(|error| anyhow!("the plugin could not process: {error}"))
    }
}

/// A rolling transport without tempo, `position` samples into the programme.
fn transport(position: i64, rate: f64) -> TransportEvent {
    let none = BeatTime::from_int(0);
    let seconds = SecondsTime::from_float(position as f64 / rate);
    TransportEvent {
        header: EventHeader::new_core(0, EventFlags::empty()),
        flags: TransportFlags::IS_PLAYING | TransportFlags::HAS_SECONDS_TIMELINE,
        song_pos_beats: none,
        song_pos_seconds: seconds,
        tempo: 0.0,
        tempo_inc: 0.0,
        loop_start_beats: none,
        loop_end_beats: none,
        loop_start_seconds: SecondsTime::from_int(0),
        loop_end_seconds: SecondsTime::from_int(0),
        bar_start: none,
        bar_number: 0,
        time_signature_numerator: 0,
        time_signature_denominator: 0,
    }
}
