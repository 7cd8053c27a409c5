//! `einv submit FOLDER|FILE`: many invoices at once, with a bar while it goes on and a report at its end.

use crate::Common;
use crate::command::verbs::open_engine;
use einv::answer::batch::{Came, Progress};
use einv::answer::submitted::Submitted;
use einv::document::Status;
use einv::engine::{BatchOptions, Job, ProgressOptions, ResultsOptions};
use einv::error::Result;
use einv::finding::Report;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Failures that are printed; the report counts all.
const SHOWN: usize = 20;

/// Whether a path holds many invoices: a folder, an array, or one invoice a line.
pub fn is_many(path: &Path) -> bool {
    if path.is_dir() {
        return true;
    }
    let Ok(text) = std::fs::read(path) else { return false };
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii_start();
    let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let whole = |line: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    text.starts_with(b"[") || (lines.next().is_some_and(whole) && lines.next().is_some())
}

/// Submits all of them. The exit code is the worst outcome: 0 done, 1 refused, 2 pending, 3 failed.
pub fn submit(path: &Path, in_flight: Option<usize>, per_second: Option<f64>, common: &Common) -> Result<ExitCode> {
    let engine = Arc::new(open_engine(common)?);
    let mut options = BatchOptions::new();
    options = in_flight.into_iter().fold(options, BatchOptions::in_flight);
    options = per_second.into_iter().fold(options, BatchOptions::per_second);
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let job = Job::begin(&engine, &json!({"path": path}).to_string(), &options)?;
    let progress = || job.progress(&ProgressOptions::new());
    let bar = bar(progress()?.total as u64, common);
    while !job.wait(Duration::from_millis(100)) {
        let said = progress()?;
        bar.set_position(said.done as u64);
        bar.set_message(counts(&said));
    }
    bar.finish_and_clear();
    let said = progress()?;
    report(&job, &said, common)?;
    Ok(ExitCode::from(match (said.failed > 0, said.pending > 0, said.rejected > 0) {
        (true, ..) => 3,
        (_, true, _) => 2,
        (_, _, true) => 1,
        (false, false, false) => 0,
    }))
}

/// A bar with time left, where somebody is looking.
fn bar(total: u64, common: &Common) -> ProgressBar {
    if common.json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta} left  {msg}");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn counts(said: &Progress) -> String {
    let counts = [
        ("registered", said.registered),
        ("rejected", said.rejected),
        ("pending", said.pending),
        ("failed", said.failed),
    ];
    let each = counts.iter().filter(|(_, count)| *count != 0).map(|(name, count)| format!("{name} {count}"));
    each.collect::<Vec<_>>().join(", ")
}

/// What came of it: with --json a line a document, else the counts and what was not registered.
fn report(job: &Job, said: &Progress, common: &Common) -> Result<()> {
    let (mut after, mut shown) = (Some(0), 0);
    while let Some(from) = after {
        let page = job.results(&ResultsOptions::new().after(from).limit(1000))?;
        for result in page.results {
            if common.json {
                println!("{}", serde_json::to_string(&result).unwrap_or_default());
            } else if let Some((word, what)) = unregistered(&result.came) {
                shown += 1;
                if shown <= SHOWN {
                    println!("  document {}  {word}  {what}", result.index);
                }
            }
        }
        after = page.next;
    }
    if shown > SHOWN {
        println!("… and {} more; --json prints a line for each document", shown - SHOWN);
    }
    if !common.json {
        let stopped = if said.stopped { ", stopped; the same command goes on" } else { "" };
        println!("{} of {} in {} s: {}{stopped}", said.done, said.total, said.seconds, counts(said));
    }
    Ok(())
}

/// Of a document that was not registered: a word, and why.
fn unregistered(came: &Came) -> Option<(String, String)> {
    let first = |report: &Report| {
        let finding = report.findings.first();
        finding.map(|f| format!("{}: {}", f.path, f.message(report.language))).unwrap_or_default()
    };
    match came {
        Came::Kept { document, .. } if document.status == Status::Registered => None,
        Came::Kept { document, .. } => {
            let waits = document.waits.as_ref().map(|waits| waits.message.to_string());
            let why = document.report.as_ref().map(first).or(waits).unwrap_or_default();
            Some((document.status.to_string(), why))
        }
        Came::Answered(submitted) => match submitted.as_ref() {
            Submitted::Refused(refused) => Some((refused.by.name().to_owned(), first(&refused.report))),
            Submitted::NotRequired(_) => Some(("not_required".to_owned(), String::new())),
            Submitted::CannotTell(answer) => Some(("cannot_tell".to_owned(), answer.message.to_string())),
            _ => None,
        },
        Came::Unknown(unknown) => Some((unknown.status.to_string(), unknown.message.to_string())),
        Came::Failed(error) => Some(("failed".to_owned(), error.message.clone())),
        _ => None,
    }
}
