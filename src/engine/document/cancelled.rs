//! What is said of a cancellation, and how the document stands at the portal.

use crate::answer::cancellation::{Cancelled, NotCancelled, NoteDraft, NothingToCancel, RemedyByOldName};
use crate::answer::document::NotedDocument;
use crate::engine::document::believe;
use crate::engine::document::believe::ExpectedRegistration;
use crate::engine::ewb::cancel;
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::evidence;
use crate::engine::record::refused::{RefusedStep, Refuser, Subject};
use crate::engine::record::shown::of_record;
use crate::error::{Error, ErrorKind, Result};
use crate::invoice;
use crate::irp::IrnStatus;
use crate::law::tables::CANCEL_HOURS;
use crate::law::{notes, remedies};
use crate::portal::PortalAnswer;
use crate::portal::failed::Cause;
use crate::portal::refusal::code;
use crate::portal::reply::{RefusalAction, action_of};
use crate::status::Status;
use crate::story::Record;
use serde_json::{Value, json};
use std::time::Instant;

/// How a cancellation ended, as far as it goes now.
pub enum CancellationEnd {
    /// Cancelled, or taken back before it left; now or earlier.
    Cancelled(Box<Record>),
    /// The portal, or einv, says no.
    Refused(Box<Record>, RefusedStep),
    /// The portal had refused the document: there is nothing to cancel.
    NotRegistered(Box<Record>),
    /// The portal could not be reached: the registration stands.
    Unreached(Box<Record>),
    /// What becomes of it is not known yet.
    Open(Box<Record>),
    /// Its e-way bill, which comes first, was not cancelled.
    Ewb(cancel::CancelEnd),
}

impl CancellationEnd {
    pub fn open(record: Record) -> CancellationEnd {
        CancellationEnd::Open(Box::new(record))
    }

    /// Whether an e-way bill that stands is what keeps the document from being cancelled.
    pub fn needs_ewb_cancelled(&self) -> bool {
        match self {
            CancellationEnd::Refused(_, refused) => refused.has(code::EWB_STANDS),
            CancellationEnd::Cancelled(_)
            | CancellationEnd::NotRegistered(_)
            | CancellationEnd::Unreached(_)
            | CancellationEnd::Open(_)
            | CancellationEnd::Ewb(_) => false,
        }
    }
}

/// How an IRN stands at the portal.
pub enum IrnStanding {
    Cancelled,
    Stands,
    /// The portal gives no details any more: only another try shows it.
    Unclear,
    Unknown(Value),
}

pub fn look_up(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    record: &Record,
    until: Instant,
) -> Result<IrnStanding> {
    let (irn, key) = (record.irn(), record.document_key());
    let work = client.ask(Errand::Reads, |token| async move { client.calls(&token).by_irn(&irn).await });
    Ok(match call.run_until(until, work)? {
        Ok(AskedPortal::Answer(PortalAnswer::Done(issued))) => {
            match (
                believe::answer(client, &ExpectedRegistration::Document { key: &key, ours: None }, &issued),
                issued.status,
            ) {
                (Err(doubt), _) => IrnStanding::Unknown(json!({"why": doubt.words()})),
                (Ok(_), IrnStatus::Cancelled) => IrnStanding::Cancelled,
                (Ok(_), IrnStatus::Active) => IrnStanding::Stands,
            }
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => match action_of(&refusals) {
            Some(RefusalAction::Gone) => IrnStanding::Unclear,
            _ => IrnStanding::Unknown(evidence(&refusals, &infos)),
        },
        Ok(AskedPortal::Answer(
            PortalAnswer::NotSent { message, .. }
            | PortalAnswer::Unknown { message, .. }
            | PortalAnswer::TokenFault { message, .. },
        )) => IrnStanding::Unknown(json!({"why": message})),
        Ok(AskedPortal::NoToken(failed)) => match failed.cause {
            Cause::Busy | Cause::NoAnswer => IrnStanding::Unknown(json!({"log_in": failed.error.message})),
            Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                return Err(failed.error.kept(record.irn(), Status::Registered));
            }
        },
        Err(_) => IrnStanding::Unknown(json!({"why": "cut short"})),
    })
}

/// The portal takes no cancellation of an IRN whose e-way bill stands.
pub fn ewb_stands(record: &Record) -> RefusedStep {
    let number = record.ewb_bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let message = format!("its e-way bill {number} stands: cancel that first");
    RefusedStep::by_einv(Subject::Cancellation, code::EWB_STANDS, message, true)
}

pub fn window_closed(record: &Record) -> RefusedStep {
    let until = record.ack_date().map(|ack| ack.plus_hours(CANCEL_HOURS).to_string()).unwrap_or_default();
    let message =
        format!("an IRN can be cancelled within {CANCEL_HOURS} hours of its acknowledgement; that was until {until}");
    RefusedStep::by_einv(Subject::Cancellation, code::TOO_LATE, message, false)
}

/// The answer of an end.
pub fn answer(call: &EngineCall<'_>, end: CancellationEnd) -> Result<Cancelled> {
    let noted = |record: &Record| NotedDocument::of(of_record(call, record));
    Ok(match end {
        CancellationEnd::Cancelled(record) => Cancelled::Done(Box::new(of_record(call, &record))),
        CancellationEnd::Refused(record, refused) => {
            Cancelled::Refused(Box::new(not_cancelled(call, &record, &refused)?))
        }
        CancellationEnd::NotRegistered(record) => Cancelled::NotRegistered(Box::new(NothingToCancel {
            status: Status::Rejected,
            irn: record.irn(),
            message: "the portal refused this document: there is nothing to cancel".into(),
        })),
        CancellationEnd::Unreached(record) => {
            let message = "the portal could not be reached; the registration stands";
            Cancelled::Pending(Box::new(noted(&record).message(message).fix("cancel it again before cancel_until")))
        }
        CancellationEnd::Open(record) => Cancelled::Pending(Box::new(noted(&record))),
        CancellationEnd::Ewb(end) => Cancelled::Ewb(cancel::cancel_answer(call, end)),
    })
}

/// A cancellation that is not allowed; when the time for it is over, with what is left to do.
fn not_cancelled(call: &EngineCall<'_>, record: &Record, refused: &RefusedStep) -> Result<NotCancelled> {
    let is_late = refused.has(code::TOO_LATE);
    let by_ewb = refused.by == Refuser::Einv && refused.has(code::EWB_STANDS);
    Ok(NotCancelled {
        status: record.state().status(),
        irn: record.irn(),
        ewb: crate::engine::record::shown::ewb(call, record),
        report: refused.report(call, record),
        fix: by_ewb.then(|| {
            "cancel both with the option \"ewb\": \"cancel\", or the e-way bill alone with einv_ewb_cancel".into()
        }),
        remedies: is_late.then(remedies::after_the_window),
        roads: is_late.then(|| remedies::after_the_window().iter().map(RemedyByOldName::from).collect()),
        draft: if is_late && call.options.draft == Some(true) { draft(call, record)? } else { None },
    })
}

/// The note that takes a document back; none where the document can't be read any more.
fn draft(call: &EngineCall<'_>, record: &Record) -> Result<Option<NoteDraft>> {
    let Ok((invoice, _)) = invoice::read(record.document()) else { return Ok(None) };
    let Some(draft) = remedies::draft(&invoice, call.now().day()) else { return Ok(None) };
    let draft_info = draft.identity().doc_type.and_then(|kind| notes::buyers_part(kind, call.now().day()));
    let draft = serde_json::value::to_raw_value(&draft)
        .map_err(|e| Error::new(ErrorKind::Ledger, format!("the draft can't be written: {e}")))?;
    Ok(Some(NoteDraft { draft, draft_needs: ["/DocDtls/No"], draft_info }))
}
