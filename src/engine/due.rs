//! The age board: what must be reported, settled or cancelled, and by when; the most urgent first.

use super::call::Call;
use super::{DueOptions, Engine, expiry, law};
use crate::answer::board::{Board, BoardEntry, Book, DueKind, DueRequest, InBooks};
use crate::answer::document::Words;
use crate::calendar::IstTime;
use crate::document::Status;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::DocumentKey;
use crate::law::tables::CANCEL_HOURS;
use crate::law::{deadline, notes};
use crate::settings::Settings;
use crate::story::{EwbState, Key, Record, State};
use crate::taxpayer::Taxpayer;
use std::collections::{BTreeMap, HashMap};

/// What has not come to rest for this long stands on top.
const STUCK_HOURS: i64 = 24;
/// Documents read from the ledger at a time.
const PAGE: usize = 500;
/// Entries of an answer, unless the caller says otherwise, and at most.
const ENTRIES: usize = 200;
const MOST_ENTRIES: usize = 10_000;

/// An entry of the board, and whose it is.
struct Entry {
    key: Key,
    shown: BoardEntry,
}

impl Entry {
    fn new(
        kind: DueKind,
        document: &DocumentKey,
        status: Status,
        message: impl Into<Words>,
        fix: &'static str,
    ) -> Entry {
        let shown = BoardEntry {
            kind,
            late: false,
            due: None,
            age_hours: None,
            irn: None,
            gstin: document.gstin,
            doc_type: document.doc_type,
            number: document.number.clone(),
            date: document.date,
            status,
            ewb_no: None,
            message: message.into(),
            fix,
            info: notes::buyers_part(document.doc_type, document.date),
        };
        Entry { key: Key::from(document), shown }
    }

    fn of(
        kind: DueKind,
        record: &Record,
        document: &DocumentKey,
        message: impl Into<Words>,
        fix: &'static str,
    ) -> Entry {
        let mut entry = Entry::new(kind, document, record.state().status(), message, fix);
        entry.shown.irn = Some(record.irn());
        entry
    }

    fn due(mut self, due: Option<IstTime>, now: IstTime) -> Entry {
        self.shown.due = due;
        self.shown.late |= due.is_some_and(|due| due < now);
        self
    }

    fn is_stuck(&self) -> bool {
        self.shown.age_hours.is_some_and(|age| age >= STUCK_HOURS)
    }

    /// What is stuck first, the oldest on top; then what is late; then by the time that is left.
    fn urgency(&self) -> (bool, i64, bool, Option<i64>) {
        let age = if self.is_stuck() { -self.shown.age_hours.unwrap_or_default() } else { 0 };
        (!self.is_stuck(), age, !self.shown.late, Some(self.shown.due.map_or(i64::MAX, IstTime::unix)))
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
        entries.retain(|entry| entry.shown.kind == DueKind::EwayBill || !self.last.contains_key(&entry.key));
        entries.extend(self.entries.into_iter().flatten());
    }
}

/// A board that is being made.
struct Making<'c> {
    call: &'c Call<'c>,
    now: IstTime,
    settings: Settings,
    suppliers: HashMap<Gstin, Taxpayer>,
    entries: Vec<Entry>,
}

/// The board of an engine's ledger, and of what the books say.
///
/// ```
/// use einv::answer::board::DueRequest;
/// use einv::engine::{DueOptions, Engine, due};
///
/// let engine = Engine::open("{}")?; // the built-in sandbox, a ledger in memory
/// assert_eq!(due(&engine, DueRequest::new(), &DueOptions::new())?.total, 0);
/// # Ok::<(), einv::error::Error>(())
/// ```
pub fn due(engine: &Engine, request: DueRequest, DueOptions(options): &DueOptions) -> Result<Board> {
    let call = engine.call(options)?;
    let (after, limit) = options.page(ENTRIES, MOST_ENTRIES)?;
    let settings = options.settings(engine.resolved.settings);
    let now = call.now();
    let mut making = Making { call: &call, now, settings, suppliers: HashMap::new(), entries: Vec::new() };
    making.unsettled()?;
    making.cancellable()?;
    making.eway_bills()?;
    let mut books = Books::default();
    for book in &request.books {
        call.in_time()?;
        if let Some((key, entry)) = making.book(book)? {
            books.add(key, entry);
        }
    }
    books.write_over(&mut making.entries);
    Ok(making.board(after, limit))
}

impl Making<'_> {
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
        let worded = |what: &str| match age {
            Some(hours @ 1..) => format!("{what} for {hours} hours"),
            Some(_) | None => what.to_owned(),
        };
        let (what, message, fix) = match record.state() {
            State::Intended | State::Pending => (
                DueKind::Pending,
                worded("kept, and not at the portal yet,"),
                "einv_flush sends it; look at einv_status for why it waits",
            ),
            State::Sending | State::InDoubt => (
                DueKind::InDoubt,
                worded("it may have reached the portal; the answer has been missing"),
                "einv_flush asks the portal for it; never give it a new number meanwhile",
            ),
            State::Cancelling => (
                DueKind::Cancelling,
                worded("its cancellation may have reached the portal; the answer has been missing"),
                "einv_flush ends it",
            ),
            State::Rejected => (
                DueKind::Rejected,
                refused(record),
                "correct the document and submit it again, or cancel it in the books",
            ),
            State::Registered | State::Withdrawn | State::Cancelled => return Ok(()),
        };
        let due = match what {
            DueKind::Cancelling => cancel_until(record),
            _ => self.report_by(document)?,
        };
        let mut entry = Entry::of(what, record, document, message, fix).due(due, self.now);
        if what != DueKind::Rejected {
            entry.shown.age_hours = age;
            entry.shown.late |= entry.is_stuck();
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
            let entry = Entry::of(DueKind::Cancellable, &record, &document, message, fix);
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
            let mut entry = Entry::of(DueKind::EwayBill, &record, &document, message, fix);
            entry.shown.ewb_no = Some(bill.ewb_no.clone());
            self.entries.push(entry.due(until, self.now));
        }
        Ok(())
    }

    /// What is to be said of a document of the books: none where they and the ledger agree.
    fn book(&mut self, Book { document, status }: &Book) -> Result<Option<(Key, Option<Entry>)>> {
        let key = Key::from(document);
        let record = self.call.live.ledger.find(&key)?;
        let state = record.as_ref().map(Record::state);
        let entry = match (*status, state, &record) {
            (InBooks::Active, None | Some(State::Withdrawn), _) => {
                let (message, fix) = ("in the books, and never given to the portal", "submit it");
                let status = state.map_or(Status::Unknown, State::status);
                let due = self.report_by(document)?;
                Some(Entry::new(DueKind::Missing, document, status, message, fix).due(due, self.now))
            }
            (InBooks::Active, Some(State::Cancelled), Some(record)) => {
                let message = "cancelled at the portal, and active in the books";
                let fix = "cancel it in the books, and bill again under a new number";
                let mut entry = Entry::of(DueKind::Spent, record, document, message, fix);
                entry.shown.late = true;
                Some(entry)
            }
            (InBooks::Cancelled, Some(State::Registered | State::Cancelling), Some(record)) => {
                Some(self.alive(record, document))
            }
            (
                InBooks::Cancelled,
                Some(State::Intended | State::Pending | State::Sending | State::InDoubt),
                Some(record),
            ) => {
                let message = "cancelled in the books, and still on its way to the portal";
                Some(Entry::of(DueKind::Alive, record, document, message, "einv_cancel takes it back"))
            }
            (InBooks::Cancelled, Some(State::Rejected), _) => None,
            _ => return Ok(None),
        };
        Ok(Some((key, entry)))
    }

    fn alive(&self, record: &Record, document: &DocumentKey) -> Entry {
        let until = cancel_until(record);
        let open = until.is_some_and(|until| until >= self.now);
        let fix = match (open, record.is_cancelling()) {
            (_, true) => "einv_flush ends its cancellation",
            (true, false) => "einv_cancel before its time for that is over",
            (false, false) => "too late to cancel: einv_cancel with draft makes the credit note that takes it back",
        };
        let message = "cancelled in the books, and alive at the portal";
        Entry::of(DueKind::Alive, record, document, message, fix).due(until, self.now)
    }

    fn board(mut self, after: usize, limit: usize) -> Board {
        self.entries.sort_by_key(Entry::urgency);
        let mut counts: BTreeMap<DueKind, usize> = BTreeMap::new();
        for entry in &self.entries {
            *counts.entry(entry.shown.kind).or_default() += 1;
        }
        let total = self.entries.len();
        Board {
            at: self.now,
            late: self.entries.iter().filter(|entry| entry.shown.late).count(),
            total,
            counts,
            entries: self.entries.into_iter().skip(after).take(limit).map(|entry| entry.shown).collect(),
            next: Some(after.saturating_add(limit)).filter(|next| *next < total),
            warnings: expiry::warnings(self.call.engine, self.now),
            sandbox: self.call.engine.is_sandbox(),
        }
    }
}

fn cancel_until(record: &Record) -> Option<IstTime> {
    record.ack_date().map(|at| at.plus_hours(CANCEL_HOURS))
}

fn refused(record: &Record) -> String {
    let words: Vec<String> = record.refusals().iter().map(|r| format!("{} {}", r.code, r.message)).collect();
    format!("the portal refused it: {}", words.join("; "))
}
