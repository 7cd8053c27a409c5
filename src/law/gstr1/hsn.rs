//! Table 12: the lines of all documents by HSN, unit and rate.

use super::sections::{AtRate, Num};
use super::{Period, Sums};
use crate::invoice::Invoice;
use crate::irn::DocType;
use crate::money::Amount;
use schemars::JsonSchema;
use serde::Serialize;
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

    /// The summary as a period has it.
    pub fn of(self, period: Period) -> Hsn {
        let line = |(at, ((hsn, unit, rate), row)): (usize, ((String, String, Amount), Row))| HsnLine {
            number: at + 1,
            hsn,
            description: row.description,
            unit,
            quantity: Num(Amount::from_thousandths(row.quantity, row.places)),
            sums: AtRate::of(rate, &row.sums),
        };
        let lines = self.0.into_iter().enumerate().map(line).collect();
        match period.splits_hsn() {
            true => Hsn::Split { b2b: lines, b2c: Vec::new() },
            false => Hsn::Whole { lines },
        }
    }
}

/// Table 12: split in two from the returns of May 2025, one list before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Hsn")]
pub enum Hsn {
    /// In two.
    Split {
        /// What goes to registered recipients, and exports.
        #[serde(rename = "hsn_b2b")]
        b2b: Vec<HsnLine>,
        /// Empty: what goes to consumers never becomes an e-invoice.
        #[serde(rename = "hsn_b2c")]
        b2c: Vec<HsnLine>,
    },
    /// In one list.
    Whole {
        /// All of it.
        #[serde(rename = "data")]
        lines: Vec<HsnLine>,
    },
}

/// The lines of one HSN code, unit and rate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1HsnLine")]
pub struct HsnLine {
    /// From 1.
    #[serde(rename = "num")]
    pub number: usize,
    /// HSN or SAC.
    #[serde(rename = "hsn_sc")]
    pub hsn: String,
    /// The first line's description.
    #[serde(rename = "desc")]
    pub description: String,
    /// The unit's code; `NA` where lines have none.
    #[serde(rename = "uqc")]
    pub unit: String,
    /// In that unit.
    #[serde(rename = "qty")]
    pub quantity: Num,
    /// Rate and sums.
    #[serde(flatten)]
    pub sums: AtRate,
}
