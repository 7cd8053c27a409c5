//! The library's verbs on files.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::{say, say_text, warn_line};
use crate::command::shown::{missing_ewb, show};
use crate::command::{findings, normalize};
use einv::answer::cancellation::CancelRequest;
use einv::answer::{Reply, Request};
use einv::document::DocumentRef;
use einv::engine::{self, CancelOptions, Engine, EwbToo, HashOptions, Options, StatusOptions, SubmitOptions};
use einv::error::{Error, Kind, Result};
use einv::file;
use einv::finding::EwbVerdict;
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Validate,
    Hash,
}

/// Runs a pure verb on each file. The worst ending is the command's.
pub fn each(files: &[PathBuf], common: &Common, verb: Verb) -> Result<Exit> {
    let engine = engine_of(common)?;
    let worst = files.iter().map(|file| {
        let name = file.display().to_string();
        let ended = read(file).and_then(|text| match verb {
            Verb::Validate => engine::validate(engine.as_ref(), &text, &normalize::options(common)?)
                .map(|reply| judged(&name, &reply, common)),
            Verb::Hash => {
                engine::hash(engine.as_ref(), &text, &HashOptions::new().normalize(normalize::wanted(common)))
                    .map(|hashed| show(&name, hashed, common))
            }
        });
        ended.unwrap_or_else(|error| failed(&name, &error))
    });
    Ok(worst.max().unwrap_or(Exit::Done))
}

/// Registers each file, several at once.
pub fn submit(files: &[PathBuf], threads: usize, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    let (next, worst) = (AtomicUsize::new(0), Mutex::new(Exit::Done));
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 64) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let ended = one(&engine, file, common);
                    let mut worst = worst.lock().unwrap_or_else(PoisonError::into_inner);
                    *worst = ended.max(*worst);
                }
            });
        }
    });
    Ok(worst.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Registers a file; prints what came of it, and last why it has no e-way bill.
fn one(engine: &Engine, file: &Path, common: &Common) -> Exit {
    let name = file.display().to_string();
    let options = SubmitOptions::new().normalize(normalize::wanted(common)).changes(normalize::listed(common));
    let submitted = match read(file).and_then(|text| engine.submit(&text, &options)) {
        Ok(submitted) => submitted,
        Err(error) => return failed(&name, &error),
    };
    let missing = submitted.registered().and_then(|registered| {
        let asked = matches!(registered.report.ewb, Some(EwbVerdict::Valid | EwbVerdict::Invalid));
        missing_ewb(&registered.document, asked)
    });
    let ended = show(&name, submitted, common);
    let Some(cause) = missing else { return ended };
    let line = format!("{NO_EWAY_BILL} {cause}");
    // With --json, standard output is the answers and nothing else.
    if common.json {
        warn_line!("{name}: {line}");
    } else {
        say!("  {line}");
    }
    Exit::NoEwayBill
}

/// Prints a failure; gives the ending.
pub fn failed(name: &str, error: &Error) -> Exit {
    warn_line!("{name}: {error}");
    Exit::from(error)
}

/// What a registered bill without the e-way bill it asked for ends with.
pub const NO_EWAY_BILL: &str = "NO E-WAY BILL: do not let the vehicle leave.";

pub fn explain(words: &str, system: Option<&str>, common: &Common) -> Result<Exit> {
    let asked = json!({"words": words, "system": system});
    let reply = engine::explain(None, &asked.to_string(), &Options::default())?;
    if common.json {
        say!("{}", reply.json());
        return Ok(Exit::Done);
    }
    let answer = parse(&reply);
    let others = answer["others"].as_array().cloned().unwrap_or_default();
    for said in std::iter::once(&answer).chain(&others) {
        let text = |name: &str| said[name].as_str().unwrap_or_default();
        say!("{}  {}\n  {}\n  → {}", text("code"), text("meaning"), text("cause"), text("fix"));
        for also in said["also"].as_array().into_iter().flatten() {
            let text = |name: &str| also[name].as_str().unwrap_or_default();
            say!("  the same code of {}: {}\n  → {}", text("system"), text("meaning"), text("fix"));
        }
    }
    Ok(Exit::Done)
}

pub fn cancel(irn: &str, reason: &str, remark: &str, ewb: bool, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    let request = CancelRequest::read(&json!({"irn": irn, "reason": reason, "remark": remark}).to_string())?;
    let options = if ewb { CancelOptions::new().ewb(EwbToo::Cancel) } else { CancelOptions::new() };
    Ok(show("", engine.cancel(request, &options)?, common))
}

pub fn status(irn: &str, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    let document = document(irn)?;
    let ended = show("", engine.status(document.clone(), &StatusOptions::new())?, common);
    if !common.json {
        for event in engine.story(document)? {
            say!("  {}  {:<16} attempt {}{}", event.at, event.name, event.attempt, why(&event.detail));
        }
    }
    Ok(ended)
}

/// A document by its IRN.
pub fn document(irn: &str) -> Result<DocumentRef> {
    DocumentRef::read(&json!({"irn": irn}).to_string())
}

/// What a line of the story rests on, in short; the document itself is left out.
fn why(detail: &Value) -> String {
    let mut shown = detail.clone();
    if let Some(parts) = shown.as_object_mut() {
        parts.remove("document");
    }
    match shown {
        Value::Object(parts) if !parts.is_empty() => format!("  {}", Value::Object(parts)),
        _ => String::new(),
    }
}

/// The engine of the configuration given. A forgotten one is not taken for the sandbox: what that says of a bill would pass
/// for a portal's word.
pub fn open_engine(common: &Common) -> Result<Engine> {
    engine_of(common)?.ok_or_else(|| {
        Error::new(Kind::Arg, "there is no configuration to say which portal and ledger")
            .fix("give --config FILE; or --sandbox to practise, where nothing is registered with a portal or kept")
    })
}

/// The same for what works without an engine, too.
pub fn engine_of(common: &Common) -> Result<Option<Engine>> {
    match &common.config {
        Some(path) => Engine::open(&read(path)?).map(Some),
        None if common.sandbox => Engine::open("{}").map(Some),
        None => Ok(None),
    }
}

pub fn read(path: &Path) -> Result<String> {
    let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("{} can't be read: {e}", path.display()));
    if path == Path::new("-") {
        let mut text = String::new();
        return std::io::stdin().read_to_string(&mut text).map(|_| text).map_err(trouble);
    }
    file::text(path, file::DOCUMENT).map_err(|e| trouble(e).fix("give a file's path, or - for what is piped in"))
}

pub fn parse(reply: &Reply) -> Value {
    serde_json::from_str(reply.json()).unwrap_or_default()
}

/// Prints a report; gives the ending.
fn judged(name: &str, reply: &Reply, common: &Common) -> Exit {
    if common.json {
        say!("{}", reply.json());
        return Exit::from(reply.outcome);
    }
    let report = parse(reply);
    say!("{name}: {}", report["verdict"].as_str().unwrap_or_default());
    if let Some(irn) = report["irn"].as_str() {
        say!("  {:<13}{irn}", "irn");
    }
    say_text!("{}", normalize::tidied_in(name, &report, common));
    say_text!("{}", findings(&report));
    Exit::from(reply.outcome)
}
