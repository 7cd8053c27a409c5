//! The e-way bill document: read from whatever it was given as, and judged.

use crate::answer::eway_document::EwayReport;
use crate::engine::bill::given::TakenDocument;
use crate::engine::config::choices::Normalize;
use crate::engine::config::options::{CallOptions, EwbValidateOptions};
use crate::engine::process::context;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::eway::EwayDocument;
use crate::finding::{Identity, Report, Rule};
use crate::invoice::faults;
use crate::normalize::rules;
use crate::rules::{Context, EwbDemand};
use crate::{eway, invoice};

/// Every fault of an e-way bill document at once; the answer is the report, valid or not.
///
/// ```
/// use einv::engine::{EwbValidateOptions, ewb_validate};
///
/// let challan = include_str!("../../../examples/bills/challan.json");
/// let report = ewb_validate(None, challan, &EwbValidateOptions::new())?;
/// for finding in report.errors() {
///     println!("{}: {}", finding.path, finding.message(Default::default()));
/// }
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn ewb_validate(engine: Option<&Engine>, document: &str, options: &EwbValidateOptions) -> Result<EwayReport> {
    let context = context::context(engine, &options.0);
    Ok(judged(engine, &options.0, &context, document)?.report)
}

/// A document with the report on it.
pub(crate) struct JudgedEway {
    /// What could be read.
    pub document: EwayDocument,
    pub report: EwayReport,
}

/// Reads and judges a document in the system's own keys, as INV-01, or of another shape.
pub(crate) fn judged(
    engine: Option<&Engine>,
    options: &CallOptions,
    context: &Context,
    text: &str,
) -> Result<JudgedEway> {
    if eway::is_own_form(text) {
        let (document, form) = eway::read(text)?;
        let (findings, not_judged) = eway::judge(&document, form, context);
        let report = EwayReport::new(&document, findings, not_judged);
        return Ok(finished(document, report, context));
    }
    // Whoever passes a bill here asks for its e-way bill: its transport is consent.
    let mut asked = options.clone();
    asked.normalize = options.normalize.or(Some(Normalize::OtherShapes));
    asked.ewb = Some(EwbDemand::Must.into());
    let given = TakenDocument::of(engine, &asked, &Context { ewb: EwbDemand::Must, ..context.clone() }, text)?;
    let context = Context { ewb: EwbDemand::Try, ..context.clone() };
    let (invoice, said) = invoice::read(given.text())?;
    if let Some(wrapped) = said.iter().find(|finding| finding.rule.id == faults::WRAPPED.id) {
        let (message, fix) = (wrapped.message(context.language), wrapped.fix(context.language));
        return Err(Error::new(ErrorKind::Json, message).fix(fix));
    }
    let (document, form) = eway::of_invoice(&invoice, &said);
    let (findings, not_judged) = eway::judge(&document, form, &context);
    let mut whole = Report::new(None, Identity::default(), findings, not_judged);
    given.finish(&mut whole);
    let findings = whole.findings.into_iter().filter(|finding| !is_of_irn(finding.rule)).collect();
    let mut report = EwayReport::new(&document, findings, whole.not_judged);
    report.changes = whole.changes;
    Ok(finished(document, report, &context))
}

fn finished(document: EwayDocument, report: EwayReport, context: &Context) -> JudgedEway {
    let mut report = report.written_in(context.language).forecast(&document, context.at);
    report.lists = context.lists.day();
    JudgedEway { document, report }
}

/// Whether a finding of normalising concerns the registration alone: an e-way bill needs no IRN.
fn is_of_irn(rule: &Rule) -> bool {
    [rules::CONSUMER.id, rules::NO_EWB.id, rules::HAS_IRN.id].contains(&rule.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::IstTime;

    #[test]
    fn a_judged_document_is_the_one_that_would_be_sent() {
        let challan = include_str!("../../../examples/bills/challan.json");
        let moment = IstTime::parse("2026-11-21").unwrap();
        let JudgedEway { document, report } =
            judged(None, &CallOptions::default(), &Context::at(moment), challan).unwrap();
        let key = document.key().unwrap();
        assert_eq!((Some(key.gstin), Some(key.kind)), (report.document.gstin, report.document.kind));
        assert!(report.valid && report.unchecked().all(|words| !words.is_empty()));
        assert_eq!(document.wire()["docNo"], "JW/26-27/0042");
    }
}
