//! A build without the feature `tables`: its verbs are there, and say so.

use crate::answer::batch::BatchOrigin;
use crate::answer::table::{Columns, ConvertRequest, Converted, Counts, TableBill};
use crate::engine::bill::purpose::BillPurpose;
use crate::engine::bill::source::DocumentSource;
use crate::engine::config::options::{CallOptions, ColumnsOptions, ConvertOptions};
use crate::engine::process::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::law::reconcile::sheets::SheetTexts;
use std::path::Path;

/// Not in this build.
pub fn convert(_: Option<&Engine>, _: ConvertRequest, _: &ConvertOptions) -> Result<Converted> {
    Err(absent())
}

/// Not in this build.
pub fn columns(_: Option<&Engine>, _: ConvertRequest, _: &ColumnsOptions) -> Result<Columns> {
    Err(absent())
}

/// What a batch would remember of its table.
pub(super) struct OfTable {
    pub counts: Counts,
    pub origins: Vec<BatchOrigin>,
}

/// Every file is taken for documents.
pub(super) fn is_table(_: &Path) -> Result<bool> {
    Ok(false)
}

/// Not in this build.
pub(super) fn for_batch(_: &Engine, _: &ConvertRequest, _: &CallOptions) -> Result<(DocumentSource, OfTable)> {
    Err(absent())
}

/// Only a build with tables knows a request of one.
pub(super) fn only_bill(_: Option<&Engine>, _: &CallOptions, _: &str) -> Result<Option<TableBill>> {
    Ok(None)
}

/// The same.
pub(super) fn all_bills(_: Option<&Engine>, _: &CallOptions, _: &str) -> Result<Option<Vec<TableBill>>> {
    Ok(None)
}

/// Not in this build.
pub(super) fn every_bill(
    _: Option<&Engine>,
    _: &ConvertRequest,
    _: &CallOptions,
    _: BillPurpose,
    _: &mut dyn FnMut(TableBill) -> Result<()>,
) -> Result<()> {
    Err(absent())
}

/// Not in this build; JSON is read all the same.
pub(super) fn sheets(_: Vec<u8>, name: &str) -> Result<Vec<SheetTexts>> {
    Err(Error::new(ErrorKind::Unsupported, format!("{name} is a workbook, and this build of einv reads none"))
        .fix("give the JSON download, or use a build with the feature tables"))
}

fn absent() -> Error {
    Error::new(ErrorKind::Unsupported, "this build of einv reads no tables").fix("use a build with the feature tables")
}
