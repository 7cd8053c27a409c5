//! An e-way bill that stands alone: its document has no IRN in this ledger. The document's key finds it before it has a number.

use super::ewb::{Bearer, EwbOfInvoice};
use super::sheet::EwbSheet;
use super::{Claim, Moved, Record, StoredCancellation, StoredEwayBill, StoredRefusal, Unlawful, Until};
use crate::calendar::{Day, FinYear, IstTime, Uptime};
use crate::error::{Error, ErrorKind, Result as Read};
use crate::gstin::Gstin;
use crate::irn::Irn;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The identity of a bill: who makes it, financial year, type and upper-cased number of its document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct BillKey {
    pub gstin: Gstin,
    pub year: FinYear,
    pub doc_type: String,
    pub number: String,
}

impl BillKey {
    pub fn new(gstin: Gstin, doc_type: &str, number: &str, date: Day) -> BillKey {
        let (doc_type, number) = (doc_type.to_ascii_uppercase(), number.to_ascii_uppercase());
        BillKey { gstin, year: date.fin_year(), doc_type, number }
    }
}

/// An e-way bill as the ledger keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct EwbRecord {
    /// Who made it, or makes it.
    gstin: Gstin,
    doc_type: String,
    /// As it was written.
    number: String,
    date: Day,
    /// Where the system knows the document by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    irn: Option<Irn>,
    /// What is sent to make it; empty for one that was made elsewhere.
    document: String,
    attempt: u32,
    pub(super) claim: Option<Claim>,
    /// The portal that has it, or may have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    portal: Option<String>,
    /// Why it waits, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(default)]
    sandbox: bool,
    pub(super) ewb: EwbOfInvoice,
}

impl EwbRecord {
    /// One about to enter the ledger: nothing has been sent.
    pub fn intended(gstin: Gstin, doc_type: &str, number: &str, date: Day, document: String) -> EwbRecord {
        EwbRecord {
            gstin,
            doc_type: doc_type.to_owned(),
            number: number.to_owned(),
            date,
            irn: None,
            document,
            attempt: 0,
            claim: None,
            portal: None,
            why: None,
            sandbox: false,
            ewb: EwbOfInvoice::pending(),
        }
    }

    /// One that was made elsewhere; an error where the system doesn't say whose it is.
    pub fn read(sheet: &EwbSheet, portal: &str, sandbox: bool) -> Read<EwbRecord> {
        let unknown = |what: &str| {
            Error::new(
                ErrorKind::Portal,
                format!("the e-way bill system does not say the {what} of e-way bill {}", sheet.ewb_no),
            )
            .fix("look at the e-way bill on the system's own page")
        };
        let maker = [&sheet.maker, &sheet.from_gstin, &sheet.to_gstin].into_iter().flatten();
        let gstin = maker.filter_map(|text| Gstin::parse(text)).next().ok_or_else(|| unknown("maker"))?;
        let doc_type = sheet.doc_type.as_deref().ok_or_else(|| unknown("document's type"))?;
        let number = sheet.number.as_deref().ok_or_else(|| unknown("document's number"))?;
        let date = sheet.date.ok_or_else(|| unknown("document's date"))?;
        let mut bill = EwbRecord::intended(gstin, doc_type, number, date, String::new());
        (bill.portal, bill.sandbox) = (Some(portal.to_owned()), sandbox);
        bill.ewb = EwbOfInvoice::held(StoredEwayBill::from(sheet));
        // The standing too: a cancelled one is entered as such.
        bill.ewb.read(sheet).map_err(|_| unknown("standing"))?;
        Ok(bill)
    }

    pub fn key(&self) -> BillKey {
        BillKey::new(self.gstin, &self.doc_type, &self.number, self.date)
    }

    /// Who made it, or makes it.
    pub fn gstin(&self) -> Gstin {
        self.gstin
    }

    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    pub fn number(&self) -> &str {
        &self.number
    }

    pub fn date(&self) -> Day {
        self.date
    }

    /// What is sent to make it.
    pub fn document(&self) -> &str {
        &self.document
    }

    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    pub fn portal(&self) -> Option<&str> {
        self.portal.as_deref()
    }

    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    pub fn sandbox(&self) -> bool {
        self.sandbox
    }

    /// The claim as written, live or not.
    pub fn claim(&self) -> Option<&Claim> {
        self.claim.as_ref()
    }

    /// Whether a flush has something to do with it.
    pub fn waits(&self) -> bool {
        self.ewb.is_open() || self.ewb.state() == super::EwbState::Pending
    }

    /// When its time ends, `yyyy-MM-dd HH:mm:ss` IST: the end of its validity, or when Part A alone is discarded.
    pub fn ends(&self) -> Option<String> {
        super::ewb_ends(&self.ewb)
    }

    pub(super) fn take(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved {
        if self.held_by(now).is_some_and(|claim| claim.owner != owner) {
            return Err(self.unlawful("claimed while another call works on it"));
        }
        self.claim = Some(Claim { owner: owner.to_owned(), until: Until::after(now, length) });
        Ok(())
    }

    /// Who holds it at `now`, if anybody does.
    pub fn held_by(&self, now: &Uptime) -> Option<&Claim> {
        self.claim.as_ref().filter(|claim| claim.is_live(now))
    }

    /// Ends a claim early.
    pub fn release(&mut self) {
        self.claim = None;
    }

    /// Stores new content under a key that is free for it: nothing of it is at the system.
    pub fn replace(&mut self, number: &str, date: Day, document: String) -> Moved {
        if !self.ewb.state().can_be_asked() {
            return Err(self.unlawful("replaced"));
        }
        let attempt = self.attempt;
        *self = EwbRecord { attempt, ..EwbRecord::intended(self.gstin, &self.doc_type, number, date, document) };
        Ok(())
    }

    /// The request's next byte is sent.
    pub fn begin(&mut self, portal: &str) -> Moved {
        let until = self.claim_ends("sent")?;
        self.ewb_moves("sent", |ewb| ewb.begin(until))?;
        self.attempt += 1;
        (self.portal, self.why) = (Some(portal.to_owned()), None);
        Ok(())
    }

    /// The request certainly had no effect, and why: it waits.
    pub fn not_sent(&mut self, why: &str) -> Moved {
        self.ewb_moves("kept for later", |ewb| ewb.not_sent(true))?;
        (self.why, self.claim) = (Some(why.to_owned()), None);
        Ok(())
    }

    pub fn doubt(&mut self) -> Moved {
        self.ewb_moves("doubted", |ewb| ewb.doubt())?;
        self.claim = None;
        Ok(())
    }

    /// The system knows none, and no request can arrive any more. The claim stays: it is sent again.
    pub fn absent(&mut self, now: &Uptime) -> Moved {
        self.ewb_moves("reported absent", |ewb| ewb.absent(now, true))
    }

    pub fn failed(&mut self, errors: Vec<StoredRefusal>) -> Moved {
        self.ewb_moves("refused", |ewb| ewb.failed(errors))?;
        self.claim = None;
        Ok(())
    }

    pub fn active(&mut self, bill: StoredEwayBill, sandbox: bool) -> Moved {
        self.ewb_moves("made", |ewb| ewb.active(bill))?;
        (self.why, self.claim, self.sandbox) = (None, None, sandbox);
        Ok(())
    }

    pub fn withdraw(&mut self, cancellation: StoredCancellation) -> Moved {
        self.ewb_moves("taken back", |ewb| ewb.withdrawn(cancellation))?;
        self.claim = None;
        Ok(())
    }

    pub fn begin_cancel(&mut self, cancellation: StoredCancellation) -> Moved {
        let until = self.claim_ends("cancelled")?;
        self.ewb_moves("cancelled", |ewb| ewb.begin_cancel(cancellation, until))
    }

    pub fn not_cancelled(&mut self) -> Moved {
        self.ewb_moves("kept", EwbOfInvoice::not_cancelled)?;
        self.claim = None;
        Ok(())
    }

    pub fn cancelled(&mut self, date: Option<IstTime>) -> Moved {
        self.ewb_moves("cancelled", |ewb| ewb.cancelled(date))?;
        self.claim = None;
        Ok(())
    }
}

/// An e-way bill on the record that has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum HeldBill {
    Document(Box<Record>),
    Alone(Box<EwbRecord>),
}

impl HeldBill {
    pub fn document(record: Record) -> HeldBill {
        HeldBill::Document(Box::new(record))
    }

    pub fn alone(bill: EwbRecord) -> HeldBill {
        HeldBill::Alone(Box::new(bill))
    }

    pub fn ewb(&self) -> Cow<'_, EwbOfInvoice> {
        match self {
            HeldBill::Document(record) => record.ewb(),
            HeldBill::Alone(bill) => bill.ewb(),
        }
    }

    /// Whose document it is.
    pub fn gstin(&self) -> Gstin {
        match self {
            HeldBill::Document(record) => record.document_key().gstin,
            HeldBill::Alone(bill) => bill.gstin(),
        }
    }

    pub fn irn(&self) -> Option<Irn> {
        match self {
            HeldBill::Document(record) => Some(record.irn()),
            HeldBill::Alone(bill) => bill.irn,
        }
    }

    pub fn portal(&self) -> Option<&str> {
        match self {
            HeldBill::Document(record) => record.portal(),
            HeldBill::Alone(bill) => bill.portal(),
        }
    }

    pub fn attempt(&self) -> u32 {
        match self {
            HeldBill::Document(record) => record.attempt(),
            HeldBill::Alone(bill) => bill.attempt(),
        }
    }

    pub fn claim(&self) -> Option<&Claim> {
        match self {
            HeldBill::Document(record) => record.claim(),
            HeldBill::Alone(bill) => bill.claim(),
        }
    }

    pub fn release(&mut self) {
        match self {
            HeldBill::Document(record) => record.release(),
            HeldBill::Alone(bill) => bill.release(),
        }
    }
}

/// Each call goes to the record inside.
macro_rules! inside {
    ($held:expr, $inside:ident => $call:expr) => {
        match $held {
            HeldBill::Document($inside) => $call,
            HeldBill::Alone($inside) => $call,
        }
    };
}

impl Bearer for HeldBill {
    fn ewb(&self) -> Cow<'_, EwbOfInvoice> {
        HeldBill::ewb(self)
    }

    fn set_ewb(&mut self, ewb: EwbOfInvoice) {
        inside!(self, held => held.set_ewb(ewb));
    }

    fn may_move(&self, asked: &'static str) -> Moved {
        inside!(self, held => held.may_move(asked))
    }

    fn unlawful(&self, asked: &'static str) -> Unlawful {
        inside!(self, held => held.unlawful(asked))
    }

    fn claim_of(&mut self) -> &mut Option<Claim> {
        inside!(self, held => held.claim_of())
    }

    fn hold(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved {
        inside!(self, held => held.hold(owner, now, length))
    }
}
