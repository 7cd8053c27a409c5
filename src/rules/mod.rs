//! The checks, one function a rule, and the catalogue.

use crate::calendar::IstTime;
use crate::error::Result;
use crate::finding::{Identity, Report};
use crate::invoice::{self, Invoice};
use crate::irn::DocumentKey;

/// What a document is judged by beside itself.
#[derive(Clone, Debug)]
pub struct Context {
    /// The moment it is judged at.
    pub at: IstTime,
    /// The check character of a GSTIN is an error with a real portal, a warning in the sandbox and without an engine.
    pub strict_gstin: bool,
}

/// A document read and judged.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    pub invoice: Invoice<'a>,
    /// Supplier, type, number and date, when all four can be read.
    pub key: Option<DocumentKey>,
    pub report: Report,
}

/// Reads and judges one document; an error only when it is not JSON at all.
pub fn judge<'a>(text: &'a [u8], _context: &Context) -> Result<Judged<'a>> {
    let (invoice, findings) = invoice::read(text)?;
    Ok(Judged { invoice, key: None, report: Report::new(None, Identity::default(), findings, Vec::new()) })
}
