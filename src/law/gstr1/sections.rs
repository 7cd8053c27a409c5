//! Writes entries as the return's JSON: sections b2b, exp, cdnr and cdnur.

use super::{Entry, Sums};
use crate::calendar::Day;
use crate::irn::DocType;
use crate::money::Amount;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A number at its written scale.
pub struct Num(pub Amount);

impl Serialize for Num {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(serde::ser::Error::custom)?.serialize(s)
    }
}

/// Returns the four sections; entries of other sections are left out.
pub struct Sections<'e>(pub &'e [Entry]);

impl Sections<'_> {
    /// The entries of a section by the key of their group, in the order of the key.
    fn groups(&self, section: &str, key: impl Fn(&Entry) -> String) -> BTreeMap<String, Vec<&Entry>> {
        let mut groups: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for entry in self.0.iter().filter(|e| e.place.section == section) {
            groups.entry(key(entry)).or_default().push(entry);
        }
        groups
    }

    /// Writes the sections into `map`.
    pub fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let by_recipient = |e: &Entry| e.ctin.clone().unwrap_or_default();
        let group = |key: &'static str, list: &'static str, groups| -> Vec<Group<'_>> {
            let groups: BTreeMap<String, Vec<&Entry>> = groups;
            groups.into_iter().map(|(name, entries)| Group { key, name, list, entries }).collect()
        };
        map.serialize_entry("b2b", &group("ctin", "inv", self.groups("b2b", by_recipient)))?;
        map.serialize_entry("exp", &group("exp_typ", "inv", self.groups("exp", |e| e.place.r#type.to_owned())))?;
        map.serialize_entry("cdnr", &group("ctin", "nt", self.groups("cdnr", by_recipient)))?;
        let unregistered: Vec<Document<'_>> =
            self.0.iter().filter(|e| e.place.section == "cdnur").map(Document).collect();
        map.serialize_entry("cdnur", &unregistered)
    }
}

/// The documents of one recipient, or of one kind of export.
struct Group<'e> {
    key: &'static str,
    name: String,
    list: &'static str,
    entries: Vec<&'e Entry>,
}

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry(self.key, &self.name)?;
        let name = self.entries.iter().find_map(|e| e.name.as_deref()).filter(|_| self.key == "ctin");
        if let Some(name) = name {
            map.serialize_entry("trdname", name)?;
        }
        map.serialize_entry(self.list, &self.entries.iter().map(|e| Document(e)).collect::<Vec<_>>())?;
        map.end()
    }
}

/// One document, with its section's names.
struct Document<'e>(&'e Entry);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let e = self.0;
        let mut map = s.serialize_map(None)?;
        let (number, date) = match e.doc_type {
            DocType::Invoice => ("inum", "idt"),
            DocType::CreditNote | DocType::DebitNote => {
                if e.place.section == "cdnur" {
                    map.serialize_entry("typ", e.place.r#type)?;
                }
                map.serialize_entry("ntty", if e.doc_type == DocType::CreditNote { "C" } else { "D" })?;
                ("nt_num", "nt_dt")
            }
        };
        map.serialize_entry(number, &e.number)?;
        map.serialize_entry(date, &e.date.dashed())?;
        map.serialize_entry("val", &Num(e.value))?;
        match e.place.section {
            "exp" => shipping(&mut map, e)?,
            "cdnur" => map.serialize_entry("pos", &e.pos)?,
            _ => {
                map.serialize_entry("pos", &e.pos)?;
                map.serialize_entry("rchrg", if e.reverse_charge { "Y" } else { "N" })?;
                if let Some(etin) = e.etin.as_deref().filter(|_| e.place.section == "b2b") {
                    map.serialize_entry("etin", etin)?;
                }
                map.serialize_entry("inv_typ", e.place.r#type)?;
            }
        }
        // Only a registered document has these three; one made by hand has none.
        if let (Some(irn), Some(on)) = (e.irn, e.registered) {
            map.serialize_entry("srctyp", "e-Invoice")?;
            map.serialize_entry("irn", &irn)?;
            map.serialize_entry("irngendate", &on.dashed())?;
        }
        let items = e.by_rate.iter().enumerate();
        map.serialize_entry(
            "itms",
            &items.map(|(at, (rate, sums))| Line { entry: e, at, rate: *rate, sums }).collect::<Vec<_>>(),
        )?;
        map.end()
    }
}

fn shipping<M: SerializeMap>(map: &mut M, e: &Entry) -> Result<(), M::Error> {
    let date = e.shipping.date.map(Day::dashed);
    for (name, text) in [("sbpcode", &e.shipping.port), ("sbnum", &e.shipping.number), ("sbdt", &date)] {
        if let Some(text) = text {
            map.serialize_entry(name, text)?;
        }
    }
    Ok(())
}

/// The lines of one rate: flat for exports, else numbered and under `itm_det`.
struct Line<'e> {
    entry: &'e Entry,
    at: usize,
    rate: Amount,
    sums: &'e Sums,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let igst_only = matches!(self.entry.place.section, "exp" | "cdnur");
        let details = Details { rate: self.rate, sums: self.sums, igst_only };
        if self.entry.place.section == "exp" {
            return details.serialize(s);
        }
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("num", &(self.at + 1))?;
        map.serialize_entry("itm_det", &details)?;
        map.end()
    }
}

struct Details<'e> {
    rate: Amount,
    sums: &'e Sums,
    igst_only: bool,
}

impl Serialize for Details<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("rt", &Num(self.rate))?;
        for (name, sum) in self.sums.named() {
            if !(self.igst_only && matches!(name, "camt" | "samt")) {
                map.serialize_entry(name, &Num(sum.to_paise()))?;
            }
        }
        map.end()
    }
}
