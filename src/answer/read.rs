//! Reading JSON strictly: an error names the place of what doesn't fit.

use crate::error::{Error, Kind, Result};
use serde::Deserialize;

/// Reads a JSON object into `T`, naming the place of what doesn't fit.
pub fn parse<'t, T: Deserialize<'t>>(text: &'t str, kind: Kind) -> Result<T> {
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
        let kind = if inner.is_data() { kind } else { Kind::Json };
        Error::new(kind, inner.to_string()).at(at)
    })?;
    json.end().map_err(|e| Error::new(Kind::Json, e.to_string()))?;
    Ok(value)
}
