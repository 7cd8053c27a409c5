-- A document's whole record lies in `record` (JSON, written by story.rs alone); the other columns are for finding it. Texts
-- are compared byte by byte, whatever the database's language.
CREATE TABLE einv.documents (
    gstin      TEXT COLLATE "C" NOT NULL,
    fin_year   TEXT COLLATE "C" NOT NULL,
    doc_type   TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL,       -- upper-cased
    irn        TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    date       TEXT COLLATE "C" NOT NULL,       -- yyyy-MM-dd
    updated    TEXT COLLATE "C" NOT NULL,       -- engine's clock, RFC 3339
    waits      BOOLEAN NOT NULL,                -- whether a flush has something to do with it
    ewb_until  TEXT COLLATE "C",                -- end of an active e-way bill's validity
    record     TEXT NOT NULL,
    PRIMARY KEY (gstin, doc_type, number, fin_year)
);
CREATE INDEX documents_irn ON einv.documents (irn);
CREATE INDEX documents_dated ON einv.documents (gstin, date);
CREATE INDEX documents_open ON einv.documents (gstin, doc_type, number, fin_year) WHERE waits OR state = 'rejected';
CREATE INDEX documents_recent ON einv.documents (updated) WHERE state = 'registered';
CREATE INDEX documents_ewb ON einv.documents (ewb_until) WHERE ewb_until IS NOT NULL;

-- One row a number that was ever given, whatever the year: who sees a number for the first time holds its row while he does.
CREATE TABLE einv.numbers (
    gstin      TEXT COLLATE "C" NOT NULL,
    doc_type   TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (gstin, doc_type, number)
);

-- One row a move, with its evidence.
CREATE TABLE einv.events (
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
CREATE INDEX events_document ON einv.events (gstin, doc_type, number, fin_year);

-- What the processes of one ledger share: tokens (sealed), who is logging in, what was refused, counters. An empty value is
-- none. Losing a row costs a log-in at most.
CREATE TABLE einv.memory (
    name       TEXT COLLATE "C" PRIMARY KEY,
    value      BYTEA NOT NULL
);

-- What was sent to a portal and what it answered, in the clear, secrets masked. Rows go when their time is over.
CREATE TABLE einv.exchanges (
    id         BIGSERIAL PRIMARY KEY,
    at         BIGINT NOT NULL,                 -- unix seconds, engine's clock
    portal     TEXT NOT NULL,
    gstin      TEXT NOT NULL,
    irn        TEXT COLLATE "C" NOT NULL,       -- empty where the call is about no document
    call       TEXT NOT NULL,
    path       TEXT NOT NULL,
    sent       TEXT NOT NULL,
    status     BIGINT,                          -- HTTP; none where no answer came
    answered   TEXT NOT NULL,
    millis     BIGINT NOT NULL
);
CREATE INDEX exchanges_irn ON einv.exchanges (irn);
CREATE INDEX exchanges_at ON einv.exchanges (at);

-- When a portal gave no answer: what a taxpayer can show. Kept for good.
CREATE TABLE einv.outages (
    id         BIGSERIAL PRIMARY KEY,
    portal     TEXT NOT NULL,
    began      BIGINT NOT NULL,                 -- unix seconds, engine's clock
    last       BIGINT NOT NULL,                 -- the last call without an answer
    ended      BIGINT,                          -- the first answer after it
    calls      BIGINT NOT NULL,
    said       TEXT NOT NULL                    -- what came instead of an answer, the first time
);
CREATE INDEX outages_portal ON einv.outages (portal, ended);
