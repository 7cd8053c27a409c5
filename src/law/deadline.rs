//! By when a document must be reported.

use super::tables::{Counted, GoesBy, REPORTING, Reporting, Status};
use super::{Reason, Sure};
use crate::calendar::Day;
use crate::money::Amount;
use crate::settings::{Settings, TenCrore, ThirtyDays};
use crate::taxpayer::Taxpayer;

/// Whether a turnover falls under a limit.
fn reaches(ten_crore: TenCrore, turnover: Amount, limit: Amount) -> bool {
    match ten_crore {
        TenCrore::AndAbove => turnover >= limit,
        TenCrore::Above => turnover > limit,
    }
}

/// Last day for a document dated `date`, as one row of the table has it.
fn last_day(row: &Reporting, date: Day, rule: ThirtyDays) -> Day {
    let literal = match (row.counted, rule) {
        (Counted::DayOne, ThirtyDays::DatePlus29) => date.plus(row.days - 1),
        (Counted::DayOne, ThirtyDays::DatePlus30) | (Counted::After, _) => date.plus(row.days),
    };
    match row.goes_by {
        // What was older before the limit began could be reported until then.
        GoesBy::ReportingDate => literal.max(row.from.plus(-1)),
        GoesBy::DocumentDate => literal,
    }
}

fn binds(row: &Reporting, date: Day) -> bool {
    match row.goes_by {
        GoesBy::ReportingDate => true,
        GoesBy::DocumentDate => row.from <= date && row.to.is_none_or(|to| date <= to),
    }
}

/// The last day for reporting a document, with its reasons. `None`: no limit, or not enough is known of the turnover.
///
/// The advisories don't say which year's turnover counts: the highest of the years before the document's is taken.
pub fn report_by(date: Day, taxpayer: &Taxpayer, settings: &Settings) -> (Option<Day>, Vec<Reason>) {
    let year = date.fin_year();
    let highest = taxpayer.before(year).map(|(_, amount)| amount).max();
    let latest = taxpayer.before(year).next_back().filter(|(known, _)| known.start() + 1 == year.start());
    let reached = |limit: Amount| highest.is_some_and(|most| reaches(settings.ten_crore, most, limit));
    let first = REPORTING
        .iter()
        .filter(|row| row.status != Status::Never && binds(row, date) && row.turnover.is_none_or(reached))
        .map(|row| (last_day(row, date, settings.thirty_day_rule), row))
        .min_by_key(|(last, _)| *last);
    let Some((last, row)) = first else { return (None, vec![no_limit(date, taxpayer)]) };
    let message = match row.status {
        Status::Relief => format!("an invoice of this day is forgiven its missing IRN until {last}"),
        Status::InForce | Status::Never => {
            format!("the portal takes a document dated {date} until {last}, later it answers 2305")
        }
    };
    let mut reasons = vec![Reason::new("report.time_limit", row.sure, row.source, message)];
    let of_latest =
        latest.is_some_and(|(_, amount)| row.turnover.is_none_or(|limit| reaches(settings.ten_crore, amount, limit)));
    if row.turnover.is_some() && !of_latest {
        let message =
            "no source says which year's turnover counts for the time limit: the highest known year was taken";
        reasons.push(Reason::new("report.which_year", Sure::Unverified, row.source, message));
    }
    (Some(last), reasons)
}

fn no_limit(date: Day, taxpayer: &Taxpayer) -> Reason {
    let lowest = REPORTING
        .iter()
        .filter(|row| row.status == Status::InForce)
        .min_by_key(|row| row.turnover.map(Amount::thousandths));
    let (source, sure) = lowest.map_or(("", Sure::Unverified), |row| (row.source, row.sure));
    let missing = taxpayer.missing_before(date.fin_year());
    let message = if missing.is_empty() {
        "no time limit for reporting at this turnover".to_owned()
    } else {
        let years = super::applicability::in_words(&missing);
        format!("whether there is a time limit for reporting depends on the turnover of {years}")
    };
    Reason::new("report.no_time_limit", sure, source, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::FinYear;

    fn by(date: &str, crores: &str, rule: ThirtyDays, ten: TenCrore) -> Option<String> {
        let amount = Amount::parse(crores).unwrap();
        let rupees = Amount::from_thousandths(amount.thousandths() * 10_000_000, 2);
        let turnover = (2017..2026).map(|y| (FinYear::beginning(y), rupees)).collect();
        let taxpayer = Taxpayer { turnover, ..Taxpayer::default() };
        let settings = Settings { thirty_day_rule: rule, ten_crore: ten, ..Settings::default() };
        report_by(Day::parse(date).unwrap(), &taxpayer, &settings).0.map(Day::iso)
    }

    #[test]
    fn each_time_limit_ends_on_the_day_of_its_own_example() {
        let usual = |date, crores| by(date, crores, ThirtyDays::DatePlus29, TenCrore::AndAbove);
        for (date, crores, last) in [
            // The advisories' own examples.
            ("01/11/2023", "100", Some("2023-11-30")),
            ("01/04/2025", "10", Some("2025-04-30")),
            // Just under each turnover.
            ("01/11/2023", "99.99", Some("2025-03-31")),
            ("01/04/2025", "9.99", None),
            // Older documents could be reported until the eve of the limit.
            ("01/09/2023", "100", Some("2023-10-31")),
            ("02/10/2023", "100", Some("2023-10-31")),
            ("03/10/2023", "100", Some("2023-11-01")),
            ("02/03/2025", "10", Some("2025-03-31")),
            ("15/03/2025", "10", Some("2025-04-13")),
            // The first month's relief, for everybody.
            ("01/10/2020", "600", Some("2020-10-31")),
            ("31/10/2020", "600", Some("2020-11-30")),
            // The seven days of May 2023 never bound anybody.
            ("01/05/2023", "200", Some("2023-10-31")),
            ("21/11/2026", "10", Some("2026-12-20")),
        ] {
            assert_eq!(usual(date, crores).as_deref(), last, "{date} {crores} crore");
        }
    }

    #[test]
    fn the_settings_move_the_last_day_and_the_turnover_of_exactly_ten_crore() {
        let (plus_30, above) = (ThirtyDays::DatePlus30, TenCrore::Above);
        assert_eq!(by("01/11/2023", "100", plus_30, TenCrore::AndAbove).as_deref(), Some("2023-12-01"));
        assert_eq!(by("01/04/2025", "10", ThirtyDays::DatePlus29, above), None);
        assert_eq!(by("01/04/2025", "10.01", ThirtyDays::DatePlus29, above).as_deref(), Some("2025-04-30"));
    }
}
