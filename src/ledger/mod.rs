//! The durable record of every document.
//!
//! A ledger reads and writes [`Record`]s in transactions and keeps what processes share; what may happen to a document
//! is decided in `story`, never here.

pub mod sqlite;

use crate::calendar::IstTime;
use crate::error::Result;
use crate::irn::Irn;
use crate::story::{Key, Record};
use serde_json::Value;

/// What a move was, and what it rests on. Written in the same transaction as the move itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The engine's clock.
    pub at: IstTime,
    /// The move: `intended`, `sending`, `registered`, …
    pub what: &'static str,
    pub attempt: u32,
    /// Evidence: bytes sent, answer, portal; secrets never.
    pub detail: Value,
}

/// What is known of a document when a change is decided.
pub struct Seen {
    pub this: Option<Record>,
    /// The same number of the same supplier and type in other years.
    pub other_years: Vec<Record>,
    /// The lease clock's now, in milliseconds.
    pub now: i64,
}

/// A record to write, with the event that explains it.
pub struct Change {
    pub record: Record,
    pub event: Event,
}

/// Decides on a change while the row is locked: `None` leaves it as it is.
pub type Decide<'d> = &'d mut dyn FnMut(&Seen) -> Result<Option<Change>>;

pub trait Ledger: Send + Sync {
    fn find(&self, key: &Key) -> Result<Option<Record>>;

    fn find_irn(&self, irn: &Irn) -> Result<Option<Record>>;

    /// Reads, decides and writes in one durable transaction; gives the record as it is afterwards.
    fn change(&self, key: &Key, decide: Decide<'_>) -> Result<Option<Record>>;

    /// Everything that happened to a document, oldest first: time, move, attempt and evidence.
    fn events(&self, key: &Key) -> Result<Vec<(String, String, u32, Value)>>;

    /// The lease clock, in milliseconds: it runs on while the machine sleeps and never jumps.
    fn lease_now(&self) -> i64;
}
