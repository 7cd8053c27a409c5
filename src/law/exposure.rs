//! The possible cost of not reporting a document that must be reported.

use super::Sure;
use super::bill::LawBill;
use super::kinds::DocumentKind;
use super::tables::{Penalty, ThresholdPurpose, penalty, relief};
use crate::money::Amount;
use schemars::JsonSchema;
use serde::Serialize;

/// A sum under one section, with the tax behind it, where that counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Exposure {
    /// Under the central and the state Act together.
    pub amount: Amount,
    /// Of the CGST Act: `122(1)(i)`.
    pub section: &'static str,
    /// The tax of the document; `None` where the section doesn't depend on it or it is not known.
    pub tax: Option<Amount>,
    /// Whether the amount is an upper limit or what is due.
    pub up_to: bool,
    /// Of what the section says.
    pub sure: Sure,
    /// What it is for, in words.
    pub what: &'static str,
    /// What may apply in addition or instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Exposure>,
}

/// For a document that must be reported and was not.
pub fn unreported(bill: &LawBill) -> Option<Exposure> {
    // A credit note takes tax back, so none is evaded by it; and it is not an invoice.
    let sections: &[&str] =
        if bill.document == DocumentKind::CreditNote { &["125"] } else { &["122(1)(i)", "122(3)(e)", "125"] };
    let mut found = sections.iter().filter_map(|section| penalty(section)).filter_map(|row| of(row, bill.tax));
    let mut first = found.next()?;
    first.also = found.collect();
    Some(first)
}

/// For a bill to a consumer that must carry a dynamic QR code and doesn't; nothing while the penalty was waived.
pub fn without_qr(bill: &LawBill) -> Option<Exposure> {
    match relief(ThresholdPurpose::B2cQr, bill.date) {
        Some(_) => None,
        None => of(penalty("125")?, None),
    }
}

fn of(row: &'static Penalty, tax: Option<Amount>) -> Option<Exposure> {
    let acts = if row.both_acts { 2 } else { 1 };
    let least = Amount::from_thousandths(row.amount?.thousandths() * acts, 2);
    let tax = tax.filter(|_| row.or_tax);
    // Half of the tax belongs to the centre, half to the state. On IGST both penalties add up to the same.
    let amount = tax.map_or(least, |tax| tax.max(least));
    Some(Exposure {
        amount,
        section: row.section,
        tax,
        up_to: !row.or_tax,
        sure: row.sure,
        what: row.what,
        also: Vec::new(),
    })
}
