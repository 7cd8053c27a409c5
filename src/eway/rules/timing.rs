//! The document's date, and whether there is a bill for it already.

use super::{CheckFindings, EwayCase, EwayCheck};
use crate::calendar::Day;
use crate::finding::{Judge, Rule};
use crate::law::eway::validity;

const FUTURE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.date_in_future",
        code: Some("207"),
        path: "/docDate",
        message: "the document is dated {value}, in the future; today is {expected}",
        fix: "correct the date, or make the e-way bill on that day",
        source: "NIC e-way bill error 207",
        ..Rule::ERROR
    },
    check: future,
};

fn future(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if let Some(date) = case.doc.date.filter(|date| *date > case.today()) {
        let finding = case.fault(rule, rule.path).severity(case.by_the_clock());
        found.push(finding.value(date).expected(case.today()));
    }
}

/// The day on which GST began.
const GST: Option<Day> = Rule::since(2017, 7, 1);

const BEFORE_GST: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.date_before_gst",
        code: Some("819"),
        path: "/docDate",
        message: "the document is dated {value}, before GST began on {expected}",
        fix: "correct the date",
        source: "NIC e-way bill error 819",
        ..Rule::ERROR
    },
    check: before_gst,
};

fn before_gst(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if let (Some(date), Some(first)) = (case.doc.date, GST)
        && date < first
    {
        found.push(case.fault(rule, rule.path).value(date).expected(first));
    }
}

const TOO_OLD: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.too_old",
        code: Some("820"),
        path: "/docDate",
        message: "an e-way bill for a document of {value} could be made until {expected}",
        fix: "issue a new document for the goods; a delivery challan of today where nothing is sold again",
        source: "GSTN advisory of 17-12-2024: e-way bills only for documents of the last 180 days; error 820",
        since: Rule::since(2025, 1, 1),
        ..Rule::ERROR
    },
    check: too_old,
};

fn too_old(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let Some(date) = case.doc.date.filter(|date| GST.is_some_and(|gst| *date >= gst)) else { return };
    if let Some(last) = validity::document_ends(date, case.today()).filter(|last| case.today() > *last) {
        let finding = case.fault(rule, rule.path).severity(case.by_the_clock());
        found.push(finding.value(date).expected(last));
    }
}

const MADE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.made_already",
        code: Some("604"),
        judge: Judge::Portal,
        path: "/docNo",
        message: "there must be no e-way bill for this document yet, made by whomever",
        fix: "fetch the bill by its document; never change the number to get through",
        source: "NIC e-way bill error 604",
        unchecked: "whether there is an e-way bill for this document",
        ..Rule::ERROR
    },
    check: made,
};

fn made(_: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    found.undecided(rule);
}

pub(super) const RULES: &[EwayCheck] = &[FUTURE, BEFORE_GST, TOO_OLD, MADE];
