//! The dated law around a bill: whether it needs an e-invoice, the time limit, the penalties, and its place in GSTR-1.
//!
//! Every date and list of the law is a row of `data/law/` ([`tables`]); `docs/law.md` is generated from the same rows.
//! Each row names its source and how sure it is ([`Sure`]), and so does every reason based on it.
//!
//! * `bill`: the facts of a bill that the law looks at;
//! * `applicability`: required, not required, or unknown, with every reason; `deadline`, `eway`, `qr_duty` and
//!   `exposure` are its parts;
//! * `notes`: the last day to declare a credit note;
//! * `remedies`: the ways out once an IRN can't be cancelled any more, and the draft of the note;
//! * `gstr1`, `reconcile`: the place of documents in GSTR-1, and the portal's records there;
//! * [`b2c_qr`]: the content of the dynamic QR code for payment, which is not the portal's signed one.
//!
//! From outside, the engine's verbs `applicability`, `gstr1`, `reconcile` and `cancel` ask them; their types are those of
//! [`crate::answer`].

pub(crate) mod applicability;
pub mod b2c_qr;
pub(crate) mod bill;
pub(crate) mod deadline;
pub mod eway;
pub(crate) mod exposure;
pub(crate) mod gstr1;
pub(crate) mod kinds;
pub(crate) mod notes;
#[cfg(test)]
#[path = "../../tests/pages/law.rs"]
mod page;
mod qr_duty;
pub(crate) mod reconcile;
pub(crate) mod remedies;
pub mod tables;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

/// How sure a fact is, surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sure {
    /// Someone read the official text.
    Verified,
    /// The official text as public pages reprint or summarise it.
    Reprinted,
    /// Only secondary pages say so.
    Secondary,
    /// General background that no one has checked, or our own conclusion.
    Unverified,
}

impl Sure {
    /// Surest first.
    pub const ALL: [Sure; 4] = [Sure::Verified, Sure::Reprinted, Sure::Secondary, Sure::Unverified];

    /// As answers and the column `sure` of `data/law/` write it: `verified`.
    pub const fn name(self) -> &'static str {
        match self {
            Sure::Verified => "verified",
            Sure::Reprinted => "reprinted",
            Sure::Secondary => "secondary",
            Sure::Unverified => "unverified",
        }
    }
}

/// One ground of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "ApplicabilityReason")]
pub struct LawReason {
    /// Dotted and stable, named after the fact it checks: `turnover.crossed`.
    pub rule: &'static str,
    /// In words.
    pub message: String,
    /// The rule, notification, circular or portal code behind the message.
    pub source: String,
    /// How sure that is.
    pub sure: Sure,
}

impl LawReason {
    pub(crate) fn new(
        rule: &'static str,
        sure: Sure,
        source: impl Into<String>,
        message: impl Into<String>,
    ) -> LawReason {
        LawReason { rule, message: message.into(), source: source.into(), sure }
    }
}

/// Whether the law requires something; facts may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Owed {
    /// The law requires it.
    Due,
    /// The law doesn't require it.
    NotDue,
    /// A fact is missing.
    CannotTell,
}
