//! `einv submit FOLDER|FILE`: many invoices at once, with a bar while it goes on and a report at its end.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::{say, warn_line};
use crate::command::verbs::{NO_EWAY_BILL, missing_ewb, open_engine, parse};
use crate::command::{practice, practice_of};
use einv::engine::{Job, Options};
use einv::error::Result;
use einv::file;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::io::BufReader;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Failures that are printed; the report counts all.
const SHOWN: usize = 20;

/// Whether a path holds many invoices: a folder, an array, or one invoice a line.
pub fn is_many(path: &Path) -> bool {
    if path.is_dir() {
        return true;
    }
    let Ok(mut reader) = file::open(path).map(BufReader::new) else { return false };
    let mut next = || loop {
        let line = file::line(&mut reader, file::DOCUMENT).ok()??;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if !line.is_empty() {
            return Some(line.to_owned());
        }
    };
    let Some(first) = next() else { return false };
    let whole = serde_json::from_slice::<serde::de::IgnoredAny>(&first).is_ok();
    first.starts_with(b"[") || (whole && next().is_some())
}

/// Submits all of them. The worst ending is the command's.
pub fn submit(path: &Path, in_flight: Option<usize>, per_second: Option<f64>, common: &Common) -> Result<Exit> {
    let engine = Arc::new(open_engine(common)?);
    let given = json!({"in_flight": in_flight, "per_second": per_second});
    let options = Options::read(&given.to_string(), &["in_flight", "per_second"])?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let job = Job::begin(&engine, &json!({"path": path}).to_string(), &options)?;
    let progress = || job.progress("", &options).map(|reply| parse(&reply));
    let bar = bar(progress()?["total"].as_u64().unwrap_or(0), common);
    while !job.wait(Duration::from_millis(100)) {
        let said = progress()?;
        bar.set_position(said["done"].as_u64().unwrap_or(0));
        bar.set_message(counts(&said));
    }
    bar.finish_and_clear();
    let said = progress()?;
    let without_ewb = report(&job, &said, &practice_of(&engine), common)?;
    let is = |name: &str| said[name].as_u64().unwrap_or(0) > 0;
    Ok(match (is("failed"), is("pending"), is("rejected"), without_ewb > 0) {
        (true, ..) => Exit::Failed,
        (_, true, ..) => Exit::Pending,
        (_, _, true, _) => Exit::Refused,
        (.., true) => Exit::NoEwayBill,
        (false, false, false, false) => Exit::Done,
    })
}

/// A bar with time left, where somebody is looking.
fn bar(total: u64, common: &Common) -> ProgressBar {
    if common.json || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta} left  {msg}");
    ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn counts(said: &Value) -> String {
    let names = ["registered", "rejected", "pending", "failed"];
    let each = names.iter().filter(|name| said[**name] != 0).map(|name| format!("{name} {}", said[*name]));
    each.collect::<Vec<_>>().join(", ")
}

/// What came of it: with --json a line a document, else the counts and what needs somebody. Gives how many have no e-way bill
/// although they asked for one.
fn report(job: &Job, said: &Value, practice: &str, common: &Common) -> Result<usize> {
    let (mut after, mut shown, mut without_ewb) = (json!(0), 0, 0);
    while !after.is_null() {
        let page = Options::read(&json!({"after": after, "limit": 1000}).to_string(), &["after", "limit"])?;
        let mut page = parse(&job.results("", &page)?);
        for result in page["results"].as_array().into_iter().flatten() {
            let missing = missing_ewb(result, false);
            without_ewb += usize::from(missing.is_some());
            if common.json {
                say!("{result}");
            } else if result["status"] != "registered" || missing.is_some() {
                shown += 1;
                if shown <= SHOWN {
                    say!("{}", told(result, missing));
                }
            }
        }
        after = page["next"].take();
    }
    if shown > SHOWN {
        say!("… and {} more; --json prints a line for each document", shown - SHOWN);
    }
    if !common.json {
        let stopped = if said["stopped"] == true { ", stopped; the same command goes on" } else { "" };
        say!("{} of {} in {} s: {}{stopped}{practice}", said["done"], said["total"], said["seconds"], counts(said));
    }
    if without_ewb > 0 {
        warn_line!("{NO_EWAY_BILL} It failed for {without_ewb} registered bills.");
    }
    Ok(without_ewb)
}

/// One that was not registered, or has no e-way bill, in a line.
fn told(result: &Value, missing: Option<String>) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let first = &result["report"]["findings"][0];
    let what = match (&result["error"]["message"], &first["message"]) {
        (Value::String(message), _) => message.clone(),
        (_, Value::String(message)) => format!("{}: {message}", text(&first["path"])),
        _ => missing.map_or_else(|| text(&result["message"]), |cause| format!("{NO_EWAY_BILL} {cause}")),
    };
    let status = if result["error"].is_object() { "failed".to_owned() } else { text(&result["status"]) };
    format!("  document {}  {status}  {what}{}", result["index"], practice(result))
}
