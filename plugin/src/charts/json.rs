//! Audiograms in JSON that is not FHIR.
//!
//! Understood: objects `{"ear": "left", "freq_hz": 250, "db_hl": 20}` in a list, alone, or in a field of an
//! object; and levels under names, `{"left": {"250": 20}}`, where ear, frequency, and air or bone conduction may
//! come in any order (`{"250": {"left": 20}}`, `{"freq_hz": 250, "left": 20, "right": 25}`,
//! `{"left": {"air": {"250": 20}}}`), as pairs (`{"left": [[250, 20]]}`), as objects below an ear, or as lists
//! beside one of frequencies (`{"freq_hz": [250, 500], "left": [20, 25]}`). `null` is not measured. Other fields
//! are not looked at.

use threshold_core::base::Ear;

use super::cells;
use super::node::Node;
use super::points::{Points, Reading};
use super::{ChartError, Place, Reason};

/// Names of fields that hold the audiogram, in small letters and without signs.
const HOLDERS: &[&str] = &[
    "audiogram",
    "audiograms",
    "thresholds",
    "hearingthresholds",
    "points",
    "data",
    "values",
    "entries",
    "measurements",
    "results",
    "ears",
];

/// What is known of a value from what it lies in.
#[derive(Clone, Copy, Default)]
struct Context<'a> {
    ears: Option<&'static [Ear]>,
    hz: Option<f64>,
    /// The frequencies that lists of levels follow.
    axis: Option<&'a [Node]>,
    bone: bool,
}

/// Takes the points of a text in JSON.
pub(super) fn read(root: &Node, points: &mut Points) -> Result<(), ChartError> {
    let mut reader = Reader { points, entries: 0, holders: 0 };
    reader.walk(root, Context::default())?;
    let nothing =
        reader.entries == 0 && reader.holders == 0 && !matches!(root, Node::List(items) if items.is_empty());
    if nothing { Err(Reason::UnknownShape.into()) } else { Ok(()) }
}

struct Reader<'a> {
    points: &'a mut Points,
    /// Levels met so far.
    entries: u64,
    /// Fields met that hold audiograms.
    holders: u64,
}

impl Reader<'_> {
    /// Takes what lies in `node`.
    fn walk(&mut self, node: &Node, context: Context) -> Result<(), ChartError> {
        match node {
            Node::List(items) => {
                match context.axis.filter(|_| context.ears.is_some() && context.hz.is_none()) {
                    Some(axis) if axis.len() == items.len() => {
                        axis.iter().zip(items).try_for_each(|(hz, level)| self.pair(hz, level, context))
                    }
                    Some(_) => Err(self.wrong(Reason::UnknownShape)),
                    None => items.iter().try_for_each(|item| self.item(item, context)),
                }
            }
            Node::Fields(fields) => self.object(fields, context),
            leaf => self.level(leaf, context),
        }
    }

    /// Takes one item of a list.
    fn item(&mut self, item: &Node, context: Context) -> Result<(), ChartError> {
        match (item, context.ears) {
            (Node::List(pair), Some(_)) if context.hz.is_none() => match pair.as_slice() {
                [hz, level] => self.pair(hz, level, context),
                _ => Err(self.wrong(Reason::UnknownShape)),
            },
            (Node::List(_) | Node::Fields(_), _) => self.walk(item, context),
            _ => Err(self.wrong(Reason::UnknownShape)),
        }
    }

    /// Takes a frequency and its level.
    fn pair(&mut self, hz: &Node, level: &Node, context: Context) -> Result<(), ChartError> {
        let hz = self.frequency(hz)?;
        self.level(level, Context { hz: Some(hz), ..context })
    }

    /// Takes an object's points: what it says of itself first, then what lies in it.
    fn object<'a>(
        &mut self,
        fields: &'a [(String, Node)],
        mut context: Context<'a>,
    ) -> Result<(), ChartError> {
        let mut level = None;
        for (key, value) in fields {
            match (Key::of(key), value) {
                (_, Node::Empty) if !matches!(Key::of(key), Key::Level) => {}
                (Key::Ear, Node::Text(text)) => {
                    let side = cells::side(text).filter(|side| !side.ears.is_empty());
                    let side = side.ok_or(self.wrong(Reason::UnknownEar))?;
                    context.ears = Some(side.ears);
                    context.bone |= side.bone;
                }
                (Key::Ear, _) => return Err(self.wrong(Reason::UnknownEar)),
                (Key::Frequency(scale), Node::Number(_) | Node::Text(_)) => {
                    context.hz = Some(self.frequency(value)? * scale);
                }
                // In kHz, numbers alone would need their scale; cells have it.
                (Key::Frequency(1.0), Node::List(axis)) => context.axis = Some(axis),
                (Key::Frequency(_), Node::Switch | Node::List(_)) => {
                    return Err(self.wrong(Reason::BadFrequency));
                }
                (Key::Way, Node::Text(text)) => {
                    context.bone |= cells::bone(text).map_err(|reason| self.wrong(reason))?;
                }
                (Key::Way, _) => return Err(self.wrong(Reason::UnknownRoute)),
                (Key::Level, Node::List(_) | Node::Fields(_)) => {}
                (Key::Level, _) if level.is_some() => return Err(self.wrong(Reason::RepeatedField)),
                (Key::Level, _) => level = Some(value),
                (Key::SoundLevel, _) => return Err(self.wrong(Reason::NotHearingLevel)),
                (_, Node::Text(text)) => context.bone |= cells::is_bone(text),
                _ => {}
            }
        }
        if let Some(level) = level {
            return self.level(level, context);
        }
        let entries = self.entries;
        for (key, value) in fields {
            self.field(key, value, context)?;
        }
        let incomplete = self.entries == entries && (context.ears.is_some() || context.hz.is_some());
        if incomplete && !fields.is_empty() { Err(self.wrong(Reason::MissingLevel)) } else { Ok(()) }
    }

    /// Takes what lies under a name, if the name says that it belongs to an audiogram.
    fn field(&mut self, key: &str, value: &Node, context: Context) -> Result<(), ChartError> {
        let nested = matches!(value, Node::List(_) | Node::Fields(_));
        if let Ok(hz) = cells::frequency(key, false) {
            if context.hz.is_some() {
                return Err(self.wrong(Reason::SelfContradiction));
            }
            return self.walk(value, Context { hz: Some(hz), ..context });
        }
        if let Some(side) = cells::side(key).filter(|side| side.bone || !side.ears.is_empty() || is_air(key))
        {
            let ears = match (context.ears, side.ears) {
                (Some(_), [_, ..]) => return Err(self.wrong(Reason::SelfContradiction)),
                (known, []) => known,
                (None, named) => Some(named),
            };
            // What is not a level may have such a name by chance.
            if nested || ears.is_some() {
                return self.walk(value, Context { ears, bone: context.bone || side.bone, ..context });
            }
            return Ok(());
        }
        let holds = match Key::of(key) {
            Key::Level => nested,
            Key::Frequency(_) => matches!(value, Node::Fields(_)),
            _ => nested && HOLDERS.contains(&plain(key).as_str()),
        };
        if holds {
            self.holders += 1;
            return self.walk(value, context);
        }
        Ok(())
    }

    /// Takes one level.
    fn level(&mut self, value: &Node, context: Context) -> Result<(), ChartError> {
        self.entries += 1;
        let place = Place::Entry(self.entries);
        if context.bone {
            self.points.bone += 1;
            return Ok(());
        }
        let ears = context.ears.ok_or(Reason::MissingEar.at(place))?;
        let hz = context.hz.ok_or(Reason::MissingFrequency.at(place))?;
        let reading = match value {
            Node::Empty => Ok(Reading::NotMeasured),
            Node::Number(level) => Ok(Reading::Level(*level)),
            Node::Text(text) => cells::reading(text, true),
            _ => Err(Reason::BadLevel),
        };
        self.points.add(ears, hz, reading.map_err(|reason| reason.at(place))?, place)
    }

    fn frequency(&self, value: &Node) -> Result<f64, ChartError> {
        match value {
            Node::Number(hz) => Ok(*hz),
            Node::Text(text) => cells::frequency(text, true).map_err(|reason| self.wrong(reason)),
            _ => Err(self.wrong(Reason::BadFrequency)),
        }
    }

    /// What is wrong with the level that would come next.
    fn wrong(&self, reason: Reason) -> ChartError {
        reason.at(Place::Entry(self.entries + 1))
    }
}

/// What a field's name says of its object.
#[derive(Clone, Copy)]
enum Key {
    Ear,
    /// Times this many Hz.
    Frequency(f64),
    Level,
    /// A level that is not dB HL.
    SoundLevel,
    Way,
    Other,
}

impl Key {
    fn of(name: &str) -> Self {
        match plain(name).as_str() {
            "ear" | "side" | "laterality" => Self::Ear,
            "freqhz" | "freq" | "freqs" | "frequencies" | "frequencieshz" | "frequency" | "frequencyhz"
            | "hz" | "f" => Self::Frequency(1.0),
            "freqkhz" | "frequencykhz" | "khz" => Self::Frequency(1000.0),
            "dbhl" | "db" | "level" | "leveldbhl" | "leveldb" | "threshold" | "thresholddbhl"
            | "thresholddb" | "hearinglevel" | "hearingleveldb" | "hl" | "value" => Self::Level,
            "dbspl" | "spl" | "leveldbspl" | "thresholddbspl" => Self::SoundLevel,
            "conduction" | "conductiontype" | "route" | "pathway" | "transducer" => Self::Way,
            _ => Self::Other,
        }
    }
}

fn is_air(key: &str) -> bool {
    matches!(plain(key).as_str(), "air" | "ac" | "airconduction")
}

/// A name in small letters, without signs.
fn plain(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
