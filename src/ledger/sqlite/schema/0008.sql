-- E-way bills that stand alone: their documents have no IRN here. A bill's whole record lies in `record` (JSON, written by
-- story/bill.rs alone); the other columns are for finding it.
CREATE TABLE eway_bills (
    gstin     TEXT NOT NULL,            -- who makes it
    fin_year  TEXT NOT NULL,
    doc_type  TEXT NOT NULL,            -- INV, BIL, BOE, CHL, OTH
    number    TEXT NOT NULL,            -- upper-cased
    ewb_no    TEXT,                     -- once the e-way bill system gave one
    state     TEXT NOT NULL,
    updated   TEXT NOT NULL,            -- engine's clock, RFC 3339
    waits     INTEGER NOT NULL,         -- whether a flush has something to do with it
    ends      TEXT,                     -- when the time of an active one ends
    record    TEXT NOT NULL,
    PRIMARY KEY (gstin, doc_type, number, fin_year)
);
CREATE INDEX eway_bills_number ON eway_bills (ewb_no) WHERE ewb_no IS NOT NULL;
CREATE INDEX eway_bills_waits ON eway_bills (gstin, doc_type, number, fin_year) WHERE waits;
CREATE INDEX eway_bills_ends ON eway_bills (ends) WHERE ends IS NOT NULL;

-- One row a move, with its evidence.
CREATE TABLE eway_events (
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
CREATE INDEX eway_events_bill ON eway_events (gstin, doc_type, number, fin_year);

-- A document is found by the number of its e-way bill; of one that was made again, by each.
CREATE TABLE eway_numbers (
    ewb_no    TEXT PRIMARY KEY,
    gstin     TEXT NOT NULL,
    fin_year  TEXT NOT NULL,
    doc_type  TEXT NOT NULL,
    number    TEXT NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO eway_numbers SELECT * FROM (SELECT coalesce(json_extract(record, '$.ewb.bill.ewb_no'),
    json_extract(record, '$.registration.ewb.ewb_no')) AS ewb_no, gstin, fin_year, doc_type, number FROM documents)
    WHERE ewb_no IS NOT NULL;
-- An exchange about an e-way bill that belongs to no IRN.
ALTER TABLE exchanges ADD COLUMN ewb TEXT NOT NULL DEFAULT '';
CREATE INDEX exchanges_ewb ON exchanges (ewb) WHERE ewb <> '';
