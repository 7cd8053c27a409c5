-- E-way bills that stand alone: their documents have no IRN here. A bill's whole record lies in `record` (JSON, written by
-- story/bill.rs alone); the other columns are for finding it.
CREATE TABLE einv.eway_bills (
    gstin      TEXT COLLATE "C" NOT NULL,       -- who makes it
    fin_year   TEXT COLLATE "C" NOT NULL,
    doc_type   TEXT COLLATE "C" NOT NULL,       -- INV, BIL, BOE, CHL, OTH
    number     TEXT COLLATE "C" NOT NULL,       -- upper-cased
    ewb_no     TEXT COLLATE "C",                -- once the e-way bill system gave one
    state      TEXT COLLATE "C" NOT NULL,
    updated    TEXT COLLATE "C" NOT NULL,       -- engine's clock, RFC 3339
    waits      BOOLEAN NOT NULL,                -- whether a flush has something to do with it
    ends       TEXT COLLATE "C",                -- when the time of an active one ends
    record     TEXT NOT NULL,
    PRIMARY KEY (gstin, doc_type, number, fin_year)
);
CREATE INDEX eway_bills_number ON einv.eway_bills (ewb_no) WHERE ewb_no IS NOT NULL;
CREATE INDEX eway_bills_waits ON einv.eway_bills (gstin, doc_type, number, fin_year) WHERE waits;
CREATE INDEX eway_bills_ends ON einv.eway_bills (ends) WHERE ends IS NOT NULL;

-- One row a bill that was ever given: who sees one for the first time holds its row while he does.
CREATE TABLE einv.eway_keys (
    gstin      TEXT COLLATE "C" NOT NULL,
    doc_type   TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL,
    fin_year   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (gstin, doc_type, number, fin_year)
);

-- One row a move, with its evidence.
CREATE TABLE einv.eway_events (
    id         BIGSERIAL PRIMARY KEY,
    gstin      TEXT COLLATE "C" NOT NULL,
    fin_year   TEXT COLLATE "C" NOT NULL,
    doc_type   TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL,
    at         TEXT NOT NULL,
    what       TEXT NOT NULL,
    attempt    BIGINT NOT NULL,
    detail     TEXT NOT NULL
);
CREATE INDEX eway_events_bill ON einv.eway_events (gstin, doc_type, number, fin_year);

-- A document is found by the number of its e-way bill; of one that was made again, by each.
CREATE TABLE einv.eway_numbers (
    ewb_no     TEXT COLLATE "C" PRIMARY KEY,
    gstin      TEXT COLLATE "C" NOT NULL,
    fin_year   TEXT COLLATE "C" NOT NULL,
    doc_type   TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL
);
INSERT INTO einv.eway_numbers SELECT * FROM (SELECT coalesce(record::json #>> '{ewb,bill,ewb_no}',
    record::json #>> '{registration,ewb,ewb_no}') AS ewb_no, gstin, fin_year, doc_type, number FROM einv.documents) AS made
    WHERE ewb_no IS NOT NULL ON CONFLICT DO NOTHING;
-- An exchange about an e-way bill that belongs to no IRN.
ALTER TABLE einv.exchanges ADD COLUMN ewb TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX exchanges_ewb ON einv.exchanges (ewb) WHERE ewb <> '';
