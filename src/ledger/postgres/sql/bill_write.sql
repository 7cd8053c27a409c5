INSERT INTO einv.eway_bills (gstin, fin_year, doc_type, number, ewb_no, state, updated, waits, ends, record)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (gstin, doc_type, number, fin_year) DO UPDATE
SET ewb_no = excluded.ewb_no, state = excluded.state, updated = excluded.updated, waits = excluded.waits,
    ends = excluded.ends, record = excluded.record
