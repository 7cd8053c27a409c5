//! Files as the GST portal gives them: JSON, a workbook, or a ZIP of them. What a file is, its first bytes tell, not its name.

use crate::answer::reconciled::PortalFile;
use crate::engine::table::sheets;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use crate::law::reconcile::sheets::SheetTexts;
use serde_json::Value;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Files in a ZIP, and bytes of all of them together, at most.
const MOST_FILES: usize = 200;

const MOST_BYTES: usize = 4 * file::DOCUMENT;

/// What a file holds, and its name or place.
pub enum FileContent {
    /// JSON.
    Json(Value, String),
    /// The sheets of a workbook.
    Sheets(Vec<SheetTexts>, String),
}

/// What is in a file; a ZIP may have several.
pub fn contents(given: PortalFile) -> Result<Vec<FileContent>> {
    match given {
        PortalFile::Json(json, at) => Ok(vec![FileContent::Json(json, at)]),
        PortalFile::Bytes(bytes, name) => opened(bytes, &name),
        PortalFile::Path(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let bytes = file::read(&path, file::DOCUMENT).map_err(|e| {
                let kind = if file::is_too_large(&e) { ErrorKind::Limit } else { ErrorKind::Arg };
                Error::new(kind, format!("{} can't be read: {e}", path.display())).at("/path")
            })?;
            opened(bytes, &name)
        }
    }
}

fn opened(bytes: Vec<u8>, name: &str) -> Result<Vec<FileContent>> {
    match bytes.as_slice() {
        [b'P', b'K', 3, 4, ..] => {
            let mut zip = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(|e| broken(name, &e))?;
            let names: Vec<String> = zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
            let is_workbook = |part: &String| {
                part == "content.xml" || part.ends_with("workbook.xml") || part.ends_with("workbook.bin")
            };
            if names.iter().any(is_workbook) {
                return one(bytes, name).map(|content| vec![content]);
            }
            unpacked(&mut zip, name)
        }
        _ => one(bytes, name).map(|content| vec![content]),
    }
}

/// What is in the files of a ZIP. Notes and pages beside them are passed over.
fn unpacked(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<FileContent>> {
    if zip.len() > MOST_FILES {
        return Err(Error::new(ErrorKind::Limit, format!("{name} has more than {MOST_FILES} files"))
            .fix("give the ZIP as the portal gives it"));
    }
    let (mut found, mut room) = (Vec::new(), MOST_BYTES);
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(|e| broken(name, &e))?;
        let part = entry.name().map_or_else(|_| format!("{name} (file {})", index + 1), |part| part.to_string());
        let ending = part.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if !entry.is_file() || !["json", "xlsx", "xls", "xlsb", "ods"].contains(&ending.as_str()) {
            continue;
        }
        let mut bytes = Vec::new();
        entry.take(room as u64 + 1).read_to_end(&mut bytes).map_err(|e| broken(&part, &e))?;
        room = room.checked_sub(bytes.len()).ok_or_else(|| {
            Error::new(ErrorKind::Limit, format!("{name} unpacks to more than {} MiB", MOST_BYTES >> 20))
                .fix("give its files one by one")
        })?;
        found.push(one(bytes, &part)?);
    }
    match found.is_empty() {
        true => Err(Error::new(ErrorKind::Arg, format!("{name} is a ZIP without JSON and workbooks"))
            .fix("give the ZIP as the portal gives it, or the file in it")),
        false => Ok(found),
    }
}

fn one(bytes: Vec<u8>, name: &str) -> Result<FileContent> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let first = text.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    match (bytes.as_slice(), first) {
        ([b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..], _) => {
            Ok(FileContent::Sheets(sheets(bytes, name)?, name.to_owned()))
        }
        (_, Some(b'{' | b'[')) => {
            let json = serde_json::from_slice(text).map_err(|e| match e.is_eof() {
                true => Error::new(ErrorKind::Json, format!("{name} is cut short: {e}"))
                    .fix("download it again, and give it whole"),
                false => Error::new(ErrorKind::Json, format!("{name} can't be read: {e}")).fix("download it again"),
            })?;
            Ok(FileContent::Json(json, name.to_owned()))
        }
        _ => Err(Error::new(ErrorKind::Arg, format!("{name} is neither JSON nor a workbook"))
            .fix("give the file as the portal gives it: JSON, XLSX, or a ZIP of them")),
    }
}

fn broken(name: &str, why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Arg, format!("{name} is a ZIP or a workbook, and can't be read: {why}"))
        .fix("it may be cut short: download it again, and give it whole")
}
