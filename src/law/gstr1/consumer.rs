//! Documents to consumers: by themselves in table 5, or summed up in table 7.

use super::tables::consumer_limit;
use super::{Period, Reach, StateDigits};
use crate::calendar::Day;
use crate::gstin::Gstin;
use crate::money::Amount;

/// Whether an invoice to a consumer stands by itself: it goes to another state, and is above the limit.
pub fn is_large(supplier: Gstin, pos: Option<&StateDigits>, value: Amount, date: Day) -> bool {
    pos.is_some()
        && Reach::of(supplier.state(), pos) == Reach::Inter
        && value > consumer_limit(Period::of(date).first())
}
