//! Answers, for people: a word, the few values that a clerk needs, and what is to be corrected.

use crate::command::args::Common;
use crate::command::exit::Exit;
use crate::command::name::Name;
use crate::command::say::{in_commands, line, say, say_text, warn_line};
use crate::command::tidied::tidied;
use crate::command::translated::error as error_in_words;
use crate::command::{SANDBOX, speech as spoken, unchecked};
use einv::answer::cancellation::Cancelled;
use einv::answer::document::{DocumentAnswer, EwayBill, NotedDocument, Unknown};
use einv::answer::hashed::Hashed;
use einv::answer::status::{KnownDocument, StatusAnswer};
use einv::answer::submitted::Submitted;
use einv::answer::{Answer, WrittenAnswer};
use einv::error::Error;
use einv::finding::{EwbVerdict, Finding, Report, Severity};
use einv::language::Language;
use einv::status::Status;
use einv::story::EwbState;
use serde::Serialize;
use std::fmt::Display;

/// What of an answer is printed.
#[derive(Default)]
pub struct AnswerSummary<'a> {
    word: String,
    lines: Vec<(&'a str, String)>,
    report: Option<&'a Report>,
    sandbox: bool,
}

/// An answer that has something to print.
pub trait Summarized: Answer {
    fn summary(&self) -> AnswerSummary<'_>;
}

/// Prints the answer about a document under its name, or as JSON with its file; gives the ending.
pub fn show<A: Summarized + Serialize>(name: &Name, answer: A, common: &Common) -> Exit {
    if common.json {
        print_named(name, &answer);
        return Exit::from(answer.outcome());
    }
    said(&name.words(), &answer, common)
}

/// Prints an answer, or its JSON; gives the ending.
pub fn show_one<A: Summarized>(answer: A, common: &Common) -> Exit {
    let outcome = answer.outcome();
    if common.json {
        print_json(answer);
        return Exit::from(outcome);
    }
    said("", &answer, common)
}

fn said<A: Summarized>(name: &str, answer: &A, common: &Common) -> Exit {
    let outcome = answer.outcome();
    let AnswerSummary { word, lines, report, sandbox } = answer.summary();
    let separator = if name.is_empty() { "" } else { ": " };
    say!("{}{separator}{}{}", line(name), line(&spoken::said(&word)), practice(sandbox));
    // Hindi keys are wider.
    let keys = lines.iter().map(|(key, _)| console::measure_text_width(&spoken::said(key)));
    let width = if spoken::code() == "hi" { keys.max().unwrap_or_default().max(12) } else { 12 };
    for (key, text) in lines {
        let key = spoken::said(key);
        let blank = " ".repeat(width.saturating_sub(console::measure_text_width(&key)));
        say!("  {key}{blank} {}", in_commands(&line(&text)));
    }
    if let Some(report) = report {
        if let Some(changes) = &report.changes {
            say_text!("{}", tidied(name, changes, common));
        }
        say_text!("{}", findings(report));
    }
    Exit::from(outcome)
}

/// Prints an answer with the file that it is about.
pub fn print_named<A: Serialize>(name: &Name, answer: &A) {
    #[derive(Serialize)]
    struct OfFile<'a, A> {
        #[serde(flatten)]
        name: &'a Name,
        #[serde(flatten)]
        answer: &'a A,
    }
    say!("{}", serde_json::to_string(&OfFile { name, answer }).unwrap_or_default());
}

/// Prints an answer as the library gives it.
pub fn print_json(answer: impl Answer) {
    say!("{}", WrittenAnswer::of(answer).json());
}

/// What a line about an answer ends with: what the sandbox made says so.
pub fn practice(sandbox: bool) -> String {
    if sandbox { format!("  {SANDBOX}") } else { String::new() }
}

/// Why a registered bill has no e-way bill.
pub struct MissingEwb<'a> {
    /// In words, with the command that makes it.
    pub cause: String,
    /// Why the portal refused it.
    pub errors: Option<&'a Report>,
}

/// What is missing where a registered bill has no e-way bill: the portal refused it, its outcome is not known, or it was `asked`
/// for and never made. `None` where it has one, or wants none.
pub fn missing_ewb<'a>(document: &'a DocumentAnswer, name: &str, asked: bool) -> Option<MissingEwb<'a>> {
    let again = if name.contains(' ') { format!("einv ewb make \"{name}\"") } else { format!("einv ewb make {name}") };
    if document.status != Status::Registered || (document.ewb().is_none() && !asked) {
        return None;
    }
    let missing = |cause: String| Some(MissingEwb { cause, errors: None });
    let Some(ewb) = document.ewb() else {
        return missing(format!("None was made with this registration: {again}"));
    };
    match ewb.status {
        EwbState::Active | EwbState::Cancelling | EwbState::Cancelled => None,
        EwbState::Failed => {
            let report = ewb.failure.as_ref().map(|failure| &failure.errors);
            let errors = report
                .into_iter()
                .flat_map(|report| report.findings.iter().map(|finding| finding.message(report.language)));
            let errors = errors.collect::<Vec<_>>().join("; ");
            let cause = format!("{}. Correct that, then: {again}", errors.trim_end_matches(['.', ' ']));
            Some(MissingEwb { cause, errors: report })
        }
        _ => missing("Its outcome is not known yet: run einv flush.".to_owned()),
    }
}

/// The same for what was submitted just now: its report says whether it asks for one.
pub fn missing_of<'a>(submitted: &'a Submitted, name: &str) -> Option<MissingEwb<'a>> {
    let registered = submitted.registered()?;
    let asked = matches!(registered.report.ewb, Some(EwbVerdict::Valid | EwbVerdict::Invalid));
    missing_ewb(&registered.document, name, asked)
}

/// Where a bill is not as it was registered or is kept: nothing of that was changed.
pub fn not_changed(document: &DocumentAnswer, places: &[String]) -> String {
    let words = match document.registration {
        Some(_) => "registered as it was; not changed:",
        None => "kept as it was; not changed:",
    };
    format!("{} {}", spoken::said(words), places.join(", "))
}

/// What a registered bill without the e-way bill it asked for ends with.
pub const NO_EWAY_BILL: &str = "NO E-WAY BILL: do not let the vehicle leave.";

/// Prints a failure; gives the ending.
pub fn failed(name: &str, error: &Error) -> Exit {
    warn_line!("{name}: {}", error_in_words(error));
    Exit::from(error)
}

/// A document that can't be judged: with --json standard output says so, too.
pub fn fail(name: &Name, error: &Error, common: &Common) -> Exit {
    if common.json {
        print_named(name, error);
    }
    failed(&name.words(), error)
}

/// The findings of a report, and what was not checked.
pub fn findings(report: &Report) -> String {
    faults(report.findings.iter(), report.language) + &unchecked(report.not_judged.iter().copied())
}

/// Findings: the place, what is wrong, and what to do.
pub fn faults<'f>(findings: impl Iterator<Item = &'f Finding>, language: Language) -> String {
    let mut out = String::new();
    for finding in findings {
        let mark = match finding.severity {
            Severity::Error => "✗",
            Severity::Info => "i",
            _ => "!",
        };
        let code = finding.code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
        let said = |text: &str| in_commands(&line(text));
        let (message, fix) = (said(&finding.message(language)), said(&finding.fix(language)));
        out.push_str(&format!("  {mark} {}{code}\n      {message}\n      → {fix}\n", line(&finding.path)));
    }
    out
}

impl<'a> AnswerSummary<'a> {
    pub fn new(word: impl Display) -> AnswerSummary<'a> {
        AnswerSummary { word: word.to_string(), ..AnswerSummary::default() }
    }

    pub fn line(mut self, key: &'a str, value: Option<impl Display>) -> AnswerSummary<'a> {
        self.lines.extend(value.map(|value| (key, value.to_string())));
        self
    }

    fn report(self, report: Option<&'a Report>) -> AnswerSummary<'a> {
        AnswerSummary { report: report.or(self.report), ..self }
    }

    fn differs(self, document: &DocumentAnswer, places: &[String]) -> AnswerSummary<'a> {
        self.line("differs", (!places.is_empty()).then(|| not_changed(document, places)))
    }

    /// What the sandbox made says so.
    pub fn sandbox(self, sandbox: bool) -> AnswerSummary<'a> {
        AnswerSummary { sandbox, ..self }
    }

    /// How an e-way bill stands, where there is one.
    pub fn ewb(self, bill: Option<&'a EwayBill>) -> AnswerSummary<'a> {
        let failure = bill.and_then(|bill| bill.failure.as_ref());
        self.line("ewb", bill.map(|bill| spoken::said(bill.status.name())))
            .line("ewb_no", bill.and_then(|bill| bill.ewb_no.as_ref()))
            .line("ewb_date", bill.and_then(|bill| bill.ewb_date))
            .line("valid_until", bill.and_then(|bill| bill.valid_until))
            .line("under_way", bill.and_then(|bill| bill.under_way).map(|step| spoken::said(step.words())))
            .line("fix", failure.map(|failure| &failure.fix))
            .report(failure.map(|failure| &failure.errors))
    }

    pub fn of(document: &'a DocumentAnswer) -> AnswerSummary<'a> {
        let registration = document.registration.as_ref();
        AnswerSummary { sandbox: document.sandbox, ..AnswerSummary::new(document.status) }
            .line("irn", Some(document.irn))
            .line("ack_no", registration.map(|r| &r.ack_no))
            .line("ack_date", registration.and_then(|r| r.ack_date))
            .line("cancel_until", registration.and_then(|r| r.cancel_until))
            .line("cancel_date", document.cancellation.as_ref().and_then(|c| c.cancel_date))
            .line("message", document.waits.as_ref().map(|waits| &waits.message))
            .report(document.report.as_ref())
    }

    pub fn noted(noted: &'a NotedDocument) -> AnswerSummary<'a> {
        AnswerSummary::of(&noted.document)
            .line("message", noted.message.as_ref())
            .line("fix", noted.fix.as_ref())
            .report(noted.report.as_ref())
    }

    pub fn unknown(unknown: &Unknown) -> AnswerSummary<'a> {
        AnswerSummary::new(unknown.status)
            .line("irn", Some(unknown.irn))
            .line("message", Some(&unknown.message))
            .line("fix", unknown.fix.as_ref())
    }
}

impl Summarized for Hashed {
    fn summary(&self) -> AnswerSummary<'_> {
        AnswerSummary::new("").line("irn", Some(self.irn))
    }
}

impl Summarized for Report {
    fn summary(&self) -> AnswerSummary<'_> {
        AnswerSummary::new(self.verdict.name())
            .line("number", self.document.number.as_ref())
            .line("irn", self.irn)
            .report(Some(self))
    }
}

impl Summarized for Submitted {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            Submitted::Registered(registered) => {
                let summary = AnswerSummary::of(&registered.document).report(Some(&registered.report));
                summary.differs(&registered.document, &registered.differs)
            }
            Submitted::Kept(kept) | Submitted::Cancelled(kept) => {
                AnswerSummary::of(&kept.document).differs(&kept.document, &kept.differs)
            }
            Submitted::Refused(refused) => {
                AnswerSummary::new(refused.by.name()).line("irn", refused.irn).report(Some(&refused.report))
            }
            Submitted::NotRequired(answer) => AnswerSummary::new("not_required").line("irn", answer.irn),
            Submitted::CannotTell(answer) => {
                let summary = AnswerSummary::new("cannot_tell").line("irn", answer.irn);
                summary.line("message", Some(&answer.message)).report(Some(&answer.report))
            }
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for Cancelled {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            Cancelled::Done(document) => AnswerSummary::of(document),
            Cancelled::Refused(refused) => {
                AnswerSummary::new(refused.status).line("irn", Some(refused.irn)).report(Some(&refused.report))
            }
            Cancelled::NotRegistered(answer) => {
                AnswerSummary::new(answer.status).line("irn", Some(answer.irn)).line("message", Some(&answer.message))
            }
            Cancelled::Pending(noted) => AnswerSummary::noted(noted),
            Cancelled::Ewb(answer) => answer.summary(),
            Cancelled::Unknown(unknown) => AnswerSummary::unknown(unknown),
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for StatusAnswer {
    fn summary(&self) -> AnswerSummary<'_> {
        match &self.document {
            KnownDocument::Document(document) => AnswerSummary::of(document),
            KnownDocument::Unknown(unknown) => AnswerSummary::unknown(unknown),
            KnownDocument::Ewb(bill) => AnswerSummary::bill(bill),
            KnownDocument::NoEwb(unknown) => AnswerSummary::no_bill(unknown),
            _ => AnswerSummary::default(),
        }
    }
}
