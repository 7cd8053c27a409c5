//! Renewed master lists, before they are shipped.

use crate::Common;
use crate::command::exit::Exit;
use crate::command::say::say;
use einv::engine::check_lists;
use einv::error::Result;
use std::path::Path;

/// Reads a renewed list: its faults, or what it holds.
pub fn check(folder: &Path, common: &Common) -> Result<Exit> {
    let about = check_lists(folder)?;
    if common.json {
        say!("{about}");
        return Ok(Exit::Done);
    }
    let text = |name: &str| about[name].as_str().unwrap_or_default();
    say!("the lists are in order: {}, {}", text("day"), text("source"));
    for (name, rows) in about["rows"].as_object().into_iter().flatten() {
        say!("  {name}: {rows} {}", if *rows == 1 { "row" } else { "rows" });
    }
    Ok(Exit::Done)
}
