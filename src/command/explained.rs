//! `einv config --explain`: what is still to be filled in, and what each key means.

use crate::command::args::Common;
use crate::command::config::{find, own_language};
use crate::command::exit::Exit;
use crate::command::inputs::read;
use crate::command::say::{line, say};
use crate::command::speech::{said, speak};
use einv::error::{Error, ErrorKind, Result};
use einv::keyring;
use serde_json::Value;
use std::path::Path;

/// The shape of a configuration, with the meaning of each key.
const SCHEMA: &str = include_str!("../../docs/schema/open.request.json");
/// The parts of a configuration, by their name in the schema and by where they stand.
const PARTS: [(&str, &str); 4] = [
    ("ConfiguredPortal", "\"portal\": {…}, or a list of them in fail-over order"),
    ("ConfigTaxpayer", "\"taxpayers\": [{…}]"),
    ("ConfiguredLogIn", "\"taxpayers\": [{\"logins\": {\"portal\": {…}}}]"),
    ("ConfiguredLog", "\"log\": {…}"),
];

/// The exit code is 1 where a secret is still missing.
pub fn explain(common: &Common) -> Result<Exit> {
    let schema: Value = serde_json::from_str(SCHEMA)
        .map_err(|e| Error::new(ErrorKind::Panic, format!("the schema of the configuration can't be read: {e}")))?;
    speak(common.language.or_else(|| own_language(common)).unwrap_or_default());
    let missing = match find(common) {
        Some(found) => {
            say!("{} ({})", found.path.display(), said(found.how.words()));
            filled(&found.path, &schema)?
        }
        None => {
            say!("{}", said("no configuration: einv init writes einv.json"));
            0
        }
    };
    say!("");
    say!("{}", said("What each key means:"));
    keys(&schema, 1);
    for (part, place) in PARTS {
        if let Some(part) = schema.pointer(&format!("/$defs/{part}")) {
            say!("  {place}");
            keys(part, 2);
        }
    }
    Ok(Exit::refused_if(missing > 0))
}

/// Each key of an object, and its meaning.
fn keys(of: &Value, depth: usize) {
    let blank = "  ".repeat(depth);
    for (key, value) in of["properties"].as_object().into_iter().flatten() {
        let meaning = value["description"].as_str().unwrap_or_default();
        say!("{blank}{key:<16} {}", line(&meaning.replace('`', "")));
    }
}

/// The secrets that a configuration names: whether each is there. Gives how many are not.
fn filled(path: &Path, schema: &Value) -> Result<usize> {
    let wrong = |e: serde_json::Error| {
        Error::new(ErrorKind::Config, format!("{}: it is not JSON: {e}", path.display()))
            .fix("correct it; einv init writes another one to begin with")
    };
    let config: Value = serde_json::from_str(&read(path)?).map_err(wrong)?;
    let mut places = Vec::new();
    collect(&config, String::new(), &mut places);
    if places.is_empty() {
        say!("  {}", said("It names no secret that is kept elsewhere."));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut missing = 0;
    for ConfigSecret { at, kept } in places {
        let (is_there, what) = match &kept {
            SecretPlace::Variable(name) => {
                (std::env::var_os(name).is_some_and(|value| !value.is_empty()), name.clone())
            }
            SecretPlace::File(file) => (folder.join(file).is_file(), file.clone()),
            SecretPlace::Keyring(name) => (keyring::read(name).is_ok(), name.clone()),
        };
        missing += usize::from(!is_there);
        let meaning = meaning(schema, &at).map(|meaning| format!(": {meaning}")).unwrap_or_default();
        let (sign, state) = match (is_there, &kept) {
            (true, _) => ("✓", "is set"),
            (false, SecretPlace::Variable(_)) => ("✗", "is not set in the environment"),
            (false, SecretPlace::File(_)) => {
                ("✗", "is not there: a file with the secret alone, which only you may read")
            }
            (false, SecretPlace::Keyring(_)) => ("✗", "is not in the keyring; einv config --keep asks for it"),
        };
        say!("  {sign} {} {}", line(&what), said(state));
        say!("      {}{}", line(&at), line(&meaning.replace('`', "")));
    }
    Ok(missing)
}

/// A secret that a configuration names.
struct ConfigSecret {
    /// Where in the configuration, as a JSON pointer.
    at: String,
    kept: SecretPlace,
}

/// Where a secret is kept.
enum SecretPlace {
    Variable(String),
    File(String),
    Keyring(String),
}

fn collect(value: &Value, at: String, found: &mut Vec<ConfigSecret>) {
    match value {
        Value::Object(members) => {
            let only = |key: &str| members.get(key).and_then(Value::as_str).filter(|_| members.len() == 1);
            if let Some(name) = only("env") {
                found.push(ConfigSecret { at, kept: SecretPlace::Variable(name.to_owned()) });
            } else if let Some(file) = only("file") {
                found.push(ConfigSecret { at, kept: SecretPlace::File(file.to_owned()) });
            } else if let Some(name) = only("keyring") {
                found.push(ConfigSecret { at, kept: SecretPlace::Keyring(name.to_owned()) });
            } else {
                members.iter().for_each(|(key, value)| collect(value, format!("{at}/{key}"), found));
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| collect(value, format!("{at}/{index}"), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a key means.
fn meaning<'s>(schema: &'s Value, at: &str) -> Option<&'s str> {
    let key = at.rsplit('/').next()?;
    let parts = PARTS.iter().filter_map(|(part, _)| schema.pointer(&format!("/$defs/{part}")));
    let mut of = parts.chain([schema]).filter_map(|part| part["properties"][key]["description"].as_str());
    of.next()
}
