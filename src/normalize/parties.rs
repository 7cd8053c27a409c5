//! Addresses, the buyer, states, and what a bill refers to.

use super::draft::InvoiceDraft;
use super::read::{NormalizedValue, yes};
use super::target::{OwnField, TargetSlot, field};
use super::terms::EwbConsent;
use super::{rules, text};
use crate::change::{Place, Why};
use crate::codes::states;
use crate::gstin::Gstin;
use std::borrow::Cow;

impl InvoiceDraft<'_, '_> {
    /// Addresses given as a text or as lines become two lines; those of the form that are too long likewise.
    pub fn addresses(&mut self) {
        for (first, second, own) in [
            (field!("SellerDtls" "Addr1"), field!("SellerDtls" "Addr2"), OwnField::SellerAddress),
            (field!("BuyerDtls" "Addr1"), field!("BuyerDtls" "Addr2"), OwnField::BuyerAddress),
            (field!("ShipDtls" "Addr1"), field!("ShipDtls" "Addr2"), OwnField::ShipAddress),
            (field!("DispDtls" "Addr1"), field!("DispDtls" "Addr2"), OwnField::DispatchAddress),
        ] {
            self.address(first.once(), second.once(), own);
        }
    }

    fn address(&mut self, first: TargetSlot, second: TargetSlot, own: OwnField) {
        let entries = self.every(own);
        let lines: Vec<String> = match entries.is_empty() {
            false => {
                entries.iter().filter_map(|index| self.bill.entries[*index].value.text().map(Cow::into_owned)).collect()
            }
            true => {
                let too_long = |text: &str| text.chars().count() > 100;
                let given = [first, second].map(|slot| self.text(slot).map(str::to_owned));
                match &given {
                    [Some(one), two] if too_long(one) || two.as_deref().is_some_and(too_long) => {
                        given.into_iter().flatten().collect()
                    }
                    _ => return,
                }
            }
        };
        let written: Vec<&str> = lines.iter().map(String::as_str).collect();
        let (one, two) = text::address(&written);
        let entry = entries.first().copied();
        // From a file of parties or a default: reported as that, however it is cut.
        if let Some(filled) = entry.and_then(|entry| self.bill.entries[entry].filled) {
            self.set(first, one, filled, None);
            if let Some(two) = two {
                self.set(second, two, filled, None);
            }
            return;
        }
        let why = match (entries.len(), &two) {
            (0, _) => Why::AddressSplit,
            (1, None) if one == lines[0] => return self.keep(first, one, entry),
            (1, None) => text::clean(&lines[0]).1.unwrap_or(Why::AddressSplit),
            (2, Some(two)) if one == lines[0] && *two == lines[1] => {
                let two = two.clone();
                self.keep(first, one, entry);
                return self.keep(second, two, entries.get(1).copied());
            }
            _ => Why::AddressSplit,
        };
        self.set(first, one, why, entry);
        if let Some(two) = two {
            self.set(second, two, why, entries.get(1).copied().or(entry));
        }
    }

    /// What is remembered of the buyer fills what the bill leaves out.
    pub fn buyer(&mut self) {
        let gstin = self.text(field!("BuyerDtls" "Gstin").once()).and_then(Gstin::parse);
        let Some(party) = gstin.and_then(|gstin| self.terms.known.taxpayer(gstin)) else { return };
        let (name, address) = (field!("BuyerDtls" "LglNm").once(), field!("BuyerDtls" "Addr1").once());
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        match (self.text(name).map(str::to_owned), &party.name) {
            (Some(ours), Some(theirs)) if plain(&ours) != plain(theirs) => {
                self.find(&rules::NAME_DIFFERS, name, |finding| finding.value(ours).expected(theirs));
            }
            _ => {}
        }
        if self.text(address).is_none() && !party.address.is_empty() {
            let lines: Vec<&str> = party.address.iter().map(String::as_str).collect();
            let (one, two) = text::address(&lines);
            self.set(address, one, Why::PartyCache, None);
            if let Some(two) = two {
                self.set(field!("BuyerDtls" "Addr2").once(), two, Why::PartyCache, None);
            }
        }
        for (slot, text) in [(name, party.name), (field!("BuyerDtls" "Loc").once(), party.city)] {
            if let (None, Some(text)) = (self.text(slot), text) {
                self.set(slot, text, Why::PartyCache, None);
            }
        }
        if let (None, Some(pin)) = (self.text(field!("BuyerDtls" "Pin").once()), party.pin) {
            self.set(field!("BuyerDtls" "Pin").once(), NormalizedValue::Number(Cow::Owned(pin)), Why::PartyCache, None);
        }
        let supply = field!("TranDtls" "SupTyp").once();
        if party.sez && self.text(supply).is_none() && !self.has_finding(supply) {
            self.find(&rules::SUPPLY_NEEDED, supply, |finding| {
                finding.says(rules::SUPPLY_OF_SEZ).with_fix(rules::SAY_SEZ)
            });
        }
    }

    /// States that are left out are those of the GSTINs.
    pub fn states(&mut self) {
        for (gstin, state) in [
            (field!("SellerDtls" "Gstin"), field!("SellerDtls" "Stcd")),
            (field!("BuyerDtls" "Gstin"), field!("BuyerDtls" "Stcd")),
            (field!("ShipDtls" "Gstin"), field!("ShipDtls" "Stcd")),
        ] {
            let (gstin, state) = (gstin.once(), state.once());
            if self.text(state).is_some() {
                continue;
            }
            let of_gstin = self.text(gstin).and_then(Gstin::parse).and_then(|gstin| states::of_address(gstin.state()));
            if let Some(number) = of_gstin.filter(|number| states::find(&number.to_string()).is_some()) {
                self.set(state, format!("{number:02}"), Why::DerivedState, None);
            }
        }
    }

    /// An e-way bill needs consent: transport alone makes none.
    pub fn transport(&mut self) {
        let given = self.has_any(field!("EwbDtls"));
        let asked = self.own(OwnField::MakeEwb, 0).map(|(index, entry)| (index, yes(&entry.value)));
        if let Some((index, None)) = asked {
            self.wrong_value(index, "transport.make", "true, false");
        }
        let own = matches!(asked, Some((_, Some(true))));
        self.ewb_where_due = !own && self.is_simple() && self.terms.ewb == EwbConsent::WhereDue;
        if given && self.is_simple() && !own && self.terms.ewb == EwbConsent::None {
            self.values.retain(|slot, _| !slot.target().is_beside(field!("EwbDtls")));
            self.find(&rules::NO_EWB, field!("EwbDtls").once(), |finding| finding);
        }
        // The portal wants a kind of vehicle with each one.
        let kind = field!("EwbDtls" "VehType").once();
        if self.is_simple() && self.text(field!("EwbDtls" "VehNo").once()).is_some() && self.text(kind).is_none() {
            self.set(kind, "R", Why::DefaultValue, None);
        }
    }

    /// The day of a bill that a note is about, where it is known.
    pub fn references(&mut self) {
        let list = field!("RefDtls" "PrecDocDtls" "InvNo");
        let numbers: Vec<TargetSlot> = self.values.keys().filter(|slot| slot.target() == list).copied().collect();
        let seller = self.text(field!("SellerDtls" "Gstin").once()).and_then(Gstin::parse);
        let until = self.text(field!("DocDtls" "Dt").once()).and_then(crate::calendar::Day::parse);
        for number in numbers {
            let date = number.sibling(field!("RefDtls" "PrecDocDtls" "InvDt"));
            let (None, Some(seller), Some(text)) = (self.text(date), seller, self.text(number)) else { continue };
            if let Some(day) = self.terms.known.day_of(seller, text, until) {
                self.set(date, day.to_string(), Why::DerivedReference, None);
            }
        }
    }

    /// A value of the simple bill that is none of those it may be.
    pub fn wrong_value(&mut self, entry: usize, name: &'static str, expected: &'static str) {
        let entry = &self.bill.entries[entry];
        let place = self.whence.place(entry.at, None);
        let path = if let Some(Place::Json(path)) = &place { path.clone() } else { String::new() };
        let finding = rules::VALUE.at(path).word("name", name).value(entry.value.text().unwrap_or_default());
        let finding = finding.expected(expected).located(place);
        self.say(finding);
    }
}
