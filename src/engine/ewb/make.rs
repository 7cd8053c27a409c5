//! Makes the e-way bill of a registered document. The registration stands whatever becomes of it.

use crate::answer::document::{NotedDocument, Unknown};
use crate::answer::eway_bill::{DIFFERS, DIFFERS_FIX};
use crate::answer::ewb::{EwbAnswer, EwbAnswered, EwbRequest};
use crate::document::DocumentRef;
use crate::engine::ewb::claim::{NextEwbStep, TakenEwb, take};
use crate::engine::ewb::lookup::{active, settle};
use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::travel::JudgedTravel;
use crate::engine::ewb::{already, beside, distance, read, travel};
use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::failpoint;
use crate::engine::process::patience::Patience;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::{conclude, evidence};
use crate::engine::record::named::{find, irn_of, unlawful};
use crate::engine::record::shown;
use crate::error::{Error, ErrorKind, Result};
use crate::portal::PortalAnswer;
use crate::portal::failed::Cause;
use crate::portal::reply::{PortalRefusal, RefusalAction, action_of, distance_in};
use crate::status::Status;
use crate::story::{DocumentState, EwbState, Move, NumberKey, Record, StoredRefusal};
use serde_json::{Map, Value, json};

/// Makes the e-way bill of a registered document; once: a second call answers the one there is.
pub fn make(call: &EngineCall<'_>, request: &EwbRequest) -> Result<EwbAnswered> {
    let mut payload = request.payload()?;
    let Some(record) = find(call, &request.document)? else {
        return unknown(call, &request.document).map(EwbAnswered::Registered);
    };
    if let Some(answer) = beside::alone(call, &record.document_key())? {
        return Ok(EwbAnswered::Bill(answer));
    }
    let key = NumberKey::from(&record.document_key());
    if let Some(answer) = read::after_part_b(call, &EwbRow::Document(key.clone()))? {
        return Ok(EwbAnswered::Bill(answer));
    }
    let judged = travel::judge(call, &record, &payload)?;
    if judged.leaves_from_seller {
        payload.remove("DispDtls");
    }
    by_irn(call, &key, &record, (&payload, &judged)).map(EwbAnswered::Registered)
}

fn by_irn(
    call: &EngineCall<'_>,
    key: &NumberKey,
    record: &Record,
    (payload, judged): (&Map<String, Value>, &JudgedTravel),
) -> Result<EwbAnswer> {
    let document = record.document_key();
    // It begins with the doubt.
    let mut patience = None;
    loop {
        let record = match take(call, key, |record| match record.ewb_state() {
            EwbState::InDoubt | EwbState::Cancelling => Ok(NextEwbStep::Claim),
            state if state.can_be_asked() && judged.refused.is_none() => {
                record.begin_ewb().map_err(unlawful)?;
                Ok(NextEwbStep::Begin(Move::EwbSending, json!({"payload": payload})))
            }
            _ => Ok(NextEwbStep::Leave),
        })? {
            TakenEwb::Begun(record) => {
                let client = PortalClient::of(call, &record, document.gstin)?;
                let kept = send(call, &client, key, &record, (payload, judged))?;
                if kept.ewb_state() != EwbState::InDoubt || patience.is_some() {
                    return Ok(made(call, &kept, UNREACHED));
                }
                patience = Some(call.patience(true));
                continue;
            }
            TakenEwb::Claimed(record) => record,
            TakenEwb::Left(record) => {
                let refused = judged.refused.clone().filter(|_| record.ewb_state().can_be_asked());
                return match refused {
                    Some(report) => Ok(EwbAnswer::Refused(Box::new(noted(call, &record).report(report)))),
                    None => known(call, key, &record, judged),
                };
            }
            TakenEwb::NotRegistered(record) => return Ok(not_registered(call, &record)),
            TakenEwb::Busy(record) => return Ok(busy(call, &record)),
        };
        let patience = patience.get_or_insert_with(|| call.patience(false));
        if let Some(settled) = settle_one(call, key, &record, patience)? {
            return Ok(made(call, &settled, NOT_ASKED_AGAIN));
        }
    }
}

/// What is said of a bill that is not there, by what came before.
const UNREACHED: &str = "the portal could not be reached for the e-way bill; the registration stands";
const NOT_ASKED_AGAIN: &str =
    "the portal has no e-way bill of this document, and there was no time left to ask for it again";

/// The answer of a bill that was made before, with what is asked otherwise now.
fn known(call: &EngineCall<'_>, key: &NumberKey, record: &Record, judged: &JudgedTravel) -> Result<EwbAnswer> {
    let answer = made(call, record, UNREACHED);
    let EwbAnswer::Done(noted) = answer else { return Ok(answer) };
    let differs = travel::differs(&judged.document.transport, &travel::of_record(call, key, record)?);
    Ok(EwbAnswer::Done(match differs.is_empty() {
        true => noted,
        false => Box::new(noted.message(DIFFERS).fix(DIFFERS_FIX).differing(differs)),
    }))
}

/// Asks once about what is in doubt. `None` where there is time to go on: to ask again, or to send what is now known to be
/// needed.
pub fn settle_one(
    call: &EngineCall<'_>,
    key: &NumberKey,
    record: &Record,
    patience: &mut Patience,
) -> Result<Option<Record>> {
    let open = |why: &str| conclude(call, key, Move::EwbInDoubt, json!({"why": why}), Record::doubt_ewb).map(Some);
    let Some(pause) = patience.next(record.ewb_arrives_for(&call.live.ledger.now())) else { return open("not asked") };
    if !call.rest(pause)? {
        let kept = conclude(call, key, Move::EwbInDoubt, json!({"why": "cut short"}), Record::doubt_ewb)?;
        return stopped(call.cut(), kept).map(Some);
    }
    let client = PortalClient::of(call, record, record.document_key().gstin)?;
    let (settled, answered) = settle(call, &client, key, record, patience.until())?;
    patience.asked(answered);
    let in_doubt = matches!(settled.ewb_state(), EwbState::InDoubt | EwbState::Cancelling);
    Ok(Some(settled).filter(|_| !in_doubt && !call.has_time_for_an_exchange()))
}

pub fn unknown(call: &EngineCall<'_>, document: &DocumentRef) -> Result<EwbAnswer> {
    Ok(EwbAnswer::Unknown(Box::new(Unknown::here(irn_of(call, document)?))))
}

pub fn noted(call: &EngineCall<'_>, record: &Record) -> NotedDocument {
    NotedDocument::of(shown::of_record(call, record))
}

pub fn busy(call: &EngineCall<'_>, record: &Record) -> EwbAnswer {
    EwbAnswer::Pending(Box::new(noted(call, record)))
}

pub fn not_registered(call: &EngineCall<'_>, record: &Record) -> EwbAnswer {
    let status = record.state().status();
    let message = format!("an e-way bill belongs to a registered document; this one is {status}");
    let answer = Box::new(noted(call, record).message(message));
    match record.state() {
        DocumentState::Intended | DocumentState::Sending | DocumentState::Pending | DocumentState::InDoubt => {
            EwbAnswer::Pending(answer)
        }
        DocumentState::Registered
        | DocumentState::Rejected
        | DocumentState::Withdrawn
        | DocumentState::Cancelling
        | DocumentState::Cancelled => EwbAnswer::Refused(answer),
    }
}

/// Sends a request that is on disk and writes down what came of it.
fn send(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    (payload, judged): (&Map<String, Value>, &JudgedTravel),
) -> Result<Record> {
    let mut whole = Map::new();
    whole.insert("Irn".to_owned(), record.irn().as_str().into());
    whole.extend(payload.clone());
    let bytes = Value::Object(whole).to_string().into_bytes();
    failpoint::reached("ewb_sending");
    let asked = call.run(client.ask_holding(Errand::MakesEwb, record.claim(), |token| {
        let bytes = &bytes;
        async move { client.calls(&token).ewb(bytes).await }
    }))?;
    failpoint::reached("ewb_sent");
    let doubt = |why: Value| conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb);
    match asked {
        Ok(AskedPortal::Answer(PortalAnswer::Done(held))) => {
            if let Some(km) = distance_in(&held.infos) {
                distance::learn(call, &judged.document, km);
            }
            active(call, key, &held)
        }
        Ok(AskedPortal::Answer(PortalAnswer::NotSent { kind, message })) => {
            let kept = conclude(call, key, Move::EwbNotSent, json!({"why": message}), Record::ewb_not_sent)?;
            if kind == ErrorKind::Config {
                Err(Error::new(kind, message).kept(kept.irn(), Status::Registered))
            } else {
                Ok(kept)
            }
        }
        Ok(AskedPortal::Answer(PortalAnswer::Unknown { message, .. } | PortalAnswer::TokenFault { message, .. })) => {
            doubt(json!({"why": message}))
        }
        Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, infos })) => {
            let why = evidence(&refusals, &infos);
            if let Some(km) = distance_in(&infos) {
                distance::learn(call, &judged.document, km);
            }
            match action_of(&refusals) {
                // It has one already: the portal says which.
                Some(RefusalAction::Duplicate) => {
                    let doubted = conclude(call, key, Move::EwbDuplicate, why, Record::doubt_ewb)?;
                    already::which(call, client, key, &doubted, (&judged.document, &list(&refusals)))
                }
                Some(RefusalAction::Transient) => doubt(why),
                Some(RefusalAction::Auth) => {
                    conclude(call, key, Move::EwbNotSent, why, Record::ewb_not_sent)?;
                    let words = crate::portal::refusal::in_words(&refusals);
                    Err(Error::new(ErrorKind::Auth, format!("the portal refuses this client: {words}"))
                        .kept(record.irn(), Status::Registered))
                }
                Some(
                    RefusalAction::Business | RefusalAction::Token | RefusalAction::Gone | RefusalAction::NotFound,
                )
                | None => {
                    let list = list(&refusals);
                    conclude(call, key, Move::EwbFailed, why, |r| r.ewb_failed(list.clone()))
                }
            }
        }
        Ok(AskedPortal::NoToken(failed)) => {
            let why = json!({"log_in": failed.error.message});
            let kept = conclude(call, key, Move::EwbNotSent, why, Record::ewb_not_sent)?;
            match failed.cause {
                Cause::Settings | Cause::Credentials | Cause::Key | Cause::Sealed => {
                    Err(failed.error.kept(kept.irn(), Status::Registered))
                }
                Cause::Busy | Cause::NoAnswer => Ok(kept),
            }
        }
        Err(cut) if client.nothing_left() => {
            let why = json!({"why": "cut short before it left"});
            stopped(cut, conclude(call, key, Move::EwbNotSent, why, Record::ewb_not_sent)?)
        }
        Err(cut) => {
            let kept = doubt(json!({"why": "cut short"}))?;
            stopped(cut, kept)
        }
    }
}

pub fn stopped(cut: Cut, kept: Record) -> Result<Record> {
    match cut {
        Cut::Deadline => Ok(kept),
        Cut::Stopped => Err(Error::new(ErrorKind::Stopped, "the engine was stopped during the call")
            .kept(kept.irn(), Status::Registered)
            .fix("call again: the portal is asked before anything is sent")),
    }
}

pub fn list(refusals: &[PortalRefusal]) -> Vec<StoredRefusal> {
    let one = |r: &PortalRefusal| StoredRefusal { code: r.code.clone(), message: r.message.clone(), curable: true };
    refusals.iter().map(one).collect()
}

/// The answer of making one: the registration with its e-way bill.
fn made(call: &EngineCall<'_>, record: &Record, absent: &'static str) -> EwbAnswer {
    let noted = noted(call, record);
    match record.ewb_state() {
        EwbState::Active | EwbState::Expired => EwbAnswer::Done(Box::new(noted)),
        EwbState::Rejected | EwbState::Discarded | EwbState::Closed => {
            let message = format!("the document's e-way bill is {}", record.ewb_state().name());
            EwbAnswer::Refused(Box::new(noted.message(message)))
        }
        EwbState::Failed => EwbAnswer::Refused(Box::new(noted.report(shown::ewb_report(call, record)))),
        EwbState::InDoubt | EwbState::Cancelling => {
            let message = "what became of the e-way bill is not known yet; the registration stands";
            let fix = "call again: the portal is asked before anything is sent";
            EwbAnswer::Pending(Box::new(noted.message(message).fix(fix)))
        }
        EwbState::NotAsked | EwbState::Pending => EwbAnswer::Pending(Box::new(noted.message(absent).fix("call again"))),
        EwbState::Cancelled => EwbAnswer::Pending(Box::new(noted)),
    }
}
