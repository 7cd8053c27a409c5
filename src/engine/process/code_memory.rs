//! What the portal said of codes of the open lists, as this process has read it from the ledger.

use crate::calendar::Day;
use crate::codes::{CodeStanding, Lists, OpenList};
use crate::ledger::Ledger;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The name of the value that processes share.
pub const NAME: &str = "codes";

/// How much is remembered; the oldest goes first.
pub const MOST_REFUSED: usize = 1000;

pub const MOST_ACCEPTED: usize = 5000;

/// For how long this process goes by what it has read; another's news come with that delay.
pub const FRESH: Duration = Duration::from_secs(1);

/// All that is remembered, the oldest first.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    pub refused: Vec<JudgedCode>,
    pub accepted: Vec<JudgedCode>,
}

/// One code, and when the portal judged it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct JudgedCode {
    pub list: OpenList,
    pub code: String,
    pub day: Day,
    /// Of a refusal: the supplier, as what a code must be also hangs on the supplier's turnover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gstin: Option<String>,
    /// Of a refusal: the day of the lists it was sent by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<Day>,
}

impl JudgedCode {
    pub fn is(&self, list: OpenList, code: &str) -> bool {
        self.list == list && self.code == code
    }
}

impl Memory {
    pub fn read(bytes: Option<Vec<u8>>) -> Memory {
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers refusals; those of other days are of no use any more.
    pub fn refuse(&mut self, said: Vec<JudgedCode>, today: Day) {
        self.refused.retain(|old| {
            old.day == today && !said.iter().any(|new| new.is(old.list, &old.code) && new.gstin == old.gstin)
        });
        self.accepted.retain(|old| !said.iter().any(|new| new.is(old.list, &old.code)));
        self.refused.extend(said);
        keep_newest(&mut self.refused, MOST_REFUSED);
    }

    /// Remembers acceptances: whether there is anything new to keep.
    pub fn accept(&mut self, gstin: &str, codes: &[(OpenList, String)], lists: &Lists, today: Day) -> bool {
        let before = (self.refused.len(), self.accepted.len());
        for (list, code) in codes {
            self.refused.retain(|old| !(old.is(*list, code) && old.gstin.as_deref() == Some(gstin)));
            let doubtful = lists.standing(*list, code, today) != CodeStanding::Good;
            if doubtful && !self.accepted.iter().any(|old| old.is(*list, code)) {
                self.accepted.push(JudgedCode {
                    list: *list,
                    code: code.clone(),
                    day: today,
                    gstin: None,
                    lists: None,
                });
            }
        }
        let changed = before != (self.refused.len(), self.accepted.len());
        keep_newest(&mut self.accepted, MOST_ACCEPTED);
        changed
    }
}

fn keep_newest(said: &mut Vec<JudgedCode>, most: usize) {
    said.drain(..said.len().saturating_sub(most));
}

/// What this process has read of it, and which codes it is asking about just now.
pub struct Heard {
    pub read: Mutex<ReadMemory>,
    pub asking: Mutex<BTreeSet<(OpenList, String)>>,
}

pub struct ReadMemory {
    pub at: Instant,
    pub memory: Arc<Memory>,
    pub accepted: Arc<BTreeSet<(OpenList, String)>>,
}

impl ReadMemory {
    pub fn of(memory: Memory) -> ReadMemory {
        let accepted = memory.accepted.iter().map(|said| (said.list, said.code.clone())).collect();
        ReadMemory { at: Instant::now(), memory: Arc::new(memory), accepted: Arc::new(accepted) }
    }
}

impl Heard {
    /// What the ledger remembers. It is a comfort: a ledger that can't be read says so elsewhere.
    pub fn open(ledger: &dyn Ledger) -> Heard {
        let memory = Memory::read(ledger.recall(NAME).unwrap_or_default());
        Heard { read: Mutex::new(ReadMemory::of(memory)), asking: Mutex::default() }
    }

    pub fn locked(&self) -> std::sync::MutexGuard<'_, ReadMemory> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes codes to ask about, all or none.
    pub fn takes(&self, codes: &[(OpenList, String)]) -> bool {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let free = !codes.iter().any(|code| asking.contains(code));
        if free {
            asking.extend(codes.iter().cloned());
        }
        free
    }

    pub fn set(&self, memory: Memory) {
        *self.locked() = ReadMemory::of(memory);
    }

    /// The codes that the portal has accepted; none where there are none.
    pub fn accepted(&self) -> Option<Arc<BTreeSet<(OpenList, String)>>> {
        Some(Arc::clone(&self.locked().accepted)).filter(|accepted| !accepted.is_empty())
    }
}

/// While it lives, no other bill of this process asks about its codes.
pub struct OneAsking<'h> {
    pub heard: &'h Heard,
    pub codes: Vec<(OpenList, String)>,
}

impl Drop for OneAsking<'_> {
    fn drop(&mut self) {
        let mut asking = self.heard.asking.lock().unwrap_or_else(PoisonError::into_inner);
        asking.retain(|code| !self.codes.contains(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_refusals_of_other_days() {
        let (today, lists) = (day("2026-11-21"), Lists::default());
        let said = |n: usize, day: Day| JudgedCode {
            list: OpenList::Hsn,
            code: format!("{n:08}"),
            day,
            gstin: Some("29AABCU9603R1ZJ".into()),
            lists: Some(lists.day()),
        };
        let mut memory = Memory::default();
        memory.refuse(vec![said(1, day("2026-11-20"))], day("2026-11-20"));
        memory.refuse((0..2 * MOST_REFUSED).map(|n| said(n, today)).collect(), today);
        assert_eq!(memory.refused.len(), MOST_REFUSED);
        assert!(memory.refused.iter().all(|said| said.day == today));
        let codes: Vec<(OpenList, String)> =
            (0..2 * MOST_ACCEPTED).map(|n| (OpenList::Port, format!("Q{n:05}"))).collect();
        assert!(memory.accept("29AABCU9603R1ZJ", &codes, &lists, today));
        assert_eq!(memory.accepted.len(), MOST_ACCEPTED);
        let last = codes.last().unwrap().clone();
        assert!(!memory.accept("29AABCU9603R1ZJ", std::slice::from_ref(&last), &lists, today), "nothing new");
        assert!(!memory.accept("29AABCU9603R1ZJ", &[(OpenList::Hsn, "48201090".into())], &lists, today), "a good code");
        memory.refuse(vec![JudgedCode { list: last.0, code: last.1.clone(), ..said(0, today) }], today);
        assert!(!memory.accepted.iter().any(|said| said.is(last.0, &last.1)), "the later word counts");
        assert!(memory.accept("29AABCU9603R1ZJ", &[last], &lists, today), "and again");
    }
}
