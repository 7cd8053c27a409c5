//! From the first rows of a table to its layout: where the headings stand, and what each column feeds.

use super::cell::{CellView, TableRecord};
use super::heading::{fold, is_near};
use super::{limits, preset};
use crate::answer::map::{Map, OneOrMoreNames, is_target, target};
use crate::change::{Place, letters};
use crate::codes::words;
use crate::finding::Finding;
use crate::normalize::{Target, tables as rules};
use std::sync::Arc;

/// Rows in which headings are looked for.
pub const LOOKED_AT: usize = 30;

/// A column of the table.
#[derive(Clone, Debug)]
pub struct LayoutColumn {
    /// From 0.
    pub index: u32,
    /// What stands above it.
    pub heading: Arc<str>,
    /// The name of what it feeds.
    pub feeds: Option<String>,
    /// Whether the map or preset knows it, and leaves it out.
    pub known: bool,
}

/// What a column feeds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Feed {
    /// The column, from 0.
    pub column: u32,
    /// Its target.
    pub target: Target,
    /// Whether several columns are put together.
    pub joined: bool,
    /// Whether it counts only where its target is blank.
    pub otherwise: bool,
    /// Whether only the first row of a bill counts.
    pub first_only: bool,
}

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The row of headings; 0 where there is none.
    pub header_row: u64,
    /// The columns that have a heading or feed something.
    pub columns: Vec<LayoutColumn>,
    /// What the columns feed.
    pub feeds: Vec<Feed>,
    /// The same for kinds of document of which it is another.
    pub by_type: Vec<(&'static str, Vec<Feed>)>,
    /// What is wrong with the headings.
    pub findings: Vec<Finding>,
}

/// The row that is most like one of headings.
pub struct NearestRow {
    /// What a table of bills has and it hasn't.
    pub lacks: Vec<&'static str>,
    /// What stands in it.
    pub headings: Vec<String>,
    /// The layout under it.
    pub layout: Layout,
}

impl NearestRow {
    /// How like headings it is.
    pub fn score(&self) -> (usize, usize) {
        (self.layout.fed(), self.headings.len())
    }
}

/// What every table of bills has: in words, and as what its columns feed.
const NEEDED: [(&str, &[&str]); 3] = [
    ("number", &["number"]),
    ("date", &["date"]),
    ("amount", &["total", "lines.price", "lines.taxable", "lines.amount", "lines.line_total"]),
];

/// A row of headings.
struct HeadingRow {
    number: u64,
    headings: Vec<Heading>,
}

struct Heading {
    column: u32,
    text: String,
    folded: String,
}

impl HeadingRow {
    fn of(row: &TableRecord) -> HeadingRow {
        let headings = row.filled().filter_map(|(column, cell)| match cell {
            CellView::Text(_) | CellView::Binary(_) | CellView::Exact(_) => {
                let text: String = cell.text().split_whitespace().collect::<Vec<_>>().join(" ");
                Some(Heading { column, folded: fold(&text), text })
            }
            CellView::Blank | CellView::Day(_) | CellView::Flag(_) | CellView::Error(_) | CellView::NoValue => None,
        });
        HeadingRow { number: row.number, headings: headings.collect() }
    }

    /// Two rows as one: the upper one's headings stand for the columns right of them, too.
    fn stacked(upper: &TableRecord, lower: &TableRecord) -> HeadingRow {
        let (above, below) = (HeadingRow::of(upper), HeadingRow::of(lower));
        let over = |column: u32| above.headings.iter().rev().find(|heading| heading.column <= column);
        let of_upper =
            above.headings.iter().filter(|heading| below.headings.iter().all(|own| own.column != heading.column));
        let mut headings: Vec<Heading> = below
            .headings
            .iter()
            .map(|heading| {
                let text = over(heading.column)
                    .map_or_else(|| heading.text.clone(), |above| format!("{} {}", above.text, heading.text));
                Heading { column: heading.column, folded: fold(&text), text }
            })
            .chain(of_upper.map(|heading| Heading {
                column: heading.column,
                text: heading.text.clone(),
                folded: heading.folded.clone(),
            }))
            .collect();
        headings.sort_by_key(|heading| heading.column);
        HeadingRow { number: below.number, headings }
    }

    fn has(&self, folded: &str) -> bool {
        self.headings.iter().any(|heading| heading.folded == folded || is_near(&heading.folded, folded))
    }

    fn has_all(&self, keys: &[String]) -> bool {
        keys.iter().all(|key| self.has(&fold(key)))
    }
}

/// Rows, each alone and with the one above it.
fn headers(rows: &[TableRecord]) -> impl Iterator<Item = HeadingRow> + '_ {
    let rows = &rows[..rows.len().min(LOOKED_AT)];
    rows.iter().map(HeadingRow::of).chain(rows.windows(2).map(|pair| HeadingRow::stacked(&pair[0], &pair[1])))
}

/// The presets whose key headings all stand in one of the rows.
pub fn presets(rows: &[TableRecord]) -> Vec<&'static str> {
    let headers: Vec<HeadingRow> = headers(rows).collect();
    let fits = |map: &Map| map.keys.iter().any(|keys| headers.iter().any(|header| header.has_all(keys)));
    preset::all().filter(|(_, map)| fits(map)).map(|(name, _)| name).collect()
}

impl Layout {
    /// The layout of rows by a map; none where no row has its headings.
    pub fn of(
        rows: &[TableRecord],
        map: &Map,
        columns: &crate::answer::map::Pairs<Option<OneOrMoreNames>>,
        by_words: bool,
    ) -> Option<Layout> {
        let header = match map.header_row {
            Some(number) => HeadingRow::of(rows.iter().find(|row| row.number == number)?),
            None => match find(rows, map, columns, by_words) {
                Some(header) => header,
                None if !map.positions.is_empty() || columns.iter().any(|(name, _)| letter(name).is_some()) => {
                    HeadingRow { number: 0, headings: Vec::new() }
                }
                None => return None,
            },
        };
        Some(Layout::under(&header, map, columns, by_words))
    }

    /// The layout of the row with the most headings of the dictionary, where none has all that bills need.
    pub fn nearest(rows: &[TableRecord], map: &Map) -> Option<NearestRow> {
        let names = |header: &HeadingRow| -> Vec<&str> {
            header.headings.iter().filter_map(|heading| preset::word(&heading.folded)).map(|word| word.name).collect()
        };
        let given = map.header_row;
        let rows = rows.iter().take(LOOKED_AT).filter(|row| given.is_none_or(|number| row.number == number));
        let mut best: Option<((usize, usize), HeadingRow)> = None;
        for header in rows.map(HeadingRow::of).filter(|header| !header.headings.is_empty()) {
            let score = (names(&header).len(), header.headings.len());
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, header));
            }
        }
        let (_, header) = best?;
        let known = names(&header);
        let lacks = NEEDED.iter().filter(|(_, names)| !names.iter().any(|name| known.contains(name)));
        Some(NearestRow {
            lacks: lacks.map(|(word, _)| *word).collect(),
            headings: header.headings.iter().map(|heading| heading.text.clone()).collect(),
            layout: Layout::under(&header, map, &map.columns, true),
        })
    }

    /// The layouts of bills and lines where a record says what it is; none where no row is a bill's. No heading says what its
    /// columns are.
    pub fn of_records(rows: &[TableRecord], map: &Map) -> Option<(Layout, Layout)> {
        let records = map.records.as_ref()?;
        rows.iter().find(|row| row.get(0).text() == records.bills)?;
        let none = HeadingRow { number: 0, headings: Vec::new() };
        let mut bills = Layout::under(&none, map, &map.columns, false);
        let after = Layout::under(&none, map, &map.total_columns, false);
        bills
            .columns
            .extend(after.columns.into_iter().map(|own| LayoutColumn { index: own.index + limits::AFTER, ..own }));
        bills.feeds.extend(after.feeds.into_iter().map(|own| Feed { column: own.column + limits::AFTER, ..own }));
        Some((bills, Layout::under(&none, map, &map.line_columns, false)))
    }

    fn under(
        header: &HeadingRow,
        map: &Map,
        names: &crate::answer::map::Pairs<Option<OneOrMoreNames>>,
        by_words: bool,
    ) -> Layout {
        let mut layout = Layout { header_row: header.number, ..Layout::default() };
        layout.columns = header
            .headings
            .iter()
            .map(|heading| LayoutColumn {
                index: heading.column,
                heading: Arc::from(heading.text.as_str()),
                feeds: None,
                known: false,
            })
            .collect();
        for (index, (_, _, name)) in (0..).zip(&map.positions) {
            if let Some(name) = name {
                layout.feed(index, name, map);
            }
        }
        let mut taken: Vec<u32> = layout.feeds.iter().map(|feed| feed.column).collect();
        layout.of_names(header, names, None, map, &mut taken);
        // What stands right of a heading is first looked up in the list for it.
        for (limit, after) in map.columns_after.iter() {
            let Some(limit) = header
                .headings
                .iter()
                .find(|heading| heading.folded == fold(limit) || is_near(&heading.folded, &fold(limit)))
            else {
                continue;
            };
            layout.feeds.retain(|feed| feed.column <= limit.column);
            taken.retain(|column| *column <= limit.column);
            layout.of_names(header, after, Some(limit.column), map, &mut taken);
            layout.of_names(header, names, Some(limit.column), map, &mut taken);
        }
        if by_words {
            layout.of_words(header, map, &mut taken);
        }
        for (name, target) in map.otherwise.iter() {
            if let Some(heading) =
                header.headings.iter().find(|heading| !taken.contains(&heading.column) && heading.folded == fold(name))
            {
                layout.feed(heading.column, target, map);
                layout
                    .feeds
                    .iter_mut()
                    .filter(|feed| feed.column == heading.column)
                    .for_each(|feed| feed.otherwise = true);
            }
        }
        layout.look_for_twice(header);
        layout.feeds.sort_by_key(|feed| (feed.otherwise, feed.column));
        layout.of_types(header, map);
        layout
    }

    /// The columns that a list of names knows, right of a column.
    fn of_names(
        &mut self,
        header: &HeadingRow,
        names: &crate::answer::map::Pairs<Option<OneOrMoreNames>>,
        after: Option<u32>,
        map: &Map,
        taken: &mut Vec<u32>,
    ) {
        let right = |heading: &&Heading| after.is_none_or(|column| heading.column > column);
        let exact = |folded: &str| {
            header.headings.iter().filter(right).filter(|heading| heading.folded == folded).collect::<Vec<_>>()
        };
        let near = |folded: &str, taken: &[u32]| {
            let mut found = header
                .headings
                .iter()
                .filter(right)
                .filter(|heading| is_near(&heading.folded, folded) && !taken.contains(&heading.column));
            let one = found.next();
            if found.next().is_some() { None } else { one }
        };
        for is_exact in [true, false] {
            for (heading, feeds) in names.iter() {
                for (heading, feeds) in spelled(heading, feeds.as_ref()) {
                    let folded = fold(heading);
                    let found = exact(&folded);
                    let columns: Vec<u32> = match (is_exact, letter(heading)) {
                        (true, Some(column)) if found.is_empty() => vec![column],
                        (true, _) => found.iter().map(|heading| heading.column).collect(),
                        (false, _) if found.is_empty() => {
                            near(&folded, taken).map(|heading| heading.column).into_iter().collect()
                        }
                        (false, _) => continue,
                    };
                    for column in columns.into_iter().filter(|column| !taken.contains(column)).collect::<Vec<_>>() {
                        taken.push(column);
                        match feeds {
                            Some(name) => self.feed(column, name, map),
                            None => self
                                .columns
                                .iter_mut()
                                .filter(|own| own.index == column)
                                .for_each(|own| own.known = true),
                        }
                    }
                }
            }
        }
    }

    /// The columns that the dictionary knows; of two for one target, the surer.
    fn of_words(&mut self, header: &HeadingRow, map: &Map, taken: &mut Vec<u32>) {
        for heading in header.headings.iter().filter(|heading| preset::is_unused(&heading.folded)) {
            self.columns.iter_mut().filter(|own| own.index == heading.column).for_each(|own| own.known = true);
        }
        let found: Vec<(&Heading, preset::HeadingWord)> = header
            .headings
            .iter()
            .filter(|heading| !taken.contains(&heading.column))
            .filter_map(|heading| Some((heading, preset::word(&heading.folded)?)))
            .filter(|(_, word)| self.feeds.iter().all(|feed| feed.target != word.target))
            .collect();
        let fed = |target: Target| {
            self.feeds.iter().any(|feed| feed.target == target)
                || found.iter().any(|(_, word)| word.target == target && word.with.is_none())
        };
        let has_rate = |target: Target| {
            fed(target)
                || target == Target::parse("lines.rate").unwrap_or(target)
                    && ["lines.igst_rate", "lines.cgst_rate"].iter().any(|name| Target::parse(name).is_ok_and(fed))
        };
        let fits = |word: &preset::HeadingWord| word.with.is_none_or(has_rate);
        let best = |target: Target| {
            found.iter().filter(|(_, word)| word.target == target && fits(word)).map(|(_, word)| word.rank).min()
        };
        let chosen: Vec<(u32, &str)> = found
            .iter()
            .filter(|(_, word)| fits(word) && Some(word.rank) == best(word.target))
            .map(|(heading, word)| (heading.column, word.name))
            .collect();
        for (column, name) in chosen {
            taken.push(column);
            self.feed(column, name, map);
        }
    }

    fn feed(&mut self, column: u32, name: &str, map: &Map) {
        let Some(target) = target(name) else { return };
        let bare = name.strip_prefix('+').unwrap_or(name);
        let own = match self.columns.iter().position(|own| own.index == column) {
            Some(own) => own,
            None => {
                self.columns.push(LayoutColumn { index: column, heading: Arc::from(""), feeds: None, known: false });
                self.columns.len() - 1
            }
        };
        let first_only = map.first_only.iter().any(|only| fold(only) == fold(&self.columns[own].heading));
        self.columns[own].feeds = Some(bare.to_owned());
        self.columns[own].known = true;
        let several = map
            .columns
            .iter()
            .any(|(key, names)| matches!(names, Some(OneOrMoreNames::Many(_))) && self::target(key) == Some(target));
        self.feeds.push(Feed {
            column,
            target,
            joined: name.starts_with('+') || several,
            otherwise: false,
            first_only,
        });
    }

    /// Two columns for one value: which is meant can't be known.
    fn look_for_twice(&mut self, header: &HeadingRow) {
        let mut twice = Vec::new();
        for (place, feed) in self.feeds.iter().enumerate().filter(|(_, feed)| !feed.joined && !feed.otherwise) {
            let other = self.feeds[..place]
                .iter()
                .find(|other| other.target == feed.target && !other.joined && !other.otherwise);
            if let Some(other) = other {
                twice.push((other.column, feed.column));
            }
        }
        for (first, second) in twice {
            let text = |column: u32| {
                header
                    .headings
                    .iter()
                    .find(|heading| heading.column == column)
                    .map_or_else(|| letters(column), |heading| heading.text.clone())
            };
            let name = self
                .columns
                .iter()
                .find(|own| own.index == second)
                .and_then(|own| own.feeds.clone())
                .unwrap_or_default();
            let finding = rules::HEADING_TWICE
                .at("")
                .word("first", letters(first))
                .word("second", letters(second))
                .word("target", name)
                .value(text(second));
            self.findings.push(finding.located(Some(self.place(header.number, second))));
            self.feeds.retain(|feed| feed.column != second);
        }
    }

    /// The feeds of kinds of document in which a column feeds something else.
    fn of_types(&mut self, header: &HeadingRow, map: &Map) {
        for (kind, names) in map.by_type.iter() {
            let Some(kind) = words::document_type(kind) else { continue };
            let mut feeds = self.feeds.clone();
            for (heading, names) in names.iter() {
                for heading in header.headings.iter().filter(|own| own.folded == fold(heading)) {
                    feeds.retain(|feed| feed.column != heading.column);
                    let target = match names {
                        Some(OneOrMoreNames::One(name)) => target(name),
                        Some(OneOrMoreNames::Many(_)) | None => None,
                    };
                    if let Some(target) = target {
                        feeds.retain(|feed| feed.target != target);
                        feeds.push(Feed {
                            column: heading.column,
                            target,
                            joined: false,
                            otherwise: false,
                            first_only: false,
                        });
                    }
                }
            }
            self.by_type.push((kind, feeds));
        }
    }

    /// The column that feeds a target.
    pub fn column_of(&self, target: Target) -> Option<u32> {
        self.feeds.iter().find(|feed| feed.target == target).map(|feed| feed.column)
    }

    /// What stands above a column.
    pub fn heading(&self, column: u32) -> Option<Arc<str>> {
        self.columns
            .iter()
            .find(|own| own.index == column)
            .map(|own| Arc::clone(&own.heading))
            .filter(|heading| !heading.is_empty())
    }

    /// The place of a heading.
    fn place(&self, row: u64, column: u32) -> Place {
        Place::Cell { sheet: None, row, line: None, column: Some(column), heading: self.heading(column), value: None }
    }

    /// How many columns feed something.
    pub fn fed(&self) -> usize {
        self.feeds.len()
    }
}

/// The row with the most headings of a map; or by the dictionary the first with number, date and an amount.
fn find(
    rows: &[TableRecord],
    map: &Map,
    columns: &crate::answer::map::Pairs<Option<OneOrMoreNames>>,
    by_words: bool,
) -> Option<HeadingRow> {
    if let Some(header) = map.keys.iter().find_map(|keys| headers(rows).find(|header| header.has_all(keys))) {
        return Some(header);
    }
    let folded: Vec<String> = columns
        .iter()
        .flat_map(|(heading, names)| spelled(heading, names.as_ref()))
        .map(|(heading, _)| fold(heading))
        .collect();
    let score = |header: &HeadingRow| folded.iter().filter(|folded| header.has(folded)).count();
    let mut best: Option<(usize, HeadingRow)> = None;
    for header in headers(rows) {
        let score = score(&header);
        if score > best.as_ref().map_or(0, |best| best.0) {
            best = Some((score, header));
        }
    }
    if let Some((score, header)) = best
        && (score >= 2 || score == folded.len())
    {
        return Some(header);
    }
    by_words.then(|| headers(rows).find(is_bills)).flatten()
}

/// Whether headings are those of a table of bills: a number, a day and an amount.
fn is_bills(header: &HeadingRow) -> bool {
    let names: Vec<&str> =
        header.headings.iter().filter_map(|heading| preset::word(&heading.folded)).map(|word| word.name).collect();
    NEEDED.iter().all(|(_, wanted)| wanted.iter().any(|name| names.contains(name)))
}

/// Headings and the name of what they feed, whichever way round they are written.
fn spelled<'m>(key: &'m str, names: Option<&'m OneOrMoreNames>) -> Vec<(&'m str, Option<&'m str>)> {
    match names {
        None if is_target(key) => Vec::new(),
        None => vec![(key, None)],
        Some(OneOrMoreNames::One(name)) if is_target(name) => vec![(key, Some(name))],
        Some(OneOrMoreNames::One(heading)) => vec![(heading, Some(key))],
        Some(OneOrMoreNames::Many(headings)) => headings.iter().map(|heading| (heading.as_str(), Some(key))).collect(),
    }
}

/// The column of its letters: A is 0.
fn letter(name: &str) -> Option<u32> {
    let fits = (1..=3).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_uppercase());
    fits.then(|| name.bytes().fold(0, |n, c| n * 26 + u32::from(c - b'A') + 1) - 1)
}
