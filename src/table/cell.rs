//! Cells and rows, whatever program wrote them.

use crate::calendar::Day;
use crate::normalize::Value;
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
pub enum Seen<'r> {
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
pub struct Row {
    /// As the program shows it, from 1.
    pub number: u64,
    /// The line of the file that it begins in, where that is another number.
    pub line: Option<u64>,
    cells: Cells,
}

#[derive(Clone, Debug)]
enum Cells {
    Text(csv::StringRecord),
    Typed(Vec<(u32, Cell)>),
}

impl Row {
    /// A record of a text file.
    pub fn of_text(number: u64, line: u64, record: csv::StringRecord) -> Row {
        Row { number, line: (line != number).then_some(line), cells: Cells::Text(record) }
    }

    /// A row of typed cells, each with its column, in the order of columns.
    pub fn typed(number: u64, cells: Vec<(u32, Cell)>) -> Row {
        Row { number, line: None, cells: Cells::Typed(cells) }
    }

    /// The same with its columns further on.
    pub fn shifted(&self, by: u32) -> Row {
        let cells = self.filled().map(|(column, cell)| (column + by, Cell::Text(cell.text().into_owned())));
        Row { cells: Cells::Typed(cells.collect()), ..*self }
    }

    /// What stands in a column, from 0.
    pub fn get(&self, column: u32) -> Seen<'_> {
        match &self.cells {
            Cells::Text(record) => record.get(column as usize).map_or(Seen::Blank, seen_text),
            Cells::Typed(cells) => match cells.binary_search_by_key(&column, |cell| cell.0) {
                Ok(found) => seen(&cells[found].1),
                Err(_) => Seen::Blank,
            },
        }
    }

    /// The cells that aren't blank.
    pub fn filled(&self) -> impl Iterator<Item = (u32, Seen<'_>)> {
        let (record, cells) = match &self.cells {
            Cells::Text(record) => (Some(record), None),
            Cells::Typed(cells) => (None, Some(cells)),
        };
        let texts =
            record.into_iter().flat_map(|record| (0..).zip(record).map(|(column, text)| (column, seen_text(text))));
        let typed = cells.into_iter().flatten().map(|(column, cell)| (*column, seen(cell)));
        texts.chain(typed).filter(|(_, cell)| *cell != Seen::Blank)
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }
}

fn seen_text(text: &str) -> Seen<'_> {
    if is_blank(text) { Seen::Blank } else { Seen::Text(text) }
}

fn seen(cell: &Cell) -> Seen<'_> {
    match cell {
        Cell::Text(text) => seen_text(text),
        Cell::Binary(text) => Seen::Binary(text),
        Cell::Exact(text) => Seen::Exact(text),
        Cell::Day(day) => Seen::Day(*day),
        Cell::Flag(flag) => Seen::Flag(*flag),
        Cell::Error(text) => Seen::Error(text),
        Cell::NoValue => Seen::NoValue,
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

impl<'r> Seen<'r> {
    /// As a bill takes it.
    pub fn value(self) -> Value<'r> {
        match self {
            Seen::Blank | Seen::Error(_) | Seen::NoValue => Value::Blank,
            Seen::Text(text) => Value::Text(Cow::Borrowed(text)),
            Seen::Binary(text) => Value::Binary(Cow::Borrowed(text)),
            Seen::Exact(text) => Value::Number(Cow::Borrowed(text)),
            Seen::Day(day) => Value::Day(day),
            Seen::Flag(flag) => Value::Flag(flag),
        }
    }

    /// As text, without blanks around it; empty where nothing stands.
    pub fn text(self) -> Cow<'r, str> {
        match self {
            Seen::Blank | Seen::NoValue => Cow::Borrowed(""),
            Seen::Text(text) | Seen::Binary(text) | Seen::Exact(text) | Seen::Error(text) => {
                Cow::Borrowed(text.trim_matches(is_space))
            }
            Seen::Day(day) => Cow::Owned(day.iso()),
            Seen::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
        }
    }
}
