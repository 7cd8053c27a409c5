//! The last day for reporting a document.

use super::tables::{Counted, GoesBy, LimitEffect, REPORTING, Reporting};
use super::{LawReason, Sure};
use crate::calendar::Day;
use crate::money::Amount;
use crate::settings::{Settings, TenCrore, ThirtyDays};
use crate::taxpayer::Taxpayer;

/// The time limit of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReportLimit {
    /// The last day in time by every reading.
    pub safe_until: Day,
    /// The portal's limit; `None` where only the law names a day.
    pub refusal: Option<PortalLimit>,
    /// How sure the day is.
    pub sure: Sure,
    /// The row behind `safe_until`.
    row: &'static Reporting,
}

/// A limit that the portal enforces: after it the portal answers 2305.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PortalLimit {
    /// The last day on which every reading allows the document.
    pub safe_until: Day,
    /// The last day before a certain refusal.
    pub refused_after: Day,
    /// For taxpayers from this turnover, in rupees.
    pub turnover: Option<Amount>,
}

/// Whether a document has a time limit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deadline {
    By(ReportLimit),
    Free,
    /// Depends on a turnover that isn't known; the limit would be this.
    CannotTell(ReportLimit),
}

impl Deadline {
    /// The last day in time by every reading, where there certainly is one.
    pub fn report_by(&self) -> Option<Day> {
        match self {
            Deadline::By(limit) => Some(limit.safe_until),
            Deadline::CannotTell(limit) if limit.row.turnover.is_none() => Some(limit.safe_until),
            Deadline::Free | Deadline::CannotTell(_) => None,
        }
    }
}

/// Returns the time limit of a document dated `date`. Every question about the limit goes through here.
///
/// The advisories don't say which year's turnover counts. This takes the highest of the years before the document's.
pub(crate) fn limit(date: Day, taxpayer: &Taxpayer, settings: &Settings) -> Deadline {
    let year = date.fin_year();
    let highest = taxpayer.before(year).map(|(_, amount)| amount).max();
    let reached = |limit: Amount| highest.is_some_and(|most| reaches(settings.ten_crore, most, limit));
    let known = strictest(date, settings, |row| row.turnover.is_none_or(reached));
    if known.is_some_and(|limit| limit.refusal.is_some()) || latest(date, taxpayer).is_some() {
        return known.map_or(Deadline::Free, Deadline::By);
    }
    strictest(date, settings, |_| true).map_or(Deadline::Free, Deadline::CannotTell)
}

/// The turnover of the year before the document's.
fn latest(date: Day, taxpayer: &Taxpayer) -> Option<Amount> {
    let year = date.fin_year();
    let (known, amount) = taxpayer.before(year).next_back()?;
    (known.start() + 1 == year.start()).then_some(amount)
}

/// The strictest row that applies to a document dated `date`.
fn strictest(date: Day, settings: &Settings, holds: impl Fn(&Reporting) -> bool) -> Option<ReportLimit> {
    let rule = settings.thirty_day_rule;
    let rows = || REPORTING.iter().filter(|row| row.status != LimitEffect::Never && binds(row, date) && holds(row));
    let row = rows().min_by_key(|row| safe_until(row, date, rule))?;
    let refusing =
        rows().filter(|row| row.status == LimitEffect::InForce).min_by_key(|row| safe_until(row, date, rule));
    let refusal = refusing.map(|row| PortalLimit {
        safe_until: safe_until(row, date, rule),
        refused_after: refused_after(row, date, rule),
        turnover: row.turnover,
    });
    Some(ReportLimit { safe_until: safe_until(row, date, rule), refusal, sure: row.sure, row })
}

/// Whether a limit applies to a turnover.
fn reaches(ten_crore: TenCrore, turnover: Amount, limit: Amount) -> bool {
    match ten_crore {
        TenCrore::AndAbove => turnover >= limit,
        TenCrore::Above => turnover > limit,
    }
}

/// The last day when the document's own day counts, unless a setting decides otherwise.
fn safe_until(row: &Reporting, date: Day, rule: ThirtyDays) -> Day {
    match (row.counted, rule) {
        (Counted::DayOne, ThirtyDays::DatePlus29 | ThirtyDays::WarnOnDay30) => last_day(row, date, row.days - 1),
        (Counted::DayOne, ThirtyDays::DatePlus30) | (Counted::After, _) => last_day(row, date, row.days),
    }
}

/// The last day by the reading that the setting chooses.
fn refused_after(row: &Reporting, date: Day, rule: ThirtyDays) -> Day {
    match rule {
        ThirtyDays::WarnOnDay30 => last_day(row, date, row.days),
        ThirtyDays::DatePlus29 | ThirtyDays::DatePlus30 => safe_until(row, date, rule),
    }
}

fn last_day(row: &Reporting, date: Day, days: i64) -> Day {
    match row.goes_by {
        // Documents dated before the limit began could be reported until the day before it.
        GoesBy::ReportingDate => date.plus(days).max(row.from.plus(-1)),
        GoesBy::DocumentDate => date.plus(days),
    }
}

fn binds(row: &Reporting, date: Day) -> bool {
    match row.goes_by {
        // A limit that was lifted before the document's last day binds it no more.
        GoesBy::ReportingDate => row.to.is_none_or(|to| last_day(row, date, row.days) <= to),
        GoesBy::DocumentDate => row.from <= date && row.to.is_none_or(|to| date <= to),
    }
}

/// Writes a document's time limit for an answer.
pub(crate) fn reasons(deadline: &Deadline, date: Day, taxpayer: &Taxpayer, settings: &Settings) -> Vec<LawReason> {
    let (Deadline::By(limit) | Deadline::CannotTell(limit)) = deadline else {
        return vec![no_limit(date, taxpayer)];
    };
    let Some(last) = deadline.report_by() else { return vec![no_limit(date, taxpayer)] };
    let row = limit.row;
    let message = match row.status {
        LimitEffect::Relief => format!("for an invoice of this day, a missing IRN is forgiven until {last}"),
        LimitEffect::InForce | LimitEffect::Never => {
            let refused = limit.refusal.map(|refusal| refusal.refused_after).filter(|day| *day > last);
            let doubt = refused.map(|day| format!(", and on {day} perhaps")).unwrap_or_default();
            format!("the portal accepts a document dated {date} until {last}{doubt}; later it answers 2305")
        }
    };
    let mut reasons = vec![LawReason::new("report.time_limit", limit.sure, row.source, message)];
    let of_latest = latest(date, taxpayer)
        .is_some_and(|amount| row.turnover.is_none_or(|limit| reaches(settings.ten_crore, amount, limit)));
    if row.turnover.is_some() && !of_latest {
        let message =
            "no source says which year's turnover counts for the time limit: einv used the highest known year";
        reasons.push(LawReason::new("report.which_year", Sure::Unverified, row.source, message));
    }
    reasons
}

fn no_limit(date: Day, taxpayer: &Taxpayer) -> LawReason {
    let lowest = REPORTING
        .iter()
        .filter(|row| row.status == LimitEffect::InForce)
        .min_by_key(|row| row.turnover.map(Amount::thousandths));
    let (source, sure) = lowest.map_or(("", Sure::Unverified), |row| (row.source, row.sure));
    let missing = taxpayer.missing_before(date.fin_year());
    let message = if missing.is_empty() {
        "no time limit for reporting at this turnover".to_owned()
    } else {
        let years = super::words::in_words(&missing);
        format!("whether there is a time limit for reporting depends on the turnover of {years}")
    };
    LawReason::new("report.no_time_limit", sure, source, message)
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
        limit(Day::parse(date).unwrap(), &taxpayer, &settings).report_by().map(Day::iso)
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
            // The first month's relief, for everyone.
            ("01/10/2020", "600", Some("2020-10-31")),
            ("31/10/2020", "600", Some("2020-11-30")),
            // The seven days of May 2023 never bound anyone.
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

    #[test]
    fn a_limit_that_is_lifted_binds_what_ran_out_before() {
        let row = REPORTING.iter().find(|row| row.goes_by == GoesBy::ReportingDate).unwrap();
        let lifted = Reporting { to: Day::parse("30/06/2026"), ..*row };
        let day = |date: &str| Day::parse(date).unwrap();
        let last = day("30/06/2026").plus(-row.days);
        assert!(binds(&lifted, last) && !binds(&lifted, last.plus(1)));
        assert!(binds(row, last.plus(1)), "a limit without an end binds every document");
    }
}
