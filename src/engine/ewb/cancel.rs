//! Cancels the e-way bill of a registered document.

use crate::answer::eway_bill::BillAnswer;
use crate::answer::eway_named::EwbRef;
use crate::answer::ewb::{EwbAnswer, EwbAnswered, EwbCancelRequest, REMARK};
use crate::answer::reason::too_long;
use crate::document::DocumentRef;
use crate::engine::ewb::alone::cancel;
use crate::engine::ewb::claim::{NextEwbStep, TakenEwb, take};
use crate::engine::ewb::lookup::{EwbOfIrn, look_for_one, look_up};
use crate::engine::ewb::make::{busy, list, not_registered, noted, settle_one, stopped, unknown};
use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::{place, read, shown, step};
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, evidence};
use crate::engine::record::named::{find, unlawful, vanished};
use crate::engine::record::refused::{RefusedStep, Subject};
use crate::error::Result;
use crate::irn::DocumentKey;
use crate::irp::{IrnStatus, PortalCall};
use crate::portal::PortalAnswer;
use crate::portal::failed::Cause;
use crate::portal::record::EwbCancelled;
use crate::portal::reply::{RefusalAction, action_of};
use crate::status::Status;
use crate::story::{Bearer, BillKey, EwbState, HeldBill, Move, NumberKey, Record, StoredCancellation};
use serde_json::{Value, json};

/// Cancels an e-way bill, named by its document or its number.
pub fn cancel(call: &EngineCall<'_>, request: EwbCancelRequest) -> Result<EwbAnswered> {
    too_long(&request.remark, REMARK)?;
    let cancellation = StoredCancellation { reason: request.reason, remark: request.remark, date: None };
    let of_document = |document: &DocumentRef| {
        let Some(record) = find(call, document)? else { return unknown(call, document) };
        Ok(cancel_answer(call, carry_out(call, &record.document_key(), &cancellation)?))
    };
    let (ewb_no, as_whom) = match request.bill {
        EwbRef::Document(document) => return of_document(&document).map(EwbAnswered::Registered),
        EwbRef::Key(key) => {
            let alone = BillKey::new(key.gstin, &key.doc_type, &key.number, key.date);
            if call.live.ledger.bill(&alone)?.is_some() {
                return cancel::cancel(call, &alone, &cancellation).map(EwbAnswered::Bill);
            }
            return match key.document() {
                Some(document) => of_document(&document).map(EwbAnswered::Registered),
                None => Ok(EwbAnswered::Bill(BillAnswer::Unknown(Box::new(shown::unknown(call, None, &[]))))),
            };
        }
        EwbRef::Number(ewb_no, as_whom) => (ewb_no, as_whom),
    };
    let place = match place::find(call, &ewb_no)? {
        Some((place, _)) => place,
        // It was made elsewhere: what the system shows of it is kept first.
        None => match read::as_any(call, None, &ewb_no, as_whom)? {
            read::BillReading::Shown((sheet, portal)) => read::learn(call, None, &sheet, &portal)?.0,
            read::BillReading::None(reasons) => {
                let unknown = shown::unknown(call, Some(&ewb_no), &reasons);
                return Ok(EwbAnswered::Bill(BillAnswer::Unknown(Box::new(unknown))));
            }
            read::BillReading::Unasked(error) => return Err(error),
        },
    };
    match place {
        EwbRow::Alone(key) => cancel::cancel(call, &key, &cancellation).map(EwbAnswered::Bill),
        EwbRow::Document(key) => {
            let record = call.live.ledger.find(&key)?.ok_or_else(vanished)?;
            let end = carry_out(call, &record.document_key(), &cancellation)?;
            Ok(EwbAnswered::Registered(cancel_answer(call, end)))
        }
    }
}

/// How the cancellation of an e-way bill ended, as far as it goes now.
pub enum CancelEnd {
    /// Now or earlier.
    Cancelled(Box<Record>),
    NoEwayBill(Box<Record>),
    /// The portal says no: it stands.
    Refused(Box<Record>, RefusedStep),
    /// The portal could not be reached: it stands.
    Unreached(Box<Record>),
    /// What became of it is not known yet.
    Open(Box<Record>),
    /// Its document is not registered.
    NotRegistered(Box<Record>),
    /// Others are still at work on the document.
    Busy(Box<Record>),
}

impl CancelEnd {
    pub fn is_cancelled(&self) -> bool {
        matches!(self, CancelEnd::Cancelled(_))
    }

    /// By the record alone. An e-way bill that stands, and that the portal did not refuse to cancel, was out of reach.
    fn of(record: Box<Record>) -> CancelEnd {
        match record.ewb_state() {
            EwbState::Cancelled => CancelEnd::Cancelled(record),
            EwbState::Cancelling | EwbState::InDoubt => CancelEnd::Open(record),
            EwbState::Active | EwbState::Expired | EwbState::Closed => CancelEnd::Unreached(record),
            EwbState::NotAsked | EwbState::Failed | EwbState::Pending | EwbState::Rejected | EwbState::Discarded => {
                CancelEnd::NoEwayBill(record)
            }
        }
    }
}

/// Sees the cancellation of a document's e-way bill through, as far as it goes now.
pub fn carry_out(
    call: &EngineCall<'_>,
    document: &DocumentKey,
    cancellation: &StoredCancellation,
) -> Result<CancelEnd> {
    let key = NumberKey::from(document);
    // A step that is under way is settled first: nothing else happens to the bill until then.
    let place = EwbRow::Document(key.clone());
    let held = place::current(call, &place)?;
    if held.ewb().under_way().is_some()
        && let step::Settled::Open(HeldBill::Document(record)) =
            step::settle_open(call, &place, held, &mut call.patience(false))?
    {
        return Ok(CancelEnd::Open(record));
    }
    // The e-way bill system takes half the remark that the invoice system does.
    let remark: String = cancellation.remark.chars().take(REMARK).collect();
    let cancellation = StoredCancellation { remark, ..cancellation.clone() };
    let (mut looked, mut patience) = (false, None);
    loop {
        let record = match take(call, &key, |record| match record.ewb_state() {
            EwbState::Active | EwbState::Closed if record.ewb().under_way().is_none() => {
                record.begin_ewb_cancel(cancellation.clone()).map_err(unlawful)?;
                Ok(NextEwbStep::Begin(Move::EwbCancelling, json!(cancellation)))
            }
            EwbState::InDoubt | EwbState::Cancelling => Ok(NextEwbStep::Claim),
            // One may have been made elsewhere: the portal is asked once.
            EwbState::NotAsked | EwbState::Failed if !looked => Ok(NextEwbStep::Claim),
            _ => Ok(NextEwbStep::Leave),
        })? {
            TakenEwb::Begun(record) => {
                let client = PortalClient::of(call, &record, document.gstin)?;
                match send_cancel(call, &client, &key, &record, &cancellation)? {
                    CancelEnd::Open(_) if patience.is_none() => {
                        patience = Some(call.patience(true));
                        continue;
                    }
                    end => return Ok(end),
                }
            }
            TakenEwb::Claimed(record) => record,
            TakenEwb::Left(record) => return Ok(CancelEnd::of(record)),
            TakenEwb::NotRegistered(record) => return Ok(CancelEnd::NotRegistered(record)),
            TakenEwb::Busy(record) => return Ok(CancelEnd::Busy(record)),
        };
        if record.ewb_state().may_stand() {
            let patience = patience.get_or_insert_with(|| call.patience(false));
            if let Some(settled) = settle_one(call, &key, &record, patience)? {
                return Ok(CancelEnd::of(Box::new(settled)));
            }
        } else {
            looked = true;
            let client = PortalClient::of(call, &record, document.gstin)?;
            look_for_one(call, &client, &key, &record)?;
        }
    }
}

fn send_cancel(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    cancellation: &StoredCancellation,
) -> Result<CancelEnd> {
    let reason = cancellation.reason;
    let number = record.ewb_bill().map(|bill| bill.ewb_no.clone()).unwrap_or_default();
    let eway = client.to(PortalCall::EwbCancel)?;
    failpoint::reached("ewb_cancelling");
    let asked = call.run(eway.ask_holding(Errand::Changes, record.claim(), |token| {
        let (eway, number) = (&eway, &number);
        async move { eway.calls_about(&token, number).cancel_ewb(number, reason, &cancellation.remark).await }
    }))?;
    failpoint::reached("ewb_cancel_sent");
    let doubt = |why: Value| {
        let kept = conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb)?;
        Ok(CancelEnd::of(Box::new(kept)))
    };
    let stands = |why: Value| conclude(call, key, Move::EwbNotCancelled, why, Record::ewb_not_cancelled);
    let cancelled = |why: Value, date| {
        let kept = conclude(call, key, Move::EwbCancelled, why, |r| r.ewb_cancelled(date))?;
        Ok(CancelEnd::Cancelled(Box::new(kept)))
    };
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(EwbCancelled { ewb_no, cancel_date }))) if ewb_no == number => {
            cancelled(json!({"cancel_date": cancel_date}), cancel_date)
        }
        Ok(AskedPortal::Answer(PortalAnswer::Done(other))) => {
            doubt(json!({"why": "the answer is of another e-way bill", "ewb_no": other.ewb_no}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { message, .. })) => {
            stands(json!({"why": message})).map(|kept| CancelEnd::of(Box::new(kept)))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. })) => {
            doubt(json!({"why": message}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            if action_of(&refusals) == Some(RefusalAction::Transient) {
                return doubt(why);
            }
            // Its codes don't say whether it was cancelled already: the portal is asked.
            match look_up(call, client, record, call.deadline)? {
                EwbOfIrn::Held(held) if held.status == IrnStatus::Cancelled => cancelled(why, None),
                EwbOfIrn::Held(_) | EwbOfIrn::None | EwbOfIrn::Unknown(_) => {
                    let refused = RefusedStep::by_portal(Subject::EwayBillCancellation, list(&refusals));
                    Ok(match CancelEnd::of(Box::new(stands(why)?)) {
                        CancelEnd::Unreached(record) => CancelEnd::Refused(record, refused),
                        // Another call has moved the record on meanwhile.
                        moved => moved,
                    })
                }
            }
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let kept = stands(json!({"log_in": failed.error.message}))?;
            match failed.cause {
                Cause::Busy | Cause::NoAnswer => Ok(CancelEnd::of(Box::new(kept))),
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    Err(failed.error.kept(kept.irn(), Status::Registered))
                }
            }
        }
        Err(cut) if eway.nothing_left() => {
            let kept = stands(json!({"why": "cut short before it left"}))?;
            stopped(cut, kept).map(|kept| CancelEnd::of(Box::new(kept)))
        }
        Err(cut) => {
            let kept = conclude(call, key, Move::EwbInDoubt, json!({"why": "cut short"}), Record::doubt_ewb)?;
            stopped(cut, kept).map(|kept| CancelEnd::of(Box::new(kept)))
        }
    }
}

/// The answer of cancelling one.
pub fn cancel_answer(call: &EngineCall<'_>, end: CancelEnd) -> EwbAnswer {
    let pending =
        |record: &Record, message: &'static str| EwbAnswer::Pending(Box::new(noted(call, record).message(message)));
    match end {
        CancelEnd::Cancelled(record) => EwbAnswer::Done(Box::new(noted(call, &record))),
        CancelEnd::NoEwayBill(record) => {
            let message = match record.ewb_state() {
                state @ (EwbState::Rejected | EwbState::Discarded) => {
                    format!("the e-way bill is {}: nothing is left to cancel", state.name())
                }
                _ => "this document has no e-way bill".to_owned(),
            };
            EwbAnswer::Refused(Box::new(noted(call, &record).message(message)))
        }
        CancelEnd::Refused(record, refused) => {
            let noted = noted(call, &record).message("the e-way bill stands: the portal refused to cancel it");
            EwbAnswer::Refused(Box::new(noted.report(refused.report(call, &record))))
        }
        CancelEnd::Unreached(record) => {
            pending(&record, "the portal could not be reached; the e-way bill stands: call again")
        }
        CancelEnd::Open(record) => {
            pending(&record, "what became of the e-way bill's cancellation is not known yet; call again")
        }
        CancelEnd::NotRegistered(record) => not_registered(call, &record),
        CancelEnd::Busy(record) => busy(call, &record),
    }
}
