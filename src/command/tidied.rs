//! What every command that takes bills says of reading them.

use crate::command::args::Common;
use crate::command::say::line;
use crate::command::speech::spoken;
use einv::change::Changes;
use einv::engine::{ListedChanges, Normalize, ValidateOptions};
use std::collections::BTreeMap;

/// Which changes are listed: all of them, where they are printed.
pub fn listed(common: &Common) -> ListedChanges {
    if common.changes { ListedChanges::All } else { ListedChanges::Meaning }
}

/// Which documents are normalised first: what isn't INV-01, and INV-01 where that is requested.
pub fn wanted(common: &Common) -> Normalize {
    if common.normalize { Normalize::Always } else { Normalize::OtherShapes }
}

/// The options of `validate`, which normalises first.
pub fn validate_options(common: &Common) -> ValidateOptions {
    spoken(ValidateOptions::new().normalize(wanted(common)).changes(listed(common)), common)
}

/// What reading a bill changed: a line with their number by kind, and each where that is asked for.
pub fn tidied(name: &str, changes: &Changes, common: &Common) -> String {
    let mut out = String::new();
    if common.changes {
        for change in &changes.list {
            let (from, to) = (change.from.as_deref().unwrap_or("nothing"), change.to.as_deref().unwrap_or("nothing"));
            out.push_str(&format!(
                "  ~ {}  {} → {}  ({})\n",
                line(&change.path),
                line(from),
                line(to),
                change.why.word()
            ));
        }
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &changes.list {
        *kinds.entry(change.why.word()).or_default() += 1;
    }
    out + &in_short(name, changes.dressed, &kinds)
}

pub fn in_short(name: &str, dressed: usize, kinds: &BTreeMap<&str, usize>) -> String {
    let kinds: Vec<String> = kinds.iter().map(|(why, count)| format!("{count} {why}")).collect();
    match (dressed, kinds.is_empty()) {
        (0, true) => String::new(),
        (dressed, true) => format!("{name}: {dressed} values tidied\n"),
        (dressed, false) => {
            format!("{name}: {dressed} values tidied; read, derived or filled in: {}\n", kinds.join(", "))
        }
    }
}
