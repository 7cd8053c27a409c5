//! Part A of a bill that is made by IRN: it follows from the registered invoice.

use super::form::{EXPORT, GoodsLine, PartA, Purpose, Rupees};
use crate::codes::states;
use crate::sandbox::members::CaselessMembers;
use serde_json::Value;

/// An amount of a registered invoice, which the register has checked.
fn rupees(of: &CaselessMembers, name: &str) -> Rupees {
    Rupees(of.amount(name).ok().flatten().unwrap_or_default())
}

/// A party's state as a number.
fn state(of: &CaselessMembers) -> u64 {
    states::number(&of.plain("Stcd")).map(u64::from).unwrap_or_default()
}

/// Part A of an invoice.
pub(in crate::sandbox) fn form(invoice: &Value) -> PartA {
    let block = |name: &str| invoice.get(name).and_then(CaselessMembers::of).unwrap_or_default();
    let (trade, document, values) = (block("TranDtls"), block("DocDtls"), block("ValDtls"));
    let (seller, buyer) = (block("SellerDtls"), block("BuyerDtls"));
    let given = |name: &str| invoice.get(name).is_some_and(Value::is_object);
    let (dispatched, shipped) = (given("DispDtls"), given("ShipDtls"));
    let from = if dispatched { block("DispDtls") } else { seller.clone() };
    let to = if shipped { block("ShipDtls") } else { buyer.clone() };
    let exported = trade.plain("SupTyp").starts_with("EXP");
    let lines = invoice.get("ItemList").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    PartA {
        supply_type: "O".to_owned(),
        sub_supply_type: Purpose(if exported { EXPORT } else { 1 }),
        doc_type: document.plain("Typ"),
        doc_no: document.plain("No"),
        doc_date: document.plain("Dt"),
        transaction_type: 1 + u64::from(shipped) + 2 * u64::from(dispatched),
        from_gstin: seller.plain("Gstin"),
        from_trd_name: seller.plain("LglNm"),
        from_addr1: from.plain("Addr1"),
        from_addr2: from.plain("Addr2"),
        from_place: from.plain("Loc"),
        from_pincode: from.number("Pin").unwrap_or_default(),
        act_from_state_code: state(&from),
        from_state_code: state(&seller),
        to_gstin: buyer.plain("Gstin"),
        to_trd_name: buyer.plain("LglNm"),
        to_addr1: to.plain("Addr1"),
        to_addr2: to.plain("Addr2"),
        to_place: to.plain("Loc"),
        to_pincode: to.number("Pin").unwrap_or_default(),
        act_to_state_code: state(&to),
        to_state_code: state(&buyer),
        dispatch_from_trade_name: if dispatched { from.plain("Nm") } else { String::new() },
        ship_to_gstin: if shipped { to.plain("Gstin") } else { String::new() },
        ship_to_trade_name: if shipped { to.plain("LglNm") } else { String::new() },
        total_value: rupees(&values, "AssVal"),
        cgst_value: rupees(&values, "CgstVal"),
        sgst_value: rupees(&values, "SgstVal"),
        igst_value: rupees(&values, "IgstVal"),
        cess_value: rupees(&values, "CesVal"),
        other_value: rupees(&values, "OthChrg"),
        tot_inv_value: rupees(&values, "TotInvVal"),
        item_list: lines.iter().filter_map(CaselessMembers::of).zip(1..).map(|(line, at)| item(&line, at)).collect(),
        ..PartA::default()
    }
}

fn item(line: &CaselessMembers, at: usize) -> GoodsLine {
    let rate = rupees(line, "GstRt");
    let whole = !rupees(line, "IgstAmt").0.is_zero();
    let half = Rupees(crate::money::Exact::percent(rate.0, crate::money::Amount::from_rupees(50)).to_thousandths());
    let (halves, igst_rate) = if whole { (Rupees::default(), rate) } else { (half, Rupees::default()) };
    GoodsLine {
        item_no: at,
        product_id: 0,
        product_name: line.plain("PrdDesc"),
        product_desc: line.plain("PrdDesc"),
        hsn_code: line.plain("HsnCd"),
        quantity: rupees(line, "Qty"),
        qty_unit: line.plain("Unit"),
        cgst_rate: halves,
        sgst_rate: halves,
        igst_rate,
        cess_rate: rupees(line, "CesRt"),
        cess_non_advol: rupees(line, "CesNonAdvlAmt"),
        taxable_amount: rupees(line, "AssAmt"),
    }
}
