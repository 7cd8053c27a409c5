//! What a return reports by sums: consumers' supplies, nil supplies, advances, supplies through operators.

use super::field::{RecordSlot, ReturnRecord, ReturnValue, as_text};
use super::{Period, Reach, StateDigits, TaxSums};
use crate::money::{Amount, Exact};
use serde_json::Value;

as_text! {
    Reach: |reach| Some(match reach { Reach::Inter => "INTER", Reach::Intra => "INTRA" }.to_owned()), |text| match text {
        "INTER" => Some(Reach::Inter),
        "INTRA" => Some(Reach::Intra),
        _ => None,
    };
}

/// Supplies of one rate to consumers of one state: tables 7 and 10, and 15 in an operator's return.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsumerSupply {
    pub section: &'static str,
    pub pos: StateDigits,
    pub reach: Reach,
    pub rate: Amount,
    pub sums: TaxSums,
    /// GSTIN of the supplier, in an operator's own return.
    pub stin: Option<String>,
    /// The month that it amends.
    pub of: Option<Period>,
    pub at: String,
}

/// Advances of one rate: tables 11A and 11B.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Advance {
    pub section: &'static str,
    pub pos: StateDigits,
    pub reach: Reach,
    pub rate: Amount,
    pub amount: Exact,
    /// Taxes alone: the amount has a field of its own.
    pub taxes: TaxSums,
    pub of: Option<Period>,
    pub at: String,
}

/// Nil-rated, exempt and non-GST supplies of one kind: table 8.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Nil {
    pub kind: &'static str,
    pub nil: Exact,
    pub exempt: Exact,
    pub non_gst: Exact,
    pub at: String,
}

/// Supplies through one e-commerce operator: table 14.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Operator {
    pub section: &'static str,
    pub etin: String,
    /// The operator that was reported before.
    pub original: Option<String>,
    pub of: Option<Period>,
    pub sums: TaxSums,
    pub at: String,
}

macro_rules! records {
    ($($record:ident)*) => {$(
        impl ReturnRecord for $record {
            fn at(&self) -> &str {
                &self.at
            }
        }
    )*};
}

records! { ConsumerSupply Advance Nil Operator }
