//! Everything a browser can show: the presets that come with the plugin, then the user's own, readable or not.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::presets::{Preset, factory};

/// Where a preset lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the plugin, under this id.
    Factory(String),
    /// In the user's folder, in this file.
    User(PathBuf),
}

/// One line of a browser's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Where it lies.
    pub place: Place,
    /// What it is called: the preset's name, or the file's if it could not be read.
    pub name: String,
    /// What it is, or why it could not be read.
    pub preset: Result<Preset, String>,
}

/// Name of the category of the user's own presets, which comes last.
pub const USER: &str = "User";

impl Item {
    /// A preset that comes with the plugin.
    fn built_in(preset: &Preset) -> Self {
        Self {
            place: Place::Factory(preset.id.clone()),
            name: preset.name.clone(),
            preset: Ok(preset.clone()),
        }
    }

    /// Whether it is the user's.
    pub fn is_users(&self) -> bool {
        matches!(self.place, Place::User(_))
    }

    /// The category it is listed in.
    pub fn category(&self) -> &str {
        match &self.preset {
            Ok(preset) if !self.is_users() => &preset.category,
            _ => USER,
        }
    }

    /// Its tags.
    fn tags(&self) -> impl Iterator<Item = &str> {
        self.preset.iter().flat_map(|preset| &preset.tags).map(String::as_str)
    }

    /// Whether every word of `search` is somewhere in what is said about it.
    pub fn matches(&self, search: &str) -> bool {
        let mut said = vec![self.name.to_lowercase(), self.category().to_lowercase()];
        if let Ok(preset) = &self.preset {
            said.extend([&preset.description, &preset.author].map(|text| text.to_lowercase()));
            said.extend(preset.tags.iter().chain(&preset.state).map(|text| text.to_lowercase()));
        }
        search.to_lowercase().split_whitespace().all(|word| said.iter().any(|text| text.contains(word)))
    }
}

/// The presets that come with the plugin.
pub fn built_in() -> impl Iterator<Item = Item> {
    factory().iter().map(Item::built_in)
}

/// Categories of `items`, each once, in their order; the user's comes last even if there is nothing in it.
pub fn categories(items: &[Item]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for item in items.iter().filter(|item| !item.is_users()) {
        if !all.iter().any(|known| known == item.category()) {
            all.push(item.category().to_owned());
        }
    }
    all.push(USER.to_owned());
    all
}

/// Tags of the `items` in a category, all if there is none, that more than one of them has: the commonest first.
pub fn tags(items: &[Item], category: Option<&str>) -> Vec<String> {
    let filter = Filter { category, tag: None };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items.iter().filter(|item| filter.lets_through(item)) {
        for tag in item.tags() {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let mut common: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    common.into_iter().map(|(tag, _)| tag.to_owned()).collect()
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// A category.
    pub category: Option<&'a str>,
    /// A tag.
    pub tag: Option<&'a str>,
}

impl Filter<'_> {
    fn lets_through(&self, item: &Item) -> bool {
        let in_category = self.category.is_none_or(|category| item.category() == category);
        in_category && self.tag.is_none_or(|tag| item.tags().any(|own| own == tag))
    }
}

/// Which of `items` are shown for a filter and a search.
pub fn shown(items: &[Item], filter: Filter, search: &str) -> Vec<usize> {
    let fits = |(_, item): &(usize, &Item)| filter.lets_through(item) && item.matches(search);
    items.iter().enumerate().filter(fits).map(|(n, _)| n).collect()
}

/// The item `by` lines further down in a list of `shown` ones, from `selected`; the first one if none is.
pub fn moved(shown: &[usize], selected: Option<usize>, by: isize) -> Option<usize> {
    let last = shown.len().checked_sub(1)?;
    let now = shown.iter().position(|n| Some(*n) == selected);
    Some(shown[now.map_or(0, |now| now.saturating_add_signed(by).min(last))])
}

/// The readable item before or after the one called `name`, round the ends.
pub fn neighbour<'a>(items: &'a [Item], name: &str, forward: bool) -> Option<&'a Preset> {
    let readable: Vec<&Preset> = items.iter().filter_map(|item| item.preset.as_ref().ok()).collect();
    let count = readable.len();
    let now = readable.iter().position(|preset| preset.name == name);
    let next = match (now, forward) {
        (Some(now), true) => now + 1,
        (Some(now), false) => now + count - 1,
        (None, true) => 0,
        (None, false) => count.checked_sub(1)?,
    };
    readable.get(next.checked_rem(count)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use threshold_core::parameters::Values;

    fn item(name: &str, category: &str, tags: &[&str]) -> Item {
        let mut preset = Preset::capture(name, &Values::default(), None);
        preset.id = name.to_lowercase();
        preset.category = category.to_owned();
        preset.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Item::built_in(&preset)
    }

    fn own(name: &str, preset: Result<Preset, String>) -> Item {
        Item { place: Place::User(name.into()), name: name.to_owned(), preset }
    }

    fn items() -> Vec<Item> {
        let mine = Preset::capture("Mine", &Values::default(), None);
        vec![
            item("Cymbals into ring", "Film rendering", &["cymbals", "tinnitus"]),
            item("N3", "Audiology", &["audiogram"]),
            item("Mumble", "Film rendering", &["speech"]),
            own("Mine", Ok(mine)),
            own("torn.tshift", Err("not a preset".to_owned())),
        ]
    }

    #[test]
    fn categories_keep_their_order_and_the_users_comes_last() {
        assert_eq!(categories(&items()), ["Film rendering", "Audiology", "User"]);
        assert_eq!(categories(&[]), ["User"]);
    }

    #[test]
    fn a_search_finds_every_word_wherever_it_is() {
        let items = items();
        let within = |category| Filter { category, tag: None };
        assert_eq!(shown(&items, within(None), ""), [0, 1, 2, 3, 4]);
        assert_eq!(shown(&items, within(None), "FILM tinn"), [0]);
        assert_eq!(shown(&items, within(Some("Film rendering")), "m"), [0, 2]);
        assert_eq!(shown(&items, within(Some("User")), ""), [3, 4]);
        assert!(shown(&items, within(Some("Audiology")), "speech").is_empty());
    }

    #[test]
    fn tags_that_several_have_narrow_the_list() {
        let items = vec![
            item("One", "Film rendering", &["speech", "quiet"]),
            item("Two", "Film rendering", &["tinnitus", "speech"]),
            item("Three", "Audiology", &["tinnitus", "speech"]),
            own("torn.tshift", Err("not a preset".to_owned())),
        ];
        assert_eq!(tags(&items, None), ["speech", "tinnitus"]);
        assert_eq!(tags(&items, Some("Film rendering")), ["speech"]);
        let filter = Filter { category: Some("Film rendering"), tag: Some("tinnitus") };
        assert_eq!(shown(&items, filter, ""), [1]);
    }

    #[test]
    fn arrows_move_among_what_is_shown_and_stop_at_its_ends() {
        assert_eq!(moved(&[2, 5, 7], Some(5), 1), Some(7));
        assert_eq!(moved(&[2, 5, 7], Some(7), 1), Some(7));
        assert_eq!(moved(&[2, 5, 7], Some(2), -1), Some(2));
        assert_eq!(moved(&[2, 5, 7], Some(4), 1), Some(2));
        assert_eq!(moved(&[], Some(4), 1), None);
    }

    #[test]
    fn neighbours_go_round_and_leave_out_what_is_broken() {
        let items = items();
        let name = |now: &str, forward| neighbour(&items, now, forward).map(|preset| preset.name.as_str());
        assert_eq!(name("Cymbals into ring", true), Some("N3"));
        assert_eq!(name("Mine", true), Some("Cymbals into ring"));
        assert_eq!(name("Cymbals into ring", false), Some("Mine"));
        assert_eq!((name("", true), name("", false)), (Some("Cymbals into ring"), Some("Mine")));
        assert_eq!(neighbour(&[], "", true), None);
    }
}
