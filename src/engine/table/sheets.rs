//! A workbook of the portal's, as texts.

use crate::error::Result;
use crate::law::reconcile::sheets::SheetTexts;
use crate::table::{TableSource, Workbook};
use std::ops::ControlFlow;

/// The portal's sheets have some twenty columns.
const COLUMNS: usize = 100;

/// The sheets of a workbook, each cell as it is shown.
pub fn sheets(bytes: Vec<u8>, name: &str) -> Result<Vec<SheetTexts>> {
    let mut book = Workbook::open(&TableSource::of_bytes(bytes, name))?;
    let names: Vec<String> = book.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let read = |name: String| {
        let mut rows = Vec::new();
        book.each(&name, &mut |row| {
            let mut cells = Vec::new();
            for (column, cell) in
                row.filled().map(|(column, cell)| (column as usize, cell)).filter(|(c, _)| *c < COLUMNS)
            {
                cells.resize(column, String::new());
                cells.push(cell.text().into_owned());
            }
            rows.push((row.number, cells));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(SheetTexts { name, rows })
    };
    names.into_iter().map(read).collect()
}
