//! Where the ledger of a configuration lies.

use crate::engine::config::{given, refused};
use crate::error::Result;
use given::GivenText;
use std::path::PathBuf;

/// Where a ledger lies.
pub enum LedgerPlace {
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres(Box<crate::ledger::postgres::DatabaseUrl>),
}

impl LedgerPlace {
    /// For people: no secret in it.
    pub fn shown(&self) -> String {
        match self {
            LedgerPlace::File(path) => path.display().to_string(),
            #[cfg(feature = "postgres")]
            LedgerPlace::Postgres(address) => address.shown(),
        }
    }
}

/// `None` for one in memory.
pub fn ledger(given: &GivenText) -> Result<Option<LedgerPlace>> {
    let text = given.read("/ledger")?;
    let path = text.reveal();
    if path.is_empty() {
        return Err(refused("/ledger", "an empty path").fix("leave ledger out for memory, or give a file's path"));
    }
    if path.starts_with("postgres://") || path.starts_with("postgresql://") {
        #[cfg(feature = "postgres")]
        return crate::ledger::postgres::DatabaseUrl::parse(path)
            .map(|address| Some(LedgerPlace::Postgres(Box::new(address))));
        #[cfg(not(feature = "postgres"))]
        return Err(crate::error::Error::new(
            crate::error::ErrorKind::Unsupported,
            "this build of einv has no PostgreSQL",
        )
        .at("/ledger"));
    }
    if path.eq_ignore_ascii_case(":memory:") {
        return Ok(None);
    }
    let is_drive = |scheme: &str, rest: &str| scheme.len() == 1 && rest.starts_with(['/', '\\']);
    let scheme = path.split_once(':').filter(|(scheme, rest)| !is_drive(scheme, rest));
    if scheme.is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("file")) {
        return Err(refused("/ledger", "a ledger is named by its path, not by a URI").fix("leave file: out"));
    }
    // A URL that is spelt wrongly may hold a password: nothing of it is repeated.
    if scheme.is_some_and(|(_, rest)| rest.starts_with("//") || rest.contains('@')) {
        return Err(refused("/ledger", "neither a path nor a PostgreSQL URL")
            .fix("give a file's path, or postgres://user:password@host:5432/database"));
    }
    // Whatever folder the process goes to later, and in a fork's child, it is the same file.
    let path = std::path::absolute(path).map_err(|e| refused("/ledger", format!("no path: {e}")))?;
    Ok(Some(LedgerPlace::File(path)))
}
