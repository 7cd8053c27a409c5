//! Whether goods on the road need an e-way bill (rule 138).

use super::bill::{Bill, Buyer, Document, Supply};
use super::tables::{EwayLimit, Scope, eway_limit};
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
            return unknown("the sources at hand don't say when this kind of document needs one");
        }
        Document::Invoice | Document::Challan => {}
    }
    match (bill.goods, bill.supply) {
        (Some(false), _) => return no("services alone need none"),
        (None, _) => return unknown("whether goods move is not said"),
        (Some(true), Supply::Taxable | Supply::Mixed) => {}
        (Some(true), _) => return unknown("the sources at hand don't say when exempt goods need one"),
    }
    let (Some(whole), Some(interstate)) = (bill.value, bill.interstate.or(crosses_by_buyer(bill))) else {
        return unknown("value and direction of the consignment are not both known");
    };
    // Beside goods a bill may hold services and exempt goods, which don't count: then both sums must agree.
    let goods = bill.goods_value.unwrap_or(whole);
    let scope = if interstate { Scope::Interstate } else { Scope::Intrastate };
    let Some(limit) = eway_limit(scope, "") else { return unknown("the limit is not in the tables") };
    match (goods > limit.limit, whole > limit.limit) {
        (false, false) => below(limit, interstate),
        (true, _) if interstate => {
            let message = format!("goods of {goods} rupees between two states are above {}", limit.limit);
            (Owed::Due, Reason::new("ewb.due", limit.sure, limit.source, message))
        }
        (true, _) => inside_a_state(bill, goods, limit),
        (false, true) => unknown("the bill is above the limit, its taxable goods alone are not"),
    }
}

/// Goods that leave the country leave the state.
fn crosses_by_buyer(bill: &Bill) -> Option<bool> {
    (bill.buyer == Some(Buyer::Overseas)).then_some(true)
}

fn below(limit: &EwayLimit, interstate: bool) -> (Owed, Reason) {
    // A state may have set a lower limit for itself: none is known, none was looked for.
    let sure = if interstate { limit.sure } else { Sure::Unverified };
    let message = format!("the consignment is not above {} rupees", limit.limit);
    (Owed::NotDue, Reason::new("ewb.not_due", sure, limit.source, message))
}

fn inside_a_state(bill: &Bill, goods: Amount, limit: &EwayLimit) -> (Owed, Reason) {
    let own = bill.from_state.as_deref().and_then(|state| eway_limit(Scope::Intrastate, state));
    let message = match own {
        Some(own) => format!(
            "goods of {goods} rupees stay inside {}, whose own limit is said to be {}: look it up",
            own.note, own.limit
        ),
        None => format!("goods of {goods} rupees stay inside a state, which may have a limit of its own: look it up"),
    };
    let row = own.unwrap_or(limit);
    (Owed::CannotTell, Reason::new("ewb.state_limit", row.sure, row.source, message))
}

fn unknown(message: &str) -> (Owed, Reason) {
    (Owed::CannotTell, Reason::new("ewb.unknown", Sure::Unverified, "Rule 138 CGST Rules", message))
}
