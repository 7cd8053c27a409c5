//! Columns of days: which of them can be read.

use super::cell::{CellView, TableRecord};
use crate::normalize::tables as rules;

/// What stands in a column of days.
#[derive(Default)]
pub struct Days {
    cell: Option<(u64, String)>,
    text: Option<(u64, String)>,
    month_first: Option<(u64, String)>,
}

impl Days {
    /// Looks at a cell of the column.
    pub fn see(&mut self, row: &TableRecord, column: u32) {
        match row.get(column) {
            CellView::Day(_) => {
                self.cell.get_or_insert_with(|| (row.number, row.get(column).text().into_owned()));
            }
            CellView::Text(text) => {
                let Some((first, second)) = ordered(text) else { return };
                let here = || (row.number, text.trim().to_owned());
                self.text.get_or_insert_with(here);
                if first <= 12 && second > 12 && second <= 31 {
                    self.month_first.get_or_insert_with(here);
                }
            }
            CellView::Blank
            | CellView::Binary(_)
            | CellView::Exact(_)
            | CellView::Flag(_)
            | CellView::Error(_)
            | CellView::NoValue => {}
        }
    }

    /// The rule that is broken, and the first cell that shows it.
    pub fn verdict(self) -> Option<(&'static crate::finding::Rule, u64, String)> {
        match (self.month_first, self.cell, self.text) {
            (Some((row, text)), ..) => Some((&rules::MONTH_FIRST, row, text)),
            (None, Some(_), Some((row, text))) => Some((&rules::DATES_SWAPPED, row, text)),
            _ => None,
        }
    }
}

/// The first two numbers of a day that is written in numbers, the year last.
fn ordered(text: &str) -> Option<(u32, u32)> {
    let date = text.trim().split([' ', 'T']).next()?;
    let mut parts = date.split(['/', '-', '.']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|c| c.is_ascii_digit());
    (is_short(first) && is_short(second) && is_year && parts.next().is_none()).then_some(())?;
    Some((first.parse().ok()?, second.parse().ok()?))
}
