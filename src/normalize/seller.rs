//! The seller: from the bill, or whole from his profile.

use super::bill::{At, InputValue};
use super::draft::InvoiceDraft;
use super::target::{OwnField, Target, field};
use super::{rules, text};
use crate::change::{Change, Why};
use crate::codes::states;
use std::borrow::Cow;

impl InvoiceDraft<'_, '_> {
    /// Fills in the seller where the bill has none, or only his GSTIN.
    pub fn seller(&mut self) {
        let gstin = field!("SellerDtls" "Gstin").once();
        let named = self
            .own(OwnField::Seller, 0)
            .map(|(index, entry)| (index, entry.value.text().map(Cow::into_owned).unwrap_or_default(), entry.at));
        let seller = field!("SellerDtls");
        let alone = self.values.keys().filter(|slot| slot.target().is_beside(seller)).all(|slot| *slot == gstin);
        if !alone {
            // A bill's own seller stands whole, but for the GSTIN that names him.
            if let (Some((entry, text, _)), None) = (named, self.text(gstin)) {
                self.keep(gstin, text, Some(entry));
            }
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
                    self.keep(gstin, wanted.clone().unwrap_or_default(), Some(*entry));
                    self.find(&rules::SELLER_NEEDED, field!("SellerDtls").once(), given);
                }
                (None, 2..) if wanted.is_none() => {
                    self.find(&rules::SELLER_NEEDED, field!("SellerDtls").once(), |finding| {
                        finding.says(rules::WHICH_SELLER).with_fix(rules::SAY_WHICH).word("count", profiles.len())
                    });
                }
                (None, _) => {}
            }
            return;
        };
        let (own, profile) = (*own, *profile);
        self.set_quietly(gstin, &InputValue::Text(Cow::Owned(own.to_string())));
        let state = states::of_address(own.state()).map(|state| format!("{state:02}"));
        if let Some(state) = state {
            self.set_quietly(field!("SellerDtls" "Stcd").once(), &InputValue::Text(Cow::Owned(state)));
        }
        self.filled("/SellerDtls", named.map(|named| named.1), own.to_string(), at);
        self.profile(profile);
    }

    fn filled(&mut self, path: &str, from: Option<String>, to: String, at: At) {
        let at = if at == At::NOWHERE { None } else { self.whence.place(at, None) };
        self.changes.list.push(Change { path: path.to_owned(), from, to: Some(to), why: Why::DefaultProfile, at });
    }

    /// Fills in what a seller's profile says: himself, where goods leave from, how he is paid.
    fn profile(&mut self, profile: &crate::taxpayer::Seller) {
        let of_seller = Some((field!("SellerDtls" "Addr1"), field!("SellerDtls" "Addr2")));
        let of_dispatch = Some((field!("DispDtls" "Addr1"), field!("DispDtls" "Addr2")));
        for (block, names, address) in [
            (field!("SellerDtls"), "seller.", of_seller),
            (field!("DispDtls"), "dispatch_from.", of_dispatch),
            (field!("PayDtls"), "payment.", None),
        ] {
            let values: Vec<_> = profile.values.iter().filter(|(key, _)| key.starts_with(names)).collect();
            let is_seller = block == field!("SellerDtls");
            if values.is_empty() || !is_seller && self.has_any(block) {
                continue;
            }
            let is_address = |key: &str| key.ends_with(".address");
            for (key, value) in values.iter().filter(|(key, _)| !is_address(key)) {
                if let Ok(target) = Target::parse(key) {
                    self.set_quietly(target.once(), &InputValue::Text(Cow::Owned(value.clone())));
                }
            }
            let lines: Vec<&str> =
                values.iter().filter(|(key, _)| is_address(key)).map(|(_, line)| line.as_str()).collect();
            if let (Some((first, second)), false) = (address, lines.is_empty()) {
                let (one, two) = text::address(&lines);
                self.keep(first.once(), one, None);
                if let Some(two) = two {
                    self.keep(second.once(), two, None);
                }
            }
            if !is_seller {
                self.filled(&block.once().pointer(), None, values[0].1.clone(), At::NOWHERE);
            }
        }
    }
}
