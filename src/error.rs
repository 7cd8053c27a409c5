//! The one error type: what was wrong, where, and what to do.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};
use std::fmt;

/// Why a call failed. The C ABI gives each kind its number (`ffi/status.rs`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Arg,
    Buffer,
    Utf8,
    Json,
    Limit,
    Option,
    Handle,
    Panic,
    Unsupported,
    Config,
    Auth,
    Network,
    Timeout,
    Portal,
    Ledger,
    Stopped,
    Conflict,
}

impl Kind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Kind; 17] = [
        Kind::Arg,
        Kind::Buffer,
        Kind::Utf8,
        Kind::Json,
        Kind::Limit,
        Kind::Option,
        Kind::Handle,
        Kind::Panic,
        Kind::Unsupported,
        Kind::Config,
        Kind::Auth,
        Kind::Network,
        Kind::Timeout,
        Kind::Portal,
        Kind::Ledger,
        Kind::Stopped,
        Kind::Conflict,
    ];

    /// The name in `{"error":{"code":…}}`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Arg => "E_ARG",
            Kind::Buffer => "E_BUFFER",
            Kind::Utf8 => "E_UTF8",
            Kind::Json => "E_JSON",
            Kind::Limit => "E_LIMIT",
            Kind::Option => "E_OPTION",
            Kind::Handle => "E_HANDLE",
            Kind::Panic => "E_PANIC",
            Kind::Unsupported => "E_UNSUPPORTED",
            Kind::Config => "E_CONFIG",
            Kind::Auth => "E_AUTH",
            Kind::Network => "E_NETWORK",
            Kind::Timeout => "E_TIMEOUT",
            Kind::Portal => "E_PORTAL",
            Kind::Ledger => "E_LEDGER",
            Kind::Stopped => "E_STOPPED",
            Kind::Conflict => "E_CONFLICT",
        }
    }
}

/// A failed call. Serialises as the contract's `{"error":{"code","message","at","fix"}}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    pub kind: Kind,
    pub message: String,
    /// A JSON pointer into the input, options or configuration.
    pub at: Option<String>,
    pub fix: Option<String>,
    /// A document this failure left in the ledger: its IRN, and `pending` or `in_doubt`.
    pub kept: Option<Box<(String, &'static str)>>,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), at: None, fix: None, kept: None }
    }

    pub fn at(mut self, pointer: impl Into<String>) -> Error {
        self.at = Some(pointer.into());
        self
    }

    pub fn fix(mut self, fix: impl Into<String>) -> Error {
        self.fix = Some(fix.into());
        self
    }

    /// Says that the document of this call is on disk and will not be lost.
    pub fn kept(mut self, irn: impl Into<String>, status: &'static str) -> Error {
        self.kept = Some(Box::new((irn.into(), status)));
        self
    }
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

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        struct Body<'a>(&'a Error);
        impl Serialize for Body<'_> {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                let e = self.0;
                let mut map = s.serialize_map(None)?;
                map.serialize_entry("code", e.kind.name())?;
                map.serialize_entry("message", &e.message)?;
                map.serialize_entry("at", &e.at)?;
                map.serialize_entry("fix", &e.fix)?;
                if let Some((irn, status)) = e.kept.as_deref() {
                    map.serialize_entry("irn", irn)?;
                    map.serialize_entry("status", status)?;
                }
                map.end()
            }
        }
        let mut outer = s.serialize_struct("Error", 1)?;
        outer.serialize_field("error", &Body(self))?;
        outer.end()
    }
}
