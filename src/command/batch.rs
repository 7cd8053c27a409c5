//! `einv submit FOLDER|FILE`: many invoices at once, with a bar while it goes on and a report at its end.

use crate::command::args::Common;
use crate::command::exit::Exit;
use crate::command::say::{self, line, say, say_text, warn_line};
use crate::command::shown::{NO_EWAY_BILL, faults, missing_ewb, not_changed, practice};
use crate::command::{practice_of, speech, tidied};
use einv::answer::batch::{BatchOrigin, BatchOutcome, BatchRequest, BatchResult, Progress};
use einv::answer::submitted::Submitted;
use einv::engine::{BatchOptions, Engine, Job, ProgressOptions, ResultsOptions};
use einv::error::{ErrorKind, Result};
use einv::finding::Report;
use einv::status::Status;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Failures that are printed; the report counts all.
const SHOWN: usize = 20;

/// The options of a batch of the command.
pub fn options(in_flight: Option<usize>, per_second: Option<f64>, resend: bool, common: &Common) -> BatchOptions {
    let mut options = BatchOptions::new().normalize(tidied::wanted(common));
    if resend {
        options = options.resend(true);
    }
    options = in_flight.into_iter().fold(options, BatchOptions::in_flight);
    per_second.into_iter().fold(options, BatchOptions::per_second)
}

/// Submits all documents of a request, from a file where they all lie in one. The worst ending is the command's.
pub fn run(
    engine: &Arc<Engine>,
    request: BatchRequest<'_>,
    file: Option<&Path>,
    options: &BatchOptions,
    common: &Common,
) -> Result<Exit> {
    let job = Job::begin(engine, request, options)?;
    let progress = || job.progress(&ProgressOptions::new());
    say::progress(Some(progress()?.total));
    while !job.wait(Duration::from_millis(100)) {
        let now = progress()?;
        say::steps(now.done, counts(&now));
    }
    let said = progress()?;
    let UncountedResults { without_ewb, conflicts } = report(&job, &said, file, &practice_of(engine), common)?;
    let (failed, refused) = (said.failed > conflicts, said.rejected + conflicts > 0);
    Ok(match (failed, said.pending > 0, refused, without_ewb > 0) {
        (true, ..) => Exit::Failed,
        (_, true, ..) => Exit::Pending,
        (_, _, true, _) => Exit::Refused,
        (.., true) => Exit::NoEwayBill,
        (false, false, false, false) => Exit::Done,
    })
}

/// The counts that are not zero.
fn counts(said: &Progress) -> String {
    let counts = [
        ("registered", said.registered),
        ("rejected", said.rejected),
        ("waiting", said.pending),
        ("failed", said.failed),
    ];
    let each =
        counts.iter().filter(|(_, count)| *count != 0).map(|(name, count)| format!("{} {count}", speech::said(name)));
    each.collect::<Vec<_>>().join(", ")
}

/// What the counts of a batch don't say.
#[derive(Default)]
struct UncountedResults {
    /// Registered documents without the e-way bill that they asked for.
    without_ewb: usize,
    /// Documents whose number has other content. They are refused, although the batch counts them as failed.
    conflicts: usize,
}

/// What came of it: with --json a line a document, else the counts and what needs somebody.
fn report(
    job: &Job,
    said: &Progress,
    file: Option<&Path>,
    practice: &str,
    common: &Common,
) -> Result<UncountedResults> {
    let (mut after, mut shown, mut seen) = (Some(0), 0, UncountedResults::default());
    while let Some(from) = after {
        let page = job.results(&ResultsOptions::new().after(from).limit(1000))?;
        for result in page.results {
            let missing = missing(&result);
            seen.without_ewb += usize::from(missing.is_some());
            seen.conflicts +=
                usize::from(matches!(&result.came, BatchOutcome::Failed(error) if error.kind == ErrorKind::Conflict));
            if common.json {
                say!("{}", serde_json::to_string(&result).unwrap_or_default());
            } else if let Some(lack) = needing(&result.came, missing) {
                shown += 1;
                if shown <= SHOWN {
                    say_text!("  {}  {lack}", name(&result, file));
                }
            }
        }
        after = page.next;
    }
    if shown > SHOWN {
        say!("… and {} more; --json prints a line for each document", shown - SHOWN);
    }
    if !common.json {
        let stopped = if said.stopped { ", stopped; the same command goes on" } else { "" };
        say!("{} of {} in {} s: {}{stopped}{practice}", said.done, said.total, said.seconds, counts(said));
    }
    if seen.without_ewb > 0 {
        warn_line!("{NO_EWAY_BILL} It failed for {} registered bills.", seen.without_ewb);
    }
    Ok(seen)
}

/// A document by its file, its place there and its number.
fn name(result: &BatchResult, file: Option<&Path>) -> String {
    let BatchOrigin { file: own, number, rows, .. } = &result.origin;
    let place = match (own, file, rows) {
        (Some(own), ..) => line(own),
        (None, file, Some((first, _))) => format!("{}row {first}", within(file)),
        (None, file, None) => format!("{}bill {}", within(file), result.index + 1),
    };
    let number = number.as_deref().map(|number| format!("  {}", line(number))).unwrap_or_default();
    format!("{place}{number}")
}

fn within(file: Option<&Path>) -> String {
    file.map(|file| format!("{}, ", line(&file.display().to_string()))).unwrap_or_default()
}

/// Why a document has no e-way bill although it asked for one.
fn missing(result: &BatchResult) -> Option<String> {
    let BatchOutcome::Kept { document, .. } = &result.came else { return None };
    let irn = document.irn.to_string();
    missing_ewb(document, result.origin.number.as_deref().unwrap_or(&irn), false).map(|missing| missing.cause)
}

/// Of a document that was not registered, or has no e-way bill: a word, and why; below it every fault.
fn needing(came: &BatchOutcome, missing: Option<String>) -> Option<String> {
    let faults = |report: &Report| faults(report.findings.iter(), report.language);
    let said = |word: &str, what: &str| Some(format!("{word}  {}\n", line(what)));
    match came {
        BatchOutcome::Kept { document, differs } => {
            let unchanged = (!differs.is_empty()).then(|| not_changed(document, differs));
            let missing = missing.map(|cause| format!("{NO_EWAY_BILL} {cause}")).or(unchanged);
            if document.status == Status::Registered && missing.is_none() {
                return None;
            }
            let waits = document.waits.as_ref().map(|waits| waits.message.to_string());
            let why = missing.or(waits).unwrap_or_default();
            let faults = document.report.as_ref().map(faults).unwrap_or_default();
            Some(format!("{}  {}{}\n{faults}", document.status, line(&why), practice(document.sandbox)))
        }
        BatchOutcome::Answered(submitted) => match submitted.as_ref() {
            Submitted::Refused(refused) => Some(format!("{}\n{}", refused.by.name(), faults(&refused.report))),
            Submitted::NotRequired(_) => said("not_required", ""),
            Submitted::CannotTell(answer) => said("cannot_tell", &answer.message),
            _ => None,
        },
        BatchOutcome::Unknown(unknown) => said(unknown.status.name(), &unknown.message),
        BatchOutcome::Failed(error) => said("failed", &error.message),
        _ => None,
    }
}
