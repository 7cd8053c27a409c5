//! Numbers that come back in a table after other rows: each may be a bill in two pieces.

use super::cell::TableRecord;
use super::frame::Frame;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Numbers that come back, by their hashes: there may be a million numbers.
#[derive(Debug, Default)]
pub struct RecurringNumbers {
    hasher: RandomState,
    seen: HashSet<u64>,
    again: HashSet<u64>,
    last: Option<u64>,
}

impl RecurringNumbers {
    /// Looks at a row.
    pub fn see(&mut self, frame: &Frame, row: &TableRecord) {
        let Some(number) = frame.number(row).filter(|number| !number.is_empty()) else { return };
        let here = self.hasher.hash_one((&number, frame.beside_number(row)));
        if self.last.replace(here) == Some(here) {
            return;
        }
        let number = self.hash(&number);
        if !self.seen.insert(number) {
            self.again.insert(number);
        }
    }

    /// All rows were seen.
    pub fn finish(self) -> RecurringNumbers {
        RecurringNumbers { seen: HashSet::new(), ..self }
    }

    /// Whether none comes back.
    pub fn is_empty(&self) -> bool {
        self.again.is_empty()
    }

    /// Whether a number may come back.
    pub fn has(&self, number: &str) -> bool {
        self.again.contains(&self.hash(number))
    }

    fn hash(&self, number: &str) -> u64 {
        self.hasher.hash_one(number.trim().to_uppercase())
    }
}
