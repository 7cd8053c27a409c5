//! `einv reconcile`: what the portal has, against the ledger and the books, for people.

use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::say::{line, say_text, warn_line};
use crate::command::sheets::{self as grid, Grid, SheetCell};
use crate::command::shown::print_json;
use clap::Args;
use einv::answer::gstr1::{Period, Total};
use einv::answer::reconciled::{
    Difference, PortalFile, ReconcileBooks, ReconcileRequest, Reconciled, Side, TableTotal,
};
use einv::answer::table::ConvertRequest;
use einv::calendar::Day;
use einv::engine::ReconcileOptions;
use einv::error::{Error, ErrorKind, Result};
use einv::file;
use einv::gstin::Gstin;
use einv::irn::DocType;
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
    request.books = asked.books.as_ref().map(|path| ReconcileBooks::Table(Box::new(ConvertRequest::of_path(path))));
    let reconciled = open_engine(&asked.common)?.reconcile(request, &ReconcileOptions::new())?;
    let ended = Exit::refused_if(!reconciled.result.differences.is_empty());
    if asked.xlsx.is_some() || asked.html.is_some() {
        let grids = [differences(&reconciled), totals(&reconciled)];
        if let Some(path) = &asked.xlsx {
            grid::write_xlsx(path, &grids)?;
            warn_line!("{}: written", path.display());
        }
        if let Some(path) = &asked.html {
            let title = format!("{} {}", reconciled.gstin, reconciled.period);
            grid::write_new(path, grid::html(&title, &grids).as_bytes())?;
            warn_line!("{}: written", path.display());
        }
    }
    if asked.common.json {
        print_json(reconciled);
    } else {
        say_text!("{}", shown(&reconciled));
    }
    Ok(ended)
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
fn differences(answer: &Reconciled) -> Grid {
    let text = |text: &str| SheetCell::Text(text.to_owned());
    let row = |difference: &Difference, nth: usize| {
        let field = difference.fields.get(nth);
        let of = |value: Option<&String>| SheetCell::text(value.map(String::as_str));
        vec![
            text(difference.kind.name()),
            text(&difference.number),
            SheetCell::text(difference.date.map(Day::iso).as_deref()),
            SheetCell::text(difference.doc_type.map(DocType::code)),
            SheetCell::text(difference.table),
            SheetCell::text(difference.supplier.as_deref()),
            text(field.map_or("", |field| field.field)),
            of(field.and_then(|field| field.here.as_ref())),
            of(field.and_then(|field| field.there.as_ref())),
            of(field.and_then(|field| field.books.as_ref())),
            text(difference.cause.name()),
            text(&difference.message),
            text(difference.fix),
            SheetCell::text(difference.irn.as_deref()),
        ]
    };
    let all = &answer.result.differences;
    let headings = vec![
        "difference",
        "number",
        "date",
        "type",
        "table",
        "supplier",
        "detail",
        "here",
        "there",
        "books",
        "likely cause",
        "what",
        "what to do",
        "IRN",
    ];
    Grid {
        name: "Differences",
        headings,
        rows: all.iter().flat_map(|d| (0..d.fields.len().max(1)).map(move |nth| row(d, nth))).collect(),
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

fn totals(answer: &Reconciled) -> Grid {
    let row = |table: &str, side: &str, total: &Total| {
        let mut row = vec![SheetCell::Text(table.to_owned()), SheetCell::Text(side.to_owned())];
        row.push(SheetCell::Number(total.documents.to_string()));
        row.extend(amounts(total).map(SheetCell::Number));
        row
    };
    let of_table = |total| sides(total).map(move |(side, sums): (&str, &Total)| row(total.table, side, sums));
    Grid {
        name: "Totals",
        headings: vec!["table", "side", "documents", "value", "taxable", "IGST", "CGST", "SGST", "cess"],
        rows: answer.result.totals.iter().flat_map(of_table).collect(),
    }
}

fn shown(answer: &Reconciled) -> String {
    let or_dash = |text: Option<&str>| line(text.unwrap_or("-"));
    let Reconciled { gstin, period, result, .. } = answer;
    let mut out = format!("{gstin} {period}: {} documents agree, {} differ\n", result.agree, result.differences.len());
    if result.by_hand > 0 {
        out.push_str(&format!("{} rows of GSTR-1 without an IRN are not in the ledger\n", result.by_hand));
    }
    let mut kind = None;
    for difference in &result.differences {
        if kind.replace(difference.kind) != Some(difference.kind) {
            out.push_str(&format!("\n{}: {}\n", difference.kind.name().replace('_', " "), difference.fix));
        }
        out.push_str(&format!(
            "  {:<16} {}  {:<3}  {:<3}  {}\n",
            line(&difference.number),
            or_dash(difference.date.map(Day::iso).as_deref()),
            difference.doc_type.map_or("-", DocType::code),
            difference.table.unwrap_or("-"),
            line(&difference.message)
        ));
        for field in &difference.fields {
            let (here, there) = (or_dash(field.here.as_deref()), or_dash(field.there.as_deref()));
            let books = field.books.as_deref().map(|books| format!(", books {}", line(books))).unwrap_or_default();
            out.push_str(&format!("      {:<8} here {here}, there {there}{books}\n", field.field));
        }
    }
    out.push_str("\ntable          documents             value           taxable              IGST              CGST              SGST              cess\n");
    for total in &result.totals {
        sides(total).for_each(|(side, sums)| out.push_str(&shown_side(total.table, side, sums)));
    }
    out
}

/// What a table adds up to on one side.
fn shown_side(table: &str, side: &str, total: &Total) -> String {
    let amounts: String = amounts(total).iter().map(|amount| format!("{amount:>18}")).collect();
    format!("{table:<4} {side:<6} {:>12}{amounts}\n", total.documents)
}
