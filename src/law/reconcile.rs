//! Compares the ledger with the portal's list: GSTR-1's e-invoice download (returns, section EINV).

mod download;

pub use download::{Download, Theirs};

use super::gstr1::{Entry, State, Total, totals};
use super::tables;
use crate::calendar::Day;
use crate::irn::DocType;
use crate::money::Amount;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How a document stands in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Registered,
    Cancelled,
    /// Stored, and not known to be registered.
    Open,
    /// Refused, or withdrawn before it was sent.
    Void,
}

/// A document of the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ours {
    pub entry: Entry,
    pub standing: Standing,
}

/// The kinds of difference between the two sides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[schemars(rename = "DifferenceKind")]
pub enum Kind {
    /// The portal lists it, the ledger doesn't know it.
    MissingHere,
    /// Registered in the ledger, missing in the portal's list.
    MissingThere,
    /// The value, the date or another detail differs.
    Differs,
    /// Cancelled in the ledger, listed as active.
    CancelledHere,
    /// Registered in the ledger, listed as no longer active.
    CancelledThere,
    /// The ledger doesn't know yet that it is registered.
    UnsettledHere,
    /// Refused or withdrawn in the ledger, listed as active.
    VoidHere,
    /// Listed, but GSTR-1 could not be filled from it.
    NotPopulated,
    /// Listed twice.
    TwiceThere,
    /// An entry of the list that can't be read.
    Unreadable,
}

impl Kind {
    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::MissingHere => "missing_here",
            Kind::MissingThere => "missing_there",
            Kind::Differs => "differs",
            Kind::CancelledHere => "cancelled_here",
            Kind::CancelledThere => "cancelled_there",
            Kind::UnsettledHere => "unsettled_here",
            Kind::VoidHere => "void_here",
            Kind::NotPopulated => "not_populated",
            Kind::TwiceThere => "twice_there",
            Kind::Unreadable => "unreadable",
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::MissingHere => (
                "the portal lists it, the ledger doesn't know it",
                "if it is yours, enter its signed invoice with einv_import; if not, ask who used this GSTIN",
            ),
            Kind::MissingThere => {
                ("registered here, not in the portal's list", "download the list again; then amend GSTR-1 by hand")
            }
            Kind::Differs => ("details differ", "find out which side is right; the signed invoice decides"),
            Kind::CancelledHere => {
                ("cancelled here, active in the list", "download the list again; then correct GSTR-1")
            }
            Kind::CancelledThere => {
                ("registered here, not active in the list", "check with the portal: call einv_fetch")
            }
            Kind::UnsettledHere => {
                ("registered there, still without an answer here", "check with the portal: call einv_flush")
            }
            Kind::VoidHere => {
                ("refused or withdrawn here, active in the list", "check with the portal: call einv_fetch")
            }
            Kind::NotPopulated => ("GSTR-1 was not filled from it", "enter it in GSTR-1 by hand"),
            Kind::TwiceThere => ("listed twice", "download the list again"),
            Kind::Unreadable => ("can't be read", "download the list again"),
        }
    }
}

/// One detail on both sides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "DifferingField")]
pub struct Field {
    /// Which: as the return names it, or `table`, `number`, `date`, `type`.
    pub field: &'static str,
    /// In the ledger.
    pub here: Option<String>,
    /// In the portal's list.
    pub there: Option<String>,
}

/// One document on which the sides differ.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Difference {
    /// How.
    pub kind: Kind,
    /// As it stands there, be it an IRN or not.
    pub irn: Option<String>,
    /// `INV`, `CRN` or `DBN`; `None`, as date and table, where the list's entry can't be read.
    #[serde(rename = "type")]
    pub doc_type: Option<DocType>,
    /// The document's; empty where it can't be read.
    pub number: String,
    /// The document's.
    pub date: Option<Day>,
    /// Table of the return's form: `4A`.
    pub table: Option<&'static str>,
    /// In words.
    pub message: String,
    /// What to do.
    pub fix: &'static str,
    /// The particulars that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

impl Difference {
    fn of(kind: Kind, entry: &Entry) -> Difference {
        let (message, fix) = kind.words();
        Difference {
            kind,
            irn: entry.irn.map(|irn| irn.to_string()),
            doc_type: Some(entry.doc_type),
            number: entry.number.clone(),
            date: Some(entry.date),
            table: Some(entry.table()),
            message: message.to_owned(),
            fix,
            fields: Vec::new(),
        }
    }

    fn more(mut self, more: &str) -> Difference {
        self.message = format!("{}: {more}", self.message);
        self
    }
}

/// Both sides' total of one table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct TableTotal {
    /// Table of the return's form: `4A`.
    pub table: &'static str,
    /// What is registered in the ledger.
    pub here: Total,
    /// What is active in the portal's list.
    pub there: Total,
}

/// What came of holding the sides against one another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Reconciliation {
    /// The number of documents that are the same on both sides.
    pub agree: usize,
    /// How many differ in each way that there is one of.
    pub counts: BTreeMap<Kind, usize>,
    /// Each that differs.
    pub differences: Vec<Difference>,
    /// What each table adds up to on both sides.
    pub totals: Vec<TableTotal>,
}

/// Holds the ledger's documents of a period against the portal's list. `elsewhere` finds a document of the ledger that
/// is not of the period; `today` tells what may still come.
pub fn reconcile(
    ours: &[Ours],
    theirs: &Download,
    mut elsewhere: impl FnMut(&Entry) -> Option<Ours>,
    today: Day,
) -> Reconciliation {
    let index = Index::new(ours);
    let mut met = HashSet::new();
    let mut seen = HashSet::new();
    let mut agree = 0;
    let mut differences: Vec<Difference> = theirs.unreadable.clone();
    for their in &theirs.entries {
        if !seen.insert(name(&their.entry)) {
            differences.push(Difference::of(Kind::TwiceThere, &their.entry));
            continue;
        }
        let found = match index.find(&their.entry) {
            Some(at) => {
                met.insert(at);
                Some(ours[at].clone())
            }
            None => elsewhere(&their.entry),
        };
        match found.map(|our| judge(&our, their)) {
            None if their.is_active() => differences.push(Difference::of(Kind::MissingHere, &their.entry)),
            // Cancelled there and unknown here: neither side has it as active.
            None | Some(None) => agree += 1,
            Some(Some(difference)) => differences.push(difference),
        }
    }
    for (at, our) in ours.iter().enumerate() {
        if our.standing == Standing::Registered && !met.contains(&at) {
            differences.push(missing_there(our, theirs, today));
        }
    }
    differences.sort_by(|a, b| (a.kind, a.date, &a.number).cmp(&(b.kind, b.date, &b.number)));
    let mut counts = BTreeMap::new();
    for difference in &differences {
        *counts.entry(difference.kind).or_default() += 1;
    }
    Reconciliation { agree, counts, differences, totals: both(ours, theirs) }
}

/// Documents by IRN, and by type and number.
struct Index<'o> {
    by_irn: HashMap<&'o str, usize>,
    by_name: HashMap<(DocType, String), usize>,
}

fn name(entry: &Entry) -> (DocType, String) {
    (entry.doc_type, entry.number.to_ascii_uppercase())
}

impl<'o> Index<'o> {
    fn new(ours: &'o [Ours]) -> Index<'o> {
        let irn = |o: &'o Ours| o.entry.irn.as_ref().map(|irn| irn.as_str());
        Index {
            by_irn: ours.iter().enumerate().filter_map(|(at, o)| Some((irn(o)?, at))).collect(),
            by_name: ours.iter().enumerate().map(|(at, o)| (name(&o.entry), at)).collect(),
        }
    }

    fn find(&self, entry: &Entry) -> Option<usize> {
        let by_irn = entry.irn.as_ref().and_then(|irn| self.by_irn.get(irn.as_str()));
        by_irn.or_else(|| self.by_name.get(&name(entry))).copied()
    }
}

/// Compares a document that both sides know; `None` when they agree.
fn judge(our: &Ours, their: &Theirs) -> Option<Difference> {
    let kind = match (our.standing, their.is_active()) {
        (Standing::Registered, false) => Kind::CancelledThere,
        (Standing::Cancelled, true) => Kind::CancelledHere,
        (Standing::Open, true) => Kind::UnsettledHere,
        (Standing::Void, true) => Kind::VoidHere,
        (Standing::Cancelled | Standing::Open | Standing::Void, false) => return None,
        (Standing::Registered, true) => {
            let fields = compare(&our.entry, &their.entry);
            if !fields.is_empty() {
                let names: Vec<&str> = fields.iter().map(|f| f.field).collect();
                let found = Difference::of(Kind::Differs, &our.entry).more(&names.join(", "));
                return Some(Difference { fields, ..found });
            }
            let why = their.not_populated.as_ref()?;
            return Some(Difference::of(Kind::NotPopulated, &our.entry).more(why));
        }
    };
    let found = Difference::of(kind, &our.entry);
    Some(if their.is_active() { found } else { found.more(&their.status) })
}

/// The details that differ. Details missing in the list are not compared.
fn compare(here: &Entry, there: &Entry) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut differ = |field, here: Option<String>, there: Option<String>| {
        if there.is_some() && here != there {
            fields.push(Field { field, here, there });
        }
    };
    let irn = |e: &Entry| e.irn.map(|irn| irn.to_string());
    differ("irn", irn(here), irn(there));
    differ("number", Some(here.number.to_ascii_uppercase()), Some(there.number.to_ascii_uppercase()));
    differ("date", Some(here.date.iso()), Some(there.date.iso()));
    differ("table", Some(here.table().into()), Some(there.table().into()));
    differ("type", Some(here.kind.clone()), Some(there.kind.clone()));
    differ("ctin", here.ctin.clone(), there.ctin.clone());
    let pos = |e: &Entry| e.pos.as_ref().map(State::to_string);
    differ("pos", pos(here), pos(there));
    let paise = |amount: Amount| crate::money::Exact::from(amount).to_paise().to_string();
    differ("val", Some(paise(here.value)), Some(paise(there.value)));
    if there.by_rate.is_empty() {
        return fields;
    }
    let sums = here.sums().named().into_iter().zip(there.sums().named());
    let mut equal = true;
    for ((field, ours), (_, theirs)) in sums {
        equal &= ours.to_paise() == theirs.to_paise();
        differ(field, Some(ours.to_string()), Some(theirs.to_string()));
    }
    let rates = |e: &Entry| {
        e.by_rate.iter().map(|(rate, s)| format!("{rate:.3}%: {}", s.taxable)).collect::<Vec<_>>().join(", ")
    };
    if equal && here.by_rate != there.by_rate {
        differ("itms", Some(rates(here)), Some(rates(there)));
    }
    fields
}

fn missing_there(our: &Ours, theirs: &Download, today: Day) -> Difference {
    let found = Difference::of(Kind::MissingThere, &our.entry);
    let section = our.entry.section();
    let filled = tables::window("gstr1_filled").map_or(0, |w| (w.hours + 23) / 24);
    match our.entry.registered {
        _ if !theirs.sections.contains(section) => {
            found.more(&format!("the list has no section {section}; was it downloaded?"))
        }
        Some(on) if today.days_since(on) < filled => found.more("it may still come; the portal needs some days"),
        Some(_) | None => found,
    }
}

fn both(ours: &[Ours], theirs: &Download) -> Vec<TableTotal> {
    let here = totals(ours.iter().filter(|o| o.standing == Standing::Registered).map(|o| &o.entry));
    let there = totals(theirs.entries.iter().filter(|t| t.is_active()).map(|t| &t.entry));
    let tables: std::collections::BTreeSet<_> = here.keys().chain(there.keys()).copied().collect();
    let of = |side: &BTreeMap<&str, Total>, table| side.get(table).copied().unwrap_or_default();
    tables.into_iter().map(|table| TableTotal { table, here: of(&here, table), there: of(&there, table) }).collect()
}
