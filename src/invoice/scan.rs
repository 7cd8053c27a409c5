//! A strict JSON scanner: one pass over the bytes, no tree, places kept for the error that may come.
//!
//! It accepts exactly what RFC 8259 does (a differential test holds it against serde_json), and hands out slices of the
//! input wherever nothing was escaped.

use crate::error::{Error, Kind, Result};
use std::borrow::Cow;

/// What the next value begins like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Object,
    Array,
    Text,
    Number,
    True,
    False,
    Null,
}

impl Shape {
    pub const fn words(self) -> &'static str {
        match self {
            Shape::Object => "an object",
            Shape::Array => "a list",
            Shape::Text => "text",
            Shape::Number => "a number",
            Shape::True | Shape::False => "true or false",
            Shape::Null => "null",
        }
    }
}

/// Nesting allowed in any document: the form itself needs five.
pub const MAX_DEPTH: usize = 64;

pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    /// The input from `from` to here, as it was written.
    fn raw(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// A syntax error here, with line and column.
    pub fn error(&self, what: &str) -> Error {
        let before = &self.bytes()[..self.at.min(self.text.len())];
        let line = before.iter().filter(|&&c| c == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|&&c| c != b'\n').count() + 1;
        let what = if self.at >= self.text.len() { format!("the text ends early: {what}") } else { what.to_owned() };
        Error::new(Kind::Json, format!("not valid JSON at line {line}, column {column}: {what}"))
            .fix("check how the JSON is made at that place: a JSON library writes quotes, commas and escapes right")
    }

    pub fn skip_blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Takes `wanted` after blanks, if it comes next.
    pub fn take(&mut self, wanted: u8) -> bool {
        self.skip_blanks();
        let found = self.byte() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    pub fn expect(&mut self, wanted: u8, what: &str) -> Result<()> {
        if self.take(wanted) { Ok(()) } else { Err(self.error(what)) }
    }

    /// What comes next, after blanks.
    pub fn shape(&mut self) -> Result<Shape> {
        self.skip_blanks();
        match self.byte() {
            Some(b'{') => Ok(Shape::Object),
            Some(b'[') => Ok(Shape::Array),
            Some(b'"') => Ok(Shape::Text),
            Some(b'-' | b'0'..=b'9') => Ok(Shape::Number),
            Some(b't') => Ok(Shape::True),
            Some(b'f') => Ok(Shape::False),
            Some(b'n') => Ok(Shape::Null),
            _ => Err(self.error("a value should stand here")),
        }
    }

    /// Nothing but blanks may follow the document.
    pub fn end(&mut self) -> Result<()> {
        self.skip_blanks();
        if self.at == self.text.len() { Ok(()) } else { Err(self.error("something follows the end of the document")) }
    }

    /// A text value or key, decoded.
    pub fn string(&mut self) -> Result<Cow<'a, str>> {
        self.expect(b'"', "a text in double quotes should stand here")?;
        let start = self.at;
        self.at = plain_end(self.bytes(), start);
        if self.byte() == Some(b'"') {
            let plain = self.raw(start);
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped(start).map(Cow::Owned)
    }

    /// The rest of a text that has an escape (or a fault) at the current place.
    fn escaped(&mut self, start: usize) -> Result<String> {
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
                    return Err(self.error("a line break, tab or control character inside a text must be escaped"));
                }
                Some(_) => {
                    let from = self.at;
                    self.at = plain_end(self.bytes(), from);
                    out.push_str(self.raw(from));
                }
                None => return Err(self.error("a text is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
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
                Err(self.error("unknown escape after a backslash"))
            }
            None => Err(self.error("a text is not closed")),
        }
    }

    fn unicode(&mut self) -> Result<char> {
        let first = self.hex4()?;
        let code = match first {
            0xD800..=0xDBFF => {
                let paired = self.bytes().get(self.at..self.at + 2) == Some(b"\\u");
                self.at += if paired { 2 } else { 0 };
                match if paired { self.hex4()? } else { 0 } {
                    low @ 0xDC00..=0xDFFF => 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00),
                    _ => return Err(self.error("half of a surrogate pair stands alone")),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| self.error("half of a surrogate pair stands alone"))
    }

    fn hex4(&mut self) -> Result<u32> {
        let digits = self.bytes().get(self.at..self.at + 4).filter(|d| d.iter().all(u8::is_ascii_hexdigit));
        let Some(digits) = digits else {
            return Err(self.error("four hexadecimal digits should follow \\u"));
        };
        self.at += 4;
        Ok(digits.iter().fold(0, |n, &c| n * 16 + (c as char).to_digit(16).unwrap_or(0)))
    }

    /// A number, as it was written.
    pub fn number(&mut self) -> Result<&'a str> {
        self.skip_blanks();
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            _ => return Err(self.error("a digit should stand here")),
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

    fn some_digits(&mut self) -> Result<()> {
        let from = self.at;
        self.digits();
        if self.at == from { Err(self.error("a digit should stand here")) } else { Ok(()) }
    }

    /// `true`, `false` or `null`.
    pub fn word(&mut self) -> Result<()> {
        self.skip_blanks();
        for word in ["true", "false", "null"] {
            if self.bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(());
            }
        }
        Err(self.error("only true, false and null may stand without quotes"))
    }

    /// Walks over one value of any kind, `depth` levels deep already, checking it as strictly as any other.
    pub fn skip(&mut self, depth: usize) -> Result<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.shape()? {
                Shape::Object => {
                    self.at += 1;
                    if !self.take(b'}') {
                        self.nest(&mut open, b'}', depth)?;
                        self.key()?;
                        continue;
                    }
                }
                Shape::Array => {
                    self.at += 1;
                    if !self.take(b']') {
                        self.nest(&mut open, b']', depth)?;
                        continue;
                    }
                }
                Shape::Text => drop(self.string()?),
                Shape::Number => drop(self.number()?),
                Shape::True | Shape::False | Shape::Null => self.word()?,
            }
            // A value is complete: close what ends here, or go on to the next one.
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                if self.take(close) {
                    open.pop();
                    continue;
                }
                self.expect(b',', "a comma or the closing bracket should stand here")?;
                if close == b'}' {
                    self.key()?;
                }
                break;
            }
        }
    }

    fn nest(&self, open: &mut Vec<u8>, close: u8, depth: usize) -> Result<()> {
        open.push(close);
        self.guard_depth(depth + open.len())
    }

    /// Refuses what is nested deeper than any document of ours.
    pub fn guard_depth(&self, depth: usize) -> Result<()> {
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(Error::new(Kind::Limit, format!("nested more than {MAX_DEPTH} levels deep at byte {}", self.at))
            .fix("an invoice needs five levels: send the document alone, not wrapped in others"))
    }

    /// A key with its colon.
    pub fn key(&mut self) -> Result<Cow<'a, str>> {
        self.skip_blanks();
        if self.byte() != Some(b'"') {
            return Err(self.error("a field name in double quotes should stand here"));
        }
        let key = self.string()?;
        self.expect(b':', "a colon should follow the field name")?;
        Ok(key)
    }
}

/// Where the run of plain text characters that begins at `from` ends: at a quote, a backslash, a control character or
/// the end. Eight bytes at a time, since most of an invoice is such runs.
fn plain_end(bytes: &[u8], from: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let zero_in = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    let mut at = from;
    for chunk in bytes.get(from..).unwrap_or_default().chunks_exact(8) {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let control = word.wrapping_sub(ONES * 0x20) & !word & TOPS;
        let special = zero_in(word ^ (ONES * u64::from(b'"'))) | zero_in(word ^ (ONES * u64::from(b'\\'))) | control;
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while at < bytes.len() && !matches!(bytes[at], b'"' | b'\\' | 0..=0x1f) {
        at += 1;
    }
    at
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
    fn it_is_as_strict_as_serde_json() {
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
            // serde_json reads 1e400 into f64 and fails on its size, which is no matter of syntax.
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
    fn depth_is_limited_and_the_place_is_named() {
        let deep = "[".repeat(10_000);
        let error = Scanner::new(&deep).skip(0).unwrap_err();
        assert_eq!(error.kind, Kind::Limit);
        let error = Scanner::new("{\n  \"a\": x}").skip(0).unwrap_err();
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
