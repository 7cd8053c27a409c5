//! `einv export` and `einv import`: what goes by hand over the portal's own page.

use crate::Files;
use crate::command::exit::Exit;
use crate::command::say::{say, say_text, warn_line, warn_text};
use crate::command::verbs::{engine_of, open_engine, parse, read};
use einv::engine::{self, Options, Outcome};
use einv::error::{Error, Kind, Result};
use serde_json::Value;
use std::path::Path;

/// Writes the portal's bulk upload file; without a place for it, to standard output.
pub fn export(files: &Files, out: Option<&Path>) -> Result<Exit> {
    let mut all = Vec::new();
    for file in &files.files {
        let text = read(file)?;
        // An array stands for its elements, everything else for itself.
        match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(&text) {
            Ok(list) => all.extend(list.iter().map(|one| one.get().to_owned())),
            Err(_) => all.push(text),
        }
    }
    let engine = engine_of(&files.common)?;
    let reply = engine::export(engine.as_ref(), &format!("[{}]", all.join(",")), &Options::default())?;
    match (reply.outcome, out) {
        (Outcome::Ok, Some(path)) => {
            std::fs::write(path, reply.json())
                .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
            say!("{} holds {} documents", path.display(), all.len());
        }
        (Outcome::Ok, None) => say_text!("{}", reply.json()),
        (Outcome::Invalid | Outcome::Pending, _) if files.common.json => say!("{}", reply.json()),
        (Outcome::Invalid | Outcome::Pending, _) => {
            for one in parse(&reply)["invalid"].as_array().into_iter().flatten() {
                warn_line!("document {}: {}", one["index"], one["error"]["message"].as_str().unwrap_or("not valid"));
                warn_text!("{}", crate::command::findings(&one["report"]));
            }
        }
    }
    Ok(Exit::from(reply.outcome))
}

/// Enters signed answers from files.
pub fn import(files: &Files, keys: &[String]) -> Result<Exit> {
    let engine = open_engine(&files.common)?;
    let options = Options::read(&serde_json::json!({"qr_keys": keys}).to_string(), &["qr_keys"])?;
    let mut worst = Exit::Done;
    for file in &files.files {
        let reply = engine::import(&engine, &read(file)?, &options)?;
        worst = worst.max(Exit::from(reply.outcome));
        if files.common.json {
            say!("{}", reply.json());
            continue;
        }
        let said: Value = parse(&reply);
        say!(
            "{}: entered {}, known {}, refused {}{}",
            file.display(),
            said["entered"],
            said["known"],
            said["refused"],
            crate::command::practice_of(&engine)
        );
        for one in said["results"].as_array().into_iter().flatten().filter(|one| one["error"].is_object()) {
            let text = |name: &str| one["error"][name].as_str().unwrap_or_default();
            say!("  number {}: {}; {}", one["index"], text("message"), text("fix"));
        }
    }
    Ok(worst)
}
