//! Writing the draft as INV-01: the form's order and names, unreadable values as they stood.

use super::read::{DraftValue, NormalizedValue};
use super::target::{TargetSlot, field};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A slot, and what stands there: nothing, for a line of which nothing was given.
type Placed<'v> = (TargetSlot, Option<&'v NormalizedValue<'v>>);

/// The document. Empty lines stay, so that the numbers of the others are right.
pub fn document(values: &BTreeMap<TargetSlot, DraftValue<'_>>, lines: usize) -> String {
    let mut placed: Vec<Placed<'_>> =
        values.iter().filter(|(slot, _)| slot.field().is_some()).map(|(slot, held)| (*slot, Some(&held.out))).collect();
    let first = field!("ItemList").once();
    let mut given = vec![false; lines];
    for (slot, _) in &placed {
        if let Some(line) = slot.line().and_then(|line| given.get_mut(line as usize)) {
            *line = true;
        }
    }
    let empty = (0..).zip(&given).filter(|(_, given)| !**given).map(|(line, _)| (first.in_line(line), None));
    placed.extend(empty);
    placed.sort_by_key(|(slot, _)| *slot);
    // A tree of texts and numbers: writing it to memory has no way to fail.
    serde_json::to_string(&BlockWriter { values: &placed, depth: 0 }).unwrap_or_default()
}

/// The members of a block: values whose ways are alike up to a depth.
struct BlockWriter<'v> {
    values: &'v [Placed<'v>],
    depth: usize,
}

impl Serialize for BlockWriter<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        let (depth, below) = (self.depth, self.depth + 1);
        let key = |slot: &TargetSlot| slot.step(depth).map(|step| step.0.key);
        for values in self.values.chunk_by(|a, b| key(&a.0) == key(&b.0)) {
            let Some((field, number)) = values[0].0.step(depth) else { continue };
            match (number, values[0]) {
                (Some(_), _) => map.serialize_entry(field.key, &ListWriter { values, depth })?,
                (None, (slot, Some(out))) if slot.step(below).is_none() => {
                    map.serialize_entry(field.key, &Leaf(out))?;
                }
                (None, _) => map.serialize_entry(field.key, &BlockWriter { values, depth: below })?,
            }
        }
        map.end()
    }
}

/// The elements of a list.
struct ListWriter<'v> {
    values: &'v [Placed<'v>],
    depth: usize,
}

impl Serialize for ListWriter<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let number = |slot: &TargetSlot| slot.step(self.depth).and_then(|step| step.1);
        let mut list = s.serialize_seq(None)?;
        for values in self.values.chunk_by(|a, b| number(&a.0) == number(&b.0)) {
            list.serialize_element(&BlockWriter { values, depth: self.depth + 1 })?;
        }
        list.end()
    }
}

struct Leaf<'v>(&'v NormalizedValue<'v>);

impl Serialize for Leaf<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            NormalizedValue::Text(text) => s.serialize_str(text),
            // What a feeder calls a number may be none of JSON's.
            NormalizedValue::Number(text) => match RawValue::from_string(text.clone().into_owned()) {
                Ok(raw) if raw.get().starts_with(|c: char| c == '-' || c.is_ascii_digit()) => raw.serialize(s),
                Ok(_) | Err(_) => s.serialize_str(text),
            },
        }
    }
}
