//! Bills as tables: CSV and other text, spreadsheets, DBF, Tally's XML.
//!
//! ```text
//! Source ─ shape ─▶ text, workbook, dbf ─ rows ─▶ Layout (headings, what feeds what) ─ Group ─▶ Bill in between ─ normalize ─▶
//!                 └▶ tally ─ vouchers ─────────────────────────────────────────────────────────┘
//! ```
//!
//! A table is read twice: once to look at its headings and its columns of days, once for its bills, which are given away one
//! by one. So a table of any length takes the room of one bill, unless its lines lie in a sheet of their own or its rows are
//! gathered from anywhere.
//!
//! No rule of the law stands here: what a value means is `normalize`'s to say, and what is wrong with a bill is the rule book's.

mod cell;
mod days;
mod dbf;
mod files;
mod find;
mod frame;
mod group;
mod heading;
mod layout;
pub(crate) mod limits;
mod parties;
mod preset;
mod reader;
mod recurring;
mod source;
mod tally;
mod text;
mod walk;
mod workbook;

use crate::answer::map::{self, Map, OneOrMoreNames, Pairs, ScalarText};
use crate::change::{Place, Why};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::normalize::{ReadBill, Skip, Target, Whence, tables as rules};
pub use cell::{Cell, CellView, TableRecord};
use days::Days;
pub use files::{each_row, is_table, rows_of_file};
use find::{FoundLayout, LayoutHints};
pub use frame::Frame;
pub use group::{BillRows, Passed};
pub use layout::{Layout, LayoutColumn};
pub use parties::PartyFiles;
pub use preset::NAMES as PRESETS;
use reader::RowReader;
pub use recurring::RecurringNumbers;
pub use source::{FileShape, TableSource};
use std::ops::ControlFlow;
use std::sync::Arc;
pub use tally::Voucher;
use text::TextTable;
pub use workbook::Workbook;

/// How a table is to be read.
#[derive(Clone, Debug, Default)]
pub struct TableTerms {
    /// A preset by its name.
    pub preset: Option<String>,
    /// A mapping file.
    pub map: Option<Map>,
    /// The sheet.
    pub sheet: Option<String>,
    /// Values where a cell is blank or absent.
    pub defaults: Pairs<ScalarText>,
    /// Whether a file of parties may give what no column does.
    pub has_parties: bool,
    /// The same of items.
    pub has_items: bool,
    /// Whether it is a purchase book: its bills are suppliers', and nothing of them is sent.
    pub is_purchases: bool,
    /// Whether the columns are only looked at: the row that is most like headings will do.
    pub is_look: bool,
}

/// How a table was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TableReading {
    /// `csv`, `fixed`, `xlsx`, `xls`, `xlsb`, `ods`, `dbf`, `tally_xml`, `rows`.
    pub kind: &'static str,
    /// The preset.
    pub preset: Option<String>,
    /// `N` where the preset rests on one file alone.
    pub sure: Option<char>,
    /// The sheet of the bills.
    pub sheet: Option<String>,
    /// The row of headings.
    pub header_row: Option<u64>,
    /// The encoding of text.
    pub encoding: Option<String>,
    /// The sign between values.
    pub delimiter: Option<char>,
}

/// A row that is no part of a bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassedRow {
    /// The sheet of lines, where it is in that one.
    pub sheet: Option<Arc<str>>,
    /// The row.
    pub row: u64,
    /// Why.
    pub why: Passed,
}

/// A column, and its first cell.
#[derive(Clone, Debug)]
pub struct SeenColumn {
    /// The sheet of lines, where it is in that one.
    pub sheet: Option<Arc<str>>,
    /// The column.
    pub column: LayoutColumn,
    /// Its first cell.
    pub example: Option<String>,
}

/// What one bill is read from.
#[derive(Debug)]
pub enum Piece {
    /// Rows.
    Rows(BillRows),
    /// A voucher.
    Voucher(Box<Voucher>),
}

impl Piece {
    /// The bill in between, and what is wrong with its cells.
    pub fn bill<'p>(&'p self, frame: &'p Frame) -> (ReadBill<'p>, Vec<Finding>) {
        match self {
            Piece::Rows(group) => group.bill(frame),
            Piece::Voucher(voucher) => (voucher.bill(frame), Vec::new()),
        }
    }

    /// Where its values stand.
    pub fn whence<'p>(&'p self, frame: &'p Frame) -> Box<dyn Whence + 'p> {
        match self {
            Piece::Rows(group) => Box::new(group.whence(frame)),
            Piece::Voucher(voucher) => Box::new(voucher.whence()),
        }
    }

    /// Why it isn't one to send, as far as single values say so.
    pub fn skip(&self, frame: &Frame) -> Option<Skip> {
        match self {
            Piece::Rows(group) => frame.skip(group.rows.first()?),
            Piece::Voucher(voucher) => voucher.skip(frame),
        }
    }

    /// Its number, as it stands.
    pub fn number(&self, frame: &Frame) -> Option<String> {
        match self {
            Piece::Rows(group) => group.number(frame),
            Piece::Voucher(voucher) => voucher.number.as_deref().map(str::to_owned),
        }
    }

    /// First and last row; of a voucher, which one it is.
    pub fn span(&self) -> (u64, u64) {
        match self {
            Piece::Rows(group) => group.span().unwrap_or_default(),
            Piece::Voucher(voucher) => (voucher.record, voucher.record),
        }
    }
}

/// A table that is ready to give its bills.
pub struct OpenTable {
    source: TableSource,
    reader: RowReader,
    /// How it was read.
    pub read: TableReading,
    /// What its bills are read by.
    pub frame: Frame,
    /// What is wrong with its columns.
    pub findings: Vec<Finding>,
    /// Numbers that come back after other rows.
    pub recurring: RecurringNumbers,
}

impl OpenTable {
    /// Opens a table and finds its layout.
    pub fn open(source: TableSource, how: &TableTerms) -> Result<OpenTable> {
        let encoding = how.map.as_ref().and_then(|map| map.encoding.clone());
        let reader = match source.shape()? {
            FileShape::Zip | FileShape::Compound => RowReader::Book(Box::new(Workbook::open(&source)?)),
            FileShape::Dbf => RowReader::Dbf(dbf::Dbf::open(source.clone(), encoding.as_deref())?),
            FileShape::Xml => RowReader::Tally,
            FileShape::Text | FileShape::Json => RowReader::Text(TextTable::open(source.clone(), encoding.as_deref())?),
        };
        OpenTable::with(source, reader, how)
    }

    /// A table of rows that the caller has; the first are its headings.
    pub fn of_rows(rows: Vec<TableRecord>, how: &TableTerms) -> Result<OpenTable> {
        if rows.len() as u64 > limits::ROWS {
            return Err(limits::too_many(limits::ROWS));
        }
        OpenTable::with(TableSource::of_bytes(Vec::new(), "rows"), RowReader::Rows(rows.into()), how)
    }

    fn with(source: TableSource, mut reader: RowReader, how: &TableTerms) -> Result<OpenTable> {
        let asked = LayoutHints::of(how)?;
        if matches!(reader, RowReader::Tally) {
            return OpenTable::of_tally(source, reader, asked, how);
        }
        let found = asked.layout(&mut reader, &source)?;
        let FoundLayout { preset, map, layout, lines, sheet, delimiter } = found;
        let mut read = TableReading {
            preset: preset.map(str::to_owned),
            sure: map.sure,
            sheet: sheet.as_deref().map(str::to_owned),
            header_row: (layout.header_row != 0).then_some(layout.header_row),
            delimiter,
            ..TableReading::default()
        };
        read.kind = match &reader {
            RowReader::Text(text) => {
                read.encoding = Some(text.encoding_name());
                if delimiter.is_some() { "csv" } else { "fixed" }
            }
            RowReader::Book(book) => book.kind(),
            RowReader::Dbf(_) => "dbf",
            RowReader::Rows(_) => "rows",
            RowReader::Tally => "tally_xml",
        };
        let defaults = defaults(how, preset)?;
        let mut frame = Frame::new(sheet, layout, lines, map, defaults);
        if let RowReader::Book(book) = &reader {
            frame.epoch = book.epoch();
        }
        let mut table =
            OpenTable { source, reader, read, frame, findings: Vec::new(), recurring: RecurringNumbers::default() };
        table.findings = std::mem::take(&mut table.frame.layout.findings);
        table.look_for_missing(how);
        table.survey()?;
        for finding in &mut table.findings {
            if let Some(Place::Cell { sheet, .. }) = finding.at.as_deref_mut()
                && sheet.is_none()
            {
                sheet.clone_from(&table.frame.sheet);
            }
        }
        Ok(table)
    }

    fn of_tally(source: TableSource, reader: RowReader, asked: LayoutHints<'_>, how: &TableTerms) -> Result<OpenTable> {
        let map = asked.map.map_or_else(Map::default, |map| map.clone());
        // The preset's words are those of the sheet, and the same as of the vouchers.
        let read = TableReading {
            kind: "tally_xml",
            preset: Some("tally".to_owned()),
            encoding: Some(text::detected(&source)?.name().to_ascii_lowercase()),
            ..TableReading::default()
        };
        let frame = Frame::new(None, Layout::default(), None, map, defaults(how, None)?);
        let table =
            OpenTable { source, reader, read, frame, findings: Vec::new(), recurring: RecurringNumbers::default() };
        let mut vouchers = 0;
        tally::each(&table.source, &mut |_, _| {
            vouchers += 1;
            Ok(ControlFlow::Break(()))
        })?;
        match vouchers {
            0 => Err(Error::new(ErrorKind::Arg, format!("{} is XML without a voucher of Tally's", table.source.name))
                .fix("export the Day Book or the vouchers from Tally as XML; save a page of HTML or XML that calls itself a spreadsheet as XLSX")),
            _ => Ok(table),
        }
    }

    /// What a bill needs and no column feeds.
    fn look_for_missing(&mut self, how: &TableTerms) {
        let frame = &self.frame;
        let has = |names: &[&str]| names.iter().any(|name| frame.has(name));
        let mut missing = Vec::new();
        if how.is_purchases {
            // Who the supplier is, it may say as the seller or as the party.
            let supplier = ["seller.gstin", "seller", "buyer.gstin"];
            let is_fed = |name: &str| Target::parse(name).is_ok_and(|own| frame.layout.column_of(own).is_some());
            let amounts = ["lines.taxable", "lines.price", "lines.amount", "total"];
            for (name, held) in [
                ("number", has(&["number"])),
                ("date", has(&["date"])),
                ("seller.gstin", supplier.into_iter().any(is_fed) || how.has_parties),
                ("lines.taxable or total", has(&amounts)),
            ] {
                if !held {
                    missing.push(rules::HEADING_MISSING.at("").word("target", name));
                }
            }
            return self.say_missing(missing);
        }
        for (name, held) in [
            ("number", has(&["number"])),
            ("date", has(&["date"])),
            ("lines.hsn", has(&["lines.hsn"]) || how.has_items),
            ("lines.price, lines.amount or lines.taxable", has(&["lines.price", "lines.amount", "lines.taxable"])),
        ] {
            if !held {
                missing.push(rules::HEADING_MISSING.at("").word("target", name));
            }
        }
        // A table of exports has none.
        let of_exports = has(&["export.port", "export.country"]);
        if !(has(&["buyer.gstin"]) || how.has_parties || frame.leaves_out("buyer.gstin") || of_exports) {
            missing.push(rules::HEADING_MISSING.at("").word("target", "buyer.gstin").with_fix(rules::GSTIN_COLUMN));
        }
        if !has(&["lines.rate", "lines.igst_rate", "lines.cgst_rate"]) && !how.has_items {
            missing.push(rules::NO_RATE.at(""));
        }
        self.say_missing(missing);
    }

    /// What is missing is said of the row of headings.
    fn say_missing(&mut self, missing: Vec<Finding>) {
        let frame = &self.frame;
        let row = frame.layout.header_row;
        let place = (row != 0).then(|| Place::Cell {
            sheet: frame.sheet.clone(),
            row,
            line: None,
            column: None,
            heading: None,
            value: None,
        });
        self.findings.extend(missing.into_iter().map(|finding| finding.located(place.clone())));
    }

    /// Looks at the columns of days, which of them can't be read; and at the numbers, which of them come back.
    fn survey(&mut self) -> Result<()> {
        let map = &self.frame.map;
        let (has_dates, is_gathered) = (map.dates.is_some(), map.group == Some(map::Gather::Anywhere));
        let mut recurring = RecurringNumbers::default();
        let days = |layout: &Layout| {
            layout
                .feeds
                .iter()
                .filter(|feed| !has_dates && frame::is_day(feed.target))
                .map(|feed| (feed.column, Days::default()))
                .collect::<Vec<_>>()
        };
        let (of_bills, of_lines) =
            (days(&self.frame.layout), self.frame.lines.as_ref().map(|(_, layout)| days(layout)).unwrap_or_default());
        let sheets = [
            (false, self.frame.sheet.clone(), self.first_row(false), of_bills),
            (true, self.frame.lines.as_ref().and_then(|lines| lines.0.clone()), self.first_row(true), of_lines),
        ];
        for (is_lines, sheet, first, mut columns) in sheets {
            let is_counted = !is_lines && !is_gathered;
            if columns.is_empty() && !is_counted {
                continue;
            }
            let frame = &self.frame;
            self.reader.each(sheet.as_deref(), &mut |row| {
                if row.number >= first && frame.is_row_of(is_lines, &row) {
                    columns.iter_mut().for_each(|(column, days)| days.see(&row, *column));
                    if is_counted {
                        recurring.see(frame, &row);
                    }
                }
                Ok(ControlFlow::Continue(()))
            })?;
            for (column, days) in columns {
                let Some((rule, row, text)) = days.verdict() else { continue };
                self.frame.condemned.push((is_lines, column, rule));
                let heading = if is_lines {
                    self.frame.lines.as_ref().and_then(|(_, layout)| layout.heading(column))
                } else {
                    self.frame.layout.heading(column)
                };
                let place = Place::Cell {
                    sheet: sheet.clone(),
                    row,
                    line: None,
                    column: Some(column),
                    heading,
                    value: Some(text.clone()),
                };
                self.findings.push(rule.at("").value(text).located(Some(place)));
            }
        }
        self.recurring = recurring.finish();
        Ok(())
    }

    /// Each column, and its first cell.
    pub fn columns(&mut self) -> Result<Vec<SeenColumn>> {
        let mut out = Vec::new();
        let lines = self.frame.lines.as_ref().map(|(sheet, layout)| (sheet.clone(), layout.columns.clone()));
        let bills = (false, self.frame.sheet.clone(), self.frame.layout.columns.clone());
        for (of_lines, sheet, columns) in
            [Some(bills), lines.map(|(sheet, columns)| (true, sheet, columns))].into_iter().flatten()
        {
            let (first, mut row, frame) = (self.first_row(of_lines), None, &self.frame);
            self.reader.each(sheet.as_deref(), &mut |here| {
                let is_first = here.number >= first && !here.is_blank() && frame.is_row_of(of_lines, &here);
                if is_first {
                    row = Some(here);
                }
                Ok(if is_first { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            for column in columns {
                let cell = row.as_ref().map(|row| row.get(column.index).text().into_owned());
                let example = cell.filter(|text| !text.is_empty()).map(crate::finding::shortened);
                let column = LayoutColumn { index: column.index % limits::AFTER, ..column };
                out.push(SeenColumn { sheet: sheet.clone().filter(|_| of_lines), column, example });
            }
        }
        Ok(out)
    }

    /// The first row that may be a bill's.
    fn first_row(&self, of_lines: bool) -> u64 {
        let header = match &self.frame.lines {
            Some((_, layout)) if of_lines => layout.header_row,
            _ => self.frame.layout.header_row,
        };
        match self.frame.map.first_row {
            Some(row) if !of_lines => row,
            _ => header + 1,
        }
    }
}

/// The defaults of a call, of its map and of its preset, each with what it is.
fn defaults(how: &TableTerms, preset: Option<&str>) -> Result<Vec<(Target, String, Why)>> {
    let mut defaults: Vec<(Target, String, Why)> = Vec::new();
    let own = how.map.as_ref().map(|map| &map.defaults);
    let of_preset = preset.map(preset::named).transpose()?.map(|map| &map.defaults);
    for (list, why) in
        [(Some(&how.defaults), Why::DefaultValue), (own, Why::DefaultValue), (of_preset, Why::PresetDefault)]
    {
        for (name, text) in list.into_iter().flat_map(Pairs::iter) {
            let target = map::target(name).ok_or_else(|| {
                Error::new(ErrorKind::Json, format!("\"{name}\" is no value of a bill"))
                    .at("/defaults")
                    .fix("docs/simple.md lists the names")
            })?;
            if defaults.iter().all(|(other, ..)| *other != target) {
                defaults.push((target, text.0.clone(), why));
            }
        }
    }
    Ok(defaults)
}

/// What a column of the table feeds, for a mapping file to begin with.
pub fn sketch(table: &OpenTable) -> Map {
    if table.frame.map.records.is_some() {
        return Map { einv_map: Some(1), keys: Vec::new(), about: None, sure: None, ..table.frame.map.clone() };
    }
    let names = table.frame.layout.columns.iter().filter(|column| !column.heading.is_empty() || column.feeds.is_some());
    let columns = names.map(|column| {
        let heading =
            if column.heading.is_empty() { crate::change::letters(column.index) } else { column.heading.to_string() };
        (heading, column.feeds.clone().map(OneOrMoreNames::One))
    });
    Map {
        einv_map: Some(1),
        columns: Pairs(columns.collect()),
        keys: Vec::new(),
        about: None,
        sure: None,
        ..table.frame.map.clone()
    }
}
