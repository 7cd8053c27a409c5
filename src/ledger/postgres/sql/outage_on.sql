UPDATE einv.outages SET last = $2, calls = calls + 1 WHERE portal = $1 AND ended IS NULL RETURNING id
