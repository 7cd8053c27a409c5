-- What the processes of one ledger share: tokens (sealed), who is logging in, what was refused, counters. Each value is the
-- business of whoever named it; losing a row costs a log-in at most.
CREATE TABLE memory (
    name   TEXT PRIMARY KEY,
    value  BLOB NOT NULL
) WITHOUT ROWID;
