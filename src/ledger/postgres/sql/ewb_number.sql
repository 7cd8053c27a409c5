INSERT INTO einv.eway_numbers (ewb_no, gstin, fin_year, doc_type, number)
SELECT * FROM (VALUES ($1, $2, $3, $4, $5)) AS made (ewb_no, gstin, fin_year, doc_type, number)
WHERE ewb_no IS NOT NULL ON CONFLICT DO NOTHING
