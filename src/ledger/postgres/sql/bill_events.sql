SELECT at, what, attempt, detail FROM einv.eway_events
WHERE gstin = $1 AND doc_type = $2 AND number = $3 AND fin_year = $4 ORDER BY id
