//! An e-way bill's own story: of a registered document beside its record, or of a bill that stands alone.
//!
//! One is requested only when no earlier request may still have an answer. Only a cancellation, or the system's own word,
//! ends an active one. Steps of an active one (a vehicle, an extension, …) come one after the other: while one is under
//! way, nothing else is. Of a document's e-way bill the registration stands whatever happens to it.

mod bearer;

use super::sheet::{EwbSheet, EwbStanding};
use super::step::{EwbStep, TripStep, UnderWay};
use super::{StoredCancellation, StoredEwayBill, StoredRefusal, Until};
use crate::calendar::{IstTime, Uptime};
use crate::irp::CancelReason;
pub(crate) use bearer::Bearer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The status of an e-way bill.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbState {
    /// None was requested.
    #[default]
    NotAsked,
    /// A request for it may have arrived; its result is unknown.
    InDoubt,
    /// The portal refused it; it can be requested again, alone.
    Failed,
    /// The portal has it.
    Active,
    /// A cancellation may be on its way, or its result is unknown.
    Cancelling,
    /// The portal cancelled it.
    Cancelled,
    /// Kept, and certainly not at the e-way bill system; it waits to be sent.
    Pending,
    /// The other party rejected it.
    Rejected,
    /// Its validity is over.
    Expired,
    /// The e-way bill system discarded it, because its Part B did not come in time.
    Discarded,
    /// Closed: the goods have arrived.
    Closed,
}

impl EwbState {
    /// Every state.
    pub const ALL: [EwbState; 11] = [
        EwbState::NotAsked,
        EwbState::InDoubt,
        EwbState::Failed,
        EwbState::Active,
        EwbState::Cancelling,
        EwbState::Cancelled,
        EwbState::Pending,
        EwbState::Rejected,
        EwbState::Expired,
        EwbState::Discarded,
        EwbState::Closed,
    ];

    /// The name in answers and in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            EwbState::NotAsked => "not_asked",
            EwbState::InDoubt => "in_doubt",
            EwbState::Failed => "failed",
            EwbState::Active => "active",
            EwbState::Cancelling => "cancelling",
            EwbState::Cancelled => "cancelled",
            EwbState::Pending => "pending",
            EwbState::Rejected => "rejected",
            EwbState::Expired => "expired",
            EwbState::Discarded => "discarded",
            EwbState::Closed => "closed",
        }
    }

    /// Whether the portal may hold one that prevents the document's cancellation.
    pub const fn may_stand(self) -> bool {
        match self {
            EwbState::InDoubt | EwbState::Active | EwbState::Cancelling | EwbState::Expired => true,
            EwbState::NotAsked
            | EwbState::Failed
            | EwbState::Cancelled
            | EwbState::Pending
            | EwbState::Rejected
            | EwbState::Discarded
            | EwbState::Closed => false,
        }
    }

    /// Whether another one can be requested for the document.
    pub const fn can_be_asked(self) -> bool {
        match self {
            EwbState::NotAsked | EwbState::Failed | EwbState::Cancelled | EwbState::Pending | EwbState::Discarded => {
                true
            }
            EwbState::InDoubt
            | EwbState::Active
            | EwbState::Cancelling
            | EwbState::Rejected
            | EwbState::Expired
            | EwbState::Closed => false,
        }
    }
}

/// A consolidated e-way bill that a bill travels under.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct MadeTrip {
    pub number: String,
    /// `yyyy-MM-dd HH:mm:ss`, IST.
    pub date: Option<String>,
    /// What was asked for; none where the system alone says that it travels so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<TripStep>,
}

impl MadeTrip {
    /// One of this number, with what was asked for.
    fn of(self, step: &EwbStep) -> MadeTrip {
        MadeTrip { asked: step.trip(), ..self }
    }
}

/// The data about an e-way bill, once it has its own story.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct EwbOfInvoice {
    state: EwbState,
    bill: Option<StoredEwayBill>,
    /// Why the portal last refused it.
    errors: Vec<StoredRefusal>,
    cancellation: Option<StoredCancellation>,
    /// When the last request about it can no longer arrive.
    arrives_until: Until,
    /// A step whose request is on its way, or whose result is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    under_way: Option<UnderWay>,
    /// The last step that was done here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<EwbStep>,
    /// Whether it was closed before a cancellation that is under way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    was_closed: bool,
    /// The consolidated bill that it travels under, by the last step that gave it a vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trip: Option<MadeTrip>,
}

/// What an e-way bill was asked that its state doesn't allow.
pub(crate) type Asked = &'static str;

type Moved = Result<(), Asked>;

impl EwbOfInvoice {
    /// One that is kept before anything was sent.
    pub(super) fn pending() -> EwbOfInvoice {
        EwbOfInvoice { state: EwbState::Pending, ..EwbOfInvoice::default() }
    }

    /// One that the system holds.
    pub(super) fn held(bill: StoredEwayBill) -> EwbOfInvoice {
        EwbOfInvoice { state: EwbState::Active, bill: Some(bill), ..EwbOfInvoice::default() }
    }

    /// As it came with a registration.
    pub(super) fn of_registration(bill: Option<StoredEwayBill>, errors: Vec<StoredRefusal>) -> EwbOfInvoice {
        let state = match (&bill, errors.is_empty()) {
            (Some(_), _) => EwbState::Active,
            (None, false) => EwbState::Failed,
            (None, true) => EwbState::NotAsked,
        };
        EwbOfInvoice { state, bill, errors, ..EwbOfInvoice::default() }
    }

    pub fn state(&self) -> EwbState {
        self.state
    }

    /// The state on a moment: an active one whose time is over has expired.
    pub fn state_at(&self, now: IstTime) -> EwbState {
        let over = self.valid_until().is_some_and(|until| until < now);
        if self.state == EwbState::Active && over { EwbState::Expired } else { self.state }
    }

    /// The last e-way bill, cancelled or not.
    pub fn bill(&self) -> Option<&StoredEwayBill> {
        self.bill.as_ref()
    }

    pub fn valid_until(&self) -> Option<IstTime> {
        self.bill.as_ref()?.valid_until.as_deref().and_then(IstTime::parse_portal)
    }

    pub fn errors(&self) -> &[StoredRefusal] {
        &self.errors
    }

    pub fn cancellation(&self) -> Option<&StoredCancellation> {
        self.cancellation.as_ref()
    }

    pub fn under_way(&self) -> Option<&UnderWay> {
        self.under_way.as_ref()
    }

    pub fn last_step(&self) -> Option<&EwbStep> {
        self.last.as_ref()
    }

    pub fn trip(&self) -> Option<&MadeTrip> {
        self.trip.as_ref()
    }

    pub fn can_no_longer_arrive(&self, now: &Uptime) -> bool {
        self.arrives_until.has_passed(now)
    }

    /// For how many milliseconds the last request about it may still arrive.
    pub fn arrives_for(&self, now: &Uptime) -> i64 {
        self.arrives_until.left(now)
    }

    /// Whether something is open that a flush settles.
    pub fn is_open(&self) -> bool {
        matches!(self.state, EwbState::InDoubt | EwbState::Cancelling) || self.under_way.is_some()
    }

    fn allow(&self, asked: Asked, from: &[EwbState]) -> Moved {
        if self.under_way.is_none() && from.contains(&self.state) { Ok(()) } else { Err(asked) }
    }

    /// The request's next byte is sent.
    pub(super) fn begin(&mut self, until: Until) -> Moved {
        if !self.state.can_be_asked() || self.under_way.is_some() {
            return Err("given an e-way bill");
        }
        (self.state, self.arrives_until) = (EwbState::InDoubt, until);
        Ok(())
    }

    /// The request did not reach the portal. A bill that stands alone waits; of a document it is as before.
    pub(super) fn not_sent(&mut self, alone: bool) -> Moved {
        self.allow("found without an e-way bill", &[EwbState::InDoubt])?;
        self.state = match (&self.bill, self.errors.is_empty()) {
            _ if alone => EwbState::Pending,
            // Only a cancelled one can be requested again.
            (Some(_), _) => EwbState::Cancelled,
            (None, false) => EwbState::Failed,
            (None, true) => EwbState::NotAsked,
        };
        Ok(())
    }

    /// The result of the request, or of the cancellation, is unknown.
    pub(super) fn doubt(&self) -> Moved {
        self.allow("left in doubt about its e-way bill", &[EwbState::InDoubt, EwbState::Cancelling])
    }

    /// The portal knows none, and no request for it can arrive any more.
    pub(super) fn absent(&mut self, now: &Uptime, alone: bool) -> Moved {
        if !self.can_no_longer_arrive(now) {
            return Err("found without an e-way bill while a request for it may still arrive");
        }
        self.not_sent(alone)
    }

    /// The portal refused it.
    pub(super) fn failed(&mut self, errors: Vec<StoredRefusal>) -> Moved {
        self.allow("refused an e-way bill", &[EwbState::InDoubt])?;
        (self.state, self.errors, self.bill, self.cancellation) = (EwbState::Failed, errors, None, None);
        Ok(())
    }

    /// The portal holds one. After an end only another one is news.
    pub(super) fn active(&mut self, bill: StoredEwayBill) -> Moved {
        use EwbState::{Active, Cancelled, Closed, Discarded, Failed, InDoubt, NotAsked, Pending, Rejected};
        let from = [NotAsked, InDoubt, Failed, Active, Cancelled, Pending, Discarded, Closed, Rejected];
        self.allow("given an e-way bill", &from)?;
        let same = self.bill.as_ref().is_some_and(|known| known.ewb_no == bill.ewb_no);
        let ended = self.cancellation.is_some() || matches!(self.state, Discarded | Closed | Rejected);
        if ended && same {
            return Err("given an e-way bill again that has ended");
        }
        if !same {
            (self.last, self.trip) = (None, None);
        }
        (self.state, self.bill, self.cancellation) = (Active, Some(bill), None);
        self.errors.clear();
        Ok(())
    }

    /// The cancellation's next byte is sent.
    pub(super) fn begin_cancel(&mut self, cancellation: StoredCancellation, until: Until) -> Moved {
        let from = [EwbState::Active, EwbState::Cancelling, EwbState::Closed];
        self.allow("freed from its e-way bill", &from)?;
        self.was_closed = self.state == EwbState::Closed || self.was_closed && self.state == EwbState::Cancelling;
        (self.state, self.cancellation, self.arrives_until) = (EwbState::Cancelling, Some(cancellation), until);
        Ok(())
    }

    /// The cancellation did not reach the portal, or was refused: the e-way bill stands.
    pub(super) fn not_cancelled(&mut self) -> Moved {
        self.allow("left with its e-way bill", &[EwbState::Cancelling])?;
        self.state = if self.was_closed { EwbState::Closed } else { EwbState::Active };
        (self.cancellation, self.was_closed) = (None, false);
        Ok(())
    }

    /// The portal cancelled it.
    pub(super) fn cancelled(&mut self, date: Option<IstTime>) -> Moved {
        self.allow("freed from its e-way bill", &[EwbState::Active, EwbState::Cancelling])?;
        self.state = EwbState::Cancelled;
        let unknown = || StoredCancellation { reason: CancelReason::Other, remark: String::new(), date: None };
        self.cancellation.get_or_insert_with(unknown).date = date.map(IstTime::portal);
        Ok(())
    }

    /// Withdrawn before it was sent.
    pub(super) fn withdrawn(&mut self, cancellation: StoredCancellation) -> Moved {
        self.allow("taken back", &[EwbState::Pending])?;
        (self.state, self.cancellation) = (EwbState::Cancelled, Some(cancellation));
        Ok(())
    }

    /// A step's next byte is sent.
    pub(super) fn begin_step(&mut self, step: UnderWay, until: Until) -> Moved {
        self.allow("changed", &[EwbState::Active])?;
        (self.under_way, self.arrives_until) = (Some(step), until);
        Ok(())
    }

    /// A part of the step is done, and the next request leaves.
    pub(super) fn go_on(&mut self, step: EwbStep, until: Until) -> Moved {
        let Some(under_way) = &mut self.under_way else { return Err("changed further") };
        (under_way.step, self.arrives_until) = (step, until);
        Ok(())
    }

    /// The step was done; the system says when the bill ends now, where that has changed.
    pub(super) fn step_done(&mut self, valid_until: Option<IstTime>, trip: Option<MadeTrip>) -> Moved {
        let Some(UnderWay { step, .. }) = self.under_way.take() else { return Err("found changed") };
        if let Some(bill) = &mut self.bill {
            if let Some(until) = valid_until {
                bill.valid_until = Some(until.portal());
            }
            if let EwbStep::Transporter(to) = &step {
                bill.transporter_id = Some(to.clone());
            }
        }
        if step == EwbStep::Reject {
            self.state = EwbState::Rejected;
        }
        // Another vehicle ends the journey under the consolidated bill; a transporter, or more time, doesn't.
        match &step {
            EwbStep::Transporter(_) | EwbStep::Extend(_) | EwbStep::Reject => {}
            EwbStep::Vehicle(_)
            | EwbStep::Several(_)
            | EwbStep::Consolidate(_)
            | EwbStep::Replace(_)
            | EwbStep::Renew(_) => self.trip = trip.map(|trip| trip.of(&step)),
        }
        self.last = Some(step);
        Ok(())
    }

    /// It travels under a consolidated bill that was made with another one.
    pub(super) fn joined(&mut self, step: EwbStep, trip: MadeTrip) -> Moved {
        let asked = "put under a consolidated e-way bill";
        self.allow(asked, &[EwbState::Active])?;
        if self.trip.as_ref().is_some_and(|known| known.number == trip.number) {
            return Err(asked);
        }
        (self.last, self.trip) = (Some(step), Some(trip));
        Ok(())
    }

    /// The step was refused, did not reach the system, or is certainly not done.
    pub(super) fn step_undone(&mut self) -> Moved {
        self.under_way.take().map(drop).ok_or("left unchanged")
    }

    /// The result of the step is unknown.
    pub(super) fn doubt_step(&self) -> Moved {
        self.under_way.as_ref().map(|_| ()).ok_or("left in doubt about a change")
    }

    /// Whether the system's view of it would change what is known.
    pub fn is_news(&self, sheet: &EwbSheet) -> bool {
        let mut seen = self.clone();
        seen.read(sheet).is_ok() && seen != *self
    }

    /// What the system shows is adopted. What is under way is settled first.
    pub(super) fn read(&mut self, sheet: &EwbSheet) -> Moved {
        use EwbState::{Active, Cancelled, Closed, Discarded, Expired, Rejected};
        self.allow("read", &[Active, Expired, Rejected, Discarded, Closed, Cancelled])?;
        let bill = StoredEwayBill::from(sheet);
        if self.bill.as_ref().is_some_and(|known| known.ewb_no != bill.ewb_no) {
            return Err("read as another e-way bill");
        }
        match (sheet.standing, sheet.rejected) {
            (EwbStanding::Cancelled, _) if self.state != Cancelled => return self.cancelled_elsewhere(bill),
            (EwbStanding::Cancelled, _) => {}
            _ if self.state == Cancelled => return Err("read as standing after its cancellation"),
            (EwbStanding::Active, true) => self.state = Rejected,
            (EwbStanding::Active, false) => self.state = Active,
            (EwbStanding::Discarded, _) => self.state = Discarded,
            (EwbStanding::Closed, _) => self.state = Closed,
        }
        self.bill = Some(bill);
        // An extension enters the vehicle once more, without the number: so none there says nothing.
        let entry = sheet.last_vehicles().find_map(|entry| Some((entry.entered, entry.trip.clone()?)));
        if let Some((entered, number)) = entry
            && self.trip.as_ref().is_none_or(|known| known.number != number)
        {
            self.trip = Some(MadeTrip { number, date: entered.map(IstTime::portal), asked: None });
        }
        Ok(())
    }

    fn cancelled_elsewhere(&mut self, bill: StoredEwayBill) -> Moved {
        self.state = EwbState::Active;
        self.bill = Some(bill);
        self.cancelled(None)
    }
}

impl From<&EwbSheet> for StoredEwayBill {
    fn from(sheet: &EwbSheet) -> StoredEwayBill {
        StoredEwayBill {
            ewb_no: sheet.ewb_no.clone(),
            ewb_date: sheet.ewb_date.map(IstTime::portal),
            valid_until: sheet.valid_until.map(IstTime::portal),
            transporter_id: sheet.transporter_id.clone(),
            distance: sheet.distance,
            extended: sheet.extended,
            from_gstin: sheet.from_gstin.clone(),
            to_gstin: sheet.to_gstin.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
