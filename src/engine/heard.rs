//! What the portal said of codes of the open lists, as the ledger remembers it.
//!
//! Our list can't know what the portal's has. So one bill asks: after a refusal the same supplier's other bills with that
//! code wait, for the portal blocks whoever repeats a wrong call, and after an acceptance nothing is said of it any more.

use super::call::Call;
use crate::calendar::Day;
use crate::codes::{Lists, Open, Standing};
use crate::invoice::{self, Invoice};
use crate::ledger::Ledger;
use crate::portal::refusal::Refusal;
use crate::story::Record;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The name of the value that processes share.
const NAME: &str = "codes";
/// How much is remembered; the oldest goes first.
const MOST_REFUSED: usize = 1000;
const MOST_ACCEPTED: usize = 5000;
/// For how long this process goes by what it has read; another's news come with that delay.
const FRESH: Duration = Duration::from_secs(1);

/// All that is remembered, the oldest first.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    refused: Vec<Said>,
    accepted: Vec<Said>,
}

/// One code, and when the portal judged it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Said {
    list: Open,
    code: String,
    day: Day,
    /// Of a refusal: the supplier, as what a code must be also hangs on the supplier's turnover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gstin: Option<String>,
    /// Of a refusal: the day of the lists it was sent by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lists: Option<Day>,
}

impl Said {
    fn is(&self, list: Open, code: &str) -> bool {
        self.list == list && self.code == code
    }
}

impl Memory {
    fn read(bytes: Option<Vec<u8>>) -> Memory {
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers refusals; those of other days are of no use any more.
    fn refuse(&mut self, said: Vec<Said>, today: Day) {
        self.refused.retain(|old| {
            old.day == today && !said.iter().any(|new| new.is(old.list, &old.code) && new.gstin == old.gstin)
        });
        self.accepted.retain(|old| !said.iter().any(|new| new.is(old.list, &old.code)));
        self.refused.extend(said);
        keep_newest(&mut self.refused, MOST_REFUSED);
    }

    /// Remembers acceptances: whether there is anything new to keep.
    fn accept(&mut self, gstin: &str, codes: &[(Open, String)], lists: &Lists, today: Day) -> bool {
        let before = (self.refused.len(), self.accepted.len());
        for (list, code) in codes {
            self.refused.retain(|old| !(old.is(*list, code) && old.gstin.as_deref() == Some(gstin)));
            let doubtful = lists.standing(*list, code, today) != Standing::Good;
            if doubtful && !self.accepted.iter().any(|old| old.is(*list, code)) {
                self.accepted.push(Said { list: *list, code: code.clone(), day: today, gstin: None, lists: None });
            }
        }
        let changed = before != (self.refused.len(), self.accepted.len());
        keep_newest(&mut self.accepted, MOST_ACCEPTED);
        changed
    }
}

fn keep_newest(said: &mut Vec<Said>, most: usize) {
    said.drain(..said.len().saturating_sub(most));
}

/// What this process has read of it, and which codes it is asking about just now.
pub struct Heard {
    read: Mutex<Read>,
    asking: Mutex<BTreeSet<(Open, String)>>,
}

struct Read {
    at: Instant,
    memory: Arc<Memory>,
    accepted: Arc<BTreeSet<(Open, String)>>,
}

impl Read {
    fn of(memory: Memory) -> Read {
        let accepted = memory.accepted.iter().map(|said| (said.list, said.code.clone())).collect();
        Read { at: Instant::now(), memory: Arc::new(memory), accepted: Arc::new(accepted) }
    }
}

impl Heard {
    /// What the ledger remembers. It is a comfort: a ledger that can't be read says so elsewhere.
    pub fn open(ledger: &dyn Ledger) -> Heard {
        let memory = Memory::read(ledger.recall(NAME).unwrap_or_default());
        Heard { read: Mutex::new(Read::of(memory)), asking: Mutex::default() }
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes codes to ask about, all or none.
    fn takes(&self, codes: &[(Open, String)]) -> bool {
        let mut asking = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let free = !codes.iter().any(|code| asking.contains(code));
        if free {
            asking.extend(codes.iter().cloned());
        }
        free
    }

    fn set(&self, memory: Memory) {
        *self.locked() = Read::of(memory);
    }

    /// The codes that the portal has accepted; none where there are none.
    pub fn accepted(&self) -> Option<Arc<BTreeSet<(Open, String)>>> {
        Some(Arc::clone(&self.locked().accepted)).filter(|accepted| !accepted.is_empty())
    }
}

/// Reads again what other processes may have written.
pub fn refresh(call: &Call<'_>) {
    let heard = &call.live.heard;
    if heard.locked().at.elapsed() < FRESH {
        return;
    }
    match call.live.ledger.recall(NAME) {
        Ok(bytes) => heard.set(Memory::read(bytes)),
        Err(_) => heard.locked().at = Instant::now(),
    }
}

/// While it lives, no other bill of this process asks about its codes.
pub struct Asking<'h> {
    heard: &'h Heard,
    codes: Vec<(Open, String)>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut asking = self.heard.asking.lock().unwrap_or_else(PoisonError::into_inner);
        asking.retain(|code| !self.codes.contains(code));
    }
}

/// Waits until no other bill of this process is under way with a code that is doubtful: of many bills sent at once, one
/// asks. None where there is no such code, or no time left to wait.
pub fn alone<'c>(call: &'c Call<'_>, document: &str) -> Option<Asking<'c>> {
    let today = call.now().day();
    let mut codes = codes_of(document);
    let mut pause = Duration::from_millis(2);
    while !call.is_late() && !call.is_stopped() {
        // What another bill has found out meanwhile need not be asked any more.
        let lists = call.engine.lists_as_heard();
        codes.retain(|(list, code)| match lists.standing(*list, code, today) {
            Standing::Good | Standing::Ended(_) => false,
            Standing::Unproven | Standing::Refused | Standing::Missing => true,
        });
        if codes.is_empty() {
            return None;
        }
        if call.live.heard.takes(&codes) {
            return Some(Asking { heard: &call.live.heard, codes });
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(100));
    }
    None
}

/// A bill that waits because of one of its codes.
pub struct Held {
    list: Open,
    code: String,
}

impl Held {
    /// For people.
    pub fn said(&self) -> String {
        format!("the portal refused {} {} today", name(self.list), self.code)
    }
}

/// What a held bill waits for.
pub const WAITS_FOR: &str = "the next day, a corrected bill, or a renewed list; \"resend\": true sends it now";

/// Whether a document that has not left waits: the portal has refused one of its codes to this supplier today, and neither
/// day nor lists have changed since.
pub fn held(call: &Call<'_>, record: &Record) -> Option<Held> {
    if call.options.resend == Some(true) {
        return None;
    }
    refresh(call);
    let memory = Arc::clone(&call.live.heard.locked().memory);
    let (today, lists) = (call.now().day(), call.engine.lists().day());
    let document = record.document_key();
    let stands = |said: &&Said| {
        said.day == today && said.lists == Some(lists) && said.gstin.as_deref() == Some(document.gstin.as_str())
    };
    let mut standing = memory.refused.iter().filter(stands).peekable();
    standing.peek()?;
    let codes = codes_of(record.document());
    let said = standing.find(|said| codes.iter().any(|(list, code)| said.is(*list, code)))?;
    Some(Held { list: said.list, code: said.code.clone() })
}

/// Remembers which codes the portal has refused, as far as its answer to a sending names them.
pub fn refused(call: &Call<'_>, sent: &Record, refusals: &[Refusal]) {
    let document = sent.document_key();
    let codes = codes_of(sent.document());
    let (today, lists) = (call.now().day(), call.engine.lists().day());
    let said: Vec<Said> = refusals
        .iter()
        .flat_map(|refusal| named(refusal, &codes))
        .map(|(list, code)| Said {
            list,
            code,
            day: today,
            gstin: Some(document.gstin.as_str().to_owned()),
            lists: Some(lists),
        })
        .collect();
    if !said.is_empty() {
        learn(call, &|memory| {
            memory.refuse(said.clone(), today);
            true
        });
    }
}

/// Remembers which doubtful codes the portal has accepted.
pub fn accepted(call: &Call<'_>, sent: &Record) {
    let document = sent.document_key();
    let (today, lists) = (call.now().day(), call.engine.lists());
    let codes = codes_of(sent.document());
    let news = |memory: &mut Memory| memory.accept(document.gstin.as_str(), &codes, lists, today);
    // Nearly always there is nothing new, and then nothing is written.
    if news(&mut Memory::clone(&call.live.heard.locked().memory)) {
        learn(call, &news);
    }
}

/// Changes what is remembered. A ledger that can't be written just then costs a call later, never this answer.
fn learn(call: &Call<'_>, change: &dyn Fn(&mut Memory) -> bool) {
    let mut now = None;
    let shared = call.live.ledger.share(NAME, call.until(), &mut |bytes, _| {
        let mut memory = Memory::read(bytes);
        let changed = change(&mut memory);
        let written = if changed { serde_json::to_vec(&memory).ok() } else { None };
        now = Some(memory);
        written
    });
    if let (Ok(()), Some(memory)) = (shared, now) {
        call.live.heard.set(memory);
    }
}

/// The codes of a document that belong to open lists, each once.
fn codes_of(document: &str) -> Vec<(Open, String)> {
    let Ok((invoice, _)) = invoice::read(document) else { return Vec::new() };
    each_code(&invoice).into_iter().map(|(list, code)| (list, code.to_owned())).collect()
}

fn each_code<'i>(invoice: &'i Invoice<'_>) -> BTreeSet<(Open, &'i str)> {
    let lines = invoice.items.iter().flat_map(|item| {
        let hsn = item.hsn.as_deref().map(|code| (Open::Hsn, code));
        hsn.into_iter().chain(item.origin.as_deref().map(|code| (Open::Country, code)))
    });
    let export = invoice.export.as_deref().into_iter().flat_map(|export| {
        let port = export.port.as_deref().map(|code| (Open::Port, code));
        let country = export.country.as_deref().map(|code| (Open::Country, code));
        let currency = export.currency.as_deref().map(|code| (Open::Currency, code));
        port.into_iter().chain(country).chain(currency)
    });
    lines.chain(export).collect()
}

/// The codes of the document that a refusal is about: those its words name, or the only one it can mean.
fn named(refusal: &Refusal, codes: &[(Open, String)]) -> Vec<(Open, String)> {
    let list = match refusal.code.as_str() {
        "2176" => Open::Hsn,
        "2201" => Open::Port,
        "2202" => Open::Country,
        "2203" => Open::Currency,
        _ => return Vec::new(),
    };
    let of_list: Vec<&(Open, String)> = codes.iter().filter(|(own, _)| *own == list).collect();
    let words: Vec<&str> = refusal.message.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let named: Vec<_> = of_list.iter().filter(|(_, code)| words.contains(&code.as_str())).collect();
    match (&named[..], &of_list[..]) {
        ([], [only]) => vec![(*only).clone()],
        (named, _) => named.iter().map(|code| (**code).clone()).collect(),
    }
}

fn name(list: Open) -> &'static str {
    match list {
        Open::Hsn => "HSN",
        Open::Port => "port",
        Open::Country => "country",
        Open::Currency => "currency",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn refusal(code: &str, message: &str) -> Refusal {
        Refusal { code: code.into(), message: message.into() }
    }

    #[test]
    fn a_refusal_is_about_the_codes_it_names_or_the_only_one_there_is() {
        let two =
            [(Open::Hsn, "4011".to_owned()), (Open::Hsn, "48201090".to_owned()), (Open::Port, "INMAA1".to_owned())];
        let of = |code: &str, message: &str| -> Vec<String> {
            named(&refusal(code, message), &two).into_iter().map(|(_, code)| code).collect()
        };
        assert_eq!(of("2176", "Invalid HSN code(s)-4011"), ["4011"]);
        assert_eq!(of("2176", "Invalid HSN code(s)-4011,48201090"), ["4011", "48201090"]);
        assert_eq!(of("2176", "Invalid HSN code(s)-48201"), [""; 0], "two codes, and neither is named");
        assert_eq!(of("2201", "Invalid port code"), ["INMAA1"]);
        assert_eq!(of("2203", "Invalid currency"), [""; 0]);
        assert_eq!(of("2182", "4011"), [""; 0], "another matter");
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_refusals_of_other_days() {
        let (today, lists) = (day("2026-11-21"), Lists::default());
        let said = |n: usize, day: Day| Said {
            list: Open::Hsn,
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
        let codes: Vec<(Open, String)> = (0..2 * MOST_ACCEPTED).map(|n| (Open::Port, format!("Q{n:05}"))).collect();
        assert!(memory.accept("29AABCU9603R1ZJ", &codes, &lists, today));
        assert_eq!(memory.accepted.len(), MOST_ACCEPTED);
        let last = codes.last().unwrap().clone();
        assert!(!memory.accept("29AABCU9603R1ZJ", std::slice::from_ref(&last), &lists, today), "nothing new");
        assert!(!memory.accept("29AABCU9603R1ZJ", &[(Open::Hsn, "48201090".into())], &lists, today), "a good code");
        memory.refuse(vec![Said { list: last.0, code: last.1.clone(), ..said(0, today) }], today);
        assert!(!memory.accepted.iter().any(|said| said.is(last.0, &last.1)), "the later word counts");
        assert!(memory.accept("29AABCU9603R1ZJ", &[last], &lists, today), "and again");
    }
}
