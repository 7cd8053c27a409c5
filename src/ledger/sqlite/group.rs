//! Many writers, one sync: changes that arrive while another is being written join its transaction.
//!
//! Each writer does its own work, one after the other. No writer returns before the transaction of all is on disk. A
//! writer that fails before it changes anything fails alone. A failure halfway, such as a full disk, undoes the whole
//! transaction, and all of its writers get the error. (A savepoint for each would copy every shared page each time.) A
//! single writer has its own transaction, as if there were no group.

use super::trouble::trouble;
use crate::error::{Error, ErrorKind, Result};
use crate::fork::{Gated, inside};
use rusqlite::{Connection, ErrorCode};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest wait for another process: SQLite counts its milliseconds in 31 bits.
const LONGEST: Duration = Duration::from_secs(86_400);
/// The most changes of one transaction.
const MOST: usize = 256;

/// A writing connection.
pub struct Writer {
    open: Mutex<OpenGroup>,
    /// Writers waiting for their turn: the last one commits.
    queue: AtomicUsize,
}

struct OpenGroup {
    connection: Gated<Connection>,
    group: Option<WriteGroup>,
    /// The number of transactions so far.
    #[cfg(test)]
    commits: usize,
}

/// The writers of one transaction.
struct WriteGroup {
    members: usize,
    end: Arc<GroupEnd>,
}

/// The result of their transaction, once it has ended.
#[derive(Default)]
struct GroupEnd {
    outcome: Mutex<Option<Result<()>>>,
    ended: Condvar,
}

impl GroupEnd {
    fn finish(&self, outcome: Result<()>) {
        *lock(&self.outcome) = Some(outcome);
        self.ended.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let mut outcome = lock(&self.outcome);
        loop {
            match &*outcome {
                Some(outcome) => return outcome.clone(),
                None => outcome = self.ended.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Writer {
    pub fn new(connection: Gated<Connection>) -> Writer {
        let open = OpenGroup {
            connection,
            group: None,
            #[cfg(test)]
            commits: 0,
        };
        Writer { open: Mutex::new(open), queue: AtomicUsize::new(0) }
    }

    /// Does `work` in a transaction and returns its result once that is on disk. Waits for other processes until
    /// `until`.
    pub fn write<T>(&self, until: Instant, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        // A writer leaves a transaction open only to another counted writer, which is inside: no fork can see it.
        let inside = inside();
        self.queue.fetch_add(1, Ordering::SeqCst);
        let mut open = lock(&self.open);
        // A counted writer gets the lock after this one, and with it the group as this one leaves it.
        self.queue.fetch_sub(1, Ordering::SeqCst);
        let end = open.join(until)?;
        let done = open.do_work(work);
        if self.queue.load(Ordering::SeqCst) == 0 || open.is_full() {
            open.commit();
        }
        drop(open);
        drop(inside);
        let committed = end.wait();
        let value = done.unwrap_or_else(|panic| resume_unwind(panic))?;
        committed.map(|()| value)
    }

    /// The connection itself, for reading data that isn't shared.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> T) -> T {
        read(&lock(&self.open).connection)
    }
}

impl OpenGroup {
    /// The open transaction, or a new one.
    fn join(&mut self, until: Instant) -> Result<Arc<GroupEnd>> {
        if self.group.is_none() {
            begin(&self.connection, until)?;
        }
        let group = self.group.get_or_insert_with(|| WriteGroup { members: 0, end: Arc::default() });
        group.members += 1;
        Ok(Arc::clone(&group.end))
    }

    fn is_full(&self) -> bool {
        self.group.as_ref().is_some_and(|group| group.members >= MOST)
    }

    /// Does one member's work. If it fails halfway, the group ends.
    fn do_work<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> std::thread::Result<Result<T>> {
        let before = self.connection.total_changes();
        let done = catch_unwind(AssertUnwindSafe(|| work(&self.connection)));
        let why = match &done {
            Ok(Ok(_)) => return done,
            Ok(Err(error)) => error.clone(),
            Err(_) => Error::new(ErrorKind::Ledger, "a fault in another call undid this change")
                .fix("call again: nothing half done was kept"),
        };
        // SQLite itself rolls a transaction back where it can't continue.
        if self.connection.total_changes() != before || self.connection.is_autocommit() {
            self.end(Err(why));
        }
        done
    }

    /// Commits the group's transaction.
    fn commit(&mut self) {
        if self.group.is_some() {
            #[cfg(test)]
            {
                self.commits += 1;
            }
            let committed = self.connection.execute_batch("COMMIT").map_err(|e| trouble("write", e));
            self.end(committed);
        }
    }

    /// Reports the result to the members. A failed transaction keeps nothing.
    fn end(&mut self, outcome: Result<()>) {
        if outcome.is_err() {
            // If even this fails, the transaction is already gone.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        if let Some(group) = self.group.take() {
            group.end.finish(outcome);
        }
    }
}

/// Begins a write transaction; waits for other processes until `until`.
pub fn begin(connection: &Connection, until: Instant) -> Result<()> {
    let wait = until.saturating_duration_since(Instant::now()).clamp(Duration::from_millis(1), LONGEST);
    connection.busy_timeout(wait).map_err(|e| trouble("lock", e))?;
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|e| match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy) => {
            Error::new(ErrorKind::Timeout, "another program held the ledger until the deadline")
                .fix("call again: nothing half done was kept")
        }
        _ => trouble("lock", e),
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic of a member's work is caught before it can leave anything half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    fn writer(path: &std::path::Path) -> Writer {
        let connection = Gated::open(|| Connection::open(path)).unwrap();
        connection
            .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY)")
            .unwrap();
        Writer::new(connection)
    }

    fn put(writer: &Writer, n: i64) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(10);
        let insert =
            |c: &Connection| c.execute("INSERT INTO t VALUES (?1)", [n]).map(drop).map_err(|e| trouble("write", e));
        writer.write(until, insert)
    }

    #[test]
    fn waiting_writers_share_one_transaction_and_one_failure_stays_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        let (writer, other) = (writer(&path), Connection::open(&path).unwrap());
        put(&writer, 5).unwrap();
        let barrier = Barrier::new(16);
        std::thread::scope(|scope| {
            for n in 0..16i64 {
                let (writer, barrier, other) = (&writer, &barrier, &path);
                scope.spawn(move || {
                    barrier.wait();
                    let until = Instant::now() + Duration::from_secs(10);
                    let work = |c: &Connection| {
                        std::thread::sleep(Duration::from_millis(3));
                        if n == 9 {
                            std::panic::resume_unwind(Box::new("a fault"));
                        }
                        c.execute("INSERT INTO t VALUES (?1)", [n]).map(drop).map_err(|e| trouble("write", e))
                    };
                    let done = catch_unwind(AssertUnwindSafe(|| writer.write(until, work)));
                    match n {
                        5 => assert!(done.unwrap().is_err(), "a number twice"),
                        9 => assert!(done.is_err()),
                        _ => {
                            done.unwrap().unwrap();
                            // Returns only once others can see it.
                            let seen = Connection::open(other).unwrap();
                            let count: i64 =
                                seen.query_row("SELECT count(*) FROM t WHERE n = ?1", [n], |r| r.get(0)).unwrap();
                            assert_eq!(count, 1);
                        }
                    }
                });
            }
        });
        let commits = lock(&writer.open).commits - 1;
        assert!((1..8).contains(&commits), "{commits} transactions for 16 changes");
        let count: i64 = other.query_row("SELECT count(*) FROM t", [], |r| r.get(0)).unwrap();
        assert_eq!(count, 15);
        put(&writer, 99).unwrap();
    }

    #[test]
    fn a_failure_halfway_undoes_the_whole_transaction() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder.path().join("t.db"));
        put(&writer, 5).unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        // Another writer waits, so the first leaves the transaction open for it.
        writer.queue.store(1, Ordering::SeqCst);
        std::thread::scope(|scope| {
            let first = scope.spawn(|| put(&writer, 6));
            while lock(&writer.open).group.is_none() {
                std::thread::yield_now();
            }
            writer.queue.store(0, Ordering::SeqCst);
            let halfway = |c: &Connection| {
                c.execute_batch("INSERT INTO t VALUES (7); INSERT INTO t VALUES (5)").map_err(|e| trouble("write", e))
            };
            assert_eq!(writer.write(until, halfway).unwrap_err().kind, ErrorKind::Ledger);
            assert_eq!(first.join().unwrap().unwrap_err().kind, ErrorKind::Ledger);
        });
        let count = || writer.read(|c| c.query_row("SELECT count(*) FROM t", [], |r| r.get::<_, i64>(0)).unwrap());
        assert_eq!(count(), 1);
        put(&writer, 6).unwrap();
        assert_eq!(count(), 2);
    }

    #[test]
    fn a_blocked_transaction_times_out_for_every_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        let writer = writer(&path);
        let rival = Connection::open(&path).unwrap();
        rival.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)").unwrap();
        std::thread::scope(|scope| {
            for n in 2..6i64 {
                let writer = &writer;
                scope.spawn(move || {
                    let until = Instant::now() + Duration::from_millis(50);
                    let insert =
                        |c: &Connection| c.execute("INSERT INTO t VALUES (?1)", [n]).map_err(|e| trouble("write", e));
                    assert_eq!(writer.write(until, insert).unwrap_err().kind, ErrorKind::Timeout);
                });
            }
        });
        rival.execute_batch("ROLLBACK").unwrap();
        put(&writer, 2).unwrap();
    }
}
