INSERT INTO einv.numbers (gstin, doc_type, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
