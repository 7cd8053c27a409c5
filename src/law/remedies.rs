//! The ways out once an IRN can't be cancelled any more, and the draft of the note that reverses a document.

use super::tables::{REMEDIES, Remedy};
use crate::calendar::Day;
use crate::invoice::Invoice;
use crate::invoice::form::{Preceding, References, Totals};
use crate::irn::DocType;
use std::borrow::Cow;

/// The ways out, the usual one first.
pub fn after_the_window() -> &'static [Remedy] {
    REMEDIES
}

/// Drafts the note that reverses a whole document: a credit note for an invoice or a debit note, a debit note for a
/// credit note. It is dated `today`, names the document, and has its lines as they were. It leaves out the sums over
/// the lines, for `einv_compute`, and the number, which belongs to the supplier's own series. `None` when the type
/// can't be read.
pub fn draft<'a>(invoice: &Invoice<'a>, today: Day) -> Option<Invoice<'a>> {
    let doc_type = invoice.identity().doc_type?;
    let note = match doc_type {
        DocType::Invoice | DocType::DebitNote => DocType::CreditNote,
        DocType::CreditNote => DocType::DebitNote,
    };
    let mut draft = invoice.clone();
    let document = draft.document.as_deref_mut()?;
    let number = document.number.take();
    let date = document.date.replace(Cow::Owned(today.to_string()));
    document.doc_type = Some(Cow::Borrowed(note.code()));
    // The form accepts a preceding number only with two characters or more.
    draft.references = number.filter(|number| number.len() > 1).map(|number| {
        let preceding = Preceding { number: Some(number), date, ..Preceding::default() };
        Box::new(References { preceding: vec![preceding], ..References::default() })
    });
    draft.totals = draft.totals.map(|totals| {
        Box::new(Totals {
            discount: totals.discount,
            other_charges: totals.other_charges,
            round_off: totals.round_off,
            ..Totals::default()
        })
    });
    draft.totals = draft.totals.filter(|t| t.discount.is_some() || t.other_charges.is_some() || t.round_off.is_some());
    draft.irn = None;
    draft.payment = None;
    draft.ewb = None;
    draft.additional.clear();
    Some(draft)
}
