//! What suppliers send: the signed texts in PDFs, images and texts.
//!
//! Such a file may be made to harm whoever opens it. So pages and pixels are read in a process of its own, which may take only so
//! much memory and time; whatever becomes of it, the other files are read.

#[cfg(feature = "scan")]
use crate::command::exit::Exit;
use crate::command::scanned::{ScannedCode, ScannedFile, tokens};
use einv::file;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long reading one file may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of an answer: codes of some kilobytes each.
const MOST_ANSWER: u64 = 4 << 20;
/// How often a process is looked at.
const PAUSE: Duration = Duration::from_millis(5);

/// Whether a file begins as PDFs and images do: it has codes to be seen.
fn is_seen(first: &[u8]) -> bool {
    let is_pdf = first.windows(5).any(|part| part == b"%PDF-");
    let is_webp = first.starts_with(b"RIFF") && first.get(8..12) == Some(b"WEBP");
    is_pdf || is_webp || first.starts_with(b"\x89PNG") || first.starts_with(b"\xff\xd8\xff")
}

/// Whether a file is a PDF or an image.
pub fn is_seen_file(path: &Path) -> bool {
    let mut first = Vec::new();
    file::open(path).and_then(|file| file.take(1024).read_to_end(&mut first)).is_ok() && is_seen(&first)
}

/// What a file holds.
pub fn scan(path: &Path) -> ScannedFile {
    let mut first = Vec::new();
    let looked = file::open(path).and_then(|file| file.take(1024).read_to_end(&mut first));
    if let Err(e) = looked {
        return ScannedFile::unreadable(e.to_string());
    }
    match (is_seen(&first), cfg!(feature = "scan")) {
        (true, true) => seen(path),
        (true, false) => ScannedFile::unreadable("this build of einv reads no PDFs and images"),
        (false, _) => match file::text(path, file::DOCUMENT) {
            Ok(text) => {
                let codes = tokens(&text).into_iter().map(|text| ScannedCode { place: String::new(), text });
                ScannedFile { codes: codes.collect(), fault: None }
            }
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                ScannedFile::unreadable("it is no PDF, PNG, JPEG, WebP and no text")
            }
            Err(e) => ScannedFile::unreadable(e.to_string()),
        },
    }
}

/// What another process of this program sees in a file.
fn seen(path: &Path) -> ScannedFile {
    let unreadable = |why: &str| ScannedFile::unreadable(why);
    let Ok(program) = std::env::current_exe() else { return unreadable("einv doesn't find itself") };
    let started = Command::new(program)
        .arg(super::SCAN)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(e) => return ScannedFile::unreadable(format!("einv can't be started to read it: {e}")),
    };
    // Its answer is read meanwhile: a full pipe would hold it up.
    let answer = child.stdout.take().map(|out| {
        std::thread::spawn(move || {
            let mut text = String::new();
            out.take(MOST_ANSWER).read_to_string(&mut text).map(|_| text)
        })
    });
    let ended = wait(&mut child);
    let text = answer.and_then(|answer| answer.join().ok()?.ok()).unwrap_or_default();
    match (ended, serde_json::from_str(&text)) {
        (true, Ok(scanned)) => scanned,
        (false, _) => ScannedFile::unreadable(format!("reading it takes longer than {} seconds", PATIENCE.as_secs())),
        (true, Err(_)) => unreadable("reading it takes too much memory or time, or it is broken"),
    }
}

/// Whether the process ended by itself.
fn wait(child: &mut Child) -> bool {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return true,
            Ok(None) if start.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Ok(None) | Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

/// What the other process does.
#[cfg(feature = "scan")]
pub fn run(path: &Path) -> Exit {
    super::scanner::limit();
    let scanned = super::scanner::read(path);
    // Its reader is this program: the answer goes out as it is.
    let written = serde_json::to_writer(std::io::stdout(), &scanned);
    if written.is_ok() { Exit::Done } else { Exit::Failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_texts_are_found_in_any_text() {
        let text = "Dear buyer,\n<eyJh.eyJi.c-_d> and \"eyJh.eyJi.c-_d\", eyJx.y is none; www.example.com eyJ1.2.3";
        assert_eq!(tokens(text), ["eyJh.eyJi.c-_d", "eyJ1.2.3"]);
    }

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        for first in [&b"%PDF-1.7"[..], b"junk\n%PDF-1.4", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBPVP8 "]
        {
            assert!(is_seen(first), "{first:?}");
        }
        assert!(!is_seen(b"eyJh.b.c") && !is_seen(b"RIFF\0\0\0\0WAVE") && !is_seen(b""));
    }
}
