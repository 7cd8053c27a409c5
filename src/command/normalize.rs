//! `einv normalize` and `einv compute`, and what every command that takes bills says of reading them.

use crate::command::args::{Common, InvoiceFiles};
use crate::command::config::engine_of;
use crate::command::documents;
use crate::command::exit::Exit;
use crate::command::inputs::Inputs;
use crate::command::say::{line, say, warn_line, warn_text};
use crate::command::shown::{findings, print_json};
use crate::command::speech::spoken;
use crate::command::verbs::failed;
use einv::answer::Answer;
use einv::answer::computed::Computed;
use einv::change::Changes;
use einv::engine::{self, ComputeOptions, Engine, ListedChanges, Normalize, NormalizeOptions, ValidateOptions};
use einv::error::Result;
use std::collections::BTreeMap;

/// Prints the INV-01 of each file; what was changed and what is wrong goes to standard error.
pub fn run(files: &InvoiceFiles) -> Result<Exit> {
    let engine = engine_of(&files.common)?;
    Ok(each(&Inputs::of_files(&files.files), |name, text| {
        let options = spoken(NormalizeOptions::new().changes(listed(&files.common)), &files.common);
        let normalized = engine::normalize(engine.as_ref(), text, &options)?;
        let ended = Exit::from(normalized.outcome());
        if files.common.json {
            print_json(normalized);
            return Ok(ended);
        }
        say!("{}", normalized.invoice.get());
        warn_text!("{}", tidied(name, &normalized.changes, &files.common));
        warn_text!("{}", findings(&normalized.report));
        Ok(ended)
    }))
}

/// Prints each invoice completed, or what is wrong with it.
pub fn compute(inputs: &Inputs, engine: Option<&Engine>, common: &Common) -> Exit {
    each(inputs, |name, text| computed(engine, name, text, common))
}

fn computed(engine: Option<&Engine>, name: &str, text: &str, common: &Common) -> Result<Exit> {
    let options = spoken(ComputeOptions::new().normalize(wanted(common)).changes(listed(common)), common);
    let computed = engine::compute(engine, text, &options)?;
    let ended = Exit::from(computed.outcome());
    match computed {
        Computed::Refused(report) if !common.json => {
            warn_line!("{name}: not valid");
            warn_text!("{}", findings(&report));
        }
        computed => print_json(computed),
    }
    Ok(ended)
}

/// Runs on each text. The worst ending is the command's.
fn each(inputs: &Inputs, run: impl Fn(&str, &str) -> Result<Exit>) -> Exit {
    let mut worst = Exit::Done;
    documents::each(inputs, &mut |name, text| {
        let name = name.words();
        let ended = text.and_then(|text| run(&name, &text)).unwrap_or_else(|error| failed(&name, &error));
        worst = worst.max(ended);
    });
    worst
}

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
