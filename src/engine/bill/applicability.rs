//! Whether the law asks for an e-invoice.

use crate::answer::VerbRequest;
use crate::answer::applicability::{Applicability, ApplicabilityRequest, ApplicabilityVerdict, LawBill};
use crate::answer::submitted::{CannotTell, DutyUnclear, NotRequired, Submitted};
use crate::calendar::{Clock, Day};
use crate::engine::bill::given::TakenDocument;
use crate::engine::config::options::{ApplicabilityOptions, CallOptions};
use crate::engine::process::call::EngineCall;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::invoice;
use crate::invoice::Invoice;
use crate::law::applicability;
use crate::rules::Judged;
use crate::settings::Settings;
use crate::story::{DocumentState, NumberKey};
use crate::taxpayer::Taxpayer;

/// Whether a bill needs an e-invoice, by when, and why.
///
/// ```
/// use einv::answer::applicability::{ApplicabilityVerdict, BuyerKind, DocumentKind, LawBill};
/// use einv::calendar::Day;
/// use einv::engine::{ApplicabilityOptions, applicability};
///
/// let mut bill = LawBill::new(DocumentKind::Invoice, Day::parse("21/11/2026").ok_or("no day")?);
/// bill.buyer = Some(BuyerKind::Unregistered);
/// let answer = applicability(None, bill.into(), &ApplicabilityOptions::new())?;
/// assert_eq!(answer.verdict, ApplicabilityVerdict::NotRequired);
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
    let context = crate::engine::process::context::context(engine, options);
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
pub(crate) fn verdict(
    engine: Option<&Engine>,
    options: &CallOptions,
    invoice: &Invoice<'_>,
) -> Result<ApplicabilityVerdict> {
    let Ok(bill) = LawBill::of(invoice) else { return Ok(ApplicabilityVerdict::CannotTell) };
    let clock = engine.map_or(Clock::Wall, |engine| engine.clock.clone());
    Ok(assess(engine, options, &bill, options.time(&clock).day())?.verdict)
}

/// What is known of a supplier: from the call, else from the configuration.
pub(crate) fn supplier(engine: Option<&Engine>, options: &CallOptions, gstin: Option<Gstin>) -> Result<Taxpayer> {
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

/// With `when: "required"`: the answer for a document the law does not ask for, or where that is not known. `None`
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
            message: "it is not known whether the law asks for this e-invoice; nothing was sent".into(),
            fix: "complete the taxpayer's turnover and class, or submit without \"when\"".into(),
        }))),
    })
}
