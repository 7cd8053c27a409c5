//! Signed.
