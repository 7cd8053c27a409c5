//! Table 12: the lines of all documents by HSN, unit and rate.

use super::field::ReturnRecord;
use super::{Period, TaxSums};
use crate::codes::hsn::is_service;
use crate::invoice::Invoice;
use crate::irn::DocType;
use crate::money::Amount;
use std::collections::BTreeMap;

/// The unit of lines without one, such as services. Unverified for the return.
const NO_UNIT: &str = "NA";
/// The longest description that the list of before May 2025 takes.
const SHORT: usize = 30;

/// Which half of the table, HSN, unit, rate.
type Key = (&'static str, String, String, Amount);

/// Adds up lines; credit notes take away.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HsnSummary(BTreeMap<Key, HsnSum>);

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct HsnSum {
    description: String,
    quantity: i64,
    places: u8,
    sums: TaxSums,
}

/// The two halves, and the one list of before.
pub const HALVES: [&str; 2] = ["hsn_b2b", "hsn_b2c"];
pub const ONE_LIST: &str = "data";

/// A row of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HsnRow {
    pub section: &'static str,
    pub number: usize,
    pub hsn: String,
    pub description: String,
    pub unit: String,
    pub quantity: Amount,
    pub rate: Amount,
    pub sums: TaxSums,
    pub at: String,
}

impl ReturnRecord for HsnRow {
    fn at(&self) -> &str {
        &self.at
    }
}

/// Lines of one HSN code, unit and rate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HsnLines<'t> {
    pub hsn: &'t str,
    pub unit: Option<&'t str>,
    pub description: Option<&'t str>,
    pub quantity: Option<Amount>,
    pub rate: Amount,
    pub sums: TaxSums,
}

impl HsnSummary {
    /// Adds the lines of a document to a half of the table.
    pub fn add(&mut self, half: &'static str, invoice: &Invoice<'_>, doc_type: DocType) {
        for item in &invoice.items {
            let lines = HsnLines {
                hsn: item.hsn.as_deref().unwrap_or_default(),
                unit: item.unit.as_deref(),
                description: item.description.as_deref(),
                quantity: item.quantity,
                rate: item.gst_rate.unwrap_or(Amount::ZERO),
                sums: TaxSums::of(item),
            };
            self.add_lines(half, &lines, doc_type == DocType::CreditNote);
        }
    }

    /// Adds lines, or takes them away. Services are counted in no unit, whatever their bill says.
    pub fn add_lines(&mut self, half: &'static str, lines: &HsnLines<'_>, away: bool) {
        let counted = !is_service(lines.hsn);
        let unit = lines.unit.filter(|_| counted).unwrap_or(NO_UNIT).to_ascii_uppercase();
        let quantity = lines.quantity.filter(|_| counted && unit != NO_UNIT).unwrap_or(Amount::ZERO);
        let sum = self.0.entry((half, lines.hsn.to_owned(), unit, lines.rate)).or_default();
        if sum.description.is_empty() {
            lines.description.unwrap_or_default().clone_into(&mut sum.description);
        }
        sum.places = sum.places.max(quantity.places());
        let (quantity, sums) = match away {
            true => (-quantity.thousandths(), lines.sums.negated()),
            false => (quantity.thousandths(), lines.sums),
        };
        sum.quantity = sum.quantity.saturating_add(quantity);
        sum.sums = sum.sums + sums;
    }

    /// The rows as a period has them: in two halves from May 2025, in one list before.
    pub fn rows(&self, period: Period) -> Vec<HsnRow> {
        let mut rows: Vec<HsnRow> = Vec::new();
        let mut merged: BTreeMap<Key, HsnSum> = BTreeMap::new();
        let table = if period.splits_hsn() {
            &self.0
        } else {
            for ((_, hsn, unit, rate), sum) in &self.0 {
                let known = merged.entry((ONE_LIST, hsn.clone(), unit.clone(), *rate)).or_default();
                if known.description.is_empty() {
                    known.description = sum.description.chars().take(SHORT).collect();
                }
                known.quantity = known.quantity.saturating_add(sum.quantity);
                known.places = known.places.max(sum.places);
                known.sums = known.sums + sum.sums;
            }
            &merged
        };
        for ((section, hsn, unit, rate), sum) in table {
            let number = rows.last().filter(|row| row.section == *section).map_or(1, |row| row.number + 1);
            rows.push(HsnRow {
                section,
                number,
                hsn: hsn.clone(),
                description: sum.description.clone(),
                unit: unit.clone(),
                quantity: Amount::from_thousandths(sum.quantity, sum.places),
                rate: *rate,
                sums: sum.sums,
                at: format!("/sections/hsn/{section}/{}", number - 1),
            });
        }
        rows
    }

    /// Whether a half has a row.
    pub fn has(&self, half: &str) -> bool {
        self.0.keys().any(|key| key.0 == half)
    }
}
