//! Failures of the sandbox's own database.

use crate::error::{Error, ErrorKind};

pub(super) fn registry(error: &rusqlite::Error) -> Error {
    Error::new(ErrorKind::Ledger, format!("the sandbox's registry failed: {error}"))
}
