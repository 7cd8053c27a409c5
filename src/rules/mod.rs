//! The checks: one function a rule, one row of the catalogue beside it.
//!
//! A file a noun: `header` (version, identity), `parties`, `lines`, `totals`. Each ends in its `RULES`, the rows of the
//! catalogue with the function that checks them; [`catalogue`] is all of them with those of the form itself. A rule
//! looks at what is there: a missing or misshapen field has been reported by the reader, and is nobody's business twice.

mod header;
mod lines;
mod parties;
mod settings;
mod totals;

pub use settings::{CheckDigit, Settings};

use crate::calendar::{Day, IstTime};
use crate::error::Result;
use crate::finding::{Finding, Report, Rule, Severity, Verdict};
use crate::invoice::{self, Invoice, Item};
use crate::irn::DocumentKey;

/// What a document is judged by beside itself.
#[derive(Clone, Debug)]
pub struct Context {
    /// The moment it is judged at.
    pub at: IstTime,
    /// Whether the casing of the number in the IRN goes by that moment (so when it is being sent, or the caller named a
    /// day) or by the document's own date.
    pub irn_by_day: bool,
    /// Whether a real portal is at the other end: its own sandbox, and ours, hand out GSTINs that fail the check digit.
    pub real_portal: bool,
    pub settings: Settings,
}

impl Context {
    /// Judging at a moment, without an engine.
    pub fn at(at: IstTime) -> Context {
        Context { at, irn_by_day: false, real_portal: false, settings: Settings::default() }
    }

    /// The day by which the casing of `key`'s number is decided.
    pub fn irn_day(&self, key: &DocumentKey) -> Day {
        if self.irn_by_day { self.at.day() } else { key.date }
    }
}

/// A document read and judged.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    pub invoice: Invoice<'a>,
    /// Supplier, type, number and date, when all four can be read.
    pub key: Option<DocumentKey>,
    pub report: Report,
}

/// Reads and judges one document. An error only when it is not JSON or beyond the limits.
pub fn judge<'a>(text: &'a str, context: &Context) -> Result<Judged<'a>> {
    let (invoice, mut findings) = invoice::read(text)?;
    let case = Case { invoice: &invoice, context };
    for row in rows() {
        match row.check {
            Check::Document(check) => check(&case, &row.rule, &mut findings),
            Check::Line(check) => {
                for (index, item) in invoice.items.iter().enumerate() {
                    check(&case, &Line { index, item }, &row.rule, &mut findings);
                }
            }
        }
    }
    let key = invoice.key();
    let irn = key.as_ref().map(|key| key.irn(context.irn_day(key)));
    let mut report = Report::new(irn, invoice.identity(), findings, NOT_JUDGED.to_vec());
    if header::newer_version(&invoice) {
        report.valid = false;
        report.verdict = Verdict::NotJudged;
    }
    Ok(Judged { invoice, key, report })
}

/// What no rule here decides: only the portal, or a fuller taxpayer profile, can.
const NOT_JUDGED: [&str; 3] = ["portal.duplicate", "portal.gstin_status", "portal.supplier_enabled"];

/// Every rule there is, those of the form first.
pub fn catalogue() -> impl Iterator<Item = &'static Rule> {
    invoice::faults::ALL.into_iter().chain(rows().map(|row| &row.rule))
}

fn rows() -> impl Iterator<Item = &'static Row> {
    [header::RULES, parties::RULES, lines::RULES, totals::RULES].into_iter().flatten()
}

/// The document at hand and what it is judged by.
struct Case<'c, 'a> {
    invoice: &'c Invoice<'a>,
    context: &'c Context,
}

/// A line and its place.
struct Line<'c, 'a> {
    index: usize,
    item: &'c Item<'a>,
}

impl Line<'_, '_> {
    /// A finding about one field of this line.
    fn fault(&self, rule: &'static Rule, field: &str) -> Finding {
        let finding = rule.at(format!("/ItemList/{}/{field}", self.index)).line(self.index);
        finding.word("hsn", self.item.hsn.as_deref().unwrap_or("?"))
    }
}

type Findings = Vec<Finding>;
type DocumentCheck = fn(&Case<'_, '_>, &'static Rule, &mut Findings);
type LineCheck = fn(&Case<'_, '_>, &Line<'_, '_>, &'static Rule, &mut Findings);

enum Check {
    Document(DocumentCheck),
    Line(LineCheck),
}

/// A row of the catalogue with the function that checks it.
struct Row {
    rule: Rule,
    check: Check,
}

/// A rule of the portal's: its code, and an error when broken.
const fn rule(
    id: &'static str,
    code: &'static str,
    path: &'static str,
    message: &'static str,
    fix: &'static str,
    source: &'static str,
) -> Rule {
    Rule { id, code: Some(code), severity: Severity::Error, path, message, fix, source }
}

const fn document(rule: Rule, check: DocumentCheck) -> Row {
    Row { rule, check: Check::Document(check) }
}

const fn line(rule: Rule, check: LineCheck) -> Row {
    Row { rule, check: Check::Line(check) }
}
