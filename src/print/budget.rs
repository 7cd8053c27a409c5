//! What one call may take: paper is made of documents from elsewhere, and a small one can ask for endless work.
//!
//! A verb opens a budget; whoever is about to spend says so first. It lies beside the call's stack rather than in
//! everybody's arguments, because letters are shaped and objects are read deep inside what others wrote.

use crate::error::{Error, Kind, Result};
use std::cell::Cell;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Bytes of content taken out of a PDF, compressed or not.
    Inflated,
    /// Numbers, names, texts and references of a PDF.
    Nodes,
    /// Drawing operations looked at.
    Operations,
    /// Boxes of what is on pages.
    Boxes,
    /// Boxes compared with places for a stamp.
    Comparisons,
    /// Pages of a PDF.
    Pages,
    /// Letters shaped, each time they are.
    Letters,
    /// Pixels of a picture.
    Pixels,
}

/// Each with how much of it a call may take, and its name for people.
const KINDS: [(What, u64, &str); 8] = [
    (What::Inflated, 256 << 20, "bytes of content"),
    (What::Nodes, 1_000_000, "parts of objects"),
    (What::Operations, 10_000_000, "drawing operations"),
    (What::Boxes, 8_000_000, "things on its pages"),
    (What::Comparisons, 2_000_000_000, "places to look at"),
    (What::Pages, 10_000, "pages"),
    (What::Letters, 2_000_000, "letters"),
    (What::Pixels, 16_000_000, "pixels"),
];

/// What is left, in the order of [`KINDS`], and what was asked for beyond it.
#[derive(Clone, Copy)]
struct Left {
    amounts: [u64; KINDS.len()],
    exceeded: Option<What>,
}

thread_local! {
    static LEFT: Cell<Option<Left>> = const { Cell::new(None) };
}

/// The budget of a call; the one before comes back with its end, however that comes.
struct Open(Option<Left>);

impl Drop for Open {
    fn drop(&mut self) {
        LEFT.set(self.0);
    }
}

/// Does the work of one call within a budget of its own. Where that is not enough, `at` is the place of what took it.
pub fn one_call<T>(at: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let whole = Left { amounts: KINDS.map(|(_, most, _)| most), exceeded: None };
    let _open = Open(LEFT.replace(Some(whole)));
    let done = work();
    match LEFT.get().and_then(|left| left.exceeded) {
        // Work that went on without what it was refused has made nothing of worth.
        Some(what) => Err(done.err().filter(|e| e.kind == Kind::Limit).unwrap_or_else(|| beyond(what)).or_at(at)),
        None => done,
    }
}

/// Says that so much is about to be taken; an error where the call may not.
pub fn spend(what: What, amount: usize) -> Result<()> {
    let Some(mut left) = LEFT.get() else { return Ok(()) };
    let own = &mut left.amounts[what as usize];
    let rest = own.checked_sub(amount as u64);
    match rest {
        Some(rest) => *own = rest,
        None => left.exceeded = Some(what),
    }
    LEFT.set(Some(left));
    rest.map(drop).ok_or_else(|| beyond(what))
}

/// How much is left.
pub fn left(what: What) -> u64 {
    LEFT.get().map_or(u64::MAX, |left| left.amounts[what as usize])
}

fn beyond(what: What) -> Error {
    let (_, most, name) = KINDS[what as usize];
    Error::new(Kind::Limit, format!("there are more {name} than one call may take ({most} in all)"))
        .fix("give a smaller one, or fewer pages at a time")
}

trait OrAt {
    /// With a place, where it has none yet.
    fn or_at(self, at: &str) -> Self;
}

impl OrAt for Error {
    fn or_at(self, at: &str) -> Error {
        if self.at.is_some() { self } else { self.at(at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_stand_in_the_order_of_their_numbers() {
        assert!(KINDS.iter().enumerate().all(|(index, (what, ..))| *what as usize == index));
    }

    #[test]
    fn what_is_beyond_the_budget_is_refused_before_it_is_spent_and_fails_the_call() {
        let whole = left(What::Pages);
        assert_eq!(whole, u64::MAX, "no call, no budget");
        let done = one_call("/pdf", || {
            spend(What::Pages, 9_999)?;
            assert_eq!(left(What::Pages), 1);
            assert!(spend(What::Pages, 2).is_err());
            assert_eq!(left(What::Pages), 1, "nothing of it was spent");
            Ok("made without it")
        });
        let error = done.unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (Kind::Limit, Some("/pdf")));
        assert_eq!(left(What::Pages), whole);
        assert_eq!(one_call("/pdf", || spend(What::Pages, 10_000)), Ok(()), "each call has its own");
    }
}
