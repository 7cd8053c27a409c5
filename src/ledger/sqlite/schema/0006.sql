-- A record is long, and a table that lies in the order of its key reads whole rows to compare keys. So the rows lie as they
-- came, the record last, and the date has a column: an index on what lies in the record would read all of it at each move.
CREATE TABLE moved (
    gstin     TEXT NOT NULL,
    fin_year  TEXT NOT NULL,
    doc_type  TEXT NOT NULL,
    number    TEXT NOT NULL,            -- upper-cased
    irn       TEXT NOT NULL,
    date      TEXT NOT NULL,            -- yyyy-MM-dd
    state     TEXT NOT NULL,
    updated   TEXT NOT NULL,            -- engine's clock, RFC 3339
    waits     INTEGER NOT NULL,         -- whether a flush has something to do with it
    ewb_until TEXT,                     -- end of an active e-way bill's validity
    record    TEXT NOT NULL,
    PRIMARY KEY (gstin, doc_type, number, fin_year)
);
INSERT INTO moved SELECT gstin, fin_year, doc_type, number, irn, json_extract(record, '$.date'), state, updated, waits,
    ewb_until, record FROM documents;
DROP TABLE documents;
ALTER TABLE moved RENAME TO documents;
CREATE INDEX documents_irn ON documents (irn);
CREATE INDEX documents_state ON documents (state, gstin, doc_type, number, fin_year);
CREATE INDEX documents_dated ON documents (gstin, date);
CREATE INDEX documents_waits ON documents (gstin, doc_type, number, fin_year) WHERE waits;
CREATE INDEX documents_recent ON documents (updated) WHERE state = 'registered';
CREATE INDEX documents_ewb ON documents (ewb_until) WHERE ewb_until IS NOT NULL;
