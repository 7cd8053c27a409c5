INSERT INTO einv.eway_events (gstin, fin_year, doc_type, number, at, what, attempt, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
