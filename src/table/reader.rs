//! One reader for each kind of table.

use super::cell::TableRecord;
use super::text::{self, TextTable};
use super::workbook::Workbook;
use super::{dbf, layout};
use crate::error::Result;
use std::ops::ControlFlow;
use std::sync::Arc;

/// What gives the rows of a table.
pub enum RowReader {
    /// Text.
    Text(TextTable),
    /// A workbook.
    Book(Box<Workbook>),
    /// A dBase table.
    Dbf(dbf::Dbf),
    /// Rows of a program.
    Rows(Arc<[TableRecord]>),
    /// Vouchers, which are no rows.
    Tally,
}

impl RowReader {
    /// Each row of a sheet.
    pub fn each(&mut self, sheet: Option<&str>, take: &mut text::Take<'_>) -> Result<()> {
        match self {
            RowReader::Text(text) => text.each(take),
            RowReader::Book(book) => book.each(sheet.unwrap_or_default(), take),
            RowReader::Dbf(table) => table.each(take),
            RowReader::Rows(rows) => {
                for row in rows.iter() {
                    if take(row.clone())?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            RowReader::Tally => Ok(()),
        }
    }

    /// The first rows.
    pub fn head(&mut self, sheet: Option<&str>) -> Result<Vec<TableRecord>> {
        let mut rows = Vec::new();
        self.each(sheet, &mut |row| {
            rows.push(row);
            Ok(if rows.len() > layout::LOOKED_AT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(rows)
    }
}
