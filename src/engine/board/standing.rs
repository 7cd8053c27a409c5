//! How the ledger's documents stand, for the return and for reconciling.

use crate::answer::gstr1::BesideDocument;
use crate::calendar::IstTime;
use crate::error::Result;
use crate::invoice;
use crate::law::gstr1::make::{Doc, LedgerStanding};
use crate::law::reconcile::StandingInLedger;
use crate::story::{DocumentState, Record};

/// A document of the ledger, for a return.
pub fn held(record: &Record) -> Result<Doc<'_>> {
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

pub(crate) fn standing(record: &Record) -> StandingInLedger {
    match record.state() {
        DocumentState::Registered | DocumentState::Cancelling => StandingInLedger::Registered,
        DocumentState::Cancelled => StandingInLedger::Cancelled,
        DocumentState::Intended | DocumentState::Pending | DocumentState::Sending | DocumentState::InDoubt => {
            StandingInLedger::Open
        }
        DocumentState::Rejected | DocumentState::Withdrawn => StandingInLedger::Void,
    }
}
