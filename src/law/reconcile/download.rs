//! Reads the download: one file with all sections, or one per section. Names and spellings vary between producers. So
//! unneeded members are skipped, and an entry that can't be read becomes a difference instead of disappearing.

use super::{Difference, Kind};
use crate::calendar::Day;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::{DocType, Irn};
use crate::law::gstr1::{Entry, Period, Shipping, Sums, place_of};
use crate::money::{Amount, Exact};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A document of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theirs {
    pub entry: Entry,
    /// `ACT`, or the list's other status.
    pub status: String,
    /// The reason why GSTR-1 was not filled from it.
    pub not_populated: Option<String>,
}

impl Theirs {
    /// Only `ACT` has been seen so far; the status of a cancelled document has not. An empty status counts as active.
    pub fn is_active(&self) -> bool {
        self.status.is_empty() || self.status.eq_ignore_ascii_case("ACT")
    }
}

/// The portal's list of one GSTIN and period: GSTR-1's e-invoice download (returns, section EINV).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Download {
    pub(crate) gstin: Gstin,
    pub(crate) period: Period,
    /// The sections it has, be they empty.
    pub(super) sections: BTreeSet<&'static str>,
    pub(super) entries: Vec<Theirs>,
    pub(super) unreadable: Vec<Difference>,
}

const SECTIONS: [&str; 4] = ["b2b", "exp", "cdnr", "cdnur"];

impl Download {
    /// Reads files of the same GSTIN and period, each with the name that stands before places in it; it may be empty. A file
    /// may be an array of files, one a section.
    pub fn of<'v>(files: impl IntoIterator<Item = (&'v str, &'v Value)>) -> Result<Download> {
        let mut whole = None;
        for (name, file) in files {
            match file {
                Value::Array(parts) => {
                    for (at, part) in parts.iter().enumerate() {
                        add(&mut whole, &format!("{name}/{at}"), part)?;
                    }
                }
                file => add(&mut whole, name, file)?,
            }
        }
        whole.ok_or_else(|| wrong("", "an empty list of files"))
    }
}

/// Adds a file to those read before.
fn add(whole: &mut Option<Download>, at: &str, file: &Value) -> Result<()> {
    let next = one_file(at, file.get("data").unwrap_or(file))?;
    match whole {
        None => *whole = Some(next),
        Some(whole) if (whole.gstin, whole.period) != (next.gstin, next.period) => {
            let message = "this file is of another GSTIN or period than the first";
            return Err(wrong(at, message).fix("reconcile one GSTIN and one period at a time"));
        }
        Some(whole) => {
            whole.sections.extend(next.sections);
            whole.entries.extend(next.entries);
            whole.unreadable.extend(next.unreadable);
        }
    }
    Ok(())
}

fn wrong(at: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Json, message).at(at)
}

fn one_file(at: &str, file: &Value) -> Result<Download> {
    let gstin = file["gstin"].as_str().and_then(Gstin::parse);
    let period = file["fp"].as_str().and_then(Period::parse);
    let expected = "the e-invoice download of GSTR-1 has gstin, fp and sections b2b, exp, cdnr, cdnur";
    let gstin =
        gstin.ok_or_else(|| wrong(&format!("{at}/gstin"), "the GSTIN of the taxpayer is missing").fix(expected))?;
    let period = period.ok_or_else(|| wrong(&format!("{at}/fp"), "the period MMYYYY is missing").fix(expected))?;
    let mut download =
        Download { gstin, period, sections: BTreeSet::new(), entries: Vec::new(), unreadable: Vec::new() };
    for section in SECTIONS {
        let Some(rows) = file.get(section) else { continue };
        download.sections.insert(section);
        let rows = rows.as_array().ok_or_else(|| wrong(&format!("{at}/{section}"), "not a list"))?;
        for (index, row) in rows.iter().enumerate() {
            let list = match section {
                "b2b" | "exp" => row["inv"].as_array(),
                "cdnr" => row["nt"].as_array(),
                _ => None,
            };
            let documents = list.map_or(std::slice::from_ref(row), Vec::as_slice);
            for (nth, document) in documents.iter().enumerate() {
                match entry(section, row, document) {
                    Ok(theirs) => download.entries.push(theirs),
                    Err(why) => {
                        let place = if list.is_some() {
                            format!("{at}/{section}/{index}/{nth}")
                        } else {
                            format!("{at}/{section}/{index}")
                        };
                        download.unreadable.push(unreadable(&place, document, &why));
                    }
                }
            }
        }
    }
    Ok(download)
}

fn unreadable(place: &str, document: &Value, why: &str) -> Difference {
    let number = text(document, "inum").or(text(document, "nt_num")).unwrap_or_default();
    let (message, fix) = Kind::Unreadable.words();
    Difference {
        kind: Kind::Unreadable,
        irn: text(document, "irn"),
        doc_type: None,
        number,
        date: None,
        table: None,
        message: format!("{message} ({place}): {why}"),
        fix,
        fields: Vec::new(),
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value[key].as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn entry(section: &'static str, group: &Value, document: &Value) -> std::result::Result<Theirs, String> {
    let need = |key: &str| text(document, key).ok_or_else(|| format!("{key} is missing"));
    let either =
        |key: &str| text(document, key).or_else(|| text(group, key)).ok_or_else(|| format!("{key} is missing"));
    let is_note = section.starts_with("cdn");
    let (number, date) = if is_note { ("nt_num", "nt_dt") } else { ("inum", "idt") };
    let doc_type = match (is_note, text(document, "ntty").as_deref()) {
        (false, _) => DocType::Invoice,
        (true, Some("C")) => DocType::CreditNote,
        (true, Some("D")) => DocType::DebitNote,
        (true, other) => return Err(format!("ntty {} is neither C nor D", other.unwrap_or("nothing"))),
    };
    let kind = match section {
        "exp" => either("exp_typ")?,
        "cdnur" => either("typ")?,
        _ => need("inv_typ")?,
    };
    let reverse_charge = text(document, "rchrg").as_deref() == Some("Y");
    let place = place_of(section, &kind, reverse_charge)
        .ok_or_else(|| format!("{kind} in section {section} doesn't come from e-invoices"))?;
    let by_key = |key: &str| need(key).and_then(|t| day(&t).ok_or_else(|| format!("{key} \"{t}\" is not a date")));
    let irn = text(document, "irn")
        .map(|t| Irn::parse(&t).ok_or_else(|| "irn doesn't have 64 digits".to_owned()))
        .transpose()?;
    Ok(Theirs {
        entry: Entry {
            place,
            doc_type,
            number: need(number)?,
            date: by_key(date)?,
            value: amount(&document["val"]).ok_or("val is not an amount")?,
            ctin: matches!(section, "b2b" | "cdnr").then(|| either("ctin")).transpose()?,
            name: text(group, "trdname"),
            pos: text(document, "pos").map(|pos| format!("{pos:0>2}")),
            reverse_charge,
            etin: text(document, "etin"),
            shipping: Shipping {
                port: text(document, "sbpcode"),
                number: text(document, "sbnum"),
                date: text(document, "sbdt").and_then(|t| day(&t)),
            },
            by_rate: by_rate(&document["itms"])?,
            irn,
            registered: text(document, "irngendate").and_then(|t| day(&t)),
        },
        status: text(document, "einvstatus").unwrap_or_default(),
        not_populated: not_populated(document),
    })
}

fn by_rate(items: &Value) -> std::result::Result<BTreeMap<Amount, Sums>, String> {
    let mut by_rate: BTreeMap<Amount, Sums> = BTreeMap::new();
    for item in items.as_array().into_iter().flatten() {
        let detail = item.get("itm_det").unwrap_or(item);
        let sum = |key: &str| match &detail[key] {
            Value::Null => Ok(Exact::ZERO),
            value => amount(value).map(Exact::from).ok_or_else(|| format!("{key} is not an amount")),
        };
        let rate = amount(&detail["rt"]).ok_or("rt is not a rate")?;
        let sums = Sums {
            taxable: sum("txval")?,
            igst: sum("iamt")?,
            cgst: sum("camt")?,
            sgst: sum("samt")?,
            cess: sum("csamt")?,
        };
        let known = by_rate.entry(rate).or_default();
        *known = *known + sums;
    }
    Ok(by_rate)
}

fn not_populated(document: &Value) -> Option<String> {
    let state = text(document, "autodft").filter(|state| state.to_ascii_lowercase().contains("fail"))?;
    let words = [Some(state), text(document, "errorCd"), text(document, "errorMsg")];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// `dd-mm-yyyy`.
fn day(text: &str) -> Option<Day> {
    Day::parse(&text.replace('-', "/")).or_else(|| Day::parse(text))
}

fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::Number(number) => Amount::parse(&number.to_string()).ok(),
        Value::String(text) => Amount::parse(text.trim()).ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
