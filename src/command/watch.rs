//! `einv watch`: bills that a program drops into a folder are checked or registered; the answers appear beside them.
//!
//! A bill `X.json` is taken when `X.ok` stands beside it, or when it has not changed for ten seconds. Its answer is `X.txt`, which
//! is written last and at once: where it names the bill's content, the bill is done. After a crash a bill without it is taken
//! again, which registers nothing twice.

use crate::command::args::Common;
use crate::command::bell::FolderBell;
use crate::command::config::{announce, open_engine};
use crate::command::exit::Exit;
use crate::command::say::{line, say, warn_line};
use crate::command::shown::{failed, missing_of, practice};
use crate::command::speech::said;
use crate::command::tidied;
use crate::command::watched::{AnswerFile, WatchNote, suffixed, write};
use clap::Args;
use einv::answer::VerbRequest;
use einv::answer::applicability::ApplicabilityRequest;
use einv::answer::paper::{PrintRequest, QrRequest};
use einv::answer::submitted::Registered;
use einv::answer::{Answer, WrittenAnswer};
use einv::engine::{
    self, ApplicabilityOptions, Engine, EwbDemand, FlushOptions, Format, PrintOptions, QrOptions, SubmitOptions,
    ValidateOptions,
};
use einv::error::{Error, ErrorKind, Result};
use einv::file;
use einv::law::Owed;
use einv::status::Status;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How long a bill without its `.ok` must not have changed.
const QUIET: Duration = Duration::from_secs(10);
/// How often what waits for the portal is tried again.
const FLUSH: Duration = Duration::from_secs(60);
/// The file that keeps a second watcher out.
const LOCK: &str = ".einv-watch.lock";

#[derive(Args)]
pub struct WatchCommand {
    /// The folder
    folder: PathBuf,
    /// Register the bills
    #[arg(long)]
    send: bool,
    /// Only check them; this is what happens unless --send is said
    #[arg(long, conflicts_with = "send")]
    check: bool,
    /// Make e-way bills, too: try makes those that the law asks for, must refuses a bill whose e-way bill would fail
    /// [default: none, but for simple bills with transport.make]
    #[arg(long)]
    ewb: Option<String>,
    /// Look at least every so many seconds; a network drive gives no other sign
    #[arg(long, default_value_t = 2)]
    every: u64,
    /// Take what is there and end: for cron or the Task Scheduler
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    common: Common,
}

/// A file as it was when it was looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FileState {
    length: u64,
    changed: Option<SystemTime>,
}

struct Watcher<'a> {
    asked: &'a WatchCommand,
    /// What was said of e-way bills.
    ewb: Option<EwbDemand>,
    engine: Engine,
    /// Since when each file has been as it is.
    seen: HashMap<PathBuf, (FileState, Instant)>,
    /// Files whose content has its answer.
    done: HashMap<PathBuf, FileState>,
    /// Bills that wait for the portal, or for what is in their way here.
    waiting: Vec<PathBuf>,
    flushed: Instant,
    /// What was last said of each bill, and of the folder: the same is said once.
    said: HashMap<PathBuf, String>,
    worst: Exit,
}

/// Watches until it is stopped, or once.
pub fn run(asked: &WatchCommand) -> Result<Exit> {
    let ewb = asked.ewb.as_deref().map(demand).transpose()?;
    let lock = lock(&asked.folder)?;
    let engine = open_engine(&asked.common)?;
    if asked.send {
        announce(&engine, &asked.common);
    }
    let what = if asked.send { "registered" } else { "checked; --send registers them" };
    say!("{}: bills are {what}{}", asked.folder.display(), practice(engine.about().sandbox));
    let mut watcher = Watcher {
        asked,
        ewb,
        engine,
        seen: HashMap::new(),
        done: HashMap::new(),
        waiting: Vec::new(),
        flushed: Instant::now(),
        said: HashMap::new(),
        worst: Exit::Done,
    };
    let mut bell = if asked.once { None } else { FolderBell::of(&asked.folder) };
    loop {
        let round = watcher.round();
        if asked.once {
            round?;
            drop(lock);
            return Ok(watcher.worst);
        }
        // A network drive may be away for a while.
        match round {
            Ok(()) => drop(watcher.said.remove(&asked.folder)),
            Err(error) => watcher.warn(&asked.folder, &error),
        }
        let pause = Duration::from_secs(asked.every.max(1));
        match &mut bell {
            Some(bell) => bell.wait(pause, is_news),
            None => std::thread::sleep(pause),
        }
    }
}

fn demand(text: &str) -> Result<EwbDemand> {
    match text {
        "try" => Ok(EwbDemand::Try),
        "must" => Ok(EwbDemand::Must),
        other => {
            Err(Error::new(ErrorKind::Option, format!("\"{other}\" is no word for e-way bills")).fix("use try or must"))
        }
    }
}

/// Whether a bill is INV-01: then its transport alone asks for an e-way bill.
fn is_form(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct FormShape {
        #[serde(rename = "DocDtls")]
        document: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_str::<FormShape>(text).is_ok_and(|shape| shape.document.is_some())
}

/// Keeps a second watcher out for as long as the file is held.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let trouble = |e: std::io::Error| {
        Error::new(ErrorKind::Arg, format!("{} can't be watched: {e}", folder.display()))
            .fix("give a folder that you may write to: the answers go there")
    };
    let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(trouble)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Error::new(ErrorKind::Arg, format!("{} is watched by another einv already", folder.display()))
                .fix("one watcher a folder: stop the other one first"))
        }
        Err(std::fs::TryLockError::Error(e)) => Err(trouble(e)),
    }
}

impl Watcher<'_> {
    /// Looks once, takes what is ready, the oldest first, and tries what waits again.
    fn round(&mut self) -> Result<()> {
        for (path, seen) in self.ready()? {
            match self.take(&path) {
                Ok(()) => {
                    self.done.insert(path, seen);
                }
                // Its answer can't be written: it is taken again.
                Err(error) => self.warn(&path, &error),
            }
        }
        if self.waiting.is_empty() || self.flushed.elapsed() < FLUSH {
            return Ok(());
        }
        self.flushed = Instant::now();
        if self.asked.send {
            // What can't be flushed holds up no bill.
            let lock = self.asked.folder.join(LOCK);
            match self.engine.flush(&FlushOptions::new()) {
                Ok(_) => drop(self.said.remove(&lock)),
                Err(error) => self.warn(&lock, &error),
            }
        }
        for path in std::mem::take(&mut self.waiting) {
            if !path.exists() {
                continue;
            }
            if let Err(error) = self.take(&path) {
                self.warn(&path, &error);
                self.waiting.push(path);
            }
        }
        Ok(())
    }

    /// Whether this is news of a bill or the folder.
    fn is_new(&mut self, path: &Path, said: String) -> bool {
        self.said.insert(path.to_owned(), said.clone()).is_none_or(|before| before != said)
    }

    fn warn(&mut self, path: &Path, error: &Error) {
        self.worst = self.worst.max(Exit::from(error));
        if self.is_new(path, error.to_string()) {
            failed(&path.display().to_string(), error);
        }
    }

    /// Bills that are complete and have no answer yet.
    fn ready(&mut self) -> Result<Vec<(PathBuf, FileState)>> {
        let folder = &self.asked.folder;
        let trouble = |e: std::io::Error| {
            Error::new(ErrorKind::Arg, format!("{} can't be read: {e}", folder.display()))
                .fix("check the drive and its rights")
        };
        let mut ready = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(trouble)? {
            let path = entry.map_err(trouble)?.path();
            if !is_bill(&path) {
                continue;
            }
            // It may have gone since.
            let Ok(about) = std::fs::metadata(&path) else { continue };
            let seen = FileState { length: about.len(), changed: about.modified().ok() };
            if !about.is_file() || self.done.get(&path) == Some(&seen) {
                continue;
            }
            let now = Instant::now();
            let since = match self.seen.get(&path) {
                Some((before, since)) if *before == seen => *since,
                Some(_) | None => now,
            };
            self.seen.insert(path.clone(), (seen, since));
            let old = seen.changed.and_then(|changed| changed.elapsed().ok()).is_some_and(|age| age >= QUIET);
            let quiet = now.duration_since(since) >= QUIET || (self.asked.once && old);
            if quiet || suffixed(&path, "ok").is_file() {
                ready.push((path, seen));
            }
        }
        ready.sort_by(|(a, of_a), (b, of_b)| of_a.changed.cmp(&of_b.changed).then_with(|| a.cmp(b)));
        Ok(ready)
    }

    /// Answers a bill, unless it has the answer to this content. An error means that no answer could be written.
    fn take(&mut self, path: &Path) -> Result<()> {
        let (source, bytes) = match file::read(path, file::DOCUMENT) {
            Ok(bytes) => (base16ct::lower::encode_string(&Sha256::digest(&bytes)), Ok(bytes)),
            Err(e) => (String::new(), Err(e)),
        };
        let noted = WatchNote::of(path);
        let is_same = bytes.is_ok() && noted.as_ref().is_some_and(|noted| noted.source == source);
        // A bill that was checked only is registered once --send is said.
        let is_enough = noted.is_some_and(|noted| !noted.waits && (noted.sent || !self.asked.send));
        if is_same && is_enough {
            return Ok(());
        }
        if bytes.is_ok() && !is_same {
            // Papers of other content must not pass for this one's.
            ["pdf", "png"].into_iter().try_for_each(|ending| gone(&suffixed(path, ending)))?;
        }
        let mut file = AnswerFile::new(&source, self.asked.send);
        let answered = match bytes.map(String::from_utf8) {
            Ok(Ok(text)) => self.answer(path, text.trim_start_matches('\u{feff}'), &mut file),
            Ok(Err(_)) => Err(Error::new(ErrorKind::Utf8, "it is not UTF-8").fix("write the bill as UTF-8")),
            Err(e) => Err(unreadable(&e)),
        };
        let (ended, why) = match answered {
            Ok(ended) => (ended, None),
            Err(error) => {
                file = AnswerFile::new(&source, self.asked.send);
                if is_final(error.kind) {
                    file.failed(&error);
                } else {
                    file.waiting(&error);
                }
                let reply = serde_json::to_vec(&error);
                write(&suffixed(path, "answer.json"), &reply.unwrap_or_default())?;
                (Exit::from(&error), Some(error))
            }
        };
        file.write(path)?;
        self.worst = self.worst.max(ended);
        if file.waits() && !self.waiting.iter().any(|waiting| waiting == path) {
            self.waiting.push(path.to_owned());
        }
        if self.is_new(path, file.text()) {
            self.say(path, &file, why.as_ref());
        }
        Ok(())
    }

    /// A line about a bill; one that waits here, or lacks its e-way bill, says why.
    fn say(&self, path: &Path, file: &AnswerFile, why: Option<&Error>) {
        let practice = practice(file.is_sandbox());
        say!("{}: {}{practice}", line(&path.display().to_string()), said(file.word()));
        if let Some(warning) = file.warning() {
            say!("  {warning}");
        }
        if let Some(error) = why.filter(|_| file.waits()) {
            failed(&path.display().to_string(), error);
        }
    }

    /// What is done about the e-way bill of a bill: a program that drops files doesn't say that it wants one.
    fn demand(&self, text: &str) -> Option<EwbDemand> {
        match self.ewb {
            Some(EwbDemand::Try) if is_form(text) => {
                let owed = ApplicabilityRequest::read(text)
                    .and_then(|asked| engine::applicability(Some(&self.engine), asked, &ApplicabilityOptions::new()));
                let due = owed.is_ok_and(|answer| answer.ewb != Owed::NotDue);
                Some(if due { EwbDemand::Try } else { EwbDemand::None })
            }
            None if is_form(text) => Some(EwbDemand::None),
            said => said,
        }
    }

    fn answer(&mut self, path: &Path, text: &str, file: &mut AnswerFile) -> Result<Exit> {
        let common = &self.asked.common;
        let demand = self.demand(text);
        if !self.asked.send {
            let options = demand.into_iter().fold(tidied::validate_options(common), ValidateOptions::ewb);
            let report = engine::validate(Some(&self.engine), text, &options)?;
            file.report(report.verdict.name(), &report);
            let (outcome, reply) = (report.outcome(), WrittenAnswer::of(report));
            write(&suffixed(path, "answer.json"), &reply.into_bytes())?;
            return Ok(Exit::from(outcome));
        }
        let options = SubmitOptions::new().normalize(tidied::wanted(common));
        let submitted = self.engine.submit(text, &demand.into_iter().fold(options, SubmitOptions::ewb))?;
        file.submitted(&submitted);
        let mut ended = Exit::from(submitted.outcome());
        if let Some(missing) = missing_of(&submitted, &path.display().to_string()) {
            file.missing_ewb(&missing);
            ended = Exit::NoEwayBill;
        }
        if let Some(registered) = submitted.registered() {
            self.papers(path, text, registered)?;
        }
        write(&suffixed(path, "answer.json"), &WrittenAnswer::of(submitted).into_bytes())?;
        Ok(ended)
    }

    /// The PDF and the QR of a registered bill.
    fn papers(&self, path: &Path, text: &str, registered: &Registered) -> Result<()> {
        let document = &registered.document;
        if document.status != Status::Registered {
            return Ok(());
        }
        let signed = document.registration.as_ref().and_then(|registration| registration.signed_qr.clone());
        if let Some(signed) = signed {
            let drawn =
                engine::qr(Some(&self.engine), QrRequest::Signed(signed), &QrOptions::new().format(Format::Png))?;
            write(&suffixed(path, "png"), &drawn.0)?;
        }
        let options = PrintOptions::new().normalize(tidied::wanted(&self.asked.common));
        // The page shows what is registered, and not what was edited since.
        let kept = if registered.differs.is_empty() { None } else { self.engine.kept(document.irn)? };
        let text = kept.as_deref().filter(|text| text.trim_start().starts_with('{')).unwrap_or(text);
        // A bill is registered whether or not its page can be drawn.
        match engine::print(Some(&self.engine), PrintRequest::new(text), &options) {
            Ok(printed) => write(&suffixed(path, "pdf"), &printed.pdf)?,
            Err(error) => warn_line!("{}: no PDF: {error}", path.display()),
        }
        Ok(())
    }
}

/// Whether a change of this file may mean that a bill is ready.
fn is_news(path: &Path) -> bool {
    is_bill(path) || path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ok"))
}

/// Whether a file is a bill, and not an answer.
fn is_bill(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().to_lowercase()) else { return false };
    name.ends_with(".json") && !name.ends_with(".answer.json") && !name.starts_with('.')
}

/// Removes a file where there is one.
fn gone(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::new(ErrorKind::Arg, format!("{} can't be removed: {e}", path.display()))
                .fix("close it in other programs, and check the rights"))
        }
        _ => Ok(()),
    }
}

/// Why a bill can't be read.
fn unreadable(e: &std::io::Error) -> Error {
    if file::is_too_large(e) {
        return Error::new(ErrorKind::Limit, format!("it can't be read: {e}"))
            .fix("write each bill to a file of its own; many bills in one file are for einv submit");
    }
    Error::new(ErrorKind::Arg, format!("it can't be read: {e}")).fix("check its rights")
}

/// Whether a failure is about the bill itself: the same bill would fail again.
fn is_final(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Json | ErrorKind::Utf8 | ErrorKind::Limit | ErrorKind::Conflict)
}
