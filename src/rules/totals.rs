//! Compares the sums of the document with its lines.

use super::lines::{AmountPart, Corrected, or_zero};
use super::{OfDocument, RuleCase, RuleFindings};
use crate::finding::{Finding, Rule};
use crate::invoice::Item;
use crate::invoice::form::Totals;
use crate::money::{Amount, Exact};

const SOURCE: &str = "NIC validation list: ValDtls, tolerance of 08-09-2020";

/// A total over the lines.
const TOTAL: Rule = Rule { fix: "set it to {expected}, or correct the lines", source: SOURCE, ..Rule::ERROR };

/// A total, the part of a line that it sums, and the place of a wrong part.
struct TotalSum {
    total: fn(&Totals<'_>) -> Option<Amount>,
    given: fn(&Item<'_>) -> Option<Amount>,
    corrected: fn(&Corrected) -> AmountPart,
    /// An amount that is added as well, and isn't checked by itself.
    beside: fn(&Item<'_>) -> Option<Amount>,
    field: &'static str,
}

const NOTHING: fn(&Item<'_>) -> Option<Amount> = |_| None;

/// An amount of the lines, summed.
#[inline(always)]
fn of_lines(items: &[Item<'_>], amount: impl Fn(&Item<'_>) -> Option<Amount>) -> Exact {
    items.iter().map(|item| amount(item).unwrap_or_default()).sum()
}

/// Compares one total with its lines. Inlined, so that the compiler knows each sum's parts.
#[inline(always)]
fn hold(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings, sum: &TotalSum, more: Exact) {
    let Some(totals) = case.invoice.totals.as_deref() else { return };
    let passed = (sum.total)(totals);
    let items = &case.invoice.items;
    let expected = of_lines(items, sum.given) + of_lines(items, sum.beside) + more;
    if !expected.accepts(passed.unwrap_or(Amount::ZERO)) {
        report(case, rule, found, sum, (passed, expected, more));
    }
}

/// Reports a wrong total. Where it matches the corrected lines, it follows from their faults.
#[cold]
fn report(
    case: &RuleCase<'_, '_>,
    rule: &'static Rule,
    found: &mut RuleFindings,
    sum: &TotalSum,
    (passed, expected, more): (Option<Amount>, Exact, Exact),
) {
    if found.at(rule.path).is_some() {
        return;
    }
    let items = &case.invoice.items;
    let mut fault = rule.at(rule.path).expected(expected);
    fault.value = passed.map(|passed| passed.to_string());
    let parts: Vec<AmountPart> = items.iter().map(|item| (sum.corrected)(&Corrected::of(case, item))).collect();
    let right = parts.iter().map(|part| part.value).sum::<Exact>() + of_lines(items, sum.beside) + more;
    let first = parts.iter().position(|part| part.wrong);
    found.push(match first {
        Some(index) if right.accepts(passed.unwrap_or(Amount::ZERO)) => {
            fault.follows(format!("/ItemList/{index}/{}", sum.field))
        }
        Some(_) | None => fault,
    });
}

const ASSESSABLE_VALUE: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.assessable_value",
        code: Some("2182"),
        path: "/ValDtls/AssVal",
        message: "the total assessable value {value} is not the sum of the lines, {expected}",
        ..TOTAL
    },
    check: assessable_value,
};

fn assessable_value(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.invoice.totals.as_deref().is_some_and(|t| t.assessable_value.is_some()) {
        let sum = TotalSum {
            total: |t| t.assessable_value,
            given: |i| i.assessable_value,
            corrected: |m| m.assessable,
            beside: NOTHING,
            field: "AssAmt",
        };
        hold(case, rule, found, &sum, Exact::ZERO);
    }
}

const CGST: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.cgst",
        code: Some("2184"),
        path: "/ValDtls/CgstVal",
        message: "the total CGST is {value}, the lines add up to {expected}",
        ..TOTAL
    },
    check: cgst,
};

fn cgst(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let sum =
        TotalSum { total: |t| t.cgst, given: |i| i.cgst, corrected: |m| m.cgst, beside: NOTHING, field: "CgstAmt" };
    hold(case, rule, found, &sum, Exact::ZERO);
}

const SGST: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.sgst",
        code: Some("2183"),
        path: "/ValDtls/SgstVal",
        message: "the total SGST is {value}, the lines add up to {expected}",
        ..TOTAL
    },
    check: sgst,
};

fn sgst(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let sum =
        TotalSum { total: |t| t.sgst, given: |i| i.sgst, corrected: |m| m.sgst, beside: NOTHING, field: "SgstAmt" };
    hold(case, rule, found, &sum, Exact::ZERO);
}

const IGST: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.igst",
        code: Some("2185"),
        path: "/ValDtls/IgstVal",
        message: "the total IGST is {value}, the lines add up to {expected}",
        ..TOTAL
    },
    check: igst,
};

fn igst(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let sum =
        TotalSum { total: |t| t.igst, given: |i| i.igst, corrected: |m| m.igst, beside: NOTHING, field: "IgstAmt" };
    hold(case, rule, found, &sum, Exact::ZERO);
}

const CESS: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.cess",
        code: Some("2186"),
        also: &["2188"],
        path: "/ValDtls/CesVal",
        message: "the total cess is {value}, the lines add up to {expected} (ad valorem and other)",
        ..TOTAL
    },
    check: cess,
};

fn cess(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let sum = TotalSum {
        total: |t| t.cess,
        given: |i| i.cess,
        corrected: |m| m.cess,
        beside: |i| i.cess_flat,
        field: "CesAmt",
    };
    hold(case, rule, found, &sum, Exact::ZERO);
}

const STATE_CESS: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.state_cess",
        code: Some("2187"),
        path: "/ValDtls/StCesVal",
        message: "the total state cess is {value}, the lines add up to {expected} (ad valorem and other)",
        ..TOTAL
    },
    check: state_cess,
};

fn state_cess(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let sum = TotalSum {
        total: |t| t.state_cess,
        given: |i| i.state_cess,
        corrected: |m| m.state_cess,
        beside: |i| i.state_cess_flat,
        field: "StateCesAmt",
    };
    hold(case, rule, found, &sum, Exact::ZERO);
}

const INVOICE_VALUE: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.invoice_value",
        code: Some("2189"),
        path: "/ValDtls/TotInvVal",
        message: "the total invoice value {value} is not the lines less discount plus charges and round-off, {expected}",
        fix: "set TotInvVal to {expected}; Discount and OthChrg here are the document's own, not repeated from the lines",
        source: SOURCE,
        ..Rule::ERROR
    },
    check: invoice_value,
};

fn invoice_value(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(totals) = case.invoice.totals.as_deref() else { return };
    let Some(passed) = totals.invoice_value else { return };
    let sum = TotalSum {
        total: |t| t.invoice_value,
        given: |i| i.item_value,
        corrected: |m| m.value,
        beside: NOTHING,
        field: "TotItemVal",
    };
    let more = or_zero(totals.other_charges) + or_zero(totals.round_off) - or_zero(totals.discount);
    let before = found.list.len();
    hold(case, rule, found, &sum, more);
    // The most frequent cause: the discounts of the lines are given again here.
    let repeated = totals.discount.filter(|d| !d.is_zero()).map(Exact::from).filter(|discount| {
        let discounts = of_lines(&case.invoice.items, |item| item.discount);
        let values = of_lines(&case.invoice.items, |item| item.item_value);
        discounts == *discount && (values + more + *discount).accepts(passed)
    });
    if let (Some(discount), Some(fault)) = (repeated, found.list.get_mut(before).filter(|f| f.follows.is_none())) {
        *fault = fault.clone().with_fix(REPEATED).word("discount", discount);
    }
}

const REPEATED: &str =
    "leave Discount out of ValDtls: its {discount} are the discounts of the lines, already taken off there";

const ONE_TAX: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.one_tax",
        path: "/ValDtls/IgstVal",
        message: "the totals carry IGST ({value}) beside CGST or SGST; a bill has one or the other",
        fix: "leave out the tax the lines don't have",
        source: "FORM GST INV-01 items A.1.2.16 to A.1.2.18",
        ..Rule::WARNING
    },
    check: one_tax,
};

fn one_tax(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(totals) = case.invoice.totals.as_deref() else { return };
    let given = |amount: Option<Amount>| amount.is_some_and(|a| !a.is_zero());
    if given(totals.igst) && (given(totals.cgst) || given(totals.sgst)) {
        let fault: Finding = rule.at(rule.path).value(totals.igst.unwrap_or_default());
        found.push(fault);
    }
}

const CHARGES: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.charges",
        code: Some("2264"),
        path: "/ValDtls/OthChrg",
        message: "the total charges {value} are not the sum of the lines, {expected}",
        fix: "set OthChrg to {expected}",
        source: "NIC error list of 2020; the portal's own sample contradicts it",
        setting: Some("rules_of_2020"),
        ..Rule::ERROR
    },
    check: charges,
};

fn charges(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    let Some(passed) = case.invoice.totals.as_deref().and_then(|t| t.other_charges) else { return };
    let expected = of_lines(&case.invoice.items, |item| item.other_charges);
    if !expected.accepts(passed) {
        found.push(rule.at(rule.path).severity(severity).value(passed).expected(expected));
    }
}

const DISCOUNT: OfDocument = OfDocument {
    rule: Rule {
        id: "totals.discount",
        code: Some("2220"),
        path: "/ValDtls/Discount",
        message: "the document discount {value} is not less than the total invoice value {expected}",
        fix: "correct Discount; a free supply is discounted in its lines",
        source: "NIC error list of 2020",
        setting: Some("rules_of_2020"),
        ..Rule::ERROR
    },
    check: discount,
};

fn discount(case: &RuleCase<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.rules_of_2020.severity() else { return };
    let Some(totals) = case.invoice.totals.as_deref() else { return };
    if let (Some(discount), Some(value)) = (totals.discount.filter(|d| !d.is_zero()), totals.invoice_value)
        && discount >= value
    {
        found.push(rule.at(rule.path).severity(severity).value(discount).expected(value));
    }
}

pub(super) const RULES: &[OfDocument] =
    &[ASSESSABLE_VALUE, SGST, CGST, IGST, CESS, STATE_CESS, INVOICE_VALUE, ONE_TAX, CHARGES, DISCOUNT];
