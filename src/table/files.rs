//! Files looked at as they are, without bills: whether one is a table, and its rows.

use super::cell::Row;
use super::reader::Reader;
use super::source::{Shape, Source};
use super::text::{self, Text};
use super::workbook::Workbook;
use super::{Read, dbf, limits};
use crate::error::Result;
use std::ops::ControlFlow;

/// Whether a file is a table, by its first bytes; of a text by its ending, too, so that a broken document stays one.
pub fn is_table(path: &std::path::Path) -> bool {
    let endings = ["csv", "tsv", "tab", "txt", "prn", "dat", "xml"];
    let named = path.extension().is_some_and(|own| endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)));
    match Source::of_path(path).and_then(|source| source.shape()) {
        Ok(Shape::Zip | Shape::Compound | Shape::Dbf) => true,
        Ok(Shape::Text | Shape::Xml) => named,
        Ok(Shape::Json) | Err(_) => false,
    }
}

/// Each row of a table as it stands, from its sheet.
pub fn each_row(path: &std::path::Path, read: &Read, take: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
    let source = Source::of_path(path)?;
    let mut reader = match source.shape()? {
        Shape::Zip | Shape::Compound => Reader::Book(Box::new(Workbook::open(&source)?)),
        Shape::Dbf => Reader::Dbf(dbf::Dbf::open(source.clone(), None)?),
        Shape::Text | Shape::Json => {
            let mut text = Text::open(source.clone(), read.encoding.as_deref())?;
            text.delimiter = read.delimiter.or(text.delimiter);
            Reader::Text(text)
        }
        Shape::Xml => Reader::Tally,
    };
    reader.each(read.sheet.as_deref(), &mut |row| take(row).map(ControlFlow::Continue))
}

/// All rows of a small table beside the bills; its headings are the first of them.
pub fn rows_of_file(path: &std::path::Path) -> Result<Vec<Row>> {
    let source = Source::of_path(path)?;
    let mut reader = match source.shape()? {
        Shape::Zip | Shape::Compound => Reader::Book(Box::new(Workbook::open(&source)?)),
        Shape::Dbf => Reader::Dbf(dbf::Dbf::open(source.clone(), None)?),
        Shape::Text | Shape::Xml | Shape::Json => Reader::Text(Text::open(source.clone(), None)?),
    };
    let sheet = match &reader {
        Reader::Book(book) => book.sheets.first().map(|sheet| sheet.name.clone()),
        Reader::Text(_) | Reader::Dbf(_) | Reader::Rows(_) | Reader::Tally => None,
    };
    if let Reader::Text(text) = &mut reader {
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
    let mut rows: Vec<Row> = Vec::new();
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
