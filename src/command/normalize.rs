//! `einv normalize` and `einv compute`, and what every command that takes bills says of reading them.

use crate::command::exit::Exit;
use crate::command::say::{line, say, warn_line, warn_text};
use crate::command::shown::findings;
use crate::command::verbs::{engine_of, failed, read};
use crate::{Common, Files};
use einv::answer::{Answer, Reply};
use einv::change::Changes;
use einv::engine::{self, Engine, Listed, Normalize, NormalizeOptions, Options};
use einv::error::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Prints the INV-01 of each file; what was changed and what is wrong goes to standard error.
pub fn run(files: &Files) -> Result<Exit> {
    let engine = engine_of(&files.common)?;
    Ok(each(&files.files, |name, text| {
        let options = NormalizeOptions::new().changes(listed(&files.common));
        let normalized = engine::normalize(engine.as_ref(), text, &options)?;
        let ended = Exit::from(normalized.outcome());
        if files.common.json {
            say!("{}", Reply::of(normalized).json());
            return Ok(ended);
        }
        say!("{}", normalized.invoice.get());
        warn_text!("{}", tidied(name, &normalized.changes, &files.common));
        warn_text!("{}", findings(&normalized.report));
        Ok(ended)
    }))
}

/// Prints each file's invoice completed, or what is wrong with it.
pub fn compute(files: &[PathBuf], common: &Common) -> Result<Exit> {
    let engine = engine_of(common)?;
    Ok(each(files, |name, text| computed(engine.as_ref(), name, text, common)))
}

fn computed(engine: Option<&Engine>, name: &str, text: &str, common: &Common) -> Result<Exit> {
    let reply = engine::compute(engine, text, &options(common)?)?;
    let ended = Exit::from(reply.outcome);
    if common.json || ended == Exit::Done {
        say!("{}", reply.json());
    } else {
        warn_line!("{name}: not valid");
        let report: Value = serde_json::from_str(reply.json()).unwrap_or_default();
        warn_text!("{}", crate::command::findings(&report));
    }
    Ok(ended)
}

/// Runs on the text of each file. The worst ending is the command's.
fn each(files: &[PathBuf], run: impl Fn(&str, &str) -> Result<Exit>) -> Exit {
    let one = |file: &Path| {
        let name = file.display().to_string();
        read(file).and_then(|text| run(&name, &text)).unwrap_or_else(|error| failed(&name, &error))
    };
    files.iter().map(|file| one(file)).max().unwrap_or(Exit::Done)
}

/// Which changes are listed: all of them, where they are printed.
pub fn listed(common: &Common) -> Listed {
    if common.changes { Listed::All } else { Listed::Meaning }
}

/// Which documents are normalised first: what isn't INV-01, and INV-01 where that is asked for.
pub fn wanted(common: &Common) -> Normalize {
    if common.normalize { Normalize::Always } else { Normalize::OtherShapes }
}

/// The options of a verb that normalises first.
pub fn options(common: &Common) -> Result<Options> {
    let normalize = if common.normalize { json!(true) } else { json!("other_shapes") };
    let changes = if common.changes { "all" } else { "meaning" };
    Options::read(&json!({"normalize": normalize, "changes": changes}).to_string(), &["changes", "normalize"])
}

/// What reading a bill changed: a line with their number by kind, and each where that is asked for.
pub fn tidied(name: &str, changes: &Changes, common: &Common) -> String {
    let mut out = String::new();
    if common.changes {
        for change in &changes.list {
            let (from, to) = (change.from.as_deref().unwrap_or("nothing"), change.to.as_deref().unwrap_or("nothing"));
            out.push_str(&format!(
                "  ~ {}  {} → {}  ({})\n",
                line(&change.path),
                line(from),
                line(to),
                change.why.word()
            ));
        }
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &changes.list {
        *kinds.entry(change.why.word()).or_default() += 1;
    }
    out + &in_short(name, changes.dressed, &kinds)
}

/// The same of a report as JSON.
pub fn tidied_in(name: &str, report: &Value, common: &Common) -> String {
    let list = report["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |change: &Value, key: &str| line(change[key].as_str().unwrap_or("nothing"));
    let (mut out, mut kinds) = (String::new(), BTreeMap::new());
    for change in list {
        *kinds.entry(change["why"].as_str().unwrap_or_default()).or_default() += 1;
        if common.changes {
            let parts = ["path", "from", "to", "why"].map(|key| text(change, key));
            out.push_str(&format!("  ~ {}  {} → {}  ({})\n", parts[0], parts[1], parts[2], parts[3]));
        }
    }
    let dressed = report["dressed"].as_u64().unwrap_or(0) as usize;
    out + &in_short(name, dressed, &kinds)
}

pub fn in_short(name: &str, dressed: usize, kinds: &BTreeMap<&str, usize>) -> String {
    let kinds: Vec<String> = kinds.iter().map(|(why, count)| format!("{count} {why}")).collect();
    match (dressed, kinds.is_empty()) {
        (0, true) => String::new(),
        (dressed, true) => format!("{name}: {dressed} values tidied\n"),
        (dressed, false) => {
            format!("{name}: {dressed} values tidied; read, derived or filled in: {}\n", kinds.join(", "))
        }
    }
}
