//! Version and identity.

use super::{Case, Findings, Row, document, rule};
use crate::finding::Rule;
use crate::invoice::Invoice;

/// The version of the schema these rules are for.
const VERSION: &str = "1.1";

/// Whether the document claims a later version of the schema than ours: then its rules are not known here.
pub(super) fn newer_version(invoice: &Invoice<'_>) -> bool {
    let parts = |text: &str| {
        let (major, minor) = text.split_once('.')?;
        Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?))
    };
    // 1.01, 1.02 and 1.03 were drafts before 1.1.
    let version = invoice.version.as_deref().filter(|v| !v.starts_with("1.0"));
    matches!((version.and_then(parts), parts(VERSION)), (Some(theirs), Some(ours)) if theirs > ours)
}

fn version(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(version) = case.invoice.version.as_deref().filter(|v| !v.is_empty() && *v != VERSION) {
        found.push(rule.at("/Version").value(version).expected(VERSION));
    }
}

fn irn_not_sent(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if let Some(irn) = case.invoice.irn.as_deref() {
        found.push(rule.at("/Irn").value(irn));
    }
}

pub(super) const RULES: &[Row] = &[
    document(
        rule(
            "document.version",
            "2140",
            "/Version",
            "the schema version is \"{value}\"; the portal takes {expected}",
            "set Version to \"{expected}\"",
            "FORM GST INV-01 v1.1; NIC validation list",
        ),
        version,
    ),
    document(
        rule(
            "document.irn_not_sent",
            "5002",
            "/Irn",
            "the document carries an IRN; the portal makes it",
            "leave Irn out",
            "NIC validation list",
        ),
        irn_not_sent,
    ),
];
