//! What `status` is asked, and what it answers.

use super::document::{Document, Unknown};
use super::{Answer, Body, Outcome, Request, parse};
use crate::document::{DocumentRef, Given, Named};
use crate::error::{Kind, Result};
use schemars::JsonSchema;
use serde::Serialize;

/// Reads the members that name a document.
pub(super) fn named(text: &str) -> Result<Named> {
    parse::<Given>(text, Kind::Json).map(|mut given| given.named())
}

impl<'t> Request<'t> for DocumentRef {
    fn read(text: &'t str) -> Result<DocumentRef> {
        named(text)?.read()
    }
}

/// What the ledger knows of a document, and how the portals are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct StatusAnswer {
    /// The document.
    #[serde(flatten)]
    pub document: Known,
    /// Of a portal that is left alone for a while, slowed or watched; of several portals, those that are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portal_state: Option<PortalStates>,
}

/// A document, or that the ledger has none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Known {
    /// It is in the ledger.
    Document(Box<Document>),
    /// It is not.
    Unknown(Box<Unknown>),
}

/// One portal's state as it is; of several, a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PortalStates {
    /// Of the only portal.
    One(PortalState),
    /// Of several portals, those that are not well.
    Some(Vec<PortalState>),
}

/// A portal that is not well, or that refused what was sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PortalState {
    /// What follows from it.
    pub state: Pace,
    /// Calls without an answer, one after the other.
    pub unanswered: u32,
    /// Refusals counted against this client.
    pub refused: u32,
    /// The portal's name.
    pub portal: String,
}

/// How fast documents go to a portal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Pace {
    /// As ever; refusals are counted.
    Watching,
    /// Slowly.
    Slowed,
    /// None for a while.
    Stopped,
}

impl Answer for StatusAnswer {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
