//! Finds the codes in a reply of a portal or a GSP, and the code for words that came without one.

use super::{PORTAL_ERRORS, PortalError, find};
use serde_json::Value;
use std::sync::LazyLock;

/// A code with the words that came with it; either may be empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct CodeAndWords {
    pub code: String,
    pub words: String,
}

/// The words of a reply: one entry per code, or one entry without a code when there is none.
pub(super) fn read(text: &str) -> Vec<CodeAndWords> {
    let text = text.trim();
    if let Ok(value @ (Value::Object(_) | Value::Array(_) | Value::String(_))) = serde_json::from_str(text) {
        let mut said = Vec::new();
        in_json(&value, &mut said);
        if !said.is_empty() {
            return said;
        }
    }
    in_text(text)
}

/// The codes of a reply, wherever portals and GSPs put them: `ErrorCode`, `error_cd`, `errorCodes`, JSON text inside
/// JSON, or only the words.
fn in_json(value: &Value, said: &mut Vec<CodeAndWords>) {
    match value {
        Value::Array(values) => values.iter().for_each(|v| in_json(v, said)),
        Value::Object(members) => {
            let member = |names: &[&str]| {
                let found =
                    members.iter().find(|(key, _)| names.contains(&key.to_lowercase().replace('_', "").as_str()));
                found.and_then(|(_, v)| scalar(v))
            };
            let words = member(&["errormessage", "message", "errormsg"]).unwrap_or_default();
            let said_here = |names: &[&str], said: &mut Vec<CodeAndWords>| {
                let codes = member(names).unwrap_or_default();
                let codes = codes.split([',', ' ']).filter(|c| shaped(c) || find(c).is_some());
                let codes = codes.filter(|c| !is_http(c, &words));
                said.extend(codes.map(|code| CodeAndWords { code: code.to_owned(), words: words.clone() }));
            };
            let before = said.len();
            said_here(&["errorcode", "errorcd", "errorcodes"], said);
            if said.len() == before {
                members.values().for_each(|v| in_json(v, said));
            }
            // Plain `code` is often the HTTP status, so it counts last.
            if said.len() == before {
                said_here(&["code"], said);
            }
        }
        Value::String(text) => {
            let found = match text.trim_start().starts_with(['[', '{']) {
                true => read(text),
                false => in_text(text),
            };
            // A success message or an id inside a reply is not an unknown error.
            said.extend(found.into_iter().filter(|s| !s.code.is_empty() || !matching(&s.words).is_empty()));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `2150 : Duplicate IRN, 2148 : Requested IRN data is not available`. A number inside the words (an HSN, a serial
/// number) is not a code. A code comes at the beginning or after a separator, and a colon follows it.
fn in_text(text: &str) -> Vec<CodeAndWords> {
    let text = text.trim();
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for token in text.split_inclusive(|c| !in_word(c)) {
        let end = at + token.trim_end_matches(|c| !in_word(c)).len();
        if is_code(&text[..at], &text[at..end], &text[end..]) {
            marks.push((at, end));
        }
        at += token.len();
    }
    if marks.is_empty() {
        return vec![CodeAndWords { code: String::new(), words: text.to_owned() }];
    }
    let ends = marks.iter().skip(1).map(|m| m.0).chain([text.len()]);
    let trimmed =
        |words: &str| words.trim_matches([' ', ',', ':', ';', '-', '|', '[', ']', '(', ')', '"', '\n']).to_owned();
    marks
        .iter()
        .zip(ends)
        .map(|(&(from, to), end)| CodeAndWords { code: text[from..to].into(), words: trimmed(&text[to..end]) })
        .collect()
}

/// `400 Bad Request`: an HTTP status, whose number is a code of the e-way bill system, too.
fn is_http(code: &str, words: &str) -> bool {
    let status = code.parse().ok().and_then(|number| http::StatusCode::from_u16(number).ok());
    let reason = status.and_then(|status| status.canonical_reason()).map(letters);
    let words = letters(words);
    // Short phrases, such as `Found`, appear in many sentences.
    reason.is_some_and(|reason| words.starts_with(&reason) || reason.len() > 8 && words.contains(&reason))
}

fn is_code(before: &str, word: &str, after: &str) -> bool {
    if is_http(word, after) {
        return false;
    }
    let (before, after) = (before.trim_end_matches([' ', '\t', '\r']), after.trim_start());
    let known = find(word).is_some();
    let first = before.trim_matches(['[', '(', '"']).is_empty();
    let announced = before.len() < 20 && ["error", "code", "errorcode"].contains(&letters(before).as_str());
    let opens = first || before.ends_with([',', ';', '|', '\n', '[', '(', '"', '.']);
    match (opens, after.starts_with(':')) {
        (true, true) => known || shaped(word),
        _ => known && (first || announced) || first && shaped(word) && after.is_empty(),
    }
}

/// Whether a word looks like a code: three or four digits, or a GSP's own prefix.
fn shaped(code: &str) -> bool {
    let digits = code.bytes().all(|c| c.is_ascii_digit());
    (digits && (3..=4).contains(&code.len()))
        || ["GSP", "GEN", "SYS_"].iter().any(|p| code.len() > p.len() && code.starts_with(p))
}

/// The portal's wordings, each split at its placeholders.
static TEMPLATES: LazyLock<Vec<(&PortalError, Vec<String>)>> = LazyLock::new(|| {
    let cut = |words: &str| pieces(words).map(letters).collect::<Vec<_>>();
    PORTAL_ERRORS.iter().flat_map(|row| row.words.iter().map(move |words| (row, cut(words)))).collect()
});

/// The codes that have these words, with `{0}` for anything. All of the closest, because some codes share their words.
pub(super) fn matching(words: &str) -> Vec<&'static PortalError> {
    let words = letters(words);
    let closest = |whole: bool| {
        let score = |(row, parts): &(&'static PortalError, Vec<String>)| Some((fit(&words, parts, whole)?, *row));
        let scored: Vec<_> = TEMPLATES.iter().filter_map(score).collect();
        let best = scored.iter().map(|s| s.0).max();
        scored.into_iter().filter(|s| Some(s.0) == best).map(|s| s.1).collect::<Vec<_>>()
    };
    match closest(true) {
        rows if rows.is_empty() => closest(false),
        rows => rows,
    }
}

/// The number of characters that the template explains, when it matches all of the words or, not `whole`, a part of
/// them. A short template inside longer words proves nothing.
fn fit(words: &str, parts: &[String], whole: bool) -> Option<usize> {
    const TELLING: usize = 16;
    let (first, last) = (parts.first()?, parts.last()?);
    let length = parts.iter().map(String::len).sum();
    let ends_fit = words.starts_with(first.as_str()) && words.ends_with(last.as_str());
    if length == 0 || (whole && !ends_fit) || (!whole && length < TELLING) {
        return None;
    }
    let mut rest = words;
    for part in parts {
        rest = &rest[rest.find(part.as_str())? + part.len()..];
    }
    (!whole || parts.len() > 1 || rest.is_empty()).then_some(length)
}

/// A template's words between its placeholders.
fn pieces(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').enumerate().map(|(index, piece)| match (index, piece.split_once('}')) {
        (0, _) | (_, None) => piece,
        (_, Some((_, after))) => after,
    })
}

/// Letters and digits in lower case: spaces and points differ from portal to portal. No message is longer than 4,000.
fn letters(text: &str) -> String {
    text.chars().take(4_000).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The codes that share the most words with these, at most five; none when fewer than half are shared.
pub(super) fn near(words: &str) -> Vec<&'static str> {
    let split = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words
            .filter(|w| w.len() > 2 && !["the", "for", "and", "not", "are", "with", "should"].contains(&w.as_str()))
            .collect()
    };
    let typed: Vec<String> = split(words).into_iter().take(100).collect();
    let mut scored: Vec<(usize, &str)> = PORTAL_ERRORS
        .iter()
        .filter_map(|row| {
            let shared = |template: &str| {
                let theirs = split(template);
                typed.iter().filter(|w| theirs.contains(w)).count() * 200 / (typed.len() + theirs.len()).max(1)
            };
            row.words
                .iter()
                .map(|template| shared(template))
                .max()
                .filter(|&score| score >= 50)
                .map(|score| (score, row.code))
        })
        .collect();
    scored.sort_by_key(|&(score, code)| (std::cmp::Reverse(score), code));
    scored.into_iter().map(|s| s.1).take(5).collect()
}
