//! Answers, for people: a word, the few values that a clerk needs, and what is to be corrected.

use crate::Common;
use crate::command::verbs::code;
use einv::answer::cancellation::Cancelled;
use einv::answer::document::{Document, Noted, Unknown};
use einv::answer::ewb::EwbAnswer;
use einv::answer::hashed::Hashed;
use einv::answer::status::{Known, StatusAnswer};
use einv::answer::submitted::Submitted;
use einv::answer::{Answer, Reply};
use einv::finding::{Report, Severity};
use std::fmt::Display;

/// What of an answer is printed.
#[derive(Default)]
pub struct Summary<'a> {
    word: String,
    lines: Vec<(&'static str, String)>,
    report: Option<&'a Report>,
}

/// An answer that has something to print.
pub trait Summarized: Answer {
    fn summary(&self) -> Summary<'_>;
}

/// Prints an answer under a name, or as JSON; gives its exit code.
pub fn show<A: Summarized>(name: &str, answer: A, common: &Common) -> u8 {
    let outcome = answer.outcome();
    if common.json {
        println!("{}", Reply::of(answer).json());
        return code(outcome);
    }
    let Summary { word, lines, report } = answer.summary();
    let separator = if name.is_empty() { "" } else { ": " };
    println!("{name}{separator}{word}");
    for (key, text) in lines {
        println!("  {key:<13}{text}");
    }
    if let Some(report) = report {
        print!("{}", findings(report));
    }
    code(outcome)
}

/// The findings of a report.
pub fn findings(report: &Report) -> String {
    let language = report.language;
    let mut out = String::new();
    for finding in &report.findings {
        let mark = if finding.severity == Severity::Error { "✗" } else { "!" };
        let code = finding.code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
        let (message, fix) = (finding.message(language), finding.mend(language));
        out.push_str(&format!("  {mark} {}{code}\n      {message}\n      → {fix}\n", finding.path));
    }
    out
}

impl<'a> Summary<'a> {
    fn new(word: impl Display) -> Summary<'a> {
        Summary { word: word.to_string(), ..Summary::default() }
    }

    fn line(mut self, key: &'static str, value: Option<impl Display>) -> Summary<'a> {
        self.lines.extend(value.map(|value| (key, value.to_string())));
        self
    }

    fn report(self, report: Option<&'a Report>) -> Summary<'a> {
        Summary { report: report.or(self.report), ..self }
    }

    fn of(document: &'a Document) -> Summary<'a> {
        let registration = document.registration.as_ref();
        Summary::new(document.status)
            .line("irn", Some(document.irn))
            .line("ack_no", registration.map(|r| &r.ack_no))
            .line("ack_date", registration.and_then(|r| r.ack_date))
            .line("cancel_until", registration.and_then(|r| r.cancel_until))
            .line("cancel_date", document.cancellation.as_ref().and_then(|c| c.cancel_date))
            .line("message", document.waits.as_ref().map(|waits| &waits.message))
            .report(document.report.as_ref())
    }

    fn noted(noted: &'a Noted) -> Summary<'a> {
        Summary::of(&noted.document).line("message", noted.message.as_ref()).report(noted.report.as_ref())
    }

    fn unknown(unknown: &Unknown) -> Summary<'a> {
        Summary::new(unknown.status).line("irn", Some(unknown.irn)).line("message", Some(&unknown.message))
    }
}

impl Summarized for Hashed {
    fn summary(&self) -> Summary<'_> {
        Summary::new("").line("irn", Some(self.irn))
    }
}

impl Summarized for Submitted {
    fn summary(&self) -> Summary<'_> {
        match self {
            Submitted::Registered(registered) => Summary::of(&registered.document).report(Some(&registered.report)),
            Submitted::Kept(kept) | Submitted::Cancelled(kept) => Summary::of(&kept.document),
            Submitted::Refused(refused) => {
                Summary::new(refused.by.name()).line("irn", refused.irn).report(Some(&refused.report))
            }
            Submitted::NotRequired(answer) => Summary::new("not_required").line("irn", answer.irn),
            Submitted::CannotTell(answer) => {
                let summary = Summary::new("cannot_tell").line("irn", answer.irn);
                summary.line("message", Some(&answer.message)).report(Some(&answer.report))
            }
            _ => Summary::default(),
        }
    }
}

impl Summarized for Cancelled {
    fn summary(&self) -> Summary<'_> {
        match self {
            Cancelled::Done(document) => Summary::of(document),
            Cancelled::Refused(refused) => {
                Summary::new(refused.status).line("irn", Some(refused.irn)).report(Some(&refused.report))
            }
            Cancelled::NotRegistered(answer) => {
                Summary::new(answer.status).line("irn", Some(answer.irn)).line("message", Some(&answer.message))
            }
            Cancelled::Pending(noted) => Summary::noted(noted),
            Cancelled::Ewb(answer) => match answer {
                EwbAnswer::Done(noted) | EwbAnswer::Refused(noted) | EwbAnswer::Pending(noted) => Summary::noted(noted),
                EwbAnswer::Unknown(unknown) => Summary::unknown(unknown),
                _ => Summary::default(),
            },
            Cancelled::Unknown(unknown) => Summary::unknown(unknown),
            _ => Summary::default(),
        }
    }
}

impl Summarized for StatusAnswer {
    fn summary(&self) -> Summary<'_> {
        match &self.document {
            Known::Document(document) => Summary::of(document),
            Known::Unknown(unknown) => Summary::unknown(unknown),
            _ => Summary::default(),
        }
    }
}
