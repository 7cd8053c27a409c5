//! The references of a document. Both rules are from 2020: the form leaves references open, and signed documents
//! contradict the rules.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::finding::Rule;
use crate::irn::DocType;

fn has_preceding(case: &RuleCase<'_, '_>) -> bool {
    case.invoice.references.as_deref().is_some_and(|r| !r.preceding.is_empty())
}

const WANTED: OfDocument = OfDocument {
    rule: Rule {
        id: "references.preceding_wanted",
        code: Some("2191"),
        path: "/RefDtls/PrecDocDtls",
        message: "a credit or debit note names no original invoice",
        fix: "give number and date of the original invoice in PrecDocDtls",
        source: "NIC error list of 2020",
        setting: Some("rules_of_2020"),
        ..Rule::ERROR
    },
    check: wanted,
};

fn wanted(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    if matches!(case.kind, Some(DocType::CreditNote | DocType::DebitNote)) && !has_preceding(case) {
        found.push(rule.at(rule.path).severity(severity));
    }
}

const UNWANTED: OfDocument = OfDocument {
    rule: Rule {
        id: "references.preceding_unwanted",
        code: Some("2210"),
        path: "/RefDtls/PrecDocDtls",
        message: "an invoice names a preceding document",
        fix: "leave PrecDocDtls out of an invoice",
        source: "NIC error list of 2020",
        setting: Some("rules_of_2020"),
        ..Rule::ERROR
    },
    check: unwanted,
};

fn unwanted(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    if case.is_invoice() && has_preceding(case) {
        found.push(rule.at(rule.path).severity(severity));
    }
}

pub(super) const RULES: &[OfDocument] = &[WANTED, UNWANTED];
