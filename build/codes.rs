//! The CSV files of `data/` as Rust expressions in `OUT_DIR`, one file each, for `include!`.
//!
//! A wrong table (a missing column, a code twice, a day that doesn't exist) fails the build with file and line. So the
//! library needs no parser and no error path for its own data.

use csv::StringRecord;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::{env, fs};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The plain lists: a code, its name and its other names, the days it is valid from and until (empty: always), what is
/// known of it at the portal, and the source of the row.
const LISTS: [&str; 6] = ["countries", "currencies", "ports", "transport_modes", "units", "vehicle_types"];

pub fn generate() -> Result<()> {
    for list in LISTS {
        let rows = Table::read(&format!("codes/{list}"), "code,name,also,from,until,portal,source")?.ascending(0)?;
        rows.write(list, |r| {
            let [code, name, also, from, until, portal, source] = fields(r)?;
            Ok(format!(
                "NamedCode {{ code: {code:?}, name: {name:?}, also: {also:?}, from: {}, to: {}, portal: AtPortal::{}, source: {source:?} }}",
                day(from)?,
                day(until)?,
                at_portal(portal)?
            ))
        })?;
    }
    Table::read("codes/about", "day,source")?.write("about", |r| Ok(format!("({}, {:?})", day(&r[0])?, &r[1])))?;
    Table::read("codes/states", "code,name,from,to,address,gstin,note")?.ascending(0)?.write("states", |r| {
        let [code, name, from, to, address, gstin, note] = fields(r)?;
        Ok(format!(
            "StateCode {{ code: {code:?}, number: {}, name: {name:?}, from: {}, to: {}, address: {}, gstin: {}, note: {note:?} }}",
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
        Ok(format!("VehicleShape {{ shape: {shape:?}, name: {name:?} }}"))
    })?;
    unit_words()?;
    words()?;
    hsn()?;
    pins()?;
    hindi()?;
    portal_codes()
}

/// Words for units, by the written word; each stands for a unit of the list, and some may stand for another one as
/// well.
fn unit_words() -> Result<()> {
    let units = Table::read("codes/units", "code,name,also,from,until,portal,source")?;
    let known = |unit: &str| match units.rows.iter().any(|row| &row[0] == unit) {
        true => Ok(format!("{unit:?}")),
        false => Err(format!("{unit:?} is no unit of codes/units.csv")),
    };
    Table::read("codes/unit_words", "written,unit,or,sure")?.ascending(0)?.write("unit_words", |r| {
        let [written, unit, or, sure] = fields(r)?;
        let or = if or.is_empty() { "None".to_owned() } else { format!("Some({})", known(or)?) };
        if yes(sure)? && or != "None" {
            return Err("what may be two units is sure of neither".into());
        }
        Ok(format!("UnitWord {{ written: {written:?}, unit: {}, or: {or}, sure: {} }}", known(unit)?, yes(sure)?))
    })
}

/// Words for states, countries and the like, by list and then by what is written.
fn words() -> Result<()> {
    let mut table = Table::read("codes/words", "list,written,means")?;
    table.rows.sort_by(|a, b| (&a[0], &a[1]).cmp(&(&b[0], &b[1])));
    if let Some(pair) = table.rows.windows(2).find(|pair| (&pair[0][0], &pair[0][1]) == (&pair[1][0], &pair[1][1])) {
        return Err(format!("{}: a word means one thing in a list", table.at(&pair[1])).into());
    }
    table.write("words", |r| {
        let [list, written, means] = fields(r)?;
        Ok(format!("(WordList::{}, {written:?}, {means:?})", camel(list)))
    })
}

/// Four tables: every code as its key (see `src/codes/hsn.rs`); those that the portal isn't known to have, by key and
/// standing; the few with known days; and the names, one a line in the order of the keys, deflated, because they are a
/// megabyte.
fn hsn() -> Result<()> {
    let table = Table::read("codes/hsn", "code,name,from,until,portal,source")?.ascending(0)?;
    table.write("hsn", |r| Ok(hsn_key(&r[0])?.to_string()))?;
    for row in &table.rows {
        at_portal(&row[4]).map_err(|e| format!("{}: {e}", table.at(row)))?;
        if row[1].is_empty() || row[1].contains('\n') {
            return Err(format!("{}: a name is one line", table.at(row)).into());
        }
    }
    let unseen = table.only(|r| &r[4] != "listed");
    unseen.write("hsn_unseen", |r| Ok(format!("({}, AtPortal::{})", hsn_key(&r[0])?, at_portal(&r[4])?)))?;
    let dated = table.only(|r| !(r[2].is_empty() && r[3].is_empty() && r[5].is_empty()));
    dated.write("hsn_dated", |r| {
        Ok(format!(
            "Dated {{ key: {}, from: {}, to: {}, source: {:?} }}",
            hsn_key(&r[0])?,
            day(&r[2])?,
            day(&r[3])?,
            &r[5]
        ))
    })?;
    let names: Vec<&str> = table.rows.iter().map(|r| &r[1]).collect();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    deflated.write_all(names.join("\n").as_bytes())?;
    Ok(fs::write(out.join("hsn_names.deflate"), deflated.finish()?)?)
}

/// What is known of a code at the portal, as the variant of `AtPortal`.
fn at_portal(text: &str) -> Result<String> {
    match text {
        "listed" | "unknown" | "refused" => Ok(camel(text)),
        _ => Err(format!("{text:?} is none of listed, unknown and refused").into()),
    }
}

/// The code's digits, padded on the right to eight, times four, plus 0, 1 or 2 for a length of 4, 6 or 8: in the order
/// of the text.
fn hsn_key(code: &str) -> Result<u32> {
    let length = match code.len() {
        4 => 0,
        6 => 1,
        8 => 2,
        _ => return Err(format!("HSN {code} has not 4, 6 or 8 digits").into()),
    };
    Ok(format!("{code:0<8}").parse::<u32>()? * 4 + length)
}

/// Three-digit rows decide about unknown PINs; six-digit rows are exact and come first. `any` in `also`: a PIN that
/// belongs to no state.
fn pins() -> Result<()> {
    let table = Table::read("codes/pins", "from,to,states,also")?;
    for (name, digits) in [("pin_prefixes", 3), ("pin_exact", 6)] {
        let rows = table.only(|r| r[0].len() == digits).ascending(0)?;
        rows.write(name, |r| {
            let (from, to) = (r[0].parse::<u32>()?, r[1].parse::<u32>()?);
            if from > to || r[1].len() != digits {
                return Err("a range that ends before it begins".into());
            }
            let states =
                |text: &str| text.split_whitespace().map(str::parse::<u8>).collect::<std::result::Result<Vec<_>, _>>();
            if &r[3] == "any" {
                return Ok(format!("Range {{ from: {from}, to: {to}, place: PinPlace::Unjudged }}"));
            }
            let (sure, also) = (states(&r[2])?, states(&r[3])?);
            Ok(format!(
                "Range {{ from: {from}, to: {to}, place: PinPlace::Of {{ states: &{sure:?}, also: &{also:?} }} }}"
            ))
        })?;
    }
    Ok(())
}

/// Phrases in Hindi by their English, sorted for look-up; the file itself follows the order of the rules.
fn hindi() -> Result<()> {
    let mut table = Table::read("hindi", "english,hindi")?;
    table.rows.sort_by(|a, b| a[0].cmp(&b[0]));
    table.ascending(0)?.write("hindi", |r| {
        let [english, hindi] = fields(r)?;
        Ok(format!("({english:?}, {hindi:?})"))
    })
}

/// The allowed values of the columns of `portal_codes.csv`; the enums of `explain` and `portal::refusal` have the same
/// names.
const SYSTEMS: [&str; 3] = ["irp", "ewb", "gsp"];
const TOPICS: [&str; 7] = ["business", "schema", "gstin", "auth", "transient", "duplicate", "ewb"];
const RETRIES: [&str; 5] = ["never", "after_correction", "after_login", "later", "after_sync"];
const ACTIONS: [&str; 7] = ["token", "auth", "duplicate", "business", "transient", "gone", "not_found"];

/// One file, two tables: the codes explained, by code and then system; and the action for each code, by code alone. The
/// first system's action counts.
fn portal_codes() -> Result<()> {
    let columns =
        "system,code,portal_words,also_words,topic,retry,action,meaning_en,cause_en,fix_en,meaning_hi,cause_hi,fix_hi";
    let table = Table::read("portal_codes", columns)?;
    let place = |row: &StringRecord| (row[1].to_owned(), SYSTEMS.iter().position(|system| *system == &row[0]));
    if let Some(row) =
        table.rows.iter().zip(table.rows.iter().skip(1)).find_map(|(a, b)| (place(a) >= place(b)).then_some(b))
    {
        return Err(format!("{}: codes must rise, and of one code the systems irp, ewb, gsp", table.at(row)).into());
    }
    table.write("portal_codes", |r| {
        let [system, code, words, also, topic, retry, action, rest @ ..] = fields::<13>(r)?;
        let [meaning_en, cause_en, fix_en, meaning_hi, cause_hi, fix_hi] = rest;
        if [meaning_en, cause_en, fix_en].iter().any(|text| text.is_empty()) {
            return Err("a text is missing".into());
        }
        one_of(action, &ACTIONS)?;
        let words: Vec<&str> = [words].into_iter().chain(also.split('|')).filter(|w| !w.is_empty()).collect();
        Ok(format!(
            "PortalError {{ system: System::{}, code: {code:?}, words: &{words:?}, class: ErrorTopic::{}, retry: Retry::{}, \
             en: Text {{ meaning: {meaning_en:?}, cause: {cause_en:?}, fix: {fix_en:?} }}, \
             hi: Text {{ meaning: {meaning_hi:?}, cause: {cause_hi:?}, fix: {fix_hi:?} }} }}",
            one_of(system, &SYSTEMS)?,
            one_of(topic, &TOPICS)?,
            one_of(retry, &RETRIES)?
        ))
    })?;
    let mut before = String::new();
    let first = table.only(|_| true);
    let rows =
        first.rows.iter().filter(|row| std::mem::replace(&mut before, row[1].to_owned()) != row[1]).cloned().collect();
    let actions = Table { file: first.file.clone(), rows };
    actions.write("portal_actions", |r| Ok(format!("({:?}, RefusalAction::{})", &r[1], one_of(&r[6], &ACTIONS)?)))
}

/// A word of a closed list, as the enum's variant.
fn one_of(word: &str, words: &[&str]) -> Result<String> {
    match words.contains(&word) {
        true => Ok(camel(word)),
        false => Err(format!("{word:?} is none of {}", words.join(", ")).into()),
    }
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

    /// Refuses a table whose `column` doesn't rise from row to row, because look-ups use binary search.
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
