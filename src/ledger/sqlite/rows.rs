//! Rows of the SQLite ledger: how documents, events and shared values are read and written.

use super::trouble::trouble;
use crate::calendar::{IstTime, Uptime};
use crate::error::Result;
use crate::ledger::{Event, LockedRows, StoredEvent, key, owner, parse, time};
use crate::story::{NumberKey, Record};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};
use serde::Serialize;
use serde_json::json;

pub(super) fn one(connection: &Connection, sql: &str, key: &[&dyn rusqlite::ToSql]) -> Result<Option<Record>> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let text: Option<String> = statement.query_row(key, |row| row.get(0)).optional().map_err(|e| trouble("read", e))?;
    text.as_deref().map(parse).transpose()
}

/// A key as the columns of the primary key.
pub(super) fn columns(key: &NumberKey) -> [String; 4] {
    [key.gstin.to_string(), key.doc_type.code().to_owned(), key.number.clone(), key.year.to_string()]
}

pub(super) fn keyed(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<(NumberKey, Record)>> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let read = |row: &Row<'_>| -> rusqlite::Result<[String; 5]> {
        Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
    };
    let rows = statement.query_map(values, read).map_err(|e| trouble("read", e))?;
    let mut found = Vec::new();
    for row in rows {
        let [gstin, year, doc_type, number, record] = row.map_err(|e| trouble("read", e))?;
        found.extend(key(&gstin, &year, &doc_type, number).map(|key| Ok((key, parse(&record)?))).transpose()?);
    }
    Ok(found)
}

pub(super) fn many(connection: &Connection, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<Record>> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let rows = statement.query_map(values, |row| row.get::<_, String>(0)).map_err(|e| trouble("read", e))?;
    rows.map(|row| parse(&row.map_err(|e| trouble("read", e))?)).collect()
}

/// A time for each of some keys, by a statement that takes them and names of moves as lists.
pub(super) fn times(
    connection: &Connection,
    sql: &str,
    keys: &[[String; 4]],
    moves: &[&str],
) -> Result<Vec<Option<IstTime>>> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let lists = [json!(keys).to_string(), json!(moves).to_string()];
    let rows = statement.query_map(lists, |row| row.get::<_, Option<String>>(0)).map_err(|e| trouble("read", e))?;
    rows.map(|row| time(row.map_err(|e| trouble("read", e))?.as_deref())).collect()
}

/// The events of one key, by a statement that takes its columns.
pub(super) fn events(connection: &Connection, sql: &str, key: &[String; 4]) -> Result<Vec<StoredEvent>> {
    type Columns = (String, String, u32, String);
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let rows = statement.query_map(params_from_iter(key), read).map_err(|e| trouble("read", e))?;
    let rows: Vec<Columns> = rows.collect::<rusqlite::Result<_>>().map_err(|e| trouble("read", e))?;
    rows.into_iter().map(|(at, name, attempt, detail)| StoredEvent::read(&at, name, attempt, &detail)).collect()
}

pub(super) fn seen(transaction: &Connection, key: &NumberKey, now: Uptime) -> Result<LockedRows> {
    let sql = "SELECT fin_year, record FROM documents WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3";
    let mut statement = transaction.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let names = params![key.gstin.as_str(), key.doc_type.code(), key.number];
    let rows = statement.query_map(names, read).map_err(|e| trouble("read", e))?;
    let mut seen = LockedRows { this: None, other_years: Vec::new(), now };
    for row in rows {
        let (year, text) = row.map_err(|e| trouble("read", e))?;
        let mut record = parse(&text)?;
        if record.claim().is_some_and(|claim| owner::is_dead(&claim.owner)) {
            record.release();
        }
        if year == key.year.to_string() {
            seen.this = Some(record);
        } else {
            seen.other_years.push(record);
        }
    }
    Ok(seen)
}

pub(super) fn shared(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    let mut statement =
        connection.prepare_cached("SELECT value FROM memory WHERE name = ?1").map_err(|e| trouble("read", e))?;
    statement.query_row([name], |row| row.get(0)).optional().map_err(|e| trouble("read", e))
}

pub(super) fn write(transaction: &Connection, key: &NumberKey, record: &Record, event: &Event) -> rusqlite::Result<()> {
    let (year, at) = (key.year.to_string(), event.at.to_string());
    let signed = record.registration().map_or(0, |r| r.signed_invoice.as_ref().map_or(0, String::len));
    let bytes = record.document().len() + signed;
    let (text, detail) = (written(record, bytes)?, written(&event.detail, record.document().len())?);
    transaction
        .prepare_cached(
            "INSERT INTO documents (gstin, fin_year, doc_type, number, irn, date, state, updated, waits, ewb_until, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (gstin, doc_type, number, fin_year) DO UPDATE
             SET irn = excluded.irn, date = excluded.date, state = excluded.state, updated = excluded.updated,
                 waits = excluded.waits, ewb_until = excluded.ewb_until, record = excluded.record",
        )?
        .execute(params![
            key.gstin.as_str(),
            year,
            key.doc_type.code(),
            key.number,
            record.irn().as_str(),
            record.date().iso(),
            record.state().name(),
            at,
            record.waits(),
            record.ewb_until(),
            text
        ])?;
    if let Some(bill) = record.ewb_bill() {
        transaction
            .prepare_cached(
                "INSERT OR IGNORE INTO eway_numbers (ewb_no, gstin, fin_year, doc_type, number) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![bill.ewb_no, key.gstin.as_str(), year, key.doc_type.code(), key.number])?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO events (gstin, fin_year, doc_type, number, at, what, attempt, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            key.gstin.as_str(),
            year,
            key.doc_type.code(),
            key.number,
            at,
            event.what.name(),
            event.attempt,
            detail
        ])?;
    Ok(())
}

/// A value as JSON; `most` is roughly the number of characters to escape.
pub(super) fn written(value: &impl Serialize, most: usize) -> rusqlite::Result<String> {
    let mut json = Vec::with_capacity(most + most / 4 + 1024);
    let done =
        serde_json::to_writer(&mut json, value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)));
    done.and_then(|()| String::from_utf8(json).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e))))
}
