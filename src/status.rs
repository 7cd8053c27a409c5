//! The status of a document.

use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

/// The status of a document, with the names that answers use.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// Waiting in the ledger; not at the portal yet.
    Pending,
    /// It may have reached the portal; the answer is not known.
    InDoubt,
    /// The portal has it.
    Registered,
    /// The portal refused it.
    Rejected,
    /// Taken back before it was sent.
    Withdrawn,
    /// Registered, and cancelled within the time for it.
    Cancelled,
    /// Neither the ledger nor the portal knows it.
    Unknown,
}

impl Status {
    /// Those of documents that a ledger holds.
    pub const LISTED: [Status; 6] =
        [Status::Pending, Status::InDoubt, Status::Registered, Status::Rejected, Status::Withdrawn, Status::Cancelled];

    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Pending => "pending",
            Status::InDoubt => "in_doubt",
            Status::Registered => "registered",
            Status::Rejected => "rejected",
            Status::Withdrawn => "withdrawn",
            Status::Cancelled => "cancelled",
            Status::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
