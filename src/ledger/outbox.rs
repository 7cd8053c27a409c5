//! Exchanges waiting for a transaction, so that they need no sync of their own.

use super::Exchange;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// When this many wait, they are written in a transaction of their own.
const MANY: usize = 64;

#[derive(Default)]
pub(super) struct Outbox(Mutex<Vec<Exchange>>);

impl Outbox {
    /// Adds one; returns whether it is time to write them.
    pub fn put(&self, exchange: Exchange) -> bool {
        let mut waiting = self.waiting();
        waiting.push(exchange);
        waiting.len() >= MANY
    }

    pub fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    /// Takes the waiting exchanges for a transaction.
    pub fn take(&self) -> Unwritten<'_> {
        let exchanges = std::mem::take(&mut *self.waiting());
        Unwritten { outbox: self, exchanges }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Exchanges taken for a transaction. Unless it commits, they return to the outbox, before newer ones.
pub(super) struct Unwritten<'o> {
    outbox: &'o Outbox,
    pub exchanges: Vec<Exchange>,
}

impl Unwritten<'_> {
    /// Marks the transaction as committed.
    pub fn written(mut self) {
        self.exchanges.clear();
    }
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        if !self.exchanges.is_empty() {
            let mut waiting = self.outbox.waiting();
            self.exchanges.append(&mut waiting);
            *waiting = std::mem::take(&mut self.exchanges);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::IstTime;

    fn exchange(path: &str) -> Exchange {
        Exchange {
            at: IstTime::from_unix(0),
            portal: String::new(),
            gstin: String::new(),
            irn: String::new(),
            ewb: String::new(),
            call: String::new(),
            path: path.to_owned(),
            sent: String::new(),
            status: None,
            answered: String::new(),
            millis: 0,
        }
    }

    #[test]
    fn uncommitted_exchanges_return_in_their_order() {
        let outbox = Outbox::default();
        outbox.put(exchange("1"));
        outbox.put(exchange("2"));
        let taken = outbox.take();
        assert!(outbox.is_empty());
        outbox.put(exchange("3"));
        drop(taken);
        let again = outbox.take();
        assert_eq!(again.exchanges.iter().map(|e| e.path.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
        again.written();
        assert!(outbox.is_empty());
    }
}
