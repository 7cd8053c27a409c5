//! Tables of dBase, FoxPro and Clipper.
//!
//! Read here and not by a crate: amounts stay the decimals that they are in the file, where the crate for it makes a float of
//! 24 bits of them.

use super::cell::{Cell, TableRecord};
use super::limits;
use super::source::{TableSource, unreadable};
use super::text::Take;
use crate::calendar::{Day, IstTime};
use crate::error::{Error, ErrorKind, Result};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::io::Read;

/// A table, its fields known.
#[derive(Debug)]
pub struct Dbf {
    source: TableSource,
    fields: Vec<DbfField>,
    records: u64,
    header: usize,
    width: usize,
    encoding: Option<&'static Encoding>,
}

#[derive(Debug)]
struct DbfField {
    name: String,
    kind: u8,
    first: usize,
    length: usize,
}

impl Dbf {
    /// Reads the fields of a table.
    pub fn open(source: TableSource, encoding: Option<&str>) -> Result<Dbf> {
        let head = source.head(64 << 10)?;
        let wrong = |what: &str| {
            Error::new(ErrorKind::Arg, format!("{} can't be read as DBF: {what}", source.name))
                .fix("export it once more, or as CSV")
        };
        let word =
            |at: usize| head.get(at..at + 2).map_or(0, |bytes| usize::from(u16::from_le_bytes([bytes[0], bytes[1]])));
        let records = head.get(4..8).map_or(0, |bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        let (header, width) = (word(8), word(10));
        let (mut fields, mut first) = (Vec::new(), 1);
        for field in head
            .get(32..header.min(head.len()))
            .unwrap_or_default()
            .chunks_exact(32)
            .take_while(|field| field[0] != 0x0d)
        {
            let name = field[..11].split(|byte| *byte == 0).next().unwrap_or_default();
            // A text of FoxPro's may be longer than a byte counts.
            let long = if field[11] == b'C' { usize::from(field[17]) << 8 } else { 0 };
            let length = usize::from(field[16]) + long;
            fields.push(DbfField {
                name: String::from_utf8_lossy(name).trim().to_owned(),
                kind: field[11],
                first,
                length,
            });
            first += length;
        }
        if fields.is_empty() || width < first || header < 33 {
            return Err(wrong("its header isn't whole"));
        }
        if u64::from(records) > limits::ROWS {
            return Err(limits::too_many(limits::ROWS));
        }
        let encoding = match encoding {
            Some(name) => Some(
                Encoding::for_label(name.as_bytes())
                    .ok_or_else(|| wrong("its encoding isn't known").at("/map/encoding"))?,
            ),
            None => None,
        };
        Ok(Dbf { fields, records: u64::from(records), header, width, encoding, source })
    }

    /// Each record. The first row is that of the names, so that a record has the number that a spreadsheet gives it.
    pub fn each(&self, take: &mut Take<'_>) -> Result<()> {
        let names = (0..).zip(&self.fields).map(|(column, field)| (column, Cell::Text(field.name.clone())));
        if take(TableRecord::typed(1, names.collect()))?.is_break() {
            return Ok(());
        }
        let mut reader = self.source.open()?;
        let failed = |e: std::io::Error| unreadable(&self.source.name, &e);
        reader.seek(std::io::SeekFrom::Start(self.header as u64)).map_err(failed)?;
        let mut record = vec![0; self.width];
        for number in 0..self.records {
            if let Err(e) = reader.read_exact(&mut record) {
                return Err(unreadable(&self.source.name, &e).fix("it breaks off; export it once more"));
            }
            // A star marks what was deleted.
            if record[0] == b'*' {
                continue;
            }
            let cells =
                (0..).zip(&self.fields).filter_map(|(column, field)| Some((column, self.cell(field, &record)?)));
            if take(TableRecord::typed(number + 2, cells.collect()))?.is_break() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn cell(&self, field: &DbfField, record: &[u8]) -> Option<Cell> {
        let bytes = record.get(field.first..field.first + field.length)?;
        let number = |bytes: &[u8]| i64::from_le_bytes(bytes.try_into().unwrap_or_default());
        match (field.kind, bytes.len()) {
            (b'C' | b'V', _) => {
                let text = self.text(bytes);
                let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
                (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
            }
            (b'N' | b'F', _) => {
                let text = self.text(bytes).trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned();
                (!text.is_empty()).then_some(text).map(|text| {
                    let is_number = text.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b'-'));
                    // The places are the field's, not the value's: 285.50 is 285.5.
                    let plain =
                        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
                    let plain = match plain.strip_prefix('.') {
                        Some(rest) => format!("0.{rest}"),
                        None => plain.replace("-.", "-0."),
                    };
                    if is_number {
                        Cell::Binary(if plain.is_empty() { "0".to_owned() } else { plain })
                    } else {
                        Cell::Text(text)
                    }
                })
            }
            (b'D', 8) => IstTime::parse(&format!(
                "{}-{}-{}",
                self.text(&bytes[..4]),
                self.text(&bytes[4..6]),
                self.text(&bytes[6..])
            ))
            .map(|moment| Cell::Day(moment.day())),
            (b'L', 1) => match bytes[0] {
                b'Y' | b'y' | b'T' | b't' => Some(Cell::Flag(true)),
                b'N' | b'n' | b'F' | b'f' => Some(Cell::Flag(false)),
                _ => None,
            },
            (b'I', 4) => Some(Cell::Binary(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).to_string())),
            // Money in ten-thousandths.
            (b'Y', 8) => {
                let amount = number(bytes);
                let sign = if amount < 0 { "-" } else { "" };
                let (whole, part) = (amount.unsigned_abs() / 10_000, amount.unsigned_abs() % 10_000);
                let text = format!("{sign}{whole}.{part:04}");
                Some(Cell::Binary(text.trim_end_matches('0').trim_end_matches('.').to_owned()))
            }
            (b'B', 8) => Some(f64::from_bits(number(bytes) as u64))
                .filter(|number| number.is_finite())
                .map(|number| Cell::Binary(format!("{number}"))),
            (b'T', 8) => {
                let julian = i64::from(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
                // 1970-01-01 is day 2,440,588 of that count.
                Day::new(1970, 1, 1)
                    .filter(|_| (2_000_000..4_000_000).contains(&julian))
                    .map(|first| Cell::Day(first.plus(julian - 2_440_588)))
            }
            // Memos lie in a file of their own, which isn't read.
            _ => None,
        }
    }

    fn text<'r>(&self, bytes: &'r [u8]) -> std::borrow::Cow<'r, str> {
        match self.encoding {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
            None if simdutf8::basic::from_utf8(bytes).is_ok() => UTF_8.decode_without_bom_handling(bytes).0,
            None => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell::CellView;
    use super::*;
    use std::ops::ControlFlow;

    /// A table with a field for each kind that bills have.
    pub(in super::super) fn table(records: &[(&str, &str, &str)]) -> Vec<u8> {
        let fields: [(&[u8], u8, u8, u8); 3] =
            [(b"BILL_NO", b'C', 10, 0), (b"BILL_DT", b'D', 8, 0), (b"AMOUNT", b'N', 12, 2)];
        let width: u16 = 1 + 10 + 8 + 12;
        let header: u16 = 32 + 3 * 32 + 1;
        let mut bytes = vec![3, 126, 11, 20];
        bytes.extend((records.len() as u32).to_le_bytes());
        bytes.extend(header.to_le_bytes());
        bytes.extend(width.to_le_bytes());
        bytes.resize(32, 0);
        for (name, kind, length, places) in fields {
            let mut field = name.to_vec();
            field.resize(11, 0);
            field.push(kind);
            field.resize(16, 0);
            field.extend([length, places]);
            field.resize(32, 0);
            bytes.extend(field);
        }
        bytes.push(13);
        for (number, day, amount) in records {
            bytes.extend(
                format!(
                    "{}{:<9}{day:<8}{amount:>12}",
                    if number.starts_with('*') { "*" } else { " " },
                    number.trim_start_matches('*')
                )
                .replacen(' ', " ", 1)
                .bytes()
                .take(1),
            );
            bytes.extend(format!("{:<10}{day:<8}{amount:>12}", number.trim_start_matches('*')).bytes());
        }
        bytes
    }

    #[test]
    fn amounts_stay_exact_and_deleted_records_are_passed_over() {
        let bytes = table(&[("B-1", "20261120", "16777217.05"), ("*B-2", "20261120", "1.00"), ("B-3", "", "-.50")]);
        let source = TableSource::of_bytes(bytes, "bills.dbf");
        assert_eq!(source.shape().unwrap(), super::super::source::FileShape::Dbf);
        let mut rows = Vec::new();
        Dbf::open(source, None)
            .unwrap()
            .each(&mut |row| {
                rows.push(row);
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!((rows[1].get(2), rows[2].get(2)), (CellView::Binary("16777217.05"), CellView::Binary("-0.5")));
        assert_eq!((rows[1].get(1), rows[2].get(1)), (CellView::Day(Day::new(2026, 11, 20).unwrap()), CellView::Blank));
        assert_eq!(rows[0].get(0), CellView::Text("BILL_NO"));
    }

    #[test]
    fn a_table_that_breaks_off_is_an_error() {
        let mut bytes = table(&[("B-1", "20261120", "1.00")]);
        bytes.truncate(bytes.len() - 3);
        let ended = Dbf::open(TableSource::of_bytes(bytes, "t.dbf"), None)
            .unwrap()
            .each(&mut |_| Ok(ControlFlow::Continue(())));
        assert_eq!(ended.unwrap_err().kind, ErrorKind::Arg);
    }
}
