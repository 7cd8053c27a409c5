//! What the ledger knows of e-way bills.

use crate::answer::eway_bill::EwbUnknown;
use crate::answer::eway_named::EwbRef;
use crate::answer::status::KnownDocument;
use crate::engine::ewb::{fetched, place, read, shown};
use crate::engine::process::call::EngineCall;
use crate::error::Result;
use crate::irn::{DocumentKey, Irn};
use crate::story::{BillKey, HeldBill};

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
