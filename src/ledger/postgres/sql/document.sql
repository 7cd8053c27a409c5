INSERT INTO einv.documents (gstin, fin_year, doc_type, number, irn, state, date, updated, waits, ewb_until, record)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (gstin, doc_type, number, fin_year) DO UPDATE
SET irn = excluded.irn, state = excluded.state, date = excluded.date, updated = excluded.updated, waits = excluded.waits,
    ewb_until = excluded.ewb_until, record = excluded.record
