//! A document's life, in a straight line: submitted, sent, believed, adopted; settled, cancelled, fetched.

pub mod adopt;
pub mod batch;
pub mod believe;
pub mod cancel;
mod cancelled;
pub mod download;
pub mod duplicate;
pub mod export;
pub mod fetch;
pub mod flush;
pub mod import;
pub mod lookup;
pub mod restored;
pub mod send;
pub mod settle;
pub mod signed;
pub mod status;
pub mod submit;
