//! What concerns the ledger as a whole.

use crate::Common;
use crate::command::verbs::{code, open_engine};
use einv::answer::flushed::Flushed;
use einv::answer::{Answer, Reply};
use einv::engine::FlushOptions;
use einv::error::Result;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Flushes once, or again and again: for cron, the Task Scheduler, or a window left open.
pub fn flush(every: Option<u64>, common: &Common) -> Result<ExitCode> {
    let engine = open_engine(common)?;
    loop {
        let flushed = engine.flush(&FlushOptions::new())?;
        if common.json {
            println!("{}", Reply::of(flushed).json());
        } else {
            println!("{}", words(&flushed));
        }
        match every {
            Some(seconds) => std::thread::sleep(Duration::from_secs(seconds.max(1))),
            None => return Ok(ExitCode::from(code(flushed.outcome()))),
        }
    }
}

/// The counts that are not zero.
fn words(flushed: &Flushed) -> String {
    let counts = [
        ("registered", flushed.registered),
        ("rejected", flushed.rejected),
        ("cancelled", flushed.cancelled),
        ("withdrawn", flushed.withdrawn),
        ("pending", flushed.pending),
        ("in doubt", flushed.in_doubt),
        ("left", flushed.left),
    ];
    let each = counts.iter().filter(|(_, count)| *count != 0).map(|(name, count)| format!("{name} {count}"));
    let words: Vec<String> = each.collect();
    if words.is_empty() { "nothing was waiting".to_owned() } else { words.join(", ") }
}

pub fn backup(to: &Path, common: &Common) -> Result<ExitCode> {
    open_engine(common)?.backup(to)?;
    println!("{} holds the ledger as it is now", to.display());
    Ok(ExitCode::SUCCESS)
}

pub fn check(common: &Common) -> Result<ExitCode> {
    open_engine(common)?.check()?;
    println!("the ledger is sound");
    Ok(ExitCode::SUCCESS)
}
