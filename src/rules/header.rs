//! The document as a whole: version, size, number of lines.

use super::{OfDocument, RuleCase, RuleFindings};
use crate::finding::Rule;
use crate::invoice::{self, Invoice, faults};

/// The schema version of these rules.
const OURS: &str = "1.1";
/// 2 MB, as the portal measures a payload.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Whether the document claims a later schema version, whose rules this library doesn't know.
pub(super) fn newer_version(invoice: &Invoice<'_>) -> bool {
    let parts = |text: &str| {
        let (major, minor) = text.split_once('.')?;
        Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))
    };
    let version = invoice.version.as_deref().filter(|v| *v != OURS && !is_draft(v));
    matches!((version.and_then(parts), parts(OURS)), (Some(theirs), Some(ours)) if theirs > ours)
}

/// 1.0, or 1.00 to 1.09: the drafts before 1.1. Documents with them were signed.
fn is_draft(version: &str) -> bool {
    version.strip_prefix("1.0").is_some_and(|rest| rest.len() < 2 && rest.bytes().all(|c| c.is_ascii_digit()))
}

const VERSION: OfDocument = OfDocument {
    rule: Rule {
        id: "document.version",
        code: Some("2140"),
        path: "/Version",
        message: "the schema version is \"{value}\"; the portal accepts {expected}",
        fix: "set Version to \"{expected}\"",
        source: "FORM GST INV-01 v1.1; NIC validation list",
        ..Rule::ERROR
    },
    check: version,
};

fn version(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let drafts = |version: &&str| !is_draft(version);
    if let Some(version) = other_version(case).filter(drafts) {
        found.push(rule.at("/Version").value(version).expected(OURS));
    }
}

const DRAFT_VERSION: OfDocument = OfDocument {
    rule: Rule {
        id: "document.draft_version",
        path: "/Version",
        message: "the schema version is \"{value}\", a draft before {expected}; einv checks the document by {expected}",
        fix: "set Version to \"{expected}\"",
        source: "Documents with 1.01 and 1.03 that the portal signed",
        ..Rule::WARNING
    },
    check: draft_version,
};

fn draft_version(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let Some(version) = other_version(case).filter(|version| is_draft(version)) {
        found.push(rule.at("/Version").value(version).expected(OURS));
    }
}

fn other_version<'c>(case: &'c RuleCase<'_, '_>) -> Option<&'c str> {
    case.invoice.version.as_deref().filter(|v| !v.is_empty() && *v != OURS)
}

const IRN_NOT_SENT: OfDocument = OfDocument {
    rule: Rule {
        id: "document.irn_not_sent",
        code: Some("5002"),
        path: "/Irn",
        message: "the document has an IRN, but the portal makes the IRN",
        fix: "leave Irn out",
        source: "NIC validation list",
        ..Rule::ERROR
    },
    check: irn_not_sent,
};

fn irn_not_sent(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if let Some(irn) = case.invoice.irn.as_deref() {
        found.push(rule.at("/Irn").value(irn));
    }
}

const SIZE: OfDocument = OfDocument {
    rule: Rule {
        id: "document.size",
        code: Some("5002"),
        message: "the document has {value} bytes; the portal accepts {expected} (2 MB)",
        fix: "leave out supporting documents (AddlDocDtls), or split the bill",
        source: "NIC validation list: payload of at most 2 MB",
        ..Rule::ERROR
    },
    check: size,
};

/// Counts what is sent, without blanks and fields that the form doesn't know.
fn size(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let sent = if case.size > MOST_BYTES { invoice::write(case.invoice).len() } else { 0 };
    if sent > MOST_BYTES {
        found.push(rule.at(rule.path).value(sent).expected(MOST_BYTES));
    }
}

const ITEM_COUNT: OfDocument = OfDocument {
    rule: Rule {
        id: "document.item_count",
        code: Some("2173"),
        path: "/ItemList",
        message: "the document has {value} lines; {expected} are allowed",
        fix: "split the bill, or ask the portal for more lines and set max_items",
        source: "NIC validation list: 1000 items, up to 5000 on request",
        setting: Some("max_items"),
        ..Rule::ERROR
    },
    check: item_count,
};

/// The reader applies the form's limit; the setting may be higher.
fn item_count(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let readers = found.list.iter().position(|f| f.rule.id == faults::TOO_MANY.id && f.path == rule.path);
    let counted = readers.and_then(|at| found.list.remove(at).value);
    let (count, most) = (case.invoice.items.len(), case.settings.max_items.0);
    if count > most {
        // Reported even when the faults of the lines have filled the list.
        found.list.push(rule.at(rule.path).value(counted.unwrap_or(count.to_string())).expected(most));
    }
}

pub(super) const RULES: &[OfDocument] = &[VERSION, DRAFT_VERSION, IRN_NOT_SENT, SIZE, ITEM_COUNT];
