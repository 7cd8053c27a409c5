//! One value held against its field: read as the field wants it, or left as it stood, for the rule book to say what is wrong.

use super::bill::InputValue;
use super::dates;
use super::decimal::{NumberText, WideDecimal, is_blank, number, plain_digits};
use super::terms::{Rates, ReadingTerms};
use super::text::{clean, shortened, trimmed};
use crate::change::Why;
use crate::codes::{CodeStanding, OpenList, hsn, units, words};
use crate::invoice::form::{FieldKind, FormField, TextClass};
use std::borrow::Cow;

/// A value as it goes into INV-01.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NormalizedValue<'t> {
    /// A text.
    Text(Cow<'t, str>),
    /// A number, as JSON writes it.
    Number(Cow<'t, str>),
}

impl NormalizedValue<'_> {
    /// The value as its text.
    pub fn text(&self) -> &str {
        match self {
            NormalizedValue::Text(text) | NormalizedValue::Number(text) => text,
        }
    }

    /// The number, where it is one.
    pub fn number(&self) -> Option<WideDecimal> {
        match self {
            NormalizedValue::Number(text) => WideDecimal::parse(text),
            NormalizedValue::Text(_) => None,
        }
    }
}

impl From<WideDecimal> for NormalizedValue<'_> {
    fn from(number: WideDecimal) -> Self {
        NormalizedValue::Number(Cow::Owned(number.to_string()))
    }
}

impl From<&'static str> for NormalizedValue<'_> {
    fn from(text: &'static str) -> Self {
        NormalizedValue::Text(Cow::Borrowed(text))
    }
}

impl From<String> for NormalizedValue<'_> {
    fn from(text: String) -> Self {
        NormalizedValue::Text(Cow::Owned(text))
    }
}

/// A value of the draft.
pub struct DraftValue<'t> {
    pub out: NormalizedValue<'t>,
    /// The entry it comes from; none of what follows from others.
    pub entry: Option<usize>,
}

/// What came of reading a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadOutcome<'t> {
    /// What goes into the document; none where nothing does.
    pub out: Option<NormalizedValue<'t>>,
    /// Why it isn't as it stood.
    pub why: Option<Why>,
}

fn read<'t>(out: impl Into<NormalizedValue<'t>>, why: impl Into<Option<Why>>) -> ReadOutcome<'t> {
    ReadOutcome { out: Some(out.into()), why: why.into() }
}

const fn nothing<'t>(why: Why) -> ReadOutcome<'t> {
    ReadOutcome { out: None, why: Some(why) }
}

/// How a field's values are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueReader {
    /// Text for people.
    Free,
    /// The same, cut to the field's length.
    Cut(usize),
    /// Text that is a name of something: only the blanks around it are taken off.
    Exact,
    /// Letters and digits of a list, in capitals.
    Code,
    /// The number of a vehicle: no blanks and hyphens.
    VehicleNumber,
    /// A GSTIN.
    Gstin,
    /// A GSTIN, or `URP`.
    Party,
    /// A state.
    State,
    /// A country.
    Country,
    /// A unit.
    Unit,
    /// An HSN code.
    Hsn,
    /// Yes or no.
    Flag,
    /// The kind of document.
    Type,
    /// The kind of supply.
    Supply,
    /// The way of transport.
    Mode,
    /// The kind of vehicle.
    Vehicle,
    /// A day.
    Day,
    /// A number of so many places.
    Number(u32),
    /// A GST rate.
    Rate,
    /// Another rate.
    Percent,
    /// A PIN code.
    Pin,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl ValueReader {
    /// How the values of a field are read.
    pub fn of(field: &FormField) -> ValueReader {
        match (field.kind, field.key) {
            (FieldKind::Date { .. }, _) => ValueReader::Day,
            (FieldKind::Number { .. }, "Pin") => ValueReader::Pin,
            (FieldKind::Number { .. }, "GstRt") => ValueReader::Rate,
            (FieldKind::Number { .. }, "CesRt" | "StateCesRt") => ValueReader::Percent,
            (FieldKind::Number { places, .. }, _) => ValueReader::Number(places.into()),
            (FieldKind::Choice { .. }, "Typ") => ValueReader::Type,
            (FieldKind::Choice { .. }, "SupTyp") => ValueReader::Supply,
            (FieldKind::Choice { .. }, "TransMode") => ValueReader::Mode,
            (FieldKind::Choice { .. }, "VehType") => ValueReader::Vehicle,
            (FieldKind::Choice { of: ["Y", "N"], .. }, _) => ValueReader::Flag,
            (FieldKind::Choice { .. }, _) => ValueReader::Code,
            (_, "Ph") => ValueReader::Phone,
            (_, "Em") => ValueReader::Email,
            (_, "Unit") => ValueReader::Unit,
            (_, "OrgCntry" | "CntCode") => ValueReader::Country,
            (_, "VehNo") => ValueReader::VehicleNumber,
            (_, "PrdDesc" | "InvRm" | "Info") => match field.kind {
                FieldKind::Text { max, .. } => ValueReader::Cut(max),
                _ => ValueReader::Free,
            },
            (_, "Version" | "Irn" | "Url" | "Docs") => ValueReader::Exact,
            (FieldKind::Text { class, .. }, _) => ValueReader::of_class(class),
            (FieldKind::Block(_) | FieldKind::List { .. }, _) => ValueReader::Exact,
        }
    }

    fn of_class(class: TextClass) -> ValueReader {
        match class {
            TextClass::Free => ValueReader::Free,
            TextClass::Gstin => ValueReader::Gstin,
            TextClass::GstinOrUrp => ValueReader::Party,
            TextClass::State => ValueReader::State,
            TextClass::Hsn => ValueReader::Hsn,
            TextClass::CapitalLetters | TextClass::Letters | TextClass::LettersAndDigits => ValueReader::Code,
            TextClass::DocumentNumber
            | TextClass::PrecedingNumber
            | TextClass::TransportNumber
            | TextClass::Digits
            | TextClass::Email => ValueReader::Exact,
        }
    }

    /// Reads a value. What can't be read stays as it stood.
    pub fn read<'t>(self, value: &InputValue<'t>, field: &FormField, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
        match value {
            InputValue::Blank => return nothing(Why::Blank),
            InputValue::Null => return nothing(Why::Null),
            InputValue::Text(text) if trimmed(text).is_empty() => return nothing(Why::Blank),
            _ => {}
        }
        match self {
            ValueReader::Number(places) => self.number(value, places, terms),
            ValueReader::Rate | ValueReader::Percent => self.rate(value, terms),
            ValueReader::Pin => pin(value),
            ValueReader::Flag => flag(value, "Y", "N"),
            ValueReader::Vehicle => vehicle(value),
            ValueReader::Day => day(value, terms),
            ValueReader::Hsn => hsn_code(value, terms),
            _ => self.of_text(value, field, terms),
        }
    }

    /// What is read from text; a number given for it is its digits.
    fn of_text<'t>(self, value: &InputValue<'t>, field: &FormField, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
        let (text, was_number) = match value {
            InputValue::Text(text) => (text.clone(), false),
            InputValue::Number(text) | InputValue::Binary(text) => (text.clone(), true),
            InputValue::Day(day) => (Cow::Owned(day.to_string()), false),
            InputValue::Flag(_) | InputValue::Blank | InputValue::Null => {
                return ReadOutcome {
                    out: value.text().map(|text| NormalizedValue::Text(Cow::Owned(text.into_owned()))),
                    why: None,
                };
            }
        };
        let of_number = was_number.then_some(Why::TextFromNumber);
        let found = self.text(&text, field, terms);
        match found {
            ReadOutcome { out: Some(out), why } => ReadOutcome { out: Some(out), why: why.or(of_number) },
            // As it stood, borrowed as it came.
            ReadOutcome { out: None, why: None } => read(NormalizedValue::Text(text), of_number),
            left_out => left_out,
        }
    }

    /// Reads a text; nothing and no reason: it stays as it is.
    fn text<'t>(self, text: &str, field: &FormField, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
        const SAME: ReadOutcome<'_> = ReadOutcome { out: None, why: None };
        let bare = trimmed(text);
        // Blanks are taken off, and nothing else is known of it.
        let only_trimmed = || if bare == text { SAME } else { read(bare.to_owned(), Why::Trimmed) };
        match self {
            ValueReader::Exact => only_trimmed(),
            ValueReader::Free => match clean(text) {
                (_, None) => SAME,
                (cleaned, why) => read(cleaned.into_owned(), why),
            },
            ValueReader::Cut(most) => {
                let (cleaned, why) = clean(text);
                match shortened(&cleaned, most) {
                    Some(short) => read(short.to_owned(), Why::Shortened),
                    None if why.is_none() => SAME,
                    None => read(cleaned.into_owned(), why),
                }
            }
            ValueReader::Code => match bare.to_ascii_uppercase() {
                upper if upper == text => SAME,
                upper if upper == bare => read(upper, Why::Trimmed),
                upper => read(upper, Why::Case),
            },
            ValueReader::VehicleNumber => {
                let plain: String =
                    bare.chars().filter(|c| *c != '-' && !is_blank(*c)).collect::<String>().to_ascii_uppercase();
                if plain == text { SAME } else { read(plain, Why::Trimmed) }
            }
            ValueReader::Gstin | ValueReader::Party => gstin(text).map_or_else(only_trimmed, |gstin| match gstin {
                Said15::Same => SAME,
                Said15::Spaced(gstin) => read(gstin, Why::GstinSpacing),
                Said15::None if self == ValueReader::Party && text == "URP" => SAME,
                Said15::None if self == ValueReader::Party => read("URP", Why::DerivedUrp),
                Said15::None => nothing(Why::Blank),
            }),
            ValueReader::State => state(text).unwrap_or_else(only_trimmed),
            ValueReader::Country => match words::country(text) {
                _ if bare.len() == 2
                    && bare.bytes().all(|c| c.is_ascii_alphabetic())
                    && !bare.eq_ignore_ascii_case("uk") =>
                {
                    ValueReader::Code.text(text, field, terms)
                }
                Some(code) => read(code, Why::CountryName),
                None => only_trimmed(),
            },
            ValueReader::Unit => unit(text, terms).unwrap_or_else(only_trimmed),
            ValueReader::Type | ValueReader::Supply | ValueReader::Mode => {
                let FieldKind::Choice { of, .. } = field.kind else { return SAME };
                let (word, why) = match self {
                    ValueReader::Type => (words::document_type(text), Why::TypeWord),
                    ValueReader::Mode => (words::transport_mode(text), Why::FlagWord),
                    _ => match words::supply(text) {
                        Some(words::SupplyWord::Code(code)) => (Some(code), Why::SupplyWord),
                        Some(words::SupplyWord::Sez | words::SupplyWord::Export | words::SupplyWord::Consumer)
                        | None => (None, Why::SupplyWord),
                    },
                };
                match word {
                    _ if of.contains(&text) => SAME,
                    Some(code) if code.eq_ignore_ascii_case(bare) => read(code, Why::Case),
                    Some(code) => read(code, why),
                    None => only_trimmed(),
                }
            }
            ValueReader::Phone => {
                let (digits, _) = plain_digits(bare);
                let digits: String =
                    digits.chars().filter(|c| !matches!(c, '+' | '-' | '(' | ')' | '.') && !is_blank(*c)).collect();
                contact(digits, text, field)
            }
            ValueReader::Email => contact(bare.to_owned(), text, field),
            ValueReader::Number(_)
            | ValueReader::Rate
            | ValueReader::Percent
            | ValueReader::Pin
            | ValueReader::Flag
            | ValueReader::Vehicle
            | ValueReader::Day
            | ValueReader::Hsn => SAME,
        }
    }

    fn number<'t>(self, value: &InputValue<'t>, places: u32, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
        match value {
            InputValue::Number(text) => read(NormalizedValue::Number(text.clone()), None),
            InputValue::Binary(text) => binary(text, places),
            InputValue::Text(text) => match number(text, terms.decimal_comma) {
                Some(NumberText::Number(number, why)) => read(number, why),
                Some(NumberText::Nothing) => nothing(Why::Blank),
                None => read(NormalizedValue::Text(text.clone()), None),
            },
            other => as_it_stood(other),
        }
    }

    fn rate<'t>(self, value: &InputValue<'t>, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
        match rate(value, terms) {
            Some((number, why, is_percent)) => match self.in_percent(number, is_percent, terms) {
                Some(percent) => read(percent, Why::PercentFromFraction),
                None => match (value, why) {
                    (InputValue::Number(text), _) => read(NormalizedValue::Number(text.clone()), None),
                    (InputValue::Binary(text), _) => binary(text, 3),
                    (_, why) => read(number, why),
                },
            },
            None => match value {
                InputValue::Text(text) if super::decimal::is_nothing(trimmed(text)) => nothing(Why::Blank),
                other => as_it_stood(other),
            },
        }
    }

    /// A fraction in per cent; none where it is no fraction.
    fn in_percent(self, number: WideDecimal, is_percent: bool, terms: &ReadingTerms<'_>) -> Option<WideDecimal> {
        if self == ValueReader::Rate && !is_percent { percent_of(number, terms) } else { None }
    }
}

/// The rate in per cent of a number that is one hundredth of a rate and none itself.
pub fn percent_of(number: WideDecimal, terms: &ReadingTerms<'_>) -> Option<WideDecimal> {
    let known = |rate: WideDecimal| rate.amount().is_some_and(|rate| terms.lists.rate(rate).is_some());
    let percent = number.significant().hundredfold();
    match terms.rates {
        Rates::Percent => None,
        Rates::Fraction => (!number.is_zero()).then_some(percent),
        Rates::Either => (!known(number) && known(percent)).then_some(percent),
    }
}

/// The number of a rate, what was taken off its text, and whether that says per cent.
pub fn rate(value: &InputValue<'_>, terms: &ReadingTerms<'_>) -> Option<(WideDecimal, Option<Why>, bool)> {
    match value {
        InputValue::Number(text) | InputValue::Binary(text) => {
            WideDecimal::parse(text).map(|number| (number, None, false))
        }
        InputValue::Text(text) => {
            let bare = trimmed(text);
            let words = ["%", "percent", "per cent", "@", "utgst", "igst", "cgst", "sgst", "gst", "cess", "rate"];
            let lower = bare.to_lowercase();
            let (mut rest, mut said) = (lower.as_str(), false);
            while let Some(less) =
                words.iter().find_map(|word| rest.strip_prefix(word).or_else(|| rest.strip_suffix(word)))
            {
                (rest, said) = (trimmed(less), true);
            }
            match number(rest, terms.decimal_comma)? {
                NumberText::Number(number, why) => Some((number, Some(if said { Why::Money } else { why }), said)),
                NumberText::Nothing => None,
            }
        }
        InputValue::Blank | InputValue::Null | InputValue::Day(_) | InputValue::Flag(_) => None,
    }
}

/// A double: at its fifteen digits, with as many places as the field has.
fn binary<'t>(text: &Cow<'t, str>, places: u32) -> ReadOutcome<'t> {
    match WideDecimal::parse(text) {
        Some(number) if number.places() > places => read(number.significant().rounded(places), Why::Rounded),
        _ => read(NormalizedValue::Number(text.clone()), None),
    }
}

fn as_it_stood<'t>(value: &InputValue<'t>) -> ReadOutcome<'t> {
    match value {
        InputValue::Number(text) | InputValue::Binary(text) => read(NormalizedValue::Number(text.clone()), None),
        InputValue::Text(text) => read(NormalizedValue::Text(text.clone()), None),
        InputValue::Day(day) => read(day.to_string(), None),
        InputValue::Flag(flag) => read(if *flag { "true" } else { "false" }, None),
        InputValue::Blank => nothing(Why::Blank),
        InputValue::Null => nothing(Why::Null),
    }
}

fn pin<'t>(value: &InputValue<'t>) -> ReadOutcome<'t> {
    let InputValue::Text(text) = value else { return as_it_stood(value) };
    let (digits, _) = plain_digits(text);
    let digits: String = digits.chars().filter(|c| !matches!(c, '-' | '\'') && !is_blank(*c)).collect();
    match digits.len() == 6 && digits.bytes().all(|c| c.is_ascii_digit()) && !digits.starts_with('0') {
        true => read(NormalizedValue::Number(Cow::Owned(digits)), Why::NumberFromText),
        false => as_it_stood(value),
    }
}

/// Yes or no, however it is written.
pub fn yes(value: &InputValue<'_>) -> Option<bool> {
    match value {
        InputValue::Flag(flag) => Some(*flag),
        other => words::flag(&other.text()?),
    }
}

fn flag<'t>(value: &InputValue<'t>, is: &'static str, is_not: &'static str) -> ReadOutcome<'t> {
    match (value, yes(value)) {
        (InputValue::Text(text), Some(_)) if *text == is || *text == is_not => as_it_stood(value),
        (_, Some(flag)) => read(if flag { is } else { is_not }, Why::FlagWord),
        (_, None) => as_it_stood(value),
    }
}

/// The simple bill asks whether the cargo is over-dimensional; the form has a letter for it.
fn vehicle<'t>(value: &InputValue<'t>) -> ReadOutcome<'t> {
    match value {
        InputValue::Text(text) => match words::vehicle_type(text) {
            Some(code) if *text == code => as_it_stood(value),
            Some(code) => read(code, Why::FlagWord),
            None => flag(value, "O", "R"),
        },
        _ => flag(value, "O", "R"),
    }
}

fn day<'t>(value: &InputValue<'t>, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
    match value {
        InputValue::Day(day) => read(day.to_string(), Why::DateShape),
        InputValue::Text(text) => match dates::day(text, terms.dates) {
            Some(day) if *text == day.to_string() => as_it_stood(value),
            Some(day) => read(day.to_string(), Why::DateShape),
            None => as_it_stood(value),
        },
        InputValue::Number(text) | InputValue::Binary(text) => {
            let counted = terms.epoch.and_then(|epoch| dates::counted(text, epoch));
            match (counted, dates::day(text, terms.dates)) {
                (Some(day), _) => read(day.to_string(), Why::ExcelDay),
                (None, Some(day)) => read(day.to_string(), Why::DateShape),
                (None, None) => as_it_stood(value),
            }
        }
        other => as_it_stood(other),
    }
}

/// A number may have lost the zero before it; of a text only dots and blanks are taken out.
fn hsn_code<'t>(value: &InputValue<'t>, terms: &ReadingTerms<'_>) -> ReadOutcome<'t> {
    match value {
        InputValue::Number(text) | InputValue::Binary(text) => {
            let with_zero = format!("0{text}");
            let known = || terms.lists.standing(OpenList::Hsn, &with_zero, terms.on) != CodeStanding::Missing;
            match matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|c| c.is_ascii_digit()) && known() {
                true => read(with_zero, Why::LeadingZero),
                false => read(NormalizedValue::Text(text.clone()), Why::TextFromNumber),
            }
        }
        InputValue::Text(text) => {
            let (digits, _) = plain_digits(text);
            let plain: String = digits.chars().filter(|c| *c != '.' && !is_blank(*c)).collect();
            if plain == **text { as_it_stood(value) } else { read(plain, Why::Trimmed) }
        }
        other => as_it_stood(other),
    }
}

/// What a text in place of a GSTIN says.
enum Said15 {
    Same,
    Spaced(String),
    None,
}

/// Capitals, without blanks and hyphens, when fifteen characters remain. None: it is something else.
fn gstin(text: &str) -> Option<Said15> {
    let plain: String = text.chars().filter(|c| *c != '-' && !is_blank(*c)).collect::<String>().to_ascii_uppercase();
    match plain.chars().count() == 15 {
        true if plain == text => Some(Said15::Same),
        true => Some(Said15::Spaced(plain)),
        false if plain.is_empty() || words::is_unregistered(text) => Some(Said15::None),
        false => None,
    }
}

fn state<'t>(text: &str) -> Option<ReadOutcome<'t>> {
    let code = words::state(text)?;
    let same = text == code || code.strip_prefix('0') == Some(text);
    Some(match text.bytes().all(|c| c.is_ascii_digit()) {
        _ if same => read(text.to_owned(), None),
        true => read(NormalizedValue::Text(code), Why::StateName),
        false if trimmed(text) == code => read(NormalizedValue::Text(code), Why::Trimmed),
        false => read(NormalizedValue::Text(code), Why::StateName),
    })
}

/// The portal's code of a unit; none where its word isn't known for certain.
fn unit<'t>(text: &str, terms: &ReadingTerms<'_>) -> Option<ReadOutcome<'t>> {
    let list = terms.lists.units();
    let is_code = |code: &str| list.on(code, terms.on).is_some();
    if is_code(text) {
        return Some(read(text.to_owned(), None));
    }
    let bare = trimmed(text);
    if is_code(bare) {
        return Some(read(bare.to_owned(), Why::Trimmed));
    }
    let upper = bare.to_uppercase();
    let same = |a: &str, b: &str| {
        let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
        plain(a) == plain(b)
    };
    match units::meant(bare) {
        Some(word) if !word.sure => None,
        Some(word) if word.unit == upper => Some(read(word.unit, Why::Case)),
        Some(word) => Some(read(word.unit, Why::UnitWord)),
        // As GSTN's own tools write it: PCS-PIECES.
        None => {
            let (code, name) = upper.split_once('-')?;
            let row = list.on(code.trim(), terms.on)?;
            let named = same(row.name, name) || units::meant(name).is_some_and(|word| word.unit == row.code);
            named.then(|| read(row.code.to_owned(), Why::UnitWord))
        }
    }
}

/// A telephone number or e-mail address is left out where the form can't take it.
fn contact<'t>(plain: String, text: &str, field: &FormField) -> ReadOutcome<'t> {
    let FieldKind::Text { min, max, class } = field.kind else { return read(plain, None) };
    match (min..=max).contains(&plain.chars().count()) && class.fits(&plain) {
        true if plain == text => ReadOutcome { out: None, why: None },
        true => read(plain, Why::Trimmed),
        false => nothing(Why::ContactDropped),
    }
}

/// Whether the code is one of services.
pub fn is_service(code: &str) -> bool {
    hsn::is_service(code)
}
