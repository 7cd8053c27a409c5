//! What every bill of a table is read by: columns, values, defaults, verdicts on columns of days.

use super::cell::{CellView, TableRecord};
use super::layout::{Feed, Layout, LayoutColumn};
use crate::answer::map::{DayFormat, Map, OneOrMoreNames, Pairs, RatesAre, Skipped};
use crate::calendar::Day;
use crate::change::Why;
use crate::codes::words;
use crate::finding::Rule;
use crate::invoice::form;
use crate::normalize::{Dates, OwnField, Rates, Skip, Target};
use std::borrow::Cow;
use std::sync::Arc;

/// What every bill of a table is read by.
#[derive(Debug)]
pub struct Frame {
    /// The sheet of the bills.
    pub sheet: Option<Arc<str>>,
    /// Its layout.
    pub layout: Layout,
    /// The sheet of the lines, and its layout, where lines have one of their own.
    pub lines: Option<(Option<Arc<str>>, Layout)>,
    /// The map in force.
    pub map: Map,
    /// What stands where a cell is blank or absent.
    pub defaults: Vec<(Target, String, Why)>,
    /// Columns of days that can't be read: of the lines' sheet or not, the column, and why.
    pub condemned: Vec<(bool, u32, &'static Rule)>,
    /// The day that the spreadsheet counts from.
    pub epoch: Option<Day>,
    number: Option<Target>,
    kind: Option<Target>,
    /// Targets whose values the map reads, with the column of each and its place in the map.
    valued: Vec<(Target, Option<u32>, usize)>,
    /// Columns that each row is looked up in, in the bills' sheet.
    at: FrameColumns,
}

/// Columns that each row is looked up in.
#[derive(Clone, Debug, Default)]
pub struct FrameColumns {
    number: Option<u32>,
    kind: Option<u32>,
    seller: Option<u32>,
    /// The day of the bill.
    pub day: Option<u32>,
    /// The HSN code.
    pub hsn: Option<u32>,
    /// The rates.
    pub rates: Vec<u32>,
    /// Names: of buyer and goods.
    pub names: Vec<u32>,
    /// What says who the buyer is.
    pub buyer: Vec<u32>,
    /// Columns and values of bills that aren't sent.
    skips: Vec<(u32, Skipped)>,
}

/// What a map makes of a value.
pub enum Meant<'m> {
    /// It stays.
    Same,
    /// It is this.
    Is(&'m str),
    /// The bill isn't a sale.
    NoSale,
}

impl Frame {
    /// A frame for a layout.
    pub fn new(
        sheet: Option<Arc<str>>,
        mut layout: Layout,
        lines: Option<(Option<Arc<str>>, Layout)>,
        map: Map,
        defaults: Vec<(Target, String, Why)>,
    ) -> Frame {
        // The GSTIN alone names a profile; with more beside it, it is a seller of its own.
        let of_seller =
            |target: Target| target.field().is_some() && target.once().pointer().starts_with("/SellerDtls/");
        let gstin = Target::parse("seller.gstin").ok();
        let all =
            |feeds: &[Feed]| feeds.iter().filter(|feed| of_seller(feed.target)).all(|feed| Some(feed.target) == gstin);
        if all(&layout.feeds) {
            let kinds = layout.by_type.iter_mut().flat_map(|(_, feeds)| feeds);
            for feed in layout.feeds.iter_mut().chain(kinds).filter(|feed| Some(feed.target) == gstin) {
                feed.target = Target::own(OwnField::Seller);
            }
        }
        let at = FrameColumns::of(&layout, &map);
        let valued = map.values.iter().zip(0..).filter_map(|((name, _), place)| {
            let target = crate::answer::map::target(name)?;
            Some((target, layout.column_of(target), place))
        });
        let valued = valued.collect();
        Frame {
            sheet,
            layout,
            lines,
            map,
            defaults,
            condemned: Vec::new(),
            epoch: None,
            number: Target::parse("number").ok(),
            kind: Target::parse("type").ok(),
            valued,
            at,
        }
    }

    /// Columns that each row is looked up in.
    pub fn at(&self) -> &FrameColumns {
        &self.at
    }

    /// The headings of columns that nothing reads, and that the map or preset doesn't leave out.
    pub fn unmapped(&self) -> Vec<String> {
        let folded = super::heading::fold;
        let joined = self.map.join.as_ref().map(|join| folded(&join.bills));
        let is_used = |column: &LayoutColumn| {
            column.known
                || column.feeds.is_some()
                || self.at.skips.iter().any(|(own, _)| *own == column.index)
                || joined.as_ref().is_some_and(|own| *own == folded(&column.heading))
        };
        let columns = self.layout.columns.iter().filter(|column| !column.heading.is_empty() && !is_used(column));
        columns.map(|column| column.heading.to_string()).collect()
    }

    /// What the columns feed in a row, by the kind of document that it says it is of.
    pub fn feeds(&self, row: &TableRecord) -> &[Feed] {
        if self.layout.by_type.is_empty() {
            return &self.layout.feeds;
        }
        let kind = self.at.kind.zip(self.kind).and_then(|(column, kind)| {
            let text = row.get(column).text();
            match self.meant(kind, &text) {
                Meant::Same => words::document_type(&text),
                Meant::Is(word) => words::document_type(word),
                Meant::NoSale => None,
            }
        });
        self.layout.by_type.iter().find(|(own, _)| Some(*own) == kind).map_or(&self.layout.feeds, |(_, feeds)| feeds)
    }

    /// The number that stands in a row.
    pub fn number<'r>(&self, row: &'r TableRecord) -> Option<Cow<'r, str>> {
        let column = match self.layout.by_type.is_empty() {
            true => self.at.number?,
            false => self.feeds(row).iter().find(|feed| Some(feed.target) == self.number)?.column,
        };
        Some(row.get(column).text())
    }

    /// The text of seller and kind in a row, for its key.
    pub fn beside_number<'r>(&self, row: &'r TableRecord) -> [Cow<'r, str>; 2] {
        [self.at.seller, self.at.kind].map(|column| column.map(|column| row.get(column).text()).unwrap_or_default())
    }

    /// Whether a row is one of the lines, or one of the bills: in most tables each is, in its sheet.
    pub fn is_row_of(&self, of_lines: bool, row: &TableRecord) -> bool {
        self.map
            .records
            .as_ref()
            .is_none_or(|records| row.get(0).text() == *if of_lines { &records.lines } else { &records.bills })
    }

    /// What a map makes of a value.
    pub fn meant(&self, target: Target, text: &str) -> Meant<'_> {
        let of_target = self.valued.iter().find(|(own, ..)| *own == target);
        let Some((_, values)) = of_target.and_then(|(.., place)| self.map.values.0.get(*place)) else {
            return Meant::Same;
        };
        let text = text.trim();
        let any = || values.0.iter().find(|(own, _)| own == "*" && !text.is_empty());
        let found = values
            .0
            .iter()
            .find(|(own, _)| own == text)
            .or_else(|| values.0.iter().find(|(own, _)| own.to_lowercase() == text.to_lowercase()))
            .or_else(any);
        match found {
            None => Meant::Same,
            Some((_, Some(word))) => Meant::Is(word),
            Some((_, None)) => Meant::NoSale,
        }
    }

    /// Why a row's bill isn't one to send, as far as single values say so.
    pub fn skip(&self, row: &TableRecord) -> Option<Skip> {
        let by_column = self.at.skips.iter().find_map(|(column, skipped)| reason(skipped, &row.get(*column).text()));
        let no_sale = || {
            self.valued.iter().any(|(target, column, _)| {
                let cell = column.map_or(CellView::Blank, |column| row.get(column));
                cell != CellView::Blank && matches!(self.meant(*target, &cell.text()), Meant::NoSale)
            })
        };
        by_column.or_else(|| no_sale().then_some(Skip::NotASale))
    }

    /// How days in text are written.
    pub fn dates(&self) -> Dates {
        match self.map.dates {
            Some(DayFormat::Mdy) => Dates::MonthFirst,
            Some(DayFormat::Dmy | DayFormat::Cells) | None => Dates::DayFirst,
        }
    }

    /// How rates are written.
    pub fn rates(&self) -> Rates {
        match self.map.rates {
            Some(RatesAre::Percent) => Rates::Percent,
            Some(RatesAre::Fraction) => Rates::Fraction,
            Some(RatesAre::Auto) | None => Rates::Either,
        }
    }

    /// Whether the map says that a target has no column, on purpose.
    pub fn leaves_out(&self, name: &str) -> bool {
        let says = |pairs: &Pairs<Option<OneOrMoreNames>>| matches!(pairs.get(name), Some(None));
        says(&self.map.columns) || says(&self.map.line_columns)
    }

    /// Whether a column of the bills feeds a target, or its place in the lines' sheet does, or a default.
    pub fn has(&self, name: &str) -> bool {
        let Ok(target) = Target::parse(name) else { return false };
        let in_lines = self.lines.iter().any(|(_, layout)| layout.column_of(target).is_some());
        self.layout.feeds.iter().any(|feed| feed.target == target)
            || in_lines
            || self.defaults.iter().any(|(own, ..)| *own == target)
    }
}

impl FrameColumns {
    /// Whether the number of a row is the heading above it.
    pub fn repeats(&self, layout: &Layout, row: &TableRecord) -> bool {
        self.number.is_some_and(|column| {
            layout.heading(column).is_some_and(|heading| heading.eq_ignore_ascii_case(&row.get(column).text()))
        })
    }

    fn of(layout: &Layout, map: &Map) -> FrameColumns {
        let column = |name: &str| Target::parse(name).ok().and_then(|target| layout.column_of(target));
        let all = |names: &[&str]| names.iter().filter_map(|name| column(name)).collect();
        let own_seller = layout.column_of(Target::own(OwnField::Seller));
        let skips = map.skip.iter().filter_map(|(name, skipped)| {
            let folded = super::heading::fold(name);
            let column = layout.columns.iter().find(|column| super::heading::fold(&column.heading) == folded)?;
            Some((column.index, skipped.clone()))
        });
        FrameColumns {
            number: column("number"),
            kind: column("type"),
            seller: column("seller.gstin").or(own_seller),
            day: column("date"),
            hsn: column("lines.hsn"),
            rates: all(&["lines.rate", "lines.igst_rate", "lines.cgst_rate"]),
            names: all(&["lines.name", "buyer.name", "buyer.gstin"]),
            buyer: all(&["buyer.name", "buyer.gstin"]),
            skips: skips.collect(),
        }
    }
}

/// Whether a target is a day of the form's.
pub fn is_day(target: Target) -> bool {
    target.field().is_some_and(|field| matches!(field.kind, form::FieldKind::Date { .. }))
}

fn reason(skipped: &Skipped, text: &str) -> Option<Skip> {
    let same = |own: &str| !text.is_empty() && own.to_lowercase() == text.to_lowercase();
    match skipped {
        Skipped::Values(values) => values.iter().any(|own| same(own)).then(|| by_word(text)),
        Skipped::Reasons(reasons) => reasons.iter().find(|(own, _)| same(own)).map(|(_, reason)| *reason),
    }
}

fn by_word(text: &str) -> Skip {
    let text = text.to_lowercase();
    match () {
        () if text.contains("draft") => Skip::Draft,
        () if text.contains("void") || text.contains("cancel") => Skip::Cancelled,
        () => Skip::NotASale,
    }
}
