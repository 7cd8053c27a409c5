//! Sums and rates.

use super::{CheckFindings, EwayCase, EwayCheck, is_abroad};
use crate::eway::document::EwayItem;
use crate::finding::Rule;
use crate::money::{Amount, Exact};

const TOTAL: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.total",
        code: Some("620"),
        path: "/totInvValue",
        message: "the total is {value}; taxable value, taxes and other charges make {expected}",
        fix: "correct the total or its parts; a discount or a rounding stands in other charges, below 0",
        source: "NIC e-way bill error 620; 2 rupees less are taken",
        ..Rule::ERROR
    },
    check: total,
};

/// The total may be so much smaller than its parts.
const TOLERANCE: i64 = 2000;

fn total(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let sums = &case.doc.totals;
    let Some(total) = sums.invoice else { return };
    let parts = [sums.taxable, sums.cgst, sums.sgst, sums.igst, sums.cess, sums.cess_flat, sums.other];
    let sum: Exact = parts.into_iter().flatten().map(Exact::from).sum();
    let sum = sum.to_paise();
    if total.thousandths() + TOLERANCE < sum.thousandths() {
        found.push(case.fault(rule, "totInvValue").value(total).expected(sum));
    }
}

const TAXABLE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.taxable_value",
        path: "/totalValue",
        message: "the taxable value is {value}; the lines make {expected}",
        fix: "correct the taxable value, or the amount of a line",
        source: "Sum of the lines; no e-way bill error is known",
        ..Rule::WARNING
    },
    check: taxable,
};

fn taxable(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let lines: Option<Vec<Amount>> = case.doc.items.iter().map(|item| item.taxable).collect();
    let (Some(given), Some(lines)) = (case.doc.totals.taxable, lines) else { return };
    let sum: Exact = lines.into_iter().map(Exact::from).sum();
    if !lines_agree(sum, given) {
        found.push(case.fault(rule, "totalValue").value(given).expected(sum.to_paise()));
    }
}

fn lines_agree(sum: Exact, given: Amount) -> bool {
    (sum.to_paise().thousandths() - given.thousandths()).abs() <= TOLERANCE
}

/// Whether tax is due within a state or between states, where all four states say the same.
fn between_states(case: &EwayCase<'_>) -> Option<bool> {
    let (from, to) = (&case.doc.from, &case.doc.to);
    let (bill_from, bill_to) = (from.state?, to.state?);
    let parties = bill_from != bill_to || is_abroad(bill_from) || is_abroad(bill_to);
    let places = from.act_state.zip(to.act_state).map_or(parties, |(from, to)| from != to);
    // An export leaves from the port of the supplier's own state, perhaps.
    (parties == places || is_abroad(bill_to) || is_abroad(bill_from)).then_some(parties)
}

fn some(amount: Option<Amount>) -> bool {
    amount.is_some_and(|amount| !amount.is_zero())
}

const IGST_WITHIN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.igst_within_state",
        code: Some("623"),
        also: &["218"],
        path: "/igstValue",
        message: "IGST is charged, and the goods stay in one state",
        fix: "charge CGST and SGST; only a supply to or from a Special Economic Zone has IGST inside a state",
        source: "NIC e-way bill errors 623, 218 and 378",
        ..Rule::WARNING
    },
    check: igst_within,
};

fn igst_within(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if between_states(case) != Some(false) {
        return;
    }
    let line = case.doc.items.iter().position(|item| some(item.igst_rate));
    match (some(case.doc.totals.igst), line) {
        (true, _) => found.push(case.fault(rule, "igstValue").value(show(case.doc.totals.igst))),
        (false, Some(index)) => {
            let rate = case.doc.items.get(index).and_then(|item| item.igst_rate);
            found.push(case.line_fault(rule, index, "igstRate").code("218").value(show(rate)));
        }
        (false, None) => {}
    }
}

fn show(amount: Option<Amount>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

const CGST_BETWEEN: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.cgst_between_states",
        code: Some("624"),
        also: &["219"],
        path: "/cgstValue",
        message: "CGST or SGST is charged, and the goods go from one state to another",
        fix: "charge IGST, or correct the states",
        source: "NIC e-way bill errors 624 and 219",
        ..Rule::ERROR
    },
    check: cgst_between,
};

fn cgst_between(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    if between_states(case) != Some(true) {
        return;
    }
    let sums = &case.doc.totals;
    let line = case.doc.items.iter().position(|item| some(item.cgst_rate) || some(item.sgst_rate));
    match (some(sums.cgst) || some(sums.sgst), line) {
        (true, _) => {
            let (key, amount) = if some(sums.cgst) { ("cgstValue", sums.cgst) } else { ("sgstValue", sums.sgst) };
            found.push(case.fault(rule, key).value(show(amount)));
        }
        (false, Some(index)) => {
            let rate = case.doc.items.get(index).and_then(|item| item.cgst_rate.or(item.sgst_rate));
            found.push(case.line_fault(rule, index, "cgstRate").code("219").value(show(rate)));
        }
        (false, None) => {}
    }
}

const HALVES: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.halves",
        code: Some("251"),
        path: "/itemList/[]/sgstRate",
        message: "line {item} (HSN {hsn}): the SGST rate is {value}, the CGST rate {expected}; they must be equal",
        fix: "give each half of the GST rate",
        source: "NIC e-way bill error 251",
        ..Rule::ERROR
    },
    check: halves,
};

fn halves(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    for (index, item) in case.doc.items.iter().enumerate() {
        let (cgst, sgst) = (item.cgst_rate.unwrap_or(Amount::ZERO), item.sgst_rate.unwrap_or(Amount::ZERO));
        if cgst != sgst {
            found.push(case.line_fault(rule, index, "sgstRate").value(sgst).expected(cgst));
        }
    }
}

const RATE: EwayCheck = EwayCheck {
    rule: Rule {
        id: "eway.rate",
        code: Some("254"),
        also: &["252", "253"],
        path: "/itemList/[]/igstRate",
        message: "line {item} (HSN {hsn}): {value} is no GST rate of the list",
        fix: "correct the rate; einv_codes lists the rates",
        source: "GST rates; e-way bill errors 252 to 254",
        ..Rule::WARNING
    },
    check: rate,
};

fn rate(case: &EwayCase<'_>, rule: &'static Rule, found: &mut CheckFindings) {
    let known = |rate: Amount| rate.is_zero() || case.lists().rate(rate).is_some();
    for (index, item) in case.doc.items.iter().enumerate() {
        let whole = gst_rate(item);
        // Unequal halves are a fault of their own.
        if item.cgst_rate.unwrap_or(Amount::ZERO) == item.sgst_rate.unwrap_or(Amount::ZERO) && !known(whole) {
            let (key, code) = if some(item.igst_rate) { ("igstRate", "254") } else { ("cgstRate", "252") };
            found.push(case.line_fault(rule, index, key).code(code).value(whole));
        }
    }
}

/// The whole rate of a line.
fn gst_rate(item: &EwayItem) -> Amount {
    let parts = [item.igst_rate, item.cgst_rate, item.sgst_rate];
    let sum = parts.into_iter().flatten().map(Amount::thousandths).sum();
    let sum = Amount::from_thousandths(sum, 3);
    sum.with_at_most(2).unwrap_or(sum)
}

pub(super) const RULES: &[EwayCheck] = &[TOTAL, TAXABLE, IGST_WITHIN, CGST_BETWEEN, HALVES, RATE];
