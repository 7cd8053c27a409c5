//! What `submit` answers.

use super::document::{DocumentAnswer, Words};
use super::{Answer, Body, Outcome};
use crate::finding::Report;
use crate::irn::Irn;
use crate::law::applicability::Applicability;
use schemars::JsonSchema;
use serde::Serialize;

/// How a submitting ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Submitted {
    /// The portal has it, by this call or an earlier one.
    Registered(Box<Registered>),
    /// Kept durably; not registered yet, or not known to be.
    Kept(Box<KeptDocument>),
    /// It was registered and is cancelled: the number is spent.
    Cancelled(Box<KeptDocument>),
    /// The rules, or the portal, refuse it.
    Refused(Box<Refused>),
    /// The law does not ask for it, and only what it asks for was to be sent. Nothing is kept.
    NotRequired(Box<NotRequired>),
    /// It is not known whether the law asks for it. Nothing is kept.
    CannotTell(Box<CannotTell>),
}

/// A registered document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Registered {
    /// What is known of it.
    #[serde(flatten)]
    pub document: DocumentAnswer,
    /// What the rules say of what was submitted.
    pub report: Report,
    /// Where that is not as it was registered: JSON pointers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
}

/// A document of the ledger.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct KeptDocument {
    /// What is known of it.
    #[serde(flatten)]
    pub document: DocumentAnswer,
    /// Where what was submitted is not as it is kept: JSON pointers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<String>,
}

/// Who refused a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub enum RefusedBy {
    /// This library, before anything was sent.
    #[serde(rename = "invalid")]
    Einv,
    /// The portal.
    #[serde(rename = "rejected")]
    Portal,
}

impl RefusedBy {
    /// The status in answers.
    pub const fn name(self) -> &'static str {
        match self {
            RefusedBy::Einv => "invalid",
            RefusedBy::Portal => "rejected",
        }
    }
}

/// A refused document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Refused {
    /// By whom.
    #[serde(rename = "status")]
    pub by: RefusedBy,
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// Why.
    pub report: Report,
}

/// The word `not_required` or `cannot_tell`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DutyUnclear {
    /// The law does not ask for it.
    NotRequired,
    /// A fact is missing.
    CannotTell,
}

/// A document that the law does not ask for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct NotRequired {
    /// Always `not_required`.
    pub status: DutyUnclear,
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// Why.
    pub applicability: Applicability,
}

/// A document of which it is not known whether the law asks for it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CannotTell {
    /// Always `cannot_tell`.
    pub status: DutyUnclear,
    /// `None` where supplier, type, number or date can't be read.
    pub irn: Option<Irn>,
    /// What the rules say of it.
    pub report: Report,
    /// Why.
    pub applicability: Applicability,
    /// In words.
    pub message: Words,
    /// What to do.
    pub fix: Words,
}

impl Submitted {
    pub(crate) fn refused(by: RefusedBy, irn: Option<Irn>, report: Report) -> Submitted {
        Submitted::Refused(Box::new(Refused { by, irn, report }))
    }

    /// What the rules or the portal say of it, where this call judged it.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Submitted::Registered(registered) => Some(&registered.report),
            Submitted::Refused(refused) => Some(&refused.report),
            Submitted::CannotTell(answer) => Some(&answer.report),
            Submitted::Kept(_) | Submitted::Cancelled(_) | Submitted::NotRequired(_) => None,
        }
    }

    /// The registration, where there is one that stands.
    pub fn registered(&self) -> Option<&Registered> {
        if let Submitted::Registered(registered) = self { Some(registered) } else { None }
    }
}

impl Answer for Submitted {
    fn outcome(&self) -> Outcome {
        match self {
            Submitted::Registered(_) | Submitted::NotRequired(_) => Outcome::Ok,
            Submitted::Kept(_) => Outcome::Pending,
            Submitted::Cancelled(_) | Submitted::Refused(_) | Submitted::CannotTell(_) => Outcome::Invalid,
        }
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
