INSERT INTO einv.ledger (version) VALUES ($1)
