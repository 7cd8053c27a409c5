//! Reads one value of the form, text or number, and checks it against its field.

use super::block::{Number, Text};
use super::class::{TextClass, Trouble};
use super::faults;
use super::field::{FieldKind, FieldNeed, FormField};
use super::reader::InvoiceReader;
use super::scan::{Scan, ValueShape};
use crate::calendar::Day;
use crate::finding::Finding;
use crate::money::{Amount, NotAnAmount};
use std::borrow::Cow;

impl<'a> InvoiceReader<'a> {
    /// Reads the text at a place into `slot`; returns where it ends.
    #[inline(never)]
    pub(super) fn text(&mut self, field: &'static FormField, slot: &mut Text<'a>, place: usize) -> Scan<usize> {
        let Some((plain, end)) = self.scanner.plain_string(place) else { return self.other_text(field, slot, place) };
        if fits(field, plain) {
            *slot = Some(Cow::Borrowed(plain));
        } else {
            self.unfit_text(field, plain, slot);
        }
        Ok(end)
    }

    /// The same for a field of any characters. Where the byte length alone proves that it fits, nothing more is
    /// checked.
    #[inline(never)]
    pub(super) fn any_text(&mut self, field: &'static FormField, slot: &mut Text<'a>, place: usize) -> Scan<usize> {
        if let Some((plain, end)) = self.scanner.plain_string(place)
            && let FieldKind::Text { min, max, .. } = field.kind
            && 4 * min <= plain.len()
            && plain.len() <= max
        {
            *slot = Some(Cow::Borrowed(plain));
            return Ok(end);
        }
        self.text(field, slot, place)
    }

    /// Reads the number at a place into `slot`; returns where it ends.
    #[inline]
    pub(super) fn number(&mut self, field: &'static FormField, slot: &mut Number, place: usize) -> Scan<usize> {
        let Some((amount, end)) = self.scanner.plain_number(place) else {
            return self.other_number(field, slot, place);
        };
        if !number_fits(field, amount) {
            self.unfit_number(field, amount, slot);
            return Ok(end);
        }
        *slot = Some(amount);
        Ok(end)
    }

    /// Handles a text with escapes or at the very end of the input, and values that are not text.
    #[cold]
    fn other_text(&mut self, field: &'static FormField, slot: &mut Text<'a>, place: usize) -> Scan<usize> {
        self.scanner.go_to(place);
        match self.scanner.shape()? {
            ValueShape::Text => {
                let text = self.scanner.string().map_err(|stop| self.stopped(field, stop))?;
                *slot = Some(self.at(field, |reader| reader.checked_text(field, text)));
            }
            ValueShape::Number => self.number_for_text(field, slot)?,
            other => return self.other_shape(field, other),
        }
        Ok(self.scanner.place())
    }

    /// Handles a number that is long, signed, with an exponent or at the very end of the input, and values that are not
    /// numbers.
    #[cold]
    fn other_number(&mut self, field: &'static FormField, slot: &mut Number, place: usize) -> Scan<usize> {
        if let Some((amount, end)) = self.scanner.plain_negative(place).filter(|(a, _)| number_fits(field, *a)) {
            *slot = Some(amount);
            return Ok(end);
        }
        self.scanner.go_to(place);
        match self.scanner.shape()? {
            ValueShape::Number => {
                let text = self.scanner.number().map_err(|stop| self.stopped(field, stop))?;
                *slot = self.at(field, |reader| reader.amount(field, text, Amount::parse(text)));
            }
            ValueShape::Text => self.text_for_number(field, slot)?,
            other => return self.other_shape(field, other),
        }
        Ok(self.scanner.place())
    }

    #[cold]
    fn unfit_text(&mut self, field: &'static FormField, plain: &'a str, slot: &mut Text<'a>) {
        *slot = Some(self.at(field, |reader| reader.checked_text(field, Cow::Borrowed(plain))));
    }

    #[cold]
    fn unfit_number(&mut self, field: &'static FormField, amount: Amount, slot: &mut Number) {
        *slot = self.at(field, |reader| reader.amount(field, &amount.to_string(), Ok(amount)));
    }

    #[cold]
    fn number_for_text(&mut self, field: &'static FormField, slot: &mut Text<'a>) -> Scan<()> {
        let text = self.scanner.number().map_err(|stop| self.stopped(field, stop))?;
        self.at(field, |reader| {
            let fault = reader.fault(&faults::TYPE, field).value(text).word("shape", "a number");
            reader.report(fault.expected("text").with_fix(faults::PUT_IN_QUOTES));
        });
        *slot = Some(Cow::Borrowed(text));
        Ok(())
    }

    #[cold]
    fn text_for_number(&mut self, field: &'static FormField, slot: &mut Number) -> Scan<()> {
        let text = self.scanner.string().map_err(|stop| self.stopped(field, stop))?;
        *slot = Amount::parse(text.trim()).ok();
        self.at(field, |reader| {
            let fault = reader.fault(&faults::TYPE, field).value(&text).word("shape", "text").expected("a number");
            reader.report(match slot {
                Some(amount) => fault.with_fix(faults::WITHOUT_QUOTES).word("number", amount),
                None => fault,
            });
        });
        Ok(())
    }

    /// Returns the number that the model keeps, and reports its faults.
    fn amount(&mut self, field: &'static FormField, text: &str, amount: Result<Amount, NotAnAmount>) -> Number {
        let FieldKind::Number { min, max, places } = field.kind else { return None };
        match amount {
            Ok(amount) if amount < min || amount > max => {
                self.report(self.fault(&faults::NUMBER, field).value(text).expected(field.wanted()));
                Some(amount)
            }
            Ok(amount) => {
                let shorter = amount.with_at_most(places);
                if shorter.is_none() {
                    self.too_many_places(field, text, places);
                }
                shorter.or(Some(amount))
            }
            Err(NotAnAmount::TooManyPlaces) => {
                self.too_many_places(field, text, places);
                None
            }
            Err(NotAnAmount::TooLarge | NotAnAmount::NotANumber) => {
                self.report(self.fault(&faults::NUMBER, field).value(text).expected(field.wanted()));
                None
            }
        }
    }

    fn too_many_places(&mut self, field: &'static FormField, text: &str, places: u8) {
        let expected = match places {
            0 => "a whole number".to_owned(),
            n => format!("at most {n} decimal places"),
        };
        self.report(self.fault(&faults::PLACES, field).value(text).expected(expected));
    }

    /// Returns the text that the model keeps, and reports its faults.
    #[cold]
    fn checked_text(&mut self, field: &'static FormField, text: Cow<'a, str>) -> Cow<'a, str> {
        match field.kind {
            FieldKind::Text { .. } | FieldKind::Choice { .. } | FieldKind::Date { .. } if text.is_empty() => {
                self.empty(field);
            }
            FieldKind::Text { min, max, class } => self.free_text(field, &text, (min, max), class),
            FieldKind::Choice { of, any_case } => return self.choice(field, text, of, any_case),
            FieldKind::Date { from, to } => return self.date(field, text, (from, to)),
            FieldKind::Number { .. } | FieldKind::Block(_) | FieldKind::List { .. } => {}
        }
        text
    }

    fn free_text(&mut self, field: &'static FormField, text: &str, (min, max): (usize, usize), class: TextClass) {
        let length = text.chars().count();
        if !(min..=max).contains(&length) {
            let expected = if min == max { min.to_string() } else { format!("{min} to {max}") };
            let fault = self.fault(&faults::LENGTH, field).value(text).expected(expected);
            self.report(fault.word("length", length));
        } else if !class.fits(text) {
            let fault = self.fault(&faults::CHARACTERS, field).value(text).expected(class.words());
            let near = probably_meant(class, text).filter(|better| (min..=max).contains(&better.chars().count()));
            self.report(advised(of_trouble(fault, class, text), class, near));
        }
    }

    fn choice(
        &mut self,
        field: &'static FormField,
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
        let fault = self.fault(&faults::CHOICE, field).value(&text).expected(of.join(", "));
        self.report(match near {
            Some(code) => fault.nearest(&[code]),
            None => fault,
        });
        near.map_or(text, |code| Cow::Borrowed(code))
    }

    fn date(&mut self, field: &'static FormField, text: Cow<'a, str>, (from, to): (i32, i32)) -> Cow<'a, str> {
        let found = Day::parse(&text);
        if let Some(day) = found.filter(|day| (from..=to).contains(&day.year())) {
            if text.contains('/') {
                return text;
            }
            self.report(self.fault(&faults::ISO_DATE, field).value(&text).expected(day));
            return Cow::Owned(day.to_string());
        }
        let fault = self.fault(&faults::DATE, field).value(&text).expected(field.wanted());
        self.report(match meant_day(&text).filter(|_| found.is_none()) {
            Some(day) => fault.nearest(&[day.to_string()]),
            None => fault,
        });
        text
    }

    fn empty(&mut self, field: &'static FormField) {
        let fault = self.fault(&faults::EMPTY, field).value("");
        self.report(match field.need {
            FieldNeed::May => fault,
            FieldNeed::Must => fault.with_fix(faults::FILL).expected(field.wanted()),
        });
    }
}

/// Whether a text without escapes fits the field; an empty one never does.
#[inline]
fn fits(field: &FormField, text: &str) -> bool {
    match field.kind {
        FieldKind::Text { min, max, class } => {
            let within = |length: usize| min.max(1) <= length && length <= max;
            match class {
                // Limits count characters, of one to four bytes each.
                TextClass::Free => within(if text.is_ascii() { text.len() } else { text.chars().count() }),
                class => within(text.len()) && class.fits(text),
            }
        }
        FieldKind::Choice { of, .. } => of.iter().any(|code| same(code, text)),
        FieldKind::Date { from, to } => {
            text.as_bytes().get(2) == Some(&b'/')
                && Day::parse(text).is_some_and(|day| from <= day.year() && day.year() <= to)
        }
        FieldKind::Number { .. } | FieldKind::Block(_) | FieldKind::List { .. } => true,
    }
}

/// Codes are short: comparing them here is faster than a call.
#[inline]
fn same(code: &str, text: &str) -> bool {
    code.len() == text.len() && code.bytes().zip(text.bytes()).all(|(a, b)| a == b)
}

#[inline]
fn number_fits(field: &FormField, amount: Amount) -> bool {
    matches!(field.kind, FieldKind::Number { min, max, places } if min <= amount && amount <= max && amount.places() <= places)
}

/// Chooses the message for a wrong text, whose characters may be right.
fn of_trouble(fault: Finding, class: TextClass, text: &str) -> Finding {
    match class.trouble(text) {
        Trouble::Characters => fault,
        Trouble::Begins => fault.says(faults::BEGINS).word("first", text.chars().next().unwrap_or_default()),
        Trouble::OneCharacter => fault.says(faults::ONE_CHARACTER),
        Trouble::Digits => fault.says(faults::NO_SUCH_LENGTH).word("length", text.len()),
        Trouble::Zeros => fault.says(faults::ZEROS).with_fix(faults::LOOK_IT_UP),
        Trouble::Form => fault.says(faults::OTHER_FORM),
    }
}

/// Chooses the fix. The number of a document is printed on paper, too.
fn advised(fault: Finding, class: TextClass, near: Option<String>) -> Finding {
    match (class, near) {
        (TextClass::DocumentNumber, Some(better)) => fault.with_fix(faults::NUMBER_ON_PAPER).word("near", better),
        (TextClass::DocumentNumber, None) => fault.with_fix(faults::OTHER_NUMBER),
        (TextClass::PrecedingNumber, _) => fault.with_fix(faults::PRECEDING_LEFT_OUT),
        (_, Some(better)) => fault.nearest(&[better]),
        (_, None) => fault,
    }
}

/// A text without double quotes. One after a digit or fraction means inches; any other is a quotation mark.
pub(crate) fn without_quotes(text: &str) -> String {
    let (mut out, mut before, mut open) = (String::with_capacity(text.len() + 8), ' ', false);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if !open && before.is_numeric() => {
                out.push_str(" inch");
                if letters.peek().is_some_and(|next| next.is_alphanumeric()) {
                    out.push(' ');
                }
            }
            '"' => {
                open = !open;
                out.push('\'');
            }
            other => out.push(other),
        }
        before = c;
    }
    out
}

/// Suggests what was probably meant by a text with wrong characters.
fn probably_meant(class: TextClass, text: &str) -> Option<String> {
    let better = match class {
        TextClass::Gstin | TextClass::GstinOrUrp => {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
        }
        TextClass::DocumentNumber => text.trim_start_matches(['0', '/', '-']).replace([' ', '_', '.', '\\'], "-"),
        TextClass::Digits | TextClass::State | TextClass::Hsn => text.chars().filter(char::is_ascii_digit).collect(),
        TextClass::PrecedingNumber => return None,
        TextClass::Free => without_quotes(text).replace('\\', "/"),
        TextClass::Letters | TextClass::LettersAndDigits => text.chars().filter(char::is_ascii_alphanumeric).collect(),
        TextClass::CapitalLetters => text.trim().to_ascii_uppercase(),
        TextClass::TransportNumber | TextClass::Email => text.trim().to_owned(),
    };
    let right = class.fits(&better) && !better.is_empty() && better != text;
    let whole =
        !matches!(class, TextClass::Gstin | TextClass::GstinOrUrp) || TextClass::Gstin.fits(&better) || better == "URP";
    (right && whole).then_some(better)
}

/// The day that a text like `1/4/2025`, `01-04-2025`, `01.04.25` or `20250401` probably means.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_quote_after_a_number_means_inches_and_a_pair_means_a_quotation() {
        for (written, meant) in [
            ("Pipe 1/2\" GI", "Pipe 1/2 inch GI"),
            ("Pipe ½\"", "Pipe ½ inch"),
            ("12\"x6\" tile", "12 inch x6 inch tile"),
            ("\"Rex\" pen", "'Rex' pen"),
            ("Lamp \"Model 5\"", "Lamp 'Model 5'"),
            ("a \\ b", "a / b"),
        ] {
            assert_eq!(probably_meant(TextClass::Free, written).as_deref(), Some(meant), "{written}");
        }
    }
}
