//! Documents one after the other: each answer under its file and number, and a count at the end.

use crate::command::args::Common;
use crate::command::exit::Exit;
use crate::command::inputs::Inputs;
use crate::command::say::{line, say, say_text};
use crate::command::shown::{faults, print_named, show};
use crate::command::verbs::{failed, read};
use crate::command::{normalize, unchecked};
use einv::answer::Answer;
use einv::engine::{self, DocumentSource, Engine};
use einv::error::{Error, Result};
use einv::finding::Report;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where a document comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Name {
    /// The file.
    pub file: String,
    /// Its place in the file, from 1, where that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
}

impl Name {
    pub fn of(file: &Path) -> Name {
        Name { file: file.display().to_string(), place: None }
    }

    /// For people.
    pub fn words(&self) -> String {
        match self.place {
            Some(place) => format!("{}, bill {place}", self.file),
            None => self.file.clone(),
        }
    }
}

/// Gives away each document; what can't be read is given away as its error.
pub fn each(inputs: &Inputs, take: &mut dyn FnMut(Name, Result<String>)) {
    for file in &inputs.documents {
        take(Name::of(file), read(file));
    }
    for file in &inputs.many {
        match DocumentSource::of_path(file) {
            Ok(mut source) => {
                while let Some((index, text)) = source.next() {
                    take(Name { place: Some(index + 1), ..Name::of(file) }, text);
                }
            }
            Err(error) => take(Name::of(file), Err(error)),
        }
    }
}

/// How the documents of a command ended, by their word.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, usize>,
    worst: Option<Exit>,
    unchecked: BTreeSet<&'static str>,
}

impl Tally {
    fn note(&mut self, word: &'static str, ended: Exit) {
        *self.counts.entry(word).or_default() += 1;
        self.worst = self.worst.max(Some(ended));
    }

    /// What was not checked, once for all of them, and how many ended how.
    fn say(&self) {
        say_text!("{}", unchecked(self.unchecked.iter().copied()));
        let total: usize = self.counts.values().sum();
        let counts: Vec<String> = self.counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        say!("{} {}: {}", total, bills(total), counts.join(", "));
    }
}

/// The word for so many bills.
pub const fn bills(count: usize) -> &'static str {
    if count == 1 { "bill" } else { "bills" }
}

/// Checks every document.
pub fn validate(inputs: &Inputs, engine: Option<&Engine>, common: &Common) -> Exit {
    let (several, mut tally) = (inputs.is_several(), Tally::default());
    each(inputs, &mut |name, text| {
        let judged = text.and_then(|text| engine::validate(engine, &text, &normalize::validate_options(common)));
        match judged {
            Ok(report) => {
                let word = report.verdict.name();
                tally.unchecked.extend(report.not_judged.iter());
                let ended = if several && !common.json {
                    in_a_line(&name, &report, common)
                } else {
                    show(&name, report, common)
                };
                tally.note(word, ended);
            }
            Err(error) => tally.note("failed", fail(&name, &error, common)),
        }
    });
    if several && !common.json {
        tally.say();
    }
    tally.worst.unwrap_or(Exit::Done)
}

/// A document that can't be judged: with --json standard output says so, too.
pub fn fail(name: &Name, error: &Error, common: &Common) -> Exit {
    if common.json {
        print_named(name, error);
    }
    failed(&name.words(), error)
}

/// A document among many: a line, and below it what is wrong.
fn in_a_line(name: &Name, report: &Report, common: &Common) -> Exit {
    let number = report.document.number.as_deref().map(|number| format!("  {}", line(number))).unwrap_or_default();
    say!("{}:{number}  {}", line(&name.words()), report.verdict.name());
    if let Some(changes) = &report.changes {
        say_text!("{}", normalize::tidied(&name.words(), changes, common));
    }
    say_text!("{}", faults(report.findings.iter(), report.language));
    Exit::from(report.outcome())
}
