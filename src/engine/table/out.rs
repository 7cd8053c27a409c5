//! Where converted bills go: two files of lines, or a file without a name that a batch reads from.

use crate::answer::Body;
use crate::answer::table::{BillStatus, TableBill};
use crate::error::{Error, ErrorKind, Result};
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The ready invoices in one file, one a line, and the faulty bills in another. Neither is there before both are whole.
pub struct ConvertedFiles {
    ready: PartFile,
    faulty: PartFile,
    overwrite: bool,
}

struct PartFile {
    to: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl ConvertedFiles {
    /// Files beside which the names are free, or may be overwritten.
    pub fn create(to: &Path, overwrite: bool) -> Result<ConvertedFiles> {
        let mut faulty = to.as_os_str().to_owned();
        faulty.push(".faulty.ndjson");
        Ok(ConvertedFiles {
            ready: PartFile::create(to, overwrite)?,
            faulty: PartFile::create(Path::new(&faulty), overwrite)?,
            overwrite,
        })
    }

    /// Writes a bill where it belongs; what is skipped goes nowhere.
    pub fn put(&mut self, bill: &TableBill) -> Result<()> {
        match (bill.status, &bill.invoice) {
            (BillStatus::Ready, Some(invoice)) => self.ready.line(invoice.get().as_bytes()),
            (BillStatus::Faulty, _) => {
                let Body::Json(line) = Body::json(bill) else { return Ok(()) };
                self.faulty.line(line.as_bytes())
            }
            (BillStatus::Ready, None) | (BillStatus::Skipped, _) => Ok(()),
        }
    }

    /// Gives the files their names.
    pub fn keep(self) -> Result<()> {
        self.ready.keep(self.overwrite)?;
        self.faulty.keep(self.overwrite)
    }
}

impl PartFile {
    fn create(to: &Path, overwrite: bool) -> Result<PartFile> {
        if to.exists() && !overwrite {
            return Err(Error::new(ErrorKind::Arg, format!("{} is there already", to.display()))
                .at("/to")
                .fix("give another name, or the option overwrite"));
        }
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|e| failed(to, &e))?;
        Ok(PartFile { to: to.to_owned(), file: BufWriter::with_capacity(1 << 16, file) })
    }

    fn line(&mut self, line: &[u8]) -> Result<()> {
        self.file.write_all(line).and_then(|()| self.file.write_all(b"\n")).map_err(|e| failed(&self.to, &e))
    }

    fn keep(self, overwrite: bool) -> Result<()> {
        let PartFile { to, file } = self;
        let file = file.into_inner().map_err(|e| failed(&to, e.error()))?;
        let kept = if overwrite { file.persist(&to) } else { file.persist_noclobber(&to) };
        kept.map(|_| ()).map_err(|e| failed(&to, &e.error))
    }
}

fn failed(to: &Path, e: &std::io::Error) -> Error {
    Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", to.display())).at("/to")
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
        Error::new(ErrorKind::Arg, format!("the converted bills can't be kept for the batch: {e}"))
    }
}
