//! `einv reconcile`: what the portal has, against the ledger and the books, for people.

use crate::command::args::Common;
use crate::command::config::{open_engine, open_or_none};
use crate::command::exit::Exit;
use crate::command::grid::{self, ListGrid, number, text};
use crate::command::html::{self, Bar, HtmlChart};
use crate::command::say::{in_commands, line, say_text, warn_line};
use crate::command::shown::print_json;
use crate::command::speech::said;
use clap::Args;
use einv::answer::gstr1::{Period, Total};
use einv::answer::reconciled::{
    Difference, PortalFile, ReconcileBooks, ReconcileRequest, Reconciled, Side, TableTotal,
};
use einv::answer::table::{ConvertRequest, GivenMap};
use einv::calendar::Day;
use einv::engine::{Engine, ReconcileOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::file;
use einv::gstin::Gstin;
use einv::irn::DocType;
use einv::taxpayer::Taxpayer;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is compared, and how it is shown.
#[derive(Args)]
pub struct Reconcile {
    /// The portal's files: its e-invoices (Excel or JSON), GSTR-1 (JSON), or a ZIP of them; with --purchases GSTR-2B (JSON)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Your own bills, too: a table as einv convert takes it, a file or folder of JSON
    #[arg(long)]
    books: Option<PathBuf>,
    /// The mapping file to read that table by
    #[arg(long, requires = "books")]
    map: Option<PathBuf>,
    /// Compare the purchase book (--books) with GSTR-2B
    #[arg(long, requires = "books")]
    purchases: bool,
    /// The GSTIN, where the files don't say it
    #[arg(long)]
    gstin: Option<String>,
    /// The month, where the files have several: 112026
    #[arg(long)]
    period: Option<String>,
    /// Write a workbook, too: differences and totals
    #[arg(long)]
    xlsx: Option<PathBuf>,
    /// Write a page, too
    #[arg(long)]
    html: Option<PathBuf>,
    /// Print the differences as CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Write over files that exist
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    pub common: Common,
}

/// Prints what differs. The exit code is 1 when something does.
pub fn run(asked: &Reconcile) -> Result<Exit> {
    let mut request = ReconcileRequest::default();
    request.files = asked.files.iter().map(|file| part(file)).collect::<Result<Vec<_>>>()?;
    request.side = if asked.purchases { Side::Purchases } else { Side::Sales };
    request.gstin = asked.gstin.as_deref().map(gstin).transpose()?;
    request.period = asked.period.as_deref().map(period).transpose()?;
    request.books = books(asked.books.as_deref(), asked.map.as_deref());
    let engine = if asked.purchases { open_or_none(&asked.common)? } else { open_engine(&asked.common)? };
    let reconciled = engine.reconcile(request, &ReconcileOptions::new())?;
    let ended = Exit::refused_if(!reconciled.result.differences.is_empty());
    if asked.xlsx.is_some() || asked.html.is_some() {
        let lists = [("Differences", differences(&reconciled)), ("Totals", totals(&reconciled))];
        if let Some(path) = &asked.xlsx {
            grid::write_book(path, &lists, asked.overwrite)?;
            written(path);
        }
        if let Some(path) = &asked.html {
            let page = html::lists(&title(&engine, &reconciled), &counts(&reconciled), &by_kind(&reconciled), &lists);
            grid::write_file(path, page.as_bytes(), asked.overwrite)?;
            written(path);
        }
    }
    if asked.common.json {
        print_json(reconciled);
    } else if asked.csv {
        say_text!("{}", differences(&reconciled).csv()?);
    } else {
        say_text!("{}", shown(&reconciled));
    }
    Ok(ended)
}

/// What was written beside what is printed.
pub fn written(path: &Path) {
    warn_line!("{}: {}", path.display(), said("written"));
}

/// Whose page it is, and of which month.
fn title(engine: &Engine, answer: &Reconciled) -> String {
    let Reconciled { gstin, period, .. } = answer;
    let firm = engine.taxpayers().iter().find(|one| one.gstin == Some(*gstin)).and_then(Taxpayer::legal_name);
    let firm = firm.map(|name| format!("{name} · ")).unwrap_or_default();
    format!("{firm}{gstin} · {period}")
}

/// How many agree and differ.
fn counts(answer: &Reconciled) -> String {
    let result = &answer.result;
    format!("{}: {}, {}: {}", said("agree"), result.agree, said("differ"), result.differences.len())
}

/// Differences by their kind.
fn by_kind(answer: &Reconciled) -> HtmlChart {
    let mut bars: Vec<Bar> = Vec::new();
    for difference in &answer.result.differences {
        let label = words(difference.kind.name());
        match bars.iter_mut().find(|bar| bar.label == label) {
            Some(bar) => bar.count += 1,
            None => bars.push(Bar { label, meaning: None, count: 1 }),
        }
    }
    HtmlChart { caption: "Differences by their kind", bars }
}

/// A name of the answer's, for people.
fn words(name: &str) -> String {
    said(name).replace('_', " ")
}

/// Bills of the books, in a table or in documents.
pub fn books(path: Option<&Path>, map: Option<&Path>) -> Option<ReconcileBooks> {
    path.map(|path| ReconcileBooks::Table(Box::new(table_of(path, map))))
}

/// A table or documents, and the map that it is read by.
pub fn table_of(path: &Path, map: Option<&Path>) -> ConvertRequest {
    ConvertRequest { map: map.map(|map| GivenMap::Path(map.to_owned())), ..ConvertRequest::of_path(path) }
}

/// A GSTIN of the command line.
pub fn gstin(text: &str) -> Result<Gstin> {
    Gstin::parse(text)
        .ok_or_else(|| Error::new(ErrorKind::Arg, format!("{text} is no GSTIN")).fix("give its 15 characters"))
}

/// A month of the command line.
pub fn period(text: &str) -> Result<Period> {
    let wrong = || Error::new(ErrorKind::Arg, format!("{text} is no month")).fix("give month and year, like 112026");
    Period::parse(text).ok_or_else(wrong)
}

/// One file of the portal's.
fn part(path: &Path) -> Result<PortalFile> {
    if path != Path::new("-") {
        return Ok(PortalFile::Path(path.to_owned()));
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(file::DOCUMENT as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|e| Error::new(ErrorKind::Arg, format!("standard input can't be read: {e}")))?;
    match bytes.len() > file::DOCUMENT {
        true => Err(Error::new(ErrorKind::Limit, format!("more than {} bytes on standard input", file::DOCUMENT))),
        false => Ok(PortalFile::Bytes(bytes, "standard input".to_owned())),
    }
}

/// A row a difference, and a row below it for each further detail.
fn differences(answer: &Reconciled) -> ListGrid {
    let row = |difference: &Difference, nth: usize| {
        let field = difference.fields.get(nth);
        let of = |value: Option<&String>| value.cloned().unwrap_or_default();
        vec![
            words(difference.kind.name()),
            difference.number.clone(),
            difference.date.map(Day::iso).unwrap_or_default(),
            difference.doc_type.map_or("", DocType::code).to_owned(),
            difference.table.unwrap_or_default().to_owned(),
            difference.supplier.clone().unwrap_or_default(),
            field.map_or("", |field| field.field).to_owned(),
            of(field.and_then(|field| field.here.as_ref())),
            of(field.and_then(|field| field.there.as_ref())),
            of(field.and_then(|field| field.books.as_ref())),
            words(difference.cause.name()),
            message(difference),
            in_commands(&said(difference.fix)),
            difference.irn.clone().unwrap_or_default(),
        ]
    };
    let mut grid = ListGrid::new(&[
        text("difference"),
        text("number"),
        text("date"),
        text("type"),
        text("table"),
        text("supplier"),
        text("detail"),
        text("here"),
        text("there"),
        text("books"),
        text("likely cause"),
        text("what"),
        text("what to do"),
        text("IRN"),
    ]);
    let all = &answer.result.differences;
    all.iter().flat_map(|d| (0..d.fields.len().max(1)).map(move |nth| row(d, nth))).for_each(|row| grid.push(row));
    grid
}

/// What is said of a difference; what follows its colon is the case's own.
fn message(difference: &Difference) -> String {
    match difference.message.split_once(": ") {
        Some((lead, more)) => format!("{}: {}", said(lead), said(more)),
        None => said(&difference.message).into_owned(),
    }
}

/// What a table has on each side that there is.
fn sides(total: &TableTotal) -> impl Iterator<Item = (&'static str, &Total)> {
    let both = [("here", &total.here), ("there", &total.there)];
    both.into_iter().chain(total.books.as_ref().map(|books| ("books", books)))
}

fn amounts(total: &Total) -> [String; 6] {
    let sums = &total.sums;
    [total.value, sums.taxable, sums.igst, sums.cgst, sums.sgst, sums.cess].map(|amount| amount.to_string())
}

/// The columns of amounts by table.
pub fn of_totals(side: &'static str) -> ListGrid {
    ListGrid::new(&[
        text("table"),
        text(side),
        number("documents"),
        number("value"),
        number("taxable"),
        number("IGST"),
        number("CGST"),
        number("SGST"),
        number("cess"),
    ])
}

/// What a table adds up to, as a row of it.
pub fn row_of_total(table: &str, side: &str, total: &Total) -> Vec<String> {
    let mut row = vec![table.to_owned(), said(side).into_owned(), total.documents.to_string()];
    row.extend(amounts(total));
    row
}

fn totals(answer: &Reconciled) -> ListGrid {
    let mut grid = of_totals("side");
    for total in &answer.result.totals {
        sides(total).for_each(|(side, sums)| grid.push(row_of_total(total.table, side, sums)));
    }
    grid
}

fn shown(answer: &Reconciled) -> String {
    let or_dash = |text: Option<&str>| line(text.unwrap_or("-"));
    let Reconciled { gstin, period, result, .. } = answer;
    let mut out = format!("{gstin} {period}: {}\n", counts(answer));
    if result.by_hand > 0 {
        let by_hand = said("rows of GSTR-1 without an IRN that are not in the ledger");
        out.push_str(&format!("{by_hand}: {}\n", result.by_hand));
    }
    let mut kind = None;
    for difference in &result.differences {
        if kind.replace(difference.kind) != Some(difference.kind) {
            let (kind, fix) = (words(difference.kind.name()), said(difference.fix));
            out.push_str(&format!("\n{kind}: {}\n", in_commands(&fix)));
        }
        out.push_str(&format!(
            "  {:<16} {}  {:<3}  {:<3}  {}\n",
            line(&difference.number),
            or_dash(difference.date.map(Day::iso).as_deref()),
            difference.doc_type.map_or("-", DocType::code),
            difference.table.unwrap_or("-"),
            line(&message(difference))
        ));
        for field in &difference.fields {
            let (here, there) = (or_dash(field.here.as_deref()), or_dash(field.there.as_deref()));
            let books =
                field.books.as_deref().map(|text| format!(", {} {}", said("books"), line(text))).unwrap_or_default();
            out.push_str(&format!(
                "      {:<8} {} {here}, {} {there}{books}\n",
                field.field,
                said("here"),
                said("there")
            ));
        }
    }
    out.push('\n');
    out.push_str(&totals(answer).aligned(None));
    out
}
