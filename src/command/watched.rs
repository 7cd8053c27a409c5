//! What `einv watch` writes beside a bill: `KEY=value` lines, for programs that read no JSON, and for people.

use crate::command::say::line;
use einv::answer::document::DocumentAnswer;
use einv::answer::submitted::Submitted;
use einv::error::{Error, ErrorKind, Result};
use einv::finding::Report;
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The longest answer that is read again.
const LONGEST: usize = 1 << 20;

/// A name beside a bill's: `X.json` gives `X.txt`.
pub fn suffixed(bill: &Path, ending: &str) -> PathBuf {
    bill.with_extension(ending)
}

/// Writes a file so that it is there whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let trouble = |e: std::io::Error| {
        Error::new(ErrorKind::Arg, format!("{} can't be written: {e}", path.display()))
            .fix("check the rights and the room on the disk")
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".einv-").tempfile_in(folder).map_err(trouble)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(trouble)?;
    // The program that wrote the bill may run as another user.
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        file.as_file().set_permissions(mode).map_err(trouble)?;
    }
    file.persist(path).map(|_| ()).map_err(|e| trouble(e.error))
}

/// What an answer says of its bill.
pub struct WatchNote {
    /// The digest of the content that was answered.
    pub source: String,
    /// Whether it was to be registered, and not only checked.
    pub sent: bool,
    /// Whether the portal has not decided yet.
    pub waits: bool,
}

impl WatchNote {
    /// The answer beside a bill, where there is one of ours.
    pub fn of(bill: &Path) -> Option<WatchNote> {
        let text = einv::file::text(&suffixed(bill, "txt"), LONGEST).ok()?;
        let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        Some(WatchNote {
            source: value("SOURCE")?.to_owned(),
            sent: value("ASKED") == Some("send"),
            waits: matches!(value("STATUS"), Some("pending" | "in_doubt")),
        })
    }
}

/// An answer on its way to its file.
pub struct AnswerFile {
    word: String,
    lines: Vec<(String, String)>,
}

impl AnswerFile {
    pub fn new(source: &str, sent: bool) -> AnswerFile {
        let mut answer = AnswerFile { word: String::new(), lines: Vec::new() };
        answer.add("SOURCE", source);
        answer.add("ASKED", if sent { "send" } else { "check" });
        answer
    }

    /// How it ended.
    pub fn word(&self) -> &str {
        &self.word
    }

    fn add(&mut self, key: impl Into<String>, value: impl Display) {
        self.lines.push((key.into(), line(&value.to_string())));
    }

    fn some(&mut self, key: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }

    fn status(&mut self, word: &str) {
        word.clone_into(&mut self.word);
        self.add("STATUS", word);
    }

    /// A verdict with its findings.
    pub fn report(&mut self, word: &str, report: &Report) {
        self.status(word);
        self.some("NUMBER", report.document.number.as_ref());
        self.some("IRN", report.irn);
        self.findings(report);
    }

    fn findings(&mut self, report: &Report) {
        self.add("FAULTS", report.errors().count());
        for (at, fault) in report.errors().enumerate() {
            let at = at + 1;
            self.some(&format!("CODE_{at}"), fault.code.as_ref());
            self.add(format!("FAULT_{at}"), format!("{}: {}", fault.path, fault.message(report.language)));
            self.add(format!("FIX_{at}"), fault.fix(report.language));
        }
    }

    pub fn submitted(&mut self, submitted: &Submitted) {
        match submitted {
            Submitted::Registered(registered) => self.document(&registered.document),
            Submitted::Kept(kept) | Submitted::Cancelled(kept) => self.document(&kept.document),
            Submitted::Refused(refused) => self.report(refused.by.name(), &refused.report),
            Submitted::NotRequired(_) => self.status("not_required"),
            Submitted::CannotTell(answer) => {
                self.status("cannot_tell");
                self.add("MESSAGE", &answer.message);
                self.add("FIX", &answer.fix);
            }
            _ => self.status("unknown"),
        }
    }

    fn document(&mut self, document: &DocumentAnswer) {
        self.status(document.status.name());
        self.add("IRN", document.irn);
        if document.sandbox {
            self.add("SANDBOX", "NOT A TAX INVOICE");
        }
        if let Some(registration) = &document.registration {
            self.add("ACK_NO", &registration.ack_no);
            self.some("ACK_DATE", registration.ack_date);
            self.some("CANCEL_UNTIL", registration.cancel_until);
            self.some("SIGNED_QR", registration.signed_qr.as_ref());
        }
        if let Some(ewb) = document.ewb() {
            self.add("EWB_STATUS", ewb.status.name());
            self.some("EWB_NO", ewb.ewb_no.as_ref());
            self.some("EWB_VALID_UNTIL", ewb.valid_until);
        }
        self.some("MESSAGE", document.waits.as_ref().map(|waits| &waits.message));
        if let Some(report) = &document.report {
            self.findings(report);
        }
    }

    /// What can't be read, or contradicts what was registered.
    pub fn error(&mut self, error: &Error) {
        self.status("failed");
        self.add("MESSAGE", &error.message);
        self.some("FIX", error.fix.as_ref());
    }

    /// Writes the answer; from then on the bill is done.
    pub fn write(&self, bill: &Path) -> Result<()> {
        let text: String = self.lines.iter().map(|(key, value)| format!("{key}={value}\r\n")).collect();
        write(&suffixed(bill, "txt"), text.as_bytes())
    }
}
