//! A document's story: the states it can be in and every lawful move between them, as pure code.
//!
//! A `Record` changes only by the moves below; the ledger writes what they give and nothing else. Three things are
//! never allowed to happen: a document sent while an earlier attempt may still arrive, a registration overwritten by a
//! late refusal, and a number freed after its IRN was cancelled. `docs/ledger.md` draws the picture.

mod ewb;
mod moves;

pub use ewb::EwbState;
pub use moves::Move;

use crate::calendar::{Day, FinYear, IstTime, Uptime};
use crate::document::Status;
use crate::gstin::Gstin;
use crate::irn::{DocType, DocumentKey, DocumentNumber, Irn};
use crate::irp::Reason;
use ewb::Ewb;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What makes a document one: supplier, financial year, type, upper-cased number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Key {
    pub gstin: Gstin,
    pub year: FinYear,
    pub doc_type: DocType,
    pub number: String,
}

impl From<&DocumentKey> for Key {
    fn from(key: &DocumentKey) -> Key {
        Key { gstin: key.gstin, year: key.fin_year(), doc_type: key.doc_type, number: key.number.upper() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// On disk; nothing has been sent.
    Intended,
    /// A request may be on its way right now.
    Sending,
    /// A request may have arrived; what came of it is unknown.
    InDoubt,
    /// Certainly not at the portal; waits to be sent.
    Pending,
    Registered,
    /// The portal refused the document.
    Rejected,
    /// Taken back before it was sent.
    Withdrawn,
    /// Registered; a cancellation may be on its way, or its outcome is unknown.
    Cancelling,
    Cancelled,
}

impl State {
    /// Every one: what a ledger that reads all its records asks for.
    #[cfg(feature = "postgres")]
    pub const ALL: [State; 9] = [
        State::Intended,
        State::Sending,
        State::InDoubt,
        State::Pending,
        State::Registered,
        State::Rejected,
        State::Withdrawn,
        State::Cancelling,
        State::Cancelled,
    ];

    /// The name in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            State::Intended => "intended",
            State::Sending => "sending",
            State::InDoubt => "in_doubt",
            State::Pending => "pending",
            State::Registered => "registered",
            State::Rejected => "rejected",
            State::Withdrawn => "withdrawn",
            State::Cancelling => "cancelling",
            State::Cancelled => "cancelled",
        }
    }

    /// The name in answers: a cancellation under way is still a registration, a document not yet sent is pending.
    pub const fn status(self) -> Status {
        match self {
            State::Intended | State::Pending => Status::Pending,
            State::Sending | State::InDoubt => Status::InDoubt,
            State::Registered | State::Cancelling => Status::Registered,
            State::Rejected => Status::Rejected,
            State::Withdrawn => Status::Withdrawn,
            State::Cancelled => Status::Cancelled,
        }
    }
}

/// A moment on the lease clock ([`Uptime`]), which has nothing to do with the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Until {
    boot: String,
    millis: i64,
    /// How long after its beginning it was set for.
    length: i64,
}

impl Until {
    /// `length` milliseconds from `now`.
    pub fn after(now: &Uptime, length: i64) -> Until {
        Until { boot: now.boot.clone(), millis: now.millis + length, length }
    }

    /// Whether it has passed. Where the machine was started anew since, whoever set it is gone; what he sent may still
    /// arrive, for as long as it could have.
    pub fn has_passed(&self, now: &Uptime) -> bool {
        if self.boot == now.boot { now.millis >= self.millis } else { now.millis >= self.length }
    }
}

/// Who is at work on a document, and until when nobody else may be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Claim {
    /// A call's name, unlike any other of any process.
    pub owner: String,
    pub until: Until,
}

/// Why a registration is less than the portal's own answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// The portal said that it is a duplicate, and gives no details any more.
    DuplicateAnswer,
    /// Another portal registered it first.
    RegisteredElsewhere,
}

/// What the portal gave for a registered document, kept for good.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub irn: Irn,
    pub ack_no: String,
    /// `yyyy-MM-dd HH:mm:ss`, IST.
    pub ack_date: String,
    /// `None`, as for the QR, where the portal no longer gives it.
    pub signed_invoice: Option<String>,
    pub signed_qr: Option<String>,
    pub portal: String,
    /// Learnt by asking, not from the answer to the sending itself.
    pub recovered: bool,
    pub proof: Option<Proof>,
    pub ewb: Option<EwayBill>,
    /// Why an e-way bill that was asked for with the document failed (EWBERR); the registration stands.
    #[serde(default)]
    pub ewb_errors: Vec<Refusal>,
    /// What the portal said beside it, as JSON.
    pub info: Vec<serde_json::Value>,
    pub sandbox: bool,
}

impl Registration {
    /// One of which no more is known.
    pub fn new(irn: Irn, ack_no: String, ack_date: IstTime, portal: String) -> Registration {
        Registration {
            irn,
            ack_no,
            ack_date: ack_date.portal(),
            signed_invoice: None,
            signed_qr: None,
            portal,
            recovered: false,
            proof: None,
            ewb: None,
            ewb_errors: Vec::new(),
            info: Vec::new(),
            sandbox: false,
        }
    }
}

/// An e-way bill that came with a registration.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct EwayBill {
    pub ewb_no: String,
    /// `yyyy-MM-dd HH:mm:ss`, IST, as for the end of its validity.
    pub ewb_date: Option<String>,
    pub valid_until: Option<String>,
}

/// One thing the portal said no to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Refusal {
    pub code: String,
    pub message: String,
    /// Whether time, or the portal, may cure it without a change of the document.
    #[serde(default)]
    pub curable: bool,
}

/// A cancellation wished for, under way or done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Cancellation {
    pub reason: Reason,
    pub remark: String,
    /// When the portal did it, `yyyy-MM-dd HH:mm:ss` IST.
    pub date: Option<String>,
}

/// A document as the ledger keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    state: State,
    gstin: Gstin,
    doc_type: DocType,
    /// As it was written.
    number: DocumentNumber,
    /// With the number, how the portal is asked about it.
    date: Day,
    irn: Irn,
    document: String,
    attempt: u32,
    claim: Option<Claim>,
    /// When the last request can no longer arrive.
    arrives_until: Until,
    sent_at: Option<String>,
    /// The portal it was sent to last.
    #[serde(default)]
    sent_to: Option<String>,
    registration: Option<Registration>,
    refusals: Vec<Refusal>,
    cancellation: Option<Cancellation>,
    /// Its e-way bill's own story, once it has one.
    #[serde(default)]
    ewb: Option<Ewb>,
}

/// A move that a document's state doesn't allow.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a document that is {} can't be {asked}", from.name())]
pub(crate) struct Unlawful {
    pub from: State,
    pub asked: &'static str,
}

type Moved = Result<(), Unlawful>;

impl Record {
    /// A document about to enter the ledger.
    pub fn intended(key: &DocumentKey, irn: Irn, document: String) -> Record {
        Record {
            state: State::Intended,
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
        }
    }

    /// Supplier, type, number and date.
    pub fn document_key(&self) -> DocumentKey {
        DocumentKey { gstin: self.gstin, doc_type: self.doc_type, number: self.number.clone(), date: self.date }
    }

    pub fn state(&self) -> State {
        self.state
    }

    /// The document's own.
    pub fn date(&self) -> Day {
        self.date
    }

    /// The portal's IRN once it is known, ours until then.
    pub fn irn(&self) -> Irn {
        self.registration.as_ref().map_or(self.irn, |r| r.irn)
    }

    /// The document as it was, or will be, sent.
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

    pub fn registration(&self) -> Option<&Registration> {
        self.registration.as_ref()
    }

    pub fn ack_date(&self) -> Option<IstTime> {
        self.registration.as_ref().and_then(|r| IstTime::parse_portal(&r.ack_date))
    }

    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    pub fn cancellation(&self) -> Option<&Cancellation> {
        self.cancellation.as_ref()
    }

    /// Who holds the document at `now`, if anybody does.
    pub fn held_by(&self, now: &Uptime) -> Option<&Claim> {
        // After a restart nobody of before is at work any more.
        self.claim.as_ref().filter(|claim| claim.until.boot == now.boot && !claim.until.has_passed(now))
    }

    /// The claim as written, live or not.
    pub fn claim(&self) -> Option<&Claim> {
        self.claim.as_ref()
    }

    /// Whether the last request can no longer arrive: only then does "not found" prove that it never did.
    pub fn can_no_longer_arrive(&self, now: &Uptime) -> bool {
        self.arrives_until.has_passed(now)
    }

    fn allow(&self, asked: &'static str, from: &[State]) -> Moved {
        if from.contains(&self.state) { Ok(()) } else { Err(Unlawful { from: self.state, asked }) }
    }

    /// When the claim ends, without which nothing may leave.
    fn claimed(&self, asked: &'static str) -> Result<Until, Unlawful> {
        let until = self.claim.as_ref().map(|claim| claim.until.clone());
        until.ok_or(Unlawful { from: self.state, asked })
    }

    /// New content under a number that is free for it: refused before, or taken back.
    pub fn replace(&mut self, key: &DocumentKey, irn: Irn, document: String) -> Moved {
        self.allow("replaced", &[State::Rejected, State::Withdrawn])?;
        let attempt = self.attempt;
        *self = Record { attempt, ..Record::intended(key, irn, document) };
        Ok(())
    }

    /// Corrects what certainly is not at the portal and waits.
    pub fn correct(&mut self, key: &DocumentKey, irn: Irn, document: String) -> Moved {
        self.allow("corrected", &[State::Pending])?;
        let attempt = self.attempt;
        *self = Record { attempt, ..Record::intended(key, irn, document) };
        Ok(())
    }

    /// Takes the document for `owner` for `length` milliseconds. A sending whose owner is gone is in doubt.
    pub fn take(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved {
        if self.held_by(now).is_some_and(|claim| claim.owner != owner) {
            return Err(Unlawful { from: self.state, asked: "taken while another is at work on it" });
        }
        if self.state == State::Sending {
            self.state = State::InDoubt;
        }
        self.claim = Some(Claim { owner: owner.to_owned(), until: Until::after(now, length) });
        Ok(())
    }

    /// Ends a claim early, as when its process is known to be dead.
    pub fn release(&mut self) {
        self.claim = None;
    }

    /// Whether `owner` still holds the document for the attempt it began.
    pub fn is_held(&self, owner: &str, attempt: u32) -> bool {
        self.attempt == attempt && self.claim.as_ref().is_some_and(|claim| claim.owner == owner)
    }

    /// The next byte goes out: from here on this portal may have it. What is sent now can't arrive once the claim is over:
    /// it is claimed for longer than an exchange may take.
    pub fn begin_sending(&mut self, portal: &str, sent_at: IstTime) -> Moved {
        self.allow("sent", &[State::Intended, State::Pending])?;
        self.arrives_until = self.claimed("sent")?;
        self.state = State::Sending;
        self.attempt += 1;
        self.sent_at = Some(sent_at.portal());
        self.sent_to = Some(portal.to_owned());
        Ok(())
    }

    /// The request certainly did not reach the portal, or the portal said that it could not take it just now.
    pub fn not_sent(&mut self) -> Moved {
        self.allow("kept for later", &[State::Sending, State::Intended, State::Pending])?;
        self.state = State::Pending;
        self.claim = None;
        Ok(())
    }

    /// Nobody knows what became of the request.
    pub fn doubt(&mut self) -> Moved {
        self.allow("doubted", &[State::Sending, State::InDoubt])?;
        self.state = State::InDoubt;
        self.claim = None;
        Ok(())
    }

    /// The portal holds it. A late registration always wins, but for a cancellation that came after it.
    pub fn registered(&mut self, registration: Registration) -> Moved {
        match self.state {
            State::Cancelled | State::Cancelling => {
                return Err(Unlawful { from: self.state, asked: "registered again" });
            }
            State::Registered => {
                // The same news twice; what was signed is worth having when it was missing.
                let known = self.registration.as_ref().is_some_and(|r| r.signed_qr.is_some());
                if !known {
                    self.registration = Some(registration);
                }
            }
            State::Intended | State::Sending | State::InDoubt | State::Pending | State::Rejected | State::Withdrawn => {
                self.state = State::Registered;
                self.registration = Some(registration);
            }
        }
        self.refusals.clear();
        self.claim = None;
        Ok(())
    }

    /// The portal refused the attempt `attempt`. A refusal of an older attempt says nothing of this one.
    pub fn refused(&mut self, attempt: u32, refusals: Vec<Refusal>) -> Moved {
        self.allow("refused", &[State::Sending, State::InDoubt])?;
        if attempt != self.attempt {
            return Err(Unlawful { from: self.state, asked: "refused by the answer to an earlier attempt" });
        }
        self.state = State::Rejected;
        self.refusals = refusals;
        self.claim = None;
        self.cancellation = None;
        Ok(())
    }

    /// The portal does not know it, and no request can arrive any more.
    pub fn absent(&mut self, now: &Uptime) -> Moved {
        self.allow("found absent", &[State::InDoubt])?;
        if !self.can_no_longer_arrive(now) {
            return Err(Unlawful { from: self.state, asked: "found absent while a request may still arrive" });
        }
        // A cancellation wished for meanwhile is granted: it never left for good.
        self.state = if self.cancellation.is_some() { State::Withdrawn } else { State::Pending };
        Ok(())
    }

    /// Another request about a document in doubt leaves, whose answer tells what became of the first: it may arrive for as
    /// long as the claim lasts.
    pub fn ask_again(&mut self) -> Moved {
        self.allow("asked about again", &[State::InDoubt])?;
        self.arrives_until = self.claimed("asked about again")?;
        self.attempt += 1;
        Ok(())
    }

    /// Another portal's registration of the same IRN won: what this one signed is void, the registration stands.
    pub fn lost_here(&mut self) -> Moved {
        self.allow("found registered elsewhere", &[State::Registered, State::Cancelling, State::Cancelled])?;
        if let Some(registration) = &mut self.registration {
            registration.proof = Some(Proof::RegisteredElsewhere);
        }
        Ok(())
    }

    /// Whether a cancellation is wished for or under way, and not settled.
    pub fn is_cancelling(&self) -> bool {
        match self.state {
            State::Cancelling => true,
            State::Sending | State::InDoubt | State::Registered => self.cancellation.is_some(),
            State::Intended | State::Pending | State::Rejected | State::Withdrawn | State::Cancelled => false,
        }
    }

    /// Whether it has not come to rest: there is something to send, to settle or to end.
    pub fn waits(&self) -> bool {
        match self.state {
            State::Intended | State::Pending | State::Sending | State::InDoubt | State::Cancelling => true,
            State::Registered => {
                self.is_cancelling() || matches!(self.ewb_state(), EwbState::InDoubt | EwbState::Cancelling)
            }
            State::Rejected | State::Withdrawn | State::Cancelled => false,
        }
    }

    /// Until when its active e-way bill is valid, `yyyy-MM-dd HH:mm:ss` IST.
    pub fn ewb_until(&self) -> Option<&str> {
        let active = self.state == State::Registered && self.ewb_state() == EwbState::Active;
        self.ewb_bill().filter(|_| active).and_then(|bill| bill.valid_until.as_deref())
    }

    /// How long, in milliseconds, the claim still lasts.
    pub fn claim_left(&self, now: &Uptime) -> i64 {
        self.claim.as_ref().filter(|c| c.until.boot == now.boot).map_or(0, |c| c.until.millis - now.millis)
    }

    /// A refused document may be sent again unchanged where time or the portal may have cured the refusal.
    pub fn resend(&mut self) -> Moved {
        self.allow("sent again", &[State::Rejected])?;
        if !self.refusals.iter().all(|r| r.curable) {
            return Err(Unlawful {
                from: self.state,
                asked: "sent again unchanged: the refusal is the document's own",
            });
        }
        self.state = State::Pending;
        self.refusals.clear();
        Ok(())
    }

    /// Taken back before it left.
    pub fn withdraw(&mut self, cancellation: Cancellation) -> Moved {
        self.allow("withdrawn", &[State::Intended, State::Pending])?;
        self.state = State::Withdrawn;
        self.cancellation = Some(cancellation);
        self.claim = None;
        Ok(())
    }

    /// Keeps the wish to cancel what is in doubt until it is settled.
    pub fn wish_cancelled(&mut self, cancellation: Cancellation) -> Moved {
        self.allow("wished cancelled", &[State::Sending, State::InDoubt])?;
        self.cancellation = Some(cancellation);
        Ok(())
    }

    /// The cancellation's next byte goes out.
    pub fn begin_cancelling(&mut self, cancellation: Cancellation) -> Moved {
        self.allow("cancelled", &[State::Registered, State::Cancelling])?;
        self.state = State::Cancelling;
        self.cancellation = Some(cancellation);
        Ok(())
    }

    /// The cancellation did not reach the portal, or was refused: the registration stands.
    pub fn not_cancelled(&mut self) -> Moved {
        self.allow("kept registered", &[State::Cancelling])?;
        self.state = State::Registered;
        self.cancellation = None;
        self.claim = None;
        Ok(())
    }

    /// Nobody knows what became of the cancellation.
    pub fn doubt_cancelling(&mut self) -> Moved {
        self.allow("doubted", &[State::Cancelling])?;
        self.claim = None;
        Ok(())
    }

    /// The portal cancelled it.
    pub fn cancelled(&mut self, date: Option<IstTime>) -> Moved {
        self.allow("cancelled", &[State::Registered, State::Cancelling])?;
        self.state = State::Cancelled;
        if let Some(cancellation) = &mut self.cancellation {
            cancellation.date = date.map(IstTime::portal);
        }
        self.claim = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
