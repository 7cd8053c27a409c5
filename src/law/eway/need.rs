//! Decides whether goods in transit need an e-way bill (rule 138).

use crate::law::bill::{Freedom, LawBill};
use crate::law::kinds::{BuyerKind, DocumentKind, MovementKind, SupplyKind};
use crate::law::tables::{EWAY_GOLD, Effect, EwayLimit, EwayMovement, MovementScope, eway_limit, eway_movement};
use crate::law::{LawReason, Owed, Sure};
use crate::money::{Amount, Exact};

/// Whether an e-way bill is due if the goods of this bill move, with the reason.
pub fn eway_bill(bill: &LawBill) -> (Owed, LawReason) {
    let Some(rule) = eway_limit(MovementScope::Interstate, "") else {
        return unknown("the limit is not in the tables");
    };
    let no = |message: &str| (Owed::NotDue, LawReason::new("ewb.not_due", rule.sure, rule.source, message));
    match bill.document {
        DocumentKind::CreditNote | DocumentKind::DebitNote | DocumentKind::FinancialCreditNote => {
            return no("a note moves no goods");
        }
        DocumentKind::ReceiptVoucher
        | DocumentKind::RefundVoucher
        | DocumentKind::PaymentVoucher
        | DocumentKind::IsdInvoice => {
            return no("this document moves no goods");
        }
        DocumentKind::Invoice
        | DocumentKind::Challan
        | DocumentKind::Import
        | DocumentKind::SelfInvoice
        | DocumentKind::BillOfSupply => {}
    }
    if bill.goods == Some(false) {
        return no("services alone need none");
    }
    let interstate = bill.interstate.or(crosses_by_buyer(bill));
    if let Some(row) = bill.movement.and_then(eway_movement)
        && let Some(answer) = by_movement(bill, row, interstate)
    {
        return answer;
    }
    if let Some(free) = bill.eway_free.filter(|free| free.all) {
        return free_goods(bill, free, interstate);
    }
    match (bill.goods, bill.supply) {
        (Some(true), SupplyKind::NonGst) => return outside_gst(),
        (None, _) if bill.hsn.is_empty() => return unknown("the bill doesn't say whether goods move"),
        (_, SupplyKind::Taxable | SupplyKind::Mixed | SupplyKind::InwardUnregistered) => {}
        (_, SupplyKind::Exempt | SupplyKind::Nil) => {
            return unknown("the goods carry no tax, and their codes are not known as those of the exempt schedule");
        }
        (_, SupplyKind::NonGst | SupplyKind::HighSea | SupplyKind::Bonded | SupplyKind::FreeTradeZone) => {
            return unknown("the available sources don't say when goods of this supply need one");
        }
    }
    by_value(bill, interstate)
}

/// What the value decides.
fn by_value(bill: &LawBill, interstate: Option<bool>) -> (Owed, LawReason) {
    let (Some(whole), Some(interstate)) = (bill.value, interstate) else {
        return unknown("the value or the direction of the consignment is unknown");
    };
    let scope = if interstate { MovementScope::Interstate } else { MovementScope::Intrastate };
    let own = bill.from_state.as_deref().filter(|_| !interstate);
    let own = own.and_then(|state| eway_limit(scope, state));
    let Some(row) = own.or_else(|| eway_limit(scope, "")) else { return unknown("the limit is not in the tables") };
    if row.from.is_some_and(|from| bill.date < from) {
        let message =
            format!("before {} other limits were in force", row.from.map(|d| d.to_string()).unwrap_or_default());
        return (Owed::CannotTell, LawReason::new("ewb.state_limit", row.sure, row.source, message));
    }
    // A bill may also hold services, exempt goods, and goods that may be free, which don't count. Then both sums must agree.
    if bill.supply == SupplyKind::Mixed && bill.goods_value.is_none() && row.least.is_some_and(|least| whole > least) {
        return unknown("exempt goods don't count: say the value of the taxable goods alone (goods_value)");
    }
    let goods = bill.goods_value.unwrap_or(whole);
    // Exempt goods beside taxable ones don't count (rule 138(1), second explanation).
    let whole = match bill.exempt_value {
        Some(exempt) => (Exact::from(whole) - Exact::from(exempt)).to_paise(),
        None if bill.supply == SupplyKind::Mixed => goods,
        None => whole,
    };
    let (Some(limit), Some(least)) = (row.limit, row.least) else {
        let message = format!("goods that stay inside {} need none", row.note);
        return (Owed::NotDue, LawReason::new("ewb.not_due", row.sure, row.source, message));
    };
    if goods <= least && whole <= least {
        return below(row, least);
    }
    if let Some(free) = bill.eway_free.filter(|_| bill.goods_value.is_none_or(|goods| goods <= least)) {
        let message = format!("some goods of HSN {} need none ({}): look it up", free.row.hsn, free.row.what);
        return (Owed::CannotTell, LawReason::new("ewb.free_goods", free.row.sure, free.row.source, message));
    }
    if goods <= least {
        return unknown("the bill is above the limit, but its taxable goods alone are not");
    }
    // Several states free goods that are sent to a job worker.
    let open =
        !interstate && bill.movement == Some(MovementKind::JobWork) || bill.document == DocumentKind::BillOfSupply;
    if row.surely.is_some_and(|surely| goods > surely) && !open {
        let way = if interstate { "between two states".to_owned() } else { format!("inside {}", row.note) };
        let message = format!("goods of {goods} rupees {way} are above {limit}");
        return (Owed::Due, LawReason::new("ewb.due", row.sure, row.source, message));
    }
    if bill.document == DocumentKind::BillOfSupply && interstate {
        return unknown("a bill of supply may be for exempt goods, which need none");
    }
    inside_a_state(goods, row, own.is_some())
}

/// What a circumstance of the movement decides by itself.
fn by_movement(bill: &LawBill, row: &EwayMovement, interstate: Option<bool>) -> Option<(Owed, LawReason)> {
    let of = |rule, message: String| LawReason::new(rule, row.sure, row.source, message);
    match (row.effect, interstate) {
        // Gold inside a state that asks for its own e-way bill has one in such a conveyance too.
        (Effect::Free, _) if bill.eway_free.is_some_and(|free| free.all) && gold_of(bill).is_some() => None,
        (Effect::Free, _) => Some((Owed::NotDue, of("ewb.movement", format!("{} need none", row.what)))),
        (Effect::AnyValue, Some(true)) => {
            Some((Owed::Due, of("ewb.any_value", format!("{} need one at any value", row.what))))
        }
        (Effect::AnyValue, None) => {
            let message = format!("{} need one at any value: say whether they leave the state", row.what);
            Some((Owed::CannotTell, of("ewb.any_value", message)))
        }
        (Effect::AnyValue, Some(false)) | (Effect::PartA, _) => None,
    }
}

/// A state's own rule for gold that stays in it.
fn gold_of(bill: &LawBill) -> Option<&'static crate::law::tables::EwayGold> {
    let gold = bill.eway_free.is_some_and(|free| free.row.hsn.starts_with("71"));
    EWAY_GOLD.iter().find(|row| gold && bill.from_state.as_deref() == Some(row.state) && row.from <= bill.date)
}

/// Goods that need no e-way bill.
fn free_goods(bill: &LawBill, Freedom { row: free, .. }: Freedom, interstate: Option<bool>) -> (Owed, LawReason) {
    let value = bill.goods_value.filter(|value| !value.is_zero()).or(bill.value);
    match gold_of(bill).filter(|_| interstate != Some(true)) {
        Some(own) if interstate.is_none() || value.is_none() => {
            (Owed::CannotTell, LawReason::new("ewb.gold", own.sure, own.source, own.what))
        }
        Some(own) if value >= Some(own.limit) => {
            (Owed::Due, LawReason::new("ewb.gold", own.sure, own.source, own.what))
        }
        Some(_) | None => {
            let message = format!("goods of HSN {} need none ({})", free.hsn, free.what);
            (Owed::NotDue, LawReason::new("ewb.free_goods", free.sure, free.source, message))
        }
    }
}

/// Alcohol and fuels, which GST doesn't tax, are freed by name.
fn outside_gst() -> (Owed, LawReason) {
    let message = "alcoholic liquor, petroleum crude, diesel, petrol, natural gas and aviation fuel need none";
    (Owed::NotDue, LawReason::new("ewb.free_goods", Sure::Reprinted, "Rule 138(14)(f) CGST Rules", message))
}

/// Goods that leave the country leave the state, too.
fn crosses_by_buyer(bill: &LawBill) -> Option<bool> {
    (bill.buyer == Some(BuyerKind::Overseas)).then_some(true)
}

fn below(row: &EwayLimit, limit: Amount) -> (Owed, LawReason) {
    // A state may have its own lower limit that this library doesn't know.
    let sure = if row.scope == MovementScope::Intrastate && row.state.is_empty() { Sure::Unverified } else { row.sure };
    let message = format!("the consignment is not above {limit} rupees");
    (Owed::NotDue, LawReason::new("ewb.not_due", sure, row.source, message))
}

fn inside_a_state(goods: Amount, row: &EwayLimit, own: bool) -> (Owed, LawReason) {
    let message = match (own, row.limit) {
        (true, Some(limit)) => format!(
            "goods of {goods} rupees stay inside {}, whose own limit is {limit} by secondary sources: look it up",
            row.note
        ),
        _ => format!("goods of {goods} rupees stay inside a state, which may have its own limit: look it up"),
    };
    (Owed::CannotTell, LawReason::new("ewb.state_limit", row.sure, row.source, message))
}

fn unknown(message: &str) -> (Owed, LawReason) {
    (Owed::CannotTell, LawReason::new("ewb.unknown", Sure::Unverified, "Rule 138 CGST Rules", message))
}

#[cfg(test)]
#[path = "need_tests.rs"]
mod tests;
