//! A ledger that was restored from a backup: what of its documents was cancelled meanwhile. What was registered meanwhile it
//! can't know; that is adopted when it is submitted again, or imported.

use crate::answer::fetched::FetchRequest;
use crate::engine::document::fetch;
use crate::engine::process::call::EngineCall;
use crate::error::{ErrorKind, Result};
use crate::law::tables::CANCEL_HOURS;
use crate::ledger::Copied;
use crate::story::{DocumentState, NumberKey, Record};

/// Documents read from the ledger at a time.
const PAGE: usize = 200;

/// Asks the portal by IRN about each registered document that could still be cancelled when the backup was made, once, as far
/// as time allows; the next call goes on from there. Whatever the portal says is learnt.
pub fn look_for_cancellations(call: &EngineCall<'_>) -> Result<()> {
    let ledger = call.live.ledger.as_ref();
    let Some(mut copied) = Copied::of(ledger, call.now())?.filter(|copied| !copied.all_asked) else { return Ok(()) };
    let begun = copied.clone();
    while !copied.all_asked {
        let last = copied.asked.map(|irn| ledger.find_irn(&irn)).transpose()?.flatten();
        let after = last.map(|record| NumberKey::from(&record.document_key()));
        let page = ledger.list(&[DocumentState::Registered], after.as_ref(), PAGE)?;
        for (_, record) in &page {
            if call.is_late() || call.is_stopped() || !asked(call, &copied, record)? {
                return if copied == begun { Ok(()) } else { copied.keep(ledger, call.until()) };
            }
            copied.asked = Some(record.irn());
        }
        copied.all_asked = page.len() < PAGE;
    }
    copied.keep(ledger, call.until())
}

/// Whether there is nothing left to ask about a document; `false` when the portal gives no answer now.
fn asked(call: &EngineCall<'_>, copied: &Copied, record: &Record) -> Result<bool> {
    let could_be_cancelled = record.ack_date().is_some_and(|ack| ack.plus_hours(CANCEL_HOURS) > copied.at);
    if !could_be_cancelled {
        return Ok(true);
    }
    match fetch::fetch(call, FetchRequest::Document(record.irn().into())) {
        Ok(_) => Ok(true),
        Err(error) if error.kind == ErrorKind::Ledger => Err(error),
        // An answer that is not believed is no better the next time.
        Err(error) => Ok(matches!(error.kind, ErrorKind::Conflict | ErrorKind::Portal | ErrorKind::Config)),
    }
}
