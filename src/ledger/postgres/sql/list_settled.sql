SELECT gstin, fin_year, doc_type, number, record FROM einv.documents
WHERE (gstin, doc_type, number, fin_year) > ($1, $2, $3, $4) AND state = ANY ($5)
ORDER BY gstin, doc_type, number, fin_year LIMIT $6
