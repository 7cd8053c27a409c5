//! Table 12: the lines of all documents by HSN, unit and rate.

use super::sections::Num;
use super::{Period, Sums};
use crate::invoice::Invoice;
use crate::irn::DocType;
use crate::money::Amount;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use std::collections::BTreeMap;

/// The unit of lines without one, such as services. Unverified for the return.
const NO_UNIT: &str = "NA";

/// Adds up lines; those of credit notes are subtracted.
#[derive(Default)]
pub struct Summary(BTreeMap<(String, String, Amount), Row>);

#[derive(Default)]
struct Row {
    description: String,
    quantity: i64,
    places: u8,
    sums: Sums,
}

impl Summary {
    pub fn add(&mut self, invoice: &Invoice<'_>, doc_type: DocType) {
        for item in &invoice.items {
            let key = (
                item.hsn.as_deref().unwrap_or_default().to_owned(),
                item.unit.as_deref().unwrap_or(NO_UNIT).to_ascii_uppercase(),
                item.gst_rate.unwrap_or(Amount::ZERO),
            );
            let row = self.0.entry(key).or_default();
            if row.description.is_empty() {
                item.description.as_deref().unwrap_or_default().clone_into(&mut row.description);
            }
            let quantity = item.quantity.unwrap_or(Amount::ZERO);
            row.places = row.places.max(quantity.places());
            let (quantity, sums) = match doc_type {
                DocType::CreditNote => (-quantity.thousandths(), Sums::of(item).negated()),
                DocType::Invoice | DocType::DebitNote => (quantity.thousandths(), Sums::of(item)),
            };
            row.quantity = row.quantity.saturating_add(quantity);
            row.sums = row.sums + sums;
        }
    }
}

/// Returns the summary of a period: two lists from May 2025, one before.
pub struct Of<'s>(pub &'s Summary, pub Period);

impl Serialize for Of<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        if self.1.splits_hsn() {
            map.serialize_entry("hsn_b2b", &Rows(self.0))?;
            // Supplies to consumers never become an e-invoice.
            map.serialize_entry::<_, [(); 0]>("hsn_b2c", &[])?;
        } else {
            map.serialize_entry("data", &Rows(self.0))?;
        }
        map.end()
    }
}

struct Rows<'s>(&'s Summary);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.0.iter().enumerate().map(|(index, ((hsn, unit, rate), row))| Line {
            number: index + 1,
            hsn,
            unit,
            rate: *rate,
            row,
        }))
    }
}

struct Line<'s> {
    number: usize,
    hsn: &'s str,
    unit: &'s str,
    rate: Amount,
    row: &'s Row,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("num", &self.number)?;
        map.serialize_entry("hsn_sc", self.hsn)?;
        map.serialize_entry("desc", &self.row.description)?;
        map.serialize_entry("uqc", self.unit)?;
        map.serialize_entry("qty", &Num(Amount::from_thousandths(self.row.quantity, self.row.places)))?;
        map.serialize_entry("rt", &Num(self.rate))?;
        for (name, sum) in self.row.sums.named() {
            map.serialize_entry(name, &Num(sum.to_paise()))?;
        }
        map.end()
    }
}
