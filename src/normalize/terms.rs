//! What a bill is read by beside itself.

use crate::calendar::Day;
use crate::codes::Lists;
use crate::gstin::Gstin;
use crate::taxpayer::Taxpayer;

/// What a bill is read by.
#[derive(Clone, Copy)]
pub struct ReadingTerms<'k> {
    /// The sellers there may be; those with a profile fill a bill's seller.
    pub sellers: &'k [Taxpayer],
    /// Which codes there are.
    pub lists: &'k Lists,
    /// The day to judge by.
    pub on: Day,
    /// How days in text are written.
    pub dates: Dates,
    /// The day that a spreadsheet counts from, where one is read: a bare number in a column of days is one.
    pub epoch: Option<Day>,
    /// Whether a comma, not a point, stands before decimals.
    pub decimal_comma: bool,
    /// How rates are written.
    pub rates: Rates,
    /// Whether an e-way bill is asked for, whatever the bill says.
    pub ewb: EwbConsent,
    /// Whether a bill to a consumer is wanted, too, as the return takes it.
    pub consumers: bool,
    /// Whether changes of dress are listed, not only counted.
    pub lists_dress: bool,
    /// What else is known.
    pub known: &'k dyn KnownBeside,
}

/// Whether the caller asks for an e-way bill of bills that carry transport. A bill's own `transport.make` asks, too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum EwbConsent {
    /// It doesn't.
    #[default]
    None,
    /// Of those whose goods need one, or may need one.
    WhereDue,
    /// Of each.
    Always,
}

/// How days in text are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dates {
    /// The day first.
    #[default]
    DayFirst,
    /// The month first: only where the caller says so.
    MonthFirst,
}

/// How rates are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rates {
    /// In per cent, or as a fraction: no number is both.
    #[default]
    Either,
    /// In per cent.
    Percent,
    /// As a fraction.
    Fraction,
}

/// What is known beside the bill: earlier bills, the ledger, its memory of taxpayers.
pub trait KnownBeside {
    /// The day of the seller's bill with a number, the newest not after a day.
    fn day_of(&self, seller: Gstin, number: &str, until: Option<Day>) -> Option<Day> {
        let _ = (seller, number, until);
        None
    }

    /// What is remembered of a taxpayer.
    fn taxpayer(&self, gstin: Gstin) -> Option<RememberedParty> {
        let _ = gstin;
        None
    }
}

/// Nothing is known.
pub struct NothingKnown;

impl KnownBeside for NothingKnown {}

/// A taxpayer as it is remembered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RememberedParty {
    /// Legal name.
    pub name: Option<String>,
    /// Address, a line each.
    pub address: Vec<String>,
    /// Town.
    pub city: Option<String>,
    /// PIN code.
    pub pin: Option<String>,
    /// Whether it is a unit or developer of a Special Economic Zone.
    pub sez: bool,
}

impl<'k> ReadingTerms<'k> {
    /// Reading with nothing known but the lists and the day.
    pub fn plain(lists: &'k Lists, on: Day) -> ReadingTerms<'k> {
        ReadingTerms {
            sellers: &[],
            lists,
            on,
            dates: Dates::default(),
            epoch: None,
            decimal_comma: false,
            rates: Rates::default(),
            ewb: EwbConsent::default(),
            consumers: false,
            lists_dress: false,
            known: &NothingKnown,
        }
    }
}
