//! The bill in between: what a feeder puts together, value by value.

use super::target::TargetSlot;
use crate::calendar::Day;
use crate::change::{Place, Why};
use std::borrow::Cow;
use std::collections::HashMap;

/// A value as it stood in the input.
#[derive(Clone, PartialEq, Debug)]
pub enum InputValue<'t> {
    /// An empty cell, an empty text.
    Blank,
    /// JSON's null.
    Null,
    /// A text.
    Text(Cow<'t, str>),
    /// A decimal exactly as it is written.
    Number(Cow<'t, str>),
    /// A double, in the shortest text that stands for it. It is taken at its 15 significant digits, and rounded to the
    /// places of its field.
    Binary(Cow<'t, str>),
    /// A date cell; a time beside it is of no interest.
    Day(Day),
    /// Yes or no.
    Flag(bool),
}

impl InputValue<'_> {
    /// Whether nothing stands there.
    pub fn is_blank(&self) -> bool {
        match self {
            InputValue::Blank | InputValue::Null => true,
            InputValue::Text(text) => text.trim().is_empty(),
            InputValue::Number(_) | InputValue::Binary(_) | InputValue::Day(_) | InputValue::Flag(_) => false,
        }
    }

    /// The value as its own text, for a change's `from` and a finding's `value`; none where nothing stands there.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            InputValue::Blank => Some(Cow::Borrowed("")),
            InputValue::Null => None,
            InputValue::Text(text) | InputValue::Number(text) | InputValue::Binary(text) => Some(Cow::Borrowed(text)),
            InputValue::Day(day) => Some(Cow::Owned(day.iso())),
            InputValue::Flag(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        }
    }
}

/// Where a value stood, as a number that its feeder understands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At(pub u64);

impl At {
    /// Nowhere in the input.
    pub const NOWHERE: At = At(u64::MAX);
}

/// Makes a place of an [`At`].
pub trait Whence {
    /// The place of what stood at `at`. With `missing`, that is the bill or the line, and a value for this slot would stand in
    /// it: a table names the column that feeds it, JSON the key.
    fn place(&self, at: At, missing: Option<TargetSlot>) -> Option<Place>;
}

/// One value of a bill.
#[derive(Clone, PartialEq, Debug)]
pub struct BillEntry<'t> {
    /// What it is meant for.
    pub slot: TargetSlot,
    /// As it stood.
    pub value: InputValue<'t>,
    /// Where it stood.
    pub at: At,
    /// Where it comes from, if not from the bill itself.
    pub filled: Option<Why>,
}

/// A bill as it stood: values in any order.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadBill<'t> {
    /// Where the bill as a whole stands.
    pub at: At,
    /// Where each line stands.
    pub lines: Vec<At>,
    /// The values.
    pub entries: Vec<BillEntry<'t>>,
    /// The values that aren't blank, by their slots: made when first something is looked for.
    by_slot: Option<HashMap<TargetSlot, usize>>,
}

impl<'t> ReadBill<'t> {
    /// A bill with nothing in it.
    pub fn new(at: At) -> ReadBill<'t> {
        ReadBill { at, lines: Vec::new(), entries: Vec::new(), by_slot: None }
    }

    /// Begins the next line; gives its number, from 0.
    pub fn line(&mut self, at: At) -> u32 {
        self.lines.push(at);
        (self.lines.len() - 1) as u32
    }

    /// Puts in a value of the bill.
    pub fn put(&mut self, slot: TargetSlot, value: InputValue<'t>, at: At) {
        self.add(BillEntry { slot, value, at, filled: None });
    }

    /// Puts in a value of the bill that its feeder has read already, and why it isn't as it stood.
    pub fn put_as(&mut self, slot: TargetSlot, value: InputValue<'t>, at: At, why: Why) {
        self.add(BillEntry { slot, value, at, filled: Some(why) });
    }

    /// Puts in a value from elsewhere, unless the bill has one.
    pub fn fill(&mut self, slot: TargetSlot, value: InputValue<'t>, at: At, why: Why) {
        if self.get(slot).is_none() {
            self.add(BillEntry { slot, value, at, filled: Some(why) });
        }
    }

    /// What the bill has in a slot, if it isn't blank.
    pub fn get(&mut self, slot: TargetSlot) -> Option<&BillEntry<'t>> {
        let entries = &self.entries;
        let by_slot = self.by_slot.get_or_insert_with(|| {
            let given = entries.iter().enumerate().filter(|(_, entry)| !entry.value.is_blank());
            given.map(|(index, entry)| (entry.slot, index)).collect()
        });
        by_slot.get(&slot).and_then(|index| entries.get(*index))
    }

    fn add(&mut self, entry: BillEntry<'t>) {
        if let (Some(by_slot), false) = (&mut self.by_slot, entry.value.is_blank()) {
            by_slot.insert(entry.slot, self.entries.len());
        }
        self.entries.push(entry);
    }
}
