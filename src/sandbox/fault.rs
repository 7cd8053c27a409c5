//! Faults on demand: everything that goes wrong between a client and a portal, one by one.

use crate::error::{Error, Kind, Result};
use crate::irp::Call;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kinds of fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
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

impl What {
    /// Every one there is.
    pub const ALL: [What; 17] = [
        What::DropBefore,
        What::DropAfter,
        What::Status,
        What::StatusAfter,
        What::Garbage,
        What::Truncated,
        What::Delay,
        What::TokenExpiry,
        What::Ewberr,
        What::Busy,
        What::Down,
        What::Blind,
        What::Foreign,
        What::Endless,
        What::Sealed,
        What::Words,
        What::Dates,
    ];

    /// The name in faults and the diary: `drop_before`.
    pub const fn name(self) -> &'static str {
        match self {
            What::DropBefore => "drop_before",
            What::DropAfter => "drop_after",
            What::Status => "status",
            What::StatusAfter => "status_after",
            What::Garbage => "garbage",
            What::Truncated => "truncated",
            What::Delay => "delay",
            What::TokenExpiry => "token_expiry",
            What::Ewberr => "ewberr",
            What::Busy => "busy",
            What::Down => "down",
            What::Blind => "blind",
            What::Foreign => "foreign",
            What::Endless => "endless",
            What::Sealed => "sealed",
            What::Words => "words",
            What::Dates => "dates",
        }
    }
}

/// A fault waiting for its call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The kind of fault.
    pub fault: What,
    /// The call it applies to; any, by default.
    #[serde(default)]
    pub call: Option<Call>,
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

impl Fault {
    /// The fault of one call.
    pub fn once(fault: What, call: Call) -> Fault {
        Fault { fault, call: Some(call), times: 1, ms: three_seconds(), status: unavailable(), form: first() }
    }

    /// Reads `{"fault":"drop_after","call":"generate","times":1}`.
    pub(super) fn read(json: &[u8]) -> Result<Fault> {
        let fault: Fault = serde_json::from_slice(json).map_err(|e| {
            Error::new(Kind::Json, e.to_string()).fix(r#"send {"fault":"drop_after","call":"generate","times":1}"#)
        })?;
        if !(200..=599).contains(&fault.status) {
            return Err(Error::new(Kind::Json, format!("{} is not an HTTP status", fault.status))
                .at("/status")
                .fix("200 to 599"));
        }
        if !(1..=5).contains(&fault.form) {
            return Err(Error::new(Kind::Json, format!("{} is not a form of a time", fault.form))
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
    pub(super) outcome: Outcome,
}

/// What the client receives.
pub(super) enum Outcome {
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
