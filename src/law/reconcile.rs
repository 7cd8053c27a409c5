//! Compares the ledger with the portal's list: GSTR-1's e-invoice download (returns, section EINV), as JSON or as the workbook
//! that the portal offers, or GSTR-1 itself. The books may be a third side ([`books`]).
//!
//! [`download`] reads JSON, [`sheets`] workbooks: both by the rows of GSTR-1's sections. [`purchases`] has the buyer's side:
//! the purchase book against GSTR-2B. [`papers`] has suppliers' papers against it, and [`ims`]
//! what to answer suppliers in the Invoice Management System.

mod books;
mod download;
pub mod ims;
mod kinds;
pub mod papers;
pub mod purchases;
pub mod sheets;

use super::gstr1::{Period, ReturnDocument, StateDigits, Total, totals};
use super::tables;
use crate::calendar::Day;
use crate::invoice::Invoice;
use crate::irn::DocType;
use crate::money::{Amount, Exact};
use books::Sides;
pub use books::{BookRegister, Booked, InBooks};
pub use download::{PortalList, Theirs};
use kinds::KindText;
pub use kinds::{Cause, Kind, PaperStanding, Remedy};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How a document stands in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StandingInLedger {
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
    pub entry: ReturnDocument,
    pub standing: StandingInLedger,
}

/// One detail on both sides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
#[schemars(rename = "DifferingField")]
pub struct ComparedField {
    /// Which: as the return names it, or `table`, `number`, `date`, `type`.
    pub field: &'static str,
    /// In the ledger.
    pub here: Option<String>,
    /// In the portal's list.
    pub there: Option<String>,
    /// In the books, where they are held against the other sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub books: Option<String>,
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
    /// The likely cause.
    pub cause: Cause,
    /// What to do, in a word.
    pub remedy: Remedy,
    /// How the books have it, where they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub books: Option<InBooks>,
    /// GSTIN of the supplier, of a purchase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// How a purchase was found on the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<purchases::MatchStep>,
    /// The particulars that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ComparedField>,
}

impl Difference {
    fn of(kind: Kind, entry: &ReturnDocument) -> Difference {
        Difference {
            irn: entry.irn.map(|irn| irn.to_string()),
            doc_type: Some(entry.doc_type),
            number: entry.number.clone(),
            date: Some(entry.date),
            table: Some(entry.table()),
            ..Difference::blank(kind, kind.said())
        }
    }

    /// What is said of a kind, of no document yet.
    fn blank(kind: Kind, said: KindText) -> Difference {
        Difference {
            kind,
            irn: None,
            doc_type: None,
            number: String::new(),
            date: None,
            table: None,
            message: said.message.to_owned(),
            fix: said.fix,
            cause: said.cause,
            remedy: said.remedy,
            books: None,
            supplier: None,
            matched: None,
            fields: Vec::new(),
        }
    }

    fn name(&self) -> Option<Name> {
        self.doc_type.map(|doc_type| (doc_type, self.number.to_ascii_uppercase()))
    }

    fn because(self, cause: Cause, remedy: Remedy) -> Difference {
        Difference { cause, remedy, ..self }
    }

    fn more(mut self, more: &str) -> Difference {
        self.message = format!("{}: {more}", self.message);
        self
    }
}

/// Something that could not be read: where it stands, its number if that can be read, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unread {
    pub place: String,
    pub number: String,
    pub irn: Option<String>,
    pub why: String,
}

impl Unread {
    fn difference(&self) -> Difference {
        let blank = Difference::blank(Kind::Unreadable, Kind::Unreadable.said());
        let message = format!("{} ({}): {}", blank.message, self.place, self.why);
        Difference { irn: self.irn.clone(), number: self.number.clone(), message, ..blank }
    }

    /// A bill of the books.
    pub fn of_bill(place: &str, invoice: &Invoice<'_>, why: String) -> Unread {
        let number = invoice.identity().number.unwrap_or_default();
        Unread { place: place.to_owned(), number, irn: None, why }
    }

    /// The same of a bill that the caller gave.
    fn of_books(&self) -> Difference {
        let fix = "correct this bill, and compare again";
        Difference { fix, ..self.difference() }.because(Cause::EnteredOtherwise, Remedy::CorrectBooks)
    }
}

/// All sides' totals of one table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct TableTotal {
    /// Table of the return's form: `4A`.
    pub table: &'static str,
    /// What is registered in the ledger.
    pub here: Total,
    /// What is active in the portal's list.
    pub there: Total,
    /// What is in force in the books, where they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub books: Option<Total>,
}

/// What came of holding the sides against one another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Reconciliation {
    /// The number of documents that are the same on all sides.
    pub agree: usize,
    /// Documents of GSTR-1 without an IRN that the ledger doesn't know: they are no e-invoices, or uploaded by hand.
    #[serde(skip_serializing_if = "is_zero")]
    pub by_hand: usize,
    /// How many differ in each way that there is one of.
    pub counts: BTreeMap<Kind, usize>,
    /// Each that differs.
    pub differences: Vec<Difference>,
    /// What each table adds up to on both sides.
    pub totals: Vec<TableTotal>,
}

/// Holds the ledger's documents of a period against the portal's list, and the books against both. `elsewhere` finds a document
/// of the ledger that is not of the period; `today` shows what may still come.
pub fn reconcile(
    ours: &[Ours],
    theirs: &PortalList,
    books: Option<&BookRegister>,
    mut elsewhere: impl FnMut(&ReturnDocument) -> Option<Ours>,
    today: Day,
) -> Reconciliation {
    let index = Index::new(ours);
    let mut met = HashSet::new();
    let mut seen = HashSet::new();
    let mut agreed = HashSet::new();
    let mut by_hand = 0;
    let mut sides = books.map(|books| Sides::new(books, theirs.period));
    let mut differences: Vec<Difference> = theirs.unread.iter().map(Unread::difference).collect();
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
        if let Some(sides) = &mut sides {
            sides.met(found.as_ref(), Some(their));
        }
        match found.map(|our| judge(&our, their)) {
            None if !their.is_einvoice() => by_hand += 1,
            None if their.is_active() => differences.push(missing_here(their, theirs.period)),
            // Cancelled there and unknown here: neither side has it as active.
            None | Some(None) => {
                agreed.insert(name(&their.entry));
            }
            Some(Some(difference)) => differences.push(difference),
        }
    }
    for (at, our) in ours.iter().enumerate() {
        if let Some(sides) = &mut sides {
            sides.met(Some(our), None);
        }
        if our.standing == StandingInLedger::Registered && !met.contains(&at) {
            differences.push(missing_there(our, theirs, today));
        }
    }
    if let Some(sides) = sides {
        sides.finish(&mut differences, &mut agreed);
    }
    differences.sort_by(|a, b| (a.kind, a.date, &a.number).cmp(&(b.kind, b.date, &b.number)));
    Reconciliation {
        agree: agreed.len(),
        by_hand,
        counts: counts(&differences),
        differences,
        totals: of_all(ours, theirs, books),
    }
}

/// What the ledger hasn't; of another month than the list's, that is said.
fn missing_here(their: &Theirs, period: Period) -> Difference {
    let (missing, of) = (Difference::of(Kind::MissingHere, &their.entry), Period::of(their.entry.date));
    if of == period { missing } else { missing.more(&format!("it is dated in {of}, and the list is of {period}")) }
}

fn counts(differences: &[Difference]) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for difference in differences {
        *counts.entry(difference.kind).or_default() += 1;
    }
    counts
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Documents by IRN, and by type and number.
struct Index<'o> {
    by_irn: HashMap<&'o str, usize>,
    by_name: HashMap<Name, usize>,
}

/// What a document is known by on every side.
type Name = (DocType, String);

fn name(entry: &ReturnDocument) -> Name {
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

    fn find(&self, entry: &ReturnDocument) -> Option<usize> {
        let by_irn = entry.irn.as_ref().and_then(|irn| self.by_irn.get(irn.as_str()));
        by_irn.or_else(|| self.by_name.get(&name(entry))).copied()
    }
}

/// Compares a document that both sides know; `None` when they agree.
fn judge(our: &Ours, their: &Theirs) -> Option<Difference> {
    let kind = match (our.standing, their.is_active()) {
        (StandingInLedger::Registered, false) => Kind::CancelledThere,
        (StandingInLedger::Cancelled, true) => Kind::CancelledHere,
        (StandingInLedger::Open, true) => Kind::UnsettledHere,
        (StandingInLedger::Void, true) => Kind::VoidHere,
        (StandingInLedger::Cancelled | StandingInLedger::Open | StandingInLedger::Void, false) => return None,
        (StandingInLedger::Registered, true) => {
            let fields = compare(&our.entry, &their.entry);
            if !fields.is_empty() {
                let names: Vec<&str> = fields.iter().map(|f| f.field).collect();
                let found = Difference::of(Kind::Differs, &our.entry).more(&names.join(", "));
                let cause = match their.is_einvoice() {
                    true => cause_of(&fields),
                    false => Cause::EditedInReturn,
                };
                return Some(Difference { fields, ..found }.because(cause, Remedy::CompareSigned));
            }
            if !their.is_einvoice() {
                return Some(Difference::of(Kind::WithoutMark, &our.entry));
            }
            let why = their.not_populated.as_ref()?;
            return Some(Difference::of(Kind::NotPopulated, &our.entry).more(why));
        }
    };
    let found = Difference::of(kind, &our.entry);
    Some(if their.is_active() { found } else { found.more(&their.status) })
}

/// The details that differ. Details missing in the list are not compared.
fn compare(here: &ReturnDocument, there: &ReturnDocument) -> Vec<ComparedField> {
    let mut fields = Vec::new();
    let mut differ = |field, here: Option<String>, there: Option<String>| {
        if there.is_some() && here != there {
            fields.push(ComparedField { field, here, there, books: None });
        }
    };
    let irn = |e: &ReturnDocument| e.irn.map(|irn| irn.to_string());
    differ("irn", irn(here), irn(there));
    differ("number", Some(here.number.to_ascii_uppercase()), Some(there.number.to_ascii_uppercase()));
    differ("date", Some(here.date.iso()), Some(there.date.iso()));
    differ("table", Some(here.table().into()), Some(there.table().into()));
    differ("type", Some(here.kind.clone()), Some(there.kind.clone()));
    differ("ctin", here.ctin.clone(), there.ctin.clone());
    let pos = |e: &ReturnDocument| e.pos.as_ref().map(StateDigits::to_string);
    differ("pos", pos(here), pos(there));
    let paise = |amount: Amount| Exact::from(amount).to_paise().to_string();
    differ("val", Some(paise(here.value)), Some(paise(there.value)));
    if here.by_rate.is_empty() || there.by_rate.is_empty() {
        return fields;
    }
    let sums = here.sums().named().into_iter().zip(there.sums().named());
    let mut equal = true;
    for ((field, ours), (_, theirs)) in sums {
        equal &= ours.to_paise() == theirs.to_paise();
        differ(field, Some(ours.to_string()), Some(theirs.to_string()));
    }
    let rates = |e: &ReturnDocument| {
        e.by_rate.iter().map(|(rate, s)| format!("{rate:.3}%: {}", s.taxable)).collect::<Vec<_>>().join(", ")
    };
    if equal && here.by_rate != there.by_rate {
        differ("itms", Some(rates(here)), Some(rates(there)));
    }
    fields
}

/// Why details likely differ.
fn cause_of(fields: &[ComparedField]) -> Cause {
    let is_amount = |field: &ComparedField| ["val", "txval", "iamt", "camt", "samt", "csamt"].contains(&field.field);
    let by_a_rupee = |field: &ComparedField| {
        let given = [&field.here, &field.there, &field.books].into_iter().flatten();
        let amounts: Option<Vec<Amount>> = given.map(|text| Amount::parse(text).ok()).collect();
        let Some(amounts) = amounts else { return false };
        let ends = amounts.iter().min().zip(amounts.iter().max());
        ends.is_some_and(|(least, most)| is_near((*least).into(), (*most).into()))
    };
    match fields {
        [only] if only.field == "date" => Cause::OtherDay,
        fields if fields.iter().all(|field| is_amount(field) && by_a_rupee(field)) => Cause::Rounding,
        _ => Cause::EnteredOtherwise,
    }
}

/// Whether two amounts differ by a rupee at most, as rounding makes them.
pub(super) fn is_near(one: Exact, other: Exact) -> bool {
    let apart = (one - other).to_paise();
    (Amount::from_rupees(-1)..=Amount::from_rupees(1)).contains(&apart)
}

fn missing_there(our: &Ours, theirs: &PortalList, today: Day) -> Difference {
    let found = Difference::of(Kind::MissingThere, &our.entry);
    let section = our.entry.section();
    let filled = tables::window("gstr1_filled").map_or(0, |w| (w.hours + 23) / 24);
    match our.entry.registered {
        _ if !theirs.sections.contains(section) => found
            .more(&format!("the list has no section {section}; was it downloaded?"))
            .because(Cause::SectionNotDownloaded, Remedy::DownloadAgain),
        Some(on) if today.days_since(on) < filled => found
            .more("it may still come; the portal needs some days")
            .because(Cause::StillToCome, Remedy::DownloadAgain),
        Some(_) | None => found,
    }
}

fn of_all(ours: &[Ours], theirs: &PortalList, books: Option<&BookRegister>) -> Vec<TableTotal> {
    let here = totals(ours.iter().filter(|o| o.standing == StandingInLedger::Registered).map(|o| &o.entry));
    let there = totals(theirs.entries.iter().filter(|t| t.is_active()).map(|t| &t.entry));
    let booked = books.map(|books| totals(books.in_force()));
    let own = booked.iter().flat_map(BTreeMap::keys);
    let tables: std::collections::BTreeSet<_> = here.keys().chain(there.keys()).chain(own).copied().collect();
    let of = |side: &BTreeMap<&str, Total>, table| side.get(table).copied().unwrap_or_default();
    let total = |table| TableTotal {
        table,
        here: of(&here, table),
        there: of(&there, table),
        books: booked.as_ref().map(|booked| of(booked, table)),
    };
    tables.into_iter().map(total).collect()
}
