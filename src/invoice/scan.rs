//! A strict JSON scanner: one pass over the bytes, no tree, and the place of every error.
//!
//! It accepts exactly RFC 8259 (tests compare it with serde_json), and returns slices of the input wherever nothing was
//! escaped. Three steps take most of an invoice's time: the end of a text, an expected name, the digits of a number.
//! They examine eight bytes at once. All of this is safe code: a look past the end finds nothing, and the byte-by-byte
//! way takes over.

use super::field::Quoted;
use super::lanes;
use crate::error::{Error, ErrorKind};
use crate::money::Amount;
use std::borrow::Cow;

/// The kind of the next value, by its first byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueShape {
    Object,
    Array,
    Text,
    Number,
    True,
    False,
    Null,
}

impl ValueShape {
    pub const fn words(self) -> &'static str {
        match self {
            ValueShape::Object => "an object",
            ValueShape::Array => "a list",
            ValueShape::Text => "text",
            ValueShape::Number => "a number",
            ValueShape::True | ValueShape::False => "true or false",
            ValueShape::Null => "null",
        }
    }
}

/// The deepest nesting of any document; the form needs five levels.
pub const MAX_DEPTH: usize = 64;

/// The length of `"StateCesNonAdvlAmt":`, or more.
pub const LONGEST_NAME: usize = 24;

/// Why reading stops; [`Scanner::error`] describes it. It is as wide as a place, so that the many steps that return
/// either use one register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum Stop {
    NoComma,
    NoValue,
    NoEnd,
    NoText,
    ControlCharacter,
    OpenText,
    UnknownEscape,
    HalfSurrogate,
    NoHexadecimal,
    NoDigit,
    UnknownWord,
    NoName,
    NoColon,
    NoObject,
    NoList,
    TooDeep,
}

impl Stop {
    const fn words(self) -> &'static str {
        match self {
            Stop::NoComma => "a comma or the closing bracket should be here",
            Stop::NoValue => "a value should be here",
            Stop::NoEnd => "something follows the end of the document",
            Stop::NoText => "a text in double quotes should be here",
            Stop::ControlCharacter => "a line break, tab or control character inside a text must be escaped",
            Stop::OpenText => "a text is not closed",
            Stop::UnknownEscape => "unknown escape after a backslash",
            Stop::HalfSurrogate => "half of a surrogate pair is alone",
            Stop::NoHexadecimal => "four hexadecimal digits should follow \\u",
            Stop::NoDigit => "a digit should be here",
            Stop::UnknownWord => "only true, false and null are allowed without quotes",
            Stop::NoName => "a field name in double quotes should be here",
            Stop::NoColon => "a colon should follow the field name",
            Stop::NoObject => "an object should begin here",
            Stop::NoList => "a list should begin here",
            Stop::TooDeep => "nested too deep",
        }
    }
}

pub type Scan<T> = Result<T, Stop>;

pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    /// The number of bytes read so far.
    pub fn place(&self) -> usize {
        self.at
    }

    /// Continues at `place`. The reader uses it to resume after it has read ahead on its own.
    pub fn go_to(&mut self, place: usize) {
        self.at = place;
    }

    /// The number of bytes left.
    pub fn left(&self) -> usize {
        self.text.len().saturating_sub(self.at)
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// The sixteen bytes from `at`, if so many are left.
    #[inline]
    fn lanes(&self, at: usize) -> Option<&'a [u8; lanes::WIDTH]> {
        self.bytes().get(at..)?.first_chunk()
    }

    /// The input from `from` to here, as it was written.
    pub fn raw(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// Describes a stop at the current place, with line and column.
    pub fn error(&self, stop: Stop) -> Error {
        if stop == Stop::TooDeep {
            return Error::new(
                ErrorKind::Limit,
                format!("nested more than {MAX_DEPTH} levels deep at byte {}", self.at),
            )
            .fix("an invoice needs five levels: send the document alone, not wrapped in others");
        }
        let what = stop.words();
        let before = &self.bytes()[..self.at.min(self.text.len())];
        let line = before.iter().filter(|&&c| c == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|&&c| c != b'\n').count() + 1;
        let early = if self.at >= self.text.len() { "the text ends early: " } else { "" };
        Error::new(ErrorKind::Json, format!("not valid JSON at line {line}, column {column}: {early}{what}"))
            .fix("check how the program writes the JSON at that place; a JSON library writes quotes, commas and escapes correctly")
    }

    pub fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// The place of the next byte that is not a blank.
    #[inline]
    pub fn after_blanks(&self, place: usize) -> usize {
        // Compact JSON has no blanks, and most bytes are greater than a blank.
        if self.bytes().get(place).is_some_and(|&c| c > b' ') { place } else { self.after_some_blanks(place) }
    }

    #[inline(never)]
    fn after_some_blanks(&self, mut place: usize) -> usize {
        while matches!(self.bytes().get(place), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            place += 1;
        }
        place
    }

    /// Skips blanks, then consumes `wanted` if it comes next.
    #[inline]
    pub fn take(&mut self, wanted: u8) -> bool {
        self.skip_blanks();
        let found = self.byte() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    #[inline]
    pub fn expect(&mut self, wanted: u8, stop: Stop) -> Scan<()> {
        if self.take(wanted) { Ok(()) } else { Err(stop) }
    }

    /// After a value: whether another follows (a comma) or the block or list ends.
    #[inline]
    pub fn more(&mut self, close: u8) -> Scan<bool> {
        self.skip_blanks();
        let next = self.byte();
        if next != Some(b',') && next != Some(close) {
            return Err(Stop::NoComma);
        }
        self.at += 1;
        Ok(next == Some(b','))
    }

    /// The kind of the next value, after blanks.
    #[inline]
    pub fn shape(&mut self) -> Scan<ValueShape> {
        self.skip_blanks();
        match self.byte() {
            Some(b'{') => Ok(ValueShape::Object),
            Some(b'[') => Ok(ValueShape::Array),
            Some(b'"') => Ok(ValueShape::Text),
            Some(b'-' | b'0'..=b'9') => Ok(ValueShape::Number),
            Some(b't') => Ok(ValueShape::True),
            Some(b'f') => Ok(ValueShape::False),
            Some(b'n') => Ok(ValueShape::Null),
            _ => Err(Stop::NoValue),
        }
    }

    /// Fails unless only blanks follow the document.
    pub fn end(&mut self) -> Scan<()> {
        self.skip_blanks();
        if self.at == self.text.len() { Ok(()) } else { Err(Stop::NoEnd) }
    }

    /// Whether exactly this name stands at a place.
    #[inline]
    pub fn has_name(&self, place: usize, name: &Quoted) -> bool {
        self.lanes(place).is_some_and(|next| name.begins(next))
    }

    /// The bytes from a place on, as many as the longest name needs with its quotes and colon. `None` near the end,
    /// where a block could not hold more names.
    #[inline(always)]
    pub fn ahead(&self, place: usize) -> &'a [u8; LONGEST_NAME] {
        const NOTHING: &[u8; LONGEST_NAME] = &[0; LONGEST_NAME];
        self.bytes().get(place..).and_then(|rest| rest.first_chunk()).unwrap_or(NOTHING)
    }

    /// What [`Scanner::ahead`] returns for the place after a comma, if a comma stands here without a blank after it.
    #[inline(always)]
    pub fn after_comma(&self, place: usize) -> Option<&'a [u8; LONGEST_NAME]> {
        let next: &[u8; 1 + LONGEST_NAME] = self.bytes().get(place..)?.first_chunk()?;
        if next[0] == b',' && next[1] > b' ' { next.last_chunk() } else { None }
    }

    /// Whether a comma stands at a place.
    #[inline]
    pub fn has_comma(&self, place: usize) -> bool {
        self.bytes().get(place) == Some(&b',')
    }

    /// The place of a value: after the colon, or one further where a blank follows it, as many programs write.
    #[inline]
    fn after_colon(&self, place: usize) -> usize {
        place + usize::from(self.bytes().get(place) == Some(&b' '))
    }

    /// Returns a text without escapes that stands at a place, and where it ends. `None` leaves it to
    /// [`Scanner::string`], which reads it or reports what is wrong.
    #[inline]
    pub fn plain_string(&self, place: usize) -> Option<(&'a str, usize)> {
        match self.bytes().get(place)? {
            b'"' => self.string_from(place + 1),
            b' ' => self.string_after_blank(place + 1),
            _ => None,
        }
    }

    #[inline(never)]
    fn string_after_blank(&self, place: usize) -> Option<(&'a str, usize)> {
        if self.bytes().get(place) == Some(&b'"') { self.string_from(place + 1) } else { None }
    }

    #[inline(always)]
    fn string_from(&self, start: usize) -> Option<(&'a str, usize)> {
        let mut end = start;
        loop {
            let specials = lanes::specials(self.lanes(end)?);
            if specials != 0 {
                end += specials.trailing_zeros() as usize;
                break;
            }
            end += lanes::WIDTH;
        }
        if self.bytes().get(end) != Some(&b'"') {
            return None;
        }
        Some((self.text.get(start..end)?, end + 1))
    }

    /// A text value or key, decoded.
    pub fn string(&mut self) -> Scan<Cow<'a, str>> {
        if let Some((plain, end)) = self.plain_string(self.at) {
            self.at = end;
            return Ok(Cow::Borrowed(plain));
        }
        self.expect(b'"', Stop::NoText)?;
        let start = self.at;
        self.at = self.plain_end(start);
        if self.byte() == Some(b'"') {
            let plain = self.raw(start);
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped(start).map(Cow::Owned)
    }

    /// Returns where the run of plain text characters from `at` ends: at a quote, a backslash, a control character or
    /// the end.
    fn plain_end(&self, at: usize) -> usize {
        self.bytes()[at..].iter().position(|&c| lanes::special(c)).map_or(self.text.len(), |length| at + length)
    }

    /// Reads the rest of a text that has an escape (or a fault) at the current place.
    #[cold]
    fn escaped(&mut self, start: usize) -> Scan<String> {
        let mut out = String::from(self.raw(start));
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                Some(c) if c < 0x20 => {
                    return Err(Stop::ControlCharacter);
                }
                Some(_) => {
                    let from = self.at;
                    self.at = self.plain_end(from);
                    out.push_str(self.raw(from));
                }
                None => return Err(Stop::OpenText),
            }
        }
    }

    fn escape(&mut self) -> Scan<char> {
        let c = self.byte();
        self.at += usize::from(c.is_some());
        match c {
            Some(b'"') => Ok('"'),
            Some(b'\\') => Ok('\\'),
            Some(b'/') => Ok('/'),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => self.unicode(),
            Some(_) => {
                self.at -= 1;
                Err(Stop::UnknownEscape)
            }
            None => Err(Stop::OpenText),
        }
    }

    fn unicode(&mut self) -> Scan<char> {
        let first = self.hex4()?;
        let code = match first {
            0xD800..=0xDBFF => {
                let paired = self.bytes().get(self.at..self.at + 2) == Some(b"\\u");
                self.at += if paired { 2 } else { 0 };
                match if paired { self.hex4()? } else { 0 } {
                    low @ 0xDC00..=0xDFFF => 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00),
                    _ => return Err(Stop::HalfSurrogate),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or(Stop::HalfSurrogate)
    }

    fn hex4(&mut self) -> Scan<u32> {
        let digits = self.bytes().get(self.at..self.at + 4).filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        let Some(digits) = digits else {
            return Err(Stop::NoHexadecimal);
        };
        self.at += 4;
        Ok(digits.iter().fold(0, |n, &c| n * 16 + (c as char).to_digit(16).unwrap_or(0)))
    }

    /// Returns a number of up to eight digits and up to three decimal places that stands at a place, and where it ends.
    /// Nearly all numbers are so. `None` leaves it to [`Scanner::number`], which reads it or reports what is wrong.
    #[inline(always)]
    pub fn plain_number(&self, place: usize) -> Option<(Amount, usize)> {
        let blank = self.bytes().get(place) == Some(&b' ');
        if blank { self.number_after_blank(place + 1) } else { self.number_at(place) }
    }

    #[inline(never)]
    fn number_after_blank(&self, place: usize) -> Option<(Amount, usize)> {
        self.number_at(place)
    }

    #[inline(always)]
    fn number_at(&self, place: usize) -> Option<(Amount, usize)> {
        let bytes = self.lanes(place)?;
        let others = !lanes::digits(bytes);
        let whole = others.trailing_zeros() as usize;
        let leading_zero = bytes[0] == b'0' && whole > 1;
        if !(1..=8).contains(&whole) || leading_zero {
            return None;
        }
        let mut thousandths = value(bytes, whole) * 1000;
        let (mut end, mut places) = (whole, 0);
        if bytes[whole] == b'.' {
            places = (others >> (whole + 1)).trailing_zeros() as usize;
            end += 1 + places;
            thousandths += match places {
                1 => 100 * digit(bytes[whole + 1]),
                2 => 10 * two_digits([bytes[whole + 1], bytes[whole + 2]]),
                3 => 10 * two_digits([bytes[whole + 1], bytes[whole + 2]]) + digit(bytes[whole + 3]),
                _ => return None,
            };
        }
        let next = bytes[end];
        if next != b',' && !matches!(next, b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t') {
            return None;
        }
        Some((Amount::from_thousandths(thousandths as i64, places as u8), place + end))
    }

    /// The same with a minus sign. Half of all round-offs have one.
    #[cold]
    pub fn plain_negative(&self, place: usize) -> Option<(Amount, usize)> {
        let place = self.after_colon(place);
        self.bytes().get(place).filter(|sign| **sign == b'-')?;
        // A blank may follow a colon, but not a sign.
        self.bytes().get(place + 1).filter(|digit| digit.is_ascii_digit())?;
        let (amount, end) = self.number_after_blank(place + 1)?;
        Some((Amount::from_thousandths(-amount.thousandths(), amount.places()), end))
    }

    /// A number, as it was written.
    pub fn number(&mut self) -> Scan<&'a str> {
        self.skip_blanks();
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(Stop::NoDigit),
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.some_digits()?;
        }
        Ok(self.raw(start))
    }

    fn digits(&mut self) {
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Scan<()> {
        let from = self.at;
        self.digits();
        if self.at == from { Err(Stop::NoDigit) } else { Ok(()) }
    }

    /// `true`, `false` or `null`.
    pub fn word(&mut self) -> Scan<()> {
        self.skip_blanks();
        for word in ["true", "false", "null"] {
            if self.bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(());
            }
        }
        Err(Stop::UnknownWord)
    }

    /// Skips one value of any kind, already `depth` levels deep, and checks it as strictly as any other.
    pub fn skip(&mut self, depth: usize) -> Scan<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.shape()? {
                ValueShape::Object => {
                    self.at += 1;
                    if !self.take(b'}') {
                        self.nest(&mut open, b'}', depth)?;
                        self.key()?;
                        continue;
                    }
                }
                ValueShape::Array => {
                    self.at += 1;
                    if !self.take(b']') {
                        self.nest(&mut open, b']', depth)?;
                        continue;
                    }
                }
                ValueShape::Text => drop(self.string()?),
                ValueShape::Number => drop(self.number()?),
                ValueShape::True | ValueShape::False | ValueShape::Null => self.word()?,
            }
            // A value is complete: close what ends here, or continue with the next one.
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                if self.take(close) {
                    open.pop();
                    continue;
                }
                self.expect(b',', Stop::NoComma)?;
                if close == b'}' {
                    self.key()?;
                }
                break;
            }
        }
    }

    fn nest(&self, open: &mut Vec<u8>, close: u8, depth: usize) -> Scan<()> {
        open.push(close);
        self.guard_depth(depth + open.len())
    }

    /// Refuses deeper nesting than the limit.
    pub fn guard_depth(&self, depth: usize) -> Scan<()> {
        if depth <= MAX_DEPTH { Ok(()) } else { Err(Stop::TooDeep) }
    }

    /// A key with its colon.
    pub fn key(&mut self) -> Scan<Cow<'a, str>> {
        self.skip_blanks();
        if self.byte() != Some(b'"') {
            return Err(Stop::NoName);
        }
        let key = self.string()?;
        self.expect(b':', Stop::NoColon)?;
        Ok(key)
    }
}

/// The number in the first `count` bytes, one to eight decimal digits.
#[inline]
fn value(bytes: &[u8; lanes::WIDTH], count: usize) -> u64 {
    // Aligned to the end of a word, with zeros in front; then summed in pairs, fours and eight.
    let [a, b, c, d, e, f, g, h, ..] = *bytes;
    let word = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let one = (word << (64 - 8 * count)) & 0x0f0f_0f0f_0f0f_0f0f;
    let two = (one * 10 + (one >> 8)) & 0x00ff_00ff_00ff_00ff;
    let four = (two * 100 + (two >> 16)) & 0x0000_ffff_0000_ffff;
    (four * 10_000 + (four >> 32)) & 0xffff_ffff
}

#[inline(always)]
const fn digit(byte: u8) -> u64 {
    (byte & 0x0f) as u64
}

/// The number of two digits, in one multiplication: it adds ten times the first byte to the second.
#[inline(always)]
const fn two_digits(pair: [u8; 2]) -> u64 {
    (((u16::from_le_bytes(pair) as u64 & 0x0f0f) * 2561) >> 8) & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accepts(text: &str) -> bool {
        let mut scanner = Scanner::new(text);
        scanner.skip(0).and_then(|()| scanner.end()).is_ok()
    }

    #[test]
    fn the_scanner_is_as_strict_as_serde_json() {
        for text in [
            "{}",
            "[]",
            "[1,2]",
            "[1,]",
            "[,1]",
            "{\"a\":1}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "01",
            "-",
            "-0",
            "1.",
            ".1",
            "1e5",
            "1e",
            "1E+5",
            "1e400",
            "+1",
            "NaN",
            "Infinity",
            "tru",
            "true",
            "nul",
            "null x",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\ud83d\\ude00\"",
            "\"\\udc00\"",
            "\"a\tb\"",
            "\"a\nb\"",
            "\"\u{7f}\"",
            "\"é\u{1F600}\"",
            "\"",
            "{\"a\":",
            "[[]",
            "[]]",
            "{\"a\":{}}",
            " [ 1 , { } ] ",
            "\u{feff}1",
            "",
            "'a'",
            "[1 2]",
            "{\"a\":1 \"b\":2}",
            "/*x*/1",
            "\"\u{0}\"",
            "\"\u{1f}abcdefgh\"",
        ] {
            // serde_json reads 1e400 into f64 and fails on its size, which is not a matter of syntax.
            let theirs = text == "1e400" || serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert_eq!(accepts(text), theirs, "{text}");
        }
    }

    #[test]
    fn escapes_are_decoded() {
        let decode = |text: &str| Scanner::new(text).string().unwrap().into_owned();
        assert_eq!(decode(r#""\u0905\u092e\ud83d\ude00 \/\b\f\n\r\t\"\\""#), "अम😀 /\u{8}\u{c}\n\r\t\"\\");
        assert_eq!(decode("\"a longer plain text without escapes\""), "a longer plain text without escapes");
    }

    #[test]
    fn both_ways_read_the_same_negative_number() {
        for (text, short) in [
            ("-0.20,", true),
            ("-99.99}", true),
            (" -1 ", true),
            ("-0,", true),
            ("-12.345]", true),
            ("- 1,", false),
            ("--1,", false),
            ("-01,", false),
            ("-1.,", false),
            ("-1e2,", false),
            ("-,", false),
            ("1,", false),
        ] {
            let text = format!("{text:<20}");
            let found = Scanner::new(&text).plain_negative(0);
            assert_eq!(found.is_some(), short, "{text}");
            let mut scanner = Scanner::new(&text);
            let long = scanner.number().ok().and_then(|number| Amount::parse(number).ok());
            if let (Some((amount, end)), Some(long)) = (found, long) {
                assert_eq!((amount, amount.places(), end), (long, long.places(), scanner.place()), "{text}");
            }
        }
    }

    #[test]
    fn too_deep_a_document_is_refused_with_its_place() {
        let deep = "[".repeat(10_000);
        let error = |text: &str| {
            let mut scanner = Scanner::new(text);
            let stop = scanner.skip(0).unwrap_err();
            scanner.error(stop)
        };
        assert_eq!(error(&deep).kind, ErrorKind::Limit);
        let error = error("{\n  \"a\": x}");
        assert!(error.message.contains("line 2, column 8"), "{}", error.message);
    }

    proptest! {
        #[test]
        fn random_damage_is_judged_as_serde_json_judges_it(at in 0usize..80, put in "[\\[\\]{}\":,0-9a-e\\\\ \\n.+-]") {
            let good = r#"{"a":[1,-2.50,3e2,"x\u0041y",true,null],"b":{"c":"dd\\ee","f":[]},"g":0.125}"#;
            let mut text: Vec<char> = good.chars().collect();
            let at = at.min(text.len() - 1);
            text[at] = put.chars().next().unwrap_or(' ');
            let text: String = text.into_iter().collect();
            prop_assert_eq!(accepts(&text), serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }
}
