//! Reads files that a caller names: only regular files, and never more of them than requested.
//!
//! A path in a configuration, an option or a batch may lead to a pipe without a writer, an endless device, or a file as
//! large as the disk. None of them may block the billing program or fill its memory.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, Error, ErrorKind, Read, Result};
use std::path::Path;

/// The largest document, and the longest line of a file of them.
pub const DOCUMENT: usize = 64 << 20;
/// The largest file of settings: a configuration, a portal profile, certificates.
pub const SETTINGS: usize = 8 << 20;
/// The largest file with one secret in it.
pub const SECRET: usize = 64 << 10;
/// The largest picture.
pub const PICTURE: usize = 16 << 20;

/// Opens a regular file for reading. Refuses anything else without waiting for it.
pub fn open(path: &Path) -> Result<File> {
    // Checked before opening, because opening alone can affect a device; and again after, because the path may have
    // changed.
    regular(&std::fs::metadata(path)?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    let file = options.open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

fn regular(about: &std::fs::Metadata) -> Result<()> {
    let what = match about.is_file() {
        true => return Ok(()),
        false if about.is_dir() => "it is a folder",
        false => "it is a pipe or a device, not a file",
    };
    Err(Error::new(ErrorKind::InvalidInput, what))
}

/// Reads a regular file of at most `most` bytes.
pub fn read(path: &Path, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(too_large("it", most)) } else { Ok(bytes) }
}

/// Reads a regular file as text, without a byte-order mark.
pub fn text(path: &Path, most: usize) -> Result<String> {
    let text = String::from_utf8(read(path, most)?);
    let text = text.map_err(|_| Error::new(ErrorKind::InvalidData, "it is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Returns the next line with its end, or `None` at the end of the file. Fails where the line is longer than `most`.
pub fn line(reader: &mut impl BufRead, most: usize) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    reader.take(most as u64 + 1).read_until(b'\n', &mut line)?;
    match line.len() {
        0 => Ok(None),
        length if length > most => Err(too_large("a line", most)),
        _ => Ok(Some(line)),
    }
}

/// Whether this error means that a file or line is too large.
pub fn is_too_large(error: &Error) -> bool {
    error.kind() == ErrorKind::FileTooLarge
}

fn too_large(what: &str, most: usize) -> Error {
    Error::new(ErrorKind::FileTooLarge, format!("{what} has more than {most} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_no_further() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "\u{feff}12345").unwrap();
        assert_eq!((read(&path, 8).unwrap().len(), text(&path, 8).unwrap().as_str()), (8, "12345"));
        assert!(is_too_large(&read(&path, 7).unwrap_err()));
        std::fs::write(&path, b"\xff").unwrap();
        assert_eq!(text(&path, 8).unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(read(&folder.path().join("none"), 8).unwrap_err().kind(), ErrorKind::NotFound);
    }

    #[test]
    fn lines_are_read_up_to_their_limit() {
        let mut reader = std::io::Cursor::new(b"ab\n\nabcd\nx");
        let mut next = || line(&mut reader, 4).map_err(|e| is_too_large(&e));
        assert_eq!(next(), Ok(Some(b"ab\n".to_vec())));
        assert_eq!(next(), Ok(Some(b"\n".to_vec())));
        assert_eq!(next(), Err(true), "with its end it has five bytes");
    }

    #[cfg(unix)]
    #[test]
    fn pipes_devices_and_folders_are_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        for path in [pipe.as_path(), &link, folder.path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
            let error = read(path, 8).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{}: {error}", path.display());
        }
        std::fs::write(folder.path().join("f"), "x").unwrap();
        let good = folder.path().join("good");
        std::os::unix::fs::symlink(folder.path().join("f"), &good).unwrap();
        assert_eq!(read(&good, 8).unwrap(), b"x", "a link to a file is a file");
    }
}
