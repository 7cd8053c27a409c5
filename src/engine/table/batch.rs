//! A table as the input of a batch: its ready bills, and whether the faulty ones hold it up.

use crate::answer::batch::BatchOrigin;
use crate::answer::table::{BillStatus, ConvertRequest, Converted, Counts};
use crate::change::{Place, letters};
use crate::engine::bill::source::DocumentSource;
use crate::engine::config::choices::FaultyBills;
use crate::engine::config::options::CallOptions;
use crate::engine::process::engine::Engine;
use crate::engine::table::out::Spool;
use crate::engine::table::request::given_map;
use crate::engine::table::run;
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, Severity};
use crate::language::Language;
use crate::table::{FileShape, TableSource};
use sha2::{Digest, Sha256};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

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
    let map = UsedMap::of(request)?;
    let is_new = map.as_ref().is_some_and(|map| map.is_new(engine));
    if let Some(why) = stops(done.counts, of_table.is_some(), is_new, options.faulty) {
        let what = of_table.or(first).unwrap_or_default();
        let of_map = if why == HeldUp::NewMap { ", their map is used for the first time" } else { "" };
        return Err(Error::new(
            ErrorKind::Arg,
            format!("{faulty} of {bills} bills are faulty{of_map}, and nothing was sent: {what}"),
        )
        .at("/path")
        .fix("einv_convert lists them all; correct them, or send the others with \"faulty\": \"leave_out\""));
    }
    if let Some(map) = map.filter(|_| is_new && done.counts.ready > 0) {
        map.remember(engine, options);
    }
    let total = origins.len();
    Ok((DocumentSource::of_lines(spool.into_file()?, total), OfTable { counts: done.counts, origins }))
}

/// Why nothing of a table is sent as long as it is as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum HeldUp {
    /// The table itself is wrong.
    Table,
    /// Too many of its bills are faulty, or one is and the caller allows none.
    Faults,
    /// One is, and it may be the fault of the map, which is used for the first time.
    NewMap,
}

/// Why nothing of a table is sent; `None` where its ready bills are.
pub fn holds_up(
    engine: &Engine,
    request: &ConvertRequest,
    converted: &Converted,
    choice: Option<FaultyBills>,
) -> Result<Option<HeldUp>> {
    let is_new = UsedMap::of(request)?.is_some_and(|map| map.is_new(engine));
    Ok(stops(converted.counts, wrong_table(&converted.findings.findings).is_some(), is_new, choice))
}

/// One wrong PIN code holds nothing up; a column that is wrong, or more than every tenth bill, does.
fn stops(
    Counts { bills, faulty, .. }: Counts,
    is_table_wrong: bool,
    is_map_new: bool,
    choice: Option<FaultyBills>,
) -> Option<HeldUp> {
    let most = match choice {
        Some(FaultyBills::LeaveOut) => return None,
        Some(FaultyBills::Stop) => 0,
        None => bills / 10,
    };
    match () {
        () if is_table_wrong => Some(HeldUp::Table),
        () if faulty > most => Some(HeldUp::Faults),
        () if faulty > 0 && is_map_new => Some(HeldUp::NewMap),
        () => None,
    }
}

/// A mapping file, by what the ledger remembers it.
struct UsedMap {
    name: String,
}

impl UsedMap {
    /// The map of a request; a preset of ours was used before.
    fn of(request: &ConvertRequest) -> Result<Option<UsedMap>> {
        let Some(map) = given_map(request)? else { return Ok(None) };
        // A name that another version gives otherwise means that one more batch stops at its first fault.
        let digest = Sha256::digest(format!("{map:?}").as_bytes());
        Ok(Some(UsedMap { name: format!("map/{}", base16ct::lower::encode_string(&digest)) }))
    }

    /// Whether no batch of this ledger was sent by it. A ledger that can't be read says so elsewhere.
    fn is_new(&self, engine: &Engine) -> bool {
        engine.live().is_ok_and(|live| matches!(live.ledger.recall(&self.name), Ok(None)))
    }

    /// Keeps that a batch is sent by it.
    fn remember(&self, engine: &Engine, options: &CallOptions) {
        if let Ok(live) = engine.live() {
            // Where it can't be written now, the next batch stops at its first fault, too.
            let _ =
                live.ledger.share(&self.name, Instant::now() + options.deadline(), &mut |_, _| Some(b"used".to_vec()));
        }
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
