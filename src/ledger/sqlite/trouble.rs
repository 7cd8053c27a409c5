//! What is said of a failed SQLite ledger, and what to do.

use crate::error::{Error, ErrorKind};
use rusqlite::ErrorCode;

pub(super) fn trouble(doing: &str, error: rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    let fix = match code {
        Some(ErrorCode::DiskFull) => "free some space on the disk",
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "let this program write to the ledger and its folder"
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            "restore the ledger from a backup, or give einv its own path; the portal still has what was registered"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program holds the ledger; end it, or wait and try again"
        }
        _ => "check the disk, then call again: nothing half-done was stored",
    };
    Error::new(ErrorKind::Ledger, format!("the ledger can't be used ({doing}): {error}")).fix(fix)
}
