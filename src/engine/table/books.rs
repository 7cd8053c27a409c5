//! A table of books: every bill of it, also those that aren't to be sent.

use crate::answer::table::{ConvertRequest, TableBill};
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table::run_for;
use crate::error::Result;
use std::ops::ControlFlow;

/// Each bill; one that the purpose has beside those to be sent has its invoice all the same.
pub fn every_bill(
    engine: Option<&Engine>,
    request: &ConvertRequest,
    options: &CallOptions,
    purpose: BillPurpose,
    take: &mut dyn FnMut(TableBill) -> Result<()>,
) -> Result<()> {
    // Whether a bill is fit for the portal is not asked here.
    let mut options = options.clone();
    options.validate = Some(false);
    let done = run_for(engine, request, &options, purpose, &mut |bill| take(bill).map(ControlFlow::Continue))?;
    match crate::engine::table::batch::wrong_table(&done.findings) {
        None => Ok(()),
        Some(finding) => Err(crate::engine::table::one::unreadable(finding, done.language)),
    }
}
