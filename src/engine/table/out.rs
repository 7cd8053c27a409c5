//! Where converted bills go: two files of lines, or a file without a name that a batch reads from.

use crate::answer::Body;
use crate::answer::table::{Bill, Status};
use crate::error::{Error, Kind, Result};
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The ready invoices in one file, one a line, and the faulty bills in another. Neither is there before both are whole.
pub struct Out {
    ready: Part,
    faulty: Part,
    overwrite: bool,
}

struct Part {
    to: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl Out {
    /// Files beside which the names are free, or may be overwritten.
    pub fn create(to: &Path, overwrite: bool) -> Result<Out> {
        let mut faulty = to.as_os_str().to_owned();
        faulty.push(".faulty.ndjson");
        Ok(Out { ready: Part::create(to, overwrite)?, faulty: Part::create(Path::new(&faulty), overwrite)?, overwrite })
    }

    /// Writes a bill where it belongs; what is skipped goes nowhere.
    pub fn put(&mut self, bill: &Bill) -> Result<()> {
        match (bill.status, &bill.invoice) {
            (Status::Ready, Some(invoice)) => self.ready.line(invoice.get().as_bytes()),
            (Status::Faulty, _) => {
                let Body::Json(line) = Body::json(bill) else { return Ok(()) };
                self.faulty.line(line.as_bytes())
            }
            (Status::Ready, None) | (Status::Skipped, _) => Ok(()),
        }
    }

    /// Gives the files their names.
    pub fn keep(self) -> Result<()> {
        self.ready.keep(self.overwrite)?;
        self.faulty.keep(self.overwrite)
    }
}

impl Part {
    fn create(to: &Path, overwrite: bool) -> Result<Part> {
        if to.exists() && !overwrite {
            return Err(Error::new(Kind::Arg, format!("{} is there already", to.display()))
                .at("/to")
                .fix("give another name, or the option overwrite"));
        }
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|e| failed(to, &e))?;
        Ok(Part { to: to.to_owned(), file: BufWriter::with_capacity(1 << 16, file) })
    }

    fn line(&mut self, line: &[u8]) -> Result<()> {
        self.file.write_all(line).and_then(|()| self.file.write_all(b"\n")).map_err(|e| failed(&self.to, &e))
    }

    fn keep(self, overwrite: bool) -> Result<()> {
        let Part { to, file } = self;
        let file = file.into_inner().map_err(|e| failed(&to, e.error()))?;
        let kept = if overwrite { file.persist(&to) } else { file.persist_noclobber(&to) };
        kept.map(|_| ()).map_err(|e| failed(&to, &e.error))
    }
}

fn failed(to: &Path, e: &std::io::Error) -> Error {
    Error::new(Kind::Arg, format!("{} can't be written: {e}", to.display())).at("/to")
}

/// Ready invoices for a batch, in a file that has no name and goes with it.
pub struct Spool {
    file: BufWriter<File>,
}

impl Spool {
    /// An empty one.
    pub fn new() -> Result<Spool> {
        let file = tempfile::tempfile().map_err(|e| Spool::failed(&e))?;
        Ok(Spool { file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Adds an invoice.
    pub fn put(&mut self, invoice: &str) -> Result<()> {
        self.file.write_all(invoice.as_bytes()).and_then(|()| self.file.write_all(b"\n")).map_err(|e| Spool::failed(&e))
    }

    /// The file from its beginning.
    pub fn into_file(self) -> Result<File> {
        let mut file = self.file.into_inner().map_err(|e| Spool::failed(e.error()))?;
        file.seek(SeekFrom::Start(0)).map_err(|e| Spool::failed(&e))?;
        Ok(file)
    }

    fn failed(e: &std::io::Error) -> Error {
        Error::new(Kind::Arg, format!("the converted bills can't be kept for the batch: {e}"))
    }
}
