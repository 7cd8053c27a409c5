//! The sums of the document against its lines.

use super::{Case, Findings, Row, document, rule};
use crate::finding::Rule;
use crate::invoice::Item;
use crate::invoice::form::Totals;
use crate::money::{Amount, Exact};

const SOURCE: &str = "NIC validation list: ValDtls, tolerance of 08-09-2020";

/// The sum over all lines of some of their amounts; what is absent counts as zero.
fn sum<const N: usize>(case: &Case<'_, '_>, parts: fn(&Item<'_>) -> [Option<Amount>; N]) -> Exact {
    case.invoice.items.iter().flat_map(parts).flatten().map(Exact::from).sum()
}

/// Holds one total against its calculation.
fn hold(
    case: &Case<'_, '_>,
    rule: &'static Rule,
    found: &mut Findings,
    total: fn(&Totals<'_>) -> Option<Amount>,
    expected: Exact,
) {
    let Some(totals) = case.invoice.totals.as_deref() else { return };
    let passed = total(totals);
    if !expected.accepts(passed.unwrap_or(Amount::ZERO)) {
        let fault = rule.at(rule.path).expected(expected);
        found.push(match passed {
            Some(passed) => fault.value(passed),
            None => fault,
        });
    }
}

fn assessable_value(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    if case.invoice.totals.as_deref().is_some_and(|t| t.assessable_value.is_some()) {
        hold(case, rule, found, |t| t.assessable_value, sum(case, |i| [i.assessable_value]));
    }
}

fn cgst(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    hold(case, rule, found, |t| t.cgst, sum(case, |i| [i.cgst]));
}

fn sgst(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    hold(case, rule, found, |t| t.sgst, sum(case, |i| [i.sgst]));
}

fn igst(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    hold(case, rule, found, |t| t.igst, sum(case, |i| [i.igst]));
}

fn cess(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    hold(case, rule, found, |t| t.cess, sum(case, |i| [i.cess, i.cess_flat]));
}

fn state_cess(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    hold(case, rule, found, |t| t.state_cess, sum(case, |i| [i.state_cess, i.state_cess_flat]));
}

fn invoice_value(case: &Case<'_, '_>, rule: &'static Rule, found: &mut Findings) {
    let Some(totals) = case.invoice.totals.as_deref().filter(|t| t.invoice_value.is_some()) else { return };
    let part = |amount: Option<Amount>| Exact::from(amount.unwrap_or(Amount::ZERO));
    let lines = sum(case, |i| [i.item_value]);
    let expected = lines - part(totals.discount) + part(totals.other_charges) + part(totals.round_off);
    hold(case, rule, found, |t| t.invoice_value, expected);
}

const fn total(id: &'static str, code: &'static str, path: &'static str, message: &'static str) -> Rule {
    rule(id, code, path, message, "set it to {expected}, or correct the lines it is the sum of", SOURCE)
}

pub(super) const RULES: &[Row] = &[
    document(
        total(
            "totals.assessable_value",
            "2182",
            "/ValDtls/AssVal",
            "the total assessable value {value} is not the sum of the lines, {expected}",
        ),
        assessable_value,
    ),
    document(
        total("totals.sgst", "2183", "/ValDtls/SgstVal", "the total SGST is {value}, the lines add up to {expected}"),
        sgst,
    ),
    document(
        total("totals.cgst", "2184", "/ValDtls/CgstVal", "the total CGST is {value}, the lines add up to {expected}"),
        cgst,
    ),
    document(
        total("totals.igst", "2185", "/ValDtls/IgstVal", "the total IGST is {value}, the lines add up to {expected}"),
        igst,
    ),
    document(
        total(
            "totals.cess",
            "2186",
            "/ValDtls/CesVal",
            "the total cess is {value}, the lines add up to {expected} (ad valorem and other)",
        ),
        cess,
    ),
    document(
        total(
            "totals.state_cess",
            "2187",
            "/ValDtls/StCesVal",
            "the total state cess is {value}, the lines add up to {expected} (ad valorem and other)",
        ),
        state_cess,
    ),
    document(
        rule(
            "totals.invoice_value",
            "2189",
            "/ValDtls/TotInvVal",
            "the total invoice value {value} is not the lines less discount plus charges and round-off, {expected}",
            "set TotInvVal to {expected}; Discount and OthChrg here are the document's own, not repeated from the lines",
            SOURCE,
        ),
        invoice_value,
    ),
];
