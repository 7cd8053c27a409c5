//! What `applicability` is asked, and what it answers.

use super::{Answer, Body, Outcome, Request, parse};
use crate::error::{Kind, Result};
use crate::invoice;
pub use crate::law::applicability::{Applicability, InForce, Verdict};
pub use crate::law::bill::{Bill, Buyer, Document, Supply};
pub use crate::law::exposure::Exposure;

/// Reads an invoice, or a few words about a bill.
/// The bill that is asked about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ApplicabilityRequest<'t> {
    /// What is known of it.
    Facts(Box<Bill>),
    /// An invoice, or a bill of another shape that is normalised first.
    Text(&'t str),
}

impl From<Bill> for ApplicabilityRequest<'_> {
    fn from(bill: Bill) -> Self {
        ApplicabilityRequest::Facts(Box::new(bill))
    }
}

impl<'t> Request<'t> for ApplicabilityRequest<'t> {
    fn read(text: &'t str) -> Result<ApplicabilityRequest<'t>> {
        // Facts are never taken for a simple bill; what is neither is the engine's to read or to refuse.
        Ok(parse::<Bill>(text, Kind::Json).map_or(ApplicabilityRequest::Text(text), ApplicabilityRequest::from))
    }
}

impl<'t> Request<'t> for Bill {
    fn read(text: &'t str) -> Result<Bill> {
        let (document, _) = invoice::read(text)?;
        let is_invoice = document.seller.is_some() || document.document.is_some() || document.transaction.is_some();
        if is_invoice { Bill::of(&document) } else { parse(text, Kind::Json) }
    }
}

impl Answer for Applicability {
    fn outcome(&self) -> Outcome {
        Outcome::Ok
    }

    fn body(self) -> Body {
        Body::json(&self)
    }
}
