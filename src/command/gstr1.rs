//! `einv gstr1`: the return as totals and things to do, as the file for the portal, as a workbook to read.

use crate::command::args::Common;
use crate::command::config::{clients, engine_of, open_engine};
use crate::command::exit::Exit;
use crate::command::grid::{self, GridColumn, ListGrid, text};
use crate::command::inputs::read;
use crate::command::reconcile::{gstin, of_totals, period, row_of_total, table_of, written};
use crate::command::say::{self, in_commands, line, say, say_text, warn_line};
use crate::command::shown::failed;
use crate::command::shown::print_json;
use crate::command::speech::said;
use crate::command::translated::error as error_in_words;
use clap::Args;
use einv::answer::gstr1::{
    Amendment, AskedReturn, Gstr1 as Answered, Gstr1Form, Gstr1Request, PortalFile, Return, ReturnDocuments,
    ReturnRequest, ReturnScope, ReturnValue, Span,
};
use einv::answer::{Answer, Body, VerbRequest};
use einv::calendar::Day;
use einv::engine::{self, Engine, Gstr1Options};
use einv::error::{Error, ErrorKind, Result};
use einv::finding::{Findings, Severity};
use einv::gstin::Gstin;
use einv::irn::DocType;
use std::path::{Path, PathBuf};

/// Which return, and what is made of it.
#[derive(Args)]
pub struct Gstr1Command {
    /// A request for the return (JSON), or an array of invoices; without it the return is made of the ledger alone
    #[arg(required_unless_present_any = ["gstin", "clients"], conflicts_with_all = ["gstin", "period", "quarter", "download", "filed"])]
    request: Option<PathBuf>,
    /// Whose return
    #[arg(long)]
    gstin: Option<String>,
    /// The month: 112026
    #[arg(long, required_unless_present_any = ["quarter", "request"])]
    period: Option<String>,
    /// Or the quarter: Q3-2026-27
    #[arg(long, conflicts_with = "period")]
    quarter: Option<String>,
    /// The portal's list of e-invoices (Excel, JSON or ZIP): says what it did not fill in; may be given several times
    #[arg(long)]
    download: Vec<PathBuf>,
    /// Bills that the ledger doesn't have, those to consumers, too: a table as einv convert takes it, a file or folder of JSON
    #[arg(long, conflicts_with_all = ["request", "clients"])]
    documents: Option<PathBuf>,
    /// The mapping file to read that table by
    #[arg(long, requires = "documents")]
    map: Option<PathBuf>,
    /// The day on which GSTR-1 was filed: 2026-12-11
    #[arg(long)]
    filed: Option<String>,
    /// Also what the portal fills in from e-invoices: an uploaded row loses that mark
    #[arg(long)]
    whole: bool,
    /// GSTR-1A, which amends the filed GSTR-1 of its own period
    #[arg(long = "1a")]
    one_a: bool,
    /// Write the file for the portal
    #[arg(long)]
    upload: Option<PathBuf>,
    /// Write a workbook to read: documents, totals, findings, sections
    #[arg(long)]
    xlsx: Option<PathBuf>,
    /// Print the documents with their tables as CSV
    #[arg(long, conflicts_with_all = ["json", "clients"])]
    csv: bool,
    /// Write over files that exist
    #[arg(long)]
    overwrite: bool,
    /// Make the returns of every configuration of a folder, of each of its GSTINs; --upload and --xlsx name folders then
    #[arg(long, conflicts_with_all = ["config", "request", "gstin", "download", "filed", "sandbox"])]
    clients: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Makes the return. The exit code is 1 when something in it has to be corrected first.
pub fn run(asked: &Gstr1Command) -> Result<Exit> {
    if let Some(folder) = &asked.clients {
        return of_clients(asked, folder);
    }
    if let Some(path) = asked.request.as_deref().filter(|path| einv::table::is_table(path)) {
        return Err(Error::new(ErrorKind::Arg, format!("{} is a table", path.display()))
            .fix("give it as --documents FILE, beside --gstin and --period"));
    }
    let text = asked.request.as_deref().map(read).transpose()?;
    let request = match &text {
        Some(text) => Gstr1Request::read(text)?,
        None => {
            let whose = gstin(asked.gstin.as_deref().unwrap_or_default())?;
            Gstr1Request::Return(Box::new(of_ledger(asked, whose)?))
        }
    };
    let own = &asked.common;
    let engine = if text.is_none() { Some(open_engine(own)?) } else { engine_of(own)? };
    make(asked, engine.as_ref(), request, asked.xlsx.as_deref(), asked.upload.as_deref())
}

/// The returns of every configuration of a folder; one that can't be made holds none of the others up.
fn of_clients(asked: &Gstr1Command, folder: &Path) -> Result<Exit> {
    for place in [&asked.xlsx, &asked.upload].into_iter().flatten() {
        std::fs::create_dir_all(place).map_err(|e| {
            Error::new(ErrorKind::Arg, format!("{} can't be made: {e}", place.display()))
                .fix("the files of several returns go to a folder: give the name of one")
        })?;
    }
    let span = asked.period.as_ref().or(asked.quarter.as_ref()).map(String::as_str).unwrap_or_default();
    let mut worst = Exit::Done;
    let each = clients(Some(folder), &asked.common)?;
    say::progress(Some(each.len()));
    for common in each {
        say::step();
        let name = common.config.as_deref().unwrap_or(Path::new("")).display().to_string();
        let engine = match open_engine(&common) {
            Ok(engine) => engine,
            Err(error) => {
                // The error names the file.
                warn_line!("{}", error_in_words(&error));
                worst = worst.max(Exit::from(&error));
                continue;
            }
        };
        let whose: Vec<Gstin> = engine.taxpayers().iter().filter_map(|one| one.gstin).collect();
        if whose.is_empty() {
            warn_line!("{name}: it names no taxpayer: there is no return to make");
        }
        for gstin in whose {
            if !asked.common.json {
                say!("{name}");
            }
            let file = |place: &Option<PathBuf>, ending| {
                place.as_ref().map(|place| place.join(format!("GSTR1-{gstin}-{span}.{ending}")))
            };
            let (xlsx, upload) = (file(&asked.xlsx, "xlsx"), file(&asked.upload, "json"));
            let made = of_ledger(asked, gstin).and_then(|request| {
                let request = Gstr1Request::Return(Box::new(request));
                make(asked, Some(&engine), request, xlsx.as_deref(), upload.as_deref())
            });
            worst = worst.max(made.unwrap_or_else(|error| failed(&format!("{name}, {gstin}"), &error)));
        }
    }
    Ok(worst)
}

fn make(
    asked: &Gstr1Command,
    engine: Option<&Engine>,
    request: Gstr1Request<'_>,
    xlsx: Option<&Path>,
    upload: Option<&Path>,
) -> Result<Exit> {
    let mut options = Gstr1Options::new();
    if asked.whole {
        options = options.scope(ReturnScope::Whole);
    }
    if asked.one_a {
        options = options.amendment(Amendment::OneA);
    }
    let answer = engine::gstr1(engine, request.clone(), &options)?;
    let mut ended = Exit::from(answer.outcome());
    if let Some(path) = xlsx
        && let Answered::Return(made) = &answer
    {
        grid::write_book(path, &lists(made), asked.overwrite)?;
        written(path);
    }
    if let Some(path) = upload {
        match engine::gstr1(engine, request, &options.form(Gstr1Form::Upload))? {
            Answered::File(file) => {
                if let Body::Json(json) = Answered::File(file).body() {
                    grid::write_file(path, json.as_bytes(), asked.overwrite)?;
                    warn_line!("{}: written; nothing of it was uploaded", path.display());
                }
            }
            _ => {
                ended = Exit::Refused;
                warn_line!("{}: not written, because the portal would refuse it", path.display());
            }
        }
    }
    match &answer {
        Answered::Return(made) if asked.csv => say_text!("{}", documents(made).csv()?),
        Answered::Return(made) if !asked.common.json => say_text!("{}", shown(made)),
        _ => print_json(answer),
    }
    Ok(ended)
}

fn of_ledger(asked: &Gstr1Command, whose: Gstin) -> Result<ReturnRequest<'static>> {
    let wrong = |text: &str, fix: &str| Error::new(ErrorKind::Arg, format!("{text} can't be read")).fix(fix.to_owned());
    let span = match (&asked.period, &asked.quarter) {
        (Some(text), _) => Span::month(period(text)?),
        (None, Some(text)) => Span::quarter(text).ok_or_else(|| wrong(text, "give a quarter like Q3-2026-27"))?,
        (None, None) => return Err(Error::new(ErrorKind::Arg, "the period is missing").fix("give --period 112026")),
    };
    let mut of = AskedReturn::new(whose, span);
    of.filed = match asked.filed.as_deref() {
        Some(text) => Some(Day::parse(text).ok_or_else(|| wrong(text, "give a day like 2026-12-11"))?),
        None => None,
    };
    let mut request = ReturnRequest::new(of);
    let table = |path: &Path| ReturnDocuments::Table(Box::new(table_of(path, asked.map.as_deref())));
    request.documents = asked.documents.as_deref().map(table);
    request.downloads = asked.download.iter().cloned().map(PortalFile::Path).collect();
    Ok(request)
}

/// Totals and things to do.
fn shown(made: &Return) -> String {
    let mut out = String::new();
    if let Some(gstin) = made.gstin {
        out.push_str(&format!("{gstin}: {}: {}\n\n", said("documents"), made.documents.len()));
    }
    out.push_str(&totals(made).aligned(None));
    if !made.findings.is_empty() {
        out.push('\n');
        out.push_str(&findings(&made.findings));
    }
    if let Some(count) = made.findings_left_out {
        out.push_str(&format!("  and {count} more\n"));
    }
    out
}

fn findings(findings: &Findings) -> String {
    let in_words = |finding: &einv::finding::Finding| {
        let mark = match finding.severity {
            Severity::Error => "✗",
            Severity::Info => "i",
            _ => "!",
        };
        let (message, fix) = (finding.message(findings.language), finding.fix(findings.language));
        let place = if finding.path.is_empty() { String::new() } else { format!("{}\n      ", line(&finding.path)) };
        format!("  {mark} {place}{}\n      → {}\n", line(&message), in_commands(&line(&fix)))
    };
    findings.list.iter().map(in_words).collect()
}

fn totals(made: &Return) -> ListGrid {
    let mut totals = of_totals("of");
    for (table, total) in &made.totals {
        totals.push(row_of_total(table, "all", total));
        if let Some(in_file) = &made.in_file {
            totals.push(row_of_total(table, "in the file", &in_file.get(table).copied().unwrap_or_default()));
        }
    }
    totals
}

/// Where each document stands in the return.
fn documents(made: &Return) -> ListGrid {
    let headings = ["number", "date", "document", "table", "section", "type", "reported by", "why not", "IRN"];
    let mut documents = ListGrid::new(&headings.map(text));
    for placed in &made.documents {
        documents.push(vec![
            placed.number.clone().unwrap_or_default(),
            placed.date.map(Day::iso).unwrap_or_default(),
            placed.doc_type.map_or("", DocType::code).to_owned(),
            placed.table.unwrap_or_default().to_owned(),
            placed.section.unwrap_or_default().to_owned(),
            placed.kind.clone().unwrap_or_default(),
            placed.reported_by.map_or("", |by| by.name()).to_owned(),
            placed.why.clone().unwrap_or_default(),
            placed.irn.map(|irn| irn.to_string()).unwrap_or_default(),
        ]);
    }
    documents
}

fn lists(made: &Return) -> Vec<(&'static str, ListGrid)> {
    let mut findings = ListGrid::new(&["severity", "place", "what", "what to do", "rule"].map(text));
    for finding in &made.findings.list {
        let language = made.findings.language;
        let (message, fix) = (finding.message(language), finding.fix(language));
        findings.push(vec![
            said(word(finding.severity)).into_owned(),
            finding.path.clone(),
            message,
            fix,
            finding.rule.id.to_owned(),
        ]);
    }
    let mut lists = vec![("Documents", documents(made)), ("Totals", totals(made)), ("Findings", findings)];
    lists.extend(made.sections.written().map(|(name, node)| (name, section(node))));
    lists
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Info => "info",
        _ => "warning",
    }
}

/// A section as a table: a row for each of its innermost objects, which has what the objects around it have.
fn section(node: &ReturnValue) -> ListGrid {
    let mut rows = Vec::new();
    flatten(node, &[], &mut rows);
    let mut columns: Vec<GridColumn> = Vec::new();
    for (key, value) in rows.iter().flatten() {
        let is_number = matches!(value, ReturnValue::Number(_));
        match columns.iter_mut().find(|column| column.heading == *key) {
            Some(column) => column.is_number &= is_number,
            None => columns.push(GridColumn { heading: key, is_number }),
        }
    }
    let mut grid = ListGrid::new(&columns);
    for row in &rows {
        let of = |column: &GridColumn| match row.iter().find(|(key, _)| *key == column.heading) {
            Some((_, ReturnValue::Number(number))) => number.to_string(),
            Some((_, ReturnValue::Text(text))) => text.clone(),
            _ => String::new(),
        };
        grid.push(columns.iter().map(of).collect());
    }
    grid
}

fn flatten<'n>(
    node: &'n ReturnValue,
    around: &[(&'static str, &'n ReturnValue)],
    rows: &mut Vec<Vec<(&'static str, &'n ReturnValue)>>,
) {
    match node {
        ReturnValue::List(nodes) => nodes.iter().for_each(|node| flatten(node, around, rows)),
        ReturnValue::Object(members) => {
            let mut own = around.to_vec();
            let is_plain = |node: &ReturnValue| matches!(node, ReturnValue::Text(_) | ReturnValue::Number(_));
            own.extend(members.iter().filter(|(_, node)| is_plain(node)).map(|(key, node)| (*key, node)));
            let mut deeper = members.iter().filter(|(_, node)| !is_plain(node)).peekable();
            if deeper.peek().is_none() {
                rows.push(own);
            } else {
                deeper.for_each(|(_, node)| flatten(node, &own, rows));
            }
        }
        ReturnValue::Text(_) | ReturnValue::Number(_) => {}
    }
}
