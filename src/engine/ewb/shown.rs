//! What is answered of an e-way bill, and reports of its refusals.

use crate::answer::eway_bill::{BillAnswer, EwbBill, EwbDocument, EwbRefused, EwbTrip, EwbUnknown};
use crate::answer::eway_paper;
use crate::answer::eway_paper::EwayPaper;
use crate::calendar::IstTime;
use crate::engine::ewb::place;
use crate::engine::process::call::EngineCall;
use crate::engine::record::refused::{RefusedStep, Refuser};
use crate::error::Result;
use crate::eway::Part;
use crate::explain::{System, explain};
use crate::finding::{Identity, Report, Rule};
use crate::irn::DocType;
use crate::portal::reply::PortalRefusal;
use crate::story::{EwbOfInvoice, EwbState, HeldBill, StoredRefusal, TripStep};

/// An e-way bill from its record alone.
pub fn bill(call: &EngineCall<'_>, held: &HeldBill) -> EwbBill {
    let ewb = held.ewb();
    let made = ewb.bill();
    let time = |text: Option<&String>| text.and_then(|text| IstTime::parse_portal(text));
    let valid_until = ewb.valid_until();
    EwbBill {
        status: ewb.state_at(call.now()),
        ewb_no: made.map(|bill| bill.ewb_no.clone()),
        ewb_date: time(made.and_then(|bill| bill.ewb_date.as_ref())),
        valid_until,
        part: made.map(|_| if valid_until.is_some() { Part::B } else { Part::A }),
        document: document(held),
        irn: held.irn(),
        transporter_id: made.and_then(|bill| bill.transporter_id.clone()),
        distance: made.and_then(|bill| bill.distance),
        extended: made.map(|bill| bill.extended).filter(|times| *times > 0),
        trip: trip(&ewb),
        reason: ewb.cancellation().map(|cancellation| cancellation.reason),
        cancel_date: time(ewb.cancellation().and_then(|cancellation| cancellation.date.as_ref())),
        under_way: ewb.under_way().map(|under_way| under_way.step.name()),
        portal: held.portal().map(str::to_owned),
        differs: Vec::new(),
        message: None,
        fix: None,
        report: None,
        sandbox: call.engine.is_sandbox() || matches!(held, HeldBill::Alone(bill) if bill.sandbox()),
    }
}

/// Fills in what the ledger knows of a bill to print that was given without its goods.
pub fn complete(call: &EngineCall<'_>, paper: &mut EwayPaper) -> Result<()> {
    let Some((_, held)) = place::find(call, &paper.number)? else { return Ok(()) };
    let sent = match &held {
        HeldBill::Document(record) => record.document(),
        HeldBill::Alone(bill) => bill.document(),
    };
    // What was made elsewhere has no document here.
    if !sent.is_empty() {
        paper.document = eway_paper::document(sent)?;
    }
    let known = bill(call, &held);
    paper.made = paper.made.or(known.ewb_date);
    paper.until = paper.until.or(known.valid_until);
    paper.maker = paper.maker.or(Some(known.document.gstin));
    paper.irn = paper.irn.take().or(known.irn.map(|irn| irn.to_string()));
    paper.distance = paper.distance.or(known.distance);
    if paper.entries.is_empty() && paper.document.part() == Part::B {
        paper.entries.push(eway_paper::first_entry(&paper.document, paper.made, paper.maker));
    }
    Ok(())
}

/// The consolidated bill that the bill travels under, with what was asked for where that is known.
fn trip(ewb: &EwbOfInvoice) -> Option<EwbTrip> {
    let made = ewb.trip()?;
    let mut trip = EwbTrip {
        consolidated_no: made.number.clone(),
        date: made.date.as_deref().and_then(IstTime::parse_portal),
        ewb_nos: Vec::new(),
        mode: None,
        vehicle: None,
        place: None,
        state: None,
    };
    // Rows of earlier versions have it in the last step alone.
    let asked = made.asked.clone().or_else(|| ewb.last_step()?.trip());
    if let Some(TripStep { ewb_nos, carrier, from }) = asked {
        trip.ewb_nos = ewb_nos;
        trip.mode = Some(carrier.mode);
        trip.vehicle = carrier.vehicle;
        (trip.place, trip.state) = (Some(from.place), Some(from.state));
    }
    Some(trip)
}

fn document(held: &HeldBill) -> EwbDocument {
    match held {
        HeldBill::Document(record) => {
            let key = record.document_key();
            let number = key.number.as_str().to_owned();
            EwbDocument { gstin: key.gstin, doc_type: key.doc_type.code().to_owned(), number, date: key.date }
        }
        HeldBill::Alone(bill) => EwbDocument {
            gstin: bill.gstin(),
            doc_type: bill.doc_type().to_owned(),
            number: bill.number().to_owned(),
            date: bill.date(),
        },
    }
}

/// The system's refusals as the ledger keeps them.
pub fn kept(refusals: &[PortalRefusal]) -> Vec<StoredRefusal> {
    let one = |r: &PortalRefusal| StoredRefusal { code: r.code.clone(), message: r.message.clone(), curable: true };
    refusals.iter().map(one).collect()
}

static BY_SYSTEM: Rule = Rule {
    id: "portal.ewb_step_refused",
    message: "the e-way bill system refused: {words}",
    fix: "look at the e-way bill with einv_ewb_fetch; einv_explain says more about the code",
    source: "the e-way bill system's answer",
    ..Rule::ERROR
};

static BY_EINV: Rule = Rule {
    id: "einv.ewb_step_refused",
    message: "einv refused before sending: {words}",
    fix: "look at the e-way bill with einv_ewb_fetch; einv_explain says more about the code",
    source: "the e-way bill system's rule, known without asking it",
    ..Rule::ERROR
};

/// The member of a step's request that a code of the system is about.
fn member(code: &str) -> &'static str {
    match code {
        "302" => "/mode",
        "303" | "304" | "408" => "/vehicle",
        "305" => "/from/place",
        "306" => "/from/state",
        "223" | "394" => "/document",
        "385" => "/document_date",
        "308" => "/remark",
        "386" => "/reason",
        "389" | "390" => "/remaining_km",
        "402" | "403" => "/vehicles",
        "405" | "407" | "409" => "/instead_of",
        "706" | "707" | "708" => "/from/address",
        "705" | "712" => "/in_transit",
        _ => "",
    }
}

/// The report of a refusal: by the system, or before anything was sent.
fn report(call: &EngineCall<'_>, held: Option<&HeldBill>, by: Refuser, reasons: &[StoredRefusal]) -> Report {
    report_at(call, held, by, (reasons, |_| ""))
}

/// The same, with the place in the request that a code is about.
fn report_at(
    call: &EngineCall<'_>,
    held: Option<&HeldBill>,
    by: Refuser,
    (reasons, place): (&[StoredRefusal], fn(&str) -> &'static str),
) -> Report {
    let language = call.engine.language(call.options);
    let rule = if by == Refuser::Portal { &BY_SYSTEM } else { &BY_EINV };
    let finding = |reason: &StoredRefusal| {
        let known = explain(&reason.code, Some(System::Ewb), language).into_iter().find(|known| known.known);
        let words = match (&known, reason.message.is_empty()) {
            (Some(known), true) => known.meaning.to_string(),
            _ => reason.message.clone(),
        };
        // What the system itself says stays as it is.
        let words = if by == Refuser::Einv { language.say_sentence(&words).into_owned() } else { words };
        let finding = rule.at(place(&reason.code)).code(reason.code.clone()).word("words", &words);
        match known {
            Some(known) => finding.with_fix(known.fix),
            None => finding,
        }
    };
    let identity = held.map(document).map_or_else(Identity::default, |document| Identity {
        gstin: Some(document.gstin),
        doc_type: DocType::parse(&document.doc_type),
        number: Some(document.number),
        date: Some(document.date),
    });
    let findings = reasons.iter().map(finding).collect();
    Report::new(held.and_then(HeldBill::irn), identity, findings, Vec::new()).written_in(language)
}

/// A bill that stays as it was, because the system or what is known here says no.
pub fn no(call: &EngineCall<'_>, held: &HeldBill, refused: &RefusedStep) -> BillAnswer {
    let report = report_at(call, Some(held), refused.by, (&refused.reasons, member));
    BillAnswer::Refused(Box::new(bill(call, held).report(report)))
}

/// A bill that no one here knows.
pub fn unknown(call: &EngineCall<'_>, ewb_no: Option<&str>, reasons: &[StoredRefusal]) -> EwbUnknown {
    EwbUnknown {
        status: EwbRefused::Unknown,
        ewb_no: ewb_no.map(str::to_owned),
        message: "the e-way bill system shows no such e-way bill to the taxpayers of this configuration".into(),
        fix: "check the number; only consignor, consignee and transporter can read an e-way bill".into(),
        report: (!reasons.is_empty()).then(|| report(call, None, Refuser::Portal, reasons)),
    }
}

/// The answer of a bill that was made or is as was asked; with a word on what is open.
pub fn by_state(call: &EngineCall<'_>, held: &HeldBill) -> Result<BillAnswer> {
    let shown = bill(call, held);
    let ewb = held.ewb();
    Ok(match ewb.state_at(call.now()) {
        EwbState::Active | EwbState::Expired => BillAnswer::Done(Box::new(shown)),
        EwbState::Failed => {
            let report = report(call, Some(held), Refuser::Portal, ewb.errors());
            BillAnswer::Refused(Box::new(shown.report(report)))
        }
        EwbState::InDoubt | EwbState::Cancelling => {
            let fix = "call again, or let einv_flush ask: nothing is made twice";
            let shown = shown.message("what became of the e-way bill is not known yet").fix(fix);
            BillAnswer::Pending(Box::new(shown))
        }
        EwbState::Pending | EwbState::NotAsked => {
            let why = match held {
                HeldBill::Alone(bill) => bill.why().unwrap_or("nothing has left yet").to_owned(),
                HeldBill::Document(_) => "nothing has left yet".to_owned(),
            };
            let shown = shown.message(format!("the e-way bill waits and is not made yet: {why}"));
            BillAnswer::Pending(Box::new(shown.fix("call again, or let einv_flush send it")))
        }
        state @ (EwbState::Cancelled | EwbState::Rejected | EwbState::Discarded | EwbState::Closed) => {
            BillAnswer::Refused(Box::new(shown.message(format!("the e-way bill is {}", state.name()))))
        }
    })
}
