//! Reading an invoice: one pass, every fault with its place, and as much of the model as can be made of it.
//!
//! A value of the wrong kind is reported once and, where its meaning is plain (`"Pin": "560001"`), still read, so that
//! the rules don't report its consequences a second time.

use super::faults;
use super::form::{Block, Class, Field, INVOICE, Invoice, Kind, List, Need, Place};
use super::scan::{Scanner, Shape};
use crate::calendar::Day;
use crate::error::Result;
use crate::finding::{Finding, Rule};
use crate::gstin::Gstin;
use crate::money::{Amount, NotAnAmount};
use std::borrow::Cow;

/// More findings than this are counted, not listed.
const MOST_FINDINGS: usize = 10_000;
/// Lists are kept up to this length and only walked over beyond it, so that no input can exhaust memory.
const MOST_KEPT: usize = 10_000;

/// Reads one invoice. What the form forbids becomes findings; what is not JSON is an error with its place.
pub fn read(text: &str) -> Result<(Invoice<'_>, Vec<Finding>)> {
    let mut reader = Reader { scanner: Scanner::new(text), path: Vec::new(), findings: Vec::new(), unlisted: 0 };
    let mut invoice = Invoice::default();
    let outcome = reader.document(&mut invoice);
    outcome.map_err(|error| if error.at.is_none() { error.at(reader.pointer()) } else { error })?;
    if reader.unlisted > 0 {
        reader.findings.push(faults::MORE.at("").word("count", reader.unlisted));
    }
    Ok((invoice, reader.findings))
}

/// One step of the way to a value.
#[derive(Clone)]
enum Step<'a> {
    Field(&'static Field),
    Line(usize),
    Stranger(Cow<'a, str>),
}

struct Reader<'a> {
    scanner: Scanner<'a>,
    path: Vec<Step<'a>>,
    findings: Vec<Finding>,
    unlisted: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self, invoice: &mut Invoice<'a>) -> Result<()> {
        const ROOT: Field = Field {
            key: "document",
            need: Need::Must,
            kind: Kind::Block(INVOICE),
            form: "",
            code: "5002",
            name: "invoice",
        };
        match self.scanner.shape()? {
            Shape::Object => self.block(invoice)?,
            other => self.wrong_shape(&ROOT, other)?,
        }
        self.scanner.end()
    }

    fn block(&mut self, block: &mut dyn Block<'a>) -> Result<()> {
        let fields = block.fields();
        self.scanner.guard_depth(self.path.len() + 1)?;
        self.scanner.expect(b'{', "an object should begin here")?;
        let mut seen = 0u64;
        if !self.scanner.take(b'}') {
            let mut next = 0;
            loop {
                let key = self.scanner.key()?;
                match find(fields, &key, next) {
                    Some(index) => {
                        self.field(block, index, &key, &mut seen)?;
                        next = index + 1;
                    }
                    None => self.stranger(fields, key)?,
                }
                if self.scanner.take(b'}') {
                    break;
                }
                self.scanner.expect(b',', "a comma or } should stand here")?;
            }
        }
        for (index, field) in fields.iter().enumerate() {
            if field.need == Need::Must && seen & (1 << index) == 0 {
                self.missing(field);
            }
        }
        Ok(())
    }

    fn field(&mut self, block: &mut dyn Block<'a>, index: usize, key: &str, seen: &mut u64) -> Result<()> {
        let field = &block.fields()[index];
        self.path.push(Step::Field(field));
        if key != field.key {
            self.report(faults::OTHER_CASE.at(self.pointer()).value(key).expected(field.key));
        }
        if *seen & (1 << index) != 0 {
            self.report(self.fault(&faults::DUPLICATE, field));
        }
        let shape = self.scanner.shape()?;
        if shape == Shape::Null {
            // The portal's own samples send null for what isn't there.
            self.scanner.word()?;
        } else {
            *seen |= 1 << index;
            self.value(field, shape, block.place(index))?;
        }
        self.path.pop();
        Ok(())
    }

    fn value(&mut self, field: &'static Field, shape: Shape, place: Place<'_, 'a>) -> Result<()> {
        match (place, shape) {
            (Place::Text(slot), Shape::Text) => {
                let text = self.scanner.string()?;
                *slot = Some(self.text(field, text));
            }
            (Place::Text(slot), Shape::Number) => {
                let text = self.scanner.number()?;
                let fault = self.fault(&faults::TYPE, field).value(text).word("shape", "a number");
                self.report(fault.expected("text").fix(faults::PUT_IN_QUOTES));
                *slot = Some(Cow::Borrowed(text));
            }
            (Place::Number(slot), Shape::Number) => {
                let text = self.scanner.number()?;
                *slot = self.number(field, text);
            }
            (Place::Number(slot), Shape::Text) => {
                let text = self.scanner.string()?;
                *slot = self.quoted_number(field, &text);
            }
            (Place::Block(block), Shape::Object) => self.block(block)?,
            (Place::List(list), Shape::Array) => self.list(field, list)?,
            (_, shape) => self.wrong_shape(field, shape)?,
        }
        Ok(())
    }

    fn list(&mut self, field: &'static Field, list: &mut dyn List<'a>) -> Result<()> {
        let Kind::List { min, max, .. } = field.kind else { return Ok(()) };
        self.scanner.expect(b'[', "a list should begin here")?;
        let mut count = 0;
        if !self.scanner.take(b']') {
            loop {
                self.path.push(Step::Line(count));
                match self.scanner.shape()? {
                    _ if count >= MOST_KEPT => self.scanner.skip(self.path.len())?,
                    Shape::Object => self.block(list.push())?,
                    other => {
                        // An empty block keeps the numbers of the lines after it right.
                        list.push();
                        self.wrong_shape(field, other)?;
                    }
                }
                self.path.pop();
                count += 1;
                if self.scanner.take(b']') {
                    break;
                }
                self.scanner.expect(b',', "a comma or ] should stand here")?;
            }
        }
        if count < min {
            self.report(self.fault(&faults::EMPTY, field).code(field.code).fix(faults::ADD_A_LINE));
        }
        let most = max.min(MOST_KEPT);
        if count > most {
            let fault = self.fault(&faults::TOO_MANY, field).code("2173").value(count).expected(most);
            self.report(fault.word("count", count));
        }
        Ok(())
    }

    /// A field the form doesn't know.
    fn stranger(&mut self, fields: &'static [Field], key: Cow<'a, str>) -> Result<()> {
        let near = fields
            .iter()
            .map(|f| {
                (
                    strsim::osa_distance(
                        &f.key.to_lowercase(),
                        &key.chars().take(40).collect::<String>().to_lowercase(),
                    ),
                    f,
                )
            })
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| *distance <= 2);
        self.path.push(Step::Stranger(key.clone()));
        let mut fault = faults::UNKNOWN.at(self.pointer()).value(&key);
        if let Some((_, field)) = near {
            fault = fault.expected(field.key).fix(faults::OTHER_NAME);
        }
        self.report(fault);
        self.scanner.skip(self.path.len())?;
        self.path.pop();
        Ok(())
    }

    fn missing(&mut self, field: &'static Field) {
        let mut fault = self.fault(&faults::MISSING, field).expected(wanted(field));
        fault.path = format!("{}/{}", fault.path, field.key);
        self.report(fault);
    }

    fn wrong_shape(&mut self, field: &'static Field, shape: Shape) -> Result<()> {
        let expected = match field.kind {
            Kind::Text { .. } | Kind::Choice { .. } | Kind::Date { .. } => "text",
            Kind::Number { .. } => "a number",
            Kind::Block(_) => "an object",
            Kind::List { .. } if matches!(self.path.last(), Some(Step::Line(_))) => "an object",
            Kind::List { .. } => "a list",
        };
        self.report(self.fault(&faults::TYPE, field).word("shape", shape.words()).expected(expected));
        self.scanner.skip(self.path.len())
    }

    fn number(&mut self, field: &'static Field, text: &'a str) -> Option<Amount> {
        let amount = Amount::parse(text);
        self.amount(field, text, amount)
    }

    fn quoted_number(&mut self, field: &'static Field, text: &str) -> Option<Amount> {
        let fault = self.fault(&faults::TYPE, field).value(text).word("shape", "text").expected("a number");
        match Amount::parse(text.trim()) {
            Ok(amount) => {
                self.report(fault.fix(faults::WITHOUT_QUOTES).word("number", amount));
                Some(amount)
            }
            Err(_) => {
                self.report(fault);
                None
            }
        }
    }

    fn amount(&mut self, field: &'static Field, text: &str, amount: Result<Amount, NotAnAmount>) -> Option<Amount> {
        let Kind::Number { min, max, places } = field.kind else { return None };
        match amount {
            Ok(amount) if amount < min || amount > max => {
                let mut fault = self.fault(&faults::NUMBER, field).value(text).expected(wanted(field));
                if amount.is_negative() && !min.is_negative() {
                    fault = fault.fix(faults::NOT_NEGATIVE);
                }
                self.report(fault);
                Some(amount)
            }
            Ok(amount) => match amount.with_at_most(places) {
                Some(amount) => Some(amount),
                None => {
                    self.too_many_places(field, text, places);
                    Some(amount)
                }
            },
            Err(NotAnAmount::TooManyPlaces) => {
                self.too_many_places(field, text, places);
                None
            }
            Err(NotAnAmount::TooLarge | NotAnAmount::NotANumber) => {
                self.report(self.fault(&faults::NUMBER, field).value(text).expected(wanted(field)));
                None
            }
        }
    }

    fn too_many_places(&mut self, field: &'static Field, text: &str, places: u8) {
        let expected = match places {
            0 => "a whole number".to_owned(),
            n => format!("at most {n} decimal places"),
        };
        self.report(self.fault(&faults::PLACES, field).value(text).expected(expected));
    }

    /// Checks a text against its field and gives back what the model keeps: mostly the text itself.
    fn text(&mut self, field: &'static Field, text: Cow<'a, str>) -> Cow<'a, str> {
        match field.kind {
            Kind::Text { min, max, class } => self.free_text(field, &text, (min, max), class),
            Kind::Choice { of, any_case } => return self.choice(field, text, of, any_case),
            Kind::Date { from, to } => return self.date(field, text, (from, to)),
            Kind::Number { .. } | Kind::Block(_) | Kind::List { .. } => {}
        }
        text
    }

    fn free_text(&mut self, field: &'static Field, text: &str, (min, max): (usize, usize), class: Class) {
        if text.is_empty() {
            return self.empty(field);
        }
        let fits_length = text.len() >= min && text.len() <= max || {
            let length = text.chars().count();
            length >= min && length <= max
        };
        if !fits_length {
            let expected = if min == max { min.to_string() } else { format!("{min} to {max}") };
            let fault = self.fault(&faults::LENGTH, field).value(text).expected(expected);
            return self.report(fault.word("length", text.chars().count()));
        }
        if !class.fits(text) {
            let fault = self.fault(&faults::CHARACTERS, field).value(text).expected(class.words());
            self.report(match mended(class, text) {
                Some(better) => fault.nearest(&[better]),
                None => fault,
            });
        }
    }

    fn choice(
        &mut self,
        field: &'static Field,
        text: Cow<'a, str>,
        of: &'static [&'static str],
        any_case: bool,
    ) -> Cow<'a, str> {
        if of.contains(&text.as_ref()) {
            return text;
        }
        let near = of.iter().find(|code| code.eq_ignore_ascii_case(text.trim()));
        if let (Some(code), true) = (near, any_case && near.is_some_and(|c| c.len() == text.len())) {
            return Cow::Borrowed(code);
        }
        if text.is_empty() {
            self.empty(field);
            return text;
        }
        let fault = self.fault(&faults::CHOICE, field).value(&text).expected(of.join(", "));
        self.report(match near {
            Some(code) => fault.nearest(&[code]),
            None => fault,
        });
        near.map_or(text, |code| Cow::Borrowed(code))
    }

    fn date(&mut self, field: &'static Field, text: Cow<'a, str>, (from, to): (i32, i32)) -> Cow<'a, str> {
        match Day::parse(&text) {
            Some(day) if (from..=to).contains(&day.year()) => {
                if text.contains('/') {
                    text
                } else {
                    Cow::Owned(day.to_string())
                }
            }
            None if text.is_empty() => {
                self.empty(field);
                text
            }
            found => {
                let fault = self.fault(&faults::DATE, field).value(&text).expected(wanted(field));
                self.report(match meant_day(&text).filter(|_| found.is_none()) {
                    Some(day) => fault.nearest(&[day.to_string()]),
                    None => fault,
                });
                text
            }
        }
    }

    fn empty(&mut self, field: &'static Field) {
        let fault = self.fault(&faults::EMPTY, field).value("");
        self.report(match field.need {
            Need::May => fault,
            Need::Must => fault.fix(faults::FILL).expected(wanted(field)),
        });
    }

    /// A finding at the current place about `field`, with the field's own portal code.
    fn fault(&self, rule: &'static Rule, field: &'static Field) -> Finding {
        let mut finding = rule.at(self.pointer()).word("key", field.key).word("name", field.name);
        if rule.code.is_some() && !std::ptr::eq(rule, &faults::MISSING) {
            finding = finding.code(field.code);
        }
        if let [Step::Field(list), Step::Line(index), ..] = self.path.as_slice()
            && list.key == "ItemList"
        {
            finding = finding.line(*index);
        }
        finding
    }

    fn report(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.unlisted += 1;
        }
    }

    /// The JSON pointer of the current place.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            pointer.push('/');
            match step {
                Step::Field(field) => pointer.push_str(field.key),
                Step::Line(index) => pointer.push_str(&index.to_string()),
                Step::Stranger(key) => {
                    let key: String = key.chars().take(64).collect();
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
            }
        }
        pointer
    }
}

/// The field called `key`: nearly always the one after the last, since programs write fields in the form's order.
fn find(fields: &[Field], key: &str, next: usize) -> Option<usize> {
    let (before, after) = fields.split_at(next.min(fields.len()));
    let exact = |f: &Field| f.key == key;
    let any_case = |f: &Field| f.key.eq_ignore_ascii_case(key);
    after
        .iter()
        .position(exact)
        .map(|at| at + before.len())
        .or_else(|| before.iter().position(exact))
        .or_else(|| fields.iter().position(any_case))
}

/// What a field holds, in words.
fn wanted(field: &Field) -> String {
    match field.kind {
        Kind::Text { min, max, class } if min == max => format!("{}, {min} characters", class.words()),
        Kind::Text { min, max, class } => format!("{}, {min} to {max} characters", class.words()),
        Kind::Choice { of, .. } => format!("one of {}", of.join(", ")),
        Kind::Date { from, to } => format!("dd/MM/yyyy, a real day of the years {from} to {to}"),
        Kind::Number { min, max, places: 0 } => format!("from {min} to {max}, whole"),
        Kind::Number { min, max, places } => format!("from {min} to {max}, at most {places} decimal places"),
        Kind::Block(_) => "an object".to_owned(),
        Kind::List { .. } => "a list".to_owned(),
    }
}

/// What was probably meant by a text with characters that don't belong.
fn mended(class: Class, text: &str) -> Option<String> {
    let better = match class {
        Class::Gstin | Class::GstinOrUrp => {
            text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase()
        }
        Class::DocumentNumber | Class::PrecedingNumber => {
            text.trim_start_matches(['0', '/', '-']).replace([' ', '_', '.', '\\'], "-")
        }
        Class::Digits | Class::State | Class::Hsn => text.chars().filter(char::is_ascii_digit).collect(),
        Class::Free => text.replace('"', "'").replace('\\', "/"),
        Class::Letters | Class::LettersAndDigits => text.chars().filter(char::is_ascii_alphanumeric).collect(),
        Class::CapitalLetters => text.trim().to_ascii_uppercase(),
        Class::TransportNumber | Class::Email => text.trim().to_owned(),
    };
    let right = class.fits(&better) && !better.is_empty() && better != text;
    let whole =
        !matches!(class, Class::Gstin | Class::GstinOrUrp) || Gstin::parse(&better).is_some() || better == "URP";
    (right && whole).then_some(better)
}

/// The day a text like `1/4/2025`, `01-04-2025`, `01.04.25` or `20250401` was probably meant to be.
fn meant_day(text: &str) -> Option<Day> {
    let text = text.trim().split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let number = |part: &str| if part.len() <= 4 { part.parse::<u32>().ok() } else { None };
    let (day, month, year) = match parts.as_slice() {
        [y, m, d] if y.len() == 4 => (number(d)?, number(m)?, number(y)?),
        [d, m, y] if y.len() == 4 => (number(d)?, number(m)?, number(y)?),
        [d, m, y] if y.len() == 2 => (number(d)?, number(m)?, 2000 + number(y)?),
        [digits] if digits.len() == 8 && digits.is_ascii() => {
            (number(&digits[6..])?, number(&digits[4..6])?, number(&digits[..4])?)
        }
        _ => return None,
    };
    Day::new(i32::try_from(year).ok()?, month, day)
}
