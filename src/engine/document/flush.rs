//! Flushing: everything unfinished is taken up once: doubts are settled, what is pending is sent, cancellations end.
//! Several threads work on it, as on a batch.

mod workers;

use crate::answer::flushed::Flushed;
use crate::engine::document::{cancel, restored, submit};
use crate::engine::ewb::{alone, lookup, place, step};
use crate::engine::process::asked::AskedPortal;
use crate::engine::process::breaker::{CircuitBreaker, Errand, Permit};
use crate::engine::process::call::EngineCall;
use crate::engine::process::patience::Persistence;
use crate::engine::process::portal_client::PortalClient;
use crate::engine::process::recorder;
use crate::engine::record::conclude::conclude;
use crate::engine::record::heard;
use crate::error::{ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::DocumentKey;
use crate::irp;
use crate::ledger::RecordChange;
use crate::portal::PortalAnswer;
use crate::story::{Bearer, BillKey, DocumentState, EwbState, Move, NumberKey, Record, Until};
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use workers::PortalShown;

/// Documents read from the ledger at a time.
const PAGE: usize = 100;

/// How often the portal is asked which registrations another portal won, in milliseconds.
const ASK_REJECTED_EVERY: i64 = 3_600_000;

/// Counts a document by what came of it.
fn count(flushed: &mut Flushed, record: &Record) {
    *match record.state() {
        DocumentState::Registered if record.is_cancelling() || record.ewb().is_open() => &mut flushed.in_doubt,
        DocumentState::Registered => &mut flushed.registered,
        DocumentState::Rejected => &mut flushed.rejected,
        DocumentState::Cancelled => &mut flushed.cancelled,
        DocumentState::Withdrawn => &mut flushed.withdrawn,
        DocumentState::Intended | DocumentState::Pending => &mut flushed.pending,
        DocumentState::Sending | DocumentState::InDoubt | DocumentState::Cancelling => &mut flushed.in_doubt,
    } += 1;
}

pub fn flush(mut call: EngineCall<'_>) -> Result<Flushed> {
    // It has others to look after: whoever waits for one document submits it.
    call.persistence = Persistence::Sparing;
    let call = &call;
    let tally = Mutex::new(FlushTally { counts: Flushed::default(), room: call.options.limit.unwrap_or(usize::MAX) });
    let mut list = Unfinished::default();
    workers::run(call, |call| list.next(call, &tally), |call, item| work(call, item, &tally))?;
    lost_to_others(call)?;
    restored::look_for_cancellations(call)?;
    recorder::forget(call)?;
    Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner).counts)
}

/// What came of the items so far, and how many more may be taken up.
struct FlushTally {
    counts: Flushed,
    room: usize,
}

fn lock(tally: &Mutex<FlushTally>) -> MutexGuard<'_, FlushTally> {
    // Numbers: none is ever left half changed.
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something to take up.
enum FlushItem {
    Document(NumberKey, Box<Record>),
    /// An e-way bill that stands alone; they are counted with the documents.
    Bill(BillKey),
}

/// What the ledger has to take up, in the order of its keys: the documents, then the e-way bills that stand alone.
#[derive(Default)]
struct Unfinished {
    page: VecDeque<FlushItem>,
    document: Option<NumberKey>,
    bill: Option<BillKey>,
    /// Whether every document was read.
    bills: bool,
}

impl Unfinished {
    /// The next item that is to be taken up; the others are counted as they are.
    fn next(&mut self, call: &EngineCall<'_>, tally: &Mutex<FlushTally>) -> Result<Option<FlushItem>> {
        while let Some(item) = self.read(call)? {
            let mut tally = lock(tally);
            if let FlushItem::Document(_, record) = &item {
                if waits_for_its_code(call, record) {
                    tally.counts.pending += 1;
                    continue;
                }
                if waits_for_its_signed_invoice(record) {
                    tally.counts.in_doubt += 1;
                    continue;
                }
            }
            if tally.room == 0 || call.is_late() || call.is_stopped() {
                tally.counts.left += 1;
                continue;
            }
            tally.room -= 1;
            return Ok(Some(item));
        }
        Ok(None)
    }

    fn read(&mut self, call: &EngineCall<'_>) -> Result<Option<FlushItem>> {
        if let Some(item) = self.page.pop_front() {
            return Ok(Some(item));
        }
        let ledger = &call.live.ledger;
        if !self.bills {
            let page = ledger.waiting(self.document.as_ref(), PAGE)?;
            self.bills = page.is_empty();
            self.document = page.last().map(|(key, _)| key.clone());
            self.page.extend(page.into_iter().map(|(key, record)| FlushItem::Document(key, Box::new(record))));
        }
        if self.page.is_empty() {
            let page = ledger.bills_waiting(self.bill.as_ref(), PAGE)?;
            let Some(last) = page.last() else { return Ok(None) };
            self.bill = Some(last.key());
            self.page.extend(page.iter().map(|bill| FlushItem::Bill(bill.key())));
        }
        Ok(self.page.pop_front())
    }
}

/// Takes up one item and counts it.
fn work(call: &EngineCall<'_>, item: FlushItem, tally: &Mutex<FlushTally>) -> Result<PortalShown> {
    let (gstin, answered) = match item {
        FlushItem::Document(key, record) => (key.gstin, document(call, &key, &record, tally)?),
        FlushItem::Bill(key) => (key.gstin, eway_bill(call, &key, tally)?),
    };
    Ok(PortalShown { answered, abreast: abreast(call, gstin)? })
}

/// How many calls the portal may get at a time that a supplier's next document goes to.
fn abreast(call: &EngineCall<'_>, gstin: Gstin) -> Result<usize> {
    let ledger = call.live.ledger.as_ref();
    let now = ledger.now();
    for index in call.portals_of(gstin) {
        let breaker = CircuitBreaker::recall(ledger, &call.engine.resolved.portals[index].name)?;
        if !matches!(breaker.permit(&now, Errand::Sends), Permit::No(_)) {
            return Ok(breaker.abreast(&now));
        }
    }
    Ok(1)
}

/// Takes up one document and counts it; whether the portal's answer decided it.
fn document(call: &EngineCall<'_>, key: &NumberKey, record: &Record, tally: &Mutex<FlushTally>) -> Result<bool> {
    let sends = matches!(record.state(), DocumentState::Intended | DocumentState::Pending);
    let _alone = if sends { heard::alone(call, record.document()) } else { None };
    // Meanwhile another one has asked.
    if waits_for_its_code(call, record) {
        let mut tally = lock(tally);
        tally.counts.pending += 1;
        tally.room = tally.room.saturating_add(1);
        return Ok(false);
    }
    let came = one(call, key)?;
    let counts = &mut lock(tally).counts;
    match came {
        Some(record) => {
            count(counts, &record);
            Ok(matches!(record.state(), DocumentState::Registered | DocumentState::Rejected | DocumentState::Cancelled))
        }
        None => {
            counts.left += 1;
            Ok(false)
        }
    }
}

/// Takes up an e-way bill that stands alone, and counts it.
fn eway_bill(call: &EngineCall<'_>, key: &BillKey, tally: &Mutex<FlushTally>) -> Result<bool> {
    let held = match alone::flush(call, key) {
        Ok(held) => held,
        // What is wrong with one bill, or one taxpayer, doesn't keep the others waiting.
        Err(error)
            if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Portal | ErrorKind::Auth | ErrorKind::Config) =>
        {
            place::current(call, &place::EwbRow::Alone(key.clone()))?
        }
        Err(error) => return Err(error),
    };
    let counts = &mut lock(tally).counts;
    let (counted, answered) = match held.ewb().state() {
        _ if held.ewb().is_open() => (&mut counts.in_doubt, false),
        EwbState::Pending | EwbState::NotAsked => (&mut counts.pending, false),
        EwbState::Failed => (&mut counts.rejected, true),
        EwbState::Cancelled => (&mut counts.cancelled, true),
        _ => (&mut counts.registered, true),
    };
    *counted += 1;
    Ok(answered)
}

/// Whether a document stays as it is because the portal has refused one of its codes today.
fn waits_for_its_code(call: &EngineCall<'_>, record: &Record) -> bool {
    record.state() == DocumentState::Pending && !record.is_cancelling() && heard::held(call, record).is_some()
}

/// Whether no look-up can say more of a document: a portal holds it, and none gives details.
fn waits_for_its_signed_invoice(record: &Record) -> bool {
    record.state() == DocumentState::InDoubt && record.held_there().is_some_and(|there| there.asked)
}

/// Takes up one document; `None` when somebody else is at work on it.
fn one(call: &EngineCall<'_>, key: &NumberKey) -> Result<Option<Record>> {
    let mut mine = None;
    call.live.ledger.try_change(key, call.until(), &mut |seen| {
        let Some(mut record) = seen.this.clone().filter(|r| r.held_by(&seen.now).is_none()) else { return Ok(None) };
        let settled = matches!(record.state(), DocumentState::Cancelling | DocumentState::Registered);
        if settled || record.take(&call.owner, &seen.now, call.lease()).is_err() {
            mine = Some(record);
            return Ok(None);
        }
        mine = Some(record.clone());
        let event = call.event(Move::Taken, record.attempt(), json!({"by": "flush"}));
        Ok(Some(RecordChange { record, event }))
    })?;
    let Some(record) = mine else { return Ok(None) };
    let document = record.document_key();
    if record.state() == DocumentState::Registered && record.ewb().under_way().is_some() {
        return step::settle_of_document(call, key).map(Some);
    }
    if record.state() == DocumentState::Registered && record.ewb().is_open() {
        return lookup::settle_alone(call, key, &document).map(Some);
    }
    match settle_and_send(call, key, &document, record) {
        Ok(record) => Ok(Some(record)),
        // What is wrong with one document, or one taxpayer, is written down with it and doesn't keep the others waiting.
        Err(error)
            if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Portal | ErrorKind::Auth | ErrorKind::Config) =>
        {
            call.live.ledger.find(key)
        }
        Err(error) => Err(error),
    }
}

fn settle_and_send(call: &EngineCall<'_>, key: &NumberKey, document: &DocumentKey, record: Record) -> Result<Record> {
    let record = submit::carry_on(call, key, document, record)?;
    if let (true, Some(cancellation)) =
        (record.is_cancelling() && record.state() != DocumentState::InDoubt, record.cancellation())
    {
        cancel::carry_out(call, document, &cancellation.clone())?;
        return Ok(call.live.ledger.find(key)?.unwrap_or(record));
    }
    Ok(record)
}

/// Reads which IRNs another portal registered first, once an hour for each taxpayer at each portal, and notes it with those
/// documents. The portal lists those of yesterday and today, so a taxpayer without documents of these days isn't asked for.
fn lost_to_others(call: &EngineCall<'_>) -> Result<()> {
    let since = call.now().day().plus(-1).noon().plus_hours(-12);
    let recent = call.live.ledger.suppliers_since(since)?;
    for gstin in call.engine.resolved.taxpayers.iter().filter(|gstin| recent.contains(gstin)) {
        for index in call.portals_of(*gstin) {
            if call.is_late() || call.is_stopped() {
                return Ok(());
            }
            let client = PortalClient::at(call, index, *gstin)?;
            let asks = client.portal().route.calls.contains_key(&irp::PortalCall::RejectedIrns);
            if asks && due(call, client.name(), *gstin)? {
                lost_of(call, &client)?;
            }
        }
    }
    Ok(())
}

fn due(call: &EngineCall<'_>, portal: &str, gstin: Gstin) -> Result<bool> {
    let mut due = false;
    let name = format!("rejected/{portal}/{gstin}");
    call.live.ledger.share(&name, call.until(), &mut |value, now| {
        let until: Option<Until> = value.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        due = until.is_none_or(|until| until.has_passed(now));
        if due { serde_json::to_vec(&Until::after(now, ASK_REJECTED_EVERY)).ok() } else { None }
    })?;
    Ok(due)
}

fn lost_of(call: &EngineCall<'_>, client: &PortalClient<'_, '_>) -> Result<()> {
    let today = call.now().day();
    for day in [today.plus(-1), today] {
        let asked =
            call.run(client.ask(Errand::Reads, |token| async move { client.calls(&token).rejected_irns(day).await }))?;
        // A reading that fails is made up for within the hour, or the next day.
        let Ok(AskedPortal::Answer(PortalAnswer::Done(irns))) = asked else { return Ok(()) };
        for irn in irns {
            let record = call.live.ledger.find_irn(&irn)?;
            // Lost here means: what this portal registered. The one that won has it too, and it stands there.
            let here = record.filter(|record| record.portal() == Some(client.name()));
            if let Some(document) = here.map(|record| record.document_key()) {
                conclude(call, &NumberKey::from(&document), Move::LostHere, json!({"day": day}), Record::lost_here)?;
            }
        }
    }
    Ok(())
}
