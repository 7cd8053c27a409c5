//! The dated law around a bill: does it need an e-invoice, by when, what if not, and where it lands in GSTR-1.
//!
//! Everything the law dates or lists is a row of `data/law/` ([`tables`]); `docs/law.md` is written from the same rows.
//! Each row says where it comes from and how sure that is ([`Sure`]), and so does every reason that rests on it.
//!
//! * `bill`: what of a bill the law looks at;
//! * `applicability`: required, not required, or cannot tell, with every reason; `deadline`, `eway`, `qr_duty` and
//!   `exposure` are its parts;
//! * `notes`: by when a credit note must be declared;
//! * `roads`: what is left once an IRN can't be cancelled any more, and the draft of the note;
//! * `gstr1`, `reconcile`: where documents land in GSTR-1, and what the portal has there;
//! * [`b2c_qr`]: the content of the dynamic QR code for payment, which is not the portal's signed one.
//!
//! From outside, the engine's verbs `applicability`, `gstr1`, `reconcile` and `cancel` ask them; their types are those of
//! [`crate::answer`].

pub(crate) mod applicability;
pub mod b2c_qr;
pub(crate) mod bill;
pub(crate) mod deadline;
mod eway;
pub(crate) mod exposure;
pub(crate) mod gstr1;
pub(crate) mod notes;
#[cfg(test)]
mod page;
mod qr_duty;
pub(crate) mod reconcile;
pub(crate) mod roads;
pub mod tables;

use schemars::JsonSchema;
use serde::Serialize;

/// How sure a fact is, surest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sure {
    /// The official text itself was read.
    Verified,
    /// The official text as public pages reprint or summarise it.
    Reprinted,
    /// Only secondary pages say so.
    Secondary,
    /// General background that nobody has looked up, or a conclusion of ours.
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
pub struct Reason {
    /// Dotted and stable, by what it looks at: `turnover.crossed`.
    pub rule: &'static str,
    /// In words.
    pub message: String,
    /// Rule, notification, circular or portal code the message rests on.
    pub source: String,
    /// How sure that is.
    pub sure: Sure,
}

impl Reason {
    pub(crate) fn new(rule: &'static str, sure: Sure, source: impl Into<String>, message: impl Into<String>) -> Reason {
        Reason { rule, message: message.into(), source: source.into(), sure }
    }
}

/// What the law asks, where facts may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Owed {
    /// It asks for it.
    Due,
    /// It does not.
    NotDue,
    /// A fact is missing.
    CannotTell,
}
