//! The bytes of a table: a file or what the caller gave, and what they are.

use super::limits;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Bytes that can be read again and again, and stay the same.
#[derive(Clone, Debug)]
pub struct TableSource {
    bytes: SourceBytes,
    /// The name of the file, for its ending and for messages.
    pub name: String,
}

#[derive(Clone, Debug)]
enum SourceBytes {
    File { path: PathBuf, stamp: FileStamp },
    Memory(Arc<[u8]>),
}

/// What shows that a file was written to.
#[derive(Clone, PartialEq, Debug)]
struct FileStamp {
    length: u64,
    modified: Option<SystemTime>,
}

/// What reads a source.
pub trait Bytewise: Read + Seek {}
impl<T: Read + Seek> Bytewise for T {}

/// What a file is, by its first bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileShape {
    /// A ZIP: XLSX, XLSB or ODS.
    Zip,
    /// A compound file: XLS, or a workbook with a password.
    Compound,
    /// XML: a file of Tally's.
    Xml,
    /// JSON.
    Json,
    /// A dBase table.
    Dbf,
    /// Text in lines.
    Text,
}

impl TableSource {
    /// A file, opened for reading only.
    pub fn of_path(path: &Path) -> Result<TableSource> {
        let stamp = stamp(&open(path)?, path)?;
        if stamp.length > limits::UNPACKED {
            return Err(limits::too_large(&path.display().to_string()));
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(TableSource { bytes: SourceBytes::File { path: path.to_owned(), stamp }, name })
    }

    /// What the caller holds in memory.
    pub fn of_bytes(bytes: impl Into<Arc<[u8]>>, name: impl Into<String>) -> TableSource {
        TableSource { bytes: SourceBytes::Memory(bytes.into()), name: name.into() }
    }

    /// Its length in bytes.
    pub fn length(&self) -> u64 {
        match &self.bytes {
            SourceBytes::File { stamp, .. } => stamp.length,
            SourceBytes::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The path of a file.
    pub fn path(&self) -> Option<&Path> {
        match &self.bytes {
            SourceBytes::File { path, .. } => Some(path),
            SourceBytes::Memory(_) => None,
        }
    }

    /// Opens it for one reading.
    pub fn open(&self) -> Result<Box<dyn Bytewise>> {
        Ok(match &self.bytes {
            SourceBytes::File { path, .. } => Box::new(BufReader::with_capacity(1 << 16, open(path)?)),
            SourceBytes::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    /// Its first bytes.
    pub fn head(&self, most: u64) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(most).read_to_end(&mut head).map_err(|e| unreadable(&self.name, &e))?;
        Ok(head)
    }

    /// Refuses a file that another program wrote to since it was opened first.
    pub fn is_unchanged(&self) -> Result<()> {
        match &self.bytes {
            SourceBytes::File { path, stamp: first } if stamp(&open(path)?, path)? != *first => {
                Err(Error::new(ErrorKind::Arg, format!("{} changed while it was read", self.name))
                    .at("/path")
                    .fix("close it in the other program, and try again"))
            }
            SourceBytes::File { .. } | SourceBytes::Memory(_) => Ok(()),
        }
    }

    /// What it is.
    pub fn shape(&self) -> Result<FileShape> {
        let head = self.head(4096)?;
        Ok(match head.as_slice() {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => FileShape::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, ..] => FileShape::Compound,
            // XLS of the years before compound files.
            [9, 0 | 2 | 4 | 8, 4 | 6 | 8, 0, ..] => FileShape::Compound,
            _ if is_dbf(&head, &self.name) => FileShape::Dbf,
            _ => match first_sign(&head) {
                Some(b'<') => FileShape::Xml,
                Some(b'{' | b'[') => FileShape::Json,
                _ => FileShape::Text,
            },
        })
    }
}

fn open(path: &Path) -> Result<File> {
    file::open(path).map_err(|e| unreadable(&path.display().to_string(), &e).at("/path"))
}

fn stamp(file: &File, path: &Path) -> Result<FileStamp> {
    let about = file.metadata().map_err(|e| unreadable(&path.display().to_string(), &e).at("/path"))?;
    Ok(FileStamp { length: about.len(), modified: about.modified().ok() })
}

/// The error of bytes that can't be read.
pub fn unreadable(name: &str, e: &std::io::Error) -> Error {
    let kind = if file::is_too_large(e) { ErrorKind::Limit } else { ErrorKind::Arg };
    Error::new(kind, format!("{name} can't be read: {e}"))
}

/// A table of dBase, FoxPro or Clipper: its version, a day, and a header as long as its fields.
fn is_dbf(head: &[u8], name: &str) -> bool {
    let known =
        matches!(head.first(), Some(0x02 | 0x03 | 0x30..=0x32 | 0x43 | 0x63 | 0x83 | 0x8b | 0xcb | 0xf5 | 0xfb));
    let [_, _, month, day, _, _, _, _, low, high, ..] = head else { return false };
    let header = u16::from_le_bytes([*low, *high]);
    known
        && (1..=12).contains(month)
        && (1..=31).contains(day)
        && (header % 32 == 1 || header % 32 == 0 || header > 288)
        && (name.to_ascii_lowercase().ends_with(".dbf") || head.contains(&0))
}

/// The first byte that is no blank, of whatever encoding.
fn first_sign(head: &[u8]) -> Option<u8> {
    let rest = head
        .strip_prefix(b"\xef\xbb\xbf")
        .or_else(|| head.strip_prefix(b"\xff\xfe"))
        .or_else(|| head.strip_prefix(b"\xfe\xff"));
    rest.unwrap_or(head).iter().copied().find(|byte| !byte.is_ascii_whitespace() && *byte != 0)
}

/// The length of what can be sought in.
pub fn length(bytes: &mut dyn Bytewise) -> std::io::Result<u64> {
    let length = bytes.seek(SeekFrom::End(0))?;
    bytes.seek(SeekFrom::Start(0))?;
    Ok(length)
}
