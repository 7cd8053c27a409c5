//! What `einv watch` writes beside a bill: `KEY=value` lines, for programs that read no JSON, and for people.

use crate::command::say::{in_commands, line};
use crate::command::shown::{MissingEwb, NO_EWAY_BILL};
use crate::command::speech::said_sentence;
use einv::answer::document::DocumentAnswer;
use einv::answer::submitted::Submitted;
use einv::error::{Error, ErrorKind, Result};
use einv::finding::Report;
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The status of a bill that something here is in the way of: no log-in, a drive that is away, rights.
const WAITING: &str = "waiting";

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
    /// Whether nothing is decided yet: the portal has not answered, or something here is in the way.
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
            waits: value("STATUS").is_some_and(waits),
        })
    }
}

/// Whether a status means that nothing is decided yet.
fn waits(status: &str) -> bool {
    matches!(status, "pending" | "in_doubt" | WAITING)
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

    /// Whether nothing is decided yet: the bill is taken again.
    pub fn waits(&self) -> bool {
        waits(&self.word)
    }

    /// What must not happen now, where something must not.
    pub fn warning(&self) -> Option<&str> {
        self.value("WARNING")
    }

    /// Whether the sandbox registered it.
    pub fn is_sandbox(&self) -> bool {
        self.value("SANDBOX").is_some()
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.lines.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
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
        self.number(report);
        self.some("IRN", report.irn);
        self.findings(report);
    }

    fn number(&mut self, report: &Report) {
        self.some("NUMBER", report.document.number.as_ref());
    }

    /// Where the bill is not as it was registered, or is kept: nothing of that was changed.
    fn differs(&mut self, places: &[String]) {
        for (at, place) in places.iter().enumerate() {
            self.add(format!("DIFFERS_{}", at + 1), place);
        }
    }

    /// A registered bill without the e-way bill that it asked for.
    pub fn missing_ewb(&mut self, missing: &MissingEwb<'_>) {
        if let Some(report) = missing.errors {
            self.faults("EWB_", report);
        }
        self.add("WARNING", format!("{NO_EWAY_BILL} {}", in_commands(&missing.cause)));
    }

    fn findings(&mut self, report: &Report) {
        self.add("FAULTS", report.errors().count());
        self.faults("", report);
    }

    /// What is wrong and what to do, for people: they know commands, not the library's verbs.
    fn faults(&mut self, of: &str, report: &Report) {
        for (at, fault) in report.errors().enumerate() {
            let at = at + 1;
            let place = if fault.path.is_empty() { String::new() } else { format!("{}: ", fault.path) };
            let said = in_commands(&fault.message(report.language));
            self.some(&format!("{of}CODE_{at}"), fault.code.as_ref());
            self.add(format!("{of}FAULT_{at}"), format!("{place}{said}"));
            self.add(format!("{of}FIX_{at}"), in_commands(&fault.fix(report.language)));
        }
    }

    pub fn submitted(&mut self, submitted: &Submitted) {
        match submitted {
            Submitted::Registered(registered) => {
                self.number(&registered.report);
                self.document(&registered.document);
                self.differs(&registered.differs);
            }
            Submitted::Kept(kept) | Submitted::Cancelled(kept) => {
                self.document(&kept.document);
                self.differs(&kept.differs);
            }
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
    pub fn failed(&mut self, error: &Error) {
        self.error("failed", error);
    }

    /// What is in the way of an answer: the bill is taken again.
    pub fn waiting(&mut self, error: &Error) {
        self.error(WAITING, error);
    }

    fn error(&mut self, word: &str, error: &Error) {
        let said = |text: &str| in_commands(&said_sentence(text));
        self.status(word);
        self.add("MESSAGE", said(&error.message));
        self.some("FIX", error.fix.as_deref().map(said));
    }

    /// As it is written.
    pub fn text(&self) -> String {
        self.lines.iter().map(|(key, value)| format!("{key}={value}\r\n")).collect()
    }

    /// Writes the answer; from then on the bill is done.
    pub fn write(&self, bill: &Path) -> Result<()> {
        write(&suffixed(bill, "txt"), self.text().as_bytes())
    }
}
