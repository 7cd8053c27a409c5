//! The document's day, and the period it covers.

use super::{Case, Findings, OfDocument};
use crate::calendar::Day;
use crate::finding::Rule;
use crate::money::Amount;
use crate::settings::{TenCrore, ThirtyDays};
use crate::taxpayer::crore;

fn future(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(date) = case.date.filter(|date| *date > case.today()) {
        found.push(rule.at(rule.path).value(date).expected(case.today()).severity(case.by_the_clock()));
    }
}

fn earliest(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let (Some(date), Some(first)) = (case.date, case.settings.earliest_document_date.0)
        && date < first
    {
        found.push(rule.at(rule.path).value(date).expected(first));
    }
}

/// The turnover, in crore, from which the limit holds on a day of reporting.
fn thirty_days_from(today: Day) -> Option<i64> {
    let since = |y, m, d| Day::new(y, m, d).is_some_and(|day| today >= day);
    match () {
        () if since(2025, 4, 1) => Some(10),
        () if since(2023, 11, 1) => Some(100),
        () => None,
    }
}

fn thirty_days(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let (Some(date), Some(threshold)) = (case.date, thirty_days_from(case.today())) else { return };
    let last = date.plus(match case.settings.thirty_day_rule {
        ThirtyDays::DatePlus29 => 29,
        ThirtyDays::DatePlus30 => 30,
    });
    if case.today() <= last {
        return;
    }
    let enough = |turnover: Amount| match case.settings.ten_crore {
        TenCrore::AndAbove => turnover >= crore(threshold),
        TenCrore::Above => turnover > crore(threshold),
    };
    match case.taxpayer.and_then(|t| t.crossed(case.today(), enough)) {
        None => found.undecided(rule),
        Some(false) => {}
        Some(true) => {
            let fault = rule.at(rule.path).value(date).expected(last).word("threshold", threshold);
            found.push(fault.severity(case.by_the_clock()));
        }
    }
}

fn period(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(period) = case.invoice.references.as_deref().and_then(|r| r.period.as_deref()) else { return };
    let day = |text: Option<&str>| text.and_then(Day::parse);
    if let (Some(start), Some(end)) = (day(period.start.as_deref()), day(period.end.as_deref()))
        && start > end
    {
        found.push(rule.at(rule.path).value(start).word("end", end));
    }
}

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "date.future",
            "2163",
            "/DocDtls/Dt",
            "the document date {value} is in the future; today is {expected}",
            "send it on its day, or correct Dt",
            "NIC error list; Indian Standard Time counts",
        )
        .also(&["2218"])
        .facts(&["DOC-005"]),
        future,
    ),
    OfDocument(
        Rule::error(
            "date.earliest",
            "2284",
            "/DocDtls/Dt",
            "the document date {value} is before {expected}, the first day the portal takes",
            "a document that old can't be registered; ask your tax adviser",
            "NIC validation list item 9: a limit that moves",
        )
        .setting("earliest_document_date")
        .facts(&["DOC-006"]),
        earliest,
    ),
    OfDocument(
        Rule::error(
            "date.thirty_days",
            "2305",
            "/DocDtls/Dt",
            "dated {value}, it could be reported until {expected}: from {threshold} crore turnover 30 days are allowed",
            "it can't be registered any more; ask your tax adviser how to bill this supply",
            "GSTN advisories of 13-09-2023 (from 01-11-2023, 100 crore) and 05-11-2024 (from 01-04-2025, 10 crore); by the day of reporting",
        )
        .since(2023, 11, 1)
        .setting("thirty_day_rule")
        .facts(&["DOC-008"]),
        thirty_days,
    ),
    OfDocument(
        Rule::error(
            "period.order",
            "2219",
            "/RefDtls/DocPerdDtls/InvStDt",
            "the period begins on {value}, after its end on {end}",
            "exchange or correct InvStDt and InvEndDt",
            "NIC error list",
        )
        .facts(&["DOC-012"]),
        period,
    ),
];
