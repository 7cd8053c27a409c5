//! The schema of a ledger's file in each version, and the check that a file has it. The schema has no views or
//! triggers: foreign SQL would run with our rights.

use super::trouble::trouble;
use crate::error::{Error, ErrorKind, Result};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::sync::OnceLock;

/// Each version is the one before plus its file. A file is never changed, because its version has been in use.
pub(super) const SCHEMA: [&str; 8] = [
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
    include_str!("schema/0008.sql"),
];

/// Refuses a file that is a database, but not a ledger.
pub(super) fn foreign() -> Error {
    Error::new(ErrorKind::Ledger, "the file is a database, but not an einv ledger").fix("give einv its own path")
}

/// Runs nothing that is stored in the file, whoever wrote it.
pub(super) fn distrust(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    Ok(())
}

/// The contents of a file of today's version: type, name, and SQL without its blanks.
fn ours() -> Option<&'static Vec<Object>> {
    static OURS: OnceLock<Option<Vec<Object>>> = OnceLock::new();
    let made = || {
        let fresh = Connection::open_in_memory().ok()?;
        fresh.execute_batch(&SCHEMA.concat()).ok()?;
        objects(&fresh).ok()
    };
    OURS.get_or_init(made).as_ref()
}

type Object = (String, String, String);

fn objects(connection: &Connection) -> rusqlite::Result<Vec<Object>> {
    let mut statement = connection.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| {
        let sql: String = row.get(2)?;
        Ok((row.get(0)?, row.get(1)?, sql.split_whitespace().collect()))
    })?;
    rows.collect()
}

/// Refuses a file of today's version that holds a view or a trigger, or in which one of our objects differs. Other
/// tables and indexes do no harm: SQLite makes some itself.
pub(super) fn check(connection: &Connection) -> Result<()> {
    let there = objects(connection).map_err(|e| trouble("read", e))?;
    let Some(ours) = ours() else { return Err(Error::new(ErrorKind::Ledger, "the ledger's own schema can't be made")) };
    let runs = |(kind, _, _): &Object| kind == "view" || kind == "trigger";
    match there.iter().any(runs) || !ours.iter().all(|object| there.contains(object)) {
        true => Err(foreign()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::sqlite::Sqlite;

    #[test]
    fn a_file_with_foreign_sql_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (index, sql) in [
            "CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END",
            "CREATE TRIGGER t AFTER UPDATE ON memory BEGIN SELECT 1; END",
            "CREATE VIEW v AS SELECT record FROM documents",
            "DROP INDEX documents_waits; DROP TABLE documents; CREATE VIEW documents AS SELECT 1 AS gstin",
            "ALTER TABLE documents ADD COLUMN more TEXT DEFAULT 'x'",
            "DROP TABLE memory; CREATE TABLE memory (name TEXT PRIMARY KEY, value BLOB CHECK (length(value) < 9))",
        ]
        .iter()
        .enumerate()
        {
            let path = folder.path().join(format!("{index}.db"));
            drop(Sqlite::open(&path).unwrap());
            Connection::open(&path).unwrap().execute_batch(sql).unwrap();
            let error = Sqlite::open(&path).err().unwrap_or_else(|| panic!("{sql}"));
            assert!(error.message.contains("not an einv ledger"), "{sql}: {error}");
        }
    }

    #[test]
    fn an_administrators_changes_are_accepted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("einv.db");
        drop(Sqlite::open(&path).unwrap());
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("ANALYZE; CREATE INDEX mine ON documents (number); CREATE TABLE notes (text); VACUUM")
            .unwrap();
        drop(other);
        assert_eq!(Sqlite::open(&path).err(), None);
    }

    #[test]
    fn a_connection_runs_no_sql_stored_in_the_ledger() {
        let connection = Connection::open_in_memory().unwrap();
        distrust(&connection).unwrap();
        connection.execute_batch("CREATE TABLE a (x); CREATE TABLE b (x)").unwrap();
        connection.execute_batch("CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (1); END").unwrap();
        connection.execute_batch("INSERT INTO a VALUES (1)").unwrap();
        let count: i64 = connection.query_row("SELECT count(*) FROM b", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
        connection.execute_batch("PRAGMA writable_schema = ON; CREATE VIEW v AS SELECT 1").unwrap();
        assert!(connection.execute_batch("DELETE FROM sqlite_schema").is_err());
        assert!(connection.query_row("SELECT * FROM v", [], |_| Ok(())).is_err());
    }
}
