//! A connection in use: what is asked on it is answered in time, or it is left.
//!
//! It carries nothing from one transaction to the next, neither settings nor named statements, so a pooler may hand each
//! transaction to another of the server's sessions.

use super::connect::ConnectWay;
use super::fault::DatabaseFault;
use super::values::Values;
use deadpool::managed::{Object, Pool};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error, Row};

/// A connection out of the pool: closed, and what it was at undone, unless it is given back.
pub struct PooledConnection(Option<Object<ConnectWay>>, Pool<ConnectWay>);

impl PooledConnection {
    pub async fn of(pool: &Pool<ConnectWay>) -> Result<PooledConnection, DatabaseFault> {
        Ok(PooledConnection(Some(pool.get().await?), pool.clone()))
    }

    fn line(&self) -> &Object<ConnectWay> {
        // Only `give_back` and the drop take it, and both end this value.
        self.0.as_ref().unwrap_or_else(|| unreachable!())
    }

    /// Begins a transaction, in which no client that is frozen or cut off holds a row for ever.
    pub async fn begin(&self) -> Result<(), Error> {
        self.batch(self.1.manager().begin()).await
    }

    pub async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.line().client.batch_execute(sql).await
    }

    /// The rows of one statement.
    pub async fn rows(&self, sql: &str, values: &Values) -> Result<Vec<Row>, Error> {
        let values: Vec<(&(dyn ToSql + Sync), Type)> =
            values.iter().map(|(value, kind)| (value.as_ref() as &(dyn ToSql + Sync), kind.clone())).collect();
        self.line().client.query_typed(sql, &values).await
    }

    /// The one row of a statement that has no values.
    pub async fn row(&self, sql: &str) -> Result<Row, Error> {
        self.line().client.query_typed_one(sql, &[]).await
    }

    /// Waits for an answer as long as a server may take for one. From one that doesn't answer nothing more is expected,
    /// and the next connection goes to another host, where there is one.
    pub async fn answered<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, DatabaseFault> {
        let way = self.1.manager();
        match tokio::time::timeout(way.patience(), work).await {
            Ok(done) => Ok(done?),
            Err(_) => {
                way.leave(self.line().host);
                Err(way.silent())
            }
        }
    }

    pub fn give_back(mut self) {
        drop(self.0.take());
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        if let Some(line) = self.0.take() {
            drop(Object::take(line));
        }
    }
}
