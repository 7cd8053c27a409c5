//! A table of books: every bill of it, also those that aren't to be sent.

use crate::answer::table::{ConvertRequest, TableBill};
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table::run_keeping;
use crate::error::Result;
use crate::normalize::Skip;
use std::ops::ControlFlow;

/// Each bill; one that is skipped for a reason of `kept` has its invoice all the same.
pub fn every_bill(
    engine: &Engine,
    request: &ConvertRequest,
    options: &CallOptions,
    kept: &'static [Skip],
    take: &mut dyn FnMut(TableBill) -> Result<()>,
) -> Result<()> {
    let done = run_keeping(Some(engine), request, options, kept, &mut |bill| take(bill).map(ControlFlow::Continue))?;
    match crate::engine::table::batch::wrong_table(&done.findings) {
        None => Ok(()),
        Some(finding) => Err(crate::engine::table::one::unreadable(finding, done.language)),
    }
}
