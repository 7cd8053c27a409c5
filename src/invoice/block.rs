//! The blocks of the form and their members, as others look at them.

use super::field::FormField;
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
