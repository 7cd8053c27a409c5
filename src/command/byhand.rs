//! `einv export` and `einv import`: what goes by hand over the portal's own page.

use crate::command::args::{Common, InvoiceFiles};
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::inputs::read;
use crate::command::say::{self, say, say_text, warn_line, warn_text};
use crate::command::shown::{findings, print_json};
use crate::command::{practice_of, tidied};
use einv::answer::Answer;
use einv::answer::byhand::{Exported, Imported, ImportedDocument, InvalidDocument, WhyInvalid};
use einv::engine::{self, Engine, ExportOptions, ImportOptions};
use einv::error::{Error, ErrorKind, Result};
use std::path::Path;

/// Writes the portal's bulk upload file; without a place for it, to standard output.
pub fn export_all(engine: Option<&Engine>, all: &[String], out: Option<&Path>, common: &Common) -> Result<Exit> {
    let exported = engine::export(
        engine,
        &format!("[{}]", all.join(",")),
        &ExportOptions::new().normalize(tidied::wanted(common)),
    )?;
    let ended = Exit::from(exported.outcome());
    match (exported, out) {
        (Exported::File(file), Some(path)) => {
            std::fs::write(path, file)
                .map_err(|e| Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display())))?;
            say!("{} holds {} documents", path.display(), all.len());
        }
        (Exported::File(file), None) => say_text!("{file}"),
        (refused, _) if common.json => print_json(refused),
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

/// A ZIP is the GST portal's download, which the engine reads itself.
fn download_or_text(file: &Path) -> Result<String> {
    let is_zip = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    if is_zip { Ok(serde_json::json!({"path": file}).to_string()) } else { read(file) }
}

/// Enters signed answers from files.
pub fn import(files: &InvoiceFiles, keys: &[String], complete: bool) -> Result<Exit> {
    let engine = open_engine(&files.common)?;
    let mut worst = Exit::Done;
    if files.files.len() > 1 {
        say::progress(Some(files.files.len()));
    }
    for (place, file) in files.files.iter().enumerate() {
        say::step();
        // The last file makes the ledger complete, where nothing was refused before.
        let complete = complete && worst == Exit::Done && place + 1 == files.files.len();
        let options = ImportOptions::new().qr_keys(keys.to_vec()).complete(complete);
        let imported = engine::import(&engine, &download_or_text(file)?, &options)?;
        worst = worst.max(Exit::from(imported.outcome()));
        if files.common.json {
            print_json(imported);
            continue;
        }
        let Imported { entered, known, received, refused, .. } = imported;
        let practice = practice_of(&engine);
        let others = if received > 0 { format!(", received from others {received}") } else { String::new() };
        say!("{}: entered {entered}, known {known}{others}, refused {refused}{practice}", file.display());
        for result in &imported.results {
            if let ImportedDocument::Refused(error) = &result.entry {
                let place = result.file.as_ref().map(|file| format!(" in {file}")).unwrap_or_default();
                let fix = error.fix.as_deref().unwrap_or_default();
                say!("  number {}{place}: {}; {fix}", result.index, error.message);
            }
        }
    }
    Ok(worst)
}
