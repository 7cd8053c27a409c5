//! The tables of `data/law/` that returns go by.

use crate::calendar::Day;
use crate::law::Sure;
use crate::money::Amount;

/// Where a document lands in GSTR-1 (GSTN's advisory of 30-11-2020 and its third version; the form's own tables).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TableRow {
    /// `invoice`, `note` or `any`.
    pub document: &'static str,
    /// The form's `SupTyp` (`EXPWP`); `CBW` where IGST is charged inside a state; `B2CL` and `B2CS` for consumers; `ECO_…` for
    /// what a supplier sold through this operator; `any`.
    pub supply: &'static str,
    /// The form's `RegRev`, `Y` or `N`; empty: either.
    pub reverse_charge: &'static str,
    /// Table of the return's form: `4A`.
    pub table: &'static str,
    /// Section of the return's JSON: `b2b`, `exp`, `ecom.urp2b`.
    pub section: &'static str,
    /// The section's own name for the kind of supply (`inv_typ`, `exp_typ`, `typ`): `SEWP`; empty where it has none.
    pub r#type: &'static str,
    /// The half of table 12 that its lines count to: `hsn_b2b` or `hsn_b2c`.
    pub hsn: &'static str,
    /// Table of a later return that amends it: `9A`.
    pub amended_table: &'static str,
    /// Section of that: `b2ba`.
    pub amended_section: &'static str,
    /// Of what the advisory says.
    pub sure: Sure,
    /// What else is to be known of it; may be empty.
    pub note: &'static str,
}

/// `data/law/gstr1.csv`; the row of `any` documents is table 12.
pub const GSTR1: &[TableRow] = include!(concat!(env!("OUT_DIR"), "/law_gstr1.rs"));

/// Above what value an invoice to a consumer in another state stands by itself (table 5).
#[derive(Clone, Copy, Debug)]
pub struct ConsumerLimit {
    /// The first month of returns that it goes for.
    pub from: Day,
    /// In rupees, with tax; an invoice of exactly this is summed up in table 7.
    pub limit: Amount,
    /// Rule or notification.
    pub source: &'static str,
    /// Of limit and day.
    pub sure: Sure,
    /// In words.
    pub what: &'static str,
}

/// `data/law/b2cl.csv`, in the order of time.
pub const B2CL: &[ConsumerLimit] = include!(concat!(env!("OUT_DIR"), "/law_b2cl.rs"));

/// When a return is due, and until when it can be filed.
#[derive(Clone, Copy, Debug)]
pub struct Filing {
    /// `monthly`, `quarterly` or `iff`; of GSTR-3B `monthly_3b` or `quarterly_3b`.
    pub filing: &'static str,
    /// Day of the month after the period.
    pub day: u32,
    /// What it may hold at most, in rupees; `None` where there is no limit.
    pub limit: Option<Amount>,
    /// Years after that day in which it can be filed (section 37(5)).
    pub years: u32,
    /// Section, rule or notification.
    pub source: &'static str,
    /// Of day and limit.
    pub sure: Sure,
    /// In words.
    pub what: &'static str,
}

/// `data/law/returns.csv`.
pub const RETURNS: &[Filing] = include!(concat!(env!("OUT_DIR"), "/law_returns.rs"));

/// The row of a way to file.
pub(crate) fn filing(name: &str) -> Option<&'static Filing> {
    RETURNS.iter().find(|row| row.filing == name)
}

/// The limit of table 5 in the return of a month.
pub(crate) fn consumer_limit(month: Day) -> Amount {
    B2CL.iter().rev().find(|row| row.from <= month).map_or(Amount::ZERO, |row| row.limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_file_and_each_limit_is_there() {
        assert!(
            ["monthly", "quarterly", "iff", "monthly_3b", "quarterly_3b"].iter().all(|name| filing(name).is_some())
        );
        let limit = |year, month| consumer_limit(Day::new(year, month, 1).unwrap()).whole();
        assert_eq!((limit(2024, 7), limit(2024, 8), limit(2026, 1)), (Some(250_000), Some(100_000), Some(100_000)));
    }
}
