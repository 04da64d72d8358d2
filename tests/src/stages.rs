//! The one list of what must keep the contract: every stage, and both engines.

use threshold_core::base::{Ear, Layout, PerEar};
use threshold_core::engine::ceiling::{Ceiling, CeilingSettings};
use threshold_core::engine::settings::ImplantSet;
use threshold_core::engine::silence::SilenceKind;
use threshold_core::engine::space::{Space, SpaceSettings};
use threshold_core::engine::trim::{Trim, TrimSettings};
use threshold_core::engine::{Film, Live, Purpose, Settings};
use threshold_core::hearing::allocation::Map;
use threshold_core::hearing::audiogram::Audiogram;
use threshold_core::hearing::channels::Device;
use threshold_core::hearing::course::EventSettings;
use threshold_core::hearing::event::Event;
use threshold_core::hearing::path::{CUSTOM, Detail, Hearing, PATHS};
use threshold_core::implant::agc::Agc;
use threshold_core::implant::carriers::Carrier;
use threshold_core::implant::front_end::FrontEndSettings;
use threshold_core::implant::settings::ImplantSettings;
use threshold_core::implant::stage::Implant;
use threshold_core::inner::blocker::{Blocker, BlockerSettings};
use threshold_core::inner::body::{Body, BodySettings};
use threshold_core::inner::cap::{CapSettings, GeneratorCap};
use threshold_core::inner::contact::{Contact, ContactSettings, Material};
use threshold_core::inner::memory::{Memory, MemorySettings};
use threshold_core::inner::pulse::{Pulse, PulseSettings};
use threshold_core::inner::tinnitus::{Character, Ring, TinnitusSettings, TinnitusStage};
use threshold_core::loss::filter::{LfePolicy, LossFilter, LossSettings};
use threshold_core::loss::gate::{Gate, GateSettings};
use threshold_core::loss::scramble::{Scramble, ScrambleSettings};
use threshold_core::loss::scrambled::Scrambled;
use threshold_core::parameters::BODY_AT_REST;

use crate::subject::{Alone, Bus, Subject, Whole};

/// A fresh set of everything under contract.
pub fn all() -> Vec<Box<dyn Subject>> {
    let on = Bus::Channels;
    let with = Bus::Everything;
    let made = Bus::Generated;
    vec![
        Box::new(
            Alone::new("loss filter", on, LossFilter::default(), &loss_variants())
                .with_events(|settings| settings.event.fired),
        ),
        Box::new(
            Alone::new("scramble", on, Scramble::default(), &scramble_variants())
                .with_events(|settings| settings.event.fired),
        ),
        Box::new(Alone::new("trim", on, Trim::default(), &trim_variants())),
        Box::new(Alone::new("film ceiling", on, Ceiling::new(Purpose::Mixing), &ceiling_variants())),
        Box::new(Alone::new("live ceiling", on, Ceiling::new(Purpose::Performing), &ceiling_variants())),
        Box::new(
            Alone::new("gate", on, Gate::default(), &gate_variants())
                .with_events(|settings| settings.event.fired),
        ),
        Box::new(Alone::new("space", on, Space::default(), &space_variants())),
        Box::new(Alone::new("memory", with, Memory::default(), &memory_variants())),
        Box::new(
            Alone::new("implant", with, Implant::default(), &implant_variants())
                .with_events(|settings| settings.event.fired),
        ),
        Box::new(Alone::new("touch", with, Contact::default(), &contact_variants())),
        Box::new(Alone::new("tinnitus", with, TinnitusStage::default(), &tinnitus_variants())),
        Box::new(Alone::new("body", with, Body::default(), &body_variants())),
        Box::new(Alone::new("blocker", with, Blocker::default(), &blocker_variants())),
        Box::new(
            Alone::new("pulse", made, Pulse::default(), &pulse_variants())
                .with_events(|settings| settings.event.fired),
        ),
        Box::new(Alone::new("generator cap", made, GeneratorCap::default(), &cap_variants())),
        Box::new(Whole::<Film>::new("film engine", &engine_variants())),
        Box::new(Whole::<Live>::new("live engine", &engine_variants())),
    ]
}

fn loss_variants() -> Vec<LossSettings> {
    let at = |loss| LossSettings { loss, ..LossSettings::default() };
    let named = |name: &str, loss| {
        let path = PATHS.iter().position(|path| path.name == name).expect("a path");
        LossSettings { path, ..at(loss) }
    };
    let custom = |left, right| {
        let thresholds =
            PerEar::from_fn(|ear| Audiogram::clinical(if ear == Ear::Left { left } else { right }));
        LossSettings { thresholds, ..named(CUSTOM.name, 1.0) }
    };
    vec![
        at(0.25),
        at(1.0),
        LossSettings { recruitment: 0.0, ..at(1.0) },
        LossSettings { depth: 0.4, ..at(0.85) },
        LossSettings { lfe: LfePolicy::Mute, ..at(0.65) },
        LossSettings { lfe: LfePolicy::Pass, layout: Some(Layout::SIX_0_MUSIC), ..at(0.65) },
        LossSettings { matched: 1.0, ..at(0.45) },
        LossSettings { matched: 0.6, better_ear: 0.5, depth: 0.7, ..named("N2 mild", 0.7) },
        named("N2 mild", 1.0),
        LossSettings { better_ear: 0.7, ..named("S1 very mild, steep", 0.8) },
        LossSettings { conductive: 0.8, recruitment: 1.5, ..named("N3 moderate", 0.6) },
        LossSettings { event: fired(Event::Pop), ..at(0.25) },
        LossSettings { event: fired(Event::Blast), ..at(0.0) },
        LossSettings { event: EventSettings { depth: 0.6, ..fired(Event::Concert) }, ..at(0.0) },
        // A dead region from 5 kHz up in one ear.
        custom(
            [10.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 60.0, 97.0, 97.0],
            [10.0, 10.0, 10.0, 10.0, 15.0, 15.0, 20.0, 20.0, 20.0, 25.0, 25.0],
        ),
        named("Noise, men, worst 10 %", 0.6),
        named("Foam plugs", 1.0),
        LossSettings { better_ear: 0.3, conductive: 0.5, ..named("Under water", 1.0) },
    ]
}

/// An event that is on, and back within a fraction of a second.
fn fired(event: Event) -> EventSettings {
    EventSettings { event, fired: true, recovery_seconds: 0.4, ..EventSettings::default() }
}

fn gate_variants() -> Vec<GateSettings> {
    let on = |event| GateSettings { event: fired(event), ..GateSettings::default() };
    vec![
        on(Event::Pop),
        on(Event::Glitch),
        GateSettings { depth: 0.5, seed: 3, lfe: LfePolicy::Pass, ..on(Event::Glitch) },
        GateSettings { event: EventSettings { depth: 0.4, ..fired(Event::Pop) }, ..on(Event::Pop) },
        on(Event::Blast),
    ]
}

fn pulse_variants() -> Vec<PulseSettings> {
    vec![PulseSettings { event: fired(Event::Pop), ..PulseSettings::default() }]
}

fn space_variants() -> Vec<SpaceSettings> {
    let at = |space| SpaceSettings { space, ..SpaceSettings::default() };
    vec![
        at(0.0),
        at(0.4),
        SpaceSettings { glide_seconds: 0.3, layout: Some(Layout::SIX_0_MUSIC), ..at(0.1) },
        SpaceSettings { layout: Some(Layout::SIX_0_MUSIC), ..at(1.0) },
    ]
}

/// A seed with a long moment of memory soon after the clock's start.
const MEMORY_SEED: u32 = 152;
/// Another one.
const OTHER_MEMORY_SEED: u32 = 389;

fn memory_variants() -> Vec<MemorySettings> {
    let lost =
        MemorySettings { outer_db: PerEar::same(60.0), seed: MEMORY_SEED, ..MemorySettings::default() };
    let outer_db = PerEar::from_fn(|ear| if ear == Ear::Left { 40.0 } else { 23.0 });
    vec![
        MemorySettings { memory: 1.0, ..lost },
        MemorySettings { memory: 0.3, outer_db, ..lost },
        MemorySettings { memory: 0.8, depth: 0.5, seed: OTHER_MEMORY_SEED, ..lost },
        MemorySettings { memory: 1.0, layout: Some(Layout::SIX_0_MUSIC), ..lost },
        MemorySettings { memory: 1.0, outer_db: PerEar::same(19.0), ..lost },
    ]
}

fn implant_variants() -> Vec<ImplantSettings> {
    // What an inserted plugin asks for once Implant is turned up.
    let film = ImplantSettings { amount: 1.0, ..Settings::default().implant() };
    let device = |ear: Ear| match ear {
        Ear::Left => film.devices[ear],
        Ear::Right => Device { map: Map::Electrodes16, channels: 16, dead: 0b1100, ..film.devices[ear] },
    };
    vec![
        film,
        ImplantSettings { amount: 0.5, carrier: Carrier::Sine, clarity: 1.0, metal_share: 0.0, ..film },
        ImplantSettings { devices: PerEar::from_fn(device), carrier: Carrier::PulseSpreading, ..film },
        ImplantSettings {
            ears: PerEar::from_fn(|ear| ear == Ear::Left),
            front: FrontEndSettings { agc: Agc::DualLoop, ..film.front },
            carrier: Carrier::Noise,
            layout: Some(Layout::SIX_0_MUSIC),
            ..film
        },
        ImplantSettings {
            acoustic_hz: 500.0,
            percept_share: 1.0,
            metal_share: 0.3,
            depth: 0.5,
            seed: 4,
            ..film
        },
        ImplantSettings { event: fired(Event::Activation), clicks: false, carrier: Carrier::Comb, ..film },
    ]
}

fn contact_variants() -> Vec<ContactSettings> {
    let all = ContactSettings { touch: 1.0, ..ContactSettings::default() };
    vec![
        all,
        ContactSettings { material: Material::SheetMetal, ..all },
        ContactSettings { touch: 0.4, depth: 0.5, material: Material::Skin, ..all },
        ContactSettings { follows_lfe: false, inside_is_touch: false, material: Material::Bone, ..all },
        ContactSettings { layout: Some(Layout::SIX_0_MUSIC), depth: 0.7, depth_seconds: 0.3, ..all },
    ]
}

fn tinnitus_variants() -> Vec<TinnitusSettings> {
    let ring = Ring { hz: 6000.0, dbfs: -38.0, amount: 1.0 };
    let sounding =
        |character| TinnitusSettings { ears: PerEar::same(ring), character, ..TinnitusSettings::default() };
    let low = Ring { hz: 900.0, dbfs: -30.0, amount: 0.6 };
    vec![
        // Ears ring apart from each other: sides that change places find silence here.
        TinnitusSettings { handover: 1.0, ..TinnitusSettings::default() },
        sounding(Character::Tone),
        TinnitusSettings { handover: 1.0, ..sounding(Character::Ringing) },
        TinnitusSettings { depth: 0.4, seed: 5, ..sounding(Character::Hiss) },
        TinnitusSettings { layout: Some(Layout::SIX_0_MUSIC), ..sounding(Character::Crickets) },
        TinnitusSettings { heart_bpm: 92.0, ears: PerEar::same(low), ..sounding(Character::Pulsatile) },
        TinnitusSettings {
            ears: PerEar::from_fn(|ear| if ear == Ear::Left { low } else { Ring { amount: 0.0, ..ring } }),
            handover: 0.5,
            ..sounding(Character::Tone)
        },
    ]
}

fn body_variants() -> Vec<BodySettings> {
    let at = |body| BodySettings { body, ..BodySettings::default() };
    let lopsided = PerEar::from_fn(|ear| if ear == Ear::Left { 60.0 } else { 10.0 });
    vec![
        at(1.0),
        at(BODY_AT_REST),
        BodySettings { outer_db: lopsided, depth: 0.6, seed: 3, ..at(0.7) },
        BodySettings { depth: 0.0, ..at(1.0) },
        BodySettings { layout: Some(Layout::SIX_0_MUSIC), ..at(0.2) },
    ]
}

fn blocker_variants() -> Vec<BlockerSettings> {
    let on = BlockerSettings { on: true, ..BlockerSettings::default() };
    vec![
        on,
        BlockerSettings { level_spl: 50.0, seed: 3, ..on },
        BlockerSettings { listening_level: 85.0, depth: 0.5, ..on },
        BlockerSettings { depth: 0.0, ..on },
    ]
}

fn scramble_variants() -> Vec<ScrambleSettings> {
    let lost = |name: &str, detail: Detail| {
        let path = PATHS.iter().find(|path| path.name == name).expect("a path");
        ScrambleSettings {
            ears: PerEar::same(Scrambled {
                hearing: Hearing { detail, ..path.hearing(1.0, &Audiogram::default()) },
                ..Scrambled::default()
            }),
            ..ScrambleSettings::default()
        }
    };
    let mumble = Detail { mumble: 1.0, mumble_from: 250.0, blur: 0.85, smear: 0.0 };
    let smeared = lost("N3 moderate", Detail::COCHLEAR);
    let untouched = ScrambleSettings::default().ears;
    vec![
        lost("Film", mumble),
        lost("Film", Detail { mumble: 0.5, blur: 0.0, ..mumble }),
        lost("Film", Detail { mumble: 0.0, ..mumble }),
        smeared,
        ScrambleSettings { depth: 0.3, seed: 5, ..smeared },
        ScrambleSettings {
            ears: PerEar::from_fn(|ear| if ear == Ear::Left { smeared.ears[ear] } else { untouched[ear] }),
            layout: Some(Layout::SIX_0_MUSIC),
            ..smeared
        },
        ScrambleSettings {
            ears: PerEar::same(Scrambled { jitter: 0.25e-3, ..Scrambled::default() }),
            ..ScrambleSettings::default()
        },
        ScrambleSettings { event: fired(Event::Pop), ..ScrambleSettings::default() },
        ScrambleSettings { event: fired(Event::Concert), ..ScrambleSettings::default() },
        ScrambleSettings {
            ears: smeared.ears.map(|ear| Scrambled { shift: 30.0 / 1200.0, ..ear }),
            ..smeared
        },
    ]
}

fn trim_variants() -> Vec<TrimSettings> {
    vec![TrimSettings { db: -24.0, ..TrimSettings::default() }, TrimSettings { db: 6.0, glide_seconds: 0.5 }]
}

fn ceiling_variants() -> Vec<CeilingSettings> {
    vec![CeilingSettings { dbtp: -24.0 }]
}

fn cap_variants() -> Vec<CapSettings> {
    vec![CapSettings { listening_level: 95.0 }]
}

/// Settings that between them move every parameter.
pub fn engine_variants() -> Vec<Settings> {
    let head = Settings { mumble: 0.0, blur: 0.0, smear: 0.0, ..Settings::default() };
    vec![
        Settings { loss: 0.65, ..head },
        Settings { loss: 1.0, trim_db: -12.0, ..head },
        Settings { loss: 0.65, perspective: 0.0, ..head },
        Settings { loss: 0.65, perspective: 0.0, cut_seconds: 0.5, ..head },
        Settings { loss: 0.45, perspective: 0.5, lfe: LfePolicy::Mute, ..head },
        Settings { loss: 0.65, lfe: LfePolicy::Pass, layout: Some(Layout::SIX_0_MUSIC), ..head },
        Settings { loss: 0.65, ceiling_dbtp: -12.0, seed: 7, ..head },
        Settings { loss: 0.45, loudness_match: true, trim_db: -12.0, ..head },
        Settings { loss: 0.25, ceiling_dbtp: -12.0, unlocked: true, ..head },
        Settings { loss: 0.65, open_microphone: false, ..head },
        Settings { loss: 0.65, bypass: true, ..head },
        Settings { loss: 0.65, recruitment: 0.0, conductive: 0.5, ..head },
        Settings { loss: 0.5, loss_path: 4, recruitment: 2.0, listening_level: 85.0, ..head },
        // What comes around the head adds up in the bass: the trim keeps it away from the ceiling.
        Settings { loss: 0.8, better_ear: -1.0, trim_db: -12.0, ..head },
        Settings { loss: 0.65, ..Settings::default() },
        Settings { loss: 1.0, loss_path: 3, perspective: 0.5, ..Settings::default() },
        Settings { loss: 1.0, loss_path: 4, jitter: 0.5, diplacusis: -60.0, ..Settings::default() },
        Settings { loss: 1.0, loss_path: 1, thresholds: PerEar::same(Audiogram::flat(30.0)), ..head },
        // A pop makes a sound of its own.
        Settings { event: Event::Blast, event_fire: true, event_recovery_seconds: 0.4, ..head },
        Settings { event: Event::Glitch, event_fire: true, event_recovery_seconds: 0.4, ..head },
        Settings { event: Event::Concert, event_fire: true, event_recovery_seconds: 0.4, loss: 0.45, ..head },
        Settings { loss: 0.25, processor_off: true, ..head },
        Settings { processor_off: true, cut_seconds: 0.1, perspective: 0.6, ..head },
        Settings { processor_off: true, silence: SilenceKind::Floor, floor_dbfs: -50.0, ..head },
        Settings { loss: 0.65, space: 0.0, ..head },
        Settings { space: 0.4, cut_seconds: 0.3, perspective: 0.7, ..head },
        Settings { loss: 0.65, memory: 1.0, seed: MEMORY_SEED, ..head },
        Settings { loss: 1.0, memory: 0.4, space: 0.2, better_ear: 0.5, seed: MEMORY_SEED, ..head },
        Settings { loss: 0.85, touch: 1.0, body_lfe: true, ..head },
        Settings { loss: 0.45, tinnitus: 1.0, handover: 0.5, touch: 0.8, ..head },
        Settings { loss: 1.0, body: 0.8, tinnitus: 0.5, character: Character::Hiss, trim_db: 3.0, ..head },
        Settings { implant: ImplantSet { amount: 1.0, ..Settings::default().implant }, ..head },
        Settings {
            loss: 0.65,
            perspective: 0.6,
            implant: ImplantSet { amount: 0.4, settled: 0.8, channels: 5, ..Settings::default().implant },
            ..head
        },
        Settings { blocker: true, tinnitus: 0.7, character: Character::Crickets, generators: true, ..head },
    ]
}
