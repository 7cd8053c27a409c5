SELECT count(*) FROM einv.documents WHERE gstin BETWEEN $1 AND $2 AND date BETWEEN $3 AND $4 AND state = ANY ($5)
    AND ($6 = '' OR number = $6)
