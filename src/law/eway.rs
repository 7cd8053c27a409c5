//! Decides whether goods in transit need an e-way bill (rule 138).

use super::bill::{Bill, Buyer, Document, Supply};
use super::tables::{EWAY_GOLD, EwayFree, EwayLimit, Freed, Scope, eway_limit};
use super::{Owed, Reason, Sure};
use crate::money::Amount;

/// Whether an e-way bill is due if the goods of this bill move, with the reason.
pub fn eway_bill(bill: &Bill) -> (Owed, Reason) {
    let Some(rule) = eway_limit(Scope::Interstate, "") else { return unknown("the limit is not in the tables") };
    let no = |message: &str| (Owed::NotDue, Reason::new("ewb.not_due", rule.sure, rule.source, message));
    match bill.document {
        Document::CreditNote | Document::DebitNote | Document::FinancialCreditNote => {
            return no("a note moves no goods");
        }
        Document::ReceiptVoucher | Document::RefundVoucher | Document::PaymentVoucher | Document::IsdInvoice => {
            return no("this document moves no goods");
        }
        Document::Import | Document::SelfInvoice | Document::BillOfSupply => {
            return unknown("the available sources don't say when this kind of document needs one");
        }
        Document::Invoice | Document::Challan => {}
    }
    match (bill.goods, bill.supply) {
        (Some(false), _) => return no("services alone need none"),
        (None, _) => return unknown("the bill doesn't say whether goods move"),
        (Some(true), Supply::Taxable | Supply::Mixed) => {}
        (Some(true), _) => return unknown("the available sources don't say when exempt goods need one"),
    }
    let interstate = bill.interstate.or(crosses_by_buyer(bill));
    if let Some(free) = bill.eway_free {
        return free_goods(bill, free, interstate);
    }
    let (Some(whole), Some(interstate)) = (bill.value, interstate) else {
        return unknown("the value or the direction of the consignment is unknown");
    };
    let own = bill.from_state.as_deref().filter(|_| !interstate);
    let own = own.and_then(|state| eway_limit(Scope::Intrastate, state));
    let Some(central) = eway_limit(if interstate { Scope::Interstate } else { Scope::Intrastate }, "") else {
        return unknown("the limit is not in the tables");
    };
    // A bill may also hold services and exempt goods, which don't count. Then both sums must agree.
    let goods = bill.goods_value.unwrap_or(whole);
    let row = own.unwrap_or(central);
    let Some(limit) = row.limit else {
        let message = format!("goods that stay inside {} need none", row.note);
        return (Owed::NotDue, Reason::new("ewb.not_due", row.sure, row.source, message));
    };
    // Where more than the value matters, nothing is due below the central limit.
    let least = if row.plain { limit } else { central.limit.unwrap_or(limit).min(limit) };
    match (goods > least, whole > least) {
        (false, false) => below(row, least),
        (false, true) => unknown("the bill is above the limit, but its taxable goods alone are not"),
        (true, _) if row.plain => {
            let way = if interstate { "between two states".to_owned() } else { format!("inside {}", row.note) };
            let message = format!("goods of {goods} rupees {way} are above {limit}");
            (Owed::Due, Reason::new("ewb.due", row.sure, row.source, message))
        }
        (true, _) => inside_a_state(goods, row, own.is_some()),
    }
}

/// Goods that need no e-way bill, or that may need none.
fn free_goods(bill: &Bill, free: &EwayFree, interstate: Option<bool>) -> (Owed, Reason) {
    if free.freed != Freed::Yes {
        let message = format!("some goods of HSN {} need none ({}): look it up", free.hsn, free.what);
        return (Owed::CannotTell, Reason::new("ewb.free_goods", free.sure, free.source, message));
    }
    let own = EWAY_GOLD.iter().find(|row| bill.from_state.as_deref() == Some(row.state) && row.from <= bill.date);
    match own.filter(|_| interstate != Some(true)) {
        Some(own) if interstate.is_none() || bill.goods_value.is_none() => {
            (Owed::CannotTell, Reason::new("ewb.gold", own.sure, own.source, own.what))
        }
        Some(own) if bill.goods_value >= Some(own.limit) => {
            (Owed::Due, Reason::new("ewb.gold", own.sure, own.source, own.what))
        }
        Some(_) | None => {
            let message = format!("goods of HSN {} need none ({})", free.hsn, free.what);
            (Owed::NotDue, Reason::new("ewb.free_goods", free.sure, free.source, message))
        }
    }
}

/// Goods that leave the country leave the state, too.
fn crosses_by_buyer(bill: &Bill) -> Option<bool> {
    (bill.buyer == Some(Buyer::Overseas)).then_some(true)
}

fn below(row: &EwayLimit, limit: Amount) -> (Owed, Reason) {
    // A state may have its own lower limit that this library doesn't know.
    let sure = if row.scope == Scope::Intrastate && row.state.is_empty() { Sure::Unverified } else { row.sure };
    let message = format!("the consignment is not above {limit} rupees");
    (Owed::NotDue, Reason::new("ewb.not_due", sure, row.source, message))
}

fn inside_a_state(goods: Amount, row: &EwayLimit, own: bool) -> (Owed, Reason) {
    let message = match (own, row.limit) {
        (true, Some(limit)) => format!(
            "goods of {goods} rupees stay inside {}, whose own limit is {limit} by secondary sources: look it up",
            row.note
        ),
        _ => format!("goods of {goods} rupees stay inside a state, which may have its own limit: look it up"),
    };
    (Owed::CannotTell, Reason::new("ewb.state_limit", row.sure, row.source, message))
}

fn unknown(message: &str) -> (Owed, Reason) {
    (Owed::CannotTell, Reason::new("ewb.unknown", Sure::Unverified, "Rule 138 CGST Rules", message))
}
