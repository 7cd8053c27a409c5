//! Reading JSON strictly: an error names the place of what doesn't fit.

use crate::error::{Error, ErrorKind, Result};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::borrow::Cow;

/// Reads a JSON object into `T`, naming the place of what doesn't fit.
pub(crate) fn parse<'t, T: Deserialize<'t>>(text: &'t str, kind: ErrorKind) -> Result<T> {
    use serde_path_to_error::Segment;
    // A list would be taken for an object's members in their order.
    if text.trim_start().starts_with('[') {
        return Err(Error::new(kind, "a list where an object is required").fix("give {\"name\": value, …}"));
    }
    // The way to a fault is followed only once there is one.
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|e| {
        let step = |step: &Segment| match step {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { .. } | Segment::Unknown => String::new(),
        };
        let at: String = e.path().iter().map(step).collect();
        let inner = e.into_inner();
        let kind = if inner.is_data() { kind } else { ErrorKind::Json };
        let message = match kind {
            ErrorKind::Config => without_value(&inner.to_string()),
            _ => inner.to_string(),
        };
        Error::new(kind, brief(&message)).at(at)
    })?;
    json.end().map_err(|e| Error::new(ErrorKind::Json, e.to_string()))?;
    Ok(value)
}

/// The same for a request whose members `shape` shows: whoever left one out, or gave it another type, sees what is needed.
pub(crate) fn parse_shaped<'t, T: Deserialize<'t>>(text: &'t str, shape: &str) -> Result<T> {
    parse(text, ErrorKind::Json).map_err(|error| {
        let missing = error.message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let at = missing.map(|name| format!("{}/{name}", error.at.as_deref().unwrap_or_default()));
        let error = match at {
            Some(at) => error.at(at),
            None => error,
        };
        if error.fix.is_some() { error } else { error.fix(format!("give {shape}")) }
    })
}

/// The same where nothing at all is as good as an empty object.
pub(crate) fn parse_any<'t, T: Deserialize<'t> + Default>(text: &'t str, kind: ErrorKind) -> Result<T> {
    if text.trim().is_empty() { Ok(T::default()) } else { parse(text, kind) }
}

/// A fault's words with what they quote cut short: a file, or a secret in the wrong place, must not be logged.
fn brief(words: &str) -> String {
    let Some(from) = words.find(['"', '`']) else { return words.to_owned() };
    let to = [", expected", ", there are no fields"].iter().find_map(|end| words.rfind(end)).unwrap_or(words.len());
    let quoted = words.get(from..to).unwrap_or_default();
    match quoted.char_indices().nth(60) {
        Some((cut, _)) => format!("{}{}…{}", &words[..from], &quoted[..cut], &words[to..]),
        None => words.to_owned(),
    }
}

/// A reader's words without the value they quote: `invalid type: integer, expected text`. In a configuration it may be a
/// secret that slipped to another place.
fn without_value(words: &str) -> String {
    let quoted = words.starts_with("invalid type: ") || words.starts_with("invalid value: ");
    let (head, tail) = (words.find(['`', '"']), words.rfind(", expected "));
    match (head, tail) {
        (Some(head), Some(tail)) if quoted && head < tail => format!("{}{}", words[..head].trim_end(), &words[tail..]),
        _ => words.to_owned(),
    }
}

/// A text or a number, without blanks around it, as systems and programs mix them; empty where anything else stands there.
#[derive(Clone, Default)]
pub(super) struct TextOrNumber(pub String);

impl JsonSchema for TextOrNumber {
    fn schema_name() -> Cow<'static, str> {
        "TextOrNumber".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "number", "null"]})
    }
}

impl<'de> Deserialize<'de> for TextOrNumber {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<TextOrNumber, D::Error> {
        Ok(TextOrNumber(match Value::deserialize(d)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        }))
    }
}
