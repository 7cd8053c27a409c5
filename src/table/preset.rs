//! The presets: mapping files of ours for what programs write, and the dictionary of headings.

use super::heading::fold;
use crate::answer::map::Map;
use crate::error::{Error, ErrorKind, Result};
use crate::normalize::Target;
use std::collections::HashMap;
use std::sync::LazyLock;

macro_rules! presets {
    ($($name:literal)*) => {
        /// The names of the presets, in the order in which they are tried.
        pub const NAMES: &[&str] = &[$($name),*];
        const TEXTS: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../data/presets/", $name, ".json")))),*];
    };
}

presets! { "nic" "tally" "zoho" "gstr1" "amazon" "flipkart" "vyapar" "marg" "sheet" }

static PRESETS: LazyLock<Vec<(&str, Map)>> = LazyLock::new(|| {
    // A test reads each of them.
    TEXTS.iter().filter_map(|(name, text)| Some((*name, Map::read(text).ok()?))).collect()
});

/// The preset with this name.
pub fn named(name: &str) -> Result<&'static Map> {
    PRESETS.iter().find(|(own, _)| *own == name).map(|(_, map)| map).ok_or_else(|| {
        Error::new(ErrorKind::Arg, format!("there is no preset \"{name}\""))
            .at("/preset")
            .fix(format!("one of {}", NAMES.join(", ")))
    })
}

/// All of them but `sheet`, which fits whatever nothing else does.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Map)> {
    PRESETS.iter().map(|(name, map)| (*name, map)).filter(|(name, _)| *name != "sheet")
}

/// A heading of the dictionary.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct HeadingWord {
    /// What it feeds.
    pub target: Target,
    /// The target's name.
    pub name: &'static str,
    /// The lower, the surer: of two headings for one target the surer one feeds it.
    pub rank: u8,
    /// Only where another column feeds this.
    pub with: Option<Target>,
}

static WORDS: LazyLock<HashMap<String, HeadingWord>> = LazyLock::new(|| {
    let rows = include_str!("../../data/presets/headings.csv").lines().skip(1);
    rows.filter_map(|row| {
        let mut parts = row.split(',');
        let (heading, name, rank) = (parts.next()?, parts.next()?, parts.next()?);
        let with = parts.next().filter(|with| !with.is_empty()).and_then(|with| Target::parse(with).ok());
        let word = HeadingWord { target: Target::parse(name).ok()?, name, rank: rank.parse().ok()?, with };
        Some((fold(heading), word))
    })
    .collect()
});

/// Headings of a sheet of one's own that feed nothing, and needn't.
pub fn is_unused(folded: &str) -> bool {
    const UNUSED: [&str; 10] =
        ["sno", "srno", "slno", "serialno", "sr", "sl", "क्रसं", "क्रमांक", "createdon", "createdby"];
    UNUSED.contains(&folded)
}

/// What a heading means in a sheet of one's own, with at most one slip of spelling.
pub fn word(folded: &str) -> Option<HeadingWord> {
    if let Some(word) = WORDS.get(folded) {
        return Some(*word);
    }
    let mut near = WORDS.iter().filter(|(own, _)| super::heading::is_near(own, folded)).map(|(_, word)| *word);
    let first = near.next()?;
    near.all(|other| other.target == first.target).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_a_mapping_file_and_every_heading_feeds_something() {
        for (name, text) in TEXTS {
            let map = Map::read(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(*name == "sheet" || !map.keys.is_empty(), "{name}");
        }
        let rows = include_str!("../../data/presets/headings.csv").lines().skip(1).count();
        assert_eq!(WORDS.len(), rows, "two headings are the same when folded, or a row can't be read");
    }
}
