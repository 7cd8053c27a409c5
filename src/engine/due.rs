//! The age board: what must be reported, settled or cancelled, and by when; the most urgent first.

use super::call::Call;
use super::{Engine, Options, Outcome, Reply, expiry, law};
use crate::answer::parse;
use crate::calendar::{Day, IstTime};
use crate::document::{Named, Status};
use crate::error::{Kind, Result};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, Irn};
use crate::law::tables::CANCEL_HOURS;
use crate::law::{deadline, notes};
use crate::settings::Settings;
use crate::story::{EwbState, Key, Record, State};
use crate::taxpayer::Taxpayer;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// What has not come to rest for this long stands on top.
const STUCK_HOURS: i64 = 24;
/// Documents read from the ledger at a time.
const PAGE: usize = 500;
/// Entries of an answer, unless the caller says otherwise, and at most.
const ENTRIES: usize = 200;
const MOST_ENTRIES: usize = 10_000;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default, expecting = "nothing, or an object with books")]
struct Asked {
    books: Vec<Book>,
}

/// A document as the billing program's books have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with gstin, type, number, date and status")]
struct Book {
    gstin: Option<String>,
    #[serde(rename = "type")]
    doc_type: Option<String>,
    number: Option<String>,
    date: Option<String>,
    status: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Standing {
    Active,
    Cancelled,
}

/// What an entry is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum What {
    /// Kept, not sent yet.
    Pending,
    /// Its request may have arrived.
    InDoubt,
    /// The portal refused it: not reported yet.
    Rejected,
    /// In the books, unknown to the ledger.
    Missing,
    /// Its cancellation is not settled.
    Cancelling,
    /// Cancelled in the books, alive at the portal.
    Alive,
    /// Cancelled at the portal, active in the books.
    Spent,
    /// Registered; can still be cancelled.
    Cancellable,
    /// Has a valid e-way bill.
    EwayBill,
}

#[derive(Serialize)]
struct Entry {
    kind: What,
    late: bool,
    /// Until when it must, or can, be done.
    due: Option<IstTime>,
    /// Since it was given to the engine, while it has not come to rest.
    age_hours: Option<i64>,
    irn: Option<Irn>,
    gstin: Gstin,
    #[serde(rename = "type")]
    doc_type: DocType,
    number: String,
    date: Day,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    ewb_no: Option<String>,
    message: String,
    fix: &'static str,
    /// Worth knowing of its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<&'static str>,
    #[serde(skip)]
    key: Key,
}

impl Entry {
    fn new(kind: What, document: &DocumentKey, status: Status, message: String, fix: &'static str) -> Entry {
        Entry {
            kind,
            late: false,
            due: None,
            age_hours: None,
            irn: None,
            gstin: document.gstin,
            doc_type: document.doc_type,
            number: document.number.as_str().to_owned(),
            date: document.date,
            status,
            ewb_no: None,
            message,
            fix,
            info: notes::buyers_part(document.doc_type, document.date),
            key: Key::from(document),
        }
    }

    fn of(kind: What, record: &Record, document: &DocumentKey, message: String, fix: &'static str) -> Entry {
        let irn = Some(record.irn());
        Entry { irn, ..Entry::new(kind, document, record.state().status(), message, fix) }
    }

    fn due(mut self, due: Option<IstTime>, now: IstTime) -> Entry {
        self.due = due;
        self.late |= due.is_some_and(|due| due < now);
        self
    }

    fn is_stuck(&self) -> bool {
        self.age_hours.is_some_and(|age| age >= STUCK_HOURS)
    }

    /// What is stuck first, the oldest on top; then what is late; then by the time that is left.
    fn urgency(&self) -> (bool, i64, bool, Option<i64>) {
        let age = if self.is_stuck() { -self.age_hours.unwrap_or_default() } else { 0 };
        (!self.is_stuck(), age, !self.late, Some(self.due.map_or(i64::MAX, IstTime::unix)))
    }
}

/// What the books say of documents: it takes the place of what the ledger alone would, and of what they said before.
#[derive(Default)]
struct Books {
    entries: Vec<Option<Entry>>,
    /// The last entry of each document.
    last: HashMap<Key, usize>,
}

impl Books {
    fn add(&mut self, key: Key, entry: Option<Entry>) {
        self.entries.push(entry);
        if let Some(before) = self.last.insert(key, self.entries.len() - 1) {
            self.entries[before] = None;
        }
    }

    fn write_over(self, entries: &mut Vec<Entry>) {
        entries.retain(|entry| entry.kind == What::EwayBill || !self.last.contains_key(&entry.key));
        entries.extend(self.entries.into_iter().flatten());
    }
}

struct Board<'c> {
    call: &'c Call<'c>,
    now: IstTime,
    settings: Settings,
    suppliers: HashMap<Gstin, Taxpayer>,
    entries: Vec<Entry>,
}

/// The board of an engine's ledger, and of what the books say.
pub fn due(engine: &Engine, input: &str, options: &Options) -> Result<Reply> {
    let asked: Asked = if input.trim().is_empty() { Asked::default() } else { parse(input, Kind::Json)? };
    let call = engine.call(options)?;
    let settings = options.settings(engine.resolved.settings);
    let now = call.now();
    let mut board = Board { call: &call, now, settings, suppliers: HashMap::new(), entries: Vec::new() };
    board.unsettled()?;
    board.cancellable()?;
    board.eway_bills()?;
    let mut told = Books::default();
    for (index, book) in asked.books.into_iter().enumerate() {
        call.in_time()?;
        let said = board.book(book).map_err(|e| {
            let at = e.at.clone().unwrap_or_default();
            e.at(format!("/books/{index}{at}"))
        })?;
        if let Some((key, entry)) = said {
            told.add(key, entry);
        }
    }
    told.write_over(&mut board.entries);
    Ok(board.answer())
}

impl Board<'_> {
    /// The end of the last day on which the portal takes the document.
    fn report_by(&mut self, document: &DocumentKey) -> Result<Option<IstTime>> {
        if !self.suppliers.contains_key(&document.gstin) {
            let supplier = law::supplier(Some(self.call.engine), self.call.options, Some(document.gstin))?;
            self.suppliers.insert(document.gstin, supplier);
        }
        let last = deadline::limit(document.date, &self.suppliers[&document.gstin], &self.settings).report_by();
        Ok(last.map(|day| day.plus(1).noon().plus_seconds(-12 * 3600 - 1)))
    }

    /// Everything that has not come to rest.
    fn unsettled(&mut self) -> Result<()> {
        let states =
            [State::Intended, State::Pending, State::Sending, State::InDoubt, State::Rejected, State::Cancelling];
        let mut after: Option<Key> = None;
        loop {
            let page = self.call.live.ledger.list(&states, after.as_ref(), PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(last.clone());
            self.call.in_time()?;
            for (key, record) in &page {
                self.one_unsettled(key, record, &record.document_key())?;
            }
        }
    }

    fn one_unsettled(&mut self, key: &Key, record: &Record, document: &DocumentKey) -> Result<()> {
        let age = self.age_hours(key)?;
        let told = |what: &str| match age {
            Some(hours @ 1..) => format!("{what} for {hours} hours"),
            Some(_) | None => what.to_owned(),
        };
        let (what, message, fix) = match record.state() {
            State::Intended | State::Pending => (
                What::Pending,
                told("kept, and not at the portal yet,"),
                "einv_flush sends it; look at einv_status for why it waits",
            ),
            State::Sending | State::InDoubt => (
                What::InDoubt,
                told("it may have reached the portal; the answer has been missing"),
                "einv_flush asks the portal for it; never give it a new number meanwhile",
            ),
            State::Cancelling => (
                What::Cancelling,
                told("its cancellation may have reached the portal; the answer has been missing"),
                "einv_flush ends it",
            ),
            State::Rejected => {
                (What::Rejected, refused(record), "correct the document and submit it again, or cancel it in the books")
            }
            State::Registered | State::Withdrawn | State::Cancelled => return Ok(()),
        };
        let due = match what {
            What::Cancelling => cancel_until(record),
            _ => self.report_by(document)?,
        };
        let mut entry = Entry::of(what, record, document, message, fix).due(due, self.now);
        if what != What::Rejected {
            entry.age_hours = age;
            entry.late |= entry.is_stuck();
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Whole hours since the document was last given to the engine.
    fn age_hours(&self, key: &Key) -> Result<Option<i64>> {
        let events = self.call.live.ledger.events(key)?;
        let given = events.iter().rev().find(|e| e.what.gives_work());
        let given = given.or(events.first()).map(|event| event.at);
        Ok(given.map(|at| (self.now.seconds_since(at) / 3600).max(0)))
    }

    fn cancellable(&mut self) -> Result<()> {
        let since = self.now.plus_hours(-CANCEL_HOURS);
        for record in self.call.live.ledger.registered_since(since, MOST_ENTRIES)? {
            let until = cancel_until(&record).filter(|until| *until > self.now);
            let (document, Some(until)) = (record.document_key(), until) else { continue };
            let (message, fix) = match record.ewb_state().may_stand() {
                true => ("registered; its e-way bill must be cancelled first", "einv_ewb_cancel, then einv_cancel"),
                false => ("registered; can be cancelled as a whole until then", "nothing, or einv_cancel"),
            };
            let entry = Entry::of(What::Cancellable, &record, &document, message.to_owned(), fix);
            self.entries.push(entry.due(Some(until), self.now));
        }
        Ok(())
    }

    fn eway_bills(&mut self) -> Result<()> {
        for record in self.call.live.ledger.eway_bills_until(self.now, MOST_ENTRIES)? {
            let (document, Some(bill)) = (record.document_key(), record.ewb_bill()) else { continue };
            let until = bill.valid_until.as_deref().and_then(IstTime::parse_portal);
            if record.ewb_state() != EwbState::Active || until.is_none_or(|until| until < self.now) {
                continue;
            }
            let message = format!("the e-way bill {} is valid until then", bill.ewb_no);
            let fix = "deliver before it runs out, or have it extended at the e-way-bill system";
            let mut entry = Entry::of(What::EwayBill, &record, &document, message, fix);
            entry.ewb_no = Some(bill.ewb_no.clone());
            self.entries.push(entry.due(until, self.now));
        }
        Ok(())
    }

    /// What is to be said of a document of the books: none where they and the ledger agree.
    fn book(&mut self, book: Book) -> Result<Option<(Key, Option<Entry>)>> {
        let Book { gstin, doc_type, number, date, status } = book;
        let document = Named { irn: None, gstin, doc_type, number, date }.key()?;
        let key = Key::from(&document);
        let record = self.call.live.ledger.find(&key)?;
        let state = record.as_ref().map(Record::state);
        let told = match (status, state, &record) {
            (Standing::Active, None | Some(State::Withdrawn), _) => {
                let (message, fix) = ("in the books, and never given to the portal", "submit it");
                let status = state.map_or(Status::Unknown, State::status);
                let due = self.report_by(&document)?;
                Some(Entry::new(What::Missing, &document, status, message.to_owned(), fix).due(due, self.now))
            }
            (Standing::Active, Some(State::Cancelled), Some(record)) => {
                let message = "cancelled at the portal, and active in the books".to_owned();
                let fix = "cancel it in the books, and bill again under a new number";
                let mut entry = Entry::of(What::Spent, record, &document, message, fix);
                entry.late = true;
                Some(entry)
            }
            (Standing::Cancelled, Some(State::Registered | State::Cancelling), Some(record)) => {
                Some(self.alive(record, &document))
            }
            (
                Standing::Cancelled,
                Some(State::Intended | State::Pending | State::Sending | State::InDoubt),
                Some(record),
            ) => {
                let message = "cancelled in the books, and still on its way to the portal".to_owned();
                Some(Entry::of(What::Alive, record, &document, message, "einv_cancel takes it back"))
            }
            (Standing::Cancelled, Some(State::Rejected), _) => None,
            _ => return Ok(None),
        };
        Ok(Some((key, told)))
    }

    fn alive(&self, record: &Record, document: &DocumentKey) -> Entry {
        let until = cancel_until(record);
        let open = until.is_some_and(|until| until >= self.now);
        let fix = match (open, record.is_cancelling()) {
            (_, true) => "einv_flush ends its cancellation",
            (true, false) => "einv_cancel before its time for that is over",
            (false, false) => "too late to cancel: einv_cancel with draft makes the credit note that takes it back",
        };
        let message = "cancelled in the books, and alive at the portal".to_owned();
        Entry::of(What::Alive, record, document, message, fix).due(until, self.now)
    }

    fn answer(mut self) -> Reply {
        self.entries.sort_by_key(Entry::urgency);
        let options = self.call.options;
        let (after, limit) = (options.after.unwrap_or(0), options.limit.unwrap_or(ENTRIES).clamp(1, MOST_ENTRIES));
        let mut counts: BTreeMap<What, usize> = BTreeMap::new();
        for entry in &self.entries {
            *counts.entry(entry.kind).or_default() += 1;
        }
        let total = self.entries.len();
        let late = self.entries.iter().filter(|entry| entry.late).count();
        let shown: Vec<&Entry> = self.entries.iter().skip(after).take(limit).collect();
        let next = Some(after.saturating_add(limit)).filter(|next| *next < total);
        let mut out =
            json!({"at": self.now, "late": late, "total": total, "counts": counts, "entries": shown, "next": next});
        let warnings = expiry::warnings(self.call.engine, self.now);
        if !warnings.is_empty() {
            out["warnings"] = json!(warnings);
        }
        if self.call.engine.is_sandbox() {
            out["sandbox"] = true.into();
        }
        Reply::new(Outcome::Ok, &out)
    }
}

fn cancel_until(record: &Record) -> Option<IstTime> {
    record.ack_date().map(|at| at.plus_hours(CANCEL_HOURS))
}

fn refused(record: &Record) -> String {
    let words: Vec<String> = record.refusals().iter().map(|r| format!("{} {}", r.code, r.message)).collect();
    format!("the portal refused it: {}", words.join("; "))
}
