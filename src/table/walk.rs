//! Through the rows of a table, bill by bill.

use super::cell::TableRecord;
use super::group::{self, BillRows, Passed, SummedRows};
use super::layout::Layout;
use super::reader::RowReader;
use super::tally::{self, Voucher};
use super::{Frame, OpenTable, PassedRow, Piece, heading, limits};
use crate::answer::map::Gather;
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashMap;
use std::ops::ControlFlow;

impl OpenTable {
    /// Gives away each bill, and each row that is none; gives how many rows there were.
    pub fn each(
        &mut self,
        take: &mut dyn FnMut(&Frame, Piece) -> Result<ControlFlow<()>>,
        pass: &mut dyn FnMut(PassedRow),
    ) -> Result<u64> {
        let rows = match self.reader {
            RowReader::Tally => {
                let frame = &self.frame;
                tally::each(&self.source, &mut |record, node| {
                    take(frame, Piece::Voucher(Box::new(Voucher::new(record, node))))
                })?
            }
            _ if self.frame.map.records.is_some() => self.recorded(take, pass)?,
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
        let (first, frame, source, mut sums) =
            (self.first_row(false), &self.frame, &self.source, SummedRows::default());
        let (mut group, mut rows) = (BillRows::default(), 0);
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
            let whole = std::mem::replace(&mut group, BillRows { rows: vec![row], ..BillRows::default() });
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
        let mut order: Vec<BillRows> = Vec::new();
        let mut by_key: HashMap<(String, String, String), usize> = HashMap::new();
        let mut last = None;
        let rows = self.whole(pass, &mut |frame, row| {
            let number = frame.number(&row).map(|number| number.to_uppercase()).unwrap_or_default();
            let place = match last.filter(|last: &usize| {
                number.is_empty() && order.get(*last).is_some_and(|group: &BillRows| group.takes(frame, &row))
            }) {
                Some(last) => last,
                None => {
                    let [seller, kind] = frame.beside_number(&row).map(|text| text.to_uppercase());
                    let own = if number.is_empty() { format!("\0{}", row.number) } else { number };
                    *by_key.entry((seller, kind, own)).or_insert_with(|| {
                        order.push(BillRows::default());
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
    fn whole(&mut self, pass: &mut dyn FnMut(PassedRow), put: &mut dyn FnMut(&Frame, TableRecord)) -> Result<u64> {
        let (first, frame, mut sums, mut rows) = (self.first_row(false), &self.frame, SummedRows::default(), 0);
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

    /// Bills whose records say what they are.
    fn recorded(
        &mut self,
        take: &mut dyn FnMut(&Frame, Piece) -> Result<ControlFlow<()>>,
        pass: &mut dyn FnMut(PassedRow),
    ) -> Result<u64> {
        let (frame, source) = (&self.frame, &self.source);
        let totals = frame.map.records.as_ref().and_then(|records| records.totals.as_deref());
        let (mut group, mut rows) = (BillRows::default(), 0);
        self.reader.each(frame.sheet.as_deref(), &mut |row| {
            if row.is_blank() {
                return Ok(ControlFlow::Continue(()));
            }
            rows += 1;
            if rows > limits::ROWS {
                return Err(limits::too_many(limits::ROWS));
            }
            if frame.is_row_of(false, &row) {
                let whole = std::mem::replace(&mut group, BillRows { rows: vec![row], ..BillRows::default() });
                return if whole.rows.is_empty() {
                    Ok(ControlFlow::Continue(()))
                } else {
                    take(frame, Piece::Rows(whole))
                };
            }
            let is_line = frame.is_row_of(true, &row);
            let is_after = totals.is_some_and(|totals| row.get(0).text() == totals);
            match (group.rows.is_empty(), is_line, is_after) {
                (false, true, _) => {
                    group.lines.push(row);
                    group::most_lines(source, &group)?;
                }
                (false, false, true) => group.rows.push(row.shifted(limits::AFTER)),
                (true, true, _) | (true, _, true) => {
                    pass(PassedRow { sheet: None, row: row.number, why: Passed::NoBill });
                }
                (_, false, false) => pass(PassedRow { sheet: None, row: row.number, why: Passed::Nothing }),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if !group.rows.is_empty() {
            let _ = take(frame, Piece::Rows(group))?;
        }
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
            Error::new(ErrorKind::Arg, format!("no column is headed \"{}\"", name.unwrap_or_default()))
                .at("/map/join")
                .fix("name the heading that both sheets are joined by")
        };
        let (bills_name, lines_name) =
            (join.as_ref().map(|join| join.bills.as_str()), join.as_ref().map(|join| join.lines.as_str()));
        let of_bills = column(&self.frame.layout, bills_name).ok_or_else(|| missing(bills_name))?;
        let first = self.first_row(true);
        let (mut lines, mut count): (HashMap<String, Vec<TableRecord>>, u64) = (HashMap::new(), 0);
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
        let mut groups: Vec<BillRows> = Vec::new();
        let rows =
            self.whole(pass, &mut |frame, row| match groups.last_mut().filter(|group| group.takes(frame, &row)) {
                Some(group) => group.rows.push(row),
                None => groups.push(BillRows { rows: vec![row], ..BillRows::default() }),
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
