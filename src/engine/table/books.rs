//! A table of books: every bill of it, also those that aren't to be sent.

use super::run_keeping;
use crate::answer::table::{ConvertRequest, TableBill};
use crate::engine::{CallOptions, Engine};
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
    match super::batch::wrong_table(&done.findings) {
        None => Ok(()),
        Some(finding) => Err(super::one::unreadable(finding, done.language)),
    }
}
