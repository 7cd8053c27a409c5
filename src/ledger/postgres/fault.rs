//! What can go wrong on the way to the server, by the one question that matters: is it worth waiting for?

use crate::error::{Error, ErrorKind, Result};
use deadpool::managed::PoolError;
use std::time::{Duration, Instant};
use tokio_postgres::error::SqlState;

/// Between two tries, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub enum DatabaseFault {
    /// No connection, a lost one, or a server that starts or stops just now: it comes back.
    Gone(String),
    /// The server takes connections or queries and doesn't answer: it may be frozen.
    Silent(String),
    /// Somebody else was quicker, or holds what is needed: the same again may do.
    Busy(String),
    /// The deadline has passed.
    Late,
    /// Waiting does not help.
    Final(Error),
}

impl From<tokio_postgres::Error> for DatabaseFault {
    fn from(error: tokio_postgres::Error) -> DatabaseFault {
        let words = match error.as_db_error() {
            Some(said) => said.message().to_owned(),
            None => match std::error::Error::source(&error) {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
        };
        let Some(code) = error.code() else {
            let by_network = std::error::Error::source(&error).is_some_and(|s| s.is::<std::io::Error>());
            // A certificate that is not believed comes as an error of the network, too; it will not be another tomorrow.
            let refused = words.contains("certificate") || denies(&words);
            return match (error.is_closed() || by_network || words.contains("timeout")) && !refused {
                true => DatabaseFault::Gone(words),
                false => DatabaseFault::Final(unusable(&words)),
            };
        };
        let gone = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            SqlState::IDLE_SESSION_TIMEOUT,
            // It was the primary, or will be.
            SqlState::READ_ONLY_SQL_TRANSACTION,
        ];
        let busy = [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::TOO_MANY_CONNECTIONS,
            // Two processes that set up the same schema at once.
            SqlState::UNIQUE_VIOLATION,
            SqlState::DUPLICATE_SCHEMA,
            SqlState::DUPLICATE_TABLE,
        ];
        // Poolers say in this class that they are gone, and that they refuse a password, which must not be tried again.
        let class_of_connections = code.code().starts_with("08");
        if gone.contains(code) || (class_of_connections && !denies(&words)) {
            return DatabaseFault::Gone(words);
        }
        if busy.contains(code) {
            return DatabaseFault::Busy(words);
        }
        let fix = match code.code() {
            "28P01" | "28000" | "08P01" | "08004" => {
                "check user and password in the ledger's URL, and the server's pg_hba.conf"
            }
            "3D000" => "create the database, or name another in the ledger's URL",
            "42501" => "let this user use the schema einv, or let one who may create it open the ledger first",
            "53100" => "free some space on the database's disk",
            _ => "look at the database server's log; nothing half done was kept",
        };
        DatabaseFault::Final(unusable(&words).fix(fix))
    }
}

impl From<PoolError<DatabaseFault>> for DatabaseFault {
    fn from(error: PoolError<DatabaseFault>) -> DatabaseFault {
        match error {
            PoolError::Backend(fault) => fault,
            PoolError::Timeout(_) => DatabaseFault::Late,
            PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
                DatabaseFault::Final(unusable("the pool of connections is closed"))
            }
        }
    }
}

/// Whether the words are about who we are: the same again does no good, and locks accounts.
fn denies(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("password") || words.contains("authentication")
}

fn unusable(words: &str) -> Error {
    Error::new(ErrorKind::Ledger, format!("the ledger's database can't be used: {words}"))
}

/// Tries until it is done, waiting does not help, or `until` has come; then it says how long it waited.
pub fn patiently<T>(until: Instant, mut attempt: impl FnMut() -> Result<T, DatabaseFault>) -> Result<T> {
    let (begun, mut pause, mut why) = (Instant::now(), FIRST_PAUSE, None);
    loop {
        match attempt() {
            Ok(done) => return Ok(done),
            Err(DatabaseFault::Final(error)) => return Err(error),
            Err(DatabaseFault::Gone(words) | DatabaseFault::Silent(words)) => why = Some((ErrorKind::Ledger, words)),
            Err(DatabaseFault::Busy(words)) => why = Some((ErrorKind::Timeout, words)),
            // What was seen before the time was up says more.
            Err(DatabaseFault::Late) => {}
        }
        if Instant::now() + pause >= until {
            let (kind, words) = why.unwrap_or_else(|| (ErrorKind::Ledger, "the server gave no answer".to_owned()));
            let waited = begun.elapsed().as_secs_f32();
            let message = format!("the ledger's database can't be used, after {waited:.1} s of waiting: {words}");
            let fix = "see that the database server is up and can be reached, then call again: it can't be sent twice";
            return Err(Error::new(kind, message).fix(fix));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use crate::error::ErrorKind;
    use crate::ledger::postgres::{DatabaseUrl, Postgres};
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A server that says the same to everyone who knocks.
    fn says(answer: Vec<u8>) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().take(100) {
                let Ok(mut stream) = stream else { return };
                count.fetch_add(1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(&answer);
            }
        });
        (format!("postgres://einv:hushhush@127.0.0.1:{port}/bills"), seen)
    }

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[tag][..], &length, body].concat()
    }

    #[test]
    fn a_refused_log_in_is_one_attempt_whoever_refuses_it() {
        let refusal =
            |code: &str, words: &str| message(b'E', format!("SFATAL\0VFATAL\0C{code}\0M{words}\0\0").as_bytes());
        for answer in [
            refusal("28P01", "password authentication failed for user \"einv\""),
            refusal("08P01", "SASL authentication failed for hushhush"),
            refusal("08004", "wrong password hushhush"),
            // A way to log in that we don't speak.
            message(b'R', b"\0\0\0\x0aSCRAM-OTHER\0\0"),
        ] {
            let (url, seen) = says(answer);
            let error = Postgres::open(&DatabaseUrl::parse(&url).unwrap()).err().unwrap();
            assert_eq!((error.kind, seen.load(Ordering::SeqCst)), (ErrorKind::Ledger, 1), "{error}");
            assert!(!format!("{error:?}").contains("hushhush"), "{error}");
        }
    }
}
