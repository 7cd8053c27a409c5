//! A renewed list as a vendor ships it: a folder, or a ZIP, of CSV files, read within bounds.

use crate::answer::lists::Renewed;
use crate::codes::overlay::Overlay;
use crate::error::{Error, ErrorKind, Result};
use crate::file;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

/// A folder or ZIP of more files, or a file of more bytes, is no list.
const MOST_FILES: usize = 100;

const LARGEST_FILE: u64 = 8 << 20;

const LARGEST_ZIP: usize = 16 << 20;

/// Reads and checks a renewed list.
pub fn read(path: &Path) -> Result<Overlay> {
    let about = fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    let files = match (about.is_dir(), about.is_file()) {
        (true, _) => of_folder(path)?,
        (_, true) => of_zip(path)?,
        _ => return Err(wrong(format!("{} is neither a folder nor a ZIP file", path.display()))),
    };
    Overlay::read(&files)
}

/// What a renewed list holds: its day, who made it, and the rows of each list. Opens nothing else.
pub fn check_lists(path: &Path) -> Result<Renewed> {
    read(path).map(|overlay| about(&overlay, path))
}

/// What is to be known of a list that an engine goes by.
pub fn about(overlay: &Overlay, path: &Path) -> Renewed {
    let from = path.display().to_string();
    Renewed { day: overlay.day, source: overlay.source.clone(), from, rows: overlay.rows.clone() }
}

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message)
        .at("/lists")
        .fix("give a folder or a ZIP with about.csv and the lists; docs/lists.md says how")
}

fn unreadable(path: &Path, why: &impl std::fmt::Display) -> Error {
    wrong(format!("{} can't be read: {why}", path.display()))
}

/// Notes and the like beside the lists are passed over.
fn is_list(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".csv")
}

fn text(name: &str, from: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    from.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(|e| wrong(format!("{name} can't be read: {e}")))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(wrong(format!("{name} has more than {} MB", LARGEST_FILE >> 20)));
    }
    String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        wrong(format!("{name}:{line}: it is not UTF-8")).fix("save the file as \"CSV UTF-8\"")
    })
}

fn of_folder(path: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for (count, entry) in fs::read_dir(path).map_err(|e| unreadable(path, &e))?.enumerate() {
        if count >= MOST_FILES {
            return Err(wrong(format!("{} holds more than {MOST_FILES} files", path.display())));
        }
        let path = entry.map_err(|e| unreadable(path, &e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !is_list(&name) {
            continue;
        }
        let open = file::open(&path).map_err(|e| unreadable(&path, &e))?;
        files.push((name.clone(), text(&name, open)?));
    }
    files.sort();
    Ok(files)
}

fn of_zip(path: &Path) -> Result<Vec<(String, String)>> {
    let bytes = file::read(path, LARGEST_ZIP).map_err(|e| unreadable(path, &e))?;
    let bad = |e: zip::result::ZipError| unreadable(path, &e);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    if archive.len() > MOST_FILES {
        return Err(wrong(format!("{} holds more than {MOST_FILES} files", path.display())));
    }
    let mut files: Vec<(String, String)> = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(bad)?;
        // Whoever zips a folder has its name before each file's.
        let name = entry.name().map_err(bad)?.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        if !entry.is_file() || !is_list(&name) {
            continue;
        }
        if files.iter().any(|(other, _)| *other == name) {
            return Err(wrong(format!("{name} is twice in {}", path.display())));
        }
        let text = text(&name, entry)?;
        files.push((name, text));
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn zipped(path: &Path, files: &[(&str, &[u8])]) {
        let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    }

    const ABOUT: &[u8] = b"day,source\n2027-01-15,Test\n";

    #[test]
    fn a_folder_and_a_zip_are_read_alike_and_notes_are_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let hsn: &[u8] = "\u{feff}code,name\r\n12345678,\"New, goods\"\r\n".as_bytes();
        fs::write(folder.path().join("about.csv"), ABOUT).unwrap();
        fs::write(folder.path().join("hsn.csv"), hsn).unwrap();
        fs::write(folder.path().join("README.txt"), [0xff]).unwrap();
        let zip = folder.path().join("lists.zip");
        zipped(&zip, &[("lists/about.csv", ABOUT), ("lists/hsn.csv", hsn), ("lists/notes.md", b"x")]);
        for path in [folder.path(), &zip] {
            let held = check_lists(path).unwrap();
            assert_eq!(held.day.iso(), "2027-01-15");
            assert_eq!(held.rows, [("hsn", 1)].into());
        }
    }

    #[test]
    fn what_is_too_large_not_regular_or_not_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let zip = folder.path().join("bomb.zip");
        zipped(&zip, &[("about.csv", ABOUT), ("hsn.csv", &vec![b' '; (LARGEST_FILE + 2) as usize])]);
        assert!(fs::metadata(&zip).unwrap().len() < 100_000, "it is small while it is packed");
        assert!(read(&zip).unwrap_err().message.contains("hsn.csv has more than 8 MB"));
        zipped(&zip, &[("a/hsn.csv", b"code\n"), ("b/hsn.csv", b"code\n")]);
        assert!(read(&zip).unwrap_err().message.contains("twice"));
        fs::write(&zip, b"PK no zip").unwrap();
        assert_eq!(read(&zip).unwrap_err().kind, ErrorKind::Config);
        let other = tempfile::tempdir().unwrap();
        fs::write(other.path().join("about.csv"), ABOUT).unwrap();
        fs::write(other.path().join("hsn.csv"), b"code,name\n12345678,\xff\n").unwrap();
        assert!(read(other.path()).unwrap_err().message.starts_with("hsn.csv:2: it is not UTF-8"));
        fs::remove_file(other.path().join("hsn.csv")).unwrap();
        fs::create_dir(other.path().join("hsn.csv")).unwrap();
        assert!(read(other.path()).unwrap_err().message.contains("it is a folder"));
        assert!(read(&other.path().join("nowhere")).unwrap_err().message.contains("can't be read"));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_among_the_lists_keeps_no_one_waiting() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("about.csv"), ABOUT).unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("hsn.csv")).status();
        if made.is_ok_and(|status| status.success()) {
            assert!(read(folder.path()).unwrap_err().message.contains("it is a pipe or a device"));
        }
    }
}
