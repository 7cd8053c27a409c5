SELECT record FROM einv.eway_bills
WHERE waits AND (gstin, doc_type, number, fin_year) > ($1, $2, $3, $4)
ORDER BY gstin, doc_type, number, fin_year LIMIT $5
