//! What is answered of e-way bills, for people.

use crate::command::shown::{AnswerSummary, Summarized};
use crate::command::speech::said;
use einv::answer::eway_bill::{BillAnswer, EwbBill, EwbFetched, EwbShown, EwbUnknown};
use einv::answer::ewb::{EwbAnswer, EwbAnswered};
use einv::story::SheetVehicle;

impl Summarized for EwbAnswered {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            EwbAnswered::Registered(answer) => answer.summary(),
            EwbAnswered::Bill(answer) => answer.summary(),
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for EwbAnswer {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            EwbAnswer::Done(noted) | EwbAnswer::Refused(noted) | EwbAnswer::Pending(noted) => {
                AnswerSummary::noted(noted).ewb(noted.document.ewb()).line("differs", together(&noted.differs))
            }
            EwbAnswer::Unknown(unknown) => AnswerSummary::unknown(unknown),
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for BillAnswer {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            BillAnswer::Done(bill) | BillAnswer::Refused(bill) | BillAnswer::Pending(bill) => AnswerSummary::bill(bill),
            BillAnswer::NotSent(refused) => {
                let language = refused.report.findings.language;
                let first = refused.report.errors().next();
                AnswerSummary::new("not sent")
                    .line("refused", first.map(|finding| finding.message(language)))
                    .line("fix", refused.fix.clone().or(first.map(|finding| finding.fix(language).into())))
            }
            BillAnswer::Unknown(unknown) => AnswerSummary::no_bill(unknown),
            _ => AnswerSummary::default(),
        }
    }
}

impl Summarized for EwbFetched {
    fn summary(&self) -> AnswerSummary<'_> {
        match self {
            EwbFetched::Bill(shown) => of_system(shown),
            EwbFetched::List(list) => AnswerSummary::new(list.ewbs.len()),
            EwbFetched::Unknown(unknown) => AnswerSummary::no_bill(unknown),
            _ => AnswerSummary::default(),
        }
    }
}

impl<'a> AnswerSummary<'a> {
    /// An e-way bill as the ledger knows it.
    pub fn bill(bill: &'a EwbBill) -> AnswerSummary<'a> {
        let finding = bill.report.as_ref().and_then(|report| Some((report.findings.first()?, report.language)));
        let refused = finding.map(|(finding, language)| finding.message(language));
        let fix = bill.fix.clone().or(finding.map(|(finding, language)| finding.fix(language).into()));
        AnswerSummary::new(bill.status.name())
            .sandbox(bill.sandbox)
            .line("ewb_no", bill.ewb_no.as_ref())
            .line("document", Some(format!("{} {}", bill.document.doc_type, bill.document.number)))
            .line("ewb_date", bill.ewb_date)
            .line("valid_until", bill.valid_until)
            .line("part", bill.part.map(|part| part.name()))
            .line("transporter", bill.transporter_id.as_ref())
            .line("consolidated", bill.trip.as_ref().map(|trip| &trip.consolidated_no))
            .line("cancel_date", bill.cancel_date)
            .line("under_way", bill.under_way.map(|step| said(step.words())))
            .line("refused", refused)
            .line("message", bill.message.as_ref())
            .line("differs", together(&bill.differs))
            .line("fix", fix)
    }

    /// One that is not known here.
    pub fn no_bill(unknown: &'a EwbUnknown) -> AnswerSummary<'a> {
        AnswerSummary::new("unknown")
            .line("ewb_no", unknown.ewb_no.as_ref())
            .line("message", Some(&unknown.message))
            .line("fix", Some(&unknown.fix))
    }
}

/// What was asked otherwise than it is, in one line.
fn together(differs: &[String]) -> Option<String> {
    (!differs.is_empty()).then(|| differs.join("; "))
}

/// An e-way bill as the system shows it, with its way so far.
fn of_system(shown: &EwbShown) -> AnswerSummary<'_> {
    let sheet = &shown.sheet;
    let document = sheet.number.as_ref().map(|number| format!("{} {number}", sheet.doc_type.as_deref().unwrap_or("-")));
    let summary = AnswerSummary::new(shown.status.name())
        .sandbox(shown.sandbox)
        .line("ewb_no", Some(&sheet.ewb_no))
        .line("document", document)
        .line("ewb_date", sheet.ewb_date)
        .line("valid_until", sheet.valid_until)
        .line("part", Some(shown.part.name()))
        .line("made_by", sheet.maker.as_ref())
        .line("from", sheet.from_gstin.as_ref())
        .line("to", sheet.to_gstin.as_ref())
        .line("transporter", sheet.transporter_id.as_ref())
        .line("km", sheet.distance);
    sheet.vehicles.iter().fold(summary, |summary, entry| summary.line("vehicle", Some(on_its_way(entry))))
}

/// An entry of Part B in a line.
fn on_its_way(entry: &SheetVehicle) -> String {
    let carried = entry.vehicle.as_deref().or(entry.document.as_deref()).unwrap_or("-");
    let place = [entry.place.as_deref(), entry.state.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let at = entry.entered.map(|at| at.shown()).unwrap_or_default();
    let trip = entry.trip.as_deref().filter(|trip| *trip != "0").map(|trip| format!("{} {trip}", said("consolidated")));
    [carried, &place, &at, trip.as_deref().unwrap_or_default()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
