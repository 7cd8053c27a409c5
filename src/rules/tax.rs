//! Taxes and cesses of a line: the kind, and the amount.

use super::{Corrected, JudgedLine, OfLine, RuleCase, RuleFindings, Trade};
use crate::finding::{Finding, Rule, Severity};
use crate::invoice::{Item, SupplyType};
use crate::law::tables;
use crate::money::{Amount, Exact};
use crate::settings::Switch;

const LIST: &str = "NIC validation list";
const RATES: &str = "NIC validation list: tax amounts, tolerance of 08-09-2020";
const RETAIL: &str = "NIC validation list: tax amounts, tolerance of 08-09-2020; not where a line is taxed on its retail price (Notifications 19 and 20/2025-CT)";

/// The taxes due on a line at its own rates; `None` where the portal doesn't check the amount.
#[derive(Default)]
pub(super) struct TaxDue {
    pub igst: Option<Exact>,
    /// CGST, and SGST likewise.
    pub share: Option<Exact>,
    pub cess: Option<Exact>,
    pub state_cess: Option<Exact>,
}

pub(super) fn due(case: &RuleCase<'_, '_>, item: &Item<'_>, base: Amount) -> TaxDue {
    let checked = weight(case).is_some();
    let percent = |rate: Option<Amount>| rate.filter(|_| checked).map(|rate| Exact::percent(base, rate));
    let gst = percent(item.gst_rate).filter(|_| !case.retail_price);
    let zero = |amount: Option<Amount>| amount.is_none_or(Amount::is_zero);
    // Under bond or undertaking no tax is paid, at any rate.
    let unpaid = matches!(case.supply, Some(SupplyType::ExportWithoutPayment | SupplyType::SezWithoutPayment));
    TaxDue {
        igst: gst.filter(|_| case.trade == Some(Trade::Inter) && !(unpaid && zero(item.igst))),
        share: gst.filter(|_| case.trade == Some(Trade::Intra)).map(Exact::half),
        cess: percent(item.cess_rate.or(Some(Amount::ZERO)))
            .filter(|_| !(unpaid && zero(item.cess)) && (item.cess_rate.is_some() || !zero(item.cess))),
        state_cess: percent(item.state_cess_rate.or(Some(Amount::ZERO)))
            .filter(|_| item.state_cess_rate.is_some() || !zero(item.state_cess)),
    }
}

/// The severity of a wrong amount. Those of notes are not checked unless a setting says so.
fn weight(case: &RuleCase<'_, '_>) -> Option<Severity> {
    if case.is_invoice() { Some(Severity::Error) } else { case.settings.note_tax_check.severity() }
}

/// Pan masala and tobacco are taxed on their retail price. A document with such a line is exempt from the sums of codes
/// 2194, 2234 and 2235.
pub(super) fn on_retail_price(case: &RuleCase<'_, '_>) -> bool {
    let from = case.settings.retail_price_goods_from.0;
    from.is_some_and(|from| case.dated() >= from)
        && case.invoice.items.iter().filter_map(|item| item.hsn.as_deref()).any(|hsn| {
            // The first digit rules out most other goods.
            hsn.starts_with('2') && tables::retail_priced(hsn)
        })
}

fn given(amount: Option<Amount>) -> bool {
    amount.is_some_and(|amount| !amount.is_zero())
}

/// The first of CGST and SGST that a line carries.
fn share_given(item: &Item<'_>) -> Option<(&'static str, Amount)> {
    [("CgstAmt", item.cgst), ("SgstAmt", item.sgst)]
        .into_iter()
        .find_map(|(field, amount)| Some((field, amount.filter(|a| !a.is_zero())?)))
}

/// CGST or SGST where only IGST applies.
fn shares_between_states(
    case: &RuleCase<'_, '_>,
    line: &JudgedLine<'_, '_>,
    rule: &'static Rule,
    found: &mut RuleFindings,
) {
    if case.trade != Some(Trade::Inter) {
        return;
    }
    if let Some((field, amount)) = share_given(line.item) {
        let both = [line.item.cgst, line.item.sgst].into_iter().flatten().map(Exact::from).sum::<Exact>();
        let fault = line.fault(rule, field).value(amount).word("both", both);
        found.push(linked(fault, case.trade_doubt().map(str::to_owned)));
    }
}

fn linked(fault: Finding, cause: Option<String>) -> Finding {
    match cause {
        Some(cause) => fault.follows(cause),
        None => fault,
    }
}

const SHARES_IN_TRADE: OfLine = OfLine {
    rule: Rule {
        id: "tax.shares_between_states",
        code: Some("2174"),
        path: "/ItemList/[]/CgstAmt",
        message: "line {item} (HSN {hsn}): between states there is no CGST and SGST ({value})",
        fix: "move CGST and SGST to IGST ({both} in all), or correct Pos or Stcd",
        source: LIST,
        ..Rule::ERROR
    },
    check: shares_in_trade,
};

fn shares_in_trade(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if !case.is_export() && !case.is_sez() {
        shares_between_states(case, line, rule, found);
    }
}

const SHARES_IN_EXPORT: OfLine = OfLine {
    rule: Rule {
        id: "tax.shares_in_export",
        code: Some("2180"),
        path: "/ItemList/[]/CgstAmt",
        message: "line {item} (HSN {hsn}): an export has no CGST and SGST ({value})",
        fix: "move CGST and SGST to IGST ({both} in all), or leave them out without payment of tax",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: shares_in_export,
};

fn shares_in_export(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.is_export() {
        shares_between_states(case, line, rule, found);
    }
}

const SHARES_TO_SEZ: OfLine = OfLine {
    rule: Rule {
        id: "tax.shares_to_sez",
        code: Some("2237"),
        path: "/ItemList/[]/CgstAmt",
        message: "line {item} (HSN {hsn}): a supply to an SEZ has no CGST and SGST ({value})",
        fix: "move CGST and SGST to IGST ({both} in all), or leave them out without payment of tax",
        source: LIST,
        ..Rule::ERROR
    },
    check: shares_to_sez,
};

fn shares_to_sez(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if case.is_sez() {
        shares_between_states(case, line, rule, found);
    }
}

const IGST_WITHIN_STATE: OfLine = OfLine {
    rule: Rule {
        id: "tax.igst_within_state",
        code: Some("2172"),
        path: "/ItemList/[]/IgstAmt",
        message: "line {item} (HSN {hsn}): within a state there is no IGST ({value})",
        fix: "charge CGST and SGST instead, {half} each, or correct Pos or Stcd; IgstOnIntra Y is for the exceptions",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: igst_within_state,
};

fn igst_within_state(
    case: &RuleCase<'_, '_>,
    line: &JudgedLine<'_, '_>,
    rule: &'static Rule,
    found: &mut RuleFindings,
) {
    if let (Some(Trade::Intra), Some(igst)) = (case.trade, line.item.igst.filter(|a| !a.is_zero())) {
        let fault = line.fault(rule, "IgstAmt").value(igst).word("half", Exact::from(igst).half());
        found.push(linked(fault, case.trade_doubt().map(str::to_owned)));
    }
}

/// Where the wrong kind of tax was charged, the missing kind follows from it.
fn wrong_kind(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>) -> Option<String> {
    let field = match case.trade? {
        Trade::Inter => share_given(line.item).filter(|_| !given(line.item.igst))?.0,
        Trade::Intra => Some("IgstAmt").filter(|_| given(line.item.igst))?,
    };
    Some(case.trade_doubt().map_or_else(|| line.path(field), str::to_owned))
}

/// An amount of a line that follows from its rates.
struct RateTax {
    field: &'static str,
    passed: fn(&Item<'_>) -> Option<Amount>,
    due: fn(&TaxDue) -> Option<Exact>,
}

/// Compares an amount of a line with the amount due.
#[inline(always)]
fn hold(
    case: &RuleCase<'_, '_>,
    line: &JudgedLine<'_, '_>,
    rule: &'static Rule,
    found: &mut RuleFindings,
    tax: &RateTax,
) {
    let passed = (tax.passed)(line.item).unwrap_or(Amount::ZERO);
    if let Some(expected) = (tax.due)(&line.due).filter(|due| !due.accepts(passed)) {
        report(case, line, rule, found, (tax, expected));
    }
}

/// Reports a wrong amount. It links the finding to a wrong assessable value, rate or kind of tax, where that is the
/// cause.
#[cold]
fn report(
    case: &RuleCase<'_, '_>,
    line: &JudgedLine<'_, '_>,
    rule: &'static Rule,
    found: &mut RuleFindings,
    (tax, expected): (&RateTax, Exact),
) {
    let (Some(severity), Some(base)) = (weight(case), line.item.assessable_value) else { return };
    let passed = (tax.passed)(line.item);
    let fits = |due: Exact| due.accepts(passed.unwrap_or(Amount::ZERO));
    let mut fault = line.fault(rule, tax.field).severity(severity).expected(expected).word("base", base);
    fault.value = passed.map(|passed| passed.to_string());
    let assessable = Corrected::of(case, line.item).assessable;
    let by_base = assessable.wrong && (tax.due)(&due(case, line.item, assessable.value.to_paise())).is_none_or(fits);
    let rate = line.path("GstRt");
    let of_gst = !tax.field.contains("Ces");
    let cause = match () {
        () if by_base => Some(line.path("AssAmt")),
        () if of_gst && found.at(&rate).is_some_and(|f| f.severity == Severity::Error) => Some(rate),
        () => wrong_kind(case, line),
    };
    found.push(linked(fault, cause));
}

const IGST: OfLine = OfLine {
    rule: Rule {
        id: "tax.igst",
        code: Some("2235"),
        path: "/ItemList/[]/IgstAmt",
        message: "line {item} (HSN {hsn}): IGST is {value}; the rate on {base} gives {expected}",
        fix: "set IgstAmt to {expected}, or correct GstRt",
        source: RETAIL,
        setting: Some("note_tax_check"),
        ..Rule::ERROR
    },
    check: igst,
};

fn igst(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    hold(case, line, rule, found, &RateTax { field: "IgstAmt", passed: |i| i.igst, due: |due| due.igst });
}

/// Both shares missing where tax is due.
fn shares_missing(line: &JudgedLine<'_, '_>) -> bool {
    !(given(line.item.cgst) && given(line.item.sgst)) && line.due.share.is_some_and(|due| !due.accepts(Amount::ZERO))
}

const SHARES_NEEDED: OfLine = OfLine {
    rule: Rule {
        id: "tax.shares_needed",
        code: Some("2241"),
        path: "/ItemList/[]/CgstAmt",
        message: "line {item} (HSN {hsn}): within a state CGST and SGST are required, {expected} each",
        fix: "set CgstAmt and SgstAmt to {expected}",
        source: "NIC error list",
        ..Rule::ERROR
    },
    check: shares_needed,
};

fn shares_needed(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if !shares_missing(line) {
        return;
    }
    let severity = weight(case).unwrap_or(Severity::Error);
    let due = line.due.share.unwrap_or_default();
    let field = if given(line.item.cgst) { "SgstAmt" } else { "CgstAmt" };
    let fault = line.fault(rule, field).severity(severity).expected(due);
    found.push(linked(fault, wrong_kind(case, line)));
}

const SHARES: OfLine = OfLine {
    rule: Rule {
        id: "tax.shares",
        code: Some("2234"),
        path: "/ItemList/[]/CgstAmt",
        message: "line {item} (HSN {hsn}): {value} is not half of the tax on {base}, {expected}",
        fix: "set CgstAmt and SgstAmt to {expected} each, or correct GstRt",
        source: RETAIL,
        setting: Some("note_tax_check"),
        ..Rule::ERROR
    },
    check: shares,
};

fn shares(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if !shares_missing(line) {
        hold(case, line, rule, found, &RateTax { field: "CgstAmt", passed: |i| i.cgst, due: |due| due.share });
        hold(case, line, rule, found, &RateTax { field: "SgstAmt", passed: |i| i.sgst, due: |due| due.share });
    }
}

const SHARES_EQUAL: OfLine = OfLine {
    rule: Rule {
        id: "tax.shares_equal",
        code: Some("2227"),
        path: "/ItemList/[]/SgstAmt",
        message: "line {item} (HSN {hsn}): SGST {value} and CGST {expected} are not equal",
        fix: "set both to the same amount",
        source: "NIC error list",
        setting: Some("cgst_sgst_equal"),
        ..Rule::ERROR
    },
    check: shares_equal,
};

fn shares_equal(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let on = case.settings.cgst_sgst_equal == Switch::On && case.trade == Some(Trade::Intra);
    let (cgst, sgst) = (line.item.cgst.unwrap_or_default(), line.item.sgst.unwrap_or_default());
    if on && cgst != sgst {
        let fault = line.fault(rule, "SgstAmt").value(sgst).expected(cgst);
        let cause = ["CgstAmt", "SgstAmt"].map(|field| line.path(field));
        // One of them is missing or wrong by its rate: that is the fault itself.
        let cause = cause.into_iter().find(|path| found.at(path).is_some());
        found.push(linked(fault, cause));
    }
}

const CESS: OfLine = OfLine {
    rule: Rule {
        id: "tax.cess",
        code: Some("2266"),
        path: "/ItemList/[]/CesAmt",
        message: "line {item} (HSN {hsn}): cess is {value}; the cess rate on {base} gives {expected}",
        fix: "set CesAmt to {expected}, or correct CesRt; cess by quantity goes into CesNonAdvlAmt",
        source: RATES,
        setting: Some("note_tax_check"),
        ..Rule::ERROR
    },
    check: cess,
};

fn cess(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    hold(case, line, rule, found, &RateTax { field: "CesAmt", passed: |i| i.cess, due: |due| due.cess });
}

const STATE_CESS: OfLine = OfLine {
    rule: Rule {
        id: "tax.state_cess",
        code: Some("2267"),
        path: "/ItemList/[]/StateCesAmt",
        message: "line {item} (HSN {hsn}): state cess is {value}; the state cess rate on {base} gives {expected}",
        fix: "set StateCesAmt to {expected}, or correct StateCesRt; cess by quantity goes into StateCesNonAdvlAmt",
        source: RATES,
        setting: Some("note_tax_check"),
        ..Rule::ERROR
    },
    check: state_cess,
};

fn state_cess(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    hold(
        case,
        line,
        rule,
        found,
        &RateTax { field: "StateCesAmt", passed: |i| i.state_cess, due: |due| due.state_cess },
    );
}

const CESS_ENDED: OfLine = OfLine {
    rule: Rule {
        id: "tax.cess_ended",
        path: "/ItemList/[]/CesAmt",
        message: "line {item} (HSN {hsn}): compensation cess ended on {last}",
        fix: "leave the cess out, or correct the document date",
        source: "Notification 9/2025-CT(Rate); the end of the compensation cess on 01-02-2026",
        since: Rule::since(2025, 9, 22),
        setting: Some("cess_after_end"),
        ..Rule::WARNING
    },
    check: cess_ended,
};

/// Compensation cess has ended, later for tobacco and pan masala than for other goods.
fn cess_ended(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.cess_after_end.severity().filter(|_| case.is_invoice()) else { return };
    let fields = [("CesRt", line.item.cess_rate), ("CesAmt", line.item.cess), ("CesNonAdvlAmt", line.item.cess_flat)];
    let Some((field, amount)) = fields.into_iter().find_map(|(f, a)| Some((f, a.filter(|a| !a.is_zero())?))) else {
        return;
    };
    let late = line.item.hsn.as_deref().is_some_and(|hsn| hsn.starts_with("24") || hsn.starts_with("21069020"));
    let last = if late { tables::CESS_END_TOBACCO } else { tables::CESS_END };
    if case.dated() > last {
        found.push(line.fault(rule, field).severity(severity).value(amount).word("last", last));
    }
}

/// `compute` asks for what it can't work out.
pub(crate) const RETAIL_PRICE_WANTED: Rule = Rule {
    id: "compute.retail_price",
    path: "/ItemList/[]/GstRt",
    message: "line {item} (HSN {hsn}) is taxed on its retail price, not on the price of the sale (rule 31D)",
    fix: "give the tax itself, or the option retail_prices with the line's number and retail price",
    source: "Notifications 19/2025-CT and 20/2025-CT, rule 31D CGST Rules",
    ..Rule::ERROR
};
pub(crate) const NOT_FOLDED: Rule = Rule {
    id: "compute.negative_line",
    path: "/ItemList/[]/AssAmt",
    message: "line {item} (HSN {hsn}) is negative, and no single other line has its HSN code and rate and is worth as much",
    fix: "subtract it from the line it belongs to, in Discount of that line",
    source: "FORM GST INV-01: amounts of lines are not negative",
    ..Rule::ERROR
};

pub(super) const LINE_RULES: &[OfLine] = &[
    SHARES_IN_TRADE,
    SHARES_IN_EXPORT,
    SHARES_TO_SEZ,
    IGST_WITHIN_STATE,
    IGST,
    SHARES_NEEDED,
    SHARES,
    SHARES_EQUAL,
    CESS,
    STATE_CESS,
    CESS_ENDED,
];
