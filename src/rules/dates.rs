//! The document's day, and the period it covers.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::calendar::Day;
use crate::finding::{Rule, Severity};
use crate::irn::DocType;
use crate::law::deadline::{self, Deadline, PortalLimit};
use crate::law::notes::{self, Late};
use crate::money::Amount;
use crate::taxpayer::Taxpayer;

const FUTURE: OfDocument = OfDocument {
    rule: Rule {
        id: "date.future",
        code: Some("2163"),
        also: &["2218"],
        path: "/DocDtls/Dt",
        message: "the document date {value} is in the future; today is {expected}",
        fix: "send it on its day, or correct Dt",
        source: "NIC error list; Indian Standard Time counts",
        ..Rule::ERROR
    },
    check: future,
};

fn future(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let Some(date) = case.date.filter(|date| *date > case.today()) {
        found.push(rule.at(rule.path).value(date).expected(case.today()).severity(case.by_the_clock()));
    }
}

const EARLIEST: OfDocument = OfDocument {
    rule: Rule {
        id: "date.earliest",
        code: Some("2284"),
        path: "/DocDtls/Dt",
        message: "the document date {value} is before {expected}, the first day that the portal accepts",
        fix: "a document that old can't be registered; ask your tax adviser",
        source: "NIC validation list item 9: a limit that moves (01-10-2020, 01-10-2022, 01-04-2025)",
        setting: Some("earliest_document_date"),
        ..Rule::ERROR
    },
    check: earliest,
};

fn earliest(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let earliest = case.settings.earliest_document_date;
    // The portal moved its limit to that day some time later.
    if let (Some(date), Some(first)) = (case.date, earliest.first)
        && date < first
        && (earliest.severity == Severity::Error || case.today() >= first)
    {
        let fault = rule.at(rule.path).severity(earliest.severity).value(date).expected(first);
        found.push(if earliest.severity == Severity::Error { fault } else { fault.with_fix(TRY_IT) });
    }
}

const TRY_IT: &str = "check the date; the portal may still accept it, and its answer decides";

const THIRTY_DAYS: OfDocument = OfDocument {
    rule: Rule {
        id: "date.thirty_days",
        code: Some("2305"),
        path: "/DocDtls/Dt",
        message: "the document is dated {value} and could be reported until {expected}: from {threshold} crore turnover, 30 days are allowed",
        fix: "it can't be registered any more; ask your tax adviser how to bill this supply",
        source: "GSTN advisories of 13-09-2023 (from 01-11-2023, 100 crore) and 05-11-2024 (from 01-04-2025, 10 crore); by the day of reporting",
        since: Rule::since(2023, 11, 1),
        setting: Some("thirty_day_rule"),
        unchecked: "30-day limit not checked: turnover not set",
        ..Rule::ERROR
    },
    check: thirty_days,
};

fn thirty_days(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(date), Some(deadline)) = (case.date, deadline(case)) else { return };
    match deadline {
        Deadline::By(limit) => {
            let late = |refusal: &PortalLimit| case.today() > refusal.refused_after;
            if let Some(refusal) = limit.refusal.filter(late) {
                let fault = rule.at(rule.path).value(date).expected(refusal.refused_after);
                found.push(fault.word("threshold", in_crore(refusal)).severity(case.by_the_clock()));
            }
        }
        Deadline::CannotTell(limit) => {
            if limit.refusal.is_some_and(|refusal| case.today() > refusal.safe_until) {
                found.undecided(rule);
            }
        }
        Deadline::Free => {}
    }
}

const THIRTIETH_DAY: OfDocument = OfDocument {
    rule: Rule {
        id: "date.thirtieth_day",
        code: Some("2305"),
        path: "/DocDtls/Dt",
        message: "the document is dated {value} and was safe to report until {expected}; the sources differ on whether the portal still accepts it today",
        fix: "send it now: tomorrow the portal will certainly refuse it",
        source: "GSTN advisories of 13-09-2023 and 05-11-2024: the example counts the document's day, the words would allow one more",
        since: Rule::since(2023, 11, 1),
        setting: Some("thirty_day_rule"),
        ..Rule::WARNING
    },
    check: thirtieth_day,
};

/// The day on which the sources differ.
fn thirtieth_day(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(date), Some(Deadline::By(limit))) = (case.date, deadline(case)) else { return };
    let doubtful = |refusal: &PortalLimit| refusal.safe_until < case.today() && case.today() <= refusal.refused_after;
    if let Some(refusal) = limit.refusal.filter(doubtful) {
        found.push(rule.at(rule.path).value(date).expected(refusal.safe_until));
    }
}

fn deadline(case: &RuleCase<'_, '_>) -> Option<Deadline> {
    let nothing_known = Taxpayer::default();
    Some(deadline::limit(case.date?, case.taxpayer.unwrap_or(&nothing_known), case.settings))
}

/// The turnover of a limit, in crores.
fn in_crore(refusal: PortalLimit) -> i64 {
    refusal.turnover.and_then(Amount::whole).unwrap_or_default() / 10_000_000
}

const DECLARED_LATE: OfDocument = OfDocument {
    rule: Rule {
        id: "note.declared_late",
        path: "/DocDtls/Dt",
        message: "a credit note for an invoice of {original} must be declared in a return by {last} (section 34(2)); this note is dated {value}, after the last safe day, {expected}",
        fix: "it can be sent, but it no longer lowers your tax; ask your tax adviser whether a note without GST is right",
        source: "Section 34(2) CGST Act: 30 November after the year of the supply, or the annual return where that is filed earlier",
        since: Rule::since(2022, 10, 1),
        unchecked: "last day for the credit note not checked: the day of its invoice is not given",
        ..Rule::WARNING
    },
    check: declared_late,
};

/// Notes that may no longer lower the tax; they can still be sent.
fn declared_late(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(date) = case.date.filter(|_| case.kind == Some(DocType::CreditNote)) else { return };
    let Some(original) = notes::original(case.invoice) else { return found.undecided(rule) };
    let nothing_known = Taxpayer::default();
    let Some(days) = notes::declare_by(original, date, case.taxpayer.unwrap_or(&nothing_known)) else { return };
    let Some(late) = days.standing(date) else { return };
    let fault = rule.at(rule.path).value(date).expected(days.safe_until);
    let fault = fault.word("original", original).word("last", days.last);
    found.push(match late {
        Late::Probably => fault.with_fix(PROBABLY_LATE),
        Late::Certainly => fault,
    });
}

const PROBABLY_LATE: &str =
    "probably too late: the return of its month is filed after {last}; ask your tax adviser how to declare it earlier";

const PERIOD: OfDocument = OfDocument {
    rule: Rule {
        id: "period.order",
        code: Some("2219"),
        path: "/RefDtls/DocPerdDtls/InvStDt",
        message: "the period begins on {value}, after its end on {end}",
        fix: "exchange or correct InvStDt and InvEndDt",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: period,
};

fn period(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(period) = case.invoice.references.as_deref().and_then(|r| r.period.as_deref()) else { return };
    let day = |text: Option<&str>| text.and_then(Day::parse);
    if let (Some(start), Some(end)) = (day(period.start.as_deref()), day(period.end.as_deref()))
        && start > end
    {
        found.push(rule.at(rule.path).value(start).word("end", end));
    }
}

/// Whether a rule only says when a document can be reported: of one that is registered already it says nothing.
pub(super) fn is_of_reporting(rule: &Rule) -> bool {
    [FUTURE, EARLIEST, THIRTY_DAYS, THIRTIETH_DAY].iter().any(|row| row.rule.id == rule.id)
}

pub(super) const RULES: &[OfDocument] = &[FUTURE, EARLIEST, THIRTY_DAYS, THIRTIETH_DAY, DECLARED_LATE, PERIOD];
