#![deny(unsafe_code)]

pub mod calendar;
pub mod codes;
pub mod error;
pub mod finding;
pub mod gstin;
pub mod irn;
pub mod language;
pub mod money;
pub mod secret;
pub mod settings;

pub mod explain;
pub mod invoice;
pub mod rules;
pub mod signed;
pub mod story;

pub mod engine;
pub mod ledger;
pub mod portal;
pub mod sandbox;
