//! Bills of a table: read, completed, judged, and sorted into ready, faulty and skipped.

use super::compute::Completion;
use super::given::{Books, Given};
use super::pure::context;
use super::source::Source as Documents;
use super::{ColumnsOptions, ConvertOptions, Engine, Options};
use crate::answer::map::{EwbOf, Map, Pairs};
use crate::answer::table::{
    Bill, Changed, ColumnRead, Columns, ConvertRequest, Converted, Counts, GivenMap, GivenRow, GivenTable, PassedOver,
    ReadAs, Scalar, Skips, Status,
};
use crate::calendar::Day;
use crate::change::{Place, Why, letters};
use crate::error::{Error, Kind, Result};
use crate::file;
use crate::finding::{Finding, Identity, Report, Severity};
use crate::gstin::Gstin;
use crate::money::Amount;
use crate::normalize::tables as rules;
use crate::normalize::{self, Document, Known, Normalized, Party, Skip, Target, Terms};
use crate::rules::{Context, EwbWish, judge};
use crate::table::{Cell, Files, Frame, How, Passed, PassedRow, Piece, Row, Shape, Source, Table};
use serde_json::value::RawValue;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::path::Path;

mod out;

use out::Out;

/// Bills of an answer, unless the caller says otherwise, and at most.
const PAGE: usize = 1000;
/// Rows that are passed over, in an answer; findings of one whose bills went to a file.
const MOST_PASSED: usize = 1000;
const MOST_FINDINGS: usize = 100;

/// Bills of a table or of documents, sorted into ready, faulty and skipped.
pub fn convert(engine: Option<&Engine>, request: ConvertRequest, options: &ConvertOptions) -> Result<Converted> {
    let limit = options.0.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let (after, to_file) = (options.0.after.unwrap_or(0), options.0.to.is_some());
    let (mut page, mut of_bills) = (Vec::new(), Vec::new());
    let mut converted = convert_each(engine, &request, options, &mut |bill| {
        if to_file {
            let room = MOST_FINDINGS.saturating_sub(of_bills.len());
            of_bills.extend(bill.report.errors().take(room).cloned());
        } else if (after..after.saturating_add(limit)).contains(&bill.index) {
            page.push(bill);
        }
        Ok(())
    })?;
    let next = after.saturating_add(limit);
    converted.next = (!to_file && next < converted.counts.bills).then_some(next);
    converted.bills = page;
    converted.findings.findings.extend(of_bills);
    Ok(converted)
}

/// The same bill by bill: each is given away, in its order, and none is kept.
pub fn convert_each(
    engine: Option<&Engine>,
    request: &ConvertRequest,
    options: &ConvertOptions,
    take: &mut dyn FnMut(Bill) -> Result<()>,
) -> Result<Converted> {
    let own = &options.0;
    let mut out = own.to.as_deref().map(|to| Out::create(Path::new(to), own.overwrite.unwrap_or(false))).transpose()?;
    let done = run(engine, request, own, &mut |bill| {
        out.iter_mut().try_for_each(|out| out.put(&bill))?;
        take(bill).map(ControlFlow::Continue)
    })?;
    out.into_iter().try_for_each(Out::keep)?;
    let Done { counts, read, findings, skips, changed, language } = done;
    Ok(Converted { counts, read, bills: Vec::new(), findings: said(findings, language), skips, changed, next: None })
}

/// How a table would be read.
pub fn columns(engine: Option<&Engine>, request: ConvertRequest, options: &ColumnsOptions) -> Result<Columns> {
    let language = super::pure::language(engine, &options.0);
    let (how, _) = how(&request)?;
    let mut table = match source(&request)? {
        From::Rows(rows) => Table::of_rows(rows, &how)?,
        From::Table(source) => Table::open(source, &how)?,
        From::Documents(_) => {
            return Err(Error::new(Kind::Arg, "these are documents, not a table: they have no columns")
                .fix("einv_convert takes them"));
        }
    };
    let seen = table.columns()?;
    let columns: Vec<ColumnRead> = seen
        .into_iter()
        .map(|(sheet, column, example)| ColumnRead {
            sheet,
            column: letters(column.index),
            heading: column.heading.to_string(),
            feeds: column.feeds,
            example,
        })
        .collect();
    let known =
        |heading: &str| table.frame.layout.columns.iter().any(|column| *column.heading == *heading && column.known);
    let unmapped = columns
        .iter()
        .filter(|column| column.sheet.is_none() && column.feeds.is_none() && !known(&column.heading))
        .map(|column| column.heading.clone());
    Ok(Columns {
        read: read_as(&table),
        unmapped: unmapped.collect(),
        missing: said(table.findings.clone(), language),
        map: crate::table::sketch(&table),
        columns,
    })
}

/// What came of all bills of a request.
struct Done {
    counts: Counts,
    read: ReadAs,
    findings: Vec<Finding>,
    skips: Vec<Skips>,
    changed: Vec<Changed>,
    language: crate::language::Language,
}

/// Converts each bill and gives it away.
fn run(
    engine: Option<&Engine>,
    request: &ConvertRequest,
    options: &Options,
    take: &mut dyn FnMut(Bill) -> Result<ControlFlow<()>>,
) -> Result<Done> {
    let context = context(engine, options);
    let language = context.language;
    let (how, files) = how(request)?;
    let mut converter = Converter::new(engine, options, context, files);
    match source(request)? {
        From::Documents(mut documents) => {
            let mut kind = None;
            while let Some((_, text)) = documents.next() {
                let (of_document, bill) = converter.document(&text?)?;
                kind.get_or_insert(of_document);
                if take(converter.counted(bill, None))?.is_break() {
                    break;
                }
            }
            let read = ReadAs { kind: kind.unwrap_or("json").to_owned(), ..ReadAs::default() };
            Ok(converter.done(0, read, Vec::new(), language))
        }
        From::Rows(rows) => converter.table(Table::of_rows(rows, &how)?, take, language),
        From::Table(source) => converter.table(Table::open(source, &how)?, take, language),
    }
}

/// What bills are read from.
enum From {
    Table(Source),
    Rows(Vec<Row>),
    Documents(Documents),
}

fn source(request: &ConvertRequest) -> Result<From> {
    if let Some(rows) = &request.rows {
        return rows_of(rows).map(From::Rows);
    }
    if let Some(documents) = &request.documents {
        let all: Vec<&str> = documents.iter().map(|document| document.get()).collect();
        return Documents::of_text(&format!("[{}]", all.join(","))).map(From::Documents);
    }
    if let Some(path) = &request.path {
        if path.is_dir() {
            return Documents::of_path(path).map(From::Documents);
        }
        let source = Source::of_path(path)?;
        return Ok(if source.shape()? == Shape::Json {
            From::Documents(Documents::of_path(path)?)
        } else {
            From::Table(source)
        });
    }
    let name = request.name.clone().unwrap_or_else(|| "the table".to_owned());
    if let Some(text) = &request.text {
        let source = Source::of_bytes(text.as_bytes(), name);
        return Ok(if source.shape()? == Shape::Json {
            From::Documents(Documents::of_text(text)?)
        } else {
            From::Table(source)
        });
    }
    let base64 = request.base64.as_deref().unwrap_or_default();
    let bytes = decode(base64)?;
    let source = Source::of_bytes(bytes.clone(), name);
    match source.shape()? {
        Shape::Json => {
            let text = String::from_utf8(bytes)
                .map_err(|_| Error::new(Kind::Utf8, "the documents are not UTF-8").at("/base64"))?;
            Documents::of_text(&text).map(From::Documents)
        }
        Shape::Zip | Shape::Compound | Shape::Xml | Shape::Dbf | Shape::Text => Ok(From::Table(source)),
    }
}

fn decode(text: &str) -> Result<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(text.trim())
        .map_err(|e| Error::new(Kind::Arg, format!("this is not base64: {e}")).at("/base64"))
}

/// Rows of a program as rows of a table; the headings are row 0.
fn rows_of(given: &[GivenRow]) -> Result<Vec<Row>> {
    let mut headings: Vec<&str> = Vec::new();
    let mut places: HashMap<&str, u32> = HashMap::new();
    for (name, _) in given
        .iter()
        .filter_map(|row| if let GivenRow::Named(pairs) = row { Some(pairs) } else { None })
        .flat_map(Pairs::iter)
    {
        places.entry(name).or_insert_with(|| {
            headings.push(name);
            headings.len() as u32 - 1
        });
    }
    if headings.len() > crate::table::limits::COLUMNS as usize {
        return Err(crate::table::limits::wide_row(1));
    }
    let mut rows = Vec::with_capacity(given.len() + 1);
    if !headings.is_empty() {
        rows.push(Row::typed(
            0,
            (0..).zip(&headings).map(|(column, name)| (column, Cell::Text((*name).to_owned()))).collect(),
        ));
    }
    for (number, row) in (1..).zip(given) {
        let mut cells: Vec<(u32, Cell)> = match row {
            GivenRow::Named(pairs) => {
                pairs.iter().filter_map(|(name, value)| Some((*places.get(name)?, cell(value)?))).collect()
            }
            GivenRow::Listed(values) => {
                (0..).zip(values).filter_map(|(column, value)| Some((column, cell(value)?))).collect()
            }
        };
        cells.sort_by_key(|(column, _)| *column);
        // Listed rows bring their headings as the first of them.
        rows.push(Row::typed(if headings.is_empty() { number - 1 } else { number }, cells));
    }
    Ok(rows)
}

fn cell(value: &Scalar) -> Option<Cell> {
    match value {
        Scalar::Nothing(()) => None,
        Scalar::Flag(flag) => Some(Cell::Flag(*flag)),
        Scalar::Number(number) => Some(Cell::Binary(number.to_string())),
        Scalar::Text(text) => Some(Cell::Text(text.clone())),
    }
}

/// How the table is to be read, and the files beside it.
fn how(request: &ConvertRequest) -> Result<(How, Files)> {
    let map = match &request.map {
        None => None,
        Some(GivenMap::Map(map)) => Some(map.as_ref().clone().checked()?),
        Some(GivenMap::Path(path)) => {
            let text = file::text(path, file::SETTINGS)
                .map_err(|e| Error::new(Kind::Arg, format!("{} can't be read: {e}", path.display())).at("/map"))?;
            Some(Map::read(&text)?)
        }
    };
    let mut files = Files::default();
    if let Some(given) = &request.parties {
        files.parties(&beside(given, "/parties")?);
    }
    if let Some(given) = &request.items {
        files.items(&beside(given, "/items")?);
    }
    let how = How {
        preset: request.preset.clone(),
        map,
        sheet: request.sheet.clone(),
        defaults: request.defaults.clone(),
        has_parties: files.has_parties(),
        has_items: files.has_items(),
    };
    Ok((how, files))
}

/// The rows of a table beside the bills, its headings first.
fn beside(given: &GivenTable, at: &'static str) -> Result<Vec<Row>> {
    match given {
        GivenTable::Rows(rows) => rows_of(rows),
        GivenTable::Path(path) => crate::table::rows_of_file(path)
            .map_err(|e| if e.at.as_deref().is_none_or(|at| at == "/path") { e.at(at) } else { e }),
    }
}

fn said(findings: Vec<Finding>, language: crate::language::Language) -> Report {
    Report::new(None, Identity::default(), findings, Vec::new()).told_in(language)
}

fn read_as(table: &Table) -> ReadAs {
    let read = &table.read;
    ReadAs {
        kind: read.kind.to_owned(),
        preset: read.preset.clone(),
        sure: read.sure,
        sheet: read.sheet.clone(),
        header_row: read.header_row,
        encoding: read.encoding.clone(),
        delimiter: read.delimiter,
        passed_over: Vec::new(),
    }
}

/// What is known beside a bill: the bills before it in the table, and what the ledger knows.
struct Beside<'e> {
    books: Books<'e>,
    /// By seller and number, the day of an invoice.
    earlier: RefCell<HashMap<u64, Day>>,
    hasher: RandomState,
}

impl Beside<'_> {
    fn key(&self, seller: &str, number: &str) -> u64 {
        self.hasher.hash_one((seller, number.trim().to_uppercase()))
    }
}

impl Known for Beside<'_> {
    fn day_of(&self, seller: Gstin, number: &str, until: Option<Day>) -> Option<Day> {
        let own = self.earlier.borrow().get(&self.key(seller.as_str(), number)).copied();
        own.filter(|day| until.is_none_or(|until| *day <= until)).or_else(|| self.books.day_of(seller, number, until))
    }

    fn taxpayer(&self, gstin: Gstin) -> Option<Party> {
        self.books.taxpayer(gstin)
    }
}

/// Bills that went by: where each began, and what it held.
#[derive(Clone, Copy)]
struct Before {
    row: u32,
    content: u32,
}

struct Converter<'e> {
    options: &'e Options,
    context: Context,
    files: Files,
    beside: Beside<'e>,
    seen: RefCell<HashMap<u64, Before>>,
    counts: Counts,
    skips: BTreeMap<Skip, (usize, i64)>,
    changed: BTreeMap<Why, usize>,
}

impl<'e> Converter<'e> {
    fn new(engine: Option<&'e Engine>, options: &'e Options, context: Context, files: Files) -> Converter<'e> {
        let books = Books::of(engine, options);
        let beside = Beside { books, earlier: RefCell::default(), hasher: RandomState::new() };
        Converter {
            options,
            context,
            files,
            beside,
            seen: RefCell::default(),
            counts: Counts::default(),
            skips: BTreeMap::new(),
            changed: BTreeMap::new(),
        }
    }

    fn table(
        mut self,
        mut table: Table,
        take: &mut dyn FnMut(Bill) -> Result<ControlFlow<()>>,
        language: crate::language::Language,
    ) -> Result<Done> {
        let (mut read, mut findings) = (read_as(&table), table.findings.clone());
        findings.extend(self.files.twice.iter().map(|name| rules::NAMED_TWICE.at("").value(name)));
        if let Some(wish) = table.frame.map.ewb {
            self.context.ewb = match wish {
                EwbOf::None => EwbWish::None,
                EwbOf::Try => EwbWish::Try,
                EwbOf::Must => EwbWish::Must,
            };
        }
        let mut passed = Vec::new();
        let mut bills_rows = 0;
        let rows = table.each(
            &mut |frame, piece| {
                if let Piece::Rows(group) = &piece {
                    bills_rows += (group.rows.len() + group.lines.len()) as u64;
                }
                let (bill, total) = self.piece(frame, &piece)?;
                take(self.counted(bill, total))
            },
            &mut |row| passed.push(row),
        )?;
        // Nothing vanishes: each row is a bill's, or passed over.
        debug_assert!(
            bills_rows == 0 || rows == bills_rows + passed.len() as u64,
            "{rows} rows, {bills_rows} of bills, {} passed over",
            passed.len()
        );
        read.passed_over = passed.into_iter().take(MOST_PASSED).map(passed_over).collect();
        Ok(self.done(rows, read, findings, language))
    }

    fn done(self, rows: u64, read: ReadAs, findings: Vec<Finding>, language: crate::language::Language) -> Done {
        let skips = self.skips.into_iter().map(|(reason, (bills, total))| Skips {
            reason,
            bills,
            total: Amount::from_thousandths(total, 2).to_string(),
        });
        let changed = self.changed.into_iter().map(|(why, count)| Changed { why, count });
        Done {
            counts: Counts { rows, ..self.counts },
            read,
            findings,
            skips: skips.collect(),
            changed: changed.collect(),
            language,
        }
    }

    fn counted(&mut self, mut bill: Bill, total: Option<i64>) -> Bill {
        bill.index = self.counts.bills;
        self.counts.bills += 1;
        *match bill.status {
            Status::Ready => &mut self.counts.ready,
            Status::Faulty => &mut self.counts.faulty,
            Status::Skipped => &mut self.counts.skipped,
        } += 1;
        if let Some(reason) = bill.reason {
            let (bills, sum) = self.skips.entry(reason).or_default();
            *bills += 1;
            *sum = sum.saturating_add(total.unwrap_or_default());
        }
        for change in &bill.changes.list {
            *self.changed.entry(change.why).or_default() += 1;
        }
        bill
    }

    fn terms(&self, frame: Option<&Frame>) -> Terms<'_> {
        let plain = Terms {
            sellers: &self.context.taxpayers,
            makes_ewb: self.options.ewb.is_some() && self.context.ewb != EwbWish::None,
            lists_dress: self.options.changes == Some(super::options::Listed::All),
            known: &self.beside,
            ..Terms::plain(&self.context.lists, self.context.at.day())
        };
        match frame {
            None => plain,
            Some(frame) => Terms {
                dates: frame.dates(),
                epoch: frame.epoch,
                decimal_comma: frame.map.decimal == Some(','),
                rates: frame.rates(),
                makes_ewb: plain.makes_ewb || matches!(frame.map.ewb, Some(EwbOf::Try | EwbOf::Must)),
                ..plain
            },
        }
    }

    /// One bill of a table.
    fn piece(&self, frame: &Frame, piece: &Piece) -> Result<(Bill, Option<i64>)> {
        let plain = Bill {
            index: 0,
            number: piece.number(frame),
            status: Status::Skipped,
            reason: None,
            sheet: frame.sheet.as_deref().map(str::to_owned),
            rows: Some(piece.span()),
            invoice: None,
            changes: crate::change::Changes::default(),
            report: said(Vec::new(), self.context.language),
        };
        let (mut bill, mut said) = piece.bill(frame);
        self.files.fill(&mut bill);
        let total = total_of(&mut bill);
        if let Some(reason) = piece.skip(frame) {
            return Ok((self.skipped(plain, reason, Vec::new()), total));
        }
        let name = Target::parse("buyer.name")
            .ok()
            .and_then(|name| bill.get(name.once())?.value.text().map(std::borrow::Cow::into_owned));
        let is_worthless = is_worthless(&bill);
        let mut normalized =
            normalize::tidy(normalize::Kind::Table, bill, piece.whence(frame), &self.terms(Some(frame)));
        for change in normalized.changes.list.iter_mut().filter(|change| change.from.is_some()) {
            // What stood there, not what the map or the unit behind it made of it.
            if let Some(Place::Cell { value: Some(value), .. }) = &change.at {
                change.from = Some(value.clone());
            }
        }
        let is_unsure = said.iter().any(|finding| finding.path == "/BuyerDtls/Gstin");
        if normalized.skip == Some(Skip::Consumer) && !is_unsure {
            let known = name.as_deref().and_then(|name| self.files.gstin_of(name));
            match (known, &name) {
                (Some(gstin), Some(name)) => {
                    let finding = rules::GSTIN_MISSING.at("/BuyerDtls/Gstin").value(name).expected(gstin);
                    normalized.findings.retain(|finding| finding.path != "/BuyerDtls/Gstin");
                    said.push(finding.located(normalized.place("/BuyerDtls/Gstin")));
                }
                _ => {
                    let looks = name.filter(|name| is_business(name)).map(|name| {
                        rules::LOOKS_REGISTERED
                            .at("/BuyerDtls/Gstin")
                            .value(name)
                            .located(normalized.place("/BuyerDtls/Gstin"))
                    });
                    return Ok((self.skipped(plain, Skip::Consumer, looks.into_iter().collect()), total));
                }
            }
        } else if let Some(reason) = normalized.skip.filter(|_| !is_unsure) {
            return Ok((self.skipped(plain, reason, Vec::new()), total));
        }
        if is_worthless {
            return Ok((self.skipped(plain, Skip::NoValue, Vec::new()), total));
        }
        if let Some(before) = self.before(frame, piece, &normalized) {
            let (number, at) = (plain.number.clone().unwrap_or_default(), normalized.place("/DocDtls/No"));
            let rule = if before.same { &rules::DUPLICATE } else { &rules::SCATTERED };
            let finding = rule.at("/DocDtls/No").value(number).word("row", before.row).located(at);
            if before.same {
                return Ok((self.skipped(plain, Skip::Duplicate, vec![finding]), total));
            }
            said.push(finding);
        }
        normalized.findings.splice(0..0, said);
        Ok((self.judged(plain, Box::new(normalized))?, total))
    }

    /// One document.
    fn document(&self, text: &str) -> Result<(&'static str, Bill)> {
        let document = normalize::read(text, &self.terms(None))?;
        let plain = Bill {
            index: 0,
            number: None,
            status: Status::Skipped,
            reason: None,
            sheet: None,
            rows: None,
            invoice: None,
            changes: crate::change::Changes::default(),
            report: said(Vec::new(), self.context.language),
        };
        match document {
            Document::Bill(normalized) => {
                let kind = normalized.kind.name();
                let skip = normalized.skip;
                let number = normalized.text("/DocDtls/No").map(str::to_owned);
                let plain = Bill { number, ..plain };
                Ok((
                    kind,
                    match skip {
                        Some(reason) => self.skipped(plain, reason, Vec::new()),
                        None => self.judged(plain, normalized)?,
                    },
                ))
            }
            Document::Several(count) => Err(Error::new(Kind::Json, format!("one of the documents holds {count}"))
                .fix("give the list of them itself")),
            Document::Nothing => {
                Err(Error::new(Kind::Json, "no bill is known in one of the documents: it has the keys of none").fix(
                    "give INV-01, simple bills (docs/simple.md) or a GSP's shape; rows of a table go in as \"rows\"",
                ))
            }
        }
    }

    fn skipped(&self, bill: Bill, reason: Skip, findings: Vec<Finding>) -> Bill {
        Bill { status: Status::Skipped, reason: Some(reason), report: said(findings, self.context.language), ..bill }
    }

    /// Completes a bill and holds it against the whole rule book.
    fn judged(&self, bill: Bill, normalized: Box<Normalized<'_>>) -> Result<Bill> {
        let completion = Completion::of(&normalized.document, self.options, &self.context)?;
        let mut report = match self.options.validate {
            Some(false) => said(Vec::new(), self.context.language),
            Some(true) | None => judge(&completion.document, &self.context)?.report,
        };
        completion.finish(&mut report);
        let changes = normalized.changes.clone();
        Given::from("", normalized).finish_completed(&mut report, &completion);
        report.changes = None;
        // Goods or service follows from the HSN code.
        let without_code: Vec<Option<usize>> =
            report.errors().filter(|finding| finding.path.ends_with("/HsnCd")).map(|finding| finding.item).collect();
        report.findings.retain(|finding| !(finding.path.ends_with("/IsServc") && without_code.contains(&finding.item)));
        let is_sound = report.findings.iter().all(|finding| finding.severity != Severity::Error);
        let invoice = RawValue::from_string(completion.document).map_err(|e| Error::new(Kind::Panic, e.to_string()))?;
        Ok(Bill {
            status: if is_sound { Status::Ready } else { Status::Faulty },
            invoice: Some(invoice),
            changes,
            report,
            ..bill
        })
    }

    /// Where the same number stood before. A bill that begins is remembered.
    fn before(&self, frame: &Frame, piece: &Piece, normalized: &Normalized<'_>) -> Option<Earlier> {
        let number = piece.number(frame)?;
        let seller = normalized.text("/SellerDtls/Gstin").unwrap_or_default().to_owned();
        let kind = normalized.text("/DocDtls/Typ").unwrap_or_default().to_owned();
        let key = self.beside.hasher.hash_one((&seller, &kind, number.trim().to_uppercase()));
        let content = self.beside.hasher.hash_one(&normalized.document) as u32;
        let row = piece.span().0 as u32;
        if kind == "INV"
            && let Some(day) = normalized.text("/DocDtls/Dt").and_then(Day::parse)
        {
            let key = self.beside.key(&seller, &number);
            self.beside.earlier.borrow_mut().entry(key).or_insert(day);
        }
        let mut seen = self.seen.borrow_mut();
        match seen.get(&key) {
            Some(before) => Some(Earlier { row: before.row, same: before.content == content }),
            None => {
                seen.insert(key, Before { row, content });
                None
            }
        }
    }
}

struct Earlier {
    row: u32,
    same: bool,
}

fn passed_over(row: PassedRow) -> PassedOver {
    let why = match row.why {
        Passed::Totals => "totals",
        Passed::Headings => "headings",
        Passed::Nothing => "nothing",
        Passed::NoBill => "no_bill",
    };
    PassedOver { sheet: row.sheet.as_deref().map(str::to_owned), row: row.row, why }
}

/// An amount as it stands, in thousandths, for sums that are only shown.
fn thousandths(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
    let number = plain.trim_matches('.').parse::<f64>().ok().filter(|number| number.abs() < 1e12)?;
    Some((number * 1000.0).round() as i64)
}

/// The bill's own total.
fn total_of(bill: &mut normalize::Bill<'_>) -> Option<i64> {
    thousandths(&bill.get(Target::parse("total").ok()?.once())?.value.text()?)
}

/// Whether every amount of a bill is zero, and it has some.
fn is_worthless(bill: &normalize::Bill<'_>) -> bool {
    let is_amount = |entry: &&normalize::Entry<'_>| {
        entry
            .slot
            .field()
            .is_some_and(|field| matches!(field.key, "AssAmt" | "TotAmt" | "UnitPrice" | "TotInvVal" | "TotItemVal"))
    };
    let mut amounts = bill.entries.iter().filter(is_amount).filter(|entry| !entry.value.is_blank()).peekable();
    amounts.peek().is_some() && amounts.all(|entry| entry.value.text().and_then(|text| thousandths(&text)) == Some(0))
}

/// Whether a name is one that businesses have.
fn is_business(name: &str) -> bool {
    let folded = name.to_lowercase();
    let last = folded.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty());
    let ends = [
        "pvt",
        "ltd",
        "limited",
        "llp",
        "traders",
        "enterprises",
        "industries",
        "corporation",
        "company",
        "agencies",
        "associates",
        "inc",
    ];
    folded.starts_with("m/s") || last.is_some_and(|last| ends.contains(&last))
}
