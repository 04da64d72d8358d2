//! Phases that run steadily ahead: pitch that is off.

/// How quickly phase that drift has run ahead by while it changed is given back, turns per second: the memory of a change
/// ends within a quarter of a second, and nobody hears 2 Hz.
const GIVEN_BACK: f32 = 2.0;

/// How a band's phase drifts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Drift {
    /// By how much it runs ahead, Hz.
    shift: f32,
    /// By how much it is to.
    pub aimed: f32,
    /// What keeps the phase whole where the shift has changed, turns.
    pub offset: f32,
}

impl Drift {
    /// Whether it does at all.
    pub fn moves(&self) -> bool {
        self.shift != 0.0 || self.aimed != 0.0 || self.offset != 0.0
    }

    /// How far the phase has drifted `seconds` into the programme, and how far it does in the next `step`, turns.
    pub fn next(&mut self, seconds: f64, step: f32, fresh: bool) -> (f32, f32) {
        if !self.moves() {
            return (0.0, 0.0);
        }
        let turned = |hz: f32| {
            let turns = f64::from(hz) * seconds;
            (turns - libm::floor(turns)) as f32
        };
        if self.shift != self.aimed {
            if !fresh {
                let jump = self.offset + turned(self.shift) - turned(self.aimed);
                self.offset = jump - libm::roundf(jump);
            }
            self.shift = self.aimed;
        }
        let start = turned(self.shift) + self.offset;
        let given_back = self.offset.clamp(-GIVEN_BACK * step, GIVEN_BACK * step);
        self.offset -= given_back;
        (start, self.shift * step - given_back)
    }
}
