//! `einv columns`, `einv convert`, and tables where other commands take invoices.

use crate::command::exit::Exit;
use crate::command::normalize::{in_short, listed};
use crate::command::report::Report as Faults;
use crate::command::say::{line, say, say_text, warn_line};
use crate::command::verbs::{engine_of, open_engine};
use crate::command::{batch, byhand};
use crate::{Bills, Common, Reading};
use clap::Args;
use einv::answer::table::{Bill, ConvertRequest, Converted, GivenMap, GivenTable, ReadAs, Status};
use einv::answer::{Answer, Reply};
use einv::change::Place;
use einv::engine::{self, BatchOptions, ColumnsOptions, ConvertOptions, Engine};
use einv::error::{Error, Kind, Result};
use einv::finding::{Finding, Severity};
use einv::language::Language;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Faults that are printed; a report has all.
const SHOWN: usize = 40;

#[derive(Args)]
pub struct Columns {
    /// A table
    file: PathBuf,
    /// Print a mapping file to be edited; or the mapping file to read the table by
    #[arg(long, num_args = 0..=1)]
    map: Option<Option<PathBuf>>,
    /// The preset to read it by
    #[arg(long)]
    preset: Option<String>,
    /// The sheet of a workbook
    #[arg(long)]
    sheet: Option<String>,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
pub struct Convert {
    #[command(flatten)]
    bills: Bills,
    /// Where the ready invoices go, one a line; faulty bills go to the same name with .faulty.ndjson behind it
    #[arg(short, long)]
    out: Option<PathBuf>,
    /// Take names that are used already
    #[arg(long)]
    overwrite: bool,
    /// Write one row a fault to a CSV; or to an XLSX, with a copy of the table whose faulty cells are coloured
    #[arg(long)]
    report: Option<PathBuf>,
}

/// Whether the one file given is a table.
pub fn is_table(bills: &Bills) -> bool {
    let asked = bills.reading.preset.is_some() || bills.reading.map.is_some();
    bills.files.iter().any(|file| asked || einv::table::is_table(file))
}

/// Prints how a table would be read.
pub fn columns(asked: &Columns) -> Result<Exit> {
    let engine = engine_of(&asked.common)?;
    let reading = Reading {
        preset: asked.preset.clone(),
        map: asked.map.clone().flatten(),
        sheet: asked.sheet.clone(),
        ..Reading::default()
    };
    let found = engine::columns(engine.as_ref(), request(&asked.file, &reading)?, &ColumnsOptions::new())?;
    let ended = Exit::from(found.outcome());
    if asked.map == Some(None) {
        say!("{}", serde_json::to_string_pretty(&found.map).unwrap_or_default());
        return Ok(ended);
    }
    if asked.common.json {
        say!("{}", Reply::of(found).json());
        return Ok(ended);
    }
    say!("{}: {}", asked.file.display(), read_as(&found.read));
    for column in &found.columns {
        let sheet = column.sheet.as_ref().map(|sheet| format!("{}!", line(sheet))).unwrap_or_default();
        let (feeds, example) = (column.feeds.as_deref().unwrap_or("–"), column.example.as_deref().unwrap_or_default());
        say!("  {sheet}{:<4}{:<32} {:<28} {}", column.column, line(&column.heading), feeds, line(example));
    }
    if !found.unmapped.is_empty() {
        say!("not known: {}", line(&found.unmapped.join(", ")));
    }
    found.missing.findings.iter().for_each(|finding| say_text!("{}", told("", finding, found.missing.language)));
    Ok(ended)
}

/// Converts tables: a summary, the faults, and the files asked for.
pub fn run(asked: &Convert) -> Result<Exit> {
    let Bills { files, reading, common } = &asked.bills;
    let engine = engine_of(common)?;
    if files.len() > 1 && (asked.out.is_some() || asked.report.is_some()) {
        return Err(Error::new(Kind::Arg, "one table at a time goes to a file").fix("give one table"));
    }
    let mut worst = Exit::Done;
    for file in files {
        let mut options = ConvertOptions::new().changes(listed(common)).overwrite(asked.overwrite);
        if let Some(out) = &asked.out {
            options = options.to(out.display().to_string());
        }
        let request = request(file, reading)?;
        worst = worst.max(if common.json && asked.report.is_none() {
            pages(engine.as_ref(), &request, &options, asked.out.is_some())?
        } else {
            one(engine.as_ref(), file, &request, &options, asked)?
        });
    }
    Ok(worst)
}

/// Prints the answers as the library gives them, page by page.
fn pages(engine: Option<&Engine>, request: &ConvertRequest, options: &ConvertOptions, is_file: bool) -> Result<Exit> {
    let mut after = Some(0);
    let mut ended = Exit::Done;
    while let Some(from) = after {
        let options = if is_file { options.clone() } else { options.clone().after(from) };
        let converted = engine::convert(engine, request.clone(), &options)?;
        after = converted.next;
        ended = Exit::from(converted.outcome());
        say!("{}", Reply::of(converted).json());
    }
    Ok(ended)
}

fn one(
    engine: Option<&Engine>,
    file: &Path,
    request: &ConvertRequest,
    options: &ConvertOptions,
    asked: &Convert,
) -> Result<Exit> {
    let name = file.display().to_string();
    let mut faults = asked.report.as_deref().map(|path| Faults::create(path, asked.overwrite)).transpose()?;
    let (mut shown, mut dressed) = (0, 0);
    let converted = engine::convert_each(engine, request, options, &mut |bill| {
        dressed += bill.changes.dressed;
        if asked.bills.common.changes {
            tell_changes(&bill);
        }
        tell(&bill, &mut shown);
        match &mut faults {
            Some(faults) => faults.put(&bill),
            None => Ok(()),
        }
    })?;
    summary(&name, &converted, dressed, shown);
    if let Some(out) = &asked.out {
        say!("{}: {} invoices", out.display(), converted.counts.ready);
    }
    let ended = Exit::from(converted.outcome());
    if let Some(faults) = faults {
        let (path, count) = faults.finish(file, &converted)?;
        say!("{}: {count} faults", path.display());
    }
    Ok(ended)
}

/// Judges the bills of tables.
pub fn validate(bills: &Bills) -> Result<Exit> {
    let engine = engine_of(&bills.common)?;
    each(bills, engine.as_ref(), &mut |_| Ok(()))
}

/// Prints the completed invoices, one a line; what is wrong goes to standard error.
pub fn compute(bills: &Bills) -> Result<Exit> {
    let engine = engine_of(&bills.common)?;
    let mut worst = Exit::Done;
    for file in &bills.files {
        let options = ConvertOptions::new().changes(listed(&bills.common));
        let converted =
            engine::convert_each(engine.as_ref(), &request(file, &bills.reading)?, &options, &mut |bill| {
                match (bill.is_ready(), &bill.invoice) {
                    (true, Some(invoice)) => say!("{}", invoice.get()),
                    _ => bill.report.errors().for_each(|finding| {
                        warn_line!("{}", told(&called(&bill), finding, bill.report.language).trim_end());
                    }),
                }
                Ok(())
            })?;
        warn_line!("{}: {}", file.display(), counts(&converted));
        worst = worst.max(Exit::from(converted.outcome()));
    }
    Ok(worst)
}

/// Makes the portal's bulk file of what is ready.
pub fn export(bills: &Bills, out: Option<&Path>) -> Result<Exit> {
    let engine = engine_of(&bills.common)?;
    let mut all = Vec::new();
    let ended = each(bills, engine.as_ref(), &mut |bill| {
        if let (true, Some(invoice)) = (bill.is_ready(), &bill.invoice) {
            all.push(invoice.get().to_owned());
        }
        Ok(())
    })?;
    Ok(byhand::export_all(&all, out, &bills.common)?.max(ended))
}

/// Registers what is ready.
pub fn submit(bills: &Bills, threads: Option<usize>, per_second: Option<f64>) -> Result<Exit> {
    let engine = Arc::new(open_engine(&bills.common)?);
    let [file] = &bills.files[..] else {
        return Err(Error::new(Kind::Arg, "one table at a time is registered").fix("give one table"));
    };
    let mut options = BatchOptions::new();
    options = threads.into_iter().fold(options, BatchOptions::in_flight);
    options = per_second.into_iter().fold(options, BatchOptions::per_second);
    let Reading { preset, map, sheet, parties, items } = &bills.reading;
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let mut request = json!({"path": absolute(file)});
    let given =
        [("preset", preset.as_ref().map(|text| json!(text))), ("sheet", sheet.as_ref().map(|text| json!(text)))];
    let paths = [("map", map), ("parties", parties), ("items", items)]
        .map(|(name, path)| (name, path.as_ref().map(|path| json!(absolute(path)))));
    for (name, value) in given.into_iter().chain(paths) {
        if let Some(value) = value {
            request[name] = value;
        }
    }
    let left_out = each(bills, Some(&engine), &mut |_| Ok(()))?;
    Ok(batch::run(&engine, &request.to_string(), &options, &bills.common)?.max(left_out))
}

/// Converts tables and prints what there is to say of them.
fn each(bills: &Bills, engine: Option<&Engine>, take: &mut dyn FnMut(&Bill) -> Result<()>) -> Result<Exit> {
    let mut worst = Exit::Done;
    for file in &bills.files {
        let (mut shown, mut dressed) = (0, 0);
        let options = ConvertOptions::new().changes(listed(&bills.common));
        let request = request(file, &bills.reading)?;
        if bills.common.json {
            worst = worst.max(pages(engine, &request, &options, false)?);
            engine::convert_each(engine, &request, &options, &mut |bill| take(&bill))?;
            continue;
        }
        let converted = engine::convert_each(engine, &request, &options, &mut |bill| {
            dressed += bill.changes.dressed;
            if bills.common.changes {
                tell_changes(&bill);
            }
            tell(&bill, &mut shown);
            take(&bill)
        })?;
        summary(&file.display().to_string(), &converted, dressed, shown);
        worst = worst.max(Exit::from(converted.outcome()));
    }
    Ok(worst)
}

/// The request for a file; standard input is read to its end.
fn request(file: &Path, reading: &Reading) -> Result<ConvertRequest> {
    use base64::Engine as _;
    let mut request = match file == Path::new("-") {
        false => ConvertRequest::of_path(file),
        true => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().take(einv::file::DOCUMENT as u64).read_to_end(&mut bytes);
            read.map_err(|e| Error::new(Kind::Arg, format!("standard input can't be read: {e}")))?;
            let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
            ConvertRequest {
                base64: Some(base64),
                name: Some("standard input".to_owned()),
                ..ConvertRequest::default()
            }
        }
    };
    request.preset.clone_from(&reading.preset);
    request.sheet.clone_from(&reading.sheet);
    request.map = reading.map.clone().map(GivenMap::Path);
    request.parties = reading.parties.clone().map(GivenTable::Path);
    request.items = reading.items.clone().map(GivenTable::Path);
    Ok(request)
}

/// How a table was read, in a line.
fn read_as(read: &ReadAs) -> String {
    let mut parts = vec![read.kind.clone()];
    parts.extend(read.preset.as_ref().map(|preset| format!("preset {preset}")));
    parts.extend(read.sure.map(|_| "which rests on one file alone".to_owned()));
    parts.extend(read.sheet.as_ref().map(|sheet| format!("sheet {}", line(sheet))));
    parts.extend(read.header_row.map(|row| format!("headings in row {row}")));
    parts.extend(read.encoding.clone());
    parts.extend(read.delimiter.map(|sign| if sign == '\t' { "tab".to_owned() } else { format!("\"{sign}\"") }));
    parts.join(", ")
}

fn counts(converted: &Converted) -> String {
    let counts = converted.counts;
    format!("{} bills: {} ready, {} faulty, {} skipped", counts.bills, counts.ready, counts.faulty, counts.skipped)
}

/// What came of a table.
fn summary(name: &str, converted: &Converted, dressed: usize, shown: usize) {
    if shown > SHOWN {
        say!("… and {} more faults; --report FILE has them all", shown - SHOWN);
    }
    for finding in &converted.findings.findings {
        say_text!("{}", told("", finding, converted.findings.language));
    }
    say!("{name}: {}", read_as(&converted.read));
    say!("{name}: {}", counts(converted));
    for skips in &converted.skips {
        say!(
            "  skipped as {}: {}, in all {}",
            serde_json::to_value(skips.reason).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
            skips.bills,
            skips.total
        );
    }
    let passed = &converted.read.passed_over;
    if !passed.is_empty() {
        let rows: Vec<String> = passed.iter().take(10).map(|row| format!("{} ({})", row.row, row.why)).collect();
        let more = if passed.len() > 10 { ", …" } else { "" };
        say!("  rows passed over: {}{more}", rows.join(", "));
    }
    let kinds: BTreeMap<&str, usize> =
        converted.changed.iter().map(|changed| (changed.why.word(), changed.count)).collect();
    say_text!("{}", in_short(name, dressed, &kinds));
}

/// A bill by its number and first row.
fn called(bill: &Bill) -> String {
    let number = bill.number.as_deref().unwrap_or("a bill without a number");
    line(number)
}

fn tell(bill: &Bill, shown: &mut usize) {
    if bill.status == Status::Ready {
        return;
    }
    for finding in bill
        .report
        .findings
        .iter()
        .filter(|finding| bill.status == Status::Skipped || finding.severity == Severity::Error)
    {
        *shown += 1;
        if *shown <= SHOWN {
            say_text!("{}", told(&called(bill), finding, bill.report.language));
        }
    }
}

fn tell_changes(bill: &Bill) {
    for change in &bill.changes.list {
        let text = |text: &Option<String>| line(text.as_deref().unwrap_or("nothing"));
        say!(
            "  ~ {}  {}  {} → {}  ({})",
            called(bill),
            line(&change.path),
            text(&change.from),
            text(&change.to),
            change.why.word()
        );
    }
}

/// A finding in two lines: where, what, what to do.
fn told(bill: &str, finding: &Finding, language: Language) -> String {
    let mark = match finding.severity {
        Severity::Error => "✗",
        Severity::Info => "i",
        Severity::Warning => "!",
    };
    let place = finding.at.as_deref().map_or_else(|| finding.path.clone(), place);
    let between = if bill.is_empty() || place.is_empty() { "" } else { ", " };
    format!(
        "  {mark} {bill}{between}{}: {}\n      → {}\n",
        line(&place),
        line(&finding.message(language)),
        line(&finding.mend(language))
    )
}

/// A place in words.
pub fn place(place: &Place) -> String {
    match place {
        Place::Cell { sheet, row, column, heading, .. } => {
            let sheet = sheet.as_ref().map(|sheet| format!("{sheet}, ")).unwrap_or_default();
            let column = column.map(|column| format!(", column {}", einv::change::letters(column))).unwrap_or_default();
            let heading = heading.as_ref().map(|heading| format!(" ({heading})")).unwrap_or_default();
            format!("{sheet}row {row}{column}{heading}")
        }
        Place::Record { record, number, tag } => {
            let number = number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
            format!("voucher {record}{number}{}", tag.as_ref().map(|tag| format!(", {tag}")).unwrap_or_default())
        }
        Place::Json(path) => path.clone(),
    }
}

/// Writes bytes to a new file.
pub fn create(path: &Path, overwrite: bool, bytes: &[u8]) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let options =
        if overwrite { options.write(true).create(true).truncate(true) } else { options.write(true).create_new(true) };
    options
        .open(path)
        .and_then(|mut file| file.write_all(bytes))
        .map_err(|e| Error::new(Kind::Arg, format!("{} can't be written: {e}", path.display())))
}
