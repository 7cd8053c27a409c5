INSERT INTO einv.eway_keys (gstin, doc_type, number, fin_year) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
