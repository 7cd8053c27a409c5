//! Why something is cancelled, and the remark that says it in words.

use crate::error::{Error, ErrorKind, Result, wrong};
use crate::irp::CancelReason;

pub(crate) const REASONS: &str = "use duplicate, data_entry, order_cancelled or other";

/// Reads a reason by its name.
pub(crate) fn reason(name: &str) -> Result<CancelReason> {
    CancelReason::parse(name).ok_or_else(|| wrong("/reason", name, "a reason").fix(REASONS))
}

/// Refuses a remark of more characters than a portal takes.
pub(crate) fn too_long(remark: &str, most: usize) -> Result<()> {
    match remark.chars().count() {
        length if length > most => {
            Err(Error::new(ErrorKind::Json, format!("the remark has {length} characters, the portal takes {most}"))
                .at("/remark")
                .fix("shorten it"))
        }
        _ => Ok(()),
    }
}
