//! Seller and buyer, their states, the kind of supply and its place.

use super::bill::{At, Value};
use super::draft::{Draft, slot};
use super::normalized::Skip;
use super::read::{Out, yes};
use super::rules;
use super::target::{Own, Slot, Target};
use super::text;
use crate::change::{Change, Why};
use crate::codes::{states, words};
use crate::gstin::Gstin;
use std::borrow::Cow;

/// Services of which the place of supply is not the buyer's (IGST Act, section 12(3) to (7)).
const ELSEWHERE: [&str; 4] = ["9954", "9963", "9972", "9996"];
const ABROAD: &str = states::OTHER_COUNTRY;
const PIN_ABROAD: &str = "999999";

/// What the bill itself says of its supply, beside the form's codes.
#[derive(Clone, Copy)]
struct Named {
    word: words::Supply,
    entry: usize,
}

impl Draft<'_, '_> {
    /// Addresses given as a text or as lines become two lines; those of the form that are too long likewise.
    pub fn addresses(&mut self) {
        for (block, own) in [
            ("SellerDtls", Own::SellerAddress),
            ("BuyerDtls", Own::BuyerAddress),
            ("ShipDtls", Own::ShipAddress),
            ("DispDtls", Own::DispatchAddress),
        ] {
            self.address(slot(&format!("/{block}/Addr1")), slot(&format!("/{block}/Addr2")), own);
        }
    }

    fn address(&mut self, first: Slot, second: Slot, own: Own) {
        let target = Target::own(own);
        let entries: Vec<usize> = (0..self.bill.entries.len())
            .filter(|index| {
                self.bill.entries[*index].slot.target() == target && !self.bill.entries[*index].value.is_blank()
            })
            .collect();
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
        // From a file of parties or a default: told as that, however it is cut.
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

    /// Sets a value that is as it stood.
    fn keep(&mut self, slot: Slot, text: String, entry: Option<usize>) {
        if let Some(entry) = entry {
            self.places.insert(slot, self.bill.entries[entry].at);
        }
        self.values.insert(slot, super::draft::Held { out: Out::Text(Cow::Owned(text)), entry });
    }

    /// Fills in the seller where the bill has none, or only his GSTIN.
    pub fn seller(&mut self) {
        let gstin = slot("/SellerDtls/Gstin");
        let named = self
            .own(Own::Seller, 0)
            .map(|(index, entry)| (index, entry.value.text().map(Cow::into_owned).unwrap_or_default(), entry.at));
        let block = slot("/SellerDtls/Gstin").target();
        let alone = self.values.keys().filter(|slot| slot.target().is_beside(block)).all(|slot| *slot == gstin);
        if !alone {
            return;
        }
        let spoken = named
            .clone()
            .map(|(_, text, _)| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase());
        let wanted = spoken.or_else(|| self.text(gstin).map(str::to_owned));
        let at =
            named.as_ref().map_or_else(|| self.places.get(&gstin).copied().unwrap_or(At::NOWHERE), |named| named.2);
        let terms = self.terms;
        let profiles: Vec<_> = terms.sellers.iter().filter_map(|t| Some((t.gstin?, t.seller.as_ref()?))).collect();
        let found = match &wanted {
            Some(wanted) => profiles.iter().find(|(own, _)| own.as_str() == wanted),
            None => profiles.first().filter(|_| profiles.len() == 1),
        };
        let Some((own, profile)) = found else {
            let given = |finding: crate::finding::Finding| finding.value(wanted.as_deref().unwrap_or_default());
            match (&named, profiles.len()) {
                (Some((entry, ..)), _) => {
                    let (entry, text) = (*entry, wanted.clone().unwrap_or_default());
                    self.places.insert(gstin, at);
                    self.values
                        .insert(gstin, super::draft::Held { out: Out::Text(Cow::Owned(text)), entry: Some(entry) });
                    self.find(&rules::SELLER_NEEDED, slot("/SellerDtls"), given);
                }
                (None, 2..) if wanted.is_none() => self.find(&rules::SELLER_NEEDED, slot("/SellerDtls"), |finding| {
                    finding.says(rules::WHICH_SELLER).fix(rules::SAY_WHICH).word("count", profiles.len())
                }),
                (None, _) => {}
            }
            return;
        };
        let (own, profile) = (*own, *profile);
        self.set_quietly(gstin, &Value::Text(Cow::Owned(own.to_string())));
        let state = states::of_address(own.state()).map(|state| format!("{state:02}"));
        if let Some(state) = state {
            self.set_quietly(slot("/SellerDtls/Stcd"), &Value::Text(Cow::Owned(state)));
        }
        self.told("/SellerDtls", named.map(|named| named.1), own.to_string(), at);
        self.profile(profile);
    }

    fn told(&mut self, path: &str, from: Option<String>, to: String, at: At) {
        let at = if at == At::NOWHERE { None } else { self.whence.place(at, None) };
        self.changes.list.push(Change { path: path.to_owned(), from, to: Some(to), why: Why::DefaultProfile, at });
    }

    /// Fills in what a seller's profile says: himself, where goods leave from, how he is paid.
    fn profile(&mut self, profile: &crate::taxpayer::Seller) {
        for (block, names) in [("SellerDtls", "seller."), ("DispDtls", "dispatch_from."), ("PayDtls", "payment.")] {
            let values: Vec<_> = profile.values.iter().filter(|(key, _)| key.starts_with(names)).collect();
            let first = slot(&format!("/{block}")).target();
            let is_seller = block == "SellerDtls";
            if values.is_empty() || !is_seller && self.values.keys().any(|slot| slot.target().is_beside(first)) {
                continue;
            }
            let is_address = |key: &str| key.ends_with(".address");
            for (key, value) in values.iter().filter(|(key, _)| !is_address(key)) {
                if let Ok(target) = Target::parse(key) {
                    self.set_quietly(target.once(), &Value::Text(Cow::Owned(value.clone())));
                }
            }
            let lines: Vec<&str> =
                values.iter().filter(|(key, _)| is_address(key)).map(|(_, line)| line.as_str()).collect();
            if !lines.is_empty() {
                let (one, two) = text::address(&lines);
                self.keep(slot(&format!("/{block}/Addr1")), one, None);
                if let Some(two) = two {
                    self.keep(slot(&format!("/{block}/Addr2")), two, None);
                }
            }
            if !is_seller {
                self.told(&format!("/{block}"), None, values[0].1.clone(), At::NOWHERE);
            }
        }
    }

    /// The kind of supply, and what an export means for its buyer.
    pub fn supply(&mut self) {
        let (supply, gstin) = (slot("/TranDtls/SupTyp"), slot("/BuyerDtls/Gstin"));
        let named = self.named_supply();
        let country = self
            .own(Own::BuyerCountry, 0)
            .map(|(index, entry)| (index, entry.value.text().map(Cow::into_owned).unwrap_or_default()));
        let country = country.map(|(index, text)| (index, self.country(&text), text));
        let foreign = country.as_ref().filter(|(_, code, _)| code.as_deref() != Some("IN"));
        let registered = self.text(gstin).is_some_and(|text| text != "URP");
        let said = self.text(supply).map(str::to_owned);
        let is_export = |code: &str| matches!(code, "EXPWP" | "EXPWOP");
        let export_word = matches!(named, Some(Named { word: words::Supply::Export, .. }));
        let abroad = said.as_deref().is_some_and(is_export)
            || said.is_none() && !registered && (export_word || foreign.is_some());
        if let Some(Named { word: words::Supply::Sez, .. }) = named {
            self.values.remove(&supply);
            let taxed = self.is_taxed();
            self.decide(supply, taxed, ["SEZWP", "SEZWOP"], named.map(|named| named.entry), |finding| {
                finding.says(rules::SUPPLY_OF_SEZ).fix(rules::SAY_SEZ)
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
        } else if self.text(supply).is_none() && self.is_simple() && !self.has_finding(supply) {
            self.set(supply, "B2B", Why::DefaultValue, None);
        }
        if !registered && !abroad {
            self.skip.get_or_insert(Skip::Consumer);
        }
    }

    fn has_finding(&self, slot: Slot) -> bool {
        let pointer = slot.pointer();
        self.findings.iter().any(|finding| finding.path == pointer)
    }

    /// A word for the supply that is no code of the form's by itself. It doesn't stay in the document.
    fn named_supply(&mut self) -> Option<Named> {
        let supply = slot("/TranDtls/SupTyp");
        let held = self.values.get(&supply)?;
        let named = match words::supply(held.out.text())? {
            words::Supply::Code(_) => return None,
            word => Named { word, entry: held.entry? },
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
        let item = |name: &str, line: u32| slot(&format!("/ItemList/{line}/{name}"));
        if self.lines().any(|line| self.has_amount(item("IgstAmt", line))) {
            return Some(true);
        }
        let said = |line: u32| {
            let free = self.amount(item("GstRt", line)).is_some_and(|rate| rate.is_zero());
            free || self.amount(item("IgstAmt", line)).is_some()
        };
        self.lines().all(said).then_some(false)
    }

    fn decide(
        &mut self,
        supply: Slot,
        taxed: Option<bool>,
        [with, without]: [&'static str; 2],
        entry: Option<usize>,
        say: impl FnOnce(crate::finding::Finding) -> crate::finding::Finding,
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
        let gstin = slot("/BuyerDtls/Gstin");
        if self.text(gstin).is_none() {
            self.set(gstin, "URP", Why::DerivedUrp, None);
        }
        let code = slot("/ExpDtls/CntCode");
        if let (Some((entry, Some(known), text)), None) = (country, self.text(code)) {
            self.places.insert(code, self.bill.entries[entry].at);
            match known == text {
                true => self.keep(code, known, Some(entry)),
                false => self.set(code, known, Why::CountryName, Some(entry)),
            }
        }
        for (slot, abroad) in [
            (slot("/BuyerDtls/Pin"), Out::Number(Cow::Borrowed(PIN_ABROAD))),
            (slot("/BuyerDtls/Stcd"), Out::Text(Cow::Borrowed(ABROAD))),
            (slot("/BuyerDtls/Pos"), Out::Text(Cow::Borrowed(ABROAD))),
        ] {
            // The form can do without a PIN code.
            let wanted = self.is_simple() || abroad.text() != PIN_ABROAD || self.text(slot).is_some();
            if wanted && self.text(slot) != Some(abroad.text()) {
                self.set(slot, abroad, Why::DerivedAbroad, None);
            }
        }
    }

    fn consumer(&mut self, gstin: Slot) {
        self.find(&rules::CONSUMER, gstin, |finding| finding);
    }

    /// What is remembered of the buyer fills what the bill leaves out.
    pub fn buyer(&mut self) {
        let gstin = self.text(slot("/BuyerDtls/Gstin")).and_then(Gstin::parse);
        let Some(party) = gstin.and_then(|gstin| self.terms.known.taxpayer(gstin)) else { return };
        let (name, address) = (slot("/BuyerDtls/LglNm"), slot("/BuyerDtls/Addr1"));
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
                self.set(slot("/BuyerDtls/Addr2"), two, Why::PartyCache, None);
            }
        }
        for (slot, text) in [(name, party.name), (slot("/BuyerDtls/Loc"), party.city)] {
            if let (None, Some(text)) = (self.text(slot), text) {
                self.set(slot, text, Why::PartyCache, None);
            }
        }
        if let (None, Some(pin)) = (self.text(slot("/BuyerDtls/Pin")), party.pin) {
            self.set(slot("/BuyerDtls/Pin"), Out::Number(Cow::Owned(pin)), Why::PartyCache, None);
        }
        let supply = slot("/TranDtls/SupTyp");
        if party.sez && self.text(supply).is_none() && !self.has_finding(supply) {
            self.find(&rules::SUPPLY_NEEDED, supply, |finding| finding.says(rules::SUPPLY_OF_SEZ).fix(rules::SAY_SEZ));
        }
    }

    /// States that are left out are those of the GSTINs.
    pub fn states(&mut self) {
        for block in ["SellerDtls", "BuyerDtls", "ShipDtls"] {
            let (gstin, state) = (slot(&format!("/{block}/Gstin")), slot(&format!("/{block}/Stcd")));
            if self.text(state).is_some() {
                continue;
            }
            let of_gstin = self.text(gstin).and_then(Gstin::parse).and_then(|gstin| states::of_address(gstin.state()));
            if let Some(number) = of_gstin.filter(|number| states::find(&number.to_string()).is_some()) {
                self.set(state, format!("{number:02}"), Why::DerivedState, None);
            }
        }
    }

    /// The place of supply that is left out is the buyer's state, unless something says that it may not be.
    pub fn place(&mut self) {
        let place = slot("/BuyerDtls/Pos");
        let number = |text: Option<&str>| text.and_then(states::number);
        let (seller, buyer) =
            (number(self.text(slot("/SellerDtls/Stcd"))), self.text(slot("/BuyerDtls/Stcd")).map(str::to_owned));
        let (None, Some(state)) = (self.text(place), buyer) else { return };
        let differ = seller.is_some() && number(Some(&state)).is_some() && seller != number(Some(&state));
        let within = matches!(self.text(slot("/TranDtls/SupTyp")), None | Some("B2B" | "DEXP"))
            && self.text(slot("/TranDtls/IgstOnIntra")) != Some("Y");
        if within {
            let taxed = |name: &str, own: Own| {
                self.lines().any(|line| {
                    let rate = self.own(own, line).and_then(|(_, entry)| super::read::rate(&entry.value, self.terms));
                    self.has_amount(slot(&format!("/ItemList/{line}/{name}")))
                        || rate.is_some_and(|(rate, ..)| !rate.is_zero())
                })
            };
            let split = taxed("CgstAmt", Own::CgstRate) || taxed("SgstAmt", Own::SgstRate);
            let integrated = taxed("IgstAmt", Own::IgstRate);
            if seller.is_some() && (split && differ || integrated && !differ) {
                return self.find(&rules::PLACE_NEEDED, place, |finding| finding.says(rules::TAX_SAYS_OTHERWISE));
            }
            let service = self.lines().find_map(|line| {
                let code = self.text(slot(&format!("/ItemList/{line}/HsnCd")))?;
                ELSEWHERE.into_iter().find(|service| code.starts_with(service))
            });
            if let Some(service) = service.filter(|_| differ) {
                return self
                    .find(&rules::PLACE_NEEDED, place, |finding| finding.says(rules::PLACE_OF_SERVICE).value(service));
            }
            let ships = self.values.keys().any(|held| {
                [slot("/ShipDtls"), slot("/EwbDtls")].iter().any(|block| held.target().is_beside(block.target()))
            });
            if differ && !ships {
                let name = states::find(&state).map_or_else(|| state.clone(), |s| format!("{} {}", s.code, s.name));
                self.find(&rules::PLACE_DERIVED, place, |finding| finding.value(name));
            }
        }
        self.set(place, state, Why::DerivedPlace, None);
    }

    /// An e-way bill needs consent: transport alone makes none.
    pub fn transport(&mut self) {
        let block = slot("/EwbDtls").target();
        let given = self.values.keys().any(|slot| slot.target().is_beside(block));
        let asked = self.own(Own::MakeEwb, 0).map(|(index, entry)| (index, yes(&entry.value)));
        if let Some((index, None)) = asked {
            self.wrong_value(index, "transport.make", "true, false");
        }
        let makes = self.terms.makes_ewb || matches!(asked, Some((_, Some(true))));
        if given && self.is_simple() && !makes {
            self.values.retain(|slot, _| !slot.target().is_beside(block));
            self.find(&rules::NO_EWB, slot("/EwbDtls"), |finding| finding);
        }
    }

    /// The day of a bill that a note is about, where it is known.
    pub fn references(&mut self) {
        let list = slot("/RefDtls/PrecDocDtls/0/InvNo").target();
        let numbers: Vec<Slot> = self.values.keys().filter(|slot| slot.target() == list).copied().collect();
        let seller = self.text(slot("/SellerDtls/Gstin")).and_then(Gstin::parse);
        let until = self.text(slot("/DocDtls/Dt")).and_then(crate::calendar::Day::parse);
        for number in numbers {
            let date = number.sibling(slot("/RefDtls/PrecDocDtls/0/InvDt").target());
            let (None, Some(seller), Some(text)) = (self.text(date), seller, self.text(number)) else { continue };
            if let Some(day) = self.terms.known.day_of(seller, text, until) {
                self.set(date, day.to_string(), Why::DerivedReference, None);
            }
        }
    }

    /// A value of the simple bill that is none of those it may be.
    pub fn wrong_value(&mut self, entry: usize, name: &'static str, expected: &'static str) {
        let entry = &self.bill.entries[entry];
        let finding =
            rules::VALUE.at("").word("name", name).value(entry.value.text().unwrap_or_default()).expected(expected);
        let finding = finding.located(self.whence.place(entry.at, None));
        self.findings.push(finding);
    }
}
