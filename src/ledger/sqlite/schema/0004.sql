-- What was sent to a portal and what it answered, in the clear, secrets masked. Rows go when their time is over.
CREATE TABLE exchanges (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,         -- unix seconds, engine's clock
    portal    TEXT NOT NULL,
    gstin     TEXT NOT NULL,
    irn       TEXT NOT NULL,            -- empty where the call is about no document
    call      TEXT NOT NULL,
    path      TEXT NOT NULL,
    sent      TEXT NOT NULL,
    status    INTEGER,                  -- HTTP; none where no answer came
    answered  TEXT NOT NULL,
    millis    INTEGER NOT NULL
);
CREATE INDEX exchanges_irn ON exchanges (irn);
CREATE INDEX exchanges_at ON exchanges (at);
-- When a portal gave no answer: what a taxpayer can show. Kept for good.
CREATE TABLE outages (
    id        INTEGER PRIMARY KEY,
    portal    TEXT NOT NULL,
    began     INTEGER NOT NULL,         -- unix seconds, engine's clock
    last      INTEGER NOT NULL,         -- the last call without an answer
    ended     INTEGER,                  -- the first answer after it
    calls     INTEGER NOT NULL,
    said      TEXT NOT NULL             -- what came instead of an answer, the first time
);
CREATE INDEX outages_portal ON outages (portal, ended);
