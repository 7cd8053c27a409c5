//! A bill as somebody wrote it becomes FORM GST INV-01: other spellings of the form, GSPs' shapes, the simple bill, and rows
//! of a table.
//!
//! ```text
//! JSON ─ json, shapes ─┐
//! table ─ src/table ───┼─▶ Bill: values, each with its target and its place ─ tidy ─▶ Normalized: INV-01, changes, findings
//! Tally ─ src/table ───┘
//! ```
//!
//! **The bill in between** ([`ReadBill`]) is a flat list. Each [`BillEntry`] is one value as it stood ([`InputValue`]: text, exact number,
//! binary number, day, yes or no, blank), the [`TargetSlot`] it is meant for, and where it stood ([`At`]). JSON is but one feeder.
//! A feeder of another kind does this:
//!
//! 1. Once a column, find the target: [`Target::parse`] reads `number`, `buyer.gstin`, `lines.qty`, `against.number`, or an
//!    INV-01 pointer, `/ItemList/*/PrdSlNo`.
//! 2. Once a bill: [`ReadBill::new`]; a line is begun with [`ReadBill::line`]; each cell goes in with [`ReadBill::put`], in the slot that
//!    [`Target::once`], [`Target::of_line`] or [`Target::nth`] gives. A blank cell goes in as [`InputValue::Blank`]: it says where a
//!    value is missing. What comes from a file of parties, from defaults or from an earlier row goes in with [`ReadBill::fill`] and
//!    its [`Why`](crate::change::Why); a value that is there already stays.
//! 3. [`tidy`] reads every value by the reader of its target, derives what follows, and gives a [`NormalizedBill`]; [`ReadingTerms`] says by what.
//! 4. What [`needs_completing`](Normalized::needs_completing) is computed; the rule book judges it; [`NormalizedBill::locate`] gives
//!    every finding the place that its value stood at.
//!
//! An [`At`] is a number that only its feeder understands (row and column, voucher and tag, node of a tree); the feeder's
//! [`Whence`] makes a [`Place`](crate::change::Place) of it, when there is something to say. So a value costs no text for its place.
//!
//! Nothing is invented: a value of the result comes from the input, the seller's profile, the caller's files, or a table read
//! by an exact key. What is never done stands in `docs/simple.md`, and each line of that list is a test.

mod aliases;
mod amounts;
mod bill;
mod dates;
mod decimal;
mod draft;
mod feed;
pub(crate) mod json;
pub mod keys;
mod net;
mod normalized;
#[cfg(test)]
#[path = "../../tests/pages/simple.rs"]
mod page;
mod parties;
mod read;
pub(crate) mod rules;
#[cfg(test)]
mod schema;
mod seller;
mod shapes;
mod supply;
pub(crate) mod tables;
mod target;
mod terms;
mod text;
mod tidy;
mod write;

pub use bill::{At, BillEntry, InputValue, ReadBill, Whence};
pub use feed::{JsonDocument, MOST_LINES, read};
pub use normalized::{InputKind, NormalizedBill, Skip};
pub use target::{OwnField, Target, TargetSlot};
pub use terms::{Dates, EwbConsent, KnownBeside, NothingKnown, Rates, ReadingTerms, RememberedParty};
pub use tidy::tidy;
