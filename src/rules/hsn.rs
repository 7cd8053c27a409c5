//! HSN codes and the service flag.

use super::open::OpenCodeDoubt;
use super::{JudgedLine, OfDocument, OfLine, RuleCase, RuleFindings};
use crate::codes::OpenList;
use crate::codes::hsn::is_service;
use crate::finding::Rule;
use crate::invoice::form::TextClass;
use crate::money::Amount;
use crate::settings::SixDigits;
use crate::taxpayer::crore;

const KNOWN: OfDocument = OfDocument {
    rule: Rule {
        id: "hsn.known",
        code: Some("2176"),
        path: "/ItemList/[]/HsnCd",
        message: "line {item}: HSN {value} is not in einv's list of {day}; the portal may know it",
        fix: "look the code up on the GST portal, or with einv_codes; if it is right, send the bill: the portal decides",
        source: "NIC validation list; the GST portal's HSN list of 2026; Finance Acts 2024, 2025 and 2026",
        setting: Some("hsn_unknown"),
        ..Rule::WARNING
    },
    check: known,
};

/// All codes of the document in one pass: the look-ups hit different places of the table, so they don't wait for each
/// other.
fn known(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    for (index, item) in case.invoice.items.iter().enumerate() {
        if item.hsn.as_deref().is_some_and(|code| !case.lists().hsn().is_good(code)) {
            unknown(case, &JudgedLine::new(case, index, item), rule, found);
        }
    }
}

#[cold]
fn unknown(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let code = line.item.hsn.as_deref().unwrap_or_default();
    if !TextClass::Hsn.fits(code) {
        // Its shape is already reported; this adds the suggestions.
        let near = case.lists().hsn().nearest(code, case.dated());
        if let Some(shape) = found.at(&line.path("HsnCd")) {
            *shape = shape.clone().nearest(&near);
        }
    } else if let Some(doubt) = OpenCodeDoubt::of(case, OpenList::Hsn, code) {
        let what = format!("line {}: HSN", line.index + 1);
        found.push(doubt.about(case, line.fault(rule, "HsnCd"), &what));
    }
}

const SIX_DIGITS: OfLine = OfLine {
    rule: Rule {
        id: "hsn.six_digits",
        code: Some("2176"),
        path: "/ItemList/[]/HsnCd",
        message: "line {item}: HSN {value} has 4 digits; from 5 crore turnover 6 are needed",
        fix: "give the code with 6 or 8 digits; einv_codes lists them by their beginning",
        source: "Notification 78/2020-CT; enforced by the portal from 15-12-2023; by the day of reporting",
        since: Rule::since(2023, 12, 15),
        setting: Some("hsn_six_digits"),
        unchecked: "digits of the HSN code not checked: turnover not set",
        ..Rule::ERROR
    },
    check: six_digits,
};

fn six_digits(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(code) = line.item.hsn.as_deref().filter(|code| code.len() == 4 && TextClass::Hsn.fits(code)) else {
        return;
    };
    if rule.since.is_some_and(|since| case.today() < since) {
        return;
    }
    let enough = |turnover: Amount| match case.settings.hsn_six_digits {
        SixDigits::FiveCroreAndMore => turnover >= crore(5),
        SixDigits::AboveFiveCrore => turnover > crore(5),
    };
    match case.taxpayer.and_then(|t| t.crossed(case.today(), enough)) {
        None if found.not_judged.contains(&rule.id) => {}
        None => found.undecided(rule),
        Some(false) => {}
        Some(true) => {
            let hsn = case.lists().hsn();
            let longer: Vec<String> = hsn.starting(code).filter(|c| c.len() > 4 && hsn.is_good(c)).take(5).collect();
            found.push(line.fault(rule, "HsnCd").value(code).nearest(&longer));
        }
    }
}

const OF_SERVICE: OfLine = OfLine {
    rule: Rule {
        id: "hsn.of_service",
        code: Some("3048"),
        path: "/ItemList/[]/IsServc",
        message: "line {item}: HSN {hsn} is goods, the line says service (IsServc {value})",
        fix: "set IsServc to {expected}, or use a code of chapter 99",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: of_service,
};

fn of_service(_: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let (Some(true), Some(code)) = (line.is_service(), line.item.hsn.as_deref())
        && !is_service(code)
        && TextClass::Hsn.fits(code)
    {
        found.push(line.fault(rule, "IsServc").value("Y").expected("N"));
    }
}

const OF_GOODS: OfLine = OfLine {
    rule: Rule {
        id: "hsn.of_goods",
        code: Some("3047"),
        path: "/ItemList/[]/IsServc",
        message: "line {item}: HSN {hsn} is a service, the line says goods (IsServc {value})",
        fix: "set IsServc to {expected}, or use the code of the goods",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: of_goods,
};

fn of_goods(_: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let (Some(false), Some(code)) = (line.is_service(), line.item.hsn.as_deref())
        && is_service(code)
        && TextClass::Hsn.fits(code)
    {
        found.push(line.fault(rule, "IsServc").value("N").expected("Y"));
    }
}

pub(super) const RULES: &[OfDocument] = &[KNOWN];

pub(super) const LINE_RULES: &[OfLine] = &[SIX_DIGITS, OF_SERVICE, OF_GOODS];
