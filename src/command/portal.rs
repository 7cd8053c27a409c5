//! `einv fetch`, `gstin`, `ewb`, `ewb-cancel`, `health` and `audit`: what portals are asked, for people.

use crate::Common;
use crate::command::SANDBOX;
use crate::command::exit::Exit;
use crate::command::say::{line, say, say_text};
use crate::command::verbs::{document, open_engine, parse, read};
use clap::Args;
use einv::answer::ewb::{EwbCancelRequest, EwbRequest};
use einv::answer::fetched::FetchRequest;
use einv::answer::{Answer, Reply, Request};
use einv::engine::{EwbCancelOptions, EwbOptions, FetchOptions, Options};
use einv::error::Result;
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::path::Path;

/// Which exchanges the audit shows.
#[derive(Args)]
pub struct Which {
    /// Of this document
    #[arg(long)]
    irn: Option<String>,
    /// With this portal
    #[arg(long)]
    portal: Option<String>,
    /// Of this kind: generate, cancel, by_irn, by_document, ewb, ewb_cancel, gstin, log_in, …
    #[arg(long)]
    call: Option<String>,
    /// From this day or time on
    #[arg(long)]
    from: Option<String>,
    /// Up to this day or time
    #[arg(long)]
    to: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

pub fn fetch(irn: &str, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    Ok(tell(common, engine.fetch(document(irn)?.into(), &FetchOptions::new())?))
}

pub fn gstin(gstin: &str, fresh: bool, common: &Common) -> Result<Exit> {
    let options = Options::read(&json!({"fresh": fresh}).to_string(), &["fresh"])?;
    Ok(tell(common, open_engine(common)?.gstin(&json!({"gstin": gstin}).to_string(), &options)?))
}

pub fn ewb(file: &Path, common: &Common) -> Result<Exit> {
    let text = read(file)?;
    let engine = open_engine(common)?;
    Ok(tell(common, engine.ewb(EwbRequest::read(&text)?, &EwbOptions::new())?))
}

pub fn ewb_cancel(irn: &str, reason: &str, remark: &str, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    let request = EwbCancelRequest::read(&json!({"irn": irn, "reason": reason, "remark": remark}).to_string())?;
    Ok(tell(common, engine.ewb_cancel(request, &EwbCancelOptions::new())?))
}

/// Whether the configuration's portals are up. The exit code is 1 when one is not.
pub fn health(common: &Common) -> Result<Exit> {
    Ok(tell(common, open_engine(common)?.fetch(FetchRequest::Health("*".to_owned()), &FetchOptions::new())?))
}

/// Prints a whole answer; gives the ending.
fn tell(common: &Common, answer: impl Answer) -> Exit {
    let reply = Reply::of(answer);
    match common.json {
        true => say!("{}", reply.json()),
        false => {
            let answer = parse(&reply);
            say_text!("{}", lines("", &answer));
            if answer["sandbox"] == true {
                say!("{SANDBOX}");
            }
        }
    }
    Exit::from(reply.outcome)
}

/// An answer, a line a value. What only programs read (tokens, the whole document) is named by its length.
fn lines(indent: &str, answer: &Value) -> String {
    let mut out = String::new();
    for (name, value) in answer.as_object().into_iter().flatten() {
        let shown = match value {
            Value::Null => continue,
            Value::String(text) if text.len() > 200 => format!("{} characters, see --json", text.len()),
            Value::String(text) => line(text),
            Value::Object(_) => format!("\n{}", lines(&format!("{indent}  "), value).trim_end()),
            Value::Array(list) if list.iter().all(Value::is_object) => list
                .iter()
                .fold(String::new(), |all, one| format!("{all}\n{}", lines(&format!("{indent}  "), one).trim_end())),
            other => other.to_string(),
        };
        let _ = writeln!(out, "{indent}{name:<14} {shown}");
    }
    out
}

pub fn audit(which: &Which) -> Result<Exit> {
    let mut filter = Map::new();
    for (name, value) in [
        ("irn", &which.irn),
        ("portal", &which.portal),
        ("call", &which.call),
        ("from", &which.from),
        ("to", &which.to),
    ] {
        if let Some(text) = value {
            filter.insert(name.to_owned(), text.as_str().into());
        }
    }
    let options = Options::read(&json!({"limit": which.limit}).to_string(), &["limit"])?;
    let reply = open_engine(&which.common)?.audit(&Value::Object(filter).to_string(), &options)?;
    match which.common.json {
        true => say!("{}", reply.json()),
        false => say_text!("{}", told(&parse(&reply))),
    }
    Ok(Exit::Done)
}

/// A line an exchange, then the times without an answer.
fn told(answer: &Value) -> String {
    let text = |value: &Value, name: &str| match &value[name] {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut out = String::new();
    for one in answer["exchanges"].as_array().into_iter().flatten() {
        let irn = text(one, "irn");
        let _ = writeln!(
            out,
            "{}  {:<10} {:<13} {:>4} {:>6} ms  {}",
            text(one, "at"),
            text(one, "portal"),
            text(one, "call"),
            text(one, "status"),
            text(one, "millis"),
            irn.get(..12).unwrap_or(&irn)
        );
    }
    for one in answer["outages"].as_array().into_iter().flatten() {
        let _ = writeln!(
            out,
            "{} gave no answer from {} to {}, {} calls: {}",
            text(one, "portal"),
            text(one, "began"),
            if one["ended"].is_null() { "now".to_owned() } else { text(one, "ended") },
            text(one, "calls"),
            text(one, "answered")
        );
    }
    if out.is_empty() {
        out.push_str("nothing was sent\n");
    }
    out
}
