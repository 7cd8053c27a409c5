//! Splits PDF into words without reading them: to measure a file before anything is built from it, and to cut a page's
//! content into pieces.

use super::budget::{BudgetItem, spend};
use crate::error::Result;

/// A word of PDF's syntax.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum PdfToken<'b> {
    /// `[` or `<<`
    Open,
    /// `]` or `>>`
    Close,
    /// A number, a name, a text.
    Value,
    /// An operator or a keyword.
    Word(&'b [u8]),
}

/// A piece ends with the first operation at or beyond this length.
const PIECE: usize = 64 << 10;
/// The most parts of a single operation or object.
const MOST_PARTS: usize = 200_000;

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Between `BI` and `EI`.
    in_image: bool,
}

impl<'b> Tokens<'b> {
    fn new(bytes: &'b [u8], at: usize) -> Tokens<'b> {
        Tokens { bytes, at, in_image: false }
    }

    fn pass(&mut self, goes_on: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| !goes_on(byte)).unwrap_or(rest.len());
    }

    fn next(&mut self) -> Option<PdfToken<'b>> {
        loop {
            self.pass(is_blank);
            if *self.bytes.get(self.at)? != b'%' {
                break;
            }
            self.pass(|byte| !matches!(byte, b'\r' | b'\n'));
        }
        let from = self.at;
        self.at += 1;
        let twice = self.bytes.get(self.at) == self.bytes.get(from);
        Some(match self.bytes[from] {
            b'(' => {
                self.text();
                PdfToken::Value
            }
            b'<' | b'>' if twice => {
                self.at += 1;
                if self.bytes[from] == b'<' { PdfToken::Open } else { PdfToken::Close }
            }
            b'<' => {
                self.pass(|byte| byte != b'>');
                self.at = (self.at + 1).min(self.bytes.len());
                PdfToken::Value
            }
            b'[' => PdfToken::Open,
            b']' => PdfToken::Close,
            b'/' => {
                self.pass(is_regular);
                PdfToken::Value
            }
            b')' | b'>' | b'{' | b'}' => PdfToken::Value,
            first => {
                self.pass(is_regular);
                if matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.') { PdfToken::Value } else { self.word(from) }
            }
        })
    }

    /// Goes to the end of a text in brackets.
    fn text(&mut self) {
        let mut depth = 1;
        while depth > 0 && self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.bytes.len());
    }

    fn word(&mut self, from: usize) -> PdfToken<'b> {
        let word = &self.bytes[from..self.at];
        match word {
            b"BI" => self.in_image = true,
            b"ID" if self.in_image => {
                // The picture's own bytes follow, up to EI between blanks.
                let rest = &self.bytes[self.at..];
                let ends = |four: &[u8]| is_blank(four[0]) && &four[1..3] == b"EI" && is_blank(four[3]);
                let end = rest.windows(4).position(ends).map_or(rest.len(), |end| end + 3);
                self.at += end;
                self.in_image = false;
                return PdfToken::Word(b"EI");
            }
            _ => {}
        }
        PdfToken::Word(word)
    }
}

/// Whether a word ends an operation; a value doesn't.
fn is_operator(word: &[u8]) -> bool {
    !matches!(word, b"true" | b"false" | b"null")
}

/// Cuts a page's content into pieces of whole operations, and passes on each.
pub fn pieces(content: &[u8], mut work: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let mut tokens = Tokens::new(content, 0);
    let (mut start, mut depth, mut parts) = (0, 0usize, 0);
    while let Some(token) = tokens.next() {
        match token {
            PdfToken::Open => depth += 1,
            PdfToken::Close => depth = depth.saturating_sub(1),
            PdfToken::Word(word) if depth == 0 && is_operator(word) && !tokens.in_image => {
                parts = 0;
                if tokens.at - start >= PIECE {
                    work(&content[start..tokens.at])?;
                    start = tokens.at;
                }
                continue;
            }
            PdfToken::Value | PdfToken::Word(_) => {}
        }
        parts += 1;
        if parts > MOST_PARTS {
            spend(BudgetItem::Operations, usize::MAX)?;
        }
    }
    work(&content[start..])
}

/// The number of graphics states that a page leaves open.
pub fn unclosed(content: &[u8]) -> usize {
    let mut tokens = Tokens::new(content, 0);
    let (mut open, mut depth) = (0usize, 0usize);
    while let Some(token) = tokens.next() {
        match token {
            PdfToken::Open => depth += 1,
            PdfToken::Close => depth = depth.saturating_sub(1),
            PdfToken::Word(b"q") if depth == 0 => open += 1,
            PdfToken::Word(b"Q") if depth == 0 => open = open.saturating_sub(1),
            PdfToken::Value | PdfToken::Word(_) => {}
        }
    }
    open
}

/// Checks every object of a file before any is read: none may have more parts than a call allows.
pub fn objects_are_small(file: &[u8]) -> Result<()> {
    // An object inside another's text is checked twice, but not endlessly.
    let mut patience = 4 * file.len() + (16 << 20);
    let mut from = 0;
    while let Some(found) = find(&file[from..], b"obj") {
        let at = from + found + 3;
        from = at;
        if !is_head(&file[..at - 3]) {
            continue;
        }
        let mut tokens = Tokens::new(file, at);
        let mut parts = 0;
        while let Some(token) = tokens.next() {
            if matches!(token, PdfToken::Word(b"stream" | b"endobj" | b"obj")) {
                break;
            }
            parts += 1;
            if parts > MOST_PARTS {
                return spend(BudgetItem::Nodes, usize::MAX);
            }
        }
        patience = patience.saturating_sub(tokens.at - at);
        if patience == 0 {
            return spend(BudgetItem::Nodes, usize::MAX);
        }
    }
    Ok(())
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// Whether a text ends like an object's head before `obj`: two numbers and blanks.
fn is_head(before: &[u8]) -> bool {
    let skip = |bytes: &[u8], of: fn(u8) -> bool| bytes.iter().rposition(|&byte| !of(byte)).map_or(0, |last| last + 1);
    let digit: fn(u8) -> bool = |byte| byte.is_ascii_digit();
    // Only as far as a head can reach: a run of blanks or digits is not searched.
    let near = &before[before.len().saturating_sub(64)..];
    let generation = &near[..skip(near, is_blank)];
    let between = &generation[..skip(generation, digit)];
    let number = &between[..skip(between, is_blank)];
    generation.len() > between.len() && between.len() > number.len() && number.last().is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::print::budget::one_call;
    use lopdf::content::Content;

    #[test]
    fn the_pieces_together_equal_the_whole() {
        let operation = b"q BT /F1 9 Tf (a \\) ( q ) b) Tj [(x) -3 <0a>] TJ ET % Q\n<< /q [ /Q ] >> BDC true ri\nBI /W 1 ID \xff q EI\x00Q Q\n EI Q ";
        let content = operation.repeat(2000);
        let (mut count, mut pieces_seen) = (0, 0);
        pieces(&content, |piece| {
            pieces_seen += 1;
            count += Content::decode(piece).unwrap().operations.len();
            Ok(())
        })
        .unwrap();
        assert!(pieces_seen > 2, "{pieces_seen}");
        assert_eq!(count, Content::decode(&content).unwrap().operations.len());
    }

    #[test]
    fn states_left_open_are_counted_where_they_are_operators() {
        for (content, open) in
            [(&b"q q Q"[..], 1), (b"(q) Tj /q gs [(q)] TJ q", 1), (b"Q Q q", 1), (b"", 0), (b"% q\nq(q", 1)]
        {
            assert_eq!(unclosed(content), open, "{}", String::from_utf8_lossy(content));
        }
        assert_eq!(unclosed(&b"q ".repeat(1 << 20)), 1 << 20);
    }

    #[test]
    fn an_object_of_endless_parts_is_refused_before_it_is_read() {
        let refused = |file: &[u8]| one_call("/pdf", || objects_are_small(file)).err().map(|e| e.kind);
        let zeros = b"0 ".repeat(MOST_PARTS);
        let file = |head: &str| [head.as_bytes(), &zeros, b"0] endobj"].concat();
        assert_eq!(refused(&file("1 0 obj [")), Some(ErrorKind::Limit));
        assert_eq!(refused(&file("1 0 obj (stream) [")), Some(ErrorKind::Limit));
        assert_eq!(refused(&file("1 0 obj << /Length 9 >> stream\n")), None, "a stream's bytes are no parts");
        assert_eq!(refused(&file("some obj [")), None, "no head of an object");
        assert_eq!(
            refused(&b"1 0 obj (".repeat(1 << 14)),
            Some(ErrorKind::Limit),
            "each in the text of the one before"
        );
    }
}
