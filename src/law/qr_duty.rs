//! Decides whether a bill to a consumer needs the dynamic QR code for payment (Notification 14/2020-CT).

use super::bill::LawBill;
use super::kinds::{BuyerKind, DocumentKind, SupplyKind};
use super::tables::{self, ThresholdPurpose};
use super::{LawReason, Owed};
use crate::taxpayer::Taxpayer;

/// Whether the code is due, with the reasons; `None` for other bills.
pub fn dynamic_qr(bill: &LawBill, taxpayer: &Taxpayer) -> (Owed, Vec<LawReason>) {
    let case = match bill.buyer.filter(|_| bill.document == DocumentKind::Invoice) {
        Some(BuyerKind::Unregistered) => Some("unregistered"),
        Some(BuyerKind::UinHolder) => Some("uin_holder"),
        _ => None,
    };
    let Some(case) = case else { return (Owed::NotDue, Vec::new()) };
    if !matches!(bill.supply, SupplyKind::Taxable | SupplyKind::Mixed) {
        return (Owed::NotDue, Vec::new());
    }
    let case = tables::qr_case(case);
    let Some((threshold, case)) = tables::threshold(ThresholdPurpose::B2cQr, bill.date).zip(case) else {
        let first = tables::began(ThresholdPurpose::B2cQr);
        let reason = first.map(|row| {
            LawReason::new("b2c_qr.not_yet", row.sure, row.notification, format!("the duty began on {}", row.from))
        });
        return (Owed::NotDue, reason.into_iter().collect());
    };
    if let Some(row) = taxpayer.class.and_then(tables::class).filter(|row| !row.b2c_qr) {
        let message = format!("the supplier is {}, excluded from the dynamic QR code", row.name);
        return (Owed::NotDue, vec![LawReason::new("b2c_qr.class", threshold.sure, threshold.notification, message)]);
    }
    let amount = super::words::rupees(threshold.amount);
    let year = bill.date.fin_year();
    let say = |rule, message| LawReason::new(rule, threshold.sure, case.source, message);
    if let Some((crossed, _)) = taxpayer.before(year).find(|(_, t)| *t > threshold.amount) {
        let mut reasons = vec![say(
            "b2c_qr.due",
            format!(
                "turnover of {crossed} was above {amount}: a bill to an unregistered buyer carries a dynamic QR code, \
                 unless one is shown on a display and the bill refers to the payment"
            ),
        )];
        if let Some(relief) = tables::relief(ThresholdPurpose::B2cQr, bill.date) {
            reasons.push(LawReason::new("b2c_qr.waived", relief.sure, relief.notifications, relief.what));
        }
        return (Owed::Due, reasons);
    }
    let missing = taxpayer.missing_before(year);
    if missing.is_empty() {
        return (Owed::NotDue, vec![say("b2c_qr.below", format!("no preceding year was above {amount}"))]);
    }
    let years = super::words::in_words(&missing);
    (
        Owed::CannotTell,
        vec![say("b2c_qr.unknown", format!("depends on whether the turnover of {years} is above {amount}"))],
    )
}
