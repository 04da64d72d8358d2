//! Automation lanes: what a mixer draws, read from a small CSV.
//!
//! ```csv
//! seconds,parameter,value,shape
//! 0,loss,0,
//! 2,loss,65 %,line
//! 6,perspective,World,step
//! ```

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use csv::{ReaderBuilder, StringRecord, Trim};
use threshold_core::parameters::{Kind, Parameter};

use crate::values;

/// Samples between the events of a line, on the programme's own count: as fine as the plugin's control grid at 48 kHz.
const LINE_STEP: usize = 32;

/// Columns of the file; the last may be left out.
const HEADER: [&str; 4] = ["seconds", "parameter", "value", "shape"];
/// Columns that every line needs.
const NEEDED: usize = 3;
/// What a line nobody has to read begins with.
const COMMENT: char = '#';
/// What some spreadsheets begin a file with.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// How a lane gets to a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It jumps there.
    Step,
    /// It moves there in a straight line, on the host's lane, from the point before.
    Line,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    sample: usize,
    /// Position on the lane, 0..1.
    lane: f64,
    shape: Shape,
}

/// A value on a parameter's lane, at a sample of the programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneEvent {
    /// Sample of the programme.
    pub sample: usize,
    /// Whose lane.
    pub parameter: &'static Parameter,
    /// Position on the lane, 0..1.
    pub lane: f64,
}

/// Every lane of a programme.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Automation {
    lanes: BTreeMap<&'static str, (&'static Parameter, Vec<Point>)>,
}

impl Automation {
    /// Lanes that nobody has drawn on.
    pub fn new() -> Self {
        Self::default()
    }

    /// Draws a point at `sample`, not before the lane's last one. `value` is in the parameter's own unit.
    pub fn point(
        &mut self,
        sample: usize,
        parameter: &'static Parameter,
        value: f32,
        shape: Shape,
    ) -> Result<()> {
        let (_, points) = self.lanes.entry(parameter.id).or_insert_with(|| (parameter, Vec::new()));
        if let Some(last) = points.last() {
            ensure!(sample >= last.sample, "it is earlier than the point of {} before it", parameter.id);
        } else if shape == Shape::Line {
            bail!("a line needs a point of {} to start from", parameter.id);
        }
        points.push(Point { sample, lane: parameter.to_lane(value), shape });
        Ok(())
    }

    /// Reads the file at `path`, for a programme of `rate` samples a second. Errors name the line.
    pub fn read(path: &Path, rate: u32) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
        Self::parse(&text, rate).with_context(|| format!("in {}", path.display()))
    }

    /// Reads lanes from the text of such a file. Errors name the line.
    pub fn parse(text: &str, rate: u32) -> Result<Self> {
        // One reader per line: over a whole file it counts a line's number from the comments before it.
        let mut lines = (1..).zip(text.trim_start_matches(BYTE_ORDER_MARK).lines()).filter(|(_, line)| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with(COMMENT)
        });
        let (number, header) = lines.next().context("line 1 should read seconds,parameter,value,shape")?;
        let columns = fields(header).with_context(|| format!("line {number} can't be read"))?;
        let known = columns.len() >= NEEDED && HEADER.iter().zip(&columns).all(|(a, b)| *a == b);
        ensure!(known, "line {number} should read {}", HEADER.join(","));
        let mut automation = Self::new();
        for (number, line) in lines {
            let record = fields(line).with_context(|| format!("line {number} can't be read"))?;
            automation.read_line(&record, rate).with_context(|| format!("line {number}"))?;
        }
        Ok(automation)
    }

    fn read_line(&mut self, record: &StringRecord, rate: u32) -> Result<()> {
        let field = |idx: usize| record.get(idx).unwrap_or("");
        ensure!(record.len() >= NEEDED, "it should have seconds, parameter and value");
        let seconds: f64 =
            field(0).parse().with_context(|| format!("{:?} is no time in seconds", field(0)))?;
        ensure!(seconds.is_finite() && seconds >= 0.0, "{seconds} is no time in a programme");
        let parameter = values::parameter(field(1))?;
        let value = values::value(parameter, field(2))?;
        let shape = match field(3) {
            "" | "step" => Shape::Step,
            "line" => Shape::Line,
            other => bail!("{other:?} is no shape: write step or line"),
        };
        ensure!(
            parameter.automatable,
            "{0} can't be automated: set it for the whole programme",
            parameter.id
        );
        let continuous = matches!(parameter.kind, Kind::Linear { .. } | Kind::Skewed { .. });
        ensure!(continuous || shape == Shape::Step, "{} has steps, no lines between them", parameter.id);
        self.point((seconds * f64::from(rate)).round() as usize, parameter, value, shape)
    }

    /// Where each drawn lane stands at `sample`, be it in the middle of a line; nothing before its first point.
    pub fn at(&self, sample: usize) -> impl Iterator<Item = LaneEvent> {
        self.lanes.values().filter_map(move |(parameter, points)| {
            let next = points.partition_point(|point| point.sample <= sample);
            let last = points[..next].last()?;
            let lane = match points.get(next) {
                Some(point) if point.shape == Shape::Line => between(last, point, sample),
                _ => last.lane,
            };
            Some(LaneEvent { sample, parameter, lane })
        })
    }

    /// Every event in `range`, in order of time: points where they stand, lines in small steps on the programme's own
    /// count of samples.
    pub fn events(&self, range: Range<usize>) -> Vec<LaneEvent> {
        let mut events = Vec::new();
        for (parameter, points) in self.lanes.values() {
            // Nothing before matters, but the point a line starts from; nothing after, but the one it ends at.
            let first = points.partition_point(|point| point.sample < range.start);
            let last = points.partition_point(|point| point.sample < range.end);
            for (idx, point) in points.iter().enumerate().take(last + 1).skip(first) {
                let before = idx.checked_sub(1).map(|idx| &points[idx]);
                if let Some(before) = before.filter(|_| point.shape == Shape::Line) {
                    let first = (before.sample + 1).max(range.start).next_multiple_of(LINE_STEP);
                    let steps = (first..point.sample.min(range.end)).step_by(LINE_STEP);
                    events.extend(steps.map(|sample| LaneEvent {
                        sample,
                        parameter,
                        lane: between(before, point, sample),
                    }));
                }
                if range.contains(&point.sample) {
                    events.push(LaneEvent { sample: point.sample, parameter, lane: point.lane });
                }
            }
        }
        events.sort_by_key(|event| event.sample);
        events
    }
}

/// The columns of one line.
fn fields(line: &str) -> Result<StringRecord> {
    let mut record = StringRecord::new();
    let mut reader = ReaderBuilder::new().has_headers(false).trim(Trim::All).from_reader(line.as_bytes());
    reader.read_record(&mut record).context("its quotes or letters make no sense")?;
    Ok(record)
}

fn between(from: &Point, to: &Point, sample: usize) -> f64 {
    let along = (sample - from.sample) as f64 / (to.sample - from.sample).max(1) as f64;
    from.lane + (to.lane - from.lane) * along
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANES: &str =
        "seconds,parameter,value,shape\n# a comment\n\n0,loss,0\n1,loss,1,line\n2, perspective, World\n";

    #[test]
    fn lines_are_small_steps_that_end_exactly() {
        let lanes = Automation::parse(LANES, 1000).unwrap();
        let events = lanes.events(0..3000);
        let loss: Vec<&LaneEvent> = events.iter().filter(|event| event.parameter.id == "loss").collect();
        assert_eq!((loss[0].sample, loss[0].lane), (0, 0.0));
        assert_eq!((loss[1].sample, loss[1].lane), (32, 0.032));
        let last = loss.last().unwrap();
        assert_eq!((last.sample, last.lane), (1000, 1.0));
        let split: Vec<LaneEvent> =
            (0..3000).step_by(77).flat_map(|n| lanes.events(n..(n + 77).min(3000))).collect();
        assert_eq!(split, events);
    }

    #[test]
    fn a_start_in_the_middle_finds_the_value_in_force() {
        let lanes = Automation::parse(LANES, 1000).unwrap();
        let at = |sample| lanes.at(sample).map(|event| (event.parameter.id, event.lane)).collect::<Vec<_>>();
        assert_eq!(at(250), [("loss", 0.25)]);
        assert_eq!(at(2500), [("loss", 1.0), ("perspective", 0.0)]);
    }

    #[test]
    fn mistakes_name_their_line() {
        for (line, text) in [
            (4, "seconds,parameter,value\n0,loss,0\n1,loss,1\n0.5,loss,1\n"),
            (2, "seconds,parameter,value\n0,lots,0\n"),
            (3, "seconds,parameter,value\n0,loss,0\n1,loss,7\n"),
            (3, "seconds,parameter,value\n# hm\nsoon,loss,0\n"),
            (2, "seconds,parameter,value,shape\n0,loss,1,line\n"),
            (2, "seconds,parameter,value,shape\n0,loss,1,curve\n"),
            (2, "seconds,parameter,value\n0,loss\n"),
            (2, "seconds,parameter,value\n0,seed,5\n"),
            (4, "seconds,parameter,value,shape\n   \n0,bypass,Off\n1,bypass,On,line\n"),
            (1, "time,what\n"),
        ] {
            let error = format!("{:#}", Automation::parse(text, 1000).unwrap_err());
            assert!(error.contains(&format!("line {line}")), "{error}");
        }
    }
}
