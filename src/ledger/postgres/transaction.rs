//! Transactions that hold a document's row, or a shared value's, while it is decided.

use super::connect::ConnectWay;
use super::connection::PooledConnection;
use super::fault::DatabaseFault;
use super::values::{Values, values};
use crate::calendar::Uptime;
use crate::error::Result;
use crate::ledger::{LockedRows, owner, parse};
use crate::story::NumberKey;
use deadpool::managed::Pool;
use tokio::try_join;
use tokio_postgres::Row;

/// What becomes of a row that somebody else holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Locking {
    Wait,
    Skip,
}

/// Begins a transaction and locks what there is of a number; gives the rows and the database's clock.
pub(super) async fn hold(
    pool: Pool<ConnectWay>,
    locking: Locking,
    key: NumberKey,
) -> Result<(PooledConnection, Vec<Row>, i64), DatabaseFault> {
    let lock = match locking {
        Locking::Wait => sql!("lock"),
        Locking::Skip => sql!("lock_or_skip"),
    };
    // No row to lock yet: the number's own row is. Whoever was quicker is seen once it is ours.
    let make = if locking == Locking::Wait { Some(sql!("number")) } else { None };
    locked(pool, lock, make, values![key.gstin.to_string(), key.doc_type.code(), key.number]).await
}

/// Begins a transaction and locks a shared value; gives the value and the database's clock.
pub(super) async fn hold_value(
    pool: Pool<ConnectWay>,
    name: String,
) -> Result<(PooledConnection, Vec<u8>, i64), DatabaseFault> {
    let (client, rows, now) = locked(pool, sql!("recall_locked"), Some(sql!("name")), values![name]).await?;
    Ok((client, rows.first().map(|row| row.get(0)).unwrap_or_default(), now))
}

/// Begins a transaction and locks rows, in one journey; where there are none, once more after `make` has made one.
pub(super) async fn locked(
    pool: Pool<ConnectWay>,
    lock: &str,
    make: Option<&str>,
    names: Values,
) -> Result<(PooledConnection, Vec<Row>, i64), DatabaseFault> {
    let client = PooledConnection::of(&pool).await?;
    let first = async { try_join!(biased; client.begin(), client.rows(lock, &names), client.row(sql!("clock"))) };
    let ((), mut rows, now) = client.answered(first).await?;
    if let (true, Some(make)) = (rows.is_empty(), make) {
        let made = async { try_join!(biased; client.rows(make, &names), client.rows(lock, &names)) };
        (_, rows) = client.answered(made).await?;
    }
    Ok((client, rows, now.get(0)))
}

/// Writes a document with its event, and the exchanges that wait, and commits.
pub(super) async fn write(
    client: PooledConnection,
    document: Values,
    event: Values,
    exchanges: Values,
    ewb_number: Values,
) -> Result<(), DatabaseFault> {
    let written = async {
        try_join!(
            biased;
            client.rows(sql!("document"), &document),
            client.rows(sql!("event"), &event),
            client.rows(sql!("ewb_number"), &ewb_number),
            client.rows(sql!("exchange"), &exchanges),
            client.batch("COMMIT")
        )
    };
    client.answered(written).await?;
    client.give_back();
    Ok(())
}

pub(super) async fn write_value(client: PooledConnection, name: String, value: Vec<u8>) -> Result<(), DatabaseFault> {
    let values = values![name, value];
    let written = async { try_join!(biased; client.rows(sql!("remember"), &values), client.batch("COMMIT")) };
    client.answered(written).await?;
    client.give_back();
    Ok(())
}

/// What is known of a document by its locked rows, and the text of its own record.
pub(super) fn seen<'r>(rows: &'r [Row], key: &NumberKey, now: Uptime) -> Result<(LockedRows, Option<&'r str>)> {
    let mut seen = LockedRows { this: None, other_years: Vec::new(), now };
    let mut own = None;
    for row in rows {
        let (year, text): (&str, &str) = (row.get(0), row.get(1));
        let mut record = parse(text)?;
        if record.claim().is_some_and(|claim| owner::is_dead(&claim.owner)) {
            record.release();
        }
        if year == key.year.to_string() {
            (seen.this, own) = (Some(record), Some(text));
        } else {
            seen.other_years.push(record);
        }
    }
    Ok((seen, own))
}
