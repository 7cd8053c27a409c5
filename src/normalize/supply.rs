//! The kind of supply and its place.

use super::draft::InvoiceDraft;
use super::normalized::Skip;
use super::read::NormalizedValue;
use super::rules;
use super::target::{OwnField, Target, TargetSlot, field, line};
use crate::change::Why;
use crate::codes::{states, words};
use crate::finding::Finding;
use std::borrow::Cow;

/// Services of which the place of supply is not the buyer's (IGST Act, section 12(3) to (7)).
const ELSEWHERE: [&str; 4] = ["9954", "9963", "9972", "9996"];
/// The word of the return for a supply to a consumer; the portal of e-invoices knows none.
const TO_CONSUMER: &str = "B2C";
const ABROAD: &str = states::OTHER_COUNTRY;
const PIN_ABROAD: &str = "999999";

/// What the bill itself says of its supply, beside the form's codes.
#[derive(Clone, Copy)]
struct SupplyWords {
    word: words::SupplyWord,
    entry: usize,
}

impl InvoiceDraft<'_, '_> {
    /// The kind of supply, and what an export means for its buyer.
    pub fn supply(&mut self) {
        let (supply, gstin) = (field!("TranDtls" "SupTyp").once(), field!("BuyerDtls" "Gstin").once());
        let named = self.named_supply();
        let country = self
            .own(OwnField::BuyerCountry, 0)
            .map(|(index, entry)| (index, entry.value.text().map(Cow::into_owned).unwrap_or_default()));
        let country = country.map(|(index, text)| (index, self.country(&text), text));
        if let Some((entry, None, _)) = &country {
            self.wrong_value(*entry, "buyer.country", "a country by its name or two letters");
        }
        let foreign = country.as_ref().filter(|(_, code, _)| code.as_deref().is_some_and(|code| code != "IN"));
        let registered = self.text(gstin).is_some_and(|text| text != "URP");
        let said = self.text(supply).map(str::to_owned);
        let is_export = |code: &str| matches!(code, "EXPWP" | "EXPWOP");
        let export_word = matches!(named, Some(SupplyWords { word: words::SupplyWord::Export, .. }));
        let abroad = said.as_deref().is_some_and(is_export)
            || said.is_none() && !registered && (export_word || foreign.is_some());
        if let Some(SupplyWords { word: words::SupplyWord::Sez, .. }) = named {
            self.values.remove(&supply);
            let taxed = self.is_taxed();
            self.decide(supply, taxed, ["SEZWP", "SEZWOP"], named.map(|named| named.entry), |finding| {
                finding.says(rules::SUPPLY_OF_SEZ).with_fix(rules::SAY_SEZ)
            });
        } else if abroad && said.is_none() {
            let taxed = self.is_taxed();
            let entry = named.map(|named| named.entry).or(foreign.map(|(index, ..)| *index));
            self.decide(supply, taxed, ["EXPWP", "EXPWOP"], entry, |finding| finding);
        }
        if abroad && !registered {
            self.buyer_abroad(country);
        } else if !registered && self.is_simple() {
            self.consumer(gstin);
            let is_plain = matches!(named, None | Some(SupplyWords { word: words::SupplyWord::Consumer, .. }));
            if self.terms.consumers && is_plain && self.text(supply).is_none() {
                self.set(supply, TO_CONSUMER, Why::DefaultValue, named.map(|named| named.entry));
            }
        } else if self.text(supply).is_none() && self.is_simple() && !self.has_finding(supply) {
            self.set(supply, "B2B", Why::DefaultValue, None);
        }
        if !registered && !abroad {
            self.skip.get_or_insert(Skip::Consumer);
        }
    }

    /// A word for the supply that is no code of the form's by itself. It doesn't stay in the document.
    fn named_supply(&mut self) -> Option<SupplyWords> {
        let supply = field!("TranDtls" "SupTyp").once();
        let held = self.values.get(&supply)?;
        let named = match words::supply(held.out.text())? {
            words::SupplyWord::Code(_) => return None,
            word => SupplyWords { word, entry: held.entry? },
        };
        self.values.remove(&supply);
        Some(named)
    }

    /// The code of a country's name or letters.
    fn country(&self, text: &str) -> Option<String> {
        let upper = text.trim().to_uppercase();
        let known = |code: &str| self.terms.lists.countries().on(code, self.terms.on).is_some();
        match known(&upper) && upper != "UK" {
            true => Some(upper),
            false => words::country(text).map(str::to_owned),
        }
    }

    /// Whether tax is charged; none where rates are given and nothing says whether they are charged.
    fn is_taxed(&self) -> Option<bool> {
        if self.lines().any(|line| self.has_amount(line::IGST.of_line(line))) {
            return Some(true);
        }
        let said = |line: u32| {
            let free = self.amount(line::RATE.of_line(line)).is_some_and(|rate| rate.is_zero());
            free || self.amount(line::IGST.of_line(line)).is_some()
        };
        self.lines().all(said).then_some(false)
    }

    fn decide(
        &mut self,
        supply: TargetSlot,
        taxed: Option<bool>,
        [with, without]: [&'static str; 2],
        entry: Option<usize>,
        say: impl FnOnce(Finding) -> Finding,
    ) {
        if let Some(entry) = entry {
            self.places.insert(supply, self.bill.entries[entry].at);
        }
        match taxed {
            Some(taxed) => self.set(supply, if taxed { with } else { without }, Why::SupplyWord, entry),
            None => self.find(&rules::SUPPLY_NEEDED, supply, say),
        }
    }

    /// A buyer abroad has no GSTIN, and his state and PIN code are those of other countries.
    fn buyer_abroad(&mut self, country: Option<(usize, Option<String>, String)>) {
        let gstin = field!("BuyerDtls" "Gstin").once();
        if self.text(gstin).is_none() {
            self.set(gstin, "URP", Why::DerivedUrp, None);
        }
        let code = field!("ExpDtls" "CntCode").once();
        if let (Some((entry, Some(known), text)), None) = (country, self.text(code)) {
            self.places.insert(code, self.bill.entries[entry].at);
            match known == text {
                true => self.keep(code, known, Some(entry)),
                false => self.set(code, known, Why::CountryName, Some(entry)),
            }
        }
        for (slot, abroad) in [
            (field!("BuyerDtls" "Pin").once(), NormalizedValue::Number(Cow::Borrowed(PIN_ABROAD))),
            (field!("BuyerDtls" "Stcd").once(), NormalizedValue::Text(Cow::Borrowed(ABROAD))),
            (field!("BuyerDtls" "Pos").once(), NormalizedValue::Text(Cow::Borrowed(ABROAD))),
        ] {
            // The form can do without a PIN code; and a state of ours in a bill that goes abroad is a fault, not to be changed.
            let is_pin = abroad.text() == PIN_ABROAD;
            let wanted = match self.text(slot) {
                None => self.is_simple() || !is_pin,
                Some(given) => is_pin || states::find(given).is_none(),
            };
            if wanted && self.text(slot) != Some(abroad.text()) {
                self.set(slot, abroad, Why::DerivedAbroad, None);
            }
        }
    }

    fn consumer(&mut self, gstin: TargetSlot) {
        self.find(&rules::CONSUMER, gstin, |finding| finding);
    }

    /// The place of supply that is left out is the buyer's state, unless something says that it may not be.
    pub fn place(&mut self) {
        let place = field!("BuyerDtls" "Pos").once();
        // A consumer whose address isn't on the bill is where the supplier is (section 10(1)(ca) and 12(2) of the IGST Act).
        let is_to_consumer = self.text(field!("TranDtls" "SupTyp").once()) == Some(TO_CONSUMER);
        let (state, sellers) = (field!("BuyerDtls" "Stcd").once(), field!("SellerDtls" "Stcd").once());
        if is_to_consumer && self.text(place).is_none() && self.text(state).is_none() {
            if let Some(own) = self.text(sellers).map(str::to_owned) {
                self.set(place, own, Why::DerivedPlace, None);
            }
            return;
        }
        let number = |text: Option<&str>| text.and_then(states::number);
        let (seller, buyer) = (
            number(self.text(field!("SellerDtls" "Stcd").once())),
            self.text(field!("BuyerDtls" "Stcd").once()).map(str::to_owned),
        );
        let (None, Some(state)) = (self.text(place), buyer) else { return };
        let differ = seller.is_some() && number(Some(&state)).is_some() && seller != number(Some(&state));
        let within = matches!(self.text(field!("TranDtls" "SupTyp").once()), None | Some("B2B" | "DEXP" | TO_CONSUMER))
            && self.text(field!("TranDtls" "IgstOnIntra").once()) != Some("Y");
        if within {
            let taxed = |target: Target, own: OwnField| {
                self.lines().any(|line| {
                    let rate = self.own(own, line).and_then(|(_, entry)| super::read::rate(&entry.value, self.terms));
                    self.has_amount(target.of_line(line)) || rate.is_some_and(|(rate, ..)| !rate.is_zero())
                })
            };
            let split = taxed(line::CGST, OwnField::CgstRate) || taxed(line::SGST, OwnField::SgstRate);
            let integrated = taxed(line::IGST, OwnField::IgstRate);
            if seller.is_some() && (split && differ || integrated && !differ) {
                return self.find(&rules::PLACE_NEEDED, place, |finding| finding.says(rules::TAX_SAYS_OTHERWISE));
            }
            let service = self.lines().find_map(|line| {
                let code = self.text(line::HSN.of_line(line))?;
                ELSEWHERE.into_iter().find(|service| code.starts_with(service))
            });
            if let Some(service) = service.filter(|_| differ) {
                return self
                    .find(&rules::PLACE_NEEDED, place, |finding| finding.says(rules::PLACE_OF_SERVICE).value(service));
            }
            let ships = self.has_any(field!("ShipDtls")) || self.has_any(field!("EwbDtls"));
            if differ && !ships {
                let name = states::find(&state).map_or_else(|| state.clone(), |s| format!("{} {}", s.code, s.name));
                self.find(&rules::PLACE_DERIVED, place, |finding| finding.value(name));
            }
        }
        self.set(place, state, Why::DerivedPlace, None);
    }
}
