//! A bill as most verbs take it: a document of any shape, or the only bill of a table.

use crate::engine::bill::given::TakenDocument;
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table;
use crate::error::Result;
use crate::rules::Context;

/// A document as INV-01, or the only bill of a table.
pub fn taken<'t>(
    engine: Option<&Engine>,
    options: &CallOptions,
    context: &Context,
    input: &'t str,
) -> Result<TakenDocument<'t>> {
    match table::only_bill(engine, options, input)? {
        Some(bill) => Ok(TakenDocument::of_table(bill)),
        None => TakenDocument::of(engine, options, context, input),
    }
}
