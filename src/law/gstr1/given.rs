//! What a return is asked for, and what the host adds to it that no ledger holds: plain rows.

use super::{Period, Reach, Span, StateDigits, TaxSums};
use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::irn::DocType;
use crate::law::reconcile::PortalList;
use crate::money::{Amount, Exact};
use schemars::JsonSchema;
use serde::Deserialize;

/// What of the documents an upload has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReturnScope {
    /// Without what the portal fills in from e-invoices.
    #[default]
    Rest,
    /// All of them: an uploaded e-invoice loses its mark at the portal.
    Whole,
}

/// The return that amends the one of its own period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[non_exhaustive]
pub enum Amendment {
    /// GSTR-1A: between filing GSTR-1 and GSTR-3B, once a period.
    #[serde(rename = "1A")]
    OneA,
}

/// Whose return, and for what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AskedReturn {
    /// The taxpayer.
    pub gstin: Gstin,
    /// The month or quarter.
    pub span: Span,
    /// Whether it is for the invoice furnishing facility: a month of a quarter, documents to registered recipients alone.
    pub iff: bool,
    /// Months of the quarter that were furnished so.
    pub furnished: Vec<Period>,
    /// The day on which GSTR-1 of the period was filed, where it was.
    pub filed: Option<Day>,
    /// The portal's lists of e-invoices, to see what it didn't fill in.
    pub downloads: Vec<PortalList>,
    /// What the host adds.
    pub rows: GivenRows,
}

impl AskedReturn {
    /// The return of a taxpayer and a month or quarter, with nothing added.
    pub fn new(gstin: Gstin, span: Span) -> AskedReturn {
        AskedReturn {
            gstin,
            span,
            iff: false,
            furnished: Vec::new(),
            filed: None,
            downloads: Vec::new(),
            rows: GivenRows::default(),
        }
    }
}

/// Rows that the host adds to a return.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct GivenRows {
    /// Consumers' supplies by sums (table 7), where their bills aren't given.
    pub b2c: Vec<Consumers>,
    /// Nil-rated, exempt and non-GST supplies (table 8).
    pub nil: Vec<NilRow>,
    /// Advances (table 11).
    pub advances: Vec<AdvanceRow>,
    /// Supplies through e-commerce operators (table 14), beside those of the documents.
    pub operators: Vec<OperatorRow>,
    /// Lines of table 12 that no document has.
    pub hsn: Vec<HsnRow>,
    /// Whole series of table 13; those of a kind take the place of what the documents tell.
    pub issued: Vec<Issued>,
    /// Numbers that were given out and cancelled before they became an e-invoice.
    pub cancelled: Vec<CancelledNumber>,
}

impl GivenRows {
    /// Whether nothing is added.
    pub fn is_empty(&self) -> bool {
        *self == GivenRows::default()
    }
}

/// The taxes of a row.
macro_rules! taxed_rows {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$field:meta])* $member:ident : $type:ty, )* } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$field])* pub $member: $type, )*
            /// Integrated tax.
            #[serde(default)]
            pub igst: Amount,
            /// Central tax.
            #[serde(default)]
            pub cgst: Amount,
            /// State tax.
            #[serde(default)]
            pub sgst: Amount,
            /// Cess.
            #[serde(default)]
            pub cess: Amount,
        }

        impl $name {
            /// Its sums, of this taxable value.
            pub(super) fn sums(&self, taxable: Amount) -> TaxSums {
                TaxSums {
                    taxable: Exact::from(taxable),
                    igst: Exact::from(self.igst),
                    cgst: Exact::from(self.cgst),
                    sgst: Exact::from(self.sgst),
                    cess: Exact::from(self.cess),
                }
            }
        }
    )*};
}

taxed_rows! {
    /// Supplies of one rate to consumers of one state.
    Consumers {
        /// Two digits.
        place_of_supply: StateDigits,
        /// Per cent.
        rate: Amount,
        /// Taxable value; below 0 where notes are more than supplies.
        taxable: Amount,
        /// The month that the row amends (table 10).
        #[serde(default)]
        amends: Option<Period>,
        /// In an operator's own return (table 15), the supplier: a GSTIN, or `URP` for one without.
        #[serde(default)]
        supplier: Option<String>,
    }
    /// Advances of one rate for supplies in one state.
    AdvanceRow {
        /// Received (11A), or taken into account with a supply (11B).
        kind: AdvanceKind,
        /// Two digits.
        place_of_supply: StateDigits,
        /// Per cent.
        rate: Amount,
        /// Without the tax.
        amount: Amount,
        /// The month that the row amends.
        #[serde(default)]
        amends: Option<Period>,
    }
    /// Supplies through one operator.
    OperatorRow {
        /// The operator's.
        gstin: String,
        /// Who pays the tax on them.
        tax_by: TaxBy,
        /// Net of returns, without the tax.
        value: Amount,
        /// The month that the row amends.
        #[serde(default)]
        amends: Option<Period>,
        /// The operator that was reported then; the same where this is left out.
        #[serde(default)]
        original_gstin: Option<String>,
    }
    /// A line of table 12.
    HsnRow {
        /// Which half of the table.
        to: Half,
        /// HSN or SAC.
        hsn: String,
        /// The unit's code; none for services.
        #[serde(default)]
        unit: Option<String>,
        /// In that unit.
        #[serde(default)]
        quantity: Option<Amount>,
        /// In words.
        #[serde(default)]
        description: Option<String>,
        /// Per cent.
        rate: Amount,
        /// Taxable value.
        taxable: Amount,
    }
}

/// Nil-rated, exempt and non-GST supplies of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NilRow {
    /// Whether they leave the state.
    pub supply: Reach,
    /// To whom they go.
    pub buyer: NilBuyer,
    /// Nil-rated.
    #[serde(default)]
    pub nil: Amount,
    /// Exempt.
    #[serde(default)]
    pub exempt: Amount,
    /// No supply under GST.
    #[serde(default)]
    pub non_gst: Amount,
}

/// A run of numbers that was given out: a row of table 13.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Issued {
    /// The kind of document, 1 to 12 as the form has them: 1 invoices, 4 debit notes, 5 credit notes.
    pub kind: usize,
    /// The first number.
    pub from: String,
    /// The last number.
    pub to: String,
    /// How many there are from the first to the last.
    pub total: usize,
    /// How many of them were cancelled.
    #[serde(default)]
    pub cancelled: usize,
}

/// A number whose bill was cancelled.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CancelledNumber {
    /// `INV`, `CRN` or `DBN`.
    #[serde(rename = "type")]
    pub doc_type: DocType,
    /// As it was written.
    pub number: String,
}

macro_rules! words {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$of:meta])* $word:ident )* } )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum $name { $( $(#[$of])* $word, )* }
    )*};
}

words! {
    /// Received or taken into account.
    AdvanceKind {
        /// 11A.
        Received
        /// 11B.
        Adjusted
    }
    /// Who pays the tax on what is sold through an operator.
    TaxBy {
        /// The supplier; the operator collects a part (section 52).
        Supplier
        /// The operator (section 9(5)).
        Operator
    }
    /// The halves of table 12.
    Half {
        /// Registered recipients.
        B2b
        /// Consumers and exports.
        B2c
    }
    /// Who buys what is not taxed.
    NilBuyer {
        /// A registered person.
        Registered
        /// Anyone else.
        Unregistered
    }
}

/// What is to be said of a document beside itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct BesideDocument {
    /// The document of an earlier return that it takes the place of.
    pub amends: Option<Amended>,
    /// Whether a note to a consumer is about an invoice of table 5.
    pub large: Option<bool>,
    /// Whether the operator pays its tax (section 9(5)).
    pub tax_by: Option<TaxBy>,
    /// In an operator's own return, `URP` where the supplier has no GSTIN.
    pub supplier: Option<String>,
}

/// A document of an earlier return.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Amended {
    /// Its number.
    pub number: String,
    /// Its date.
    pub date: Day,
}
