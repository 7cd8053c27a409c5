//! Files looked at as they are, without bills: whether one is a table, and its rows.

use super::cell::TableRecord;
use super::reader::RowReader;
use super::source::{FileShape, TableSource};
use super::text::{self, TextTable};
use super::workbook::Workbook;
use super::{TableReading, dbf, limits};
use crate::error::Result;
use std::ops::ControlFlow;

/// Whether a file is a table, by its first bytes; of a text by its ending, too, so that a broken document stays one.
pub fn is_table(path: &std::path::Path) -> bool {
    let endings = ["csv", "tsv", "tab", "txt", "prn", "dat", "xml"];
    let named = path.extension().is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)));
    match TableSource::of_path(path).and_then(|source| source.shape()) {
        Ok(FileShape::Zip | FileShape::Compound | FileShape::Dbf) => true,
        Ok(FileShape::Text | FileShape::Xml) => named,
        Ok(FileShape::Json) | Err(_) => false,
    }
}

/// Each row of a table as it stands, from its sheet.
pub fn each_row(
    path: &std::path::Path,
    read: &TableReading,
    take: &mut dyn FnMut(TableRecord) -> Result<()>,
) -> Result<()> {
    let source = TableSource::of_path(path)?;
    let mut reader = match source.shape()? {
        FileShape::Zip | FileShape::Compound => RowReader::Book(Box::new(Workbook::open(&source)?)),
        FileShape::Dbf => RowReader::Dbf(dbf::Dbf::open(source.clone(), None)?),
        FileShape::Text | FileShape::Json => {
            let mut text = TextTable::open(source.clone(), read.encoding.as_deref())?;
            text.delimiter = read.delimiter.or(text.delimiter);
            RowReader::Text(text)
        }
        FileShape::Xml => RowReader::Tally,
    };
    reader.each(read.sheet.as_deref(), &mut |row| take(row).map(ControlFlow::Continue))
}

/// All rows of a small table beside the bills; its headings are the first of them.
pub fn rows_of_file(path: &std::path::Path) -> Result<Vec<TableRecord>> {
    let source = TableSource::of_path(path)?;
    let mut reader = match source.shape()? {
        FileShape::Zip | FileShape::Compound => RowReader::Book(Box::new(Workbook::open(&source)?)),
        FileShape::Dbf => RowReader::Dbf(dbf::Dbf::open(source.clone(), None)?),
        FileShape::Text | FileShape::Xml | FileShape::Json => RowReader::Text(TextTable::open(source.clone(), None)?),
    };
    let sheet = match &reader {
        RowReader::Book(book) => book.sheets.first().map(|sheet| sheet.name.clone()),
        RowReader::Text(_) | RowReader::Dbf(_) | RowReader::Rows(_) | RowReader::Tally => None,
    };
    if let RowReader::Text(text) = &mut reader {
        // The sign that cuts the first line into most values.
        let mut most = (0, ',');
        for sign in text::DELIMITERS {
            text.delimiter = Some(sign);
            let mut cells = 0;
            text.each(&mut |row| {
                cells = row.filled().count();
                Ok(if cells == 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            if cells > most.0 {
                most = (cells, sign);
            }
        }
        text.delimiter = Some(most.1);
    }
    let mut rows: Vec<TableRecord> = Vec::new();
    reader.each(sheet.as_deref(), &mut |row| {
        if !row.is_blank() {
            rows.push(row);
        }
        if rows.len() as u64 > limits::HELD {
            Err(limits::too_many(limits::HELD))
        } else {
            Ok(ControlFlow::Continue(()))
        }
    })?;
    Ok(rows)
}
