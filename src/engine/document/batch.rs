//! Many documents at once: a job of several threads, each submitting one document at a time, with a result for each.
//!
//! A job keeps nothing that the ledger doesn't: what was registered is read from there when it is asked for. So a job that
//! was killed is resumed by running the same batch again. A document whose answer was lost is put aside between look-ups, and
//! its thread goes on with others.

mod came;
mod rate;
mod shelf;

use crate::answer::batch::{BatchOrigin, BatchRequest, BatchResult, Progress, Results};
use crate::answer::submitted::Submitted;
use crate::answer::table::ConvertRequest;
use crate::answer::{Answer, Outcome};
use crate::engine::bill::source::DocumentSource;
use crate::engine::config::ledger::LedgerPlace;
use crate::engine::config::options::{BatchOptions, CallOptions, ProgressOptions, ResultsOptions};
use crate::engine::document::batch::rate::RateLimit;
use crate::engine::document::submit;
use crate::engine::document::submit::Ended;
use crate::engine::process::engine::Engine;
use crate::engine::process::live::STACK;
use crate::engine::process::patience;
use crate::engine::process::patience::Persistence;
use crate::engine::table::{self, OfTable};
use crate::error::{Error, ErrorKind, Result};
use crate::story::DocumentState;
use came::DocumentResult;
use shelf::ReportShelf;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Documents in flight, unless the caller says otherwise (docs/performance.md shows why), and at most.
const IN_FLIGHT: usize = 64;

const MOST_IN_FLIGHT: usize = 512;

/// Results of a page, unless the caller says otherwise, and at most.
const PAGE: usize = 1000;

const LARGEST_PAGE: usize = 10_000;

/// Documents put aside at a time; those beyond are answered as they are, in doubt.
const MOST_ASIDE: usize = 1000;

/// A batch under way, or done.
pub struct Job {
    pid: u32,
    work: Arc<Work>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the threads of a job share.
struct Work {
    engine: Arc<Engine>,
    options: CallOptions,
    source: Mutex<DocumentSource>,
    table: Option<OfTable>,
    /// Where each document has a file of its own: those files.
    files: Option<Arc<[PathBuf]>>,
    /// Whether every document was taken from it.
    exhausted: AtomicBool,
    aside: Mutex<Vec<Aside>>,
    pace: Option<RateLimit>,
    stopping: AtomicBool,
    running: AtomicUsize,
    total: usize,
    begun: Instant,
    done: Mutex<BatchDone>,
    shelf: ReportShelf,
    news: Condvar,
}

/// A document in doubt, until the portal is asked about it again.
struct Aside {
    index: usize,
    document: String,
    /// How it stands so far.
    ended: Ended,
    due: Instant,
    tries: Tries,
}

/// What was tried of a document that is in doubt.
#[derive(Clone, Copy)]
struct Tries {
    begun: Instant,
    looks: usize,
}

/// What a thread does next.
enum NextWork {
    Document(usize, Result<String>),
    Again(Aside),
    Rest(Duration),
}

/// What came of the documents.
#[derive(Default)]
struct BatchDone {
    /// By the documents' numbers; `None` while one is under way.
    results: Vec<Option<DocumentResult>>,
    /// Documents from the first on without a gap.
    whole: usize,
    registered: usize,
    rejected: usize,
    pending: usize,
    failed: usize,
    not_required: usize,
    ended: Option<Instant>,
}

/// The documents of a request; of a table, its ready bills.
fn documents(
    engine: &Engine,
    request: BatchRequest<'_>,
    options: &CallOptions,
) -> Result<(DocumentSource, Option<OfTable>)> {
    let of_table = |request: &ConvertRequest| {
        let (source, table) = table::for_batch(engine, request, options)?;
        Ok((source, Some(table)))
    };
    match request {
        BatchRequest::Text(text) => Ok((DocumentSource::of_text(text)?, None)),
        BatchRequest::Path(path) if table::is_table(&path)? => of_table(&ConvertRequest::of_path(path)),
        BatchRequest::Path(path) => Ok((DocumentSource::of_path(&path)?, None)),
        BatchRequest::Table(request) => of_table(&request),
        BatchRequest::Files(files) => Ok((DocumentSource::of_files(files), None)),
    }
}

/// Where the job may have a file of its own: beside a ledger that is one. A ledger in memory means that nothing is to be
/// written.
fn beside_ledger(engine: &Engine) -> Option<PathBuf> {
    match engine.resolved.ledger.as_ref()? {
        LedgerPlace::File(path) => std::path::absolute(path).ok()?.parent().map(Path::to_owned),
        #[cfg(feature = "postgres")]
        LedgerPlace::Postgres(_) => Some(std::env::temp_dir()),
    }
}

impl Job {
    /// Begins a batch.
    ///
    /// ```
    /// use einv::answer::batch::BatchRequest;
    /// use einv::engine::{BatchOptions, Engine, Job, ProgressOptions};
    /// use std::sync::Arc;
    /// use std::time::Duration;
    ///
    /// let engine = Arc::new(Engine::open(r#"{"on":"2026-11-21"}"#)?); // the built-in sandbox
    /// let bills = format!("[{}]", include_str!("../../../examples/bills/good.json"));
    /// let job = Job::begin(&engine, BatchRequest::Text(&bills), &BatchOptions::new().in_flight(4))?;
    /// while !job.wait(Duration::from_millis(100)) {}
    /// assert_eq!(job.progress(&ProgressOptions::new())?.registered, 1);
    /// # Ok::<(), einv::error::Error>(())
    /// ```
    pub fn begin(engine: &Arc<Engine>, request: BatchRequest<'_>, options: &BatchOptions) -> Result<Job> {
        let options = &options.0;
        let live = engine.live()?;
        let (source, table) = documents(engine, request, options)?;
        let pace = options.per_second()?.map(RateLimit::new);
        let in_flight = options.in_flight.unwrap_or(IN_FLIGHT).clamp(1, MOST_IN_FLIGHT).min(source.total.max(1));
        let work = Arc::new(Work {
            engine: Arc::clone(engine),
            options: options.clone(),
            total: source.total,
            files: source.files(),
            source: Mutex::new(source),
            table,
            exhausted: AtomicBool::new(false),
            aside: Mutex::default(),
            pace,
            stopping: AtomicBool::new(false),
            running: AtomicUsize::new(in_flight),
            begun: Instant::now(),
            done: Mutex::default(),
            shelf: ReportShelf::new(beside_ledger(engine)),
            news: Condvar::new(),
        });
        let mut threads = Vec::with_capacity(in_flight);
        for _ in 0..in_flight {
            let own = Arc::clone(&work);
            match std::thread::Builder::new().name("einv-batch".to_owned()).stack_size(STACK).spawn(move || own.run()) {
                Ok(thread) => threads.push(thread),
                Err(_) if !threads.is_empty() => work.leave(),
                Err(e) => {
                    return Err(Error::new(ErrorKind::Limit, format!("no thread can be started for the batch: {e}")));
                }
            }
        }
        Ok(Job { pid: live.pid, work, threads: Mutex::new(threads) })
    }

    /// Whether this is a job of that engine.
    pub(crate) fn is_of(&self, engine: &Arc<Engine>) -> bool {
        Arc::ptr_eq(&self.work.engine, engine)
    }

    /// Begins no further document; those under way end in their own time.
    pub fn stop(&self) {
        self.work.stopping.store(true, Ordering::Relaxed);
    }

    /// Stops, and waits for the documents under way.
    pub fn end(&self) {
        self.stop();
        let threads = std::mem::take(&mut *lock(&self.threads));
        // A child of a fork has none of them.
        if self.pid == std::process::id() {
            threads.into_iter().for_each(|thread| drop(thread.join()));
        } else {
            std::mem::forget(threads);
        }
    }

    /// Waits for the end, or for `most`.
    pub fn wait(&self, most: Duration) -> bool {
        let done = lock(&self.work.done);
        let wait = self.work.news.wait_timeout_while(done, most, |done| done.ended.is_none());
        wait.unwrap_or_else(PoisonError::into_inner).0.ended.is_some()
    }

    fn here(&self) -> Result<&Work> {
        if self.pid == std::process::id() {
            return Ok(&self.work);
        }
        Err(Error::new(ErrorKind::Handle, "this batch belongs to the process that was forked")
            .fix("begin it again: what is registered is not sent twice"))
    }

    /// How far it is.
    pub fn progress(&self, _: &ProgressOptions) -> Result<Progress> {
        let work = self.here()?;
        let done = lock(&work.done);
        let finished = done.ended.is_some();
        let all = done.registered + done.rejected + done.pending + done.failed + done.not_required;
        let took = done.ended.unwrap_or_else(Instant::now).duration_since(work.begun).as_secs_f64();
        let rate = if took > 0.0 { all as f64 / took } else { 0.0 };
        let left = (!finished && rate > 0.0).then(|| ((work.total - all) as f64 / rate).ceil() as u64);
        Ok(Progress {
            finished,
            stopped: work.stopping.load(Ordering::Relaxed),
            total: work.total,
            done: all,
            registered: done.registered,
            rejected: done.rejected,
            pending: done.pending,
            failed: done.failed,
            not_required: done.not_required,
            per_second: (rate * 10.0).round() / 10.0,
            seconds: (took * 1000.0).round() / 1000.0,
            seconds_left: left,
            table: work.table.as_ref().map(|table| table.counts),
        })
    }

    /// A page of results, in the documents' order: those from `after` on that are there without a gap.
    pub fn results(&self, options: &ResultsOptions) -> Result<Results> {
        let options = &options.0;
        let work = self.here()?;
        let after = options.after.unwrap_or(0);
        let limit = options.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
        let patience = Duration::from_millis(options.wait_ms.unwrap_or(0).min(60_000));
        let done = lock(&work.done);
        let wait = work.news.wait_timeout_while(done, patience, |d| d.whole <= after && d.ended.is_none());
        let done = wait.unwrap_or_else(PoisonError::into_inner).0;
        let (from, to) = (after.min(done.whole), done.whole.min(after.saturating_add(limit)));
        let page: Vec<(usize, DocumentResult)> =
            (from..to).filter_map(|index| Some((index, done.results[index].clone()?))).collect();
        let next = if done.ended.is_some() && to >= done.whole { None } else { Some(after.max(to)) };
        drop(done);
        let call = work.engine.call(&work.options)?;
        let result = |(index, came): (usize, DocumentResult)| {
            let (came, number) = came.whole(&call, &work.shelf)?;
            let mut origin = work.origin(index);
            origin.number = origin.number.or(number);
            Ok(BatchResult { index, origin, came })
        };
        Ok(Results { results: page.into_iter().map(result).collect::<Result<_>>()?, next })
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.end();
    }
}

impl Work {
    /// Where a document comes from.
    fn origin(&self, index: usize) -> BatchOrigin {
        if let Some(table) = &self.table {
            return table.origins.get(index).cloned().unwrap_or_default();
        }
        let file = self.files.as_ref().and_then(|files| files.get(index));
        BatchOrigin { file: file.map(|file| file.display().to_string()), ..BatchOrigin::default() }
    }

    /// One thread: takes a document, submits it, notes what came of it, until there is none left.
    fn run(&self) {
        while let Some(next) = self.next() {
            match next {
                NextWork::Rest(pause) => std::thread::sleep(pause.min(Duration::from_millis(100))),
                NextWork::Document(index, document) => {
                    self.work(index, document, Tries { begun: Instant::now(), looks: 0 });
                }
                NextWork::Again(Aside { index, ended, .. }) if self.stopping.load(Ordering::Relaxed) => {
                    self.note(index, Ok(ended));
                }
                NextWork::Again(Aside { index, document, tries, .. }) => self.work(index, Ok(document), tries),
            }
        }
        self.leave();
    }

    /// What was put aside goes first, once it is due.
    fn next(&self) -> Option<NextWork> {
        let stopping = self.stopping.load(Ordering::Relaxed);
        let due = |aside: &mut Vec<Aside>| {
            let (at, first) = aside.iter().enumerate().min_by_key(|(_, one)| one.due)?;
            (stopping || first.due <= Instant::now()).then(|| aside.swap_remove(at))
        };
        if let Some(again) = due(&mut lock(&self.aside)) {
            return Some(NextWork::Again(again));
        }
        if let Some((index, document)) = self.take() {
            return Some(NextWork::Document(index, document));
        }
        let first = lock(&self.aside).iter().map(|one| one.due).min()?;
        Some(NextWork::Rest(first.saturating_duration_since(Instant::now())))
    }

    fn work(&self, index: usize, document: Result<String>, tries: Tries) {
        let submitted = catch_unwind(AssertUnwindSafe(|| {
            let document = document?;
            Ok((self.submit(&document, tries)?, document))
        }));
        let came = submitted.unwrap_or_else(|_| {
            Err(Error::new(ErrorKind::Panic, "a fault inside einv was caught; nothing half done was kept")
                .fix("submit this document again; if it happens again, report it with the document"))
        });
        if came.as_ref().is_err_and(|e| e.kind == ErrorKind::Stopped) {
            self.stopping.store(true, Ordering::Relaxed);
        }
        match came {
            Ok((ended, document)) => {
                if let Some(ended) = self.put_aside(index, document, ended, tries) {
                    self.note(index, Ok(ended));
                }
            }
            Err(error) => self.note(index, Err(error)),
        }
    }

    /// Puts a document in doubt aside where there is time to ask about it again; gives it back where there is none.
    fn put_aside(&self, index: usize, document: String, ended: Ended, tries: Tries) -> Option<Ended> {
        let Ended::Known { record, .. } = &ended else { return Some(ended) };
        if record.state() != DocumentState::InDoubt
            || record.held_there().is_some()
            || self.stopping.load(Ordering::Relaxed)
        {
            return Some(ended);
        }
        let Ok(live) = self.engine.live() else { return Some(ended) };
        let looks = tries.looks + 1;
        let settle = self.options.settle_ms.map_or(self.options.deadline(), Duration::from_millis);
        let pause = patience::pause(looks, record.arrives_for(&live.ledger.now()));
        let due = pause.map(|pause| Instant::now() + pause);
        let Some(due) = due.filter(|due| *due < tries.begun + settle.min(self.options.deadline())) else {
            return Some(ended);
        };
        let mut aside = lock(&self.aside);
        if aside.len() >= MOST_ASIDE {
            return Some(ended);
        }
        aside.push(Aside { index, document, ended, due, tries: Tries { looks, ..tries } });
        None
    }

    fn take(&self) -> Option<(usize, Result<String>)> {
        if self.exhausted.load(Ordering::Relaxed) {
            return None;
        }
        if let Some(pace) = &self.pace
            && !pace.wait(&self.stopping)
        {
            return None;
        }
        let mut source = lock(&self.source);
        if self.stopping.load(Ordering::Relaxed) {
            return None;
        }
        let next = source.next();
        self.exhausted.store(next.is_none(), Ordering::Relaxed);
        next
    }

    fn submit(&self, document: &str, tries: Tries) -> Result<Ended> {
        let mut call = self.engine.call(&self.options)?;
        call.persistence = Persistence::Once;
        call.deadline = call.deadline.min(tries.begun + self.options.deadline());
        let ended = submit::run(&call, document);
        if let (Some(pace), false) = (&self.pace, call.has_sent()) {
            pace.give_back();
        }
        ended
    }

    fn note(&self, index: usize, ended: Result<Ended>) {
        let mut guard = lock(&self.done);
        let done = &mut *guard;
        let came = match ended {
            Ok(Ended::Known { record, report: _, differs }) => {
                *match record.state() {
                    DocumentState::Registered | DocumentState::Cancelling => &mut done.registered,
                    DocumentState::Rejected | DocumentState::Cancelled => &mut done.rejected,
                    DocumentState::Intended
                    | DocumentState::Pending
                    | DocumentState::Sending
                    | DocumentState::InDoubt
                    | DocumentState::Withdrawn => &mut done.pending,
                } += 1;
                DocumentResult::Kept { irn: record.irn(), differs }
            }
            Ok(Ended::Answered(submitted)) => {
                *match submitted.outcome() {
                    Outcome::Ok => &mut done.not_required,
                    Outcome::Invalid => &mut done.rejected,
                    Outcome::Pending => &mut done.pending,
                } += 1;
                match submitted {
                    Submitted::Refused(refused) => match self.shelf.put(refused) {
                        Ok(mark) => DocumentResult::Shelved(mark),
                        Err(refused) => DocumentResult::Answered(Box::new(Submitted::Refused(refused))),
                    },
                    submitted => DocumentResult::Answered(Box::new(submitted)),
                }
            }
            Err(error) => {
                done.failed += 1;
                DocumentResult::Failed(Box::new(error))
            }
        };
        if done.results.len() <= index {
            done.results.resize_with(index + 1, || None);
        }
        done.results[index] = Some(came);
        let before = done.whole;
        while done.results.get(done.whole).is_some_and(Option::is_some) {
            done.whole += 1;
        }
        let news = done.whole > before;
        drop(guard);
        if news {
            self.news.notify_all();
        }
    }

    /// A thread goes; the last one ends the job.
    fn leave(&self) {
        if self.running.fetch_sub(1, Ordering::AcqRel) == 1 {
            lock(&self.done).ended = Some(Instant::now());
            self.news.notify_all();
        }
    }
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing of what these locks hold is ever left half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
