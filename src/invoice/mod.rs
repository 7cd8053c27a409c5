//! FORM GST INV-01: the typed model, reading it (every fault, with its path) and writing it.
//!
//! * `form`: the table of fields, which is also the model; `field`, `class`, `block`: the parts of the table;
//! * `scan`, `read`, `value`, `faults`: bytes to tokens, tokens to blocks, the check of one value, the findings;
//! * `write`, `same`: the document as the portal receives it, and the comparison of two documents;
//! * `schema`: the form as a JSON Schema, for `docs/schema/`.

mod block;
mod class;
pub(crate) mod faults;
mod field;
pub mod form;
mod lanes;
mod read;
mod reader;
mod same;
pub(crate) mod scan;
#[cfg(test)]
pub(crate) mod schema;
mod slot;
mod value;
mod wrapper;
mod write;

use crate::calendar::Day;
use crate::finding::Identity;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey};
pub use form::{Invoice, Item};
pub use read::read;
pub(crate) use reader::MOST_FINDINGS;
pub use same::{FieldDifference, are_two_bills, differences};
pub use scan::MAX_DEPTH;
pub(crate) use value::without_quotes;
pub use write::write;

/// The kinds of supply that the portal registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SupplyType {
    /// `B2B`: to a business in India.
    B2b,
    /// `SEZWP`: to a Special Economic Zone, with payment of tax.
    SezWithPayment,
    /// `SEZWOP`: to a Special Economic Zone without payment, under bond or undertaking.
    SezWithoutPayment,
    /// `EXPWP`: export with payment of tax.
    ExportWithPayment,
    /// `EXPWOP`: export without payment, under bond or undertaking.
    ExportWithoutPayment,
    /// `DEXP`: deemed export.
    DeemedExport,
}

impl SupplyType {
    /// Reads `TranDtls.SupTyp`.
    fn parse(text: &str) -> Option<SupplyType> {
        match text {
            "B2B" => Some(SupplyType::B2b),
            "SEZWP" => Some(SupplyType::SezWithPayment),
            "SEZWOP" => Some(SupplyType::SezWithoutPayment),
            "EXPWP" => Some(SupplyType::ExportWithPayment),
            "EXPWOP" => Some(SupplyType::ExportWithoutPayment),
            "DEXP" => Some(SupplyType::DeemedExport),
            _ => None,
        }
    }

    /// Whether the goods or services leave the country; a deemed export does not.
    pub const fn is_export(self) -> bool {
        matches!(self, SupplyType::ExportWithPayment | SupplyType::ExportWithoutPayment)
    }

    /// Whether it goes to a Special Economic Zone.
    pub const fn is_sez(self) -> bool {
        matches!(self, SupplyType::SezWithPayment | SupplyType::SezWithoutPayment)
    }
}

impl Invoice<'_> {
    /// The readable parts of the document's identity.
    pub fn identity(&self) -> Identity {
        let document = self.document.as_deref();
        Identity {
            gstin: self.seller.as_deref().and_then(|s| s.gstin.as_deref()).and_then(Gstin::parse),
            doc_type: document.and_then(|d| d.doc_type.as_deref()).and_then(DocType::parse),
            number: document.and_then(|d| d.number.as_deref()).map(str::to_owned),
            date: self.date(),
        }
    }

    /// Supplier, type, number and date, when all four are there and right.
    pub fn key(&self) -> Option<DocumentKey> {
        self.identity().key()
    }

    /// `DocDtls.Dt`; `None` where it is missing or not a day.
    pub fn date(&self) -> Option<Day> {
        self.document.as_deref()?.date.as_deref().and_then(Day::parse)
    }

    /// `TranDtls.SupTyp`; `None` where it is missing or unknown.
    pub fn supply_type(&self) -> Option<SupplyType> {
        self.transaction.as_deref()?.supply_type.as_deref().and_then(SupplyType::parse)
    }

    /// Whether the recipient pays the tax.
    pub fn reverse_charge(&self) -> bool {
        self.transaction.as_deref().and_then(|t| t.reverse_charge.as_deref()) == Some("Y")
    }
}
