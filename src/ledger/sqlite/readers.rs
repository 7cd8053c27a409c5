//! The connections that read committed data while others write. They are few: a read is short, and waits for one that is
//! free only while all of them are at work.

use super::file::open_file;
use super::trouble::trouble;
use crate::error::Result;
use crate::fork::Gated;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Connections at most. A long piece of work reads page by page, so it has one of them only now and then.
const MOST: usize = 4;

pub(super) struct Readers {
    path: PathBuf,
    /// The file that was opened: by its name, another one may lie there later.
    file: Option<FileIdentity>,
    patience: Duration,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

struct Shelf {
    free: Vec<Gated<Connection>>,
    /// How many more may be opened.
    left: usize,
}

impl Readers {
    /// One connection; the others are opened when they are needed.
    pub fn open(path: &Path, patience: Duration) -> Result<Readers> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let file = FileIdentity::of(&path);
        let first = reader(&path, patience)?;
        let shelf = Mutex::new(Shelf { free: vec![first], left: MOST - 1 });
        Ok(Readers { path, file, patience, shelf, returned: Condvar::new() })
    }

    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> T) -> T {
        let lent = self.lend();
        match &lent.connection {
            Some(connection) => read(connection),
            // A loan has its connection until it is dropped.
            None => unreachable!("a loan without its connection"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        // Nothing of it is ever left half done.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lend(&self) -> Loan<'_> {
        let mut shelf = self.lock();
        loop {
            if let Some(connection) = shelf.free.pop() {
                return Loan { readers: self, connection: Some(connection) };
            }
            if shelf.left > 0 {
                shelf.left -= 1;
                drop(shelf);
                let same = FileIdentity::of(&self.path) == self.file;
                if let Some(connection) = same.then(|| reader(&self.path, self.patience).ok()).flatten() {
                    return Loan { readers: self, connection: Some(connection) };
                }
                // The first one is there, and goes on reading what was opened.
                shelf = self.lock();
                shelf.left = 0;
                continue;
            }
            shelf = self.returned.wait(shelf).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn reader(path: &Path, patience: Duration) -> Result<Gated<Connection>> {
    let connection = Gated::open(|| open_file(path)).map_err(|e| trouble("open", e))?;
    connection.busy_timeout(patience).map_err(|e| trouble("open", e))?;
    Ok(connection)
}

/// A connection in use. However the reading ends, it goes back.
struct Loan<'r> {
    readers: &'r Readers,
    connection: Option<Gated<Connection>>,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        self.readers.lock().free.extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}

/// Which file it is, whatever its name. Where the system doesn't say, a file in use can't be replaced.
#[derive(PartialEq, Eq)]
struct FileIdentity {
    #[cfg(unix)]
    numbers: (u64, u64),
}

impl FileIdentity {
    fn of(path: &Path) -> Option<FileIdentity> {
        let facts = std::fs::metadata(path).ok()?;
        #[cfg(unix)]
        return Some(FileIdentity {
            numbers: (std::os::unix::fs::MetadataExt::dev(&facts), std::os::unix::fs::MetadataExt::ino(&facts)),
        });
        #[cfg(not(unix))]
        facts.is_file().then_some(FileIdentity {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    fn number(connection: &Connection) -> i64 {
        connection.query_row("SELECT n FROM numbers", [], |row| row.get(0)).unwrap()
    }

    fn file_with(path: &Path, n: i64) {
        let made = Connection::open(path).unwrap();
        made.execute_batch(&format!("CREATE TABLE numbers (n); INSERT INTO numbers VALUES ({n})")).unwrap();
    }

    #[test]
    fn several_read_at_the_same_time_and_no_more_than_the_connections() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.db");
        file_with(&path, 7);
        let readers = Readers::open(&path, Duration::from_secs(1)).unwrap();
        let (meeting, most) = (Barrier::new(MOST), Mutex::new((0, 0)));
        std::thread::scope(|scope| {
            for _ in 0..MOST {
                // All of them are inside together: none waits for another.
                scope.spawn(|| {
                    readers.read(|c| {
                        meeting.wait();
                        assert_eq!(number(c), 7);
                    });
                });
            }
        });
        std::thread::scope(|scope| {
            for _ in 0..4 * MOST {
                scope.spawn(|| {
                    readers.read(|c| {
                        let mut now = most.lock().unwrap();
                        *now = (now.0 + 1, now.1.max(now.0 + 1));
                        drop(now);
                        assert_eq!(number(c), 7);
                        std::thread::sleep(Duration::from_millis(2));
                        most.lock().unwrap().0 -= 1;
                    });
                });
            }
        });
        assert!(most.lock().unwrap().1 <= MOST);
    }

    #[test]
    fn a_panic_while_reading_keeps_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.db");
        file_with(&path, 7);
        let readers = Readers::open(&path, Duration::from_secs(1)).unwrap();
        for _ in 0..2 * MOST {
            let panics = std::panic::AssertUnwindSafe(|| readers.read(|_| panic!("by this test")));
            assert!(std::panic::catch_unwind(panics).is_err());
        }
        assert_eq!(readers.read(number), 7);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_put_in_the_ledgers_place_is_never_read_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.db");
        file_with(&path, 7);
        let readers = Readers::open(&path, Duration::from_secs(1)).unwrap();
        std::fs::rename(&path, folder.path().join("old.db")).unwrap();
        file_with(&path, 8);
        std::thread::scope(|scope| {
            for _ in 0..4 * MOST {
                scope.spawn(|| {
                    readers.read(|c| {
                        std::thread::sleep(Duration::from_millis(2));
                        assert_eq!(number(c), 7);
                    });
                });
            }
        });
    }
}
