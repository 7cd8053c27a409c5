SELECT record FROM einv.eway_bills WHERE gstin = $1 AND doc_type = $2 AND number = $3 AND fin_year = $4 FOR UPDATE
