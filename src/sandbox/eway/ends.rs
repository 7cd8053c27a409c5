//! The ends that people give a bill: `CANEWB` by its maker, `REJEWB` by the other party.

use super::bill::Stands;
use super::moves::{find, none_of, read_number};
use super::portals::Across;
use super::{By, no, twelve_hours};
use crate::error::{Error, ErrorKind};
use crate::law::tables::EWB_CANCEL_HOURS;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{CallFault, SandboxAnswer};
use crate::sandbox::members::CaselessMembers;
use serde::Deserialize;
use serde_json::json;

/// How long the other party may reject.
const REJECT_HOURS: i64 = 72;

/// What `POST /sandbox/ewb` says of a bill, since no call of a taxpayer does it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct EwbEvent {
    ewb_no: i64,
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    closed: bool,
}

impl Sandbox {
    /// An officer verifies a bill: it can't be cancelled any more (316).
    pub fn verify_bill(&self, number: i64) -> Result<(), Error> {
        self.note(&EwbEvent { ewb_no: number, verified: true, ..EwbEvent::default() })
    }

    /// A bill is closed, because its goods have arrived. The system plans it; its word for the status is unknown, and here
    /// it is `CLS`.
    pub fn close_bill(&self, number: i64) -> Result<(), Error> {
        self.note(&EwbEvent { ewb_no: number, closed: true, ..EwbEvent::default() })
    }

    /// Does the same from `{"ewb_no":991000000001,"verified":true,"closed":true}`.
    pub(in crate::sandbox) fn tell_by(&self, json: &[u8]) -> Result<(), Error> {
        let event: EwbEvent = serde_json::from_slice(json).map_err(|e| {
            Error::new(ErrorKind::Json, e.to_string())
                .fix(r#"send {"ewb_no":991000000001,"verified":true}, or "closed":true"#)
        })?;
        self.note(&event)
    }

    fn note(&self, event: &EwbEvent) -> Result<(), Error> {
        let now = self.clock.now().unix();
        let marks = (event.verified.then_some(now), event.closed.then_some(now), event.ewb_no);
        let marked = self.store.lock().execute(
            "UPDATE ewb SET verified_at = coalesce(?, verified_at), closed_at = coalesce(?, closed_at) WHERE number = ?",
            marks,
        );
        match marked.map_err(|e| crate::sandbox::trouble::registry(&e))? {
            0 => Err(Error::new(ErrorKind::Json, format!("there is no e-way bill {}", event.ewb_no)).at("/ewb_no")),
            _ => Ok(()),
        }
    }
}

impl Sandbox {
    /// Its reason numbers differ from an IRN's: 2 is "order cancelled" here, and 3 "data entry mistake".
    pub(super) fn eway_cancel(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "301")?;
        let mut bad = Vec::new();
        let reasons = ["duplicate", "order_cancelled", "data_entry", "other"];
        let code = asked.number("cancelRsnCode").and_then(|code| usize::try_from(code).ok()?.checked_sub(1));
        let reason = code.and_then(|at| reasons.get(at).copied());
        if reason.is_none() {
            bad.push("307");
        }
        let remark = asked.plain("cancelRmrk");
        if remark.chars().count() > 50 {
            bad.push("308");
        }
        none_of(&bad)?;
        self.store.write(|db| {
            let bill = find(db, number, "301")?;
            self.made_here(by, number, Across::Cancel)?;
            // A closed one is cancelled like an active one.
            if bill.owner != by.gstin() || !bill.stands(by.now).holds_its_document() {
                return Err(CallFault::from(no("312")));
            }
            if bill.verified_at.is_some() {
                return Err(no("316").into());
            }
            if by.now > bill.made_at.plus_hours(EWB_CANCEL_HOURS) {
                return Err(no("315").into());
            }
            Ok(bill.cancel(db, reason.unwrap_or_default(), &remark, by.now)?)
        })?;
        by.reply(&json!({"ewayBillNo": number.to_string(), "cancelDate": twelve_hours(by.now)}))
    }

    pub(super) fn eway_reject(&self, by: &By, asked: &CaselessMembers) -> Result<SandboxAnswer, CallFault> {
        let number = read_number(asked, "344")?;
        self.store.write(|db| {
            let mut bill = find(db, number, "344")?;
            self.made_here(by, number, Across::Other("344"))?;
            if bill.owner == by.gstin() {
                return Err(CallFault::from(no("341")));
            }
            if by.gstin() != bill.form.from_gstin && by.gstin() != bill.form.to_gstin {
                return Err(no("342").into());
            }
            // A second rejection has nothing left to reject, either.
            if bill.stands(by.now) != Stands::Active || bill.rejected_at.is_some() {
                return Err(no("343").into());
            }
            if bill.valid_until.is_none() {
                return Err(no("348").into());
            }
            if by.now > bill.made_at.plus_hours(REJECT_HOURS) {
                return Err(no("346").into());
            }
            if bill.has_ended(by.now) {
                return Err(no("345").into());
            }
            bill.rejected_at = Some(by.now);
            Ok(bill.keep(db)?)
        })?;
        by.reply(&json!({"ewayBillNo": number.to_string(), "ewbRejectedDate": twelve_hours(by.now)}))
    }
}
