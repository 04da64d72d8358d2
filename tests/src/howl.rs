//! An open microphone before a loudspeaker: output comes back to the input, late and softer, into a room's noise.

use threshold_core::base::{Layout, Spec};
use threshold_core::engine::settings::Venue;
use threshold_core::engine::{Engine, Entry};
use threshold_core::parameters::Values;
use threshold_core::story::Bank;

use crate::measure::{power, power_db};
use crate::signals::pink;

const RATE: f32 = 48_000.0;
const SECOND: usize = 48_000;
/// What sound takes from loudspeaker to microphone, samples: 10 ms, 3.4 m.
const WAY: usize = 480;
/// Level of the room, dBFS RMS.
pub const ROOM_DBFS: f64 = -70.0;
/// Span over which levels are read, samples: 100 ms.
const SPAN: usize = SECOND / 10;

/// What becomes of a room.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    /// Highest level of any 100 ms of the second half, dB re the room's.
    pub highest: f64,
    /// Level of the last quarter re that of the third, dB.
    pub growth: f64,
}

/// What comes out in so many `seconds` while the parameters stand at `values`, with these scenes, where the way back to the
/// microphone takes off `loss_db`.
pub fn heard<E: Entry>(values: &Values, bank: &Bank, loss_db: f64, seconds: usize) -> Heard {
    let len = seconds * SECOND;
    let mut engine = Engine::<E>::default();
    engine.prepare(&Spec { sample_rate: RATE, layout: Layout::STEREO });
    engine.tell(bank);
    let back = 10f64.powf(-loss_db / 20.0) as f32;
    let room = [90, 91].map(|stream| pink(stream, ROOM_DBFS, len));
    let mut output = [vec![], vec![]];
    let mut block = [vec![0.0; WAY], vec![0.0; WAY]];
    for from in (0..len).step_by(WAY) {
        for (block, room) in block.iter_mut().zip(&room) {
            block.iter_mut().zip(&room[from..]).for_each(|(x, room)| *x = back * *x + room);
        }
        engine.follow(from as i64);
        engine.play(values, Venue::default());
        let mut parts = block.each_mut().map(Vec::as_mut_slice);
        engine.process(&mut parts, &[], &[]);
        output.iter_mut().zip(&block).for_each(|(all, x)| all.extend_from_slice(x));
    }
    let level =
        |from: usize, to: usize| power_db(output.iter().map(|x| power(&x[from..to])).sum::<f64>().max(1e-20));
    // A full-scale sine has a power of one half, and there are two channels.
    let room = ROOM_DBFS;
    let windows = (len / 2..len).step_by(SPAN);
    Heard {
        highest: windows.map(|from| level(from, from + SPAN)).fold(f64::MIN, f64::max) - room,
        growth: level(3 * len / 4, len) - level(len / 2, 3 * len / 4),
    }
}
