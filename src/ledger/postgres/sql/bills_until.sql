SELECT record FROM einv.eway_bills WHERE ends >= $1 ORDER BY ends LIMIT $2
