SELECT id, at, portal, gstin, irn, call, path, sent, status, answered, millis, ewb FROM einv.exchanges
WHERE id > $1 AND $2::text = '' AND $8::text = '' AND ($3 = '' OR portal = $3) AND ($4 = '' OR call = $4) AND at BETWEEN $5 AND $6
ORDER BY id LIMIT $7
