//! `einv export` and `einv import`: what goes by hand over the portal's own page.

use crate::command::exit::Exit;
use crate::command::normalize;
use crate::command::practice_of;
use crate::command::say::{say, say_text, warn_line, warn_text};
use crate::command::shown::findings;
use crate::command::verbs::{engine_of, open_engine, read};
use crate::{Common, Files};
use einv::answer::byhand::{Entry, Exported, Imported, InvalidDocument, WhyInvalid};
use einv::answer::{Answer, Reply};
use einv::engine::{self, ExportOptions, ImportOptions};
use einv::error::{Error, Kind, Result};
use std::path::{Path, PathBuf};

/// Writes the portal's bulk upload file; without a place for it, to standard output.
pub fn export(files: &[PathBuf], out: Option<&Path>, common: &Common) -> Result<Exit> {
    let mut all = Vec::new();
    for file in files {
        let text = read(file)?;
        // An array stands for its elements, everything else for itself.
        match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(&text) {
            Ok(list) => all.extend(list.iter().map(|one| one.get().to_owned())),
            Err(_) => all.push(text),
        }
    }
    export_all(&all, out, common)
}

/// The same of documents.
pub fn export_all(all: &[String], out: Option<&Path>, common: &Common) -> Result<Exit> {
    let engine = engine_of(common)?;
    let exported = engine::export(
        engine.as_ref(),
        &format!("[{}]", all.join(",")),
        &ExportOptions::new().normalize(normalize::wanted(common)),
    )?;
    let ended = Exit::from(exported.outcome());
    match (exported, out) {
        (Exported::File(file), Some(path)) => {
            std::fs::write(path, file)
                .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
            say!("{} holds {} documents", path.display(), all.len());
        }
        (Exported::File(file), None) => say_text!("{file}"),
        (refused, _) if common.json => say!("{}", Reply::of(refused).json()),
        (Exported::Refused(refused), _) => refused.invalid.iter().for_each(tell),
        _ => {}
    }
    Ok(ended)
}

/// Prints why a document can't be sent.
fn tell(document: &InvalidDocument) {
    let index = document.index;
    match &document.why {
        WhyInvalid::Error(error) => warn_line!("document {index}: {}", error.message),
        WhyInvalid::Report { report } => {
            warn_line!("document {index}: not valid");
            warn_text!("{}", findings(report));
        }
        _ => {}
    }
}

/// Enters signed answers from files.
pub fn import(files: &Files, keys: &[String]) -> Result<Exit> {
    let engine = open_engine(&files.common)?;
    let options = ImportOptions::new().qr_keys(keys.to_vec());
    let mut worst = Exit::Done;
    for file in &files.files {
        let imported = engine::import(&engine, &read(file)?, &options)?;
        worst = worst.max(Exit::from(imported.outcome()));
        if files.common.json {
            say!("{}", Reply::of(imported).json());
            continue;
        }
        let Imported { entered, known, refused, .. } = imported;
        let practice = practice_of(&engine);
        say!("{}: entered {entered}, known {known}, refused {refused}{practice}", file.display());
        for result in &imported.results {
            if let Entry::Refused(error) = &result.entry {
                say!("  number {}: {}; {}", result.index, error.message, error.fix.as_deref().unwrap_or_default());
            }
        }
    }
    Ok(worst)
}
