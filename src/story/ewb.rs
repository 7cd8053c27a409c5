//! An e-way bill's own story, beside its document's: not asked for, in doubt, failed, active, being cancelled, cancelled.
//!
//! It can only be asked for while its document is registered, never while an earlier request may still have been answered,
//! and an active one is only ever left by a cancellation. Whatever becomes of it, the registration stands.

use super::{Cancellation, EwayBill, Moved, Record, Refusal, State, Unlawful, Until};
use crate::calendar::{IstTime, Uptime};
use crate::irp::Reason;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an e-way bill stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EwbState {
    /// None was asked for.
    #[default]
    NotAsked,
    /// A request for it may have arrived; what came of it is unknown.
    InDoubt,
    /// The portal refused it; it can be asked for again, alone.
    Failed,
    /// The portal has it.
    Active,
    /// A cancellation may be on its way, or its outcome is unknown.
    Cancelling,
    /// The portal cancelled it.
    Cancelled,
}

impl EwbState {
    /// The name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            EwbState::NotAsked => "not_asked",
            EwbState::InDoubt => "in_doubt",
            EwbState::Failed => "failed",
            EwbState::Active => "active",
            EwbState::Cancelling => "cancelling",
            EwbState::Cancelled => "cancelled",
        }
    }

    /// Whether the portal may hold one that keeps its document from being cancelled.
    pub const fn may_stand(self) -> bool {
        match self {
            EwbState::InDoubt | EwbState::Active | EwbState::Cancelling => true,
            EwbState::NotAsked | EwbState::Failed | EwbState::Cancelled => false,
        }
    }
}

/// What the record keeps of it once it has a story of its own.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ewb {
    state: EwbState,
    bill: Option<EwayBill>,
    /// Why the portal refused it last.
    errors: Vec<Refusal>,
    cancellation: Option<Cancellation>,
    /// When the last request about it can no longer arrive.
    arrives_until: Until,
}

impl Record {
    /// How its e-way bill stands. One that came with the registration, or failed with it, has no story of its own yet.
    pub fn ewb_state(&self) -> EwbState {
        match (&self.ewb, &self.registration) {
            (Some(ewb), _) => ewb.state,
            (None, Some(with)) if with.ewb.is_some() => EwbState::Active,
            (None, Some(with)) if !with.ewb_errors.is_empty() => EwbState::Failed,
            (None, _) => EwbState::NotAsked,
        }
    }

    /// The last e-way bill, cancelled or not.
    pub fn ewb_bill(&self) -> Option<&EwayBill> {
        match &self.ewb {
            Some(ewb) => ewb.bill.as_ref(),
            None => self.registration.as_ref().and_then(|with| with.ewb.as_ref()),
        }
    }

    /// Why the portal refused it last.
    pub fn ewb_errors(&self) -> &[Refusal] {
        match &self.ewb {
            Some(ewb) => &ewb.errors,
            None => self.registration.as_ref().map_or(&[], |with| &with.ewb_errors),
        }
    }

    pub fn ewb_cancellation(&self) -> Option<&Cancellation> {
        self.ewb.as_ref().and_then(|ewb| ewb.cancellation.as_ref())
    }

    /// Whether the last request about it can no longer arrive.
    pub fn ewb_can_no_longer_arrive(&self, now: &Uptime) -> bool {
        self.ewb.as_ref().is_none_or(|ewb| ewb.arrives_until.has_passed(now))
    }

    fn allow_ewb(&self, asked: &'static str, from: &[EwbState]) -> Moved {
        let registered = matches!(self.state, State::Registered | State::Cancelling);
        match registered && from.contains(&self.ewb_state()) {
            true => Ok(()),
            false => Err(Unlawful { from: self.state, asked }),
        }
    }

    /// The story, begun where it was not.
    fn ewb_story(&mut self) -> &mut Ewb {
        let (state, bill, errors) = (self.ewb_state(), self.ewb_bill().cloned(), self.ewb_errors().to_vec());
        self.ewb.get_or_insert_with(|| Ewb { state, bill, errors, ..Ewb::default() })
    }

    /// The request's next byte goes out.
    pub fn begin_ewb(&mut self) -> Moved {
        let asked = "given an e-way bill";
        self.allow(asked, &[State::Registered])?;
        self.allow_ewb(asked, &[EwbState::NotAsked, EwbState::Failed, EwbState::Cancelled])?;
        let until = self.claimed(asked)?;
        let ewb = self.ewb_story();
        (ewb.state, ewb.arrives_until) = (EwbState::InDoubt, until);
        Ok(())
    }

    /// It did not reach the portal: as it was before.
    pub fn ewb_not_sent(&mut self) -> Moved {
        self.allow_ewb("found without an e-way bill", &[EwbState::InDoubt])?;
        let ewb = self.ewb_story();
        ewb.state = match (&ewb.bill, ewb.errors.is_empty()) {
            // Only a cancelled one can be asked for anew.
            (Some(_), _) => EwbState::Cancelled,
            (None, false) => EwbState::Failed,
            (None, true) => EwbState::NotAsked,
        };
        self.claim = None;
        Ok(())
    }

    /// Nobody knows what became of the request, or of the cancellation.
    pub fn doubt_ewb(&mut self) -> Moved {
        self.allow_ewb("left in doubt about its e-way bill", &[EwbState::InDoubt, EwbState::Cancelling])?;
        self.claim = None;
        Ok(())
    }

    /// The portal knows none, and no request for it can arrive any more.
    pub fn ewb_absent(&mut self, now: &Uptime) -> Moved {
        if !self.ewb_can_no_longer_arrive(now) {
            let asked = "found without an e-way bill while a request for it may still arrive";
            return Err(Unlawful { from: self.state, asked });
        }
        self.ewb_not_sent()
    }

    /// The portal refused it; the registration stands.
    pub fn ewb_failed(&mut self, errors: Vec<Refusal>) -> Moved {
        self.allow_ewb("refused an e-way bill", &[EwbState::InDoubt])?;
        let ewb = self.ewb_story();
        (ewb.state, ewb.errors, ewb.bill, ewb.cancellation) = (EwbState::Failed, errors, None, None);
        self.claim = None;
        Ok(())
    }

    /// The portal holds one. Of one that was cancelled this is news only when it is another.
    pub fn ewb_active(&mut self, bill: EwayBill) -> Moved {
        use EwbState::{Active, Cancelled, Failed, InDoubt, NotAsked};
        self.allow_ewb("given an e-way bill", &[NotAsked, InDoubt, Failed, Active, Cancelled])?;
        let same = self.ewb_bill().is_some_and(|known| known.ewb_no == bill.ewb_no);
        if self.ewb_cancellation().is_some() && same {
            return Err(Unlawful { from: self.state, asked: "given its cancelled e-way bill again" });
        }
        let ewb = self.ewb_story();
        (ewb.state, ewb.bill, ewb.cancellation) = (Active, Some(bill), None);
        ewb.errors.clear();
        self.claim = None;
        Ok(())
    }

    /// The cancellation's next byte goes out.
    pub fn begin_ewb_cancel(&mut self, cancellation: Cancellation) -> Moved {
        let asked = "relieved of its e-way bill";
        self.allow_ewb(asked, &[EwbState::Active, EwbState::Cancelling])?;
        let until = self.claimed(asked)?;
        let ewb = self.ewb_story();
        (ewb.state, ewb.cancellation, ewb.arrives_until) = (EwbState::Cancelling, Some(cancellation), until);
        Ok(())
    }

    /// The cancellation did not reach the portal, or was refused: the e-way bill stands.
    pub fn ewb_not_cancelled(&mut self) -> Moved {
        self.allow_ewb("left with its e-way bill", &[EwbState::Cancelling])?;
        let ewb = self.ewb_story();
        (ewb.state, ewb.cancellation) = (EwbState::Active, None);
        self.claim = None;
        Ok(())
    }

    /// The portal cancelled it.
    pub fn ewb_cancelled(&mut self, date: Option<IstTime>) -> Moved {
        self.allow_ewb("relieved of its e-way bill", &[EwbState::Active, EwbState::Cancelling])?;
        let ewb = self.ewb_story();
        ewb.state = EwbState::Cancelled;
        let unknown = || Cancellation { reason: Reason::Other, remark: String::new(), date: None };
        ewb.cancellation.get_or_insert_with(unknown).date = date.map(IstTime::portal);
        self.claim = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
