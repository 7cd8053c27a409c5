//! The ends that people give a bill: `CANEWB` by its maker, `REJEWB` by the other party.

use super::bill::Stands;
use super::moves::{find, none_of, read_number};
use super::portals::Across;
use super::{By, no, twelve_hours};
use crate::law::tables::EWB_CANCEL_HOURS;
use crate::sandbox::Sandbox;
use crate::sandbox::envelope::{Answer, Fault};
use crate::sandbox::members::Members;
use serde_json::json;

/// How long the other party may reject.
const REJECT_HOURS: i64 = 72;

impl Sandbox {
    /// Its reason numbers differ from an IRN's: 2 is "order cancelled" here, and 3 "data entry mistake".
    pub(super) fn eway_cancel(&self, by: &By, asked: &Members) -> Result<Answer, Fault> {
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
            if bill.owner != by.gstin() || bill.stands(by.now) != Stands::Active {
                return Err(Fault::from(no("312")));
            }
            if by.now > bill.made_at.plus_hours(EWB_CANCEL_HOURS) {
                return Err(no("315").into());
            }
            Ok(bill.cancel(db, reason.unwrap_or_default(), &remark, by.now)?)
        })?;
        by.reply(&json!({"ewayBillNo": number.to_string(), "cancelDate": twelve_hours(by.now)}))
    }

    pub(super) fn eway_reject(&self, by: &By, asked: &Members) -> Result<Answer, Fault> {
        let number = read_number(asked, "344")?;
        self.store.write(|db| {
            let mut bill = find(db, number, "344")?;
            self.made_here(by, number, Across::Other("344"))?;
            if bill.owner == by.gstin() {
                return Err(Fault::from(no("341")));
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
        by.reply(&json!({"ewayBillNo": number.to_string(), "ewbRejectedDate": twelve_hours(by.now.to_minute())}))
    }
}
