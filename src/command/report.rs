//! The file of faults: one row a fault to sort and filter; in an XLSX beside a copy of the table, its faulty cells coloured.

use einv::answer::table::{Converted, TableBill};
use einv::change::{Place, letters};
use einv::error::{Error, ErrorKind, Result};
use einv::finding::Finding;
use einv::language::Language;
use einv::table::{CellView, TableReading};
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};
use std::collections::{BTreeMap, HashMap};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

const HEADINGS: [&str; 9] =
    ["sheet", "row", "column", "heading", "value", "bill", "rule", "what is wrong", "what to do"];

const FAULTS: &str = "Faults";
/// What the first sheet says of the others.
const NOTE: &str = "Written by einv. The other sheets are copies of the table's values, with faulty cells in yellow; formats and formulas are not kept. Correct the table itself.";

/// By column: what is wrong there.
type Wrong = Vec<(u32, String)>;

/// Faults on their way to a file.
pub struct Faults {
    path: PathBuf,
    overwrite: bool,
    rows: Vec<[String; 9]>,
    /// By sheet and row.
    cells: BTreeMap<Option<String>, HashMap<u64, Wrong>>,
}

impl Faults {
    /// Faults for a name that is free, or may be overwritten.
    pub fn create(path: &Path, overwrite: bool) -> Result<Faults> {
        if path.exists() && !overwrite {
            return Err(Error::new(ErrorKind::Arg, format!("{} exists already", path.display()))
                .fix("give another name, or --overwrite"));
        }
        Ok(Faults { path: path.to_owned(), overwrite, rows: Vec::new(), cells: BTreeMap::new() })
    }

    /// Takes in the faults of a bill.
    pub fn put(&mut self, bill: &TableBill) {
        for finding in bill.report.errors() {
            self.add(bill.number.as_deref().unwrap_or_default(), finding, bill.report.language);
        }
    }

    fn add(&mut self, bill: &str, finding: &Finding, language: Language) {
        let (message, fix) = (finding.message(language), finding.fix(language));
        let [sheet, row, column, heading, value] = match finding.at.as_deref() {
            Some(Place::Cell { sheet, row, column, heading, value, .. }) => {
                if let Some(column) = column {
                    let said = format!("{message}\n→ {fix}");
                    let of_sheet = self.cells.entry(sheet.as_deref().map(str::to_owned)).or_default();
                    of_sheet.entry(*row).or_default().push((*column, said));
                }
                let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
                [
                    text(sheet.as_deref()),
                    row.to_string(),
                    column.map(letters).unwrap_or_default(),
                    text(heading.as_deref()),
                    text(value.as_deref()),
                ]
            }
            Some(Place::Record { record, tag, .. }) => [
                String::new(),
                record.to_string(),
                String::new(),
                tag.as_deref().unwrap_or_default().to_owned(),
                finding.value.clone().unwrap_or_default(),
            ],
            Some(Place::Json(path)) => {
                [String::new(), String::new(), String::new(), path.clone(), finding.value.clone().unwrap_or_default()]
            }
            None => [
                String::new(),
                String::new(),
                String::new(),
                finding.path.clone(),
                finding.value.clone().unwrap_or_default(),
            ],
        };
        self.rows.push([sheet, row, column, heading, value, bill.to_owned(), finding.rule.id.to_owned(), message, fix]);
    }

    /// Writes the file; gives its path and how many faults are in it.
    pub fn finish(mut self, table: &Path, converted: &Converted) -> Result<(PathBuf, usize)> {
        for finding in &converted.findings.findings {
            self.add("", finding, converted.findings.language);
        }
        let is_book = self.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let bytes = if is_book { self.workbook(table, converted)? } else { self.csv()? };
        let mut options = OpenOptions::new();
        let options = if self.overwrite {
            options.write(true).create(true).truncate(true)
        } else {
            options.write(true).create_new(true)
        };
        options.open(&self.path).and_then(|mut file| file.write_all(&bytes)).map_err(|e| self.failed(&e))?;
        Ok((self.path, self.rows.len()))
    }

    fn csv(&self) -> Result<Vec<u8>> {
        let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
        let written = out.write_record(HEADINGS).and_then(|()| {
            self.rows.iter().try_for_each(|row| out.write_record(row.iter().map(|text| harmless(text))))
        });
        written.map_err(|e| self.failed(&e))?;
        out.into_inner().map_err(|e| self.failed(&e.error()))
    }

    fn workbook(&self, table: &Path, converted: &Converted) -> Result<Vec<u8>> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        self.faults(book.add_worksheet(), &bold).map_err(|e| self.failed(&e))?;
        // What was read from standard input can't be read once more, and a file of documents has no cells.
        if self.cells.keys().next().is_some() && table.is_file() {
            let others = self.cells.keys().filter(|sheet| **sheet != converted.read.sheet);
            for sheet in std::iter::once(&converted.read.sheet).chain(others) {
                self.copy(book.add_worksheet(), table, converted, sheet.as_deref())?;
            }
        }
        book.save_to_buffer().map_err(|e| self.failed(&e))
    }

    fn faults(&self, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
        sheet.set_name(FAULTS)?;
        sheet.write_string(0, 0, NOTE)?;
        for (column, heading) in (0..).zip(HEADINGS) {
            sheet.write_string_with_format(1, column, heading, bold)?;
        }
        for (row, texts) in (2..).zip(&self.rows) {
            for (column, text) in (0..).zip(texts) {
                match (column, text.parse::<u32>()) {
                    (1, Ok(number)) => sheet.write_number(row, column, number)?,
                    _ => sheet.write_string(row, column, text)?,
                };
            }
        }
        sheet.set_freeze_panes(2, 0)?;
        Ok(())
    }

    /// The values of a sheet of the table, each in its place.
    fn copy(&self, copy: &mut Worksheet, table: &Path, converted: &Converted, sheet: Option<&str>) -> Result<()> {
        let read = TableReading {
            sheet: sheet.map(str::to_owned),
            encoding: converted.read.encoding.clone(),
            delimiter: converted.read.delimiter,
            ..TableReading::default()
        };
        let (wrong, plain) = (Format::new().set_background_color(Color::Yellow), Format::new());
        // A name of the table's own may be one that no new sheet can have.
        let name = sheet.filter(|name| !name.eq_ignore_ascii_case(FAULTS)).unwrap_or("Copy");
        if copy.set_name(name).is_err() {
            copy.set_name("Copy").map_err(|e| self.failed(&e))?;
        }
        let faults = self.cells.get(&sheet.map(str::to_owned));
        einv::table::each_row(table, &read, &mut |row| {
            let Some(at) = row.number.checked_sub(1).and_then(|at| u32::try_from(at).ok()) else { return Ok(()) };
            let mut wrong_here: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
            for (column, said) in faults.and_then(|faults| faults.get(&row.number)).into_iter().flatten() {
                wrong_here.entry(*column).or_default().push(said);
            }
            for (column, cell) in row.filled() {
                let format = if wrong_here.contains_key(&column) { &wrong } else { &plain };
                self.cell(copy, (at, column), cell, format)?;
            }
            for (column, said) in wrong_here {
                let place = self.column(column)?;
                if row.get(column) == CellView::Blank {
                    copy.write_blank(at, place, &wrong).map_err(|e| self.failed(&e))?;
                }
                copy.insert_note(at, place, &Note::new(said.join("\n"))).map_err(|e| self.failed(&e))?;
            }
            Ok(())
        })
    }

    fn cell(&self, copy: &mut Worksheet, (row, column): (u32, u32), cell: CellView<'_>, format: &Format) -> Result<()> {
        let column = self.column(column)?;
        let number = match &cell {
            CellView::Binary(text) | CellView::Exact(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        let written = match number {
            Some(number) => copy.write_number_with_format(row, column, number, format).map(drop),
            None => copy.write_string_with_format(row, column, cell.text(), format).map(drop),
        };
        written.map_err(|e| self.failed(&e))
    }

    fn column(&self, column: u32) -> Result<u16> {
        u16::try_from(column).map_err(|e| self.failed(&e))
    }

    fn failed(&self, e: &dyn std::fmt::Display) -> Error {
        Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", self.path.display()))
            .fix("give another name or folder; a table beyond a sheet's 1,048,576 rows needs a report in CSV")
    }
}

/// A text that no spreadsheet takes for a formula. A number is none.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if is_formula { format!("'{text}") } else { text.to_owned() }
}
