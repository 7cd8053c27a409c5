SELECT record FROM einv.documents WHERE gstin = $1 AND date BETWEEN $2 AND $3 ORDER BY date, doc_type, number
