//! Rows become bills: which rows are one bill, and what each value of it is.

use super::cell::{CellView, TableRecord};
use super::frame::{Frame, Meant, is_day};
use super::layout::{Feed, Layout};
use super::limits;
use super::source::TableSource;
use crate::change::{Place, Why};
use crate::error::Result;
use crate::finding::{Finding, Rule};
use crate::normalize::{At, InputValue, OwnField, ReadBill, Target, TargetSlot, Whence, tables as rules};
use std::borrow::Cow;

/// The rows of one bill.
#[derive(Debug, Default)]
pub struct BillRows {
    /// Of the bills' sheet.
    pub rows: Vec<TableRecord>,
    /// Of the lines' sheet, where there is one.
    pub lines: Vec<TableRecord>,
    /// Where its number stood before, in another piece.
    pub before: Option<u64>,
}

/// What there is to say of a row while rows become bills.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Passed {
    /// It sums up what stands above it.
    Totals,
    /// It repeats the headings.
    Headings,
    /// No column that is read has anything in it.
    Nothing,
    /// A line whose bill isn't there.
    NoBill,
}

impl BillRows {
    /// The number as it stands in the first row.
    pub fn number(&self, frame: &Frame) -> Option<String> {
        let number = frame.number(self.rows.first()?)?;
        (!number.is_empty()).then(|| number.into_owned())
    }

    /// First and last row.
    pub fn span(&self) -> Option<(u64, u64)> {
        Some((self.rows.first()?.number, self.rows.last()?.number))
    }

    /// Whether a row belongs to this bill.
    pub fn takes(&self, frame: &Frame, row: &TableRecord) -> bool {
        let Some(first) = self.rows.first() else { return false };
        let (Some(own), Some(number)) = (frame.number(first), frame.number(row)) else { return false };
        if !number.is_empty() {
            let same = |own: &str, other: &str| other.is_empty() || own.eq_ignore_ascii_case(other);
            return own == number && {
                let (own, other) = (frame.beside_number(first), frame.beside_number(row));
                own.iter().zip(&other).all(|(own, other)| same(own, other))
            };
        }
        if own.is_empty() {
            // Of two rows without a number, what is filled in says whether they are one bill.
            let mut of_bill = frame.feeds(first).iter().filter(|feed| !feed.target.is_of_line() && !feed.first_only);
            return of_bill.all(|feed| {
                row.get(feed.column) == CellView::Blank || agree(first.get(feed.column), row.get(feed.column))
            });
        }
        !self.ends_before(frame, row)
    }

    /// Whether a row without a number begins another bill: it has a day, and a buyer who isn't this bill's. Any other row goes on
    /// with this one, and what in it disagrees is a fault of the whole bill: a bill is never sent without one of its lines.
    fn ends_before(&self, frame: &Frame, row: &TableRecord) -> bool {
        let at = frame.at();
        let is_filled = |column: u32| row.get(column) != CellView::Blank;
        let is_other = |column: u32| is_filled(column) && !agree(self.first_filled(column), row.get(column));
        at.day.is_some_and(is_filled) && at.buyer.iter().any(|column| is_other(*column))
    }

    /// The first cell of a column that has something in it.
    fn first_filled(&self, column: u32) -> CellView<'_> {
        self.rows.iter().map(|row| row.get(column)).find(|cell| *cell != CellView::Blank).unwrap_or(CellView::Blank)
    }

    /// The bill in between, and what is wrong with its cells.
    pub fn bill<'g>(&'g self, frame: &'g Frame) -> (ReadBill<'g>, Vec<Finding>) {
        let mut builder = Builder {
            frame,
            group: self,
            bill: ReadBill::new(at(false, self.rows.first().map_or(0, |row| row.number), None)),
            findings: Vec::new(),
        };
        builder.build();
        (builder.bill, builder.findings)
    }

    /// Where its values stand.
    pub fn whence<'g>(&'g self, frame: &'g Frame) -> BillCells<'g> {
        BillCells { frame, group: self }
    }
}

/// Two cells say the same.
fn agree(first: CellView<'_>, second: CellView<'_>) -> bool {
    let number = |cell: &str| cell.parse::<f64>().ok();
    first.text() == second.text() || number(&first.text()).is_some_and(|first| Some(first) == number(&second.text()))
}

struct Builder<'g> {
    frame: &'g Frame,
    group: &'g BillRows,
    bill: ReadBill<'g>,
    findings: Vec<Finding>,
}

impl<'g> Builder<'g> {
    fn build(&mut self) {
        let Some(first) = self.group.rows.first() else { return };
        let feeds = self.frame.feeds(first);
        for feed in feeds.iter().filter(|feed| !feed.target.is_of_line()) {
            self.once(feed);
        }
        match &self.frame.lines {
            None => self.lines(false, &self.group.rows, feeds),
            Some((_, layout)) => self.lines(true, &self.group.lines, &layout.feeds),
        }
        self.defaults();
    }

    /// A value of the bill: the first that stands in its rows; the others must say the same.
    fn once(&mut self, feed: &Feed) {
        let rows = if feed.first_only { &self.group.rows[..1] } else { &self.group.rows[..] };
        let mut filled = rows.iter().filter(|row| row.get(feed.column) != CellView::Blank);
        let Some(row) = filled.next() else {
            if !feed.joined && !feed.otherwise {
                self.bill.put(feed.target.once(), InputValue::Blank, at(false, rows[0].number, Some(feed.column)));
            }
            return;
        };
        // A buyer that only a row without a number names may be another bill's.
        let is_late = row.number != rows[0].number
            && self.frame.at().buyer.contains(&feed.column)
            && self.frame.number(row).is_none_or(|number| number.is_empty());
        let disagrees = if is_late {
            Some((&rows[0], row))
        } else {
            filled.find(|other| !agree(row.get(feed.column), other.get(feed.column))).map(|other| (row, other))
        };
        if let Some((own, other)) = disagrees {
            let text = |row: &'g TableRecord| row.get(feed.column).text();
            let expected = Some(text(own)).filter(|text| !text.is_empty()).unwrap_or(Cow::Borrowed("nothing"));
            let finding = rules::DISAGREES
                .at(feed.target.once().pointer())
                .value(text(other))
                .expected(expected)
                .word("row", own.number);
            self.say(finding, false, other, feed.column);
        }
        let nth = if feed.joined { self.count(feed.target) } else { 0 };
        self.put(feed, feed.target.once(), nth, row, false);
    }

    fn count(&self, target: Target) -> u32 {
        self.bill.entries.iter().filter(|entry| entry.slot.target() == target).count() as u32
    }

    fn lines(&mut self, of_lines: bool, rows: &'g [TableRecord], feeds: &[Feed]) {
        let own: Vec<&Feed> = feeds.iter().filter(|feed| feed.target.is_of_line()).collect();
        for row in rows {
            if own.iter().all(|feed| row.get(feed.column) == CellView::Blank) {
                continue;
            }
            let line = self.bill.line(at(of_lines, row.number, None));
            for feed in &own {
                match row.get(feed.column) {
                    CellView::Blank if feed.joined || feed.otherwise => {}
                    CellView::Blank => self.bill.put(
                        feed.target.of_line(line),
                        InputValue::Blank,
                        at(of_lines, row.number, Some(feed.column)),
                    ),
                    _ => self.put(feed, feed.target.of_line(line), 0, row, of_lines),
                }
            }
        }
    }

    /// Puts in a cell, as the map takes its value.
    fn put(&mut self, feed: &Feed, slot: TargetSlot, nth: u32, row: &'g TableRecord, of_lines: bool) {
        let cell = row.get(feed.column);
        let place = at(of_lines, row.number, Some(feed.column));
        if feed.otherwise && self.is_given(slot) {
            return;
        }
        if let Some(rule) = self.fault(feed, cell, of_lines) {
            let finding = rule.at(slot.pointer()).value(cell.text());
            self.say(finding, of_lines, row, feed.column);
            return self.bill.put(slot, InputValue::Blank, place);
        }
        let text = cell.text();
        let (value, why) = match self.frame.meant(feed.target, &text) {
            Meant::Is(word) => (InputValue::Text(Cow::Borrowed(word)), Some(word_for(feed.target))),
            Meant::Same | Meant::NoSale => (cell.value(), unit_word(feed.target, &text)),
        };
        if !feed.joined {
            return self.push(slot, value, place, why);
        }
        match self.bill.entries.iter().rposition(|entry| entry.slot == slot && !entry.value.is_blank()) {
            Some(_) if is_address(feed.target) => {
                let mut entry_slot = feed.target.at(0, nth);
                if let Some(line) = slot.line() {
                    entry_slot = feed.target.at(line, nth);
                }
                self.push(entry_slot, value, place, why);
            }
            // Of two columns for one amount, as SGST and UTGST, one has it.
            Some(held) if is_number(feed.target) => {
                let zero =
                    self.bill.entries[held].value.text().is_some_and(|text| text.trim().parse::<f64>() == Ok(0.0));
                if zero {
                    self.bill.entries[held].value = value;
                    self.bill.entries[held].at = place;
                }
            }
            Some(held) => {
                let joined = format!("{} {}", self.bill.entries[held].value.text().unwrap_or_default(), text);
                self.bill.entries[held].value = InputValue::Text(Cow::Owned(joined));
            }
            None => self.push(slot, value, place, why),
        }
    }

    fn push(&mut self, slot: TargetSlot, value: InputValue<'g>, at: At, why: Option<Why>) {
        match why {
            Some(why) => self.bill.put_as(slot, value, at, why),
            None => self.bill.put(slot, value, at),
        }
    }

    /// Whether a slot has a value already; a rate may stand apart.
    fn is_given(&mut self, slot: TargetSlot) -> bool {
        let apart = [OwnField::IgstRate, OwnField::CgstRate, OwnField::SgstRate].map(Target::own);
        let is_rate = slot.field().is_some_and(|field| field.key == "GstRt");
        self.bill.get(slot).is_some()
            || is_rate && apart.iter().any(|own| self.bill.get(own.of_line(slot.line().unwrap_or(0))).is_some())
    }

    /// What makes a cell one that can't be read.
    fn fault(&self, feed: &Feed, cell: CellView<'_>, of_lines: bool) -> Option<&'static Rule> {
        let condemned = || {
            self.frame
                .condemned
                .iter()
                .find(|(lines, column, _)| *lines == of_lines && *column == feed.column)
                .map(|(_, _, rule)| *rule)
        };
        match cell {
            CellView::Error(_) => Some(&rules::CELL_ERROR),
            CellView::NoValue => Some(&rules::FORMULA_WITHOUT_VALUE),
            CellView::Text(text) if text.contains('\0') => Some(&rules::UNREADABLE_ROW),
            _ if is_day(feed.target) => condemned(),
            _ => None,
        }
    }

    fn say(&mut self, finding: Finding, of_lines: bool, row: &TableRecord, column: u32) {
        let finding = match finding
            .path
            .strip_prefix("/ItemList/")
            .and_then(|rest| rest.split('/').next()?.parse::<usize>().ok())
        {
            Some(line) => finding.line(line),
            None => finding,
        };
        let place = place(self.frame, of_lines, row, column);
        self.findings.push(finding.located(Some(place)));
    }

    /// Where a cell is blank or absent, what the map says.
    fn defaults(&mut self) {
        let (unit, hsn, service) =
            (Target::parse("lines.unit").ok(), Target::parse("lines.hsn").ok(), Target::parse("lines.service").ok());
        for (target, text, why) in &self.frame.defaults {
            let value = || InputValue::Text(Cow::Borrowed(text.as_str()));
            if !target.is_of_line() {
                self.fill(target.once(), value(), *why);
                continue;
            }
            for line in 0..self.bill.lines.len() as u32 {
                let mut of = |target: Option<Target>| {
                    let text = target.and_then(|target| self.bill.get(target.of_line(line))?.value.text());
                    text.map(Cow::into_owned).unwrap_or_default()
                };
                // Services are counted in nothing.
                let is_service =
                    of(hsn).trim().starts_with("99") || crate::codes::words::flag(&of(service)) == Some(true);
                if Some(*target) == unit && is_service || self.is_given(target.of_line(line)) {
                    continue;
                }
                self.fill(target.of_line(line), value(), *why);
            }
        }
        if self.frame.map.prices_include_tax == Some(true) {
            self.fill(Target::own(OwnField::PricesIncludeTax).once(), InputValue::Flag(true), Why::DefaultValue);
        }
    }

    fn fill(&mut self, slot: TargetSlot, value: InputValue<'g>, why: Why) {
        fill(&mut self.bill, slot, value, why);
    }
}

/// Fills a slot that has no value, at the place where one would stand: the cell, or the line.
pub fn fill<'t>(bill: &mut ReadBill<'t>, slot: TargetSlot, value: InputValue<'t>, why: Why) {
    let at = match slot.line() {
        Some(line) => bill.lines.get(line as usize).copied(),
        None => bill.entries.iter().take(MOST_ONCE).find(|entry| entry.slot == slot).map(|entry| entry.at),
    };
    bill.fill(slot, value, at.unwrap_or(At::NOWHERE), why);
}

/// What stands once in a bill goes in first, and there is no more of it.
const MOST_ONCE: usize = 300;

/// The word for a value that the map reads.
fn word_for(target: Target) -> Why {
    match target.field().map(|field| field.key) {
        Some("Unit") => Why::UnitWord,
        Some("Typ") => Why::TypeWord,
        Some("SupTyp") => Why::SupplyWord,
        Some("Stcd" | "Pos") => Why::StateName,
        Some("IsServc" | "RegRev" | "IgstOnIntra") => Why::FlagWord,
        _ => Why::DefaultValue,
    }
}

/// A unit that people write is a word, even where only its case differs from the portal's code.
pub fn unit_word(target: Target, text: &str) -> Option<Why> {
    let is_unit = target.field().is_some_and(|field| field.key == "Unit");
    let word = crate::codes::units::meant(text).filter(|word| is_unit && word.sure && word.unit != text)?;
    (!word.unit.is_empty()).then_some(Why::UnitWord)
}

fn is_address(target: Target) -> bool {
    [OwnField::SellerAddress, OwnField::BuyerAddress, OwnField::ShipAddress, OwnField::DispatchAddress]
        .map(Target::own)
        .contains(&target)
}

fn is_number(target: Target) -> bool {
    let own = [OwnField::CgstRate, OwnField::SgstRate, OwnField::IgstRate].map(Target::own).contains(&target);
    own || target.field().is_some_and(|field| matches!(field.kind, crate::invoice::form::FieldKind::Number { .. }))
}

const COLUMN_BITS: u32 = 16;
const LINES_BIT: u64 = 1 << 62;

/// A cell as a number; a row without a column.
fn at(of_lines: bool, row: u64, column: Option<u32>) -> At {
    At(row << COLUMN_BITS | u64::from(column.map_or(0, |column| column + 1)) | if of_lines { LINES_BIT } else { 0 })
}

/// Places of a bill's cells.
pub struct BillCells<'g> {
    frame: &'g Frame,
    group: &'g BillRows,
}

impl Whence for BillCells<'_> {
    fn place(&self, at: At, missing: Option<TargetSlot>) -> Option<Place> {
        if at == At::NOWHERE {
            return None;
        }
        let of_lines = at.0 & LINES_BIT != 0;
        let (number, column) = ((at.0 & !LINES_BIT) >> COLUMN_BITS, (at.0 & ((1 << COLUMN_BITS) - 1)) as u32);
        let own = column.checked_sub(1);
        let column = own.or_else(|| missing.and_then(|slot| column_for(layout(self.frame, of_lines), slot.target())));
        let rows = if of_lines { &self.group.lines } else { &self.group.rows };
        let row = rows.get(rows.binary_search_by_key(&number, |row| row.number).ok()?)?;
        Some(match column {
            Some(column) => place(self.frame, of_lines, row, column),
            None => Place::Cell {
                sheet: sheet(self.frame, of_lines),
                row: number,
                line: row.line,
                column: None,
                heading: None,
                value: None,
            },
        })
    }
}

fn layout(frame: &Frame, of_lines: bool) -> &Layout {
    match &frame.lines {
        Some((_, layout)) if of_lines => layout,
        _ => &frame.layout,
    }
}

fn sheet(frame: &Frame, of_lines: bool) -> Option<std::sync::Arc<str>> {
    match &frame.lines {
        Some((sheet, _)) if of_lines => sheet.clone(),
        _ => frame.sheet.clone(),
    }
}

/// The place of a cell.
pub fn place(frame: &Frame, of_lines: bool, row: &TableRecord, column: u32) -> Place {
    let text = row.get(column).text();
    // As the file has it: a bill's last record has columns of its own.
    let shown = column % limits::AFTER;
    Place::Cell {
        sheet: sheet(frame, of_lines),
        row: row.number,
        line: row.line,
        column: Some(shown),
        heading: layout(frame, of_lines).heading(column),
        value: Some(crate::finding::shortened(text.into_owned())),
    }
}

/// The column that a missing value would stand in.
fn column_for(layout: &Layout, target: Target) -> Option<u32> {
    let parts: &[&str] = match target.once().pointer().as_str() {
        "/SellerDtls/Addr1" => &["seller.address"],
        "/BuyerDtls/Addr1" => &["buyer.address"],
        "/ShipDtls/Addr1" => &["ship_to.address"],
        "/DispDtls/Addr1" => &["dispatch_from.address"],
        "/ItemList/0/GstRt" => &["lines.igst_rate", "lines.cgst_rate"],
        "/ItemList/0/AssAmt" | "/ItemList/0/TotAmt" | "/ItemList/0/UnitPrice" => {
            &["lines.taxable", "lines.price", "lines.amount"]
        }
        _ => &[],
    };
    layout.column_of(target).or_else(|| parts.iter().find_map(|name| layout.column_of(Target::parse(name).ok()?)))
}

/// Rows that sum up, and other rows that are no part of a bill.
#[derive(Debug, Default)]
pub struct SummedRows {
    /// Of each column of amounts: its sum in thousandths, and how many rows it comes from.
    columns: Vec<(u32, i128, u64)>,
}

impl SummedRows {
    /// Whether a row is no part of a bill; one that is counts.
    pub fn judge(&mut self, frame: &Frame, row: &TableRecord) -> Option<Passed> {
        let (layout, feeds, at) = (&frame.layout, frame.feeds(row), frame.at());
        if feeds.iter().all(|feed| row.get(feed.column) == CellView::Blank) {
            // A total without a number may stand in a column that nothing reads.
            return Some(if row.filled().any(|(_, cell)| says_total(&cell.text())) {
                Passed::Totals
            } else {
                Passed::Nothing
            });
        }
        let number = frame.number(row).unwrap_or_default();
        let filled = |column: &u32| row.get(*column) != CellView::Blank;
        if number.is_empty() || says_total(&number) {
            let has_day = at.day.is_some_and(|column| filled(&column) && !says_total(&row.get(column).text()));
            let says = row.filled().any(|(_, cell)| says_total(&cell.text()));
            // A rate column may hold a sum of percentages; the HSN code of a totals row is blank.
            let is_line = at.hsn.is_some_and(|column| filled(&column)) || !says && at.rates.iter().any(filled);
            if !has_day && !is_line && (says || !at.names.iter().any(filled) && self.is_sum(row)) {
                return Some(Passed::Totals);
            }
        } else if layout.header_row != 0
            && at.repeats(layout, row)
            && feeds.iter().filter(|feed| repeats(layout, row, feed.column)).count() >= 3
        {
            return Some(Passed::Headings);
        }
        self.count(feeds, row);
        None
    }

    fn count(&mut self, feeds: &[Feed], row: &TableRecord) {
        for feed in feeds.iter().filter(|feed| is_number(feed.target)) {
            let Some(amount) = amount(row.get(feed.column)) else { continue };
            match self.columns.iter_mut().find(|(column, ..)| *column == feed.column) {
                Some((_, sum, rows)) => {
                    *sum += amount;
                    *rows += 1;
                }
                None => self.columns.push((feed.column, amount, 1)),
            }
        }
    }

    /// Whether every amount of a row is the sum of those above it, to the paisa.
    fn is_sum(&self, row: &TableRecord) -> bool {
        let mut seen = 0;
        for (column, sum, rows) in &self.columns {
            match amount(row.get(*column)) {
                None => {}
                Some(amount) if *rows >= 2 && *sum != 0 && (amount - sum).abs() < 10 => seen += 1,
                Some(_) => return false,
            }
        }
        seen > 0
    }
}

/// An amount in thousandths.
fn amount(cell: CellView<'_>) -> Option<i128> {
    let text = cell.text();
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '₹') && !super::cell::is_space(*c)).collect();
    let number = plain.parse::<f64>().ok().filter(|number| number.abs() < 1e12)?;
    Some((number * 1000.0).round() as i128)
}

const SUM: [&str; 6] = ["total", "totals", "subtotal", "grandtotal", "योग", "कुल"];
const BEFORE_SUM: [&str; 11] =
    ["grand", "sub", "page", "net", "final", "report", "overall", "gross", "all", "कुल", "महा"];
const AFTER_SUM: [&str; 12] =
    ["amount", "value", "sales", "sale", "rs", "inr", "of", "all", "bills", "invoices", "qty", "राशि"];

/// Whether a cell says that its row sums up: the word alone, or with words that say of what.
fn says_total(text: &str) -> bool {
    // Most cells are numbers and names; few are as short as this.
    if text.len() > 60 || !text.starts_with(|c: char| c.is_alphabetic() || !c.is_ascii()) {
        return false;
    }
    let folded = text.to_lowercase();
    let is_part = |c: char| c.is_alphanumeric() || ('\u{900}'..='\u{97f}').contains(&c);
    let words: Vec<&str> = folded.split(|c: char| !is_part(c)).filter(|word| !word.is_empty()).collect();
    let Some(place) = words.iter().position(|word| SUM.contains(word)) else { return false };
    let (before, after) = (&words[..place], &words[place + 1..]);
    let is_number = |word: &str| word.bytes().all(|c| c.is_ascii_digit());
    before.iter().all(|word| BEFORE_SUM.contains(word))
        && after.iter().all(|word| AFTER_SUM.contains(word) || SUM.contains(word) || is_number(word))
}

/// Whether a cell repeats its heading.
fn repeats(layout: &Layout, row: &TableRecord, column: u32) -> bool {
    layout
        .heading(column)
        .is_some_and(|heading| super::heading::fold(&row.get(column).text()) == super::heading::fold(&heading))
}

/// Refuses a bill of too many lines.
pub fn most_lines(source: &TableSource, group: &BillRows) -> Result<()> {
    if group.rows.len() + group.lines.len() <= limits::LINES {
        return Ok(());
    }
    let row = group.rows.first().map_or(0, |row| row.number);
    Err(limits::beyond(
        format!("{}: the bill of row {row} has more than {} rows", source.name, limits::LINES),
        "look whether its number stands in every row; the portal takes 1000 lines",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_known_by_its_words_and_an_item_is_never_one() {
        for text in ["Total", "Grand Total", "TOTAL:", "Sub-total", "Total Amount", "कुल योग", "Total (4)", "Page Total"]
        {
            assert!(says_total(text), "{text}");
        }
        for text in
            ["Total station", "Total Traders Pvt Ltd", "Totalizer", "Lubricant Total Quartz", "", "Subtotals of paper"]
        {
            assert!(!says_total(text), "{text}");
        }
    }
}
