//! The numbers every function returns. Written once: the header, the bindings' tests and `docs/errors.md` follow it.
//!
//! A number is never reused. A retired one stays as a comment.

use crate::engine::Outcome;
use crate::error::ErrorKind;

/// Done; `out` is the answer.
pub const EINV_OK: i32 = 0;
/// The call worked; the document is invalid or the portal refused it; `out` is the report.
pub const EINV_INVALID: i32 = 1;
/// Stored in the ledger, not registered yet (portal unreachable, or no answer yet); `out` says why.
pub const EINV_PENDING: i32 = 2;
/// A pointer is NULL where it must not be, or a length is wrong.
pub const EINV_E_ARG: i32 = 10;
/// `out` is too small: nothing was written, `*out_len` is the size needed. Call again.
pub const EINV_E_BUFFER: i32 = 11;
/// The input is not UTF-8.
pub const EINV_E_UTF8: i32 = 12;
/// The input is not JSON, or not of the shape the verb accepts.
pub const EINV_E_JSON: i32 = 13;
/// The input is larger, or nested deeper, than any document: 64 MiB, 64 levels.
pub const EINV_E_LIMIT: i32 = 14;
/// An unknown option, or a value that the option doesn't accept.
pub const EINV_E_OPTION: i32 = 15;
/// No such engine or batch: never opened, closed, or of another kind.
pub const EINV_E_HANDLE: i32 = 16;
/// A fault in this library, caught at its edge.
pub const EINV_E_PANIC: i32 = 17;
/// The call is known, but this version or build doesn't support it.
pub const EINV_E_UNSUPPORTED: i32 = 18;
/// The configuration can't be used.
pub const EINV_E_CONFIG: i32 = 20;
/// The portal refuses the credentials; they are not tried again at once.
pub const EINV_E_AUTH: i32 = 21;
/// The portal can't be reached.
pub const EINV_E_NETWORK: i32 = 22;
/// The deadline has passed.
pub const EINV_E_TIMEOUT: i32 = 23;
/// The portal's answer can't be used or is not believed.
pub const EINV_E_PORTAL: i32 = 24;
/// The ledger can't be used; it holds nothing half-done.
pub const EINV_E_LEDGER: i32 = 25;
/// `einv_stop` was called.
pub const EINV_E_STOPPED: i32 = 26;
/// This number already belongs to another document.
pub const EINV_E_CONFLICT: i32 = 27;

/// The number of an outcome.
pub fn of_outcome(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Ok => EINV_OK,
        Outcome::Invalid => EINV_INVALID,
        Outcome::Pending => EINV_PENDING,
    }
}

/// The number of a kind of failure.
pub fn of_kind(kind: ErrorKind) -> i32 {
    match kind {
        ErrorKind::Arg => EINV_E_ARG,
        ErrorKind::Buffer => EINV_E_BUFFER,
        ErrorKind::Utf8 => EINV_E_UTF8,
        ErrorKind::Json => EINV_E_JSON,
        ErrorKind::Limit => EINV_E_LIMIT,
        ErrorKind::Option => EINV_E_OPTION,
        ErrorKind::Handle => EINV_E_HANDLE,
        ErrorKind::Panic => EINV_E_PANIC,
        ErrorKind::Unsupported => EINV_E_UNSUPPORTED,
        ErrorKind::Config => EINV_E_CONFIG,
        ErrorKind::Auth => EINV_E_AUTH,
        ErrorKind::Network => EINV_E_NETWORK,
        ErrorKind::Timeout => EINV_E_TIMEOUT,
        ErrorKind::Portal => EINV_E_PORTAL,
        ErrorKind::Ledger => EINV_E_LEDGER,
        ErrorKind::Stopped => EINV_E_STOPPED,
        ErrorKind::Conflict => EINV_E_CONFLICT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_number_of_its_own_above_two() {
        let mut numbers: Vec<i32> = ErrorKind::ALL.into_iter().map(of_kind).collect();
        assert!(numbers.is_sorted() && numbers[0] == 10);
        numbers.dedup();
        assert_eq!(numbers.len(), ErrorKind::ALL.len());
    }
}
