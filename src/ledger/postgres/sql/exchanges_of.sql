SELECT id, at, portal, gstin, irn, call, path, sent, status, answered, millis FROM einv.exchanges
WHERE id > $1 AND irn = $2 AND ($3 = '' OR portal = $3) AND ($4 = '' OR call = $4) AND at BETWEEN $5 AND $6
ORDER BY id LIMIT $7
