//! The file of faults: one row a fault to sort and filter; in an XLSX beside a copy of the table, its faulty cells coloured.

use crate::command::convert::create;
use einv::answer::table::{Bill, Converted};
use einv::change::{Place, letters};
use einv::error::{Error, Kind, Result};
use einv::finding::{Finding, Severity};
use einv::language::Language;
use einv::table::{Read, Seen};
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

const HEADINGS: [&str; 9] =
    ["sheet", "row", "column", "heading", "value", "bill", "rule", "what is wrong", "what to do"];

/// Faults on their way to a file.
pub struct Report {
    path: PathBuf,
    overwrite: bool,
    rows: Vec<[String; 9]>,
    /// By row: sheet, column, and what is wrong there.
    cells: HashMap<u64, Vec<(Option<String>, u32, String)>>,
}

impl Report {
    /// A report for a name that is free, or may be overwritten.
    pub fn create(path: &Path, overwrite: bool) -> Result<Report> {
        if path.exists() && !overwrite {
            return Err(Error::new(Kind::Arg, format!("{} is there already", path.display()))
                .fix("give another name, or --overwrite"));
        }
        Ok(Report { path: path.to_owned(), overwrite, rows: Vec::new(), cells: HashMap::new() })
    }

    /// Takes in the faults of a bill.
    pub fn put(&mut self, bill: &Bill) -> Result<()> {
        for finding in bill.report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            self.add(bill.number.as_deref().unwrap_or_default(), finding, bill.report.language);
        }
        Ok(())
    }

    fn add(&mut self, bill: &str, finding: &Finding, language: Language) {
        let (message, fix) = (finding.message(language), finding.mend(language));
        let [sheet, row, column, heading, value] = match finding.at.as_deref() {
            Some(Place::Cell { sheet, row, column, heading, value, .. }) => {
                if let Some(column) = column {
                    let said = format!("{message}\n→ {fix}");
                    self.cells.entry(*row).or_default().push((sheet.as_deref().map(str::to_owned), *column, said));
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

    /// Writes the report; gives its path and how many faults are in it.
    pub fn finish(mut self, table: &Path, converted: &Converted) -> Result<(PathBuf, usize)> {
        for finding in &converted.findings.findings {
            self.add("", finding, converted.findings.language);
        }
        let is_book = self.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        let bytes = if is_book { self.workbook(table, converted)? } else { self.csv()? };
        create(&self.path, self.overwrite, &bytes)?;
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
        let faults = book.add_worksheet();
        self.faults(faults, &bold).map_err(|e| self.failed(&e))?;
        let copy = book.add_worksheet();
        self.copy(copy, table, converted)?;
        book.save_to_buffer().map_err(|e| self.failed(&e))
    }

    fn faults(&self, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
        sheet.set_name("Faults")?;
        sheet.write_string(0, 0, "Written by einv. The second sheet is a copy of the values; formats and formulas are not kept. Correct the table itself.")?;
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

    /// The values of the table, each where it stood.
    fn copy(&self, sheet: &mut Worksheet, table: &Path, converted: &Converted) -> Result<()> {
        let read = Read {
            sheet: converted.read.sheet.clone(),
            encoding: converted.read.encoding.clone(),
            delimiter: converted.read.delimiter,
            ..Read::default()
        };
        let wrong = Format::new().set_background_color(Color::Yellow);
        let plain = Format::new();
        sheet.set_name("Copy").map_err(|e| self.failed(&e))?;
        einv::table::each_row(table, &read, &mut |row| {
            let Some(at) = row.number.checked_sub(1).and_then(|at| u32::try_from(at).ok()) else { return Ok(()) };
            let here = self.cells.get(&row.number).map(Vec::as_slice).unwrap_or_default();
            let mut wrong_here: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
            for (_, column, said) in here.iter().filter(|(sheet, ..)| *sheet == converted.read.sheet) {
                wrong_here.entry(*column).or_default().push(said);
            }
            for (column, cell) in row.filled() {
                let format = if wrong_here.contains_key(&column) { &wrong } else { &plain };
                let number = match cell {
                    Seen::Binary(text) | Seen::Exact(text) => text.parse::<f64>().ok(),
                    _ => None,
                };
                let written = match number {
                    Some(number) => sheet.write_number_with_format(at, column as u16, number, format).map(|_| ()),
                    None => sheet.write_string_with_format(at, column as u16, cell.text(), format).map(|_| ()),
                };
                written.map_err(|e| self.failed(&e))?;
            }
            for (column, said) in wrong_here {
                if row.get(column) == Seen::Blank {
                    sheet.write_blank(at, column as u16, &wrong).map_err(|e| self.failed(&e))?;
                }
                sheet.insert_note(at, column as u16, &Note::new(said.join("\n"))).map_err(|e| self.failed(&e))?;
            }
            Ok(())
        })
    }

    fn failed(&self, e: &dyn std::fmt::Display) -> Error {
        Error::new(Kind::Arg, format!("{} can't be written: {e}", self.path.display()))
    }
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
