//! Renewed master lists, before they are shipped.

use crate::command::args::Common;
use crate::command::exit::Exit;
use crate::command::say::say;
use crate::command::shown::print_json;
use einv::engine::check_lists;
use einv::error::Result;
use std::path::Path;

/// Reads a renewed list: its faults, or what it holds.
pub fn check(folder: &Path, common: &Common) -> Result<Exit> {
    let lists = check_lists(folder)?;
    if common.json {
        print_json(lists);
        return Ok(Exit::Done);
    }
    say!("the lists are in order: {}, {}", lists.day.iso(), lists.source);
    for (name, rows) in &lists.rows {
        say!("  {name}: {rows} {}", if *rows == 1 { "row" } else { "rows" });
    }
    Ok(Exit::Done)
}
