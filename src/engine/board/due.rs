//! The age board: what must be reported, settled or cancelled, and by when; the most urgent first.

use crate::answer::board::{Board, BoardEntry, BoardStatus, Book, BookStanding, DueKind, DueRequest};
use crate::answer::document::Words;
use crate::calendar::IstTime;
use crate::engine::bill::applicability;
use crate::engine::board::ewb_terms::{self, EwbRole, EwbTerm};
use crate::engine::config::options::DueOptions;
use crate::engine::ewb::place;
use crate::engine::process::call::EngineCall;
use crate::engine::process::engine::Engine;
use crate::error::Result;
use crate::gstin::Gstin;
use crate::irn::DocumentKey;
use crate::law::tables::CANCEL_HOURS;
use crate::law::{deadline, notes};
use crate::settings::Settings;
use crate::status::Status;
use crate::story::{Bearer, BillKey, DocumentState, EwbRecord, EwbState, NumberKey, Record};
use crate::taxpayer::Taxpayer;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What has not come to rest for this long stands on top.
const STUCK_HOURS: i64 = 24;
/// Rows that an earlier version wrote say nothing of a refused e-way bill: their changes of this time are looked through.
const WITHOUT_BILL_HOURS: i64 = 7 * 24;
/// Documents read from the ledger at a time.
const PAGE: usize = 500;

/// Entries of an answer, unless the caller says otherwise, and at most.
const ENTRIES: usize = 200;

const MOST_ENTRIES: usize = 10_000;

/// An entry of the board, and whose it is.
struct OwnedEntry {
    /// None of an e-way bill that stands alone: no book names it.
    key: Option<NumberKey>,
    shown: BoardEntry,
}

impl OwnedEntry {
    fn new(
        kind: DueKind,
        document: &DocumentKey,
        status: Status,
        message: impl Into<Words>,
        fix: &'static str,
    ) -> OwnedEntry {
        let shown = BoardEntry {
            kind,
            late: false,
            due: None,
            age_hours: None,
            irn: None,
            gstin: document.gstin,
            doc_type: document.doc_type.code().to_owned(),
            number: document.number.as_str().to_owned(),
            date: document.date,
            status: BoardStatus::Document(status),
            ewb_no: None,
            message: message.into(),
            fix: fix.into(),
            info: notes::buyers_part(document.doc_type, document.date).map(Words::from),
            sandbox: false,
        };
        OwnedEntry { key: Some(NumberKey::from(document)), shown }
    }

    fn of(
        kind: DueKind,
        record: &Record,
        document: &DocumentKey,
        message: impl Into<Words>,
        fix: &'static str,
    ) -> OwnedEntry {
        let mut entry = OwnedEntry::new(kind, document, record.state().status(), message, fix);
        entry.shown.irn = Some(record.irn());
        entry.shown.sandbox = record.registration().is_some_and(|registration| registration.sandbox);
        entry
    }

    fn due(mut self, due: Option<IstTime>, now: IstTime) -> OwnedEntry {
        self.shown.due = due;
        self.shown.late |= due.is_some_and(|due| due < now);
        self
    }

    /// With what is due of its e-way bill.
    fn of_term(mut self, term: EwbTerm, now: IstTime) -> OwnedEntry {
        self.shown.ewb_no = Some(term.ewb_no);
        self.shown.info = term.info.or(self.shown.info);
        self.due(Some(term.due), now)
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
struct BooksWord {
    entries: Vec<Option<OwnedEntry>>,
    /// The last entry of each document.
    last: HashMap<NumberKey, usize>,
}

impl BooksWord {
    fn add(&mut self, key: NumberKey, entry: Option<OwnedEntry>) {
        self.entries.push(entry);
        if let Some(before) = self.last.insert(key, self.entries.len() - 1) {
            self.entries[before] = None;
        }
    }

    fn write_over(self, entries: &mut Vec<OwnedEntry>) {
        entries.retain(|entry| {
            matches!(entry.shown.kind, DueKind::EwayBill | DueKind::PartB | DueKind::NoEwayBill | DueKind::Rejectable)
                || entry.key.as_ref().is_none_or(|key| !self.last.contains_key(key))
        });
        entries.extend(self.entries.into_iter().flatten());
    }
}

/// A board that is being made.
struct BoardMaking<'c> {
    call: &'c EngineCall<'c>,
    now: IstTime,
    settings: Settings,
    suppliers: HashMap<Gstin, Taxpayer>,
    entries: Vec<OwnedEntry>,
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
    let mut making = BoardMaking { call: &call, now, settings, suppliers: HashMap::new(), entries: Vec::new() };
    making.unsettled()?;
    making.registered()?;
    making.eway_bills()?;
    making.eway_bills_open()?;
    let mut books = BooksWord::default();
    for book in &request.books {
        call.in_time()?;
        if let Some((key, entry)) = making.book(book)? {
            books.add(key, entry);
        }
    }
    books.write_over(&mut making.entries);
    Ok(making.board(after, limit))
}

impl BoardMaking<'_> {
    /// The end of the last day on which the portal takes the document.
    fn report_by(&mut self, document: &DocumentKey) -> Result<Option<IstTime>> {
        if !self.suppliers.contains_key(&document.gstin) {
            let supplier = applicability::supplier(Some(self.call.engine), self.call.options, Some(document.gstin))?;
            self.suppliers.insert(document.gstin, supplier);
        }
        let last = deadline::limit(document.date, &self.suppliers[&document.gstin], &self.settings).report_by();
        Ok(last.map(|day| day.plus(1).noon().plus_seconds(-12 * 3600 - 1)))
    }

    /// Everything that has not come to rest.
    fn unsettled(&mut self) -> Result<()> {
        let states = [
            DocumentState::Intended,
            DocumentState::Pending,
            DocumentState::Sending,
            DocumentState::InDoubt,
            DocumentState::Rejected,
            DocumentState::Cancelling,
        ];
        let mut after: Option<NumberKey> = None;
        loop {
            let page = self.call.live.ledger.list(&states, after.as_ref(), PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = Some(last.clone());
            self.call.in_time()?;
            let keys: Vec<NumberKey> = page.iter().map(|(key, _)| key.clone()).collect();
            let given = self.call.live.ledger.given_at(&keys)?;
            for ((_, record), given) in page.iter().zip(given) {
                self.one_unsettled(record, &record.document_key(), self.hours_since(given))?;
            }
        }
    }

    fn one_unsettled(&mut self, record: &Record, document: &DocumentKey, age: Option<i64>) -> Result<()> {
        let worded = |what: &str| match age {
            Some(hours @ 1..) => format!("{what} for {hours} hours"),
            // A clause that only the hours go on with ends here.
            Some(_) | None => what.trim_end_matches(',').to_owned(),
        };
        let (what, message, fix) = match record.state() {
            DocumentState::Intended | DocumentState::Pending => (
                DueKind::Pending,
                worded("waiting, and not at the portal yet,"),
                "einv_flush sends it; look at einv_status for why it waits",
            ),
            DocumentState::Sending | DocumentState::InDoubt => (
                DueKind::InDoubt,
                worded("it may have reached the portal; the answer has been missing"),
                "einv_flush asks the portal for it; never give it a new number meanwhile",
            ),
            DocumentState::Cancelling => (
                DueKind::Cancelling,
                worded("its cancellation may have reached the portal; the answer has been missing"),
                "einv_flush ends it",
            ),
            DocumentState::Rejected => (
                DueKind::Rejected,
                refused(record),
                "correct the document and submit it again, or cancel it in the books",
            ),
            DocumentState::Registered | DocumentState::Withdrawn | DocumentState::Cancelled => return Ok(()),
        };
        let due = match what {
            DueKind::Cancelling => cancel_until(record),
            _ => self.report_by(document)?,
        };
        let mut entry = OwnedEntry::of(what, record, document, message, fix).due(due, self.now);
        if what != DueKind::Rejected {
            entry.shown.age_hours = age;
            entry.shown.late |= entry.is_stuck();
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Whole hours since it was last given to the engine.
    fn hours_since(&self, given: Option<IstTime>) -> Option<i64> {
        given.map(|at| (self.now.seconds_since(at) / 3600).max(0))
    }

    /// What was registered lately and can be cancelled; and what has no e-way bill although it asked for one: that is on the
    /// board for as long as one can be made for it.
    fn registered(&mut self) -> Result<()> {
        let ledger = &self.call.live.ledger;
        let recent = ledger.registered_since(self.now.plus_hours(-CANCEL_HOURS), MOST_ENTRIES)?;
        self.call.in_time()?;
        recent.iter().for_each(|record| self.cancellable(record));
        // A full page has the oldest alone: so those of the last day were asked for by themselves.
        let mut seen = HashSet::new();
        recent.iter().filter(|record| seen.insert(record.irn())).for_each(|record| self.without_bill(record));
        drop(recent);
        let week = ledger.registered_since(self.now.plus_hours(-WITHOUT_BILL_HOURS), MOST_ENTRIES)?;
        week.iter().filter(|record| seen.insert(record.irn())).for_each(|record| self.without_bill(record));
        drop(week);
        let waiting = ledger.eway_bills_until(self.now, MOST_ENTRIES)?;
        waiting.iter().filter(|record| seen.insert(record.irn())).for_each(|record| self.without_bill(record));
        Ok(())
    }

    fn cancellable(&mut self, record: &Record) {
        let document = record.document_key();
        let Some(until) = cancel_until(record).filter(|until| *until > self.now) else { return };
        let (message, fix) = match record.ewb_state().may_stand() {
            true => ("registered; its e-way bill must be cancelled first", "einv_ewb_cancel, then einv_cancel"),
            false => {
                ("registered; can be cancelled as a whole until then", "nothing to do; einv_cancel still cancels it")
            }
        };
        let entry = OwnedEntry::of(DueKind::Cancellable, record, &document, message, fix);
        self.entries.push(entry.due(Some(until), self.now));
    }

    /// An invoice whose e-way bill was asked for and refused: its goods can't leave.
    fn without_bill(&mut self, record: &Record) {
        if record.ewb_state() != EwbState::Failed {
            return;
        }
        let document = record.document_key();
        let due = ewb_terms::document_until(document.date, self.now);
        let (message, fix) = (
            "registered, and its e-way bill was refused: without one the goods must not leave",
            "einv_status says why; correct that, and make the bill with einv_ewb",
        );
        let entry = OwnedEntry::of(DueKind::NoEwayBill, record, &document, message, fix);
        self.entries.push(entry.due(due, self.now));
    }

    fn eway_bills(&mut self) -> Result<()> {
        // A bill can still be extended for some hours after its end.
        let since = ewb_terms::ended_since(self.now);
        for record in self.call.live.ledger.eway_bills_until(since, MOST_ENTRIES)? {
            if record.ewb_state() != EwbState::Active {
                continue;
            }
            let document = record.document_key();
            // Where it can be cancelled as long as its invoice, that one's entry says so.
            let with_invoice = record.ack_date();
            for term in EwbTerm::all(&record.ewb(), EwbRole::Maker { with_invoice }, self.now) {
                let entry = OwnedEntry::of(term.kind, &record, &document, term.message.clone(), term.fix);
                self.entries.push(entry.of_term(term, self.now));
            }
        }
        for bill in self.call.live.ledger.bills_until(since, MOST_ENTRIES)? {
            for term in EwbTerm::all(&bill.ewb(), self.role(&bill), self.now) {
                let entry = of_bill(&bill, term.kind, term.message.clone().into(), term.fix);
                self.entries.push(entry.of_term(term, self.now));
            }
        }
        Ok(())
    }

    /// What the taxpayers of the engine are in a bill that stands alone.
    fn role(&self, bill: &EwbRecord) -> EwbRole {
        let ours = |gstin: Gstin| place::is_ours(self.call, gstin);
        let is_ours = |text: &Option<String>| text.as_deref().and_then(Gstin::parse).is_some_and(ours);
        match bill.ewb().bill() {
            _ if ours(bill.gstin()) => EwbRole::Maker { with_invoice: None },
            Some(made) if is_ours(&made.from_gstin) || is_ours(&made.to_gstin) => EwbRole::OtherParty,
            Some(_) | None => EwbRole::Bystander,
        }
    }

    /// E-way bills that stand alone and have not come to rest.
    fn eway_bills_open(&mut self) -> Result<()> {
        let mut after: Option<BillKey> = None;
        loop {
            let page = self.call.live.ledger.bills_waiting(after.as_ref(), PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.key());
            self.call.in_time()?;
            let keys: Vec<BillKey> = page.iter().map(EwbRecord::key).collect();
            let given = self.call.live.ledger.bills_given_at(&keys)?;
            for (bill, given) in page.iter().zip(given) {
                let ewb = bill.ewb();
                let (kind, message, fix) = match ewb.state() {
                    EwbState::Pending => (
                        DueKind::Pending,
                        "its e-way bill waits, and is not made yet",
                        "einv_flush sends it; the goods must not leave without it",
                    ),
                    EwbState::InDoubt => (
                        DueKind::InDoubt,
                        "its e-way bill may have been made; the answer is missing",
                        "einv_flush asks for it; never give the document a new number meanwhile",
                    ),
                    EwbState::Cancelling => (
                        DueKind::Cancelling,
                        "the cancellation of its e-way bill may have arrived; the answer is missing",
                        "einv_flush ends it",
                    ),
                    _ => (
                        DueKind::InDoubt,
                        "a change of its e-way bill may have arrived; the answer is missing",
                        "einv_flush reads the e-way bill and ends it",
                    ),
                };
                let mut entry = of_bill(bill, kind, message.into(), fix);
                if ewb.state() == EwbState::Pending {
                    entry = entry.due(ewb_terms::document_until(bill.date(), self.now), self.now);
                }
                entry.shown.age_hours = self.hours_since(given);
                entry.shown.late |= entry.is_stuck();
                entry.shown.ewb_no = ewb.bill().map(|bill| bill.ewb_no.clone());
                self.entries.push(entry);
            }
        }
    }

    /// What is to be said of a document of the books: none where they and the ledger agree.
    fn book(&mut self, Book { document, status }: &Book) -> Result<Option<(NumberKey, Option<OwnedEntry>)>> {
        let key = NumberKey::from(document);
        let record = self.call.live.ledger.find(&key)?;
        let state = record.as_ref().map(Record::state);
        let entry = match (*status, state, &record) {
            (BookStanding::Active, None | Some(DocumentState::Withdrawn), _) => {
                let (message, fix) = ("in the books, and never given to the portal", "submit it");
                let status = state.map_or(Status::Unknown, DocumentState::status);
                let due = self.report_by(document)?;
                Some(OwnedEntry::new(DueKind::Missing, document, status, message, fix).due(due, self.now))
            }
            (BookStanding::Active, Some(DocumentState::Cancelled), Some(record)) => {
                let message = "cancelled at the portal, and active in the books";
                let fix = "cancel it in the books, and bill again under a new number";
                let mut entry = OwnedEntry::of(DueKind::Spent, record, document, message, fix);
                entry.shown.late = true;
                Some(entry)
            }
            (BookStanding::Cancelled, Some(DocumentState::Registered | DocumentState::Cancelling), Some(record)) => {
                Some(self.alive(record, document))
            }
            (
                BookStanding::Cancelled,
                Some(
                    DocumentState::Intended | DocumentState::Pending | DocumentState::Sending | DocumentState::InDoubt,
                ),
                Some(record),
            ) => {
                let message = "cancelled in the books, and still on its way to the portal";
                Some(OwnedEntry::of(DueKind::Alive, record, document, message, "einv_cancel takes it back"))
            }
            (BookStanding::Cancelled, Some(DocumentState::Rejected), _) => None,
            _ => return Ok(None),
        };
        Ok(Some((key, entry)))
    }

    fn alive(&self, record: &Record, document: &DocumentKey) -> OwnedEntry {
        let until = cancel_until(record);
        let open = until.is_some_and(|until| until >= self.now);
        let fix = match (open, record.is_cancelling()) {
            (_, true) => "einv_flush ends its cancellation",
            (true, false) => "einv_cancel before its time for that is over",
            (false, false) => "too late to cancel: einv_cancel with draft makes the credit note that takes it back",
        };
        let message = "cancelled in the books, and alive at the portal";
        OwnedEntry::of(DueKind::Alive, record, document, message, fix).due(until, self.now)
    }

    fn board(mut self, after: usize, limit: usize) -> Board {
        self.entries.sort_by_key(OwnedEntry::urgency);
        let mut counts: BTreeMap<DueKind, usize> = BTreeMap::new();
        for entry in &self.entries {
            *counts.entry(entry.shown.kind).or_default() += 1;
        }
        let total = self.entries.len();
        let late = self.entries.iter().filter(|entry| entry.shown.late).count();
        let language = self.call.engine.language(self.call.options);
        let page = self.entries.into_iter().skip(after).take(limit).map(|OwnedEntry { mut shown, .. }| {
            shown.speak(language);
            shown
        });
        Board {
            at: self.now,
            late,
            total,
            counts,
            entries: page.collect(),
            next: Some(after.saturating_add(limit)).filter(|next| *next < total),
            warnings: self.call.engine.resolved.warnings(self.now),
            sandbox: self.call.engine.is_sandbox(),
        }
    }
}

/// An entry about an e-way bill that stands alone.
fn of_bill(bill: &EwbRecord, kind: DueKind, message: Words, fix: &'static str) -> OwnedEntry {
    let shown = BoardEntry {
        kind,
        late: false,
        due: None,
        age_hours: None,
        irn: None,
        gstin: bill.gstin(),
        doc_type: bill.doc_type().to_owned(),
        number: bill.number().to_owned(),
        date: bill.date(),
        status: BoardStatus::EwayBill(bill.ewb().state()),
        ewb_no: None,
        message,
        fix: fix.into(),
        info: None,
        sandbox: bill.sandbox(),
    };
    OwnedEntry { key: None, shown }
}

fn cancel_until(record: &Record) -> Option<IstTime> {
    record.ack_date().map(|at| at.plus_hours(CANCEL_HOURS))
}

fn refused(record: &Record) -> String {
    let words: Vec<String> = record.refusals().iter().map(|r| format!("{} {}", r.code, r.message)).collect();
    format!("the portal refused it: {}", words.join("; "))
}
