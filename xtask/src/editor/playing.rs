//! Sound through an instance in real time, on a thread of its own, as hosts have it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::host::{Event, Processor, Sound};
use crate::render::USUAL_BLOCK;
use crate::wav::Wav;

/// Who is later than this does not catch up.
const LATEST: Duration = Duration::from_millis(100);

/// Sound that is being played.
pub struct Playing {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Result<Processor>>,
}

impl Playing {
    /// Has `play` play a block of [`USUAL_BLOCK`] samples whenever it is due at `rate`, counting from 0.
    pub fn start(
        mut processor: Processor,
        rate: u32,
        mut play: impl FnMut(&mut Processor, usize) -> Result<()> + Send + 'static,
    ) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&is_over);
        let length = Duration::from_secs_f64(USUAL_BLOCK as f64 / f64::from(rate));
        let thread = thread::spawn(move || {
            let mut due = Instant::now();
            for block in 0.. {
                if asked.load(Ordering::Acquire) {
                    break;
                }
                play(&mut processor, block)?;
                due += length;
                let now = Instant::now();
                thread::sleep(due.saturating_duration_since(now));
                due = due.max(now.checked_sub(LATEST).unwrap_or(now));
            }
            Ok(processor)
        });
        Self { is_over, thread }
    }

    /// Plays `sound` over and over; `first` are the events of its first block.
    pub fn looped(processor: Processor, sound: Wav, mut first: Vec<Event>) -> Self {
        let frames = sound.frames().max(1);
        let mut block = vec![vec![0.0; USUAL_BLOCK]; sound.channels.len()];
        let mut output = block.clone();
        Self::start(processor, sound.rate, move |processor, number| {
            let here = number * USUAL_BLOCK;
            for (block, channel) in block.iter_mut().zip(&sound.channels) {
                for (n, x) in block.iter_mut().enumerate() {
                    *x = channel.get((here + n) % frames).copied().unwrap_or_default();
                }
            }
            let input: Vec<&[f32]> = block.iter().map(Vec::as_slice).collect();
            let mut output: Vec<&mut [f32]> = output.iter_mut().map(Vec::as_mut_slice).collect();
            let mut sound = Sound { input: &input, aux: &[], output: &mut output };
            processor.process(&mut sound, &std::mem::take(&mut first), i64::try_from(here).ok())
        })
    }

    /// Whether it plays no more: something went wrong, as [`stop`](Self::stop) says.
    pub fn is_over(&self) -> bool {
        self.thread.is_finished()
    }

    /// Ends it, and gives back what played. An error if playing went wrong.
    pub fn stop(self) -> Result<Processor> {
        self.is_over.store(true, Ordering::Release);
        self.thread.join().map_err(|_| anyhow!("the thread that plays has panicked"))?
    }
}
