//! India's GST e-invoicing inside the billing program.
//!
//! `einv` reads a bill as FORM GST INV-01, finds every fault before the Invoice Registration Portal would, works out the
//! Invoice Reference Number offline, registers the invoice, brings back the signed QR, cancels within the law's window,
//! and never loses or doubles a document. Billing software links it through a C ABI (`include/einv.h`); from Rust,
//! [`engine::Engine`] is where to begin:
//!
//! ```
//! let engine = einv::engine::Engine::open("{}")?; // the built-in sandbox, a ledger in memory
//! let hashed = einv::engine::hash(
//!     Some(&engine),
//!     r#"{"gstin":"29AABCU9603R1ZJ","type":"INV","number":"A-1","date":"21/11/2026"}"#,
//!     &Default::default(),
//! )?;
//! assert_eq!(hashed.fin_year.to_string(), "2026-27");
//! # Ok::<(), einv::error::Error>(())
//! ```
//!
//! The [`guide`] goes on from there: submit, print, cancel. A Rust program uses [`engine`] with its options, [`answer`],
//! [`error`], and the nouns they speak of: [`gstin`], [`irn`], [`irp`], [`document`], [`status`], [`calendar`], [`money`], [`language`],
//! [`taxpayer`], [`finding`]. Modules that the documentation hides are public for the command and the tests alone.
//!
//! The map of the house, floor by floor; a room imports only from lower floors:
//!
//! 1. nouns: [`gstin`], [`money`], [`calendar`], [`change`], [`codes`], [`language`], [`error`], [`finding`], [`irn`], [`irp`], [`document`], [`status`], [`invoice`], [`taxpayer`], `secret`, `file`, `keyring`, `fork`, `schema`, `stack`, `template`, `tls`
//! 2. verbs without I/O: [`normalize`], [`rules`], [`eway`], [`law`], [`answer`], [`signed`], [`explain`], [`story`], `compute`, `settings`
//! 3. I/O: `portal`, [`sandbox`], `ledger`, `table`, and paper: [`mod@print`], which don't know one another
//! 4. the story: [`engine`]
//! 5. the edge: [`ffi`]

#![deny(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used))]

pub mod calendar;
pub mod change;
pub mod codes;
pub mod document;
pub mod error;
#[doc(hidden)]
pub mod file;
pub mod finding;
mod fork;
pub mod gstin;
pub mod invoice;
pub mod irn;
pub mod irp;
#[doc(hidden)]
pub mod keyring;
pub mod language;
pub mod money;
mod schema;
#[doc(hidden)]
pub mod secret;
mod stack;
pub mod status;
pub mod taxpayer;
mod template;
mod tls;

pub mod answer;
mod compute;
pub mod eway;
pub mod explain;
pub mod law;
pub mod normalize;
pub mod rules;
mod settings;
pub mod signed;
pub mod story;

mod ledger;
#[doc(hidden)]
pub mod portal;
pub mod print;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "tables")]
pub mod table;

pub mod engine;

pub mod ffi;

#[doc = include_str!("../docs/rust.md")]
#[cfg(feature = "sandbox")]
pub mod guide {}

#[doc = include_str!("../docs/eway-bill.md")]
#[cfg(feature = "sandbox")]
pub mod eway_bills {}

#[cfg(test)]
#[path = "../tests/it/reference.rs"]
mod reference;
