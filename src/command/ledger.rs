//! What concerns the ledger as a whole.

use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::practice_of;
use crate::command::say::say;
use crate::command::shown::print_json;
use einv::answer::Answer;
use einv::answer::flushed::Flushed;
use einv::engine::FlushOptions;
use einv::error::Result;
use std::path::Path;
use std::time::Duration;

/// Flushes once, or again and again: for cron, the Task Scheduler, or a window left open.
pub fn flush(every: Option<u64>, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    loop {
        let flushed = engine.flush(&FlushOptions::new())?;
        let ended = Exit::from(flushed.outcome());
        if common.json {
            print_json(flushed);
        } else {
            say!("{}{}", words(&flushed), practice_of(&engine));
        }
        match every {
            Some(seconds) => std::thread::sleep(Duration::from_secs(seconds.max(1))),
            None => return Ok(ended),
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

pub fn backup(to: &Path, common: &Common) -> Result<Exit> {
    open_engine(common)?.backup(to)?;
    say!("{} holds the ledger as it is now", to.display());
    Ok(Exit::Done)
}

pub fn check(common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    engine.check()?;
    say!("the ledger is sound");
    // What is lost can't be seen in it.
    for warning in engine.about().warnings {
        say!("{warning}");
    }
    Ok(Exit::Done)
}
