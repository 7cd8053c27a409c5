//! The books as the third side: the taxpayer's own bills, beside the ledger and the portal's list.

use super::{
    Cause, ComparedField, Difference, Kind, Name, Ours, Remedy, StandingInLedger, Theirs, Unread, cause_of, compare,
    name,
};
use crate::calendar::Day;
use crate::law::gstr1::{Period, ReturnDocument};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// A bill of the books.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Booked {
    pub entry: ReturnDocument,
    pub cancelled: bool,
    /// Whether it says its total itself; one that is worked out isn't rounded as the bill was.
    pub has_total: bool,
}

/// The taxpayer's own bills.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BookRegister {
    pub bills: Vec<Booked>,
    pub unread: Vec<Unread>,
}

impl BookRegister {
    /// Those that aren't cancelled.
    pub(super) fn in_force(&self) -> impl Iterator<Item = &ReturnDocument> {
        self.bills.iter().filter(|booked| !booked.cancelled).map(|booked| &booked.entry)
    }
}

/// How the books have a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InBooks {
    /// In force.
    Present,
    /// Cancelled.
    Cancelled,
    /// Not at all.
    Absent,
}

/// What the other sides have of one document.
#[derive(Default)]
struct OtherSides {
    ledger: Option<Ours>,
    portal: Option<Theirs>,
}

/// Whether a document counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LedgerWord {
    Active,
    Cancelled,
    /// It is in the ledger, and was not registered.
    Open,
    Void,
}

impl OtherSides {
    fn held(&self) -> LedgerWord {
        let standing = self.ledger.as_ref().map(|our| our.standing);
        let listed = self.portal.as_ref().map(Theirs::is_active);
        match (standing, listed) {
            (Some(StandingInLedger::Registered), _) | (_, Some(true)) => LedgerWord::Active,
            (Some(StandingInLedger::Cancelled), _) | (_, Some(false)) => LedgerWord::Cancelled,
            (Some(StandingInLedger::Open), None) => LedgerWord::Open,
            (Some(StandingInLedger::Void) | None, None) => LedgerWord::Void,
        }
    }

    fn entries(&self) -> impl Iterator<Item = &ReturnDocument> {
        let ledger = self.ledger.iter().map(|our| &our.entry);
        ledger.chain(self.portal.iter().map(|their| &their.entry))
    }

    fn is_within(&self, (first, last): (Day, Day)) -> bool {
        self.entries().any(|entry| (first..=last).contains(&entry.date))
    }
}

/// The sides as they are met, document by document.
pub(super) struct Sides<'b> {
    books: &'b BookRegister,
    span: (Day, Day),
    known: Vec<OtherSides>,
    by_name: HashMap<Name, usize>,
}

impl<'b> Sides<'b> {
    pub fn new(books: &'b BookRegister, period: Period) -> Sides<'b> {
        let span = (period.first(), period.last());
        Sides { books, span, known: Vec::new(), by_name: HashMap::new() }
    }

    /// Remembers what ledger and portal have of one document.
    pub fn met(&mut self, ours: Option<&Ours>, theirs: Option<&Theirs>) {
        let entry = ours.map(|our| &our.entry).or_else(|| theirs.map(|their| &their.entry));
        let Some(entry) = entry else { return };
        let at = *self.by_name.entry(name(entry)).or_insert_with(|| {
            self.known.push(OtherSides::default());
            self.known.len() - 1
        });
        let known = &mut self.known[at];
        known.ledger = known.ledger.take().or_else(|| ours.cloned());
        known.portal = known.portal.take().or_else(|| theirs.cloned());
    }

    /// Adds what the books have otherwise, and says of each difference how the books have it.
    pub fn finish(self, differences: &mut Vec<Difference>, agreed: &mut HashSet<Name>) {
        let mut booked: HashMap<Name, InBooks> = HashMap::new();
        let mut found = Vec::new();
        for bill in &self.books.bills {
            let own = name(&bill.entry);
            let known = self.by_name.get(&own).map(|at| &self.known[*at]);
            let (first, last) = self.span;
            if known.is_none() && !(first..=last).contains(&bill.entry.date) {
                continue;
            }
            booked.insert(own.clone(), if bill.cancelled { InBooks::Cancelled } else { InBooks::Present });
            let is_agreed = agreed.contains(&own);
            found.extend(judge(bill, known, is_agreed));
        }
        for known in self.known.iter().filter(|known| known.held() == LedgerWord::Active && known.is_within(self.span))
        {
            let Some(entry) = known.entries().next() else { continue };
            // A bill that can't be read is in the books all the same.
            let is_unread = self.books.unread.iter().any(|unread| unread.number.eq_ignore_ascii_case(&entry.number));
            if !is_unread && !booked.contains_key(&name(entry)) {
                found.push(Difference::of(Kind::MissingInBooks, entry));
            }
        }
        for difference in &found {
            if let Some(name) = difference.name() {
                agreed.remove(&name);
            }
        }
        differences.append(&mut found);
        for difference in differences.iter_mut() {
            let of = difference.name().map(|name| booked.get(&name).copied().unwrap_or(InBooks::Absent));
            difference.books = of;
        }
        differences.extend(self.books.unread.iter().map(Unread::of_books));
    }
}

/// Holds a bill of the books against the other sides.
fn judge(bill: &Booked, known: Option<&OtherSides>, is_agreed: bool) -> Option<Difference> {
    let entry = &bill.entry;
    match (known.map_or(LedgerWord::Void, OtherSides::held), bill.cancelled) {
        (LedgerWord::Active, true) => Some(Difference::of(Kind::CancelledInBooks, entry)),
        (LedgerWord::Active, false) => {
            let known = known?;
            let reference = known.entries().next()?;
            let differing = compare(reference, entry).into_iter().map(|field| {
                let value = field.here;
                let here = value.clone().filter(|_| known.ledger.is_some());
                let there = value.filter(|_| known.portal.is_some() && (is_agreed || known.ledger.is_none()));
                ComparedField { field: field.field, here, there, books: field.there }
            });
            let mut fields: Vec<ComparedField> = differing.collect();
            if let [only] = &fields[..]
                && !bill.has_total
                && only.field == "val"
                && cause_of(&fields) == Cause::Rounding
            {
                fields.clear();
            }
            let names: Vec<&str> = fields.iter().map(|field| field.field).collect();
            let found = Difference::of(Kind::BooksDiffer, entry).more(&names.join(", "));
            let cause = cause_of(&fields);
            let differs = !fields.is_empty();
            differs.then_some(Difference { fields, cause, ..found })
        }
        (LedgerWord::Cancelled, false) => Some(Difference::of(Kind::NotCancelledInBooks, entry)),
        (LedgerWord::Open | LedgerWord::Void, false) if is_for_portal(entry) => {
            let found = Difference::of(Kind::NotRegistered, entry);
            Some(match known.map(OtherSides::held) {
                Some(LedgerWord::Open) => found.more("it waits in the ledger").because(Cause::Waiting, Remedy::Flush),
                Some(_) => found.more("it was refused or withdrawn").because(Cause::Refused, Remedy::Register),
                None => found,
            })
        }
        (LedgerWord::Open | LedgerWord::Void | LedgerWord::Cancelled, _) => None,
    }
}

/// Whether a document is of a kind that becomes an e-invoice. Consumers' bills don't.
fn is_for_portal(entry: &ReturnDocument) -> bool {
    super::download::SECTIONS.contains(&entry.section()) && entry.kind != "B2CL"
}
