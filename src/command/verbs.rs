//! The library's verbs on files.

use crate::Common;
use crate::command::findings;
use einv::engine::{self, Engine, HashOptions, Options, Outcome, Reply};
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
    let options = Options::default();
    let worst = files.iter().map(|file| {
        report(
            file,
            common,
            read(file).and_then(|text| match verb {
                Verb::Validate => engine::validate(engine.as_ref(), &text, &options),
                Verb::Hash => engine::hash(engine.as_ref(), &text, &HashOptions::new()).map(Reply::of),
            }),
        )
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
                    let outcome = read(file).and_then(|text| engine.submit(&text, &Options::default()));
                    worst.fetch_max(report(file, common, outcome), Ordering::SeqCst);
                }
            });
        }
    });
    Ok(ExitCode::from(worst.into_inner()))
}

/// Prints what came of one file; gives its exit code.
fn report(file: &Path, common: &Common, outcome: Result<Reply>) -> u8 {
    match outcome {
        Ok(reply) => {
            show(&file.display().to_string(), &reply, common);
            code(reply.outcome)
        }
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            failed(&error)
        }
    }
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
    let wish = json!({"irn": irn, "reason": reason, "remark": remark});
    let options = Options::read(if ewb { r#"{"ewb": "cancel"}"# } else { "" }, &["ewb"])?;
    let reply = open_engine(common)?.cancel(&wish.to_string(), &options)?;
    show("", &reply, common);
    Ok(ExitCode::from(code(reply.outcome)))
}

pub fn status(irn: &str, common: &Common) -> Result<ExitCode> {
    let engine = open_engine(common)?;
    let which = json!({"irn": irn}).to_string();
    let reply = engine.status(&which, &Options::default())?;
    show("", &reply, common);
    if !common.json {
        for event in engine.story(&which)? {
            println!("  {}  {:<16} attempt {}{}", event.at, event.what, event.attempt, why(&event.detail));
        }
    }
    Ok(ExitCode::from(code(reply.outcome)))
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

/// The exit code of a failed call: a document that is refused for another with its number is refused, not failed.
fn failed(error: &Error) -> u8 {
    if error.kind == Kind::Conflict { 1 } else { 3 }
}

pub fn code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Ok => 0,
        Outcome::Invalid => 1,
        Outcome::Pending => 2,
    }
}

fn show(name: &str, reply: &Reply, common: &Common) {
    if common.json {
        println!("{}", reply.json());
        return;
    }
    let answer = parse(reply);
    let report = if answer["findings"].is_array() { &answer } else { &answer["report"] };
    let word = answer["status"].as_str().or(answer["verdict"].as_str());
    let separator = if name.is_empty() { "" } else { ": " };
    println!("{name}{separator}{}", word.unwrap_or_default());
    for key in ["irn", "ack_no", "ack_date", "cancel_until", "cancel_date", "message"] {
        if let Some(text) = answer[key].as_str() {
            println!("  {key:<13}{text}");
        }
    }
    print!("{}", findings(report));
}
