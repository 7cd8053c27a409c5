//! What the tables of the return's sections are made of: a field is a row, and what a row says is written and read by one
//! piece of code.
//!
//! [`Section::write`] checks each value against its row while it writes it, so that nothing comes out that the portal's
//! save schema refuses. What the portal's downloads have beyond that is read ([`RecordNeed::Theirs`]) and never written.

use super::faults::{LEFT_OUT_FIELD, MISSING, UNFIT};
use super::period::Period;
use super::{StateDigits, TaxSums};
use crate::calendar::Day;
use crate::finding::Findings;
use crate::irn::{DocType, Irn};
use crate::money::{Amount, Exact};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Whether a field must be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordNeed {
    /// Without it a row is neither written nor read.
    Key,
    /// Without it a row is not written.
    Must,
    /// It is left out where there is nothing, or nothing that fits.
    May,
    /// Only the portal writes it.
    Theirs,
}

/// What a field may hold, by the portal's save schema.
#[derive(Clone, Copy, Debug)]
pub enum FieldLimit {
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// A text of a shape: the test, and its words.
    Text(fn(&str) -> bool, &'static str),
    /// A number; both bounds are included, and its decimal places at most.
    Number(Amount, Amount, u8),
}

impl FieldLimit {
    /// Whether it takes a text.
    pub fn takes(self, text: &str) -> bool {
        self.fits(&ReturnValue::Text(text.to_owned()))
    }

    fn fits(self, node: &ReturnValue) -> bool {
        match (self, node) {
            (FieldLimit::Choice(of), ReturnValue::Text(text)) => of.contains(&text.as_str()),
            (FieldLimit::Text(fits, _), ReturnValue::Text(text)) => fits(text),
            (FieldLimit::Number(min, max, places), ReturnValue::Number(number)) => {
                (min..=max).contains(number) && number.with_at_most(places).is_some()
            }
            (FieldLimit::Choice(_) | FieldLimit::Text(..) | FieldLimit::Number(..), _) => false,
        }
    }

    /// In words, for a finding and for the page.
    pub fn words(self) -> String {
        match self {
            FieldLimit::Choice(of) => of.join(", "),
            FieldLimit::Text(_, words) => words.to_owned(),
            FieldLimit::Number(min, max, places) => format!("{min} to {max}, {places} decimal places at most"),
        }
    }
}

/// One field of a record `R`: a row of a section's table.
pub struct RecordField<R: 'static> {
    /// Its name in the return's JSON.
    pub key: &'static str,
    /// Whether it must be there.
    pub need: RecordNeed,
    /// What it may hold.
    pub limit: FieldLimit,
    /// Where it comes from: a field of INV-01, of the request, or in words.
    pub from: &'static str,
    pub(super) get: fn(&R) -> Option<ReturnValue>,
    pub(super) set: fn(&mut R, &Value) -> bool,
}

/// Rows of fields: constant, key, need, limit, where it comes from, and the member of the record that holds it.
macro_rules! fields {
    ($record:ty; $( $name:ident = $key:literal $need:ident $limit:expr, $from:literal => $($member:ident).+; )*) => {$(
        pub(super) const $name: RecordField<$record> = RecordField {
            key: $key,
            need: RecordNeed::$need,
            limit: $limit,
            from: $from,
            get: |record| RecordSlot::get(&record.$($member).+),
            set: |record, given| RecordSlot::read(given).map(|read| record.$($member).+ = read).is_some(),
        };
    )*};
}
pub(super) use fields;

/// The rows of one list of the return.
pub struct Section<R: 'static> {
    /// The object it stands in (`ecom`); empty at the top.
    pub inside: &'static str,
    /// Its name there.
    pub key: &'static str,
    /// Rows with the same values of these fields are one object, which has the others in a list of that name.
    pub groups: &'static [(&'static [RecordField<R>], &'static str)],
    /// The fields of a row.
    pub fields: &'static [RecordField<R>],
    /// Its lines of one rate each.
    pub lines: RateLines,
}

/// How the lines of a row stand in `itms`.
#[derive(Clone, Copy)]
pub enum RateLines {
    /// There are none.
    None,
    /// Each under `itm_det`, with a number.
    Numbered(&'static [RecordField<RateLine>]),
    /// Each by itself.
    Flat(&'static [RecordField<RateLine>]),
}

impl RateLines {
    /// Whether a line has a field of this name.
    pub fn has(self, key: &str) -> bool {
        match self {
            RateLines::None => true,
            RateLines::Numbered(fields) | RateLines::Flat(fields) => fields.iter().any(|field| field.key == key),
        }
    }
}

/// What a row of a section is made of.
pub trait ReturnRecord {
    /// JSON pointer to where it came from.
    fn at(&self) -> &str;
    /// Its sums by rate; none where the record is of one rate, or of none.
    fn by_rate(&self) -> Option<&BTreeMap<Amount, TaxSums>> {
        None
    }
}

/// The lines of one rate.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateLine {
    /// From 1.
    pub number: usize,
    /// Per cent.
    pub rate: Amount,
    /// What they add up to.
    pub sums: TaxSums,
}

/// A value of the return's JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReturnValue {
    /// A text.
    Text(String),
    /// A number, written at its own scale.
    Number(Amount),
    /// An object; its names stand in the order of the table.
    Object(Vec<(&'static str, ReturnValue)>),
    /// A list.
    List(Vec<ReturnValue>),
}

impl Serialize for ReturnValue {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            ReturnValue::Text(text) => s.serialize_str(text),
            ReturnValue::Number(number) => {
                RawValue::from_string(number.to_string()).map_err(serde::ser::Error::custom)?.serialize(s)
            }
            ReturnValue::Object(members) => {
                let mut map = s.serialize_map(Some(members.len()))?;
                for (name, node) in members {
                    map.serialize_entry(name, node)?;
                }
                map.end()
            }
            ReturnValue::List(nodes) => s.collect_seq(nodes),
        }
    }
}

/// The fields of a record, each held against its limit.
fn members<R>(
    fields: &[RecordField<R>],
    record: &R,
    at: &str,
    findings: &mut Findings,
) -> Vec<(&'static str, ReturnValue)> {
    let mut members = Vec::with_capacity(fields.len());
    for field in fields.iter().filter(|field| field.need != RecordNeed::Theirs) {
        match (field.need, (field.get)(record)) {
            (_, Some(node)) if field.limit.fits(&node) => members.push((field.key, node)),
            (RecordNeed::May, None) => {}
            (RecordNeed::Key | RecordNeed::Must | RecordNeed::Theirs, None) => findings
                .push(MISSING.at(at).word("field", field.key).word("from", field.from).expected(field.limit.words())),
            (need, Some(node)) => {
                // Without an amount the return would be another: only texts are left out.
                let is_text = !matches!(field.limit, FieldLimit::Number(..));
                let rule = if need == RecordNeed::May && is_text { &LEFT_OUT_FIELD } else { &UNFIT };
                let finding = rule.at(at).word("field", field.key).word("from", field.from);
                findings.push(finding.value(node.shown()).expected(field.limit.words()));
            }
        }
    }
    members
}

impl ReturnValue {
    fn shown(&self) -> String {
        match self {
            ReturnValue::Text(text) => text.clone(),
            ReturnValue::Number(number) => number.to_string(),
            ReturnValue::Object(_) | ReturnValue::List(_) => String::new(),
        }
    }
}

impl<R> Section<R> {
    /// Whether it has this name: `b2b`, `ecom.urp2b`.
    pub fn is_called(&self, name: &str) -> bool {
        match name.split_once('.') {
            None => self.inside.is_empty() && self.key == name,
            Some((inside, key)) => (self.inside, self.key) == (inside, key),
        }
    }
}

impl<R: ReturnRecord> Section<R> {
    /// The section's list; `None` where no row is in it.
    pub fn write(&self, rows: &[&R], findings: &mut Findings) -> Option<ReturnValue> {
        (!rows.is_empty()).then(|| ReturnValue::List(self.grouped(self.groups, rows, findings)))
    }

    fn grouped(
        &self,
        groups: &[(&[RecordField<R>], &'static str)],
        rows: &[&R],
        findings: &mut Findings,
    ) -> Vec<ReturnValue> {
        let [(fields, list), deeper @ ..] = groups else {
            return rows.iter().map(|row| self.row(row, findings)).collect();
        };
        let mut by_name: BTreeMap<Vec<Option<String>>, Vec<&R>> = BTreeMap::new();
        for &row in rows {
            let name = fields.iter().map(|field| (field.get)(row).map(|node| node.shown())).collect();
            by_name.entry(name).or_default().push(row);
        }
        let group = |rows: Vec<&R>| {
            let mut group = members(fields, rows[0], rows[0].at(), findings);
            group.push((*list, ReturnValue::List(self.grouped(deeper, &rows, findings))));
            ReturnValue::Object(group)
        };
        by_name.into_values().map(group).collect()
    }

    fn row(&self, row: &R, findings: &mut Findings) -> ReturnValue {
        let mut out = members(self.fields, row, row.at(), findings);
        let mut itms = |fields: &[RecordField<RateLine>], nested: bool| {
            let by_rate = row.by_rate().into_iter().flatten().enumerate();
            let lines = by_rate.map(|(index, (rate, sums))| {
                let line = RateLine { number: index + 1, rate: *rate, sums: *sums };
                let mut details = members(fields, &line, row.at(), findings);
                if !nested {
                    return ReturnValue::Object(details);
                }
                let number = details.remove(0);
                ReturnValue::Object(vec![number, ("itm_det", ReturnValue::Object(details))])
            });
            ReturnValue::List(lines.collect())
        };
        match self.lines {
            RateLines::None => {}
            RateLines::Numbered(fields) => out.push(("itms", itms(fields, true))),
            RateLines::Flat(fields) => out.push(("itms", itms(fields, false))),
        }
        ReturnValue::Object(out)
    }

    /// Fills `record` from a row that the portal wrote, and the group it stands in; or says what can't be read.
    pub fn read(&self, record: &mut R, group: &Value, row: &Value) -> Result<(), String> {
        let outer = self.groups.iter().flat_map(|(fields, _)| fields.iter());
        for field in outer.chain(self.fields) {
            let given = [row, group].into_iter().map(|of| &of[field.key]).find(|value| is_given(value));
            match given {
                Some(value) if (field.set)(record, value) => {}
                Some(value) if field.need == RecordNeed::Key => {
                    return Err(format!("{} {value} can't be read", field.key));
                }
                None if field.need == RecordNeed::Key => return Err(format!("{} is missing", field.key)),
                Some(_) | None => {}
            }
        }
        Ok(())
    }
}

/// Reads the lines of a row, flat or under `itm_det`.
pub fn read_lines<'v>(
    fields: &[RecordField<RateLine>],
    lines: impl IntoIterator<Item = &'v Value>,
) -> Result<BTreeMap<Amount, TaxSums>, String> {
    let mut by_rate: BTreeMap<Amount, TaxSums> = BTreeMap::new();
    for item in lines {
        let details = item.get("itm_det").unwrap_or(item);
        let mut line = RateLine::default();
        for field in fields.iter().filter(|field| is_given(&details[field.key])) {
            if !(field.set)(&mut line, &details[field.key]) {
                return Err(format!("{} {} is not an amount", field.key, details[field.key]));
            }
        }
        let known = by_rate.entry(line.rate).or_default();
        *known = *known + line.sums;
    }
    Ok(by_rate)
}

fn is_given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// A member of a record as the return's JSON has it.
pub trait RecordSlot: Sized {
    /// What is written; none where nothing is held.
    fn get(&self) -> Option<ReturnValue>;
    /// What was read; none where it can't be that.
    fn read(given: &Value) -> Option<Self>;
}

/// Text by text: how it is written, and how it is read.
macro_rules! as_text {
    ($($type:ty: |$value:ident| $write:expr, |$text:ident| $read:expr;)*) => {$(
        impl RecordSlot for $type {
            fn get(&self) -> Option<ReturnValue> {
                let $value = self;
                $write.map(ReturnValue::Text)
            }
            fn read(given: &Value) -> Option<$type> {
                given.as_str().map(str::trim).and_then(|$text| $read)
            }
        }
    )*};
}
pub(super) use as_text;

as_text! {
    String: |text| (!text.is_empty()).then(|| text.clone()), |text| Some(text.to_owned());
    // What is one of our own words is only written.
    &'static str: |text| (!text.is_empty()).then(|| (*text).to_owned()), |_text| None;
    StateDigits: |state| Some(state.to_string()), |text| Some(StateDigits::new(text));
    Day: |day| Some(day.dashed()), |text| Day::parse(&text.replace('-', "/")).or_else(|| Day::parse(text));
    Period: |period| Some(period.to_string()), |text| Period::parse(text);
    Irn: |irn| Some(irn.to_string()), |text| Irn::parse(text);
    bool: |yes| Some(if *yes { "Y" } else { "N" }.to_owned()), |text| Some(text == "Y");
    DocType: |doc_type| note_letter(*doc_type).map(str::to_owned), |text| match text {
        "C" => Some(DocType::CreditNote),
        "D" => Some(DocType::DebitNote),
        _ => None,
    };
}

/// What a return calls a note; an invoice has no such letter.
const fn note_letter(doc_type: DocType) -> Option<&'static str> {
    match doc_type {
        DocType::Invoice => None,
        DocType::CreditNote => Some("C"),
        DocType::DebitNote => Some("D"),
    }
}

impl RecordSlot for Amount {
    fn get(&self) -> Option<ReturnValue> {
        Some(ReturnValue::Number(*self))
    }
    fn read(given: &Value) -> Option<Amount> {
        match given {
            Value::Number(number) => Amount::parse(&number.to_string()).ok(),
            Value::String(text) => Amount::parse(text.trim()).ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// To the paisa.
impl RecordSlot for Exact {
    fn get(&self) -> Option<ReturnValue> {
        Some(ReturnValue::Number(self.to_paise()))
    }
    fn read(given: &Value) -> Option<Exact> {
        Amount::read(given).map(Exact::from)
    }
}

impl RecordSlot for usize {
    fn get(&self) -> Option<ReturnValue> {
        let thousandths = i64::try_from(*self).ok()?.checked_mul(1000)?;
        Some(ReturnValue::Number(Amount::from_thousandths(thousandths, 0)))
    }
    fn read(given: &Value) -> Option<usize> {
        given.as_u64().and_then(|count| usize::try_from(count).ok())
    }
}

impl<T: RecordSlot> RecordSlot for Option<T> {
    fn get(&self) -> Option<ReturnValue> {
        self.as_ref().and_then(RecordSlot::get)
    }
    fn read(given: &Value) -> Option<Option<T>> {
        T::read(given).map(Some)
    }
}
