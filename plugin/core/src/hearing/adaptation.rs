//! What months with an implant move. They move parameters: never what a listener will understand, never a prognosis.

/// How fast scores for words of one syllable rise after switching on, months: y = a (1 - exp(-t / tau)) (Thieme et al.
/// 2018).
const MONTHS: f32 = 1.9;

/// How far the settling is after so many months: 0 on the day of switching on, towards 1.
pub fn settled_after(months: f32) -> f32 {
    1.0 - libm::expf(-months.max(0.0) / MONTHS)
}

/// How much higher everything is heard on the first day, mm towards the base (`story.md`, S12). Artistic: with short arrays
/// the shift was found to stay for years (Dorman et al. 2022), whatever is understood.
const FIRST_SHIFT_MM: f32 = 3.0;
/// What is left of Metal in the end, and how many times more of the rest is percept then (design).
const LAST_METAL: f32 = 0.25;
const LAST_PERCEPT: f32 = 3.0;
/// How much wider excitation is on the first day (design).
const FIRST_WIDTH: f32 = 2.0;
/// Loudness steps and maxima of the first day re the settled ones: 6 of 20 and 4 of 8 (design).
const FIRST_STEPS: f32 = 6.0 / 20.0;
const FIRST_MAXIMA: f32 = 4.0 / 8.0;
/// What the whole way from early to settled stands for, months: four time constants.
const WAY_MONTHS: f32 = 4.0 * MONTHS;

/// What a state of settling makes of the settings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adapted {
    /// To be added to the shift, mm towards the base: 3 to 0.
    pub shift_mm: f32,
    /// Times the slope of the current's spread, dB/mm: 0.5 to 1.
    pub slope: f32,
    /// Times the loudness steps: 0.3 to 1.
    pub steps: f32,
    /// Times the maxima: 0.5 to 1.
    pub maxima: f32,
    /// Times the share of Metal: 1 to a quarter.
    pub metal: f32,
    /// Times the share of the percept in what else there is: 1 to 3.
    pub percept: f32,
}

impl Adapted {
    /// A share `along` (0..1) of the way from early to settled: time, so that most happens first.
    pub fn of(along: f32) -> Self {
        let settled = settled_after(along.clamp(0.0, 1.0) * WAY_MONTHS) / settled_after(WAY_MONTHS);
        let early = 1.0 - settled;
        let from = |first: f32| first + (1.0 - first) * settled;
        Self {
            shift_mm: FIRST_SHIFT_MM * early,
            slope: 1.0 / (1.0 + (FIRST_WIDTH - 1.0) * early),
            steps: from(FIRST_STEPS),
            maxima: from(FIRST_MAXIMA),
            metal: LAST_METAL + (1.0 - LAST_METAL) * early,
            percept: 1.0 + (LAST_PERCEPT - 1.0) * settled,
        }
    }

    /// A whole number, `count` in the end, times one of the shares: at least 1.
    pub fn whole(count: usize, share: f32) -> usize {
        (libm::roundf(count as f32 * share) as usize).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settling_follows_the_published_time_constant() {
        assert_eq!((settled_after(0.0), settled_after(-1.0)), (0.0, 0.0));
        for (months, settled) in [(1.0, 0.409), (1.9, 0.632), (3.0, 0.794), (6.0, 0.957), (24.0, 1.0)] {
            assert!((settled_after(months) - settled).abs() < 1e-3, "{months}: {}", settled_after(months));
        }
    }

    #[test]
    fn both_ends_are_the_designed_ones() {
        let (first, last) = (Adapted::of(0.0), Adapted::of(1.0));
        assert_eq!((first.shift_mm, last.shift_mm), (3.0, 0.0));
        assert_eq!((first.slope, last.slope), (0.5, 1.0));
        assert_eq!((Adapted::whole(20, first.steps), Adapted::whole(20, last.steps)), (6, 20));
        assert_eq!((Adapted::whole(8, first.maxima), Adapted::whole(8, last.maxima)), (4, 8));
        assert_eq!((first.metal, first.percept), (1.0, 1.0));
        assert_eq!((last.metal, last.percept), (0.25, 3.0));
        assert_eq!((Adapted::of(-3.0), Adapted::of(9.0)), (first, last));
        assert_eq!(Adapted::whole(1, 0.1), 1);
    }

    #[test]
    fn everything_moves_one_way() {
        let states: Vec<Adapted> = (0..=100).map(|n| Adapted::of(n as f32 / 100.0)).collect();
        for pair in states.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            assert!(b.shift_mm < a.shift_mm && b.metal < a.metal);
            assert!(b.slope > a.slope && b.steps > a.steps && b.maxima > a.maxima);
            assert!(b.percept > a.percept);
        }
    }
}
