//! Which files a command is given: those named, and those of the folders named. Nothing is passed over in silence.

use crate::command::args::BillArgs;
use crate::command::exit::Exit;
use crate::command::say::warn_line;
use einv::error::{Error, ErrorKind, Result};
use einv::file;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Names of what is left out that are printed.
const SHOWN: usize = 5;

/// What files and folders hold.
#[derive(Default)]
pub struct Inputs {
    /// Read as tables.
    pub tables: Vec<PathBuf>,
    /// One document each.
    pub documents: Vec<PathBuf>,
    /// An array, or one document a line.
    pub many: Vec<PathBuf>,
    /// Whether a folder was among them.
    pub of_folder: bool,
    /// Whether a folder can't be read.
    unreadable: bool,
    folders_left: Vec<PathBuf>,
    files_left: Vec<PathBuf>,
}

impl Inputs {
    /// Finds what the command is given, and says what it leaves out.
    pub fn of(bills: &BillArgs) -> Inputs {
        let mut inputs = Inputs::default();
        for path in &bills.files {
            if path.is_dir() {
                inputs.of_folder = true;
                inputs.add_folder(path, bills);
            } else {
                inputs.add(path.clone(), bills);
            }
        }
        inputs.say_what_is_left();
        inputs
    }

    /// How a command ends whose folders can't all be read, if nothing worse happens.
    pub fn ended(&self) -> Exit {
        if self.unreadable { Exit::Usage } else { Exit::Done }
    }

    /// One document a file.
    pub fn of_files(files: &[PathBuf]) -> Inputs {
        Inputs { documents: files.to_vec(), ..Inputs::default() }
    }

    /// Whether there is more than one document.
    pub fn is_several(&self) -> bool {
        self.of_folder || !self.many.is_empty() || self.documents.len() > 1
    }

    fn add(&mut self, file: PathBuf, bills: &BillArgs) {
        if bills.reading.is_given() || is_table(&file) {
            self.tables.push(file);
        } else if is_many(&file) {
            self.many.push(file);
        } else {
            self.documents.push(file);
        }
    }

    /// The files of a folder by their names; of what is neither JSON nor a table only the name is kept.
    fn add_folder(&mut self, folder: &Path, bills: &BillArgs) {
        let entries = std::fs::read_dir(folder).and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect());
        let mut paths: Vec<PathBuf> = match entries {
            Ok(paths) => paths,
            // One folder that can't be read doesn't hold up the others.
            Err(e) => {
                warn_line!("{} can't be read: {e}; give a folder that you may read", folder.display());
                self.unreadable = true;
                return;
            }
        };
        paths.sort();
        for path in paths {
            let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
            let is_lines = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ndjson"));
            // A link to a folder may lead in a circle: only folders themselves are gone into.
            let is_folder = path.symlink_metadata().is_ok_and(|about| about.is_dir());
            if is_folder && bills.recursive {
                self.add_folder(&path, bills);
            } else if path.is_dir() {
                self.folders_left.push(path);
            } else if is_json || is_lines || is_table(&path) {
                self.add(path, bills);
            } else {
                self.files_left.push(path);
            }
        }
    }

    fn say_what_is_left(&self) {
        let names = |paths: &[PathBuf]| {
            let mut names: Vec<String> = paths.iter().take(SHOWN).map(|path| path.display().to_string()).collect();
            if paths.len() > SHOWN {
                names.push("…".to_owned());
            }
            names.join(", ")
        };
        let few = |count: usize, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
        if !self.folders_left.is_empty() {
            let count = few(self.folders_left.len(), "subfolder");
            warn_line!("{count} left out: {}; --recursive takes subfolders, too", names(&self.folders_left));
        }
        if !self.files_left.is_empty() {
            let count = few(self.files_left.len(), "file");
            warn_line!("{count} left out, neither bill nor table: {}", names(&self.files_left));
        }
    }
}

#[cfg(feature = "tables")]
fn is_table(file: &Path) -> bool {
    einv::table::is_table(file)
}

#[cfg(not(feature = "tables"))]
fn is_table(_: &Path) -> bool {
    false
}

/// Whether a path holds many invoices: a folder, an array, or one invoice a line.
pub fn is_many(path: &Path) -> bool {
    if path.is_dir() {
        return true;
    }
    let Ok(mut reader) = file::open(path).map(BufReader::new) else { return false };
    let mut next = || loop {
        let line = file::line(&mut reader, file::DOCUMENT).ok()??;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if !line.is_empty() {
            return Some(line.to_owned());
        }
    };
    let Some(first) = next() else { return false };
    let whole = serde_json::from_slice::<serde::de::IgnoredAny>(&first).is_ok();
    first.starts_with(b"[") || (whole && next().is_some())
}

/// The text of a file, or of what is piped in; the error names it.
pub fn read(path: &Path) -> Result<String> {
    text_named(path, &path.display().to_string())
}

/// The same where the file is named beside the error.
pub fn text_of(path: &Path) -> Result<String> {
    text_named(path, "it")
}

fn text_named(path: &Path, name: &str) -> Result<String> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        file::text(path, file::DOCUMENT)
    };
    text.map_err(|e| {
        let fix = match e.kind() {
            std::io::ErrorKind::InvalidData => "write it as UTF-8",
            _ if file::is_too_large(&e) => "write each bill to a file of its own",
            _ => "give a file's path, or - for what is piped in",
        };
        Error::new(ErrorKind::Arg, format!("{name} can't be read: {e}")).fix(fix)
    })
}
