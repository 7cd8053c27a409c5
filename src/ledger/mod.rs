//! The durable record of every document.
//!
//! A ledger reads and writes `Record`s in transactions and stores the values that processes share. `story` decides what
//! may happen to a document, never this module.

mod audit;
mod bills;
mod copied;
mod deadline;
mod outbox;
mod owner;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub(crate) mod sqlite;

pub(crate) use bills::{BillChange, EwbTable};
pub(crate) use copied::Copied;
pub(crate) use deadline::Within;
pub(crate) use owner::{is_dead, this_process};
pub(crate) use sqlite::access::check as who_may_write;

/// The shared value behind the keys of sealed values: random, and different in each ledger.
pub(crate) const SALT: &str = "salt";

use crate::calendar::{Day, FinYear, IstTime, Uptime};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::{DocType, Irn};
use crate::story::{DocumentState, Move, NumberKey, Record};
use serde_json::Value;
use std::path::Path;
use std::time::Instant;

/// A move and its evidence. Written in the same transaction as the move itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    /// The time, by the engine's clock.
    pub at: IstTime,
    pub what: Move,
    /// The record's number of the attempt: how many times the document has been sent.
    pub attempt: u32,
    /// The evidence: document, answer, portal; never secrets.
    pub detail: Value,
}

/// An event as it was written.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredEvent {
    /// The time, by the engine's clock.
    pub at: IstTime,
    /// What happened.
    pub what: Move,
    /// Its name as written: says more than [`Move::Unknown`] about the moves of a newer version.
    pub name: String,
    /// How many times the document had been sent by then; 0 before the first.
    pub attempt: u32,
    /// The evidence: document, answer, portal; never secrets.
    pub detail: Value,
}

/// The data for deciding on a change.
pub(crate) struct LockedRows {
    /// The record. A claim of a process known to be dead is already released.
    pub this: Option<Record>,
    /// The records of the same number, supplier and type in other years.
    pub other_years: Vec<Record>,
    /// The lease clock.
    pub now: Uptime,
}

/// A record to write, with the event that explains it.
pub(crate) struct RecordChange {
    pub record: Record,
    pub event: Event,
}

/// Decides on a change while the row is locked; `None` leaves it is.
pub(crate) type Decide<'d> = &'d mut dyn FnMut(&LockedRows) -> Result<Option<RecordChange>>;

/// Decides on a shared value while it is locked: returns the new value, or `None` to leave it.
pub(crate) type DecideValue<'d> = &'d mut dyn FnMut(Option<Vec<u8>>, &Uptime) -> Option<Vec<u8>>;

/// One exchange with a portal, in the clear, secrets masked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exchange {
    pub at: IstTime,
    pub portal: String,
    pub gstin: String,
    /// Empty for an exchange about no document.
    pub irn: String,
    /// The e-way bill without an IRN that it is about, by its document's key; else empty.
    pub ewb: String,
    pub call: String,
    pub path: String,
    pub sent: String,
    /// The HTTP status; `None` where no answer came.
    pub status: Option<u16>,
    pub answered: String,
    pub millis: u64,
}

/// A filter for exchanges. An empty text matches any.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExchangeFilter {
    pub irn: String,
    pub ewb: String,
    pub portal: String,
    pub call: String,
    pub from: Option<IstTime>,
    pub to: Option<IstTime>,
    /// Rows after this number.
    pub after: i64,
    pub limit: usize,
}

/// A choice of documents by their columns.
#[derive(Clone, Debug)]
pub(crate) struct DocumentFilter {
    /// Any supplier's, where none is named.
    pub gstin: Option<Gstin>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub states: Vec<DocumentState>,
    /// In upper case; any, where none is named.
    pub number: Option<String>,
}

impl DocumentFilter {
    /// The bounds of the columns `gstin` and `date`, both included.
    fn bounds(&self) -> [String; 4] {
        let (first, last) = self.gstin.as_ref().map_or(("", "~"), |gstin| (gstin.as_str(), gstin.as_str()));
        let day = |day: Option<Day>, open: &str| day.map_or(open.to_owned(), Day::iso);
        [first.to_owned(), last.to_owned(), day(self.from, ""), day(self.to, "~")]
    }

    /// The number; empty is any.
    fn number(&self) -> String {
        self.number.clone().unwrap_or_default()
    }

    fn names(&self) -> Vec<&'static str> {
        self.states.iter().map(|state| state.name()).collect()
    }
}

/// A period without an answer from a portal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outage {
    pub portal: String,
    pub began: IstTime,
    /// The last call without an answer.
    pub last: IstTime,
    /// The first answer after it.
    pub ended: Option<IstTime>,
    pub calls: u64,
    /// The error in place of an answer.
    pub said: String,
}

pub(crate) trait Ledger: EwbTable + Send + Sync {
    fn find(&self, key: &NumberKey) -> Result<Option<Record>>;

    fn find_irn(&self, irn: &Irn) -> Result<Option<Record>>;

    /// Up to `limit` documents in one of `states`, in the order of their keys, after `after`.
    fn list(
        &self,
        states: &[DocumentState],
        after: Option<&NumberKey>,
        limit: usize,
    ) -> Result<Vec<(NumberKey, Record)>>;

    /// The same for documents that a flush works on ([`Record::waits`]).
    fn waiting(&self, after: Option<&NumberKey>, limit: usize) -> Result<Vec<(NumberKey, Record)>>;

    /// Up to `limit` documents that `pick` admits, without the first `skip`, in the order of supplier, date, type and number,
    /// after the one of this key and date.
    fn picked(
        &self,
        pick: &DocumentFilter,
        after: Option<(&NumberKey, Day)>,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<(NumberKey, Record)>>;

    /// How many documents `pick` admits.
    fn count(&self, pick: &DocumentFilter) -> Result<usize>;

    /// A supplier's documents dated `from` to `to`, both included, in the order of date, type and number.
    fn dated(&self, gstin: &Gstin, from: Day, to: Day) -> Result<Vec<Record>>;

    /// Up to `limit` documents that are registered and whose record was last changed at `since` or later (the engine's
    /// clock), the oldest change first.
    fn registered_since(&self, since: IstTime, limit: usize) -> Result<Vec<Record>>;

    /// The suppliers that have a registered document whose record was last changed at `since` or later.
    fn suppliers_since(&self, since: IstTime) -> Result<Vec<Gstin>>;

    /// Up to `limit` registered documents whose e-way bill is valid until `from` or later, or was refused and can be made
    /// until then, by that end ([`Record::ewb_until`]).
    fn eway_bills_until(&self, from: IstTime, limit: usize) -> Result<Vec<Record>>;

    /// Reads, decides and writes in one durable transaction; returns the record after it. Waits for other processes
    /// until `until`, then fails with `E_TIMEOUT`.
    fn change(&self, key: &NumberKey, until: Instant, decide: Decide<'_>) -> Result<Option<Record>>;

    /// The same, for taking work that others may also take. A document that another process is changing is skipped as
    /// if it weren't there, where the ledger can detect that.
    fn try_change(&self, key: &NumberKey, until: Instant, decide: Decide<'_>) -> Result<Option<Record>> {
        self.change(key, until, decide)
    }

    /// Everything that happened to a document, oldest first.
    fn events(&self, key: &NumberKey) -> Result<Vec<StoredEvent>>;

    /// When each of these documents was last given to the engine ([`Move::gives_work`]), else when its story begins: in their
    /// order.
    fn given_at(&self, keys: &[NumberKey]) -> Result<Vec<Option<IstTime>>>;

    /// A value that processes share.
    fn recall(&self, name: &str) -> Result<Option<Vec<u8>>>;

    /// Reads, decides and writes a shared value in one transaction.
    fn share(&self, name: &str, until: Instant, decide: DecideValue<'_>) -> Result<()>;

    /// Stores an exchange for the audit. It is written with the next transaction, so that it needs no sync of its own.
    /// A crash before that loses the exchange, never the document.
    fn keep(&self, exchange: Exchange);

    /// The exchanges that match a filter, with their numbers, oldest first.
    fn exchanges(&self, sieve: &ExchangeFilter) -> Result<Vec<(i64, Exchange)>>;

    /// Deletes the exchanges before a time.
    fn forget_exchanges(&self, before: IstTime) -> Result<()>;

    /// Records that a portal gave no answer (and the error instead), or that it answers again.
    fn outage(&self, portal: &str, at: IstTime, said: Option<&str>) -> Result<()>;

    /// The periods without an answer from portals, newest first.
    fn outages(&self, limit: usize) -> Result<Vec<Outage>>;

    /// The lease clock.
    fn now(&self) -> Uptime;

    /// What to know of the place where it lies, for who opens it.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// Looks for damage; `Ok` when there is none.
    fn check(&self) -> Result<()>;

    /// Writes a copy of this moment while others go on working, checks it, and marks it with `at`, the engine's time.
    fn backup(&self, to: &Path, at: IstTime) -> Result<()>;
}

/// Makes a key from its columns; `None` only for a row that someone has altered.
fn key(gstin: &str, year: &str, doc_type: &str, number: String) -> Option<NumberKey> {
    let (gstin, year) = (Gstin::parse(gstin)?, FinYear::parse(year)?);
    Some(NumberKey { gstin, year, doc_type: DocType::parse(doc_type)?, number })
}

/// The names of the moves of a kind.
fn names_of(kind: fn(Move) -> bool) -> Vec<&'static str> {
    Move::ALL.iter().filter(|one| kind(**one)).map(|one| one.name()).collect()
}

/// The time of an event, from its column.
fn time(at: Option<&str>) -> Result<Option<IstTime>> {
    let unreadable =
        |at: &str| Error::new(ErrorKind::Ledger, format!("an event of the ledger has an unreadable time: {at}"));
    at.map(|at| IstTime::parse(at).ok_or_else(|| unreadable(at))).transpose()
}

impl StoredEvent {
    /// From its columns.
    fn read(at: &str, name: String, attempt: u32, detail: &str) -> Result<StoredEvent> {
        let unreadable = || Error::new(ErrorKind::Ledger, "an event of the ledger has no time");
        Ok(StoredEvent {
            at: time(Some(at))?.ok_or_else(unreadable)?,
            what: Move::parse(&name),
            name,
            attempt,
            detail: serde_json::from_str(detail).unwrap_or_default(),
        })
    }
}

fn parse(text: &str) -> Result<Record> {
    serde_json::from_str(text).map_err(|e| {
        Error::new(ErrorKind::Ledger, format!("a record of the ledger can't be read: {e}"))
            .fix("restore the ledger from a backup; the portal still has what was registered")
    })
}
