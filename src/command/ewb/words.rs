//! Words of a closed list, and values, as they are typed for `einv ewb`.

use einv::error::{Error, ErrorKind, Result};

/// What was typed is not what is needed.
pub fn not(text: &str, what: &str, fix: impl Into<String>) -> Error {
    Error::new(ErrorKind::Option, format!("\"{text}\" is not {what}")).fix(fix)
}

/// One of a closed list of names.
pub fn one_of<T: Copy>(text: &str, what: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T> {
    all.iter().copied().find(|one| name(*one) == text).ok_or_else(|| {
        let names = all.iter().map(|one| name(*one)).collect::<Vec<_>>().join(", ");
        not(text, what, format!("use {names}"))
    })
}

/// An engine's error about a member of its request: for people who typed options, the member's place says nothing.
pub fn typed(error: Error) -> Error {
    match error.kind {
        ErrorKind::Json => Error { kind: ErrorKind::Option, at: None, ..error },
        _ => error,
    }
}
