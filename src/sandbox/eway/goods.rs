//! Lines and values of `GENEWAYBILL`.

use super::form::{GoodsLine, PartA, Rupees};
use super::transport::is_abroad;
use crate::calendar::Day;
use crate::codes::hsn::is_service;
use crate::codes::{CodeStanding, Lists, OpenList, rates};
use crate::money::Amount;
use crate::sandbox::members::CaselessMembers;
use std::collections::BTreeMap;

/// What a total may be below the sum of its parts, in thousandths of a rupee.
const ALLOWED: i128 = 2_000;
/// The chapter of gold may move by e-way bill inside this state alone.
const KERALA: u64 = 32;

/// Reads values and lines into the form.
pub(super) fn read(asked: &CaselessMembers, form: &mut PartA, today: Day, bad: &mut Vec<&'static str>) {
    values(asked, form, bad);
    form.item_list = items(asked, today, bad);
    if form.item_list.is_empty() {
        bad.push("233");
        return;
    }
    if form.item_list.iter().all(|item| is_service(&item.hsn_code)) {
        bad.push("724");
    }
    gold(form, bad);
}

/// An amount that must not be negative; 0 where it is absent.
fn positive(asked: &CaselessMembers, name: &str, code: &'static str, bad: &mut Vec<&'static str>) -> Rupees {
    let amount = match asked.amount(name) {
        Ok(amount) => amount.unwrap_or_default(),
        Err(_) => Amount::from_rupees(-1),
    };
    if amount.is_negative() {
        bad.push(code);
    }
    Rupees(amount)
}

fn values(asked: &CaselessMembers, form: &mut PartA, bad: &mut Vec<&'static str>) {
    form.total_value = positive(asked, "totalValue", "627", bad);
    form.igst_value = positive(asked, "igstValue", "629", bad);
    form.cgst_value = positive(asked, "cgstValue", "630", bad);
    form.sgst_value = positive(asked, "sgstValue", "631", bad);
    form.cess_value = positive(asked, "cessValue", "632", bad);
    form.cess_non_advol_value = positive(asked, "cessNonAdvolValue", "633", bad);
    form.tot_inv_value = positive(asked, "totInvValue", "628", bad);
    form.other_value = match asked.amount("otherValue") {
        Ok(other) => Rupees(other.unwrap_or_default()),
        Err(_) => {
            bad.push("240");
            Rupees::default()
        }
    };
    if matches!(asked.amount("totInvValue"), Ok(None)) {
        bad.push("640");
        return;
    }
    let thousandths = |value: Rupees| i128::from(value.0.thousandths());
    let taxes = [form.cgst_value, form.sgst_value, form.igst_value, form.cess_value, form.cess_non_advol_value];
    let parts: i128 = taxes.into_iter().map(thousandths).sum::<i128>() + thousandths(form.total_value);
    // A discount may make the total smaller.
    let least = parts + thousandths(form.other_value).min(0) - ALLOWED;
    if thousandths(form.tot_inv_value) < least {
        bad.push("620");
    }
}

fn items(asked: &CaselessMembers, today: Day, bad: &mut Vec<&'static str>) -> Vec<GoodsLine> {
    let lists = Lists::default();
    let mut known: BTreeMap<String, Option<&'static str>> = BTreeMap::new();
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for (at, value) in asked.list("itemList").iter().enumerate() {
        let Some(line) = CaselessMembers::of(value) else {
            wrong.push("240");
            continue;
        };
        let item = item(&line, at, &mut wrong);
        let judged = known.entry(item.hsn_code.clone()).or_insert_with(|| hsn_fault(&lists, &item.hsn_code, today));
        wrong.extend(*judged);
        if !item.qty_unit.is_empty() && lists.units().find(&item.qty_unit).is_none() {
            wrong.push("217");
        }
        found.push(item);
        // A long list of faults says no more than a short one.
        wrong.sort_unstable();
        wrong.dedup();
    }
    bad.extend(wrong);
    found
}

fn item(line: &CaselessMembers, at: usize, bad: &mut Vec<&'static str>) -> GoodsLine {
    let hsn = line.plain("hsnCode");
    // As a number, a code of the first nine chapters has lost its zero.
    let hsn = if line.text("hsnCode").is_none() && hsn.len() % 2 == 1 { format!("0{hsn}") } else { hsn };
    let item = GoodsLine {
        item_no: at + 1,
        product_id: 0,
        product_name: line.plain("productName"),
        product_desc: line.plain("productDesc"),
        hsn_code: hsn,
        quantity: positive(line, "quantity", "240", bad),
        qty_unit: line.plain("qtyUnit"),
        cgst_rate: positive(line, "cgstRate", "252", bad),
        sgst_rate: positive(line, "sgstRate", "253", bad),
        igst_rate: positive(line, "igstRate", "254", bad),
        cess_rate: positive(line, "cessRate", "255", bad),
        cess_non_advol: positive(line, "cessNonAdvol", "256", bad),
        taxable_amount: positive(line, "taxableAmount", "234", bad),
    };
    if matches!(line.amount("taxableAmount"), Ok(None)) {
        bad.push("234");
    }
    if item.cgst_rate != item.sgst_rate {
        bad.push("251");
    }
    // The list has the rates of both halves together.
    let both = Amount::from_thousandths(item.cgst_rate.0.thousandths().saturating_mul(2), 3);
    for (rate, code) in [(both, "252"), (item.igst_rate.0, "254")] {
        if !rate.is_negative() && rates::find(rate).is_none() {
            bad.push(code);
        }
    }
    item
}

/// What is wrong with an HSN code: too short, no code at all, on record as refused, or of no known heading.
fn hsn_fault(lists: &Lists, code: &str, today: Day) -> Option<&'static str> {
    if !code.bytes().all(|c| c.is_ascii_digit()) || code.len() > 8 {
        return Some("216");
    }
    if code.len() < 4 {
        return Some("282");
    }
    let refused = lists.standing(OpenList::Hsn, code, today) == CodeStanding::Refused;
    (refused || lists.hsn().starting(&code[..4]).next().is_none()).then_some("216")
}

/// Gold and the like: inside Kerala alone, without other goods, and without transport but the mode.
fn gold(form: &PartA, bad: &mut Vec<&'static str>) {
    if !form.is_gold() {
        return;
    }
    if !form.item_list.iter().all(GoodsLine::is_gold) {
        bad.push("809");
    }
    if form.act_from_state_code != KERALA || form.act_to_state_code != KERALA {
        bad.push("808");
    }
}

/// The transport fields that a bill for gold must not have, and the mode it needs.
pub(super) fn gold_transport(asked: &CaselessMembers, bad: &mut Vec<&'static str>) {
    let unwanted = [
        ("transporterId", "801"),
        ("transporterName", "802"),
        ("transDocNo", "803"),
        ("transDocDate", "804"),
        ("vehicleNo", "805"),
        ("vehicleType", "806"),
    ];
    bad.extend(unwanted.into_iter().filter(|(name, _)| !asked.plain(name).is_empty()).map(|(_, code)| code));
    match asked.plain("transMode").as_str() {
        "1" => {}
        "" => bad.push("807"),
        _ => bad.push("815"),
    }
}

/// Whether the taxes fit the way of the supply. With a unit of a special economic zone it goes between states.
pub(super) fn taxes(form: &PartA, sez: bool, bad: &mut Vec<&'static str>) {
    let any = |pick: fn(&GoodsLine) -> Rupees| form.item_list.iter().any(|item| !pick(item).0.is_zero());
    let halves = any(|item| item.cgst_rate) || any(|item| item.sgst_rate);
    let whole = any(|item| item.igst_rate);
    let amounts = !form.cgst_value.0.is_zero() || !form.sgst_value.0.is_zero();
    if sez {
        if halves || amounts {
            bad.push("378");
        }
        return;
    }
    if form.sub_supply_type.0 != 1 || is_abroad(form.to_state_code) || is_abroad(form.from_state_code) {
        return;
    }
    let within = form.from_state_code == form.to_state_code;
    let faults = [
        (within && whole, "218"),
        (within && !form.igst_value.0.is_zero(), "623"),
        (!within && halves, "219"),
        (!within && amounts, "624"),
    ];
    bad.extend(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, code)| code));
}
