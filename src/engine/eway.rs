//! The e-way bill document: read from whatever it was given as, and judged.

use super::given::TakenDocument;
use super::options::Normalize;
use super::{CallOptions, Engine, EwbPrintOptions, EwbValidateOptions, EwbWish, ewb, paper, pure};
use crate::answer::eway_document::EwayReport;
use crate::answer::eway_paper::{EwayPaper, EwbPrintRequest, EwbPrinted, PaperStanding, PartBToPrint, TripPaper};
use crate::codes::states;
use crate::error::{Error, ErrorKind, Result};
use crate::eway::{self, EwayDocument};
use crate::finding::{Identity, Report, Rule};
use crate::invoice::{self, faults};
use crate::normalize::rules;
use crate::print::budget::one_call;
use crate::print::page::BusinessLook;
use crate::print::slip::{self, PrintedPartB, PrintedTrip, Slip, TripBill};
use crate::rules::Context;

/// Every fault of an e-way bill document at once; the answer is the report, valid or not.
///
/// ```
/// use einv::engine::{EwbValidateOptions, ewb_validate};
///
/// let challan = include_str!("../../examples/bills/challan.json");
/// let report = ewb_validate(None, challan, &EwbValidateOptions::new())?;
/// for finding in report.errors() {
///     println!("{}: {}", finding.path, finding.message(Default::default()));
/// }
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn ewb_validate(engine: Option<&Engine>, document: &str, options: &EwbValidateOptions) -> Result<EwayReport> {
    let context = pure::context(engine, &options.0);
    Ok(judged(engine, &options.0, &context, document)?.report)
}

/// A document with the report on it.
pub(super) struct JudgedEway {
    /// What could be read.
    pub document: EwayDocument,
    pub report: EwayReport,
}

/// Reads and judges a document in the system's own keys, as INV-01, or of another shape.
pub(super) fn judged(
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
    asked.ewb = Some(EwbWish::Try.into());
    let context = Context { ewb: EwbWish::Try, ..context.clone() };
    let given = TakenDocument::of(engine, &asked, &context, text)?;
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
    let mut report = report.told_in(context.language);
    report.lists = context.lists.day();
    JudgedEway { document, report }
}

/// Whether a finding of normalising concerns the registration alone: an e-way bill needs no IRN.
fn is_of_irn(rule: &Rule) -> bool {
    [rules::CONSUMER.id, rules::NO_EWB.id, rules::HAS_IRN.id].contains(&rule.id)
}

/// The slip of an e-way bill, or of a consolidated one, as A4 pages.
pub fn ewb_print(engine: Option<&Engine>, request: EwbPrintRequest, options: &EwbPrintOptions) -> Result<EwbPrinted> {
    let look = paper::look(&options.0)?;
    match request {
        EwbPrintRequest::Bill(mut bill) => {
            if bill.document.items.is_empty()
                && let Some(engine) = engine
            {
                ewb::shown::complete(&engine.call(&options.0)?, &mut bill)?;
            }
            one_call("/ewb", || bill_slip(&bill, practice(engine, bill.sandbox), &look))
        }
        EwbPrintRequest::Consolidated(trip) => {
            one_call("/consolidated", || trip_slip(&trip, practice(engine, trip.sandbox), &look))
        }
    }
    .map(EwbPrinted)
}

/// The mark of what the sandbox made.
fn practice(engine: Option<&Engine>, sandbox: bool) -> Option<&'static str> {
    (sandbox || engine.is_some_and(Engine::is_sandbox)).then_some(SANDBOX)
}

/// On everything that the sandbox made.
const SANDBOX: &str = "SANDBOX – NOT AN E-WAY BILL";

fn bill_slip(bill: &EwayPaper, practice: Option<&'static str>, look: &BusinessLook) -> Result<Vec<u8>> {
    if bill.document.number.is_none() {
        return Err(Error::new(ErrorKind::Json, "the document of the e-way bill is missing").at("/ewb").fix(
            "give the answer of einv_ewb_fetch, the handle of the engine that made it, or the document that it was made of",
        ));
    }
    let entries: Vec<PrintedPartB> = bill.entries.iter().map(entry).collect();
    let mark = match bill.standing {
        PaperStanding::Stands => practice,
        PaperStanding::Cancelled => Some("CANCELLED"),
        PaperStanding::Rejected => Some("REJECTED"),
        PaperStanding::Discarded => Some("DISCARDED"),
    };
    let slip = Slip {
        number: &bill.number,
        made: bill.made,
        maker: bill.maker,
        until: bill.until,
        irn: bill.irn.as_deref(),
        distance: bill.distance,
        document: &bill.document,
        entries: &entries,
        mark,
    };
    slip::slip(&slip, look)
}

fn trip_slip(trip: &TripPaper, practice: Option<&'static str>, look: &BusinessLook) -> Result<Vec<u8>> {
    let bills: Vec<TripBill> = trip
        .bills
        .iter()
        .cloned()
        .map(|bill| TripBill {
            number: bill.number,
            made: bill.made,
            until: bill.until,
            document: bill.document.unwrap_or_default(),
            to: bill.place.unwrap_or_default(),
            value: bill.value,
        })
        .collect();
    let entry = entry(&trip.entry);
    slip::trip(
        &PrintedTrip {
            number: &trip.number,
            made: trip.made,
            maker: trip.maker,
            entry: &entry,
            bills: &bills,
            mark: practice,
        },
        look,
    )
}

/// An entry of Part B in the words of a slip.
fn entry(part: &PartBToPrint) -> PrintedPartB {
    let document = part.document.as_ref().map(|number| match part.document_date {
        Some(day) => format!("{number} of {}", day.dashed()),
        None => number.clone(),
    });
    let by = [part.vehicle.clone(), document].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let state = part.state.and_then(|state| states::find(&state.to_string())).map(|state| state.name.to_owned());
    PrintedPartB {
        mode: part.mode.map(slip::mode).unwrap_or_default().to_owned(),
        by,
        from: [part.place.clone(), state].into_iter().flatten().collect::<Vec<_>>().join(", "),
        at: part.at,
        who: part.who.clone().unwrap_or_default(),
        consolidated: part.consolidated.clone().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::IstTime;

    #[test]
    fn a_judged_document_is_the_one_that_would_be_sent() {
        let challan = include_str!("../../examples/bills/challan.json");
        let moment = IstTime::parse("2026-11-21").unwrap();
        let JudgedEway { document, report } =
            judged(None, &CallOptions::default(), &Context::at(moment), challan).unwrap();
        let key = document.key().unwrap();
        assert_eq!((Some(key.gstin), Some(key.kind)), (report.document.gstin, report.document.kind));
        assert!(report.valid && report.unchecked().all(|words| !words.is_empty()));
        assert_eq!(document.wire()["docNo"], "JW/26-27/0042");
    }
}
