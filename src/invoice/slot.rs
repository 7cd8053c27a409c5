//! The members of blocks: how the reader fills each.

use super::block::{Block, Number, SlotView, Text, is_blank};
use super::class::TextClass;
use super::field::{FieldKind, FieldNeed, FormField};
use super::reader::{InvoiceReader, Order, ReadBlock};
use super::scan::Scan;

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
