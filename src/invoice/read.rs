//! Reads an invoice in one pass: every fault with its place, and as much of the model as the text allows.
//!
//! ```text
//! read ─ block ─┬─ ReadBlock::in_order: fields in the form's order, each with its value
//!               ├─ which field comes else: the expected one, by its name, in any case
//!               └─ ReadBlock::read: its value, into its member: text and number (value.rs, slot.rs), a block, a list of blocks
//! ```
//!
//! Right input takes the short way: names are guessed and compared eight bytes at a time, texts stay slices of the
//! input, numbers become fixed point while they are read, and only blocks that are present are allocated. Wrong input
//! goes through the functions marked `#[cold]`, which take the time to explain the fault.
//!
//! A value of the wrong kind is reported once. Where its meaning is plain (`"Pin": "560001"`) it is still used, so that
//! the rules don't report the consequences a second time.

use super::field::{FieldKind, FieldNeed, FormField};
use super::form::{INVOICE, Invoice};
use super::reader::{InvoiceReader, Order};
use super::scan::{Scan, ValueShape};
use super::wrapper;
use crate::error::Result;
use crate::finding::Finding;

/// Reads one invoice. Violations of the form become findings; input that is not JSON is an error with its place.
pub fn read(text: &str) -> Result<(Invoice<'_>, Vec<Finding>)> {
    let mut reader = InvoiceReader::new(text);
    let mut invoice = Invoice::default();
    document(&mut reader, &mut invoice).map_err(|stop| reader.scanner.error(stop).at(reader.pointer()))?;
    if is_none(&invoice)
        && let Some(wrapped) = wrapper::find(text)
    {
        // The other findings don't describe an invoice.
        return Ok((Invoice::default(), vec![wrapped]));
    }
    Ok((invoice, reader.into_findings()))
}

/// Whether none of the form's blocks is present.
fn is_none(invoice: &Invoice<'_>) -> bool {
    invoice.transaction.is_none()
        && invoice.document.is_none()
        && invoice.seller.is_none()
        && invoice.buyer.is_none()
        && invoice.items.is_empty()
        && invoice.totals.is_none()
}

fn document<'a>(reader: &mut InvoiceReader<'a>, invoice: &mut Invoice<'a>) -> Scan<()> {
    const ROOT: FormField = FormField {
        key: "document",
        need: FieldNeed::Must,
        kind: FieldKind::Block(INVOICE),
        form: "",
        code: "5002",
        name: "invoice",
    };
    match reader.scanner.shape()? {
        ValueShape::Object => reader.block(invoice, &mut Order::of_the_form())?,
        other => reader.wrong_shape(&ROOT, other)?,
    }
    reader.scanner.end()
}
