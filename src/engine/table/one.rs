//! A table where a verb takes one bill, or where a file is made of all of them.

use crate::answer::table::{BillStatus, ConvertRequest, TableBill};
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table::batch::{in_words, wrong_table};
use crate::engine::table::run;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Finding;
use crate::language::Language;
use std::ops::ControlFlow;

/// The one bill of a table; none where the input is no request of a table.
pub fn only_bill(engine: Option<&Engine>, options: &CallOptions, input: &str) -> Result<Option<TableBill>> {
    let Some(request) = ConvertRequest::in_place_of_a_bill(input)? else { return Ok(None) };
    let mut first = None;
    let done = run(engine, &request, options, &mut |bill| {
        first.get_or_insert(bill);
        Ok(ControlFlow::Continue(()))
    })?;
    let wrong = wrong_table(&done.findings).cloned();
    match (first, done.counts.bills) {
        (Some(mut bill), 1) => {
            if let Some(reason) = bill.reason {
                return Err(Error::new(
                    ErrorKind::Arg,
                    format!("the table's bill isn't one to send: {}", reason.name()),
                )
                .fix("give a table with a bill to send; docs/tables.md says why bills are skipped"));
            }
            if let Some(finding) = wrong {
                bill.report.findings.insert(0, finding);
                bill.report.follow_findings();
                bill.status = BillStatus::Faulty;
            }
            Ok(Some(bill))
        }
        (Some(_), count) => {
            Err(Error::new(ErrorKind::Arg, format!("the table has {count} bills, and this verb takes one"))
                .fix("einv_convert gives all of them, einv_batch registers them"))
        }
        (None, _) => {
            let why = wrong.map(|finding| format!(": {}", in_words(&finding, done.language))).unwrap_or_default();
            Err(Error::new(ErrorKind::Arg, format!("the table has no bill{why}"))
                .fix("einv_columns says how the table is read"))
        }
    }
}

/// Every bill of a table that is to be sent; none where the input is no request of a table.
pub fn all_bills(engine: Option<&Engine>, options: &CallOptions, input: &str) -> Result<Option<Vec<TableBill>>> {
    let Some(request) = ConvertRequest::in_place_of_a_bill(input)? else { return Ok(None) };
    let mut bills = Vec::new();
    let done = run(engine, &request, options, &mut |bill| {
        if bill.status != BillStatus::Skipped {
            bills.push(bill);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if let Some(finding) = wrong_table(&done.findings) {
        return Err(unreadable(finding, done.language));
    }
    Ok(Some(bills))
}

/// The error of a table that is wrong itself.
pub fn unreadable(finding: &Finding, language: Language) -> Error {
    Error::new(ErrorKind::Arg, format!("the table can't be read: {}", in_words(finding, language)))
        .fix("einv_columns says how the table is read")
}
