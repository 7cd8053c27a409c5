//! What has an e-way bill: a registered document, or a bill that stands alone. Both claim their record for what they send.

use super::{Asked, EwbOfInvoice, EwbState, MadeTrip};
use crate::calendar::{IstTime, Uptime};
use crate::story::sheet::EwbSheet;
use crate::story::step::{EwbStep, UnderWay};
use crate::story::{
    Claim, DocumentState, EwbRecord, Moved, Record, StoredCancellation, StoredEwayBill, StoredRefusal, Unlawful, Until,
};
use std::borrow::Cow;

/// The moves of an e-way bill, on the record that has it.
pub(crate) trait Bearer: Sized {
    /// Its e-way bill's story. One that came with a registration has none of its own yet.
    fn ewb(&self) -> Cow<'_, EwbOfInvoice>;

    /// Puts another in its place.
    fn set_ewb(&mut self, ewb: EwbOfInvoice);

    /// Whether the record allows any move of it.
    fn may_move(&self, asked: Asked) -> Moved;

    /// Why the record doesn't allow a move.
    fn unlawful(&self, asked: Asked) -> Unlawful;

    fn claim_of(&mut self) -> &mut Option<Claim>;

    /// Claims the record for `owner` for `length` milliseconds.
    fn hold(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved;

    /// When the claim ends. Nothing may be sent without a claim.
    fn claim_ends(&mut self, asked: Asked) -> Result<Until, Unlawful> {
        let until = self.claim_of().as_ref().map(|claim| claim.until.clone());
        until.ok_or_else(|| self.unlawful(asked))
    }

    /// A step's next byte is sent.
    fn begin_step(&mut self, step: UnderWay) -> Moved {
        let until = self.claim_ends("changed")?;
        self.ewb_moves("changed", |ewb| ewb.begin_step(step, until))
    }

    /// A part of the step is done, and the next request leaves.
    fn go_on(&mut self, step: EwbStep) -> Moved {
        let until = self.claim_ends("changed further")?;
        self.ewb_moves("changed further", |ewb| ewb.go_on(step, until))
    }

    /// The step was done.
    fn step_done(&mut self, valid_until: Option<IstTime>, trip: Option<MadeTrip>) -> Moved {
        self.ewb_moves("found changed", |ewb| ewb.step_done(valid_until, trip))?;
        *self.claim_of() = None;
        Ok(())
    }

    /// It travels under a consolidated bill that was made with another one.
    fn joined(&mut self, step: EwbStep, trip: MadeTrip) -> Moved {
        self.ewb_moves("put under a consolidated e-way bill", |ewb| ewb.joined(step, trip))?;
        *self.claim_of() = None;
        Ok(())
    }

    /// The step was refused, did not reach the system, or is certainly not done.
    fn step_undone(&mut self) -> Moved {
        self.ewb_moves("left unchanged", EwbOfInvoice::step_undone)?;
        *self.claim_of() = None;
        Ok(())
    }

    /// The result of the step is unknown.
    fn doubt_step(&mut self) -> Moved {
        self.ewb_moves("left in doubt about a change", |ewb| ewb.doubt_step())?;
        *self.claim_of() = None;
        Ok(())
    }

    /// What the system shows is adopted.
    fn ewb_read(&mut self, sheet: &EwbSheet) -> Moved {
        self.ewb_moves("read", |ewb| ewb.read(sheet))?;
        *self.claim_of() = None;
        Ok(())
    }

    /// One move of the story; an unlawful one changes nothing.
    fn ewb_moves(&mut self, asked: Asked, change: impl FnOnce(&mut EwbOfInvoice) -> Result<(), Asked>) -> Moved {
        self.may_move(asked)?;
        let mut moved = self.ewb().into_owned();
        change(&mut moved).map_err(|asked| self.unlawful(asked))?;
        self.set_ewb(moved);
        Ok(())
    }
}

impl Bearer for Record {
    fn ewb(&self) -> Cow<'_, EwbOfInvoice> {
        match (&self.ewb, &self.registration) {
            (Some(ewb), _) => Cow::Borrowed(ewb),
            (None, Some(with)) => Cow::Owned(EwbOfInvoice::of_registration(with.ewb.clone(), with.ewb_errors.clone())),
            (None, None) => Cow::Owned(EwbOfInvoice::default()),
        }
    }

    fn set_ewb(&mut self, ewb: EwbOfInvoice) {
        self.ewb = Some(ewb);
    }

    fn may_move(&self, asked: Asked) -> Moved {
        match self.state {
            DocumentState::Registered | DocumentState::Cancelling => Ok(()),
            _ => Err(self.unlawful(asked)),
        }
    }

    fn unlawful(&self, asked: Asked) -> Unlawful {
        Unlawful { from: self.state.name(), asked }
    }

    fn claim_of(&mut self) -> &mut Option<Claim> {
        &mut self.claim
    }

    fn hold(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved {
        self.take(owner, now, length)
    }
}

impl Record {
    /// The status of its e-way bill.
    pub fn ewb_state(&self) -> EwbState {
        self.ewb().state()
    }

    /// The last e-way bill, cancelled or not.
    pub fn ewb_bill(&self) -> Option<&StoredEwayBill> {
        match &self.ewb {
            Some(ewb) => ewb.bill(),
            None => self.registration.as_ref().and_then(|with| with.ewb.as_ref()),
        }
    }

    /// Why the portal last refused it.
    pub fn ewb_errors(&self) -> &[StoredRefusal] {
        match &self.ewb {
            Some(ewb) => ewb.errors(),
            None => self.registration.as_ref().map_or(&[], |with| &with.ewb_errors),
        }
    }

    pub fn ewb_cancellation(&self) -> Option<&StoredCancellation> {
        self.ewb.as_ref().and_then(EwbOfInvoice::cancellation)
    }

    /// Whether the last request about it can no longer arrive.
    pub fn ewb_can_no_longer_arrive(&self, now: &Uptime) -> bool {
        self.ewb().can_no_longer_arrive(now)
    }

    /// For how many milliseconds the last request about it may still arrive.
    pub fn ewb_arrives_for(&self, now: &Uptime) -> i64 {
        self.ewb().arrives_for(now)
    }

    /// The request's next byte is sent.
    pub fn begin_ewb(&mut self) -> Moved {
        let asked = "given an e-way bill";
        self.allow(asked, &[DocumentState::Registered])?;
        let until = self.claim_ends(asked)?;
        self.ewb_moves(asked, |ewb| ewb.begin(until))
    }

    /// The request did not reach the portal: the status is as before.
    pub fn ewb_not_sent(&mut self) -> Moved {
        self.ewb_moves("found without an e-way bill", |ewb| ewb.not_sent(false))?;
        self.claim = None;
        Ok(())
    }

    /// The result of the request, or of the cancellation, is unknown.
    pub fn doubt_ewb(&mut self) -> Moved {
        self.ewb_moves("left in doubt about its e-way bill", |ewb| ewb.doubt())?;
        self.claim = None;
        Ok(())
    }

    /// The portal knows none, and no request for it can arrive any more.
    pub fn ewb_absent(&mut self, now: &Uptime) -> Moved {
        self.ewb_moves("found without an e-way bill", |ewb| ewb.absent(now, false))?;
        self.claim = None;
        Ok(())
    }

    /// The portal refused it; the registration stands.
    pub fn ewb_failed(&mut self, errors: Vec<StoredRefusal>) -> Moved {
        self.ewb_moves("refused an e-way bill", |ewb| ewb.failed(errors))?;
        self.claim = None;
        Ok(())
    }

    /// The portal holds one.
    pub fn ewb_active(&mut self, bill: StoredEwayBill) -> Moved {
        self.ewb_moves("given an e-way bill", |ewb| ewb.active(bill))?;
        self.claim = None;
        Ok(())
    }

    /// The cancellation's next byte is sent.
    pub fn begin_ewb_cancel(&mut self, cancellation: StoredCancellation) -> Moved {
        let asked = "freed from its e-way bill";
        let until = self.claim_ends(asked)?;
        self.ewb_moves(asked, |ewb| ewb.begin_cancel(cancellation, until))
    }

    /// The cancellation did not reach the portal, or was refused: the e-way bill stands.
    pub fn ewb_not_cancelled(&mut self) -> Moved {
        self.ewb_moves("left with its e-way bill", EwbOfInvoice::not_cancelled)?;
        self.claim = None;
        Ok(())
    }

    /// The portal cancelled it.
    pub fn ewb_cancelled(&mut self, date: Option<IstTime>) -> Moved {
        self.ewb_moves("freed from its e-way bill", |ewb| ewb.cancelled(date))?;
        self.claim = None;
        Ok(())
    }
}

impl Bearer for EwbRecord {
    fn ewb(&self) -> Cow<'_, EwbOfInvoice> {
        Cow::Borrowed(&self.ewb)
    }

    fn set_ewb(&mut self, ewb: EwbOfInvoice) {
        self.ewb = ewb;
    }

    fn may_move(&self, _: Asked) -> Moved {
        Ok(())
    }

    fn unlawful(&self, asked: Asked) -> Unlawful {
        Unlawful { from: self.ewb.state().name(), asked }
    }

    fn claim_of(&mut self) -> &mut Option<Claim> {
        &mut self.claim
    }

    fn hold(&mut self, owner: &str, now: &Uptime, length: i64) -> Moved {
        self.take(owner, now, length)
    }
}
