//! What can go wrong on the way to the server, by the one question that matters: is it worth waiting for?

use crate::error::{Error, Kind, Result};
use deadpool_postgres::PoolError;
use std::time::{Duration, Instant};
use tokio_postgres::error::SqlState;

/// Between two tries, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub enum Fault {
    /// No connection, a lost one, or a server that starts or stops just now: it comes back.
    Gone(String),
    /// Somebody else was quicker, or holds what is needed: the same again may do.
    Busy(String),
    /// The deadline has passed.
    Late,
    /// Waiting does not help.
    Told(Error),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Fault {
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
            let refused = words.contains("certificate");
            return match (error.is_closed() || by_network || words.contains("timeout")) && !refused {
                true => Fault::Gone(words),
                false => Fault::Told(unusable(&words)),
            };
        };
        let gone = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
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
        if gone.contains(code) || code.code().starts_with("08") {
            return Fault::Gone(words);
        }
        if busy.contains(code) {
            return Fault::Busy(words);
        }
        let fix = match code.code() {
            "28P01" | "28000" => "check user and password in the ledger's URL, and the server's pg_hba.conf",
            "3D000" => "create the database, or name another in the ledger's URL",
            "42501" => "let this user use the schema einv, or let one who may create it open the ledger first",
            "53100" => "free some space on the database's disk",
            _ => "look at the database server's log; nothing half done was kept",
        };
        Fault::Told(unusable(&words).fix(fix))
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Fault {
        match error {
            PoolError::Backend(error) => error.into(),
            PoolError::Timeout(_) => Fault::Late,
            PoolError::PostCreateHook(deadpool_postgres::HookError::Backend(error)) => error.into(),
            other => Fault::Told(unusable(&other.to_string())),
        }
    }
}

fn unusable(words: &str) -> Error {
    Error::new(Kind::Ledger, format!("the ledger's database can't be used: {words}"))
}

/// Tries until it is done, waiting does not help, or `until` has come.
pub fn patiently<T>(until: Instant, mut attempt: impl FnMut() -> Result<T, Fault>) -> Result<T> {
    let mut pause = FIRST_PAUSE;
    loop {
        let (kind, words) = match attempt() {
            Ok(done) => return Ok(done),
            Err(Fault::Told(error)) => return Err(error),
            Err(Fault::Gone(words)) => (Kind::Ledger, words),
            Err(Fault::Busy(words)) => (Kind::Timeout, words),
            Err(Fault::Late) => (Kind::Timeout, "no answer until the deadline".to_owned()),
        };
        if Instant::now() + pause >= until {
            let message = format!("the ledger's database can't be used: {words}");
            let fix = "see that the database server is up and can be reached, then call again: it can't be sent twice";
            return Err(Error::new(kind, message).fix(fix));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
