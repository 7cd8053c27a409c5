//! Finds the place of a document in GSTR-1: table, section, and entry.
//!
//! [`ReturnDocument`] is a document in the return's terms. It is made of an invoice here and read from the portal's download in
//! [`super::reconcile`], so that both are held against one another field by field. [`rows`] has what is reported by sums.
//! What a section may hold is a table of [`sections`], a row a field; [`field`] writes, checks and reads by those rows.
//! [`make`] makes the return: it takes documents one by one and says what is missing.

pub mod consumer;
pub(crate) mod faults;
pub mod field;
pub mod given;
pub mod hsn;
pub mod make;
pub mod needs;
#[cfg(test)]
#[path = "../../tests/pages/returns.rs"]
mod page;
pub mod period;
pub mod placed;
pub mod received;
pub mod rows;
pub mod sections;
pub mod series;
pub mod tables;
pub mod written;

use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::invoice::{Invoice, Item};
use crate::irn::{DocType, Irn};
use crate::money::{Amount, Exact};
use crate::schema::text_schema;
use field::ReturnRecord;
pub use period::{Period, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Add;
use tables::{GSTR1, TableRow};

/// Taxable value and taxes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct TaxSums {
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

impl TaxSums {
    /// The return has one field for cess: ad valorem and flat together; state cess has none.
    pub(crate) fn of(item: &Item<'_>) -> TaxSums {
        let exact = |amount: Option<Amount>| Exact::from(amount.unwrap_or(Amount::ZERO));
        TaxSums {
            taxable: exact(item.assessable_value),
            igst: exact(item.igst),
            cgst: exact(item.cgst),
            sgst: exact(item.sgst),
            cess: exact(item.cess) + exact(item.cess_flat),
        }
    }

    pub(crate) fn negated(self) -> TaxSums {
        let minus = |x: Exact| Exact::ZERO - x;
        TaxSums {
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

impl Add for TaxSums {
    type Output = TaxSums;
    fn add(self, other: TaxSums) -> TaxSums {
        TaxSums {
            taxable: self.taxable + other.taxable,
            igst: self.igst + other.igst,
            cgst: self.cgst + other.cgst,
            sgst: self.sgst + other.sgst,
            cess: self.cess + other.cess,
        }
    }
}

impl std::iter::Sum for TaxSums {
    fn sum<I: Iterator<Item = TaxSums>>(iter: I) -> TaxSums {
        iter.fold(TaxSums::default(), Add::add)
    }
}

/// A state's code in two digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StateDigits(String);

impl StateDigits {
    /// A code of one digit gets its zero.
    pub fn new(code: &str) -> StateDigits {
        StateDigits(format!("{:0>2}", code.trim()))
    }
}

text_schema! { StateDigits as "State": "A state's code, two digits.", "^[0-9]{1,2}$"; }

impl<'de> Deserialize<'de> for StateDigits {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<StateDigits, D::Error> {
        String::deserialize(d).map(|code| StateDigits::new(&code))
    }
}

impl fmt::Display for StateDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The shipping bill of an export.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shipping {
    pub port: Option<String>,
    pub number: Option<String>,
    pub date: Option<Day>,
}

/// The document that another one amends.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Original {
    pub number: Option<String>,
    pub date: Option<Day>,
}

/// What names a document in the return, whose numbers may begin with 0, / and -.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnKey {
    pub gstin: Gstin,
    pub doc_type: DocType,
    pub number: String,
    pub date: Day,
}

impl ReturnKey {
    /// What is wrong where there is none.
    pub const UNREAD: &'static str = "supplier, type, number and date can't all be read";

    /// The names of an invoice, where the return takes them.
    pub fn of(invoice: &Invoice<'_>) -> Option<ReturnKey> {
        let identity = invoice.identity();
        let fits = |number: &String| {
            (1..=16).contains(&number.len())
                && number.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-'))
        };
        Some(ReturnKey {
            gstin: identity.gstin?,
            doc_type: identity.doc_type?,
            number: identity.number.filter(fits)?,
            date: identity.date?,
        })
    }
}

/// A document as GSTR-1 has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnDocument {
    pub place: &'static TableRow,
    /// The section's own word for the kind of supply; empty where it has none.
    pub kind: String,
    pub doc_type: DocType,
    pub number: String,
    pub date: Day,
    pub value: Amount,
    /// GSTIN of the recipient; none for exports and consumers.
    pub ctin: Option<String>,
    pub name: Option<String>,
    pub pos: Option<StateDigits>,
    pub reverse_charge: bool,
    /// GSTIN of the e-commerce operator.
    pub etin: Option<String>,
    /// GSTIN of the supplier, in an operator's own return.
    pub stin: Option<String>,
    pub reach: Reach,
    pub shipping: Shipping,
    /// What it amends, where it does.
    pub original: Original,
    pub by_rate: BTreeMap<Amount, TaxSums>,
    pub irn: Option<Irn>,
    /// The day of the acknowledgement, when it is registered.
    pub registered: Option<Day>,
    /// JSON pointer to it among the answer's documents.
    pub at: String,
}

/// Whether a supply leaves its state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// It does.
    Inter,
    /// It does not.
    Intra,
}

impl Reach {
    /// By the supplier's state and the place of supply.
    pub(crate) fn of(state: &str, pos: Option<&StateDigits>) -> Reach {
        if pos.is_some_and(|pos| pos.0 == state) { Reach::Intra } else { Reach::Inter }
    }
}

/// The place of a document, by the words of the table.
pub fn place(doc_type: DocType, supply: &str, reverse_charge: bool) -> Option<&'static TableRow> {
    let document = if doc_type == DocType::Invoice { "invoice" } else { "note" };
    GSTR1.iter().find(|row| row.document == document && row.supply == supply && row.is_for(reverse_charge))
}

/// The place of what stands in a section under a kind, as the return names them.
pub fn place_of(section: &str, kind: &str, reverse_charge: bool) -> Option<&'static TableRow> {
    let stands = |row: &&TableRow| [row.section, row.amended_section].contains(&section);
    GSTR1.iter().filter(stands).find(|row| row.r#type.eq_ignore_ascii_case(kind) && row.is_for(reverse_charge))
}

/// The first place of a section: what a row of it is before its kind is read.
pub fn place_in(section: &str) -> Option<&'static TableRow> {
    GSTR1.iter().find(|row| [row.section, row.amended_section].contains(&section))
}

impl TableRow {
    fn is_for(&self, reverse_charge: bool) -> bool {
        self.reverse_charge.is_empty() || self.reverse_charge == if reverse_charge { "Y" } else { "N" }
    }
}

impl ReturnDocument {
    /// Whether an invoice says that its recipient has no GSTIN, and doesn't say that it goes abroad.
    pub fn is_of_consumer(invoice: &Invoice<'_>) -> bool {
        let supply = invoice.transaction.as_deref().and_then(|t| t.supply_type.as_deref());
        let gstin = invoice.buyer.as_deref().and_then(|b| b.gstin.as_deref());
        match supply {
            Some("B2C") => gstin.is_none_or(|gstin| gstin == "URP"),
            Some("B2B") => gstin == Some("URP"),
            _ => false,
        }
    }

    /// The entry of an invoice, or why there is none. `large` says whether a consumer's invoice, or the one that a note to a
    /// consumer is about, stands by itself; where it doesn't, the value decides.
    pub fn of(invoice: &Invoice<'_>, large: Option<bool>) -> Result<ReturnDocument, String> {
        let key = ReturnKey::of(invoice).ok_or(ReturnKey::UNREAD)?;
        let transaction = invoice.transaction.as_deref();
        let supply = transaction.and_then(|t| t.supply_type.as_deref()).unwrap_or_default();
        let buyer = invoice.buyer.as_deref();
        let gstin = buyer.and_then(|b| b.gstin.as_deref()).filter(|gstin| *gstin != "URP");
        let pos = buyer.and_then(|b| b.place_of_supply.as_deref()).map(StateDigits::new);
        let value = invoice.totals.as_deref().and_then(|t| t.invoice_value).ok_or("the total value can't be read")?;
        let reverse_charge = invoice.reverse_charge();
        let is_export = supply.starts_with("EXP");
        let igst_inside = transaction.and_then(|t| t.igst_on_intra.as_deref()) == Some("Y");
        let supply = match supply {
            "B2B" if gstin.is_some() && igst_inside => "CBW",
            _ if ReturnDocument::is_of_consumer(invoice) => {
                let large = large.unwrap_or_else(|| consumer::is_large(key.gstin, pos.as_ref(), value, key.date));
                if large { "B2CL" } else { "B2CS" }
            }
            _ if gstin.is_none() && !is_export => {
                return Err(format!("a supply of type \"{supply}\" has a recipient with a GSTIN"));
            }
            other => other,
        };
        let place = place(key.doc_type, supply, reverse_charge)
            .ok_or_else(|| format!("supplies of type \"{supply}\" come into no table"))?;
        let mut by_rate: BTreeMap<Amount, TaxSums> = BTreeMap::new();
        for item in &invoice.items {
            let sums = by_rate.entry(item.gst_rate.unwrap_or(Amount::ZERO)).or_default();
            *sums = *sums + TaxSums::of(item);
        }
        let export = invoice.export.as_deref();
        // A consumer whose address isn't on the bill is where the supplier is (section 10(1)(ca) and 12(2) of the IGST Act).
        let pos = pos.or_else(|| gstin.is_none().then(|| StateDigits::new(key.gstin.state())));
        Ok(ReturnDocument {
            place,
            kind: place.r#type.to_owned(),
            doc_type: key.doc_type,
            number: key.number,
            date: key.date,
            value,
            ctin: gstin.filter(|_| !is_export).map(str::to_owned),
            name: buyer.and_then(|b| b.trade_name.as_deref().or(b.legal_name.as_deref())).map(str::to_owned),
            reach: Reach::of(key.gstin.state(), pos.as_ref()),
            pos,
            reverse_charge,
            etin: transaction.and_then(|t| t.ecommerce_gstin.as_deref()).map(str::to_owned),
            stin: None,
            shipping: Shipping {
                port: export.and_then(|e| e.port.as_deref()).map(str::to_owned),
                number: export.and_then(|e| e.shipping_bill.as_deref()).map(str::to_owned),
                date: export.and_then(|e| e.shipping_bill_date.as_deref()).and_then(Day::parse),
            },
            original: Original::default(),
            by_rate,
            irn: None,
            registered: None,
            at: String::new(),
        })
    }

    /// An entry of a section with nothing in it, to be filled by what is read.
    pub fn unread(place: &'static TableRow) -> ReturnDocument {
        let (doc_type, date) = (DocType::Invoice, Day::new(2017, 7, 1));
        ReturnDocument {
            place,
            kind: String::new(),
            doc_type,
            number: String::new(),
            date: date.unwrap_or(crate::law::tables::HSN_SUMMARY_SPLIT),
            value: Amount::ZERO,
            ctin: None,
            name: None,
            pos: None,
            reverse_charge: false,
            etin: None,
            stin: None,
            reach: Reach::Inter,
            shipping: Shipping::default(),
            original: Original::default(),
            by_rate: BTreeMap::new(),
            irn: None,
            registered: None,
            at: String::new(),
        }
    }

    /// Adds what the portal gave.
    pub fn registered(self, irn: Irn, on: Option<Day>) -> ReturnDocument {
        ReturnDocument { irn: Some(irn), registered: on, ..self }
    }

    pub fn sums(&self) -> TaxSums {
        self.by_rate.values().copied().sum()
    }

    /// A credit note subtracts.
    pub fn is_negative(&self) -> bool {
        self.doc_type == DocType::CreditNote
    }

    /// Whether it takes the place of a document of an earlier return.
    pub fn is_amendment(&self) -> bool {
        self.original.number.is_some()
    }

    /// The section that it stands in.
    pub fn section(&self) -> &'static str {
        if self.is_amendment() { self.place.amended_section } else { self.place.section }
    }

    /// The table of the form that it counts to.
    pub fn table(&self) -> &'static str {
        if self.is_amendment() { self.place.amended_table } else { self.place.table }
    }
}

impl ReturnRecord for ReturnDocument {
    fn at(&self) -> &str {
        &self.at
    }
    fn by_rate(&self) -> Option<&BTreeMap<Amount, TaxSums>> {
        Some(&self.by_rate)
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
    pub sums: TaxSums,
}

impl Total {
    /// Adds a document; a credit note is taken away.
    pub fn add(&mut self, entry: &ReturnDocument) {
        let (value, sums) = (Exact::from(entry.value), entry.sums());
        self.documents += 1;
        let (value, sums) = if entry.is_negative() { (Exact::ZERO - value, sums.negated()) } else { (value, sums) };
        self.value = self.value + value;
        self.sums = self.sums + sums;
    }

    /// Adds a row of sums, which is of no document.
    pub fn add_row(&mut self, sums: &TaxSums) {
        self.value = self.value + sums.named().into_iter().map(|(_, sum)| sum).sum();
        self.sums = self.sums + *sums;
    }
}

/// The totals by table, in the tables' order.
pub fn totals<'e>(entries: impl IntoIterator<Item = &'e ReturnDocument>) -> BTreeMap<&'static str, Total> {
    let mut totals: BTreeMap<&'static str, Total> = BTreeMap::new();
    for entry in entries {
        totals.entry(entry.table()).or_default().add(entry);
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_by_its_document_and_by_its_section() {
        for row in GSTR1.iter().filter(|row| row.document != "any") {
            let doc_type = if row.document == "invoice" { DocType::Invoice } else { DocType::CreditNote };
            let charge = row.reverse_charge == "Y";
            assert_eq!(place(doc_type, row.supply, charge).map(|p| p.table), Some(row.table));
            assert_eq!(place_of(row.section, row.r#type, charge).map(|p| p.table), Some(row.table));
            assert_eq!(
                place_of(row.amended_section, row.r#type, charge).map(|p| p.amended_table),
                Some(row.amended_table)
            );
        }
        assert!(place(DocType::Invoice, "B2C", false).is_none());
    }
}
