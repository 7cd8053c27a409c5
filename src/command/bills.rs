//! The commands that take bills: documents, and tables where the build reads them.

use crate::command::args::BillArgs;
use crate::command::config::{announce, engine_of, open_engine};
use crate::command::exit::Exit;
use crate::command::inputs::Inputs;
#[cfg(feature = "tables")]
use crate::command::tables::{self, AskedTables};
use crate::command::verbs::{self, Sending};
use crate::command::{batch, byhand, documents, normalize, shown};
use clap::Args;
use einv::answer::batch::BatchRequest;
use einv::engine::{BatchOptions, FaultyBills};
use einv::error::Result;
use std::path::Path;
use std::sync::Arc;

#[derive(Args)]
pub struct Submit {
    #[command(flatten)]
    bills: BillArgs,
    /// How many to send at once [default: 1 for files, 64 for a folder, an array or lines]
    #[arg(long, alias = "in-flight")]
    threads: Option<usize>,
    /// At most this many a second, for a folder, an array or lines
    #[arg(long)]
    per_second: Option<f64>,
    /// What happens when bills of a table are faulty: stop or leave_out [default: stop where more than a tenth are]
    #[arg(long)]
    faulty: Option<FaultyBills>,
    /// Send bills again that the portal refused, unchanged: for a cause that time has cured
    #[arg(long)]
    resend: bool,
}

/// The tables among the inputs.
#[cfg(feature = "tables")]
fn tables_of<'a>(bills: &'a BillArgs, inputs: &'a Inputs) -> Option<AskedTables<'a>> {
    let asked = AskedTables { files: &inputs.tables, reading: &bills.reading, common: &bills.common };
    (!inputs.tables.is_empty()).then_some(asked)
}

/// Checks each bill.
pub fn validate(bills: &BillArgs) -> Result<Exit> {
    bills.reading.refuse_without_tables()?;
    let inputs = Inputs::of(bills);
    let engine = engine_of(&bills.common)?;
    let mut worst = inputs.ended().max(documents::validate(&inputs, engine.as_ref(), &bills.common));
    #[cfg(feature = "tables")]
    if let Some(asked) = tables_of(bills, &inputs) {
        worst = worst.max(tables::validate(asked, engine.as_ref())?);
    }
    Ok(worst)
}

/// Completes each bill.
pub fn compute(bills: &BillArgs) -> Result<Exit> {
    bills.reading.refuse_without_tables()?;
    let inputs = Inputs::of(bills);
    let engine = engine_of(&bills.common)?;
    let mut worst = inputs.ended().max(normalize::compute(&inputs, engine.as_ref(), &bills.common));
    #[cfg(feature = "tables")]
    if let Some(asked) = tables_of(bills, &inputs) {
        worst = worst.max(tables::compute(asked, engine.as_ref())?);
    }
    Ok(worst)
}

/// Writes the bulk upload file of all bills.
pub fn export(bills: &BillArgs, out: Option<&Path>) -> Result<Exit> {
    bills.reading.refuse_without_tables()?;
    let inputs = Inputs::of(bills);
    let engine = engine_of(&bills.common)?;
    let (mut all, mut worst) = (Vec::new(), inputs.ended());
    documents::each(&inputs, &mut |name, text| match text {
        Ok(text) => all.push(text),
        Err(error) => worst = worst.max(shown::failed(&name.words(), &error)),
    });
    #[cfg(feature = "tables")]
    if let Some(asked) = tables_of(bills, &inputs) {
        worst = worst.max(tables::ready(asked, engine.as_ref(), out.is_some(), &mut all)?);
    }
    Ok(byhand::export_all(engine.as_ref(), &all, out, &bills.common)?.max(worst))
}

/// Registers each bill.
pub fn submit(asked: &Submit) -> Result<Exit> {
    let Submit { bills, threads, per_second, faulty, resend } = asked;
    bills.reading.refuse_without_tables()?;
    let common = &bills.common;
    let options = batch::options(*threads, *per_second, *resend, common);
    let options = faulty.iter().copied().fold(options, BatchOptions::faulty);
    let engine = Arc::new(open_engine(common)?);
    let inputs = Inputs::of(bills);
    announce(&engine, common);
    let mut worst = inputs.ended();
    if inputs.of_folder && !inputs.documents.is_empty() {
        let request = BatchRequest::Files(inputs.documents.clone());
        worst = worst.max(batch::run(&engine, request, None, &options, common)?);
    } else {
        let sending = Sending { threads: threads.unwrap_or(1), resend: *resend };
        worst = worst.max(verbs::submit(&engine, &inputs.documents, &sending, common));
    }
    for file in &inputs.many {
        let request = BatchRequest::Path(file.clone());
        // A file that is not whole holds none of the others up.
        worst = worst.max(
            batch::run(&engine, request, Some(file), &options, common)
                .unwrap_or_else(|error| shown::failed(&file.display().to_string(), &error)),
        );
    }
    #[cfg(feature = "tables")]
    if let Some(asked) = tables_of(bills, &inputs) {
        worst = worst.max(tables::submit(asked, &engine, &options, *faulty)?);
    }
    Ok(worst)
}
