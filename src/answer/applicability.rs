//! What `applicability` is asked, and what it answers.

use super::{Answer, Body, Outcome, Request, parse};
use crate::error::{Kind, Result};
use crate::invoice;
pub use crate::law::applicability::{Applicability, InForce, Verdict};
pub use crate::law::bill::{Bill, Buyer, Document, Supply};
pub use crate::law::exposure::Exposure;

/// Reads an invoice, or a few words about a bill.
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
