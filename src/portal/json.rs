//! JSON as portals write it: a field's case, type and nesting vary between portals and between years.
//!
//! Values stay raw text until a field is read, so an acknowledgement number never passes through a double.

use super::envelope::from_base64;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// An object whose fields are found in any case.
pub struct CaselessObject<'j>(BTreeMap<String, &'j RawValue>);

impl<'j> CaselessObject<'j> {
    pub fn read(json: &'j str) -> Option<CaselessObject<'j>> {
        serde_json::from_str(json).ok().map(CaselessObject)
    }

    /// The field's raw JSON; `None` when it is absent or null.
    pub fn get(&self, name: &str) -> Option<&'j str> {
        let exact = self.0.get(name);
        let field = exact.or_else(|| self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, raw)| raw));
        field.map(|raw| raw.get()).filter(|raw| *raw != "null")
    }

    /// The field as [`text`].
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(text)
    }
}

/// The target of a JSON pointer, names in any case; `None` when it is absent or null.
pub fn at(json: &str, pointer: &str) -> Option<String> {
    let mut found = json;
    for step in pointer.split('/').skip(1) {
        found = match step.parse::<usize>() {
            Ok(index) => list(found)?.get(index)?.get(),
            Err(_) => CaselessObject::read(found)?.get(step)?,
        };
    }
    Some(found.to_owned())
}

/// A scalar as plain text: a string's content, a number's digits, `true`, `false`.
pub fn scalar(raw: &str) -> Option<String> {
    match raw {
        "true" | "false" => Some(raw.to_owned()),
        other => text(other),
    }
}

/// A string's content, or a number's digits exactly as written. `None` for anything else or an empty text.
pub fn text(raw: &str) -> Option<String> {
    let text = match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok()?,
        b'-' | b'0'..=b'9' => raw.to_owned(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// An array's elements; a single object counts as an array of one.
pub fn list(json: &str) -> Option<Vec<&RawValue>> {
    match json.trim_start().as_bytes().first()? {
        b'{' => Some(vec![serde_json::from_str(json).ok()?]),
        _ => serde_json::from_str(json).ok(),
    }
}

/// The array or object inside: as it is, as JSON text in a string, or as the Base64 of such text. Any other value is
/// returned as it is.
pub fn unfold(raw: &str) -> String {
    let nested = |text: &str| text.trim_start().starts_with(['[', '{']);
    if !raw.starts_with('"') {
        return raw.to_owned();
    }
    let text = text(raw).unwrap_or_default();
    if nested(&text) {
        return text;
    }
    let decoded = from_base64(&text).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    decoded.filter(|text| nested(text)).unwrap_or(text)
}

/// Decimal digits as written, up to the 20 of an unsigned 64-bit number. No exponent, no fraction.
pub fn digits(text: &str) -> Option<String> {
    let fits = (1..=20).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit());
    fits.then(|| text.to_owned())
}

/// Foreign text made fit for a message: one line, no control characters, at most `limit` characters.
pub fn plain(words: &str, limit: usize) -> String {
    let line: Vec<&str> =
        words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    line.join(" ").chars().take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        let object =
            CaselessObject::read(r#"{"ackno": 232210036743849123, "Text":"5","Null":null,"Empty":"","List":[1]}"#)
                .unwrap();
        assert_eq!(object.text("AckNo").unwrap(), "232210036743849123");
        assert_eq!(object.text("Text").unwrap(), "5");
        for none in ["Null", "Empty", "List", "Absent"] {
            assert_eq!(object.text(none), None, "{none}");
        }
        assert_eq!((digits("2.3e14"), digits(""), digits("-1")), (None, None, None));
    }

    #[test]
    fn an_array_is_found_in_each_of_its_wrappings() {
        for raw in [r#"[{"a":1}]"#, r#""[{\"a\":1}]""#, r#""W3siYSI6MX1d""#] {
            assert_eq!(unfold(raw), r#"[{"a":1}]"#);
        }
        assert_eq!(unfold(r#""only words""#), "only words");
    }

    #[test]
    fn foreign_words_stay_on_one_line() {
        assert_eq!(plain(" a\r\nb\u{7}\tc ", 4), "a b ");
    }
}
