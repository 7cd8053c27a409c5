//! E-way bills that stand alone, in a ledger; and the documents found by the number of their e-way bill.

use super::{Event, StoredEvent, owner};
use crate::calendar::{IstTime, Uptime};
use crate::error::{Error, ErrorKind, Result};
use crate::story::{BillKey, EwbRecord, Record};
use std::time::Instant;

/// A bill to write, with the event that explains it.
pub(crate) struct BillChange {
    pub bill: EwbRecord,
    pub event: Event,
}

/// Decides on a change of a bill while its row is locked; `None` leaves it is. A claim of a process known to be dead
/// is already released.
pub(crate) type DecideBill<'d> = &'d mut dyn FnMut(Option<&EwbRecord>, &Uptime) -> Result<Option<BillChange>>;

pub(crate) trait EwbTable {
    fn bill(&self, key: &BillKey) -> Result<Option<EwbRecord>>;

    /// The bill with this number.
    fn bill_numbered(&self, ewb_no: &str) -> Result<Option<EwbRecord>>;

    /// The document whose e-way bill has, or had, this number.
    fn document_of_ewb(&self, ewb_no: &str) -> Result<Option<Record>>;

    /// Up to `limit` bills that a flush works on, in the order of their keys, after `after`.
    fn bills_waiting(&self, after: Option<&BillKey>, limit: usize) -> Result<Vec<EwbRecord>>;

    /// Up to `limit` active bills whose time ends at `from` or later, by its end.
    fn bills_until(&self, from: IstTime, limit: usize) -> Result<Vec<EwbRecord>>;

    /// Reads, decides and writes in one durable transaction; returns the bill after it.
    fn change_bill(&self, key: &BillKey, until: Instant, decide: DecideBill<'_>) -> Result<Option<EwbRecord>>;

    /// Everything that happened to a bill, oldest first.
    fn bill_events(&self, key: &BillKey) -> Result<Vec<StoredEvent>>;

    /// When each of these bills was last asked for, else when its story begins: in their order.
    fn bills_given_at(&self, keys: &[BillKey]) -> Result<Vec<Option<IstTime>>>;
}

/// A bill without the claim of a process known to be dead.
pub(super) fn freed(mut bill: EwbRecord) -> EwbRecord {
    if bill.claim().is_some_and(|claim| owner::is_dead(&claim.owner)) {
        bill.release();
    }
    bill
}

/// A key as the columns of the primary key.
pub(super) fn columns(key: &BillKey) -> [String; 4] {
    [key.gstin.to_string(), key.doc_type.clone(), key.number.clone(), key.year.to_string()]
}

pub(super) fn parse(text: &str) -> Result<EwbRecord> {
    serde_json::from_str(text).map_err(|e| {
        Error::new(ErrorKind::Ledger, format!("an e-way bill of the ledger can't be read: {e}"))
            .fix("restore the ledger from a backup; the e-way bill system still has what was made")
    })
}
