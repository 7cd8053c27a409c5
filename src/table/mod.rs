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
mod dbf;
mod frame;
mod group;
mod heading;
mod layout;
pub(crate) mod limits;
mod parties;
mod preset;
mod source;
mod tally;
mod text;
mod workbook;

pub use cell::{Cell, Row, Seen};
pub use frame::Frame;
pub use group::{Group, Passed};
pub use layout::{Column, Layout};
pub use parties::Files;
pub use preset::NAMES as PRESETS;
pub use source::{Shape, Source};
pub use tally::Voucher;
pub use workbook::Workbook;

use crate::answer::map::{self, Gather, Map, Names, Pairs, Text as MapText};
use crate::change::{Place, Why};
use crate::error::{Error, Kind, Result};
use crate::finding::Finding;
use crate::normalize::tables as rules;
use crate::normalize::{Bill, Skip, Target, Whence};
use group::Sums;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use text::Text;

/// A column with its sheet, where that is the one of lines, and its first cell.
pub type ShownColumn = (Option<String>, Column, Option<String>);

/// How a table is to be read.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// A preset by its name.
    pub preset: Option<String>,
    /// A mapping file.
    pub map: Option<Map>,
    /// The sheet.
    pub sheet: Option<String>,
    /// Values where a cell is blank or absent.
    pub defaults: Pairs<MapText>,
    /// Whether a file of parties may give what no column does.
    pub has_parties: bool,
    /// The same of items.
    pub has_items: bool,
}

/// How a table was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Read {
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

/// What one bill is read from.
#[derive(Debug)]
pub enum Piece {
    /// Rows.
    Rows(Group),
    /// A voucher.
    Voucher(Box<Voucher>),
}

impl Piece {
    /// The bill in between, and what is wrong with its cells.
    pub fn bill<'p>(&'p self, frame: &'p Frame) -> (Bill<'p>, Vec<Finding>) {
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

enum Reader {
    Text(Text),
    Book(Box<Workbook>),
    Dbf(dbf::Dbf),
    Rows(Arc<[Row]>),
    Tally,
}

impl Reader {
    fn each(&mut self, sheet: Option<&str>, take: &mut text::Take<'_>) -> Result<()> {
        match self {
            Reader::Text(text) => text.each(take),
            Reader::Book(book) => book.each(sheet.unwrap_or_default(), take),
            Reader::Dbf(table) => table.each(take),
            Reader::Rows(rows) => {
                for row in rows.iter() {
                    if take(row.clone())?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            Reader::Tally => Ok(()),
        }
    }

    /// The first rows.
    fn head(&mut self, sheet: Option<&str>) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.each(sheet, &mut |row| {
            rows.push(row);
            Ok(if rows.len() > layout::LOOKED_AT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(rows)
    }
}

/// A table that is ready to give its bills.
pub struct Table {
    source: Source,
    reader: Reader,
    /// How it was read.
    pub read: Read,
    /// What its bills are read by.
    pub frame: Frame,
    /// What is wrong with its columns.
    pub findings: Vec<Finding>,
}

impl Table {
    /// Opens a table and finds its layout.
    pub fn open(source: Source, how: &How) -> Result<Table> {
        let encoding = how.map.as_ref().and_then(|map| map.encoding.clone());
        let reader = match source.shape()? {
            Shape::Zip | Shape::Compound => Reader::Book(Box::new(Workbook::open(&source)?)),
            Shape::Dbf => Reader::Dbf(dbf::Dbf::open(source.clone(), encoding.as_deref())?),
            Shape::Xml => Reader::Tally,
            Shape::Text | Shape::Json => Reader::Text(Text::open(source.clone(), encoding.as_deref())?),
        };
        Table::with(source, reader, how)
    }

    /// A table of rows that the caller has; the first are its headings.
    pub fn of_rows(rows: Vec<Row>, how: &How) -> Result<Table> {
        if rows.len() as u64 > limits::ROWS {
            return Err(limits::too_many(limits::ROWS));
        }
        Table::with(Source::of_bytes(Vec::new(), "rows"), Reader::Rows(rows.into()), how)
    }

    fn with(source: Source, mut reader: Reader, how: &How) -> Result<Table> {
        let asked = Asked::of(how)?;
        if matches!(reader, Reader::Tally) {
            return Table::of_tally(source, reader, asked, how);
        }
        let found = asked.layout(&mut reader, &source)?;
        let Found { preset, map, layout, lines, sheet, delimiter } = found;
        let mut read = Read {
            preset: preset.map(str::to_owned),
            sure: map.sure,
            sheet: sheet.as_deref().map(str::to_owned),
            header_row: (layout.header_row != 0).then_some(layout.header_row),
            delimiter,
            ..Read::default()
        };
        read.kind = match &reader {
            Reader::Text(text) => {
                read.encoding = Some(text.encoding_name());
                if delimiter.is_some() { "csv" } else { "fixed" }
            }
            Reader::Book(book) => book.kind(),
            Reader::Dbf(_) => "dbf",
            Reader::Rows(_) => "rows",
            Reader::Tally => "tally_xml",
        };
        let defaults = defaults(how, preset)?;
        let mut frame = Frame::new(sheet, layout, lines, map, defaults);
        if let Reader::Book(book) = &reader {
            frame.epoch = book.epoch();
        }
        let mut table = Table { source, reader, read, frame, findings: Vec::new() };
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

    fn of_tally(source: Source, reader: Reader, asked: Asked<'_>, how: &How) -> Result<Table> {
        let map = asked.map.map_or_else(Map::default, |map| map.clone());
        // The preset's words are those of the sheet, and the same as of the vouchers.
        let read = Read {
            kind: "tally_xml",
            preset: Some("tally".to_owned()),
            encoding: Some(text::detected(&source)?.name().to_ascii_lowercase()),
            ..Read::default()
        };
        let frame = Frame::new(None, Layout::default(), None, map, defaults(how, None)?);
        let table = Table { source, reader, read, frame, findings: Vec::new() };
        let mut vouchers = 0;
        tally::each(&table.source, &mut |_, _| {
            vouchers += 1;
            Ok(ControlFlow::Break(()))
        })?;
        match vouchers {
            0 => Err(Error::new(Kind::Arg, format!("{} is XML without a voucher of Tally's", table.source.name))
                .fix("export the Day Book or the vouchers from Tally as XML")),
            _ => Ok(table),
        }
    }

    /// What a bill needs and no column feeds.
    fn look_for_missing(&mut self, how: &How) {
        let frame = &self.frame;
        let has = |names: &[&str]| names.iter().any(|name| frame.has(name));
        let mut missing = Vec::new();
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
        let is_export = has(&["export.port", "export.country"]);
        let says_who = has(&["buyer.gstin"]) || how.has_parties || frame.leaves_out("buyer.gstin");
        if !says_who && !is_export {
            missing.push(rules::HEADING_MISSING.at("").word("target", "buyer.gstin").with_fix(rules::GSTIN_COLUMN));
        }
        if !has(&["lines.rate", "lines.igst_rate", "lines.cgst_rate"]) && !how.has_items {
            missing.push(rules::NO_RATE.at(""));
        }
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

    /// Looks at the columns of days: which of them can't be read.
    fn survey(&mut self) -> Result<()> {
        if self.frame.map.dates.is_some() {
            return Ok(());
        }
        let days = |layout: &Layout| {
            layout
                .feeds
                .iter()
                .filter(|feed| frame::is_day(feed.target))
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
            if columns.is_empty() {
                continue;
            }
            self.reader.each(sheet.as_deref(), &mut |row| {
                if row.number >= first {
                    columns.iter_mut().for_each(|(column, days)| days.see(&row, *column));
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
        Ok(())
    }

    /// Each column with its sheet, where that is the one of lines, and its first cell.
    pub fn columns(&mut self) -> Result<Vec<ShownColumn>> {
        let mut out = Vec::new();
        let lines = self.frame.lines.as_ref().map(|(sheet, layout)| (sheet.clone(), layout.columns.clone()));
        for (of_lines, sheet, columns) in [
            Some((false, self.frame.sheet.clone(), self.frame.layout.columns.clone())),
            lines.map(|(sheet, columns)| (true, sheet, columns)),
        ]
        .into_iter()
        .flatten()
        {
            let (first, mut row) = (self.first_row(of_lines), None);
            self.reader.each(sheet.as_deref(), &mut |here| {
                let is_first = here.number >= first && !here.is_blank();
                if is_first {
                    row = Some(here);
                }
                Ok(if is_first { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            for column in columns {
                let cell =
                    row.as_ref().map(|row| row.get(column.index).text().into_owned()).filter(|text| !text.is_empty());
                out.push((
                    sheet.as_deref().filter(|_| of_lines).map(str::to_owned),
                    column,
                    cell.map(crate::finding::shortened),
                ));
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

    /// Gives away each bill, and each row that is none; gives how many rows there were.
    pub fn each(
        &mut self,
        take: &mut dyn FnMut(&Frame, Piece) -> Result<ControlFlow<()>>,
        pass: &mut dyn FnMut(PassedRow),
    ) -> Result<u64> {
        let rows = match self.reader {
            Reader::Tally => {
                let frame = &self.frame;
                tally::each(&self.source, &mut |record, node| {
                    take(frame, Piece::Voucher(Box::new(Voucher::new(record, node))))
                })?
            }
            _ if self.frame.lines.is_some() => self.joined(take, pass)?,
            _ if self.frame.map.group == Some(Gather::Anywhere) => self.gathered(take, pass)?,
            _ => self.consecutive(take, pass)?,
        };
        self.source.is_unchanged()?;
        Ok(rows)
    }

    fn consecutive(
        &mut self,
        take: &mut dyn FnMut(&Frame, Piece) -> Result<ControlFlow<()>>,
        pass: &mut dyn FnMut(PassedRow),
    ) -> Result<u64> {
        let (first, frame, source, mut sums) = (self.first_row(false), &self.frame, &self.source, Sums::default());
        let (mut group, mut rows) = (Group::default(), 0);
        self.reader.each(frame.sheet.as_deref(), &mut |row| {
            if row.number < first || row.is_blank() {
                return Ok(ControlFlow::Continue(()));
            }
            rows += 1;
            if rows > limits::ROWS {
                return Err(limits::too_many(limits::ROWS));
            }
            if let Some(why) = sums.judge(frame, &row) {
                pass(PassedRow { sheet: None, row: row.number, why });
                return Ok(ControlFlow::Continue(()));
            }
            if group.takes(frame, &row) {
                group.rows.push(row);
                group::most_lines(source, &group)?;
                return Ok(ControlFlow::Continue(()));
            }
            let whole = std::mem::replace(&mut group, Group { rows: vec![row], ..Group::default() });
            if whole.rows.is_empty() { Ok(ControlFlow::Continue(())) } else { take(frame, Piece::Rows(whole)) }
        })?;
        if !group.rows.is_empty() {
            let _ = take(frame, Piece::Rows(group))?;
        }
        Ok(rows)
    }

    fn gathered(
        &mut self,
        take: &mut dyn FnMut(&Frame, Piece) -> Result<ControlFlow<()>>,
        pass: &mut dyn FnMut(PassedRow),
    ) -> Result<u64> {
        let mut order: Vec<Group> = Vec::new();
        let mut by_key: HashMap<(String, String, String), usize> = HashMap::new();
        let mut last = None;
        let rows = self.whole(pass, &mut |frame, row| {
            let number = frame.number(&row).map(|number| number.to_uppercase()).unwrap_or_default();
            let place = match last.filter(|last: &usize| {
                number.is_empty() && order.get(*last).is_some_and(|group: &Group| group.takes(frame, &row))
            }) {
                Some(last) => last,
                None => {
                    let [seller, kind] = frame.beside_number(&row).map(|text| text.to_uppercase());
                    let own = if number.is_empty() { format!("\0{}", row.number) } else { number };
                    *by_key.entry((seller, kind, own)).or_insert_with(|| {
                        order.push(Group::default());
                        order.len() - 1
                    })
                }
            };
            last = Some(place);
            order[place].rows.push(row);
        })?;
        for group in order {
            group::most_lines(&self.source, &group)?;
            if take(&self.frame, Piece::Rows(group))?.is_break() {
                break;
            }
        }
        Ok(rows)
    }

    /// Each row that is part of a bill, of a table that is held whole.
    fn whole(&mut self, pass: &mut dyn FnMut(PassedRow), put: &mut dyn FnMut(&Frame, Row)) -> Result<u64> {
        let (first, frame, mut sums, mut rows) = (self.first_row(false), &self.frame, Sums::default(), 0);
        self.reader.each(frame.sheet.as_deref(), &mut |row| {
            if row.number < first || row.is_blank() {
                return Ok(ControlFlow::Continue(()));
            }
            rows += 1;
            if rows > limits::HELD {
                return Err(limits::too_many(limits::HELD));
            }
            match sums.judge(frame, &row) {
                Some(why) => pass(PassedRow { sheet: None, row: row.number, why }),
                None => put(frame, row),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    /// Bills of one sheet with the lines of another.
    fn joined(
        &mut self,
        take: &mut dyn FnMut(&Frame, Piece) -> Result<ControlFlow<()>>,
        pass: &mut dyn FnMut(PassedRow),
    ) -> Result<u64> {
        let join = self.frame.map.join.clone();
        let column = |layout: &Layout, name: Option<&str>| {
            let folded = heading::fold(name?);
            layout.columns.iter().find(|column| heading::fold(&column.heading) == folded).map(|column| column.index)
        };
        let missing = |name: Option<&str>| {
            Error::new(Kind::Arg, format!("no column is headed \"{}\"", name.unwrap_or_default()))
                .at("/map/join")
                .fix("name the heading that both sheets are joined by")
        };
        let (bills_name, lines_name) =
            (join.as_ref().map(|join| join.bills.as_str()), join.as_ref().map(|join| join.lines.as_str()));
        let of_bills = column(&self.frame.layout, bills_name).ok_or_else(|| missing(bills_name))?;
        let first = self.first_row(true);
        let (mut lines, mut count): (HashMap<String, Vec<Row>>, u64) = (HashMap::new(), 0);
        if let Some((sheet, layout)) = &self.frame.lines {
            let of_lines = column(layout, lines_name).ok_or_else(|| missing(lines_name))?;
            self.reader.each(sheet.as_deref(), &mut |row| {
                if row.number < first || row.is_blank() {
                    return Ok(ControlFlow::Continue(()));
                }
                count += 1;
                if count > limits::HELD {
                    return Err(limits::too_many(limits::HELD));
                }
                let key = row.get(of_lines).text().to_uppercase();
                lines.entry(key).or_default().push(row);
                Ok(ControlFlow::Continue(()))
            })?;
        }
        let mut groups: Vec<Group> = Vec::new();
        let rows =
            self.whole(pass, &mut |frame, row| match groups.last_mut().filter(|group| group.takes(frame, &row)) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group { rows: vec![row], ..Group::default() }),
            })?;
        for group in &mut groups {
            let key = group.rows[0].get(of_bills).text().to_uppercase();
            group.lines = lines.remove(&key).unwrap_or_default();
            group::most_lines(&self.source, group)?;
        }
        let sheet = self.frame.lines.as_ref().and_then(|lines| lines.0.clone());
        let mut left: Vec<(String, u64)> = lines
            .into_iter()
            .flat_map(|(key, rows)| rows.into_iter().map(move |row| (key.clone(), row.number)))
            .collect();
        left.sort_by_key(|(_, row)| *row);
        for (key, row) in left {
            pass(PassedRow {
                sheet: sheet.clone(),
                row,
                why: if key.is_empty() { Passed::Totals } else { Passed::NoBill },
            });
        }
        for group in groups {
            if take(&self.frame, Piece::Rows(group))?.is_break() {
                break;
            }
        }
        Ok(rows + count)
    }
}

/// The defaults of a call, of its map and of its preset, each with what it is.
fn defaults(how: &How, preset: Option<&str>) -> Result<Vec<(Target, String, Why)>> {
    let mut defaults: Vec<(Target, String, Why)> = Vec::new();
    let own = how.map.as_ref().map(|map| &map.defaults);
    let of_preset = preset.map(preset::named).transpose()?.map(|map| &map.defaults);
    for (list, why) in
        [(Some(&how.defaults), Why::DefaultValue), (own, Why::DefaultValue), (of_preset, Why::PresetDefault)]
    {
        for (name, text) in list.into_iter().flat_map(Pairs::iter) {
            let target = map::target(name).ok_or_else(|| {
                Error::new(Kind::Json, format!("\"{name}\" is no value of a bill"))
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

/// What the caller asks for.
struct Asked<'h> {
    preset: Option<&'h str>,
    map: Option<&'h Map>,
    sheet: Option<&'h str>,
}

/// A layout and what it was found by.
struct Found {
    preset: Option<&'static str>,
    map: Map,
    layout: Layout,
    lines: Option<(Option<Arc<str>>, Layout)>,
    sheet: Option<Arc<str>>,
    delimiter: Option<char>,
}

impl<'h> Asked<'h> {
    fn of(how: &'h How) -> Result<Asked<'h>> {
        let map = how.map.as_ref();
        let preset = how.preset.as_deref().or_else(|| map.and_then(|map| map.preset.as_deref()));
        preset.map(preset::named).transpose()?;
        Ok(Asked { preset, map, sheet: how.sheet.as_deref().or_else(|| map.and_then(|map| map.sheet.as_deref())) })
    }

    /// Finds sheet, delimiter, headings.
    fn layout(&self, reader: &mut Reader, source: &Source) -> Result<Found> {
        match reader {
            Reader::Text(_) if self.map.is_some_and(|map| !map.positions.is_empty()) => self.fixed(reader),
            Reader::Text(_) => self.delimited(reader),
            Reader::Book(_) => self.in_book(reader),
            Reader::Dbf(_) | Reader::Rows(_) | Reader::Tally => {
                let rows = reader.head(None)?;
                self.found(&rows)?.ok_or_else(|| self.not_found(&source.name))
            }
        }
    }

    fn fixed(&self, reader: &mut Reader) -> Result<Found> {
        let map = self.merged(self.preset)?;
        if let Reader::Text(text) = reader {
            let found = Text::open(text.source().clone(), map.encoding.as_deref())?;
            *text = found.fixed(map.positions.iter().map(|(first, length, _)| (*first, *length)));
        }
        let rows = reader.head(None)?;
        let layout = Layout::of(&rows, &map, &map.columns, false).ok_or_else(|| self.not_found("the table"))?;
        Ok(Found { preset: None, map, layout, lines: None, sheet: None, delimiter: None })
    }

    fn delimited(&self, reader: &mut Reader) -> Result<Found> {
        let mut given = None;
        if let Some(text) = self.map.and_then(|map| map.delimiter.as_deref()) {
            let sign = match text {
                "tab" | "\\t" => '\t',
                text => text
                    .chars()
                    .next()
                    .filter(|c| text.len() == 1 && c.is_ascii() && !matches!(c, '"' | '\n' | '\r'))
                    .ok_or_else(|| {
                        Error::new(Kind::Arg, format!("\"{text}\" can't stand between values"))
                            .at("/map/delimiter")
                            .fix("one sign: , ; | or tab")
                    })?,
            };
            given = Some(sign);
        }
        let mut best: Option<Found> = None;
        let all = text::DELIMITERS;
        for sign in given.as_slice().iter().chain(if given.is_none() { &all[..] } else { &[] }) {
            if let Reader::Text(text) = reader {
                text.delimiter = Some(*sign);
            }
            let rows = reader.head(None)?;
            if let Some(found) = self.found(&rows)?
                && best.as_ref().is_none_or(|best| found.layout.fed() > best.layout.fed())
            {
                best = Some(Found { delimiter: Some(*sign), ..found });
            }
        }
        let best = best.ok_or_else(|| self.not_found("the table"))?;
        if let Reader::Text(text) = reader {
            text.delimiter = best.delimiter;
        }
        Ok(best)
    }

    fn in_book(&self, reader: &mut Reader) -> Result<Found> {
        let Reader::Book(book) = reader else { return Err(self.not_found("the table")) };
        let sheets = book.sheets.clone();
        let name = |sheet: &str| {
            sheets
                .iter()
                .find(|own| own.name == sheet)
                .or_else(|| sheets.iter().find(|own| own.name.to_lowercase() == sheet.to_lowercase()))
                .map(|own| own.name.clone())
        };
        let no_sheet = |sheet: &str| {
            let all: Vec<&str> = sheets.iter().map(|own| own.name.as_str()).collect();
            Error::new(Kind::Arg, format!("there is no sheet \"{sheet}\""))
                .at("/sheet")
                .fix(format!("one of: {}", all.join(", ")))
        };
        let named = match self.sheet {
            Some(sheet) => Some(name(sheet).ok_or_else(|| no_sheet(sheet))?),
            None => None,
        };
        let tried: Vec<String> = match &named {
            Some(sheet) => vec![sheet.clone()],
            None => sheets.iter().filter(|sheet| sheet.visible).map(|sheet| sheet.name.clone()).collect(),
        };
        let mut found = Vec::new();
        for sheet in tried {
            let rows = reader.head(Some(&sheet))?;
            if let Some(layout) = self.found(&rows)? {
                found.push((sheet, layout));
            }
        }
        // A preset or map with sheets of its own says which.
        let own = found.iter().find_map(|(_, found)| {
            found.map.sheets.as_ref().map(|two| two.bills.clone()).or_else(|| found.map.sheet.clone())
        });
        if let Some(own) = own.filter(|_| named.is_none()).and_then(|own| name(&own)) {
            found.retain(|(sheet, _)| *sheet == own);
        }
        // Of several sheets with headings, one may be that of bills by a preset.
        if found.len() > 1
            && found.iter().filter(|(_, found)| found.preset.is_some_and(|preset| preset != "sheet")).count() == 1
        {
            found.retain(|(_, found)| found.preset.is_some_and(|preset| preset != "sheet"));
        }
        let (sheet, mut found) = match found.len() {
            0 => return Err(self.not_found("the workbook")),
            1 => found.remove(0),
            _ => {
                let all: Vec<&str> = found.iter().map(|(sheet, _)| sheet.as_str()).collect();
                return Err(Error::new(Kind::Arg, format!("{} sheets have bills: {}", all.len(), all.join(", ")))
                    .at("/sheet")
                    .fix("say which sheet"));
            }
        };
        if let Some(two) = &found.map.sheets {
            let lines = name(&two.lines).ok_or_else(|| no_sheet(&two.lines))?;
            let rows = reader.head(Some(&lines))?;
            let mut names = found.map.line_columns.clone();
            if let Some(join) = &found.map.join {
                names.0.push((join.lines.clone(), None));
            }
            let layout = Layout::of(&rows, &Map::default(), &names, false).ok_or_else(|| {
                Error::new(Kind::Arg, format!("sheet {lines} has none of the headings of lines"))
                    .at("/map/line_columns")
                    .fix("name its headings in the map")
            })?;
            found.lines = Some((Some(Arc::from(lines)), layout));
        }
        found.sheet = Some(Arc::from(sheet));
        Ok(found)
    }

    /// The layout of the first rows of a table.
    fn found(&self, rows: &[Row]) -> Result<Option<Found>> {
        let preset: Option<&'static str> = match (self.preset, self.map) {
            (Some(name), _) => PRESETS.iter().copied().find(|own| *own == name),
            (None, Some(_)) => None,
            (None, None) => match layout::presets(rows).as_slice() {
                [] => Some("sheet"),
                [one] => Some(*one),
                several => {
                    return Err(Error::new(
                        Kind::Arg,
                        format!("the headings are those of {}", several.join(" and of ")),
                    )
                    .at("/preset")
                    .fix("say which preset"));
                }
            },
        };
        let map = self.merged(preset)?;
        let layout = Layout::of(rows, &map, &map.columns, preset == Some("sheet"));
        Ok(layout.map(|layout| Found { preset, map, layout, lines: None, sheet: None, delimiter: None }))
    }

    /// The map in force.
    fn merged(&self, preset: Option<&str>) -> Result<Map> {
        let own = self.map.cloned().unwrap_or_default();
        Ok(match preset {
            Some(name) => own.over(preset::named(name)?),
            None => own,
        })
    }

    fn not_found(&self, name: &str) -> Error {
        let rule = &rules::HEADER_NOT_FOUND;
        Error::new(Kind::Arg, format!("{name}: {}", rule.message))
            .at(if self.map.is_some() { "/map" } else { "/preset" })
            .fix(rule.fix)
    }
}

/// What stands in a column of days.
#[derive(Default)]
struct Days {
    cell: Option<(u64, String)>,
    text: Option<(u64, String)>,
    month_first: Option<(u64, String)>,
}

impl Days {
    fn see(&mut self, row: &Row, column: u32) {
        match row.get(column) {
            Seen::Day(_) => {
                self.cell.get_or_insert_with(|| (row.number, row.get(column).text().into_owned()));
            }
            Seen::Text(text) => {
                let Some((first, second)) = ordered(text) else { return };
                let here = || (row.number, text.trim().to_owned());
                self.text.get_or_insert_with(here);
                if first <= 12 && second > 12 && second <= 31 {
                    self.month_first.get_or_insert_with(here);
                }
            }
            Seen::Blank | Seen::Binary(_) | Seen::Exact(_) | Seen::Flag(_) | Seen::Error(_) | Seen::NoValue => {}
        }
    }

    /// The rule that is broken, and the first cell that shows it.
    fn verdict(self) -> Option<(&'static crate::finding::Rule, u64, String)> {
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

/// What a column of the table feeds, for a mapping file to begin with.
pub fn sketch(table: &Table) -> Map {
    let names = table.frame.layout.columns.iter().filter(|column| !column.heading.is_empty() || column.feeds.is_some());
    let columns = names.map(|column| {
        let heading =
            if column.heading.is_empty() { crate::change::letters(column.index) } else { column.heading.to_string() };
        (heading, column.feeds.clone().map(Names::One))
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
