//! What the e-way bill system has lately said of the distance between two PIN codes: more than a tenth above it is not sent.

use crate::engine::process::call::EngineCall;
use crate::error::Result;
use crate::eway::EwayDocument;

/// For how long it is believed, in seconds: the system measures again at any time, and a false refusal is the worst fault.
const BELIEVED_FOR: i64 = 7 * 86_400;

/// What the ledger calls it.
fn name(document: &EwayDocument) -> Option<String> {
    let (from, to) = (document.from.pin?, document.to.pin?);
    Some(format!("distance/{}/{}", from.min(to), from.max(to)))
}

/// Keeps the system's own distance.
pub fn learn(call: &EngineCall<'_>, document: &EwayDocument, km: u32) {
    let Some(name) = name(document) else { return };
    let value = format!("{km} {}", call.now().unix()).into_bytes();
    // Where it can't be written now, the system says it again.
    let _ = call.live.ledger.share(&name, call.until(), &mut |_, _| Some(value.clone()));
}

/// The system's own distance of a document that names one, where it is known.
pub fn known(call: &EngineCall<'_>, document: &EwayDocument) -> Result<Option<u32>> {
    let given = document.transport.distance.filter(|km| *km > 0 && call.time_is_sure());
    let Some(name) = given.and_then(|_| name(document)) else { return Ok(None) };
    let kept = call.live.ledger.recall(&name)?.and_then(|bytes| String::from_utf8(bytes).ok());
    let read = |kept: &str| -> Option<(u32, i64)> {
        let (km, at) = kept.split_once(' ')?;
        Some((km.parse().ok()?, at.parse().ok()?))
    };
    let lately = |at: i64| (0..BELIEVED_FOR).contains(&(call.now().unix() - at));
    Ok(kept.as_deref().and_then(read).filter(|(_, at)| lately(*at)).map(|(km, _)| km))
}
