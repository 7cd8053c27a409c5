SELECT record FROM einv.documents WHERE gstin = $1 AND doc_type = $2 AND number = $3 AND fin_year = $4
