//! What concerns the ledger as a whole.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::practice_of;
use crate::command::say::say;
use crate::command::verbs::open_engine;
use einv::engine::Options;
use einv::error::Result;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// Flushes once, or again and again: for cron, the Task Scheduler, or a window left open.
pub fn flush(every: Option<u64>, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    loop {
        let reply = engine.flush("", &Options::default())?;
        if common.json {
            say!("{}", reply.json());
        } else {
            let counts: Value = serde_json::from_str(reply.json()).unwrap_or_default();
            let each = counts.as_object().into_iter().flatten().filter(|(_, count)| **count != 0);
            let words: Vec<String> = each.map(|(name, count)| format!("{} {count}", name.replace('_', " "))).collect();
            let said = if words.is_empty() { "nothing was waiting".to_owned() } else { words.join(", ") };
            say!("{said}{}", practice_of(&engine));
        }
        match every {
            Some(seconds) => std::thread::sleep(Duration::from_secs(seconds.max(1))),
            None => return Ok(Exit::from(reply.outcome)),
        }
    }
}

pub fn backup(to: &Path, common: &Common) -> Result<Exit> {
    open_engine(common)?.backup(to)?;
    say!("{} holds the ledger as it is now", to.display());
    Ok(Exit::Done)
}

pub fn check(common: &Common) -> Result<Exit> {
    open_engine(common)?.check()?;
    say!("the ledger is sound");
    Ok(Exit::Done)
}
