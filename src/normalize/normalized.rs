//! What comes of normalising a bill.

use super::bill::{At, Whence};
use super::target::TargetSlot;
use crate::change::{Changes, Place};
use crate::finding::Finding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a document was, by its keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "BillKind")]
pub enum InputKind {
    /// FORM GST INV-01.
    Inv01,
    /// The simple bill.
    Simple,
    /// `{"transaction": …}`, a GSP's.
    Cleartax,
    /// Names like `document_details`, a GSP's.
    Mastersindia,
    /// One flat object, a GSP's.
    Iris,
    /// A list with one INV-01 in it.
    NicBulk,
    /// What the portal signed: a document that has its IRN.
    Signed,
    /// A bill inside another object.
    Wrapper,
    /// A row or rows of a table, or a voucher.
    Table,
}

impl InputKind {
    /// Whether it is INV-01 by itself, registered or not.
    pub const fn is_inv01(self) -> bool {
        matches!(self, InputKind::Inv01 | InputKind::Signed)
    }
}

/// Why a bill isn't one to send. A table passes it over; for one document it is a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SkipReason")]
#[serde(rename_all = "snake_case")]
pub enum Skip {
    /// The buyer has no GSTIN and isn't abroad.
    Consumer,
    /// It is registered already.
    HasIrn,
    /// It was cancelled where it was made.
    Cancelled,
    /// It is a draft.
    Draft,
    /// It is a receipt, a quotation, a purchase, a replacement.
    NotASale,
    /// Every amount of it is zero.
    NoValue,
    /// The same bill stands earlier in the table.
    Duplicate,
}

impl Skip {
    /// The word for it, as answers have it.
    pub const fn name(self) -> &'static str {
        match self {
            Skip::Consumer => "consumer",
            Skip::HasIrn => "has_irn",
            Skip::Cancelled => "cancelled",
            Skip::Draft => "draft",
            Skip::NotASale => "not_a_sale",
            Skip::NoValue => "no_value",
            Skip::Duplicate => "duplicate",
        }
    }
}

/// A bill as INV-01.
pub struct NormalizedBill<'t> {
    /// What it was.
    pub kind: InputKind,
    /// FORM GST INV-01 as JSON: as much as there is, unreadable values as they stood. No one has judged it.
    pub document: String,
    /// Whether what follows from parties and lines is still to be worked out (`compute`).
    pub needs_completing: bool,
    /// The same without an e-way bill, where one is made only if the goods need one: neither the bill nor the caller asked
    /// for this one.
    pub without_ewb: Option<String>,
    /// What was changed.
    pub changes: Changes,
    /// What is wrong, each finding with its place.
    pub findings: Vec<Finding>,
    /// Why it isn't one to send.
    pub skip: Option<Skip>,
    /// The values that name a document: seller, kind, number, day.
    pub(super) texts: Vec<(TargetSlot, String)>,
    /// Where each value stood, in the order of slots.
    pub(super) places: Vec<(TargetSlot, At)>,
    /// Where the bill and its lines stand.
    pub(super) bill: At,
    pub(super) lines: Vec<At>,
    pub(super) whence: Box<dyn Whence + 't>,
}

impl InputKind {
    /// The name of it.
    pub const fn name(self) -> &'static str {
        match self {
            InputKind::Inv01 => "inv01",
            InputKind::Simple => "simple",
            InputKind::Cleartax => "cleartax",
            InputKind::Mastersindia => "mastersindia",
            InputKind::Iris => "iris",
            InputKind::NicBulk => "nic_bulk",
            InputKind::Signed => "signed",
            InputKind::Wrapper => "wrapper",
            InputKind::Table => "table",
        }
    }
}

impl NormalizedBill<'_> {
    /// The text that stands in a slot of the result, by its pointer.
    pub fn text(&self, pointer: &str) -> Option<&str> {
        let slot = TargetSlot::parse(pointer)?;
        self.texts.iter().find(|(own, _)| *own == slot).map(|(_, text)| text.as_str())
    }

    /// Where a value of the result stood in the input, by its pointer.
    pub fn place(&self, pointer: &str) -> Option<Place> {
        let Some(slot) = TargetSlot::parse(pointer) else { return self.whence.place(self.bill, None) };
        if let Ok(found) = self.places.binary_search_by_key(&slot, |(slot, _)| *slot) {
            return self.whence.place(self.places[found].1, None);
        }
        // A block or a line is where the first of its values is; what is missing would stand in its line or bill.
        let holder = slot.line().and_then(|line| self.lines.get(line as usize)).copied().unwrap_or(self.bill);
        self.whence.place(holder, Some(slot))
    }

    /// Gives findings of the rule book the places that their values stood at.
    pub fn locate(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|finding| finding.at.is_none()) {
            finding.at = self.place(&finding.path).map(Box::new);
        }
    }
}
