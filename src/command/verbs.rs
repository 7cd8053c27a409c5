//! The library's verbs on files.

use crate::Common;
use crate::command::findings;
use crate::command::shown::show;
use einv::answer::cancellation::CancelRequest;
use einv::answer::{Outcome, Reply, Request};
use einv::document::DocumentRef;
use einv::engine::{self, CancelOptions, Engine, EwbToo, HashOptions, Options, StatusOptions, SubmitOptions};
use einv::error::{Error, Kind, Result};
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Validate,
    Hash,
}

/// Runs a pure verb on each file. The exit code is the worst outcome: 0 done, 1 refused, 2 pending, 3 failed.
pub fn each(files: &[PathBuf], common: &Common, verb: Verb) -> Result<ExitCode> {
    let engine = common.config.as_ref().map(|_| open_engine(common)).transpose()?;
    let worst = files.iter().map(|file| {
        let name = file.display().to_string();
        let code = read(file).and_then(|text| match verb {
            Verb::Validate => {
                engine::validate(engine.as_ref(), &text, &Options::default()).map(|reply| judged(&name, &reply, common))
            }
            Verb::Hash => {
                engine::hash(engine.as_ref(), &text, &HashOptions::new()).map(|hashed| show(&name, hashed, common))
            }
        });
        code.unwrap_or_else(|error| failed(&name, &error))
    });
    Ok(ExitCode::from(worst.max().unwrap_or(0)))
}

/// Registers each file, several at once.
pub fn submit(files: &[PathBuf], threads: usize, common: &Common) -> Result<ExitCode> {
    let engine = open_engine(common)?;
    let (next, worst) = (AtomicUsize::new(0), AtomicU8::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 64) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let name = file.display().to_string();
                    let done = read(file).and_then(|text| engine.submit(&text, &SubmitOptions::new()));
                    let code = match done {
                        Ok(submitted) => show(&name, submitted, common),
                        Err(error) => failed(&name, &error),
                    };
                    worst.fetch_max(code, Ordering::SeqCst);
                }
            });
        }
    });
    Ok(ExitCode::from(worst.into_inner()))
}

/// Prints a failure; gives its exit code: a document that is refused for another with its number is refused, not failed.
fn failed(name: &str, error: &Error) -> u8 {
    eprintln!("{name}: {error}");
    if error.kind == Kind::Conflict { 1 } else { 3 }
}

pub fn explain(words: &str, common: &Common) -> Result<ExitCode> {
    let reply = engine::explain(None, &json!({"words": words}).to_string(), &Options::default())?;
    if common.json {
        println!("{}", reply.json());
        return Ok(ExitCode::SUCCESS);
    }
    let answer = parse(&reply);
    let others = answer["others"].as_array().cloned().unwrap_or_default();
    for said in std::iter::once(&answer).chain(&others) {
        let text = |name: &str| said[name].as_str().unwrap_or_default();
        println!("{}  {}\n  {}\n  → {}", text("code"), text("meaning"), text("cause"), text("fix"));
    }
    Ok(ExitCode::SUCCESS)
}

pub fn cancel(irn: &str, reason: &str, remark: &str, ewb: bool, common: &Common) -> Result<ExitCode> {
    let request = CancelRequest::read(&json!({"irn": irn, "reason": reason, "remark": remark}).to_string())?;
    let options = if ewb { CancelOptions::new().ewb(EwbToo::Cancel) } else { CancelOptions::new() };
    let cancelled = open_engine(common)?.cancel(request, &options)?;
    Ok(ExitCode::from(show("", cancelled, common)))
}

pub fn status(irn: &str, common: &Common) -> Result<ExitCode> {
    let engine = open_engine(common)?;
    let document = document(irn)?;
    let code = show("", engine.status(document.clone(), &StatusOptions::new())?, common);
    if !common.json {
        for event in engine.story(document)? {
            println!("  {}  {:<16} attempt {}{}", event.at, event.name, event.attempt, why(&event.detail));
        }
    }
    Ok(ExitCode::from(code))
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

/// The engine of the configuration given, else the sandbox.
pub fn open_engine(common: &Common) -> Result<Engine> {
    match &common.config {
        Some(path) => Engine::open(&read(path)?),
        None => Engine::open("{}"),
    }
}

pub fn read(path: &Path) -> Result<String> {
    let trouble = |e: std::io::Error| Error::new(Kind::Arg, format!("{} can't be read: {e}", path.display()));
    if path == Path::new("-") {
        let mut text = String::new();
        return std::io::stdin().read_to_string(&mut text).map(|_| text).map_err(trouble);
    }
    let text = std::fs::read_to_string(path).map_err(trouble)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

pub fn parse(reply: &Reply) -> Value {
    serde_json::from_str(reply.json()).unwrap_or_default()
}

pub fn code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Ok => 0,
        Outcome::Invalid => 1,
        Outcome::Pending => 2,
    }
}

/// Prints a report; gives its exit code.
fn judged(name: &str, reply: &Reply, common: &Common) -> u8 {
    if common.json {
        println!("{}", reply.json());
        return code(reply.outcome);
    }
    let report = parse(reply);
    println!("{name}: {}", report["verdict"].as_str().unwrap_or_default());
    if let Some(irn) = report["irn"].as_str() {
        println!("  {:<13}{irn}", "irn");
    }
    print!("{}", findings(&report));
    code(reply.outcome)
}
