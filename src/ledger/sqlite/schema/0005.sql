-- What the board and a flush look for, as columns: the record itself need not be read to pass it over.
ALTER TABLE documents ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;     -- whether a flush has something to do with it
ALTER TABLE documents ADD COLUMN ewb_until TEXT;                       -- end of an active e-way bill's validity
UPDATE documents SET
    waits = state IN ('intended', 'pending', 'sending', 'in_doubt', 'cancelling')
        OR state = 'registered' AND (json_extract(record, '$.cancellation') IS NOT NULL
            OR coalesce(json_extract(record, '$.ewb.state'), '') IN ('in_doubt', 'cancelling')),
    ewb_until = CASE WHEN state = 'registered' AND coalesce(json_extract(record, '$.ewb.state'), 'active') = 'active'
        THEN coalesce(json_extract(record, '$.ewb.bill.valid_until'), json_extract(record, '$.registration.ewb.valid_until')) END;
CREATE INDEX documents_waits ON documents (gstin, doc_type, number, fin_year) WHERE waits;
CREATE INDEX documents_recent ON documents (updated) WHERE state = 'registered';
CREATE INDEX documents_ewb ON documents (ewb_until) WHERE ewb_until IS NOT NULL;
