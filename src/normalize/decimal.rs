//! Numbers as people, spreadsheets and programs write them.

use crate::change::Why;
use crate::money::Amount;
use std::borrow::Cow;
use std::fmt;

/// A decimal of any places, as it was written: what the form's [`Amount`] is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WideDecimal {
    digits: i128,
    scale: u32,
}

/// Digits of a number at most; more than a double has, and far from overflow.
const MOST_DIGITS: usize = 30;

impl WideDecimal {
    /// Reads what JSON takes for a number, leading zeros allowed.
    pub fn parse(text: &str) -> Option<WideDecimal> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().ok().filter(|e| e.abs() < 40)?),
            None => (text, 0),
        };
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let whole = whole.trim_start_matches('0');
        let (all, count) = (|| whole.bytes().chain(fraction.bytes()), whole.len() + fraction.len());
        if number.is_empty() || number == "." || count > MOST_DIGITS || !all().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let digits = all().fold(0i128, |n, c| n * 10 + i128::from(c - b'0'));
        let scale = fraction.len() as i32 - exponent;
        let (digits, scale) = match scale {
            0.. => (digits, scale as u32),
            _ if count as i32 - scale > MOST_DIGITS as i32 => return None,
            _ => (digits * 10i128.pow(scale.unsigned_abs()), 0),
        };
        Some(WideDecimal { digits: if negative { -digits } else { digits }, scale })
    }

    /// Decimal places without the zeros at the end.
    pub fn places(self) -> u32 {
        let (mut digits, mut scale) = (self.digits, self.scale);
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        scale
    }

    /// Half up, away from zero.
    pub fn rounded(self, places: u32) -> WideDecimal {
        if self.scale <= places {
            return self;
        }
        let step = 10i128.checked_pow(self.scale - places).unwrap_or(i128::MAX);
        let digits = (self.digits.abs() + step / 2) / step * self.digits.signum();
        WideDecimal { digits, scale: places }
    }

    /// As a double is to be taken: at its 15 significant digits.
    pub fn significant(self) -> WideDecimal {
        let digits = self.digits.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
        // Digits before the point stay as they are.
        match digits.saturating_sub(15).min(self.scale) {
            0 => self,
            beyond => self.rounded(self.scale - beyond),
        }
    }

    /// Times a hundred: a fraction in per cent.
    pub fn hundredfold(self) -> WideDecimal {
        match self.scale {
            0 => WideDecimal { digits: self.digits.saturating_mul(100), scale: 0 },
            1 => WideDecimal { digits: self.digits.saturating_mul(10), scale: 0 },
            scale => WideDecimal { digits: self.digits, scale: scale - 2 },
        }
    }

    /// The sum of two.
    pub fn plus(self, other: WideDecimal) -> WideDecimal {
        let scale = self.scale.max(other.scale);
        let at = |d: WideDecimal| d.digits.saturating_mul(10i128.checked_pow(scale - d.scale).unwrap_or(i128::MAX));
        WideDecimal { digits: at(self).saturating_add(at(other)), scale }
    }

    /// Without its sign.
    pub fn absolute(self) -> WideDecimal {
        WideDecimal { digits: self.digits.abs(), ..self }
    }

    /// With the other sign.
    pub fn turned(self) -> WideDecimal {
        WideDecimal { digits: -self.digits, ..self }
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// As the form's amount, where that can hold it.
    pub fn amount(self) -> Option<Amount> {
        Amount::parse(&self.to_string()).ok()
    }
}

impl From<Amount> for WideDecimal {
    fn from(amount: Amount) -> WideDecimal {
        WideDecimal { digits: i128::from(amount.thousandths()), scale: 3 }.rounded(u32::from(amount.places()))
    }
}

impl fmt::Display for WideDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        match scale {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{fraction}"),
        }
    }
}

/// What a text says in a field for a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberText {
    /// A sign for nothing.
    Nothing,
    /// A number, and what was taken off its text.
    Number(WideDecimal, Why),
}

/// Reads an amount or quantity from text; none where it is no number for certain.
pub fn number(text: &str, decimal_comma: bool) -> Option<NumberText> {
    let (mut rest, indian) = plain_digits(text);
    rest = Cow::Owned(rest.chars().filter(|c| !is_blank(*c)).collect());
    if is_nothing(&rest) {
        return Some(NumberText::Nothing);
    }
    let mut rest: &str = &rest;
    let (mut negative, mut signs) = (false, 0);
    let before = rest;
    loop {
        let folded = |word: &str| strip(rest, word);
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            (rest, negative, signs) = (inner, true, signs + 1);
        } else if let Some(inner) =
            rest.strip_prefix(['-', '−']).or_else(|| rest.strip_suffix(['-', '−']).filter(|r| !r.ends_with('/')))
        {
            (rest, negative, signs) = (inner, true, signs + 1);
        } else if let Some(inner) =
            rest.strip_prefix(['+', '₹', '\'']).or_else(|| rest.strip_suffix("/-")).or_else(|| rest.strip_suffix("/="))
        {
            rest = inner;
        } else if let Some(inner) = ["rs.", "rs", "inr", "cr", "cr.", "dr", "dr."].into_iter().find_map(folded) {
            rest = inner;
        } else {
            break;
        }
    }
    let bare = without_groups(rest, decimal_comma)?;
    let mut number = WideDecimal::parse(&bare).filter(|_| signs < 2 && !bare.contains(['e', 'E']))?;
    if negative {
        number = number.turned();
    }
    let why = match () {
        () if indian => Why::Digits,
        () if bare == before.trim_start_matches('-') && negative == before.starts_with('-') => Why::NumberFromText,
        () => Why::Money,
    };
    Some(NumberText::Number(number, why))
}

/// A text without a word at its beginning or end, in any case.
fn strip<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let begins = text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let tail = text.len().checked_sub(word.len());
    let ends = tail.and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(word));
    match (begins, ends) {
        (true, _) => text.get(word.len()..),
        (_, true) => tail.and_then(|at| text.get(..at)),
        (false, false) => None,
    }
}

/// A sign for nothing, where a number could stand.
pub fn is_nothing(text: &str) -> bool {
    let dashes = text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−'));
    dashes || ["na", "n/a", "nil", "null", "none"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Digits and a point, when the signs between groups of digits stand where they may: `1,23,456.00`, `123,456.00`.
fn without_groups(text: &str, decimal_comma: bool) -> Option<String> {
    let (group, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    let groups: Vec<&str> = whole.split(group).collect();
    let grouped = match groups.as_slice() {
        [_] => true,
        [first, middle @ .., last] => {
            last.len() == 3 && (1..=3).contains(&first.len()) && middle.iter().all(|part| (2..=3).contains(&part.len()))
        }
        [] => false,
    };
    let digits = groups.concat();
    let some = !digits.is_empty() || !fraction.is_empty();
    if !grouped || !some || !is_digits(&digits) || !is_digits(fraction) {
        return None;
    }
    let whole = if digits.is_empty() { "0" } else { &digits };
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// A blank of any kind, a control character, or a character without width.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}')
}

/// The text with digits of Indian scripts as 0 to 9, and whether there were any.
pub fn plain_digits(text: &str) -> (Cow<'_, str>, bool) {
    // The zeros of Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada and Malayalam.
    const ZEROS: [u32; 9] = [0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66];
    let digit = |c: char| {
        let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|value| *value < 10))?;
        char::from_digit(value, 10)
    };
    if text.is_ascii() || !text.chars().any(|c| digit(c).is_some()) {
        return (Cow::Borrowed(text), false);
    }
    (text.chars().map(|c| digit(c).unwrap_or(c)).collect::<String>().into(), true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        match number(text, false)? {
            NumberText::Nothing => Some("nothing".to_owned()),
            NumberText::Number(number, _) => Some(number.to_string()),
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, number) in [
            ("85.00", "85.00"),
            ("₹ 1,23,456.00", "123456.00"),
            ("Rs. 28,320.00", "28320.00"),
            ("Rs 5", "5"),
            ("INR 123,456", "123456"),
            ("24000/-", "24000"),
            ("(500.00)", "-500.00"),
            ("500.00-", "-500.00"),
            ("-500", "-500"),
            ("₹-500", "-500"),
            ("500.00 Cr", "500.00"),
            ("500.00Dr", "500.00"),
            ("१,२३४.५०", "1234.50"),
            ("1\u{a0}234", "1234"),
            (".5", "0.5"),
            ("5.", "5"),
            ("007", "7"),
            ("-", "nothing"),
            ("--", "nothing"),
            ("N/A", "nothing"),
            ("nil", "nothing"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
        for text in
            ["12,34", "1,2345", "1.234,56", "abc", "1e3", "5 pcs", "--5", "(-5)", "1,23,45", "1..2", "₹", "0x10", "/-"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(
            number("1.234,56", true),
            Some(NumberText::Number(WideDecimal::parse("1234.56").unwrap(), Why::Money))
        );
    }

    #[test]
    fn a_double_is_taken_at_its_fifteen_digits_and_rounded_half_up() {
        for (text, places, rounded) in [
            ("847.457627118644", 2, "847.46"),
            ("121.065375302663", 3, "121.065"),
            ("0.30000000000000004", 2, "0.30"),
            ("2.675", 2, "2.68"),
            ("1.005", 2, "1.01"),
            ("-1.005", 2, "-1.01"),
            ("1e2", 2, "100"),
            ("1234567890123.456", 2, "1234567890123.46"),
        ] {
            assert_eq!(WideDecimal::parse(text).unwrap().significant().rounded(places).to_string(), rounded, "{text}");
        }
        assert_eq!(WideDecimal::parse("0.18").unwrap().hundredfold().to_string(), "18");
        assert_eq!(WideDecimal::parse("0.0025").unwrap().hundredfold().to_string(), "0.25");
        assert_eq!(WideDecimal::parse("1e99"), None);
    }

    proptest! {
        #[test]
        fn no_text_is_two_numbers_and_none_makes_trouble(text in "[-+(]?[₹]?[0-9.,]{0,12}(/-|\\)|Cr|-)?|.{0,12}") {
            if let Some(NumberText::Number(read, _)) = number(&text, false) {
                let again = number(&read.to_string(), false);
                prop_assert_eq!(again, Some(NumberText::Number(read, Why::NumberFromText)));
            }
        }
    }
}
