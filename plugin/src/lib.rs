//! Threshold Shift and Threshold Shift Live: the framework's trait on one side, the engine on the other.

use std::num::NonZeroU32;
use std::sync::Arc;

use nice_plug::prelude::*;
use nice_plug_egui::EguiEditor;
use threshold_core::base::layout::MAX_CHANNELS;
use threshold_core::base::spec::{MAX_RATE, MIN_RATE};
use threshold_core::base::{Layout, Spec};
use threshold_core::engine::{Audition, Engine, Entry, Film, Live};
use threshold_core::parameters::SLOTS;

pub mod arrangement;
pub mod audition;
pub mod charts;
pub mod compare;
pub mod editor;
pub mod export;
pub mod history;
pub mod host_block;
pub mod json;
pub mod layouts;
pub mod link;
pub mod load;
pub mod params;
pub mod plain;
pub mod presets;
pub mod snapshot;
pub mod state;
pub mod story;
pub mod telemetry;
pub mod unlock;
pub mod venue;

use editor::life::Life;
use export::window::Tidy;
use params::ThresholdParams;

/// For mixing: one film frame of latency, look-ahead where it helps.
pub type ThresholdShift = Shift<Film>;
/// For performing: no latency.
pub type ThresholdShiftLive = Shift<Live>;

/// How hosts know an entry. Frozen: sessions find their plugin by these.
pub trait Identity: Entry {
    /// Name in the host's list.
    const NAME: &'static str;
    /// CLAP identifier.
    const CLAP_ID: &'static str;
    /// VST3 class.
    const VST3_CLASS_ID: [u8; 16];
    /// One sentence for browsers.
    const DESCRIPTION: &'static str;
    /// What it hears of MIDI: on stage, notes call up scenes.
    const MIDI_INPUT: MidiConfig;
}

/// The note that calls up the scene in slot 0, and each one above it the next slot: C1 where middle C is C3.
pub const FIRST_NOTE: u8 = 36;

/// The slot that `note` calls up.
fn slot_of(note: u8) -> Option<usize> {
    note.checked_sub(FIRST_NOTE).map(usize::from).filter(|slot| *slot < SLOTS)
}

impl Identity for Film {
    const NAME: &'static str = "Threshold Shift";
    const CLAP_ID: &'static str = "org.threshold-shift.threshold-shift";
    const VST3_CLASS_ID: [u8; 16] = *b"ThresholdShift01";
    const DESCRIPTION: &'static str = "A rendering of progressive hearing loss for film, mono to 7.1.4";
    const MIDI_INPUT: MidiConfig = MidiConfig::None;
}

impl Identity for Live {
    const NAME: &'static str = "Threshold Shift Live";
    const CLAP_ID: &'static str = "org.threshold-shift.threshold-shift-live";
    const VST3_CLASS_ID: [u8; 16] = *b"ThresholdShiftL1";
    const DESCRIPTION: &'static str = "A rendering of progressive hearing loss for stages, without latency";
    const MIDI_INPUT: MidiConfig = MidiConfig::Basic;
}

/// One instance.
pub struct Shift<E: Identity> {
    params: Arc<ThresholdParams>,
    engine: Engine<E>,
    /// What the engine is prepared for; preparing twice for the same would allocate and click.
    prepared: Option<Spec>,
    telemetry: telemetry::Writer,
    story: Option<story::Receiver>,
    /// The editor's end, until the framework asks for the editor.
    reader: Option<telemetry::Reader>,
}

impl<E: Identity> Default for Shift<E> {
    fn default() -> Self {
        let (telemetry, reader) = telemetry::channel();
        let params = Arc::new(ThresholdParams::default());
        let story = params.story.take_receiver();
        // Held weakly: the parameters hold the link.
        let held = Arc::downgrade(&params);
        params.link.set_loader(move |request| match held.upgrade() {
            Some(params) => load::load(&params, request),
            None => Err("The instance is gone.".to_owned()),
        });
        Self { params, engine: Engine::default(), prepared: None, telemetry, story, reader: Some(reader) }
    }
}

impl<E: Identity> Plugin for Shift<E> {
    const NAME: &'static str = E::NAME;
    const VENDOR: &'static str = "Threshold Shift";
    const URL: &'static str = "";
    const EMAIL: &'static str = "";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    const AUDIO_IO_LAYOUTS: &'static [AudioIOLayout] = layouts::LAYOUTS;
    const SAMPLE_ACCURATE_AUTOMATION: bool = true;
    const INPUT_EVENT_CAPACITY: usize = export::EVENT_CAPACITY;
    const MIDI_INPUT: MidiConfig = E::MIDI_INPUT;

    type Editor = Tidy<EguiEditor<editor::App>>;
    type SysExMessage = ();
    type BackgroundTask = ();

    fn params(&self) -> Arc<dyn Params> {
        Arc::clone(&self.params) as Arc<dyn Params>
    }

    fn editor(&mut self, _executor: AsyncExecutor<Self>) -> Option<Self::Editor> {
        let life = Life::default();
        let editor = editor::create(Arc::clone(&self.params), self.reader.take()?, E::NAME, life.clone())?;
        Some(Tidy::new(editor, life))
    }

    fn activate(
        &mut self,
        layout: &AudioIOLayout,
        config: &BufferConfig,
        context: &mut impl ActivateContext<Self>,
    ) -> bool {
        let channels = layout.main_output_channels.map_or(0, NonZeroU32::get) as usize;
        let Some(layout) = Layout::from_count(channels) else { return false };
        if !(MIN_RATE..=MAX_RATE).contains(&config.sample_rate) {
            return false;
        }
        let spec = Spec { sample_rate: config.sample_rate, layout };
        if self.prepared != Some(spec) {
            self.engine.prepare(&spec);
            self.prepared = Some(spec);
        }
        context.set_latency_samples(self.engine.latency() as u32);
        self.telemetry.activated(config.sample_rate, self.engine.latency(), layout);
        true
    }

    fn reset(&mut self) {
        self.engine.reset();
    }

    fn process(
        &mut self,
        buffer: &mut Buffer,
        aux: &mut AuxiliaryBuffers,
        context: &mut impl ProcessContext<Self>,
    ) -> ProcessStatus {
        if let Some(position) = host_block::take().and_then(|host| host.position) {
            self.engine.follow(position);
        }
        let lanes = self.params.lanes();
        if let Some(news) = self.story.as_mut().and_then(story::Receiver::news) {
            self.engine.tell(&news.bank);
            self.engine.recall(&news.recall, &lanes);
        }
        let open = self.params.editor_state.is_open();
        // Whatever is asked for ends with the window: nobody could take it back.
        let audition = if open { self.params.audition.get() } else { Audition::Result };
        let unlocked = self.params.story.unlock.get();
        let venue = venue::venue(host_block::current(), context.plugin_api(), audition, unlocked);
        self.telemetry.named(venue.layout.is_some());
        self.engine.play(&lanes, venue);
        while let Some(event) = context.next_event() {
            if let NoteEvent::NoteOn { timing, key, .. } = event
                && let Some(slot) = key.number().and_then(slot_of)
            {
                self.engine.cue(slot, timing as usize);
            }
        }
        self.engine.tap().on = open;
        let samples = buffer.samples();
        let width = buffer.channels();
        let key = aux.inputs.first().map(Buffer::as_slice_immutable);
        let key = key.filter(|channels| channels.len() == width).unwrap_or_default();
        let inside = aux.inputs.get(1).map(Buffer::as_slice_immutable).unwrap_or_default();
        self.engine.process(buffer.as_slice(), key, inside);
        if open {
            let meters = self.engine.take_meters();
            let layout = self.engine.layout();
            self.telemetry.cued(self.engine.cued());
            self.telemetry.write(&meters, layout, self.engine.tap(), samples);
        }
        self.engine.tail().map_or(ProcessStatus::KeepAlive, |samples| ProcessStatus::Tail(samples as u32))
    }
}

impl<E: Identity> ClapPlugin for Shift<E> {
    const CLAP_ID: &'static str = E::CLAP_ID;
    const CLAP_DESCRIPTION: Option<&'static str> = Some(E::DESCRIPTION);
    const CLAP_MANUAL_URL: Option<&'static str> = None;
    const CLAP_SUPPORT_URL: Option<&'static str> = None;
    const CLAP_FEATURES: &'static [ClapFeature] = &[
        ClapFeature::AudioEffect,
        ClapFeature::Filter,
        ClapFeature::Mono,
        ClapFeature::Stereo,
        ClapFeature::Surround,
    ];

    fn remote_controls(&self, context: &mut impl RemoteControlsContext) {
        let params = &self.params;
        context.add_section("Threshold Shift", |section| {
            section.add_page("Macros", |page| {
                page.add_param(&params.perspective);
                page.add_param(&params.loss);
                page.add_param(&params.tinnitus);
                page.add_param(&params.touch);
                page.add_param(&params.body);
                page.add_param(&params.memory);
                page.add_param(&params.implant);
                page.add_param(&params.processor_off);
            });
            section.add_page("Story", |page| {
                page.add_param(&params.scene);
                page.add_param(&params.journey);
                page.add_param(&params.cut_time);
                page.add_param(&params.event);
                page.add_param(&params.event_fire);
                page.add_param(&params.event_depth);
                page.add_param(&params.event_recovery);
                page.add_param(&params.space);
            });
            section.add_page("Output", |page| {
                page.add_param(&params.cut_time);
                page.add_param(&params.trim);
                page.add_param(&params.generators);
                page.add_param(&params.blocker);
                page.add_param(&params.bypass);
                page.add_param(&params.silence);
                page.add_param(&params.floor_level);
                page.add_param(&params.floor_edge);
            });
            section.add_page("Tinnitus", |page| {
                page.add_param(&params.tinnitus_pitch);
                page.add_param(&params.tinnitus_character);
                page.add_param(&params.tinnitus_handover);
                page.add_param(&params.tinnitus_balance);
                page.add_param(&params.tinnitus_pitch_from);
                page.add_param(&params.tinnitus_level_re);
                page.add_param(&params.tinnitus_level);
                page.add_param(&params.tinnitus_sensation);
            });
            section.add_page("Loss", |page| {
                page.add_param(&params.loss_path);
                page.add_param(&params.better_ear);
                page.add_param(&params.recruitment);
                page.add_param(&params.conductive);
            });
            section.add_page("Detail", |page| {
                page.add_param(&params.mumble);
                page.add_param(&params.mumble_from);
                page.add_param(&params.blur);
                page.add_param(&params.smear);
                page.add_param(&params.jitter);
                page.add_param(&params.diplacusis);
            });
            section.add_page("Set-up", |page| {
                page.add_param(&params.lfe);
                page.add_param(&params.layout);
                page.add_param(&params.ceiling);
                page.add_param(&params.seed);
                page.add_param(&params.key);
                page.add_param(&params.listening_level);
                page.add_param(&params.touch_material);
                page.add_param(&params.body_lfe);
            });
        });
    }
}

impl<E: Identity> Vst3Plugin for Shift<E> {
    const VST3_CLASS_ID: [u8; 16] = E::VST3_CLASS_ID;
    const VST3_SUBCATEGORIES: &'static [Vst3SubCategory] =
        &[Vst3SubCategory::Fx, Vst3SubCategory::Filter, Vst3SubCategory::Surround];
}

// One layout table for hosts, one for listeners: neither may grow without the other.
const _: () = assert!(MAX_CHANNELS == layouts::WIDTHS[layouts::WIDTHS.len() - 1] as usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_notes_call_up_seventeen_slots() {
        assert_eq!((slot_of(35), slot_of(36), slot_of(52), slot_of(53)), (None, Some(0), Some(16), None));
    }
}
