//! A table as the input of a batch: its ready bills, and whether the faulty ones hold it up.

use crate::answer::batch::BatchOrigin;
use crate::answer::table::{BillStatus, ConvertRequest, Converted, Counts};
use crate::change::{Place, letters};
use crate::engine::bill::source::DocumentSource;
use crate::engine::config::choices::FaultyBills;
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table::out::Spool;
use crate::engine::table::run;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::table::{FileShape, TableSource};
use std::ops::ControlFlow;
use std::path::Path;

/// What a batch remembers of its table.
pub struct OfTable {
    /// How many rows and bills there were.
    pub counts: Counts,
    /// By document: its place.
    pub origins: Vec<BatchOrigin>,
}

/// Whether the file of a path is a table; a folder and a file of JSON hold documents.
pub fn is_table(path: &Path) -> Result<bool> {
    Ok(!path.is_dir() && TableSource::of_path(path)?.shape()? != FileShape::Json)
}

/// The ready bills of a table, with the place of each.
pub fn for_batch(
    engine: &Engine,
    request: &ConvertRequest,
    options: &CallOptions,
) -> Result<(DocumentSource, OfTable)> {
    let (mut spool, mut origins, mut first) = (Spool::new()?, Vec::new(), None);
    let done = run(Some(engine), request, options, &mut |bill| {
        match (bill.status, &bill.invoice) {
            (BillStatus::Ready, Some(invoice)) => {
                spool.put(invoice.get())?;
                origins.push(BatchOrigin::new(bill.number, bill.sheet, bill.rows));
            }
            (BillStatus::Faulty, _) if first.is_none() => {
                first = bill.report.errors().next().map(|finding| in_words(finding, bill.report.language));
            }
            (BillStatus::Ready | BillStatus::Faulty | BillStatus::Skipped, _) => {}
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let of_table = wrong_table(&done.findings).map(|finding| in_words(finding, done.language));
    let Counts { bills, faulty, .. } = done.counts;
    if stops(done.counts, of_table.is_some(), options.faulty) {
        let what = of_table.or(first).unwrap_or_default();
        return Err(Error::new(
            ErrorKind::Arg,
            format!("{faulty} of {bills} bills are faulty, and nothing was sent: {what}"),
        )
        .at("/path")
        .fix("einv_convert lists them all; correct them, or send the others with \"faulty\": \"leave_out\""));
    }
    let total = origins.len();
    Ok((DocumentSource::of_lines(spool.into_file()?, total), OfTable { counts: done.counts, origins }))
}

/// Whether nothing of a table is sent as long as it is as it is.
pub fn holds_up(converted: &Converted, choice: Option<FaultyBills>) -> bool {
    stops(converted.counts, wrong_table(&converted.findings.findings).is_some(), choice)
}

/// One wrong PIN code holds nothing up; a column that is wrong, or more than every tenth bill, does.
fn stops(Counts { bills, faulty, .. }: Counts, is_table_wrong: bool, choice: Option<FaultyBills>) -> bool {
    match choice {
        Some(FaultyBills::Stop) => faulty > 0 || is_table_wrong,
        Some(FaultyBills::LeaveOut) => false,
        None => is_table_wrong || faulty * 10 > bills,
    }
}

/// What is wrong with the table itself.
pub fn wrong_table(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| finding.severity == Severity::Error)
}

/// A finding in a sentence: where, and what.
pub fn in_words(finding: &Finding, language: Language) -> String {
    let message = finding.message(language);
    match finding.at.as_deref() {
        Some(Place::Cell { row, column: Some(column), .. }) => {
            format!("row {row}, column {}: {message}", letters(*column))
        }
        Some(Place::Cell { row, column: None, .. }) => format!("row {row}: {message}"),
        Some(Place::Record { record, .. }) => format!("voucher {record}: {message}"),
        Some(Place::Json(path)) => format!("{path}: {message}"),
        None => message,
    }
}
