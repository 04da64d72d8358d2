//! Two threads at once, as CLAP permits it: one plays, the other does what belongs to the main thread. What is checked
//! holds in whatever order they meet.

use std::thread;

use anyhow::{Result, anyhow, ensure};

use super::World;
use super::blocks::{block, other, transport, value};
use super::questions::{ask_about, ask_parameter};
use super::stored::{broken_state, load_any};
use crate::torture::dice::Dice;
use crate::torture::raw::{Flow, Item};
use crate::torture::sound::Sound;
use crate::torture::subject::{Block, Stand};
use crate::torture::tally::Tally;

/// Blocks and questions of one duet, at most.
const BLOCKS: usize = 16;
const TURNS: usize = 8;

/// Every so many blocks the audio thread does something else first.
const ASIDES: usize = 6;

/// What the audio thread does.
enum Part {
    Play(Block, Vec<Item>),
    Reset,
    Flush(Vec<Item>),
    Restart,
}

impl World {
    fn part(&mut self) -> Part {
        let lanes = &self.subjects[self.current].lanes;
        let events = (0..self.dice.below(12)).map(|_| match self.dice.below(5) {
            0 => other(&mut self.dice),
            _ => value(&mut self.dice, lanes),
        });
        let events = events.collect();
        match self.dice.below(ASIDES * 3) {
            0 => Part::Reset,
            1 => Part::Flush(events),
            2 => Part::Restart,
            _ => {
                let sounds = [Sound::draw(&mut self.dice), self.sounds[1], self.sounds[2]];
                let mut block = block(&mut self.dice, &self.subjects[self.current].stand, sounds);
                block.frames = block.frames.min(256);
                Part::Play(block, events)
            }
        }
    }

    /// Everything is decided before the threads meet.
    pub(super) fn duet(&mut self) -> Result<()> {
        if self.subject().stand.activation.is_none() {
            return self.switch();
        }
        if !self.subject().stand.started {
            self.subject().start()?;
        }
        let parts: Vec<Part> = (0..=self.dice.below(BLOCKS)).map(|_| self.part()).collect();
        self.other.transport = self.dice.once_in(2).then(|| transport(&mut self.dice));
        let mut turns = Dice::new(self.dice.below(1 << 30) as u32);
        let count = 1 + self.dice.below(TURNS);
        let Self { subjects, current, other, noise, states, presets, tally, .. } = self;
        let subject = &mut subjects[*current];
        let which = subject.stand.which;
        // The audio thread takes with it what playing depends on, and leaves the rest to the main thread.
        let mut stand = std::mem::replace(&mut subject.stand, Stand::off(which));
        let subject: &_ = subject;
        let mut played = Tally::default();
        let (audio, main) = thread::scope(|scope| {
            let (stand, played) = (&mut stand, &mut played);
            let audio = scope.spawn(move || -> Result<()> {
                for part in parts {
                    match part {
                        Part::Play(block, events) => {
                            other.list.items = events;
                            stand.play(&subject.plugin, other, noise, &block, played)?;
                        }
                        Part::Reset => subject.plugin.reset(),
                        Part::Flush(events) => {
                            other.list.items = events;
                            other.flush(&subject.plugin);
                        }
                        Part::Restart => {
                            subject.plugin.stop();
                            ensure!(subject.plugin.start(), "it does not start again");
                        }
                    }
                    other.list.items.clear();
                }
                Ok(())
            });
            let mut main = || -> Result<()> {
                for _ in 0..count {
                    match turns.below(9) {
                        0 => {
                            let saved = subject.plugin.save(Flow::FREE);
                            ensure!(saved.is_some(), "it could not save while it played");
                        }
                        1 => {
                            let state = &states[turns.below(states.len())];
                            ensure!(
                                subject.plugin.load(state, Flow::FREE),
                                "a good state is refused in play"
                            );
                        }
                        2 => drop(subject.plugin.load(&broken_state(&mut turns, states), Flow::FREE)),
                        3 => drop(load_any(&mut turns, presets, subject)),
                        4 | 5 => ask_parameter(&mut turns, subject)?,
                        6 => subject.plugin.attend(),
                        _ => ask_about(&mut turns, subject)?,
                    }
                    subject.check()?;
                }
                Ok(())
            };
            let main = main();
            (audio.join(), main)
        });
        tally.merge(&played);
        tally.add("duets played", 1);
        self.subject().stand = stand;
        main?;
        audio.map_err(|_| anyhow!("the audio thread panicked"))?
    }
}
