//! E-way bills that stand alone, in a PostgreSQL ledger.

use super::Postgres;
use super::columns::{event, exchanges, whole, without_nul};
use super::connection::PooledConnection;
use super::fault::DatabaseFault;
use super::transaction::locked;
use super::values::{Values, values};
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::ledger::bills::{BillChange, DecideBill, EwbTable, columns, freed, parse};
use crate::ledger::{Event, StoredEvent};
use crate::story::{Bearer, BillKey, EwbRecord, Move, Record};
use std::time::Instant;
use tokio::try_join;

fn named(key: &BillKey) -> Values {
    let [gstin, doc_type, number, year] = columns(key);
    values![gstin, doc_type, number, year]
}

fn row(key: &BillKey, bill: &EwbRecord, event: &Event, text: String) -> Values {
    let [gstin, doc_type, number, year] = columns(key);
    let ewb = bill.ewb();
    values![
        gstin,
        year,
        doc_type,
        number,
        ewb.bill().map(|bill| bill.ewb_no.clone()),
        ewb.state().name(),
        event.at.to_string(),
        bill.waits(),
        bill.ends(),
        text,
    ]
}

fn event_row(key: &BillKey, event: &Event) -> Values {
    let [gstin, doc_type, number, year] = columns(key);
    values![
        gstin,
        year,
        doc_type,
        number,
        event.at.to_string(),
        event.what.name(),
        i64::from(event.attempt),
        without_nul(&event.detail.to_string()),
    ]
}

/// Writes a bill with its event, and the exchanges that wait, and commits.
async fn write(client: PooledConnection, bill: Values, event: Values, exchanges: Values) -> Result<(), DatabaseFault> {
    let written = async {
        try_join!(
            biased;
            client.rows(sql!("bill_write"), &bill),
            client.rows(sql!("bill_event"), &event),
            client.rows(sql!("exchange"), &exchanges),
            client.batch("COMMIT")
        )
    };
    client.answered(written).await?;
    client.give_back();
    Ok(())
}

impl Postgres {
    fn bills(&self, sql: &'static str, values: Values) -> Result<Vec<EwbRecord>> {
        self.rows(sql, values)?.iter().map(|row| parse(row.get(0))).collect()
    }
}

impl EwbTable for Postgres {
    fn bill(&self, key: &BillKey) -> Result<Option<EwbRecord>> {
        Ok(self.bills(sql!("bill"), named(key))?.pop())
    }

    fn bill_numbered(&self, ewb_no: &str) -> Result<Option<EwbRecord>> {
        Ok(self.bills(sql!("bill_numbered"), values![ewb_no.to_owned()])?.pop())
    }

    fn document_of_ewb(&self, ewb_no: &str) -> Result<Option<Record>> {
        self.one(sql!("bill_document"), values![ewb_no.to_owned()])
    }

    fn bills_waiting(&self, after: Option<&BillKey>, limit: usize) -> Result<Vec<EwbRecord>> {
        let mut values = after.map_or_else(|| values!["", "", "", ""], named);
        values.extend(values![whole(limit)]);
        self.bills(sql!("bills_waiting"), values)
    }

    fn bills_until(&self, from: IstTime, limit: usize) -> Result<Vec<EwbRecord>> {
        self.bills(sql!("bills_until"), values![from.portal(), whole(limit)])
    }

    fn bills_given_at(&self, keys: &[BillKey]) -> Result<Vec<Option<IstTime>>> {
        self.times(sql!("bills_given"), keys.iter().map(columns), vec![Move::EwbIntended.name()])
    }

    fn change_bill(&self, key: &BillKey, until: Instant, decide: DecideBill<'_>) -> Result<Option<EwbRecord>> {
        // What was sent to be committed when the connection was lost.
        let mut doubted: Option<(String, EwbRecord)> = None;
        self.patiently(until, || {
            let hold = locked(self.pool.clone(), sql!("bill_lock"), Some(sql!("bill_key")), named(key));
            let (client, rows, now) = self.run(until, hold)?;
            let now = self.note_clock(now);
            let text: Option<&str> = rows.first().map(|row| row.get(0));
            let this = text.map(parse).transpose().map_err(DatabaseFault::Final)?.map(freed);
            if let Some((_, bill)) = doubted.take().filter(|(written, _)| text == Some(written.as_str())) {
                return Ok(Some(bill));
            }
            let Some(BillChange { bill, event }) = decide(this.as_ref(), &now).map_err(DatabaseFault::Final)? else {
                self.let_go(client);
                return Ok(this);
            };
            let text = serde_json::to_string(&bill).map_err(|e| {
                DatabaseFault::Final(Error::new(
                    ErrorKind::Ledger,
                    format!("the e-way bill can't be written as JSON: {e}"),
                ))
            })?;
            let waiting = self.outbox.take();
            let work = write(
                client,
                row(key, &bill, &event, text.clone()),
                event_row(key, &event),
                exchanges(&waiting.exchanges),
            );
            match self.run(until, work) {
                Ok(()) => {
                    waiting.written();
                    Ok(Some(bill))
                }
                Err(fault) => {
                    doubted = Some((text, bill));
                    Err(fault)
                }
            }
        })
    }

    fn bill_events(&self, key: &BillKey) -> Result<Vec<StoredEvent>> {
        self.rows(sql!("bill_events"), named(key))?.iter().map(event).collect()
    }
}
