//! The slow return: where sound feeds ears directly, what was muffled comes back over a third of a second.
//!
//! Whoever listens through a loss turns up. Per band the stage is told what has been taken off; of what is taken off less
//! than a moment ago it takes off itself, straight in decibels to nothing. It knows settings alone, never the programme:
//! a sudden loud sound is as sudden as ever.

use crate::base::layout::Speaker;
use crate::base::{Chunk, Clock, Ear, Layout, PerEar, Role, SEGMENT, Spec};
use crate::kit::blend::Blend;
use crate::kit::ring::Ring;

use super::ear::{Sides, stations};
use super::filter::FILTER_FRAME;
use super::filters::{Filters, Source};

/// How long a return takes, seconds. At least 300 ms (design): the last decibel of whatever was softer by 7 dB or more
/// comes later than that.
pub const RETURN_SECONDS: f64 = 0.350;
/// What is softer by this, dB, is as good as nothing: returns begin that far below where they end, and no lower (the project's).
pub const MOST_DB: f32 = 60.0;
/// Loss and silence together take off no more than this, dB: whoever comes from silence into a loss comes from below that.
const DEEPEST_DB: f32 = 2.0 * MOST_DB;
/// How long it takes to let go when returns need not be slow any more, seconds: what panic may take (design).
const LET_GO_SECONDS: f64 = 0.005;

/// Per ear and band, dB.
type Bands = PerEar<Vec<f32>>;

/// Takes off what would come back too soon. At rest nothing is touched, bit for bit. Latency 0.
#[derive(Default)]
pub struct SlowReturn {
    filters: Option<Filters>,
    /// Whether returns are slow.
    on: bool,
    /// What has been taken off at each of the last grid points, newest last before `next`.
    before: PerEar<Vec<Vec<f32>>>,
    next: usize,
    /// Grid points since anything changed.
    unchanged: usize,
    /// What is taken off now, as gains, and what is to be, as decibels above 0.
    gains: Bands,
    held: Bands,
    blend: Blend,
    past: Vec<Ring>,
    sources: Vec<Source>,
    layout: Option<Layout>,
    /// Samples of the past that a filter is given.
    early: usize,
    frame: usize,
    let_go: usize,
}

fn source(speaker: Speaker, idx: usize) -> Source {
    match speaker.role() {
        Role::Ear(ear) => Source::Ear { ear, twin: idx },
        Role::Both | Role::Lfe => Source::Both,
    }
}

/// Writes down what is `taken` off, as far as it makes a difference.
fn bound(row: &mut [f32], taken: &[f32]) {
    row.iter_mut().zip(taken).for_each(|(row, taken)| *row = taken.min(DEEPEST_DB));
}

impl SlowReturn {
    /// Makes room. Main thread; allocates.
    pub fn prepare(&mut self, spec: &Spec) {
        let stations = stations(spec);
        self.frame = spec.scaled(FILTER_FRAME);
        let filters = Filters::new(spec, &stations, self.frame);
        let [early, longest] = filters.reaches();
        self.early = early;
        self.filters = Some(filters);
        self.let_go = spec.samples(LET_GO_SECONDS);
        let frames = spec.samples(RETURN_SECONDS).div_ceil(self.frame);
        let silent = vec![0.0; stations.len()];
        self.before = PerEar::from_fn(|_| vec![silent.clone(); frames]);
        self.gains = PerEar::from_fn(|_| silent.clone());
        self.held = self.gains.clone();
        self.past = vec![Ring::default(); spec.layout.channels()];
        self.past.iter_mut().for_each(|ring| ring.prepare(longest + SEGMENT));
        self.sources = vec![Source::Flat; spec.layout.channels()];
        self.layout = None;
        self.reset();
    }

    /// Forgets what was taken off. Audio thread.
    pub fn reset(&mut self) {
        self.forget();
        self.past.iter_mut().for_each(Ring::reset);
        self.depart(Blend::arrived());
        self.settle();
    }

    fn forget(&mut self) {
        // The next grid point is the first there is.
        self.unchanged = usize::MAX;
        self.held.iter_mut().for_each(|held| held.fill(0.0));
    }

    /// Bands there are.
    pub fn count(&self) -> usize {
        self.held[Ear::Left].len()
    }

    /// Whether returns are to be slow from the next sample on. Where they need not be any more it lets go within 5 ms.
    /// Audio thread.
    pub fn set(&mut self, on: bool) {
        if self.on && !on {
            self.forget();
            self.depart(Blend::over_cut(self.let_go));
        }
        self.on = on;
    }

    /// What comes next cannot be compared with what was: it comes from as good as nothing. Audio thread.
    pub fn begin_anew(&mut self) {
        if !self.on || self.unchanged == usize::MAX {
            return;
        }
        for ear in Ear::BOTH {
            let frames = self.before[ear].len();
            let newest = (self.next + frames - 1) % frames;
            let row = &mut self.before[ear][newest];
            row.iter_mut().for_each(|taken| *taken += MOST_DB);
            self.held[ear].fill(MOST_DB);
        }
        self.unchanged = 0;
        self.depart(Blend::over_cut(self.frame));
    }

    fn depart(&mut self, blend: Blend) {
        let weight = self.blend.weight();
        for ear in Ear::BOTH {
            self.gains[ear].iter_mut().zip(&self.held[ear]).for_each(|(gain, held)| *gain = -held);
        }
        let Some(filters) = &mut self.filters else { return };
        filters.depart(
            weight,
            PerEar::from_fn(|ear| self.gains[ear].as_slice()),
            PerEar::same(Sides::default()),
            1.0,
        );
        self.blend = blend;
    }

    fn settle(&mut self) {
        self.filters.iter_mut().for_each(Filters::settle);
        self.blend = Blend::arrived();
    }

    fn route(&mut self, layout: Layout) {
        if self.layout == Some(layout) {
            return;
        }
        self.layout = Some(layout);
        for (idx, (source_of, speaker)) in self.sources.iter_mut().zip(layout.speakers).enumerate() {
            *source_of = source(*speaker, idx);
        }
        let Some(filters) = &mut self.filters else { return };
        filters.use_for(
            &mut self.sources.iter().copied(),
            PerEar::from_fn(|ear| self.gains[ear].as_slice()),
            PerEar::same(Sides::default()),
            1.0,
        );
    }

    /// Whether `clock`, whose grid points no frame crosses, stands where the stage wants to be told.
    pub fn asks(&self, clock: Clock) -> bool {
        self.on && clock.is_on(self.frame)
    }

    /// At a grid point: what is taken off each band now, dB, by everything else.
    pub fn tell(&mut self, taken: &PerEar<Vec<f32>>) {
        if !self.on || self.blend.is_cutting() {
            return;
        }
        self.remember(taken);
        let frames = self.before[Ear::Left].len();
        let is_still = self.unchanged >= frames;
        if is_still && self.held.iter().all(|held| held.iter().all(|held| *held == 0.0)) {
            if self.blend.is_done() {
                self.settle();
            }
            return;
        }
        // As fast as the longest return is, and no faster, whatever comes in its way.
        let fall = MOST_DB / frames as f32;
        for ear in Ear::BOTH {
            self.held[ear].iter_mut().for_each(|held| *held = (*held - fall).max(0.0));
            if is_still {
                continue;
            }
            for age in 1..frames {
                let left = 1.0 - age as f32 / frames as f32;
                let then = &self.before[ear][(self.next + frames - 1 - age) % frames];
                for ((held, then), now) in self.held[ear].iter_mut().zip(then).zip(&taken[ear]) {
                    *held = held.max(left * (then - now.min(DEEPEST_DB)).min(MOST_DB));
                }
            }
        }
        self.depart(Blend::over_frame(self.frame));
    }

    fn remember(&mut self, taken: &PerEar<Vec<f32>>) {
        let frames = self.before[Ear::Left].len();
        if self.unchanged == usize::MAX {
            self.unchanged = frames;
            for ear in Ear::BOTH {
                self.before[ear].iter_mut().for_each(|row| bound(row, &taken[ear]));
            }
        }
        let newest = (self.next + frames - 1) % frames;
        for ear in Ear::BOTH {
            bound(&mut self.before[ear][self.next], &taken[ear]);
        }
        let same = self.before.iter().all(|rows| rows[newest] == rows[self.next]);
        self.unchanged = if same { (self.unchanged + 1).min(frames) } else { 0 };
        self.next = (self.next + 1) % frames;
    }

    /// Works on `len` samples of every channel, the last in the path.
    pub fn process(&mut self, layout: Layout, channels: &mut [Chunk], clock: Clock, len: usize) {
        let Some(filters) = &mut self.filters else { return };
        let at_rest = filters.is_neutral();
        if !self.on && at_rest {
            filters.reset();
            return;
        }
        self.route(layout);
        let Some(filters) = &mut self.filters else { return };
        filters.follow(clock, len, self.past.iter());
        for (ring, chunk) in self.past.iter_mut().zip(channels.iter()) {
            ring.push(&chunk[..len]);
        }
        if at_rest {
            return;
        }
        let mut weights = [1.0; SEGMENT];
        let weights = &mut weights[..len];
        self.blend.fill(weights);
        let past = |idx: usize| self.past[idx].newest(self.early + len);
        for ((idx, chunk), source) in channels.iter_mut().enumerate().zip(&self.sources) {
            filters.run(*source, idx, past, weights, &mut chunk[..len]);
        }
        if self.blend.is_done() && !self.on {
            self.settle();
        }
    }
}
