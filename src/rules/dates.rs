//! The document's day, and the period it covers.

use super::{Case, Findings, OfDocument};
use crate::calendar::Day;
use crate::finding::Rule;
use crate::law::deadline::{self, Deadline, Refusal};
use crate::money::Amount;
use crate::taxpayer::Taxpayer;

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

fn thirty_days(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(date) = case.date else { return };
    let nothing_known = Taxpayer::default();
    let refusal = match deadline::limit(date, case.taxpayer.unwrap_or(&nothing_known), case.settings) {
        Deadline::By(limit) => limit.refusal,
        Deadline::CannotTell(limit) => {
            if limit.refusal.is_some_and(|refusal| case.today() > refusal.refused_after) {
                found.undecided(rule);
            }
            None
        }
        Deadline::Free => None,
    };
    if let Some(refusal) = refusal.filter(|refusal| case.today() > refusal.refused_after) {
        let fault = rule.at(rule.path).value(date).expected(refusal.safe_until);
        found.push(fault.word("threshold", in_crore(refusal)).severity(case.by_the_clock()));
    }
}

/// The turnover of a limit, in crore.
fn in_crore(refusal: Refusal) -> i64 {
    refusal.turnover.and_then(Amount::whole).unwrap_or_default() / 10_000_000
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
