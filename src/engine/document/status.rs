//! What the ledger knows of a document, or of an e-way bill; and which portals are not well.

use crate::answer::document::Unknown;
use crate::answer::status::{KnownDocument, PortalStates, StatusAnswer, StatusRequest};
use crate::engine::ewb::{beside, known};
use crate::engine::process::breaker::CircuitBreaker;
use crate::engine::process::call::EngineCall;
use crate::engine::record::named::{find, irn_of};
use crate::engine::record::shown;
use crate::error::Result;

pub fn status(call: &EngineCall<'_>, which: StatusRequest) -> Result<StatusAnswer> {
    let document = match which {
        StatusRequest::Ewb(bill) => known::known(call, &bill)?,
        StatusRequest::Document(document) => match find(call, &document)? {
            Some(record) => {
                let mut document = shown::of_record(call, &record);
                if let Some(registration) = &mut document.registration
                    && let Some(alone) = beside::shown_with(call, &record)?
                {
                    registration.ewb = Some(alone);
                }
                KnownDocument::Document(Box::new(document))
            }
            // An invoice of a supplier outside e-invoicing has an e-way bill without an IRN.
            None => match known::of_key(call, document.key())? {
                Some(bill) => bill,
                None => KnownDocument::Unknown(Box::new(Unknown::of(irn_of(call, &document)?))),
            },
        },
    };
    Ok(StatusAnswer { document, portal_state: portal_states(call)? })
}

/// The portals that are not well.
fn portal_states(call: &EngineCall<'_>) -> Result<Option<PortalStates>> {
    let ledger = call.live.ledger.as_ref();
    let mut states = Vec::new();
    for portal in &call.engine.resolved.portals {
        states.extend(CircuitBreaker::recall(ledger, &portal.name)?.state(&portal.name, &ledger.now()));
    }
    Ok(match (call.engine.resolved.portals.len(), states.len()) {
        (_, 0) => None,
        (1, _) => states.pop().map(PortalStates::One),
        _ => Some(PortalStates::Some(states)),
    })
}
