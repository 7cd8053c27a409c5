//! What the ledger knows of e-way bills, and whose they are.

use crate::answer::eway_bill::{BillAnswer, EwbUnknown};
use crate::answer::eway_steps::EwbRef;
use crate::answer::status::KnownDocument;
use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::{fetched, place, read, shown, step};
use crate::engine::process::call::EngineCall;
use crate::engine::process::patience::Patience;
use crate::engine::record::named::vanished;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::{DocumentKey, Irn};
use crate::story::{
    BillKey, EwbOfInvoice, EwbSheet, HeldBill, NumberKey, Record,
};

/// Whether a taxpayer is one of the engine's: one that it names, or anybody in a sandbox that names none.
pub fn is_ours(call: &EngineCall<'_>, gstin: Gstin) -> bool {
    let own = &call.engine.resolved.taxpayers;
    own.contains(&gstin) || own.is_empty() && call.engine.is_sandbox()
}

/// A bill as the system shows it now, kept in the ledger; or the answer where it can't be shown.
pub fn known_now(
    call: &EngineCall<'_>,
    ewb_no: &str,
    as_whom: Option<Gstin>,
) -> Result<std::result::Result<(EwbSheet, EwbOfInvoice), BillAnswer>> {
    let known = place::find(call, ewb_no)?;
    let reading = read::as_any(call, known.as_ref().map(|(_, held)| held), ewb_no, as_whom)?;
    Ok(match reading {
        read::BillReading::Shown((sheet, portal)) => {
            let (_, held) = read::learn(call, known.map(|(place, _)| place), &sheet, &portal)?;
            let ewb = held.ewb().into_owned();
            Ok((sheet, ewb))
        }
        read::BillReading::None(reasons) => {
            Err(BillAnswer::Unknown(Box::new(shown::unknown(call, Some(ewb_no), &reasons))))
        }
        read::BillReading::Unasked(error) => return Err(error),
    })
}

/// What the ledger knows of an e-way bill.
pub fn known(call: &EngineCall<'_>, bill: &EwbRef) -> Result<KnownDocument> {
    let ewb_no = match bill {
        EwbRef::Number(ewb_no, _) => Some(ewb_no.as_str()),
        EwbRef::Document(_) | EwbRef::Key(_) => None,
    };
    Ok(match fetched::place_of(call, bill)? {
        Some((_, held)) => KnownDocument::Ewb(Box::new(shown::bill(call, &held))),
        None => {
            let unknown = EwbUnknown {
                message: "the ledger does not know this e-way bill".into(),
                fix: "einv_ewb_fetch asks the e-way bill system for it".into(),
                ..shown::unknown(call, ewb_no, &[])
            };
            KnownDocument::NoEwb(Box::new(unknown))
        }
    })
}

/// The bill without an IRN that has the key of a document.
pub fn of_key(call: &EngineCall<'_>, document: Option<&DocumentKey>) -> Result<Option<KnownDocument>> {
    let Some(key) = document else { return Ok(None) };
    let key = BillKey::new(key.gstin, key.doc_type.code(), key.number.as_str(), key.date);
    let bill = call.live.ledger.bill(&key)?.map(HeldBill::alone);
    Ok(bill.map(|held| KnownDocument::Ewb(Box::new(shown::bill(call, &held)))))
}

/// The audit's name for the exchanges about a bill: the IRN of its document, or its own.
pub fn audited(call: &EngineCall<'_>, ewb_no: &str) -> Result<(Option<Irn>, Option<String>)> {
    Ok(match place::find(call, ewb_no)? {
        Some((_, HeldBill::Alone(bill))) => (None, Some(read::tag(&bill))),
        Some((_, HeldBill::Document(record))) => (Some(record.irn()), None),
        None => (None, Some(ewb_no.to_owned())),
    })
}

/// Takes up what is open about a document's e-way bill, for a flush.
pub fn settle_of_document(call: &EngineCall<'_>, key: &NumberKey) -> Result<Record> {
    let place = EwbRow::Document(key.clone());
    let held = place::current(call, &place)?;
    let mut patience = Patience::begin(call, false);
    match step::settle_open(call, &place, held, &mut patience)? {
        step::Settled::Closed(HeldBill::Document(record)) | step::Settled::Open(HeldBill::Document(record)) => {
            Ok(*record)
        }
        _ => Err(vanished()),
    }
}
