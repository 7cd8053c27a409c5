//! Tally's XML, voucher by voucher. It isn't XML to the letter: it refers to characters that XML doesn't have.

use super::super::limits;
use super::super::source::{TableSource, unreadable};
use super::super::text::detected;
use crate::error::{Error, ErrorKind, Result};
use encoding_rs_io::DecodeReaderBytesBuilder;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

/// An element: its name in capitals, its own text, and what lies in it.
#[derive(Clone, Debug, Default)]
pub struct TallyElement {
    /// The tag.
    pub name: String,
    /// Its text, without the blanks around it.
    pub text: String,
    /// The elements in it.
    pub inside: Vec<TallyElement>,
}

/// Elements of a voucher at most, how deep they lie, and bytes between two tags.
const NODES: usize = 1_000_000;
const DEPTH: usize = 64;
const BETWEEN: usize = 1 << 20;

impl TallyElement {
    /// The elements in it with a name.
    pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n TallyElement> {
        self.inside.iter().filter(move |node| node.name == name)
    }

    /// The text of the first of them that has one.
    pub fn text_of<'n>(&'n self, name: &str) -> Option<&'n str> {
        self.inside.iter().filter(|node| node.name == name).map(|node| node.text.as_str()).find(|text| !text.is_empty())
    }
}

/// Gives each voucher of a file, and how many there were; and the encoding of the file.
pub fn each(source: &TableSource, take: &mut dyn FnMut(u64, TallyElement) -> Result<ControlFlow<()>>) -> Result<u64> {
    let encoding = detected(source)?;
    let bytes = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(source.open()?);
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, TagCheck { bytes, since: 0, head: true }));
    let config = reader.config_mut();
    (config.allow_dangling_amp, config.allow_unmatched_ends, config.check_end_names) = (true, true, false);
    let mut scan = Scan { open: Vec::new(), nodes: 0, vouchers: 0 };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| scan.wrong(source, &e))?;
        match event {
            Event::Start(tag) => scan.open(tag.name().as_ref(), &attribute(tag.attributes_raw()))?,
            Event::Empty(tag) => {
                scan.open(tag.name().as_ref(), &attribute(tag.attributes_raw()))?;
                if let Some(voucher) = scan.close(tag.name().as_ref())
                    && take(scan.vouchers, voucher)?.is_break()
                {
                    return Ok(scan.vouchers);
                }
            }
            Event::End(tag) => {
                if let Some(voucher) = scan.close(tag.name().as_ref())
                    && take(scan.vouchers, voucher)?.is_break()
                {
                    return Ok(scan.vouchers);
                }
            }
            Event::Text(text) => scan.text(&text),
            Event::CData(text) => scan.text(&text),
            Event::GeneralRef(name) => scan.reference(&name, source)?,
            Event::DocType(_) => {
                return Err(Error::new(
                    ErrorKind::Arg,
                    format!("{} declares a document type, which isn't read", source.name),
                )
                .fix("export it from Tally once more"));
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    match scan.open.is_empty() {
        true => Ok(scan.vouchers),
        false => Err(Error::new(ErrorKind::Arg, format!("{} breaks off in voucher {}", source.name, scan.vouchers))
            .fix("export it once more")),
    }
}

struct Scan {
    /// The voucher being read, and the way down to where the reader is.
    open: Vec<TallyElement>,
    nodes: usize,
    vouchers: u64,
}

impl Scan {
    fn open(&mut self, name: &str, kind: &str) -> Result<()> {
        let name = name.to_ascii_uppercase();
        if self.open.is_empty() {
            if name != "VOUCHER" {
                return Ok(());
            }
            self.vouchers += 1;
            self.nodes = 0;
            if self.vouchers > limits::ROWS {
                return Err(limits::too_many(limits::ROWS));
            }
        }
        self.nodes += 1;
        if self.open.len() >= DEPTH || self.nodes > NODES {
            return Err(limits::beyond(
                format!("voucher {} is too deep or too long", self.vouchers),
                "export it once more; a voucher has no more than 10000 lines",
            ));
        }
        let mut node = TallyElement { name, ..TallyElement::default() };
        if self.open.is_empty() && !kind.is_empty() {
            node.inside.push(TallyElement { name: "VCHTYPE".to_owned(), text: kind.to_owned(), inside: Vec::new() });
        }
        self.open.push(node);
        Ok(())
    }

    /// Ends an element; gives the voucher when it is whole.
    fn close(&mut self, name: &str) -> Option<TallyElement> {
        // An end without a beginning is passed over; a beginning without its end ends with what it lies in.
        let depth = self.open.iter().rposition(|node| node.name.eq_ignore_ascii_case(name))?;
        while self.open.len() > depth {
            let mut node = self.open.pop()?;
            node.text.truncate(node.text.trim_end().len());
            node.text.drain(..node.text.len() - node.text.trim_start().len());
            match self.open.last_mut() {
                Some(holder) => holder.inside.push(node),
                None => return Some(node),
            }
        }
        None
    }

    fn text(&mut self, text: &str) {
        if let Some(node) = self.open.last_mut() {
            node.text.extend(text.chars().filter(|c| !is_illegal(*c)));
        }
    }

    fn reference(&mut self, name: &str, source: &TableSource) -> Result<()> {
        let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
        let character = match (name, number) {
            ("amp", _) => Some('&'),
            ("lt", _) => Some('<'),
            ("gt", _) => Some('>'),
            ("quot", _) => Some('"'),
            ("apos", _) => Some('\''),
            ("nbsp", _) => Some('\u{a0}'),
            (_, Some(number)) => char::from_u32(number).filter(|c| !is_illegal(*c)),
            _ => {
                return Err(Error::new(
                    ErrorKind::Arg,
                    format!("{} refers to &{name};, which isn't read", source.name),
                )
                .fix("export it from Tally once more"));
            }
        };
        if let (Some(node), Some(character)) = (self.open.last_mut(), character) {
            node.text.push(character);
        }
        Ok(())
    }

    fn wrong(&self, source: &TableSource, e: &quick_xml::Error) -> Error {
        match e {
            quick_xml::Error::Io(e) => unreadable(&source.name, e),
            _ => Error::new(
                ErrorKind::Arg,
                format!("{} can't be read on after {} vouchers: {e}", source.name, self.vouchers),
            )
            .fix("export it once more"),
        }
    }
}

/// A character that XML doesn't have; Tally writes 4 and 5.
fn is_illegal(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// The kind of voucher among the attributes of its tag.
fn attribute(raw: &str) -> String {
    let upper = raw.to_ascii_uppercase();
    let Some(at) = upper.find("VCHTYPE=") else { return String::new() };
    let rest = &raw[at + 8..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'')).unwrap_or('"');
    rest.trim_start_matches(quote).split(quote).next().unwrap_or_default().replace("&amp;", "&").trim().to_owned()
}

/// Refuses a file that isn't cut up by tags, and takes off a declaration of an encoding that it no longer has.
struct TagCheck<R> {
    bytes: R,
    since: usize,
    head: bool,
}

impl<R: Read> Read for TagCheck<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        if std::mem::take(&mut self.head) {
            let begins = buffer[..read].iter().position(|byte| *byte == b'<').unwrap_or(read);
            if buffer[begins..read].starts_with(b"<?xml")
                && let Some(end) = buffer[begins..read].windows(2).position(|pair| pair == b"?>")
            {
                buffer[begins..begins + end + 2].fill(b' ');
            }
        }
        for byte in &buffer[..read] {
            self.since = if *byte == b'>' { 0 } else { self.since + 1 };
            if self.since > BETWEEN {
                return Err(std::io::Error::new(
                    std::io::ErrorKind::FileTooLarge,
                    "more than 1 MiB lies between two tags",
                ));
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vouchers(text: &str) -> Result<Vec<TallyElement>> {
        let mut out = Vec::new();
        each(&TableSource::of_bytes(text.as_bytes(), "t.xml"), &mut |_, voucher| {
            out.push(voucher);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(out)
    }

    #[test]
    fn what_no_parser_takes_is_read_all_the_same() {
        let found = vouchers("<?xml version=\"1.0\" encoding=\"UTF-16\"?><E><VOUCHER VCHTYPE=\"Sales &amp; more\"><A>&#4; Not \u{5}A &amp; B & C</A><B/><open>x</VOUCHER><voucher></voucher></E>").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text_of("A"), Some("Not A & B & C"));
        assert_eq!((found[0].text_of("OPEN"), found[0].text_of("VCHTYPE")), (Some("x"), Some("Sales & more")));
    }

    #[test]
    fn entities_document_types_depth_and_ends_that_never_come_are_errors() {
        let deep = format!("<VOUCHER>{}", "<A>".repeat(100));
        let long = format!("<VOUCHER><A>{}", "x".repeat(BETWEEN + 10));
        for (text, kind) in [
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><VOUCHER></VOUCHER>", ErrorKind::Arg),
            ("<VOUCHER>&b;</VOUCHER>", ErrorKind::Arg),
            ("<VOUCHER><A>", ErrorKind::Arg),
            (&deep, ErrorKind::Limit),
            (&long, ErrorKind::Limit),
        ] {
            assert_eq!(vouchers(text).unwrap_err().kind, kind, "{}", &text[..text.len().min(60)]);
        }
    }
}
