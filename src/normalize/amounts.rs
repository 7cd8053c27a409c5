//! Rates, discounts, prices with tax, signs and the round-off.

use super::bill::Value;
use super::decimal::{Decimal, Said, number};
use super::draft::{Draft, slot};
use super::read::{self, Out, percent_of, yes};
use super::rules;
use super::target::{Own, Slot};
use crate::change::Why;
use crate::money::{Amount, Exact};

/// Amounts of a line that have the bill's sign; a price has none of its own.
const OF_LINE: [&str; 10] = [
    "TotAmt",
    "AssAmt",
    "IgstAmt",
    "CgstAmt",
    "SgstAmt",
    "CesAmt",
    "CesNonAdvlAmt",
    "StateCesAmt",
    "StateCesNonAdvlAmt",
    "TotItemVal",
];
/// Those that follow the others, whatever their own sign.
const BESIDE: [&str; 6] = ["Qty", "FreeQty", "UnitPrice", "Discount", "OthChrg", "PreTaxVal"];
const OF_BILL: [&str; 7] = ["AssVal", "CgstVal", "SgstVal", "IgstVal", "CesVal", "StCesVal", "TotInvVal"];

fn item(line: u32, field: &str) -> Slot {
    slot(&format!("/ItemList/{line}/{field}"))
}

fn total(field: &str) -> Slot {
    slot(&format!("/ValDtls/{field}"))
}

impl Draft<'_, '_> {
    /// What every bill of ours has, where it says nothing else.
    pub fn defaults(&mut self) {
        if !self.is_simple() {
            return;
        }
        let doc_type = slot("/DocDtls/Typ");
        if self.text(doc_type).is_none() {
            self.set(doc_type, "INV", Why::DefaultValue, None);
        }
        let seller = self.text(slot("/SellerDtls/Gstin")).map(str::to_owned);
        let terms = self.terms;
        let profile =
            terms.sellers.iter().find(|t| t.gstin.map(|gstin| gstin.to_string()) == seller && seller.is_some());
        let Some(profile) = profile.and_then(|taxpayer| taxpayer.seller.as_ref()) else { return };
        let default = |key: &str| profile.defaults.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone());
        for (key, field) in [("hsn", "HsnCd"), ("rate", "GstRt")] {
            let Some(value) = default(key) else { continue };
            for line in self.lines() {
                let apart = field == "GstRt"
                    && [Own::IgstRate, Own::CgstRate, Own::SgstRate].iter().any(|own| self.own(*own, line).is_some());
                if self.text(item(line, field)).is_none() && !apart {
                    self.fill(item(line, field), value.clone());
                }
            }
        }
        if let Some(unit) = default("unit") {
            for line in self.lines() {
                let service = self.text(item(line, "IsServc")) == Some("Y")
                    || self.text(item(line, "HsnCd")).is_some_and(read::is_service);
                if self.text(item(line, "Unit")).is_none() && !service {
                    self.fill(item(line, "Unit"), unit.clone());
                }
            }
        }
    }

    fn fill(&mut self, slot: Slot, value: String) {
        self.set_quietly(slot, &Value::Text(value.into()));
        if let Some(to) = self.text(slot).map(str::to_owned) {
            self.note(slot.pointer(), None, Some(to), Why::DefaultValue, super::bill::At::NOWHERE);
        }
    }

    /// Goods or service, by the HSN code.
    pub fn services(&mut self) {
        for line in self.lines() {
            let (flag, code) = (item(line, "IsServc"), item(line, "HsnCd"));
            if let (None, Some(code)) = (self.text(flag), self.text(code)) {
                let service = if read::is_service(code) { "Y" } else { "N" };
                self.set(flag, service, Why::DerivedService, None);
            }
        }
    }

    /// Rates that stand apart are added up.
    pub fn rates(&mut self) {
        for line in self.lines() {
            let rate = item(line, "GstRt");
            if self.text(rate).is_some() {
                continue;
            }
            let own: Vec<(usize, Option<(Decimal, bool)>)> = [Own::IgstRate, Own::CgstRate, Own::SgstRate]
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
                self.values.insert(rate, super::draft::Held { out: Out::from(text), entry: Some(*unread) });
                continue;
            }
            let parts: Vec<(usize, Decimal)> = own
                .iter()
                .filter_map(|(index, read)| Some((*index, read.as_ref()?.0)))
                .filter(|(_, rate)| !rate.is_zero())
                .collect();
            let says_percent = own.iter().any(|(_, read)| read.is_some_and(|(_, percent)| percent));
            let entry = parts.first().map_or(*first, |part| part.0);
            let sum = parts.iter().fold(Decimal::from(Amount::ZERO), |sum, part| sum.plus(part.1)).significant();
            self.places.insert(rate, self.bill.entries[entry].at);
            let percent = if says_percent { None } else { percent_of(sum, self.terms) };
            if parts.len() > 1 {
                self.set(rate, percent.unwrap_or(sum), Why::RateSummed, Some(entry));
            }
            match percent {
                Some(percent) => self.set(rate, percent, Why::PercentFromFraction, Some(entry)),
                None if parts.len() < 2 => {
                    self.values.insert(rate, super::draft::Held { out: sum.into(), entry: Some(entry) });
                }
                None => {}
            }
        }
    }

    /// In a credit note, amounts below zero lose their sign; some above and some below can't be read.
    pub fn signs(&mut self) {
        if self.text(slot("/DocDtls/Typ")) != Some("CRN") {
            return;
        }
        let of_lines = self.lines().flat_map(|line| OF_LINE.map(|field| item(line, field)));
        let judged: Vec<Slot> = of_lines.chain(OF_BILL.map(total)).collect();
        let sign =
            |draft: &Self, slot: Slot| draft.amount(slot).filter(|amount| !amount.is_zero()).map(Amount::is_negative);
        let below = judged.iter().any(|slot| sign(self, *slot) == Some(true));
        let quantities_below = || self.lines().any(|line| sign(self, item(line, "Qty")) == Some(true));
        if !below && !quantities_below() {
            return;
        }
        if let Some(above) = judged.iter().find(|slot| below && sign(self, **slot) == Some(false)).copied() {
            let value = self.text(above).unwrap_or_default().to_owned();
            return self.find(&rules::MIXED_SIGNS, above, |finding| finding.value(value));
        }
        let beside = self.lines().flat_map(|line| BESIDE.map(|field| item(line, field)));
        let charges = ["Discount", "OthChrg"].map(total);
        let turned: Vec<Slot> = judged.into_iter().chain(beside).chain(charges).collect();
        for slot in turned {
            let number = self.values.get(&slot).and_then(|held| held.out.number());
            if let Some(number) = number.filter(|number| number.is_negative()) {
                self.set(slot, number.absolute(), Why::SignTurned, None);
            }
        }
        let round_off = total("RndOffAmt");
        if let Some(number) =
            self.values.get(&round_off).and_then(|held| held.out.number()).filter(|n| below && !n.is_zero())
        {
            self.set(round_off, number.turned(), Why::SignTurned, None);
        }
    }

    /// A discount in per cent as an amount.
    pub fn discounts(&mut self) {
        for line in self.lines() {
            let Some((entry, percent)) = self.own(Own::DiscountPercent, line) else { continue };
            let text = percent.value.text().unwrap_or_default().into_owned();
            let rate = read::rate(&percent.value, self.terms).and_then(|(rate, ..)| rate.amount());
            let at = percent.at;
            let slot = item(line, "Discount");
            if self.has_amount(slot) {
                continue;
            }
            let base = self.amount(item(line, "TotAmt")).map(Exact::from).or_else(|| self.product(line));
            match (rate, base) {
                (Some(rate), _) if rate.is_zero() => {}
                (Some(rate), Some(base)) => {
                    self.places.insert(slot, at);
                    let discount = Exact::percent(base.to_paise(), rate).to_paise();
                    self.set(slot, Decimal::from(discount), Why::DerivedDiscount, Some(entry));
                }
                (Some(_), None) => self.find(&rules::DISCOUNT_OF_NOTHING, slot, |finding| finding.value(text)),
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
            if ["UnitPrice", "TotAmt", "AssAmt"].iter().all(|field| self.text(item(line, field)).is_none()) {
                self.find(&rules::AMOUNT_NEEDED, item(line, "UnitPrice"), |finding| finding);
            }
        }
    }

    /// Quantity by price; the price alone without a quantity.
    fn product(&self, line: u32) -> Option<Exact> {
        let price = self.amount(item(line, "UnitPrice"))?;
        Some(Exact::product(self.amount(item(line, "Qty")).unwrap_or(Amount::from_rupees(1)), price))
    }

    /// Prices that include tax, without it.
    pub fn net_of_tax(&mut self) {
        let Some((entry, said)) = self.own(Own::PricesIncludeTax, 0).map(|(index, entry)| (index, yes(&entry.value)))
        else {
            return;
        };
        match said {
            Some(true) => {}
            Some(false) => return,
            None => return self.wrong_value(entry, "prices_include_tax", "true, false"),
        }
        let untaxed = matches!(self.text(slot("/TranDtls/SupTyp")), Some("EXPWOP" | "SEZWOP"))
            || self.text(slot("/TranDtls/RegRev")) == Some("Y");
        let rated = self.lines().any(|line| self.has_amount(item(line, "GstRt")));
        if untaxed && rated {
            return self.find(&rules::TAX_INCLUDED, slot("/ItemList/0"), |finding| finding);
        }
        let mut sum = Some(Exact::ZERO);
        for line in self.lines() {
            let gross = self.line_net_of_tax(line);
            sum = sum.zip(gross).map(|(sum, gross)| sum + gross);
        }
        let (value, rounded) =
            (total("TotInvVal"), self.own(Own::RoundOff, 0).is_some() || self.text(total("RndOffAmt")).is_some());
        if let (Some(sum), None, false) = (sum, self.text(value), rounded) {
            let or_zero = |slot: Slot| self.amount(slot).unwrap_or_default();
            let charges = Exact::from(or_zero(total("OthChrg"))) - or_zero(total("Discount")).into();
            self.set(value, Decimal::from((sum + charges).to_paise()), Why::NetOfTax, None);
        }
    }

    /// Takes the tax out of a line; what the buyer pays for it, where that is known.
    fn line_net_of_tax(&mut self, line: u32) -> Option<Exact> {
        let amount = |draft: &Self, field: &str| draft.amount(item(line, field));
        let or_zero = |draft: &Self, field: &str| amount(draft, field).unwrap_or_default();
        let rates = ["GstRt", "CesRt", "StateCesRt"].map(|field| or_zero(self, field).thousandths());
        let rate = rates.iter().sum::<i64>();
        let flat = Exact::from(or_zero(self, "CesNonAdvlAmt")) + or_zero(self, "StateCesNonAdvlAmt").into();
        let gross = amount(self, "TotAmt").map(Exact::from).or_else(|| self.product(line))?;
        let discount = or_zero(self, "Discount");
        let paid = gross - discount.into();
        let charges = or_zero(self, "OthChrg");
        // A rate that can't be read is a fault already.
        amount(self, "GstRt")?;
        let whole = (gross - flat).without_tax(rate).to_paise();
        let taxed = (paid - flat).without_tax(rate).to_paise();
        if rate == 0 && flat == Exact::ZERO {
            return Some(paid + charges.into());
        }
        let quantity = amount(self, "Qty").unwrap_or(Amount::from_rupees(1));
        if let Some(price) = amount(self, "UnitPrice") {
            let price = match flat == Exact::ZERO {
                true => Some(Exact::from(price).without_tax(rate).to_thousandths()),
                false => (gross - flat).without_tax(rate).shared_by(quantity),
            };
            if let Some(price) = price {
                self.set(item(line, "UnitPrice"), Decimal::from(price), Why::NetOfTax, None);
            }
        }
        let given = amount(self, "AssAmt");
        let assessed = given.unwrap_or(taxed);
        if self.text(item(line, "TotAmt")).is_some()
            || !discount.is_zero()
            || flat != Exact::ZERO
            || !self.is_product(line, whole)
        {
            self.set(item(line, "TotAmt"), Decimal::from(whole), Why::NetOfTax, None);
        }
        if !discount.is_zero() {
            let less = (Exact::from(whole) - assessed.into()).to_paise();
            self.set(item(line, "Discount"), Decimal::from(less), Why::NetOfTax, None);
        }
        if given.is_none() {
            self.set(item(line, "AssAmt"), Decimal::from(taxed), Why::NetOfTax, None);
        }
        Some(paid + charges.into())
    }

    /// Whether a line's quantity by its price is an amount already.
    fn is_product(&self, line: u32, amount: Amount) -> bool {
        self.product(line).is_some_and(|product| product.to_paise() == amount)
    }

    /// How the bill is rounded, where it says so.
    pub fn round_off(&mut self) {
        let (slot, value) = (total("RndOffAmt"), total("TotInvVal"));
        let profile = || {
            let seller = self.text(super::draft::slot("/SellerDtls/Gstin"))?;
            let own = self.terms.sellers.iter().find(|t| t.gstin.is_some_and(|gstin| gstin.as_str() == seller))?;
            own.seller.as_ref()?.defaults.iter().find(|(key, _)| key == "round_off").map(|(_, value)| value.clone())
        };
        let said = self.own(Own::RoundOff, 0).map(|(index, entry)| {
            (index, entry.value.text().map(|t| t.trim().to_owned()).unwrap_or_default(), entry.at)
        });
        let default = if said.is_none() && self.is_simple() { profile() } else { None };
        if self.text(slot).is_some() {
            return;
        }
        match (said, default) {
            (Some((entry, text, at)), _) => {
                match (text.to_lowercase().as_str(), number(&text, self.terms.decimal_comma)) {
                    ("rupee", _) => {}
                    ("none", _) => self.paise_stay(slot, value),
                    (_, Some(Said::Number(number, _))) => {
                        self.places.insert(slot, at);
                        self.values.insert(slot, super::draft::Held { out: number.into(), entry: Some(entry) });
                    }
                    (_, Some(Said::Nothing)) => {}
                    (_, None) => self.wrong_value(entry, "round_off", "rupee, none, an amount"),
                }
            }
            (None, Some(text)) if text == "none" => self.paise_stay(slot, value),
            (None, _) => {}
        }
    }

    /// A round-off of nothing keeps the paise; a total of the bill's own decides for itself.
    fn paise_stay(&mut self, slot: Slot, value: Slot) {
        if self.text(value).is_none() {
            self.values.insert(slot, super::draft::Held { out: Decimal::from(Amount::ZERO).into(), entry: None });
        }
    }
}
