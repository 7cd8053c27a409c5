INSERT INTO einv.outages (portal, began, last, calls, said) VALUES ($1, $2, $2, 1, $3)
