//! Faults on demand: everything that goes wrong between a client and a portal, one by one.

use crate::error::{Error, ErrorKind, Result};
use crate::irp::PortalCall;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kinds of fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The connection ends before the portal has done anything.
    DropBefore,
    /// The portal has done it; the connection ends without an answer.
    DropAfter,
    /// An HTTP status (`status`, 503 by default) without JSON; nothing is done.
    Status,
    /// The portal has done it, and a gateway in front of it answers 502.
    StatusAfter,
    /// The portal has done it, and the answer is a foreign web page.
    Garbage,
    /// The portal has done it; half of the answer arrives.
    Truncated,
    /// The portal has done it; the answer arrives after `ms` milliseconds.
    Delay,
    /// Every token expires early: 1005, in the e-way bill system 105.
    TokenExpiry,
    /// An e-way bill requested with a document fails; the IRN stands (EWBERR under Status 1).
    Ewberr,
    /// The portal's own trouble, reported in its envelope: 5001, in the e-way bill system 118; nothing done.
    Busy,
    /// The portal is down. Over HTTP the connection ends at once.
    Down,
    /// The registers of the other portals are unreachable: the document is registered although another portal has it.
    Blind,
    /// The answer is for another document.
    Foreign,
    /// The answer never ends.
    Endless,
    /// The portal has done it; the answer is sealed with another session's key.
    Sealed,
    /// The e-way bill system refuses in words, without a code; nothing is done. Other calls don't know it.
    Words,
    /// The e-way bill system has done it; its answer writes times in another of the forms seen (`form`, 1 to 5).
    Dates,
}

impl FaultKind {
    /// Every one there is.
    pub const ALL: [FaultKind; 17] = [
        FaultKind::DropBefore,
        FaultKind::DropAfter,
        FaultKind::Status,
        FaultKind::StatusAfter,
        FaultKind::Garbage,
        FaultKind::Truncated,
        FaultKind::Delay,
        FaultKind::TokenExpiry,
        FaultKind::Ewberr,
        FaultKind::Busy,
        FaultKind::Down,
        FaultKind::Blind,
        FaultKind::Foreign,
        FaultKind::Endless,
        FaultKind::Sealed,
        FaultKind::Words,
        FaultKind::Dates,
    ];

    /// The name in faults and the diary: `drop_before`.
    pub const fn name(self) -> &'static str {
        match self {
            FaultKind::DropBefore => "drop_before",
            FaultKind::DropAfter => "drop_after",
            FaultKind::Status => "status",
            FaultKind::StatusAfter => "status_after",
            FaultKind::Garbage => "garbage",
            FaultKind::Truncated => "truncated",
            FaultKind::Delay => "delay",
            FaultKind::TokenExpiry => "token_expiry",
            FaultKind::Ewberr => "ewberr",
            FaultKind::Busy => "busy",
            FaultKind::Down => "down",
            FaultKind::Blind => "blind",
            FaultKind::Foreign => "foreign",
            FaultKind::Endless => "endless",
            FaultKind::Sealed => "sealed",
            FaultKind::Words => "words",
            FaultKind::Dates => "dates",
        }
    }
}

/// A fault waiting for its call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedFault {
    /// The kind of fault.
    pub fault: FaultKind,
    /// The call it applies to; any, by default.
    #[serde(default)]
    pub call: Option<PortalCall>,
    /// How many calls it applies to.
    #[serde(default = "once")]
    pub times: u32,
    /// The delay of an answer.
    #[serde(default = "three_seconds")]
    pub ms: u64,
    /// The HTTP status of `status`.
    #[serde(default = "unavailable")]
    pub status: u16,
    /// The form of `dates`: 1 a blank at the end, 2 24 hours with PM, 3 a point after the hour, 4 no blank between day
    /// and time, 5 24 hours without AM or PM and a blank at the end.
    #[serde(default = "first")]
    pub form: u8,
}

fn once() -> u32 {
    1
}

fn first() -> u8 {
    1
}

fn three_seconds() -> u64 {
    3_000
}

fn unavailable() -> u16 {
    503
}

impl PlannedFault {
    /// The fault of one call.
    pub fn once(fault: FaultKind, call: PortalCall) -> PlannedFault {
        PlannedFault { fault, call: Some(call), times: 1, ms: three_seconds(), status: unavailable(), form: first() }
    }

    /// Reads `{"fault":"drop_after","call":"generate","times":1}`.
    pub(super) fn read(json: &[u8]) -> Result<PlannedFault> {
        let fault: PlannedFault = serde_json::from_slice(json).map_err(|e| {
            Error::new(ErrorKind::Json, e.to_string()).fix(r#"send {"fault":"drop_after","call":"generate","times":1}"#)
        })?;
        if !(200..=599).contains(&fault.status) {
            return Err(Error::new(ErrorKind::Json, format!("{} is not an HTTP status", fault.status))
                .at("/status")
                .fix("200 to 599"));
        }
        if !(1..=5).contains(&fault.form) {
            return Err(Error::new(ErrorKind::Json, format!("{} is not a form of a time", fault.form))
                .at("/form")
                .fix("1 to 5"));
        }
        Ok(fault)
    }
}

/// The result of a request on its way through the faults.
pub(super) struct Served {
    /// The delay of the answer.
    pub(super) after: Duration,
    pub(super) outcome: FaultOutcome,
}

/// What the client receives.
pub(super) enum FaultOutcome {
    Whole(http::Response<Vec<u8>>),
    /// The first part of the answer, then the connection ends.
    Broken(http::Response<Vec<u8>>),
    /// The connection ends without an answer.
    Dropped,
    /// Nothing listens.
    Refused,
    /// An endless answer.
    Endless,
}
