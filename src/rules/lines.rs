//! The arithmetic of a line, and a line with its own faults corrected.

use super::{JudgedLine, OfLine, RuleCase, RuleFindings, tax};
use crate::finding::{Finding, Rule};
use crate::invoice::{Item, SupplyType, faults};
use crate::irn::DocType;
use crate::money::{Amount, Exact};

pub(super) fn or_zero(amount: Option<Amount>) -> Exact {
    amount.unwrap_or(Amount::ZERO).into()
}

/// One amount of a line: the given one, or the right one where the given one is wrong by itself.
#[derive(Clone, Copy)]
pub(super) struct AmountPart {
    pub value: Exact,
    pub wrong: bool,
}

impl AmountPart {
    /// `right` is `None` where nothing determines it.
    fn of(passed: Option<Amount>, right: Option<Exact>) -> AmountPart {
        match right {
            Some(right) if !right.accepts(passed.unwrap_or(Amount::ZERO)) => AmountPart { value: right, wrong: true },
            Some(_) | None => AmountPart { value: or_zero(passed), wrong: false },
        }
    }
}

/// A line with its own faults corrected. Values that disagree in the document, but agree here, follow from those
/// faults. Only computed once something is wrong.
pub(super) struct Corrected {
    pub assessable: AmountPart,
    pub igst: AmountPart,
    pub cgst: AmountPart,
    pub sgst: AmountPart,
    pub cess: AmountPart,
    pub state_cess: AmountPart,
    pub value: AmountPart,
}

impl Corrected {
    pub(super) fn of(case: &RuleCase<'_, '_>, item: &Item<'_>) -> Corrected {
        let assessable = AmountPart::of(item.assessable_value, assessable_of(item));
        let base = assessable.value.to_paise();
        let taxes = tax::due(case, item, base);
        let igst = AmountPart::of(item.igst, taxes.igst);
        let cgst = AmountPart::of(item.cgst, taxes.share);
        let sgst = AmountPart::of(item.sgst, taxes.share);
        let cess = AmountPart::of(item.cess, taxes.cess);
        let state_cess = AmountPart::of(item.state_cess, taxes.state_cess);
        let bare = assessable.value + or_zero(item.other_charges);
        let gst = igst.value + cgst.value + sgst.value;
        let cesses = cess.value + state_cess.value + or_zero(item.cess_flat) + or_zero(item.state_cess_flat);
        let sums = LineTotals::new(case, bare, gst, cesses);
        let value = match item.item_value.filter(|passed| !sums.accept(*passed)) {
            Some(_) if !case.retail_price => AmountPart { value: sums.full, wrong: true },
            Some(_) | None => AmountPart { value: or_zero(item.item_value), wrong: false },
        };
        Corrected { assessable, igst, cgst, sgst, cess, state_cess, value }
    }

    /// The first field that is wrong by itself, among those that add up to the total value.
    fn cause(&self) -> Option<&'static str> {
        let parts = [
            (self.assessable, "AssAmt"),
            (self.igst, "IgstAmt"),
            (self.cgst, "CgstAmt"),
            (self.sgst, "SgstAmt"),
            (self.cess, "CesAmt"),
            (self.state_cess, "StateCesAmt"),
        ];
        parts.into_iter().find(|(part, _)| part.wrong).map(|(_, field)| field)
    }
}

/// The total values that the portal accepts for a line.
struct LineTotals {
    full: Exact,
    /// With and without cess, where tax may be left out.
    without_tax: Option<[Exact; 2]>,
}

impl LineTotals {
    fn new(case: &RuleCase<'_, '_>, bare: Exact, gst: Exact, cesses: Exact) -> LineTotals {
        let untaxed = case.invoice.reverse_charge() || case.supply == Some(SupplyType::ExportWithPayment);
        // No source says whether cess stays in when GST is left out: both sums pass.
        LineTotals { full: bare + gst + cesses, without_tax: untaxed.then_some([bare, bare + cesses]) }
    }

    fn accept(&self, passed: Amount) -> bool {
        self.full.accepts(passed) || self.without_tax.is_some_and(|sums| sums.iter().any(|s| s.accepts(passed)))
    }
}

fn assessable_of(item: &Item<'_>) -> Option<Exact> {
    Some(Exact::from(item.total?) - or_zero(item.discount))
}

const GROSS_AMOUNT: OfLine = OfLine {
    rule: Rule {
        id: "item.gross_amount",
        code: Some("2192"),
        path: "/ItemList/[]/TotAmt",
        message: "line {item} (HSN {hsn}): the gross amount {value} is not quantity times unit price, {expected}",
        fix: "set TotAmt to {expected}, or correct Qty or UnitPrice",
        source: "NIC error list; the check was withdrawn in September 2020",
        setting: Some("total_amount_check"),
        ..Rule::WARNING
    },
    check: gross_amount,
};

fn gross_amount(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let Some(severity) = case.settings.total_amount_check.severity() else { return };
    let (Some(quantity), Some(price), Some(passed)) = (line.item.quantity, line.item.unit_price, line.item.total)
    else {
        return;
    };
    let expected = Exact::product(quantity, price);
    if expected.accepts(passed) {
        return;
    }
    let free = quantity.is_zero() || price.is_zero();
    // A note about a changed price or rate moves no goods: its quantity is zero, its amount isn't.
    if free && matches!(case.kind, Some(DocType::CreditNote | DocType::DebitNote)) {
        return;
    }
    let fault = line.fault(rule, "TotAmt").severity(severity).value(passed).expected(expected);
    found.push(if free { fault.with_fix(AMOUNT_WITHOUT_QUANTITY) } else { fault });
}

const AMOUNT_WITHOUT_QUANTITY: &str = "correct Qty or UnitPrice: one of them is 0";

/// Whether a discount is larger than the amount.
fn is_too_large(item: &Item<'_>) -> bool {
    let (Some(total), Some(discount)) = (item.total, item.discount) else { return false };
    !total.is_negative() && discount > total && assessable_of(item).is_some_and(|value| !value.accepts(Amount::ZERO))
}

pub(super) const DISCOUNT_WITHIN: OfLine = OfLine {
    rule: Rule {
        id: "item.discount_within",
        code: Some("2193"),
        path: "/ItemList/[]/Discount",
        message: "line {item} (HSN {hsn}): the discount {value} is more than the line's gross amount, {expected}",
        fix: "set Discount to at most {expected}; the rest belongs to other lines, or in Discount of ValDtls",
        source: "FORM GST INV-01: amounts of lines are not negative; NIC validation list: AssAmt = TotAmt - Discount",
        ..Rule::ERROR
    },
    check: discount_within,
};

/// Reports one fault, not one for each amount that follows from it.
fn discount_within(_: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    if !is_too_large(line.item) {
        return;
    }
    let (number, place) = (Some(line.index + 1), line.path("Discount"));
    let follows = |f: &Finding| {
        let negative = f.value.as_deref().is_some_and(|value| value.starts_with('-'));
        f.rule.id == faults::NUMBER.id && f.item == number && f.path != place && negative
    };
    found.list.retain(|finding| !follows(finding));
    let (total, discount) = (line.item.total.unwrap_or_default(), line.item.discount.unwrap_or_default());
    found.push(line.fault(rule, "Discount").value(discount).expected(total));
}

const ASSESSABLE_VALUE: OfLine = OfLine {
    rule: Rule {
        id: "item.assessable_value",
        code: Some("2193"),
        path: "/ItemList/[]/AssAmt",
        message: "line {item} (HSN {hsn}): the assessable value {value} is not gross amount less discount, {expected}",
        fix: "set AssAmt to {expected}, or correct TotAmt or Discount",
        source: "NIC validation list: AssAmt = TotAmt - Discount, tolerance of 08-09-2020",
        ..Rule::ERROR
    },
    check: assessable_value,
};

fn assessable_value(_: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let (Some(expected), Some(passed)) = (assessable_of(line.item), line.item.assessable_value) else { return };
    if !expected.accepts(passed) && !is_too_large(line.item) {
        found.push(line.fault(rule, "AssAmt").value(passed).expected(expected));
    }
}

const ITEM_VALUE: OfLine = OfLine {
    rule: Rule {
        id: "item.total_value",
        code: Some("2194"),
        path: "/ItemList/[]/TotItemVal",
        message: "line {item} (HSN {hsn}): the total value {value} is not assessable value, taxes, cesses and charges, {expected}",
        fix: "set TotItemVal to {expected}, or correct the amounts in it",
        source: "NIC validation list: TotItemVal, tolerance of 08-09-2020; not where a line is taxed on its retail price (Notifications 19 and 20/2025-CT)",
        setting: Some("retail_price_goods_from"),
        ..Rule::ERROR
    },
    check: item_value,
};

fn item_value(case: &RuleCase<'_, '_>, line: &JudgedLine<'_, '_>, rule: &'static Rule, found: &mut RuleFindings) {
    let item = line.item;
    let (Some(assessable), Some(passed)) = (item.assessable_value, item.item_value) else { return };
    let bare = Exact::from(assessable) + or_zero(item.other_charges);
    let sum = |amounts: &[Option<Amount>]| amounts.iter().map(|amount| amount.unwrap_or_default()).sum::<Exact>();
    let gst = sum(&[item.igst, item.cgst, item.sgst]);
    let cesses = sum(&[item.cess, item.cess_flat, item.state_cess, item.state_cess_flat]);
    let sums = LineTotals::new(case, bare, gst, cesses);
    if case.retail_price || sums.accept(passed) {
        return;
    }
    let fault = line.fault(rule, "TotItemVal").value(passed).expected(sums.full);
    let corrected = Corrected::of(case, item);
    found.push(match corrected.cause() {
        Some(cause) if !corrected.value.wrong => fault.follows(line.path(cause)),
        Some(_) | None => fault,
    });
}

pub(super) const LINE_RULES: &[OfLine] = &[GROSS_AMOUNT, DISCOUNT_WITHIN, ASSESSABLE_VALUE, ITEM_VALUE];
