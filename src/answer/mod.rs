//! What goes into a verb and what comes out of it, as types: a file a noun.
//!
//! A [`VerbRequest`] is read from JSON, an [`Answer`] is written as JSON or as a file. Both happen at the edge alone, in `ffi` and in
//! the command; between them a decision matches on a type, and nothing reads an answer's text.
//!
//! A new verb has its request and its answer here, one function of the engine, and one line of `ffi/verbs.rs`. Each type
//! derives [`schemars::JsonSchema`]: its documentation is what readers of JSON get, and `engine/schema.rs` lists them all.

pub mod about;
pub mod applicability;
pub mod audited;
pub mod batch;
pub mod board;
pub mod byhand;
pub mod cancellation;
pub mod computed;
pub mod document;
pub mod eway_bill;
pub mod eway_document;
pub mod eway_named;
pub mod eway_paper;
pub mod eway_steps;
pub mod ewb;
pub mod explained;
pub mod fetched;
pub mod flushed;
pub mod gstr1;
pub mod hashed;
pub mod list;
pub mod lists;
pub mod map;
pub mod normalized;
pub mod paper;
mod read;
pub(crate) mod reason;
pub mod reconciled;
mod report;
pub mod status;
pub mod submitted;
pub mod table;
pub mod taxpayer;
pub mod verified;

use crate::error::Result;
pub(crate) use read::{parse, parse_any, parse_shaped};
use serde::Serialize;

/// How a call that worked ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done; the answer is the result.
    Ok,
    /// The document, or the portal, says no; the answer is the report.
    Invalid,
    /// Kept durably, not registered yet; the answer says why.
    Pending,
}

/// What a verb answers.
pub trait Answer {
    /// How the call ended.
    fn outcome(&self) -> Outcome;

    /// The answer as it leaves. For the edge alone: no decision reads it.
    fn body(self) -> Body;
}

/// What a verb is asked.
pub trait VerbRequest<'t>: Sized {
    /// Reads it from JSON, or says what is wrong with it and where.
    fn read(text: &'t str) -> Result<Self>;
}

/// A text that the verb reads by itself: an invoice, or many.
impl<'t> VerbRequest<'t> for &'t str {
    fn read(text: &'t str) -> Result<Self> {
        Ok(text)
    }
}

/// An answer as bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Body {
    /// JSON in UTF-8.
    Json(String),
    /// A file: PDF, picture, printer commands.
    File(Vec<u8>),
}

impl Body {
    /// A value as JSON.
    pub fn json(value: &impl Serialize) -> Body {
        // Room for most answers at once. They are made of texts, numbers and lists: writing them has no way to fail.
        let mut json = Vec::with_capacity(1024);
        let written = serde_json::to_writer(&mut json, value);
        Body::Json(written.ok().and_then(|()| String::from_utf8(json).ok()).unwrap_or_default())
    }
}

/// An answer that left: how the call ended, and the bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenAnswer {
    /// What the C interface returns: 0, 1 or 2.
    pub outcome: Outcome,
    /// The answer itself.
    pub body: Body,
}

impl WrittenAnswer {
    /// Writes an answer.
    pub fn of(answer: impl Answer) -> WrittenAnswer {
        WrittenAnswer { outcome: answer.outcome(), body: answer.body() }
    }

    /// The JSON answered; empty where the answer is a file.
    pub fn json(&self) -> &str {
        match &self.body {
            Body::Json(json) => json,
            Body::File(_) => "",
        }
    }

    /// The answer as it is written out: JSON's UTF-8, or the file.
    pub fn into_bytes(self) -> Vec<u8> {
        match self.body {
            Body::Json(json) => json.into_bytes(),
            Body::File(bytes) => bytes,
        }
    }
}
