//! What a line is worth: rates, signs, discounts, and defaults.

use super::bill::InputValue;
use super::decimal::WideDecimal;
use super::draft::InvoiceDraft;
use super::read::{self, percent_of};
use super::rules;
use super::target::{OwnField, Target, TargetSlot, field, line};
use crate::change::Why;
use crate::money::{Amount, Exact};

/// Amounts of a line that have the bill's sign; a price has none of its own.
const OF_LINE: [Target; 10] = [
    line::TOTAL,
    line::TAXABLE,
    line::IGST,
    line::CGST,
    line::SGST,
    field!("ItemList" "CesAmt"),
    line::CESS_FLAT,
    field!("ItemList" "StateCesAmt"),
    line::STATE_CESS_FLAT,
    field!("ItemList" "TotItemVal"),
];
/// Those that follow the others, whatever their own sign.
const BESIDE: [Target; 6] = [
    line::QUANTITY,
    field!("ItemList" "FreeQty"),
    line::PRICE,
    line::DISCOUNT,
    line::CHARGES,
    field!("ItemList" "PreTaxVal"),
];
const OF_BILL: [Target; 7] = [
    field!("ValDtls" "AssVal"),
    field!("ValDtls" "CgstVal"),
    field!("ValDtls" "SgstVal"),
    field!("ValDtls" "IgstVal"),
    field!("ValDtls" "CesVal"),
    field!("ValDtls" "StCesVal"),
    field!("ValDtls" "TotInvVal"),
];

pub const ONE: Amount = Amount::from_rupees(1);

impl InvoiceDraft<'_, '_> {
    /// What every bill of ours has, where it says nothing else.
    pub fn defaults(&mut self) {
        if !self.is_simple() {
            return;
        }
        let doc_type = field!("DocDtls" "Typ").once();
        if self.text(doc_type).is_none() {
            self.set(doc_type, "INV", Why::DefaultValue, None);
        }
        let seller = self.text(field!("SellerDtls" "Gstin").once()).map(str::to_owned);
        let terms = self.terms;
        let profile =
            terms.sellers.iter().find(|t| t.gstin.map(|gstin| gstin.to_string()) == seller && seller.is_some());
        let Some(profile) = profile.and_then(|taxpayer| taxpayer.seller.as_ref()) else { return };
        let default = |key: &str| profile.defaults.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone());
        for (key, target) in [("hsn", line::HSN), ("rate", line::RATE)] {
            let Some(value) = default(key) else { continue };
            for line in self.lines() {
                let apart = target == line::RATE
                    && [OwnField::IgstRate, OwnField::CgstRate, OwnField::SgstRate]
                        .iter()
                        .any(|own| self.own(*own, line).is_some());
                if self.text(target.of_line(line)).is_none() && !apart {
                    self.fill(target.of_line(line), value.clone());
                }
            }
        }
        if let Some(unit) = default("unit") {
            for line in self.lines() {
                let service = self.text(line::SERVICE.of_line(line)) == Some("Y")
                    || self.text(line::HSN.of_line(line)).is_some_and(read::is_service);
                if self.text(line::UNIT.of_line(line)).is_none() && !service {
                    self.fill(line::UNIT.of_line(line), unit.clone());
                }
            }
        }
    }

    fn fill(&mut self, slot: TargetSlot, value: String) {
        self.set_quietly(slot, &InputValue::Text(value.into()));
        if let Some(to) = self.text(slot).map(str::to_owned) {
            self.note(slot.pointer(), None, Some(to), Why::DefaultValue, super::bill::At::NOWHERE);
        }
    }

    /// Goods or service, by the HSN code.
    pub fn services(&mut self) {
        for line in self.lines() {
            let (flag, code) = (line::SERVICE.of_line(line), line::HSN.of_line(line));
            if let (None, Some(code)) = (self.text(flag), self.text(code)) {
                let service = if read::is_service(code) { "Y" } else { "N" };
                self.set(flag, service, Why::DerivedService, None);
            }
        }
    }

    /// Rates that stand apart are added up.
    pub fn rates(&mut self) {
        for line in self.lines() {
            let rate = line::RATE.of_line(line);
            if self.text(rate).is_some() {
                continue;
            }
            let own: Vec<(usize, Option<(WideDecimal, bool)>)> = [OwnField::IgstRate, OwnField::CgstRate, OwnField::SgstRate]
                .into_iter()
                .filter_map(|own| self.own(own, line))
                .map(|(index, entry)| (index, read::rate(&entry.value, self.terms).map(|(rate, _, percent)| (rate, percent))))
                .filter(|(index, read)| read.is_some() || !matches!(self.bill.entries[*index].value.text().as_deref(), Some(text) if super::decimal::is_nothing(text.trim())))
                .collect();
            let Some((first, _)) = own.first() else { continue };
            if let Some((unread, _)) = own.iter().find(|(_, read)| read.is_none()) {
                // It stands where the rate should, for the rule book to say what is wrong.
                let text = self.bill.entries[*unread].value.text().unwrap_or_default().into_owned();
                self.places.insert(rate, self.bill.entries[*unread].at);
                self.keep(rate, text, Some(*unread));
                continue;
            }
            let parts: Vec<(usize, WideDecimal)> = own
                .iter()
                .filter_map(|(index, read)| Some((*index, read.as_ref()?.0)))
                .filter(|(_, rate)| !rate.is_zero())
                .collect();
            let says_percent = own.iter().any(|(_, read)| read.is_some_and(|(_, percent)| percent));
            let entry = parts.first().map_or(*first, |part| part.0);
            let sum = parts.iter().fold(WideDecimal::from(Amount::ZERO), |sum, part| sum.plus(part.1)).significant();
            self.places.insert(rate, self.bill.entries[entry].at);
            let percent = if says_percent { None } else { percent_of(sum, self.terms) };
            if parts.len() > 1 {
                self.set(rate, percent.unwrap_or(sum), Why::RateSummed, Some(entry));
            }
            match percent {
                Some(percent) => self.set(rate, percent, Why::PercentFromFraction, Some(entry)),
                None if parts.len() < 2 => {
                    self.keep(rate, sum, Some(entry));
                }
                None => {}
            }
        }
    }

    /// In a credit note, amounts below zero lose their sign; some above and some below can't be read.
    pub fn signs(&mut self) {
        if self.text(field!("DocDtls" "Typ").once()) != Some("CRN") {
            return;
        }
        let of_lines = self.lines().flat_map(|line| OF_LINE.map(|target| target.of_line(line)));
        let judged: Vec<TargetSlot> = of_lines.chain(OF_BILL.map(Target::once)).collect();
        let sign = |draft: &Self, slot: TargetSlot| {
            draft.amount(slot).filter(|amount| !amount.is_zero()).map(Amount::is_negative)
        };
        let below = judged.iter().any(|slot| sign(self, *slot) == Some(true));
        let quantities_below = || self.lines().any(|line| sign(self, line::QUANTITY.of_line(line)) == Some(true));
        if !below && !quantities_below() {
            return;
        }
        if let Some(above) = judged.iter().find(|slot| below && sign(self, **slot) == Some(false)).copied() {
            let value = self.text(above).unwrap_or_default().to_owned();
            return self.find(&rules::MIXED_SIGNS, above, |finding| finding.value(value));
        }
        let beside = self.lines().flat_map(|line| BESIDE.map(|target| target.of_line(line)));
        let charges = [field!("ValDtls" "Discount"), field!("ValDtls" "OthChrg")].map(Target::once);
        let turned: Vec<TargetSlot> = judged.into_iter().chain(beside).chain(charges).collect();
        for slot in turned {
            let number = self.values.get(&slot).and_then(|held| held.out.number());
            if let Some(number) = number.filter(|number| number.is_negative()) {
                self.set(slot, number.absolute(), Why::SignTurned, None);
            }
        }
        let round_off = field!("ValDtls" "RndOffAmt").once();
        if let Some(number) =
            self.values.get(&round_off).and_then(|held| held.out.number()).filter(|n| below && !n.is_zero())
        {
            self.set(round_off, number.turned(), Why::SignTurned, None);
        }
    }

    /// A discount in per cent as an amount.
    pub fn discounts(&mut self) {
        for line in self.lines() {
            let Some((entry, percent)) = self.own(OwnField::DiscountPercent, line) else { continue };
            let text = percent.value.text().unwrap_or_default().into_owned();
            let rate = read::rate(&percent.value, self.terms).and_then(|(rate, ..)| rate.amount());
            let at = percent.at;
            let slot = line::DISCOUNT.of_line(line);
            if self.has_amount(slot) {
                continue;
            }
            let base = self.amount(line::TOTAL.of_line(line)).map(Exact::from).or_else(|| self.product(line));
            match (rate, base) {
                (Some(rate), _) if rate.is_zero() => {}
                (Some(rate), Some(base)) => {
                    self.places.insert(slot, at);
                    let discount = Exact::percent(base.to_paise(), rate).to_paise();
                    self.set(slot, WideDecimal::from(discount), Why::DerivedDiscount, Some(entry));
                }
                (Some(_), None) => {
                    let bare = text.trim().trim_end_matches('%').trim_end().to_owned();
                    self.find(&rules::DISCOUNT_OF_NOTHING, slot, |finding| finding.value(bare));
                }
                (None, _) => self.wrong_value(entry, "discount_percent", "a number from 0 to 100"),
            }
        }
    }

    /// A line of ours needs one of three amounts, from which the others follow.
    pub fn amounts(&mut self) {
        if !self.is_simple() {
            return;
        }
        for line in self.lines() {
            if [line::PRICE, line::TOTAL, line::TAXABLE].iter().all(|target| self.text(target.of_line(line)).is_none())
            {
                self.find(&rules::AMOUNT_NEEDED, line::PRICE.of_line(line), |finding| finding);
            }
        }
    }

    /// Quantity by price; the price alone without a quantity.
    pub fn product(&self, line: u32) -> Option<Exact> {
        let price = self.amount(line::PRICE.of_line(line))?;
        Some(Exact::product(self.amount(line::QUANTITY.of_line(line)).unwrap_or(ONE), price))
    }
}
