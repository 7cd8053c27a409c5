//! Entries as the return's JSON has them: sections b2b, exp, cdnr and cdnur, and the summary by HSN beside them.

use super::hsn::Hsn;
use super::{Entry, Sums};
use crate::calendar::Day;
use crate::irn::{DocType, Irn};
use crate::money::Amount;
use crate::schema::text_schema;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A number of the return: JSON's, at its written scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug, JsonSchema)]
#[schemars(with = "f64", extend("format" = "decimal"))]
pub struct Num(pub Amount);

impl Serialize for Num {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(serde::ser::Error::custom)?.serialize(s)
    }
}

/// A day as the return writes it: `21-11-2026`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dashed(pub Day);

text_schema! { Dashed as "Dashed": "A day as the return writes it: 21-11-2026.", "^[0-9]{2}-[0-9]{2}-[0-9]{4}$"; }

impl Serialize for Dashed {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0.dashed())
    }
}

/// The sections of the return that e-invoices come into.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Sections")]
pub struct Sections {
    /// Invoices to registered recipients, by recipient.
    pub b2b: Vec<Invoices>,
    /// Exports, with and without payment of tax.
    pub exp: Vec<Exports>,
    /// Notes to registered recipients, by recipient.
    pub cdnr: Vec<Notes>,
    /// Notes about exports.
    pub cdnur: Vec<UnregisteredNote>,
    /// Table 12; `None` where there is no document to tell the period by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hsn: Option<Hsn>,
}

/// The invoices to one recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Invoices")]
pub struct Invoices {
    /// GSTIN of the recipient.
    pub ctin: String,
    /// The recipient's name.
    #[serde(rename = "trdname", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Each of them.
    #[serde(rename = "inv")]
    pub invoices: Vec<Invoice>,
}

/// The notes to one recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Notes")]
pub struct Notes {
    /// GSTIN of the recipient.
    pub ctin: String,
    /// The recipient's name.
    #[serde(rename = "trdname", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Each of them.
    #[serde(rename = "nt")]
    pub notes: Vec<Note>,
}

/// The exports of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Exports")]
pub struct Exports {
    /// `WPAY` or `WOPAY`: with payment of tax, or without.
    #[serde(rename = "exp_typ")]
    pub kind: &'static str,
    /// Each of them.
    #[serde(rename = "inv")]
    pub exports: Vec<Export>,
}

/// An invoice to a registered recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Invoice")]
pub struct Invoice {
    /// Its number.
    #[serde(rename = "inum")]
    pub number: String,
    /// Its date.
    #[serde(rename = "idt")]
    pub date: Dashed,
    /// Its value.
    #[serde(rename = "val")]
    pub value: Num,
    /// Place of supply, two digits.
    pub pos: Option<String>,
    /// Reverse charge: `Y` or `N`.
    #[serde(rename = "rchrg")]
    pub reverse_charge: &'static str,
    /// GSTIN of the e-commerce operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etin: Option<String>,
    /// `R`, `SEWP`, `SEWOP` or `DE`.
    #[serde(rename = "inv_typ")]
    pub kind: &'static str,
    /// Where it is registered.
    #[serde(flatten)]
    pub registered: Option<Reported>,
    /// Its lines, a rate each.
    #[serde(rename = "itms")]
    pub lines: Vec<Line>,
}

/// A note to a registered recipient.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Note")]
pub struct Note {
    /// `C` or `D`: credit or debit.
    #[serde(rename = "ntty")]
    pub note: &'static str,
    /// Its number.
    #[serde(rename = "nt_num")]
    pub number: String,
    /// Its date.
    #[serde(rename = "nt_dt")]
    pub date: Dashed,
    /// Its value.
    #[serde(rename = "val")]
    pub value: Num,
    /// Place of supply, two digits.
    pub pos: Option<String>,
    /// Reverse charge: `Y` or `N`.
    #[serde(rename = "rchrg")]
    pub reverse_charge: &'static str,
    /// `R`, `SEWP`, `SEWOP` or `DE`.
    #[serde(rename = "inv_typ")]
    pub kind: &'static str,
    /// Where it is registered.
    #[serde(flatten)]
    pub registered: Option<Reported>,
    /// Its lines, a rate each.
    #[serde(rename = "itms")]
    pub lines: Vec<Line>,
}

/// A note about an export.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1UnregisteredNote")]
pub struct UnregisteredNote {
    /// `EXPWP` or `EXPWOP`.
    #[serde(rename = "typ")]
    pub kind: &'static str,
    /// `C` or `D`: credit or debit.
    #[serde(rename = "ntty")]
    pub note: &'static str,
    /// Its number.
    #[serde(rename = "nt_num")]
    pub number: String,
    /// Its date.
    #[serde(rename = "nt_dt")]
    pub date: Dashed,
    /// Its value.
    #[serde(rename = "val")]
    pub value: Num,
    /// Place of supply, two digits.
    pub pos: Option<String>,
    /// Where it is registered.
    #[serde(flatten)]
    pub registered: Option<Reported>,
    /// Its lines, a rate each.
    #[serde(rename = "itms")]
    pub lines: Vec<Line>,
}

/// An export.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Export")]
pub struct Export {
    /// Its number.
    #[serde(rename = "inum")]
    pub number: String,
    /// Its date.
    #[serde(rename = "idt")]
    pub date: Dashed,
    /// Its value.
    #[serde(rename = "val")]
    pub value: Num,
    /// The port that it leaves by.
    #[serde(rename = "sbpcode", skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// The shipping bill's number.
    #[serde(rename = "sbnum", skip_serializing_if = "Option::is_none")]
    pub shipping_bill: Option<String>,
    /// The shipping bill's date.
    #[serde(rename = "sbdt", skip_serializing_if = "Option::is_none")]
    pub shipping_bill_date: Option<Dashed>,
    /// Where it is registered.
    #[serde(flatten)]
    pub registered: Option<Reported>,
    /// Its lines, a rate each.
    #[serde(rename = "itms")]
    pub lines: Vec<AtRate>,
}

/// What a registered document says of that; one made by hand has none of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Reported {
    /// `e-Invoice`.
    #[serde(rename = "srctyp")]
    pub source: &'static str,
    /// The document's.
    pub irn: Irn,
    /// The day of its acknowledgement.
    #[serde(rename = "irngendate")]
    pub date: Dashed,
}

/// The lines of one rate, with a number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1Line")]
pub struct Line {
    /// From 1.
    #[serde(rename = "num")]
    pub number: usize,
    /// Their sums.
    #[serde(rename = "itm_det")]
    pub details: AtRate,
}

/// The sums of the lines of one rate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "Gstr1AtRate")]
pub struct AtRate {
    /// In percent.
    #[serde(rename = "rt")]
    pub rate: Num,
    /// Taxable value.
    #[serde(rename = "txval")]
    pub taxable: Num,
    /// Integrated tax.
    #[serde(rename = "iamt")]
    pub igst: Num,
    /// Central tax; `None` in exports and notes about them.
    #[serde(rename = "camt", skip_serializing_if = "Option::is_none")]
    pub cgst: Option<Num>,
    /// State tax, likewise.
    #[serde(rename = "samt", skip_serializing_if = "Option::is_none")]
    pub sgst: Option<Num>,
    /// Cess.
    #[serde(rename = "csamt")]
    pub cess: Num,
}

impl AtRate {
    pub(super) fn of(rate: Amount, sums: &Sums) -> AtRate {
        AtRate {
            rate: Num(rate),
            taxable: Num(sums.taxable.to_paise()),
            igst: Num(sums.igst.to_paise()),
            cgst: Some(Num(sums.cgst.to_paise())),
            sgst: Some(Num(sums.sgst.to_paise())),
            cess: Num(sums.cess.to_paise()),
        }
    }

    fn igst_only(self) -> AtRate {
        AtRate { cgst: None, sgst: None, ..self }
    }
}

impl Entry {
    fn at_rates(&self) -> impl Iterator<Item = AtRate> {
        self.by_rate.iter().map(|(rate, sums)| AtRate::of(*rate, sums))
    }

    fn reverse_charge_word(&self) -> &'static str {
        if self.reverse_charge { "Y" } else { "N" }
    }

    fn note_letter(&self) -> &'static str {
        if self.doc_type == DocType::CreditNote { "C" } else { "D" }
    }

    fn reported(&self) -> Option<Reported> {
        let (irn, on) = self.irn.zip(self.registered)?;
        Some(Reported { source: "e-Invoice", irn, date: Dashed(on) })
    }
}

fn numbered(lines: impl Iterator<Item = AtRate>) -> Vec<Line> {
    lines.enumerate().map(|(at, details)| Line { number: at + 1, details }).collect()
}

impl Invoice {
    fn of(entry: &Entry) -> Invoice {
        Invoice {
            number: entry.number.clone(),
            date: Dashed(entry.date),
            value: Num(entry.value),
            pos: entry.pos.clone(),
            reverse_charge: entry.reverse_charge_word(),
            etin: entry.etin.clone(),
            kind: entry.place.r#type,
            registered: entry.reported(),
            lines: numbered(entry.at_rates()),
        }
    }
}

impl Note {
    fn of(entry: &Entry) -> Note {
        Note {
            note: entry.note_letter(),
            number: entry.number.clone(),
            date: Dashed(entry.date),
            value: Num(entry.value),
            pos: entry.pos.clone(),
            reverse_charge: entry.reverse_charge_word(),
            kind: entry.place.r#type,
            registered: entry.reported(),
            lines: numbered(entry.at_rates()),
        }
    }
}

impl UnregisteredNote {
    fn of(entry: &Entry) -> UnregisteredNote {
        UnregisteredNote {
            kind: entry.place.r#type,
            note: entry.note_letter(),
            number: entry.number.clone(),
            date: Dashed(entry.date),
            value: Num(entry.value),
            pos: entry.pos.clone(),
            registered: entry.reported(),
            lines: numbered(entry.at_rates().map(AtRate::igst_only)),
        }
    }
}

impl Export {
    fn of(entry: &Entry) -> Export {
        Export {
            number: entry.number.clone(),
            date: Dashed(entry.date),
            value: Num(entry.value),
            port: entry.shipping.port.clone(),
            shipping_bill: entry.shipping.number.clone(),
            shipping_bill_date: entry.shipping.date.map(Dashed),
            registered: entry.reported(),
            lines: entry.at_rates().map(AtRate::igst_only).collect(),
        }
    }
}

/// Entries under what they have in common, in its order.
fn grouped<'e, K: Ord>(
    entries: impl Iterator<Item = &'e Entry>,
    key: impl Fn(&Entry) -> K,
) -> impl Iterator<Item = (K, Vec<&'e Entry>)> {
    let mut groups: BTreeMap<K, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        groups.entry(key(entry)).or_default().push(entry);
    }
    groups.into_iter()
}

impl Sections {
    /// Entries of other sections are left out.
    pub(crate) fn of(entries: &[Entry], hsn: Option<Hsn>) -> Sections {
        let of = |section| entries.iter().filter(move |entry| entry.place.section == section);
        let recipient = |entry: &Entry| entry.ctin.clone().unwrap_or_default();
        let name = |group: &[&Entry]| group.iter().find_map(|entry| entry.name.clone());
        Sections {
            b2b: grouped(of("b2b"), recipient)
                .map(|(ctin, group)| Invoices {
                    ctin,
                    name: name(&group),
                    invoices: group.into_iter().map(Invoice::of).collect(),
                })
                .collect(),
            exp: grouped(of("exp"), |entry| entry.place.r#type)
                .map(|(kind, group)| Exports { kind, exports: group.into_iter().map(Export::of).collect() })
                .collect(),
            cdnr: grouped(of("cdnr"), recipient)
                .map(|(ctin, group)| Notes {
                    ctin,
                    name: name(&group),
                    notes: group.into_iter().map(Note::of).collect(),
                })
                .collect(),
            cdnur: of("cdnur").map(UnregisteredNote::of).collect(),
            hsn,
        }
    }
}
