//! A build without the feature `tables`: its verbs are there, and say so.

use super::{ColumnsOptions, ConvertOptions, Engine};
use crate::answer::table::{Columns, ConvertRequest, Converted};
use crate::error::{Error, Kind, Result};

/// Not in this build.
pub fn convert(_: Option<&Engine>, _: ConvertRequest, _: &ConvertOptions) -> Result<Converted> {
    Err(absent())
}

/// Not in this build.
pub fn columns(_: Option<&Engine>, _: ConvertRequest, _: &ColumnsOptions) -> Result<Columns> {
    Err(absent())
}

fn absent() -> Error {
    Error::new(Kind::Unsupported, "this build of einv reads no tables").fix("use a build with the feature tables")
}
