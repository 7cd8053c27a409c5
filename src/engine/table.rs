//! Bills of a table: read, completed, judged, and sorted into ready, faulty and skipped.

mod batch;
mod books;
mod convert;
mod one;
mod out;
mod request;
mod sheets;

use crate::answer::map::ScalarText;
use crate::answer::table::{Changed, ColumnRead, Columns, ConvertRequest, Converted, Counts, ReadAs, Skips, TableBill};
use crate::change::letters;
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::config::options::{CallOptions, ColumnsOptions, ConvertOptions};
use crate::engine::process::context::context;
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Identity, Report};
use crate::table::{OpenTable, SeenColumn, TableTerms};
pub use batch::{HeldUp, holds_up};
pub(super) use batch::{OfTable, for_batch, is_table};
pub(super) use books::every_bill;
use convert::Converter;
pub(super) use one::{all_bills, only_bill};
use out::ConvertedFiles;
use request::{BillInput, how, source};
pub(super) use sheets::sheets;
use std::ops::ControlFlow;
use std::path::Path;

/// Bills of an answer, unless the caller says otherwise, and at most.
const PAGE: usize = 1000;

/// Findings of an answer whose bills went to a file.
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
    take: &mut dyn FnMut(TableBill) -> Result<()>,
) -> Result<Converted> {
    let own = &options.0;
    let mut out = own
        .to
        .as_deref()
        .map(|to| ConvertedFiles::create(Path::new(to), own.overwrite.unwrap_or(false)))
        .transpose()?;
    let done = run(engine, request, own, &mut |bill| {
        out.iter_mut().try_for_each(|out| out.put(&bill))?;
        take(bill).map(ControlFlow::Continue)
    })?;
    out.into_iter().try_for_each(ConvertedFiles::keep)?;
    let TableDone { counts, read, findings, skips, changed, language } = done;
    Ok(Converted { counts, read, bills: Vec::new(), findings: said(findings, language), skips, changed, next: None })
}

/// How a table would be read.
pub fn columns(engine: Option<&Engine>, request: ConvertRequest, options: &ColumnsOptions) -> Result<Columns> {
    let language = crate::engine::process::context::language(engine, &options.0);
    let (how, _) = how(&request)?;
    let how = TableTerms { is_look: true, ..how };
    let mut table = match source(&request)? {
        BillInput::Rows(rows) => OpenTable::of_rows(rows, &how)?,
        BillInput::Table(source) => OpenTable::open(source, &how)?,
        BillInput::Documents(_) => {
            return Err(Error::new(ErrorKind::Arg, "these are documents, not a table: they have no columns")
                .fix("einv_convert takes them"));
        }
    };
    let seen = table.columns()?;
    let columns: Vec<ColumnRead> = seen
        .into_iter()
        .map(|SeenColumn { sheet, column, example }| ColumnRead {
            sheet: sheet.as_deref().map(str::to_owned),
            column: letters(column.index),
            heading: column.heading.to_string(),
            feeds: column.feeds,
            example,
        })
        .collect();
    // Here they are said once, beside the columns.
    let read = ReadAs { unmapped: Vec::new(), ..read_as(&table) };
    Ok(Columns {
        read,
        unmapped: table.frame.unmapped(),
        missing: said(table.findings.clone(), language),
        map: crate::table::sketch(&table),
        columns,
    })
}

/// What came of all bills of a request.
pub struct TableDone {
    counts: Counts,
    read: ReadAs,
    findings: Vec<Finding>,
    skips: Vec<Skips>,
    changed: Vec<Changed>,
    language: crate::language::Language,
}

/// Converts each bill and gives it away.
pub fn run(
    engine: Option<&Engine>,
    request: &ConvertRequest,
    options: &CallOptions,
    take: &mut dyn FnMut(TableBill) -> Result<ControlFlow<()>>,
) -> Result<TableDone> {
    run_for(engine, request, options, BillPurpose::Send, take)
}

/// The same for a purpose; bills that it has beside those to be sent keep their invoice.
pub fn run_for(
    engine: Option<&Engine>,
    request: &ConvertRequest,
    options: &CallOptions,
    purpose: BillPurpose,
    take: &mut dyn FnMut(TableBill) -> Result<ControlFlow<()>>,
) -> Result<TableDone> {
    let mut context = context(engine, options);
    purpose.limit(&mut context);
    let language = context.language;
    let (mut how, files) = how(request)?;
    if let BillPurpose::Purchases(buyer) = purpose {
        how.is_purchases = true;
        // The buyer says where it was bought, and so which taxes a bill has that names none.
        if how.defaults.get("buyer.gstin").is_none() {
            how.defaults.0.push(("buyer.gstin".to_owned(), ScalarText(buyer.to_string())));
        }
    }
    let mut converter = Converter::new(engine, options, context, files).with_purpose(purpose);
    match source(request)? {
        BillInput::Documents(mut documents) => {
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
        BillInput::Rows(rows) => converter.table(OpenTable::of_rows(rows, &how)?, take, language),
        BillInput::Table(source) => converter.table(OpenTable::open(source, &how)?, take, language),
    }
}

pub fn said(findings: Vec<Finding>, language: crate::language::Language) -> Report {
    Report::new(None, Identity::default(), findings, Vec::new()).written_in(language)
}

pub fn read_as(table: &OpenTable) -> ReadAs {
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
        unmapped: table.frame.unmapped(),
    }
}
