//! The ledger in one SQLite file beside the billing software: WAL, every commit synced, mode 0600.

pub(super) mod access;
mod audit;
mod backup;
mod bills;
mod file;
mod group;
mod readers;
mod rows;
mod schema;
mod trouble;

use super::audit::FORGOTTEN_AT_ONCE;
use super::outbox::{Outbox, Unwritten};
use super::{
    Decide, DecideValue, DocumentFilter, Exchange, ExchangeFilter, Ledger, Outage, RecordChange, StoredEvent, names_of,
};
use crate::calendar::{Day, IstTime, Uptime};
use crate::error::{Error, ErrorKind, Result};
use crate::fork::{Gated, inside};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::story::{DocumentState, Move, NumberKey, Record};
use file::{create_private, network_drive, open_file, sound};
use group::{Writer, begin};
use readers::Readers;
use rows::{columns, events, keyed, many, one, seen, shared, times, write};
use rusqlite::{Connection, ErrorCode, Row, params, params_from_iter};
use schema::SCHEMA;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use trouble::trouble;

/// `einv` in ASCII: marks our files.
const APPLICATION_ID: i32 = 0x6569_6e76;
/// How long opening waits for other processes.
const OPENING: Duration = Duration::from_secs(30);
/// Every commit is synced. The log is copied into the file at 16 MiB, after all moves of a document rather than between
/// them, so that a page they share is written once. The changes of a group of moves stay in memory until the commit.
const PACE: &str = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;";

/// Documents between two days.
const DATED: &str = "SELECT record FROM documents
     WHERE gstin = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY date, doc_type, number";

/// Documents by supplier, date and state, a page of them.
const PICKED: &str = "SELECT gstin, fin_year, doc_type, number, record FROM documents INDEXED BY documents_dated
     WHERE (gstin, date, doc_type, number, fin_year) > (?1, ?2, ?3, ?4, ?5)
         AND gstin BETWEEN ?6 AND ?7 AND date BETWEEN ?8 AND ?9 AND state IN (SELECT value FROM json_each(?10))
         AND (?13 = '' OR number = ?13)
     ORDER BY gstin, date, doc_type, number, fin_year LIMIT ?11 OFFSET ?12";

/// How many of them there are.
const COUNT: &str = "SELECT count(*) FROM documents INDEXED BY documents_dated
     WHERE gstin BETWEEN ?1 AND ?2 AND date BETWEEN ?3 AND ?4 AND state IN (SELECT value FROM json_each(?5))
         AND (?6 = '' OR number = ?6)";

/// When each of some documents was last given to the engine, in their order: by the last of the moves that say so, else by the
/// first of all.
const GIVEN: &str = "SELECT coalesce(
     (SELECT at FROM events WHERE gstin = k.value ->> 0 AND doc_type = k.value ->> 1 AND number = k.value ->> 2
         AND fin_year = k.value ->> 3 AND what IN (SELECT value FROM json_each(?2)) ORDER BY id DESC LIMIT 1),
     (SELECT at FROM events WHERE gstin = k.value ->> 0 AND doc_type = k.value ->> 1 AND number = k.value ->> 2
         AND fin_year = k.value ->> 3 ORDER BY id LIMIT 1))
     FROM json_each(?1) k ORDER BY k.key";

/// The documents that a flush works on.
const WAITS: &str = "SELECT gstin, fin_year, doc_type, number, record FROM documents
     WHERE waits AND (gstin, doc_type, number, fin_year) > (?1, ?2, ?3, ?4)
     ORDER BY gstin, doc_type, number, fin_year LIMIT ?5";

/// Recent registrations. `updated` always has the same offset, so its text sorts as its time.
const RECENT: &str = "SELECT record FROM documents INDEXED BY documents_recent
     WHERE state = 'registered' AND updated >= ?1 ORDER BY updated LIMIT ?2";

/// The suppliers of these documents.
const SUPPLIERS: &str = "SELECT DISTINCT gstin FROM documents INDEXED BY documents_recent
     WHERE state = 'registered' AND updated >= ?1";

/// E-way bills by the end of their validity.
const EWAY_BILLS: &str = "SELECT record FROM documents WHERE ewb_until >= ?1 ORDER BY ewb_until LIMIT ?2";

pub(crate) struct Sqlite {
    writer: Writer,
    /// Read committed data while others write. `None` in memory, where there is only one connection.
    readers: Option<Readers>,
    outbox: Outbox,
}

impl Sqlite {
    /// Opens or creates the file, and updates an older one.
    pub fn open(path: &Path) -> Result<Sqlite> {
        let place = path.display();
        let fix = "give a path in a folder of this machine that this program may write to";
        if let Some(kind) = network_drive(path) {
            let message = format!("the ledger {place} is on a network drive ({kind}), where locks are unreliable");
            return Err(Error::new(ErrorKind::Ledger, message).fix(fix));
        }
        access::check(path)?;
        create_private(path)
            .map_err(|e| Error::new(ErrorKind::Ledger, format!("the ledger {place} can't be opened: {e}")).fix(fix))?;
        let opened = Gated::open(|| open_file(path)).map_err(|e| trouble("open", e)).and_then(|connection| {
            let mut ledger = Sqlite::set_up(connection)?;
            ledger.readers = Some(Readers::open(path, OPENING)?);
            Ok(ledger)
        });
        opened.map_err(|e| Error { message: format!("{} ({place})", e.message), ..e })
    }

    /// A ledger that lasts as long as its engine, for trials.
    pub fn in_memory() -> Result<Sqlite> {
        Sqlite::set_up(Gated::open(Connection::open_in_memory).map_err(|e| trouble("open", e))?)
    }

    fn set_up(connection: Gated<Connection>) -> Result<Sqlite> {
        let _inside = inside();
        connection.busy_timeout(OPENING).map_err(|e| trouble("open", e))?;
        let version = version(&connection)?;
        write_ahead(&connection)?;
        connection.execute_batch(PACE).map_err(|e| trouble("open", e))?;
        if version < SCHEMA.len() {
            begin(&connection, Instant::now() + OPENING)?;
            // Another process may have been faster.
            for (index, step) in SCHEMA.iter().enumerate().skip(self::version(&connection)?) {
                let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {};", index + 1);
                connection.execute_batch(&format!("{step}{marks}")).map_err(|e| trouble("set up", e))?;
            }
            connection.execute_batch("COMMIT").map_err(|e| trouble("set up", e))?;
        }
        schema::check(&connection)?;
        Ok(Sqlite { writer: Writer::new(connection), readers: None, outbox: Outbox::default() })
    }

    /// Writes the waiting exchanges into a transaction; they go back to the queue unless it commits.
    fn write_waiting(&self, transaction: &Connection) -> Result<Unwritten<'_>> {
        let unwritten = self.outbox.take();
        for exchange in &unwritten.exchanges {
            audit::write(transaction, exchange).map_err(|e| trouble("write", e))?;
        }
        Ok(unwritten)
    }

    /// Writes them in a transaction of their own.
    fn write_now(&self) -> Result<()> {
        self.writer.write(Instant::now() + OPENING, |c| self.write_waiting(c)).map(Unwritten::written)
    }

    /// A write without a deadline of its own.
    fn note(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<()>) -> Result<()> {
        self.writer.write(Instant::now() + OPENING, |c| work(c).map_err(|e| trouble("write", e)))
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> T) -> T {
        let _inside = inside();
        match &self.readers {
            Some(readers) => readers.read(read),
            None => self.writer.read(read),
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        if !self.outbox.is_empty() {
            // The last exchanges of a closed engine; losing them loses only evidence.
            let _ = self.write_now();
        }
    }
}

/// Turns the write-ahead log on, a property of the file. Setting it needs exclusive access, which a file in use may not
/// give; and SQLite refuses two processes at once without waiting.
fn write_ahead(connection: &Connection) -> Result<()> {
    let until = Instant::now() + OPENING;
    loop {
        let mode = connection.pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0));
        if mode.map_err(|e| trouble("open", e))? == "wal" {
            return Ok(());
        }
        match connection.execute_batch("PRAGMA journal_mode = WAL") {
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(e) => return Err(trouble("open", e)),
            // In memory there is no log.
            Ok(()) => return Ok(()),
        }
    }
}

/// The schema version of our file, 0 for an empty one. Refuses any other file without touching it.
fn version(connection: &Connection) -> Result<usize> {
    // In one read: between two reads, another program may have made it ours.
    let sql = "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
               FROM pragma_application_id, pragma_user_version";
    let look = |row: &Row<'_>| Ok((row.get::<_, i32>(0)?, row.get::<_, i32>(1)?, row.get::<_, i64>(2)?));
    let (application, version, tables) = connection.query_row(sql, [], look).map_err(|e| trouble("read", e))?;
    match (application, usize::try_from(version).unwrap_or(0)) {
        (0, 0) if tables == 0 => Ok(0),
        (APPLICATION_ID, version) if (1..=SCHEMA.len()).contains(&version) => Ok(version),
        (APPLICATION_ID, version) => {
            let message = format!("the ledger was written by a newer einv (its version is {version})");
            Err(Error::new(ErrorKind::Ledger, message).fix("update einv on this machine"))
        }
        _ => Err(schema::foreign()),
    }
}

impl Ledger for Sqlite {
    fn find(&self, key: &NumberKey) -> Result<Option<Record>> {
        let sql = "SELECT record FROM documents WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3 AND fin_year = ?4";
        let key = params![key.gstin.as_str(), key.doc_type.code(), key.number, key.year.to_string()];
        self.read(|c| one(c, sql, key))
    }

    fn find_irn(&self, irn: &Irn) -> Result<Option<Record>> {
        self.read(|c| one(c, "SELECT record FROM documents WHERE irn = ?1", params![irn.as_str()]))
    }

    fn list(
        &self,
        states: &[DocumentState],
        after: Option<&NumberKey>,
        limit: usize,
    ) -> Result<Vec<(NumberKey, Record)>> {
        let marks = vec!["?"; states.len()].join(",");
        let sql = format!(
            "SELECT gstin, fin_year, doc_type, number, record FROM documents
             WHERE (gstin, doc_type, number, fin_year) > (?, ?, ?, ?) AND state IN ({marks})
             ORDER BY gstin, doc_type, number, fin_year LIMIT {limit}"
        );
        let after = after.map_or_else(Default::default, columns);
        let values = after.into_iter().chain(states.iter().map(|state| state.name().to_owned()));
        self.read(|c| keyed(c, &sql, params_from_iter(values)))
    }

    fn waiting(&self, after: Option<&NumberKey>, limit: usize) -> Result<Vec<(NumberKey, Record)>> {
        let after = after.map_or_else(Default::default, columns);
        self.read(|c| keyed(c, WAITS, params_from_iter(after.into_iter().chain([limit.to_string()]))))
    }

    fn picked(
        &self,
        pick: &DocumentFilter,
        after: Option<(&NumberKey, Day)>,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<(NumberKey, Record)>> {
        let [first, last, from, to] = pick.bounds();
        let states = json!(pick.names()).to_string();
        let [gstin, doc_type, number, year] = after.map_or_else(Default::default, |(key, _)| columns(key));
        let date = after.map_or_else(String::new, |(_, day)| day.iso());
        let values = params![
            gstin,
            date,
            doc_type,
            number,
            year,
            first,
            last,
            from,
            to,
            states,
            limit as i64,
            skip as i64,
            pick.number()
        ];
        self.read(|c| keyed(c, PICKED, values))
    }

    fn count(&self, pick: &DocumentFilter) -> Result<usize> {
        let [first, last, from, to] = pick.bounds();
        let values = params![first, last, from, to, json!(pick.names()).to_string(), pick.number()];
        let count = self.read(|c| c.prepare_cached(COUNT)?.query_row(values, |row| row.get::<_, i64>(0)));
        count.map(|count| usize::try_from(count).unwrap_or(0)).map_err(|e| trouble("read", e))
    }

    fn dated(&self, gstin: &Gstin, from: Day, to: Day) -> Result<Vec<Record>> {
        self.read(|c| many(c, DATED, params![gstin.as_str(), from.iso(), to.iso()]))
    }

    fn registered_since(&self, since: IstTime, limit: usize) -> Result<Vec<Record>> {
        self.read(|c| many(c, RECENT, params![since.to_string(), limit as i64]))
    }

    fn suppliers_since(&self, since: IstTime) -> Result<Vec<Gstin>> {
        let found: Vec<String> = self.read(|c| {
            let mut statement = c.prepare_cached(SUPPLIERS).map_err(|e| trouble("read", e))?;
            let rows = statement.query_map([since.to_string()], |row| row.get(0)).map_err(|e| trouble("read", e))?;
            rows.collect::<rusqlite::Result<_>>().map_err(|e| trouble("read", e))
        })?;
        Ok(found.iter().filter_map(|gstin| Gstin::parse(gstin)).collect())
    }

    fn eway_bills_until(&self, from: IstTime, limit: usize) -> Result<Vec<Record>> {
        self.read(|c| many(c, EWAY_BILLS, params![from.portal(), limit as i64]))
    }

    fn change(&self, key: &NumberKey, until: Instant, decide: Decide<'_>) -> Result<Option<Record>> {
        let (record, unwritten) = self.writer.write(until, |connection| {
            let seen = seen(connection, key, self.now())?;
            let Some(RecordChange { record, event }) = decide(&seen)? else { return Ok((seen.this, None)) };
            write(connection, key, &record, &event).map_err(|e| trouble("write", e))?;
            Ok((Some(record), Some(self.write_waiting(connection)?)))
        })?;
        unwritten.into_iter().for_each(Unwritten::written);
        Ok(record)
    }

    fn events(&self, key: &NumberKey) -> Result<Vec<StoredEvent>> {
        let sql = "SELECT at, what, attempt, detail FROM events
                   WHERE gstin = ?1 AND doc_type = ?2 AND number = ?3 AND fin_year = ?4 ORDER BY id";
        self.read(|c| events(c, sql, &columns(key)))
    }

    fn given_at(&self, keys: &[NumberKey]) -> Result<Vec<Option<IstTime>>> {
        let keys: Vec<[String; 4]> = keys.iter().map(columns).collect();
        self.read(|c| times(c, GIVEN, &keys, &names_of(Move::gives_work)))
    }

    fn recall(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.read(|c| shared(c, name))
    }

    fn share(&self, name: &str, until: Instant, decide: DecideValue<'_>) -> Result<()> {
        self.writer.write(until, |connection| {
            let Some(value) = decide(shared(connection, name)?, &self.now()) else { return Ok(()) };
            connection
                .prepare_cached("INSERT INTO memory (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")
                .and_then(|mut statement| statement.execute(params![name, value]))
                .map(drop)
                .map_err(|e| trouble("write", e))
        })
    }

    fn keep(&self, exchange: Exchange) {
        if self.outbox.put(exchange) {
            // If writing fails now, they stay in the queue.
            let _ = self.write_now();
        }
    }

    fn exchanges(&self, sieve: &ExchangeFilter) -> Result<Vec<(i64, Exchange)>> {
        self.write_now()?;
        self.read(|c| audit::read(c, sieve)).map_err(|e| trouble("read", e))
    }

    fn forget_exchanges(&self, before: IstTime) -> Result<()> {
        let some = || {
            let until = Instant::now() + OPENING;
            self.writer.write(until, |c| audit::forget(c, before).map_err(|e| trouble("write", e)))
        };
        while some()? == FORGOTTEN_AT_ONCE as usize {}
        Ok(())
    }

    fn outage(&self, portal: &str, at: IstTime, said: Option<&str>) -> Result<()> {
        self.note(|c| audit::outage(c, portal, at, said))
    }

    fn outages(&self, limit: usize) -> Result<Vec<Outage>> {
        self.read(|c| audit::outages(c, limit)).map_err(|e| trouble("read", e))
    }

    fn now(&self) -> Uptime {
        Uptime::now()
    }

    fn check(&self) -> Result<()> {
        self.read(sound)
    }

    fn backup(&self, to: &Path, at: IstTime) -> Result<()> {
        // The file is copied over a connection of its own: no other call waits for the copy.
        match self.read(|c| c.path().map(PathBuf::from)).filter(|path| !path.as_os_str().is_empty()) {
            Some(path) => backup::write(backup::Source::File(&path), to, at),
            None => self.read(|c| backup::write(backup::Source::Memory(c), to, at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_of_a_period_are_found_without_reading_the_others() {
        let ledger = Sqlite::in_memory().unwrap();
        for (sql, values, index) in [
            (DATED, 3, "documents_dated"),
            (WAITS, 5, "documents_waits"),
            (RECENT, 2, "documents_recent"),
            (SUPPLIERS, 1, "documents_recent"),
            (EWAY_BILLS, 2, "documents_ewb"),
        ] {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let how: String =
                ledger.read(|c| c.query_row(&plan, params_from_iter(vec![""; values]), |row| row.get(3))).unwrap();
            assert!(how.contains(&format!("USING INDEX {index}")), "{how}");
        }
    }

    #[test]
    fn programs_that_create_one_ledger_at_the_same_time_share_it() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..100 {
            let path = folder.path().join(format!("{round}.db"));
            let opened = std::thread::scope(|scope| {
                let openers: Vec<_> = (0..8).map(|_| scope.spawn(|| Sqlite::open(&path).err())).collect();
                openers.into_iter().find_map(|opener| opener.join().unwrap())
            });
            assert_eq!(opened, None, "in round {round}");
        }
    }

    #[test]
    fn a_file_of_every_older_version_is_updated() {
        let folder = tempfile::tempdir().unwrap();
        for version in 0..SCHEMA.len() {
            let path = folder.path().join(format!("{version}.db"));
            let older = Connection::open(&path).unwrap();
            older.execute_batch(&SCHEMA[..version].concat()).unwrap();
            if version > 0 {
                let marks = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {version};");
                older.execute_batch(&marks).unwrap();
            }
            // Where the version had a place for it: a token sealed under an old key.
            let _ = older
                .execute("INSERT INTO memory (name, value) VALUES ('token/old', x'0123'), ('watch/nic', x'45')", []);
            drop(older);
            let ledger = Sqlite::open(&path).unwrap();
            // The seventh version has the new key.
            assert_eq!(ledger.recall("token/old").unwrap().is_some(), version >= 7, "{version}");
            if version == SCHEMA.len() - 1 {
                assert!(ledger.recall("watch/nic").unwrap().is_some());
            }
            assert_eq!(ledger.read(self::version).unwrap(), SCHEMA.len());
            let shape = |c: &Connection| -> String {
                c.query_row("SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)", [], |r| {
                    r.get(0)
                })
                .unwrap()
            };
            assert_eq!(ledger.read(shape), Sqlite::in_memory().unwrap().read(shape));
        }
        let newer = Connection::open(folder.path().join("newer.db")).unwrap();
        newer.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 99;")).unwrap();
        assert_eq!(Sqlite::open(&folder.path().join("newer.db")).err().unwrap().kind, ErrorKind::Ledger);
    }
}
