//! Many writers, one sync: changes that come while another is being written go into its transaction.
//!
//! Each writer does its own work, one after the other, and none of them is told that it is done before the transaction of all
//! is on disk. Who fails before changing anything fails alone; a failure halfway, such as a full disk's, undoes the whole
//! transaction, and all of its writers are told. (A savepoint for each would copy every page they share, each time.) Alone,
//! a writer has a transaction for itself, as if there were no group.

use super::sqlite::trouble;
use crate::error::{Error, Kind, Result};
use crate::fork::{Gated, inside};
use rusqlite::{Connection, ErrorCode};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest wait for another process: SQLite counts its milliseconds in 31 bits.
const LONGEST: Duration = Duration::from_secs(86_400);
/// Changes of one transaction, at most.
const MOST: usize = 256;

/// A connection that writes.
pub struct Writer {
    open: Mutex<Open>,
    /// Writers that wait for their turn: the last one commits.
    queue: AtomicUsize,
}

struct Open {
    connection: Gated<Connection>,
    group: Option<Group>,
    /// How many transactions there were.
    #[cfg(test)]
    commits: usize,
}

/// The writers of one transaction.
struct Group {
    members: usize,
    end: Arc<End>,
}

/// How their transaction ended, once it has.
#[derive(Default)]
struct End {
    outcome: Mutex<Option<Result<()>>>,
    told: Condvar,
}

impl End {
    fn tell(&self, outcome: Result<()>) {
        *lock(&self.outcome) = Some(outcome);
        self.told.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let mut outcome = lock(&self.outcome);
        loop {
            match &*outcome {
                Some(outcome) => return outcome.clone(),
                None => outcome = self.told.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Writer {
    pub fn new(connection: Gated<Connection>) -> Writer {
        let open = Open {
            connection,
            group: None,
            #[cfg(test)]
            commits: 0,
        };
        Writer { open: Mutex::new(open), queue: AtomicUsize::new(0) }
    }

    /// Does `work` in a transaction and gives what it gave once that is on disk. Waits for other processes until `until`.
    pub fn write<T>(&self, until: Instant, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        // Whoever leaves a transaction open leaves it to somebody who is counted, and so inside: no fork meets it.
        let inside = inside();
        self.queue.fetch_add(1, Ordering::SeqCst);
        let mut open = lock(&self.open);
        // Who is still counted gets the lock after this one, and with it the group as it is left here.
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

    /// The connection itself, for reading what is not shared with others.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> T) -> T {
        read(&lock(&self.open).connection)
    }
}

impl Open {
    /// The open transaction, or a new one.
    fn join(&mut self, until: Instant) -> Result<Arc<End>> {
        if self.group.is_none() {
            begin(&self.connection, until)?;
        }
        let group = self.group.get_or_insert_with(|| Group { members: 0, end: Arc::default() });
        group.members += 1;
        Ok(Arc::clone(&group.end))
    }

    fn is_full(&self) -> bool {
        self.group.as_ref().is_some_and(|group| group.members >= MOST)
    }

    /// One member's work; where it fails halfway there is no group any more.
    fn do_work<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> std::thread::Result<Result<T>> {
        let before = self.connection.total_changes();
        let done = catch_unwind(AssertUnwindSafe(|| work(&self.connection)));
        let why = match &done {
            Ok(Ok(_)) => return done,
            Ok(Err(error)) => error.clone(),
            Err(_) => Error::new(Kind::Ledger, "a fault in another call undid this change")
                .fix("call again: nothing half done was kept"),
        };
        // SQLite itself gives a transaction up where it can't go on.
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

    /// Tells the members how it ended. Of what failed nothing is kept.
    fn end(&mut self, outcome: Result<()>) {
        if outcome.is_err() {
            // Where even this fails the transaction is gone already.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        if let Some(group) = self.group.take() {
            group.end.tell(outcome);
        }
    }
}

/// A write transaction, waiting for other processes until `until`.
pub fn begin(connection: &Connection, until: Instant) -> Result<()> {
    let wait = until.saturating_duration_since(Instant::now()).clamp(Duration::from_millis(1), LONGEST);
    connection.busy_timeout(wait).map_err(|e| trouble("lock", e))?;
    connection.execute_batch("BEGIN IMMEDIATE").map_err(|e| match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy) => {
            Error::new(Kind::Timeout, "another program held the ledger until the deadline")
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
    fn what_waits_goes_into_one_transaction_and_one_members_failure_is_its_own() {
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
                            // Told only once others can see it.
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
    fn what_fails_halfway_is_undone_with_all_that_shared_its_transaction() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder.path().join("t.db"));
        put(&writer, 5).unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        // Somebody waits for a turn, so the first leaves the transaction open for the second.
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
            assert_eq!(writer.write(until, halfway).unwrap_err().kind, Kind::Ledger);
            assert_eq!(first.join().unwrap().unwrap_err().kind, Kind::Ledger);
        });
        let count = || writer.read(|c| c.query_row("SELECT count(*) FROM t", [], |r| r.get::<_, i64>(0)).unwrap());
        assert_eq!(count(), 1);
        put(&writer, 6).unwrap();
        assert_eq!(count(), 2);
    }

    #[test]
    fn a_transaction_that_another_program_keeps_from_beginning_is_everybodys_timeout_and_nobodys_hang() {
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
                    assert_eq!(writer.write(until, insert).unwrap_err().kind, Kind::Timeout);
                });
            }
        });
        rival.execute_batch("ROLLBACK").unwrap();
        put(&writer, 2).unwrap();
    }
}
