//! `einv list`: what the ledger holds.

use crate::command::args::Common;
use crate::command::config::open_engine;
use crate::command::exit::Exit;
use crate::command::grid::{ListGrid, ListOutput, number, text, write_file};
use crate::command::html::{Bar, HtmlChart, HtmlPage};
use crate::command::named::supplier;
use crate::command::say::{line, say};
use crate::command::shown::{practice, print_json};
use crate::command::speech::{self, said};
use clap::Args;
use einv::answer::explained::ExplainRequest;
use einv::answer::list::{DocumentList, ListRequest};
use einv::calendar::Day;
use einv::engine::{self, Engine, ExplainOptions, ListOptions};
use einv::error::{Error, ErrorKind, Result};
use einv::language::Language;
use einv::money::Amount;
use einv::status::Status;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Documents read at a time.
const PAGE: usize = 1000;
/// Days of the chart.
const DAYS: usize = 31;
/// Codes of the chart.
const CODES: usize = 12;

#[derive(Args)]
pub struct ListCommand {
    /// In whose number, IRN, acknowledgement, e-way bill or buyer's name this stands
    text: Option<String>,
    /// Dated on this day or later
    #[arg(long)]
    from: Option<String>,
    /// Dated on this day or earlier
    #[arg(long)]
    to: Option<String>,
    /// pending, in_doubt, registered, rejected, withdrawn or cancelled
    #[arg(long)]
    status: Option<String>,
    /// Of this supplier
    #[arg(long)]
    gstin: Option<String>,
    /// Whose buyer has this GSTIN, or this in its name
    #[arg(long)]
    buyer: Option<String>,
    /// Of at least this value
    #[arg(long)]
    min: Option<String>,
    /// Of at most this value
    #[arg(long)]
    max: Option<String>,
    /// At most so many; all of them for --csv, --xlsx and --html
    #[arg(long)]
    limit: Option<usize>,
    /// Write one page to look at and to print
    #[arg(long)]
    html: Option<PathBuf>,
    #[command(flatten)]
    output: ListOutput,
    #[command(flatten)]
    common: Common,
}

pub fn run(asked: &ListCommand) -> Result<Exit> {
    let request = request(asked)?;
    let engine = open_engine(&asked.common)?;
    if asked.common.json {
        print_json(engine.list(request, &ListOptions::new().limit(asked.limit.unwrap_or(PAGE)))?);
        return Ok(Exit::Done);
    }
    let is_file = asked.output.is_file() || asked.html.is_some();
    let most = asked.limit.unwrap_or(if is_file { usize::MAX } else { 200 });
    let list = all(&engine, &request, most)?;
    let grid = grid(&list);
    let is_practice = list.sandbox || list.documents.iter().any(|one| one.sandbox);
    let end = format!("{} / {}{}", list.documents.len(), list.total, practice(is_practice));
    if let Some(path) = &asked.html {
        let lead = format!("{}: {end}", said("documents"));
        let page =
            HtmlPage { title: "Documents", lead: &lead, charts: vec![by_day(&list), refused(&list)], grid: &grid };
        write_file(path, page.text().as_bytes(), asked.output.overwrite)?;
        say!("{}: {end}", path.display());
    } else if grid.put(&asked.output)? {
        say!("{}: {end}", said("documents"));
    }
    Ok(Exit::Done)
}

fn request(asked: &ListCommand) -> Result<ListRequest> {
    let mut request = ListRequest::new();
    request.from = asked.from.as_deref().map(day).transpose()?;
    request.to = asked.to.as_deref().map(day).transpose()?;
    if request.from.zip(request.to).is_some_and(|(from, to)| from > to) {
        return Err(Error::new(ErrorKind::Option, "--from is after --to").fix("exchange the two"));
    }
    request.status = asked.status.as_deref().map(status).transpose()?;
    request.gstin = asked.gstin.as_deref().map(supplier).transpose()?;
    request.min = asked.min.as_deref().map(amount).transpose()?;
    request.max = asked.max.as_deref().map(amount).transpose()?;
    request.buyer = asked.buyer.clone().unwrap_or_default();
    request.text = asked.text.clone().unwrap_or_default();
    Ok(request)
}

pub fn day(text: &str) -> Result<Day> {
    Day::parse(text)
        .ok_or_else(|| Error::new(ErrorKind::Option, format!("\"{text}\" is not a day")).fix("use 2026-11-21"))
}

fn status(name: &str) -> Result<Status> {
    let known = Status::LISTED.into_iter().find(|status| status.name() == name);
    known.ok_or_else(|| {
        Error::new(ErrorKind::Option, format!("\"{name}\" is no state"))
            .fix(format!("use one of {}", Status::LISTED.map(Status::name).join(", ")))
    })
}

fn amount(text: &str) -> Result<Amount> {
    Amount::parse(text).map_err(|_| {
        Error::new(ErrorKind::Option, format!("\"{text}\" is no amount")).fix("use rupees: 10000 or 10000.50")
    })
}

/// The pages of a list, joined, up to so many documents.
fn all(engine: &Engine, request: &ListRequest, most: usize) -> Result<DocumentList> {
    let next = |after: usize, left: usize| {
        engine.list(request.clone(), &ListOptions::new().after(after).limit(left.clamp(1, PAGE)))
    };
    let mut list = next(0, most)?;
    while let Some(after) = list.next.filter(|_| list.documents.len() < most) {
        let page = next(after, most - list.documents.len())?;
        list.documents.extend(page.documents);
        list.next = page.next;
    }
    Ok(list)
}

fn grid(list: &DocumentList) -> ListGrid {
    let mut grid = ListGrid::new(&[
        text("Date"),
        text("Type"),
        text("Number"),
        text("Status"),
        number("Value"),
        text("Buyer"),
        text("Supplier"),
        text("Acknowledgement"),
        text("E-way bill"),
    ]);
    for one in &list.documents {
        // Where the portal is another one now, the document itself says it.
        let practice = if one.sandbox && !list.sandbox { " SANDBOX" } else { "" };
        let buyer = one.buyer_name.as_deref().or(one.buyer_gstin.as_deref());
        grid.push(vec![
            one.date.iso(),
            one.doc_type.code().to_owned(),
            line(one.number.as_str()),
            format!("{}{practice}", said(one.status.name())),
            one.value.clone().unwrap_or_default(),
            buyer.unwrap_or_default().to_owned(),
            one.gstin.to_string(),
            one.ack_no.clone().unwrap_or_default(),
            one.ewb_no.clone().unwrap_or_default(),
        ]);
    }
    grid
}

/// Registered documents by day, of the last days that have some.
fn by_day(list: &DocumentList) -> HtmlChart {
    let mut days: BTreeMap<Day, usize> = BTreeMap::new();
    for one in list.documents.iter().filter(|one| one.status == Status::Registered) {
        *days.entry(one.date).or_default() += 1;
    }
    let late = days.len().saturating_sub(DAYS);
    let bar = |(day, count): (Day, usize)| Bar { label: day.iso(), meaning: None, count };
    HtmlChart {
        caption: "Registered bills by the day of their date",
        bars: days.into_iter().skip(late).map(bar).collect(),
    }
}

/// Refused documents by the portal's codes, the most frequent first.
fn refused(list: &DocumentList) -> HtmlChart {
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    for code in list.documents.iter().flat_map(|one| &one.refused) {
        *codes.entry(code).or_default() += 1;
    }
    let mut codes: Vec<(&str, usize)> = codes.into_iter().collect();
    codes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    codes.truncate(CODES);
    let meaning = |code: &str| {
        let language = if speech::code() == "hi" { Language::Hi } else { Language::En };
        let options = ExplainOptions::new().language(language);
        Some(engine::explain(None, ExplainRequest::new(code), &options).ok()?.first.meaning.to_string())
    };
    let bars = codes.into_iter().map(|(code, count)| Bar { label: code.to_owned(), meaning: meaning(code), count });
    HtmlChart { caption: "Refused bills by the portal's code", bars: bars.collect() }
}
