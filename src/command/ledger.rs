//! What concerns the ledger as a whole.

use crate::command::args::Common;
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::practice_of;
use crate::command::say::{self, say};
use crate::command::shown::print_json;
use crate::command::speech::{said, said_sentence};
use einv::answer::Answer;
use einv::answer::flushed::Flushed;
use einv::answer::list::ListRequest;
use einv::engine::{Engine, FlushOptions, ListOptions};
use einv::error::Result;
use einv::status::Status;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// How often somebody who looks on sees how far it is.
const LOOK: Duration = Duration::from_secs(1);

/// Flushes once, or again and again: for cron, the Task Scheduler, or a window left open.
pub fn flush(every: Option<u64>, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    announce(&engine, common);
    loop {
        let flushed = watched(&engine)?;
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

/// Flushes. Somebody who looks on sees how much of what waited is left.
fn watched(engine: &Engine) -> Result<Flushed> {
    let options = FlushOptions::new();
    if !say::is_watched() {
        return engine.flush(&options);
    }
    let before = waiting(engine);
    say::progress(Some(before));
    let (done, ended) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while ended.recv_timeout(LOOK) == Err(mpsc::RecvTimeoutError::Timeout) {
                say::steps(before.saturating_sub(waiting(engine)), String::new());
            }
        });
        let flushed = engine.flush(&options);
        drop(done);
        flushed
    })
}

/// How many documents of the ledger wait.
fn waiting(engine: &Engine) -> usize {
    let of = |status: Status| {
        let mut request = ListRequest::new();
        request.status = Some(status);
        engine.list(request, &ListOptions::new().limit(1)).map_or(0, |list| list.total)
    };
    of(Status::Pending) + of(Status::InDoubt)
}

/// The counts that are not zero.
fn words(flushed: &Flushed) -> String {
    let counts = [
        ("registered", flushed.registered),
        ("rejected", flushed.rejected),
        ("cancelled", flushed.cancelled),
        ("withdrawn", flushed.withdrawn),
        ("waiting", flushed.pending),
        ("sent, no answer yet", flushed.in_doubt),
        ("left", flushed.left),
    ];
    let each = counts.iter().filter(|(_, count)| *count != 0).map(|(name, count)| format!("{} {count}", said(name)));
    let words: Vec<String> = each.collect();
    if words.is_empty() { said("nothing was waiting").into_owned() } else { words.join(", ") }
}

pub fn backup(to: &Path, common: &Common) -> Result<Exit> {
    open_engine(common)?.backup(to)?;
    say!("{}", said_sentence(&format!("{} holds the ledger as it is now", to.display())));
    Ok(Exit::Done)
}

pub fn check(common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    engine.check()?;
    say!("{}", said("the ledger is sound"));
    // What is lost can't be seen in it.
    for warning in engine.about().warnings {
        say!("{}", said_sentence(&warning));
    }
    Ok(Exit::Done)
}
