//! Lists: aligned on a terminal, or as CSV, XLSX or a page to look at.

use crate::command::say::{columns, line, say, say_text};
use crate::command::speech::said;
use clap::Args;
use console::{measure_text_width, truncate_str};
use einv::error::{Error, ErrorKind, Result};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A column of at most this width is never cut: dates, kinds, states.
const SHORT: usize = 12;
/// The narrowest that another one is cut to.
const NARROW: usize = 6;

/// The form in which a list comes out.
#[derive(Args, Default, Clone)]
pub struct ListOutput {
    /// Print it as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Write it to a workbook
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    xlsx: Option<PathBuf>,
    /// Write over files that exist
    #[arg(long)]
    pub overwrite: bool,
}

impl ListOutput {
    /// Whether it goes to a file or another program.
    pub fn is_file(&self) -> bool {
        self.csv || self.xlsx.is_some()
    }
}

/// A column: its heading, and whether it holds amounts and counts.
#[derive(Clone, Copy)]
pub struct GridColumn {
    pub heading: &'static str,
    pub is_number: bool,
}

/// Texts.
pub const fn text(heading: &'static str) -> GridColumn {
    GridColumn { heading, is_number: false }
}

/// Amounts and counts.
pub const fn number(heading: &'static str) -> GridColumn {
    GridColumn { heading, is_number: true }
}

/// Rows under headings: the one form of every list that the command shows or writes.
pub struct ListGrid {
    pub columns: Vec<GridColumn>,
    pub rows: Vec<Vec<String>>,
}

impl ListGrid {
    pub fn new(columns: &[GridColumn]) -> ListGrid {
        ListGrid { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Prints it in the form asked for; `true` where it was printed for people, who may get more.
    pub fn put(&self, output: &ListOutput) -> Result<bool> {
        if output.csv {
            say_text!("{}", self.csv()?);
            return Ok(false);
        }
        if let Some(path) = &output.xlsx {
            self.save(path, output.overwrite)?;
            say!("{}", path.display());
            return Ok(false);
        }
        say_text!("{}", self.aligned(columns()));
        Ok(true)
    }

    /// Aligned columns; where they are wider than the terminal, the widest texts are cut.
    pub fn aligned(&self, width: Option<usize>) -> String {
        let headings: Vec<String> = self.columns.iter().map(|column| said(column.heading).into_owned()).collect();
        let shown = |text: &String, column: &GridColumn| if column.is_number { grouped(text) } else { line(text) };
        let rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.iter().zip(&self.columns).map(|(text, column)| shown(text, column)).collect())
            .collect();
        let mut widths: Vec<usize> = headings.iter().map(|text| measure_text_width(text)).collect();
        for row in &rows {
            for (width, text) in widths.iter_mut().zip(row) {
                *width = (*width).max(measure_text_width(text));
            }
        }
        if let Some(most) = width.filter(|most| total(&widths) > *most) {
            if let Some(fewer) = self.without_empty() {
                return fewer.aligned(width);
            }
            self.fit(&mut widths, most);
        }
        let mut out = String::new();
        for row in std::iter::once(&headings).chain(&rows) {
            let mut text = String::new();
            for ((cell, column), width) in row.iter().zip(&self.columns).zip(&widths) {
                let cell = truncate_str(cell, *width, "…");
                let blank = " ".repeat(width - measure_text_width(&cell));
                if column.is_number {
                    text.push_str(&blank);
                    text.push_str(&cell);
                } else {
                    text.push_str(&cell);
                    text.push_str(&blank);
                }
                text.push_str("  ");
            }
            out.push_str(text.trim_end());
            out.push('\n');
        }
        out
    }

    /// The same without the columns that hold nothing; none where there are no such columns.
    fn without_empty(&self) -> Option<ListGrid> {
        let is_full = |at: &usize| self.rows.iter().any(|row| row.get(*at).is_some_and(|text| !text.is_empty()));
        let full: Vec<usize> = (0..self.columns.len()).filter(is_full).collect();
        if full.len() == self.columns.len() || full.is_empty() {
            return None;
        }
        let columns = full.iter().map(|at| self.columns[*at]).collect();
        let of = |row: &Vec<String>| full.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect();
        Some(ListGrid { columns, rows: self.rows.iter().map(of).collect() })
    }

    /// Narrows the widest column of long texts, again and again, until all fit.
    fn fit(&self, widths: &mut [usize], most: usize) {
        let is_long: Vec<bool> =
            widths.iter().zip(&self.columns).map(|(width, column)| !column.is_number && *width > SHORT).collect();
        while total(widths) > most {
            let texts = widths.iter().enumerate().filter(|(at, width)| is_long[*at] && **width > NARROW);
            let Some((widest, _)) = texts.max_by_key(|(_, width)| **width) else { return };
            widths[widest] -= 1;
        }
    }

    /// Rows that a spreadsheet opens without taking a text for a formula.
    pub fn csv(&self) -> Result<String> {
        let trouble = |e: csv::Error| Error::new(ErrorKind::Arg, format!("the CSV can't be written: {e}"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|column| said(column.heading).into_owned())).map_err(trouble)?;
        for row in &self.rows {
            let cells = row.iter().zip(&self.columns);
            let safe = cells.map(|(text, column)| if column.is_number { text.clone() } else { harmless(text) });
            writer.write_record(safe).map_err(trouble)?;
        }
        let bytes = writer.into_inner().unwrap_or_default();
        Ok(String::from_utf8(bytes).unwrap_or_default())
    }

    /// A workbook with one sheet.
    fn save(&self, path: &Path, overwrite: bool) -> Result<()> {
        let mut workbook = Workbook::new();
        let bytes = self.fill(workbook.add_worksheet()).and_then(|()| workbook.save_to_buffer());
        write_file(path, &bytes.map_err(|e| unwritten(path, &e))?, overwrite)
    }

    /// Fills a sheet; numbers are numbers.
    fn fill(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let (bold, amount) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
        for (column, at) in self.columns.iter().zip(0..) {
            sheet.write_string_with_format(0, at, said(column.heading), &bold)?;
        }
        for (row, place) in self.rows.iter().zip(1..) {
            for ((text, column), at) in row.iter().zip(&self.columns).zip(0..) {
                match text.parse::<f64>() {
                    _ if text.is_empty() => {}
                    Ok(number) if column.is_number && text.contains('.') => {
                        sheet.write_number_with_format(place, at, number, &amount)?;
                    }
                    Ok(number) if column.is_number => {
                        sheet.write_number(place, at, number)?;
                    }
                    _ => {
                        sheet.write_string(place, at, text)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Ok(last), Ok(width)) = (u32::try_from(self.rows.len()), u16::try_from(self.columns.len()))
            && width > 0
        {
            sheet.autofilter(0, 0, last, width - 1)?;
        }
        sheet.autofit();
        Ok(())
    }
}

/// The width of a line of columns.
fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)
}

/// A workbook, a sheet a list.
pub fn write_book(path: &Path, lists: &[(&str, ListGrid)], overwrite: bool) -> Result<()> {
    let mut book = Workbook::new();
    let mut put = |(name, grid): &(&str, ListGrid)| grid.fill(book.add_worksheet().set_name(*name)?);
    lists.iter().try_for_each(&mut put).map_err(|e| unwritten(path, &e))?;
    let bytes = book.save_to_buffer().map_err(|e| unwritten(path, &e))?;
    write_file(path, &bytes, overwrite)
}

/// Writes a file for people or for a portal. One that is there already is left alone, unless it may be written over.
pub fn write_file(path: &Path, bytes: &[u8], overwrite: bool) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    let options = if overwrite { options.create(true).truncate(true) } else { options.create_new(true) };
    options.open(path).and_then(|mut file| file.write_all(bytes)).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => Error::new(ErrorKind::Arg, format!("{} exists already", path.display()))
            .fix("give another name, or --overwrite"),
        _ => unwritten(path, &e),
    })
}

fn unwritten(path: &Path, e: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display()))
        .fix("give a name in a folder that you may write to")
}

/// A text that begins as formulas do gets the sign that makes it a text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// An amount as India writes it: 12,34,567.50.
pub fn grouped(amount: &str) -> String {
    let (sign, rest) = amount.strip_prefix('-').map_or(("", amount), |rest| ("-", rest));
    let (whole, paise) = rest.split_once('.').map_or((rest, None), |(whole, paise)| (whole, Some(paise)));
    if whole.is_empty() || !whole.bytes().all(|c| c.is_ascii_digit()) {
        return line(amount);
    }
    let (lead, last) = whole.split_at(whole.len().saturating_sub(3));
    let mut parts: Vec<&str> =
        lead.as_bytes().rchunks(2).rev().filter_map(|pair| std::str::from_utf8(pair).ok()).collect();
    parts.push(last);
    let paise = paise.map(|paise| format!(".{paise}")).unwrap_or_default();
    format!("{sign}{}{paise}", parts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> ListGrid {
        let mut grid = ListGrid::new(&[text("Number"), text("Buyer"), number("Value")]);
        grid.push(vec!["A/1".into(), "Shree Ganesh Traders and Sons of Kolhapur".into(), "1234567.5".into()]);
        grid.push(vec!["A/2".into(), "=HYPERLINK(1)".into(), "20".into()]);
        grid.push(vec!["A/3".into(), "श्री गणेश".into(), "-100.25".into()]);
        grid
    }

    #[test]
    fn columns_are_aligned_and_cut_to_the_terminal() {
        let wide = grid().aligned(None);
        assert!(wide.contains("12,34,567.5") && wide.contains("Sons of Kolhapur"), "{wide}");
        let narrow = grid().aligned(Some(40));
        assert!(narrow.lines().all(|line| measure_text_width(line) <= 40), "{narrow}");
        assert!(narrow.contains('…') && narrow.contains("12,34,567.5"), "{narrow}");
        let ends: Vec<usize> = narrow.lines().map(measure_text_width).collect();
        assert!(ends.iter().all(|end| *end == ends[0]), "numbers end under one another: {narrow}");
    }

    #[test]
    fn where_there_is_no_room_empty_columns_go_and_dates_stay_whole() {
        let mut grid = ListGrid::new(&[text("Date"), text("Buyer"), text("E-way bill"), number("Value")]);
        grid.push(vec!["2026-11-21".into(), "Shree Ganesh Traders of Kolhapur".into(), String::new(), "20".into()]);
        assert!(grid.aligned(Some(80)).contains("E-way bill"));
        let narrow = grid.aligned(Some(40));
        assert!(narrow.contains("2026-11-21") && !narrow.contains("E-way bill"), "{narrow}");
        assert!(narrow.lines().all(|line| measure_text_width(line) <= 40), "{narrow}");
    }

    #[test]
    fn a_text_of_a_csv_is_no_formula() {
        let csv = grid().csv().unwrap();
        assert!(csv.contains("'=HYPERLINK(1)") && csv.contains("-100.25"), "{csv}");
    }

    #[test]
    fn amounts_are_grouped_as_in_india() {
        for (amount, shown) in [
            ("5", "5"),
            ("999.10", "999.10"),
            ("1000", "1,000"),
            ("12345678", "1,23,45,678"),
            ("-100000.5", "-1,00,000.5"),
            ("n/a", "n/a"),
        ] {
            assert_eq!(grouped(amount), shown);
        }
    }
}
