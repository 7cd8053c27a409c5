//! `einv gstr1`: the return as totals and things to do, as the file for the portal, as a workbook to read.

use crate::command::args::Common;
use crate::command::config::{clients, open_engine};
use crate::command::exit::Exit;
use crate::command::reconcile::{gstin, period};
use crate::command::say::{line, say, say_text, warn_line};
use crate::command::sheets::{self as grid, Grid, SheetCell};
use crate::command::shown::print_json;
use crate::command::verbs::{failed, read};
use clap::Args;
use einv::answer::gstr1::{
    Amendment, AskedReturn, Gstr1 as Answered, Gstr1Form, Gstr1Request, PortalFile, Return, ReturnRequest, ReturnScope,
    ReturnValue, Span, Total,
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
    /// A request as einv_gstr1 takes it, or an array of invoices; without it the return is made of the ledger alone
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
    let text = asked.request.as_deref().map(read).transpose()?;
    let request = match &text {
        Some(text) => Gstr1Request::read(text)?,
        None => {
            let whose = gstin(asked.gstin.as_deref().unwrap_or_default())?;
            Gstr1Request::Return(Box::new(of_ledger(asked, whose)?))
        }
    };
    let own = &asked.common;
    let engine = if own.config.is_some() || own.sandbox || text.is_none() { Some(open_engine(own)?) } else { None };
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
    for common in clients(Some(folder), &asked.common)? {
        let name = common.config.as_deref().unwrap_or(Path::new("")).display().to_string();
        let engine = match open_engine(&common) {
            Ok(engine) => engine,
            Err(error) => {
                worst = worst.max(failed(&name, &error));
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
        grid::write_xlsx(path, &grids(made))?;
        warn_line!("{}: written", path.display());
    }
    if let Some(path) = upload {
        match engine::gstr1(engine, request, &options.form(Gstr1Form::Upload))? {
            Answered::File(file) => {
                if let Body::Json(json) = Answered::File(file).body() {
                    grid::write_new(path, json.as_bytes())?;
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
    request.downloads = asked.download.iter().cloned().map(PortalFile::Path).collect();
    Ok(request)
}

fn amounts(total: &Total) -> [String; 6] {
    let sums = &total.sums;
    [total.value, sums.taxable, sums.igst, sums.cgst, sums.sgst, sums.cess].map(|amount| amount.to_string())
}

/// Totals and things to do.
fn shown(made: &Return) -> String {
    let mut out = String::new();
    if let Some(gstin) = made.gstin {
        out.push_str(&format!("{gstin}: {} documents\n\n", made.documents.len()));
    }
    out.push_str("table          documents             value           taxable              IGST              CGST              SGST              cess\n");
    let mut row = |table: &str, side: &str, total: &Total| {
        let amounts: String = amounts(total).iter().map(|amount| format!("{amount:>18}")).collect();
        out.push_str(&format!("{table:<4} {side:<6} {:>12}{amounts}\n", total.documents));
    };
    for (table, total) in &made.totals {
        row(table, "all", total);
        if let Some(in_file) = &made.in_file {
            row(table, "file", &in_file.get(table).copied().unwrap_or_default());
        }
    }
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
    let told = |finding: &einv::finding::Finding| {
        let mark = match finding.severity {
            Severity::Error => "✗",
            Severity::Info => "i",
            _ => "!",
        };
        let (message, fix) = (finding.message(findings.language), finding.fix(findings.language));
        format!("  {mark} {}\n      {}\n      → {}\n", line(&finding.path), line(&message), line(&fix))
    };
    findings.list.iter().map(told).collect()
}

fn grids(made: &Return) -> Vec<Grid> {
    let text = |text: &str| SheetCell::Text(text.to_owned());
    let documents = made.documents.iter().map(|placed| {
        vec![
            SheetCell::text(placed.number.as_deref()),
            SheetCell::text(placed.date.map(Day::iso).as_deref()),
            SheetCell::text(placed.doc_type.map(DocType::code)),
            SheetCell::text(placed.table),
            SheetCell::text(placed.section),
            SheetCell::text(placed.kind.as_deref()),
            SheetCell::text(placed.reported_by.map(|by| by.name())),
            SheetCell::text(placed.why.as_deref()),
            SheetCell::text(placed.irn.map(|irn| irn.to_string()).as_deref()),
        ]
    });
    let total = |table: &str, side: &str, total: &Total| {
        let mut row = vec![text(table), text(side), SheetCell::Number(total.documents.to_string())];
        row.extend(amounts(total).map(SheetCell::Number));
        row
    };
    let mut totals: Vec<Vec<SheetCell>> = made.totals.iter().map(|(table, of)| total(table, "all", of)).collect();
    totals.extend(made.in_file.iter().flatten().map(|(table, of)| total(table, "in the file", of)));
    let findings = made.findings.list.iter().map(|finding| {
        let language = made.findings.language;
        let (message, fix) = (finding.message(language), finding.fix(language));
        vec![text(word(finding.severity)), text(&finding.path), text(&message), text(&fix), text(finding.rule.id)]
    });
    let mut grids = vec![
        Grid {
            name: "Documents",
            headings: vec!["number", "date", "document", "table", "section", "type", "reported by", "why not", "IRN"],
            rows: documents.collect(),
        },
        Grid {
            name: "Totals",
            headings: vec!["table", "of", "documents", "value", "taxable", "IGST", "CGST", "SGST", "cess"],
            rows: totals,
        },
        Grid {
            name: "Findings",
            headings: vec!["severity", "place", "what", "what to do", "rule"],
            rows: findings.collect(),
        },
    ];
    grids.extend(made.sections.written().map(|(name, node)| section(name, node)));
    grids
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Info => "info",
        _ => "warning",
    }
}

/// A section as a table: a row for each of its innermost objects, which has what the objects around it have.
fn section(name: &'static str, node: &ReturnValue) -> Grid {
    let mut rows = Vec::new();
    flatten(node, &[], &mut rows);
    let mut headings: Vec<&'static str> = Vec::new();
    for (key, _) in rows.iter().flatten() {
        if !headings.contains(key) {
            headings.push(key);
        }
    }
    let cells = |row: &Vec<(&'static str, &ReturnValue)>| {
        let of = |heading: &&'static str| match row.iter().find(|(key, _)| key == heading) {
            Some((_, ReturnValue::Number(number))) => SheetCell::Number(number.to_string()),
            Some((_, ReturnValue::Text(text))) => SheetCell::Text(text.clone()),
            _ => SheetCell::text(None),
        };
        headings.iter().map(of).collect()
    };
    let rows = rows.iter().map(cells).collect();
    Grid { name, headings, rows }
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
