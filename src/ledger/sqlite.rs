//! The ledger in one SQLite file beside the billing software: WAL, every commit synced, mode 0600.

use super::{Change, Decide, Event, Ledger, Seen};
use crate::error::{Error, Kind, Result};
use crate::irn::Irn;
use crate::story::{Key, Record};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// `einv` in ASCII: tells our files from anybody else's.
const APPLICATION_ID: i32 = 0x6569_6e76;
/// The version of `schema.sql`.
const SCHEMA_VERSION: i32 = 1;
/// How long another process may hold the write lock before it is our trouble.
const BUSY: Duration = Duration::from_secs(30);

pub struct Sqlite {
    connection: Mutex<Connection>,
    started: Instant,
}

impl Sqlite {
    /// Opens or creates the file.
    pub fn open(path: &Path) -> Result<Sqlite> {
        let place = path.display();
        create_private(path).map_err(|e| {
            Error::new(Kind::Ledger, format!("the ledger {place} can't be opened: {e}"))
                .fix("give a path in a folder this program may write to")
        })?;
        let connection = Connection::open(path).map_err(|e| trouble("open", e))?;
        Sqlite::set_up(connection).map_err(|e| Error { message: format!("{} ({place})", e.message), ..e })
    }

    /// A ledger that lasts as long as its engine: for trying things out.
    pub fn in_memory() -> Result<Sqlite> {
        Sqlite::set_up(Connection::open_in_memory().map_err(|e| trouble("open", e))?)
    }

    fn set_up(mut connection: Connection) -> Result<Sqlite> {
        connection.busy_timeout(BUSY).map_err(|e| trouble("open", e))?;
        let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
        connection.execute_batch(pragmas).map_err(|e| trouble("open", e))?;
        let transaction = begin(&mut connection)?;
        let number = |name: &str| transaction.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        let (application, version) = (number("application_id"), number("user_version"));
        match (application.map_err(|e| trouble("read", e))?, version.map_err(|e| trouble("read", e))?) {
            (0, 0) if is_empty(&transaction)? => {
                transaction.execute_batch(include_str!("schema.sql")).map_err(|e| trouble("create", e))?;
                let marks =
                    format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};");
                transaction.execute_batch(&marks).map_err(|e| trouble("create", e))?;
            }
            (APPLICATION_ID, SCHEMA_VERSION) => {}
            (APPLICATION_ID, newer) if newer > SCHEMA_VERSION => {
                return Err(Error::new(
                    Kind::Ledger,
                    format!("the ledger was written by a newer einv (schema {newer})"),
                )
                .fix("update einv on this machine"));
            }
            _ => {
                return Err(Error::new(Kind::Ledger, "the file is a database, but not an einv ledger")
                    .fix("give einv a path of its own"));
            }
        }
        transaction.commit().map_err(|e| trouble("create", e))?;
        Ok(Sqlite { connection: Mutex::new(connection), started: Instant::now() })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic under the lock rolled its transaction back: the connection is as good as before.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for Sqlite {
    fn find(&self, key: &Key) -> Result<Option<Record>> {
        let sql = "SELECT record FROM documents WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3 AND fin_year = ?4";
        let key = params![key.gstin.as_str(), key.doc_type.code(), key.number, key.year.to_string()];
        one(&self.lock(), sql, key)
    }

    fn find_irn(&self, irn: &Irn) -> Result<Option<Record>> {
        one(&self.lock(), "SELECT record FROM documents WHERE irn = ?1", params![irn.as_str()])
    }

    fn change(&self, key: &Key, decide: Decide<'_>) -> Result<Option<Record>> {
        let mut connection = self.lock();
        let transaction = begin(&mut connection)?;
        let seen = seen(&transaction, key, self.lease_now())?;
        let Some(Change { record, event }) = decide(&seen)? else { return Ok(seen.this) };
        write(&transaction, key, &record, &event).map_err(|e| trouble("write", e))?;
        transaction.commit().map_err(|e| trouble("write", e))?;
        Ok(Some(record))
    }

    fn events(&self, key: &Key) -> Result<Vec<(String, String, u32, Value)>> {
        let sql = "SELECT at, what, attempt, detail FROM events
                   WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3 AND fin_year = ?4 ORDER BY id";
        let connection = self.lock();
        let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
        let key = params![key.gstin.as_str(), key.doc_type.code(), key.number, key.year.to_string()];
        let read = |row: &Row<'_>| {
            let detail: String = row.get(3)?;
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, serde_json::from_str(&detail).unwrap_or(Value::Null)))
        };
        let rows = statement.query_map(key, read).map_err(|e| trouble("read", e))?;
        rows.collect::<Result<_, _>>().map_err(|e| trouble("read", e))
    }

    fn lease_now(&self) -> i64 {
        self.started.elapsed().as_millis() as i64
    }
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| trouble("lock", e))
}

fn is_empty(connection: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) FROM sqlite_schema";
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|n| n == 0).map_err(|e| trouble("read", e))
}

fn seen(transaction: &Transaction<'_>, key: &Key, now: i64) -> Result<Seen> {
    let sql = "SELECT fin_year, record FROM documents WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3";
    let mut statement = transaction.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let names = params![key.gstin.as_str(), key.doc_type.code(), key.number];
    let rows = statement.query_map(names, read).map_err(|e| trouble("read", e))?;
    let mut seen = Seen { this: None, other_years: Vec::new(), now };
    for row in rows {
        let (year, text) = row.map_err(|e| trouble("read", e))?;
        let record = parse(&text)?;
        if year == key.year.to_string() {
            seen.this = Some(record);
        } else {
            seen.other_years.push(record);
        }
    }
    Ok(seen)
}

fn write(transaction: &Transaction<'_>, key: &Key, record: &Record, event: &Event) -> rusqlite::Result<()> {
    let (year, at) = (key.year.to_string(), event.at.to_string());
    let text = serde_json::to_string(record).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))?;
    transaction
        .prepare_cached(
            "INSERT INTO documents (gstin, fin_year, doc_type, number, irn, state, updated, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (gstin, doc_type, number, fin_year) DO UPDATE
             SET irn = excluded.irn, state = excluded.state, updated = excluded.updated, record = excluded.record",
        )?
        .execute(params![
            key.gstin.as_str(),
            year,
            key.doc_type.code(),
            key.number,
            record.irn(),
            record.state().name(),
            at,
            text
        ])?;
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
            event.what,
            event.attempt,
            event.detail.to_string()
        ])?;
    Ok(())
}

fn one(connection: &Connection, sql: &str, key: &[&dyn rusqlite::ToSql]) -> Result<Option<Record>> {
    let mut statement = connection.prepare_cached(sql).map_err(|e| trouble("read", e))?;
    let text: Option<String> = statement.query_row(key, |row| row.get(0)).optional().map_err(|e| trouble("read", e))?;
    text.as_deref().map(parse).transpose()
}

fn parse(text: &str) -> Result<Record> {
    serde_json::from_str(text).map_err(|e| {
        Error::new(Kind::Ledger, format!("a record of the ledger can't be read: {e}"))
            .fix("restore the ledger from a backup; the portal still knows what was registered")
    })
}

/// Creates the file, readable by its owner alone, where it isn't there yet.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(PathBuf::from(path)).map(drop)
}

fn trouble(doing: &str, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    let code = error.sqlite_error_code();
    let fix = match code {
        Some(ErrorCode::DiskFull) => "free some space on the disk",
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "let this program write to the ledger and its folder"
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            "restore the ledger from a backup, or give einv a path of its own; the portal still knows what was registered"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program holds the ledger; end it, or wait and try again"
        }
        _ => "check the disk, then call again: nothing half done was kept",
    };
    Error::new(Kind::Ledger, format!("the ledger can't be used ({doing}): {error}")).fix(fix)
}
