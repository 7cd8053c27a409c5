//! What a document refers to. Both rules are of 2020: the form leaves references open, and signed documents contradict
//! them.

use super::{Case, Findings, OfDocument};
use crate::finding::Rule;
use crate::irn::DocType;

fn has_preceding(case: &Case<'_, '_>) -> bool {
    case.invoice.references.as_deref().is_some_and(|r| !r.preceding.is_empty())
}

fn wanted(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    if matches!(case.kind, Some(DocType::CreditNote | DocType::DebitNote)) && !has_preceding(case) {
        found.push(rule.at(rule.path).severity(severity));
    }
}

fn unwanted(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    if case.is_invoice() && has_preceding(case) {
        found.push(rule.at(rule.path).severity(severity));
    }
}

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "references.preceding_wanted",
            "2191",
            "/RefDtls/PrecDocDtls",
            "a credit or debit note names no original invoice",
            "give number and date of the original invoice in PrecDocDtls",
            "NIC error list of 2020",
        )
        .setting("rules_of_2020")
        .facts(&["DOC-011"]),
        wanted,
    ),
    OfDocument(
        Rule::error(
            "references.preceding_unwanted",
            "2210",
            "/RefDtls/PrecDocDtls",
            "an invoice names a preceding document",
            "leave PrecDocDtls out of an invoice",
            "NIC error list of 2020",
        )
        .setting("rules_of_2020")
        .facts(&["DOC-011"]),
        unwanted,
    ),
];
