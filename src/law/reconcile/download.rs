//! Reads the download: one file with all sections, or one per section. Names and spellings vary between producers. So
//! unneeded members are skipped, and an entry that can't be read becomes a difference instead of disappearing.

use super::Unread;
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::law::gstr1::field::{Section, read_lines};
use crate::law::gstr1::sections::{LINE, section as table_of};
use crate::law::gstr1::{Period, ReturnDocument, place_in, place_of};
use serde_json::Value;
use std::collections::BTreeSet;

/// A document of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Theirs {
    pub entry: ReturnDocument,
    /// `ACT`, or the list's other status.
    pub status: String,
    /// The reason why GSTR-1 was not filled from it.
    pub not_populated: Option<String>,
}

impl Theirs {
    /// JSON has `ACT`, the workbook `Valid`; JSON's word for a cancelled document was not seen. No status counts as active.
    pub fn is_active(&self) -> bool {
        self.status.is_empty() || ["ACT", "Valid"].iter().any(|word| self.status.eq_ignore_ascii_case(word))
    }

    /// Whether the portal has it from an e-invoice: a row that was uploaded or edited by hand has no IRN.
    pub fn is_einvoice(&self) -> bool {
        self.entry.irn.is_some() || !self.status.is_empty() || self.not_populated.is_some()
    }
}

/// The portal's list of one GSTIN and period: GSTR-1's e-invoice download (returns, section EINV).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortalList {
    pub(crate) gstin: Gstin,
    pub(crate) period: Period,
    /// The sections it has, be they empty.
    pub(super) sections: BTreeSet<&'static str>,
    pub(super) entries: Vec<Theirs>,
    pub(super) unread: Vec<Unread>,
}

pub(super) const SECTIONS: [&str; 4] = ["b2b", "exp", "cdnr", "cdnur"];

impl PortalList {
    /// The e-invoices that it has, and whether GSTR-1 could not be filled from each.
    pub(crate) fn listed(&self) -> impl Iterator<Item = (Irn, bool)> {
        self.entries.iter().filter_map(|theirs| Some((theirs.entry.irn?, theirs.not_populated.is_some())))
    }

    /// Reads files of the same GSTIN and period, each with the name that stands before places in it; it may be empty. A file
    /// may be an array of files, one a section.
    pub fn of<'v>(files: impl IntoIterator<Item = (&'v str, &'v Value)>) -> Result<PortalList> {
        let mut whole = None;
        for (name, file) in files {
            match file {
                Value::Array(parts) => {
                    for (at, part) in parts.iter().enumerate() {
                        let at = format!("{name}/{at}");
                        whole = Some(one_file(&at, part)?.after(whole, &at)?);
                    }
                }
                file => whole = Some(one_file(name, file)?.after(whole, name)?),
            }
        }
        whole.ok_or_else(|| wrong("", "an empty list of files"))
    }

    /// Puts it behind what was read before.
    pub fn after(self, before: Option<PortalList>, at: &str) -> Result<PortalList> {
        let Some(mut whole) = before else { return Ok(self) };
        if (whole.gstin, whole.period) != (self.gstin, self.period) {
            let message = format!(
                "this file is of another GSTIN or period than the first: {} {}, and the first is of {} {}",
                self.gstin, self.period, whole.gstin, whole.period
            );
            return Err(wrong(at, message).fix("reconcile one GSTIN and one period at a time"));
        }
        whole.sections.extend(self.sections);
        whole.entries.extend(self.entries);
        whole.unread.extend(self.unread);
        Ok(whole)
    }
}

pub(super) fn wrong(at: &str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Json, message).at(at)
}

fn one_file(at: &str, file: &Value) -> Result<PortalList> {
    let file = file.get("data").unwrap_or(file);
    let gstin = file["gstin"].as_str().and_then(Gstin::parse);
    let period = file["fp"].as_str().and_then(Period::parse);
    let expected = "the e-invoice download of GSTR-1 has gstin, fp and sections b2b, exp, cdnr, cdnur";
    let gstin =
        gstin.ok_or_else(|| wrong(&format!("{at}/gstin"), "the GSTIN of the taxpayer is missing").fix(expected))?;
    let period = period.ok_or_else(|| wrong(&format!("{at}/fp"), "the period MMYYYY is missing").fix(expected))?;
    let mut download = PortalList { gstin, period, sections: BTreeSet::new(), entries: Vec::new(), unread: Vec::new() };
    for table in SECTIONS.iter().filter_map(|name| table_of(name)) {
        let section = table.key;
        let Some(rows) = file.get(section) else { continue };
        download.sections.insert(section);
        let rows = rows.as_array().ok_or_else(|| wrong(&format!("{at}/{section}"), "not a list"))?;
        for (index, row) in rows.iter().enumerate() {
            let list = table.groups.first().and_then(|(_, list)| row[list].as_array());
            let documents = list.map_or(std::slice::from_ref(row), Vec::as_slice);
            for (nth, document) in documents.iter().enumerate() {
                match theirs(table, row, document) {
                    Ok(theirs) => download.entries.push(theirs),
                    Err(why) => {
                        let place = if list.is_some() {
                            format!("{at}/{section}/{index}/{nth}")
                        } else {
                            format!("{at}/{section}/{index}")
                        };
                        download.unread.push(unread(place, document, why));
                    }
                }
            }
        }
    }
    Ok(download)
}

fn unread(place: String, document: &Value, why: String) -> Unread {
    let number = text(document, "inum").or(text(document, "nt_num")).unwrap_or_default();
    Unread { place, number, irn: text(document, "irn"), why }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value[key].as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A document of a section's list, and the group it stands in.
pub(super) fn theirs(
    table: &Section<ReturnDocument>,
    group: &Value,
    document: &Value,
) -> std::result::Result<Theirs, String> {
    let unread = place_in(table.key).ok_or("the section is in no table")?;
    let mut entry = ReturnDocument::unread(unread);
    table.read(&mut entry, group, document)?;
    if entry.irn.is_none() && text(document, "irn").is_some() {
        return Err("irn has not 64 digits".to_owned());
    }
    entry.by_rate = read_lines(LINE, document["itms"].as_array().into_iter().flatten())?;
    entry.place = place_of(table.key, &entry.kind, entry.reverse_charge)
        .ok_or_else(|| format!("{} in section {} doesn't come from e-invoices", entry.kind, table.key))?;
    Ok(Theirs {
        entry,
        status: text(document, "einvstatus").unwrap_or_default(),
        not_populated: not_populated(document),
    })
}

fn not_populated(document: &Value) -> Option<String> {
    let state = text(document, "autodft").filter(|state| state.to_ascii_lowercase().contains("fail"))?;
    let words = [Some(state), text(document, "errorCd"), text(document, "errorMsg")];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
