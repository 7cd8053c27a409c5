//! One test program, so that the library is linked once; a module a subject.

mod common;
mod compute;
mod engine;
mod form;
mod house;
mod irn_vectors;
mod ledger;
mod rules;
mod rules_table;
mod sandbox;
