//! A document as the ledger keeps it: found, moved on, shown, refused.

pub mod conclude;
pub mod conflict;
pub mod gstin;
pub mod heard;
pub mod named;
pub mod refused;
pub mod shown;
