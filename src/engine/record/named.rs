//! The document that a request names, and what is said where there is none.

use crate::document::DocumentRef;
use crate::engine::process::call::EngineCall;
use crate::error::{Error, ErrorKind, Result};
use crate::irn::Irn;
use crate::story::{NumberKey, Record};

/// The record of a document that a request names.
pub fn find(call: &EngineCall<'_>, document: &DocumentRef) -> Result<Option<Record>> {
    match (document.irn(), document.key()) {
        (Some(irn), _) => call.live.ledger.find_irn(&irn),
        (None, Some(key)) => call.live.ledger.find(&NumberKey::from(key)),
        (None, None) => Ok(None),
    }
}

/// The IRN of a document that a request names.
pub fn irn_of(call: &EngineCall<'_>, document: &DocumentRef) -> Result<Irn> {
    document.irn_on(call.now().day()).ok_or_else(no_key)
}

/// A request that names no document; reading one leaves none without a name.
pub fn no_key() -> Error {
    Error::new(ErrorKind::Json, "no document is named")
        .fix("give {\"irn\"}, or {\"gstin\",\"type\",\"number\",\"date\"}")
}

/// A document that this call had on record, and the ledger has no more: a standby took over that lacks it, or a backup was put
/// in the ledger's place.
pub fn vanished() -> Error {
    Error::new(ErrorKind::Ledger, "the ledger no longer holds this document: another copy of it has taken over")
        .fix("submit it again: what the portal holds is found there, and nothing is registered twice")
}

pub fn unlawful(why: crate::story::Unlawful) -> Error {
    Error::new(ErrorKind::Ledger, why.to_string())
}
