//! Finds the place of a document in GSTR-1: table, section, and entry.
//!
//! [`Entry`] is a document in the return's terms. It is made of an invoice here and read from the portal's download in
//! [`super::reconcile`], so that both are held against one another field by field. [`sections`] has entries as the return's
//! JSON has them, [`hsn`] sums their lines for table 12.

pub mod hsn;
pub mod sections;

use super::tables::{GSTR1, HSN_SUMMARY_SPLIT, Place};
use crate::calendar::Day;
use crate::invoice::{Invoice, Item};
use crate::irn::{DocType, Irn};
use crate::money::{Amount, Exact};
use crate::schema::text_schema;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::Add;

/// Taxable value and taxes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Sums {
    /// Taxable value.
    #[serde(rename = "txval")]
    pub taxable: Exact,
    /// Integrated tax.
    #[serde(rename = "iamt")]
    pub igst: Exact,
    /// Central tax.
    #[serde(rename = "camt")]
    pub cgst: Exact,
    /// State tax.
    #[serde(rename = "samt")]
    pub sgst: Exact,
    /// Cess.
    #[serde(rename = "csamt")]
    pub cess: Exact,
}

impl Sums {
    /// The return has one field for cess: ad valorem and flat together; state cess has none.
    pub(crate) fn of(item: &Item<'_>) -> Sums {
        let exact = |amount: Option<Amount>| Exact::from(amount.unwrap_or(Amount::ZERO));
        Sums {
            taxable: exact(item.assessable_value),
            igst: exact(item.igst),
            cgst: exact(item.cgst),
            sgst: exact(item.sgst),
            cess: exact(item.cess) + exact(item.cess_flat),
        }
    }

    pub(crate) fn negated(self) -> Sums {
        let minus = |x: Exact| Exact::ZERO - x;
        Sums {
            taxable: minus(self.taxable),
            igst: minus(self.igst),
            cgst: minus(self.cgst),
            sgst: minus(self.sgst),
            cess: minus(self.cess),
        }
    }

    /// The parts by the return's names.
    pub(crate) fn named(&self) -> [(&'static str, Exact); 5] {
        [("txval", self.taxable), ("iamt", self.igst), ("camt", self.cgst), ("samt", self.sgst), ("csamt", self.cess)]
    }
}

impl Add for Sums {
    type Output = Sums;
    fn add(self, other: Sums) -> Sums {
        Sums {
            taxable: self.taxable + other.taxable,
            igst: self.igst + other.igst,
            cgst: self.cgst + other.cgst,
            sgst: self.sgst + other.sgst,
            cess: self.cess + other.cess,
        }
    }
}

impl std::iter::Sum for Sums {
    fn sum<I: Iterator<Item = Sums>>(iter: I) -> Sums {
        iter.fold(Sums::default(), Add::add)
    }
}

/// The shipping bill of an export.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shipping {
    pub port: Option<String>,
    pub number: Option<String>,
    pub date: Option<Day>,
}

/// A document as GSTR-1 shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub place: &'static Place,
    pub doc_type: DocType,
    pub number: String,
    pub date: Day,
    pub value: Amount,
    /// GSTIN of the recipient; none for exports.
    pub ctin: Option<String>,
    pub name: Option<String>,
    /// Two digits.
    pub pos: Option<String>,
    pub reverse_charge: bool,
    /// GSTIN of the e-commerce operator.
    pub etin: Option<String>,
    pub shipping: Shipping,
    pub by_rate: BTreeMap<Amount, Sums>,
    pub irn: Option<Irn>,
    /// The day of the acknowledgement, when it is registered.
    pub registered: Option<Day>,
}

/// The row of the table for a document; `None` for documents that are never e-invoices.
pub fn place(doc_type: DocType, supply: &str, reverse_charge: bool) -> Option<&'static Place> {
    let document = if doc_type == DocType::Invoice { "invoice" } else { "note" };
    let charge = if reverse_charge { "Y" } else { "N" };
    GSTR1.iter().find(|row| {
        row.document == document
            && row.supply == supply
            && (row.reverse_charge.is_empty() || row.reverse_charge == charge)
    })
}

/// The row of a section and type, as the return names them.
pub fn place_of(section: &str, kind: &str, reverse_charge: bool) -> Option<&'static Place> {
    let charge = if reverse_charge { "Y" } else { "N" };
    GSTR1.iter().find(|row| {
        row.section == section
            && row.r#type.eq_ignore_ascii_case(kind)
            && (row.reverse_charge.is_empty() || row.reverse_charge == charge)
    })
}

impl Entry {
    /// Returns the entry of an invoice, or why it has none.
    pub fn of(invoice: &Invoice<'_>) -> Result<Entry, String> {
        let key = invoice.key().ok_or("supplier, type, number and date can't all be read")?;
        let transaction = invoice.transaction.as_deref();
        let supply = transaction.and_then(|t| t.supply_type.as_deref()).unwrap_or_default();
        let buyer = invoice.buyer.as_deref();
        let gstin = buyer.and_then(|b| b.gstin.as_deref()).filter(|gstin| *gstin != "URP");
        let reverse_charge = invoice.reverse_charge();
        let place = place(key.doc_type, supply, reverse_charge)
            .ok_or_else(|| format!("supplies of type \"{supply}\" belong to no table of e-invoices"))?;
        let is_export = place.section == "exp" || place.section == "cdnur";
        if gstin.is_none() && !is_export {
            return Err("a document to a recipient without GSTIN belongs to no table of e-invoices".into());
        }
        let value = invoice.totals.as_deref().and_then(|t| t.invoice_value).ok_or("the total value can't be read")?;
        let mut by_rate: BTreeMap<Amount, Sums> = BTreeMap::new();
        for item in &invoice.items {
            let sums = by_rate.entry(item.gst_rate.unwrap_or(Amount::ZERO)).or_default();
            *sums = *sums + Sums::of(item);
        }
        let export = invoice.export.as_deref();
        Ok(Entry {
            place,
            doc_type: key.doc_type,
            number: key.number.as_str().to_owned(),
            date: key.date,
            value,
            ctin: gstin.filter(|_| !is_export).map(str::to_owned),
            name: buyer.and_then(|b| b.trade_name.as_deref().or(b.legal_name.as_deref())).map(str::to_owned),
            pos: buyer.and_then(|b| b.place_of_supply.as_deref()).map(|pos| format!("{pos:0>2}")),
            reverse_charge,
            etin: transaction.and_then(|t| t.ecommerce_gstin.as_deref()).map(str::to_owned),
            shipping: Shipping {
                port: export.and_then(|e| e.port.as_deref()).map(str::to_owned),
                number: export.and_then(|e| e.shipping_bill.as_deref()).map(str::to_owned),
                date: export.and_then(|e| e.shipping_bill_date.as_deref()).and_then(Day::parse),
            },
            by_rate,
            irn: None,
            registered: None,
        })
    }

    /// Adds the portal's answer.
    pub fn registered(self, irn: Irn, on: Option<Day>) -> Entry {
        Entry { irn: Some(irn), registered: on, ..self }
    }

    pub fn sums(&self) -> Sums {
        self.by_rate.values().copied().sum()
    }

    /// A credit note subtracts.
    pub fn is_negative(&self) -> bool {
        self.doc_type == DocType::CreditNote
    }
}

/// What one table adds up to, credit notes taken away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Total")]
pub struct Total {
    /// How many documents there are.
    pub documents: usize,
    /// Their value.
    #[serde(rename = "val")]
    pub value: Exact,
    /// Their taxable value and taxes.
    #[serde(flatten)]
    pub sums: Sums,
}

/// The totals by table, in the tables' order.
pub fn totals<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> BTreeMap<&'static str, Total> {
    let mut totals: BTreeMap<&'static str, Total> = BTreeMap::new();
    for entry in entries {
        let total = totals.entry(entry.place.table).or_default();
        let (value, sums) = (Exact::from(entry.value), entry.sums());
        total.documents += 1;
        if entry.is_negative() {
            total.value = total.value - value;
            total.sums = total.sums + sums.negated();
        } else {
            total.value = total.value + value;
            total.sums = total.sums + sums;
        }
    }
    totals
}

/// A month of returns, `MMYYYY`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    first: Day,
}

impl Period {
    /// Reads `112026`.
    pub fn parse(text: &str) -> Option<Period> {
        let digits = text.len() == 6 && text.bytes().all(|c| c.is_ascii_digit());
        let (month, year) = digits.then(|| text.split_at(2))?;
        Some(Period { first: Day::new(year.parse().ok()?, month.parse().ok()?, 1)? })
    }

    /// The month of a day.
    pub fn of(day: Day) -> Option<Period> {
        Day::parse(&format!("01{}", &day.to_string()[2..])).map(|first| Period { first })
    }

    /// Its first day.
    pub fn first(self) -> Day {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Day {
        // Thirty-one days later is in the next month, whose first day follows the last day of this one.
        let next = Period::of(self.first.plus(31)).unwrap_or(self);
        next.first.plus(-1)
    }

    /// Whether table 12 is split in two, as it is from the returns of May 2025.
    pub(crate) fn splits_hsn(self) -> bool {
        self.first >= HSN_SUMMARY_SPLIT
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

text_schema! { Period as "Period": "A month of returns, MMYYYY.", "^(0[1-9]|1[0-2])[0-9]{4}$"; }

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.first.to_string().replace('/', "")[2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_month_and_knows_its_ends() {
        let ends = |text: &str| Period::parse(text).map(|p| (p.first().iso(), p.last().iso()));
        assert_eq!(ends("112026"), Some(("2026-11-01".into(), "2026-11-30".into())));
        assert_eq!(ends("022024"), Some(("2024-02-01".into(), "2024-02-29".into())));
        assert_eq!(ends("122020"), Some(("2020-12-01".into(), "2020-12-31".into())));
        for wrong in ["132026", "2026-11", "11226", "", "1120266", "+12026"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
        assert!(!Period::parse("042025").unwrap().splits_hsn() && Period::parse("052025").unwrap().splits_hsn());
    }

    #[test]
    fn every_row_is_found_by_its_document_and_by_its_section() {
        for row in GSTR1.iter().filter(|row| row.document != "any") {
            let doc_type = if row.document == "invoice" { DocType::Invoice } else { DocType::CreditNote };
            let charge = row.reverse_charge == "Y";
            assert_eq!(place(doc_type, row.supply, charge).map(|p| p.table), Some(row.table));
            assert_eq!(place_of(row.section, row.r#type, charge).map(|p| p.table), Some(row.table));
        }
        assert!(place(DocType::Invoice, "B2C", false).is_none());
    }
}
