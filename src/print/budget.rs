//! The limits of one call. Paper is made from foreign documents, and a small one can demand endless work.
//!
//! A verb opens a budget, and code that is about to spend asks it first. It is stored per thread rather than passed in
//! every argument, because fonts are shaped and objects are read deep inside other crates.

use crate::error::{Error, ErrorKind, Result};
use std::cell::Cell;

/// The things that are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BudgetItem {
    /// Bytes of content extracted from a PDF, compressed or not.
    Inflated,
    /// Numbers, names, texts and references of a PDF.
    Nodes,
    /// Drawing operations examined.
    Operations,
    /// Boxes of what is on pages.
    Boxes,
    /// Boxes compared with places for a stamp.
    Comparisons,
    /// Pages of a PDF.
    Pages,
    /// Letters shaped, each time again.
    Letters,
    /// Pixels of a picture.
    Pixels,
}

/// The limit of each for one call, and its name for people.
const KINDS: [(BudgetItem, u64, &str); 8] = [
    (BudgetItem::Inflated, 256 << 20, "bytes of content"),
    (BudgetItem::Nodes, 1_000_000, "parts of objects"),
    (BudgetItem::Operations, 10_000_000, "drawing operations"),
    (BudgetItem::Boxes, 8_000_000, "items on its pages"),
    (BudgetItem::Comparisons, 2_000_000_000, "places to try"),
    (BudgetItem::Pages, 10_000, "pages"),
    (BudgetItem::Letters, 2_000_000, "letters"),
    (BudgetItem::Pixels, 16_000_000, "pixels"),
];

/// The rest, in the order of [`KINDS`], and the first request beyond it.
#[derive(Clone, Copy)]
struct Left {
    amounts: [u64; KINDS.len()],
    exceeded: Option<BudgetItem>,
}

thread_local! {
    static LEFT: Cell<Option<Left>> = const { Cell::new(None) };
}

/// The budget of a call. When it ends, in any way, the previous one returns.
struct OpenBudget(Option<Left>);

impl Drop for OpenBudget {
    fn drop(&mut self) {
        LEFT.set(self.0);
    }
}

/// Does the work of one call within its own budget. Where that is too small, the error names `at`.
pub fn one_call<T>(at: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let whole = Left { amounts: KINDS.map(|(_, most, _)| most), exceeded: None };
    let _open = OpenBudget(LEFT.replace(Some(whole)));
    let done = work();
    match LEFT.get().and_then(|left| left.exceeded) {
        // Work that continued without what it was refused has an unusable result.
        Some(what) => Err(done.err().filter(|e| e.kind == ErrorKind::Limit).unwrap_or_else(|| beyond(what)).or_at(at)),
        None => done,
    }
}

/// Asks to spend so much; an error where the call may not.
pub fn spend(what: BudgetItem, amount: usize) -> Result<()> {
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

/// The rest.
pub fn left(what: BudgetItem) -> u64 {
    LEFT.get().map_or(u64::MAX, |left| left.amounts[what as usize])
}

fn beyond(what: BudgetItem) -> Error {
    let (_, most, name) = KINDS[what as usize];
    Error::new(ErrorKind::Limit, format!("there are more {name} than one call may use ({most} in all)"))
        .fix("give a smaller one, or fewer pages at a time")
}

trait OrAt {
    /// Adds a place, where the error has none yet.
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
    fn the_kinds_are_in_the_order_of_their_numbers() {
        assert!(KINDS.iter().enumerate().all(|(index, (what, ..))| *what as usize == index));
    }

    #[test]
    fn work_beyond_the_budget_is_refused_before_it_is_done() {
        let whole = left(BudgetItem::Pages);
        assert_eq!(whole, u64::MAX, "no call, no budget");
        let done = one_call("/pdf", || {
            spend(BudgetItem::Pages, 9_999)?;
            assert_eq!(left(BudgetItem::Pages), 1);
            assert!(spend(BudgetItem::Pages, 2).is_err());
            assert_eq!(left(BudgetItem::Pages), 1, "nothing of it was spent");
            Ok("made without it")
        });
        let error = done.unwrap_err();
        assert_eq!((error.kind, error.at.as_deref()), (ErrorKind::Limit, Some("/pdf")));
        assert_eq!(left(BudgetItem::Pages), whole);
        assert_eq!(one_call("/pdf", || spend(BudgetItem::Pages, 10_000)), Ok(()), "each call has its own");
    }
}
