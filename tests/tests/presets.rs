//! The presets that come with the plugin, one by one: what they say, how loud they are, and that they fold down.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use integration::loudness::{loudness, true_peak_db};
use integration::measure::{assert_same_bits, peak};
use integration::player::{Bare, Player, line};
use integration::presets::{Figures, Programme, Stimuli, each, figures, folded};
use threshold_core::engine::{Film, Live};
use threshold_core::parameters::{
    BETTER_EAR, BODY, CEILING_MAX_DBTP, EVENT, IMPLANT, IMPLANT_EARS, JOURNEY, PERSPECTIVE, PROCESSOR_OFF,
    SCENE, SLOTS, Stored, TINNITUS, TOUCH, TRIM, Values,
};
use threshold_core::story::{Bank, Scene};
use threshold_shift::presets::{Preset, factory};
use threshold_shift::story::Document;

const SECOND: usize = 48_000;

/// Something that can be heard: a preset, or a scene of a journey.
struct Sound {
    name: String,
    preset: &'static Preset,
    values: Values,
    bank: Bank,
}

impl Sound {
    /// What sounds, scenes and parameters joined.
    fn sounding(&self) -> Values {
        self.bank.sounding(&self.values)
    }

    fn is_world(&self) -> bool {
        self.sounding().of(&PERSPECTIVE) == 0.0
    }

    fn is_off(&self) -> bool {
        self.sounding().of(&PROCESSOR_OFF) > 0.5
    }

    /// Whether one ear hears otherwise: then channels that both ears hear have the better one's hearing, and no fold-down
    /// of them can be right.
    fn is_one_sided(&self) -> bool {
        let sounding = self.sounding();
        sounding.of(&BETTER_EAR) != 0.0 || sounding.of(&IMPLANT_EARS) != 0.0
    }
}

fn bank(preset: &Preset) -> Bank {
    preset.scenes.clone().map_or_else(Bank::default, |scenes| Document::default().with_scenes(scenes).bank())
}

/// Every preset, and every scene of those that are journeys.
static SOUNDS: LazyLock<Vec<Sound>> = LazyLock::new(|| {
    let sounds = |preset: &'static Preset| -> Vec<Sound> {
        let sound = |name: String, values| Sound { name, preset, values, bank: bank(preset) };
        if preset.scenes.is_none() {
            return vec![sound(preset.id.clone(), preset.values)];
        }
        let slot = |n| sound(format!("{} {n}", preset.id), preset.values.with(&SCENE, Scene::choice(n)));
        (0..SLOTS).map(slot).collect()
    };
    factory().iter().flat_map(sounds).collect()
});

static STIMULI: LazyLock<Stimuli> = LazyLock::new(Stimuli::default);

/// For each sound the number of the first one that is the same: scenes of a journey may be presets, too.
static TWINS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    // What scenes leave alone makes no sound here, but for the blocker.
    let audible = |sound: &Sound| {
        sound.sounding().map(|_, entry, value| match entry.stored {
            Stored::Preset if !entry.id.starts_with("blocker") => entry.default,
            _ => value,
        })
    };
    let all: Vec<Values> = SOUNDS.iter().map(audible).collect();
    all.iter().map(|own| all.iter().position(|first| first == own).unwrap_or_default()).collect()
});

/// What `work` makes of each sound that is no other's twin, and its twins have it from there.
fn each_once<R: Send>(work: impl Fn(&Sound) -> R + Sync) -> Vec<(usize, R)> {
    let firsts: Vec<usize> = (0..SOUNDS.len()).filter(|n| TWINS[*n] == *n).collect();
    let made = each(&firsts, |n| work(&SOUNDS[*n]));
    firsts.into_iter().zip(made).collect()
}

/// What each sound is in Threshold Shift.
static HEARD: LazyLock<Vec<Figures>> = LazyLock::new(|| {
    let made = each_once(|sound| figures::<Film>(&sound.values, &sound.bank, &STIMULI));
    let of = |first: &usize| made.iter().find(|(n, _)| n == first).map(|(_, figures)| figures.clone());
    TWINS.iter().filter_map(of).collect()
});

const CATEGORIES: [&str; 4] = ["Film rendering", "Journey", "Audiology", "Sound design"];

/// What nobody should have to read (the project's words), and names of makers.
const FORBIDDEN: [&str; 28] = [
    "hearing-impaired",
    "hearing impaired",
    "suffer",
    "afflict",
    "victim",
    "deaf-mute",
    "the deaf",
    "deaf person",
    "dumb",
    "damage",
    "broken ear",
    "normal hearing",
    "handicap",
    "disab",
    "trapped",
    "robot",
    "accurate",
    "simulat",
    "what it is like",
    "cochlear ltd",
    "nucleus",
    "med-el",
    "advanced bionics",
    "oticon",
    "hires",
    "fidelity 120",
    "sound of metal",
    "vocoder",
];

#[test]
fn every_preset_says_what_it_is() {
    for preset in factory() {
        let Preset { id, name, author, category, description, tags, .. } = preset;
        assert!((3..=40).contains(&name.chars().count()), "{id}: the name has {} characters", name.len());
        assert_eq!(author, "Threshold Shift", "{id}");
        assert!(CATEGORIES.contains(&category.as_str()), "{id}: {category}");
        assert!((50..=320).contains(&description.chars().count()), "{id}: {} characters", description.len());
        assert!(description.ends_with('.'), "{id}");
        assert!((2..=6).contains(&tags.len()), "{id}: {tags:?}");
        assert!(tags.iter().all(|tag| *tag == tag.to_lowercase() && tag.trim() == tag), "{id}: {tags:?}");
        let scenes = preset.scenes.iter().flatten().flatten().map(|scene| scene.name.clone());
        let words = [&[name, description, category][..], &tags.iter().collect::<Vec<_>>()].concat();
        let words = words.into_iter().cloned().chain(scenes).collect::<Vec<_>>().join(" ").to_lowercase();
        let found: Vec<_> = FORBIDDEN.iter().filter(|word| words.contains(**word)).collect();
        assert!(found.is_empty(), "{id} says {found:?}");
        if category == "Audiology" {
            assert!(description.contains("A rendering") && description.contains("missing"), "{id}");
        }
    }
    let count = |category| factory().iter().filter(|preset| preset.category == category).count();
    println!("{} presets: {:?}", factory().len(), CATEGORIES.map(|category| (category, count(category))));
}

#[test]
fn every_state_of_the_story_has_its_preset() {
    let film = || factory().iter().filter(|preset| preset.category == "Film rendering");
    assert_eq!(factory().first().and_then(|first| first.state.as_deref()), Some("S3"), "the first of all");
    for state in (0..SLOTS).map(|n| format!("S{n}")).chain(["S11b".to_owned()]) {
        let of = film().filter(|preset| preset.state.as_deref() == Some(state.as_str()));
        let [preset] = of.collect::<Vec<_>>()[..] else { panic!("{state}: not one preset") };
        let (world, off) = (preset.values.of(&PERSPECTIVE) == 0.0, preset.values.of(&PROCESSOR_OFF) > 0.5);
        assert_eq!(world, ["S0", "S1", "S6"].contains(&state.as_str()), "{state}: the world");
        assert_eq!(off, ["S11", "S16"].contains(&state.as_str()), "{state}: processor off");
        assert!(preset.scenes.is_none(), "{state} brings scenes");
        println!("{state}: {}", preset.name);
    }
    assert_eq!(film().count(), SLOTS + 1);
    let pop = factory().iter().find(|preset| preset.state.as_deref() == Some("S4")).expect("S4");
    assert_eq!(EVENT.text(pop.values.of(&EVENT)), "Pop");
    let session = |values: &Values| {
        values.iter().all(|(entry, value)| entry.stored != Stored::Session || value == entry.default)
    };
    assert!(factory().iter().all(|preset| session(&preset.values)), "something belongs to the session");
}

/// Loudness on dialogue re the input that presets stay within, LU: none is a jump for whoever browses, none seems broken.
const HEARD_LU: RangeInclusive<f64> = -30.0..=3.0;
/// The same of audiology: what is below threshold there is gone, and no trim brings it back.
const AUDIOLOGY_LU: RangeInclusive<f64> = -50.0..=3.0;

/// What more can be said of single sounds' loudness on dialogue, LU re the input.
const STATED_LU: &[(&str, f64, f64)] = &[
    ("first-sign", -4.0, 0.0),
    ("cymbals-into-ring", -6.0, 0.0),
    ("the-pop", -20.0, -10.0),
    ("mumble-world", -10.0, -8.0),
    ("only-what-touches", -16.0, -6.0),
    ("the-quiet-house", -22.0, -14.0),
    ("switched-on", -3.0, 2.0),
    // As much as the ceiling lets through.
    ("bells-overload", 4.0, 12.0),
    ("the-drummer 15", 4.0, 12.0),
    // Conversation, at the listening level, below threshold.
    ("audiogram-n5", -90.0, -55.0),
    ("audiogram-n6", -110.0, -75.0),
    ("audiogram-n7", -140.0, -90.0),
];

fn window(sound: &Sound) -> RangeInclusive<f64> {
    let is = |(name, ..): &&(&str, f64, f64)| *name == sound.name;
    let own = STATED_LU.iter().find(is).map(|(_, low, high)| *low..=*high);
    own.unwrap_or(if sound.preset.category == "Audiology" { AUDIOLOGY_LU } else { HEARD_LU })
}

/// Prints and holds what every preset has to be, whatever the entry.
fn hold(entry: &str, sounds: &[&Sound], heard: &[&Figures]) {
    let (spoken, played) = (loudness(&STIMULI.dialogue, SECOND), loudness(&STIMULI.drums, SECOND));
    println!("{entry}: dialogue of {spoken:.1} LUFS, drums of {played:.1} LUFS; above 1 kHz; true peak");
    let mut wrong = Vec::new();
    for (sound, Figures { dialogue, drums, louder, treble, peak: highest }) in sounds.iter().zip(heard) {
        let name = &sound.name;
        println!(
            "{name:38} {:+6.1} {:+6.1} LU, {:6.1} {:6.1} dB, {highest:6.2} dBTP",
            louder[0], louder[1], treble[0], treble[1]
        );
        let mut check = |holds: bool, what: &str| {
            if !holds {
                wrong.push(format!("{name}: {what}"));
            }
        };
        check(dialogue.iter().chain(drums).flatten().all(|x| x.is_finite()), "not finite");
        if sound.is_world() {
            assert_same_bits(&STIMULI.dialogue, dialogue, name);
            assert_same_bits(&STIMULI.drums, drums, name);
            continue;
        }
        if sound.is_off() {
            check(dialogue.iter().chain(drums).all(|x| peak(x) == 0.0), "not silent");
            continue;
        }
        check(window(sound).contains(&louder[0]), &format!("{:.1} LU on dialogue", louder[0]));
        // Between samples only who looks ahead can hold it.
        let sample =
            20.0 * f64::from(drums.iter().chain(dialogue).map(|x| peak(x)).fold(0.0, f32::max)).log10();
        let held = if entry == "film" { *highest } else { sample };
        check(held <= f64::from(CEILING_MAX_DBTP) + 0.005, &format!("peaks at {held:.2} dB"));
    }
    assert!(wrong.is_empty(), "{entry}: {wrong:#?}");
}

#[test]
fn every_preset_is_as_loud_as_it_should_be() {
    let (sounds, heard): (Vec<_>, Vec<_>) = SOUNDS.iter().zip(HEARD.iter()).unzip();
    hold("film", &sounds, &heard);
}

#[test]
fn the_live_plugin_plays_them_too() {
    // The states, and every tenth of the others.
    let is_chosen = |(n, sound): &(usize, &Sound)| sound.preset.state.is_some() || n % 10 == 0;
    let sounds: Vec<&Sound> = SOUNDS.iter().enumerate().filter(is_chosen).map(|(_, sound)| sound).collect();
    let heard = each(&sounds, |sound| figures::<Live>(&sound.values, &sound.bank, &STIMULI));
    hold("live", &sounds, &heard.iter().collect::<Vec<_>>());
}

#[test]
fn every_preset_folds_down() {
    /// So quiet that no ceiling acts on any sum of channels: blows are felt up to 18 dB louder, an implant brings soft
    /// sounds up.
    const SOFT_DBFS: f64 = -44.0;
    /// As loud as programme, so that much of it is heard.
    const LOUD_DBFS: f64 = -30.0;
    let errors = each_once(|sound| {
        let sounding = sound.sounding();
        let rises = sounding.of(&TOUCH) > 0.0 || sounding.of(&IMPLANT) > 0.0 || sounding.of(&TRIM) > 0.0;
        let dbfs = if rises { SOFT_DBFS } else { LOUD_DBFS };
        let programme = Programme { dbfs, has_middle: !sound.is_one_sided() };
        if sound.is_off() { Vec::new() } else { folded::<Film>(&sound.values, &sound.bank, programme) }
    });
    let mut wrong = Vec::new();
    for (n, errors) in &errors {
        let sound = &SOUNDS[*n];
        let Some(worst) = errors.iter().max_by(|a, b| a.worst().total_cmp(&b.worst())) else { continue };
        let name = &sound.name;
        let middle = if sound.is_one_sided() { ", no centre" } else { "" };
        println!(
            "{name:38} {:.2} dB off at most ({}{middle}): {:+.2?}",
            worst.worst(),
            worst.what,
            worst.octaves
        );
        if !worst.hold() {
            wrong.push(format!("{name}: {}: {:+.2?} dB", worst.what, worst.octaves));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Louder or softer than the neighbouring slot by more than this, LU on dialogue, is an effect, and has to be meant.
const STEP_LU: f64 = 7.0;

/// Steps that are meant: the journey, and the slot they lead to.
const MEANT: &[(&str, usize)] = &[
    // The pop.
    ("the-drummer", 4),
    // Back to the world, and out of it again.
    ("the-drummer", 6),
    ("the-drummer", 7),
    // The walls close in.
    ("the-drummer", 10),
    // Too much.
    ("the-drummer", 15),
    ("home-to-quiet", 6),
    ("home-to-quiet", 7),
];

#[test]
fn journeys_step_as_the_story_does_and_end_in_stillness() {
    for journey in factory().iter().filter(|preset| preset.scenes.is_some()) {
        let slots: Vec<(&Sound, f64)> = SOUNDS
            .iter()
            .zip(HEARD.iter())
            .filter(|(sound, _)| sound.preset.id == journey.id)
            .map(|(sound, figures)| (sound, figures.louder[0]))
            .collect();
        assert_eq!(slots.len(), SLOTS);
        assert_eq!(journey.values.of(&SCENE), Scene::JOURNEY_CHOICE, "{}", journey.id);
        assert_eq!(journey.values.of(&JOURNEY), 0.0);
        let scenes = journey.scenes.as_ref().expect("scenes");
        assert!(scenes.iter().all(|scene| scene.as_ref().is_some_and(|scene| !scene.name.is_empty())));
        for (n, pair) in slots.windows(2).enumerate() {
            let [(before, from), (after, to)] = pair else { unreachable!() };
            // Silence is as far from anything as can be.
            let step = if before.is_off() || after.is_off() { 0.0 } else { to - from };
            let is_meant = MEANT.contains(&(journey.id.as_str(), n + 1));
            println!(
                "{}: from slot {n} to {}: {step:+.1} LU{}",
                journey.id,
                n + 1,
                if is_meant { ", meant" } else { "" }
            );
            assert!(is_meant || step.abs() <= STEP_LU, "{}: slot {}: {step:+.1} LU", journey.id, n + 1);
        }
    }
    let [drummer, home] = ["the-drummer", "home-to-quiet"]
        .map(|id| factory().iter().find(|preset| preset.id == id).unwrap_or_else(|| panic!("no {id}")));
    let held = |preset: &Preset| bank(preset).slot(SLOTS - 1).copied().expect("a scene");
    let (still, quiet) = (held(drummer), held(home));
    assert!(still.of(&PROCESSOR_OFF) > 0.5 && still.of(&BODY) == 0.0 && still.of(&TINNITUS) == 0.0);
    assert!(quiet.of(&IMPLANT) == 0.0 && quiet.of(&PROCESSOR_OFF) == 0.0 && quiet.of(&TINNITUS) == 0.0);
    let house = factory().iter().find(|preset| preset.state.as_deref() == Some("S8")).expect("S8");
    for (entry, value) in quiet.iter().filter(|(entry, _)| entry.stored != Stored::Preset) {
        assert_eq!(value, house.values.of(entry), "home ends in another house: {}", entry.id);
    }
}

#[test]
fn the_drummer_walks_into_silence() {
    const WAY: usize = SECOND;
    let preset = factory().iter().find(|preset| preset.id == "the-drummer").expect("the drummer");
    let mut bare = Bare::<Film>::standing(preset.values, bank(preset));
    let last = (SLOTS - 1) as f32;
    let points = line(WAY / 2, WAY, "journey", last - 1.0, last);
    let output = bare.play(&STIMULI.drums, &[("journey", last - 1.0)], &points);
    let last_heard =
        output.iter().filter_map(|x| x.iter().rposition(|x| *x != 0.0)).max().unwrap_or_default();
    println!(
        "the drummer, from slot 15 to 16 in 1 s: peaks at {:.2} dBTP, 0.0 from {:.3} s after half way on",
        true_peak_db(&output),
        (last_heard as f64 - WAY as f64) / SECOND as f64
    );
    assert!((WAY - SECOND / 10..WAY + SECOND / 10).contains(&last_heard), "silent from {last_heard} on");
    assert!(output.iter().flatten().all(|x| x.is_finite()));
}
