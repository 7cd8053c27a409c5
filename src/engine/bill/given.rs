//! A document as a verb takes it: as it came; or with `normalize` as INV-01, whatever it was, and a simple bill completed.

use crate::answer::table::TableBill;
use crate::change::Changes;
use crate::engine::bill::books::LedgerBooks;
use crate::engine::bill::completion::Completion;
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::config::choices::Normalize;
use crate::engine::config::options::CallOptions;
use crate::engine::process::call::EngineCall;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Report, Severity};
use crate::invoice;
use crate::invoice::faults;
use crate::normalize::{JsonDocument, NormalizedBill, rules};
use crate::rules::{Context, judge};
use std::collections::HashSet;

/// A document, and what was done to it before a verb reads it.
pub(crate) struct TakenDocument<'t> {
    input: &'t str,
    normalized: Option<Box<NormalizedBill<'t>>>,
    completion: Option<Completion>,
    /// The bill of a table, converted and judged.
    of_table: Option<Box<TableBill>>,
}

impl<'t> TakenDocument<'t> {
    /// A document as INV-01: a simple bill is completed.
    pub fn of(
        engine: Option<&Engine>,
        options: &CallOptions,
        context: &Context,
        input: &'t str,
    ) -> Result<TakenDocument<'t>> {
        TakenDocument::raw(engine, options, context, input)?.completed(options, context)
    }

    /// A bill of a table.
    pub fn of_table(bill: TableBill) -> TakenDocument<'t> {
        TakenDocument { input: "", normalized: None, completion: None, of_table: Some(Box::new(bill)) }
    }

    /// The same within a call, whose deadline and stop hold.
    pub fn within(call: &EngineCall<'_>, context: &Context, input: &'t str) -> Result<TakenDocument<'t>> {
        TakenDocument::read(&LedgerBooks::of_call(call), context, input)?.completed(call.options, context)
    }

    /// The same for a purpose.
    pub fn with_purpose(
        engine: Option<&Engine>,
        options: &CallOptions,
        context: &Context,
        input: &'t str,
        purpose: BillPurpose,
    ) -> Result<TakenDocument<'t>> {
        let books = LedgerBooks::of(engine, options).with_purpose(purpose);
        TakenDocument::read(&books, context, input)?.completed(options, context)
    }

    /// The same, not completed.
    pub fn raw(
        engine: Option<&Engine>,
        options: &CallOptions,
        context: &Context,
        input: &'t str,
    ) -> Result<TakenDocument<'t>> {
        TakenDocument::read(&LedgerBooks::of(engine, options), context, input)
    }

    fn read(books: &LedgerBooks<'_>, context: &Context, input: &'t str) -> Result<TakenDocument<'t>> {
        let Some(shapes_alone) = other_shapes_alone(books.engine, books.options) else {
            return Ok(TakenDocument { input, normalized: None, completion: None, of_table: None });
        };
        let normalized = match books.read(context, input)? {
            JsonDocument::Bill(normalized) if shapes_alone && normalized.kind.is_inv01() => None,
            JsonDocument::Bill(normalized) => Some(normalized),
            // What it is instead is said of it came.
            JsonDocument::Several(_) | JsonDocument::Nothing => None,
        };
        Ok(TakenDocument { input, normalized, completion: None, of_table: None })
    }

    /// Whether a document is read as it came, whatever its shape.
    pub fn is_as_it_came(engine: Option<&Engine>, options: &CallOptions) -> bool {
        other_shapes_alone(engine, options).is_none()
    }

    fn completed(mut self, options: &CallOptions, context: &Context) -> Result<TakenDocument<'t>> {
        if let Some(normalized) = self.normalized.as_ref().filter(|normalized| normalized.needs_completing) {
            self.completion = Some(Completion::of_bill(normalized, options, context)?);
        }
        Ok(self)
    }

    /// The document completed, simple or not.
    pub fn complete(&self, options: &CallOptions, context: &Context) -> Result<Completion> {
        match &self.normalized {
            Some(normalized) => Completion::of_bill(normalized, options, context),
            None => Completion::of(self.text(), options, context),
        }
    }

    /// A document that is normalised already.
    pub fn from(input: &'t str, normalized: Box<NormalizedBill<'t>>) -> TakenDocument<'t> {
        TakenDocument { input, normalized: Some(normalized), completion: None, of_table: None }
    }

    /// The document to read.
    pub fn text(&self) -> &str {
        if let Some(invoice) = self.of_table.as_ref().and_then(|bill| bill.invoice.as_ref()) {
            return invoice.get();
        }
        match (&self.completion, &self.normalized) {
            (Some(completion), _) => &completion.document,
            (None, Some(normalized)) => &normalized.document,
            (None, None) => self.input,
        }
    }

    /// Whether it is another document than the one that came.
    pub fn is_normalized(&self) -> bool {
        self.normalized.is_some()
    }

    /// The faults of normalising. That a document isn't to be sent is none.
    pub fn faults(&self) -> impl Iterator<Item = &Finding> {
        let of_table = self.of_table.iter().flat_map(|bill| &bill.report.findings);
        let own = self.normalized.iter().flat_map(|normalized| &normalized.findings);
        own.chain(of_table).filter(|finding| is_fault(finding))
    }

    /// What was changed; none of a document that is as it came.
    pub fn changes(&self) -> Option<&Changes> {
        let of_table = self.of_table.as_ref().map(|bill| &bill.changes);
        of_table.or_else(|| self.normalized.as_ref().map(|normalized| &normalized.changes))
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
        match self.faults().next() {
            None => Ok(()),
            Some(finding) => {
                let place = finding.path.clone();
                Err(Error::new(ErrorKind::Json, finding.message(context.language))
                    .at(place)
                    .fix(finding.fix(context.language)))
            }
        }
    }

    /// Adds to a report what normalising and completing have to say, and gives each finding its place in the input.
    pub fn finish(&self, report: &mut Report) {
        if let Some(bill) = &self.of_table {
            report.findings.clone_from(&bill.report.findings);
            report.changes = Some(bill.changes.clone());
            report.follow_findings();
            return;
        }
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
        // What is said of a place here is nearer to the bill than what the rule book says of it; and a line without any amount
        // lacks those that follow from it.
        let errors = own.iter().filter(|finding| finding.severity == Severity::Error && !finding.path.is_empty());
        let said: HashSet<&str> = errors.map(|finding| finding.path.as_str()).collect();
        let bare: HashSet<usize> =
            own.iter().filter(|f| f.rule.id == rules::AMOUNT_NEEDED.id).filter_map(|finding| finding.item).collect();
        let follows = |finding: &Finding| {
            finding.rule.id == faults::MISSING.id
                && finding.item.is_some_and(|line| bare.contains(&line))
                && ["TotAmt", "AssAmt", "TotItemVal"].iter().any(|field| finding.path.ends_with(field))
        };
        report.findings.retain(|finding| !said.contains(finding.path.as_str()) && !follows(finding));
        report.findings.splice(0..0, own);
        normalized.locate(&mut report.findings);
        report.changes = Some(normalized.changes.clone());
        report.follow_findings();
    }
}

/// Whether only what is not INV-01 is normalised; `None` where nothing is.
fn other_shapes_alone(engine: Option<&Engine>, options: &CallOptions) -> Option<bool> {
    let all = engine.is_some_and(|engine| engine.resolved.normalize);
    match (options.normalize, all) {
        (Some(Normalize::Never), _) | (None, false) => None,
        (Some(Normalize::OtherShapes), false) => Some(true),
        (Some(Normalize::OtherShapes | Normalize::Always) | None, _) => Some(false),
    }
}

/// Whether a finding of normalising is a fault of the bill, not a reason to send none.
pub(crate) fn is_fault(finding: &Finding) -> bool {
    finding.severity == Severity::Error && finding.rule.id != rules::HAS_IRN.id && finding.rule.id != rules::CONSUMER.id
}
