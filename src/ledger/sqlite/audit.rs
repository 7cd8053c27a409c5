//! The tables of evidence: exchanges with portals, and the times without an answer from a portal.

use crate::calendar::IstTime;
use crate::ledger::audit::{FORGOTTEN_AT_ONCE, cut};
use crate::ledger::{Exchange, ExchangeFilter, Outage};
use rusqlite::{Connection, Row, params};

pub(super) fn write(connection: &Connection, exchange: &Exchange) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO exchanges (at, portal, gstin, irn, call, path, sent, status, answered, millis, ewb)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            exchange.at.unix(),
            exchange.portal,
            exchange.gstin,
            exchange.irn,
            exchange.call,
            exchange.path,
            cut(&exchange.sent),
            exchange.status,
            cut(&exchange.answered),
            exchange.millis as i64,
            exchange.ewb,
        ])
        .map(drop)
}

pub(super) fn read(connection: &Connection, sieve: &ExchangeFilter) -> rusqlite::Result<Vec<(i64, Exchange)>> {
    // Of one document by the index of its IRN, or of its e-way bill: a filter that may be empty would read every exchange.
    let about = match (sieve.irn.is_empty(), sieve.ewb.is_empty()) {
        (false, _) => "irn = ?2 AND ?8 = ?8",
        (true, false) => "?2 = '' AND ewb = ?8",
        (true, true) => "?2 = '' AND ?8 = ''",
    };
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, at, portal, gstin, irn, call, path, sent, status, answered, millis, ewb FROM exchanges
         WHERE id > ?1 AND {about} AND (?3 = '' OR portal = ?3) AND (?4 = '' OR call = ?4) AND at BETWEEN ?5 AND ?6
         ORDER BY id LIMIT ?7"
    ))?;
    let from = sieve.from.map_or(i64::MIN, IstTime::unix);
    let to = sieve.to.map_or(i64::MAX, IstTime::unix);
    let limit = i64::try_from(sieve.limit).unwrap_or(i64::MAX);
    let one = |row: &Row<'_>| {
        let exchange = Exchange {
            at: IstTime::from_unix(row.get(1)?),
            portal: row.get(2)?,
            gstin: row.get(3)?,
            irn: row.get(4)?,
            call: row.get(5)?,
            path: row.get(6)?,
            sent: row.get(7)?,
            status: row.get(8)?,
            answered: row.get(9)?,
            millis: row.get::<_, i64>(10)?.unsigned_abs(),
            ewb: row.get(11)?,
        };
        Ok((row.get(0)?, exchange))
    };
    let values = params![sieve.after, sieve.irn, sieve.portal, sieve.call, from, to, limit, sieve.ewb];
    let rows = statement.query_map(values, one)?;
    rows.collect()
}

/// Deletes some of the exchanges before a time, the oldest first; returns how many.
pub(super) fn forget(connection: &Connection, before: IstTime) -> rusqlite::Result<usize> {
    let sql = "DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE at < ?1 ORDER BY at LIMIT ?2)";
    connection.prepare_cached(sql)?.execute(params![before.unix(), FORGOTTEN_AT_ONCE])
}

pub(super) fn outage(connection: &Connection, portal: &str, at: IstTime, said: Option<&str>) -> rusqlite::Result<()> {
    let at = at.unix();
    let Some(said) = said else {
        let sql = "UPDATE outages SET ended = ?2 WHERE portal = ?1 AND ended IS NULL";
        return connection.prepare_cached(sql)?.execute(params![portal, at]).map(drop);
    };
    let sql = "UPDATE outages SET last = ?2, calls = calls + 1 WHERE portal = ?1 AND ended IS NULL";
    if connection.prepare_cached(sql)?.execute(params![portal, at])? == 0 {
        let sql = "INSERT INTO outages (portal, began, last, calls, said) VALUES (?1, ?2, ?2, 1, ?3)";
        connection.prepare_cached(sql)?.execute(params![portal, at, cut(said)])?;
    }
    Ok(())
}

pub(super) fn outages(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Outage>> {
    let sql = "SELECT portal, began, last, ended, calls, said FROM outages ORDER BY id DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let one = |row: &Row<'_>| {
        Ok(Outage {
            portal: row.get(0)?,
            began: IstTime::from_unix(row.get(1)?),
            last: IstTime::from_unix(row.get(2)?),
            ended: row.get::<_, Option<i64>>(3)?.map(IstTime::from_unix),
            calls: row.get::<_, i64>(4)?.unsigned_abs(),
            said: row.get(5)?,
        })
    };
    statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], one)?.collect()
}
