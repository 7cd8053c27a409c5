//! A document as a verb takes it: as it came; or with `normalize` as INV-01, whatever it was, and a simple bill completed.

use super::call::Call;
use super::compute::Completion;
use super::options::{Buyers, Listed};
use super::{Engine, Options, gstin};
use crate::calendar::Day;
use crate::change::Changes;
use crate::error::{Error, Kind, Result};
use crate::finding::{Finding, Report, Severity};
use crate::gstin::Gstin;
use crate::invoice::{self, faults};
use crate::irn::{DocType, DocumentNumber};
use crate::normalize::{self, Document, Known, Normalized, Party, Terms, rules};
use crate::rules::{Context, EwbWish, judge};
use crate::story::Key;
use serde::Serialize;

/// A document, and what was done to it before a verb reads it.
pub(super) struct Given<'t> {
    input: &'t str,
    normalized: Option<Box<Normalized<'t>>>,
    completion: Option<Completion>,
}

/// An answer with what was changed before it.
#[derive(Serialize)]
pub(super) struct Changed<'a, A> {
    #[serde(flatten)]
    pub answer: &'a A,
    #[serde(flatten)]
    pub changes: Option<&'a Changes>,
}

impl<'t> Given<'t> {
    /// A document as INV-01: a simple bill is completed.
    pub fn of(engine: Option<&Engine>, options: &Options, context: &Context, input: &'t str) -> Result<Given<'t>> {
        let mut given = Given::raw(engine, options, context, input)?;
        if let Some(normalized) = given.normalized.as_ref().filter(|normalized| normalized.needs_completing) {
            given.completion = Some(Completion::of(&normalized.document, options, context)?);
        }
        Ok(given)
    }

    /// The same, not completed.
    pub fn raw(engine: Option<&Engine>, options: &Options, context: &Context, input: &'t str) -> Result<Given<'t>> {
        let wanted = options.normalize.unwrap_or_else(|| engine.is_some_and(|engine| engine.resolved.normalize));
        let normalized = match wanted {
            false => None,
            true => match read(engine, options, context, input)? {
                Document::Bill(normalized) => Some(normalized),
                // What it is instead is said of it as it came.
                Document::Several(_) | Document::Nothing => None,
            },
        };
        Ok(Given { input, normalized, completion: None })
    }

    /// A document that is normalised already.
    pub fn from(input: &'t str, normalized: Box<Normalized<'t>>) -> Given<'t> {
        Given { input, normalized: Some(normalized), completion: None }
    }

    /// The document to read.
    pub fn text(&self) -> &str {
        match (&self.completion, &self.normalized) {
            (Some(completion), _) => &completion.document,
            (None, Some(normalized)) => &normalized.document,
            (None, None) => self.input,
        }
    }

    /// What was changed; none of a document that is as it came.
    pub fn changes(&self) -> Option<&Changes> {
        self.normalized.as_ref().map(|normalized| &normalized.changes)
    }

    /// The report on what is no invoice of its own, but one in a wrapper or several.
    pub fn not_read(&self, context: &Context) -> Result<Option<Report>> {
        let wrapped = |finding: &Finding| finding.rule.id == faults::WRAPPED.id;
        match invoice::read(self.text())?.1.iter().any(wrapped) {
            true => Ok(Some(judge(self.text(), context)?.report)),
            false => Ok(None),
        }
    }

    /// The first fault of normalising, for a verb that doesn't judge. That a document isn't to be sent is none.
    pub fn fault(&self, context: &Context) -> Result<()> {
        let mut findings = self.normalized.iter().flat_map(|normalized| &normalized.findings);
        match findings.find(|finding| is_fault(finding)) {
            None => Ok(()),
            Some(finding) => {
                let place = finding.path.clone();
                Err(Error::new(Kind::Json, finding.message(context.language))
                    .at(place)
                    .fix(finding.mend(context.language)))
            }
        }
    }

    /// What reading the invoice found, after what normalising did.
    pub fn with_own(&self, found: Vec<Finding>) -> Vec<Finding> {
        let own = self.normalized.iter().flat_map(|normalized| &normalized.findings);
        // Of a return, what was registered and what went to consumers is no fault.
        own.filter(|finding| is_fault(finding)).cloned().chain(found).collect()
    }

    /// Adds to a report what normalising and completing have to say, and gives each finding its place in the input.
    pub fn finish(&self, report: &mut Report) {
        match &self.completion {
            Some(completion) => {
                completion.finish(report);
                self.finish_completed(report, completion);
            }
            None => self.add(report, None),
        }
    }

    /// The same of a document that the verb itself completed.
    pub fn finish_completed(&self, report: &mut Report, completion: &Completion) {
        self.add(
            report,
            completion
                .differs
                .map(|(total, lines)| rules::TOTAL_DIFFERS.at("/ValDtls/TotInvVal").value(total).expected(lines)),
        );
    }

    fn add(&self, report: &mut Report, differs: Option<Finding>) {
        let Some(normalized) = &self.normalized else { return };
        let differs = differs.filter(|_| normalized.needs_completing);
        let own: Vec<Finding> = normalized.findings.iter().cloned().chain(differs).collect();
        // What is said of a place here is nearer to the bill than what the rule book says of it.
        let nearer = |finding: &Finding| {
            own.iter().any(|own| own.severity == Severity::Error && !own.path.is_empty() && own.path == finding.path)
                || finding.rule.id == faults::MISSING.id && own.iter().any(|own| lacks_amount(own, finding))
        };
        report.findings.retain(|finding| !nearer(finding));
        report.findings.splice(0..0, own);
        normalized.locate(&mut report.findings);
        report.changes = Some(normalized.changes.clone());
        report.follow_findings();
    }
}

/// Whether what is missing follows from a line's price.
fn lacks_amount(own: &Finding, missing: &Finding) -> bool {
    own.rule.id == rules::AMOUNT_NEEDED.id
        && own.item == missing.item
        && missing.item.is_some()
        && ["TotAmt", "AssAmt", "TotItemVal"].iter().any(|field| missing.path.ends_with(field))
}

/// Whether a finding of normalising is a fault of the bill, not a reason to send none.
fn is_fault(finding: &Finding) -> bool {
    finding.severity == Severity::Error && finding.rule.id != rules::HAS_IRN.id && finding.rule.id != rules::CONSUMER.id
}

/// Normalises a document.
pub(super) fn read<'t>(
    engine: Option<&Engine>,
    options: &Options,
    context: &Context,
    input: &'t str,
) -> Result<Document<'t>> {
    let books = Books { engine, options, buyers: options.buyers.unwrap_or_default() };
    let terms = Terms {
        sellers: &context.taxpayers,
        makes_ewb: options.ewb.is_some() && context.ewb != EwbWish::None,
        lists_dress: options.changes == Some(Listed::All),
        known: &books,
        ..Terms::plain(&context.lists, context.at.day())
    };
    normalize::read(input, &terms)
}

/// What the ledger knows beside a bill.
pub(super) struct Books<'e> {
    pub engine: Option<&'e Engine>,
    pub options: &'e Options,
    pub buyers: Buyers,
}

impl Books<'_> {
    fn call(&self) -> Option<Call<'_>> {
        self.engine?.call(self.options).ok()
    }
}

/// Years before a note's own in which the bill that it is about is looked for.
const YEARS_BACK: i32 = 2;

impl Known for Books<'_> {
    fn day_of(&self, seller: Gstin, number: &str, until: Option<Day>) -> Option<Day> {
        let (number, until) = (DocumentNumber::parse(number)?.upper(), until?);
        let call = self.call()?;
        (0..=YEARS_BACK).find_map(|back| {
            let year = crate::calendar::FinYear::beginning(until.fin_year().start() - back);
            let key = Key { gstin: seller, year, doc_type: DocType::Invoice, number: number.clone() };
            let date = call.live.ledger.find(&key).ok()??.document_key().date;
            (date <= until).then_some(date)
        })
    }

    fn taxpayer(&self, gstin: Gstin) -> Option<Party> {
        match self.buyers {
            Buyers::Given => None,
            Buyers::Cache => gstin::party(&self.call()?, gstin, false),
            Buyers::Portal => gstin::party(&self.call()?, gstin, true),
        }
    }
}
