//! Bills of tables where a command takes invoices: read once, printed as they come, and handed on.

use crate::command::args::{BillArgs, Common, TableArgs};
use crate::command::batch;
use crate::command::exit::Exit;
use crate::command::name::bills;
use crate::command::report::Faults;
use crate::command::say::{self, line, say, say_text, warn_line, warn_text};
use crate::command::shown::print_json;
use crate::command::speech::spoken;
use crate::command::tidied::{in_short, listed};
use base64::Engine as _;
use einv::answer::Answer;
use einv::answer::batch::BatchRequest;
use einv::answer::table::{BillStatus, ConvertRequest, Converted, GivenMap, GivenTable, ReadAs, TableBill};
use einv::change::{Place, letters};
use einv::engine::{self, BatchOptions, ConvertOptions, Engine, FaultyBills, HeldUp};
use einv::error::{Error, ErrorKind, Result};
use einv::finding::{Finding, Severity};
use einv::language::Language;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Faults that are printed; a report has all.
const SHOWN: usize = 40;
/// Bills of an answer that is printed, as of the library's own.
const PAGE: usize = 1000;
/// Faults of an answer whose bills went to a file.
const MOST_FAULTS: usize = 100;

/// What is said while a table is read, and where.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Text on standard output.
    Text,
    /// Text on standard error: standard output is for the bills.
    Aside,
    /// The library's answers, page by page.
    Pages,
    /// A line of JSON for each bill that isn't sent.
    Lines,
}

impl Says {
    /// What a command says whose own output is this.
    pub fn of(common: &Common) -> Says {
        if common.json { Says::Pages } else { Says::Text }
    }

    fn text(self, text: &str) {
        match self {
            Says::Text => say_text!("{text}"),
            Says::Aside | Says::Lines => warn_text!("{text}"),
            Says::Pages => {}
        }
    }
}

/// Files, and how the tables among them are read.
#[derive(Clone, Copy)]
pub struct AskedTables<'a> {
    pub files: &'a [PathBuf],
    pub reading: &'a TableArgs,
    pub common: &'a Common,
}

impl<'a> From<&'a BillArgs> for AskedTables<'a> {
    fn from(bills: &'a BillArgs) -> AskedTables<'a> {
        AskedTables { files: &bills.files, reading: &bills.reading, common: &bills.common }
    }
}

impl AskedTables<'_> {
    /// The files; of a folder its tables, and the folder itself where it has documents.
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let mut inputs = Vec::new();
        for file in self.files {
            if !file.is_dir() {
                inputs.push(file.clone());
                continue;
            }
            let trouble =
                |e: std::io::Error| Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", file.display()));
            let entries = std::fs::read_dir(file).map_err(trouble)?;
            let mut within: Vec<PathBuf> =
                entries.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>().map_err(trouble)?;
            let has_documents =
                within.iter().any(|file| file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")));
            within.retain(|file| einv::table::is_table(file));
            within.sort();
            if has_documents || within.is_empty() {
                inputs.push(file.clone());
            }
            inputs.append(&mut within);
        }
        Ok(inputs)
    }
}

/// Checks the bills of tables.
pub fn validate(asked: AskedTables<'_>, engine: Option<&Engine>) -> Result<Exit> {
    each(asked, engine, Says::of(asked.common), &mut |_| Ok(()))
}

/// Prints the completed invoices, one a line; what is wrong goes to standard error.
pub fn compute(asked: AskedTables<'_>, engine: Option<&Engine>) -> Result<Exit> {
    each(asked, engine, Says::Aside, &mut |bill| {
        if let (true, Some(invoice)) = (bill.is_ready(), &bill.invoice) {
            say!("{}", invoice.get());
        }
        Ok(())
    })
}

/// Gathers what is ready; what is said of it goes to standard output where that is `free`.
pub fn ready(asked: AskedTables<'_>, engine: Option<&Engine>, free: bool, all: &mut Vec<String>) -> Result<Exit> {
    each(asked, engine, if free { Says::Text } else { Says::Aside }, &mut |bill| {
        if let (true, Some(invoice)) = (bill.is_ready(), &bill.invoice) {
            all.push(invoice.get().to_owned());
        }
        Ok(())
    })
}

/// Registers what is ready, unless the faults of a table hold it up.
pub fn submit(
    asked: AskedTables<'_>,
    engine: &Arc<Engine>,
    options: &BatchOptions,
    choice: Option<FaultyBills>,
) -> Result<Exit> {
    let says = if asked.common.json { Says::Lines } else { Says::Text };
    let mut worst = Exit::Done;
    for input in asked.only_one_report()? {
        let request = request(&input, asked.reading)?;
        let converted = one(asked, &input, &request, Some(engine), says, None, &mut |_| Ok(()))?;
        worst = worst.max(Exit::from(converted.outcome()));
        if let Some(why) = engine::holds_up(engine, &request, &converted, choice)? {
            let why = if why == HeldUp::NewMap { "; its map is used for the first time" } else { "" };
            warn_line!(
                "{}: nothing was sent{why}; correct the faults, or send the other bills with --faulty leave_out",
                input.display()
            );
        } else if converted.counts.ready > 0 {
            let request = BatchRequest::Table(Box::new(request));
            worst = worst.max(batch::run(engine, request, Some(&input), options, asked.common)?);
        }
    }
    Ok(worst)
}

impl AskedTables<'_> {
    /// The inputs; only one where a report is asked for.
    fn only_one_report(&self) -> Result<Vec<PathBuf>> {
        let inputs = self.inputs()?;
        if inputs.len() > 1 && self.reading.report.is_some() {
            return Err(Error::new(ErrorKind::Arg, "the report has the faults of one table").fix("give one table"));
        }
        Ok(inputs)
    }
}

/// Converts each input and says what there is to say of it. The worst ending is the command's.
pub fn each(
    asked: AskedTables<'_>,
    engine: Option<&Engine>,
    says: Says,
    take: &mut dyn FnMut(&TableBill) -> Result<()>,
) -> Result<Exit> {
    let mut worst = Exit::Done;
    for input in asked.only_one_report()? {
        let request = request(&input, asked.reading)?;
        let converted = one(asked, &input, &request, engine, says, None, take)?;
        worst = worst.max(Exit::from(converted.outcome()));
    }
    Ok(worst)
}

/// Converts one input: its bills are given away, its changes, faults and summary are said, its report is written.
pub fn one(
    asked: AskedTables<'_>,
    input: &Path,
    request: &ConvertRequest,
    engine: Option<&Engine>,
    says: Says,
    to: Option<&Path>,
    take: &mut dyn FnMut(&TableBill) -> Result<()>,
) -> Result<Converted> {
    let AskedTables { reading, common, .. } = asked;
    let mut options = spoken(ConvertOptions::new().changes(listed(common)).overwrite(reading.overwrite), common);
    options = to.into_iter().fold(options, |options, to| options.to(to.display().to_string()));
    let mut faults = reading.report.as_deref().map(|path| Faults::create(path, reading.overwrite)).transpose()?;
    let (mut shown, mut dressed) = (0, 0);
    let mut pages = PrintedPages::default();
    say::progress(None);
    let converted = engine::convert_each(engine, request, &options, &mut |bill| {
        say::step();
        dressed += bill.changes.dressed;
        if common.changes {
            says.text(&changes(&bill));
        }
        match says {
            Says::Text | Says::Aside => in_words_of(&bill, &mut shown).iter().for_each(|in_words| says.text(in_words)),
            Says::Lines if bill.is_ready() => {}
            Says::Lines => print_json(bill.clone()),
            Says::Pages => {}
        }
        if let Some(faults) = &mut faults {
            faults.put(&bill);
        }
        take(&bill)?;
        if says == Says::Pages {
            pages.put(bill);
        }
        Ok(())
    })?;
    if says == Says::Pages {
        if to.is_some() {
            pages.print_faults(&converted);
        } else {
            pages.print(engine, request, &options, &converted)?;
        }
    }
    let name = input.display().to_string();
    says.text(&summary(&name, &converted, dressed, shown));
    if let Some(faults) = faults {
        let (path, count) = faults.finish(input, &converted)?;
        says.text(&format!("{}: {count} faults\n", path.display()));
    }
    Ok(converted)
}

/// The first bills and faults of an answer that is printed.
#[derive(Default)]
struct PrintedPages {
    bills: Vec<TableBill>,
    faults: Vec<Finding>,
}

impl PrintedPages {
    fn put(&mut self, bill: TableBill) {
        let room = MOST_FAULTS.saturating_sub(self.faults.len());
        self.faults.extend(bill.report.errors().take(room).cloned());
        if bill.index < PAGE {
            self.bills.push(bill);
        }
    }

    /// Prints the answer whose bills went to a file.
    fn print_faults(self, whole: &Converted) {
        let mut answer = whole.clone();
        answer.findings.findings.extend(self.faults);
        print_json(answer);
    }

    /// Prints the answer page by page. Later pages are read once more.
    fn print(
        self,
        engine: Option<&Engine>,
        request: &ConvertRequest,
        options: &ConvertOptions,
        whole: &Converted,
    ) -> Result<()> {
        let mut first = whole.clone();
        let next = |from: usize| (from < whole.counts.bills).then_some(from);
        (first.bills, first.next) = (self.bills, next(PAGE));
        print_json(first);
        if next(PAGE).is_none() {
            return Ok(());
        }
        let mut page = Vec::new();
        engine::convert_each(engine, request, options, &mut |bill| {
            let after = bill.index + 1;
            if bill.index >= PAGE {
                page.push(bill);
            }
            if !page.is_empty() && (after % PAGE == 0 || after == whole.counts.bills) {
                let mut answer = whole.clone();
                (answer.bills, answer.next) = (std::mem::take(&mut page), next(after));
                print_json(answer);
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// The request for a file; standard input is read to its end.
pub fn request(file: &Path, reading: &TableArgs) -> Result<ConvertRequest> {
    let mut request = if file == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().take(einv::file::DOCUMENT as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|e| Error::new(ErrorKind::Arg, format!("standard input can't be read: {e}")))?;
        if bytes.len() > einv::file::DOCUMENT {
            return Err(
                Error::new(ErrorKind::Limit, "standard input is longer than 64 MiB").fix("give the table as a file")
            );
        }
        ConvertRequest {
            base64: Some(base64::engine::general_purpose::STANDARD.encode(bytes)),
            name: Some("standard input".to_owned()),
            ..ConvertRequest::default()
        }
    } else {
        ConvertRequest::of_path(file)
    };
    request.preset.clone_from(&reading.preset);
    request.sheet.clone_from(&reading.sheet);
    request.map = reading.map.clone().map(GivenMap::Path);
    request.parties = reading.parties.clone().map(GivenTable::Path);
    request.items = reading.items.clone().map(GivenTable::Path);
    Ok(request)
}

/// How a table was read, in a line.
pub fn read_as(read: &ReadAs) -> String {
    let mut parts = vec![read.kind.clone()];
    parts.extend(read.preset.as_ref().map(|preset| format!("preset {preset}")));
    parts.extend(read.sure.map(|_| "which rests on few files".to_owned()));
    parts.extend(read.sheet.as_ref().map(|sheet| format!("sheet {}", line(sheet))));
    parts.extend(read.header_row.map(|row| format!("headings in row {row}")));
    parts.extend(read.encoding.clone());
    parts.extend(read.delimiter.map(|sign| if sign == '\t' { "tab".to_owned() } else { format!("\"{sign}\"") }));
    parts.join(", ")
}

/// What came of a table.
fn summary(name: &str, converted: &Converted, dressed: usize, shown: usize) -> String {
    let mut out = String::new();
    if shown > SHOWN {
        out.push_str(&format!("… and {} more faults; --report FILE has them all\n", shown - SHOWN));
    }
    for finding in &converted.findings.findings {
        out.push_str(&in_words("", finding, converted.findings.language));
    }
    let counts = converted.counts;
    out.push_str(&format!(
        "{name}: {}\n{name}: {} {}: {} ready, {} faulty, {} skipped\n",
        read_as(&converted.read),
        counts.bills,
        bills(counts.bills),
        counts.ready,
        counts.faulty,
        counts.skipped
    ));
    for skips in &converted.skips {
        // Without a column for the total the sum isn't known.
        let sum = if skips.total == "0.00" { String::new() } else { format!(", in all {}", skips.total) };
        out.push_str(&format!("  skipped as {}: {}{sum}\n", skips.reason.name(), skips.bills));
        if let Some(first) = skips.types.first() {
            let (all, first) = (line(&skips.types.join(", ")), line(first));
            let map = format!("\"values\": {{\"type\": {{\"{first}\": \"invoice\"}}}}");
            out.push_str(&format!("    types of voucher: {all}; where one is a sale, a map says so: {map}\n"));
        }
    }
    let unmapped = &converted.read.unmapped;
    if !unmapped.is_empty() {
        out.push_str(&format!("  columns that nothing reads: {}\n", line(&unmapped.join(", "))));
    }
    let passed = &converted.read.passed_over;
    if !passed.is_empty() {
        let rows: Vec<String> = passed.iter().take(10).map(|row| format!("{} ({})", row.row, row.why)).collect();
        let more = if passed.len() > 10 { ", …" } else { "" };
        out.push_str(&format!("  rows passed over: {}{more}\n", rows.join(", ")));
    }
    let kinds: BTreeMap<&str, usize> =
        converted.changed.iter().map(|changed| (changed.why.word(), changed.count)).collect();
    out + &in_short(name, dressed, &kinds)
}

/// A bill by its number.
fn called(bill: &TableBill) -> String {
    line(bill.number.as_deref().unwrap_or("a bill without a number"))
}

/// The faults of a bill, as long as there is room for them.
fn in_words_of(bill: &TableBill, shown: &mut usize) -> Vec<String> {
    let is_said = |finding: &&Finding| match bill.status {
        BillStatus::Ready => false,
        BillStatus::Skipped => true,
        _ => finding.severity == Severity::Error,
    };
    let mut out = Vec::new();
    for finding in bill.report.findings.iter().filter(is_said) {
        *shown += 1;
        if *shown <= SHOWN {
            out.push(in_words(&called(bill), finding, bill.report.language));
        }
    }
    out
}

fn changes(bill: &TableBill) -> String {
    let text = |text: &Option<String>| line(text.as_deref().unwrap_or("nothing"));
    let each = bill.changes.list.iter().map(|change| {
        let (path, why) = (line(&change.path), change.why.word());
        format!("  ~ {}  {path}  {} → {}  ({why})\n", called(bill), text(&change.from), text(&change.to))
    });
    each.collect()
}

/// A finding in two lines: where, what, what to do.
pub fn in_words(bill: &str, finding: &Finding, language: Language) -> String {
    let mark = match finding.severity {
        Severity::Error => "✗",
        Severity::Info => "i",
        _ => "!",
    };
    let place = finding.at.as_deref().map_or_else(|| finding.path.clone(), place);
    let parts: Vec<String> = [bill.to_owned(), line(&place)].into_iter().filter(|part| !part.is_empty()).collect();
    let separator = if parts.is_empty() { "" } else { ": " };
    format!(
        "  {mark} {}{separator}{}\n      → {}\n",
        parts.join(", "),
        line(&finding.message(language)),
        line(&finding.fix(language))
    )
}

/// A place in words.
fn place(place: &Place) -> String {
    match place {
        Place::Cell { sheet, row, column, heading, .. } => {
            let sheet = sheet.as_ref().map(|sheet| format!("{sheet}, ")).unwrap_or_default();
            let column = column.map(|column| format!(", column {}", letters(column))).unwrap_or_default();
            let heading = heading.as_ref().map(|heading| format!(" ({heading})")).unwrap_or_default();
            format!("{sheet}row {row}{column}{heading}")
        }
        Place::Record { record, number, tag } => {
            let number = number.as_ref().map(|number| format!(" {number}")).unwrap_or_default();
            let tag = tag.as_ref().map(|tag| format!(", {tag}")).unwrap_or_default();
            format!("voucher {record}{number}{tag}")
        }
        Place::Json(path) => path.clone(),
    }
}
