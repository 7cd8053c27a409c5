//! The schema of the database, and what the server says of how well it keeps what it has acknowledged.

use super::connect::ConnectWay;
use super::connection::PooledConnection;
use super::fault::DatabaseFault;
use super::place::ClusterPlace;
use super::values::values;
use crate::error::{Error, ErrorKind};
use deadpool::managed::Pool;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;

/// Each version of the schema is the one before and what its file adds. A file is never changed: its version has been in use.
const SCHEMA: [&str; 3] =
    [include_str!("schema/0001.sql"), include_str!("schema/0002.sql"), include_str!("schema/0003.sql")];
/// What the server says of how well it keeps what it has acknowledged.
#[derive(Default)]
pub(super) struct ServerDurability {
    unsynced: bool,
    /// No commit waits for a standby.
    alone: bool,
    standbys: i64,
    pub(super) place: Option<ClusterPlace>,
}

impl ServerDurability {
    pub(super) fn warnings(&self, has_several: bool) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.unsynced {
            warnings.push(
                "ledger: the database does not sync its disk (fsync = off): a crash of its machine can lose what it has \
                 acknowledged"
                    .to_owned(),
            );
        }
        if self.alone && (has_several || self.standbys > 0) {
            warnings.push(
                "ledger: the database can fail over, and no commit waits for a standby (synchronous_standby_names is \
                 empty): a standby that takes over may lack the last documents. Name the standby there; after a fail-over \
                 without it submit the last documents again"
                    .to_owned(),
            );
        }
        warnings
    }
}

/// Brings the schema up to date, where it isn't; gives the database's clock, and how it stands.
pub(super) async fn set_up(pool: Pool<ConnectWay>) -> Result<(i64, ServerDurability), DatabaseFault> {
    let client = PooledConnection::of(&pool).await?;
    // Who may only use the tables need not be allowed to make them.
    let known = client.answered(async {
        match client.row(sql!("version_of")).await {
            Ok(row) => Ok(row.get::<_, i64>(0)),
            Err(e) if [Some(&SqlState::UNDEFINED_TABLE), Some(&SqlState::INVALID_SCHEMA_NAME)].contains(&e.code()) => {
                Ok(0)
            }
            Err(e) => Err(e),
        }
    });
    let known = known.await?;
    if known > SCHEMA.len() as i64 {
        let message = format!("the ledger was written by a newer einv (its version is {known})");
        return Err(DatabaseFault::Final(Error::new(ErrorKind::Ledger, message).fix("update einv on this machine")));
    }
    if known < SCHEMA.len() as i64 {
        // An index on many documents takes its time: here the server is waited for.
        client.batch("BEGIN").await?;
        client.batch(sql!("version")).await?;
        // Another process may have been here first.
        let known: i64 = client.row(sql!("version_of")).await?.get(0);
        for (index, step) in SCHEMA.iter().enumerate().skip(known as usize) {
            client.batch(step).await?;
            client.rows(sql!("version_is"), &values![index as i64 + 1]).await?;
        }
        client.batch("COMMIT").await?;
    }
    let now = client.answered(client.row(sql!("clock"))).await?.get(0);
    // Another database that speaks this protocol has no such settings; nor need everybody be let look.
    let known = |asked: Result<Row, tokio_postgres::Error>| match asked {
        Ok(row) => Ok(Some(row)),
        Err(e) if e.code().is_some() => Ok(None),
        Err(e) => Err(e),
    };
    let standing = client.answered(async { known(client.row(sql!("standing")).await) }).await?;
    let place = client.answered(async { known(client.row(sql!("place")).await) }).await?;
    let mut standing = standing.map_or_else(ServerDurability::default, |row| ServerDurability {
        unsynced: row.get(0),
        alone: row.get(1),
        standbys: row.get(2),
        place: None,
    });
    standing.place = place.map(|row| ClusterPlace::read(&row));
    client.give_back();
    Ok((now, standing))
}
