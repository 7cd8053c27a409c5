//! The one error type: what was wrong, where, and what to do.

use crate::irn::Irn;
use crate::status::Status;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::fmt;

/// Why a call failed. The C ABI gives each kind its number (`ffi/status.rs`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A pointer or length given to the C ABI is wrong, or a file the caller names can't be read or written.
    Arg,
    /// The caller's buffer is too small for the answer. Only the C ABI reports it.
    Buffer,
    /// The input is not UTF-8.
    Utf8,
    /// The input is not JSON, or not of the shape the verb accepts.
    Json,
    /// The input exceeds a limit: a document of 64 MiB or 64 levels, open handles, the text of a QR code.
    Limit,
    /// An unknown option, or a value that the option doesn't accept.
    Option,
    /// The engine or batch doesn't exist, or the call needs one and got 0.
    Handle,
    /// A fault in this library.
    Panic,
    /// The call is known, but this version or build doesn't support it.
    Unsupported,
    /// The configuration can't be used.
    Config,
    /// The portal refuses the credentials. They are not tried again at once.
    Auth,
    /// The portal can't be reached.
    Network,
    /// The deadline has passed.
    Timeout,
    /// The portal's answer can't be used or is not believed.
    Portal,
    /// The ledger can't be used. It holds nothing half-done.
    Ledger,
    /// The engine was stopped during the call.
    Stopped,
    /// This number already belongs to another document.
    Conflict,
}

impl ErrorKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [ErrorKind; 17] = [
        ErrorKind::Arg,
        ErrorKind::Buffer,
        ErrorKind::Utf8,
        ErrorKind::Json,
        ErrorKind::Limit,
        ErrorKind::Option,
        ErrorKind::Handle,
        ErrorKind::Panic,
        ErrorKind::Unsupported,
        ErrorKind::Config,
        ErrorKind::Auth,
        ErrorKind::Network,
        ErrorKind::Timeout,
        ErrorKind::Portal,
        ErrorKind::Ledger,
        ErrorKind::Stopped,
        ErrorKind::Conflict,
    ];

    /// The name in `{"error":{"code":…}}`.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorKind::Arg => "E_ARG",
            ErrorKind::Buffer => "E_BUFFER",
            ErrorKind::Utf8 => "E_UTF8",
            ErrorKind::Json => "E_JSON",
            ErrorKind::Limit => "E_LIMIT",
            ErrorKind::Option => "E_OPTION",
            ErrorKind::Handle => "E_HANDLE",
            ErrorKind::Panic => "E_PANIC",
            ErrorKind::Unsupported => "E_UNSUPPORTED",
            ErrorKind::Config => "E_CONFIG",
            ErrorKind::Auth => "E_AUTH",
            ErrorKind::Network => "E_NETWORK",
            ErrorKind::Timeout => "E_TIMEOUT",
            ErrorKind::Portal => "E_PORTAL",
            ErrorKind::Ledger => "E_LEDGER",
            ErrorKind::Stopped => "E_STOPPED",
            ErrorKind::Conflict => "E_CONFLICT",
        }
    }
}

/// A failed call. Serialises as the contract's `{"error":{"code","message","at","fix"}}`, with `irn`, `status` and
/// `differs` where they apply.
#[derive(Clone, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "Shown<'static>")]
pub struct Error {
    /// What failed.
    pub kind: ErrorKind,
    /// What was wrong.
    pub message: String,
    /// A JSON pointer into the input, options or configuration.
    pub at: Option<String>,
    /// What to do.
    pub fix: Option<String>,
    /// A document this failure left in the ledger.
    pub kept: Option<Box<LeftDocument>>,
    /// JSON pointers to the places where a document differs from the one that has its number.
    pub differs: Vec<String>,
}

/// A document that a failed call left in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeftDocument {
    /// The document's IRN.
    pub irn: Irn,
    /// Its status: pending or in doubt; registered where a cancellation or an e-way bill failed.
    pub status: Status,
}

/// The result of a call: an answer, or the error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns an error without a place and a fix.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: short(message.into()), at: None, fix: None, kept: None, differs: Vec::new() }
    }

    /// Adds the place, a JSON pointer.
    pub fn at(mut self, pointer: impl Into<String>) -> Error {
        self.at = Some(short(pointer.into()));
        self
    }

    /// Adds the fix.
    pub fn fix(mut self, fix: impl Into<String>) -> Error {
        self.fix = Some(fix.into());
        self
    }

    /// Adds the places where a document differs from the one that has its number.
    pub fn differs(mut self, paths: Vec<String>) -> Error {
        self.differs = paths;
        self
    }

    /// Adds that the document of this call is on disk and will not be lost.
    pub(crate) fn kept(mut self, irn: Irn, status: Status) -> Error {
        self.kept = Some(Box::new(LeftDocument { irn, status }));
        self
    }
}

/// The error for a text that is not `what`.
pub(crate) fn wrong(at: &str, text: &str, what: &str) -> Error {
    let shown: String = text.chars().take(80).collect();
    Error::new(ErrorKind::Json, format!("\"{shown}\" is not {what}")).at(at)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(at) = self.at.as_ref().filter(|at| !at.is_empty()) {
            write!(f, " (at {at})")?;
        }
        if let Some(fix) = &self.fix {
            write!(f, "; {fix}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// An error as it is written.
#[derive(Serialize, JsonSchema)]
struct Shown<'e> {
    /// What was wrong.
    error: ErrorBody<'e>,
}

/// What was wrong, where, and what to do.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CallError")]
struct ErrorBody<'e> {
    /// What failed, by the name of its number.
    code: &'e str,
    /// What was wrong.
    message: &'e str,
    /// A JSON pointer into the input, options or configuration.
    at: Option<&'e str>,
    /// What to do.
    fix: Option<&'e str>,
    /// The document that this failure left in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    irn: Option<Irn>,
    /// How it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// Where a document differs from the one that has its number: JSON pointers.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    differs: &'e [String],
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let error = ErrorBody {
            code: self.kind.name(),
            message: &self.message,
            at: self.at.as_deref(),
            fix: self.fix.as_deref(),
            irn: self.kept.as_ref().map(|kept| kept.irn),
            status: self.kept.as_ref().map(|kept| kept.status),
            differs: &self.differs,
        };
        Shown { error }.serialize(s)
    }
}

/// Shortens words longer than any that people write. What an error quotes may be a file or a token, which must not end
/// up in a log.
fn short(text: String) -> String {
    const LONGEST: usize = 160;
    let is_long = |word: &str| word.len() > LONGEST && word.chars().count() > LONGEST;
    if !text.split_whitespace().any(is_long) {
        return text;
    }
    let cut = |word: &str| {
        if !is_long(word.trim_end()) {
            return word.to_owned();
        }
        let last = word.chars().count() - 20;
        word.chars().take(80).chain(['…']).chain(word.chars().skip(last)).collect()
    };
    text.split_inclusive(char::is_whitespace).map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shortens_long_words_and_keeps_its_sentences() {
        let said = format!("the file /a/{}b c can't be read: \"{}\", it says", "x".repeat(100), "é".repeat(50_000));
        let error = Error::new(ErrorKind::Arg, said).at(format!("/{}", "y".repeat(50_000))).to_string();
        assert!(
            error.contains(&"x".repeat(100)) && error.contains("can't be read: \"éé") && error.contains("é\", it says")
        );
        assert!(error.len() < 700 && !error.contains(&"é".repeat(100)) && !error.contains(&"y".repeat(100)), "{error}");
    }
}
