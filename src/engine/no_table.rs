//! A build without the feature `tables`: its verbs are there, and say so.

use super::source::Source;
use super::{ColumnsOptions, ConvertOptions, Engine, Options};
use crate::answer::batch::Origin;
use crate::answer::table::{Bill, Columns, ConvertRequest, Converted, Counts};
use crate::error::{Error, Kind, Result};
use crate::law::reconcile::sheets::Sheet;
use crate::normalize::Skip;
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
    pub origins: Vec<Origin>,
}

/// Every file is taken for documents.
pub(super) fn is_table(_: &Path) -> Result<bool> {
    Ok(false)
}

/// Not in this build.
pub(super) fn for_batch(_: &Engine, _: &ConvertRequest, _: &Options) -> Result<(Source, OfTable)> {
    Err(absent())
}

/// Only a build with tables knows a request of one.
pub(super) fn only_bill(_: Option<&Engine>, _: &Options, _: &str) -> Result<Option<Bill>> {
    Ok(None)
}

/// The same.
pub(super) fn all_bills(_: Option<&Engine>, _: &Options, _: &str) -> Result<Option<Vec<Bill>>> {
    Ok(None)
}

/// Not in this build.
pub(super) fn every_bill(
    _: &Engine,
    _: &ConvertRequest,
    _: &Options,
    _: &'static [Skip],
    _: &mut dyn FnMut(Bill) -> Result<()>,
) -> Result<()> {
    Err(absent())
}

/// Not in this build; JSON is read all the same.
pub(super) fn sheets(_: Vec<u8>, name: &str) -> Result<Vec<Sheet>> {
    Err(Error::new(Kind::Unsupported, format!("{name} is a workbook, and this build of einv reads none"))
        .fix("give the JSON download, or use a build with the feature tables"))
}

fn absent() -> Error {
    Error::new(Kind::Unsupported, "this build of einv reads no tables").fix("use a build with the feature tables")
}
