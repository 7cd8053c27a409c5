//! FORM GST INV-01: the typed model, reading it (every fault, with its path) and writing it.

use crate::error::Result;
use crate::finding::Finding;

/// One document in FORM GST INV-01 (placeholder; the real model follows).
#[derive(Clone, Debug, Default)]
pub struct Invoice<'a> {
    pub text: &'a [u8],
}

/// Reads an invoice: findings for what the form forbids, an error for what is not JSON.
pub fn read(text: &[u8]) -> Result<(Invoice<'_>, Vec<Finding>)> {
    Ok((Invoice { text }, Vec::new()))
}
