//! Completes a bill: from parties and lines to all of FORM GST INV-01.
//!
//! A caller gives what only the caller knows: parties, place of supply, and the quantity, price, discount and rate of
//! each line. This fills in what follows from that: amounts of the lines, the kind of tax, cesses, sums, the round-off.
//! A given value is kept even where it differs; the rules then say whether the portal would accept it.
//!
//! | absent | becomes |
//! |---|---|
//! | `Version`, `TaxSch` | `1.1`, `GST` |
//! | `SlNo` | the line's place, or the next free number |
//! | `IsServc` | `Y` for an HSN of chapter 99, else `N` |
//! | `TotAmt` | `Qty` × `UnitPrice` (`UnitPrice` alone without `Qty`), to the paisa |
//! | `UnitPrice` | `TotAmt` ÷ `Qty`, to three places |
//! | `AssAmt` | `TotAmt` − `Discount` |
//! | `IgstAmt`, or `CgstAmt`, `SgstAmt` | `AssAmt` × `GstRt`, by `SupTyp`, `IgstOnIntra` and place of supply; half of it each |
//! | `CesAmt`, `StateCesAmt` | `AssAmt` × `CesRt`, `StateCesRt`, where there is a rate |
//! | `TotItemVal` | `AssAmt` + `OthChrg` + taxes and cesses; without these under reverse charge, when the recipient pays them |
//! | the sums of `ValDtls` | the sums of the lines, to the paisa |
//! | `RndOffAmt`, `TotInvVal` | to the nearest rupee, unless [`RoundOff::None`] |
//!
//! The form doesn't allow a line with a negative value (a return, a discount written as a line). Such a line becomes a
//! discount on the only other line with its HSN code and GST rate. Where there is no such line, or more than one, or
//! its value is too small, the line stays, and a finding asks where it belongs.
//!
//! Goods taxed on their retail price (some tobacco, pan masala) are never taxed on the price of the sale. Their tax is
//! kept as given, or worked out from a retail price given beside the invoice (price × rate ÷ (100 + rate)). Without
//! either, a finding asks for it.

use crate::calendar::Day;
use crate::codes::hsn;
use crate::invoice::form::{Document, Number, Totals, Transaction};
use crate::invoice::{Invoice, Item, SupplyType};
use crate::law::tables::retail_priced;
use crate::money::{Amount, Exact};
use schemars::JsonSchema;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What happens to the paise of the invoice value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoundOff {
    /// To the nearest rupee, half a rupee up.
    #[default]
    Rupee,
    /// They stay: the value is the sum to the paisa, with `RndOffAmt` only where the caller gives it.
    None,
}

impl RoundOff {
    /// Reads the option `round_off`: `rupee` or `none`.
    pub(crate) fn parse(text: &str) -> Option<RoundOff> {
        match text {
            "rupee" => Some(RoundOff::Rupee),
            "none" => Some(RoundOff::None),
            _ => None,
        }
    }
}

/// The options of a completion.
#[derive(Clone, Debug, Default)]
pub struct CompletionOptions {
    /// What happens to the paise of the invoice value.
    pub round_off: RoundOff,
    /// Retail prices of lines, tax included, by the line's place in the input: from 0.
    pub retail_prices: BTreeMap<usize, Amount>,
    /// First document date on which some goods are taxed on their retail price; `None`: never.
    pub retail_price_from: Option<Day>,
}

/// The result of a completion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completed {
    /// The place in the input of every line that remains: from 0, ascending.
    pub remaining: Vec<usize>,
    /// Lines of the completed bill that are taxed on a retail price which wasn't given: from 0.
    pub without_retail_price: Vec<usize>,
    /// Negative lines of the completed bill that don't clearly belong to another line.
    pub not_folded: Vec<usize>,
}

/// Fills in the absent values.
pub fn complete(invoice: &mut Invoice<'_>, options: &CompletionOptions) -> Completed {
    let tax = TaxKind::of(invoice);
    let recipient_pays = invoice.reverse_charge();
    let by_retail_price = options.retail_price_from.is_some_and(|from| invoice.date().is_none_or(|date| date >= from));
    for item in &mut invoice.items {
        value(item);
    }
    let remaining = fold_negative_lines(&mut invoice.items);
    defaults(invoice);
    let mut without_retail_price = Vec::new();
    for (index, item) in invoice.items.iter_mut().enumerate() {
        if by_retail_price && tax != TaxKind::Nil && item.hsn.as_deref().is_some_and(retail_priced) {
            let price = remaining.get(index).and_then(|place| options.retail_prices.get(place)).copied();
            if !on_retail_price(item, tax, price) {
                without_retail_price.push(index);
            }
            cesses(item, tax);
        } else {
            taxes(item, tax);
        }
        item_value(item, recipient_pays);
    }
    let negative = |(index, item): (usize, &Item<'_>)| discount_of(item).map(|_| index);
    let not_folded = invoice.items.iter().enumerate().filter_map(negative).collect();
    totals(&invoice.items, invoice.totals.get_or_insert_default(), options.round_off);
    Completed { remaining, without_retail_price, not_folded }
}

/// Taxes a line on its retail price, unless its tax is given; returns whether it has a tax then.
fn on_retail_price(item: &mut Item<'_>, tax: TaxKind, price: Number) -> bool {
    if item.igst.is_some() || item.cgst.is_some() || item.sgst.is_some() || item.gst_rate.is_none_or(Amount::is_zero) {
        return true;
    }
    let (Some(price), Some(rate)) = (price, item.gst_rate) else { return false };
    let Some(amount) = tax_within(price, rate) else { return false };
    match tax {
        TaxKind::Integrated => item.igst = Some(amount.to_paise()),
        TaxKind::Split => (item.cgst, item.sgst) = (Some(amount.half().to_paise()), Some(amount.half().to_paise())),
        TaxKind::Nil | TaxKind::Unknown => return false,
    }
    true
}

/// The tax included in a price: price × rate ÷ (100 + rate).
fn tax_within(price: Amount, rate: Amount) -> Option<Exact> {
    let (price, rate) = (i128::from(price.thousandths()), i128::from(rate.thousandths()));
    let thousandths = (price * rate * 2 + 100_000 + rate).checked_div(2 * (100_000 + rate))?;
    Some(Exact::from(Amount::from_thousandths(i64::try_from(thousandths).ok()?, 3)))
}

/// The kind of tax of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum TaxKind {
    /// Integrated tax: between states, to a special economic zone, as an export.
    Integrated,
    /// Central and state tax, half each: within a state.
    Split,
    /// An export or a supply to a special economic zone under bond or undertaking: no tax and no compensation cess,
    /// which the form requires as zeros.
    Nil,
    /// The supplier's state or the place of supply is not given.
    Unknown,
}

impl TaxKind {
    fn of(invoice: &Invoice<'_>) -> TaxKind {
        let flag = invoice.transaction.as_deref().and_then(|t| t.igst_on_intra.as_deref()) == Some("Y");
        match invoice.supply_type() {
            Some(SupplyType::ExportWithoutPayment | SupplyType::SezWithoutPayment) => TaxKind::Nil,
            Some(SupplyType::ExportWithPayment | SupplyType::SezWithPayment) => TaxKind::Integrated,
            Some(SupplyType::B2b | SupplyType::DeemedExport) | None if flag => TaxKind::Integrated,
            Some(SupplyType::B2b | SupplyType::DeemedExport) | None => TaxKind::by_place(invoice),
        }
    }

    fn by_place(invoice: &Invoice<'_>) -> TaxKind {
        let seller = invoice.seller.as_deref().and_then(|seller| seller.state.as_deref());
        let supply = invoice.buyer.as_deref().and_then(|buyer| buyer.place_of_supply.as_deref());
        match (seller, supply) {
            // `9` and `09` are the same state.
            (Some(a), Some(b)) if a.trim_start_matches('0') == b.trim_start_matches('0') => TaxKind::Split,
            (Some(_), Some(_)) => TaxKind::Integrated,
            (None, _) | (_, None) => TaxKind::Unknown,
        }
    }
}

fn or_zero(number: Number) -> Amount {
    number.unwrap_or(Amount::ZERO)
}

fn sum(parts: impl IntoIterator<Item = Number>) -> Exact {
    parts.into_iter().flatten().map(Exact::from).sum()
}

/// Sets an amount to its calculated value, unless it is given.
fn fill(slot: &mut Number, calculated: Exact) {
    slot.get_or_insert(calculated.to_paise());
}

/// Fills in gross amount, price and assessable value of a line, as far as each follows from the others.
fn value(item: &mut Item<'_>) {
    if item.unit_price.is_none() && item.total.is_none() && item.assessable_value.is_some() {
        fill(&mut item.total, sum([item.assessable_value, item.discount]));
    }
    match (item.unit_price, item.total) {
        (Some(price), None) => fill(&mut item.total, Exact::product(item.quantity.unwrap_or(ONE), price)),
        (None, Some(total)) => item.unit_price = quotient(total, item.quantity.unwrap_or(ONE)),
        (Some(_), Some(_)) | (None, None) => {}
    }
    if let Some(total) = item.total {
        fill(&mut item.assessable_value, Exact::from(total) - or_zero(item.discount).into());
    }
}

const ONE: Amount = Amount::from_rupees(1);

/// `total ÷ quantity` to three places, half up.
fn quotient(total: Amount, quantity: Amount) -> Number {
    let (total, quantity) = (i128::from(total.thousandths()), i128::from(quantity.thousandths()));
    let sign = total.signum() * quantity.signum();
    let price = (total.abs() * 1000 + quantity.abs() / 2).checked_div(quantity.abs())? * sign;
    Amount::from_thousandths(i64::try_from(price).ok()?, 3).into()
}

/// Turns lines of negative value into discounts on the others. Returns the former places of the remaining lines.
fn fold_negative_lines(items: &mut Vec<Item<'_>>) -> Vec<usize> {
    let mut folded = BTreeSet::new();
    for index in 0..items.len() {
        let Some(amount) = discount_of(&items[index]) else { continue };
        let worth = |item: &Item<'_>| or_zero(item.assessable_value).thousandths().max(0) / 10;
        let alike = |item: &Item<'_>| item.hsn == items[index].hsn && item.gst_rate == items[index].gst_rate;
        let mut others = (0..items.len()).filter(|at| worth(&items[*at]) > 0 && alike(&items[*at]));
        let (Some(one), None) = (others.next(), others.next()) else { continue };
        if worth(&items[one]) < amount {
            continue;
        }
        give_discount(&mut items[one], amount);
        folded.insert(index);
    }
    let mut index = 0..;
    items.retain(|_| index.next().is_none_or(|index| !folded.contains(&index)));
    (0..items.len() + folded.len()).filter(|index| !folded.contains(index)).collect()
}

/// The amount that a line of negative value takes off the others, in paise. A line with charges or a flat cess can't be
/// folded.
fn discount_of(item: &Item<'_>) -> Option<i64> {
    let beside = [item.other_charges, item.cess_flat, item.state_cess_flat];
    // A wrong discount on a line that was sold is a fault of that discount.
    if item.total.is_some_and(|total| !total.is_negative()) && or_zero(item.discount) > Amount::ZERO {
        return None;
    }
    let paise = item.assessable_value.filter(|value| value.is_negative())?.thousandths() / -10;
    beside.iter().all(|amount| or_zero(*amount).is_zero()).then_some(paise)
}

/// Subtracts a discount of so many paise from a line. The values that depend on it are recalculated.
fn give_discount(item: &mut Item<'_>, paise: i64) {
    let share = Exact::from(Amount::from_thousandths(paise * 10, 2));
    item.discount = Some((Exact::from(or_zero(item.discount)) + share).to_paise());
    item.assessable_value = Some((Exact::from(or_zero(item.assessable_value)) - share).to_paise());
    for amount in
        [&mut item.igst, &mut item.cgst, &mut item.sgst, &mut item.cess, &mut item.state_cess, &mut item.item_value]
    {
        *amount = None;
    }
}

fn defaults(invoice: &mut Invoice<'_>) {
    invoice.version.get_or_insert(Cow::Borrowed("1.1"));
    let transaction: &mut Transaction<'_> = invoice.transaction.get_or_insert_default();
    transaction.tax_scheme.get_or_insert(Cow::Borrowed("GST"));
    let _: &mut Document<'_> = invoice.document.get_or_insert_default();
    let mut used: BTreeSet<u64> =
        invoice.items.iter().filter_map(|item| item.serial.as_deref()?.parse().ok()).collect();
    for (number, item) in (1..).zip(&mut invoice.items) {
        if item.serial.is_none() {
            let free = (number..).find(|n| !used.contains(n)).unwrap_or(number);
            used.insert(free);
            item.serial = Some(Cow::Owned(free.to_string()));
        }
        if let (None, Some(code)) = (&item.is_service, item.hsn.as_deref()) {
            item.is_service = Some(Cow::Borrowed(if hsn::is_service(code) { "Y" } else { "N" }));
        }
    }
}

fn taxes(item: &mut Item<'_>, tax: TaxKind) {
    let Some(assessable) = item.assessable_value else { return };
    let percent = |rate: Amount| if tax == TaxKind::Nil { Exact::ZERO } else { Exact::percent(assessable, rate) };
    if let Some(rate) = item.gst_rate {
        match tax {
            TaxKind::Integrated | TaxKind::Nil => fill(&mut item.igst, percent(rate)),
            TaxKind::Split => {
                fill(&mut item.cgst, percent(rate).half());
                fill(&mut item.sgst, percent(rate).half());
            }
            TaxKind::Unknown => {}
        }
    }
    cesses(item, tax);
}

fn cesses(item: &mut Item<'_>, tax: TaxKind) {
    let Some(assessable) = item.assessable_value else { return };
    let percent = |rate: Amount| if tax == TaxKind::Nil { Exact::ZERO } else { Exact::percent(assessable, rate) };
    if let Some(rate) = item.cess_rate {
        fill(&mut item.cess, percent(rate));
    }
    if let Some(rate) = item.state_cess_rate {
        // A bond or undertaking doesn't cover a state's own cess.
        fill(&mut item.state_cess, Exact::percent(assessable, rate));
    }
}

fn item_value(item: &mut Item<'_>, recipient_pays: bool) {
    let taxes = [item.igst, item.cgst, item.sgst, item.cess, item.cess_flat, item.state_cess, item.state_cess_flat];
    let bare = sum([item.assessable_value, item.other_charges]);
    if item.assessable_value.is_some() {
        fill(&mut item.item_value, if recipient_pays { bare } else { bare + sum(taxes) });
    }
}

/// What the lines of a completed bill come to, round-off included, where that is a rupee or more from its total.
pub fn total_of_lines(invoice: &Invoice<'_>, total: Amount) -> Option<Amount> {
    let totals = invoice.totals.as_deref();
    let of_bill = |part: fn(&Totals<'_>) -> Number| sum([totals.and_then(part)]);
    let lines = sum(invoice.items.iter().map(|item| item.item_value));
    let whole = lines + of_bill(|t| t.other_charges) + of_bill(|t| t.round_off) - of_bill(|t| t.discount);
    let difference = (Exact::from(total) - whole).to_paise().thousandths();
    // A round-off that isn't there yet may be made of less than a rupee.
    (difference.abs() >= 1000).then(|| whole.to_paise())
}

/// The one or two amounts of a line that a total sums.
type Parts = fn(&Item<'_>) -> [Number; 2];

fn totals(items: &[Item<'_>], totals: &mut Totals<'_>, round_off: RoundOff) {
    let all = |parts: Parts| sum(items.iter().flat_map(parts));
    let some = |parts: Parts| items.iter().flat_map(parts).any(|part| part.is_some());
    fill(&mut totals.assessable_value, all(|i| [i.assessable_value, None]));
    let taxes: [(&mut Number, Parts); 5] = [
        (&mut totals.cgst, |i| [i.cgst, None]),
        (&mut totals.sgst, |i| [i.sgst, None]),
        (&mut totals.igst, |i| [i.igst, None]),
        (&mut totals.cess, |i| [i.cess, i.cess_flat]),
        (&mut totals.state_cess, |i| [i.state_cess, i.state_cess_flat]),
    ];
    for (total, parts) in taxes {
        if some(parts) {
            fill(total, all(parts));
        }
    }
    let unrounded = all(|i| [i.item_value, None]) + sum([totals.other_charges]) - sum([totals.discount]);
    if round_off == RoundOff::Rupee && totals.round_off.is_none() {
        let rounded = totals.invoice_value.map_or_else(|| unrounded.to_rupees().into(), Exact::from);
        let difference = (rounded - unrounded).to_paise();
        // A given value that differs by a rupee or more is not rounded: the rules will report it.
        if difference.thousandths().abs() < 1000 {
            totals.round_off = Some(difference);
        }
    }
    fill(&mut totals.invoice_value, unrounded + sum([totals.round_off]));
}
