//! Documents, events and exchanges as the columns of their tables.

use super::values::{Values, values};
use crate::error::Result;
use crate::ledger::{Event, Exchange, StoredEvent, audit};
use crate::story::{NumberKey, Record};
use tokio_postgres::Row;

pub(super) fn named(key: &NumberKey) -> Values {
    values![key.gstin.to_string(), key.doc_type.code(), key.number.clone(), key.year.to_string()]
}

pub(super) fn document(key: &NumberKey, record: &Record, event: &Event, text: String) -> Values {
    values![
        key.gstin.to_string(),
        key.year.to_string(),
        key.doc_type.code(),
        key.number.clone(),
        record.irn().to_string(),
        record.state().name(),
        record.date().iso(),
        event.at.to_string(),
        record.waits(),
        record.ewb_until(),
        text,
    ]
}

pub(super) fn event_row(key: &NumberKey, event: &Event) -> Values {
    values![
        key.gstin.to_string(),
        key.year.to_string(),
        key.doc_type.code(),
        key.number.clone(),
        event.at.to_string(),
        event.what.name(),
        i64::from(event.attempt),
        without_nul(&event.detail.to_string()),
    ]
}

pub(super) fn event(row: &Row) -> Result<StoredEvent> {
    let attempt = u32::try_from(row.get::<_, i64>(2)).unwrap_or_default();
    StoredEvent::read(row.get(0), row.get(1), attempt, row.get(3))
}

/// Exchanges as a list for each column.
pub(super) fn exchanges(exchanges: &[Exchange]) -> Values {
    let texts = |of: fn(&Exchange) -> &str| {
        exchanges.iter().map(|e| without_nul(audit::cut(of(e)).as_str())).collect::<Vec<_>>()
    };
    values![
        exchanges.iter().map(|e| e.at.unix()).collect::<Vec<_>>(),
        texts(|e| &e.portal),
        texts(|e| &e.gstin),
        texts(|e| &e.irn),
        texts(|e| &e.call),
        texts(|e| &e.path),
        texts(|e| &e.sent),
        exchanges.iter().map(|e| e.status.map(i64::from)).collect::<Vec<_>>(),
        texts(|e| &e.answered),
        exchanges.iter().map(|e| e.millis as i64).collect::<Vec<_>>(),
        texts(|e| &e.ewb),
    ]
}

/// The one character PostgreSQL can't keep in a text.
pub(super) fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

pub(super) fn whole(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
