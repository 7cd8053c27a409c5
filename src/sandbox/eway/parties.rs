//! What `GENEWAYBILL` says about the document and its parties, read and checked.

use super::form::{IMPORT, PartA, Purpose, UNREGISTERED};
use super::transport::{is_abroad, is_state};
use crate::calendar::Day;
use crate::codes::Lists;
use crate::codes::pins::{NOWHERE, PinPlace};
use crate::gstin::Gstin;
use crate::sandbox::members::CaselessMembers;
use crate::sandbox::taxpayers::{RegisteredTaxpayer, TaxpayerStanding};

/// The oldest document that may still get a bill, in days.
pub(in crate::sandbox) const OLDEST: i64 = 180;
/// GST began on this day.
const BEGINNING: (i32, u32, u32) = (2017, 7, 1);

/// Reads document and parties; what is wrong goes into `bad`.
pub(super) fn read(asked: &CaselessMembers, today: Day, bad: &mut Vec<&'static str>) -> PartA {
    let number = |name| asked.number(name).unwrap_or_default();
    let form = PartA {
        supply_type: asked.plain("supplyType"),
        sub_supply_type: Purpose(number("subSupplyType")),
        sub_supply_desc: asked.plain("subSupplyDesc"),
        doc_type: asked.plain("docType"),
        doc_no: asked.plain("docNo"),
        doc_date: asked.plain("docDate"),
        transaction_type: number("transactionType"),
        from_gstin: asked.plain("fromGstin"),
        from_trd_name: asked.plain("fromTrdName"),
        from_addr1: asked.plain("fromAddr1"),
        from_addr2: asked.plain("fromAddr2"),
        from_place: asked.plain("fromPlace"),
        from_pincode: number("fromPincode"),
        act_from_state_code: number("actFromStateCode"),
        from_state_code: number("fromStateCode"),
        to_gstin: asked.plain("toGstin"),
        to_trd_name: asked.plain("toTrdName"),
        to_addr1: asked.plain("toAddr1"),
        to_addr2: asked.plain("toAddr2"),
        to_place: asked.plain("toPlace"),
        to_pincode: number("toPincode"),
        act_to_state_code: number("actToStateCode"),
        to_state_code: number("toStateCode"),
        dispatch_from_gstin: asked.plain("dispatchFromGSTIN"),
        dispatch_from_trade_name: asked.plain("dispatchFromTradeName"),
        ship_to_gstin: asked.plain("shipToGSTIN"),
        ship_to_trade_name: asked.plain("shipToTradeName"),
        transporter_name: asked.plain("transporterName"),
        ..PartA::default()
    };
    document(&form, today, bad);
    purpose(&form, bad);
    if asked.plain("transactionType").is_empty() {
        bad.push("614");
    } else if !(1..=4).contains(&form.transaction_type) {
        bad.push("612");
    }
    let empty = [
        (&form.from_trd_name, "229"),
        (&form.from_addr1, "209"),
        (&form.from_place, "230"),
        (&form.to_trd_name, "231"),
        (&form.to_addr1, "213"),
        (&form.to_place, "232"),
    ];
    bad.extend(empty.into_iter().filter(|(text, _)| text.is_empty()).map(|(_, code)| code));
    let gstins = [(&form.from_gstin, "208"), (&form.to_gstin, "212")];
    bad.extend(gstins.into_iter().filter(|(text, _)| !is_party(text)).map(|(_, code)| code));
    let others = [(&form.ship_to_gstin, "609"), (&form.dispatch_from_gstin, "610")];
    bad.extend(others.into_iter().filter(|(text, _)| !text.is_empty() && !is_party(text)).map(|(_, code)| code));
    places(&form, bad);
    roles(&form, bad);
    form
}

fn is_party(gstin: &str) -> bool {
    gstin == UNREGISTERED || Gstin::parse(gstin).is_some()
}

fn document(form: &PartA, today: Day, bad: &mut Vec<&'static str>) {
    let number = form.doc_no.as_bytes();
    let is_number = (1..=16).contains(&number.len())
        && number.iter().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'/'));
    if !is_number {
        bad.push("206");
    }
    let (year, month, day) = BEGINNING;
    match form.date().filter(|day| form.doc_date.contains('/') && *day <= today) {
        None => bad.push("207"),
        Some(date) if Day::new(year, month, day).is_some_and(|beginning| date < beginning) => bad.push("819"),
        Some(date) if today.days_since(date) > OLDEST => bad.push("820"),
        Some(_) => {}
    }
}

/// Whether direction, purpose and type of document go together.
fn purpose(form: &PartA, bad: &mut Vec<&'static str>) {
    let (supply, purpose, document) = (form.supply_type.as_str(), form.sub_supply_type.0, form.doc_type.as_str());
    let outward = match supply {
        "O" => true,
        "I" => false,
        _ => return bad.push("201"),
    };
    if !(1..=12).contains(&purpose) {
        return bad.push("202");
    }
    if !matches!(document, "INV" | "BIL" | "BOE" | "CHL" | "OTH") {
        return bad.push("204");
    }
    let goes_with_supply = match purpose {
        1 | 5 | 8 | 9 | 12 => true,
        2 | 6 | 7 => !outward,
        _ => outward,
    };
    if !goes_with_supply {
        bad.push("203");
    } else if outward && document == "BOE" {
        bad.push("611");
    } else {
        let goes_with_document = match (outward, purpose) {
            (_, 1) | (true, 3) => matches!(document, "INV" | "BIL"),
            (false, 2) => document == "BOE",
            (true, 9) => matches!(document, "INV" | "BIL" | "CHL"),
            (false, 9) => document != "OTH",
            (_, 8) | (true, 11) => matches!(document, "CHL" | "OTH"),
            _ => document == "CHL",
        };
        if !goes_with_document {
            bad.push("205");
        }
    }
    if purpose == 8 && form.sub_supply_desc.is_empty() {
        bad.push("377");
    }
}

/// States and PIN codes.
fn places(form: &PartA, bad: &mut Vec<&'static str>) {
    let states = [
        (form.from_state_code, "211"),
        (form.to_state_code, "215"),
        (form.act_from_state_code, "371"),
        (form.act_to_state_code, "372"),
    ];
    bad.extend(states.into_iter().filter(|(state, _)| !is_state(*state)).map(|(_, code)| code));
    if form.goes_abroad() {
        abroad(form.to_state_code, (form.act_to_state_code, form.to_pincode), ["373", "374"], bad);
    }
    if form.sub_supply_type.0 == IMPORT {
        abroad(form.from_state_code, (form.act_from_state_code, form.from_pincode), ["375", "376"], bad);
    }
    for (pin, state, wrong, elsewhere) in [
        (form.from_pincode, form.act_from_state_code, "210", "437"),
        (form.to_pincode, form.act_to_state_code, "214", "436"),
    ] {
        if !is_state(state) || bad.iter().any(|code| matches!(*code, "374" | "376")) {
            continue;
        }
        match is_pin_of(pin, state) {
            None => bad.push(wrong),
            Some(true) => {}
            Some(false) => bad.push(elsewhere),
        }
    }
}

/// An export's or import's foreign side: the state of the party, and the PIN of a place abroad. A port in India may
/// stand as the place.
fn abroad(state: u64, (place, pin): (u64, u64), [of_state, of_pin]: [&'static str; 2], bad: &mut Vec<&'static str>) {
    if !is_abroad(state) {
        bad.push(of_state);
    }
    if is_abroad(place) && pin != u64::from(NOWHERE) {
        bad.push(of_pin);
    }
}

/// Whether a PIN code may stand with a state; `None` for no PIN code.
pub(super) fn is_pin_of(pin: u64, state: u64) -> Option<bool> {
    let pin = u32::try_from(pin).ok().filter(|pin| (100_000..=999_999).contains(pin))?;
    let number = if is_abroad(state) { 96 } else { u8::try_from(state).ok()? };
    match Lists::default().pin(pin) {
        PinPlace::Unknown => None,
        PinPlace::Unjudged => Some(true),
        PinPlace::Of { states, also } => Some(states.contains(&number) || also.contains(&number)),
    }
}

/// The third and fourth party of the four types of transaction.
fn roles(form: &PartA, bad: &mut Vec<&'static str>) {
    let (dispatched, shipped) = match form.transaction_type {
        1 => (false, false),
        2 => (false, true),
        3 => (true, false),
        4 => (true, true),
        _ => return,
    };
    let same = |third: &str, party: &str| third == party && third != UNREGISTERED;
    match form.dispatch_from_gstin.as_str() {
        "" => {}
        _ if !dispatched => bad.push("615"),
        third if same(third, &form.from_gstin) => bad.push("617"),
        _ => {}
    }
    match form.ship_to_gstin.as_str() {
        "" => {}
        _ if !shipped => bad.push("616"),
        third if same(third, &form.to_gstin) => bad.push("618"),
        _ => {}
    }
    if form.transaction_type == 1 && form.from_state_code != form.act_from_state_code {
        bad.push("643");
    }
    if form.transaction_type == 1 && form.to_state_code != form.act_to_state_code {
        bad.push("644");
    }
}

/// What the caller may make. A transporter makes the bill of others.
pub(super) fn caller(form: &PartA, transporter: &str, caller: &str, bad: &mut Vec<&'static str>) {
    let (own, other) = match form.supply_type.as_str() {
        "O" => (&form.from_gstin, &form.to_gstin),
        "I" => (&form.to_gstin, &form.from_gstin),
        _ => return,
    };
    let not_the_maker = if form.supply_type == "O" { "359" } else { "360" };
    if own == caller {
        return;
    }
    bad.push(match (other == caller, transporter == caller, transporter.is_empty()) {
        (false, true, _) => return,
        (true, true, _) => "370",
        (true, false, _) | (false, false, true) => not_the_maker,
        (false, false, false) => "369",
    });
}

/// What the register knows of the parties: the sender must be active, the recipient may be suspended.
pub(super) fn standings(form: &PartA, from: &RegisteredTaxpayer, to: &RegisteredTaxpayer, bad: &mut Vec<&'static str>) {
    match from.standing {
        TaxpayerStanding::Active => {}
        _ => bad.push("208"),
    }
    match to.standing {
        TaxpayerStanding::Active | TaxpayerStanding::Suspended => {}
        TaxpayerStanding::Cancelled => bad.push("722"),
        TaxpayerStanding::Inactive | TaxpayerStanding::Missing | TaxpayerStanding::Stale => bad.push("212"),
    }
    if from.blocked && form.from_gstin != UNREGISTERED {
        bad.push("715");
    }
    let lots = form.sub_supply_type.0 == 9;
    if lots && form.supply_type == "O" && to.is_sez() && !is_abroad(form.to_state_code) {
        bad.push("641");
    }
    if lots && form.supply_type == "I" && from.is_sez() && !is_abroad(form.from_state_code) {
        bad.push("642");
    }
    if !from.is_composition() {
        return;
    }
    if form.supply_type == "O" && form.doc_type == "INV" {
        bad.push("714");
    }
    if form.supply_type == "O" && form.sub_supply_type.0 == 1 && form.from_state_code != form.to_state_code {
        bad.push("703");
    }
    if form.item_list.iter().any(|item| [item.cgst_rate, item.sgst_rate, item.igst_rate].iter().any(|r| !r.0.is_zero()))
    {
        bad.push("704");
    }
}

/// Whether it must be made with or by the IRN: a tax invoice to a registered party or abroad, of a supplier under
/// e-invoicing.
pub(super) fn needs_irn(form: &PartA, from: &RegisteredTaxpayer) -> bool {
    let to_business = form.to_gstin != UNREGISTERED || form.goes_abroad();
    form.supply_type == "O" && form.doc_type == "INV" && to_business && from.e_invoices
}
