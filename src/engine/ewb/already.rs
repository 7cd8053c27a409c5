//! What the portal has of a document whose e-way bill it says was made already.

use crate::engine::ewb::alone::found::{FoundBill, find, other_than};
use crate::engine::ewb::beside::key_alone;
use crate::engine::ewb::lookup::{EwbOfIrn, active, look_up};
use crate::engine::ewb::place::EwbRow;
use crate::engine::ewb::read;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::record::conclude::conclude;
use crate::engine::record::named::vanished;
use crate::error::{Error, ErrorKind, Result};
use crate::eway::EwayDocument;
use crate::irp::IrnStatus;
use crate::status::Status;
use crate::story::{EwbSheet, EwbStanding, HeldBill, Move, NumberKey, Record, StoredEwayBill, StoredRefusal};
use serde_json::json;

/// Adopts the bill of the IRN; where the portal shows none, the one that was made of the same document alone, by whatever
/// program. Another one is a conflict; where none is shown the refusal stands.
pub fn which(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    key: &NumberKey,
    record: &Record,
    (document, refusals): (&EwayDocument, &[StoredRefusal]),
) -> Result<Record> {
    match look_up(call, client, record, call.deadline)? {
        EwbOfIrn::Held(held) if held.status == IrnStatus::Active => return active(call, key, &held),
        EwbOfIrn::Unknown(why) => return conclude(call, key, Move::EwbInDoubt, why, Record::doubt_ewb),
        EwbOfIrn::Held(_) | EwbOfIrn::None => {}
    }
    let held = HeldBill::document(record.clone());
    let named = record.document_key();
    let system = read::client(call, Some(&held), named.gstin)?;
    let failed = |what: Move, why| conclude(call, key, what, why, |r| r.ewb_failed(refusals.to_vec()));
    match find(call, &system, &key_alone(&named), call.deadline)? {
        FoundBill::Held(sheet) if stands(&sheet) => {
            let differs = other_than(document, &sheet);
            if differs.is_empty() {
                return adopt(call, key, &sheet, system.name());
            }
            failed(Move::EwbConflict, json!({"ewb_no": sheet.ewb_no, "differs": differs}))?;
            let words = format!("this document has another e-way bill, {}: {}", sheet.ewb_no, differs.join("; "));
            Err(Error::new(ErrorKind::Conflict, words)
                .differs(differs)
                .fix("cancel that e-way bill, or cancel the invoice and give it a number of its own")
                .kept(record.irn(), Status::Registered))
        }
        FoundBill::Held(_) | FoundBill::None => failed(Move::EwbFailed, json!({"why": "no such e-way bill is shown"})),
        FoundBill::Unasked(error) => {
            conclude(call, key, Move::EwbInDoubt, json!({"why": error.message}), Record::doubt_ewb)
        }
    }
}

fn stands(sheet: &EwbSheet) -> bool {
    match sheet.standing {
        EwbStanding::Active | EwbStanding::Closed => true,
        EwbStanding::Cancelled | EwbStanding::Discarded => false,
    }
}

fn adopt(call: &EngineCall<'_>, key: &NumberKey, sheet: &EwbSheet, portal: &str) -> Result<Record> {
    let detail = json!({"by": "look-up", "ewb_no": sheet.ewb_no, "shown": sheet});
    conclude(call, key, Move::EwbActive, detail, |r| r.ewb_active(StoredEwayBill::from(sheet)))?;
    // It may have been rejected or closed meanwhile.
    match read::learn(call, Some(EwbRow::Document(key.clone())), sheet, portal)?.1 {
        HeldBill::Document(record) => Ok(*record),
        HeldBill::Alone(_) => Err(vanished()),
    }
}
