//! Writes an invoice for the portal: the form's order and names, numbers at the scale they were written with, nothing
//! for absent values.

use super::block::{Block, SlotView};
use super::form::Invoice;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

/// Returns the document as the portal receives it.
pub fn write(invoice: &Invoice<'_>) -> String {
    // A tree of texts and numbers, without maps from a caller: writing it to memory can't fail.
    serde_json::to_string(invoice).unwrap_or_default()
}

impl Serialize for Invoice<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        WrittenBlock(self).serialize(s)
    }
}

struct WrittenBlock<'s, 'a>(&'s dyn Block<'a>);

impl Serialize for WrittenBlock<'_, '_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        for (index, field) in self.0.fields().iter().enumerate() {
            match self.0.view(index) {
                SlotView::Absent => {}
                SlotView::Text(text) => map.serialize_entry(field.key, text)?,
                SlotView::Number(amount) => {
                    let raw = RawValue::from_string(amount.to_string()).map_err(serde::ser::Error::custom)?;
                    map.serialize_entry(field.key, &raw)?;
                }
                SlotView::Block(block) => map.serialize_entry(field.key, &WrittenBlock(block))?,
                SlotView::List(blocks) => map.serialize_entry(field.key, &WrittenList(&blocks))?,
            }
        }
        map.end()
    }
}

struct WrittenList<'s, 'a>(&'s [&'s dyn Block<'a>]);

impl Serialize for WrittenList<'_, '_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut list = s.serialize_seq(Some(self.0.len()))?;
        for block in self.0 {
            list.serialize_element(&WrittenBlock(*block))?;
        }
        list.end()
    }
}
