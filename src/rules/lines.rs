//! The arithmetic of a line.

use super::{Case, Findings, Line, Row, line, rule};
use crate::calendar::Day;
use crate::finding::Rule;
use crate::invoice::{Item, SupplyType};
use crate::money::{Amount, Exact};

fn or_zero(amount: Option<Amount>) -> Exact {
    amount.unwrap_or(Amount::ZERO).into()
}

fn assessable_value(_: &Case<'_, '_>, line: &Line<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let (Some(total), Some(passed)) = (line.item.total, line.item.assessable_value) else { return };
    let expected = Exact::from(total) - or_zero(line.item.discount);
    if !expected.accepts(passed) {
        found.push(line.fault(rule, "AssAmt").value(passed).expected(expected));
    }
}

/// GST of the line: what a reverse charge or an export with payment may leave out of its total value.
fn gst(item: &Item<'_>) -> Exact {
    or_zero(item.igst) + or_zero(item.cgst) + or_zero(item.sgst)
}

/// All cesses of the line.
fn cesses(item: &Item<'_>) -> Exact {
    [item.cess, item.cess_flat, item.state_cess, item.state_cess_flat].into_iter().map(or_zero).sum()
}

fn item_value(case: &Case<'_, '_>, line: &Line<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let item = line.item;
    let (Some(assessable), Some(passed)) = (item.assessable_value, item.item_value) else { return };
    if taxed_on_retail_price(case) {
        return;
    }
    let bare = Exact::from(assessable) + or_zero(item.other_charges);
    let full = bare + gst(item) + cesses(item);
    // Whether cess stays in when GST is left out is nowhere said: both sums pass.
    let without_tax =
        case.invoice.reverse_charge() || case.invoice.supply_type() == Some(SupplyType::ExportWithPayment);
    let fits = full.accepts(passed) || without_tax && (bare.accepts(passed) || (bare + cesses(item)).accepts(passed));
    if !fits {
        found.push(line.fault(rule, "TotItemVal").value(passed).expected(full));
    }
}

/// From 01-02-2026 pan masala and tobacco are taxed on their retail sale price, and a document with such a line is not
/// held to the sums of codes 2194, 2234 and 2235 (Notifications 19 and 20/2025-CT; GSTN advisory of 23-01-2026).
fn taxed_on_retail_price(case: &Case<'_, '_>) -> bool {
    const NOTIFIED: [&str; 6] = ["21069020", "2401", "2402", "2403", "24041100", "24041900"];
    let from = Day::new(2026, 2, 1);
    case.invoice.date() >= from
        && case.invoice.items.iter().filter_map(|item| item.hsn.as_deref()).any(|hsn| {
            let biris = matches!(hsn, "24031921" | "24031929");
            NOTIFIED.iter().any(|code| hsn.starts_with(code)) && !biris
        })
}

pub(super) const RULES: &[Row] = &[
    line(
        rule(
            "item.assessable_value",
            "2193",
            "/ItemList/[]/AssAmt",
            "line {item} (HSN {hsn}): the assessable value {value} is not gross amount less discount, {expected}",
            "set AssAmt to {expected}, or correct TotAmt or Discount",
            "NIC validation list: AssAmt = TotAmt - Discount, tolerance of 08-09-2020",
        ),
        assessable_value,
    ),
    line(
        rule(
            "item.total_value",
            "2194",
            "/ItemList/[]/TotItemVal",
            "line {item} (HSN {hsn}): the total value {value} is not assessable value, taxes, cesses and charges, {expected}",
            "set TotItemVal to {expected}, or correct the amounts it is the sum of",
            "NIC validation list: TotItemVal, tolerance of 08-09-2020",
        ),
        item_value,
    ),
];
