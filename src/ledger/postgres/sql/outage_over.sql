UPDATE einv.outages SET ended = $2 WHERE portal = $1 AND ended IS NULL
