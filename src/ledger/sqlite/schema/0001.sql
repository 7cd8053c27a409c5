-- A document's whole record lies in `record` (JSON, written by story.rs alone); the other columns are for finding it.
CREATE TABLE documents (
    gstin     TEXT NOT NULL,
    fin_year  TEXT NOT NULL,
    doc_type  TEXT NOT NULL,
    number    TEXT NOT NULL,            -- upper-cased
    irn       TEXT NOT NULL,
    state     TEXT NOT NULL,
    updated   TEXT NOT NULL,            -- engine's clock, RFC 3339
    record    TEXT NOT NULL,
    PRIMARY KEY (gstin, doc_type, number, fin_year)
) WITHOUT ROWID;
CREATE INDEX documents_irn ON documents (irn);
CREATE INDEX documents_state ON documents (state);

-- One row a move, with its evidence.
CREATE TABLE events (
    id        INTEGER PRIMARY KEY,
    gstin     TEXT NOT NULL,
    fin_year  TEXT NOT NULL,
    doc_type  TEXT NOT NULL,
    number    TEXT NOT NULL,
    at        TEXT NOT NULL,
    what      TEXT NOT NULL,
    attempt   INTEGER NOT NULL,
    detail    TEXT NOT NULL
);
CREATE INDEX events_document ON events (gstin, doc_type, number, fin_year);
