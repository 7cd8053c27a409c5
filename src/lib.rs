#![deny(unsafe_code)]

pub mod calendar;
pub mod error;
pub mod finding;
pub mod gstin;
pub mod irn;
pub mod money;
pub mod secret;

pub mod explain;
pub mod invoice;
pub mod rules;
pub mod signed;
pub mod story;

pub mod ledger;
pub mod portal;
pub mod sandbox;
