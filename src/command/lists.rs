//! Renewed master lists, before they are shipped.

use crate::Common;
use einv::engine::check_lists;
use einv::error::Result;
use std::path::Path;
use std::process::ExitCode;

/// Reads a renewed list: its faults, or what it holds.
pub fn check(folder: &Path, common: &Common) -> Result<ExitCode> {
    let about = check_lists(folder)?;
    if common.json {
        println!("{about}");
        return Ok(ExitCode::SUCCESS);
    }
    let text = |name: &str| about[name].as_str().unwrap_or_default();
    println!("the lists are in order: {}, {}", text("day"), text("source"));
    for (name, rows) in about["rows"].as_object().into_iter().flatten() {
        println!("  {name}: {rows} {}", if *rows == 1 { "row" } else { "rows" });
    }
    Ok(ExitCode::SUCCESS)
}
