//! A copy of a ledger's file: of one moment, though others go on writing; whole, or not there at all.

use super::file::{open_file, sound};
use super::rows::shared;
use super::schema;
use super::trouble::trouble;
use crate::calendar::IstTime;
use crate::error::{Error, ErrorKind, Result};
use crate::fork::Gated;
use crate::ledger::copied::{Copied, NAME};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Duration;

/// Pages copied at a time: a fork may come between two steps.
const PAGES: i32 = 1000;

/// What is copied.
pub enum Source<'a> {
    File(&'a Path),
    Memory(&'a Connection),
}

/// Copies the ledger to a new file, checks the copy, and marks it as one that was made at `at`.
pub fn write(source: Source<'_>, to: &Path, at: IstTime) -> Result<()> {
    let place = to.display();
    let there = || Error::new(ErrorKind::Ledger, format!("{place} exists already")).fix("name a new file");
    let cant = |e: std::io::Error| Error::new(ErrorKind::Ledger, format!("{place} can't be written: {e}"));
    // A link that leads nowhere is there, too.
    if to.symlink_metadata().is_ok() {
        return Err(there());
    }
    // Made beside it under a name that no one knows before, and given its own only when it is whole.
    let to = std::path::absolute(to).map_err(cant)?;
    let folder = to.parent().unwrap_or(Path::new("/"));
    let made = tempfile::Builder::new().prefix(".einv-backup").tempdir_in(folder).map_err(cant)?;
    let file = tempfile::NamedTempFile::new_in(made.path()).map_err(cant)?;
    match source {
        Source::File(path) => Gated::open(|| open_file(path)).map_err(|e| trouble("back up", e)).and_then(|from| {
            // A reader of one moment: without it the copy would begin again with every write, and never end.
            let moment = "BEGIN; SELECT count(*) FROM sqlite_schema";
            from.execute_batch(moment).map_err(|e| trouble("back up", e))?;
            copy(&from, file.path(), at)
        }),
        Source::Memory(from) => copy(from, file.path(), at),
    }?;
    file.as_file().sync_all().map_err(cant)?;
    match file.persist_noclobber(&to) {
        Ok(_) => Ok(()),
        Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => Err(there()),
        Err(e) => Err(cant(e.error)),
    }
}

fn copy(from: &Connection, file: &Path, at: IstTime) -> Result<()> {
    let trouble = |e| trouble("back up", e);
    let mut into = Gated::open(|| open_file(file)).map_err(trouble)?;
    {
        let backup = Gated::open(|| Backup::new(from, &mut into)).map_err(trouble)?;
        while *Gated::open(|| backup.step(PAGES)).map_err(trouble)? != StepResult::Done {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let mark = Copied::again(Copied::read(shared(&into, NAME)?), at).written();
    into.execute("INSERT OR REPLACE INTO memory (name, value) VALUES (?1, ?2)", params![NAME, mark])
        .map_err(trouble)?;
    schema::check(&into)?;
    sound(&into)
}
