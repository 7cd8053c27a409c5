//! The caller's files of parties and items: they fill what a bill leaves out.

use super::cell::{TableRecord, is_space};
use super::group::fill;
use super::heading::fold;
use super::preset;
use crate::change::Why;
use crate::normalize::{InputValue, OwnField, ReadBill, Target, TargetSlot};
use std::borrow::Cow;
use std::collections::HashMap;

/// Who and what is known beside the table.
#[derive(Debug, Default)]
pub struct PartyFiles {
    parties: KeyedRows,
    items: KeyedRows,
    /// Names that stand in the parties twice, with different values.
    pub twice: Vec<String>,
}

/// A GSTIN that a bill leaves blank and the parties know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withheld {
    /// The buyer's name in the bill.
    pub name: String,
    /// The GSTIN.
    pub gstin: String,
}

/// Rows by a key.
#[derive(Debug, Default)]
struct KeyedRows {
    rows: Vec<Vec<(Target, String)>>,
    by_key: HashMap<String, Option<usize>>,
}

/// A name without case and doubled blanks; a GSTIN without blanks and hyphens.
fn plain(name: &str) -> String {
    let bare: String = name.chars().filter(|c| *c != '-' && !is_space(*c)).collect();
    if bare.len() == 15 && bare.starts_with(|c: char| c.is_ascii_digit()) {
        return bare.to_lowercase();
    }
    name.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The headings of a list: which columns feed what, by the short names of the page or by the dictionary.
fn columns(header: &TableRecord, own: &[(&str, &str)], prefix: &str) -> Vec<(u32, Target)> {
    let mut columns: Vec<(u32, Target)> = Vec::new();
    for (column, cell) in header.filled() {
        let folded = fold(&cell.text());
        let by_page = own.iter().find(|(name, _)| fold(name) == folded).map(|(_, name)| *name);
        let by_words = || {
            preset::word(&folded)
                .map(|word| word.name)
                .filter(|name| name.starts_with(prefix) || name.starts_with("/BuyerDtls/") && prefix == "buyer.")
        };
        let target = by_page.or_else(by_words).and_then(|name| Target::parse(name).ok());
        if let Some(target) = target.filter(|target| columns.iter().all(|(_, other)| other != target)) {
            columns.push((column, target));
        }
    }
    columns
}

const PARTY: [(&str, &str); 10] = [
    ("gstin", "buyer.gstin"),
    ("name", "buyer.name"),
    ("trade_name", "buyer.trade_name"),
    ("address", "buyer.address"),
    ("city", "buyer.city"),
    ("pin", "buyer.pin"),
    ("state", "buyer.state"),
    ("phone", "buyer.phone"),
    ("email", "buyer.email"),
    ("country", "buyer.country"),
];
const ITEM: [(&str, &str); 6] = [
    ("name", "lines.name"),
    ("code", "lines.barcode"),
    ("hsn", "lines.hsn"),
    ("unit", "lines.unit"),
    ("rate", "lines.rate"),
    ("service", "lines.service"),
];

fn target(name: &str) -> Option<Target> {
    Target::parse(name).ok()
}

/// The text in a slot of a bill.
fn text(bill: &mut ReadBill<'_>, slot: TargetSlot) -> Option<String> {
    bill.get(slot)?.value.text().map(Cow::into_owned)
}

impl PartyFiles {
    /// Takes in the rows of a file of parties, the first of them its headings.
    pub fn parties(&mut self, rows: &[TableRecord]) {
        let Some((header, rows)) = rows.split_first() else { return };
        let columns = columns(header, &PARTY, "buyer.");
        let twice = self.parties.take(rows, &columns, &[target("buyer.gstin"), target("buyer.name")]);
        self.twice.extend(twice);
    }

    /// The same of items.
    pub fn items(&mut self, rows: &[TableRecord]) {
        let Some((header, rows)) = rows.split_first() else { return };
        let columns = columns(header, &ITEM, "lines.");
        self.items.take(rows, &columns, &[target("lines.name"), target("lines.barcode")]);
    }

    /// Whether there are any parties.
    pub fn has_parties(&self) -> bool {
        !self.parties.rows.is_empty()
    }

    /// Whether there are any items.
    pub fn has_items(&self) -> bool {
        !self.items.rows.is_empty()
    }

    /// Fills what a bill leaves out of its buyer and its lines. Gives the name whose GSTIN a column leaves blank and the parties
    /// know: the bill is read with it, and must not be sent.
    pub fn fill<'t>(&'t self, bill: &mut ReadBill<'t>) -> Option<Withheld> {
        let withheld = self.fill_buyer(bill);
        if !self.has_items() {
            return withheld;
        }
        let keys = [target("lines.barcode"), target("lines.name")];
        let rate = target("lines.rate");
        for line in 0..bill.lines.len() as u32 {
            let item = keys.into_iter().flatten().find_map(|key| self.items.row(&text(bill, key.of_line(line))?));
            for (own, text) in item.into_iter().flatten().filter(|(own, _)| !keys.contains(&Some(*own))) {
                let rates = [OwnField::IgstRate, OwnField::CgstRate, OwnField::SgstRate].map(Target::own);
                let apart = Some(*own) == rate && rates.iter().any(|rate| bill.get(rate.of_line(line)).is_some());
                if !apart {
                    fill(bill, own.of_line(line), InputValue::Text(Cow::Borrowed(text)), Why::ItemFile);
                }
            }
        }
        withheld
    }

    fn fill_buyer<'t>(&'t self, bill: &mut ReadBill<'t>) -> Option<Withheld> {
        let of = |bill: &mut ReadBill<'t>, name: &str| text(bill, target(name)?.once());
        let (gstin, name) = (of(bill, "buyer.gstin"), of(bill, "buyer.name"));
        let column = target("buyer.gstin");
        // A GSTIN decides alone; only without one the name does.
        let party = match (&gstin, &name) {
            (Some(gstin), _) => self.parties.row(gstin),
            (None, Some(name)) => self.parties.row(name),
            (None, None) => None,
        };
        let has_column = bill.entries.iter().any(|entry| Some(entry.slot.target()) == column);
        let known = party.into_iter().flatten().find(|(own, _)| Some(*own) == column && gstin.is_none() && has_column);
        let withheld = known.zip(name).map(|((_, gstin), name)| Withheld { name, gstin: gstin.clone() });
        let has_address = of(bill, "buyer.address").or_else(|| of(bill, "/BuyerDtls/Addr1")).is_some();
        for (target, text) in party.into_iter().flatten() {
            let is_address = *target == Target::own(OwnField::BuyerAddress)
                || target.once().pointer().starts_with("/BuyerDtls/Addr");
            if !(is_address && has_address) {
                fill(bill, target.once(), InputValue::Text(Cow::Borrowed(text)), Why::PartyFile);
            }
        }
        withheld
    }
}

impl KeyedRows {
    /// Takes in rows under their keys; gives the keys that stand twice and differ.
    fn take(&mut self, rows: &[TableRecord], columns: &[(u32, Target)], keys: &[Option<Target>]) -> Vec<String> {
        let mut twice = Vec::new();
        for row in rows {
            let values: Vec<(Target, String)> = columns
                .iter()
                .map(|(column, target)| (*target, row.get(*column).text().into_owned()))
                .filter(|(_, text)| !text.is_empty())
                .collect();
            let own: Vec<String> = keys
                .iter()
                .filter_map(|key| values.iter().find(|(target, _)| Some(*target) == *key))
                .map(|(_, text)| plain(text))
                .collect();
            let place = self.rows.len();
            for key in own {
                match self.by_key.get(&key) {
                    None => {
                        self.by_key.insert(key, Some(place));
                    }
                    Some(Some(other)) if self.rows[*other] != values => {
                        twice.push(key.clone());
                        self.by_key.insert(key, None);
                    }
                    Some(_) => {}
                }
            }
            self.rows.push(values);
        }
        twice
    }

    fn row(&self, key: &str) -> Option<&Vec<(Target, String)>> {
        let place = (*self.by_key.get(&plain(key))?)?;
        self.rows.get(place)
    }
}
