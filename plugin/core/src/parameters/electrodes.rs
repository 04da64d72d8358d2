//! Lists of electrodes: a bit each, printed as numbers and ranges.

use std::fmt::Write as _;

use super::MOST_ELECTRODES;

/// What an empty list is called.
const NONE: &str = "None";

/// `list` as people read it: `1-3, 7`, the deepest electrode being 1.
pub fn text(list: u32) -> String {
    let is_in = |n: usize| n < MOST_ELECTRODES && list >> n & 1 == 1;
    let mut text = String::new();
    let mut n = 0;
    while n < MOST_ELECTRODES {
        let first = n;
        while is_in(n) {
            n += 1;
        }
        if n > first {
            let comma = if text.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = if n == first + 1 {
                write!(text, "{comma}{n}")
            } else {
                write!(text, "{comma}{}-{n}", first + 1)
            };
        }
        n += 1;
    }
    if text.is_empty() { NONE.to_owned() } else { text }
}

/// The list a person typed: numbers and ranges between commas or spaces, or nothing. `None` if it is no such thing.
pub fn parse(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    if typed.is_empty() || typed.eq_ignore_ascii_case(NONE) {
        return Some(0);
    }
    let mut list = 0;
    for part in typed.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| {
            text.trim().parse::<usize>().ok().filter(|number| (1..=MOST_ELECTRODES).contains(number))
        };
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return None;
        }
        (first..=last).for_each(|number| list |= 1 << (number - 1));
    }
    Some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_they_are_printed() {
        for (list, printed) in [(0, "None"), (0b100_0111, "1-3, 7"), (1 << 21, "22"), ((1 << 22) - 1, "1-22")]
        {
            assert_eq!(text(list), printed);
            assert_eq!(parse(printed), Some(list));
        }
        assert_eq!(parse("1 2,4"), Some(0b1011));
        for nonsense in ["0", "23", "1-", "3-1", "a", "1;2"] {
            assert_eq!(parse(nonsense), None, "{nonsense}");
        }
    }
}
