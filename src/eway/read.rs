//! Reads an e-way bill document from the system's own keys: numbers or texts, trailing blanks, days in either form, keys of
//! any case. Every value that can't be read is a finding; the rest is kept.

use super::document::{EwayDocument, EwayItem, EwayOrigin, EwayParty, Third, Totals, Transport, Who, is_number};
use super::faults;
use super::form::{self, EwayField, EwayFieldKind, GSTIN_WORDS, IGNORED, MOST_LINES, PARTY_WORDS, PartyFields, wanted};
use super::kinds::{DocKind, Mode, Purpose, Supply, Transaction, VehicleType};
use crate::calendar::Day;
use crate::error::Result;
use crate::finding::{Finding, Rule};
use crate::gstin::Gstin;
use crate::invoice::MOST_FINDINGS;
use crate::money::{Amount, NotAnAmount};
use crate::normalize::InputValue;
use crate::normalize::json::{TreeKind, TreeValue, step};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Whether a text is a document in the e-way bill system's own keys, not an invoice or a bill of another shape.
pub fn is_own_form(text: &str) -> bool {
    let Ok(TreeValue { what: TreeKind::Block(members), .. }) = TreeValue::parse(text) else { return false };
    let has = |key: &str| members.iter().any(|(own, _)| own.trim().eq_ignore_ascii_case(key));
    has("supplyType") || has("subSupplyType") || has("fromGstin") || has("itemList") && has("docType")
}

/// Reads a document in the system's own keys, with the faults of its form. Fails only when the input is not JSON or
/// exceeds a limit.
pub fn read(text: &str) -> Result<(EwayDocument, Vec<Finding>)> {
    let root = TreeValue::parse(text)?;
    let mut found = FindingList { list: Vec::new(), unlisted: 0 };
    let mut block = ReadObject::new(&root, String::new(), None, &mut found);
    let (dispatch, ship) = (&[form::DISPATCH, form::DISPATCH_NAME], &[form::SHIP, form::SHIP_NAME]);
    let mut document = EwayDocument {
        user: block.number15(&form::USER),
        supply: block.code(&form::SUPPLY, Supply::ALL, Supply::parse, Supply::code),
        purpose: block.code(&form::PURPOSE, Purpose::ALL, Purpose::parse, Purpose::code),
        purpose_words: block.text(&form::PURPOSE_WORDS),
        kind: block.code(&form::KIND, DocKind::ALL, DocKind::parse, DocKind::code),
        number: block.text_of(&form::NUMBER, is_number, NUMBER_WORDS),
        date: block.day(&form::DATE),
        transaction: block.code(&form::TRANSACTION, Transaction::ALL, Transaction::parse, Transaction::code),
        from: block.party(&form::FROM),
        to: block.party(&form::TO),
        dispatch: block.third(dispatch),
        ship: block.third(ship),
        totals: block.totals(),
        transport: block.transport(),
        items: Vec::new(),
        origin: EwayOrigin::Own,
    };
    let lines = block.lines();
    block.unknown(&[form::ITEMS]);
    for (index, node) in lines.iter().enumerate() {
        let mut line = ReadObject::new(node, format!("/{}/{index}", form::ITEMS.key), Some(index), &mut found);
        document.items.push(line.item());
        line.unknown(&[]);
    }
    Ok((document, found.finish()))
}

const NUMBER_WORDS: &str = "letters, digits, - and /";

/// The findings, up to their limit.
struct FindingList {
    list: Vec<Finding>,
    unlisted: usize,
}

impl FindingList {
    fn push(&mut self, finding: Finding) {
        match self.list.len() < MOST_FINDINGS {
            true => self.list.push(finding),
            false => self.unlisted += 1,
        }
    }

    fn finish(mut self) -> Vec<Finding> {
        if self.unlisted > 0 {
            self.list.push(faults::MORE.at("").word("count", self.unlisted));
        }
        self.list
    }
}

/// An object that is being read.
struct ReadObject<'n, 't, 'f> {
    /// The members by their names in small letters. What was read is taken out.
    members: BTreeMap<String, (&'n str, &'n TreeValue<'t>)>,
    path: String,
    line: Option<usize>,
    found: &'f mut FindingList,
}

impl<'n, 't, 'f> ReadObject<'n, 't, 'f> {
    fn new(
        node: &'n TreeValue<'t>,
        path: String,
        line: Option<usize>,
        found: &'f mut FindingList,
    ) -> ReadObject<'n, 't, 'f> {
        let mut block = ReadObject { members: BTreeMap::new(), path, line, found };
        let TreeKind::Block(members) = &node.what else {
            let finding = faults::TYPE.at(block.path.as_str()).expected("an object").word("shape", node.what.words());
            block.found.push(finding.word("name", "document").word("key", "itemList"));
            return block;
        };
        let mut twice = Vec::new();
        for (key, node) in members {
            let plain = key.trim().to_ascii_lowercase();
            match block.members.entry(plain) {
                Entry::Vacant(place) => {
                    place.insert((key, node));
                }
                Entry::Occupied(_) => twice.push(key),
            }
        }
        for key in twice {
            let finding = faults::DUPLICATE.at(format!("{}/{}", block.path, step(key))).word("key", key);
            block.push(finding);
        }
        block
    }

    fn push(&mut self, finding: Finding) {
        let finding = match self.line {
            Some(line) => finding.line(line),
            None => finding,
        };
        self.found.push(finding);
    }

    fn fault(&mut self, rule: &'static Rule, field: &EwayField, change: impl FnOnce(Finding) -> Finding) {
        let finding = rule.at(format!("{}/{}", self.path, field.key)).word("name", field.name).word("key", field.key);
        let finding = match field.bad {
            "" => finding,
            code => finding.code(code),
        };
        self.push(change(finding));
    }

    fn take(&mut self, field: &EwayField) -> Option<&'n TreeValue<'t>> {
        let own = self.members.remove(&field.key.to_ascii_lowercase());
        let also = || (!field.also.is_empty()).then(|| field.also.to_ascii_lowercase());
        own.or_else(|| self.members.remove(&also()?)).map(|(_, node)| node)
    }

    /// The text or number that stands there, without blanks around it; `None` where nothing does.
    fn value(&mut self, field: &EwayField) -> Option<Cow<'n, str>> {
        let value = match self.take(field).map(|node| &node.what) {
            None => None,
            Some(TreeKind::Value(value)) if value.is_blank() => None,
            Some(TreeKind::Value(InputValue::Text(text))) => Some(Cow::Borrowed(text.trim())),
            Some(TreeKind::Value(value @ (InputValue::Number(_) | InputValue::Binary(_) | InputValue::Day(_)))) => {
                value.text()
            }
            Some(
                other @ (TreeKind::Value(InputValue::Flag(_) | InputValue::Blank | InputValue::Null)
                | TreeKind::Block(_)
                | TreeKind::List(_)),
            ) => {
                let wanted = if is_text(field) { "text" } else { "a number" };
                self.fault(&faults::TYPE, field, |f| f.word("shape", other.words()).expected(wanted));
                return None;
            }
        };
        if let (None, Some(code)) = (&value, field.missing) {
            self.fault(&faults::MISSING, field, |f| f.code(code).expected(wanted(field)));
        }
        value
    }

    fn text(&mut self, field: &'static EwayField) -> Option<String> {
        self.text_of(field, |_| true, "")
    }

    fn text_of(&mut self, field: &'static EwayField, fits: fn(&str) -> bool, words: &'static str) -> Option<String> {
        let text = self.value(field)?;
        let length = text.chars().count();
        if let EwayFieldKind::Text(most) = field.kind
            && length > most
        {
            let expected = format!("at most {most}");
            self.fault(&faults::LENGTH, field, |f| f.value(&text).word("length", length).expected(expected));
        } else if !fits(&text) {
            self.fault(&faults::CHARACTERS, field, |f| f.value(&text).expected(words));
        }
        Some(text.into_owned())
    }

    fn code<T: Copy>(
        &mut self,
        field: &EwayField,
        all: &[T],
        parse: fn(&str) -> Option<T>,
        code: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.value(field)?;
        // A program that counts in doubles writes 1.0.
        let plain = text.strip_suffix(".0").unwrap_or(&text).trim_start_matches('0');
        let read = parse(plain);
        if read.is_none() {
            let known: Vec<&str> = all.iter().map(|one| code(*one)).collect();
            self.fault(&faults::CHOICE, field, |f| f.value(&text).expected(known.join(", ")));
        }
        read
    }

    fn number15(&mut self, field: &EwayField) -> Option<Gstin> {
        let text = self.value(field)?;
        let read = Gstin::parse(&text);
        if read.is_none() {
            let near = Gstin::parse(&text.to_ascii_uppercase());
            self.fault(&faults::CHARACTERS, field, |f| {
                f.value(&text).expected(GSTIN_WORDS).nearest(near.map(|gstin| gstin.to_string()).as_slice())
            });
        }
        read
    }

    fn who(&mut self, field: &EwayField) -> Option<Who> {
        let text = self.value(field)?;
        let read = Who::parse(&text);
        if read.is_none() {
            let near = Who::parse(&text.to_ascii_uppercase()).map(|who| who.to_string());
            self.fault(&faults::CHARACTERS, field, |f| f.value(&text).expected(PARTY_WORDS).nearest(near.as_slice()));
        }
        read
    }

    fn day(&mut self, field: &EwayField) -> Option<Day> {
        let text = self.value(field)?;
        let read = Day::parse(&text);
        if read.is_none() {
            self.fault(&faults::DATE, field, |f| f.value(&text).expected("dd/MM/yyyy"));
        }
        read
    }

    fn whole(&mut self, field: &EwayField, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let text = self.value(field)?;
        let plain = text.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|c| c == b'0'));
        let digits = plain.map_or(text.as_ref(), |(whole, _)| whole);
        let read = digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
        if read.is_none_or(|number| !range.contains(&number)) {
            let expected = format!("from {} to {}, without decimal places", range.start(), range.end());
            self.fault(&faults::NUMBER, field, |f| f.value(&text).expected(expected));
        }
        read
    }

    fn amount(&mut self, field: &EwayField) -> Option<Amount> {
        let text = self.value(field)?;
        let places = match field.kind {
            EwayFieldKind::Money { .. } => 2,
            _ => 3,
        };
        let negative = matches!(field.kind, EwayFieldKind::Money { negative: true });
        match Amount::parse(&text) {
            Ok(amount) if amount.is_negative() && !negative => {
                self.fault(&faults::NUMBER, field, |f| f.value(&text).expected("of 0 or more"));
                Some(amount)
            }
            Ok(amount) => {
                let shorter = amount.with_at_most(places);
                if shorter.is_none() {
                    self.too_many_places(field, &text, places);
                }
                shorter.or(Some(amount))
            }
            Err(NotAnAmount::TooManyPlaces) => {
                self.too_many_places(field, &text, places);
                None
            }
            Err(NotAnAmount::TooLarge | NotAnAmount::NotANumber) => {
                self.fault(&faults::NUMBER, field, |f| f.value(&text).expected("of 0 or more"));
                None
            }
        }
    }

    fn too_many_places(&mut self, field: &EwayField, text: &str, places: u8) {
        self.fault(&faults::PLACES, field, |f| f.value(text).expected(format!("at most {places} decimal places")));
    }

    fn state(&mut self, field: &EwayField) -> Option<u8> {
        self.whole(field, 1..=99).and_then(|state| u8::try_from(state).ok())
    }

    fn party(&mut self, fields: &'static PartyFields) -> EwayParty {
        EwayParty {
            who: self.who(&fields.who),
            name: self.text(&fields.name),
            address1: self.text(&fields.address1),
            address2: self.text(&fields.address2),
            place: self.text(&fields.place),
            pin: self.whole(&fields.pin, 100_000..=999_999),
            state: self.state(&fields.state),
            act_state: self.state(&fields.act_state),
        }
    }

    fn third(&mut self, [who, name]: &'static [EwayField; 2]) -> Third {
        Third { who: self.who(who), name: self.text(name) }
    }

    fn totals(&mut self) -> Totals {
        Totals {
            taxable: self.amount(&form::TAXABLE),
            cgst: self.amount(&form::CGST),
            sgst: self.amount(&form::SGST),
            igst: self.amount(&form::IGST),
            cess: self.amount(&form::CESS),
            cess_flat: self.amount(&form::CESS_FLAT),
            other: self.amount(&form::OTHER),
            invoice: self.amount(&form::INVOICE),
        }
    }

    fn transport(&mut self) -> Transport {
        Transport {
            transporter: self.number15(&form::TRANSPORTER),
            transporter_name: self.text(&form::TRANSPORTER_NAME),
            mode: self.code(&form::MODE, Mode::ALL, Mode::parse, Mode::code),
            distance: self.whole(&form::DISTANCE, 0..=MOST_KM),
            document: self.text_of(&form::DOCUMENT, is_transport_number, NUMBER_WORDS),
            document_date: self.day(&form::DOCUMENT_DATE),
            vehicle: self.text(&form::VEHICLE),
            vehicle_type: self.code(&form::VEHICLE_TYPE, VehicleType::ALL, VehicleType::parse, VehicleType::code),
        }
    }

    fn lines(&mut self) -> &'n [TreeValue<'t>] {
        let field = &form::ITEMS;
        match self.take(field).map(|node| &node.what) {
            Some(TreeKind::List(lines)) => {
                if lines.is_empty() {
                    self.fault(&faults::MISSING, field, |f| f.expected("a list"));
                } else if lines.len() > MOST_LINES {
                    let expected = format!("at most {MOST_LINES}");
                    self.fault(&faults::TOO_MANY, field, |f| f.word("count", lines.len()).expected(expected));
                }
                lines
            }
            Some(other) => {
                self.fault(&faults::TYPE, field, |f| f.word("shape", other.words()).expected("a list"));
                &[]
            }
            None => {
                self.fault(&faults::MISSING, field, |f| f.expected("a list"));
                &[]
            }
        }
    }

    /// The code of a line. A number has lost the 0 that a code begins with, and a code has an even count of digits.
    fn hsn(&mut self) -> Option<String> {
        let code = self.value(&form::HSN)?;
        let code = if code.len() % 2 == 1 { format!("0{code}") } else { code.into_owned() };
        if !is_code(&code) {
            self.fault(&faults::CHARACTERS, &form::HSN, |f| f.value(&code).expected("4, 6 or 8 digits"));
        }
        Some(code)
    }

    fn item(&mut self) -> EwayItem {
        EwayItem {
            name: self.text(&form::ITEM_NAME),
            description: self.text(&form::ITEM_DESCRIPTION),
            hsn: self.hsn(),
            quantity: self.amount(&form::QUANTITY),
            unit: self.text(&form::UNIT),
            taxable: self.amount(&form::ITEM_TAXABLE),
            cgst_rate: self.amount(&form::CGST_RATE),
            sgst_rate: self.amount(&form::SGST_RATE),
            igst_rate: self.amount(&form::IGST_RATE),
            cess_rate: self.amount(&form::CESS_RATE),
            cess_flat: self.amount(&form::ITEM_CESS_FLAT),
        }
    }

    /// Says which keys the system doesn't have. Those of its own answers are among them.
    fn unknown(mut self, but: &[EwayField]) {
        let known = |key: &str| {
            let is = |own: &str| own.eq_ignore_ascii_case(key);
            IGNORED.into_iter().any(is) || but.iter().any(|field| is(field.key))
        };
        let strangers: Vec<&str> =
            self.members.values().map(|(key, _)| *key).filter(|key| !known(key.trim())).collect();
        for key in strangers {
            let finding = faults::UNKNOWN.at(format!("{}/{}", self.path, step(key))).value(key);
            self.push(finding);
        }
    }
}

/// The longest way that the system takes.
const MOST_KM: u32 = 4000;

fn is_transport_number(text: &str) -> bool {
    text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-'))
}

/// Whether a text is an HSN code by its digits.
fn is_code(text: &str) -> bool {
    matches!(text.len(), 4 | 6 | 8) && text.bytes().all(|c| c.is_ascii_digit())
}

fn is_text(field: &EwayField) -> bool {
    match field.kind {
        EwayFieldKind::Text(_)
        | EwayFieldKind::Code
        | EwayFieldKind::Party
        | EwayFieldKind::Number15
        | EwayFieldKind::Date => true,
        EwayFieldKind::Pin
        | EwayFieldKind::State
        | EwayFieldKind::Money { .. }
        | EwayFieldKind::Quantity
        | EwayFieldKind::Rate
        | EwayFieldKind::Distance
        | EwayFieldKind::Lines => false,
    }
}
