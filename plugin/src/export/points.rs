//! Automation of one block: what the host sent, put in order of time, however much there was and however it came.

use std::cmp::Reverse;

/// Most points of one block that reach the framework, which has room for as many without allocating.
pub(super) const CAPACITY: usize = 8192;

/// Most points and notes of one block that are looked at. Of more, the last ones are.
pub(super) const MAX_READ: u32 = 1 << 16;

/// What a point does to its parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Sets its value.
    Value,
    /// Sets the offset that the host modulates it by.
    Offset,
}

/// One change of one parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Frame of the block at which it acts.
    pub(super) time: u32,
    /// Index of the parameter's lane.
    pub(super) lane: u16,
    pub(super) effect: Effect,
    pub(super) value: f64,
    /// Rank in the order of arrival.
    rank: u32,
}

impl Point {
    /// Another effect on the same parameter at the same frame.
    pub(super) const fn with(&self, effect: Effect, value: f64) -> Self {
        Self { effect, value, ..*self }
    }
}

/// A block's points. All memory is taken when it is made; nothing else allocates.
///
/// Of several points at the same frame for the same parameter the last counts, as it would have anyway. If more
/// remain than there is room for, the surplus is reduced to each parameter's last point, so that every parameter
/// still ends the block where the host wants it.
pub(super) struct Points {
    kept: Vec<Point>,
    /// Points that `kept` takes before the surplus begins; the rest of its capacity is the surplus's.
    limit: usize,
    in_surplus: bool,
    /// Last surplus point of each lane and effect.
    surplus: Vec<Option<Point>>,
    next_rank: u32,
}

impl Points {
    /// Room for points of `lanes` parameters. Main thread.
    pub(super) fn new(lanes: usize) -> Self {
        let reserved = 2 * lanes;
        let limit = CAPACITY.saturating_sub(reserved).max(CAPACITY / 2);
        Self {
            kept: Vec::with_capacity(limit + reserved),
            limit,
            in_surplus: false,
            surplus: vec![None; reserved],
            next_rank: 0,
        }
    }

    /// Forgets the last block's points. Audio thread.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
        self.surplus.fill(None);
        self.in_surplus = false;
        self.next_rank = 0;
    }

    /// Adds a point. Audio thread.
    pub(super) fn push(&mut self, time: u32, lane: u16, effect: Effect, value: f64) {
        let point = Point { time, lane, effect, value, rank: self.next_rank };
        self.next_rank = self.next_rank.saturating_add(1);
        if !self.in_surplus && self.kept.len() == self.limit {
            self.sort();
            // Sorting again for every few points would cost more than they are worth.
            self.in_surplus = self.kept.len() > self.limit / 4 * 3;
        }
        if self.in_surplus {
            let last = &mut self.surplus[2 * usize::from(lane) + usize::from(effect == Effect::Offset)];
            if last.is_none_or(|last| last.time <= time) {
                *last = Some(point);
            }
        } else {
            self.kept.push(point);
        }
    }

    /// The points in order of time, at most one for each frame, parameter and effect. Audio thread.
    pub(super) fn settle(&mut self) -> &[Point] {
        for last in &mut self.surplus {
            self.kept.extend(last.take());
        }
        self.sort();
        &self.kept
    }

    /// What [`Self::settle`] returned last, until the next point comes. Audio thread.
    pub(super) fn settled(&self) -> &[Point] {
        &self.kept
    }

    /// Sorts in place, without allocating, and leaves the last of what acts on the same frame and parameter.
    fn sort(&mut self) {
        self.kept.sort_unstable_by_key(|point| (point.time, point.lane, point.effect, Reverse(point.rank)));
        self.kept.dedup_by_key(|point| (point.time, point.lane, point.effect));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(points: &mut Points) -> Vec<(u32, u16, f64)> {
        points.settle().iter().map(|point| (point.time, point.lane, point.value)).collect()
    }

    #[test]
    fn points_come_out_in_order_of_time_and_the_last_of_equals_counts() {
        let mut points = Points::new(2);
        for (time, lane, value) in
            [(9, 0, 0.1), (3, 1, 0.2), (3, 0, 0.3), (3, 1, 0.4), (0, 0, 0.5), (3, 1, 0.6)]
        {
            points.push(time, lane, Effect::Value, value);
        }
        assert_eq!(settled(&mut points), [(0, 0, 0.5), (3, 0, 0.3), (3, 1, 0.6), (9, 0, 0.1)]);
        points.clear();
        assert!(points.settle().is_empty());
    }

    #[test]
    fn values_and_offsets_do_not_replace_each_other() {
        let mut points = Points::new(1);
        points.push(5, 0, Effect::Value, 0.5);
        points.push(5, 0, Effect::Offset, 0.1);
        assert_eq!(points.settle().len(), 2);
    }

    #[test]
    fn a_flood_keeps_every_parameters_last_value() {
        let lanes = 10_u16;
        for reversed in [false, true] {
            let mut points = Points::new(usize::from(lanes));
            let capacity = points.kept.capacity();
            for n in 0..60_000_u32 {
                let time = if reversed { 60_000 - n } else { n };
                points.push(time, (n % u32::from(lanes)) as u16, Effect::Value, f64::from(time));
            }
            let settled = settled(&mut points);
            assert!(settled.len() <= CAPACITY, "{} points", settled.len());
            assert!(settled.windows(2).all(|pair| pair[0].0 <= pair[1].0));
            for lane in 0..lanes {
                let last = settled.iter().rfind(|point| point.1 == lane).expect("every parameter is there");
                let expected = (0..60_000).map(|n| if reversed { 60_000 - n } else { n });
                let expected = expected
                    .enumerate()
                    .filter(|(n, _)| n % 10 == usize::from(lane))
                    .map(|(_, time)| time)
                    .max();
                assert_eq!(Some(last.2 as i32), expected, "lane {lane}, reversed {reversed}");
            }
            assert_eq!(points.kept.capacity(), capacity, "it allocated");
        }
    }

    #[test]
    fn a_dense_block_loses_nothing_that_could_be_heard() {
        let mut points = Points::new(4);
        for n in 0..20_000_u32 {
            points.push((n * 7919) % 512, (n % 4) as u16, Effect::Value, f64::from(n));
        }
        let settled = settled(&mut points);
        assert_eq!(
            settled.len(),
            512,
            "one for each frame: 7919 and 4 visit each frame with one parameter only"
        );
        for (time, lane, value) in settled {
            let last = (0..20_000_u32).rfind(|n| (n * 7919) % 512 == time && n % 4 == u32::from(lane));
            assert_eq!(Some(value as u32), last);
        }
    }

    #[test]
    fn eight_thousand_reversed_points_come_out_in_order() {
        let mut points = Points::new(4);
        for n in (0..8000_u32).rev() {
            points.push(n, 0, Effect::Value, f64::from(n));
        }
        let expected: Vec<_> = (0..8000_u32).map(|n| (n, 0, f64::from(n))).collect();
        assert_eq!(settled(&mut points), expected);
    }
}
