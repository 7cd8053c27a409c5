//! A document's story: its possible states and every lawful move between them, as pure code.
//!
//! A `Record` changes only by the moves below, and the ledger writes only their results. Three things must never
//! happen: a document is sent while an earlier attempt may still arrive; a late refusal overwrites a registration; a
//! number becomes free after its IRN was cancelled. `docs/ledger.md` has the diagram.

mod bill;
mod ewb;
mod moves;
mod parts;
mod sheet;
mod step;

use crate::calendar::{Day, FinYear, IstTime, Uptime};
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::law::eway::validity::{made_until, part_a_spoken_of};
use crate::status::Status;
pub(crate) use bill::{BillKey, EwbRecord, HeldBill};
pub use ewb::EwbState;
pub(crate) use ewb::{Bearer, EwbOfInvoice, MadeTrip};
pub use moves::Move;
pub use parts::Proof;
pub(crate) use parts::{HeldThere, StoredCancellation, StoredEwayBill, StoredRefusal, StoredRegistration};
use serde::{Deserialize, Serialize};
pub use sheet::{EwbSheet, EwbStanding, SheetVehicle};
pub(crate) use step::{
    Carrier, EwbStep, Extension, MovedBy, PartBStep, Renewal, Replacement, Several, Share, TripStep, UnderWay,
};
pub use step::{EwbSpot, ExtendReason, Mode, StepName, Transit, VehicleReason};

/// The identity of a document: supplier, financial year, type, upper-cased number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct NumberKey {
    pub gstin: Gstin,
    pub year: FinYear,
    pub doc_type: DocType,
    pub number: String,
}

impl From<&DocumentKey> for NumberKey {
    fn from(key: &DocumentKey) -> NumberKey {
        NumberKey { gstin: key.gstin, year: key.fin_year(), doc_type: key.doc_type, number: key.number.upper() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DocumentState {
    /// On disk; nothing has been sent.
    Intended,
    /// A request may be on its way right now.
    Sending,
    /// A request may have arrived; its result is unknown.
    InDoubt,
    /// Certainly not at the portal; waiting to be sent.
    Pending,
    Registered,
    /// The portal refused the document.
    Rejected,
    /// Withdrawn before it was sent.
    Withdrawn,
    /// Registered; a cancellation may be on its way, or its result is unknown.
    Cancelling,
    Cancelled,
}

impl DocumentState {
    /// Every state, for readers of all records.
    pub const ALL: [DocumentState; 9] = [
        DocumentState::Intended,
        DocumentState::Sending,
        DocumentState::InDoubt,
        DocumentState::Pending,
        DocumentState::Registered,
        DocumentState::Rejected,
        DocumentState::Withdrawn,
        DocumentState::Cancelling,
        DocumentState::Cancelled,
    ];

    /// The name in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            DocumentState::Intended => "intended",
            DocumentState::Sending => "sending",
            DocumentState::InDoubt => "in_doubt",
            DocumentState::Pending => "pending",
            DocumentState::Registered => "registered",
            DocumentState::Rejected => "rejected",
            DocumentState::Withdrawn => "withdrawn",
            DocumentState::Cancelling => "cancelling",
            DocumentState::Cancelled => "cancelled",
        }
    }

    /// The name in answers: a document being cancelled is still registered, a document not yet sent is pending.
    pub const fn status(self) -> Status {
        match self {
            DocumentState::Intended | DocumentState::Pending => Status::Pending,
            DocumentState::Sending | DocumentState::InDoubt => Status::InDoubt,
            DocumentState::Registered | DocumentState::Cancelling => Status::Registered,
            DocumentState::Rejected => Status::Rejected,
            DocumentState::Withdrawn => Status::Withdrawn,
            DocumentState::Cancelled => Status::Cancelled,
        }
    }
}

/// A moment on the lease clock ([`Uptime`]), which is independent of the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Until {
    boot: String,
    millis: i64,
    /// The length it was set for.
    length: i64,
}

impl Until {
    /// `length` milliseconds from `now`.
    pub fn after(now: &Uptime, length: i64) -> Until {
        Until { boot: now.boot.clone(), millis: now.millis + length, length }
    }

    /// Whether it has passed. If the machine has restarted since, its owner is gone; a request of that owner may still
    /// arrive for as long as it could have.
    pub fn has_passed(&self, now: &Uptime) -> bool {
        self.left(now) == 0
    }

    /// How many milliseconds are left of it.
    pub fn left(&self, now: &Uptime) -> i64 {
        let end = if self.boot == now.boot { self.millis } else { self.length };
        (end - now.millis).max(0)
    }
}

/// Who works on a document, and until when others must wait.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// The name of a call, unique among all processes.
    pub owner: String,
    pub until: Until,
}

impl Claim {
    /// Whether its owner still has it. After a restart no earlier owner is at work.
    pub fn is_live(&self, now: &Uptime) -> bool {
        self.until.boot == now.boot && !self.until.has_passed(now)
    }

    /// The rest of it, in milliseconds.
    pub fn left(&self, now: &Uptime) -> i64 {
        if self.until.boot == now.boot { self.until.millis - now.millis } else { 0 }
    }
}

/// A document as the ledger keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    state: DocumentState,
    gstin: Gstin,
    doc_type: DocType,
    /// The number as it was written.
    number: DocumentNumber,
    /// Together with the number, the key of a look-up at the portal.
    date: Day,
    irn: Irn,
    document: String,
    attempt: u32,
    claim: Option<Claim>,
    /// When the last request, or cancellation, can no longer arrive.
    arrives_until: Until,
    sent_at: Option<String>,
    /// The last portal that it was sent to.
    #[serde(default)]
    sent_to: Option<String>,
    registration: Option<StoredRegistration>,
    refusals: Vec<StoredRefusal>,
    cancellation: Option<StoredCancellation>,
    /// Its e-way bill's own story, once there is one.
    #[serde(default)]
    ewb: Option<EwbOfInvoice>,
    /// Why it waits, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// Look-ups since it was sent last that found nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    misses: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held_there: Option<HeldThere>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A move that a document's state doesn't allow.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("what is {from} can't be {asked}")]
pub(crate) struct Unlawful {
    /// The name of its state.
    pub from: &'static str,
    pub asked: &'static str,
}

type Moved = Result<(), Unlawful>;

impl Record {
    /// A document about to enter the ledger.
    pub fn intended(key: &DocumentKey, irn: Irn, document: String) -> Record {
        Record {
            state: DocumentState::Intended,
            gstin: key.gstin,
            doc_type: key.doc_type,
            number: key.number.clone(),
            date: key.date,
            irn,
            document,
            attempt: 0,
            claim: None,
            arrives_until: Until::default(),
            sent_at: None,
            sent_to: None,
            registration: None,
            refusals: Vec::new(),
            cancellation: None,
            ewb: None,
            why: None,
            misses: 0,
            held_there: None,
        }
    }

    /// Supplier, type, number and date.
    pub fn document_key(&self) -> DocumentKey {
        DocumentKey { gstin: self.gstin, doc_type: self.doc_type, number: self.number.clone(), date: self.date }
    }

    pub fn state(&self) -> DocumentState {
        self.state
    }

    /// The document's own IRN.
    pub fn date(&self) -> Day {
        self.date
    }

    /// The portal's IRN once it is known, ours until then.
    pub fn irn(&self) -> Irn {
        self.registration.as_ref().map_or(self.irn, |r| r.irn)
    }

    /// The document as it was or will be sent.
    pub fn document(&self) -> &str {
        &self.document
    }

    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    pub fn sent_at(&self) -> Option<IstTime> {
        self.sent_at.as_deref().and_then(IstTime::parse_portal)
    }

    /// The portal that has it, or may have it.
    pub fn portal(&self) -> Option<&str> {
        self.registration.as_ref().map(|r| r.portal.as_str()).or(self.sent_to.as_deref())
    }

    pub fn registration(&self) -> Option<&StoredRegistration> {
        self.registration.as_ref()
    }

    pub fn ack_date(&self) -> Option<IstTime> {
        self.registration.as_ref().and_then(|r| IstTime::parse_portal(&r.ack_date))
    }

    pub fn refusals(&self) -> &[StoredRefusal] {
        &self.refusals
    }

    pub fn cancellation(&self) -> Option<&StoredCancellation> {
        self.cancellation.as_ref()
    }

    /// Why it waits, in words; none where no try says why.
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// Look-ups since it was sent last that found nothing.
    pub fn misses(&self) -> u32 {
        self.misses
    }

    /// Of a document in doubt: that a portal held it before this ledger knew of it.
    pub fn held_there(&self) -> Option<&HeldThere> {
        self.held_there.as_ref()
    }

    /// Who holds the document at `now`, if anybody does.
    pub fn held_by(&self, now: &Uptime) -> Option<&Claim> {
        self.claim.as_ref().filter(|claim| claim.is_live(now))
    }

    /// The claim as written, live or not.
    pub fn claim(&self) -> Option<&Claim> {
        self.claim.as_ref()
    }

    /// Whether the last request can no longer arrive. Only then does "not found" prove that it never did.
    pub fn can_no_longer_arrive(&self, now: &Uptime) -> bool {
        self.arrives_until.has_passed(now)
    }

    /// For how many milliseconds the last request, or cancellation, may still arrive.
    pub fn arrives_for(&self, now: &Uptime) -> i64 {
        self.arrives_until.left(now)
    }

    fn allow(&self, asked: &'static str, from: &[DocumentState]) -> Moved {
        if from.contains(&self.state) { Ok(()) } else { Err(Unlawful { from: self.state.name(), asked }) }
    }

    /// When the claim ends. Nothing may be sent without a claim.
    fn claimed(&self, asked: &'static str) -> Result<Until, Unlawful> {
        let until = self.claim.as_ref().map(|claim| claim.until.clone());
        until.ok_or(Unlawful { from: self.state.name(), asked })
    }

    /// Stores new content under a number that is free for it: refused before, or withdrawn.
    pub fn replace(&mut self, key: &DocumentKey, irn: Irn, document: String) -> Moved {
        self.allow("replaced", &[DocumentState::Rejected, DocumentState::Withdrawn])?;
        let attempt = self.attempt;
        *self = Record { attempt, ..Record::intended(key, irn, document) };
        Ok(())
    }

    /// Replaces the content of a document that waits and certainly is not at the portal.
    pub fn correct(&mut self, key: &DocumentKey, irn: Irn, document: String) -> Moved {
        self.allow("corrected", &[DocumentState::Pending])?;
        let attempt = self.attempt;
        *self = Record { attempt, ..Record::intended(key, irn, document) };
        Ok(())
    }

    /// Claims the document for `owner` for `length` milliseconds. A document being sent whose owner is gone is in
    /// doubt.
    pub fn take(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved {
        if self.held_by(now).is_some_and(|claim| claim.owner != owner) {
            return Err(Unlawful { from: self.state.name(), asked: "claimed while another call works on it" });
        }
        if self.state == DocumentState::Sending {
            self.state = DocumentState::InDoubt;
        }
        self.claim = Some(Claim { owner: owner.to_owned(), until: Until::after(now, length) });
        Ok(())
    }

    /// Ends a claim early, for example when its process is known to be dead.
    pub fn release(&mut self) {
        self.claim = None;
    }

    /// Whether `owner` still holds the document for the attempt it began.
    pub fn is_held(&self, owner: &str, attempt: u32) -> bool {
        self.attempt == attempt && self.claim.as_ref().is_some_and(|claim| claim.owner == owner)
    }

    /// The next byte is sent: from here on this portal may have the document. The request can't arrive after the end of
    /// the claim, because the claim lasts longer than an exchange can.
    pub fn begin_sending(&mut self, portal: &str, sent_at: IstTime) -> Moved {
        self.allow("sent", &[DocumentState::Intended, DocumentState::Pending])?;
        self.arrives_until = self.claimed("sent")?;
        self.state = DocumentState::Sending;
        self.attempt += 1;
        (self.why, self.misses) = (None, 0);
        self.sent_at = Some(sent_at.portal());
        self.sent_to = Some(portal.to_owned());
        Ok(())
    }

    /// The request certainly did not reach the portal, or the portal said that it could not take it just now; and why.
    pub fn not_sent(&mut self, why: &str) -> Moved {
        self.allow("kept for later", &[DocumentState::Sending, DocumentState::Intended, DocumentState::Pending])?;
        self.state = DocumentState::Pending;
        self.why = Some(why.to_owned());
        self.claim = None;
        Ok(())
    }

    /// The result of the request is unknown.
    pub fn doubt(&mut self) -> Moved {
        self.allow("doubted", &[DocumentState::Sending, DocumentState::InDoubt])?;
        self.state = DocumentState::InDoubt;
        self.claim = None;
        Ok(())
    }

    /// The portal does not know it, and a request may still arrive.
    pub fn missed(&mut self) -> Moved {
        self.doubt()?;
        self.misses += 1;
        Ok(())
    }

    /// A portal holds it from before this ledger knew of it: only details, or its signed invoice, tell whether it is this
    /// document.
    pub fn found_held(&mut self, held: HeldThere) -> Moved {
        self.allow(
            "found held",
            &[DocumentState::Intended, DocumentState::Pending, DocumentState::Sending, DocumentState::InDoubt],
        )?;
        self.state = DocumentState::InDoubt;
        self.held_there = Some(held);
        self.claim = None;
        Ok(())
    }

    /// The portal holds it. A late registration always wins, but for a cancellation that came after it.
    pub fn registered(&mut self, registration: StoredRegistration) -> Moved {
        match self.state {
            DocumentState::Cancelled | DocumentState::Cancelling => {
                return Err(Unlawful { from: self.state.name(), asked: "registered again" });
            }
            DocumentState::Registered => {
                // The same news again; it may bring signed data that was missing.
                let known = self.registration.as_ref().is_some_and(|r| r.signed_qr.is_some());
                if !known {
                    self.registration = Some(registration);
                }
            }
            DocumentState::Intended
            | DocumentState::Sending
            | DocumentState::InDoubt
            | DocumentState::Pending
            | DocumentState::Rejected
            | DocumentState::Withdrawn => {
                self.state = DocumentState::Registered;
                self.registration = Some(registration);
            }
        }
        self.refusals.clear();
        (self.why, self.held_there, self.misses) = (None, None, 0);
        self.claim = None;
        Ok(())
    }

    /// The portal refused the attempt `attempt`. A refusal of an older attempt says nothing about this one.
    pub fn refused(&mut self, attempt: u32, refusals: Vec<StoredRefusal>) -> Moved {
        self.allow("refused", &[DocumentState::Sending, DocumentState::InDoubt])?;
        if attempt != self.attempt {
            return Err(Unlawful { from: self.state.name(), asked: "refused by the answer to an earlier attempt" });
        }
        self.state = DocumentState::Rejected;
        self.refusals = refusals;
        (self.why, self.held_there, self.misses) = (None, None, 0);
        self.claim = None;
        self.cancellation = None;
        Ok(())
    }

    /// The portal does not know it, and no request can arrive any more.
    pub fn absent(&mut self, now: &Uptime) -> Moved {
        self.allow("reported absent", &[DocumentState::InDoubt])?;
        if !self.can_no_longer_arrive(now) {
            return Err(Unlawful {
                from: self.state.name(),
                asked: "reported absent while a request may still arrive",
            });
        }
        // A cancellation requested meanwhile takes effect: the document never left for good.
        self.state = if self.cancellation.is_some() { DocumentState::Withdrawn } else { DocumentState::Pending };
        (self.held_there, self.misses) = (None, 0);
        Ok(())
    }

    /// Another request is sent about a document in doubt, and its answer shows the result of the first. It may arrive
    /// as long as the claim lasts.
    pub fn ask_again(&mut self) -> Moved {
        self.allow("looked up again", &[DocumentState::InDoubt])?;
        self.arrives_until = self.claimed("looked up again")?;
        self.attempt += 1;
        self.misses = 0;
        Ok(())
    }

    /// Another portal's registration of the same IRN won: this portal's signature is void, the registration stands.
    pub fn lost_here(&mut self) -> Moved {
        self.allow(
            "found registered elsewhere",
            &[DocumentState::Registered, DocumentState::Cancelling, DocumentState::Cancelled],
        )?;
        if let Some(registration) = &mut self.registration {
            registration.proof = Some(Proof::RegisteredElsewhere);
        }
        Ok(())
    }

    /// Whether a cancellation is requested or under way, and not settled.
    pub fn is_cancelling(&self) -> bool {
        match self.state {
            DocumentState::Cancelling => true,
            DocumentState::Sending | DocumentState::InDoubt | DocumentState::Registered => self.cancellation.is_some(),
            DocumentState::Intended
            | DocumentState::Pending
            | DocumentState::Rejected
            | DocumentState::Withdrawn
            | DocumentState::Cancelled => false,
        }
    }

    /// Whether work is left: something to send, to settle or to finish.
    pub fn waits(&self) -> bool {
        match self.state {
            DocumentState::Intended
            | DocumentState::Pending
            | DocumentState::Sending
            | DocumentState::InDoubt
            | DocumentState::Cancelling => true,
            DocumentState::Registered => self.is_cancelling() || self.ewb().is_open(),
            DocumentState::Rejected | DocumentState::Withdrawn | DocumentState::Cancelled => false,
        }
    }

    /// When the time of its e-way bill ends, `yyyy-MM-dd HH:mm:ss` IST: of an active one the end of its validity, or when
    /// Part A alone is discarded; of a refused one the last moment at which one can still be made for the document.
    pub fn ewb_until(&self) -> Option<String> {
        let ewb = self.ewb();
        let until = match ewb.state() {
            EwbState::Failed => Some(made_until(self.document_key().date).portal()),
            _ => ewb_ends(&ewb),
        };
        until.filter(|_| self.state == DocumentState::Registered)
    }

    /// A refused document may be sent again unchanged where time or the portal may have removed the cause.
    pub fn resend(&mut self) -> Moved {
        self.allow("sent again", &[DocumentState::Rejected])?;
        if !self.refusals.iter().all(|r| r.curable) {
            return Err(Unlawful {
                from: self.state.name(),
                asked: "sent again unchanged: the document itself was refused",
            });
        }
        self.state = DocumentState::Pending;
        self.refusals.clear();
        Ok(())
    }

    /// Withdrawn before it was sent.
    pub fn withdraw(&mut self, cancellation: StoredCancellation) -> Moved {
        self.allow("withdrawn", &[DocumentState::Intended, DocumentState::Pending])?;
        self.state = DocumentState::Withdrawn;
        self.cancellation = Some(cancellation);
        self.claim = None;
        Ok(())
    }

    /// Stores the request to cancel a document in doubt until the doubt is settled.
    pub fn ask_to_cancel(&mut self, cancellation: StoredCancellation) -> Moved {
        self.allow("marked for cancellation", &[DocumentState::Sending, DocumentState::InDoubt])?;
        self.cancellation = Some(cancellation);
        Ok(())
    }

    /// The cancellation's next byte is sent.
    pub fn begin_cancelling(&mut self, cancellation: StoredCancellation) -> Moved {
        self.allow("cancelled", &[DocumentState::Registered, DocumentState::Cancelling])?;
        self.arrives_until = self.claimed("cancelled")?;
        self.state = DocumentState::Cancelling;
        self.cancellation = Some(cancellation);
        Ok(())
    }

    /// The cancellation did not reach the portal, or was refused: the registration stands.
    pub fn not_cancelled(&mut self) -> Moved {
        self.allow("kept registered", &[DocumentState::Cancelling])?;
        self.state = DocumentState::Registered;
        self.cancellation = None;
        self.claim = None;
        Ok(())
    }

    /// The result of the cancellation is unknown.
    pub fn doubt_cancelling(&mut self) -> Moved {
        self.allow("doubted", &[DocumentState::Cancelling])?;
        self.claim = None;
        Ok(())
    }

    /// The portal cancelled it.
    pub fn cancelled(&mut self, date: Option<IstTime>) -> Moved {
        self.allow("cancelled", &[DocumentState::Registered, DocumentState::Cancelling])?;
        self.state = DocumentState::Cancelled;
        if let Some(cancellation) = &mut self.cancellation {
            cancellation.date = date.map(IstTime::portal);
        }
        self.claim = None;
        Ok(())
    }
}

/// When the time of an active e-way bill ends, `yyyy-MM-dd HH:mm:ss` IST; of Part A alone, until when the board has it.
fn ewb_ends(ewb: &EwbOfInvoice) -> Option<String> {
    let bill = ewb.bill().filter(|_| ewb.state() == EwbState::Active)?;
    let discarded = || {
        let made = IstTime::parse_portal(bill.ewb_date.as_deref()?)?;
        Some(part_a_spoken_of(made).portal())
    };
    bill.valid_until.clone().or_else(discarded)
}

#[cfg(test)]
mod tests;
