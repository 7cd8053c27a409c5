SELECT gstin, fin_year, doc_type, number, record FROM einv.documents
WHERE (gstin, date, doc_type, number, fin_year) > ($1, $5, $2, $3, $4)
    AND gstin BETWEEN $6 AND $7 AND date BETWEEN $8 AND $9 AND state = ANY ($10)
    AND ($13 = '' OR number = $13)
ORDER BY gstin, date, doc_type, number, fin_year LIMIT $11 OFFSET $12
