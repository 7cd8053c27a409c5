//! The commands that take bills: documents, or tables where the build reads them.

use crate::Bills;
use crate::command::exit::Exit;
#[cfg(feature = "tables")]
use crate::command::tables::{self, Asked};
use crate::command::verbs::Verb;
use crate::command::{batch, byhand, normalize, verbs};
use einv::engine::{BatchOptions, Faulty};
use einv::error::Result;
use std::path::Path;

/// Checks each bill.
pub fn validate(bills: &Bills) -> Result<Exit> {
    #[cfg(feature = "tables")]
    if Asked::from(bills).has_many()? {
        return tables::validate(bills);
    }
    bills.reading.refuse_without_tables()?;
    verbs::each(&bills.files, &bills.common, Verb::Validate)
}

/// Completes each bill.
pub fn compute(bills: &Bills) -> Result<Exit> {
    #[cfg(feature = "tables")]
    if Asked::from(bills).has_many()? {
        return tables::compute(bills);
    }
    bills.reading.refuse_without_tables()?;
    normalize::compute(&bills.files, &bills.common)
}

/// Writes the bulk upload file of all bills.
pub fn export(bills: &Bills, out: Option<&Path>) -> Result<Exit> {
    #[cfg(feature = "tables")]
    if Asked::from(bills).has_table()? || bills.files.iter().any(|file| file.is_dir()) {
        return tables::export(bills, out);
    }
    bills.reading.refuse_without_tables()?;
    byhand::export(&bills.files, out, &bills.common)
}

/// Registers each bill.
pub fn submit(bills: &Bills, threads: Option<usize>, per_second: Option<f64>, faulty: Option<Faulty>) -> Result<Exit> {
    let options = batch::options(threads, per_second, &bills.common);
    let options = faulty.into_iter().fold(options, BatchOptions::faulty);
    #[cfg(feature = "tables")]
    if Asked::from(bills).has_table()? {
        return tables::submit(bills, &options, faulty);
    }
    bills.reading.refuse_without_tables()?;
    match &bills.files[..] {
        [one] if batch::is_many(one) => batch::submit(one, &options, &bills.common),
        files => verbs::submit(files, threads.unwrap_or(1), &bills.common),
    }
}
