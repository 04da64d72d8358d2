//! Events and blocks.

use anyhow::{Result, ensure};
use clap_sys::events::{
    CLAP_TRANSPORT_HAS_BEATS_TIMELINE, CLAP_TRANSPORT_HAS_SECONDS_TIMELINE, CLAP_TRANSPORT_HAS_TEMPO,
    CLAP_TRANSPORT_IS_LOOP_ACTIVE, CLAP_TRANSPORT_IS_PLAYING, clap_event_header, clap_event_transport,
};
use clap_sys::fixedpoint::{CLAP_BEATTIME_FACTOR, CLAP_SECTIME_FACTOR};

use super::World;
use crate::torture::dice::Dice;
use crate::torture::raw::{CAPACITY, Item, Lane, Port, Ports};
use crate::torture::sound::Sound;
use crate::torture::subject::{Block, Stand};

/// Numbers that are no value of anything, or none of a lane.
const WILD: [f64; 11] = [
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    1.0e9,
    -1.0e9,
    f64::MAX,
    f64::MIN_POSITIVE,
    5.0e-324,
    -0.0,
    1.5,
    -0.5,
];

/// Events of one list, before a flood repeats them; and how often it does at most: more than are looked at.
const FLOOD: usize = 512;
const ROUNDS: usize = 200;

/// When an event is said to happen, in a block of unknown length.
fn time(dice: &mut Dice) -> u32 {
    match dice.below(20) {
        0 => u32::MAX,
        1 => 1_000_000,
        2 => dice.below(CAPACITY) as u32,
        3..=6 => 0,
        _ => dice.below(128) as u32,
    }
}

/// A value for one of the parameters.
pub fn value(dice: &mut Dice, lanes: &[Lane]) -> Item {
    let lane = lanes[dice.below(lanes.len())];
    let (min, max) = lane.range;
    let (modulates, share) = (dice.once_in(12), dice.unit());
    let share = match dice.below(8) {
        0 => 0.0,
        1 => 1.0,
        _ => share,
    };
    Item::parameter(time(dice), lane.id, min + (max - min) * share, modulates)
}

/// Whatever else may be in a list.
pub fn other(dice: &mut Dice) -> Item {
    let time = time(dice);
    let byte = |dice: &mut Dice| dice.below(256) as u8;
    let number = |dice: &mut Dice| match dice.below(4) {
        0 => dice.below(1 << 16) as u16 as i16,
        1 => -1,
        2 => 0,
        _ => dice.below(128) as i16,
    };
    match dice.below(8) {
        0..=2 => {
            let place = [number(dice).min(1), number(dice), number(dice)];
            let velocity = if dice.once_in(4) { dice.pick(&WILD) } else { dice.unit() };
            Item::note(time, !dice.once_in(4), place, velocity)
        }
        3 | 4 => Item::midi(time, [byte(dice), byte(dice), byte(dice)]),
        5 => Item::transport(time, transport(dice)),
        6 => Item::parameter(time, byte(dice).into(), 0.5, false).misnamed(
            byte(dice).into(),
            u16::from(byte(dice) % 2),
            u16::from(byte(dice) % 20),
        ),
        _ => Item::note(time, true, [0, 0, 36 + dice.below(17) as i16], 1.0),
    }
}

/// A place in the programme, and how it is told.
pub fn transport(dice: &mut Dice) -> clap_event_transport {
    let flags = [
        CLAP_TRANSPORT_HAS_TEMPO,
        CLAP_TRANSPORT_HAS_BEATS_TIMELINE,
        CLAP_TRANSPORT_HAS_SECONDS_TIMELINE,
        CLAP_TRANSPORT_IS_PLAYING,
        CLAP_TRANSPORT_IS_LOOP_ACTIVE,
    ];
    let flags = flags.into_iter().filter(|_| !dice.once_in(3)).fold(0, |all, flag| all | flag);
    let mut place = |factor: i64| match dice.below(8) {
        0 => i64::MAX,
        1 => i64::MIN,
        2 => -((dice.unit() * 100.0 * factor as f64) as i64),
        3 => 0,
        _ => (dice.unit() * 10_000.0 * factor as f64) as i64,
    };
    let (beats, seconds) = (place(CLAP_BEATTIME_FACTOR), place(CLAP_SECTIME_FACTOR));
    let (from, to) = (place(CLAP_BEATTIME_FACTOR), place(CLAP_SECTIME_FACTOR));
    let tempo = if dice.once_in(3) { dice.pick(&WILD) } else { 60.0 + 100.0 * dice.unit() };
    let whole = size_of::<clap_event_transport>() as u32;
    let size = if dice.once_in(10) { dice.below(whole as usize + 1) as u32 } else { whole };
    clap_event_transport {
        header: clap_event_header { size, time: 0, space_id: 0, type_: 9, flags: 0 },
        flags,
        song_pos_beats: beats,
        song_pos_seconds: seconds,
        tempo,
        tempo_inc: dice.pick(&WILD),
        loop_start_beats: from,
        loop_end_beats: beats,
        loop_start_seconds: to,
        loop_end_seconds: seconds,
        bar_start: from,
        bar_number: dice.below(1 << 16) as i32 - (1 << 15),
        tsig_num: dice.below(1 << 16) as u16,
        tsig_denom: dice.below(1 << 16) as u16,
    }
}

/// A length, mostly one the plugin has to play.
fn length(dice: &mut Dice, max: u32) -> u32 {
    let max = max.min(CAPACITY as u32 - 1);
    let frames = match dice.below(200) {
        0..=7 => 0,
        8..=15 => 1,
        16..=17 => max + 1,
        18..=21 => max.min(2048),
        22 => max,
        23 => dice.below(CAPACITY) as u32,
        24..=60 => 1 + dice.below(256) as u32,
        _ => 1 + dice.below(64) as u32,
    };
    if frames > max + 1 && !dice.once_in(8) { max } else { frames }
}

/// A block with ports as they should be, though not always all of them.
pub fn block(dice: &mut Dice, stand: &Stand, sounds: [Sound; 3]) -> Block {
    let max = stand.activation.map_or(512, |on| on.max);
    let connected = if dice.once_in(4) { 1 + dice.below(stand.widths.len()) } else { stand.widths.len() };
    let inputs = stand.widths.iter().take(connected).map(|width| Port::of(*width)).collect();
    let output = Port { constant: u64::from(dice.once_in(8)) * u64::MAX, ..Port::of(stand.widths[0]) };
    let shared = stand.widths.len() > 1 && dice.once_in(20);
    let ports = Ports {
        inputs,
        outputs: vec![output],
        in_place: !shared && dice.once_in(3),
        shared,
        ..Ports::default()
    };
    Block { frames: length(dice, max), ports, sounds, offset: dice.below(1 << 15) }
}

/// A port as no host should describe it.
fn broken(dice: &mut Dice, mut port: Port) -> Port {
    match dice.below(6) {
        0 => port.width = dice.below(14) as u32,
        1 => port.no_list = true,
        2 => port.no_channel = Some(dice.below(13) as u32),
        3 => port.is_double = true,
        4 => port.constant = dice.pick(&[1, 2, u64::MAX]),
        _ => port.latency = u32::MAX,
    }
    port
}

impl World {
    pub(super) fn queue_value(&mut self) -> Result<()> {
        let item = value(&mut self.dice, &self.subjects[self.current].lanes);
        self.call.list.items.push(item);
        Ok(())
    }

    pub(super) fn queue_hostile(&mut self) -> Result<()> {
        let lanes = &self.subjects[self.current].lanes;
        let known = lanes[self.dice.below(lanes.len())].id;
        let unknown = self.dice.pick(&[0, 1, u32::MAX, 0xdead_beef, known ^ 1, known | 1 << 31]);
        let id = if self.dice.once_in(3) { unknown } else { known };
        let wild = if self.dice.once_in(4) { self.dice.unit() } else { self.dice.pick(&WILD) };
        let modulates = self.dice.once_in(3);
        self.call.list.items.push(Item::parameter(time(&mut self.dice), id, wild, modulates));
        Ok(())
    }

    pub(super) fn queue_other(&mut self) -> Result<()> {
        self.call.list.items.push(other(&mut self.dice));
        Ok(())
    }

    /// Plays what is queued; switches on first what is off, mostly.
    pub(super) fn play(&mut self) -> Result<()> {
        let is_on = self.subject().stand.activation.is_some();
        if !is_on && !self.dice.once_in(10) {
            return self.switch();
        }
        if !self.subject().stand.started && !self.dice.once_in(10) {
            self.subject().start()?;
        }
        let block = block(&mut self.dice, &self.subjects[self.current].stand, self.sounds);
        self.play_this(&block)
    }

    pub(super) fn play_broken(&mut self) -> Result<()> {
        let mut block = block(&mut self.dice, &self.subjects[self.current].stand, self.sounds);
        for _ in 0..=self.dice.below(2) {
            match self.dice.below(8) {
                0 => block.ports.no_inputs = true,
                1 => block.ports.no_outputs = true,
                2 => block.ports.inputs.push(Port::of(2)),
                3 => block.ports.outputs.push(Port { no_list: true, ..Port::of(2) }),
                4 => drop(block.ports.outputs.pop()),
                5 => drop(block.ports.inputs.pop()),
                _ => {
                    let at = self.dice.below(block.ports.inputs.len() + 1);
                    let ports = &mut block.ports;
                    let output = ports.outputs.first_mut();
                    if let Some(port) = ports.inputs.get_mut(at).or(output) {
                        *port = broken(&mut self.dice, *port);
                    }
                }
            }
        }
        block.ports.inputs.truncate(4);
        // Main ports of unlike widths are no ports that may share memory.
        let ports = &mut block.ports;
        let alike = ports.inputs.first() == ports.outputs.first();
        ports.in_place &= alike && !ports.no_inputs && !ports.no_outputs;
        self.call.no_lists = [self.dice.once_in(8), self.dice.once_in(8)];
        self.call.takes = !self.dice.once_in(4);
        let played = self.play_this(&block);
        self.call.no_lists = [false; 2];
        self.call.takes = true;
        played
    }

    pub(super) fn flood(&mut self) -> Result<()> {
        let lanes = &self.subjects[self.current].lanes;
        for _ in 0..FLOOD {
            let item =
                if self.dice.once_in(4) { other(&mut self.dice) } else { value(&mut self.dice, lanes) };
            self.call.list.items.push(item);
        }
        self.call.list.rounds = 1 + self.dice.below(ROUNDS) as u32;
        self.call.list.holes = self.dice.below(8) as u32;
        let played = self.play();
        self.call.list.rounds = 0;
        self.call.list.holes = 0;
        self.call.list.items.clear();
        played
    }

    fn play_this(&mut self, block: &Block) -> Result<()> {
        self.say(|| {
            let list = &self.call.list;
            let on = self.subjects[self.current].stand.activation;
            format!("{} events, on: {on:?}, {block:?}", list.count())
        });
        let Self { subjects, current, call, noise, tally, .. } = self;
        let Some(subject) = subjects.get_mut(*current) else { return Ok(()) };
        subject.stand.play(&subject.plugin, call, noise, block, tally)?;
        call.list.items.clear();
        Ok(())
    }

    pub(super) fn move_transport(&mut self) -> Result<()> {
        self.call.transport = (!self.dice.once_in(4)).then(|| transport(&mut self.dice));
        self.call.steady = self.dice.pick(&[-1, 0, 1, 48_000, i64::MAX, i64::MIN]);
        Ok(())
    }

    pub(super) fn change_sound(&mut self) -> Result<()> {
        let port = self.dice.below(3);
        self.sounds[port] = Sound::draw(&mut self.dice);
        Ok(())
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        let Self { subjects, current, call, tally, .. } = self;
        let answers = call.flush(&subjects[*current].plugin);
        tally.add("events flushed", u64::from(call.list.count()));
        tally.add("events answered", answers);
        call.list.items.clear();
        Ok(())
    }

    pub(super) fn reset(&mut self) -> Result<()> {
        self.subject().plugin.reset();
        Ok(())
    }

    pub(super) fn start_or_stop(&mut self) -> Result<()> {
        let subject = self.subject();
        if subject.stand.started {
            subject.plugin.stop();
            subject.stand.started = false;
            Ok(())
        } else {
            subject.start()
        }
    }

    pub(super) fn attend(&mut self) -> Result<()> {
        let unasked = self.dice.once_in(4);
        let wanted = self.subject().host.wants_callback();
        if wanted || unasked {
            self.subject().plugin.attend();
        }
        self.tally.answer(wanted, "callbacks asked for", "callbacks nobody asked for");
        ensure!(!self.subject().lanes.is_empty(), "an instance without parameters");
        Ok(())
    }
}
