//! Where a batch's documents come from: an array, NDJSON or a folder, one document at a time, so that a file of any length
//! takes no more room than one document of it.

use crate::error::{Error, ErrorKind, Result};
use crate::file;
use serde::de::IgnoredAny;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

type Reader = Box<dyn BufRead + Send>;

/// Documents in their order. Each is text that is not read yet, or what is wrong with it.
pub struct DocumentSource {
    documents: Documents,
    /// How many there are.
    pub total: usize,
    given: usize,
}

enum Documents {
    /// One a line; empty lines are passed over.
    Lines(Reader),
    Array(Array),
    /// One a file.
    Files(Arc<[PathBuf]>),
}

impl DocumentSource {
    /// Documents in a text: a JSON array, or one document a line.
    pub fn of_text(text: &str) -> Result<DocumentSource> {
        DocumentSource::counted(|| Ok(Box::new(Cursor::new(text.as_bytes().to_vec()))))
    }

    /// So many documents in a file that was read already, one a line.
    #[cfg(feature = "tables")]
    pub fn of_lines(file: std::fs::File, total: usize) -> DocumentSource {
        let reader: Reader = Box::new(BufReader::with_capacity(1 << 16, file));
        DocumentSource { documents: Documents::Lines(reader), total, given: 0 }
    }

    /// Documents in a file of either form, or in the `.json` files of a folder, by their names.
    pub fn of_path(path: &Path) -> Result<DocumentSource> {
        let unreadable = |e: std::io::Error| {
            Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", path.display())).at("/path")
        };
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(unreadable)?;
            let mut files = entries.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
            files.retain(|file| file.extension().is_some_and(|e| e.eq_ignore_ascii_case("json")) && file.is_file());
            files.sort();
            return Ok(DocumentSource::of_files(files));
        }
        DocumentSource::counted(|| {
            let file = file::open(path).map_err(unreadable)?;
            Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
        })
    }

    /// Documents in these files, one each.
    pub fn of_files(files: Vec<PathBuf>) -> DocumentSource {
        DocumentSource { total: files.len(), documents: Documents::Files(files.into()), given: 0 }
    }

    /// Where each document has a file of its own: those files.
    pub fn files(&self) -> Option<Arc<[PathBuf]>> {
        match &self.documents {
            Documents::Files(files) => Some(Arc::clone(files)),
            Documents::Lines(_) | Documents::Array(_) => None,
        }
    }

    /// Reads everything once: to count, and so that what is not whole is refused before anything of it is sent.
    fn counted(open: impl Fn() -> Result<Reader>) -> Result<DocumentSource> {
        let mut first = DocumentSource::begin(&open)?;
        let mut total = 0;
        if let Documents::Array(array) = &mut first.documents {
            while array.next()?.is_some() {
                total += 1;
            }
        } else {
            while let Some((_, line)) = first.next() {
                line?;
                total += 1;
            }
        }
        Ok(DocumentSource { total, ..DocumentSource::begin(&open)? })
    }

    fn begin(open: &impl Fn() -> Result<Reader>) -> Result<DocumentSource> {
        let mut reader = open()?;
        let documents = match skip_blank(&mut reader)? {
            Some(b'[') => Documents::Array(Array { reader, place: ArrayPlace::Before, read: 0 }),
            _ => match whole(open)? {
                // One document over several lines.
                Some(text) => Documents::Lines(Box::new(Cursor::new(text))),
                None => Documents::Lines(reader),
            },
        };
        Ok(DocumentSource { documents, total: 0, given: 0 })
    }

    /// The next document and its number from 0.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<(usize, Result<String>)> {
        let document = match &mut self.documents {
            Documents::Lines(reader) => loop {
                match file::line(reader, file::DOCUMENT) {
                    Ok(None) => break None,
                    Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => {}
                    Ok(Some(line)) => break Some(utf8(line)),
                    Err(e) => break Some(Err(broken(&e))),
                }
            },
            Documents::Array(array) => array.next().transpose().map(|element| element.and_then(utf8)),
            Documents::Files(files) => files.get(self.given).map(|path| {
                let unreadable = |e| Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", path.display()));
                file::read(path, file::DOCUMENT).map_err(unreadable).and_then(utf8)
            }),
        }?;
        self.given += 1;
        Some((self.given - 1, document))
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String> {
    let text = String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::Utf8, "the document is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn broken(e: &std::io::Error) -> Error {
    let kind = if file::is_too_large(e) { ErrorKind::Limit } else { ErrorKind::Arg };
    Error::new(kind, format!("the documents can't be read on: {e}"))
}

/// Skips a byte-order mark and white space; returns what comes next.
fn skip_blank(reader: &mut Reader) -> Result<Option<u8>> {
    loop {
        let buffer = reader.fill_buf().map_err(|e| broken(&e))?;
        let Some(&first) = buffer.first() else { return Ok(None) };
        if !first.is_ascii_whitespace() && !matches!(first, 0xef | 0xbb | 0xbf) {
            return Ok(Some(first));
        }
        reader.consume(1);
    }
}

/// The whole text as one line, where it is one document written over several.
fn whole(open: &impl Fn() -> Result<Reader>) -> Result<Option<Vec<u8>>> {
    let mut reader = open()?;
    skip_blank(&mut reader)?;
    let mut line = file::line(&mut reader, file::DOCUMENT).map_err(|e| broken(&e))?.unwrap_or_default();
    let breaks_off = serde_json::from_slice::<IgnoredAny>(&line).is_err_and(|e| e.is_eof());
    if !breaks_off || line.is_empty() {
        return Ok(None);
    }
    // No document is longer than this; broken lines are reported one by one.
    reader.take((file::DOCUMENT - line.len()) as u64).read_to_end(&mut line).map_err(|e| broken(&e))?;
    if serde_json::from_slice::<IgnoredAny>(&line).is_err() {
        return Ok(None);
    }
    line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    Ok(Some(line))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ArrayPlace {
    Before,
    /// After `[`.
    First,
    /// After an element.
    Between,
    After,
}

/// The elements of a JSON array, cut out by brackets and strings alone: what is in them is judged later, one by one.
struct Array {
    reader: Reader,
    place: ArrayPlace,
    read: usize,
}

impl Array {
    fn next(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            let Some(byte) = skip_blank(&mut self.reader)? else {
                return if self.place == ArrayPlace::After { Ok(None) } else { Err(self.wrong("breaks off")) };
            };
            match (self.place, byte) {
                (ArrayPlace::Before, b'[') => self.place = ArrayPlace::First,
                (ArrayPlace::First | ArrayPlace::Between, b']') => self.place = ArrayPlace::After,
                (ArrayPlace::Between, b',') => {
                    self.reader.consume(1);
                    match skip_blank(&mut self.reader)? {
                        Some(b',' | b']') | None => return Err(self.wrong("has a comma too many")),
                        Some(_) => return self.element().map(Some),
                    }
                }
                (ArrayPlace::First, b',') => return Err(self.wrong("has a comma too many")),
                (ArrayPlace::First, _) => return self.element().map(Some),
                (ArrayPlace::Between, _) => return Err(self.wrong("lacks a comma")),
                (ArrayPlace::Before | ArrayPlace::After, _) => return Err(self.wrong("goes on after its end")),
            }
            self.reader.consume(1);
        }
    }

    fn element(&mut self) -> Result<Vec<u8>> {
        let (mut out, mut depth, mut text, mut escaped) = (Vec::new(), 0usize, false, false);
        loop {
            let buffer = self.reader.fill_buf().map_err(|e| broken(&e))?;
            if buffer.is_empty() {
                return Err(self.wrong("breaks off"));
            }
            let mut ended = None;
            for (at, &byte) in buffer.iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if text => escaped = true,
                    b'"' => text = !text,
                    _ if text => {}
                    b'{' | b'[' => depth += 1,
                    b',' | b']' if depth == 0 => ended = Some(at),
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if ended.is_some() {
                    break;
                }
            }
            let used = ended.unwrap_or(buffer.len());
            if out.len() + used > file::DOCUMENT {
                return Err(Error::new(
                    ErrorKind::Limit,
                    format!("document {} of the array has more than {} bytes", self.read, file::DOCUMENT),
                ));
            }
            out.extend_from_slice(&buffer[..used]);
            self.reader.consume(used);
            if ended.is_some() {
                self.place = ArrayPlace::Between;
                self.read += 1;
                return Ok(out);
            }
        }
    }

    fn wrong(&self, what: &str) -> Error {
        Error::new(ErrorKind::Json, format!("the array {what} after {} documents", self.read))
            .fix("give a whole JSON array of invoices, or one invoice a line; nothing of it was sent")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;
    use std::fs::File;

    fn all(source: Result<DocumentSource>) -> Result<Vec<String>> {
        let mut source = source?;
        let mut out = Vec::new();
        while let Some((index, text)) = source.next() {
            assert_eq!(index, out.len());
            out.push(text?.trim().to_owned());
        }
        assert_eq!(out.len(), source.total);
        Ok(out)
    }

    #[test]
    fn an_array_lines_and_a_single_document_are_distinguished() {
        for (text, expected) in [
            (r#"[{"a":"]}\"["},{"b":[1,2,{}]} , 3]"#, &[r#"{"a":"]}\"["}"#, r#"{"b":[1,2,{}]}"#, "3"][..]),
            ("{\"a\":1}\n\n{\"b\":2}\r\n", &[r#"{"a":1}"#, r#"{"b":2}"#]),
            ("\u{feff}{\"a\":1}", &[r#"{"a":1}"#]),
            ("{\n  \"a\": 1\n}\n", &[r#"{   "a": 1 }"#]),
            // A broken line is that line's fault alone.
            ("{\"a\":\n{\"b\":2}", &["{\"a\":", r#"{"b":2}"#]),
            ("[]", &[]),
            (" [ ] \n", &[]),
            ("", &[]),
        ] {
            assert_eq!(all(DocumentSource::of_text(text)).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn an_array_that_is_not_whole_is_refused_at_once() {
        for text in ["[{}", "[{},]", "[,{}]", "[{} {}", "[{}] {}", "[{\"a\":\"}]", "[", "[{}],"] {
            let error = all(DocumentSource::of_text(text)).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Json, "{text}");
        }
    }

    #[test]
    fn a_document_without_an_end_is_refused_before_anything_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        for (name, begins) in [("line", &b"x"[..]), ("array", b"[\""), ("blank", b"{\"a\":1}\n{")] {
            let path = folder.path().join(name);
            std::fs::write(&path, begins).unwrap();
            // A hole: as long as a line may be, and no room on the disk.
            File::options().write(true).open(&path).unwrap().set_len(file::DOCUMENT as u64 + 1000).unwrap();
            assert_eq!(DocumentSource::of_path(&path).err().map(|e| e.kind), Some(ErrorKind::Limit), "{name}");
        }
        assert_eq!(DocumentSource::of_path(Path::new("/dev/zero")).err().unwrap().at.as_deref(), Some("/path"));
    }

    #[test]
    fn a_folder_gives_its_json_files_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("b.json", "2"), ("a.JSON", "1"), ("c.txt", "3")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        assert_eq!(all(DocumentSource::of_path(folder.path())).unwrap(), ["1", "2"]);
        assert_eq!(DocumentSource::of_path(&folder.path().join("none")).err().unwrap().kind, ErrorKind::Arg);
    }

    proptest! {
        #[test]
        fn whatever_the_elements_they_come_out_as_they_went_in(texts in prop::collection::vec(".*", 0..6), pretty: bool) {
            let list: Vec<Value> = texts.iter().map(|t| serde_json::json!({"t": t, "l": [t, {"x": t}]})).collect();
            let text = if pretty { serde_json::to_string_pretty(&list) } else { serde_json::to_string(&list) }.unwrap();
            let read: Vec<Value> = all(DocumentSource::of_text(&text)).unwrap().iter().map(|e| serde_json::from_str(e).unwrap()).collect();
            prop_assert_eq!(&read, &list);
            let lines = list.iter().map(|v| format!("{v}\n")).collect::<String>();
            let read: Vec<Value> = all(DocumentSource::of_text(&lines)).unwrap().iter().map(|e| serde_json::from_str(e).unwrap()).collect();
            prop_assert_eq!(&read, &list);
        }
    }
}
