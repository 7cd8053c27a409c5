//! What `applicability` is asked, and what it answers.

use super::{Answer, Body, Outcome, VerbRequest, parse};
use crate::error::{ErrorKind, Result};
use crate::invoice;
pub use crate::law::applicability::{Applicability, ApplicabilityVerdict, InForce};
pub use crate::law::bill::LawBill;
pub use crate::law::exposure::Exposure;
pub use crate::law::kinds::{BuyerKind, DocumentKind, SupplyKind};

/// Reads an invoice, or a few words about a bill.
/// The bill that is asked about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ApplicabilityRequest<'t> {
    /// What is known of it.
    Facts(Box<LawBill>),
    /// An invoice, or a bill of another shape that is normalised first.
    Text(&'t str),
}

impl From<LawBill> for ApplicabilityRequest<'_> {
    fn from(bill: LawBill) -> Self {
        ApplicabilityRequest::Facts(Box::new(bill))
    }
}

impl<'t> VerbRequest<'t> for ApplicabilityRequest<'t> {
    fn read(text: &'t str) -> Result<ApplicabilityRequest<'t>> {
        // Facts are never taken for a simple bill; what is neither is the engine's to read or to refuse.
        Ok(parse::<LawBill>(text, ErrorKind::Json).map_or(ApplicabilityRequest::Text(text), ApplicabilityRequest::from))
    }
}

impl<'t> VerbRequest<'t> for LawBill {
    fn read(text: &'t str) -> Result<LawBill> {
        let (document, _) = invoice::read(text)?;
        let is_invoice = document.seller.is_some() || document.document.is_some() || document.transaction.is_some();
        if is_invoice { LawBill::of(&document) } else { parse(text, ErrorKind::Json) }
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
