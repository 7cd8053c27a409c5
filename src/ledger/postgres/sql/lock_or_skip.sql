SELECT fin_year, record FROM einv.documents WHERE gstin = $1 AND doc_type = $2 AND number = $3 FOR UPDATE SKIP LOCKED
