//! Text: values with a sign between them, or in fixed widths, in whatever encoding.

use super::cell::TableRecord;
use super::limits;
use super::source::{Bytewise, TableSource, unreadable};
use crate::error::{Error, ErrorKind, Result};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// The signs that may stand between values.
pub const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// What each row of a table is given to.
pub type Take<'f> = dyn FnMut(TableRecord) -> Result<ControlFlow<()>> + 'f;

/// A text file.
#[derive(Debug)]
pub struct TextTable {
    source: TableSource,
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// The sign between its values; none where they have fixed widths.
    pub delimiter: Option<char>,
    /// First character, from 0, and length of each value in fixed widths.
    widths: Vec<(usize, usize)>,
}

impl TextTable {
    /// A text file with a delimiter that is still to be found.
    pub fn open(source: TableSource, encoding: Option<&str>) -> Result<TextTable> {
        let encoding = match encoding {
            Some(name) => Encoding::for_label(name.as_bytes()).ok_or_else(|| {
                Error::new(ErrorKind::Arg, format!("there is no encoding \"{name}\""))
                    .at("/map/encoding")
                    .fix("utf-8, utf-16le or windows-1252, for example")
            })?,
            None => detected(&source)?,
        };
        Ok(TextTable { source, encoding, delimiter: Some(','), widths: Vec::new() })
    }

    /// The same in fixed widths: first character, from 1, and length.
    pub fn fixed(self, positions: impl Iterator<Item = (u32, u32)>) -> TextTable {
        let widths = positions.map(|(first, length)| (first.saturating_sub(1) as usize, length as usize)).collect();
        TextTable { delimiter: None, widths, ..self }
    }

    /// What it is read from.
    pub fn source(&self) -> &TableSource {
        &self.source
    }

    /// The encoding's name, in small letters.
    pub fn encoding_name(&self) -> String {
        self.encoding.name().to_ascii_lowercase()
    }

    fn decoded(&self) -> Result<impl Read> {
        let bytes: Box<dyn Bytewise> = self.source.open()?;
        Ok(DecodeReaderBytesBuilder::new().encoding(Some(self.encoding)).bom_override(true).build(bytes))
    }

    /// Each record.
    pub fn each(&self, take: &mut Take<'_>) -> Result<()> {
        match self.delimiter {
            Some(delimiter) => self.records(delimiter, take),
            None => self.lines(take),
        }
    }

    fn records(&self, delimiter: char, take: &mut Take<'_>) -> Result<()> {
        // A last line without its end gets one, so that lines can be counted.
        let bytes = self.decoded()?.chain(&b"\n"[..]);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter as u8)
            .buffer_capacity(1 << 16)
            .from_reader(LineEnds { bytes, since: 0, quoted: false, after_return: false });
        let (mut number, mut record) = (0, csv::StringRecord::new());
        loop {
            let before = reader.position().line();
            let more = reader.read_record(&mut record).map_err(|e| self.broken(e, number + 1))?;
            if !more {
                return Ok(());
            }
            // The reader passes over empty lines; here they are records, as a spreadsheet shows them.
            let breaks: usize = record.iter().map(|text| text.bytes().filter(|byte| *byte == b'\n').count()).sum();
            let empty = (reader.position().line() - before).saturating_sub(breaks as u64 + 1);
            number += 1 + empty;
            self.checked(&record, number)?;
            if take(TableRecord::of_text(number, before + empty, std::mem::take(&mut record)))?.is_break() {
                return Ok(());
            }
        }
    }

    fn checked(&self, record: &csv::StringRecord, number: u64) -> Result<()> {
        if record.len() > limits::COLUMNS as usize {
            return Err(limits::wide_row(number));
        }
        match (0..).zip(record).find(|(_, text)| text.len() > limits::CELL) {
            Some((column, _)) => Err(limits::long_cell(number, column)),
            None => Ok(()),
        }
    }

    fn broken(&self, e: csv::Error, record: u64) -> Error {
        match e.into_kind() {
            csv::ErrorKind::Io(e) => unreadable(&self.source.name, &e),
            _ => Error::new(
                ErrorKind::Arg,
                format!("{}: record {record} can't be read in {}", self.source.name, self.encoding_name()),
            )
            .fix("say the encoding in the map"),
        }
    }

    fn lines(&self, take: &mut Take<'_>) -> Result<()> {
        let mut reader = BufReader::with_capacity(1 << 16, self.decoded()?);
        let (mut number, mut line) = (0, Vec::new());
        loop {
            line.clear();
            let most = (limits::CELL * 4) as u64;
            let read =
                (&mut reader).take(most).read_until(b'\n', &mut line).map_err(|e| unreadable(&self.source.name, &e))?;
            if read == 0 {
                return Ok(());
            }
            number += 1;
            if read as u64 == most {
                return Err(limits::beyond(
                    format!("line {number} has more than {most} bytes"),
                    "a table in fixed widths has shorter lines",
                ));
            }
            // A decoder's output is UTF-8, but for a file that says so and isn't.
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\r', '\n', '\u{1a}']);
            let cells =
                self.widths.iter().map(|(first, length)| text.chars().skip(*first).take(*length).collect::<String>());
            let record: csv::StringRecord = cells.collect();
            if take(TableRecord::of_text(number, number, record))?.is_break() {
                return Ok(());
            }
        }
    }
}

/// Ends every line with a line feed alone, so that lines can be counted; and refuses what would make a record of any length:
/// a quote that is left open, or no line end at all.
struct LineEnds<R> {
    bytes: R,
    since: usize,
    quoted: bool,
    after_return: bool,
}

/// Bytes of a record at most.
const RECORD: usize = 8 << 20;

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let read = self.bytes.read(buffer)?;
            let mut kept = 0;
            for at in 0..read {
                let byte = buffer[at];
                let is_second = std::mem::replace(&mut self.after_return, byte == b'\r') && byte == b'\n';
                if is_second {
                    continue;
                }
                let byte = if byte == b'\r' { b'\n' } else { byte };
                self.quoted ^= byte == b'"';
                self.since = if byte == b'\n' && !self.quoted { 0 } else { self.since + 1 };
                if self.since > RECORD {
                    let what = "a record has more than 8 MiB; is a quote left open?";
                    return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, what));
                }
                buffer[kept] = byte;
                kept += 1;
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// The encoding of a file: its byte-order mark; else UTF-16 by its zero bytes; else UTF-8 where that fits; else windows-1252.
pub fn detected(source: &TableSource) -> Result<&'static Encoding> {
    let head = source.head(4096)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(encoding);
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = head.len() / 2;
    match (even, odd) {
        (0, 0) => {}
        _ if odd * 10 > most * 4 && even * 10 < most => return Ok(UTF_16LE),
        _ if even * 10 > most * 4 && odd * 10 < most => return Ok(UTF_16BE),
        // A NUL here and there is a fault of its row.
        _ if even + odd <= 1 + head.len() / 200 => {}
        _ => {
            return Err(Error::new(
                ErrorKind::Arg,
                format!("{} is neither text nor a table of a known kind", source.name),
            )
            .fix("give CSV or other text, XLSX, XLS, XLSB, ODS, DBF, Tally's XML, or JSON"));
        }
    }
    Ok(if is_utf8(source)? { UTF_8 } else { WINDOWS_1252 })
}

/// Whether a file is UTF-8 to its end.
fn is_utf8(source: &TableSource) -> Result<bool> {
    let mut reader = source.open()?;
    let (mut chunk, mut kept) = (vec![0; 1 << 16], 0);
    loop {
        let read = reader.read(&mut chunk[kept..]).map_err(|e| unreadable(&source.name, &e))?;
        if read == 0 {
            return Ok(kept == 0);
        }
        let whole = kept + read;
        kept = match simdutf8::compat::from_utf8(&chunk[..whole]) {
            Ok(_) => 0,
            // A character that breaks off at the end of the chunk.
            Err(e) if e.error_len().is_none() => whole - e.valid_up_to(),
            Err(_) => return Ok(false),
        };
        chunk.copy_within(whole - kept..whole, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell::CellView;
    use super::*;

    /// A record: its number, its line, its values.
    type Record = (u64, Option<u64>, Vec<String>);

    fn rows(bytes: &[u8], delimiter: char) -> (String, Vec<Record>) {
        let mut text = TextTable::open(TableSource::of_bytes(bytes.to_vec(), "t"), None).unwrap();
        text.delimiter = Some(delimiter);
        let mut out = Vec::new();
        text.each(&mut |row| {
            out.push((row.number, row.line, row.filled().map(|(_, cell)| cell.text().into_owned()).collect()));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        (text.encoding_name(), out)
    }

    #[test]
    fn records_are_counted_as_a_spreadsheet_shows_them_and_lines_as_an_editor_does() {
        let (encoding, rows) = rows(b"title\n\na,b\n\"x\ny\",1\r\n\r\nz,2", ',');
        let texts = |row: &[&str]| row.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(encoding, "utf-8");
        assert_eq!(
            rows,
            [
                (1, None, texts(&["title"])),
                (3, None, texts(&["a", "b"])),
                (4, None, texts(&["x\ny", "1"])),
                (6, Some(7), texts(&["z", "2"])),
            ]
        );
    }

    #[test]
    fn encodings_are_found_by_their_bytes() {
        let utf16: Vec<u8> = "naïve;ok\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding, first) in [
            (&b"\xef\xbb\xbfna\xc3\xafve;ok\n"[..], "utf-8", "naïve"),
            (b"na\xefve;ok\n", "windows-1252", "naïve"),
            (&utf16, "utf-16le", "naïve"),
        ] {
            let (name, rows) = rows(bytes, ';');
            assert_eq!((name.as_str(), rows[0].2[0].as_str()), (encoding, first));
        }
        assert_eq!(
            detected(&TableSource::of_bytes(vec![0, 1, 2, 0, 0, 9, 0, 0], "t")).unwrap_err().kind,
            ErrorKind::Arg
        );
    }

    #[test]
    fn fixed_widths_count_characters() {
        let text = TextTable::open(TableSource::of_bytes("é1  A-1  \nx".as_bytes(), "t"), None)
            .unwrap()
            .fixed([(1, 4), (5, 5)].into_iter());
        let mut out = Vec::new();
        text.each(&mut |row| {
            out.push((row.get(0).text().into_owned(), row.get(1) == CellView::Blank));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        assert_eq!(out, [("é1".to_owned(), false), ("x".to_owned(), true)]);
    }

    #[test]
    fn a_quote_left_open_ends_before_it_fills_the_memory() {
        let mut bytes = b"a,b\n\"".to_vec();
        bytes.resize(RECORD + 100, b'x');
        let text = TextTable::open(TableSource::of_bytes(bytes, "t"), None).unwrap();
        let ended = text.each(&mut |_| Ok(ControlFlow::Continue(())));
        assert_eq!(ended.unwrap_err().kind, ErrorKind::Limit);
    }
}
