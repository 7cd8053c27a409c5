//! Cells and rows, whatever program wrote them.

use crate::calendar::Day;
use crate::normalize::InputValue;
use std::borrow::Cow;

/// What a cell of a spreadsheet holds, owned.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A double, in the shortest text that stands for it.
    Binary(String),
    /// A decimal as it is written.
    Exact(String),
    /// A date cell.
    Day(Day),
    /// Yes or no.
    Flag(bool),
    /// An error of the spreadsheet's: `#N/A`.
    Error(String),
    /// A formula that was never worked out.
    NoValue,
}

/// A cell as it is looked at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum CellView<'r> {
    /// Nothing, or blanks alone.
    Blank,
    /// A text.
    Text(&'r str),
    /// A double.
    Binary(&'r str),
    /// A decimal as it is written.
    Exact(&'r str),
    /// A date cell.
    Day(Day),
    /// Yes or no.
    Flag(bool),
    /// An error of the spreadsheet's.
    Error(&'r str),
    /// A formula that was never worked out.
    NoValue,
}

/// A row, or a record of a text file.
#[derive(Clone, Debug)]
pub struct TableRecord {
    /// As the program shows it, from 1.
    pub number: u64,
    /// The line of the file that it begins in, where that is another number.
    pub line: Option<u64>,
    cells: RecordCells,
}

#[derive(Clone, Debug)]
enum RecordCells {
    Text(csv::StringRecord),
    Typed(Vec<(u32, Cell)>),
}

impl TableRecord {
    /// A record of a text file.
    pub fn of_text(number: u64, line: u64, record: csv::StringRecord) -> TableRecord {
        TableRecord { number, line: (line != number).then_some(line), cells: RecordCells::Text(record) }
    }

    /// A row of typed cells, each with its column, in the order of columns.
    pub fn typed(number: u64, cells: Vec<(u32, Cell)>) -> TableRecord {
        TableRecord { number, line: None, cells: RecordCells::Typed(cells) }
    }

    /// The same with its columns further on.
    pub fn shifted(&self, by: u32) -> TableRecord {
        let cells = self.filled().map(|(column, cell)| (column + by, Cell::Text(cell.text().into_owned())));
        TableRecord { cells: RecordCells::Typed(cells.collect()), ..*self }
    }

    /// What stands in a column, from 0.
    pub fn get(&self, column: u32) -> CellView<'_> {
        match &self.cells {
            RecordCells::Text(record) => record.get(column as usize).map_or(CellView::Blank, seen_text),
            RecordCells::Typed(cells) => match cells.binary_search_by_key(&column, |cell| cell.0) {
                Ok(found) => seen(&cells[found].1),
                Err(_) => CellView::Blank,
            },
        }
    }

    /// The cells that aren't blank.
    pub fn filled(&self) -> impl Iterator<Item = (u32, CellView<'_>)> {
        let (record, cells) = match &self.cells {
            RecordCells::Text(record) => (Some(record), None),
            RecordCells::Typed(cells) => (None, Some(cells)),
        };
        let texts =
            record.into_iter().flat_map(|record| (0..).zip(record).map(|(column, text)| (column, seen_text(text))));
        let typed = cells.into_iter().flatten().map(|(column, cell)| (*column, seen(cell)));
        texts.chain(typed).filter(|(_, cell)| *cell != CellView::Blank)
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }
}

fn seen_text(text: &str) -> CellView<'_> {
    if is_blank(text) { CellView::Blank } else { CellView::Text(text) }
}

fn seen(cell: &Cell) -> CellView<'_> {
    match cell {
        Cell::Text(text) => seen_text(text),
        Cell::Binary(text) => CellView::Binary(text),
        Cell::Exact(text) => CellView::Exact(text),
        Cell::Day(day) => CellView::Day(*day),
        Cell::Flag(flag) => CellView::Flag(*flag),
        Cell::Error(text) => CellView::Error(text),
        Cell::NoValue => CellView::NoValue,
    }
}

/// Whether only blanks and invisible characters stand there.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// A blank or an invisible character.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}' | '\0')
}

impl<'r> CellView<'r> {
    /// As a bill takes it.
    pub fn value(self) -> InputValue<'r> {
        match self {
            CellView::Blank | CellView::Error(_) | CellView::NoValue => InputValue::Blank,
            CellView::Text(text) => InputValue::Text(Cow::Borrowed(text)),
            CellView::Binary(text) => InputValue::Binary(Cow::Borrowed(text)),
            CellView::Exact(text) => InputValue::Number(Cow::Borrowed(text)),
            CellView::Day(day) => InputValue::Day(day),
            CellView::Flag(flag) => InputValue::Flag(flag),
        }
    }

    /// As text, without blanks around it; empty where nothing stands.
    pub fn text(self) -> Cow<'r, str> {
        match self {
            CellView::Blank | CellView::NoValue => Cow::Borrowed(""),
            CellView::Text(text) | CellView::Binary(text) | CellView::Exact(text) | CellView::Error(text) => {
                Cow::Borrowed(text.trim_matches(is_space))
            }
            CellView::Day(day) => Cow::Owned(day.iso()),
            CellView::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
        }
    }
}
