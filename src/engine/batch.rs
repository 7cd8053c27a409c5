//! Many documents at once: a job of several threads, each submitting one document at a time, with a result for each.
//!
//! A job keeps nothing that the ledger doesn't: what was registered is read from there when it is asked for. So a job that
//! was killed is resumed by running the same batch again.

use super::call::Call;
use super::live::STACK;
use super::source::Source;
use super::submit::{self, Ended};
use super::{BatchOptions, Engine, Options, ProgressOptions, ResultsOptions, answer};
use crate::answer::batch::{self as answers, BatchResult, Origin, Progress, Results};
use crate::answer::document::Unknown;
use crate::answer::submitted::Submitted;
use crate::answer::table::Counts;
use crate::answer::{Answer, Outcome};
use crate::error::{Error, Kind, Result};
use crate::irn::Irn;
use crate::story::State;
use serde::Deserialize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
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

/// A batch under way, or done.
pub struct Job {
    pid: u32,
    work: Arc<Work>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the threads of a job share.
struct Work {
    engine: Arc<Engine>,
    options: Options,
    source: Mutex<Source>,
    /// Of a table: where each document stands in it, and what else was there.
    table: Option<OfTable>,
    pace: Option<Pace>,
    stopping: AtomicBool,
    running: AtomicUsize,
    total: usize,
    begun: Instant,
    done: Mutex<Done>,
    news: Condvar,
}

/// What came of the documents.
#[derive(Default)]
struct Done {
    /// By the documents' numbers; `None` while one is under way.
    results: Vec<Option<Came>>,
    /// Documents from the first on without a gap.
    whole: usize,
    registered: usize,
    rejected: usize,
    pending: usize,
    failed: usize,
    not_required: usize,
    ended: Option<Instant>,
}

/// What came of one document.
#[derive(Clone)]
enum Came {
    /// The ledger has the rest.
    Kept { irn: Irn, differs: Vec<String> },
    /// It was answered without the ledger.
    Answered(Box<Submitted>),
    /// The call failed.
    Failed(Box<Error>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an array of invoices, one invoice a line, or {\"path\"}")]
struct Where {
    path: PathBuf,
}

/// Documents of an array, of lines, or of the file or folder that a path names.
fn documents(input: &str) -> Result<Source> {
    match serde_json::from_str::<Where>(input) {
        Ok(Where { path }) if input.trim_start().starts_with('{') => Source::of_path(&path),
        Ok(_) | Err(_) => Source::of_text(input),
    }
}

/// What a batch remembers of its table.
struct OfTable {
    counts: Counts,
    origins: Vec<Origin>,
}

/// The ready bills of a table.
#[cfg(feature = "tables")]
fn of_table(engine: &Engine, input: &str, options: &Options) -> Result<Option<(Source, OfTable)>> {
    let found = super::table::for_batch(engine, input, options)?;
    Ok(found.map(|(source, counts, origins)| (source, OfTable { counts, origins })))
}

#[cfg(not(feature = "tables"))]
fn of_table(_: &Engine, _: &str, _: &Options) -> Result<Option<(Source, OfTable)>> {
    Ok(None)
}

impl Job {
    /// Begins a batch: of an array, of NDJSON, of the file or folder that {"path"} names, or of a table as
    /// [`convert`](super::convert) takes it.
    pub fn begin(engine: &Arc<Engine>, input: &str, options: &BatchOptions) -> Result<Job> {
        let options = &options.0;
        let live = engine.live()?;
        let (source, table) = match of_table(engine, input, options)? {
            Some((source, table)) => (source, Some(table)),
            None => (documents(input)?, None),
        };
        let pace = options.per_second()?.map(Pace::new);
        let in_flight = options.in_flight.unwrap_or(IN_FLIGHT).clamp(1, MOST_IN_FLIGHT).min(source.total.max(1));
        let work = Arc::new(Work {
            engine: Arc::clone(engine),
            options: options.clone(),
            total: source.total,
            source: Mutex::new(source),
            table,
            pace,
            stopping: AtomicBool::new(false),
            running: AtomicUsize::new(in_flight),
            begun: Instant::now(),
            done: Mutex::default(),
            news: Condvar::new(),
        });
        let mut threads = Vec::with_capacity(in_flight);
        for _ in 0..in_flight {
            let own = Arc::clone(&work);
            match std::thread::Builder::new().name("einv-batch".to_owned()).stack_size(STACK).spawn(move || own.run()) {
                Ok(thread) => threads.push(thread),
                Err(_) if !threads.is_empty() => work.leave(),
                Err(e) => return Err(Error::new(Kind::Limit, format!("no thread can be started for the batch: {e}"))),
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
        Err(Error::new(Kind::Handle, "this batch belongs to the process that was forked")
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
        let page: Vec<(usize, Came)> =
            (from..to).filter_map(|index| Some((index, done.results[index].clone()?))).collect();
        let next = if done.ended.is_some() && to >= done.whole { None } else { Some(after.max(to)) };
        drop(done);
        let call = work.engine.call(&work.options)?;
        let origin = |index: usize| work.table.as_ref().and_then(|table| table.origins.get(index)).cloned();
        let result =
            |(index, came): (usize, Came)| Ok(BatchResult { index, origin: origin(index), came: came.whole(&call)? });
        Ok(Results { results: page.into_iter().map(result).collect::<Result<_>>()?, next })
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.end();
    }
}

impl Came {
    /// As a page gives it: what lies in the ledger is read without holding others up.
    fn whole(self, call: &Call<'_>) -> Result<answers::Came> {
        Ok(match self {
            Came::Answered(submitted) => answers::Came::Answered(submitted),
            Came::Failed(error) => answers::Came::Failed(*error),
            Came::Kept { irn, differs } => match call.live.ledger.find_irn(&irn)? {
                Some(record) => answers::Came::Kept { document: Box::new(answer::of_record(call, &record)), differs },
                None => answers::Came::Unknown(Box::new(Unknown::of(irn))),
            },
        })
    }
}

impl Work {
    /// One thread: takes a document, submits it, notes what came of it, until there is none left.
    fn run(&self) {
        while let Some((index, document)) = self.take() {
            let submitted = catch_unwind(AssertUnwindSafe(|| self.submit(&document?)));
            let came = submitted.unwrap_or_else(|_| {
                Err(Error::new(Kind::Panic, "a fault inside einv was caught; nothing half done was kept")
                    .fix("submit this document again; if it happens again, report it with the document"))
            });
            if came.as_ref().is_err_and(|e| e.kind == Kind::Stopped) {
                self.stopping.store(true, Ordering::Relaxed);
            }
            self.note(index, came);
        }
        self.leave();
    }

    fn take(&self) -> Option<(usize, Result<String>)> {
        if let Some(pace) = &self.pace
            && !pace.wait(&self.stopping)
        {
            return None;
        }
        let mut source = lock(&self.source);
        if self.stopping.load(Ordering::Relaxed) { None } else { source.next() }
    }

    fn submit(&self, document: &str) -> Result<Ended> {
        let call = self.engine.call(&self.options)?;
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
                    State::Registered | State::Cancelling => &mut done.registered,
                    State::Rejected | State::Cancelled => &mut done.rejected,
                    State::Intended | State::Pending | State::Sending | State::InDoubt | State::Withdrawn => {
                        &mut done.pending
                    }
                } += 1;
                Came::Kept { irn: record.irn(), differs }
            }
            Ok(Ended::Answered(submitted)) => {
                *match submitted.outcome() {
                    Outcome::Ok => &mut done.not_required,
                    Outcome::Invalid => &mut done.rejected,
                    Outcome::Pending => &mut done.pending,
                } += 1;
                Came::Answered(Box::new(submitted))
            }
            Err(error) => {
                done.failed += 1;
                Came::Failed(Box::new(error))
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing of what these locks hold is ever left half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many documents a second, and no more.
struct Pace {
    interval: Duration,
    next: Mutex<Instant>,
}

impl Pace {
    fn new(per_second: f64) -> Pace {
        Pace { interval: Duration::from_secs_f64(1.0 / per_second), next: Mutex::new(Instant::now()) }
    }

    /// Waits for the next turn; `false` when the job is stopped meanwhile.
    fn wait(&self, stopping: &AtomicBool) -> bool {
        let turn = {
            let mut next = lock(&self.next);
            let turn = (*next).max(Instant::now());
            *next = turn + self.interval;
            turn
        };
        loop {
            let left = turn.saturating_duration_since(Instant::now());
            if stopping.load(Ordering::Relaxed) {
                return false;
            }
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(Duration::from_millis(100)));
        }
    }

    /// A turn in which nothing was sent: the ledger had the answer, or the rules.
    fn give_back(&self) {
        let mut next = lock(&self.next);
        *next = next.checked_sub(self.interval).unwrap_or(*next);
    }
}
