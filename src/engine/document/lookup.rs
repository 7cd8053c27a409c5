//! Asking a portal for a document.

use crate::engine::process::asked::{AskedPortal, Cut};
use crate::engine::process::breaker::Errand;
use crate::engine::process::call::EngineCall;
use crate::engine::process::portal_client::PortalClient;
use crate::error::Result;
use crate::portal::PortalAnswer;
use crate::portal::record::IssuedRegistration;
use crate::portal::reply::{RefusalAction, action_of};
use crate::story::Record;
use std::time::Instant;

/// Asks a client for a document.
pub fn ask(
    call: &EngineCall<'_>,
    client: &PortalClient<'_, '_>,
    record: &Record,
    until: Instant,
) -> Result<std::result::Result<AskedPortal<IssuedRegistration>, Cut>> {
    let (document, irn) = (record.document_key(), record.irn());
    let (doc_type, number, date) = (document.doc_type, &document.number, document.date);
    call.run_until(
        until,
        client.ask(Errand::LooksUp, |token| async move {
            client.calls(&token).by_document(doc_type, number, date, &irn).await
        }),
    )
}

/// Whether the portal, asked now, knows nothing of a document that it has just answered for.
pub fn is_absent(call: &EngineCall<'_>, client: &PortalClient<'_, '_>, record: &Record) -> Result<bool> {
    let asked = ask(call, client, record, call.deadline)?;
    Ok(matches!(asked, Ok(AskedPortal::Answer(PortalAnswer::Refused { refusals, .. }))
        if action_of(&refusals) == Some(RefusalAction::NotFound)))
}

/// Whether the portal may no longer give details of a document sent when this one was (2283; NIC's texts say two days,
/// or three).
pub fn forgotten(call: &EngineCall<'_>, record: &Record) -> bool {
    record
        .sent_at()
        .is_some_and(|sent| call.now().seconds_since(sent) > crate::engine::document::lookup::GET_DAYS * 86_400)
}

/// How long the portal gives a document's details (2283; NIC's texts say two days, or three).
pub const GET_DAYS: i64 = 2;
