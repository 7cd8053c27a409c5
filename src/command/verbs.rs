//! The library's verbs on documents.

use crate::command::args::{Common, InvoiceFiles, NamedDocument};
use crate::command::config::{announce, engine_of, open_engine};
use crate::command::exit::Exit;
use crate::command::inputs::text_of;
use crate::command::name::Name;
use crate::command::named::{document, irn};
use crate::command::say::{self, say, warn_line};
use crate::command::shown::{NO_EWAY_BILL, fail, failed, missing_of, print_json, show, show_one};
use crate::command::speech::{said_sentence, spoken};
use crate::command::tidied;
use einv::answer::cancellation::CancelRequest;
use einv::answer::explained::ExplainRequest;
use einv::answer::submitted::Submitted;
use einv::engine::{self, CancelOptions, Engine, EwbToo, ExplainOptions, HashOptions, StatusOptions, SubmitOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::explain::System;
use einv::irp::CancelReason;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Works out the IRN of each file. The worst ending is the command's.
pub fn hash(files: &InvoiceFiles) -> Result<Exit> {
    let common = &files.common;
    let engine = engine_of(common)?;
    if files.files.len() > 1 {
        say::progress(Some(files.files.len()));
    }
    let worst = files.files.iter().map(|file| {
        say::step();
        let name = Name::of(file);
        let options = spoken(HashOptions::new().normalize(tidied::wanted(common)), common);
        let ended = text_of(file)
            .and_then(|text| engine::hash(engine.as_ref(), &text, &options))
            .map(|hashed| show(&name, hashed, common));
        ended.unwrap_or_else(|error| fail(&name, &error, common))
    });
    Ok(worst.max().unwrap_or(Exit::Done))
}

/// How bills of a file each are registered.
pub struct Sending {
    /// How many at once.
    pub threads: usize,
    /// Whether one that was refused is sent again although it is the same.
    pub resend: bool,
}

/// Registers each file, several at once.
pub fn submit(engine: &Engine, files: &[PathBuf], sending: &Sending, common: &Common) -> Exit {
    let (next, worst) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    if files.len() > 1 {
        say::progress(Some(files.len()));
    }
    std::thread::scope(|scope| {
        for _ in 0..sending.threads.clamp(1, 64) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let ended = one(engine, file, sending.resend, common);
                    say::step();
                    worst.lock().unwrap_or_else(PoisonError::into_inner).push(ended);
                }
            });
        }
    });
    let ended = worst.into_inner().unwrap_or_else(PoisonError::into_inner);
    if ended.len() > 1 && !common.json {
        let done = ended.iter().filter(|one| matches!(one, Exit::Done | Exit::NoEwayBill)).count();
        let counts = said_sentence(&format!("{done} of {} bills registered", ended.len()));
        say!("{counts}{}", crate::command::practice_of(engine));
    }
    ended.into_iter().max().unwrap_or(Exit::Done)
}

/// Registers a file.
fn one(engine: &Engine, file: &Path, resend: bool, common: &Common) -> Exit {
    let name = Name::of(file);
    let options = SubmitOptions::new().normalize(tidied::wanted(common)).changes(tidied::listed(common));
    let options = if resend { options.resend(true) } else { options };
    let submitted = match text_of(file).and_then(|text| engine.submit(&text, &options)) {
        Ok(submitted) => submitted,
        Err(error) => return fail(&name, &error, common),
    };
    show_submitted(&name, submitted, common)
}

/// Prints what came of a bill, and last why it has no e-way bill.
fn show_submitted(name: &Name, submitted: Submitted, common: &Common) -> Exit {
    let missing = missing_of(&submitted, &name.file).map(|missing| missing.cause);
    let ended = show(name, submitted, common);
    let Some(cause) = missing else { return ended };
    let line = format!("{NO_EWAY_BILL} {cause}");
    // With --json, standard output is the answers and nothing else.
    if common.json {
        warn_line!("{}: {line}", name.words());
    } else {
        say!("  {line}");
    }
    Exit::NoEwayBill
}

/// Sends documents of the ledger again that the portal refused, unchanged: for a cause that time has cured.
pub fn resend(documents: &[String], gstin: Option<&str>, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    announce(&engine, common);
    let mut worst = Exit::Done;
    for document in documents {
        let named = NamedDocument { document: document.clone(), gstin: gstin.map(str::to_owned) };
        let ended = kept(&engine, &named, common)
            .and_then(|invoice| engine.submit(&invoice, &SubmitOptions::new().resend(true)))
            .map(|submitted| show_submitted(&Name { file: document.clone(), place: None }, submitted, common));
        worst = worst.max(ended.unwrap_or_else(|error| failed(document, &error)));
    }
    Ok(worst)
}

/// The invoice that the ledger keeps of a document.
pub fn kept(engine: &Engine, named: &NamedDocument, common: &Common) -> Result<String> {
    let missing = || {
        Error::new(ErrorKind::Arg, format!("the ledger has no invoice of {}", named.document))
            .fix("give the bill's file; of a QR that was imported the ledger has no lines")
    };
    let kept = engine.kept(irn(engine, named, common)?)?;
    kept.filter(|text| text.trim_start().starts_with('{')).ok_or_else(missing)
}

pub fn explain(words: &str, system: Option<System>, common: &Common) -> Result<Exit> {
    let engine = engine_of(common)?;
    let request = system.into_iter().fold(ExplainRequest::new(words), ExplainRequest::system);
    let explained = engine::explain(engine.as_ref(), request, &spoken(ExplainOptions::new(), common))?;
    if common.json {
        print_json(explained);
        return Ok(Exit::Done);
    }
    for said in std::iter::once(&explained.first).chain(&explained.others) {
        say!("{}  {}\n  {}\n  → {}", said.code, said.meaning, said.cause, said.fix);
        for also in &said.also {
            let system = also.system.map(System::name).unwrap_or_default();
            say!("  the same code of {system}: {}\n  → {}", also.meaning, also.fix);
        }
    }
    Ok(Exit::Done)
}

pub fn cancel(named: &NamedDocument, why: &str, remark: &str, ewb: bool, common: &Common) -> Result<Exit> {
    let reason = reason(why)?;
    let engine = open_engine(common)?;
    let request = CancelRequest::new(document(&engine, named, common)?, reason).remark(remark);
    let options = if ewb { CancelOptions::new().ewb(EwbToo::Cancel) } else { CancelOptions::new() };
    announce(&engine, common);
    Ok(show_one(engine.cancel(request, &options)?, common))
}

pub fn status(named: &NamedDocument, common: &Common) -> Result<Exit> {
    let engine = open_engine(common)?;
    let document = document(&engine, named, common)?;
    let ended = show_one(engine.status(document.clone(), &StatusOptions::new())?, common);
    if !common.json {
        for event in engine.story(document)? {
            say!("  {}  {:<16} attempt {}{}", event.at, event.name, event.attempt, why(&event.detail));
        }
    }
    Ok(ended)
}

/// Why something is cancelled.
pub fn reason(name: &str) -> Result<CancelReason> {
    let wrong = || Error::new(ErrorKind::Option, format!("\"{name}\" is not a reason"));
    CancelReason::parse(name).ok_or_else(|| wrong().fix("use duplicate, data_entry, order_cancelled or other"))
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
