//! The library's verbs on files.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::{line, say, say_text, warn_line};
use crate::command::{findings, practice};
use einv::engine::{self, Engine, Options, Reply};
use einv::error::{Error, Kind, Result};
use einv::file;
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
    let options = Options::default();
    let worst = files.iter().map(|file| {
        report(
            file,
            common,
            read(file).and_then(|text| match verb {
                Verb::Validate => Ok((engine::validate(engine.as_ref(), &text, &options)?, None)),
                Verb::Hash => Ok((engine::hash(engine.as_ref(), &text, &options)?, None)),
            }),
        )
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
                    let outcome = read(file).and_then(|text| {
                        let reply = engine.submit(&text, &Options::default())?;
                        let missing = missing_ewb(&parse(&reply), asks_for_ewb(&text));
                        Ok((reply, missing))
                    });
                    let ended = report(file, common, outcome);
                    let mut worst = worst.lock().unwrap_or_else(PoisonError::into_inner);
                    *worst = ended.max(*worst);
                }
            });
        }
    });
    Ok(worst.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Prints what came of one file, and last why it has no e-way bill.
fn report(file: &Path, common: &Common, outcome: Result<(Reply, Option<String>)>) -> Exit {
    let (reply, missing) = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            warn_line!("{}: {error}", file.display());
            return Exit::from(&error);
        }
    };
    show(&file.display().to_string(), &reply, common);
    let Some(cause) = missing else { return Exit::from(reply.outcome) };
    let line = format!("{NO_EWAY_BILL} {cause}");
    // With --json, standard output is the answers and nothing else.
    if common.json {
        warn_line!("{}: {line}", file.display());
    } else {
        say!("  {line}");
    }
    Exit::NoEwayBill
}

/// What a registered bill without the e-way bill it asked for ends with.
pub const NO_EWAY_BILL: &str = "NO E-WAY BILL: do not let the vehicle leave.";

fn asks_for_ewb(invoice: &str) -> bool {
    serde_json::from_str::<Value>(invoice).is_ok_and(|invoice| invoice["EwbDtls"].is_object())
}

/// Why a registered bill has no e-way bill: the portal refused it, its outcome is not known, or it was `asked` for and never
/// made. `None` where it has one, or wants none.
pub fn missing_ewb(answer: &Value, asked: bool) -> Option<String> {
    let ewb = &answer["ewb"];
    if answer["status"] != "registered" || (ewb.is_null() && !asked) {
        return None;
    }
    let messages = ewb["errors"].as_array().into_iter().flatten().filter_map(|error| error["message"].as_str());
    match ewb["status"].as_str() {
        Some("active" | "cancelling" | "cancelled") => None,
        Some("failed") => Some(messages.collect::<Vec<_>>().join("; ")),
        Some(_) => Some("Its outcome is not known yet: run einv flush.".to_owned()),
        None => Some("None was made with this registration: ask for it with einv ewb.".to_owned()),
    }
}

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
    let wish = json!({"irn": irn, "reason": reason, "remark": remark});
    let options = Options::read(if ewb { r#"{"ewb": "cancel"}"# } else { "" }, &["draft", "ewb"])?;
    let reply = open_engine(common)?.cancel(&wish.to_string(), &options)?;
    show("", &reply, common);
    Ok(Exit::from(reply.outcome))
}

pub fn status(irn: &str, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    let which = json!({"irn": irn}).to_string();
    let reply = engine.status(&which, &Options::default())?;
    show("", &reply, common);
    if !common.json {
        for event in engine.story(&which)? {
            say!("  {}  {:<16} attempt {}{}", event.at, event.what, event.attempt, why(&event.detail));
        }
    }
    Ok(Exit::from(reply.outcome))
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

fn show(name: &str, reply: &Reply, common: &Common) {
    if common.json {
        say!("{}", reply.json());
        return;
    }
    let answer = parse(reply);
    let report = if answer["findings"].is_array() { &answer } else { &answer["report"] };
    let word = answer["status"].as_str().or(answer["verdict"].as_str());
    let separator = if name.is_empty() { "" } else { ": " };
    say!("{name}{separator}{}{}", word.unwrap_or_default(), practice(&answer));
    for key in ["irn", "ack_no", "ack_date", "cancel_until", "cancel_date", "message"] {
        if let Some(text) = answer[key].as_str() {
            say!("  {key:<13}{}", line(text));
        }
    }
    say_text!("{}", findings(report));
}
