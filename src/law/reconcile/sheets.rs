//! Reads the workbook that the portal offers beside JSON: "Download details from e-invoices (Excel)".
//!
//! A sheet is a section, a row is a document's lines of one rate. Each column is a row of [`COLUMNS`], which gives its name in
//! the return's JSON; from there on a row is read as JSON is, by the fields of the section. Headings are compared without case,
//! blanks and signs, because files of different years write them differently.

use super::download::{Theirs, theirs, wrong};
use super::{PortalList, Unread};
use crate::calendar::{Day, FinYear};
use crate::error::{Error, Result};
use crate::gstin::Gstin;
use crate::law::gstr1::Period;
use crate::law::gstr1::sections::section as table_of;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A sheet as texts: what its cells show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SheetTexts {
    pub name: String,
    /// Each with its number, from 1.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// What the caller says of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FileHints {
    pub gstin: Option<Gstin>,
    pub period: Option<Period>,
    /// The only taxpayer there is, where the file names none.
    pub own: Option<Gstin>,
}

/// Sheets by what their name begins with, without case, blanks and signs: the longest fits first.
const SHEETS: [(&str, &str); 4] = [("b2bsezde", "b2b"), ("cdnur", "cdnur"), ("cdnr", "cdnr"), ("exp", "exp")];

/// A column: its headings, its name in the return's JSON, and how its cells are read.
struct ReturnColumn {
    headings: &'static [&'static str],
    key: &'static str,
    read: fn(&str) -> String,
    /// Without it the sheet isn't the portal's.
    must: bool,
    /// Its heading as the portal writes it, where the sheet must have it.
    written: &'static str,
}

const fn column(headings: &'static [&'static str], key: &'static str) -> ReturnColumn {
    ReturnColumn { headings, key, read: plain, must: false, written: "" }
}

const fn must(written: &'static str, column: ReturnColumn) -> ReturnColumn {
    ReturnColumn { must: true, written, ..column }
}

const fn read(column: ReturnColumn, read: fn(&str) -> String) -> ReturnColumn {
    ReturnColumn { read, ..column }
}

/// The columns of every sheet; a name may be of another field in another sheet.
const COLUMNS: &[ReturnColumn] = &[
    must("GSTIN/UIN of Recipient", column(&["gstinuinofrecipient"], "ctin")),
    column(&["receivername", "recievername"], "trdname"),
    must("Invoice number", column(&["invoicenumber"], "inum")),
    must("Invoice date", read(column(&["invoicedate"], "idt"), day)),
    must("Invoice value", read(column(&["invoicevalue"], "val"), amount)),
    must("Note number", column(&["notenumber"], "nt_num")),
    must("Note date", read(column(&["notedate"], "nt_dt"), day)),
    must("Note type", read(column(&["notetype"], "ntty"), note)),
    must("Note value", read(column(&["notevalue"], "val"), amount)),
    read(column(&["placeofsupply"], "pos"), state),
    read(column(&["reversecharge"], "rchrg"), yes),
    must("Invoice type", read(column(&["invoicetype", "notesupplytype"], "inv_typ"), kind)),
    column(&["ecommercegstin"], "etin"),
    must("Export type", read(column(&["exporttype"], "exp_typ"), kind)),
    must("UR type", read(column(&["urtype"], "typ"), kind)),
    column(&["portcode"], "sbpcode"),
    column(&["shippingbillnumber"], "sbnum"),
    read(column(&["shippingbilldate"], "sbdt"), day),
    must("Rate", read(column(&["rate"], "rt"), amount)),
    must("Taxable value", read(column(&["taxablevalue"], "txval"), amount)),
    read(column(&["integratedtax"], "iamt"), amount),
    read(column(&["centraltax"], "camt"), amount),
    read(column(&["stateuttax"], "samt"), amount),
    read(column(&["cessamount", "cess"], "csamt"), amount),
    must("IRN", column(&["irn"], "irn")),
    read(column(&["irndate"], "irngendate"), day),
    must("E-invoice status", column(&["einvoicestatus", "irnstatus"], "einvstatus")),
    column(&["gstr1autopopulationdeletionstatus", "autopopulationstatus"], "autodft"),
    column(&["errorinautopopulationdeletion"], "errorMsg"),
];

/// The fields of a line; the others are the document's.
const OF_LINE: [&str; 6] = ["rt", "txval", "iamt", "camt", "samt", "csamt"];

fn plain(text: &str) -> String {
    text.to_owned()
}

fn amount(text: &str) -> String {
    text.replace([',', '₹', ' '], "")
}

/// `09-Apr-2025`, `9/4/2025`, `2025-04-09`, as JSON has it: `09-04-2025`. What is no day is left as it is.
fn day(text: &str) -> String {
    parse_day(text).map_or_else(|| text.to_owned(), Day::dashed)
}

fn parse_day(text: &str) -> Option<Day> {
    if let Some(day) = Day::parse(text) {
        return Some(day);
    }
    let first = text.split_whitespace().next()?;
    let mut parts = first.split(['-', '/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = month.parse().ok().or_else(|| month_of(month))?;
    Day::new(year.parse().ok()?, month, day.parse().ok()?)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn month_of(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && word.starts_with(month))?;
    u32::try_from(at + 1).ok()
}

/// `29-Karnataka`, `07 - Delhi`: the code alone.
fn state(text: &str) -> String {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { text.to_owned() } else { digits }
}

fn yes(text: &str) -> String {
    text.chars().take(1).collect::<String>().to_ascii_uppercase()
}

fn note(text: &str) -> String {
    yes(text)
}

/// The workbook's words for a kind of supply; JSON's own codes stay.
fn kind(text: &str) -> String {
    let folded = fold(text);
    let code = match folded.as_str() {
        "regularb2b" | "regular" | "r" => "R",
        "sezsupplieswithpayment" | "sezwithpayment" | "sewp" => "SEWP",
        "sezsupplieswithoutpayment" | "sezwithoutpayment" | "sewop" => "SEWOP",
        "deemedexp" | "deemedexport" | "deemedexports" | "de" => "DE",
        "intrastatesuppliesattractingigst" | "cbw" => "CBW",
        "withpayment" | "wpay" => "WPAY",
        "withoutpayment" | "wopay" => "WOPAY",
        "exportswithpayment" | "expwp" => "EXPWP",
        "exportswithoutpayment" | "expwop" => "EXPWOP",
        "b2cl" => "B2CL",
        _ => text,
    };
    code.to_owned()
}

/// Letters and digits alone, small.
fn fold(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn section_of(sheet: &str) -> Option<&'static str> {
    let folded = fold(sheet);
    if folded == "b2b" {
        return Some("b2b");
    }
    SHEETS.iter().find(|(begins, _)| folded.starts_with(begins)).map(|(_, section)| *section)
}

/// Reads a workbook; `said` is what the caller says of it, where the workbook doesn't say it itself.
pub fn read_workbook(file: &str, sheets: &[SheetTexts], said: FileHints) -> Result<PortalList> {
    let parts: Vec<(&SheetTexts, &'static str)> =
        sheets.iter().filter_map(|sheet| Some((sheet, section_of(&sheet.name)?))).collect();
    if parts.is_empty() {
        let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        let message = format!("{file} is not the portal's workbook of e-invoices: its sheets are {}", names.join(", "));
        return Err(wrong("", message).fix(
            "give what the GSTR-1 page of the portal offers as \"Download details from e-invoices (Excel)\", as it came",
        ));
    }
    let (mut parsed, mut months) = (Vec::new(), BTreeSet::new());
    for (sheet, section) in parts {
        parsed.push((section, rows_of(file, sheet, section, &mut months)?));
    }
    let cover = Cover::of(file, sheets);
    // Without a word of the workbook's own, the documents' dates tell.
    let by_date = months.is_empty() && cover.period.is_none();
    if by_date {
        let documents = parsed.iter().flat_map(|(_, rows)| &rows.documents);
        months.extend(documents.filter_map(|document| document.day().map(Period::of)));
    }
    let (gstin, period) = cover.settle(file, said, &months)?;
    let is_of = |document: &SheetDocument| {
        let of = document.of.or_else(|| document.day().filter(|_| by_date).map(Period::of));
        of.is_none_or(|of| of == period)
    };
    let mut download = PortalList { gstin, period, sections: BTreeSet::new(), entries: Vec::new(), unread: Vec::new() };
    for (section, rows) in parsed {
        download.sections.insert(section);
        for document in rows.documents.iter().filter(|document| is_of(document)) {
            match document.read(section) {
                Ok(theirs) => download.entries.push(theirs),
                Err(why) => {
                    let text = |key: &str| document.fields.get(key).and_then(Value::as_str).map(str::to_owned);
                    download.unread.push(Unread {
                        place: format!("{file}, sheet {}, row {}", rows.sheet, document.row),
                        number: text("inum").or_else(|| text("nt_num")).unwrap_or_default(),
                        irn: text("irn"),
                        why,
                    });
                }
            }
        }
    }
    Ok(download)
}

/// The documents of a sheet.
struct SheetRows {
    sheet: String,
    documents: Vec<SheetDocument>,
}

/// A document, put together of its rows.
struct SheetDocument {
    row: u64,
    /// The month of the banner above it.
    of: Option<Period>,
    fields: Map<String, Value>,
    lines: Vec<Value>,
}

impl SheetDocument {
    fn read(&self, section: &'static str) -> std::result::Result<Theirs, String> {
        let table = table_of(section).ok_or("the section is in no table")?;
        let mut fields = self.fields.clone();
        fields.insert("itms".to_owned(), Value::Array(self.lines.clone()));
        theirs(table, &Value::Null, &Value::Object(fields))
    }

    fn day(&self) -> Option<Day> {
        let text = self.fields.get("idt").or_else(|| self.fields.get("nt_dt"))?.as_str()?;
        parse_day(text)
    }
}

fn rows_of(file: &str, sheet: &SheetTexts, section: &'static str, banners: &mut BTreeSet<Period>) -> Result<SheetRows> {
    let mut rows = sheet.rows.iter();
    let found = rows.by_ref().find_map(|(_, cells)| Some((headings(cells, section)?, cells)));
    let Some((columns, read)) = found else {
        // A sheet without documents may have its title alone.
        let is_filled = |cells: &&Vec<String>| cells.iter().filter(|cell| !cell.is_empty()).count() > 3;
        return match sheet.rows.iter().map(|(_, cells)| cells).find(is_filled) {
            None => Ok(SheetRows { sheet: sheet.name.clone(), documents: Vec::new() }),
            Some(cells) => Err(changed(file, sheet, "no row of the portal's headings", cells)),
        };
    };
    if let Some(missing) = missing(&columns, section) {
        return Err(changed(file, sheet, &format!("no column {missing}"), read));
    }
    let mut documents: Vec<SheetDocument> = Vec::new();
    let mut known: HashMap<[String; 3], usize> = HashMap::new();
    let mut of = None;
    for (number, cells) in rows {
        if let Some(banner) = banner(cells) {
            of = banner;
            banners.extend(banner);
            continue;
        }
        let (mut fields, mut line) = (Map::new(), Map::new());
        let filled = columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        for (column, cell) in filled.filter_map(|(column, cell)| Some((column.as_ref()?, cell))) {
            let into = if OF_LINE.contains(&column.key) { &mut line } else { &mut fields };
            into.insert(column.key.to_owned(), Value::String((column.read)(cell)));
        }
        if fields.is_empty() {
            continue;
        }
        let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default().to_ascii_uppercase();
        let name = [format!("{}{}", text("inum"), text("nt_num")), text("ntty"), text("irn")];
        let rate = line.get("rt").cloned();
        // A rate that comes a second time is the document listed twice, and not more of it.
        let is_open = |at: &usize| !documents[*at].lines.iter().any(|own| own.get("rt") == rate.as_ref());
        match known.get(&name).copied().filter(is_open) {
            Some(at) => documents[at].lines.push(Value::Object(line)),
            None => {
                known.insert(name, documents.len());
                documents.push(SheetDocument { row: *number, of, fields, lines: vec![Value::Object(line)] });
            }
        }
    }
    Ok(SheetRows { sheet: sheet.name.clone(), documents })
}

fn changed(file: &str, sheet: &SheetTexts, what: &str, read: &[String]) -> Error {
    let read: Vec<&str> = read.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let message = format!("{file}: sheet {} has {what}; it has: {}", sheet.name, read.join(", "));
    wrong("", message).fix("download the workbook again, and give it as it came; or give the JSON download")
}

/// Whether a section has a column.
fn takes(section: &str, column: &ReturnColumn) -> bool {
    let Some(table) = table_of(section) else { return false };
    let mut fields = table.groups.iter().flat_map(|(fields, _)| fields.iter()).chain(table.fields);
    OF_LINE.contains(&column.key)
        || ["einvstatus", "autodft", "errorMsg"].contains(&column.key)
        || fields.any(|field| field.key == column.key)
}

/// The columns of a row of headings; none where it isn't one.
fn headings(cells: &[String], section: &str) -> Option<Vec<Option<&'static ReturnColumn>>> {
    let of = |cell: &String| {
        let folded = fold(cell);
        COLUMNS.iter().find(|column| column.headings.contains(&folded.as_str()) && takes(section, column))
    };
    let columns: Vec<Option<&'static ReturnColumn>> = cells.iter().map(of).collect();
    (columns.iter().flatten().count() > 3).then_some(columns)
}

/// The first column that a sheet must have and hasn't.
fn missing(columns: &[Option<&'static ReturnColumn>], section: &str) -> Option<&'static str> {
    let has = |wanted: &ReturnColumn| columns.iter().flatten().any(|column| column.key == wanted.key);
    // Value and number are of invoices in one sheet, of notes in another: their headings differ, their key may not.
    let wanted = COLUMNS.iter().filter(|column| column.must && takes(section, column));
    wanted.into_iter().find(|column| !has(column)).map(|column| column.written)
}

/// A row that says of which month the rows below it are, in a workbook of several; none where it is no such row.
fn banner(cells: &[String]) -> Option<Option<Period>> {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty());
    let text = filled.next().filter(|text| fold(text).contains("taxperiod") && text.contains(':'))?;
    if filled.next().is_some() {
        return None;
    }
    let said = |label: &str| {
        let parts = text.split('|').filter_map(|part| part.split_once(':'));
        parts.filter(|(name, _)| fold(name) == label).map(|(_, value)| value.trim()).next()
    };
    Some(said("taxperiod").and_then(|period| period_of(period, said("financialyear").and_then(FinYear::parse))))
}

/// `112026`, `Nov-2026`; `November` with its year. None where several months are named.
fn period_of(text: &str, year: Option<FinYear>) -> Option<Period> {
    if let Some(period) = Period::parse(text.trim()) {
        return Some(period);
    }
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let (mut month, mut written) = (None, None);
    for word in words {
        match (month_of(word), word.parse::<i32>()) {
            (Some(_), _) if month.is_some() => return None,
            (Some(of), _) => month = Some(of),
            (None, Ok(number)) if word.len() == 4 => written = Some(number),
            (None, Ok(number)) if word.len() == 2 => written = Some(2000 + number),
            (None, _) => {}
        }
    }
    let month = month?;
    let year = written.or_else(|| year.map(|year| if month > 3 { year.start() } else { year.start() + 1 }))?;
    Day::new(year, month, 1).map(Period::of)
}

/// Whose workbook it is, and of which month, as it says itself.
struct Cover {
    gstin: Option<Gstin>,
    period: Option<Period>,
}

impl Cover {
    fn of(file: &str, sheets: &[SheetTexts]) -> Cover {
        let others = sheets.iter().filter(|sheet| section_of(&sheet.name).is_none());
        let mut said: BTreeMap<String, &str> = BTreeMap::new();
        for (_, cells) in others.flat_map(|sheet| &sheet.rows) {
            // A label may stand in a cell before its value, or in the same one.
            let filled: Vec<&str> =
                cells.iter().map(|cell| cell.trim()).filter(|cell| !fold(cell).is_empty()).collect();
            let labelled = match filled[..] {
                [label, value, ..] => Some((label, value)),
                [only] => only.split_once(':').map(|(label, value)| (label, value.trim())),
                [] => None,
            };
            if let Some((label, value)) = labelled {
                said.entry(fold(label)).or_insert(value);
            }
        }
        let year = said.get("financialyear").copied().and_then(FinYear::parse);
        let in_name = || file.split(|c: char| !c.is_ascii_alphanumeric()).find_map(Gstin::parse);
        Cover {
            gstin: said.get("gstin").copied().and_then(Gstin::parse).or_else(in_name),
            period: said.get("taxperiod").copied().and_then(|text| period_of(text, year)),
        }
    }

    /// GSTIN and month of the workbook, held against what the caller says.
    fn settle(&self, file: &str, said: FileHints, months: &BTreeSet<Period>) -> Result<(Gstin, Period)> {
        let gstin = match (self.gstin, said.gstin) {
            (Some(own), Some(wanted)) if own != wanted => {
                return Err(wrong("", format!("{file} is of {own}, and {wanted} is asked for"))
                    .fix("give the workbook of this GSTIN"));
            }
            (own, wanted) => own.or(wanted).or(said.own).ok_or_else(|| {
                wrong("", format!("{file} doesn't say whose it is"))
                    .fix("give \"gstin\" beside it, or the file under the portal's own name: EINV_<GSTIN>_<year>.xlsx")
            })?,
        };
        let known: BTreeSet<Period> =
            if months.is_empty() { self.period.into_iter().collect() } else { months.clone() };
        let listed = || known.iter().map(Period::to_string).collect::<Vec<_>>().join(", ");
        let period = match (said.period, known.first()) {
            (Some(wanted), Some(_)) if !known.contains(&wanted) => {
                return Err(wrong("", format!("{file} is of {}, and {wanted} is asked for", listed()))
                    .fix("give the workbook of this month"));
            }
            (Some(wanted), _) => wanted,
            (None, Some(only)) if known.len() == 1 => *only,
            (None, Some(_)) => {
                return Err(wrong("", format!("{file} has several months: {}", listed()))
                    .fix("give \"period\" beside it, like \"112026\"; one month is compared at a time"));
            }
            (None, None) => {
                return Err(wrong("", format!("{file} doesn't say of which month it is"))
                    .fix("give \"period\" beside it, like \"112026\""));
            }
        };
        Ok((gstin, period))
    }
}
