//! The GST portal's download of signed e-invoices: a ZIP of JSON files, a month of one taxpayer's, generated or received. It
//! is read within bounds: a file of some kilobytes may unpack to more than a machine has.

use crate::engine::document::signed::Signed;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::VecDeque;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Files of a download, signed answers of it, and bytes of all its files together, at most.
const MOST_FILES: usize = 10_000;

const MOST_ANSWERS: usize = 100_000;

const MOST_BYTES: u64 = 1 << 30;

/// Where a download lies.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "WhereDownloaded")]
#[serde(deny_unknown_fields, untagged)]
pub enum Where {
    /// A ZIP or JSON file.
    Path {
        /// The path of the file.
        path: PathBuf,
    },
    /// The same as base64.
    Base64 {
        /// The bytes of the file.
        base64: String,
        /// The name of the file, for answers.
        name: Option<String>,
    },
}

trait ReadableBytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadableBytes for T {}

/// Signed answers, file by file.
pub struct SignedDownload {
    name: String,
    files: DownloadFiles,
    /// Of the file that was read last.
    answers: VecDeque<Result<Signed>>,
    file: String,
    given: usize,
    bytes: u64,
}

enum DownloadFiles {
    Zip { archive: Box<ZipArchive<Box<dyn ReadableBytes>>>, next: usize },
    One(Option<Box<dyn ReadableBytes>>),
}

impl SignedDownload {
    pub fn open(at: Where) -> Result<SignedDownload> {
        let (name, mut bytes): (String, Box<dyn ReadableBytes>) = match at {
            Where::Path { path } => {
                let file = file::open(&path).map_err(|e| wrong(&path, &e).at("/path"))?;
                (path.display().to_string(), Box::new(file))
            }
            Where::Base64 { base64, name } => {
                let name = name.unwrap_or_else(|| "the download".to_owned());
                let bytes = STANDARD.decode(base64).map_err(|e| wrong(name.as_ref(), &e).at("/base64"))?;
                (name, Box::new(Cursor::new(bytes)))
            }
        };
        let mut first = Vec::new();
        let looked = bytes.by_ref().take(2).read_to_end(&mut first).and_then(|_| bytes.seek(SeekFrom::Start(0)));
        looked.map_err(|e| wrong(name.as_ref(), &e))?;
        let files = match first.as_slice() {
            b"PK" => {
                let archive = ZipArchive::new(bytes).map_err(|e| wrong(name.as_ref(), &e))?;
                if archive.len() > MOST_FILES {
                    return Err(too_much(&name, &format!("{MOST_FILES} files")));
                }
                DownloadFiles::Zip { archive: Box::new(archive), next: 0 }
            }
            _ => DownloadFiles::One(Some(bytes)),
        };
        Ok(SignedDownload { name, files, answers: VecDeque::new(), file: String::new(), given: 0, bytes: 0 })
    }

    /// The next answer, and the file it stands in. What is wrong with one file is reported in its place.
    pub fn next(&mut self) -> Result<Option<(String, Result<Signed>)>> {
        while self.answers.is_empty() {
            let Some((file, read)) = self.next_file() else { return Ok(None) };
            self.answers = match read {
                Ok(text) => {
                    self.bytes += text.len() as u64;
                    if self.bytes > MOST_BYTES {
                        return Err(too_much(&self.name, &format!("{} MiB", MOST_BYTES >> 20)));
                    }
                    Signed::all(&text).into()
                }
                Err(error) => VecDeque::from([Err(error)]),
            };
            self.file = file;
        }
        self.given += 1;
        if self.given > MOST_ANSWERS {
            return Err(too_much(&self.name, &format!("{MOST_ANSWERS} signed e-invoices")));
        }
        Ok(self.answers.pop_front().map(|answer| (self.file.clone(), answer)))
    }

    /// The next file that may hold answers, by its name.
    fn next_file(&mut self) -> Option<(String, Result<String>)> {
        match &mut self.files {
            DownloadFiles::One(bytes) => {
                let name = self.name.clone();
                bytes.take().map(|bytes| (name.clone(), text(&name, bytes)))
            }
            DownloadFiles::Zip { archive, next } => loop {
                if *next >= archive.len() {
                    return None;
                }
                *next += 1;
                let nth = format!("{} (file {next})", self.name);
                let entry = match archive.by_index(*next - 1) {
                    Ok(entry) => entry,
                    Err(e) => return Some((nth, Err(wrong(self.name.as_ref(), &e)))),
                };
                let name = entry.name().map_or(nth, |name| name.to_string());
                // Notes and pages beside the answers are passed over.
                if entry.is_file() && name.to_ascii_lowercase().ends_with(".json") {
                    let read = text(&name, entry);
                    return Some((name, read));
                }
            },
        }
    }
}

fn text(name: &str, from: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    from.take(file::DOCUMENT as u64 + 1).read_to_end(&mut bytes).map_err(|e| wrong(name.as_ref(), &e))?;
    if bytes.len() > file::DOCUMENT {
        return Err(too_much(name, &format!("{} MiB", file::DOCUMENT >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::Utf8, format!("{name} is not UTF-8")))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn wrong(name: &Path, why: &impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Arg, format!("{} can't be read: {why}", name.display()))
        .fix("give the ZIP, or a JSON file, as the GST portal's \"Download e-invoice JSONs\" gives it")
}

fn too_much(name: &str, most: &str) -> Error {
    Error::new(ErrorKind::Limit, format!("{name} holds more than {most}"))
        .fix("download fewer days at a time, and enter each download by itself; what was entered stays")
}
