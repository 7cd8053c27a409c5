//! The verbs of the law: does a bill need an e-invoice, and where does it land in GSTR-1.

use super::call::EngineCall;
use super::given::TakenDocument;
use super::{ApplicabilityOptions, CallOptions, Engine, Gstr1Options};
use crate::answer::VerbRequest;
use crate::answer::applicability::{Applicability, ApplicabilityRequest, ApplicabilityVerdict, LawBill};
use crate::answer::gstr1::{BesideDocument, Gstr1, Gstr1Form, Gstr1Request, Return};
use crate::answer::submitted::{CannotTell, DutyUnclear, NotRequired, Submitted};
use crate::calendar::{Clock, Day, IstTime};
use crate::codes::Lists;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Severity;
use crate::gstin::Gstin;
use crate::invoice::{self, Invoice};
use crate::law::applicability;
use crate::law::gstr1::ReturnDocument;
use crate::law::gstr1::make::{Doc, LedgerStanding, ReturnMaking, ReturnTerms};
use crate::law::reconcile::StandingInLedger;
use crate::law::reconcile::sheets::FileHints;
use crate::rules::Judged;
use crate::settings::Settings;
use crate::story::{DocumentState, NumberKey, Record};
use crate::taxpayer::Taxpayer;
use std::num::NonZeroUsize;

/// Whether a bill needs an e-invoice, by when, and why.
///
/// ```
/// use einv::answer::applicability::{Bill, Buyer, Document, Verdict};
/// use einv::calendar::Day;
/// use einv::engine::{ApplicabilityOptions, applicability};
///
/// let mut bill = Bill::new(Document::Invoice, Day::parse("21/11/2026").ok_or("no day")?);
/// bill.buyer = Some(Buyer::Unregistered);
/// let answer = applicability(None, bill.into(), &ApplicabilityOptions::new())?;
/// assert_eq!(answer.verdict, Verdict::NotRequired);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn applicability(
    engine: Option<&Engine>,
    request: ApplicabilityRequest<'_>,
    options: &ApplicabilityOptions,
) -> Result<Applicability> {
    let options = &options.0;
    let bill = match request {
        ApplicabilityRequest::Facts(bill) => *bill,
        ApplicabilityRequest::Text(text) => described(engine, options, text)?,
    };
    let bill = bill.complete()?;
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    assess(engine, options, &bill, options.time(&clock).day())
}

/// What an invoice says of itself, or a bill of another shape.
fn described(engine: Option<&Engine>, options: &CallOptions, text: &str) -> Result<LawBill> {
    let context = super::pure::context(engine, options);
    let given = TakenDocument::of(engine, options, &context, text)?;
    if !given.is_normalized() {
        return LawBill::read(text);
    }
    given.fault(&context)?;
    LawBill::of(&invoice::read(given.text())?.0)
}

fn assess(engine: Option<&Engine>, options: &CallOptions, bill: &LawBill, today: Day) -> Result<Applicability> {
    let settings = options.settings(engine.map_or_else(Settings::default, |engine| engine.resolved.settings));
    let taxpayer = supplier(engine, options, bill.gstin)?;
    Ok(applicability::assess(bill, &taxpayer, today, &settings))
}

/// Whether the law asks for an e-invoice; can't tell where the invoice can't be read far enough.
pub(super) fn verdict(
    engine: Option<&Engine>,
    options: &CallOptions,
    invoice: &Invoice<'_>,
) -> Result<ApplicabilityVerdict> {
    let Ok(bill) = LawBill::of(invoice) else { return Ok(ApplicabilityVerdict::CannotTell) };
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    Ok(assess(engine, options, &bill, options.time(&clock).day())?.verdict)
}

/// What is known of a supplier: from the call, else from the configuration.
pub(super) fn supplier(engine: Option<&Engine>, options: &CallOptions, gstin: Option<Gstin>) -> Result<Taxpayer> {
    if let Some(given) = options.taxpayer() {
        if let (Some(theirs), Some(ours)) = (given.gstin, gstin)
            && theirs.pan() != ours.pan()
        {
            return Err(Error::new(ErrorKind::Option, format!("{theirs} is of another PAN than the supplier {ours}"))
                .at("/taxpayer/gstin")
                .fix("describe the supplier of this document, or leave taxpayer out"));
        }
        return Ok(given.clone());
    }
    let profiles = engine.map_or(&[][..], |engine| &engine.resolved.profiles);
    let Some(gstin) = gstin else {
        // A bill that names no supplier is of the only one there is.
        return Ok(if let [only] = profiles { only.clone() } else { Taxpayer::default() });
    };
    if let Some(own) = profiles.iter().find(|t| t.gstin == Some(gstin)) {
        return Ok(own.clone());
    }
    // Another registration of the same person: what is the person's holds here too.
    let kin = profiles.iter().find(|t| t.gstin.is_some_and(|g| g.pan() == gstin.pan()));
    Ok(kin.map_or_else(Taxpayer::default, |kin| Taxpayer {
        gstin: Some(gstin),
        turnover: kin.turnover.clone(),
        class: kin.class.filter(|class| class.is_personal()),
        ..Taxpayer::default()
    }))
}

/// With `when: "required"`: the answer for a document the law does not ask for, or about which it can't be told. `None`
/// when it is to be sent, when it can't be read far enough (the rules tell of that), and when it is under way already.
pub fn not_asked_for(call: &EngineCall<'_>, judged: &Judged<'_>) -> Result<Option<Submitted>> {
    let Ok(bill) = LawBill::of(&judged.invoice) else { return Ok(None) };
    if let Some(key) = &judged.key {
        let known = call.live.ledger.find(&NumberKey::from(key))?;
        if known.is_some_and(|record| !matches!(record.state(), DocumentState::Rejected | DocumentState::Withdrawn)) {
            return Ok(None);
        }
    }
    let answer = assess(Some(call.engine), call.options, &bill, call.now().day())?;
    let irn = judged.report.irn;
    Ok(match answer.verdict {
        ApplicabilityVerdict::Required => None,
        ApplicabilityVerdict::NotRequired => {
            let status = DutyUnclear::NotRequired;
            Some(Submitted::NotRequired(Box::new(NotRequired { status, irn, applicability: answer })))
        }
        ApplicabilityVerdict::CannotTell => Some(Submitted::CannotTell(Box::new(CannotTell {
            status: DutyUnclear::CannotTell,
            irn,
            report: judged.report.clone(),
            applicability: answer,
            message: "whether the law asks for this e-invoice can't be told; nothing was sent".into(),
            fix: "complete the taxpayer's turnover and class, or submit without \"when\"".into(),
        }))),
    })
}

/// GSTR-1: of invoices, or of a taxpayer's documents in the ledger and those that are given.
pub fn gstr1(engine: Option<&Engine>, request: Gstr1Request<'_>, options: &Gstr1Options) -> Result<Gstr1> {
    let options = &options.0;
    let how = ReturnTerms {
        scope: options.scope.unwrap_or_default(),
        amendment: options.amendment,
        today: options.time(&engine.map_or(Clock::Wall, |engine| engine.clock.clone())).day(),
        lists: engine.map_or_else(Lists::default, Engine::lists_as_heard),
        language: super::pure::language(engine, options),
    };
    let file = options.form == Some(Gstr1Form::Upload);
    let (asked, given) = match request {
        Gstr1Request::Invoices(_) if file => {
            return Err(Error::new(ErrorKind::Option, "a file is of a taxpayer and a period")
                .at("/form")
                .fix("give {\"gstin\", \"period\", \"documents\"}"));
        }
        Gstr1Request::Invoices(list) => {
            (None, Some(list.into_iter().map(|invoice| (invoice, BesideDocument::default())).collect::<Vec<_>>()))
        }
        Gstr1Request::Return(request) => {
            let given = request.documents.map(|list| list.into_iter().map(|d| (d.invoice, d.beside)).collect());
            let mut asked = request.asked;
            let said = FileHints { gstin: None, period: None, own: Some(asked.gstin) };
            asked.downloads.extend(super::reconcile::lists(request.downloads, said)?.into_iter().map(|(list, _)| list));
            (Some(asked), given)
        }
    };
    let records = match (&asked, engine) {
        (Some(asked), Some(engine)) => {
            if how.amendment.is_some() && asked.filed.is_none() {
                return Err(Error::new(
                    ErrorKind::Json,
                    "GSTR-1A amends a filed GSTR-1, and the day of filing is missing",
                )
                .at("/filed")
                .fix("give the day, like 2026-12-11"));
            }
            engine.call(options)?.live.ledger.dated(&asked.gstin, asked.span.begins(), asked.span.ends())?
        }
        (Some(asked), None) if given.is_none() && asked.rows.is_empty() => {
            return Err(Error::new(ErrorKind::Handle, "a period is read from a ledger, and there is no engine")
                .fix("open an engine, or give documents or rows"));
        }
        (Some(_) | None, _) => Vec::new(),
    };
    let given = given.unwrap_or_default();
    let context = super::pure::context(engine, options);
    let read = |(text, beside)| Ok((TakenDocument::of(engine, options, &context, text)?, beside));
    let given: Vec<(TakenDocument<'_>, BesideDocument)> = given.into_iter().map(read).collect::<Result<_>>()?;
    let mut making = ReturnMaking::new(asked.as_ref(), &how);
    for (document, beside) in &given {
        making.remember(&invoice::read(document.text())?.0, beside);
    }
    for record in &records {
        making.document(&held(record)?);
    }
    for (document, beside) in &given {
        let (invoice, findings) = invoice::read(document.text())?;
        let consumer = ReturnDocument::is_of_consumer(&invoice);
        let all = document.faults().chain(&findings);
        let fault = all.into_iter().find(|f| f.severity == Severity::Error && needed(&f.path, consumer));
        let fault = fault.map(|fault| format!("{}: {}", fault.path, fault.message(how.language)));
        making.document(&Doc { invoice, fault, beside: beside.clone(), held: None });
    }
    let made = making.finish();
    let made = Return {
        sandbox: asked.is_some() && engine.is_some_and(Engine::is_sandbox),
        gstin: asked.as_ref().map(|asked| asked.gstin),
        documents: made.documents,
        sections: made.sections,
        totals: made.totals,
        in_file: made.in_file,
        findings_left_out: NonZeroUsize::new(made.findings.left_out),
        findings: made.findings,
    };
    Ok(match asked.filter(|_| file) {
        Some(asked) => made.into_file(asked.gstin, asked.span.filed_for()),
        None => Gstr1::Return(Box::new(made)),
    })
}

/// Whether the return needs what stands at a path. (Addresses and names may be faulty; of a consumer nothing is needed that
/// its bill may lack.)
pub(super) fn needed(path: &str, consumer: bool) -> bool {
    let all = ["/DocDtls", "/SellerDtls/Gstin", "/ItemList", "/ValDtls", "/ExpDtls"];
    let of_recipients = ["/TranDtls", "/BuyerDtls/Gstin", "/BuyerDtls/Pos"];
    let begins = |places: &[&str]| places.iter().any(|place| path.starts_with(place));
    path.is_empty() || begins(&all) || !consumer && begins(&of_recipients)
}

/// A document of the ledger, for a return.
fn held(record: &Record) -> Result<Doc<'_>> {
    let (invoice, _) = invoice::read(record.document())?;
    let cancelled = record.cancellation().and_then(|c| c.date.as_deref()).and_then(IstTime::parse_portal);
    let held = LedgerStanding {
        irn: record.irn(),
        status: record.state().status(),
        standing: standing(record),
        registered: record.ack_date().map(IstTime::day),
        cancelled: cancelled.map(IstTime::day),
    };
    Ok(Doc { invoice, fault: None, beside: BesideDocument::default(), held: Some(held) })
}

pub(super) fn standing(record: &Record) -> StandingInLedger {
    match record.state() {
        DocumentState::Registered | DocumentState::Cancelling => StandingInLedger::Registered,
        DocumentState::Cancelled => StandingInLedger::Cancelled,
        DocumentState::Intended | DocumentState::Pending | DocumentState::Sending | DocumentState::InDoubt => {
            StandingInLedger::Open
        }
        DocumentState::Rejected | DocumentState::Withdrawn => StandingInLedger::Void,
    }
}
