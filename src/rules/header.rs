//! The document as a whole: version, size, number of lines.

use super::{Case, Findings, OfDocument};
use crate::finding::Rule;
use crate::invoice::{self, Invoice, faults};

/// The version of the schema these rules are for.
const VERSION: &str = "1.1";
/// 2 MB, as the portal measures a payload.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Whether the document claims a later version of the schema than ours: then its rules are not known here.
pub(super) fn newer_version(invoice: &Invoice<'_>) -> bool {
    let parts = |text: &str| {
        let (major, minor) = text.split_once('.')?;
        Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))
    };
    let version = invoice.version.as_deref().filter(|v| *v != VERSION && !is_draft(v));
    matches!((version.and_then(parts), parts(VERSION)), (Some(theirs), Some(ours)) if theirs > ours)
}

/// 1.0, or 1.00 to 1.09: the drafts before 1.1. Documents that name them were signed.
fn is_draft(version: &str) -> bool {
    version.strip_prefix("1.0").is_some_and(|rest| rest.len() < 2 && rest.bytes().all(|c| c.is_ascii_digit()))
}

fn version(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let drafts = |version: &&str| !is_draft(version);
    if let Some(version) = other_version(case).filter(drafts) {
        found.push(rule.at("/Version").value(version).expected(VERSION));
    }
}

fn draft_version(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(version) = other_version(case).filter(|version| is_draft(version)) {
        found.push(rule.at("/Version").value(version).expected(VERSION));
    }
}

fn other_version<'c>(case: &'c Case<'_, '_>) -> Option<&'c str> {
    case.invoice.version.as_deref().filter(|v| !v.is_empty() && *v != VERSION)
}

fn irn_not_sent(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(irn) = case.invoice.irn.as_deref() {
        found.push(rule.at("/Irn").value(irn));
    }
}

/// What counts is what is sent: blanks and fields the form doesn't know are not.
fn size(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let sent = if case.size > MOST_BYTES { invoice::write(case.invoice).len() } else { 0 };
    if sent > MOST_BYTES {
        found.push(rule.at(rule.path).value(sent).expected(MOST_BYTES));
    }
}

/// The reader goes by the form's limit; the setting may be higher.
fn item_count(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let readers = found.list.iter().position(|f| f.rule.id == faults::TOO_MANY.id && f.path == rule.path);
    let counted = readers.and_then(|at| found.list.remove(at).value);
    let (count, most) = (case.invoice.items.len(), case.settings.max_items.0);
    if count > most {
        // Told even when the faults of the lines have filled the list.
        found.list.push(rule.at(rule.path).value(counted.unwrap_or(count.to_string())).expected(most));
    }
}

pub(super) const RULES: &[OfDocument] = &[
    OfDocument(
        Rule::error(
            "document.version",
            "2140",
            "/Version",
            "the schema version is \"{value}\"; the portal takes {expected}",
            "set Version to \"{expected}\"",
            "FORM GST INV-01 v1.1; NIC validation list",
        )
        .facts(&["HDR-001"]),
        version,
    ),
    OfDocument(
        Rule::error(
            "document.draft_version",
            "",
            "/Version",
            "the schema version is \"{value}\", a draft before {expected}; the document is judged by {expected}",
            "set Version to \"{expected}\"",
            "Documents with 1.01 and 1.03 that the portal signed",
        )
        .warning()
        .facts(&["HDR-001"]),
        draft_version,
    ),
    OfDocument(
        Rule::error(
            "document.irn_not_sent",
            "5002",
            "/Irn",
            "the document carries an IRN; the portal makes it",
            "leave Irn out",
            "NIC validation list",
        )
        .facts(&["HDR-003"]),
        irn_not_sent,
    ),
    OfDocument(
        Rule::error(
            "document.size",
            "5002",
            "",
            "the document has {value} bytes, the portal takes {expected} (2 MB)",
            "leave out supporting documents (AddlDocDtls), or split the bill",
            "NIC validation list: payload of at most 2 MB",
        )
        .facts(&["HDR-004"]),
        size,
    ),
    OfDocument(
        Rule::error(
            "document.item_count",
            "2173",
            "/ItemList",
            "{value} lines, allowed are {expected}",
            "split the bill, or ask the portal for more lines and set max_items",
            "NIC validation list: 1000 items, up to 5000 on request",
        )
        .setting("max_items")
        .facts(&["FLD-020"]),
        item_count,
    ),
];
