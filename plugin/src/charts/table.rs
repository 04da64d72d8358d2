//! Audiograms in tables: comma, semicolon or tabulator between the columns, with a header or without.
//!
//! A header names its columns in any order: ear, frequency and level (one level a row); frequency and one level
//! per ear; or ear and one level per frequency. Columns with other names are not looked at, except for bone
//! conduction. Without a header the columns are ear, frequency, level, and air or bone conduction if need be.

use csv::StringRecord;

use super::cells::{self, Side};
use super::header::{self, Role};
use super::points::Points;
use super::{ChartError, Place, Reason};

/// Takes the table's points.
pub(super) fn read(text: &str, points: &mut Points) -> Result<(), ChartError> {
    let separator = separator(text);
    let mut table = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut roles: Option<Vec<Role>> = None;
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in table.records() {
        let record = record.map_err(|_| Reason::WrongColumns)?;
        let place = Place::Line(lines.at(record.position().map_or(0, csv::Position::byte)));
        if record.iter().all(str::is_empty) {
            continue;
        }
        if let Some(roles) = &roles {
            row(&record, roles, separator != b',', place, points)?;
            continue;
        }
        let found = header::roles(record.iter()).map_err(|reason| reason.at(place))?;
        if found.is_none() {
            row(&record, &header::PLAIN, separator != b',', place, points)?;
        }
        roles = Some(found.unwrap_or_else(|| header::PLAIN.to_vec()));
    }
    Ok(())
}

/// Counts lines. The reader's own count takes a row to begin with the empty lines before it.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, of the row that the reader began to look for at this byte. Bytes come in order.
    fn at(&mut self, byte: u64) -> u64 {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let begun = (byte as usize).saturating_sub(self.at).min(rest.len());
        let empty = rest[begun..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let ended = rest.iter().take(begun + empty).fold(0, |ended, byte| ended + u64::from(*byte == b'\n'));
        self.line += ended;
        self.at += begun + empty;
        self.line
    }
}

/// What is between the columns: of the signs that may be, the most frequent in the first line that says
/// anything.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: &u8| first.bytes().filter(|byte| byte == sign).count();
    // Of equals the last wins: a decimal comma is no separator.
    [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',')
}

/// Takes one row's points. A comma is a decimal one where it does not separate.
fn row(
    record: &StringRecord,
    roles: &[Role],
    comma: bool,
    place: Place,
    points: &mut Points,
) -> Result<(), ChartError> {
    let at = |reason: Reason| reason.at(place);
    if record.iter().skip(roles.len()).any(|cell| !cell.is_empty()) {
        return Err(at(Reason::WrongColumns));
    }
    let (mut row_side, mut hz, mut bone) = (None, None, false);
    for (cell, role) in record.iter().zip(roles) {
        match role {
            Role::Ear if cell.is_empty() => {}
            Role::Ear => {
                let side = cells::side(cell).filter(|side| !side.ears.is_empty());
                row_side = Some(side.ok_or(at(Reason::UnknownEar))?);
            }
            Role::Frequency(scale) => {
                let value = cells::frequency(cell, comma).map_err(at)?;
                // A unit in the cell says more than one in the header.
                let bare = !cell.contains(char::is_alphabetic);
                hz = Some(if bare { value * scale } else { value });
            }
            Role::Way => bone |= cells::bone(cell).map_err(at)?,
            Role::Other => bone |= cells::is_bone(cell),
            Role::Level | Role::LevelOf(_) | Role::LevelAt(_) => {}
        }
    }
    for (cell, role) in record.iter().zip(roles) {
        let (side, hz) = match *role {
            Role::Level => (row_side, hz),
            Role::LevelOf(side) => (Some(side), hz),
            Role::LevelAt(hz) => (row_side, Some(hz)),
            _ => continue,
        };
        let Side { ears, bone: side_bone } = side.ok_or(at(Reason::MissingEar))?;
        let hz = hz.ok_or(at(Reason::MissingFrequency))?;
        if bone || side_bone {
            points.bone += usize::from(!cell.is_empty());
            continue;
        }
        let reading = cells::reading(cell, comma).map_err(at)?;
        points.add(ears, hz, reading, place)?;
    }
    // A row that ends before its level.
    let levels = roles.iter().position(|role| matches!(role, Role::Level)).is_none_or(|n| n < record.len());
    if levels { Ok(()) } else { Err(at(Reason::MissingLevel)) }
}
