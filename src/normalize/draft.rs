//! A bill on its way to INV-01: the values read so far, and what is said of them.

use super::bill::{At, BillEntry, InputValue, ReadBill, Whence};
use super::normalized::{InputKind, NormalizedBill, Skip};
use super::read::{DraftValue, NormalizedValue, ValueReader};
use super::target::{OwnField, Target, TargetSlot, field};
use super::terms::ReadingTerms;
use super::write;
use crate::change::{Change, ChangeClass, Changes, Why};
use crate::finding::{Finding, Rule};
use crate::invoice::{MOST_FINDINGS, faults};
use crate::money::Amount;
use std::collections::BTreeMap;

/// The draft.
pub struct InvoiceDraft<'t, 'k> {
    pub kind: InputKind,
    /// Whether it is a bill whose amounts and taxes are still to be worked out.
    is_ours: bool,
    pub bill: ReadBill<'t>,
    pub terms: &'k ReadingTerms<'k>,
    pub whence: Box<dyn Whence + 't>,
    pub values: BTreeMap<TargetSlot, DraftValue<'t>>,
    /// Where each value stood, blank ones too.
    pub places: BTreeMap<TargetSlot, At>,
    /// The entries of what the form has no field for; the first that isn't blank of each slot.
    own: BTreeMap<TargetSlot, usize>,
    pub changes: Changes,
    pub findings: Vec<Finding>,
    pub skip: Option<Skip>,
    /// Whether an e-way bill is made only where the goods need one.
    pub ewb_where_due: bool,
}

/// Whether a change is counted and not listed.
fn is_only_counted(why: Why, terms: &ReadingTerms<'_>) -> bool {
    why.class() == ChangeClass::Dress && !terms.lists_dress
}

impl<'t, 'k> InvoiceDraft<'t, 'k> {
    /// Reads every value of a bill.
    pub fn new(
        kind: InputKind,
        is_ours: bool,
        bill: ReadBill<'t>,
        whence: Box<dyn Whence + 't>,
        terms: &'k ReadingTerms<'k>,
    ) -> InvoiceDraft<'t, 'k> {
        let mut draft = InvoiceDraft {
            kind,
            is_ours,
            bill,
            terms,
            whence,
            values: BTreeMap::new(),
            places: BTreeMap::new(),
            own: BTreeMap::new(),
            changes: Changes::default(),
            findings: Vec::new(),
            skip: None,
            ewb_where_due: false,
        };
        for index in 0..draft.bill.entries.len() {
            draft.read(index);
        }
        draft
    }

    fn read(&mut self, index: usize) {
        let BillEntry { slot, value, at, filled } = &self.bill.entries[index];
        let (slot, at, filled) = (*slot, *at, *filled);
        let Some(field) = slot.field() else {
            if !value.is_blank() {
                self.own.entry(slot).or_insert(index);
            }
            return;
        };
        self.places.insert(slot, at);
        let read = ValueReader::of(field).read(value, field, self.terms);
        // An empty cell is nothing to say of.
        let why = filled.or(read.why).filter(|_| !matches!(value, InputValue::Blank));
        if let Some(why) = why.filter(|why| !is_only_counted(*why, self.terms)) {
            let from_elsewhere = filled.is_some_and(|why| why.class() != ChangeClass::Read);
            let from = if from_elsewhere { None } else { value.text().map(|text| text.into_owned()) };
            self.note(slot.pointer(), from, read.out.as_ref().map(|out| out.text().to_owned()), why, at);
        } else if why.is_some() {
            self.changes.dressed += 1;
        }
        if let Some(out) = read.out {
            self.values.insert(slot, DraftValue { out, entry: Some(index) });
        }
    }

    /// Whether it is a bill of ours, whose amounts and taxes are still to be worked out.
    pub fn is_simple(&self) -> bool {
        self.is_ours
    }

    /// What stands in a slot.
    pub fn text(&self, slot: TargetSlot) -> Option<&str> {
        self.values.get(&slot).map(|held| held.out.text())
    }

    /// The same as an amount; none where it can't be read as one.
    pub fn amount(&self, slot: TargetSlot) -> Option<Amount> {
        self.values.get(&slot)?.out.number()?.amount()
    }

    /// Whether anything stands in a block.
    pub fn has_any(&self, block: Target) -> bool {
        self.values.range(block.first()..).next().is_some_and(|(slot, _)| slot.target().is_beside(block))
    }

    /// Whether an amount other than zero stands in a slot.
    pub fn has_amount(&self, slot: TargetSlot) -> bool {
        self.amount(slot).is_some_and(|amount| !amount.is_zero())
    }

    /// What a simple bill says beside the form: the first entry that isn't blank, by its number.
    pub fn own(&self, own: OwnField, line: u32) -> Option<(usize, &BillEntry<'t>)> {
        let index = *self.own.get(&Target::own(own).of_line(line))?;
        Some((index, self.bill.entries.get(index)?))
    }

    /// All entries of what a simple bill says once, but in several parts: the lines of an address.
    pub fn every(&self, own: OwnField) -> Vec<usize> {
        let first = Target::own(own).once();
        self.own
            .range(first..)
            .take_while(|(slot, _)| slot.target() == first.target())
            .map(|(_, index)| *index)
            .collect()
    }

    /// The numbers of the lines.
    pub fn lines(&self) -> std::ops::Range<u32> {
        0..self.bill.lines.len() as u32
    }

    /// Sets what follows from others, or from an entry of the bill.
    pub fn set(&mut self, slot: TargetSlot, out: impl Into<NormalizedValue<'t>>, why: Why, entry: Option<usize>) {
        let entry = entry.or_else(|| self.values.get(&slot).and_then(|held| held.entry));
        let out = out.into();
        let (from, at) = self.origin(slot, entry);
        self.note(slot.pointer(), from, Some(out.text().to_owned()), why, at);
        self.values.insert(slot, DraftValue { out, entry });
    }

    /// Sets a value that is as it stood, or of which nothing is to be said.
    pub fn keep(&mut self, slot: TargetSlot, out: impl Into<NormalizedValue<'t>>, entry: Option<usize>) {
        if let Some(entry) = entry {
            self.places.insert(slot, self.bill.entries[entry].at);
        }
        self.values.insert(slot, DraftValue { out: out.into(), entry });
    }

    /// Sets a value of which nothing is said: it is part of a block that is.
    pub fn set_quietly(&mut self, slot: TargetSlot, value: &InputValue<'t>) {
        let Some(field) = slot.field() else { return };
        if let Some(out) = ValueReader::of(field).read(value, field, self.terms).out {
            self.values.insert(slot, DraftValue { out, entry: None });
        }
    }

    /// The text that an entry had and where it stood; without an entry, where the slot's value would.
    fn origin(&self, slot: TargetSlot, entry: Option<usize>) -> (Option<String>, At) {
        match entry.and_then(|index| self.bill.entries.get(index)) {
            Some(entry) => (entry.value.text().map(|text| text.into_owned()), entry.at),
            None => (None, self.places.get(&slot).copied().unwrap_or(At::NOWHERE)),
        }
    }

    /// Notes a change: those of dress are counted, the others listed.
    pub fn note(&mut self, path: String, from: Option<String>, to: Option<String>, why: Why, at: At) {
        self.changes.dressed += usize::from(why.class() == ChangeClass::Dress);
        if is_only_counted(why, self.terms) {
            return;
        }
        let at = if at == At::NOWHERE { None } else { self.whence.place(at, None) };
        self.changes.list.push(Change { path, from, to, why, at });
    }

    /// Whether something is said of a slot already.
    pub fn has_finding(&self, slot: TargetSlot) -> bool {
        let pointer = slot.pointer();
        self.findings.iter().any(|finding| finding.path == pointer)
    }

    /// A finding about a slot.
    pub fn find(&mut self, rule: &'static Rule, slot: TargetSlot, say: impl FnOnce(Finding) -> Finding) {
        let mut finding = rule.at(slot.pointer());
        if let Some(line) = slot.line() {
            finding = finding.line(line as usize);
        }
        self.say(say(finding));
    }

    /// Keeps a finding; beyond the most there may be, the last says that there are more.
    pub fn say(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else if self.findings.len() == MOST_FINDINGS {
            self.findings.push(faults::MORE.at("").word("count", "some"));
        }
    }

    /// The bill as it is now.
    pub fn finish(self) -> NormalizedBill<'t> {
        let InvoiceDraft {
            kind,
            is_ours,
            bill,
            whence,
            mut values,
            places,
            changes,
            mut findings,
            skip,
            ewb_where_due,
            ..
        } = self;
        let document = write::document(&values, bill.lines.len());
        let naming = ["/SellerDtls/Gstin", "/DocDtls/Typ", "/DocDtls/No", "/DocDtls/Dt"];
        let naming = naming.into_iter().filter_map(TargetSlot::parse);
        let texts = naming.filter_map(|slot| Some((slot, values.get(&slot)?.out.text().to_owned()))).collect();
        let without_ewb = ewb_where_due.then(|| {
            values.retain(|slot, _| !slot.target().is_beside(field!("EwbDtls")));
            write::document(&values, bill.lines.len())
        });
        let mut normalized = NormalizedBill {
            kind,
            texts,
            document,
            needs_completing: is_ours,
            without_ewb,
            changes,
            findings: Vec::new(),
            skip,
            places: places.into_iter().collect(),
            bill: bill.at,
            lines: bill.lines,
            whence,
        };
        normalized.locate(&mut findings);
        normalized.findings = findings;
        normalized
    }
}
