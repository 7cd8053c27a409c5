//! The CSV files of `data/` as Rust expressions in `OUT_DIR`, one file each, for `include!`.
//!
//! A table that is wrong (a column missing, a code twice, a day that doesn't exist) fails the build with file and
//! line, so the library needs no parser and no error path for its own data.

use csv::StringRecord;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The plain lists: a code, its name, and the days it is valid from and to (empty: always).
const LISTS: [&str; 6] = ["countries", "currencies", "ports", "transport_modes", "units", "vehicle_types"];

pub fn generate() -> Result<()> {
    for list in LISTS {
        let rows = Table::read(&format!("codes/{list}"), "code,name,from,to")?.ascending(0)?;
        rows.write(list, |r| {
            let [code, name, from, to] = fields(r)?;
            Ok(format!("Code {{ code: {code:?}, name: {name:?}, from: {}, to: {} }}", day(from)?, day(to)?))
        })?;
    }
    Table::read("codes/states", "code,name,from,to,address,gstin,note")?.ascending(0)?.write("states", |r| {
        let [code, name, from, to, address, gstin, note] = fields(r)?;
        Ok(format!(
            "State {{ code: {code:?}, number: {}, name: {name:?}, from: {}, to: {}, address: {}, gstin: {}, note: {note:?} }}",
            code.parse::<u8>()?,
            day(from)?,
            day(to)?,
            yes(address)?,
            yes(gstin)?
        ))
    })?;
    let columns = "rate,law_from,law_to,portal_from,portal_to,setting,note";
    Table::read("codes/rates", columns)?.write("rates", |r| {
        let [rate, law_from, law_to, portal_from, portal_to, setting, note] = fields(r)?;
        Ok(format!(
            "Rate {{ rate: {}, law_from: {}, law_to: {}, portal_from: {}, portal_to: {}, setting: {}, note: {note:?} }}",
            amount(rate)?,
            day(law_from)?,
            day(law_to)?,
            day(portal_from)?,
            day(portal_to)?,
            (!setting.is_empty()).then_some(setting).map_or("None".into(), |s| format!("Some({s:?})"))
        ))
    })?;
    Table::read("codes/vehicle_numbers", "shape,name")?.write("vehicle_numbers", |r| {
        let [shape, name] = fields(r)?;
        Ok(format!("Shape {{ shape: {shape:?}, name: {name:?} }}"))
    })?;
    hsn()?;
    pins()?;
    hindi()?;
    portal_errors()
}

/// Two tables: every code as its key (see `src/codes/hsn.rs`), and the few whose days are known.
fn hsn() -> Result<()> {
    let table = Table::read("codes/hsn", "code,from,to")?.ascending(0)?;
    table.write("hsn", |r| Ok(hsn_key(&r[0])?.to_string()))?;
    let dated = table.only(|r| !(r[1].is_empty() && r[2].is_empty()));
    dated.write("hsn_dated", |r| Ok(format!("({}, {}, {})", hsn_key(&r[0])?, day(&r[1])?, day(&r[2])?)))
}

/// The code's digits at the left of eight, times four, plus 0, 1 or 2 for a length of 4, 6 or 8: in the order of the text.
fn hsn_key(code: &str) -> Result<u32> {
    let length = match code.len() {
        4 => 0,
        6 => 1,
        8 => 2,
        _ => return Err(format!("HSN {code} has not 4, 6 or 8 digits").into()),
    };
    Ok(format!("{code:0<8}").parse::<u32>()? * 4 + length)
}

/// Three-digit rows are what a PIN unknown by itself goes by; six-digit rows are exact and come first.
fn pins() -> Result<()> {
    let table = Table::read("codes/pins", "from,to,states")?;
    for (name, digits) in [("pin_prefixes", 3), ("pin_exact", 6)] {
        let rows = table.only(|r| r[0].len() == digits).ascending(0)?;
        rows.write(name, |r| {
            let (from, to) = (r[0].parse::<u32>()?, r[1].parse::<u32>()?);
            let states: std::result::Result<Vec<u8>, _> = r[2].split(' ').map(str::parse).collect();
            if from > to || r[1].len() != digits {
                return Err("a range that ends before it begins".into());
            }
            Ok(format!("Range {{ from: {from}, to: {to}, states: &{:?} }}", states?))
        })?;
    }
    Ok(())
}

/// Phrases in Hindi by their English, sorted for look-up; the file itself is in the order of the rules.
fn hindi() -> Result<()> {
    let mut table = Table::read("hindi", "english,hindi")?;
    table.rows.sort_by(|a, b| a[0].cmp(&b[0]));
    table.ascending(0)?.write("hindi", |r| {
        let [english, hindi] = fields(r)?;
        Ok(format!("({english:?}, {hindi:?})"))
    })
}

fn portal_errors() -> Result<()> {
    let columns = "code,portal_words,also_words,class,retry,meaning_en,cause_en,fix_en,meaning_hi,cause_hi,fix_hi";
    Table::read("portal_errors", columns)?.ascending(0)?.write("portal_errors", |r| {
        let [code, words, also, class, retry, rest @ ..] = fields::<11>(r)?;
        let [meaning_en, cause_en, fix_en, meaning_hi, cause_hi, fix_hi] = rest;
        let words: Vec<&str> = [words].into_iter().chain(also.split('|')).filter(|w| !w.is_empty()).collect();
        Ok(format!(
            "PortalError {{ code: {code:?}, words: &{words:?}, class: Class::{}, retry: Retry::{}, \
             en: Text {{ meaning: {meaning_en:?}, cause: {cause_en:?}, fix: {fix_en:?} }}, \
             hi: Text {{ meaning: {meaning_hi:?}, cause: {cause_hi:?}, fix: {fix_hi:?} }} }}",
            camel(class),
            camel(retry)
        ))
    })
}

/// `after_login` as `AfterLogin`; a name the enum doesn't have fails the compilation that follows.
pub fn camel(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// `2025-09-22` as `Some(crate::codes::day(2025, 9, 22))`; whether it exists is checked when the table is compiled.
pub fn day(iso: &str) -> Result<String> {
    if iso.is_empty() {
        return Ok("None".into());
    }
    match iso.split('-').map(str::parse::<u32>).collect::<std::result::Result<Vec<_>, _>>()?[..] {
        [year, month, day] => Ok(format!("Some(crate::codes::day({year}, {month}, {day}))")),
        _ => Err(format!("{iso} is not written yyyy-MM-dd").into()),
    }
}

/// A percentage as thousandths and its written places.
pub fn amount(text: &str) -> Result<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let thousandths: i64 = format!("{whole}{fraction:0<3}").parse()?;
    Ok(format!("Amount::from_thousandths({thousandths}, {})", fraction.len()))
}

pub fn yes(text: &str) -> Result<bool> {
    match text {
        "Y" => Ok(true),
        "N" => Ok(false),
        _ => Err(format!("{text:?} is neither Y nor N").into()),
    }
}

fn fields<const N: usize>(record: &StringRecord) -> Result<[&str; N]> {
    record.iter().collect::<Vec<_>>().try_into().map_err(|_| "wrong number of columns".into())
}

pub struct Table {
    file: String,
    rows: Vec<StringRecord>,
}

impl Table {
    pub fn read(name: &str, columns: &str) -> Result<Table> {
        let file = format!("data/{name}.csv");
        println!("cargo::rerun-if-changed={file}");
        let mut reader = csv::Reader::from_path(PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(&file))?;
        if !reader.headers()?.iter().eq(columns.split(',')) {
            return Err(format!("{file}: the columns must be {columns}").into());
        }
        let rows = reader.records().collect::<std::result::Result<_, _>>()?;
        Ok(Table { file, rows })
    }

    /// Refuses a table whose `column` doesn't rise from row to row: look-ups search it by halves.
    pub fn ascending(self, column: usize) -> Result<Table> {
        match self.rows.windows(2).find(|pair| pair[0][column] >= pair[1][column]) {
            Some(pair) => {
                Err(format!("{}: {} must come once, after {}", self.at(&pair[1]), &pair[1][column], &pair[0][column])
                    .into())
            }
            None => Ok(self),
        }
    }

    fn only(&self, keep: impl Fn(&StringRecord) -> bool) -> Table {
        Table { file: self.file.clone(), rows: self.rows.iter().filter(|r| keep(r)).cloned().collect() }
    }

    fn at(&self, row: &StringRecord) -> String {
        format!("{}:{}", self.file, row.position().map_or(0, |p| p.line()))
    }

    /// Writes `&[row, row, …]` to `OUT_DIR/name.rs`.
    pub fn write(&self, name: &str, row: impl Fn(&StringRecord) -> Result<String>) -> Result<()> {
        let mut text = String::from("&[\n");
        for record in &self.rows {
            let expression = row(record).map_err(|e| format!("{}: {e}", self.at(record)))?;
            writeln!(text, "{expression},")?;
        }
        text.push_str("]\n");
        Ok(fs::write(PathBuf::from(env::var("OUT_DIR")?).join(format!("{name}.rs")), text)?)
    }

    /// Writes one expression a row, to `OUT_DIR/prefix_NAME.rs`.
    pub fn each(&self, prefix: &str, row: impl Fn(&StringRecord) -> Result<(String, String)>) -> Result<()> {
        for record in &self.rows {
            let (name, expression) = row(record).map_err(|e| format!("{}: {e}", self.at(record)))?;
            fs::write(PathBuf::from(env::var("OUT_DIR")?).join(format!("{prefix}_{name}.rs")), expression)?;
        }
        Ok(())
    }
}
