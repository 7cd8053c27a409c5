//! Documents one after the other: each answer under its file and number, and a count at the end.

use crate::command::args::Common;
use crate::command::exit::Exit;
use crate::command::inputs::{Inputs, text_of};
use crate::command::name::{Name, bills};
use crate::command::say::{self, line, say, say_text};
use crate::command::shown::{fail, faults, show};
use crate::command::speech::said;
use crate::command::{tidied, unchecked};
use einv::answer::Answer;
use einv::engine::{self, DocumentSource, Engine};
use einv::error::Result;
use einv::finding::Report;
use std::collections::{BTreeMap, BTreeSet};

/// Gives away each document; what can't be read is given away as its error.
pub fn each(inputs: &Inputs, take: &mut dyn FnMut(Name, Result<String>)) {
    if inputs.is_several() {
        say::progress(inputs.many.is_empty().then_some(inputs.documents.len()));
    }
    let mut take = |name: Name, text: Result<String>| {
        take(name, text);
        say::step();
    };
    for file in &inputs.documents {
        take(Name::of(file), text_of(file));
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
        let counts: Vec<String> = self.counts.iter().map(|(word, count)| format!("{count} {}", said(word))).collect();
        say!("{} {}: {}", total, said(bills(total)), counts.join(", "));
    }
}

/// Checks every document.
pub fn validate(inputs: &Inputs, engine: Option<&Engine>, common: &Common) -> Exit {
    let (several, mut tally) = (inputs.is_several(), Tally::default());
    each(inputs, &mut |name, text| {
        let judged = text.and_then(|text| engine::validate(engine, &text, &tidied::validate_options(common)));
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

/// A document among many: a line, and below it what is wrong.
fn in_a_line(name: &Name, report: &Report, common: &Common) -> Exit {
    let number = report.document.number.as_deref().map(|number| format!("  {}", line(number))).unwrap_or_default();
    say!("{}:{number}  {}", line(&name.words()), said(report.verdict.name()));
    if let Some(changes) = &report.changes {
        say_text!("{}", tidied::tidied(&name.words(), changes, common));
    }
    say_text!("{}", faults(report.findings.iter(), report.language));
    Exit::from(report.outcome())
}
