//! The blocks of the form and their members: how each is filled from the text and looked at again.

use super::field::{Field, Keys, Names};
use super::read::{Order, Reader};
use super::scan::Scan;
use crate::money::Amount;
use std::borrow::Cow;

/// A text of the form: a slice of the input unless something in it was escaped or mended.
pub type Text<'a> = Option<Cow<'a, str>>;
pub type Number = Option<Amount>;

/// A block that can be looked at field by field.
pub trait Block<'a> {
    fn fields(&self) -> &'static [Field];
    /// The value of field `index`.
    fn view(&self, index: usize) -> View<'_, 'a>;
}

pub enum View<'s, 'a> {
    Absent,
    Text(&'s str),
    Number(Amount),
    Block(&'s dyn Block<'a>),
    List(Vec<&'s dyn Block<'a>>),
}

/// A block that can be read. Each has its own copy of the reading loop, with the places of its members known.
pub trait Read<'a>: Block<'a> + Default {
    const FIELDS: &'static [Field];
    /// Their names as JSON writes them.
    const NAMES: &'static Names;
    const KEYS: &'static Keys;
    /// The fields that must be there, a bit each.
    const REQUIRED: u32;

    /// Reads the value of field `index` that stands at a place; where it ends.
    fn read(&mut self, index: usize, reader: &mut Reader<'a>, place: usize) -> Scan<usize>;
}

/// A member of a block.
pub trait Slot<'a> {
    fn read(&mut self, field: &'static Field, reader: &mut Reader<'a>, place: usize) -> Scan<usize>;
    fn view(&self) -> View<'_, 'a>;
}

impl<'a> Slot<'a> for Text<'a> {
    fn read(&mut self, field: &'static Field, reader: &mut Reader<'a>, place: usize) -> Scan<usize> {
        reader.text(field, self, place)
    }
    fn view(&self) -> View<'_, 'a> {
        self.as_deref().map_or(View::Absent, View::Text)
    }
}

impl<'a> Slot<'a> for Number {
    fn read(&mut self, field: &'static Field, reader: &mut Reader<'a>, place: usize) -> Scan<usize> {
        reader.number(field, self, place)
    }
    fn view(&self) -> View<'_, 'a> {
        self.map_or(View::Absent, View::Number)
    }
}

impl<'a, B: Read<'a>> Slot<'a> for Option<Box<B>> {
    fn read(&mut self, field: &'static Field, reader: &mut Reader<'a>, place: usize) -> Scan<usize> {
        reader
            .member(field, place, |reader| reader.block(&mut **self.insert(Box::default()), &mut Order::of_the_form()))
    }
    fn view(&self) -> View<'_, 'a> {
        self.as_deref().map_or(View::Absent, |block| View::Block(block))
    }
}

impl<'a, B: Read<'a>> Slot<'a> for Vec<B> {
    fn read(&mut self, field: &'static Field, reader: &mut Reader<'a>, place: usize) -> Scan<usize> {
        reader.list(field, self, place)
    }
    fn view(&self) -> View<'_, 'a> {
        if self.is_empty() {
            View::Absent
        } else {
            View::List(self.iter().map(|block| block as &dyn Block<'a>).collect())
        }
    }
}
