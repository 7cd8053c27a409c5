//! GST rates: the total percentage of a line (`GstRt`), by the law's days and by the portal's.
//!
//! The two differ: a note to an old bill keeps the old rate, so the portal still accepts rates that the law has ended.
//! Where the portal's behaviour is uncertain, the row names the deciding setting (the table of settings).

use super::{ListRow, within};
use crate::calendar::Day;
use crate::money::Amount;

/// A row of `data/codes/rates.csv`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rate {
    /// Percent.
    pub rate: Amount,
    /// First and last day of the law behind it; both empty where no one looked it up.
    pub law_from: Option<Day>,
    pub law_to: Option<Day>,
    /// First and last document date for which the portal accepts it.
    pub portal_from: Option<Day>,
    pub portal_to: Option<Day>,
    /// The deciding setting, where the sources disagree.
    pub setting: Option<&'static str>,
    pub note: &'static str,
}

/// Every rate the portal accepts or accepted, rising.
pub const RATES: &[Rate] = include!(concat!(env!("OUT_DIR"), "/rates.rs"));

impl Rate {
    /// A rate that the library doesn't know.
    pub(super) const fn new(rate: Amount) -> Rate {
        let (setting, note) = (None, "");
        Rate { rate, law_from: None, law_to: None, portal_from: None, portal_to: None, setting, note }
    }

    /// Whether the portal accepts it for a document of this date, without regard to settings.
    pub fn portal_takes(&self, date: Day) -> bool {
        within(self.portal_from, self.portal_to, date)
    }
}

/// All rates are multiples of 0.05, in thousandths.
const STEP: i64 = 50;
/// The index of the row of each such multiple.
static PLACES: [u8; 1024] = {
    let mut places = [u8::MAX; 1024];
    let mut row = 0;
    while row < RATES.len() {
        let thousandths = RATES[row].rate.thousandths();
        assert!(thousandths % STEP == 0, "a rate is not a multiple of 0.05");
        places[(thousandths / STEP) as usize] = row as u8;
        row += 1;
    }
    places
};

/// The row of a rate, valid or not.
pub fn find(rate: Amount) -> Option<&'static Rate> {
    let place = PLACES.get(usize::try_from(rate.thousandths() / STEP).ok()?)?;
    RATES.get(usize::from(*place)).filter(|row| row.rate == rate)
}

/// The next lower and higher rates that the portal accepts on a date.
pub fn nearest(rates: &[Rate], rate: Amount, date: Day) -> Vec<Amount> {
    let taken = || rates.iter().filter(|row| row.portal_takes(date)).map(|row| row.rate);
    let below = taken().filter(|r| *r < rate).max();
    let above = taken().filter(|r| *r > rate).min();
    below.into_iter().chain(above).collect()
}

impl From<&Rate> for ListRow<'static> {
    fn from(row: &Rate) -> ListRow<'static> {
        ListRow::of(row.rate.to_string(), row.note, (row.portal_from, row.portal_to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::tests::shared;

    fn taken(rate: &str, date: &str) -> bool {
        find(Amount::parse(rate).unwrap()).is_some_and(|row| row.portal_takes(Day::parse(date).unwrap()))
    }

    #[test]
    #[ignore = "reads the reference folder: make reference"]
    fn every_shared_rate_is_accepted_or_refused_as_the_master_says() {
        let rows = shared("masters/gst_rates.csv");
        assert_eq!(rows.len(), RATES.len());
        assert!(RATES.is_sorted_by_key(|row| row.rate));
        for row in rows {
            assert_eq!(taken(&row[0], "2026-11-21"), row[1].starts_with('Y'), "{}", row[0]);
        }
    }

    #[test]
    fn forty_percent_begins_on_the_day_of_its_notification_and_half_a_percent_has_ended() {
        assert!(!taken("40", "2025-09-21") && taken("40", "2025-09-22") && taken("40.000", "2025-09-22"));
        assert!(!taken("0.5", "2020-10-01") && taken("0.50", "2020-08-01"));
        assert!(!taken("9", "2026-01-01") && !taken("2.5", "2026-01-01"));
        let twelve = find(Amount::parse("12").unwrap()).unwrap();
        let date = Day::new(2026, 1, 1).unwrap();
        assert!(twelve.portal_takes(date) && twelve.law_to.is_some_and(|last| last < date));
    }

    #[test]
    fn a_wrong_rate_gets_its_neighbours_as_suggestions() {
        let near = |rate: &str| nearest(RATES, Amount::parse(rate).unwrap(), Day::new(2026, 1, 1).unwrap());
        assert_eq!(near("9").iter().map(|r| r.to_string()).collect::<Vec<_>>(), ["7.5", "12"]);
        assert_eq!(near("50").iter().map(|r| r.to_string()).collect::<Vec<_>>(), ["40"]);
    }
}
