//! The ledger in a PostgreSQL database that several machines share.
//!
//! Every change is a short transaction that holds the document's row while it is decided, and no longer; leases go by the
//! database's clock. A connection that is lost, or a server that is restarting, is waited for until the caller's
//! deadline; where that leaves open whether a change was kept, the row itself shows it.
//!
//! All of it runs on a thread of its own, so that a call may come from anywhere, another runtime's task included.

/// The text of a statement, from its file.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ledger/postgres/sql/", $name, ".sql"))
    };
}

mod bills;
mod columns;
mod connect;
mod connection;
mod fault;
mod place;
mod race;
mod set_up;
mod transaction;
mod values;

use super::outbox::Outbox;
use super::{
    Decide, DecideValue, DocumentFilter, Exchange, ExchangeFilter, Ledger, Outage, RecordChange, StoredEvent, audit,
    deadline, key, names_of, parse, time,
};
use crate::calendar::{Day, IstTime, Uptime};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::secret::Mask;
use crate::story::{DocumentState, Move, NumberKey, Record};
use columns::{document, event, event_row, exchanges, named, whole, without_nul};
use connect::ConnectWay;
pub(crate) use connect::DatabaseUrl;
use connection::PooledConnection;
use deadpool::managed::Pool;
use fault::{DatabaseFault, patiently};
use set_up::set_up;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio_postgres::Row;
use transaction::{Locking, hold, hold_value, seen, write, write_value};
use values::{Values, values};

/// How long opening waits for the server.
const OPENING: Duration = Duration::from_secs(30);
/// Documents read at a time when all are.
const PAGE: usize = 500;

pub(crate) struct Postgres {
    pool: Pool<ConnectWay>,
    runtime: Option<Runtime>,
    /// The database's clock less this machine's uptime, in milliseconds, as last seen.
    ahead: AtomicI64,
    outbox: Outbox,
    warnings: Vec<String>,
    /// Hides the password, should an error repeat it.
    mask: Mask,
}

impl Postgres {
    /// Connects, and sets up or brings up to date the schema `einv` of the database.
    pub fn open(address: &DatabaseUrl) -> Result<Postgres> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_stack_size(2 << 20)
            .worker_threads(1)
            .thread_name("einv-ledger")
            .enable_all()
            .build()
            .map_err(|e| Error::new(ErrorKind::Ledger, format!("no thread can be started for the ledger: {e}")))?;
        let mut ledger = Postgres {
            pool: address.pool()?,
            runtime: Some(runtime),
            ahead: AtomicI64::new(0),
            outbox: Outbox::default(),
            warnings: Vec::new(),
            mask: address.mask(),
        };
        let until = Instant::now() + OPENING;
        let opened = ledger.patiently(until, || {
            let (now, standing) = ledger.run(until, set_up(ledger.pool.clone()))?;
            ledger.note_clock(now);
            Ok(standing)
        });
        let standing = opened.map_err(|e| Error { message: format!("{} ({})", e.message, address.shown()), ..e })?;
        ledger.warnings = standing.warnings(address.has_several());
        if let Some(place) = &standing.place {
            place::note(&ledger, place, until)?;
        }
        Ok(ledger)
    }

    /// Tries until it is done, waiting does not help, or `until` has come; what it says then holds no password.
    fn patiently<T>(&self, until: Instant, attempt: impl FnMut() -> Result<T, DatabaseFault>) -> Result<T> {
        patiently(until, attempt).map_err(|mut error| {
            self.mask.clean(&mut error.message);
            error
        })
    }

    /// Runs `work` on the ledger's own thread and waits for it.
    fn run<T: Send + 'static>(
        &self,
        until: Instant,
        work: impl Future<Output = Result<T, DatabaseFault>> + Send + 'static,
    ) -> Result<T, DatabaseFault> {
        let (ended, end) = mpsc::sync_channel(1);
        let Some(runtime) = &self.runtime else { return Err(DatabaseFault::Late) };
        runtime.spawn(async move {
            let done = tokio::time::timeout_at(until.into(), work).await.unwrap_or(Err(DatabaseFault::Late));
            // No one waits any more where the caller's thread is gone.
            let _ = ended.send(done);
        });
        let done = end.recv().unwrap_or(Err(DatabaseFault::Late));
        if matches!(done, Err(DatabaseFault::Silent(_) | DatabaseFault::Late)) {
            // The others that wait in the pool lead to the same server.
            self.pool.retain(|_, _| false);
        }
        done
    }

    fn note_clock(&self, now: i64) -> Uptime {
        self.ahead.store(now - Uptime::now().millis, Ordering::Relaxed);
        at(now)
    }

    /// The rows of a statement by itself, which may be run again where it is not known whether it was.
    fn rows(&self, sql: &'static str, values: Values) -> Result<Vec<Row>> {
        let (until, values) = (deadline::of_a_read(), Arc::new(values));
        self.patiently(until, || {
            let (pool, values) = (self.pool.clone(), Arc::clone(&values));
            self.run(until, async move {
                let client = PooledConnection::of(&pool).await?;
                let rows = client.answered(client.rows(sql, &values)).await?;
                client.give_back();
                Ok(rows)
            })
        })
    }

    /// The same where nothing is read: how many rows it gave.
    fn execute(&self, sql: &'static str, values: Values) -> Result<usize> {
        self.rows(sql, values).map(|rows| rows.len())
    }

    fn records(&self, sql: &'static str, values: Values) -> Result<Vec<Record>> {
        self.rows(sql, values)?.iter().map(|row| parse(row.get(0))).collect()
    }

    fn one(&self, sql: &'static str, values: Values) -> Result<Option<Record>> {
        Ok(self.records(sql, values)?.pop())
    }

    fn keyed(&self, sql: &'static str, values: Values) -> Result<Vec<(NumberKey, Record)>> {
        let mut found = Vec::new();
        for row in self.rows(sql, values)? {
            let number: String = row.get(3);
            if let Some(key) = key(row.get(0), row.get(1), row.get(2), number) {
                found.push((key, parse(row.get(4))?));
            }
        }
        Ok(found)
    }

    /// A time for each of some keys, by a statement that takes their columns and names of moves as lists.
    fn times(
        &self,
        sql: &'static str,
        keys: impl Iterator<Item = [String; 4]>,
        moves: Vec<&'static str>,
    ) -> Result<Vec<Option<IstTime>>> {
        let mut lists: [Vec<String>; 4] = Default::default();
        for key in keys {
            lists.iter_mut().zip(key).for_each(|(list, column)| list.push(column));
        }
        let [gstins, types, numbers, years] = lists;
        let rows = self.rows(sql, values![gstins, types, numbers, years, moves])?;
        rows.iter().map(|row| time(row.get(0))).collect()
    }

    fn decided(&self, key: &NumberKey, until: Instant, locking: Locking, decide: Decide<'_>) -> Result<Option<Record>> {
        // What was sent to be committed when the connection was lost.
        let mut doubted: Option<(String, Record)> = None;
        self.patiently(until, || {
            let (client, rows, now) = self.run(until, hold(self.pool.clone(), locking, key.clone()))?;
            let (seen, text) = seen(&rows, key, self.note_clock(now)).map_err(DatabaseFault::Final)?;
            if let Some((_, record)) = doubted.take().filter(|(written, _)| text == Some(written.as_str())) {
                return Ok(Some(record));
            }
            let Some(RecordChange { record, event }) = decide(&seen).map_err(DatabaseFault::Final)? else {
                self.let_go(client);
                return Ok(seen.this);
            };
            let text = serde_json::to_string(&record).map_err(|e| {
                DatabaseFault::Final(Error::new(ErrorKind::Ledger, format!("the record can't be written as JSON: {e}")))
            })?;
            let waiting = self.outbox.take();
            let exchanges = exchanges(&waiting.exchanges);
            let number = record.ewb_bill().map(|bill| bill.ewb_no.clone());
            let write =
                write(client, document(key, &record, &event, text.clone()), event_row(key, &event), exchanges, {
                    values![
                        number,
                        key.gstin.to_string(),
                        key.year.to_string(),
                        key.doc_type.code(),
                        key.number.clone()
                    ]
                });
            let written = self.run(until, write);
            match written {
                Ok(()) => {
                    waiting.written();
                    Ok(Some(record))
                }
                Err(fault) => {
                    doubted = Some((text, record));
                    Err(fault)
                }
            }
        })
    }

    /// Ends a transaction that wrote nothing; no one waits for that.
    fn let_go(&self, client: PooledConnection) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                if client.answered(client.batch("ROLLBACK")).await.is_ok() {
                    client.give_back();
                }
            });
        }
    }

    fn write_now(&self) -> Result<()> {
        let waiting = self.outbox.take();
        if waiting.exchanges.is_empty() {
            return Ok(());
        }
        self.execute(sql!("exchange"), exchanges(&waiting.exchanges))?;
        waiting.written();
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The last ones of an engine that is closed; without them nothing is lost but evidence.
        let _ = self.write_now();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}

/// A moment of the database's clock. It has one start only: nothing of it is forgotten by a machine that restarts.
fn at(millis: i64) -> Uptime {
    Uptime { boot: "database".to_owned(), millis }
}

impl Ledger for Postgres {
    fn find(&self, key: &NumberKey) -> Result<Option<Record>> {
        self.one(sql!("find"), named(key))
    }

    fn find_irn(&self, irn: &Irn) -> Result<Option<Record>> {
        self.one(sql!("find_irn"), values![irn.to_string()])
    }

    fn list(
        &self,
        states: &[DocumentState],
        after: Option<&NumberKey>,
        limit: usize,
    ) -> Result<Vec<(NumberKey, Record)>> {
        let settled = [DocumentState::Registered, DocumentState::Withdrawn, DocumentState::Cancelled];
        let sql = if states.iter().any(|s| settled.contains(s)) { sql!("list_settled") } else { sql!("list") };
        let mut values = after.map_or_else(|| values!["", "", "", ""], named);
        let names: Vec<&'static str> = states.iter().map(|state| state.name()).collect();
        values.extend(values![names, whole(limit)]);
        self.keyed(sql, values)
    }

    fn waiting(&self, after: Option<&NumberKey>, limit: usize) -> Result<Vec<(NumberKey, Record)>> {
        let mut values = after.map_or_else(|| values!["", "", "", ""], named);
        values.extend(values![whole(limit)]);
        self.keyed(sql!("waiting"), values)
    }

    fn picked(
        &self,
        pick: &DocumentFilter,
        after: Option<(&NumberKey, Day)>,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<(NumberKey, Record)>> {
        let mut values = after.map_or_else(|| values!["", "", "", ""], |(key, _)| named(key));
        let date = after.map_or_else(String::new, |(_, day)| day.iso());
        let [first, last, from, to] = pick.bounds();
        values.extend(values![date, first, last, from, to, pick.names(), whole(limit), whole(skip), pick.number()]);
        self.keyed(sql!("picked"), values)
    }

    fn count(&self, pick: &DocumentFilter) -> Result<usize> {
        let [first, last, from, to] = pick.bounds();
        let rows = self.rows(sql!("count"), values![first, last, from, to, pick.names(), pick.number()])?;
        Ok(rows.first().map_or(0, |row| usize::try_from(row.get::<_, i64>(0)).unwrap_or(0)))
    }

    fn dated(&self, gstin: &Gstin, from: Day, to: Day) -> Result<Vec<Record>> {
        self.records(sql!("dated"), values![gstin.to_string(), from.iso(), to.iso()])
    }

    fn registered_since(&self, since: IstTime, limit: usize) -> Result<Vec<Record>> {
        self.records(sql!("recent"), values![since.to_string(), whole(limit)])
    }

    fn suppliers_since(&self, since: IstTime) -> Result<Vec<Gstin>> {
        let rows = self.rows(sql!("suppliers"), values![since.to_string()])?;
        Ok(rows.iter().filter_map(|row| Gstin::parse(row.get(0))).collect())
    }

    fn eway_bills_until(&self, from: IstTime, limit: usize) -> Result<Vec<Record>> {
        self.records(sql!("eway_bills"), values![from.portal(), whole(limit)])
    }

    fn change(&self, key: &NumberKey, until: Instant, decide: Decide<'_>) -> Result<Option<Record>> {
        self.decided(key, until, Locking::Wait, decide)
    }

    fn try_change(&self, key: &NumberKey, until: Instant, decide: Decide<'_>) -> Result<Option<Record>> {
        self.decided(key, until, Locking::Skip, decide)
    }

    fn events(&self, key: &NumberKey) -> Result<Vec<StoredEvent>> {
        self.rows(sql!("events"), named(key))?.iter().map(event).collect()
    }

    fn given_at(&self, keys: &[NumberKey]) -> Result<Vec<Option<IstTime>>> {
        let columns = keys.iter().map(|key| {
            [key.gstin.to_string(), key.doc_type.code().to_owned(), key.number.clone(), key.year.to_string()]
        });
        self.times(sql!("given"), columns, names_of(Move::gives_work))
    }

    fn recall(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let rows = self.rows(sql!("recall"), values![name.to_owned()])?;
        Ok(rows.first().map(|row| row.get(0)).filter(|value: &Vec<u8>| !value.is_empty()))
    }

    fn share(&self, name: &str, until: Instant, decide: DecideValue<'_>) -> Result<()> {
        let mut doubted: Option<Vec<u8>> = None;
        self.patiently(until, || {
            let (client, value, now) = self.run(until, hold_value(self.pool.clone(), name.to_owned()))?;
            let now = self.note_clock(now);
            if doubted.take().is_some_and(|written| written == value) {
                self.let_go(client);
                return Ok(());
            }
            let Some(next) = decide(Some(value).filter(|value| !value.is_empty()), &now) else {
                self.let_go(client);
                return Ok(());
            };
            let written = self.run(until, write_value(client, name.to_owned(), next.clone()));
            written.inspect_err(|_| doubted = Some(next))
        })
    }

    fn keep(&self, exchange: Exchange) {
        if self.outbox.put(exchange) {
            // What can't be written now stays in the queue.
            let _ = self.write_now();
        }
    }

    fn exchanges(&self, sieve: &ExchangeFilter) -> Result<Vec<(i64, Exchange)>> {
        self.write_now()?;
        // Of one document by the index of its IRN: a filter that may be empty would read every exchange.
        let sql = match (sieve.irn.is_empty(), sieve.ewb.is_empty()) {
            (false, _) => sql!("exchanges_of"),
            (true, false) => sql!("exchanges_ewb"),
            (true, true) => sql!("exchanges"),
        };
        let rows = self.rows(
            sql,
            values![
                sieve.after,
                sieve.irn.clone(),
                sieve.portal.clone(),
                sieve.call.clone(),
                sieve.from.map_or(i64::MIN, IstTime::unix),
                sieve.to.map_or(i64::MAX, IstTime::unix),
                whole(sieve.limit),
                sieve.ewb.clone(),
            ],
        )?;
        let exchange = |row: &Row| Exchange {
            at: IstTime::from_unix(row.get(1)),
            portal: row.get(2),
            gstin: row.get(3),
            irn: row.get(4),
            call: row.get(5),
            path: row.get(6),
            sent: row.get(7),
            status: row.get::<_, Option<i64>>(8).and_then(|status| u16::try_from(status).ok()),
            answered: row.get(9),
            millis: row.get::<_, i64>(10).unsigned_abs(),
            ewb: row.get(11),
        };
        Ok(rows.iter().map(|row| (row.get(0), exchange(row))).collect())
    }

    fn forget_exchanges(&self, before: IstTime) -> Result<()> {
        let most = audit::FORGOTTEN_AT_ONCE;
        while self.execute(sql!("forget"), values![before.unix(), i64::from(most)])? == most as usize {}
        Ok(())
    }

    fn outage(&self, portal: &str, at: IstTime, said: Option<&str>) -> Result<()> {
        let (portal, at) = (portal.to_owned(), at.unix());
        let Some(said) = said else {
            return self.execute(sql!("outage_over"), values![portal, at]).map(drop);
        };
        if self.execute(sql!("outage_on"), values![portal.clone(), at])? == 0 {
            self.execute(sql!("outage_new"), values![portal, at, without_nul(&audit::cut(said))])?;
        }
        Ok(())
    }

    fn outages(&self, limit: usize) -> Result<Vec<Outage>> {
        let outage = |row: &Row| Outage {
            portal: row.get(0),
            began: IstTime::from_unix(row.get(1)),
            last: IstTime::from_unix(row.get(2)),
            ended: row.get::<_, Option<i64>>(3).map(IstTime::from_unix),
            calls: row.get::<_, i64>(4).unsigned_abs(),
            said: row.get(5),
        };
        Ok(self.rows(sql!("outages"), values![whole(limit)])?.iter().map(outage).collect())
    }

    fn now(&self) -> Uptime {
        at(Uptime::now().millis + self.ahead.load(Ordering::Relaxed))
    }

    fn warnings(&self) -> Vec<String> {
        self.warnings.clone()
    }

    fn check(&self) -> Result<()> {
        // Every record is read; damage below that is the server's to find.
        let mut after: Option<NumberKey> = None;
        loop {
            let page = self.list(&DocumentState::ALL, after.as_ref(), PAGE)?;
            match page.last() {
                Some((last, _)) => after = Some(last.clone()),
                None => return Ok(()),
            }
        }
    }

    fn backup(&self, _: &Path, _: IstTime) -> Result<()> {
        Err(Error::new(ErrorKind::Unsupported, "a ledger in PostgreSQL is backed up by the database's own tools")
            .fix("pg_dump --schema=einv, or pg_basebackup with the server's continuous archiving"))
    }
}
