//! The SQLite file (or memory) with all the sandbox's data.

use super::trouble::registry;
use crate::error::{Error, ErrorKind, Result};
use crate::fork::{Gated, Inside, inside};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Marks the file as ours ("eSbx"), so that another program's database is not mistaken for a register.
const APPLICATION: i32 = 0x6553_6278;
const VERSION: i32 = 3;
/// How long a process waits for another one's transaction.
const PATIENCE: Duration = Duration::from_secs(20);

const SCHEMA: &str = "
    CREATE TABLE document (
        irn          TEXT NOT NULL,
        portal       TEXT NOT NULL,           -- which of the portals on this registry registered it
        owner        TEXT NOT NULL,           -- GSTIN that registered it
        type         TEXT NOT NULL,
        number       TEXT NOT NULL,           -- upper-cased
        date         TEXT NOT NULL,           -- yyyy-MM-dd
        ack_no       INTEGER NOT NULL UNIQUE,
        ack_at       INTEGER NOT NULL,        -- unix seconds
        invoice_data TEXT NOT NULL,           -- what the signed invoice says
        qr_data      TEXT NOT NULL,           -- what the signed QR says
        cancelled_at INTEGER,
        reason       TEXT,
        remark       TEXT,
        PRIMARY KEY (irn, portal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX document_by_number ON document (owner, type, number);
    CREATE INDEX document_by_ack ON document (ack_no);
    CREATE TABLE taxpayer (
        gstin        TEXT PRIMARY KEY,
        standing     TEXT NOT NULL,           -- ACT, CNL, INA, SUS, missing, stale
        kind         TEXT NOT NULL DEFAULT 'REG', -- REG, SEZ, COM
        blocked      INTEGER NOT NULL DEFAULT 0,
        e_invoices   INTEGER                  -- none: has it registered a document?
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE token (
        gstin     TEXT NOT NULL,
        user_name TEXT NOT NULL,
        client_id TEXT NOT NULL,
        token     TEXT NOT NULL,
        sek       BLOB NOT NULL,
        expires   INTEGER NOT NULL,           -- unix seconds
        PRIMARY KEY (gstin, user_name, client_id)
    ) STRICT, WITHOUT ROWID;";

/// The tables of the e-way bill system. Times are unix seconds, quantities thousandths.
const EWB_SCHEMA: &str = "
    CREATE TABLE ewb (
        number       INTEGER PRIMARY KEY,
        irn          TEXT,                    -- none for a bill that was made alone
        owner        TEXT NOT NULL,           -- GSTIN that made it
        made_at      INTEGER NOT NULL,
        valid_until  INTEGER,                 -- none without Part B
        cancelled_at INTEGER,
        reason       TEXT,
        remark       TEXT,
        rejected_at  INTEGER,
        verified_at  INTEGER,                 -- by an officer, and closed: as POST /sandbox/ewb says
        closed_at    INTEGER,
        issuer       TEXT NOT NULL,           -- GSTIN, type, number and year of its document
        doc_type     TEXT NOT NULL,
        doc_number   TEXT NOT NULL,           -- upper-cased
        fin_year     INTEGER NOT NULL,
        sender       TEXT NOT NULL,
        receiver     TEXT NOT NULL,
        transporter  TEXT NOT NULL,           -- empty for none
        kilometres   INTEGER NOT NULL,
        extended     INTEGER NOT NULL DEFAULT 0,
        form         TEXT NOT NULL            -- Part A as JSON
    ) STRICT;
    CREATE INDEX ewb_by_irn ON ewb (irn);
    CREATE INDEX ewb_by_document ON ewb (issuer, doc_type, doc_number);
    CREATE INDEX ewb_by_owner ON ewb (owner, doc_type, doc_number);
    CREATE INDEX ewb_by_day ON ewb (made_at);
    CREATE TABLE ewb_entry (
        id            INTEGER PRIMARY KEY,
        bill          INTEGER NOT NULL,
        by            TEXT NOT NULL,
        at            INTEGER NOT NULL,
        mode          TEXT NOT NULL,
        vehicle       TEXT NOT NULL,
        document      TEXT NOT NULL,
        document_date TEXT NOT NULL,
        place         TEXT NOT NULL,
        state         INTEGER NOT NULL,
        trip          INTEGER NOT NULL,
        \"group\"       INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX ewb_entry_by_bill ON ewb_entry (bill, by);
    CREATE TABLE ewb_group (
        bill     INTEGER NOT NULL,
        number   INTEGER NOT NULL,
        mode     TEXT NOT NULL,
        unit     TEXT NOT NULL,
        quantity INTEGER NOT NULL,
        place    TEXT NOT NULL,
        state    INTEGER NOT NULL,
        to_place TEXT NOT NULL,
        to_state INTEGER NOT NULL,
        PRIMARY KEY (bill, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ewb_part (
        id       INTEGER PRIMARY KEY,
        bill     INTEGER NOT NULL,
        \"group\"  INTEGER NOT NULL,
        vehicle  TEXT NOT NULL,
        document TEXT NOT NULL,
        quantity INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX ewb_part_by_group ON ewb_part (bill, \"group\");
    CREATE TABLE trip (
        number        INTEGER PRIMARY KEY,
        owner         TEXT NOT NULL,
        made_at       INTEGER NOT NULL,
        mode          TEXT NOT NULL,
        vehicle       TEXT NOT NULL,
        document      TEXT NOT NULL,
        document_date TEXT NOT NULL,
        place         TEXT NOT NULL,
        state         INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE trip_bill (
        trip INTEGER NOT NULL,
        bill INTEGER NOT NULL,
        PRIMARY KEY (trip, bill)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE distance (
        low        INTEGER NOT NULL,          -- the smaller PIN code
        high       INTEGER NOT NULL,
        kilometres INTEGER,                   -- none: the system doesn't know the pair
        PRIMARY KEY (low, high)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ewb_call (
        gstin TEXT PRIMARY KEY,
        first INTEGER NOT NULL,
        count INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ewb_token (
        gstin     TEXT NOT NULL,
        user_name TEXT NOT NULL,
        client_id TEXT NOT NULL,
        token     TEXT NOT NULL,
        sek       BLOB NOT NULL,
        expires   INTEGER NOT NULL,
        PRIMARY KEY (gstin, user_name, client_id)
    ) STRICT, WITHOUT ROWID;";

/// Updates a register of version 1: one portal, without e-way bills.
const FROM_1: &str = "
    ALTER TABLE document RENAME TO document_1;
    DROP INDEX document_by_number;
    ALTER TABLE token RENAME TO token_1;
    {schema}{ewb_schema}
    INSERT INTO document SELECT irn, 'NIC1', owner, type, number, date, ack_no, ack_at, invoice_data, qr_data,
        cancelled_at, reason, remark FROM document_1;
    INSERT INTO token SELECT * FROM token_1;
    DROP TABLE document_1;
    DROP TABLE token_1;";

/// Updates a register of version 2, whose e-way bills were all made by IRN and had no Part A of their own.
const FROM_2: &str = "
    ALTER TABLE ewb RENAME TO ewb_2;
    DROP INDEX ewb_by_irn;
    ALTER TABLE taxpayer ADD COLUMN kind TEXT NOT NULL DEFAULT 'REG';
    ALTER TABLE taxpayer ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE taxpayer ADD COLUMN e_invoices INTEGER;
    {schema}";

pub(super) struct Store(Mutex<Gated<Connection>>);

impl Store {
    pub(super) fn in_memory() -> Result<Store> {
        Store::prepare(Gated::open(Connection::open_in_memory).map_err(|e| registry(&e))?)
    }

    pub(super) fn open(path: &Path) -> Result<Store> {
        create_private(path).map_err(|e| {
            Error::new(ErrorKind::Config, format!("the sandbox's registry {} can't be opened: {e}", path.display()))
                .fix("give a file in a folder that exists and may be written to")
        })?;
        Store::prepare(Gated::open(|| Connection::open(path)).map_err(|e| registry(&e))?)
    }

    fn prepare(mut db: Gated<Connection>) -> Result<Store> {
        let _inside = inside();
        db.busy_timeout(PATIENCE).map_err(|e| registry(&e))?;
        let found = found_or_made(&mut db).map_err(|e| registry(&e))?;
        if found != (APPLICATION, VERSION) {
            return Err(Error::new(
                ErrorKind::Config,
                "this file is a database, but not a sandbox's registry of this version",
            )
            .fix("name another file; the sandbox creates it"));
        }
        // Only now, so that another program's file stays unchanged.
        write_ahead(&db).map_err(|e| registry(&e))?;
        Ok(Store(Mutex::new(db)))
    }

    /// Runs `work` in one transaction with the write lock from its start; an error rolls it back.
    pub(super) fn write<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Transaction) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut db = self.lock();
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// The connection, for one reading statement.
    pub(super) fn lock(&self) -> Locked<'_> {
        // A panic elsewhere has rolled its transaction back, so the connection is intact.
        let db = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Locked { db, _inside: inside() }
    }
}

/// The connection, while no fork can happen.
pub(super) struct Locked<'s> {
    db: MutexGuard<'s, Gated<Connection>>,
    _inside: Inside,
}

impl std::ops::Deref for Locked<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.db
    }
}

impl std::ops::DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.db
    }
}

/// SQLite gives its side files the rights of the main one, so the main one is created first, for its owner only.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Turns on write-ahead logging. SQLite doesn't wait for others at this step, so this code does.
fn write_ahead(db: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match db.pragma_update(None, "journal_mode", "WAL") {
            Err(rusqlite::Error::SqliteFailure(e, _))
                if e.code == rusqlite::ErrorCode::DatabaseBusy && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(other) => return Err(other),
            Ok(()) => return db.pragma_update(None, "synchronous", "NORMAL"),
        }
    }
}

/// The application id and version of the file, after an empty one has got its tables.
fn found_or_made(db: &mut Connection) -> rusqlite::Result<(i32, i32)> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let empty: bool = transaction.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |r| r.get(0))?;
    if empty {
        transaction.execute_batch(SCHEMA)?;
        transaction.execute_batch(EWB_SCHEMA)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    let number = |name| transaction.pragma_query_value(None, name, |row| row.get(0));
    if (number("application_id")?, number("user_version")?) == (APPLICATION, 1) {
        transaction.execute_batch(&FROM_1.replace("{schema}", SCHEMA).replace("{ewb_schema}", EWB_SCHEMA))?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    if (number("application_id")?, number("user_version")?) == (APPLICATION, 2) {
        transaction.execute_batch(&FROM_2.replace("{schema}", EWB_SCHEMA))?;
        super::eway::bill::adopt(&transaction)?;
        transaction.execute_batch("DROP TABLE ewb_2")?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    let found = (number("application_id")?, number("user_version")?);
    transaction.commit()?;
    Ok(found)
}
