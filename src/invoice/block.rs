//! The blocks of the form and their members: how the reader fills each, and how others look at it.

use super::class::TextClass;
use super::field::{BlockTable, FieldKind, FieldNeed, FormField};
use super::read::{InvoiceReader, Order};
use super::scan::Scan;
use crate::money::Amount;
use std::borrow::Cow;

/// A text of the form: a slice of the input unless it had escapes or was corrected. `None` where it is missing, null,
/// or neither text nor number.
pub type Text<'a> = Option<Cow<'a, str>>;
/// A number of the form. `None` where it is missing, null, or can't be read as an [`Amount`].
pub type Number = Option<Amount>;

/// A block that can be visited field by field.
pub trait Block<'a> {
    fn fields(&self) -> &'static [FormField];
    /// The value of field `index`.
    fn view(&self, index: usize) -> SlotView<'_, 'a>;
}

pub enum SlotView<'s, 'a> {
    Absent,
    Text(&'s str),
    Number(Amount),
    Block(&'s dyn Block<'a>),
    List(Vec<&'s dyn Block<'a>>),
}

/// Whether a block is empty: only blank texts and zeros.
pub fn is_blank<'a, B: Block<'a> + ?Sized>(block: &B) -> bool {
    (0..block.fields().len()).all(|index| match block.view(index) {
        SlotView::Absent => true,
        SlotView::Text(text) => text.trim().is_empty(),
        SlotView::Number(number) => number.is_zero(),
        SlotView::Block(block) => is_blank(block),
        SlotView::List(blocks) => blocks.into_iter().all(is_blank),
    })
}

/// A block that can be read.
pub trait ReadBlock<'a>: Block<'a> {
    fn table(&self) -> &'static BlockTable;
    /// Reads the value of field `index` at a place; returns where it ends.
    fn read(&mut self, index: usize, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize>;
    /// Reads the fields from a place on, as long as each comes after the last in the form's order. Most programs write
    /// them so. Nothing is looked up: each name is compared where it may stand.
    fn in_order(&mut self, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<FieldRun>;
}

/// A run of fields in the form's order.
pub struct FieldRun {
    /// The place of the next name, or of the block's end.
    pub place: usize,
    /// The fields that were present, a bit each.
    pub seen: u32,
    /// Whether more fields follow.
    pub more: bool,
}

/// A list of blocks that grows as it is read.
pub trait BlockList<'a> {
    /// Adds an empty block at the end.
    fn add(&mut self) -> Option<&mut dyn ReadBlock<'a>>;
    fn make_room(&mut self, more: usize);
}

impl<'a, B: ReadBlock<'a> + Default> BlockList<'a> for Vec<B> {
    fn add(&mut self) -> Option<&mut dyn ReadBlock<'a>> {
        self.resize_with(self.len() + 1, B::default);
        self.last_mut().map(|block| block as &mut dyn ReadBlock<'a>)
    }

    fn make_room(&mut self, more: usize) {
        self.reserve(more);
    }
}

/// A member of a block. One function reads each kind of member, so a block's many members only choose among them.
pub trait BlockSlot<'a> {
    fn read(&mut self, field: &'static FormField, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize>;
    fn view(&self) -> SlotView<'_, 'a>;
}

impl<'a> BlockSlot<'a> for Text<'a> {
    /// The caller's field decides which, at compile time.
    #[inline(always)]
    fn read(&mut self, field: &'static FormField, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize> {
        match field.kind {
            FieldKind::Text { min: 1.., class: TextClass::Free, .. } => reader.any_text(field, self, place),
            _ => reader.text(field, self, place),
        }
    }
    fn view(&self) -> SlotView<'_, 'a> {
        self.as_deref().map_or(SlotView::Absent, SlotView::Text)
    }
}

impl<'a> BlockSlot<'a> for Number {
    #[inline(never)]
    fn read(&mut self, field: &'static FormField, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize> {
        reader.number(field, self, place)
    }
    fn view(&self) -> SlotView<'_, 'a> {
        self.map_or(SlotView::Absent, SlotView::Number)
    }
}

impl<'a, B: ReadBlock<'a> + Default> BlockSlot<'a> for Option<Box<B>> {
    #[inline(never)]
    fn read(&mut self, field: &'static FormField, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize> {
        let before = reader.reported();
        let end = reader.member(field, place, |reader| {
            reader.block(&mut **self.insert(Box::default()), &mut Order::of_the_form())
        })?;
        let blank =
            reader.has_reported_since(before) && field.need == FieldNeed::May && self.as_deref().is_some_and(is_blank);
        if blank && reader.at(field, |reader| reader.blank(field, before)) {
            *self = None;
        }
        Ok(end)
    }
    fn view(&self) -> SlotView<'_, 'a> {
        self.as_deref().map_or(SlotView::Absent, |block| SlotView::Block(block))
    }
}

impl<'a, B: ReadBlock<'a> + Default> BlockSlot<'a> for Vec<B> {
    #[inline(never)]
    fn read(&mut self, field: &'static FormField, reader: &mut InvoiceReader<'a>, place: usize) -> Scan<usize> {
        reader.list(field, self, place)
    }
    fn view(&self) -> SlotView<'_, 'a> {
        if self.is_empty() {
            SlotView::Absent
        } else {
            SlotView::List(self.iter().map(|block| block as &dyn Block<'a>).collect())
        }
    }
}
