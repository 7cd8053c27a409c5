//! Tally's vouchers as bills.

mod scan;

use super::frame::{Frame, Meant};
use super::group::unit_word;
use crate::change::{Place, Why};
use crate::codes::words;
use crate::normalize::{At, InputValue, OwnField, ReadBill, Skip, Target, TargetSlot, Whence};
pub use scan::{TallyElement, each};
use std::borrow::Cow;
use std::sync::Arc;

/// A voucher of a file.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Which one it is, from 1.
    pub record: u64,
    /// Its number.
    pub number: Option<Arc<str>>,
    node: TallyElement,
}

/// Tags that values come from; a place names one.
const TAGS: &[&str] = &[
    "DATE",
    "VOUCHERTYPENAME",
    "VOUCHERNUMBER",
    "REFERENCE",
    "PARTYMAILINGNAME",
    "PARTYGSTIN",
    "ADDRESS",
    "PARTYPINCODE",
    "STATENAME",
    "PLACEOFSUPPLY",
    "COUNTRYOFRESIDENCE",
    "CMPGSTIN",
    "STOCKITEMNAME",
    "GSTHSNNAME",
    "BILLEDQTY",
    "RATE",
    "DISCOUNT",
    "AMOUNT",
    "GSTRATE",
    "CONSIGNEEMAILINGNAME",
    "CONSIGNEEGSTIN",
    "CONSIGNEEADDRESS",
    "CONSIGNEEPINCODE",
    "CONSIGNEESTATENAME",
    "IRN",
    "ISPARTYLEDGER",
    "LEDGERNAME",
    "NARRATION",
];

impl Voucher {
    /// A voucher from its element.
    pub fn new(record: u64, node: TallyElement) -> Voucher {
        Voucher { record, number: node.text_of("VOUCHERNUMBER").map(Arc::from), node }
    }

    fn text(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.node.text_of(name))
    }

    /// The name of its type, as the shop has it.
    pub fn type_name(&self) -> Option<&str> {
        self.text(&["VOUCHERTYPENAME", "VCHTYPE"])
    }

    /// The kind of document by its voucher's type: by the map, else by these words alone. The type that a shop's own type
    /// comes from doesn't stand in the file.
    fn kind<'f>(&'f self, frame: &'f Frame) -> Option<&'f str> {
        let word = self.type_name()?;
        let target = Target::parse("type").ok()?;
        match frame.meant(target, word) {
            Meant::Is(kind) => Some(kind),
            Meant::NoSale | Meant::Same => {
                ["sales", "credit note", "debit note"].contains(&word.trim().to_lowercase().as_str()).then_some(word)
            }
        }
    }

    /// Why it isn't one to send.
    pub fn skip(&self, frame: &Frame) -> Option<Skip> {
        let says = |name: &str| self.node.text_of(name).and_then(words::flag) == Some(true);
        match () {
            () if self.kind(frame).is_none() => Some(Skip::NotASale),
            () if says("ISCANCELLED") || says("ISDELETED") => Some(Skip::Cancelled),
            () if says("ISOPTIONAL") => Some(Skip::Draft),
            () if self.text(&["IRN", "IRNNUMBER"]).is_some() => Some(Skip::HasIrn),
            () => None,
        }
    }

    /// The bill in between.
    pub fn bill<'v>(&'v self, frame: &'v Frame) -> ReadBill<'v> {
        let mut feeder = TallyFeeder { voucher: self, bill: ReadBill::new(at(self.record, None)) };
        feeder.feed(frame);
        feeder.bill
    }

    /// Where its values stand.
    pub fn whence(&self) -> VoucherTags<'_> {
        VoucherTags { voucher: self }
    }
}

struct TallyFeeder<'v> {
    voucher: &'v Voucher,
    bill: ReadBill<'v>,
}

impl<'v> TallyFeeder<'v> {
    fn feed(&mut self, frame: &'v Frame) {
        let voucher = self.voucher;
        let text = |names: &[&str]| voucher.text(names);
        self.put("number", text(&["VOUCHERNUMBER"]), "VOUCHERNUMBER");
        self.put("date", text(&["DATE"]), "DATE");
        self.put("type", voucher.kind(frame), "VOUCHERTYPENAME");
        self.once(Target::own(OwnField::Seller), text(&["CMPGSTIN"]), "CMPGSTIN", None);
        self.put("order.number", text(&["REFERENCE"]), "REFERENCE");
        self.put("against.number", text(&["ORIGINVOICENUMBER", "ORIGINALINVOICENO"]), "REFERENCE");
        self.put("against.date", text(&["ORIGINVOICEDATE", "ORIGINALINVOICEDATE"]), "REFERENCE");
        self.put("remarks", text(&["NARRATION"]), "NARRATION");
        let name = text(&["PARTYMAILINGNAME", "BASICBUYERNAME", "PARTYNAME", "PARTYLEDGERNAME"]);
        self.put("buyer.name", name, "PARTYMAILINGNAME");
        let gstin = text(&["PARTYGSTIN", "PARTYGSTREGNUMBER"]);
        self.once_or_blank("buyer.gstin", gstin, "PARTYGSTIN");
        let state = text(&["STATENAME", "PARTYSTATENAME"]);
        let pin = text(&["PARTYPINCODE"]);
        let lines = lines(&voucher.node, &["ADDRESS.LIST", "PARTYADDRESS.LIST", "BASICBUYERADDRESS.LIST"]);
        self.address(["buyer.address", "buyer.city", "buyer.pin"], &lines, pin, state, ["ADDRESS", "PARTYPINCODE"]);
        self.put("buyer.state", state, "STATENAME");
        self.put("place_of_supply", text(&["PLACEOFSUPPLY"]), "PLACEOFSUPPLY");
        let country = text(&["COUNTRYOFRESIDENCE", "PARTYCOUNTRY"]);
        self.put("buyer.country", country, "COUNTRYOFRESIDENCE");
        self.consignee(name, gstin);
        self.lines();
    }

    /// Who gets the goods, where that is another one.
    fn consignee(&mut self, name: Option<&str>, gstin: Option<&str>) {
        let voucher = self.voucher;
        let text = |names: &[&str]| voucher.text(names);
        let (own, own_gstin) = (text(&["CONSIGNEEMAILINGNAME", "CONSIGNEENAME"]), text(&["CONSIGNEEGSTIN"]));
        let lines = lines(&voucher.node, &["CONSIGNEEADDRESS.LIST"]);
        let same = own.is_none_or(|own| Some(own) == name) && own_gstin.is_none_or(|own| Some(own) == gstin);
        if same || own.is_none() || lines.is_empty() {
            return;
        }
        self.put("ship_to.name", own, "CONSIGNEEMAILINGNAME");
        self.put("ship_to.gstin", own_gstin, "CONSIGNEEGSTIN");
        let (state, pin) = (text(&["CONSIGNEESTATENAME"]), text(&["CONSIGNEEPINCODE", "CONSIGNEEPINNUMBER"]));
        self.address(
            ["ship_to.address", "ship_to.city", "ship_to.pin"],
            &lines,
            pin,
            state,
            ["CONSIGNEEADDRESS", "CONSIGNEEPINCODE"],
        );
        self.put("ship_to.state", state, "CONSIGNEESTATENAME");
    }

    /// The last line of an address is the town, with its PIN code where one stands.
    fn address(
        &mut self,
        [address, city, pin_key]: [&str; 3],
        lines: &[&'v str],
        pin: Option<&'v str>,
        state: Option<&str>,
        [tag, pin_tag]: [&'static str; 2],
    ) {
        let mut lines = lines;
        // State and country have tags of their own.
        while let [rest @ .., last] = lines
            && rest.len() >= 2
            && (words::country(last) == Some("IN")
                || state.is_some() && words::state(last) == state.and_then(words::state))
        {
            lines = rest;
        }
        let (street, town) = match lines {
            [street @ .., town] if !street.is_empty() => (street, Some(*town)),
            street => (street, None),
        };
        if let Ok(target) = Target::parse(address) {
            for (nth, line) in (0..).zip(street) {
                self.bill.put(
                    target.at(0, nth),
                    InputValue::Text(Cow::Borrowed(line)),
                    at(self.voucher.record, Some(tag)),
                );
            }
        }
        let (town, of_town) = town.map_or((None, None), town_and_pin);
        self.once_as(city, town, tag, Some(Why::AddressSplit));
        match pin {
            Some(_) => self.put(pin_key, pin, pin_tag),
            None => self.once_as(pin_key, of_town, tag, Some(Why::AddressSplit)),
        }
    }

    fn lines(&mut self) {
        let node = &self.voucher.node;
        let some = |name: &'static str| node.all(name).next().is_some();
        // The list of all entries repeats what the others say.
        let goods = if some("ALLINVENTORYENTRIES.LIST") { "ALLINVENTORYENTRIES.LIST" } else { "INVENTORYENTRIES.LIST" };
        let ledgers = if some("LEDGERENTRIES.LIST") { "LEDGERENTRIES.LIST" } else { "ALLLEDGERENTRIES.LIST" };
        let party = self.voucher.text(&["PARTYLEDGERNAME", "PARTYNAME"]);
        let is_party = |entry: &TallyElement| {
            entry.text_of("ISPARTYLEDGER").and_then(words::flag) == Some(true)
                || party.is_some() && entry.text_of("LEDGERNAME") == party
        };
        let of_goods: Vec<&TallyElement> = node.all(goods).collect();
        // What a ledger charges under an HSN code is a line; freight, for example.
        let charged = |entry: &&TallyElement| !is_party(entry) && entry.text_of("GSTHSNNAME").is_some();
        let of_ledgers: Vec<&TallyElement> = node.all(ledgers).filter(charged).collect();
        let amounts =
            || of_goods.iter().chain(&of_ledgers).filter_map(|entry| entry.text_of("AMOUNT")).filter_map(signed);
        let all_below = amounts().all(|below| below) && amounts().next().is_some();
        for entry in of_goods.iter().copied() {
            self.line(entry, "STOCKITEMNAME", all_below);
        }
        for entry in of_ledgers.iter().copied() {
            self.line(entry, "LEDGERNAME", all_below);
        }
        // Signs mean debit and credit here; the total has that of the lines.
        let total = node.all(ledgers).find(|entry| is_party(entry)).and_then(|entry| entry.text_of("AMOUNT"));
        if let (Some(total), Ok(target)) = (total, Target::parse("total")) {
            let bare = total.trim().trim_start_matches('-');
            let below = all_below && !self.is_sale();
            let value = if below { Cow::Owned(format!("-{bare}")) } else { Cow::Borrowed(bare) };
            self.bill.put(target.once(), InputValue::Text(value), at(self.voucher.record, Some("ISPARTYLEDGER")));
        }
    }

    fn is_sale(&self) -> bool {
        let kind = self.bill.entries.iter().find(|entry| entry.slot.field().is_some_and(|field| field.key == "Typ"));
        kind.and_then(|entry| entry.value.text()).and_then(|word| words::document_type(&word)) != Some("CRN")
    }

    fn line(&mut self, entry: &'v TallyElement, name: &'static str, all_below: bool) {
        let line = self.bill.line(at(self.voucher.record, Some(name)));
        let put = |feeder: &mut Self, key: &str, text: Option<&'v str>, tag: &'static str, why: Option<Why>| {
            if let (Some(text), Ok(target)) = (text, Target::parse(key)) {
                feeder.push(target.of_line(line), Cow::Borrowed(text), tag, why);
            }
        };
        put(self, "lines.name", entry.text_of(name), name, None);
        put(self, "lines.hsn", entry.text_of("GSTHSNNAME").or_else(|| entry.text_of("HSNCODE")), "GSTHSNNAME", None);
        let (quantity, of_quantity) =
            entry.text_of("BILLEDQTY").or_else(|| entry.text_of("ACTUALQTY")).map_or((None, None), number_and_unit);
        let (price, of_price) = entry.text_of("RATE").map_or((None, None), |rate| match rate.split_once('/') {
            Some((price, unit)) => (Some(price.trim()), Some(unit.trim())),
            None => (Some(rate), None),
        });
        put(self, "lines.qty", quantity, "BILLEDQTY", Some(Why::TallyRate));
        let unit = of_quantity.or(of_price).filter(|unit| !unit.is_empty());
        let word = unit.zip(Target::parse("lines.unit").ok()).and_then(|(unit, target)| unit_word(target, unit));
        put(self, "lines.unit", unit, "BILLEDQTY", word);
        // A price by another unit than the quantity's is no price of it; the amount decides.
        let same_unit = of_price.is_none() || of_quantity.is_none() || of_price == of_quantity;
        put(self, "lines.price", price.filter(|_| same_unit), "RATE", Some(Why::TallyRate));
        put(self, "lines.discount_percent", entry.text_of("DISCOUNT"), "DISCOUNT", None);
        let amount = entry
            .text_of("AMOUNT")
            .map(|amount| if all_below && self.is_sale() { amount.trim().trim_start_matches('-') } else { amount });
        put(self, "lines.taxable", amount, "AMOUNT", None);
        let rate = |heads: &[&str]| {
            let details = entry.all("RATEDETAILS.LIST");
            let mut fits = details.filter(|detail| {
                detail
                    .text_of("GSTRATEDUTYHEAD")
                    .is_some_and(|head| heads.iter().any(|own| own.eq_ignore_ascii_case(head)))
            });
            fits.find_map(|detail| detail.text_of("GSTRATE"))
        };
        let whole = rate(&["IGST", "Integrated Tax"]);
        put(self, "lines.rate", whole, "GSTRATE", Some(Why::TallyRate));
        if whole.is_none() {
            put(self, "lines.cgst_rate", rate(&["CGST", "Central Tax"]), "GSTRATE", None);
            put(self, "lines.sgst_rate", rate(&["SGST/UTGST", "SGST", "State Tax", "UTGST"]), "GSTRATE", None);
        }
        put(self, "lines.cess_rate", rate(&["Cess"]), "GSTRATE", None);
        put(self, "lines.state_cess_rate", rate(&["State Cess"]), "GSTRATE", None);
        let batch = entry
            .all("BATCHALLOCATIONS.LIST")
            .filter_map(|batch| batch.text_of("BATCHNAME"))
            .find(|name| !name.eq_ignore_ascii_case("primary batch") && !name.contains("Not Applicable"));
        put(self, "lines.batch.name", batch, "STOCKITEMNAME", None);
    }

    fn put(&mut self, key: &str, text: Option<&'v str>, tag: &'static str) {
        self.once_as(key, text, tag, None);
    }

    fn once_or_blank(&mut self, key: &str, text: Option<&'v str>, tag: &'static str) {
        match (text, Target::parse(key)) {
            (None, Ok(target)) => self.bill.put(target.once(), InputValue::Blank, at(self.voucher.record, Some(tag))),
            (text, _) => self.put(key, text, tag),
        }
    }

    fn once_as(&mut self, key: &str, text: Option<&'v str>, tag: &'static str, why: Option<Why>) {
        if let Ok(target) = Target::parse(key) {
            self.once(target, text, tag, why);
        }
    }

    fn once(&mut self, target: Target, text: Option<&'v str>, tag: &'static str, why: Option<Why>) {
        if let Some(text) = text.filter(|text| !text.eq_ignore_ascii_case("not applicable")) {
            self.push(target.once(), Cow::Borrowed(text), tag, why);
        }
    }

    fn push(&mut self, slot: TargetSlot, text: Cow<'v, str>, tag: &'static str, filled: Option<Why>) {
        let at = at(self.voucher.record, Some(tag));
        match filled {
            Some(why) => self.bill.put_as(slot, InputValue::Text(text), at, why),
            None => self.bill.put(slot, InputValue::Text(text), at),
        }
    }
}

/// The lines of the first of these lists that has any.
fn lines<'v>(node: &'v TallyElement, lists: &[&'v str]) -> Vec<&'v str> {
    let of = |list: &'v str| {
        node.all(list)
            .flat_map(|list| &list.inside)
            .map(|line| line.text.as_str())
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
    };
    lists.iter().map(|list| of(list)).find(|lines| !lines.is_empty()).unwrap_or_default()
}

/// Whether an amount is below zero; none of zero.
fn signed(amount: &str) -> Option<bool> {
    let amount = amount.trim();
    amount.bytes().any(|c| (b'1'..=b'9').contains(&c)).then(|| amount.starts_with('-'))
}

/// ` 40 Nos`: the number, and its unit.
fn number_and_unit(text: &str) -> (Option<&str>, Option<&str>) {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    // `2 Box 5 Nos` and `40 Nos = 2 Box` are one quantity in two units: the first of them is the whole only in the second case.
    let unit = unit.split('=').next().unwrap_or_default().trim();
    match number.is_empty() || unit.contains(|c: char| c.is_ascii_digit()) {
        true => (Some(text), None),
        false => (Some(number.trim()), Some(unit).filter(|unit| !unit.is_empty())),
    }
}

/// `Pune - 411030`: the town, and its PIN code.
fn town_and_pin(line: &str) -> (Option<&str>, Option<&str>) {
    let is_pin = |text: &str| text.len() == 6 && text.bytes().all(|c| c.is_ascii_digit()) && !text.starts_with('0');
    let digits = line.trim_end_matches('.').trim_end();
    match digits.len().checked_sub(6).and_then(|at| Some((digits.get(..at)?, digits.get(at..)?))) {
        Some((town, pin)) if is_pin(pin) && !town.ends_with(|c: char| c.is_ascii_digit()) => {
            let town = town.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | ',' | ':'));
            (Some(town).filter(|town| !town.is_empty()), Some(pin))
        }
        _ => (Some(line), None),
    }
}

fn at(record: u64, tag: Option<&str>) -> At {
    let tag = tag.and_then(|tag| TAGS.iter().position(|own| *own == tag)).map_or(0, |tag| tag as u64 + 1);
    At(record << 16 | tag)
}

/// Places of a voucher.
pub struct VoucherTags<'v> {
    voucher: &'v Voucher,
}

impl Whence for VoucherTags<'_> {
    fn place(&self, at: At, missing: Option<TargetSlot>) -> Option<Place> {
        if at == At::NOWHERE {
            return None;
        }
        let own = ((at.0 & 0xffff) as usize).checked_sub(1).and_then(|tag| TAGS.get(tag)).copied();
        let tag = missing.and_then(|slot| tag_for(&slot)).or(own);
        Some(Place::Record {
            record: self.voucher.record,
            number: self.voucher.number.clone(),
            tag: tag.map(Arc::from),
        })
    }
}

/// The tag that a missing value would stand in.
fn tag_for(slot: &TargetSlot) -> Option<&'static str> {
    Some(match (slot.pointer().as_str(), slot.field()?.key) {
        ("/BuyerDtls/Loc" | "/BuyerDtls/Addr1", _) => "ADDRESS",
        ("/BuyerDtls/Pin", _) => "PARTYPINCODE",
        ("/BuyerDtls/Gstin", _) => "PARTYGSTIN",
        ("/BuyerDtls/LglNm", _) => "PARTYMAILINGNAME",
        ("/BuyerDtls/Pos", _) => "PLACEOFSUPPLY",
        (_, "HsnCd") => "GSTHSNNAME",
        (_, "GstRt") => "GSTRATE",
        (_, "Unit" | "Qty") => "BILLEDQTY",
        (_, "UnitPrice") => "RATE",
        (_, "AssAmt" | "TotAmt") => "AMOUNT",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn towns_and_quantities_come_apart() {
        assert_eq!(town_and_pin("Pune - 411030"), (Some("Pune"), Some("411030")));
        assert_eq!(town_and_pin("Pune"), (Some("Pune"), None));
        assert_eq!(town_and_pin("411030"), (None, Some("411030")));
        assert_eq!(number_and_unit(" 40 Nos"), (Some("40"), Some("Nos")));
        assert_eq!(number_and_unit("-4.5 Kg"), (Some("-4.5"), Some("Kg")));
        assert_eq!(number_and_unit("40 Nos = 2 Box"), (Some("40"), Some("Nos")));
        assert_eq!(number_and_unit("2 Box 5 Nos"), (Some("2 Box 5 Nos"), None));
    }
}
