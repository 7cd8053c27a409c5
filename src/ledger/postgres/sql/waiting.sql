SELECT gstin, fin_year, doc_type, number, record FROM einv.documents
WHERE waits AND (gstin, doc_type, number, fin_year) > ($1, $2, $3, $4)
ORDER BY gstin, doc_type, number, fin_year LIMIT $5
