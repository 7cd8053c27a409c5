//! The log: a line for each exchange with a portal, in a file that somebody reads with an editor.
//!
//! Each engine has a dispatcher of its own (`tracing`), set for the moment of an event: none is global, none has a thread.
//! What is written is what the audit is given, so its secrets are masked in the same way.

use crate::calendar::{Clock, Day};
use crate::engine::config::log::{ConfiguredLog, LogLevel};
use crate::error::{Error, ErrorKind, Result};
use crate::gstin::Gstin;
use crate::irn::Irn;
use crate::portal::tap::Exchanged;
use std::fmt::{Debug, Write as _};
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Dispatch, Event, Metadata, Subscriber, debug, error, info, trace, warn};

/// Days of the log that are kept, unless the configuration says otherwise.
const DAYS: u16 = 30;
/// The target of what is written; events of other crates have another.
const TARGET: &str = "einv";

/// The log of an engine; nothing where none is configured.
#[derive(Clone, Default)]
pub struct EngineLog(Option<Dispatch>);

impl EngineLog {
    /// Opens it: a place that can't be written to is known at once.
    pub fn open(wanted: Option<&ConfiguredLog>) -> Result<EngineLog> {
        let Some(wanted) = wanted.filter(|log| log.level != LogLevel::Off) else { return Ok(EngineLog::default()) };
        let file = DailyFile {
            // Whatever folder the process goes to later, it is the same file.
            path: std::path::absolute(&wanted.file).unwrap_or_else(|_| wanted.file.clone()),
            level: wanted.level.filter(),
            days: wanted.days.unwrap_or(DAYS),
            open: Mutex::new(None),
        };
        file.of(Clock::Wall.now().day(), |_| Ok(())).map_err(|e| {
            Error::new(ErrorKind::Config, format!("the log {} can't be written: {e}", wanted.file.display()))
                .at("/log/file")
                .fix("name a file in a folder where this program may write")
        })?;
        Ok(EngineLog(Some(Dispatch::new(file))))
    }

    fn with(&self, tell: impl FnOnce()) {
        if let Some(dispatch) = &self.0 {
            tracing::dispatcher::with_default(dispatch, tell);
        }
    }

    /// What was opened.
    pub fn opened(&self, portals: &[&str], ledger: &str) {
        let version = env!("CARGO_PKG_VERSION");
        self.with(|| info!(target: "einv", version, portals = portals.join(","), ledger, "opened"));
    }

    /// An exchange with a portal.
    pub fn exchanged(&self, portal: &str, gstin: Gstin, irn: Option<Irn>, ewb: Option<&str>, seen: &Exchanged<'_>) {
        self.with(|| {
            let (call, millis) = (seen.call.name(), seen.took.as_millis() as u64);
            let gstin = gstin.to_string();
            let about = irn.map(|irn| irn.to_string()).or(ewb.map(str::to_owned)).unwrap_or_default();
            match seen.status {
                None => error!(target: "einv", portal, call, gstin, about, millis, why = seen.answered, "no answer"),
                Some(status) if status >= 400 => {
                    warn!(target: "einv", portal, call, gstin, about, millis, status, "answered");
                }
                Some(status) => info!(target: "einv", portal, call, gstin, about, millis, status, "answered"),
            }
            debug!(target: "einv", call, path = seen.path, "path");
            trace!(target: "einv", call, sent = seen.sent, answered = seen.answered, "content");
        });
    }
}

/// A file for each day, that its owner alone may read.
struct DailyFile {
    path: PathBuf,
    level: LevelFilter,
    days: u16,
    open: Mutex<Option<(Day, File)>>,
}

impl DailyFile {
    /// Uses the file of a day; at its beginning, what is too old goes.
    fn of(&self, day: Day, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = match open.take().filter(|(opened, _)| *opened == day) {
            Some((_, file)) => file,
            None => {
                let file = begin(&named(&self.path, day))?;
                self.forget(day);
                file
            }
        };
        let written = write(&mut file);
        *open = Some((day, file));
        written
    }

    /// Removes the files of days that are over for longer than they are kept. One that can't be removed stays.
    fn forget(&self, today: Day) {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_old = day_of(&self.path, &entry.path()).is_some_and(|day| today.days_since(day) > self.days.into());
            if is_old {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// `einv.log` of a day is `einv.2026-11-21.log`.
fn named(path: &Path, day: Day) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}.{}{ending}", day.iso()))
}

/// The day of a file of this log.
fn day_of(path: &Path, file: &Path) -> Option<Day> {
    let day = Day::parse(Path::new(file.file_stem()?).extension().or(file.extension())?.to_str()?)?;
    (named(path, day) == file || named(path, day).file_name() == file.file_name()).then_some(day)
}

fn begin(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A link that somebody laid there is not followed.
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW);
    }
    options.open(path)
}

impl Subscriber for DailyFile {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET && *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let now = Clock::Wall.now();
        let mut line = LogLine { message: String::new(), fields: String::new() };
        event.record(&mut line);
        let text = format!("{now} {:<5} {}{}\n", event.metadata().level(), line.message, line.fields);
        // A full disk must not keep a bill from being registered.
        let _ = self.of(now.day(), |file| file.write_all(text.as_bytes()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The parts of a line.
struct LogLine {
    message: String,
    fields: String,
}

impl Visit for LogLine {
    fn record_str(&mut self, field: &Field, value: &str) {
        let is_plain = !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || "-_./:,".contains(c));
        let _ = match is_plain {
            true => write!(self.fields, " {}={value}", field.name()),
            // Escaped: what a portal says makes no line of ours.
            false => write!(self.fields, " {}={value:?}", field.name()),
        };
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_day_is_known_by_its_name() {
        let day = Day::parse("2026-11-21").unwrap();
        for path in ["/var/einv.log", "/var/einv", "einv.log"] {
            let path = Path::new(path);
            assert_eq!(day_of(path, &named(path, day)), Some(day), "{}", path.display());
            assert_eq!(day_of(path, path), None);
        }
        assert_eq!(named(Path::new("/var/einv.log"), day), Path::new("/var/einv.2026-11-21.log"));
        assert_eq!(day_of(Path::new("/var/einv.log"), Path::new("/var/other.2026-11-21.log")), None);
    }
}
