//! `einv export` and `einv import`: what goes by hand over the portal's own page.

use crate::Files;
use crate::command::shown::findings;
use crate::command::verbs::{code, open_engine, read};
use einv::answer::byhand::{Entry, Exported, Imported, InvalidDocument, WhyInvalid};
use einv::answer::{Answer, Reply};
use einv::engine::{self, ExportOptions, ImportOptions};
use einv::error::{Error, Kind, Result};
use std::path::Path;
use std::process::ExitCode;

/// Writes the portal's bulk upload file; without a place for it, to standard output.
pub fn export(files: &Files, out: Option<&Path>) -> Result<ExitCode> {
    let mut all = Vec::new();
    for file in &files.files {
        let text = read(file)?;
        // An array stands for its elements, everything else for itself.
        match serde_json::from_str::<Vec<&serde_json::value::RawValue>>(&text) {
            Ok(list) => all.extend(list.iter().map(|one| one.get().to_owned())),
            Err(_) => all.push(text),
        }
    }
    let engine = files.common.config.as_ref().map(|_| open_engine(&files.common)).transpose()?;
    let exported = engine::export(engine.as_ref(), &format!("[{}]", all.join(",")), &ExportOptions::new())?;
    let code = code(exported.outcome());
    match (exported, out) {
        (Exported::File(file), Some(path)) => {
            std::fs::write(path, file)
                .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))?;
            println!("{} holds {} documents", path.display(), all.len());
        }
        (Exported::File(file), None) => print!("{file}"),
        (refused, _) if files.common.json => println!("{}", Reply::of(refused).json()),
        (Exported::Refused(refused), _) => refused.invalid.iter().for_each(tell),
        _ => {}
    }
    Ok(ExitCode::from(code))
}

/// Prints why a document can't be sent.
fn tell(document: &InvalidDocument) {
    let index = document.index;
    match &document.why {
        WhyInvalid::Error(error) => eprintln!("document {index}: {}", error.message),
        WhyInvalid::Report { report } => {
            eprintln!("document {index}: not valid");
            eprint!("{}", findings(report));
        }
        _ => {}
    }
}

/// Enters signed answers from files.
pub fn import(files: &Files, keys: &[String]) -> Result<ExitCode> {
    let engine = open_engine(&files.common)?;
    let options = ImportOptions::new().qr_keys(keys.to_vec());
    let mut worst = 0;
    for file in &files.files {
        let imported = engine::import(&engine, &read(file)?, &options)?;
        worst = worst.max(code(imported.outcome()));
        if files.common.json {
            println!("{}", Reply::of(imported).json());
            continue;
        }
        let Imported { entered, known, refused, .. } = imported;
        println!("{}: entered {entered}, known {known}, refused {refused}", file.display());
        for result in &imported.results {
            if let Entry::Refused(error) = &result.entry {
                println!("  number {}: {}; {}", result.index, error.message, error.fix.as_deref().unwrap_or_default());
            }
        }
    }
    Ok(ExitCode::from(worst))
}
