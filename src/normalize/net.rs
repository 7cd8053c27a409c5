//! Prices that include tax, and how the bill is rounded.

use super::amounts::ONE;
use super::decimal::{NumberText, WideDecimal, number};
use super::draft::InvoiceDraft;
use super::read::yes;
use super::rules;
use super::target::{OwnField, Target, TargetSlot, field, line};
use crate::change::Why;
use crate::money::{Amount, Exact};

impl InvoiceDraft<'_, '_> {
    /// Prices that include tax, without it.
    pub fn net_of_tax(&mut self) {
        let Some((entry, said)) =
            self.own(OwnField::PricesIncludeTax, 0).map(|(index, entry)| (index, yes(&entry.value)))
        else {
            return;
        };
        match said {
            Some(true) => {}
            Some(false) => return,
            None => return self.wrong_value(entry, "prices_include_tax", "true, false"),
        }
        let untaxed = matches!(self.text(field!("TranDtls" "SupTyp").once()), Some("EXPWOP" | "SEZWOP"))
            || self.text(field!("TranDtls" "RegRev").once()) == Some("Y");
        let rated = self.lines().any(|line| self.has_amount(line::RATE.of_line(line)));
        if untaxed && rated {
            return self.find(&rules::TAX_INCLUDED, field!("ItemList").once(), |finding| finding);
        }
        let mut sum = Some(Exact::ZERO);
        for line in self.lines() {
            let gross = self.line_net_of_tax(line);
            sum = sum.zip(gross).map(|(sum, gross)| sum + gross);
        }
        let (value, rounded) = (
            field!("ValDtls" "TotInvVal").once(),
            self.own(OwnField::RoundOff, 0).is_some() || self.text(field!("ValDtls" "RndOffAmt").once()).is_some(),
        );
        if let (Some(sum), None, false) = (sum, self.text(value), rounded) {
            let or_zero = |slot: TargetSlot| self.amount(slot).unwrap_or_default();
            let charges = Exact::from(or_zero(field!("ValDtls" "OthChrg").once()))
                - or_zero(field!("ValDtls" "Discount").once()).into();
            self.set(value, WideDecimal::from((sum + charges).to_paise()), Why::NetOfTax, None);
        }
    }

    /// Takes the tax out of a line; what the buyer pays for it, where that is known.
    fn line_net_of_tax(&mut self, line: u32) -> Option<Exact> {
        let amount = |draft: &Self, target: Target| draft.amount(target.of_line(line));
        let or_zero = |draft: &Self, target: Target| amount(draft, target).unwrap_or_default();
        let rates = [line::RATE, line::CESS_RATE, line::STATE_CESS_RATE].map(|rate| or_zero(self, rate).thousandths());
        let rate = rates.iter().sum::<i64>();
        let flat = Exact::from(or_zero(self, line::CESS_FLAT)) + or_zero(self, line::STATE_CESS_FLAT).into();
        let gross = amount(self, line::TOTAL).map(Exact::from).or_else(|| self.product(line))?;
        let discount = or_zero(self, line::DISCOUNT);
        let paid = gross - discount.into();
        let charges = or_zero(self, line::CHARGES);
        // A rate that can't be read is a fault already.
        amount(self, line::RATE)?;
        let whole = (gross - flat).without_tax(rate).to_paise();
        let taxed = (paid - flat).without_tax(rate).to_paise();
        if rate == 0 && flat == Exact::ZERO {
            return Some(paid + charges.into());
        }
        let quantity = amount(self, line::QUANTITY).unwrap_or(ONE);
        if let Some(price) = amount(self, line::PRICE) {
            let price = match flat == Exact::ZERO {
                true => Some(Exact::from(price).without_tax(rate).to_thousandths()),
                false => (gross - flat).without_tax(rate).shared_by(quantity),
            };
            if let Some(price) = price {
                self.set(line::PRICE.of_line(line), WideDecimal::from(price), Why::NetOfTax, None);
            }
        }
        let given = amount(self, line::TAXABLE);
        let assessed = given.unwrap_or(taxed);
        if self.text(line::TOTAL.of_line(line)).is_some()
            || !discount.is_zero()
            || flat != Exact::ZERO
            || !self.is_product(line, whole)
        {
            self.set(line::TOTAL.of_line(line), WideDecimal::from(whole), Why::NetOfTax, None);
        }
        if !discount.is_zero() {
            let less = (Exact::from(whole) - assessed.into()).to_paise();
            self.set(line::DISCOUNT.of_line(line), WideDecimal::from(less), Why::NetOfTax, None);
        }
        if given.is_none() {
            self.set(line::TAXABLE.of_line(line), WideDecimal::from(taxed), Why::NetOfTax, None);
        }
        Some(paid + charges.into())
    }

    /// Whether a line's quantity by its price is an amount already.
    fn is_product(&self, line: u32, amount: Amount) -> bool {
        self.product(line).is_some_and(|product| product.to_paise() == amount)
    }

    /// How the bill is rounded, where it says so.
    pub fn round_off(&mut self) {
        let (slot, value) = (field!("ValDtls" "RndOffAmt").once(), field!("ValDtls" "TotInvVal").once());
        let profile = || {
            let seller = self.text(field!("SellerDtls" "Gstin").once())?;
            let own = self.terms.sellers.iter().find(|t| t.gstin.is_some_and(|gstin| gstin.as_str() == seller))?;
            own.seller.as_ref()?.defaults.iter().find(|(key, _)| key == "round_off").map(|(_, value)| value.clone())
        };
        let said = self.own(OwnField::RoundOff, 0).map(|(index, entry)| {
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
                    (_, Some(NumberText::Number(number, _))) => {
                        self.places.insert(slot, at);
                        self.values.insert(slot, super::read::DraftValue { out: number.into(), entry: Some(entry) });
                    }
                    (_, Some(NumberText::Nothing)) => {}
                    (_, None) => self.wrong_value(entry, "round_off", "rupee, none, an amount"),
                }
            }
            (None, Some(text)) if text == "none" => self.paise_stay(slot, value),
            (None, _) => {}
        }
    }

    /// A round-off of nothing keeps the paise; a total of the bill's own decides for itself.
    fn paise_stay(&mut self, slot: TargetSlot, value: TargetSlot) {
        if self.text(value).is_none() {
            self.values
                .insert(slot, super::read::DraftValue { out: WideDecimal::from(Amount::ZERO).into(), entry: None });
        }
    }
}
